#include "os/os.h"

#include "base/limits.h"
#include "format/x509/der.h"
#include "format/x509/x509_parts.h"

enum { DNS_BYTES = 253, LABEL_BYTES = 63, IPV4_BYTES = 4, IPV6_BYTES = 16 };
enum {
    GENERAL_OTHER = DER_CONTEXT_CONSTRUCTED(0),
    GENERAL_EMAIL = DER_CONTEXT(1),
    GENERAL_DNS = DER_CONTEXT(2),
    GENERAL_X400 = DER_CONTEXT_CONSTRUCTED(3),
    GENERAL_DIRECTORY = DER_CONTEXT_CONSTRUCTED(4),
    GENERAL_EDI = DER_CONTEXT_CONSTRUCTED(5),
    GENERAL_URI = DER_CONTEXT(6),
    GENERAL_IP = DER_CONTEXT(7),
    GENERAL_RID = DER_CONTEXT(8),
};

static const struct view upn_oid = VIEW_ROW("\x2B\x06\x01\x04\x01\x82\x37\x14\x02\x03");

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The underscore is no letter of a host name, but Windows host names have it and every client takes it. */
static bool is_label(struct view v)
{
    if (v.n == 0 || v.n > LABEL_BYTES || v.p[0] == '-' || v.p[v.n - 1] == '-')
        return false;
    for (size_t i = 0; i < v.n; i++)
        if (!is_digit(v.p[i]) && !is_letter(v.p[i]) && v.p[i] != '-' && v.p[i] != '_')
            return false;
    return true;
}

static bool is_dns_name(struct view v)
{
    struct view label = { 0 };
    bool digits = true;
    if (v.n == 0 || v.n > DNS_BYTES || v.p[v.n - 1] == '.')
        return false;
    if (view_starts(v, VIEW("*.")))
        v = view_from(v, 2);
    while (view_cut(&v, '.', &label))
        if (!is_label(label))
            return false;
    for (size_t i = 0; i < label.n; i++)
        digits = digits && is_digit(label.p[i]);
    return label.n && !digits; /* a last label of digits alone makes an IP address of it (RFC 1123 2.1) */
}

static bool is_graphic(struct view v)
{
    for (size_t i = 0; i < v.n; i++)
        if (v.p[i] <= ' ' || v.p[i] > '~')
            return false;
    return v.n > 0;
}

static bool is_email(struct view v)
{
    struct view local;
    return is_graphic(v) && view_cut(&v, '@', &local) && local.n && v.n && !memchr(v.p, '@', v.n);
}

static bool is_uri(struct view v)
{
    struct view scheme;
    return is_graphic(v) && is_letter(v.p[0]) && view_cut(&v, ':', &scheme) && v.n;
}

static struct view address_text(struct arena *arena, struct view octets, bool *invalid)
{
    *invalid = octets.n != IPV4_BYTES && octets.n != IPV6_BYTES;
    if (*invalid)
        return view_hex(arena, view_first(octets, 2 * IPV6_BYTES));
    return view_dup(arena, view_of(os_ip_text((const unsigned char *)octets.p, octets.n).text));
}

static bool read_other(const struct x509_reading *r, struct view content, struct alt_name *out)
{
    struct view oid, wrap, octets;
    unsigned type;
    bool bad = false;
    if (!der_take(&content, DER_OID, &oid) || !der_take(&content, DER_CONTEXT_CONSTRUCTED(0), &wrap))
        return false;
    out->kind = NAME_OTHER;
    out->text = der_oid_text(r->arena, oid);
    out->invalid = view_eq_text(out->text, "invalid");
    if (!view_eq(oid, upn_oid))
        return true;
    out->kind = NAME_UPN;
    if (!der_any(&wrap, &type, &octets, NULL))
        return false;
    out->text = x509_string(r, type, octets, &bad);
    out->invalid = bad || type != DER_UTF8 || octets.n == 0;
    return true;
}

/* Names whose octets are text. A name that isn't ASCII is shown as the UTF-8 it mostly is. */
static void read_text(const struct x509_reading *r, enum name_kind kind, struct view octets, struct alt_name *out)
{
    out->kind = kind;
    out->text = x509_string(r, DER_UTF8, octets, NULL);
    out->invalid = kind == NAME_DNS ? !is_dns_name(octets) : kind == NAME_EMAIL ? !is_email(octets) : !is_uri(octets);
}

static bool read_name(const struct x509_reading *r, unsigned tag, struct view content, struct alt_name *out)
{
    *out = (struct alt_name){ .kind = NAME_OTHER };
    switch (tag) {
    case GENERAL_OTHER:
        return read_other(r, content, out);
    case GENERAL_EMAIL:
        read_text(r, NAME_EMAIL, content, out);
        return true;
    case GENERAL_DNS:
        read_text(r, NAME_DNS, content, out);
        return true;
    case GENERAL_URI:
        read_text(r, NAME_URI, content, out);
        return true;
    case GENERAL_X400:
        out->text = VIEW("x400Address");
        return true;
    case GENERAL_EDI:
        out->text = VIEW("ediPartyName");
        return true;
    case GENERAL_DIRECTORY:
        out->kind = NAME_DIRECTORY;
        out->text = x509_name(r, content, "subjectAltName", NULL);
        out->invalid = out->text.n == 0;
        return der_next_is(content, DER_SEQUENCE);
    case GENERAL_IP:
        out->kind = NAME_IP;
        out->text = address_text(r->arena, content, &out->invalid);
        return true;
    case GENERAL_RID:
        out->kind = NAME_RID;
        out->text = der_oid_text(r->arena, content);
        out->invalid = view_eq_text(out->text, "invalid");
        return true;
    default:
        return false;
    }
}

bool x509_alt_names(const struct x509_reading *r, struct view names)
{
    struct cert *cert = r->cert;
    struct view rest = names, content;
    unsigned tag;
    size_t count = 0;
    while (rest.n && der_any(&rest, &tag, &content, NULL))
        count++;
    size_t kept = count < LIMIT_NAMES ? count : LIMIT_NAMES;
    bool good = rest.n == 0 && count > 0;
    struct alt_name *list = NEW(r->arena, struct alt_name, kept);
    size_t n = 0;
    for (size_t i = 0; i < kept && der_any(&names, &tag, &content, NULL); i++) {
        if (read_name(r, tag, content, &list[n]))
            n++;
        else
            good = false;
    }
    cert->names = list;
    cert->n_names = n;
    cert->n_names_in_all = count - (kept - n);
    return good;
}
