/* digest.h - SHA-256 and SHA-1. Threads: pure. Aborts only if libcrypto lacks them (a broken installation). */
#ifndef FORMAT_DIGEST_H
#define FORMAT_DIGEST_H

#include "base/buf.h"

/* Before anything else of libcrypto. Running out of memory in it ends the run (base/arena.h). The machine's openssl.cnf isn't read, so it
 * can't change what a run gives; error texts, which nobody sees, aren't loaded. A start is 0.3 ms shorter. */
void digest_init(void);
void digest_sha256(struct view bytes, unsigned char out[32]);
void digest_sha1(struct view bytes, unsigned char out[20]);
/* The first eight bytes of its SHA-256 as a number in the machine's own order: a key of tables in memory. */
uint64_t digest_number(struct view bytes);
/* One part of what is to be hashed, with its length in front: no two lists of parts give the same bytes. */
void digest_part(struct buf *to, struct view part);
/* As a bundle has to have it: lower-case digits of exactly n bytes. What asks for the value alone takes hex_read (base/view.h). */
MUST_USE bool digest_parse(struct view hex, unsigned char *out, size_t n);
struct view digest_hex(struct arena *arena, const unsigned char *digest, size_t n);
/* As Windows shows a thumbprint, and certutil and PowerShell take it: upper-case digits. */
struct view digest_thumbprint(struct arena *arena, const unsigned char *digest, size_t n);

#endif
