#include "format/x509/der.h"
#include "format/x509/x509_parts.h"

enum { POINT_COMPRESSED_EVEN = 2, POINT_COMPRESSED_ODD = 3, POINT_PLAIN = 4, POINT_HYBRID_EVEN = 6, POINT_HYBRID_ODD = 7 };

unsigned x509_bits(struct view number)
{
    unsigned bits = 0;
    if (number.n == 0 || number.n > UINT32_MAX / 8)
        return 0;
    for (unsigned first = (unsigned char)number.p[0]; first; first >>= 1)
        bits++;
    return (unsigned)(8 * (number.n - 1)) + bits;
}

bool x509_positive(struct view content, struct view *out)
{
    bool negative = content.n && (content.p[0] & 0x80);
    while (content.n && content.p[0] == 0)
        content = view_from(content, 1);
    *out = content;
    return content.n && !negative;
}

static bool take_positive(struct view *in, struct view *out)
{
    struct view content;
    *out = (struct view){ 0 };
    return der_take(in, DER_INTEGER, &content) && x509_positive(content, out);
}

/* Algorithm and key octets of a SubjectPublicKeyInfo; *params is what stands behind the algorithm's OID. */
static bool take_apart(struct view spki, struct view *oid, struct view *params, struct view *octets)
{
    struct view list, algorithm, unused;
    if (!der_take(&spki, DER_SEQUENCE, &list) || !der_take(&list, DER_SEQUENCE, &algorithm) || !der_take(&algorithm, DER_OID, oid))
        return false;
    *params = algorithm;
    return der_take(&list, DER_BIT_STRING, octets) && view_take(octets, 1, &unused) && unused.p[0] == 0;
}

static bool read_rsa(struct view params, struct view octets, struct key *out)
{
    struct view list, modulus, exponent;
    (void)params;
    if (!der_take(&octets, DER_SEQUENCE, &list) || octets.n || !der_take(&list, DER_INTEGER, &modulus) ||
        !der_take(&list, DER_INTEGER, &exponent) || list.n)
        return false;
    bool positive = x509_positive(modulus, &out->modulus);
    positive = x509_positive(exponent, &out->exponent) && positive;
    out->bits = x509_bits(out->modulus);
    out->exponent_bits = x509_bits(out->exponent);
    out->exponent_even = out->exponent_bits < 2 || !(out->exponent.p[out->exponent.n - 1] & 1);
    return positive && (out->modulus.p[out->modulus.n - 1] & 1);
}

static bool is_point(struct view octets, unsigned field_bytes)
{
    if (octets.n == 0)
        return false;
    switch ((unsigned char)octets.p[0]) {
    case POINT_COMPRESSED_EVEN:
    case POINT_COMPRESSED_ODD:
        return octets.n == 1 + (size_t)field_bytes;
    case POINT_PLAIN:
    case POINT_HYBRID_EVEN:
    case POINT_HYBRID_ODD:
        return octets.n == 1 + 2 * (size_t)field_bytes;
    default:
        return false;
    }
}

/* ECParameters of X9.62: the curve spelled out. Only its size is of interest. */
static void read_explicit_curve(struct view params, struct key *out)
{
    struct view list, skipped, order;
    unsigned tag;
    out->explicit_curve = true;
    out->curve = VIEW("explicit");
    if (!der_take(&params, DER_SEQUENCE, &list))
        return;
    for (int i = 0; i < 4; i++) /* version, field, coefficients, base point */
        if (!der_any(&list, &tag, &skipped, NULL))
            return;
    if (take_positive(&list, &order))
        out->bits = x509_bits(order);
}

static bool read_ec(struct arena *arena, struct view params, struct view octets, struct key *out)
{
    struct view oid;
    out->point = octets;
    if (der_next_is(params, DER_SEQUENCE)) {
        read_explicit_curve(params, out);
        return false;
    }
    if (!der_take(&params, DER_OID, &oid))
        return false;
    for (size_t i = 0; i < x509_n_curves; i++) {
        if (!view_eq(x509_curves[i].oid, oid))
            continue;
        out->curve = x509_curves[i].name;
        out->bits = x509_curves[i].bits;
        return is_point(octets, x509_curves[i].field_bytes);
    }
    out->curve = der_oid_text(arena, oid);
    return octets.n > 0;
}

