/* Signatures: held against X509_verify on real certificates, and against certificates signed here with every kind of key. */
#include "vectors.h"

#include "der_build.h"
#include "x509_bench.h"

#include <openssl/ec.h>
#include <openssl/rsa.h>

static struct cert *read_der(struct bench *b, struct view der)
{
    struct cert *cert = NEW(&b->arena, struct cert, 1);
    struct err e;
    return x509_read(b->x, &b->arena, der, cert, &e) ? cert : NULL;
}

static void test_every_system_root_is_signed_by_itself(void **state)
{
    struct bench b;
    (void)state;
    setup(&b);
    struct vectors v = vectors_of(&b.arena, SYSTEM_CERTS);
    if (!vectors_missing(&v, SYSTEM_CERTS, "ca-certificates")) {
        size_t roots = 0;
        for (size_t i = 0; i < v.n; i++) {
            struct cert *cert = v.items[i].der.n ? read_der(&b, v.items[i].der) : NULL;
            if (!cert || !view_eq(cert->subject_der, cert->issuer_der))
                continue;
            if (x509_verify(b.x, cert, cert) != CHECK_GOOD || !x509_key_valid(b.x, cert))
                fail_msg("%s", v.items[i].path);
            roots++;
        }
        assert_true(roots > 100);
    }
    teardown(&b);
}

static enum check judge(struct view der, struct view issuer_der)
{
    const unsigned char *a = (const unsigned char *)der.p, *b = (const unsigned char *)issuer_der.p;
    X509 *cert = d2i_X509(NULL, &a, (long)der.n), *issuer = d2i_X509(NULL, &b, (long)issuer_der.n);
    EVP_PKEY *key = X509_get0_pubkey(issuer);
    enum check check = !key ? CHECK_REFUSED : X509_verify(cert, key) == 1 ? CHECK_GOOD : CHECK_BAD;
    X509_free(cert);
    X509_free(issuer);
    ERR_clear_error();
    return check;
}

static void test_vectors_verify_as_openssl_verifies_them(void **state)
{
    struct bench b;
    size_t pairs = 0, good = 0;
    (void)state;
    setup(&b);
    struct vectors v = vectors_of(&b.arena, VECTORS);
    if (!vectors_missing(&v, VECTORS, "python3-cryptography-vectors")) {
        struct cert **certs = NEW(&b.arena, struct cert *, v.n);
        for (size_t i = 0; i < v.n; i++)
            certs[i] = v.items[i].der.n ? read_der(&b, v.items[i].der) : NULL;
        for (size_t i = 0; i < v.n * v.n; i++) {
            const struct cert *cert = certs[i / v.n], *issuer = certs[i % v.n];
            if (!cert || !issuer || !view_eq(cert->issuer_der, issuer->subject_der))
                continue;
            enum check own = x509_verify(b.x, cert, issuer), want = judge(cert->der, issuer->der);
            if (issuer->key.explicit_curve) /* the attacker's own curve is never computed with */
                want = CHECK_REFUSED;
            if ((own == CHECK_GOOD) != (want == CHECK_GOOD) || own == CHECK_NOT_DONE)
                fail_msg("%s by %s: %d, OpenSSL %d", v.items[i / v.n].path, v.items[i % v.n].path, own, want);
            good += own == CHECK_GOOD;
            pairs++;
        }
        print_message("%zu pairs, %zu good\n", pairs, good);
        assert_true(good > 400 && pairs > good);
    }
    teardown(&b);
}

/* --- certificates signed here --- */

static EVP_PKEY *generate(const char *type, const char *group, unsigned bits)
{
    EVP_PKEY *key = NULL;
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    assert_true(EVP_PKEY_keygen_init(ctx) > 0);
    if (group)
        assert_true(EVP_PKEY_CTX_set_group_name(ctx, group) > 0);
    if (bits)
        assert_true(EVP_PKEY_CTX_set_rsa_keygen_bits(ctx, (int)bits) > 0);
    assert_true(EVP_PKEY_generate(ctx, &key) > 0);
    EVP_PKEY_CTX_free(ctx);
    return key;
}

