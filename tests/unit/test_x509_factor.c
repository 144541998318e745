/* RSA moduli that anybody can factor, beside good ones. Whether the numbers are primes makes no difference to what finds them. */
#include "unit.h"

#include "format/x509/x509.h"
#include "seeded.h"

#include <openssl/bn.h>

static struct key key_of(struct arena *a, const BIGNUM *n)
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

static struct key product_of(struct arena *a, const BIGNUM *p, const BIGNUM *q)
{
    BIGNUM *n = BN_new();
    BN_CTX *numbers = BN_CTX_new();
    assert_true(BN_mul(n, p, q, numbers));
    struct key key = key_of(a, n);
    BN_CTX_free(numbers);
    BN_free(n);
    return key;
}

static void a_small_prime_that_divides_the_modulus_is_told(void **state)
{
    struct arena a = { 0 };
    uint64_t seed = 1;
    (void)state;
    for (int bits = 8; bits < 4200; bits += 61) {
        BIGNUM *n = odd_number(&seed, bits);
        struct key key = key_of(&a, n);
        unsigned least = 0;
        for (unsigned prime = 97; prime > 2; prime -= 2) /* those in between only are products of smaller ones, which come later */
            if (BN_mod_word(n, prime) == 0)
                least = prime;
        assert_int_equal(x509_small_factor(&key), least);
        BN_free(n);
    }
    struct key none = { .type = KEY_RSA };
    assert_int_equal(x509_small_factor(&none), 0);
    assert_false(x509_factors_are_close(&none));
    arena_free(&a);
}

static void neighbouring_factors_are_found_in_every_length(void **state)
{
    struct arena a = { 0 };
    uint64_t seed = 1;
    (void)state;
    for (int bits = 20; bits < 2100; bits += 37) {
        BIGNUM *p = odd_number(&seed, bits), *next = BN_dup(p), *other = odd_number(&seed, bits);
        assert_true(BN_add_word(next, 2 + 2 * below(&seed, 300)));
        struct key close = product_of(&a, p, next), square = product_of(&a, p, p), good = product_of(&a, p, other);
        assert_true(x509_factors_are_close(&close));
        assert_true(x509_factors_are_close(&square));
        assert_false(x509_factors_are_close(&good));
        BN_free(p);
        BN_free(next);
        BN_free(other);
    }
    arena_free(&a);
}

/* The first step reaches a distance whose square is four times their sum. */
static void factors_are_close_up_to_the_first_step(void **state)
{
    struct arena a = { 0 };
    BIGNUM *p = BN_new(), *q = BN_new();
    (void)state;
    assert_true(BN_set_word(p, 1000001));
    for (unsigned half = 1412; half < 1420; half++) {
        assert_true(BN_set_word(q, 1000001 + 2 * half));
        struct key key = product_of(&a, p, q);
        assert_int_equal(x509_factors_are_close(&key), (uint64_t)half * half < 2 * (1000001ull + half) - 1);
    }
    BN_free(p);
    BN_free(q);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_prime_that_divides_the_modulus_is_told),
        cmocka_unit_test(neighbouring_factors_are_found_in_every_length),
        cmocka_unit_test(factors_are_close_up_to_the_first_step),
    };
    return cmocka_run_group_tests_name("x509_factor", tests, NULL, NULL);
}