static bool take_dsa(struct view params, struct view octets, struct x509_dsa *out)
{
    struct view list;
    *out = (struct x509_dsa){ 0 };
    return der_take(&params, DER_SEQUENCE, &list) && take_positive(&list, &out->p) && take_positive(&list, &out->q) &&
           take_positive(&list, &out->g) && take_positive(&octets, &out->y);
}

/* DSA and Diffie-Hellman: both have the prime first and a number as the key. */
static bool read_prime(struct view params, struct view octets, struct key *out)
{
    struct view list, prime, number;
    if (!der_take(&params, DER_SEQUENCE, &list) || !take_positive(&list, &prime))
        return false;
    out->bits = x509_bits(prime);
    return take_positive(&octets, &number);
}

bool x509_dsa_numbers(struct view spki, struct x509_dsa *out)
{
    struct view oid, params, octets;
    return take_apart(spki, &oid, &params, &octets) && take_dsa(params, octets, out);
}

static bool read_dsa(struct view params, struct view octets, struct key *out)
{
    struct x509_dsa numbers;
    return read_prime(params, octets, out) && take_dsa(params, octets, &numbers);
}

/* `read`: what holds numbers; else `octets` is the size of the key itself. */
static const struct family {
    struct view oid;
    enum key_type type;
    bool (*read)(struct view params, struct view octets, struct key *out);
    unsigned bits, octets;
} families[] = {
    { VIEW_ROW("\x2A\x86\x48\x86\xF7\x0D\x01\x01\x01"), KEY_RSA, read_rsa, 0, 0 },
    { VIEW_ROW("\x55\x08\x01\x01"), KEY_RSA, read_rsa, 0, 0 },
    { VIEW_ROW("\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0A"), KEY_RSA_PSS, read_rsa, 0, 0 },
    { VIEW_ROW("\x2A\x86\x48\xCE\x3D\x02\x01"), KEY_EC, NULL, 0, 0 },
    { VIEW_ROW("\x2A\x86\x48\xCE\x38\x04\x01"), KEY_DSA, read_dsa, 0, 0 },
    { VIEW_ROW("\x2B\x0E\x03\x02\x0C"), KEY_DSA, read_dsa, 0, 0 },
    { VIEW_ROW("\x2A\x86\x48\x86\xF7\x0D\x01\x03\x01"), KEY_DH, read_prime, 0, 0 },
    { VIEW_ROW("\x2A\x86\x48\xCE\x3E\x02\x01"), KEY_DH, read_prime, 0, 0 },
    { VIEW_ROW("\x2B\x65\x6E"), KEY_X25519, NULL, 253, 32 },
    { VIEW_ROW("\x2B\x65\x6F"), KEY_X448, NULL, 448, 56 },
    { VIEW_ROW("\x2B\x65\x70"), KEY_ED25519, NULL, 256, 32 },
    { VIEW_ROW("\x2B\x65\x71"), KEY_ED448, NULL, 456, 57 },
};

void x509_key(struct arena *arena, struct view spki, struct key *out)
{
    struct view oid = { 0 }, params, octets = { 0 };
    *out = (struct key){ .type = KEY_UNKNOWN };
    bool whole = take_apart(spki, &oid, &params, &octets);
    for (size_t i = 0; i < COUNT_OF(families); i++) {
        const struct family *f = &families[i];
        if (!view_eq(f->oid, oid))
            continue;
        out->type = f->type;
        out->bits = f->bits;
        out->point = f->octets ? octets : (struct view){ 0 };
        if (!whole)
            out->invalid = true;
        else if (f->type == KEY_EC)
            out->invalid = !read_ec(arena, params, octets, out);
        else if (f->read)
            out->invalid = !f->read(params, octets, out);
        else
            out->invalid = octets.n != f->octets;
        return;
    }
    out->invalid = !whole;
}