static EVP_PKEY *generate_dsa(void)
{
    EVP_PKEY *params = NULL, *key = NULL;
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "DSA", NULL);
    assert_true(EVP_PKEY_paramgen_init(ctx) > 0 && EVP_PKEY_generate(ctx, &params) > 0);
    EVP_PKEY_CTX_free(ctx);
    ctx = EVP_PKEY_CTX_new_from_pkey(NULL, params, NULL);
    assert_true(EVP_PKEY_keygen_init(ctx) > 0 && EVP_PKEY_generate(ctx, &key) > 0);
    EVP_PKEY_CTX_free(ctx);
    EVP_PKEY_free(params);
    return key;
}

static struct view sign(struct bench *b, EVP_PKEY *key, const char *digest)
{
    X509 *x = X509_new();
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    unsigned char *der = NULL;
    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), 7);
    ASN1_TIME_set(X509_getm_notBefore(x), 1767225600);
    ASN1_TIME_set(X509_getm_notAfter(x), 1798761600);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_ASC, (const unsigned char *)"signed here", -1, -1, 0);
    X509_set_issuer_name(x, X509_get_subject_name(x));
    assert_true(X509_set_pubkey(x, key));
    assert_true(EVP_DigestSignInit_ex(md, NULL, digest, NULL, NULL, key, NULL) > 0 && X509_sign_ctx(x, md) > 0);
    int n = i2d_X509(x, &der);
    struct view out = view_dup(&b->arena, (struct view){ .p = (const char *)der, .n = (size_t)n });
    OPENSSL_free(der);
    EVP_MD_CTX_free(md);
    X509_free(x);
    return out;
}

static struct view oid_of(struct arena *arena, int nid)
{
    const ASN1_OBJECT *o = OBJ_nid2obj(nid);
    assert_true(OBJ_length(o) > 0);
    return tlv(arena, DER_OID, (struct view){ .p = (const char *)OBJ_get0_data(o), .n = OBJ_length(o) });
}

/* Signs the certificate again, by hand, as OpenSSL writes fewer kinds than it verifies: under an algorithm of this name, or with RSA-PSS
 * when it is NULL. */
static void sign_again(struct bench *b, struct cert *cert, EVP_PKEY *key, const char *digest, const char *name, int salt)
{
    struct arena *a = &b->arena;
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    EVP_PKEY_CTX *ctx;
    int hash = OBJ_txt2nid(digest);
    size_t n = 0;
    assert_true(EVP_DigestSignInit_ex(md, &ctx, digest, NULL, NULL, key, NULL) > 0);
    if (name) {
        cert->signature_params = tlv(a, DER_SEQUENCE, oid_of(a, OBJ_txt2nid(name)));
    } else {
        const char octets[] = { 0, (char)salt };
        struct view kind = tlv(a, DER_SEQUENCE, oid_of(a, hash));
        struct view mask = tlv(a, DER_SEQUENCE, join(a, oid_of(a, NID_mgf1), kind));
        struct view params = join(a, tlv(a, DER_CONTEXT_CONSTRUCTED(0), kind), tlv(a, DER_CONTEXT_CONSTRUCTED(1), mask));
        struct view number = tlv(a, DER_INTEGER, (struct view){ .p = octets + (salt < 128), .n = salt < 128 ? 1 : 2 });
        params = tlv(a, DER_SEQUENCE, join(a, params, tlv(a, DER_CONTEXT_CONSTRUCTED(2), number)));
        cert->signature_params = tlv(a, DER_SEQUENCE, join(a, oid_of(a, NID_rsassaPss), params));
        assert_true(EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING) > 0 && EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, salt) > 0);
    }
    const unsigned char *tbs = (const unsigned char *)cert->tbs.p;
    assert_true(EVP_DigestSign(md, NULL, &n, tbs, cert->tbs.n) > 0);
    unsigned char *value = (unsigned char *)NEW(a, char, n);
    assert_true(EVP_DigestSign(md, value, &n, tbs, cert->tbs.n) > 0);
    cert->signature_value = (struct view){ .p = (const char *)value, .n = n };
    EVP_MD_CTX_free(md);
}

