/* Keys and algorithms of signatures, in certificates put together by hand. */
#include "unit.h"

#include "cert_build.h"
#include "format/x509/x509.h"
#include "seeded.h"

#include <openssl/bn.h>
#include <openssl/objects.h>

static struct cert read_parts(struct arena *a, const struct parts *p)
{
    struct x509_ctx *x = x509_new();
    struct cert cert;
    struct err e;
    if (!x509_read(x, a, assemble(a, p), &cert, &e))
        fail_msg("%s", e.what);
    x509_free(x);
    return cert;
}

static struct cert signed_by(struct arena *a, struct view algorithm)
{
    struct parts p = usual(a);
    p.algorithm = tlv(a, DER_SEQUENCE, algorithm);
    return read_parts(a, &p);
}

static void test_algorithms_have_the_names_of_openssl(void **state)
{
    static const struct {
        const char *name;
        enum signature_hash hash;
    } rows[] = {
        { "md2WithRSAEncryption", HASH_MD2 },
        { "md4WithRSAEncryption", HASH_UNKNOWN },
        { "md5WithRSAEncryption", HASH_MD5 },
        { "sha1WithRSAEncryption", HASH_SHA1 },
        { "sha1WithRSA", HASH_SHA1 },
        { "sha224WithRSAEncryption", HASH_SHA224 },
        { "sha256WithRSAEncryption", HASH_SHA256 },
        { "sha384WithRSAEncryption", HASH_SHA384 },
        { "sha512WithRSAEncryption", HASH_SHA512 },
        { "RSA-SHA3-224", HASH_SHA3 },
        { "RSA-SHA3-256", HASH_SHA3 },
        { "RSA-SHA3-384", HASH_SHA3 },
        { "RSA-SHA3-512", HASH_SHA3 },
        { "rsassaPss", HASH_UNKNOWN },
        { "ecdsa-with-SHA1", HASH_SHA1 },
        { "ecdsa-with-SHA224", HASH_SHA224 },
        { "ecdsa-with-SHA256", HASH_SHA256 },
        { "ecdsa-with-SHA384", HASH_SHA384 },
        { "ecdsa-with-SHA512", HASH_SHA512 },
        { "ecdsa_with_SHA3-224", HASH_SHA3 },
        { "ecdsa_with_SHA3-256", HASH_SHA3 },
        { "ecdsa_with_SHA3-384", HASH_SHA3 },
        { "ecdsa_with_SHA3-512", HASH_SHA3 },
        { "dsaWithSHA1", HASH_SHA1 },
        { "dsaWithSHA1-old", HASH_SHA1 },
        { "dsa_with_SHA224", HASH_SHA224 },
        { "dsa_with_SHA256", HASH_SHA256 },
        { "dsa_with_SHA384", HASH_SHA384 },
        { "dsa_with_SHA512", HASH_SHA512 },
        { "ED25519", HASH_NONE },
        { "ED448", HASH_NONE },
        { "sha512-224WithRSAEncryption", HASH_SHA512 },
    };
    struct arena arena = { 0 };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const ASN1_OBJECT *o = OBJ_nid2obj(OBJ_txt2nid(rows[i].name));
        struct view oid = { .p = (const char *)OBJ_get0_data(o), .n = OBJ_length(o) };
        struct cert cert = signed_by(&arena, tlv(&arena, DER_OID, oid));
        if (!view_eq_text(cert.signature, rows[i].name) || cert.signature_hash != rows[i].hash)
            fail_msg("%s", rows[i].name);
    }
    assert_true(view_eq(signed_by(&arena, VIEW("\x06\x02\x2A\x03")).signature, VIEW("1.2.3")));
    arena_free(&arena);
}

