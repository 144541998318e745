/* compare_record.h - audit: every field of the record that follows from the certificates, recomputed and compared; and the record
 * against the other files that repeat it.
 *
 * Memory:  the arena of the parts. Errors: none. Threads: pure but for the arena.
 */
#ifndef STEPS_COMPARE_RECORD_H
#define STEPS_COMPARE_RECORD_H

#include "format/bundle/bundle_parts.h"
#include "model/case.h"

/* `evidence`: the bundle's certificate files, each with its entry's name as path, arranged. What a PFX that wasn't opened holds is left
 * as recorded. */
void compare_record(const struct bundle_parts *p, const struct case_record *c, const struct evidence *evidence);
/* A copy of the record whose certificates and PFX have the bytes that the bundle holds, where it has them: fit for bundle_write. */
void compare_record_join(struct arena *arena, const struct case_record *c, const struct evidence *evidence, struct case_record *out);

#endif
