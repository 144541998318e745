#include "format/container/cms.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "format/container/cms_parts.h"
#include "format/container/pkcs12_parts.h"

#include <limits.h>
#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>

enum { CHAIN_DEPTH = 10 };

struct signer_trust {
    X509_STORE *store;
};

DROP(drop_bio, BIO *, BIO_free);

BIO *cms_reader(struct view bytes)
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
    AUTO(drop_bio) BIO *bio = cms_reader(bytes);
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

/* A key whose numbers are small enough to compute with, of a kind that signs. */
static bool key_is_bounded(EVP_PKEY *key)
{
    BIGNUM *exponent = NULL;
    bool small = true;
    int kind = key ? EVP_PKEY_get_base_id(key) : EVP_PKEY_NONE;
    if (kind == EVP_PKEY_EC || kind == EVP_PKEY_ED25519 || kind == EVP_PKEY_ED448)
        return true;
    if (kind != EVP_PKEY_RSA && kind != EVP_PKEY_RSA_PSS)
        return false;
    if (EVP_PKEY_get_bits(key) > LIMIT_RSA_BITS || !EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &exponent) ||
        BN_num_bits(exponent) > LIMIT_RSA_EXPONENT_BITS)
        small = false;
    BN_free(exponent);
    return small;
}

/* Returns how many can be used. */
static size_t add_certs(X509_STORE *store, const STACK_OF(X509) *certs)
{
    size_t n = 0;
    for (int i = 0; i < sk_X509_num(certs); i++)
        n += key_is_bounded(X509_get0_pubkey(sk_X509_value(certs, i))) && X509_STORE_add_cert(store, sk_X509_value(certs, i)) == 1;
    ERR_clear_error();
    return n;
}

bool signer_trust_load(struct view bytes, struct signer_trust **out, struct err *e)
{
    struct signer_trust *trust = calloc(1, sizeof *trust);
    if (!trust || !(trust->store = X509_STORE_new()))
        die_oom(sizeof *trust);
    *out = NULL;
    STACK_OF(X509) *certs = cms_read_certs(bytes);
    bool too_many = sk_X509_num(certs) > LIMIT_CERTS;
    size_t n = add_certs(trust->store, certs);
    sk_X509_pop_free(certs, X509_free);
    if (n > 0 && !too_many) {
        *out = trust;
        return true;
    }
    signer_trust_free(trust);
    if (too_many)
        return err_set(e, ST_LIMIT, "name the CAs of the signers alone", "there are more than %d certificates in it", LIMIT_CERTS);
    return err_set(e, ST_FORMAT, "give the CAs of the signers as PEM or DER", "there is no CA certificate in it that can be used");
}

void signer_trust_free(struct signer_trust *trust)
{
    if (!trust)
        return;
    X509_STORE_free(trust->store);
    free(trust);
}

/* One signature on its way: what libcrypto made of it. */
struct checked {
    struct arena *arena;
    struct signature *out;
    CMS_ContentInfo *cms;
    STACK_OF(X509) *certs; /* that came along */
    CMS_SignerInfo *info;
    X509 *signer; /* borrowed from certs */
};

/* Always false, like err_set. */
PRINTF_LIKE(3, 4) static bool end(struct checked *c, enum signature_state state, const char *fmt, ...)
{
    char text[400];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    c->out->state = state;
    c->out->why = text_safe(c->arena, view_dup(c->arena, view_of(text)));
    return false;
}

static bool read_cms(struct checked *c, struct view bytes)
{
    const unsigned char *at = (const unsigned char *)bytes.p;
    if (bytes.n > LIMIT_SIGNATURE_BYTES)
        return end(c, SIGNATURE_INVALID, "it has %zu bytes (at most %d are read)", bytes.n, LIMIT_SIGNATURE_BYTES);
    c->cms = bytes.n ? d2i_CMS_ContentInfo(NULL, &at, (long)bytes.n) : NULL;
    if (!c->cms || OBJ_obj2nid(CMS_get0_type(c->cms)) != NID_pkcs7_signed)
        return end(c, SIGNATURE_INVALID, "it is not a CMS signature in DER");
    if ((const char *)at != bytes.p + bytes.n)
        return end(c, SIGNATURE_INVALID, "there are bytes behind it");
    if (CMS_is_detached(c->cms) != 1)
        return end(c, SIGNATURE_INVALID, "it carries a content of its own instead of being detached");
    STACK_OF(CMS_SignerInfo) *infos = CMS_get0_SignerInfos(c->cms);
    if (sk_CMS_SignerInfo_num(infos) != 1)
        return end(c, SIGNATURE_INVALID, "it has %d signers instead of one", sk_CMS_SignerInfo_num(infos));
    c->info = sk_CMS_SignerInfo_value(infos, 0);
    return true;
}