static void test_the_hash_of_rsa_pss_is_that_of_its_parameters(void **state)
{
#define PSS "\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0A"
    static const struct {
        struct view in;
        enum signature_hash hash;
    } rows[] = {
        { VIEW_ROW(PSS "\x30\x00"), HASH_SHA1 },
        { VIEW_ROW(PSS "\x30\x05\xA2\x03\x02\x01\x40"), HASH_SHA1 },
        { VIEW_ROW(PSS "\x30\x05\xA3\x03\x02\x01\x02"), HASH_UNKNOWN },
        { VIEW_ROW(PSS "\x30\x05\xA0\x03\x02\x01\x02"), HASH_UNKNOWN },
        { VIEW_ROW(PSS "\x30\x0F\xA0\x0D\x30\x0B\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01"), HASH_SHA256 },
        { VIEW_ROW(PSS "\x05\x00"), HASH_UNKNOWN },
        { VIEW_ROW(PSS), HASH_UNKNOWN },
    };
    struct arena arena = { 0 };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cert cert = signed_by(&arena, rows[i].in);
        if (!cert.signature_pss || cert.signature_hash != rows[i].hash)
            fail_msg("row %zu: %d", i, (int)cert.signature_hash);
    }
    arena_free(&arena);
}

#define RSA_OID VIEW("\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x01\x01\x05\x00")
#define P256 "\x06\x07\x2A\x86\x48\xCE\x3D\x02\x01\x06\x08\x2A\x86\x48\xCE\x3D\x03\x01\x07"

static struct cert cert_of(struct arena *a, struct view algorithm, struct view octets)
{
    struct view bits = tlv(a, DER_BIT_STRING, join(a, VIEW("\0"), octets));
    struct parts p = usual(a);
    p.spki = tlv(a, DER_SEQUENCE, join(a, tlv(a, DER_SEQUENCE, algorithm), bits));
    return read_parts(a, &p);
}

static struct key key_of(struct arena *a, struct view algorithm, struct view octets)
{
    return cert_of(a, algorithm, octets).key;
}

static bool is_valid(struct arena *a, struct view algorithm, struct view octets)
{
    struct cert cert = cert_of(a, algorithm, octets);
    struct x509_ctx *x = x509_new();
    bool valid = x509_key_valid(x, &cert);
    x509_free(x);
    return valid;
}

static void test_rsa_numbers_are_judged(void **state)
{
    static const struct {
        struct view numbers;
        unsigned bits, exponent_bits;
        bool even, invalid;
    } rows[] = {
        { VIEW_ROW("\x02\x03\x00\x80\x01\x02\x03\x01\x00\x01"), 16, 17, false, false },
        { VIEW_ROW("\x02\x02\x01\x01\x02\x01\x03"), 9, 2, false, false },
        { VIEW_ROW("\x02\x02\x01\x01\x02\x01\x01"), 9, 1, true, false },
        { VIEW_ROW("\x02\x02\x01\x01\x02\x01\x04"), 9, 3, true, false },
        { VIEW_ROW("\x02\x02\x01\x00\x02\x01\x03"), 9, 2, false, true },
        { VIEW_ROW("\x02\x02\x81\x01\x02\x01\x03"), 16, 2, false, true },
        { VIEW_ROW("\x02\x01\x00\x02\x01\x03"), 0, 2, false, true },
        { VIEW_ROW("\x02\x02\x01\x01\x02\x01\x00"), 9, 0, true, true },
        { VIEW_ROW("\x02\x02\x01\x01"), 0, 0, false, true },
        { VIEW_ROW(""), 0, 0, false, true },
    };
    struct arena arena = { 0 };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct key key = key_of(&arena, RSA_OID, tlv(&arena, DER_SEQUENCE, rows[i].numbers));
        if (key.type != KEY_RSA || key.bits != rows[i].bits || key.exponent_bits != rows[i].exponent_bits ||
            key.exponent_even != rows[i].even || key.invalid != rows[i].invalid)
            fail_msg("row %zu: %u %u %d %d", i, key.bits, key.exponent_bits, key.exponent_even, key.invalid);
    }
    arena_free(&arena);
}

