#include "format/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "base/heap.h"

static void *take(size_t n, const char *file, int line)
{
    (void)file, (void)line;
    return heap_take(n);
}

static void *grow(void *p, size_t n, const char *file, int line)
{
    (void)file, (void)line;
    return heap_grow(p, n);
}

static void give(void *p, const char *file, int line)
{
    (void)file, (void)line;
    free(p);
}

void digest_init(void)
{
    (void)CRYPTO_set_mem_functions(take, grow, give); /* refused once something is allocated: they are set then */
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

void digest_part(struct buf *to, struct view part)
{
    buf_fmt(to, "%zu:", part.n);
    buf_put(to, part);
}

struct view digest_hex(struct arena *arena, const unsigned char *digest_bytes, size_t n)
{
    return view_hex(arena, (struct view){ .p = (const char *)digest_bytes, .n = n });
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool digest_parse(struct view hex, unsigned char *out, size_t n)
{
    if (hex.n != 2 * n)
        return false;
    for (size_t i = 0; i < n; i++) {
        int high = hex_digit(hex.p[2 * i]), low = hex_digit(hex.p[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        out[i] = (unsigned char)(high * 16 + low);
    }
    return true;
}
