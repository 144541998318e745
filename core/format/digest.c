#include "format/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "base/arena.h"

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

enum algorithm { SHA_1, SHA_256, ALGORITHMS };
static const char *const names[ALGORITHMS] = { "SHA1", "SHA256" };

/* Fetched once: to fetch takes as long as to digest what is short, and locks what all threads share. */
static struct {
    CRYPTO_ONCE once;
    EVP_MD *of[ALGORITHMS];
} fetched = { .once = CRYPTO_ONCE_STATIC_INIT };

static void fetch(void)
{
    for (size_t i = 0; i < ALGORITHMS; i++)
        fetched.of[i] = EVP_MD_fetch(NULL, names[i], NULL);
}

static void digest(enum algorithm algorithm, struct view bytes, unsigned char *out)
{
    if (!CRYPTO_THREAD_run_once(&fetched.once, fetch) || !fetched.of[algorithm] ||
        !EVP_Digest(bytes.n ? bytes.p : "", bytes.n, out, NULL, fetched.of[algorithm], NULL)) {
        fprintf(stderr, "certcase: libcrypto has no %s: its installation is broken\n", names[algorithm]);
        abort();
    }
}

void digest_sha256(struct view bytes, unsigned char out[32])
{
    digest(SHA_256, bytes, out);
}

void digest_sha1(struct view bytes, unsigned char out[20])
{
    digest(SHA_1, bytes, out);
}

uint64_t digest_number(struct view bytes)
{
    unsigned char sha256[32];
    uint64_t number;
    digest_sha256(bytes, sha256);
    memcpy(&number, sha256, sizeof number);
    return number;
}

void digest_part(struct buf *to, struct view part)
{
    char text[DECIMAL_TEXT];
    buf_text(to, decimal_text(part.n, text));
    buf_putc(to, ':');
    buf_put(to, part);
}

struct view digest_hex(struct arena *arena, const unsigned char *digest_bytes, size_t n)
{
    return view_hex(arena, (struct view){ .p = (const char *)digest_bytes, .n = n });
}

struct view digest_thumbprint(struct arena *arena, const unsigned char *digest, size_t n)
{
    return view_upper(arena, digest_hex(arena, digest, n));
}

bool digest_parse(struct view hex, unsigned char *out, size_t n)
{
    for (size_t i = 0; i < hex.n; i++)
        if (hex.p[i] >= 'A' && hex.p[i] <= 'F')
            return false;
    return hex_read(hex, out, n);
}
