/* Keys and signatures that are the same on every run, by arithmetic of our own rather than by what a library version draws from its
 * random source: only salts and IVs come from that. */
#define OPENSSL_SUPPRESS_DEPRECATED /* RAND_set_rand_method */
#include "fixture_internal.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/provider.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
#include <openssl/x509.h>

static struct {
    unsigned char seed[SHA256_DIGEST_LENGTH];
    uint64_t round;
} stream; /* RAND_METHOD has no context argument */

static int stream_bytes(unsigned char *out, int n)
{
    for (int at = 0; at < n; stream.round++) {
        unsigned char block[SHA256_DIGEST_LENGTH + 8], digest[SHA256_DIGEST_LENGTH];
        memcpy(block, stream.seed, SHA256_DIGEST_LENGTH);
        for (int i = 0; i < 8; i++)
            block[SHA256_DIGEST_LENGTH + i] = (unsigned char)(stream.round >> (8 * i) & 0xFF);
        SHA256(block, sizeof block, digest);
        int more = n - at < SHA256_DIGEST_LENGTH ? n - at : SHA256_DIGEST_LENGTH;
        memcpy(out + at, digest, (size_t)more);
        at += more;
    }
    return 1;
}

static int stream_status(void)
{
    return 1;
}

void fx_random(const char *label)
{
    static const RAND_METHOD method = { .bytes = stream_bytes, .pseudorand = stream_bytes, .status = stream_status };
    SHA256((const unsigned char *)label, strlen(label), stream.seed);
    stream.round = 0;
    RAND_set_rand_method(&method);
}

struct fixtures *fixtures_open(const char *folder)
{
    struct fixtures *f = calloc(1, sizeof *f);
    if (!f)
        die_oom(sizeof *f);
    f->folder = folder;
    fx_random("start");
    return f;
}

void fixtures_close(struct fixtures *f)
{
    for (size_t i = 0; i < f->n_keys; i++)
        EVP_PKEY_free(f->keys[i].pkey);
    arena_free(&f->arena);
    free(f);
}

struct arena *fx_arena(struct fixtures *f)
{
    return &f->arena;
}

static BIGNUM *number(struct fixtures *f, const char *label, int bits)
{
    struct view bytes = fx_bytes(f, label, (size_t)(bits + 7) / 8);
    return BN_bin2bn((const unsigned char *)bytes.p, (int)bytes.n, NULL);
}

/* The first prime from the name's own number upwards whose predecessor has no factor in common with e. */
static BIGNUM *prime(struct fixtures *f, const char *label, int bits, const BIGNUM *e, BN_CTX *ctx)
{
    BIGNUM *p = number(f, label, bits), *before = BN_new(), *common = BN_new();
    BN_set_bit(p, bits - 1);
    BN_set_bit(p, bits - 2);
    BN_set_bit(p, 0);
    for (;; BN_add_word(p, 2)) {
        if (BN_check_prime(p, ctx, NULL) != 1)
            continue;
        BN_sub(before, p, BN_value_one());
        BN_gcd(common, before, e, ctx);
        if (BN_is_one(common))
            break;
    }
    BN_free(before);
    BN_free(common);
    return p;
}

static EVP_PKEY *from_numbers(const char *type, OSSL_PARAM_BLD *build)
{
    EVP_PKEY *pkey = NULL;
    OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(build);
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    if (EVP_PKEY_fromdata_init(ctx) != 1 || EVP_PKEY_fromdata(ctx, &pkey, EVP_PKEY_KEYPAIR, params) != 1)
        fx_die("no such key", type);
    EVP_PKEY_CTX_free(ctx);
    OSSL_PARAM_free(params);
    OSSL_PARAM_BLD_free(build);
    return pkey;
}

static EVP_PKEY *rsa_key(struct fixtures *f, const char *name, int bits)
{
    static const char *const params[] = { OSSL_PKEY_PARAM_RSA_N, OSSL_PKEY_PARAM_RSA_E, OSSL_PKEY_PARAM_RSA_D,
                                          OSSL_PKEY_PARAM_RSA_FACTOR1, OSSL_PKEY_PARAM_RSA_FACTOR2, OSSL_PKEY_PARAM_RSA_EXPONENT1,
                                          OSSL_PKEY_PARAM_RSA_EXPONENT2, OSSL_PKEY_PARAM_RSA_COEFFICIENT1 };
    enum { N, E, D, P, Q, DP, DQ, QI, NUMBERS };
    BN_CTX *ctx = BN_CTX_new();
    BIGNUM *v[NUMBERS], *p1 = BN_new(), *q1 = BN_new(), *phi = BN_new();
    for (int i = 0; i < NUMBERS; i++)
        v[i] = i == P || i == Q ? NULL : BN_new();
    BN_set_word(v[E], RSA_F4);
    v[P] = prime(f, view_fmt(&f->arena, "%s p", name).p, bits / 2, v[E], ctx);
    v[Q] = prime(f, view_fmt(&f->arena, "%s q", name).p, bits / 2, v[E], ctx);
    if (BN_cmp(v[P], v[Q]) < 0)
        BN_swap(v[P], v[Q]);
    BN_mul(v[N], v[P], v[Q], ctx);
    BN_sub(p1, v[P], BN_value_one());
    BN_sub(q1, v[Q], BN_value_one());
    BN_mul(phi, p1, q1, ctx);
    BN_mod_inverse(v[D], v[E], phi, ctx);
    BN_mod(v[DP], v[D], p1, ctx);
    BN_mod(v[DQ], v[D], q1, ctx);
    BN_mod_inverse(v[QI], v[Q], v[P], ctx);
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    for (int i = 0; i < NUMBERS; i++)
        OSSL_PARAM_BLD_push_BN(build, params[i], v[i]);
    EVP_PKEY *pkey = from_numbers("RSA", build);
    for (int i = 0; i < NUMBERS; i++)
        BN_free(v[i]);
    BN_free(p1);
    BN_free(q1);
    BN_free(phi);
    BN_CTX_free(ctx);
    return pkey;
}

