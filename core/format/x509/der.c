#include "format/x509/der.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"

enum { CONSTRUCTED = 0x20, HIGH_TAG = 0x1F, OID_BYTES = 128, LIMB = 1000000000, OID_LIMBS = 32, PIECES = 1 << 16 };

struct header {
    unsigned tag;
    size_t length;
    bool indefinite, shortest;
};

static bool take_byte(struct view *in, unsigned *byte)
{
    struct view one;
    if (!view_take(in, 1, &one))
        return false;
    *byte = (unsigned char)one.p[0];
    return true;
}

/* Any length but the short form, which is by far the most frequent. */
static bool take_long_length(struct view *in, unsigned first, struct header *h)
{
    unsigned byte;
    h->length = 0;
    h->indefinite = first == 0x80;
    for (unsigned i = 0; i < (first & 0x7F); i++) {
        if (h->length > SIZE_MAX >> 8 || !take_byte(in, &byte))
            return false;
        h->shortest = h->shortest && (i > 0 || byte != 0);
        h->length = h->length << 8 | byte;
    }
    h->shortest = h->shortest && h->length >= 0x80;
    return !h->indefinite || (h->tag & CONSTRUCTED);
}

/* Tag and length in any form of BER; *in then stands at the content, which fits. */
static bool take_header(struct view *in, struct header *h)
{
    if (in->n < 2)
        return false;
    unsigned first = (unsigned char)in->p[1];
    struct view rest = { .p = in->p + 2, .n = in->n - 2 };
    *h = (struct header){ .tag = (unsigned char)in->p[0], .length = first, .shortest = true };
    if ((h->tag & HIGH_TAG) == HIGH_TAG || (first >= 0x80 && !take_long_length(&rest, first, h)) || h->length > rest.n)
        return false;
    *in = rest;
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

bool der_optional(struct view *in, unsigned tag, struct view *content)
{
    *content = (struct view){ 0 };
    return !der_next_is(*in, tag) || der_any(in, NULL, content, NULL);
}

bool der_looks_like(struct view in, size_t *size)
{
    struct header h;
    struct view rest = in;
    if (!der_next_is(in, DER_SEQUENCE) || !take_header(&rest, &h))
        return false;
    *size = h.indefinite ? 0 : in.n - rest.n + h.length;
    return true;
}

/* An arc can be a number of any size (2.25 holds 128 bits): decimal limbs, least first. */
struct number {
    uint32_t limbs[OID_LIMBS];
    size_t n;
};

static void number_push(struct number *x, unsigned seven_bits)
{
    uint64_t carry = seven_bits;
    for (size_t i = 0; i < x->n; i++) {
        carry += (uint64_t)x->limbs[i] << 7;
        x->limbs[i] = (uint32_t)(carry % LIMB);
        carry /= LIMB;
    }
    if (carry && x->n < OID_LIMBS)
        x->limbs[x->n++] = (uint32_t)carry;
}

static void put_number(struct buf *out, const struct number *x)
{
    buf_fmt(out, "%u", x->n ? x->limbs[x->n - 1] : 0);
    for (size_t i = x->n; i > 1; i--)
        buf_fmt(out, "%09u", x->limbs[i - 2]);
}

/* The first two arcs share a number: 40 * first + second. */
static void put_first_arcs(struct buf *out, struct number *x)
{
    uint32_t low = x->n ? x->limbs[0] : 0;
    uint32_t root = x->n > 1 || low >= 80 ? 2 : low / 40;
    buf_fmt(out, "%u.", root);
    for (size_t i = 0, take = 40 * root; take && i < x->n; i++) {
        bool borrow = x->limbs[i] < take;
        x->limbs[i] += (uint32_t)(borrow ? LIMB : 0) - (uint32_t)take;
        take = borrow;
    }
    while (x->n && x->limbs[x->n - 1] == 0)
        x->n--;
    put_number(out, x);
}

struct view der_oid_text(struct arena *arena, struct view oid)
{
    const struct view invalid = VIEW("invalid");
    AUTO(buf_free) struct buf out = BUF_INIT(4 * OID_BYTES);
    if (oid.n == 0 || oid.n > OID_BYTES || (oid.p[oid.n - 1] & 0x80))
        return invalid;
    while (oid.n) {
        struct number arc = { .n = 0 };
        bool first = out.n == 0;
        unsigned byte = 0x80;
        if ((unsigned char)oid.p[0] == 0x80)
            return invalid;
        while ((byte & 0x80) && take_byte(&oid, &byte))
            number_push(&arc, byte & 0x7F);
        if (!first)
            buf_putc(&out, '.');
        if (first)
            put_first_arcs(&out, &arc);
        else
            put_number(&out, &arc);
    }
    return view_dup(arena, buf_view(&out));
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

static bool is_der(struct view in, unsigned depth)
{
    struct view content;
    unsigned tag;
    while (in.n)
        if (!der_any(&in, &tag, &content, NULL) || is_string_in_pieces(tag) || is_bare_list(tag) ||
            ((tag & CONSTRUCTED) && depth < LIMIT_DER_DEPTH && !is_der(content, depth + 1)))
            return false;
    return true;
}

static bool take_end(struct view *in)
{
    struct view end;
    return view_starts(*in, VIEW("\0\0")) && view_take(in, 2, &end);
}

/* The pieces of a string one after the other. Each piece of a BIT STRING starts with its unused bits; those of the last one hold. */
static bool join_pieces(struct view *in, bool indefinite, unsigned depth, bool bits, struct buf *out)
{
    while (in->n) {
        struct header h;
        struct view piece;
        if (indefinite && take_end(in))
            return true;
        if (!take_header(in, &h))
            return false;
        if (h.tag & CONSTRUCTED) {
            struct view inside = h.indefinite ? *in : view_first(*in, h.length);
            size_t before = inside.n;
            if (depth == 0 || !join_pieces(&inside, h.indefinite, depth - 1, bits, out))
                return false;
            *in = view_from(*in, before - inside.n);
            continue;
        }
        if (!view_take(in, h.length, &piece) || (bits && piece.n == 0))
            return false;
        buf_put(out, bits ? view_from(piece, 1) : piece);
        if (bits)
            out->p[0] = piece.p[0];
    }
    return !indefinite;
}

/* Puts tag and length in front of what was written from `start` on. */
static void close_value(struct buf *out, size_t start, unsigned tag)
{
    size_t length = out->n - start;
    char head[2 + sizeof length] = { (char)tag, (char)length };
    size_t n = 2;
    if (length >= 0x80) {
        size_t bytes = 1;
        while (bytes < sizeof length && length >> (8 * bytes))
            bytes++;
        head[1] = (char)(0x80 | bytes);
        for (size_t i = bytes; i > 0; i--)
            head[n++] = (char)(length >> (8 * (i - 1)));
    }
    buf_put(out, (struct view){ .p = head, .n = n });
    if (out->failed)
        return;
    memmove(out->p + start + n, out->p + start, length);
    memcpy(out->p + start, head, n);
}

static bool rewrite(struct view *in, unsigned depth, struct buf *out);

static bool rewrite_all(struct view *in, bool indefinite, unsigned depth, struct buf *out)
{
    while (in->n) {
        if (indefinite && take_end(in))
            return true;
        if (!rewrite(in, depth, out))
            return false;
    }
    return !indefinite;
}

static bool rewrite_string(struct view *in, const struct header *h, unsigned depth, struct buf *out)
{
    unsigned tag = h->tag & ~(unsigned)CONSTRUCTED;
    AUTO(buf_free) struct buf joined = BUF_INIT(out->max);
    if (tag == DER_BIT_STRING)
        buf_putc(&joined, 0);
    if (!join_pieces(in, h->indefinite, depth, tag == DER_BIT_STRING, &joined))
        return false;
    size_t start = out->n;
    buf_put(out, buf_view(&joined));
    close_value(out, start, tag);
    return true;
}

/* One value. What is in a definite length and can't be followed is copied as it stands: it may be anything. */
static bool rewrite(struct view *in, unsigned depth, struct buf *out)
{
    struct header h;
    size_t start = out->n;
    if (!take_header(in, &h))
        return false;
    h.tag |= is_bare_list(h.tag) ? CONSTRUCTED : 0u;
    struct view inside = h.indefinite ? *in : view_first(*in, h.length), all = inside;
    if (depth == 0 && h.indefinite)
        return false;
    if (is_string_in_pieces(h.tag) && depth > 0) {
        if (!rewrite_string(&inside, &h, depth - 1, out))
            return false;
    } else {
        if (!(h.tag & CONSTRUCTED) || depth == 0 || !rewrite_all(&inside, h.indefinite, depth - 1, out)) {
            if (h.indefinite)
                return false;
            out->n = start;
            buf_put(out, all);
            inside.n = 0;
        }
        close_value(out, start, h.tag);
    }
    *in = view_from(*in, all.n - inside.n);
    return !out->failed;
}

bool der_from_ber(struct arena *arena, struct view in, struct view *out)
{
    struct view rest = in;
    if (in.n && is_der(in, 0)) {
        *out = in;
        return true;
    }
    AUTO(buf_free) struct buf written = BUF_INIT(2 * in.n + 64);
    if (in.n == 0 || !rewrite_all(&rest, false, LIMIT_DER_DEPTH, &written))
        return false;
    *out = view_dup(arena, buf_view(&written));
    return true;
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
    *tag = h.tag;
    *content = view_first(inside, h.indefinite ? inside.n - rest.n - 2 : h.length);
    *whole = view_first(*in, in->n - rest.n);
    *in = rest;
    return true;
}
