#include "format/container/pkcs12_parts.h"

#include "base/civil.h"

#include <limits.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>
#include <openssl/x509.h>

void pfx_crypto_open(struct pfx_crypto *c)
{
    *c = (struct pfx_crypto){ .ctx = OSSL_LIB_CTX_new() };
    if (!c->ctx)
        die_oom(sizeof *c);
    c->standard = OSSL_PROVIDER_load(c->ctx, "default");
}

void pfx_crypto_close(struct pfx_crypto *c)
{
    if (c->legacy)
        OSSL_PROVIDER_unload(c->legacy);
    if (c->standard)
        OSSL_PROVIDER_unload(c->standard);
    OSSL_LIB_CTX_free(c->ctx);
    *c = (struct pfx_crypto){ 0 };
}

bool pfx_crypto_legacy(struct pfx_crypto *c)
{
    if (!c->tried_legacy) {
        c->tried_legacy = true;
        c->legacy = OSSL_PROVIDER_load(c->ctx, "legacy");
        ERR_clear_error();
    }
    return c->legacy != NULL;
}

DROP(drop_md, EVP_MD *, EVP_MD_free);

/* The key derivation of RFC 7292 appendix B, or PBKDF2 for PBMAC1. */
static bool mac_key(const struct pfx_crypto *c, const struct pfx_mac *mac, struct view password, unsigned char key[EVP_MAX_MD_SIZE * 4],
                    size_t *n)
{
    enum { MAC_KEY = 3 }; /* its "ID" */
    AUTO(drop_md) EVP_MD *md = EVP_MD_fetch(c->ctx, mac->pbmac1 ? mac->prf : mac->digest, NULL);
    unsigned char *salt = (unsigned char *)(uintptr_t)octets(mac->salt); /* only read */
    *n = mac->pbmac1 ? mac->key_length : md ? (size_t)EVP_MD_get_size(md) : 0;
    if (md && mac->pbmac1)
        return PKCS5_PBKDF2_HMAC(password.n ? password.p : "", (int)password.n, salt, (int)mac->salt.n, (int)mac->iterations, md, (int)*n,
                                 key) == 1;
    return md && PKCS12_key_gen_utf8_ex(password.p, (int)password.n, salt, (int)mac->salt.n, MAC_KEY, (int)mac->iterations, (int)*n, key,
                                        md, c->ctx, NULL) == 1;
}

bool pfx_mac_fits(const struct pfx_crypto *c, const struct pfx_mac *mac, struct view bytes, struct view password)
{
    unsigned char key[EVP_MAX_MD_SIZE * 4];
    unsigned char value[EVP_MAX_MD_SIZE];
    size_t n_key = 0;
    size_t n_value = 0;
    static_assert(sizeof key >= 256, "the longest key of PBMAC1 fits");
    bool ok = mac->iterations <= INT_MAX && mac->key_length <= sizeof key && mac_key(c, mac, password, key, &n_key) &&
              EVP_Q_mac(c->ctx, "HMAC", NULL, mac->digest, NULL, key, n_key, octets(bytes), bytes.n, value, sizeof value, &n_value);
    OPENSSL_cleanse(key, sizeof key);
    ERR_clear_error();
    return ok && n_value == mac->value.n && CRYPTO_memcmp(value, octets(mac->value), n_value) == 0;
}

/* A DSA or DH key's public half is computed when it is read: seconds, with an exponent as long as the file allows. */
static bool sane_size(const PKCS8_PRIV_KEY_INFO *info)
{
    enum { LARGEST_KEY = 16 << 10, LARGEST_PARAMETERS = 1200, LARGEST_EXPONENT = 70 };
    const ASN1_OBJECT *oid;
    const unsigned char *key;
    const X509_ALGOR *algorithm;
    int n;
    if (!PKCS8_pkey_get0(&oid, &key, &n, &algorithm, info) || n > LARGEST_KEY)
        return false;
    int kind = OBJ_obj2nid(oid);
    bool computed = kind == NID_dsa || kind == NID_dhKeyAgreement || kind == NID_dhpublicnumber;
    return i2d_X509_ALGOR(algorithm, NULL) <= LARGEST_PARAMETERS && (!computed || n <= LARGEST_EXPONENT);
}

