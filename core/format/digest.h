/* digest.h - SHA-256 and SHA-1. Threads: pure. Aborts only if libcrypto lacks them (a broken installation). */
#ifndef FORMAT_DIGEST_H
#define FORMAT_DIGEST_H

#include "base/view.h"

/* Once in main, before anything else of libcrypto: the machine's openssl.cnf isn't read, so it can't change what a run gives, and
 * a start is 0.2 ms shorter. */
void digest_init(void);
void digest_sha256(struct view bytes, unsigned char out[32]);
void digest_sha1(struct view bytes, unsigned char out[20]);
struct view digest_hex(struct arena *arena, const unsigned char *digest, size_t n);

#endif
