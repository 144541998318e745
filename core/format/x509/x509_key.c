#include <openssl/ec.h>

#include "format/x509/der.h"
#include "format/x509/x509.h"
#include "format/x509/x509_parts.h"

static unsigned bits_of(struct view number)
{
    unsigned bits = 0;
    if (number.n == 0)
        return 0;
    for (unsigned first = (unsigned char)number.p[0]; first; first >>= 1)
        bits++;
    return (unsigned)(8 * (number.n - 1)) + bits;
}

/* An INTEGER's content as unsigned big-endian without leading zeros (old software forgets the zero octet that makes it positive); false
 * when it is negative or zero. */
static bool positive(struct view content, struct view *out)
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
    return der_take(in, DER_INTEGER, &content) && positive(content, out);
}

/* A SubjectPublicKeyInfo taken apart. Without a provider that knows keys, libcrypto decodes this far. */
struct parts {
    int params_type; /* V_ASN1_... */
    const void *params;
    struct view octets; /* inside cert->spki */
};

static struct view params_octets(const struct parts *p)
{
    return p->params_type == V_ASN1_SEQUENCE ? x509_octets(p->params) : (struct view){ 0 };
}

static bool read_rsa(const struct parts *p, struct key *out)
{
    struct view rest = p->octets, list, modulus, exponent;
    if (!der_take(&rest, DER_SEQUENCE, &list) || rest.n || !der_take(&list, DER_INTEGER, &modulus) ||
        !der_take(&list, DER_INTEGER, &exponent) || list.n)
        return false;
    bool both = positive(modulus, &out->modulus);
    both = positive(exponent, &out->exponent) && both;
    out->bits = bits_of(out->modulus);
    out->exponent_bits = bits_of(out->exponent);
    out->exponent_even = out->exponent_bits < 2 || !(out->exponent.p[out->exponent.n - 1] & 1);
    return both && (out->modulus.p[out->modulus.n - 1] & 1);
}

/* ECParameters of X9.62: the curve spelled out. Only its size is of interest; libcrypto would compute with it to read it. */
static void read_explicit_curve(const struct parts *p, struct key *out)
{
    struct view params = params_octets(p), list, order;
    out->explicit_curve = true;
    out->curve = VIEW("explicit");
    if (!der_take(&params, DER_SEQUENCE, &list))
        return;
    for (int i = 0; i < 4; i++) /* version, field, coefficients, base point */
        if (!der_any(&list, NULL, NULL, NULL))
            return;
    if (take_positive(&list, &order))
        out->bits = bits_of(order);
}

/* A curve takes 10 us to be made, and mostly it is the one of the certificate before. */
static unsigned curve_bits(struct x509_ctx *x, int nid)
{
    if (x->curve != nid) {
        EC_GROUP *group = EC_GROUP_new_by_curve_name(nid);
        x->curve_bits = group ? (unsigned)EC_GROUP_order_bits(group) : 0;
        x->curve = nid;
        EC_GROUP_free(group);
    }
    return x->curve_bits;
}

static bool read_ec(const struct x509_reading *r, const struct parts *p, struct key *out)
{
    out->point = p->octets;
    if (p->params_type == V_ASN1_SEQUENCE) {
        read_explicit_curve(p, out);
        return false;
    }
    if (p->params_type != V_ASN1_OBJECT)
        return false;
    int nid = OBJ_obj2nid(p->params);
    out->bits = nid == NID_undef ? 0 : curve_bits(r->x, nid);
    const char *nist = EC_curve_nid2nist(nid);
    out->curve = out->bits == 0 ? x509_oid_text(r->arena, p->params) : view_of(nist ? nist : OBJ_nid2sn(nid));
    return p->octets.n > 1; /* one octet is the point at infinity, which libcrypto takes */
}