static EVP_PKEY *ec_key(struct fixtures *f, const char *name, const char *curve)
{
    unsigned char point[256];
    EC_GROUP *group = EC_GROUP_new_by_curve_name(OBJ_sn2nid(curve));
    BN_CTX *ctx = BN_CTX_new();
    int bits = EC_GROUP_order_bits(group);
    BIGNUM *d = number(f, name, bits + 64);
    BN_mod(d, d, EC_GROUP_get0_order(group), ctx);
    EC_POINT *q = EC_POINT_new(group);
    EC_POINT_mul(group, q, d, NULL, NULL, ctx);
    size_t n = EC_POINT_point2oct(group, q, POINT_CONVERSION_UNCOMPRESSED, point, sizeof point, ctx);
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, curve, 0);
    OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, point, n);
    OSSL_PARAM_BLD_push_BN_pad(build, OSSL_PKEY_PARAM_PRIV_KEY, d, (size_t)(bits + 7) / 8);
    EVP_PKEY *pkey = from_numbers("EC", build);
    EC_POINT_free(q);
    BN_free(d);
    BN_CTX_free(ctx);
    EC_GROUP_free(group);
    return pkey;
}

static EVP_PKEY *make_key(struct fixtures *f, const char *name)
{
    static const struct {
        const char *kind, *curve;
        int bits;
    } kinds[] = {
        { "rsa", NULL, 2048 }, { "rsa512", NULL, 512 }, { "rsa1024", NULL, 1024 }, { "rsa3072", NULL, 3072 },
        { "rsa4096", NULL, 4096 }, { "p256", "prime256v1", 0 }, { "p384", "secp384r1", 0 }, { "p521", "secp521r1", 0 },
        { "bp256", "brainpoolP256r1", 0 }, { "k256", "secp256k1", 0 },
    };
    struct view rest = view_of(name), kind;
    if (!view_cut(&rest, '-', &kind))
        fx_die("a key needs a name", "");
    if (view_eq_text(kind, "ed25519"))
        return EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, (const unsigned char *)fx_bytes(f, name, 32).p, 32);
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (view_eq_text(kind, kinds[i].kind))
            return kinds[i].curve ? ec_key(f, name, kinds[i].curve) : rsa_key(f, name, kinds[i].bits);
    fx_die("key kind unknown", name);
}

void *fx_pkey(struct fixtures *f, const char *key)
{
    for (size_t i = 0; i < f->n_keys; i++)
        if (strcmp(f->keys[i].name, key) == 0)
            return f->keys[i].pkey;
    if (f->n_keys == COUNT_OF(f->keys))
        fx_die("too many keys", key);
    struct fx_key *k = &f->keys[f->n_keys++];
    *k = (struct fx_key){ .name = view_dup(&f->arena, view_of(key)).p, .pkey = make_key(f, key) };
    return k->pkey;
}

static struct view taken(struct fixtures *f, unsigned char *der, int n)
{
    struct view v = view_dup(&f->arena, (struct view){ .p = (const char *)der, .n = n > 0 ? (size_t)n : 0 });
    OPENSSL_free(der);
    return v;
}

struct view fx_spki(struct fixtures *f, const char *key)
{
    unsigned char *der = NULL;
    int n = i2d_PUBKEY(fx_pkey(f, key), &der);
    return taken(f, der, n);
}

struct view fx_private_key(struct fixtures *f, const char *key)
{
    unsigned char *der = NULL;
    PKCS8_PRIV_KEY_INFO *p8 = EVP_PKEY2PKCS8(fx_pkey(f, key));
    int n = i2d_PKCS8_PRIV_KEY_INFO(p8, &der);
    PKCS8_PRIV_KEY_INFO_free(p8);
    return taken(f, der, n);
}

struct view fx_spki_rsa(struct fixtures *f, struct view modulus, struct view exponent)
{
    struct view algorithm = FX_SEQ(f, fx_oid(f, "1.2.840.113549.1.1.1"), fx_der(f, 0x05, VIEW("")));
    return FX_SEQ(f, algorithm, fx_bits(f, FX_SEQ(f, fx_unsigned(f, modulus), fx_unsigned(f, exponent))));
}