/* Good as it is; bad when the signed part, or the signature, is another one. */
static void assert_verifies(struct bench *b, const char *what, const struct cert *cert)
{
    if (!cert || x509_verify(b->x, cert, cert) != CHECK_GOOD)
        fail_msg("%s: not good", what);
    assert_true(x509_key_valid(b->x, cert));
    struct cert changed = *cert;
    changed.tbs.n--;
    if (x509_verify(b->x, &changed, cert) != CHECK_BAD)
        fail_msg("%s: good without its last byte", what);
    changed = *cert;
    changed.signature_value = (struct view){ 0 };
    if (x509_verify(b->x, &changed, cert) != CHECK_BAD)
        fail_msg("%s: good without a signature", what);
}

static void assert_signs(struct bench *b, const struct cert *cert, EVP_PKEY *key, const char *digest, const char *name, int salt)
{
    struct cert again = *cert;
    sign_again(b, &again, key, digest, name, salt);
    assert_verifies(b, name ? name : digest, &again);
}

static void test_every_kind_of_key_and_digest_is_verified(void **state)
{
    static const struct {
        const char *digest, *rsa, *ec, *dsa;
    } rows[] = {
        { "MD5", "md5WithRSAEncryption", NULL, NULL },
        { "SHA1", "sha1WithRSAEncryption", "ecdsa-with-SHA1", "dsaWithSHA1" },
        { "SHA1", "sha1WithRSA", NULL, "dsaWithSHA1-old" },
        { "SHA224", "sha224WithRSAEncryption", "ecdsa-with-SHA224", "dsa_with_SHA224" },
        { "SHA256", "sha256WithRSAEncryption", "ecdsa-with-SHA256", "dsa_with_SHA256" },
        { "SHA384", "sha384WithRSAEncryption", "ecdsa-with-SHA384", "dsa_with_SHA384" },
        { "SHA512", "sha512WithRSAEncryption", "ecdsa-with-SHA512", "dsa_with_SHA512" },
        { "SHA512-224", "sha512-224WithRSAEncryption", NULL, NULL },
        { "SHA512-256", "sha512-256WithRSAEncryption", NULL, NULL },
        { "SHA3-224", "RSA-SHA3-224", "ecdsa_with_SHA3-224", NULL },
        { "SHA3-256", "RSA-SHA3-256", "ecdsa_with_SHA3-256", NULL },
        { "SHA3-384", "RSA-SHA3-384", "ecdsa_with_SHA3-384", NULL },
        { "SHA3-512", "RSA-SHA3-512", "ecdsa_with_SHA3-512", NULL },
    };
    static const int salts[] = { 0, 1, 20, 32, 127, 128, 200 };
    struct bench b;
    (void)state;
    setup(&b);
    EVP_PKEY *rsa = generate("RSA", NULL, 2048), *ec = generate("EC", "P-256", 0), *dsa = generate_dsa();
    EVP_PKEY *ed25519 = generate("ED25519", NULL, 0), *ed448 = generate("ED448", NULL, 0);
    struct cert *by_rsa = read_der(&b, sign(&b, rsa, "SHA256")), *by_ec = read_der(&b, sign(&b, ec, "SHA256"));
    struct cert *by_dsa = read_der(&b, sign(&b, dsa, "SHA256"));
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_signs(&b, by_rsa, rsa, rows[i].digest, rows[i].rsa, 0);
        assert_signs(&b, by_rsa, rsa, rows[i].digest, NULL, 20);
        if (rows[i].ec)
            assert_signs(&b, by_ec, ec, rows[i].digest, rows[i].ec, 0);
        if (rows[i].dsa)
            assert_signs(&b, by_dsa, dsa, rows[i].digest, rows[i].dsa, 0);
    }
    for (size_t i = 0; i < COUNT_OF(salts); i++)
        assert_signs(&b, by_rsa, rsa, "SHA256", NULL, salts[i]);
    assert_verifies(&b, "ED25519", read_der(&b, sign(&b, ed25519, NULL)));
    assert_verifies(&b, "ED448", read_der(&b, sign(&b, ed448, NULL)));
    assert_int_equal(x509_verify(b.x, by_rsa, by_ec), CHECK_BAD);
    assert_int_equal(x509_verify(b.x, by_ec, by_rsa), CHECK_BAD);
    EVP_PKEY_free(rsa);
    EVP_PKEY_free(ec);
    EVP_PKEY_free(dsa);
    EVP_PKEY_free(ed25519);
    EVP_PKEY_free(ed448);
    teardown(&b);
}