/* DSA and Diffie-Hellman: both have the prime first and a number as the key. */
static bool read_prime(const struct parts *p, struct key *out)
{
    struct view params = params_octets(p), octets = p->octets, list, prime, number;
    if (!der_take(&params, DER_SEQUENCE, &list) || !take_positive(&list, &prime))
        return false;
    out->bits = bits_of(prime);
    return take_positive(&octets, &number);
}

/* `read`: what holds numbers; else `octets` is the size of the key itself. */
static const struct family {
    int nid;
    enum key_type type;
    bool (*read)(const struct parts *p, struct key *out);
    unsigned bits, octets;
} families[] = {
    { NID_rsaEncryption, KEY_RSA, read_rsa, 0, 0 },
    { NID_rsa, KEY_RSA, read_rsa, 0, 0 },
    { NID_rsassaPss, KEY_RSA_PSS, read_rsa, 0, 0 },
    { NID_X9_62_id_ecPublicKey, KEY_EC, NULL, 0, 0 },
    { NID_dsa, KEY_DSA, read_prime, 0, 0 },
    { NID_dsa_2, KEY_DSA, read_prime, 0, 0 },
    { NID_dhKeyAgreement, KEY_DH, read_prime, 0, 0 },
    { NID_dhpublicnumber, KEY_DH, read_prime, 0, 0 },
    { NID_X25519, KEY_X25519, NULL, 253, 32 },
    { NID_X448, KEY_X448, NULL, 448, 56 },
    { NID_ED25519, KEY_ED25519, NULL, 256, 32 },
    { NID_ED448, KEY_ED448, NULL, 456, 57 },
};

void x509_key(const struct x509_reading *r, X509_PUBKEY *decoded)
{
    struct key *out = &r->cert->key;
    struct parts p = { 0 };
    ASN1_OBJECT *oid = NULL;
    X509_ALGOR *algorithm = NULL;
    const unsigned char *octets = NULL;
    int n = 0;
    *out = (struct key){ .type = KEY_UNKNOWN };
    if (!X509_PUBKEY_get0_param(&oid, &octets, &n, &algorithm, decoded))
        return;
    X509_ALGOR_get0(NULL, &p.params_type, &p.params, algorithm);
    p.octets = view_from(r->cert->spki, r->cert->spki.n - (size_t)n); /* they are the end of it */
    const struct family *f = X509_ROW(families, OBJ_obj2nid(oid));
    if (!f) {
        out->curve = x509_post_quantum(oid);
        out->type = out->curve.n ? KEY_POST_QUANTUM : KEY_UNKNOWN;
        return;
    }
    out->type = f->type;
    out->bits = f->bits;
    out->point = f->octets ? p.octets : (struct view){ 0 };
    if (f->type == KEY_EC)
        out->invalid = !read_ec(r, &p, out);
    else
        out->invalid = f->read ? !f->read(&p, out) : p.octets.n != f->octets;
}

unsigned x509_small_factor(const struct key *key)
{
    static const unsigned char primes[] = { 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97 };
    const size_t n = key->modulus.n;
    uint64_t a = 0, b = 0, c = 0, d = 0, word = 0; /* remainders by constants, which cost no division */
    for (size_t i = 0; i < n; i++) {
        word = word << 8 | (unsigned char)key->modulus.p[i];
        if ((n - i) % 4 != 1)
            continue;
        a = (a << 32 | word) % (3ull * 5 * 7 * 11 * 13 * 17 * 19 * 23 * 29);
        b = (b << 32 | word) % (31ull * 37 * 41 * 43 * 47);
        c = (c << 32 | word) % (53ull * 59 * 61 * 67 * 71);
        d = (d << 32 | word) % (73ull * 79 * 83 * 89 * 97);
        word = 0;
    }
    for (size_t i = 0; n && i < COUNT_OF(primes); i++)
        if ((primes[i] < 30 ? a : primes[i] < 50 ? b : primes[i] < 72 ? c : d) % primes[i] == 0)
            return primes[i];
    return 0;
}
