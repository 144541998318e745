/* across.h - what shows only when several bundles are seen together: the same thing asked for twice, contradictions, lost predecessors.
 *
 * Of each bundle some hundred bytes are kept: its path, the id of its case, and digests of what it asks for.
 * Memory:  owned (across_new, across_free). Problems in the caller's arena.
 * Threads: one at a time; bundles in a fixed order, so that the answers are the same each time.
 */
#ifndef STEPS_ACROSS_H
#define STEPS_ACROSS_H

#include "base/arena.h"
#include "model/archive.h"
#include "model/case.h"

struct across;
struct across *across_new(void);
void across_free(struct across *a);

struct across_bundle {
    struct view path;                 /* safe text */
    const struct case_record *record; /* NULL: nothing is known of it, and nothing is kept */
    const unsigned char *sha256;      /* of its bytes */
};

/* Adds a bundle to those seen, and to *out how it repeats or contradicts one of them. */
void across_add(struct across *a, struct arena *arena, const struct across_bundle *bundle, struct bundle_problems *out);

/* After the last bundle: the next renewal whose predecessor was not among them; call until false. None when one bundle was seen alone. */
struct across_orphan {
    struct view path, case_id;
    struct bundle_problem problem;
};
bool across_next_orphan(struct across *a, struct arena *arena, struct across_orphan *out);

#endif
