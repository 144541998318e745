#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/provider.h>
#include <openssl/rsa.h>

#include "base/limits.h"
#include "format/x509/der.h"
#include "format/x509/x509.h"
#include "format/x509/x509_parts.h"

enum { DSA_ORDER_BITS = 512, CURVE_NAME_BYTES = 40, RESULTS_KEPT = 256 };

enum kind { KIND_RSA, KIND_RSA_PSS, KIND_EC, KIND_DSA, KIND_ED25519, KIND_ED448, KIND_COUNT };

/* What makes keys out of numbers is kept from one signature to the next: making it anew costs more than the check. */
struct x509_verifier {
    OSSL_LIB_CTX *library; /* its own, and without openssl.cnf */
    OSSL_PROVIDER *provider;
    EVP_MD_CTX *digest;
    EVP_PKEY_CTX *makers[KIND_COUNT];
    EVP_PKEY *ec; /* on `curve`, takes point after point: most of what a new key costs is its curve */
    const struct x509_curve *curve;
    EVP_MD *sha256;
    EVP_PKEY *last; /* the key made last, with the digest of its numbers: a check of the key follows that of a signature */
    unsigned char last_sha256[32];
    struct result *results; /* by the digest of all that a check depends on: in a batch the same certificate comes many times */
};

struct result {
    unsigned char sha256[32];
    enum check check;
    bool filled;
};

static const char *const kind_names[] = {
    [KIND_RSA] = "RSA", [KIND_RSA_PSS] = "RSA-PSS", [KIND_EC] = "EC",
    [KIND_DSA] = "DSA", [KIND_ED25519] = "ED25519", [KIND_ED448] = "ED448",
};
static_assert(COUNT_OF(kind_names) == KIND_COUNT, "name every kind of key");

static void drop_builder(OSSL_PARAM_BLD **builder)
{
    OSSL_PARAM_BLD_free(*builder);
}

static void drop_params(OSSL_PARAM **params)
{
    OSSL_PARAM_free(*params);
}

void x509_verifier_free(struct x509_verifier *v)
{
    if (!v)
        return;
    for (size_t i = 0; i < KIND_COUNT; i++)
        EVP_PKEY_CTX_free(v->makers[i]);
    EVP_PKEY_free(v->last);
    EVP_PKEY_free(v->ec);
    EVP_MD_free(v->sha256);
    EVP_MD_CTX_free(v->digest);
    free(v->results);
    if (v->provider)
        OSSL_PROVIDER_unload(v->provider);
    OSSL_LIB_CTX_free(v->library);
    free(v);
}

static struct x509_verifier *verifier_of(struct x509_ctx *x)
{
    if (x->verifier)
        return x->verifier;
    struct x509_verifier *v = calloc(1, sizeof *v);
    if (!v)
        die_oom(sizeof *v);
    v->results = calloc(RESULTS_KEPT, sizeof *v->results);
    if (!v->results)
        die_oom(RESULTS_KEPT * sizeof *v->results);
    v->library = OSSL_LIB_CTX_new();
    v->digest = EVP_MD_CTX_new();
    if (!v->library || !v->digest)
        die_oom(sizeof *v);
    v->provider = OSSL_PROVIDER_load(v->library, "default");
    v->sha256 = EVP_MD_fetch(v->library, "SHA256", NULL);
    if (!v->sha256)
        die_oom(sizeof *v);
    x->verifier = v;
    return v;
}

static bool key_kind(enum key_type type, enum kind *out)
{
    switch (type) {
    case KEY_RSA:
        *out = KIND_RSA;
        return true;
    case KEY_RSA_PSS:
        *out = KIND_RSA_PSS;
        return true;
    case KEY_EC:
        *out = KIND_EC;
        return true;
    case KEY_DSA:
        *out = KIND_DSA;
        return true;
    case KEY_ED25519:
        *out = KIND_ED25519;
        return true;
    case KEY_ED448:
        *out = KIND_ED448;
        return true;
    case KEY_UNKNOWN:
    case KEY_DH:
    case KEY_X25519:
    case KEY_X448:
    case KEY_COUNT:
        return false;
    }
    return false;
}

