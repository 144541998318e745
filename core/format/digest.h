/* digest.h - SHA-256 and SHA-1. Threads: pure. Aborts only if libcrypto lacks them (a broken installation). */
#ifndef FORMAT_DIGEST_H
#define FORMAT_DIGEST_H

#include "base/view.h"

void digest_sha256(struct view bytes, unsigned char out[32]);
void digest_sha1(struct view bytes, unsigned char out[20]);
struct view digest_hex(struct arena *arena, const unsigned char *digest, size_t n);

#endif
