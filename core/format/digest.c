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

/* Fetched once: to fetch takes as long as to digest what is short, and locks what all threads share. */
static struct algorithm {
    const char *name;
    EVP_MD *fetched;
} sha_256 = { .name = "SHA256" }, sha_1 = { .name = "SHA1" };

static void fetch(void)
{
    sha_256.fetched = EVP_MD_fetch(NULL, sha_256.name, NULL);
    sha_1.fetched = EVP_MD_fetch(NULL, sha_1.name, NULL);
}

static void digest(const struct algorithm *algorithm, struct view bytes, unsigned char *out)
{
    static CRYPTO_ONCE once = CRYPTO_ONCE_STATIC_INIT;
    if (!CRYPTO_THREAD_run_once(&once, fetch) || !algorithm->fetched ||
        !EVP_Digest(bytes.n ? bytes.p : "", bytes.n, out, NULL, algorithm->fetched, NULL)) {
        fprintf(stderr, "certcase: libcrypto has no %s: its installation is broken\n", algorithm->name);
        abort();
    }
}

void digest_sha256(struct view bytes, unsigned char out[32])
{
    digest(&sha_256, bytes, out);
}

void digest_sha1(struct view bytes, unsigned char out[20])
{
    digest(&sha_1, bytes, out);
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

struct view digest_base64(struct arena *arena, const unsigned char sha256[32])
{
    unsigned char text[45];
    int n = EVP_EncodeBlock(text, sha256, 32);
    return view_dup(arena, (struct view){ .p = (const char *)text, .n = (size_t)n });
}
