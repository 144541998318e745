/* compare_sums.h - audit: SHA256SUMS and manifest.json against each other and against the entries. Every difference is a problem.
 *
 * Memory:  the arena of the parts. Errors: none. Threads: pure but for the arena.
 */
#ifndef STEPS_COMPARE_SUMS_H
#define STEPS_COMPARE_SUMS_H

#include "format/bundle/bundle_parts.h"
#include "model/cert.h"

/* Reads the manifest into the parts. Does nothing for a bundle that certcase didn't make. */
void compare_sums(struct bundle_parts *p);

/* Neither record nor manifest nor sums: nothing accounts for an entry that is no certificate. Programs and scripts are errors, others
 * warnings. `evidence`: the certificate files. */
void compare_unaccounted(const struct bundle_parts *p, const struct evidence *evidence);

#endif
