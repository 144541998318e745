#include "format/container/cms.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "format/container/pkcs12_parts.h"

#include <limits.h>
#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>

enum { CHAIN_DEPTH = 10, STRUCTURE_BYTES = 256 }; /* of a signature: beside all that has a length of its own */

struct signer {
    X509 *cert;
    EVP_PKEY *key;
    STACK_OF(X509) *chain;
};

struct signer_trust {
    X509_STORE *store;
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

/* The certificates of a file, PEM or DER (one), in their order, of more than LIMIT_CERTS one more than that. */
static STACK_OF(X509) *read_certs(struct view bytes)
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

/* A key whose numbers are small enough to compute with, of a kind that signs. */
static bool key_is_bounded(EVP_PKEY *key)
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

/* Why this one may not sign as of `now`, by a chain over `others` to what is in `trust`, for people; NULL: it may. */
static const char *signer_wrong(X509 *signer, STACK_OF(X509) *others, X509_STORE *trust, int64_t now)
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

/* Takes out of `certs` the signer, and all that lead up from him by their names and key ids. Those that stay are of somebody else. */
static STACK_OF(X509) *take_chain(X509 *signer, STACK_OF(X509) *certs)
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
    STACK_OF(X509) *others = read_certs(cert);
    s->cert = sk_X509_shift(others); /* the first one is the signer's, what leads up from him goes along */
    s->chain = s->cert ? take_chain(s->cert, others) : NULL;
    (void)sk_X509_shift(s->chain);
    sk_X509_pop_free(others, X509_free);
    if (!s->cert)
        return err_set(e, ST_FORMAT, "give the signer's certificate as PEM or DER", "there is no certificate to sign with in it");
    if (!read_key(s, key, password, e))
        return false;
    if (X509_check_private_key(s->cert, s->key) != 1)
        return err_set(e, ST_FORMAT, "give the key that the certificate was made for; the certificate must be the first in its file",
                       "the signing key does not belong to the certificate");
    return true;
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
    const char *why = signer_wrong(s->cert, s->chain, store, now);
    X509_STORE_free(store);
    ERR_clear_error();
    return !why || err_set(e, ST_FORMAT,
                           "sign with a certificate that is valid and may sign: without extended key usage, or with emailProtection",
                           "nobody who trusts its CA would take its signature: %s", why);
}

