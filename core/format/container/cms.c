#include "format/container/cms_parts.h"

#include "base/limits.h"
#include "format/container/pkcs12_parts.h"

#include <limits.h>
#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/pem.h>

enum { CHAIN_DEPTH = 10 };

struct signer {
    X509 *cert;
    EVP_PKEY *key;
    STACK_OF(X509) *chain;
};

DROP(drop_bio, BIO *, BIO_free);
DROP(drop_cms, CMS_ContentInfo *, CMS_ContentInfo_free);

/* Reads these bytes; NULL where there are none. */
static BIO *reader_of(struct view bytes)
{
    if (bytes.n == 0 || bytes.n > INT_MAX)
        return NULL;
    BIO *bio = BIO_new_mem_buf(bytes.p, (int)bytes.n);
    if (!bio)
        die_oom(bytes.n);
    return bio;
}

STACK_OF(X509) *cms_read_certs(struct view bytes)
{
    AUTO(drop_bio) BIO *bio = reader_of(bytes);
    STACK_OF(X509) *certs = sk_X509_new_null();
    struct pem_password nothing = { 0 };
    X509 *one = bio && bytes.p[0] == 0x30 ? d2i_X509_bio(bio, NULL) : NULL;
    bool der = one != NULL;
    if (bio && !der) {
        (void)BIO_reset(bio);
        one = PEM_read_bio_X509(bio, NULL, pem_password_give, &nothing);
    }
    while (one) {
        if (!certs || !sk_X509_push(certs, one))
            die_oom(bytes.n);
        one = der || sk_X509_num(certs) > LIMIT_CERTS ? NULL : PEM_read_bio_X509(bio, NULL, pem_password_give, &nothing);
    }
    ERR_clear_error();
    return certs;
}

bool cms_key_is_bounded(EVP_PKEY *key)
{
    BIGNUM *exponent = NULL;
    int kind = key ? EVP_PKEY_get_base_id(key) : EVP_PKEY_NONE;
    if (kind == EVP_PKEY_EC || kind == EVP_PKEY_ED25519 || kind == EVP_PKEY_ED448)
        return true;
    if (kind != EVP_PKEY_RSA && kind != EVP_PKEY_RSA_PSS)
        return false;
    bool small = EVP_PKEY_get_bits(key) <= LIMIT_RSA_BITS && EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &exponent) &&
                 BN_num_bits(exponent) <= LIMIT_RSA_EXPONENT_BITS;
    BN_free(exponent);
    return small;
}

const char *cms_signer_wrong(X509 *signer, STACK_OF(X509) *others, X509_STORE *trust, int64_t now, int *code)
{
    X509_STORE_CTX *way = X509_STORE_CTX_new();
    if (!way || X509_STORE_CTX_init(way, trust, signer, others) != 1)
        die_oom(sizeof way);
    X509_STORE_CTX_set_default(way, "smime_sign");
    X509_VERIFY_PARAM *how = X509_STORE_CTX_get0_param(way);
    X509_VERIFY_PARAM_set_time(how, (time_t)now);
    X509_VERIFY_PARAM_set_flags(how, X509_V_FLAG_PARTIAL_CHAIN); /* a CA that was named is an end, root or not */
    X509_VERIFY_PARAM_set_depth(how, CHAIN_DEPTH);
    X509_VERIFY_PARAM_set_auth_level(how, 1);
    bool bounded = cms_key_is_bounded(X509_get0_pubkey(signer)), good = bounded && X509_verify_cert(way) == 1;
    *code = X509_STORE_CTX_get_error(way);
    X509_STORE_CTX_free(way);
    return good ? NULL : bounded ? X509_verify_cert_error_string(*code) : "its key is not one that is computed with";
}

STACK_OF(X509) *cms_take_chain(X509 *signer, STACK_OF(X509) *certs)
{
    STACK_OF(X509) *chain = sk_X509_new_null();
    if (!chain || !sk_X509_push(chain, signer))
        die_oom(sizeof chain);
    for (int k = 0; k < sk_X509_num(chain); k++)
        for (int i = sk_X509_num(certs); i-- > 0;) {
            X509 *one = sk_X509_value(certs, i);
            bool leads = X509_cmp(one, signer) == 0 || X509_check_issued(one, sk_X509_value(chain, k)) == X509_V_OK;
            if (leads && !sk_X509_push(chain, sk_X509_delete(certs, i)))
                die_oom(sizeof chain);
        }
    return chain;
}

/* --- signing --- */

