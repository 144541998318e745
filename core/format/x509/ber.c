#include "format/x509/ber.h"

#include "base/limits.h"

enum { LONG_FORM = 0x80 };

static unsigned byte_at(struct view v, size_t i)
{
    return (unsigned char)v.p[i];
}

bool ber_next_is(struct view in, unsigned tag)
{
    return in.n > 0 && byte_at(in, 0) == tag;
}

bool ber_take(struct view *in, unsigned tag, struct view *content)
{
    struct view whole;
    return ber_next_is(*in, tag) && ber_any(in, &tag, content, &whole);
}

bool ber_enter(struct view *in, unsigned tag, struct view *content, bool *cut)
{
    struct view whole;
    if (!ber_next_is(*in, tag) || in->n < 2)
        return false;
    if (ber_any(in, &tag, content, &whole))
        return true;
    unsigned length = byte_at(*in, 1);
    *cut = true;
    *content = view_from(*in, length > LONG_FORM ? 2 + (length & ~(unsigned)LONG_FORM) : 2);
    *in = (struct view){ 0 };
    return true;
}

bool ber_number(struct view content, size_t *out)
{
    size_t value = 0;
    if (content.n == 0 || byte_at(content, 0) & 0x80)
        return false;
    for (size_t i = 0; i < content.n; i++) {
        if (value > SIZE_MAX >> 8) {
            *out = SIZE_MAX;
            return true;
        }
        value = value << 8 | byte_at(content, i);
    }
    *out = value;
    return true;
}
