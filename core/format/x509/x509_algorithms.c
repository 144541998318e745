#include "format/x509/der.h"
#include "format/x509/x509_parts.h"

#define RSA "\x2A\x86\x48\x86\xF7\x0D\x01\x01"
#define ECDSA_SHA2 "\x2A\x86\x48\xCE\x3D\x04\x03"
#define NIST "\x60\x86\x48\x01\x65\x03\x04"

/* Names as OpenSSL prints them. */
static const struct x509_algorithm algorithms[] = {
    { VIEW_ROW(RSA "\x02"), VIEW_ROW("md2WithRSAEncryption"), SCHEME_RSA, HASH_MD2, NULL },
    { VIEW_ROW(RSA "\x03"), VIEW_ROW("md4WithRSAEncryption"), SCHEME_RSA, HASH_UNKNOWN, NULL },
    { VIEW_ROW(RSA "\x04"), VIEW_ROW("md5WithRSAEncryption"), SCHEME_RSA, HASH_MD5, "MD5" },
    { VIEW_ROW(RSA "\x05"), VIEW_ROW("sha1WithRSAEncryption"), SCHEME_RSA, HASH_SHA1, "SHA1" },
    { VIEW_ROW("\x2B\x0E\x03\x02\x1D"), VIEW_ROW("sha1WithRSA"), SCHEME_RSA, HASH_SHA1, "SHA1" },
    { VIEW_ROW(RSA "\x0E"), VIEW_ROW("sha224WithRSAEncryption"), SCHEME_RSA, HASH_SHA224, "SHA224" },
    { VIEW_ROW(RSA "\x0B"), VIEW_ROW("sha256WithRSAEncryption"), SCHEME_RSA, HASH_SHA256, "SHA256" },
    { VIEW_ROW(RSA "\x0C"), VIEW_ROW("sha384WithRSAEncryption"), SCHEME_RSA, HASH_SHA384, "SHA384" },
    { VIEW_ROW(RSA "\x0D"), VIEW_ROW("sha512WithRSAEncryption"), SCHEME_RSA, HASH_SHA512, "SHA512" },
    { VIEW_ROW(RSA "\x0F"), VIEW_ROW("sha512-224WithRSAEncryption"), SCHEME_RSA, HASH_SHA512, "SHA512-224" },
    { VIEW_ROW(RSA "\x10"), VIEW_ROW("sha512-256WithRSAEncryption"), SCHEME_RSA, HASH_SHA512, "SHA512-256" },
    { VIEW_ROW(NIST "\x03\x0D"), VIEW_ROW("RSA-SHA3-224"), SCHEME_RSA, HASH_SHA3, "SHA3-224" },
    { VIEW_ROW(NIST "\x03\x0E"), VIEW_ROW("RSA-SHA3-256"), SCHEME_RSA, HASH_SHA3, "SHA3-256" },
    { VIEW_ROW(NIST "\x03\x0F"), VIEW_ROW("RSA-SHA3-384"), SCHEME_RSA, HASH_SHA3, "SHA3-384" },
    { VIEW_ROW(NIST "\x03\x10"), VIEW_ROW("RSA-SHA3-512"), SCHEME_RSA, HASH_SHA3, "SHA3-512" },
    { VIEW_ROW(RSA "\x0A"), VIEW_ROW("rsassaPss"), SCHEME_RSA_PSS, HASH_UNKNOWN, NULL },
    { VIEW_ROW("\x2A\x86\x48\xCE\x3D\x04\x01"), VIEW_ROW("ecdsa-with-SHA1"), SCHEME_ECDSA, HASH_SHA1, "SHA1" },
    { VIEW_ROW(ECDSA_SHA2 "\x01"), VIEW_ROW("ecdsa-with-SHA224"), SCHEME_ECDSA, HASH_SHA224, "SHA224" },
    { VIEW_ROW(ECDSA_SHA2 "\x02"), VIEW_ROW("ecdsa-with-SHA256"), SCHEME_ECDSA, HASH_SHA256, "SHA256" },
    { VIEW_ROW(ECDSA_SHA2 "\x03"), VIEW_ROW("ecdsa-with-SHA384"), SCHEME_ECDSA, HASH_SHA384, "SHA384" },
    { VIEW_ROW(ECDSA_SHA2 "\x04"), VIEW_ROW("ecdsa-with-SHA512"), SCHEME_ECDSA, HASH_SHA512, "SHA512" },
    { VIEW_ROW(NIST "\x03\x09"), VIEW_ROW("ecdsa_with_SHA3-224"), SCHEME_ECDSA, HASH_SHA3, "SHA3-224" },
    { VIEW_ROW(NIST "\x03\x0A"), VIEW_ROW("ecdsa_with_SHA3-256"), SCHEME_ECDSA, HASH_SHA3, "SHA3-256" },
    { VIEW_ROW(NIST "\x03\x0B"), VIEW_ROW("ecdsa_with_SHA3-384"), SCHEME_ECDSA, HASH_SHA3, "SHA3-384" },
    { VIEW_ROW(NIST "\x03\x0C"), VIEW_ROW("ecdsa_with_SHA3-512"), SCHEME_ECDSA, HASH_SHA3, "SHA3-512" },
    { VIEW_ROW("\x2A\x86\x48\xCE\x38\x04\x03"), VIEW_ROW("dsaWithSHA1"), SCHEME_DSA, HASH_SHA1, "SHA1" },
    { VIEW_ROW("\x2B\x0E\x03\x02\x1B"), VIEW_ROW("dsaWithSHA1-old"), SCHEME_DSA, HASH_SHA1, "SHA1" },
    { VIEW_ROW(NIST "\x03\x01"), VIEW_ROW("dsa_with_SHA224"), SCHEME_DSA, HASH_SHA224, "SHA224" },
    { VIEW_ROW(NIST "\x03\x02"), VIEW_ROW("dsa_with_SHA256"), SCHEME_DSA, HASH_SHA256, "SHA256" },
    { VIEW_ROW(NIST "\x03\x03"), VIEW_ROW("dsa_with_SHA384"), SCHEME_DSA, HASH_SHA384, "SHA384" },
    { VIEW_ROW(NIST "\x03\x04"), VIEW_ROW("dsa_with_SHA512"), SCHEME_DSA, HASH_SHA512, "SHA512" },
    { VIEW_ROW("\x2B\x65\x70"), VIEW_ROW("ED25519"), SCHEME_ED25519, HASH_NONE, NULL },
    { VIEW_ROW("\x2B\x65\x71"), VIEW_ROW("ED448"), SCHEME_ED448, HASH_NONE, NULL },
};

