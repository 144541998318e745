#include "format/container/der_list.h"

#include "base/limits.h"

enum { HEADER_BYTES = 8, ELEMENT_BYTES = 12, PROPERTY_CERT = 32, ENCODING_ASN1 = 1, LAST_PROPERTY = 0xFFFF };

static const struct view header = VIEW_ROW("\0\0\0\0CERT");

static bool take_element(struct view *in, uint32_t *property, struct view *value)
{
    if (in->n < ELEMENT_BYTES)
        return false;
    *property = little32(*in, 0);
    size_t n = little32(*in, 8);
    if (*property == 0 || *property > LAST_PROPERTY || little32(*in, 4) != ENCODING_ASN1 || n > in->n - ELEMENT_BYTES)
        return false;
    *value = view_first(view_from(*in, ELEMENT_BYTES), n);
    *in = view_from(*in, ELEMENT_BYTES + n);
    return true;
}

bool windows_store_is(struct view bytes)
{
    uint32_t property;
    struct view value;
    if (view_starts(bytes, header))
        return true;
    while (take_element(&bytes, &property, &value))
        if (property == PROPERTY_CERT)
            return value.n > 0 && value.p[0] == 0x30;
    return false;
}

bool windows_store_read(struct arena *arena, struct view bytes, struct view_list *certs)
{
    uint32_t property;
    struct view value;
    if (view_starts(bytes, header))
        bytes = view_from(bytes, HEADER_BYTES);
    while (take_element(&bytes, &property, &value))
        if (property == PROPERTY_CERT && certs->n <= LIMIT_CERTS)
            *LIST_ADD(arena, certs) = value;
    return bytes.n == 0 || view_eq(view_first(bytes, 4), VIEW("\0\0\0\0")); /* the end of a store */
}

/* "03,00,\" and so on over several lines: a backslash at the end of one says that there are more. */
static struct view take_hex(struct arena *arena, struct view *text)
{
    struct view line;
    bool more = true;
    char *out = NEW(arena, char, text->n / 3 + 1);
    size_t n = 0;
    while (more && view_line(text, &line)) {
        more = view_ends(view_trim(line), VIEW("\\"));
        for (size_t i = 0; i < line.n; i++) {
            int byte = hex_byte(view_from(line, i));
            if (byte < 0)
                continue;
            out[n++] = (char)byte;
            i++;
        }
    }
    return (struct view){ .p = out, .n = n };
}

bool windows_registry_read(struct arena *arena, struct view text, struct view_list *certs)
{
    size_t at;
    bool whole = true;
    while (certs->n <= LIMIT_CERTS && view_find(text, VIEW("\"Blob\"=hex:"), &at)) {
        text = view_from(text, at + VIEW("\"Blob\"=hex:").n);
        whole = windows_store_read(arena, take_hex(arena, &text), certs) && whole;
    }
    return whole;
}