static const unsigned char *octets(struct view v)
{
    return (const unsigned char *)(v.n ? v.p : "");
}

/* The numbers stay the caller's to free: the builder only refers to them until it is turned into parameters. */
static bool push_numbers(OSSL_PARAM_BLD *builder, const char *const *names, const struct view *numbers, BIGNUM **made, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        made[i] = BN_bin2bn(octets(numbers[i]), (int)numbers[i].n, NULL);
        if (!made[i] || !OSSL_PARAM_BLD_push_BN(builder, names[i], made[i]))
            return false;
    }
    return true;
}

static OSSL_PARAM *number_params(const char *const *names, const struct view *numbers, size_t n)
{
    AUTO(drop_builder) OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    BIGNUM *made[4] = { NULL };
    OSSL_PARAM *params = NULL;
    assert(n <= COUNT_OF(made));
    if (builder && push_numbers(builder, names, numbers, made, n))
        params = OSSL_PARAM_BLD_to_param(builder);
    for (size_t i = 0; i < COUNT_OF(made); i++)
        BN_free(made[i]);
    return params;
}

static OSSL_PARAM *octet_params(const char *curve, struct view point)
{
    AUTO(drop_builder) OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    if (!builder || (curve && !OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, curve, 0)) ||
        !OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, octets(point), point.n))
        return NULL;
    return OSSL_PARAM_BLD_to_param(builder);
}

static OSSL_PARAM *key_params(const struct cert *cert, enum kind kind)
{
    static const char *const rsa_names[] = { OSSL_PKEY_PARAM_RSA_N, OSSL_PKEY_PARAM_RSA_E };
    static const char *const dsa_names[] = { OSSL_PKEY_PARAM_FFC_P, OSSL_PKEY_PARAM_FFC_Q, OSSL_PKEY_PARAM_FFC_G, OSSL_PKEY_PARAM_PUB_KEY };
    const struct key *key = &cert->key;
    struct x509_dsa dsa;
    char curve[CURVE_NAME_BYTES];
    if (kind == KIND_RSA || kind == KIND_RSA_PSS)
        return number_params(rsa_names, (const struct view[]){ key->modulus, key->exponent }, 2);
    if (kind == KIND_DSA)
        return x509_dsa_numbers(cert->spki, &dsa) ? number_params(dsa_names, (const struct view[]){ dsa.p, dsa.q, dsa.g, dsa.y }, 4) : NULL;
    if (kind == KIND_EC) {
        if (key->curve.n >= sizeof curve)
            return NULL;
        snprintf(curve, sizeof curve, "%.*s", VIEW_ARG(key->curve));
        return octet_params(curve, key->point);
    }
    return octet_params(NULL, key->point);
}

/* Each part with its length in front. */
static bool digest_parts(struct x509_verifier *v, const struct view *parts, size_t n, unsigned char out[32])
{
    bool ok = EVP_MD_CTX_reset(v->digest) > 0 && EVP_DigestInit_ex2(v->digest, v->sha256, NULL) > 0;
    for (size_t i = 0; ok && i < n; i++)
        ok = EVP_DigestUpdate(v->digest, &parts[i].n, sizeof parts[i].n) > 0 && EVP_DigestUpdate(v->digest, parts[i].p, parts[i].n) > 0;
    return ok && EVP_DigestFinal_ex(v->digest, out, NULL) > 0;
}

static bool digest_key(struct x509_verifier *v, const struct cert *cert, unsigned char out[32])
{
    const struct key *key = &cert->key;
    const struct view parts[] = { cert->spki, key->curve, key->modulus, key->exponent, key->point };
    return digest_parts(v, parts, COUNT_OF(parts), out);
}

static const struct x509_curve *curve_named(struct view name)
{
    for (size_t i = 0; i < x509_n_curves; i++)
        if (view_eq(x509_curves[i].name, name))
            return &x509_curves[i];
    return NULL;
}

