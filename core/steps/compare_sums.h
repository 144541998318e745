/* compare_sums.h - audit: SHA256SUMS and manifest.json against each other and against the entries. Every difference is a problem.
 *
 * Memory:  the arena of the parts. Errors: none. Threads: pure but for the arena.
 */
#ifndef STEPS_COMPARE_SUMS_H
#define STEPS_COMPARE_SUMS_H

#include "format/bundle/bundle_parts.h"

/* Reads the manifest into the parts. Does nothing for a bundle that certcase didn't make. */
void compare_sums(struct bundle_parts *p);

#endif
