#include "format/x509/x509.h"

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