static EVP_PKEY *new_key(struct x509_verifier *v, const struct cert *cert, enum kind kind)
{
    EVP_PKEY_CTX **maker = &v->makers[kind];
    EVP_PKEY *key = NULL;
    if (!*maker) {
        *maker = EVP_PKEY_CTX_new_from_name(v->library, kind_names[kind], NULL);
        if (!*maker || EVP_PKEY_fromdata_init(*maker) <= 0) {
            EVP_PKEY_CTX_free(*maker);
            *maker = NULL;
            return NULL;
        }
    }
    AUTO(drop_params) OSSL_PARAM *params = key_params(cert, kind);
    return params && EVP_PKEY_fromdata(*maker, &key, EVP_PKEY_PUBLIC_KEY, params) > 0 ? key : NULL;
}

static EVP_PKEY *ec_key(struct x509_verifier *v, const struct cert *cert)
{
    const struct x509_curve *curve = curve_named(cert->key.curve);
    struct view point = cert->key.point;
    if (!curve)
        return new_key(v, cert, KIND_EC);
    if (!v->ec || v->curve != curve) {
        EVP_PKEY_free(v->ec);
        v->ec = new_key(v, cert, KIND_EC);
        v->curve = curve;
    } else if (EVP_PKEY_set1_encoded_public_key(v->ec, octets(point), point.n) <= 0) {
        return NULL;
    }
    return v->ec && EVP_PKEY_up_ref(v->ec) > 0 ? v->ec : NULL;
}

/* `digest` is digest_key's. The key is good until the next is made: that one may take its place. */
static EVP_PKEY *make_key(struct x509_verifier *v, const struct cert *cert, enum kind kind, const unsigned char digest[32])
{
    if (v->last && memcmp(v->last_sha256, digest, 32) == 0)
        return v->last;
    EVP_PKEY_free(v->last);
    v->last = kind == KIND_EC ? ec_key(v, cert) : new_key(v, cert, kind);
    memcpy(v->last_sha256, digest, 32);
    return v->last;
}

/* Keys that nobody uses, made to burn time, are never computed with. */
static bool within_ceilings(const struct cert *cert)
{
    const struct key *key = &cert->key;
    struct x509_dsa dsa;
    switch (key->type) {
    case KEY_RSA:
    case KEY_RSA_PSS:
        return key->bits <= LIMIT_RSA_BITS && key->exponent_bits <= LIMIT_RSA_EXPONENT_BITS;
    case KEY_DSA:
        return key->bits <= LIMIT_RSA_BITS && x509_dsa_numbers(cert->spki, &dsa) && x509_bits(dsa.q) <= DSA_ORDER_BITS &&
               x509_bits(dsa.g) <= LIMIT_RSA_BITS && x509_bits(dsa.y) <= LIMIT_RSA_BITS;
    default:
        return true;
    }
}

static bool scheme_fits(enum x509_scheme scheme, enum key_type type)
{
    switch (scheme) {
    case SCHEME_RSA:
        return type == KEY_RSA;
    case SCHEME_RSA_PSS:
        return type == KEY_RSA || type == KEY_RSA_PSS;
    case SCHEME_ECDSA:
        return type == KEY_EC;
    case SCHEME_DSA:
        return type == KEY_DSA;
    case SCHEME_ED25519:
        return type == KEY_ED25519;
    case SCHEME_ED448:
        return type == KEY_ED448;
    }
    return false;
}

static bool use_pss(EVP_PKEY_CTX *ctx, const struct x509_pss *pss)
{
    return EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING) > 0 &&
           EVP_PKEY_CTX_set_rsa_mgf1_md_name(ctx, pss->mask_hash->digest, NULL) > 0 &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, (int)pss->salt) > 0;
}

/* A key that is only for RSA-PSS can say with what: RFC 4055 section 3.3. */
static bool key_allows(const struct cert *issuer, const struct x509_pss *pss)
{
    struct view spki = issuer->spki, list, inside, algorithm, oid;
    struct x509_pss allowed;
    if (!der_take(&spki, DER_SEQUENCE, &list) || !der_any(&list, NULL, &inside, &algorithm) || !der_take(&inside, DER_OID, &oid))
        return false;
    if (issuer->key.type != KEY_RSA_PSS || inside.n == 0)
        return true;
    return x509_pss(algorithm, &allowed) && allowed.hash == pss->hash && allowed.mask_hash == pss->mask_hash && allowed.salt <= pss->salt;
}

