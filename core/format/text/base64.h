/* base64.h - strict Base64 of RFC 4648 section 4, with white space between.
 *
 * libcrypto writes it; EVP_DecodeUpdate takes a `-` for the end, lets wrong padding pass and gives no place for what follows it: here every
 * refusal is exact.
 * Memory:  in the arena.
 * Threads: pure.
 */
#ifndef FORMAT_BASE64_H
#define FORMAT_BASE64_H

#include "base/arena.h"
#include "base/view.h"

/* The six bits of a letter; -1 when it is none. */
int base64_digit(char c);
enum { BASE64_OVER = -1, BASE64_END = -2 };

struct base64_front {
    size_t letters; /* that were read: of n letters come n * 3 / 4 bytes */
    size_t end;     /* where it stopped */
};

/* What stands at the front of a text, up to `most` bytes of it. `other`: what is done with a character that is none of the letters: stepped
 * over, the end, or the bits that it means. */
struct base64_front base64_front(struct view text, int (*other)(char c), char *out, size_t most);
/* Padding must be right, and nothing may follow it; false when it isn't Base64, or empty. */
MUST_USE bool base64_decode(struct arena *arena, struct view text, struct view *out);
struct view base64_encode(struct arena *arena, struct view bytes); /* in one line; less than 1 GiB */
/* Takes a run of it from the front: the rest of its line, and the lines behind it that are nothing else, up to its padding. */
struct view base64_take_run(struct view *text);

#endif
