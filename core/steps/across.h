/* across.h - what shows only when several bundles are seen together: the same thing asked for twice, contradictions, lost predecessors.
 *
 * Of each bundle its path and digest wait in a spool, for messages; in memory stay some 15 bytes for its case, for each
 * certificate and for each name, key and host of an environment it asks for, twice when it replaces a certificate.
 * Memory:  owned (across_new, across_free). Problems and texts in the caller's arena.
 * Errors:  of the spool's temporary file: sticky, then less is found; check once at the end with across_ok.
 * Threads: one at a time; bundles in a fixed order, so that the answers are the same each time.
 */
#ifndef STEPS_ACROSS_H
#define STEPS_ACROSS_H

#include "base/arena.h"
#include "base/err.h"
#include "model/archive.h"
#include "model/case.h"

struct across;
/* `salt`: any number that who made the bundles can't know. What is found doesn't depend on it. */
struct across *across_new(uint64_t salt);
void across_free(struct across *a);

struct across_bundle {
    struct view path;                 /* safe text */
    const struct case_record *record; /* NULL: nothing is known of it, and nothing is kept */
    const unsigned char *sha256;      /* of its bytes */
};

/* Adds a bundle to those seen, and to *out how it repeats or contradicts one of them. */
void across_add(struct across *a, struct arena *arena, const struct across_bundle *bundle, struct bundle_problems *out);

/* After the last bundle: the next renewal whose predecessor was not among them, or has not what it replaces; call until false. None
 * when one bundle was seen alone. */
struct across_orphan {
    struct view path, case_id;
    struct bundle_problem problem;
};
bool across_next_orphan(struct across *a, struct arena *arena, struct across_orphan *out);
/* Whether all could be compared. */
MUST_USE bool across_ok(struct across *a, struct err *e);

#endif
