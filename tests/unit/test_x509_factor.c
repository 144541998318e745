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
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_prime_that_divides_the_modulus_is_told),
    };
    return cmocka_run_group_tests_name("x509_factor", tests, NULL, NULL);
}