/* Hashes named on their own, in the parameters of RSA-PSS. */
static const struct x509_algorithm hashes[] = {
    { VIEW_ROW("\x2A\x86\x48\x86\xF7\x0D\x02\x05"), VIEW_ROW("md5"), SCHEME_RSA_PSS, HASH_MD5, "MD5" },
    { VIEW_ROW("\x2B\x0E\x03\x02\x1A"), VIEW_ROW("sha1"), SCHEME_RSA_PSS, HASH_SHA1, "SHA1" },
    { VIEW_ROW(NIST "\x02\x04"), VIEW_ROW("sha224"), SCHEME_RSA_PSS, HASH_SHA224, "SHA224" },
    { VIEW_ROW(NIST "\x02\x01"), VIEW_ROW("sha256"), SCHEME_RSA_PSS, HASH_SHA256, "SHA256" },
    { VIEW_ROW(NIST "\x02\x02"), VIEW_ROW("sha384"), SCHEME_RSA_PSS, HASH_SHA384, "SHA384" },
    { VIEW_ROW(NIST "\x02\x03"), VIEW_ROW("sha512"), SCHEME_RSA_PSS, HASH_SHA512, "SHA512" },
    { VIEW_ROW(NIST "\x02\x05"), VIEW_ROW("sha512-224"), SCHEME_RSA_PSS, HASH_SHA512, "SHA512-224" },
    { VIEW_ROW(NIST "\x02\x06"), VIEW_ROW("sha512-256"), SCHEME_RSA_PSS, HASH_SHA512, "SHA512-256" },
    { VIEW_ROW(NIST "\x02\x07"), VIEW_ROW("sha3-224"), SCHEME_RSA_PSS, HASH_SHA3, "SHA3-224" },
    { VIEW_ROW(NIST "\x02\x08"), VIEW_ROW("sha3-256"), SCHEME_RSA_PSS, HASH_SHA3, "SHA3-256" },
    { VIEW_ROW(NIST "\x02\x09"), VIEW_ROW("sha3-384"), SCHEME_RSA_PSS, HASH_SHA3, "SHA3-384" },
    { VIEW_ROW(NIST "\x02\x0A"), VIEW_ROW("sha3-512"), SCHEME_RSA_PSS, HASH_SHA3, "SHA3-512" },
};