EVP_PKEY *pfx_key(const struct pfx_crypto *c, const PKCS8_PRIV_KEY_INFO *info)
{
    EVP_PKEY *key = info && sane_size(info) ? EVP_PKCS82PKEY_ex(info, c->ctx, NULL) : NULL;
    ERR_clear_error();
    return key;
}

bool pfx_same_key(const EVP_PKEY *one, const EVP_PKEY *other)
{
    unsigned char *a = NULL, *b = NULL;
    int n = one && other ? i2d_PrivateKey(one, &a) : 0, m = n > 0 ? i2d_PrivateKey(other, &b) : 0;
    bool same = n > 0 && n == m && EVP_PKEY_eq(one, other) == 1 && CRYPTO_memcmp(a, b, (size_t)n) == 0;
    OPENSSL_clear_free(a, n > 0 ? (size_t)n : 0);
    OPENSSL_clear_free(b, m > 0 ? (size_t)m : 0);
    ERR_clear_error();
    return same;
}

bool pfx_key_is_other_kind(const PKCS8_PRIV_KEY_INFO *info)
{
    static const int ours[] = {
        NID_rsaEncryption, NID_rsassaPss, NID_X9_62_id_ecPublicKey, NID_dsa, NID_dhKeyAgreement, NID_dhpublicnumber,
        NID_X25519, NID_X448, NID_ED25519, NID_ED448,
    };
    const ASN1_OBJECT *oid = NULL;
    const X509_ALGOR *algorithm = NULL;
    int parameters = V_ASN1_UNDEF;
    if (!info || !PKCS8_pkey_get0(&oid, NULL, NULL, &algorithm, info))
        return false;
    X509_ALGOR_get0(NULL, &parameters, NULL, algorithm);
    if (OBJ_obj2nid(oid) == NID_dsa && parameters != V_ASN1_SEQUENCE) /* its issuer's */
        return true;
    return !X509_ROW(ours, OBJ_obj2nid(oid));
}

bool pkcs8_put(const EVP_PKEY *key, struct buf *out)
{
    PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(key);
    unsigned char *der = NULL;
    int n = info ? i2d_PKCS8_PRIV_KEY_INFO(info, &der) : 0;
    if (n > 0) {
        buf_clear(out);
        buf_put(out, (struct view){ .p = (const char *)der, .n = (size_t)n });
        OPENSSL_clear_free(der, (size_t)n);
    }
    PKCS8_PRIV_KEY_INFO_free(info);
    ERR_clear_error();
    return n > 0 && !out->failed;
}

/* A DSA certificate may leave the parameters to its issuer's, and libcrypto then makes no key of it. */
static bool has_number_of(const X509 *cert, const EVP_PKEY *key)
{
    const ASN1_BIT_STRING *bits = X509_get0_pubkey_bitstr(cert);
    const unsigned char *p = ASN1_STRING_get0_data(bits);
    ASN1_INTEGER *number = d2i_ASN1_INTEGER(NULL, &p, ASN1_STRING_length(bits));
    BIGNUM *said = number ? ASN1_INTEGER_to_BN(number, NULL) : NULL, *is = NULL;
    bool same = said && EVP_PKEY_is_a(key, "DSA") && EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_PUB_KEY, &is) && BN_cmp(said, is) == 0;
    ASN1_INTEGER_free(number);
    BN_free(said);
    BN_free(is);
    return same;
}

/* Whether a * b is 1 modulo m - 1, for a prime m. */
static bool are_inverse(const BIGNUM *a, const BIGNUM *b, const BIGNUM *m, BN_CTX *ctx)
{
    BN_CTX_start(ctx);
    BIGNUM *less = BN_CTX_get(ctx), *product = BN_CTX_get(ctx);
    bool inverse = product && BN_sub(less, m, BN_value_one()) && BN_mod_mul(product, a, b, less, ctx) && BN_is_one(product);
    BN_CTX_end(ctx);
    return inverse;
}

