#include <openssl/bn.h>

#include "format/x509/x509.h"
#include "format/x509/x509_parts.h"

enum { SEED_BITS = 16 }; /* of a root: its square fits into the smallest word that BN has */

DROP(drop_number, BIGNUM *, BN_free);
DROP(drop_numbers, BN_CTX *, BN_CTX_free);

unsigned x509_small_factor(const struct key *key)
{
    static const unsigned char primes[] = { 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97 };
    const size_t n = key->modulus.n;
    uint64_t a = 0, b = 0, c = 0, d = 0, word = 0; /* remainders by constants, which cost no division */
    for (size_t i = 0; i < n; i++) {
        word = word << 8 | (unsigned char)key->modulus.p[i];
        if ((n - i) % 4 != 1)
            continue;
        a = (a << 32 | word) % (3ull * 5 * 7 * 11 * 13 * 17 * 19 * 23 * 29);
        b = (b << 32 | word) % (31ull * 37 * 41 * 43 * 47);
        c = (c << 32 | word) % (53ull * 59 * 61 * 67 * 71);
        d = (d << 32 | word) % (73ull * 79 * 83 * 89 * 97);
        word = 0;
    }
    for (size_t i = 0; n && i < COUNT_OF(primes); i++)
        if ((primes[i] < 30 ? a : primes[i] < 50 ? b : primes[i] < 72 ? c : d) % primes[i] == 0)
            return primes[i];
    return 0;
}

/* Rounded down, of a number below 2^32: from above, which is where Newton's method comes from. */
static BN_ULONG small_root(BN_ULONG n)
{
    BN_ULONG root = 1u << SEED_BITS;
    while (root > n / root)
        root = (root + n / root) / 2;
    return root;
}

/* The square root of n, rounded down: each round doubles its good bits, so all but the last are of n's first bits alone, and as few as
 * the next one needs. `square` is scratch, and then the root's square. */
static bool root_of(BIGNUM *root, BIGNUM *square, const BIGNUM *n, BN_CTX *numbers)
{
    int all = (BN_num_bits(n) + 1) / 2, have = all < SEED_BITS ? all : SEED_BITS;
    if (!BN_rshift(square, n, 2 * (all - have)) || !BN_set_word(root, small_root(BN_get_word(square))))
        return false;
    while (have < all) {
        int next = all;
        while (next > 2 * have - 2)
            next = (next + 3) / 2;
        if (!BN_lshift(root, root, next - have) || !BN_rshift(square, n, 2 * (all - next)) ||
            !BN_div(square, NULL, square, root, numbers) || !BN_add(root, root, square) || !BN_rshift1(root, root))
            return false;
        have = next;
    }
    while (BN_sqr(square, root, numbers) && BN_cmp(square, n) > 0) /* it comes from above, and is off by 1 or so */
        if (!BN_sub_word(root, 1))
            return false;
    return true;
}

/* By its last six bits, of which squares have only 12 of the 64 forms. */
static bool ends_as_square(const BIGNUM *n)
{
    return 0x0202021202030213ull >> BN_mod_word(n, 64) & 1;
}

bool x509_factors_are_close(const struct key *key)
{
    if (key->modulus.n == 0)
        return false;
    AUTO(drop_numbers) BN_CTX *numbers = BN_CTX_new();
    AUTO(drop_number) BIGNUM *n = BN_bin2bn(octets(key->modulus), (int)key->modulus.n, NULL);
    AUTO(drop_number) BIGNUM *mean = BN_new(), *square = BN_new(), *rest = BN_new(), *half = BN_new();
    if (!numbers || !n || !mean || !square || !rest || !half)
        die_oom(key->modulus.n);
    if (!root_of(mean, square, n, numbers))
        return false;
    if (BN_cmp(square, n) == 0)
        return true;
    return BN_add_word(mean, 1) && BN_sqr(rest, mean, numbers) && BN_sub(rest, rest, n) && ends_as_square(rest) &&
           root_of(half, square, rest, numbers) && BN_cmp(square, rest) == 0;
}
