#include "fixture_internal.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

static bool pss(const char *hash)
{
    return hash && strcmp(hash, "pss") == 0;
}

static const char *digest_name(const char *hash)
{
    return !hash || pss(hash) ? "sha256" : hash;
}

struct view fx_algorithm(struct fixtures *f, const char *key, const char *hash)
{
    static const struct {
        const char *hash, *rsa, *ec;
    } oids[] = {
        { "md5", "1.2.840.113549.1.1.4", "" },
        { "sha1", "1.2.840.113549.1.1.5", "1.2.840.10045.4.1" },
        { "sha256", "1.2.840.113549.1.1.11", "1.2.840.10045.4.3.2" },
        { "sha384", "1.2.840.113549.1.1.12", "1.2.840.10045.4.3.3" },
        { "sha512", "1.2.840.113549.1.1.13", "1.2.840.10045.4.3.4" },
    };
    int type = EVP_PKEY_get_base_id(fx_pkey(f, key));
    struct view null = fx_der(f, 0x05, VIEW(""));
    if (type == EVP_PKEY_ED25519)
        return FX_SEQ(f, fx_oid(f, "1.3.101.112"));
    if (pss(hash)) {
        struct view sha256 = FX_SEQ(f, fx_oid(f, "2.16.840.1.101.3.4.2.1"), null);
        struct view mgf = FX_SEQ(f, fx_oid(f, "1.2.840.113549.1.1.8"), sha256);
        return FX_SEQ(f, fx_oid(f, "1.2.840.113549.1.1.10"),
                      FX_SEQ(f, fx_der(f, 0xA0, sha256), fx_der(f, 0xA1, mgf), fx_der(f, 0xA2, fx_int(f, 32))));
    }
    for (size_t i = 0; i < COUNT_OF(oids); i++)
        if (strcmp(oids[i].hash, digest_name(hash)) == 0)
            return type == EVP_PKEY_EC ? FX_SEQ(f, fx_oid(f, oids[i].ec)) : FX_SEQ(f, fx_oid(f, oids[i].rsa), null);
    fx_die("hash unknown", hash);
}

/* ECDSA with a nonce from key name and digest (SEC 1 section 4.1.3): a library's own nonce changes with its version. */
static struct view sign_ec(struct fixtures *f, const char *key, const unsigned char *digest, size_t n)
{
    char group_name[64];
    unsigned char bytes[256];
    BIGNUM *d = NULL;
    BN_CTX *ctx = BN_CTX_new();
    EVP_PKEY *pkey = fx_pkey(f, key);
    EVP_PKEY_get_utf8_string_param(pkey, OSSL_PKEY_PARAM_GROUP_NAME, group_name, sizeof group_name, NULL);
    EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_PRIV_KEY, &d);
    EC_GROUP *group = EC_GROUP_new_by_curve_name(OBJ_sn2nid(group_name));
    const BIGNUM *order = EC_GROUP_get0_order(group);
    struct view label = view_hex(&f->arena, (struct view){ .p = (const char *)digest, .n = n });
    struct view seed = fx_bytes(f, view_fmt(&f->arena, "%s nonce %.*s", key, VIEW_ARG(label)).p, 72);
    BIGNUM *k = BN_bin2bn((const unsigned char *)seed.p, (int)seed.n, NULL), *r = BN_new(), *s = BN_new();
    size_t octets = (size_t)(EC_GROUP_order_bits(group) + 7) / 8;
    BIGNUM *e = BN_bin2bn(digest, (int)(n < octets ? n : octets), NULL);
    EC_POINT *point = EC_POINT_new(group);
    BN_mod(k, k, order, ctx);
    EC_POINT_mul(group, point, k, NULL, NULL, ctx);
    EC_POINT_get_affine_coordinates(group, point, r, NULL, ctx);
    BN_mod(r, r, order, ctx);
    BN_mod_mul(s, r, d, order, ctx);
    BN_mod_add(s, s, e, order, ctx);
    BN_mod_inverse(k, k, order, ctx);
    BN_mod_mul(s, s, k, order, ctx);
    struct view r_der = fx_unsigned(f, (struct view){ .p = (const char *)bytes, .n = (size_t)BN_bn2bin(r, bytes) });
    struct view s_der = fx_unsigned(f, (struct view){ .p = (const char *)bytes, .n = (size_t)BN_bn2bin(s, bytes) });
    EC_POINT_free(point);
    EC_GROUP_free(group);
    BN_free(k);
    BN_free(r);
    BN_free(s);
    BN_free(e);
    BN_clear_free(d);
    BN_CTX_free(ctx);
    return FX_SEQ(f, r_der, s_der);
}

struct view fx_sign(struct fixtures *f, const char *key, const char *hash, struct view data)
{
    unsigned char out[1024], digest[EVP_MAX_MD_SIZE];
    size_t n = sizeof out;
    unsigned digest_n = 0;
    EVP_PKEY *pkey = fx_pkey(f, key);
    EVP_PKEY_CTX *p = NULL;
    bool raw = EVP_PKEY_get_base_id(pkey) == EVP_PKEY_ED25519;
    const EVP_MD *md = raw ? NULL : EVP_get_digestbyname(digest_name(hash));
    if (EVP_PKEY_get_base_id(pkey) == EVP_PKEY_EC) {
        EVP_Digest(data.p, data.n, digest, &digest_n, md, NULL);
        return sign_ec(f, key, digest, digest_n);
    }
    fx_random(key);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool good = EVP_DigestSignInit(ctx, &p, md, NULL, pkey) == 1;
    if (good && pss(hash))
        good = EVP_PKEY_CTX_set_rsa_padding(p, RSA_PKCS1_PSS_PADDING) == 1 && EVP_PKEY_CTX_set_rsa_pss_saltlen(p, 32) == 1;
    if (!good || EVP_DigestSign(ctx, out, &n, (const unsigned char *)data.p, data.n) != 1)
        fx_die("can't sign", key);
    EVP_MD_CTX_free(ctx);
    return view_dup(&f->arena, (struct view){ .p = (const char *)out, .n = n });
}
