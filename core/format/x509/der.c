#include "format/x509/der.h"

#include <openssl/asn1.h>

#include "base/limits.h"

enum { CONSTRUCTED = 0x20, HIGH_TAG = 0x1F, LONG_FORM = 0x80, PIECES = 1 << 16 };

struct header {
    unsigned tag;
    size_t length;
    bool indefinite, shortest;
};

/* Tag and length in any form of BER; *in then stands at the content, which fits. */
static bool take_header(struct view *in, struct header *h)
{
    enum { ENDLESS = 0x01, BROKEN = 0x80 };
    const unsigned char *p = (const unsigned char *)in->p;
    long length;
    int number, class;
    if (in->n < 2 || (p[0] & HIGH_TAG) == HIGH_TAG)
        return false;
    int form = ASN1_get_object(&p, &length, &number, &class, (long)in->n);
    if (form & BROKEN)
        return false;
    size_t used = (size_t)((const char *)p - in->p);
    *h = (struct header){ .tag = (unsigned char)in->p[0], .length = (size_t)length, .indefinite = form & ENDLESS };
    h->shortest = ASN1_object_size(0, (int)length, number) == (int)(used + h->length);
    *in = (struct view){ .p = in->p + used, .n = in->n - used };
    return true;
}

bool der_any(struct view *in, unsigned *tag, struct view *content, struct view *whole)
{
    struct view rest = *in;
    struct header h;
    if (!take_header(&rest, &h) || h.indefinite || !h.shortest)
        return false;
    if (tag)
        *tag = h.tag;
    if (content)
        *content = (struct view){ .p = rest.p, .n = h.length };
    if (whole)
        *whole = (struct view){ .p = in->p, .n = (size_t)(rest.p - in->p) + h.length };
    *in = (struct view){ .p = rest.p + h.length, .n = rest.n - h.length };
    return true;
}

bool der_take(struct view *in, unsigned tag, struct view *content)
{
    return der_next_is(*in, tag) && der_any(in, NULL, content, NULL);
}

bool der_next_is(struct view in, unsigned tag)
{
    return in.n > 0 && (unsigned char)in.p[0] == tag;
}

/* Universal string types in pieces: BIT STRING, OCTET STRING, UTF8String to BMPString. */
static bool is_string_in_pieces(unsigned tag)
{
    return (tag & 0xE0) == CONSTRUCTED && tag != DER_SEQUENCE && tag != DER_SET &&
           (tag == (CONSTRUCTED | DER_BIT_STRING) || tag == (CONSTRUCTED | DER_OCTET_STRING) || (tag & HIGH_TAG) >= DER_UTF8);
}

/* SEQUENCE or SET without the bit that says it is made of values: libcrypto takes a list of names with it. */
static bool is_bare_list(unsigned tag)
{
    return (tag | CONSTRUCTED) != tag && ((tag | CONSTRUCTED) == DER_SEQUENCE || (tag | CONSTRUCTED) == DER_SET);
}

static bool is_strict(struct view in, unsigned depth)
{
    struct view content;
    unsigned tag;
    while (in.n)
        if (!der_any(&in, &tag, &content, NULL) || is_string_in_pieces(tag) || is_bare_list(tag) ||
            ((tag & CONSTRUCTED) && (depth == LIMIT_DER_DEPTH || !is_strict(content, depth + 1))))
            return false;
    return true;
}

bool der_is_strict(struct view in)
{
    return in.n && is_strict(in, 0);
}

static bool take_end(struct view *in)
{
    struct view end;
    return view_starts(*in, VIEW("\0\0")) && view_take(in, 2, &end);
}

/* *left: values that it may still look at. Without a length each reader has to walk over all of them. */
static bool ber_skip(struct view *in, unsigned depth, size_t *left)
{
    struct header h;
    if (!take_header(in, &h))
        return false;
    if (!h.indefinite) {
        *in = view_from(*in, h.length);
        return true;
    }
    while (in->n && depth > 0 && *left) {
        --*left;
        if (take_end(in))
            return true;
        if (!ber_skip(in, depth - 1, left))
            return false;
    }
    return false;
}

bool ber_any(struct view *in, unsigned *tag, struct view *content, struct view *whole)
{
    struct view rest = *in, inside = *in;
    struct header h;
    size_t left = PIECES;
    if (!take_header(&inside, &h) || !ber_skip(&rest, LIMIT_DER_DEPTH, &left))
        return false;
    if (tag)
        *tag = h.tag;
    if (content)
        *content = view_first(inside, h.indefinite ? inside.n - rest.n - 2 : h.length);
    if (whole)
        *whole = view_first(*in, in->n - rest.n);
    *in = rest;
    return true;
}

bool ber_take(struct view *in, unsigned tag, struct view *content)
{
    return der_next_is(*in, tag) && ber_any(in, NULL, content, NULL);
}

bool ber_enter(struct view *in, unsigned tag, struct view *content, bool *cut)
{
    if (!der_next_is(*in, tag) || in->n < 2)
        return false;
    if (ber_any(in, NULL, content, NULL))
        return true;
    unsigned length = (unsigned char)in->p[1];
    *cut = true;
    *content = view_from(*in, length > LONG_FORM ? 2 + (length & ~(unsigned)LONG_FORM) : 2);
    *in = (struct view){ 0 };
    return true;
}
