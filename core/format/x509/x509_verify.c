#include <openssl/asn1t.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/params.h>

#include "base/limits.h"
#include "format/x509/x509.h"
#include "format/x509/x509_parts.h"

enum { CURVE_NAME_BYTES = 40 };

DROP(drop_algorithm, X509_ALGOR *, X509_ALGOR_free);

/* The octets of what a key is made of, and the array that libcrypto takes it from. */
struct parts {
    char curve[CURVE_NAME_BYTES];
    unsigned char modulus[LIMIT_RSA_BITS / 8], exponent[LIMIT_RSA_EXPONENT_BITS / 8 + 1];
    OSSL_PARAM params[3];
};

static bool number(struct x509_ctx *x, struct view bytes, unsigned char *native, size_t size)
{
    return BN_bin2bn(octets(bytes), (int)bytes.n, x->number) && BN_bn2nativepad(x->number, native, (int)size) > 0;
}

static bool rsa_parts(struct x509_ctx *x, const struct key *key, struct parts *out)
{
    const size_t n = key->modulus.n, n_exponent = sizeof out->exponent;
    if (n > sizeof out->modulus || !number(x, key->modulus, out->modulus, n) || !number(x, key->exponent, out->exponent, n_exponent))
        return false;
    out->params[0] = OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_N, out->modulus, n);
    out->params[1] = OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_E, out->exponent, n_exponent);
    out->params[2] = OSSL_PARAM_construct_end();
    return true;
}

static bool ec_parts(const struct key *key, struct parts *out)
{
    int n = snprintf(out->curve, sizeof out->curve, "%.*s", VIEW_ARG(key->curve));
    out->params[0] = OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, out->curve, 0);
    out->params[1] = OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, (void *)(uintptr_t)octets(key->point), key->point.n);
    out->params[2] = OSSL_PARAM_construct_end();
    return n < (int)sizeof out->curve;
}

/* A key out of its numbers costs a tenth of decoding it (SubjectPublicKeyInfo through OSSL_DECODER: 86 us). */
static EVP_PKEY *key_of_numbers(struct x509_ctx *x, const struct key *key)
{
    bool rsa = key->type == KEY_RSA;
    struct parts parts;
    EVP_PKEY_CTX **maker = rsa ? &x->rsa : &x->ec;
    EVP_PKEY *made = NULL;
    if (!*maker) {
        *maker = EVP_PKEY_CTX_new_from_name(x->computing, rsa ? "RSA" : "EC", NULL);
        if (!*maker)
            die_oom(CURVE_NAME_BYTES);
    }
    if (!(rsa ? rsa_parts(x, key, &parts) : ec_parts(key, &parts)) || EVP_PKEY_fromdata_init(*maker) <= 0 ||
        EVP_PKEY_fromdata(*maker, &made, EVP_PKEY_PUBLIC_KEY, parts.params) <= 0)
        return NULL;
    return made;
}

void x509_drop(struct x509_kept *kept)
{
    EVP_PKEY_free(kept->key);
    EVP_MD_CTX_free(kept->digest);
    *kept = (struct x509_kept){ 0 };
}

static bool is_of(const struct x509_kept *kept, const struct cert *cert)
{
    return kept->key && memcmp(kept->sha256, cert->spki_sha256, sizeof kept->sha256) == 0;
}

/* On the curve of the last one only the point is another: to make the curve is half of the work. */
static struct x509_kept *key_on_curve(struct x509_ctx *x, const struct cert *cert)
{
    const struct key *key = &cert->key;
    struct x509_kept *kept = &x->on_curve;
    if (is_of(kept, cert))
        return kept;
    if (!view_eq(key->curve, x->curve_name) || EVP_PKEY_set1_encoded_public_key(kept->key, octets(key->point), key->point.n) <= 0) {
        x509_drop(kept);
        kept->key = key_of_numbers(x, key);
        x->curve_name = kept->key ? key->curve : (struct view){ 0 };
    }
    return kept;
}

/* Of two with one beginning the one that came first goes. */
static struct x509_kept *key_kept(struct x509_ctx *x, const struct cert *cert)
{
    const unsigned char *at = octets(cert->spki);
    struct x509_kept *pair = x->kept[(cert->spki_sha256[0] << 8 | cert->spki_sha256[1]) % X509_KEPT_PAIRS];
    for (size_t i = 0; i < 2; i++)
        if (is_of(&pair[i], cert))
            return &pair[i];
    bool is_rsa = cert->key.type == KEY_RSA;
    EVP_PKEY *key = is_rsa ? key_of_numbers(x, &cert->key) : d2i_PUBKEY_ex(NULL, &at, (long)cert->spki.n, x->computing, NULL);
    x509_drop(&pair[1]);
    pair[1] = pair[0];
    pair[0] = (struct x509_kept){ .key = key };
    return &pair[0];
}

/* Good until the next is made; NULL: it is no key. */
static struct x509_kept *make_key(struct x509_ctx *x, const struct cert *cert)
{
    struct x509_kept *kept = cert->key.type == KEY_EC ? key_on_curve(x, cert) : key_kept(x, cert);
    memcpy(kept->sha256, cert->spki_sha256, sizeof kept->sha256);
    if (!kept->digest && !(kept->digest = EVP_MD_CTX_new()))
        die_oom(sizeof *kept);
    return kept->key ? kept : NULL;
}

