/* compare_ticket.h - audit: what the bundle's texts say against the record, or, where there is no record, against the certificates.
 *
 * Memory:  the arena of the parts. Errors: none. Threads: pure but for the arena.
 */
#ifndef STEPS_COMPARE_TICKET_H
#define STEPS_COMPARE_TICKET_H

#include "format/bundle/bundle_parts.h"
#include "model/case.h"

/* A text is there when the case has such a text, and only then; a difference is a problem. Whether there is one to compare. */
bool compare_presence(const struct bundle_parts *p, enum bundle_part part, bool wanted);
/* The entry against what the templates make of the record (empty: the case has no such text), to the byte. */
void compare_text(const struct bundle_parts *p, enum bundle_part part, struct view rendered);
/* No record: each thumbprint or SHA-256 that a text names must be one of the bundle's certificates or files. */
void compare_thumbprints(const struct bundle_parts *p, const struct evidence *evidence);

#endif