static void test_every_named_curve_is_verified(void **state)
{
    struct bench b;
    (void)state;
    setup(&b);
    size_t n = EC_get_builtin_curves(NULL, 0), tried = 0;
    EC_builtin_curve *curves = calloc(n, sizeof *curves);
    assert_non_null(curves);
    EC_get_builtin_curves(curves, n);
    for (size_t i = 0; i < n; i++) {
        const char *name = OBJ_nid2sn(curves[i].nid);
        if (OBJ_length(OBJ_nid2obj(curves[i].nid)) == 0 || strcmp(name, "SM2") == 0)
            continue;
        EVP_PKEY *key = generate("EC", name, 0);
        assert_verifies(&b, name, read_der(&b, sign(&b, key, "SHA256")));
        EVP_PKEY_free(key);
        tried++;
    }
    free(curves);
    assert_true(tried >= 10);
    teardown(&b);
}

static void test_restricted_pss_key_is_verified(void **state)
{
    struct bench b;
    (void)state;
    setup(&b);
    EVP_PKEY *key = generate("RSA-PSS", NULL, 2048);
    struct cert *cert = read_der(&b, sign(&b, key, "SHA256"));
    assert_int_equal(cert->key.type, KEY_RSA_PSS);
    assert_int_equal(cert->signature_hash, HASH_SHA256);
    assert_true(cert->signature_pss);
    assert_verifies(&b, "RSA-PSS", cert);
    EVP_PKEY_free(key);
    teardown(&b);
}

static void test_what_is_above_the_ceilings_or_unknown_is_refused(void **state)
{
    struct bench b;
    (void)state;
    setup(&b);
    EVP_PKEY *rsa = generate("RSA", NULL, 2048);
    struct cert *cert = read_der(&b, sign(&b, rsa, "SHA256"));
    struct cert issuer = *cert, md2 = *cert, unknown = *cert, broken = *cert, differs = *cert;
    differs.oddities |= ODD_SIGNATURE_ALGORITHMS_DIFFER;
    issuer.key.bits = LIMIT_RSA_BITS;
    issuer.key.exponent_bits = LIMIT_RSA_EXPONENT_BITS;
    assert_int_equal(x509_verify(b.x, cert, &issuer), CHECK_GOOD);
    issuer.key.bits = LIMIT_RSA_BITS + 1;
    assert_int_equal(x509_verify(b.x, cert, &issuer), CHECK_REFUSED);
    issuer.key.bits = 2048;
    issuer.key.exponent_bits = LIMIT_RSA_EXPONENT_BITS + 1;
    assert_int_equal(x509_verify(b.x, cert, &issuer), CHECK_REFUSED);
    md2.signature_params = VIEW("\x30\x0D\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x01\x02\x05\x00");
    assert_int_equal(x509_verify(b.x, &md2, cert), CHECK_REFUSED);
    unknown.signature_params = VIEW("\x30\x04\x06\x02\x2A\x03");
    assert_int_equal(x509_verify(b.x, &unknown, cert), CHECK_REFUSED);
    assert_int_equal(x509_verify(b.x, &differs, cert), CHECK_BAD);
    broken.key.invalid = true;
    assert_int_equal(x509_verify(b.x, cert, &broken), CHECK_REFUSED);
    assert_false(x509_key_valid(b.x, &broken));
    EVP_PKEY_free(rsa);
    teardown(&b);
}

