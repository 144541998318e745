#include "format/container/cms_parts.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "format/x509/x509_parts.h"

#include <limits.h>
#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/err.h>

enum { STRUCTURE_BYTES = 256 }; /* of a signature: beside all that has a length of its own */

struct signer_trust {
    X509_STORE *store;
};

/* Returns how many can be used. */
static size_t add_certs(X509_STORE *store, const STACK_OF(X509) *certs)
{
    size_t n = 0;
    for (int i = 0; i < sk_X509_num(certs); i++)
        n += cms_key_is_bounded(X509_get0_pubkey(sk_X509_value(certs, i))) && X509_STORE_add_cert(store, sk_X509_value(certs, i)) == 1;
    ERR_clear_error();
    return n;
}

bool signer_trust_load(struct view bytes, struct signer_trust **out, struct err *e)
{
    struct signer_trust *trust = heap_new(sizeof *trust);
    if (!(trust->store = X509_STORE_new()))
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
        if (!cms_key_is_bounded(X509_get0_pubkey(one)))
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
    sk_X509_free(cms_take_chain(c->signer, others));
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
        int code = X509_V_OK;
        const char *why = trust ? cms_signer_wrong(c.signer, c.certs, trust->store, now, &code) : NULL;
        out->state = SIGNATURE_GOOD;
        out->expired = code == X509_V_ERR_CERT_HAS_EXPIRED;
        if (!trust)
            end(&c, SIGNATURE_UNCHECKED, VIEW("no CA was given that its signer could chain to"));
        else if (why)
            end(&c, SIGNATURE_UNTRUSTED, view_fmt(arena, "its signer does not chain to the CAs given: %s", why));
    }
    sk_X509_pop_free(c.certs, X509_free);
    CMS_ContentInfo_free(c.cms);
    ERR_clear_error();
}
