/* pem_clean.h - the body of a PEM block without what other formats put between its letters, and BEGIN lines that something altered.
 * For pem.c alone.
 *
 * Memory:  in the arena.
 * Threads: pure.
 * Source:  RFC 8259 and C strings (\n, \u000A), RFC 2045 section 6.7 (quoted-printable), RFC 3986 section 2.1, XML references.
 */
#ifndef FORMAT_PEM_CLEAN_H
#define FORMAT_PEM_CLEAN_H

#include "base/arena.h"
#include "base/view.h"

/* False when there is something in it that no format puts there. */
MUST_USE bool pem_clean(struct arena *arena, struct view body, struct view *out);
/* What is wrong with the first line that was a BEGIN line of a certificate once; empty when there is none. */
struct view pem_damaged_begin(struct arena *arena, struct view text);

#endif