/* Keys that nobody uses, made to burn time, are never computed with. Of a DSA key's other numbers libcrypto itself refuses the large. */
static bool within_ceilings(const struct key *key)
{
    switch (key->type) {
    case KEY_RSA:
    case KEY_RSA_PSS:
        return key->bits <= LIMIT_RSA_BITS && key->exponent_bits <= LIMIT_RSA_EXPONENT_BITS;
    case KEY_DSA:
        return key->bits <= LIMIT_RSA_BITS;
    case KEY_EC:
    case KEY_ED25519:
    case KEY_ED448:
        return true;
    case KEY_UNKNOWN:
    case KEY_DH:
    case KEY_X25519:
    case KEY_X448:
    case KEY_POST_QUANTUM:
    case KEY_COUNT:
        return false;
    }
    return false;
}

static enum check compute_pss(struct x509_ctx *x, const struct cert *cert, const struct x509_kept *with, const X509_ALGOR *algorithm)
{
    ASN1_STRING tbs = { .type = V_ASN1_SEQUENCE, .length = (int)cert->tbs.n, .data = (unsigned char *)(uintptr_t)cert->tbs.p };
    ASN1_STRING value = { .type = V_ASN1_BIT_STRING,
                          .length = (int)cert->signature_value.n,
                          .data = (unsigned char *)(uintptr_t)octets(cert->signature_value) };
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(x->computing, with->key, NULL);
    EVP_MD_CTX_reset(with->digest);
    EVP_MD_CTX_set_pkey_ctx(with->digest, ctx);
    int good = ctx ? ASN1_item_verify_ctx(ASN1_ITEM_rptr(ASN1_SEQUENCE), algorithm, &value, &tbs, with->digest) : -1;
    EVP_MD_CTX_reset(with->digest); /* it borrows ctx */
    EVP_PKEY_CTX_free(ctx);
    return good == 1 ? CHECK_GOOD : good == 0 ? CHECK_BAD : CHECK_REFUSED;
}

/* A key that was begun with, which may have another point by now (key_on_curve), goes on where it is. */
static bool begin(struct x509_ctx *x, const struct x509_kept *with, const char *digest)
{
    EVP_PKEY_CTX *last = EVP_MD_CTX_get_pkey_ctx(with->digest);
    const EVP_MD *md = EVP_MD_CTX_get0_md(with->digest);
    if (last && EVP_PKEY_CTX_get0_pkey(last) == with->key && md && digest && EVP_MD_is_a(md, digest) &&
        EVP_DigestVerifyInit_ex(with->digest, NULL, NULL, NULL, NULL, NULL, NULL) > 0)
        return true;
    return EVP_MD_CTX_reset(with->digest) > 0 &&
           EVP_DigestVerifyInit_ex(with->digest, NULL, digest, x->computing, NULL, with->key, NULL) > 0;
}

static enum check compute(struct x509_ctx *x, const struct cert *cert, const struct x509_kept *with, const X509_ALGOR *algorithm)
{
    int digest, kind;
    if (!x509_signature_algorithm(OBJ_obj2nid(algorithm->algorithm), &digest, &kind))
        return CHECK_REFUSED;
    if (kind == NID_rsassaPss)
        return EVP_PKEY_is_a(with->key, "RSA") || EVP_PKEY_is_a(with->key, "RSA-PSS") ? compute_pss(x, cert, with, algorithm) : CHECK_BAD;
    if (!EVP_PKEY_is_a(with->key, OBJ_nid2sn(kind)))
        return CHECK_BAD;
    if (!begin(x, with, digest == NID_undef ? NULL : OBJ_nid2sn(digest)))
        return CHECK_REFUSED;
    int good = EVP_DigestVerify(with->digest, octets(cert->signature_value), cert->signature_value.n, octets(cert->tbs), cert->tbs.n);
    return good == 1 ? CHECK_GOOD : CHECK_BAD;
}

enum check x509_verify(struct x509_ctx *x, const struct cert *cert, const struct cert *issuer)
{
    const unsigned char *at = octets(cert->signature_params);
    if (issuer->key.invalid || !within_ceilings(&issuer->key))
        return CHECK_REFUSED;
    ERR_set_mark();
    AUTO(drop_algorithm) X509_ALGOR *algorithm = d2i_X509_ALGOR(NULL, &at, (long)cert->signature_params.n);
    const struct x509_kept *with = algorithm ? make_key(x, issuer) : NULL;
    enum check check = with ? compute(x, cert, with, algorithm) : CHECK_REFUSED;
    ERR_pop_to_mark();
    return check != CHECK_REFUSED && (cert->oddities & ODD_SIGNATURE_ALGORITHMS_DIFFER) ? CHECK_BAD : check;
}

bool x509_key_valid(struct x509_ctx *x, const struct cert *cert)
{
    const struct key *key = &cert->key;
    if (key->invalid || ((key->type == KEY_RSA || key->type == KEY_RSA_PSS) && key->exponent_even))
        return false;
    if (key->type != KEY_EC || key->bits == 0)
        return true;
    ERR_set_mark();
    bool made = make_key(x, cert) != NULL;
    ERR_pop_to_mark();
    return made;
}