static const struct x509_algorithm *find(const struct x509_algorithm *rows, size_t n, struct view oid)
{
    for (size_t i = 0; i < n; i++)
        if (view_eq(rows[i].oid, oid))
            return &rows[i];
    return NULL;
}

const struct x509_algorithm *x509_algorithm(struct view oid)
{
    return find(algorithms, COUNT_OF(algorithms), oid);
}

const struct x509_algorithm *x509_hash(struct view oid)
{
    return find(hashes, COUNT_OF(hashes), oid);
}

/* The hash of an AlgorithmIdentifier at the front of `in`. */
static const struct x509_algorithm *take_hash(struct view *in)
{
    struct view algorithm, oid;
    if (!der_take(in, DER_SEQUENCE, &algorithm) || !der_take(&algorithm, DER_OID, &oid))
        return NULL;
    return x509_hash(oid);
}

static const struct x509_algorithm *take_mask_hash(struct view *in)
{
    struct view algorithm, oid;
    if (!der_take(in, DER_SEQUENCE, &algorithm) || !der_take(&algorithm, DER_OID, &oid) || !view_eq(oid, VIEW(RSA "\x08")))
        return NULL;
    return take_hash(&algorithm);
}

bool x509_pss(struct view algorithm, struct x509_pss *out)
{
    struct view list, oid, params, hash, mask, salt, trailer, number;
    *out = (struct x509_pss){ .salt = 20 }; /* the defaults of RFC 4055 section 3.1 */
    out->hash = out->mask_hash = x509_hash(VIEW("\x2B\x0E\x03\x02\x1A"));
    if (!der_take(&algorithm, DER_SEQUENCE, &list) || !der_take(&list, DER_OID, &oid) || !der_take(&list, DER_SEQUENCE, &params) ||
        !der_optional(&params, DER_CONTEXT_CONSTRUCTED(0), &hash) || !der_optional(&params, DER_CONTEXT_CONSTRUCTED(1), &mask) ||
        !der_optional(&params, DER_CONTEXT_CONSTRUCTED(2), &salt) || !der_optional(&params, DER_CONTEXT_CONSTRUCTED(3), &trailer))
        return false;
    if (hash.n)
        out->hash = take_hash(&hash);
    if (mask.n)
        out->mask_hash = take_mask_hash(&mask);
    if (salt.n) {
        if (!der_take(&salt, DER_INTEGER, &number) || number.n == 0 || number.n > 2 || (number.p[0] & 0x80))
            return false;
        out->salt = number.n == 1 ? (unsigned char)number.p[0] : (unsigned)(unsigned char)number.p[0] << 8 | (unsigned char)number.p[1];
    }
    if (trailer.n && (!der_take(&trailer, DER_INTEGER, &number) || !view_eq(number, VIEW("\x01"))))
        return false;
    return out->hash && out->mask_hash;
}
