#include "format/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

void digest_init(void)
{
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS, NULL);
}

static void digest(const char *name, struct view bytes, unsigned char *out, size_t size)
{
    size_t n = 0;
    if (!EVP_Q_digest(NULL, name, NULL, bytes.n ? bytes.p : "", bytes.n, out, &n) || n != size) {
        fprintf(stderr, "certcase: libcrypto has no %s: its installation is broken\n", name);
        abort();
    }
}

void digest_sha256(struct view bytes, unsigned char out[32])
{
    digest("SHA256", bytes, out, 32);
}

void digest_sha1(struct view bytes, unsigned char out[20])
{
    digest("SHA1", bytes, out, 20);
}

struct view digest_hex(struct arena *arena, const unsigned char *digest_bytes, size_t n)
{
    return view_hex(arena, (struct view){ .p = (const char *)digest_bytes, .n = n });
}