static void test_curves_and_points_are_judged(void **state)
{
    struct arena arena = { 0 };
    char point[65] = { 4 };
    const struct view plain = { .p = point, .n = 65 };
    (void)state;
    struct key key = key_of(&arena, VIEW(P256), plain);
    assert_true(key.type == KEY_EC && key.bits == 256 && view_eq(key.curve, VIEW("P-256")) && !key.invalid && key.point.n == 65);
    assert_false(is_valid(&arena, VIEW(P256), view_first(plain, 64)));
    assert_false(is_valid(&arena, VIEW(P256), view_first(plain, 33)));
    assert_false(is_valid(&arena, VIEW(P256), plain));
    assert_true(key_of(&arena, VIEW(P256), VIEW("\0")).invalid);
    assert_true(key_of(&arena, VIEW(P256), (struct view){ 0 }).invalid);
    point[0] = 2;
    assert_false(key_of(&arena, VIEW(P256), view_first(plain, 33)).invalid);
    key = key_of(&arena, VIEW("\x06\x07\x2A\x86\x48\xCE\x3D\x02\x01\x06\x02\x2A\x03"), plain);
    assert_true(view_eq(key.curve, VIEW("1.2.3")) && key.bits == 0 && !key.invalid);
    key = key_of(&arena, VIEW("\x06\x07\x2A\x86\x48\xCE\x3D\x02\x01"
                              "\x30\x0F\x02\x01\x01\x30\x00\x30\x00\x04\x01\x04\x02\x03\x00\x80\x01"), plain);
    assert_true(key.explicit_curve && key.invalid && key.bits == 16);
    assert_true(key_of(&arena, VIEW("\x06\x07\x2A\x86\x48\xCE\x3D\x02\x01"), plain).invalid);
    assert_true(key_of(&arena, VIEW("\x06\x07\x2A\x86\x48\xCE\x3D\x02\x01\x05\x00"), plain).invalid);
    assert_true(key_of(&arena, VIEW("\x06\x03\x2B\x65\x70"), view_first(plain, 31)).invalid);
    key = key_of(&arena, VIEW("\x06\x03\x2B\x65\x70"), view_first(plain, 32));
    assert_true(key.type == KEY_ED25519 && !key.invalid && key.bits == 256);
    key = key_of(&arena, VIEW("\x06\x02\x2A\x03"), plain);
    assert_true(key.type == KEY_UNKNOWN && key.bits == 0 && !key.invalid);
    arena_free(&arena);
}

static struct key rsa_key_of(struct arena *a, const BIGNUM *n)
{
    size_t size = (size_t)BN_num_bytes(n);
    unsigned char *p = NEW(a, unsigned char, size + 1);
    BN_bn2bin(n, p);
    return (struct key){ .type = KEY_RSA, .bits = (unsigned)BN_num_bits(n), .modulus = { .p = (const char *)p, .n = size } };
}

static BIGNUM *odd_number(uint64_t *seed, int bits)
{
    BIGNUM *n = BN_new();
    for (int i = 0; i < bits - 1; i++)
        if (below(seed, 2))
            assert_true(BN_set_bit(n, i));
    assert_true(BN_set_bit(n, bits - 1) && BN_set_bit(n, 0));
    return n;
}

static void a_small_prime_that_divides_the_modulus_is_told(void **state)
{
    struct arena a = { 0 };
    uint64_t seed = 1;
    (void)state;
    for (int bits = 8; bits < 4200; bits += 61) {
        BIGNUM *n = odd_number(&seed, bits);
        struct key key = rsa_key_of(&a, n);
        unsigned least = 0;
        for (unsigned prime = 97; prime > 2; prime -= 2) /* those in between only are products of smaller ones, which come later */
            if (BN_mod_word(n, prime) == 0)
                least = prime;
        assert_int_equal(x509_small_factor(&key), least);
        BN_free(n);
    }
    struct key none = { .type = KEY_RSA };
    assert_int_equal(x509_small_factor(&none), 0);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_algorithms_have_the_names_of_openssl),
        cmocka_unit_test(test_the_hash_of_rsa_pss_is_that_of_its_parameters),
        cmocka_unit_test(test_rsa_numbers_are_judged),
        cmocka_unit_test(test_curves_and_points_are_judged),
        cmocka_unit_test(a_small_prime_that_divides_the_modulus_is_told),
    };
    return cmocka_run_group_tests_name("x509_key", tests, NULL, NULL);
}
