/* windows_roots.h - what Windows itself says about a root: Microsoft's programme trusts it, blocks it, or doesn't know it.
 *
 * A list of facts, templates/windows-roots.tsv or the user's own: lines of tabs under a line of column names (status, certificate_sha256,
 * spki_sha256, not_after, subject: its common name, else its unit; the last two may be missing, further columns are for people), above
 * them the comments "# dated: 2026-07-19" and "# source: TEXT". It doesn't say what a root is trusted for: some are for code signing or
 * mail alone.
 * Memory:  the arena.
 * Errors:  ST_FORMAT with the line; ST_LIMIT for a file of more than LIMIT_WINDOWS_ROOTS_BYTES.
 * Threads: read-only after reading.
 */
#ifndef FORMAT_WINDOWS_ROOTS_H
#define FORMAT_WINDOWS_ROOTS_H

#include "base/arena.h"
#include "base/err.h"
#include "model/cert.h"

struct windows_root {
    unsigned char key[32], certificate[32]; /* SHA-256 of the SPKI and of the whole */
    enum windows_trust trust;
};

struct windows_roots {
    const struct windows_root *items; /* sorted by key, then certificate */
    size_t n, n_blocked;
    const struct view *names; /* what the trusted ones are called: their ASCII letters and digits, in lower case, those drawn alike as
                                 one; sorted */
    size_t n_names;
    struct view origin;       /* "built in", or the path; safe text */
    struct view source;       /* safe text; empty when not said */
    int32_t dated;            /* DAY_NONE when not said */
    unsigned char sha256[32]; /* of the list's bytes */
};

/* templates/windows-roots.tsv, read when the program was built (windows_roots.cmake). */
extern const struct windows_roots windows_roots_built_in;

MUST_USE bool windows_roots_read(struct arena *arena, struct view origin, struct view bytes, struct windows_roots *out, struct err *e);
/* By its own digest first: a root can be blocked whose key is trusted in another certificate. Then by its key. */
enum windows_trust windows_roots_say(const struct windows_roots *roots, const struct cert *cert);
/* The same of a key alone, whatever certificate it is in. */
enum windows_trust windows_roots_say_key(const struct windows_roots *roots, const unsigned char spki_sha256[32]);
/* Whether this very certificate is one that Windows trusts. */
bool windows_roots_trust(const struct windows_roots *roots, const unsigned char sha256[32]);
/* Whether one that Windows trusts is called so, whatever the case, the spaces, the marks and the accents, and with I, l, 1 or 0, o or rn, m
 * for each other. */
bool windows_roots_have_name(const struct windows_roots *roots, struct view name);
/* The same of any name by which Windows may call this certificate: each of its common names; without one, any part of its subject. */
bool windows_roots_call(const struct windows_roots *roots, const struct cert *cert);

#endif