/* libcrypto's own check also looks whether the factors are primes, which takes it 40 ms for 2048 bits and seconds for 8192; those of a
 * certificate's modulus are. Programs compute with either the exponent or the rest, so all of it has to be right (RFC 8017 section 3.2). */
static bool is_rsa_pair(const struct pfx_crypto *c, const EVP_PKEY *key)
{
    static const char *const names[] = {
        OSSL_PKEY_PARAM_RSA_N, OSSL_PKEY_PARAM_RSA_E, OSSL_PKEY_PARAM_RSA_D, OSSL_PKEY_PARAM_RSA_FACTOR1, OSSL_PKEY_PARAM_RSA_FACTOR2,
        OSSL_PKEY_PARAM_RSA_EXPONENT1, OSSL_PKEY_PARAM_RSA_EXPONENT2, OSSL_PKEY_PARAM_RSA_COEFFICIENT1,
    };
    enum { N, E, D, P, Q, DP, DQ, INVERSE };
    BIGNUM *of[COUNT_OF(names)] = { NULL };
    BN_CTX *ctx = BN_CTX_new_ex(c->ctx);
    bool ok = ctx != NULL;
    for (size_t i = 0; i < COUNT_OF(names); i++)
        ok = EVP_PKEY_get_bn_param(key, names[i], &of[i]) == 1 && ok;
    BIGNUM *product = BN_new();
    ok = ok && product && BN_mul(product, of[P], of[Q], ctx) && BN_cmp(product, of[N]) == 0 && are_inverse(of[E], of[D], of[P], ctx) &&
         are_inverse(of[E], of[D], of[Q], ctx) && are_inverse(of[E], of[DP], of[P], ctx) && are_inverse(of[E], of[DQ], of[Q], ctx) &&
         BN_mod_mul(product, of[INVERSE], of[Q], of[P], ctx) && BN_is_one(product);
    BN_clear_free(product);
    for (size_t i = 0; i < COUNT_OF(names); i++)
        BN_clear_free(of[i]);
    BN_CTX_free(ctx);
    return ok;
}

/* A file has the public half beside the private one, which need not be its own. Of other kinds it has the private one alone. */
static bool is_pair(const struct pfx_crypto *c, EVP_PKEY *key)
{
    if (EVP_PKEY_is_a(key, "RSA") || EVP_PKEY_is_a(key, "RSA-PSS"))
        return is_rsa_pair(c, key);
    if (!EVP_PKEY_is_a(key, "EC"))
        return true;
    EVP_PKEY_CTX *check = EVP_PKEY_CTX_new_from_pkey(c->ctx, key, NULL);
    bool pair = check && EVP_PKEY_pairwise_check(check) == 1;
    EVP_PKEY_CTX_free(check);
    return pair;
}

bool pfx_cert_fits(const struct pfx_crypto *c, struct view der, EVP_PKEY *key, bool *fits, int64_t *end)
{
    const unsigned char *p = octets(der);
    X509 *cert = X509_new_ex(c->ctx, NULL);
    *fits = false;
    if (!cert)
        die_oom(der.n);
    /* On failure d2i frees the certificate and sets it to NULL. */
    bool ok = d2i_X509(&cert, &p, (long)der.n) && p == octets(der) + der.n;
    const EVP_PKEY *public_key = ok && key ? X509_get0_pubkey(cert) : NULL;
    *fits = public_key ? EVP_PKEY_eq(public_key, key) == 1 : ok && key && has_number_of(cert, key);
    *fits = *fits && is_pair(c, key);
    *end = ok ? x509_time(X509_get0_notAfter(cert)) : TIME_NONE;
    X509_free(cert);
    ERR_clear_error();
    return ok;
}

int pem_password_give(char *buf, int size, int writing, void *given)
{
    struct pem_password *p = given;
    (void)writing;
    p->asked = true;
    if (!p->password || size < 0 || p->password->n > (size_t)size)
        return -1;
    if (p->password->n)
        memcpy(buf, p->password->p, p->password->n);
    return (int)p->password->n;
}