static bool read_key(struct signer *s, struct view bytes, const struct view *password, struct err *e)
{
    AUTO(drop_bio) BIO *bio = reader_of(bytes);
    struct pem_password given = { .password = password };
    if (bio)
        s->key = PEM_read_bio_PrivateKey(bio, NULL, pem_password_give, &given);
    if (s->key)
        return true;
    if (given.asked && !password)
        return err_set(e, ST_FORMAT, "give the password of the key file as well", "the signing key is encrypted and no password was given");
    if (given.asked)
        return err_set(e, ST_FORMAT, "check the password of the key file", "the signing key can't be decrypted with this password");
    return err_set(e, ST_FORMAT, "give a private key in PEM: it starts with -----BEGIN PRIVATE KEY-----", "there is no private key in it");
}

static bool open_parts(struct signer *s, struct view cert, struct view key, const struct view *password, struct err *e)
{
    STACK_OF(X509) *others = cms_read_certs(cert);
    s->cert = sk_X509_shift(others); /* the first one is the signer's, what leads up from him goes along */
    s->chain = s->cert ? cms_take_chain(s->cert, others) : NULL;
    (void)sk_X509_shift(s->chain);
    sk_X509_pop_free(others, X509_free);
    if (!s->cert)
        return err_set(e, ST_FORMAT, "give the signer's certificate as PEM or DER", "there is no certificate to sign with in it");
    if (!read_key(s, key, password, e))
        return false;
    if (X509_check_private_key(s->cert, s->key) != 1)
        return err_set(e, ST_FORMAT, "give the key that the certificate was made for; the certificate must be the first in its file",
                       "the signing key does not belong to the certificate");
    /* One for RSA-PSS alone signs, but without its padding, so that nobody can verify it. */
    return EVP_PKEY_get_base_id(s->key) == EVP_PKEY_RSA || EVP_PKEY_get_base_id(s->key) == EVP_PKEY_EC ||
           err_set(e, ST_FORMAT, "sign with an ordinary RSA key, or an EC key", "the signature can't be made with this key");
}

bool signer_open(struct view cert, struct view key, const struct view *password, struct signer **out, struct err *e)
{
    struct signer *s = heap_new(sizeof *s);
    bool ok = open_parts(s, cert, key, password, e);
    ERR_clear_error();
    if (!ok) {
        signer_close(s);
        s = NULL;
    }
    *out = s;
    return ok;
}

/* The end of the chain that goes along: what is above it nobody here knows. */
static X509 *top_of(const struct signer *s)
{
    X509 *top = s->cert;
    for (int i = 0; i < sk_X509_num(s->chain); i++)
        for (int k = 0; k < sk_X509_num(s->chain); k++) {
            X509 *one = sk_X509_value(s->chain, k);
            if (one != top && X509_check_issued(one, top) == X509_V_OK && X509_check_issued(one, one) != X509_V_OK)
                top = one;
        }
    return top;
}

bool signer_check(const struct signer *s, int64_t now, struct err *e)
{
    X509_STORE *store = X509_STORE_new();
    if (!store || X509_STORE_add_cert(store, top_of(s)) != 1)
        die_oom(sizeof store);
    int code;
    const char *why = cms_signer_wrong(s->cert, s->chain, store, now, &code);
    X509_STORE_free(store);
    ERR_clear_error();
    return !why || err_set(e, ST_FORMAT,
                           "sign with a certificate that is valid and may sign: without extended key usage, or with emailProtection",
                           "nobody who trusts its CA would take its signature: %s", why);
}

bool signer_has_cert(struct view cert)
{
    STACK_OF(X509) *certs = cms_read_certs(cert);
    bool has = sk_X509_num(certs) > 0;
    sk_X509_pop_free(certs, X509_free);
    return has;
}

void signer_close(struct signer *s)
{
    if (!s)
        return;
    X509_free(s->cert);
    EVP_PKEY_free(s->key);
    sk_X509_pop_free(s->chain, X509_free);
    free(s);
}

/* Without attributes there is no signing time, and the signature is over the content itself. */
static CMS_ContentInfo *sign(struct signer *s, BIO *content)
{
    const unsigned flags = CMS_DETACHED | CMS_BINARY | CMS_NOATTR | CMS_NOSMIMECAP;
    CMS_ContentInfo *cms = CMS_sign(NULL, NULL, s->chain, content, flags | CMS_PARTIAL);
    if (cms && CMS_add1_signer(cms, s->cert, s->key, EVP_sha256(), flags) && CMS_final(cms, content, NULL, flags))
        return cms;
    CMS_ContentInfo_free(cms);
    return NULL;
}

bool signer_sign(struct signer *s, struct arena *arena, struct view content, struct view *out, struct err *e)
{
    AUTO(drop_bio) BIO *bio = reader_of(content);
    AUTO(drop_cms) CMS_ContentInfo *cms = bio ? sign(s, bio) : NULL;
    unsigned char *der = NULL;
    int n = cms ? i2d_CMS_ContentInfo(cms, &der) : -1;
    ERR_clear_error();
    if (n <= 0)
        return err_set(e, ST_FORMAT, "sign with an RSA or EC key", "the signature can't be made with this key");
    *out = x509_encoded(arena, der, n);
    return true;
}