/* The certificate with the last bit of its key flipped. */
static struct cert *with_another_key(struct bench *b, const struct cert *cert)
{
    char *p = NEW(&b->arena, char, cert->der.n);
    size_t at;
    assert_true(view_find(cert->der, cert->spki, &at));
    memcpy(p, cert->der.p, cert->der.n);
    p[at + cert->spki.n - 1] ^= 1;
    struct cert *changed = read_der(b, (struct view){ .p = p, .n = cert->der.n });
    assert_non_null(changed);
    return changed;
}

static void test_point_off_the_curve_is_no_key(void **state)
{
    struct bench b;
    (void)state;
    setup(&b);
    EVP_PKEY *ec = generate("EC", "P-256", 0);
    struct cert *cert = read_der(&b, sign(&b, ec, "SHA256"));
    assert_true(x509_key_valid(b.x, cert));
    struct cert *off = with_another_key(&b, cert);
    assert_false(x509_key_valid(b.x, off));
    assert_int_equal(x509_verify(b.x, cert, off), CHECK_REFUSED);
    off->key.curve = VIEW("1.2.3.4");
    off->key.bits = 0;
    assert_true(x509_key_valid(b.x, off)); /* can't be judged */
    assert_int_equal(x509_verify(b.x, cert, off), CHECK_REFUSED);
    EVP_PKEY_free(ec);
    teardown(&b);
}

/* The keys made last are kept; none must be taken for another. */
static void test_keys_are_not_mixed_up(void **state)
{
    struct bench b;
    EVP_PKEY *keys[4];
    struct cert *certs[COUNT_OF(keys)];
    static const char *const curves[COUNT_OF(keys)] = { "P-256", "P-256", "P-384", NULL };
    (void)state;
    setup(&b);
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        keys[i] = generate(curves[i] ? "EC" : "RSA", curves[i], curves[i] ? 0 : 2048);
        certs[i] = read_der(&b, sign(&b, keys[i], "SHA256"));
    }
    struct cert *broken = with_another_key(&b, certs[0]);
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        for (size_t k = 0; k < COUNT_OF(keys); k++)
            assert_int_equal(x509_verify(b.x, certs[k], certs[i]), i == k ? CHECK_GOOD : CHECK_BAD);
        assert_int_equal(x509_verify(b.x, certs[i], broken), CHECK_REFUSED);
        assert_false(x509_key_valid(b.x, broken));
        assert_true(x509_key_valid(b.x, certs[i]));
    }
    for (size_t i = 0; i < COUNT_OF(keys); i++)
        EVP_PKEY_free(keys[i]);
    teardown(&b);
}

/* More than are kept of some beginnings of their digests. */
static void test_keys_that_push_each_other_out_are_made_again(void **state)
{
    enum { KEYS = 400, ROUNDS = 3 };
    struct bench b;
    static struct cert *certs[KEYS];
    (void)state;
    setup(&b);
    for (size_t i = 0; i < KEYS; i++) {
        EVP_PKEY *key = generate("ED25519", NULL, 0);
        certs[i] = read_der(&b, sign(&b, key, NULL));
        EVP_PKEY_free(key);
    }
    for (size_t i = 0; i < ROUNDS * KEYS; i++) {
        assert_int_equal(x509_verify(b.x, certs[i % KEYS], certs[i % KEYS]), CHECK_GOOD);
        assert_int_equal(x509_verify(b.x, certs[i % KEYS], certs[(i + 1) % KEYS]), CHECK_BAD);
    }
    teardown(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_system_root_is_signed_by_itself),
        cmocka_unit_test(test_vectors_verify_as_openssl_verifies_them),
        cmocka_unit_test(test_every_kind_of_key_and_digest_is_verified),
        cmocka_unit_test(test_every_named_curve_is_verified),
        cmocka_unit_test(test_restricted_pss_key_is_verified),
        cmocka_unit_test(test_what_is_above_the_ceilings_or_unknown_is_refused),
        cmocka_unit_test(test_point_off_the_curve_is_no_key),
        cmocka_unit_test(test_keys_are_not_mixed_up),
        cmocka_unit_test(test_keys_that_push_each_other_out_are_made_again),
    };
    return cmocka_run_group_tests_name("x509_verify", tests, NULL, NULL);
}