static bool find_signer(struct checked *c)
{
    c->certs = CMS_get1_certs(c->cms);
    if (sk_X509_num(c->certs) > LIMIT_SIGNATURE_CERTS)
        return end(c, SIGNATURE_INVALID, "it brings %d certificates (at most %d are read)", sk_X509_num(c->certs), LIMIT_SIGNATURE_CERTS);
    for (int i = 0; i < sk_X509_num(c->certs); i++) {
        X509 *one = sk_X509_value(c->certs, i);
        if (!key_is_bounded(X509_get0_pubkey(one)))
            return end(c, SIGNATURE_INVALID, "a certificate in it has a key that is not computed with");
        if (!c->signer && CMS_SignerInfo_cert_cmp(c->info, one) == 0)
            c->signer = one;
    }
    return c->signer || end(c, SIGNATURE_INVALID, "the certificate of its signer is not in it");
}

static void tell_signer(struct checked *c, struct x509_ctx *x)
{
    unsigned char *der = NULL;
    struct err ignored;
    int n = i2d_X509(c->signer, &der);
    struct view copy = x509_encoded(c->arena, der, n);
    struct cert *cert = NEW(c->arena, struct cert, 1);
    if (x509_read(x, c->arena, copy, cert, &ignored))
        c->out->signer = cert;
}

/* MD5 and SHA-1 collide: two contents can have the same signature. */
static bool digest_is_strong(struct checked *c)
{
    X509_ALGOR *digest = NULL;
    CMS_SignerInfo_get0_algs(c->info, NULL, NULL, &digest, NULL);
    switch (digest ? OBJ_obj2nid(digest->algorithm) : NID_undef) {
    case NID_sha256:
    case NID_sha384:
    case NID_sha512:
    case NID_sha512_256:
    case NID_sha3_256:
    case NID_sha3_384:
    case NID_sha3_512:
        return true;
    default:
        return end(c, SIGNATURE_INVALID, "it is over a digest that is no proof (use SHA-256)");
    }
}

/* CMS_verify wraps a memory BIO in one of its own, and loses that when the structure is unusable: so it gets a chain instead. */
static bool signs(struct checked *c, struct view content)
{
    BIO *bytes = content.n <= INT_MAX ? BIO_new_mem_buf(content.n ? content.p : "", (int)content.n) : NULL;
    BIO *chain = bytes ? BIO_new(BIO_f_null()) : NULL;
    bool good = chain && BIO_push(chain, bytes) &&
                CMS_verify(c->cms, NULL, NULL, chain, NULL, CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY) == 1;
    BIO_free(chain);
    BIO_free(bytes);
    return good || end(c, SIGNATURE_INVALID, "it was made over other content, or with another key");
}

const char *cms_signer_wrong(X509 *signer, STACK_OF(X509) *others, X509_STORE *trust, int64_t now)
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
    const char *why = !key_is_bounded(X509_get0_pubkey(signer)) ? "its key is not one that is computed with" :
                      X509_verify_cert(way) == 1 ? NULL : X509_verify_cert_error_string(X509_STORE_CTX_get_error(way));
    X509_STORE_CTX_free(way);
    return why;
}

static bool chains(struct checked *c, const struct signer_trust *trust, int64_t now)
{
    const char *why = cms_signer_wrong(c->signer, c->certs, trust->store, now);
    return !why || end(c, SIGNATURE_UNTRUSTED, "its signer does not chain to the CAs given: %s", why);
}

void signer_verify(const struct signer_trust *trust, struct x509_ctx *x, struct arena *arena, struct view content, struct view bytes,
                   int64_t now, struct signature *out)
{
    struct checked c = { .arena = arena, .out = out };
    *out = (struct signature){ .state = SIGNATURE_INVALID };
    bool good = read_cms(&c, bytes) && find_signer(&c);
    if (c.signer)
        tell_signer(&c, x);
    if (good && digest_is_strong(&c) && signs(&c, content)) {
        if (!trust)
            end(&c, SIGNATURE_UNCHECKED, "no CA was given that its signer could chain to");
        else if (chains(&c, trust, now))
            out->state = SIGNATURE_GOOD;
    }
    sk_X509_pop_free(c.certs, X509_free);
    CMS_ContentInfo_free(c.cms);
    ERR_clear_error();
}
