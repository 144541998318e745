#include "format/container/pkcs12_crypto.h"

#include "format/x509/ber.h"

#include <limits.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>
#include <openssl/x509.h>

struct pfx_crypto {
    OSSL_LIB_CTX *ctx;
    OSSL_PROVIDER *standard, *legacy;
    bool tried_legacy;
};

struct pfx_key {
    EVP_PKEY *pkey;
};

struct pfx_crypto *pfx_crypto_new(void)
{
    struct pfx_crypto *c = calloc(1, sizeof *c);
    if (!c)
        die_oom(sizeof *c);
    c->ctx = OSSL_LIB_CTX_new();
    if (!c->ctx)
        die_oom(sizeof *c);
    c->standard = OSSL_PROVIDER_load(c->ctx, "default");
    return c;
}

void pfx_crypto_free(struct pfx_crypto **c)
{
    if (!*c)
        return;
    if ((*c)->legacy)
        OSSL_PROVIDER_unload((*c)->legacy);
    if ((*c)->standard)
        OSSL_PROVIDER_unload((*c)->standard);
    OSSL_LIB_CTX_free((*c)->ctx);
    free(*c);
    *c = NULL;
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

static const unsigned char *octets(struct view v)
{
    return (const unsigned char *)(v.n ? v.p : "");
}

/* The key derivation of RFC 7292 appendix B, or PBKDF2 for PBMAC1. */
static bool mac_key(const struct pfx_crypto *c, const struct pfx_mac *mac, struct view password, unsigned char key[EVP_MAX_MD_SIZE * 4],
                    size_t *n)
{
    enum { MAC_KEY = 3 }; /* its "ID" */
    EVP_MD *md = EVP_MD_fetch(c->ctx, mac->pbmac1 ? mac->prf : mac->digest, NULL);
    bool ok = false;
    if (md && mac->pbmac1) {
        *n = mac->key_length;
        ok = PKCS5_PBKDF2_HMAC(password.n ? password.p : "", (int)password.n, octets(mac->salt), (int)mac->salt.n, (int)mac->iterations, md,
                               (int)*n, key) == 1;
    } else if (md) {
        unsigned char *salt = OPENSSL_memdup(octets(mac->salt), mac->salt.n + (mac->salt.n == 0));
        *n = (size_t)EVP_MD_get_size(md);
        ok = salt && PKCS12_key_gen_utf8_ex(password.p, (int)password.n, salt, (int)mac->salt.n, MAC_KEY, (int)mac->iterations, (int)*n,
                                            key, md, c->ctx, NULL) == 1;
        OPENSSL_free(salt);
    }
    EVP_MD_free(md);
    return ok;
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

bool pfx_decrypt(const struct pfx_crypto *c, struct view algorithm, struct view password, struct view data, struct pfx_clear *out)
{
    const unsigned char *p = octets(algorithm);
    X509_ALGOR *parsed = d2i_X509_ALGOR(NULL, &p, (long)algorithm.n);
    int n = 0;
    out->p = NULL;
    bool ok = parsed && data.n &&
              PKCS12_pbe_crypt_ex(parsed, password.p, (int)password.n, octets(data), (int)data.n, &out->p, &n, 0, c->ctx, NULL);
    if (!ok)
        out->p = NULL;
    out->n = ok && n > 0 ? (size_t)n : 0;
    X509_ALGOR_free(parsed);
    ERR_clear_error();
    return out->p != NULL;
}

void pfx_clear_free(struct pfx_clear *clear)
{
    OPENSSL_clear_free(clear->p, clear->n);
    *clear = (struct pfx_clear){ 0 };
}

/* A DSA or DH key's public half is computed when it is read: seconds, with an exponent as long as the file allows. */
static bool is_computed(struct view oid)
{
    static const struct view oids[] = { VIEW_ROW("\x2A\x86\x48\xCE\x38\x04\x01"), VIEW_ROW("\x2A\x86\x48\x86\xF7\x0D\x01\x03\x01"),
                                        VIEW_ROW("\x2A\x86\x48\xCE\x3E\x02\x01") };
    for (size_t i = 0; i < COUNT_OF(oids); i++)
        if (view_eq(oid, oids[i]))
            return true;
    return false;
}

static bool sane_size(struct view der)
{
    enum { LARGEST_KEY = 16 << 10, LARGEST_PARAMETERS = 1200, LARGEST_EXPONENT = 70 };
    struct view info, version, algorithm, oid, key;
    if (der.n > LARGEST_KEY || !ber_take(&der, DER_SEQUENCE, &info) || !ber_take(&info, DER_INTEGER, &version))
        return false;
    if (!ber_take(&info, DER_SEQUENCE, &algorithm) || !ber_take(&algorithm, DER_OID, &oid) || !ber_take(&info, DER_OCTET_STRING, &key))
        return false;
    return algorithm.n <= LARGEST_PARAMETERS && (!is_computed(oid) || key.n <= LARGEST_EXPONENT);
}

struct pfx_key *pfx_key_new(const struct pfx_crypto *c, struct view der)
{
    const unsigned char *p = octets(der);
    if (!sane_size(der))
        return NULL;
    PKCS8_PRIV_KEY_INFO *info = d2i_PKCS8_PRIV_KEY_INFO(NULL, &p, (long)der.n);
    EVP_PKEY *pkey = info && p == octets(der) + der.n ? EVP_PKCS82PKEY_ex(info, c->ctx, NULL) : NULL;
    PKCS8_PRIV_KEY_INFO_free(info);
    ERR_clear_error();
    if (!pkey)
        return NULL;
    struct pfx_key *key = malloc(sizeof *key);
    if (!key)
        die_oom(sizeof *key);
    key->pkey = pkey;
    return key;
}

void pfx_key_free(struct pfx_key **key)
{
    if (!*key)
        return;
    EVP_PKEY_free((*key)->pkey);
    free(*key);
    *key = NULL;
}

bool pfx_cert_fits(const struct pfx_crypto *c, struct view der, const struct pfx_key *key, bool *fits)
{
    const unsigned char *p = octets(der);
    X509 *cert = X509_new_ex(c->ctx, NULL);
    *fits = false;
    if (!cert)
        die_oom(der.n);
    /* On failure d2i frees the certificate and sets it to NULL. */
    bool ok = d2i_X509(&cert, &p, (long)der.n) && p == octets(der) + der.n;
    const EVP_PKEY *public_key = ok && key ? X509_get0_pubkey(cert) : NULL;
    *fits = public_key && EVP_PKEY_eq(public_key, key->pkey) == 1;
    X509_free(cert);
    ERR_clear_error();
    return ok;
}