bool signer_has_cert(struct view cert)
{
    STACK_OF(X509) *certs = read_certs(cert);
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

/* --- the way back --- */

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
    struct signer_trust *trust = heap_new(sizeof *trust);
    if (!(trust->store = X509_STORE_new()))
        die_oom(sizeof *trust);
    *out = NULL;
    STACK_OF(X509) *certs = read_certs(bytes);
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
static bool end(struct checked *c, enum signature_state state, struct view why)
{
    c->out->state = state;
    c->out->why = text_safe(c->arena, why);
    return false;
}

#define INVALID(c, ...) end((c), SIGNATURE_INVALID, view_fmt((c)->arena, __VA_ARGS__))

static bool read_cms(struct checked *c, struct view bytes)
{
    const unsigned char *at = (const unsigned char *)bytes.p;
    if (bytes.n > LIMIT_SIGNATURE_BYTES)
        return INVALID(c, "it has %zu bytes (at most %d are read)", bytes.n, LIMIT_SIGNATURE_BYTES);
    c->cms = bytes.n ? d2i_CMS_ContentInfo(NULL, &at, (long)bytes.n) : NULL;
    if (!c->cms || OBJ_obj2nid(CMS_get0_type(c->cms)) != NID_pkcs7_signed)
        return INVALID(c, "it is not a CMS signature in DER");
    if ((const char *)at != bytes.p + bytes.n)
        return INVALID(c, "there are bytes behind it");
    if (CMS_is_detached(c->cms) != 1)
        return INVALID(c, "it carries a content of its own instead of being detached");
    STACK_OF(CMS_SignerInfo) *infos = CMS_get0_SignerInfos(c->cms);
    if (sk_CMS_SignerInfo_num(infos) != 1)
        return INVALID(c, "it has %d signers instead of one", sk_CMS_SignerInfo_num(infos));
    c->info = sk_CMS_SignerInfo_value(infos, 0);
    return true;
}

static bool find_signer(struct checked *c)
{
    c->certs = CMS_get1_certs(c->cms);
    if (sk_X509_num(c->certs) > LIMIT_SIGNATURE_CERTS)
        return INVALID(c, "it brings %d certificates (at most %d are read)", sk_X509_num(c->certs), LIMIT_SIGNATURE_CERTS);
    for (int i = 0; i < sk_X509_num(c->certs); i++) {
        X509 *one = sk_X509_value(c->certs, i);
        if (!key_is_bounded(X509_get0_pubkey(one)))
            return INVALID(c, "a certificate in it has a key that is not computed with");
        if (!c->signer && CMS_SignerInfo_cert_cmp(c->info, one) == 0)
            c->signer = one;
    }
    return c->signer || INVALID(c, "the certificate of its signer is not in it");
}

/* What has a length of its own in it, and its signer answers for. */
static size_t signed_bytes(const struct checked *c)
{
    X509_NAME *issuer;
    size_t n = (size_t)ASN1_STRING_length(CMS_SignerInfo_get0_signature(c->info));
    for (int i = 0; i < sk_X509_num(c->certs); i++)
        n += (size_t)i2d_X509(sk_X509_value(c->certs, i), NULL);
    for (int i = 0; i < CMS_signed_get_attr_count(c->info); i++)
        n += (size_t)i2d_X509_ATTRIBUTE(CMS_signed_get_attr(c->info, i), NULL);
    return n + (CMS_SignerInfo_get0_signer_id(c->info, NULL, &issuer, NULL) == 1 && issuer ? (size_t)i2d_X509_NAME(issuer, NULL) : 0);
}

/* Anybody can put in what the signature isn't over. */
static bool is_alone(struct checked *c, struct view bytes)
{
    STACK_OF(X509) *others = sk_X509_dup(c->certs);
    sk_X509_free(take_chain(c->signer, others));
    int foreign = sk_X509_num(others);
    sk_X509_free(others);
    if (foreign)
        return INVALID(c, "it brings a certificate that isn't of its signer's chain");
    if (CMS_unsigned_get_attr_count(c->info) > 0)
        return INVALID(c, "it has an attribute beside the signature that the signer didn't sign");
    return bytes.n <= signed_bytes(c) + STRUCTURE_BYTES ||
           INVALID(c, "it holds more than its signer signed, such as a revocation list");
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
    static const int strong[] = { NID_sha256, NID_sha384, NID_sha512, NID_sha512_256, NID_sha3_256, NID_sha3_384, NID_sha3_512 };
    X509_ALGOR *digest = NULL;
    CMS_SignerInfo_get0_algs(c->info, NULL, NULL, &digest, NULL);
    return (digest && X509_ROW(strong, OBJ_obj2nid(digest->algorithm))) ||
           INVALID(c, "it is over a digest that is no proof (use SHA-256)");
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
    return good || INVALID(c, "it was made over other content, or with another key");
}

void signer_verify(const struct signer_trust *trust, struct x509_ctx *x, struct arena *arena, struct view content, struct view bytes,
                   int64_t now, struct signature *out)
{
    struct checked c = { .arena = arena, .out = out };
    *out = (struct signature){ .state = SIGNATURE_INVALID };
    bool good = read_cms(&c, bytes) && find_signer(&c);
    if (c.signer)
        tell_signer(&c, x);
    if (good && is_alone(&c, bytes) && digest_is_strong(&c) && signs(&c, content)) {
        const char *why = trust ? signer_wrong(c.signer, c.certs, trust->store, now) : NULL;
        out->state = SIGNATURE_GOOD;
        out->expired = why && strcmp(why, X509_verify_cert_error_string(X509_V_ERR_CERT_HAS_EXPIRED)) == 0;
        if (!trust)
            end(&c, SIGNATURE_UNCHECKED, VIEW("no CA was given that its signer could chain to"));
        else if (why)
            end(&c, SIGNATURE_UNTRUSTED, view_fmt(arena, "its signer does not chain to the CAs given: %s", why));
    }
    sk_X509_pop_free(c.certs, X509_free);
    CMS_ContentInfo_free(c.cms);
    ERR_clear_error();
}