static enum check compute(struct x509_verifier *v, const struct cert *cert, EVP_PKEY *key, const struct x509_algorithm *algorithm)
{
    EVP_PKEY_CTX *ctx = NULL; /* the digest context's own */
    struct x509_pss pss;
    const char *digest = algorithm->digest;
    bool is_pss = algorithm->scheme == SCHEME_RSA_PSS;
    if (is_pss) {
        if (!x509_pss(cert->signature_params, &pss))
            return CHECK_REFUSED;
        digest = pss.hash->digest;
    }
    if (EVP_MD_CTX_reset(v->digest) <= 0 || EVP_DigestVerifyInit_ex(v->digest, &ctx, digest, v->library, NULL, key, NULL) <= 0 ||
        (is_pss && !use_pss(ctx, &pss)))
        return CHECK_REFUSED;
    int good = EVP_DigestVerify(v->digest, octets(cert->signature_value), cert->signature_value.n, octets(cert->tbs), cert->tbs.n);
    return good == 1 ? CHECK_GOOD : CHECK_BAD;
}

static const struct x509_algorithm *signature_algorithm(const struct cert *cert)
{
    struct view whole = cert->signature_params, list, oid;
    if (!der_take(&whole, DER_SEQUENCE, &list) || !der_take(&list, DER_OID, &oid))
        return NULL;
    return x509_algorithm(oid);
}

static struct result *result_of(struct x509_verifier *v, const struct cert *cert, const unsigned char key[32])
{
    unsigned char digest[32] = { 0 };
    const struct view parts[] = { cert->tbs, cert->signature_params, cert->signature_value, { .p = (const char *)key, .n = 32 } };
    bool ok = digest_parts(v, parts, COUNT_OF(parts), digest);
    struct result *r = &v->results[digest[0] % RESULTS_KEPT];
    if (ok && r->filled && memcmp(r->sha256, digest, sizeof digest) == 0)
        return r;
    r->filled = false;
    memcpy(r->sha256, digest, sizeof digest);
    return r;
}

enum check x509_verify(struct x509_ctx *x, const struct cert *cert, const struct cert *issuer)
{
    const struct x509_algorithm *algorithm = signature_algorithm(cert);
    enum kind kind;
    bool digest_inside = algorithm && (algorithm->scheme == SCHEME_RSA_PSS || algorithm->scheme == SCHEME_ED25519 ||
                                       algorithm->scheme == SCHEME_ED448);
    if (!algorithm || (!algorithm->digest && !digest_inside))
        return CHECK_REFUSED;
    if (!key_kind(issuer->key.type, &kind) || issuer->key.invalid || !within_ceilings(issuer))
        return CHECK_REFUSED;
    struct x509_pss pss;
    if (!scheme_fits(algorithm->scheme, issuer->key.type) || (cert->oddities & ODD_SIGNATURE_ALGORITHMS_DIFFER))
        return CHECK_BAD;
    if (algorithm->scheme == SCHEME_RSA_PSS && x509_pss(cert->signature_params, &pss) && !key_allows(issuer, &pss))
        return CHECK_BAD;
    struct x509_verifier *v = verifier_of(x);
    unsigned char key_digest[32];
    if (!digest_key(v, issuer, key_digest))
        return CHECK_REFUSED;
    struct result *known = result_of(v, cert, key_digest);
    if (known->filled) /* the same answer as the last time */
        return known->check;
    ERR_set_mark();
    EVP_PKEY *key = make_key(v, issuer, kind, key_digest);
    known->check = key ? compute(v, cert, key, algorithm) : CHECK_REFUSED;
    known->filled = true;
    ERR_pop_to_mark();
    return known->check;
}

bool x509_key_valid(struct x509_ctx *x, const struct cert *cert)
{
    const struct key *key = &cert->key;
    if (key->invalid || ((key->type == KEY_RSA || key->type == KEY_RSA_PSS) && key->exponent_even))
        return false;
    if (key->type != KEY_EC || !curve_named(key->curve))
        return true;
    struct x509_verifier *v = verifier_of(x);
    unsigned char digest[32];
    ERR_set_mark();
    bool made = digest_key(v, cert, digest) && make_key(v, cert, KIND_EC, digest);
    ERR_pop_to_mark();
    return made;
}
