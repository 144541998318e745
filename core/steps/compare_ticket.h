/* compare_ticket.h - audit: what the bundle's texts say against the record, or, where there is no record, against the certificates.
 *
 * Memory:  the arena of the parts. Errors: none. Threads: pure but for the arena.
 */
#ifndef STEPS_COMPARE_TICKET_H
#define STEPS_COMPARE_TICKET_H

#include "format/bundle/bundle_parts.h"
#include "model/case.h"

/* The entry against what the templates make of the record (empty: the case has no such text), to the byte. */
void compare_text(const struct bundle_parts *p, enum bundle_part part, struct view rendered);
/* Templates aren't at hand: the facts that a ticket can't do without are looked for in TICKET.txt. */
void compare_facts(const struct bundle_parts *p, const struct case_record *c);
/* No record: each thumbprint or SHA-256 that a text names must be one of the bundle's certificates or files. */
void compare_thumbprints(const struct bundle_parts *p, const struct evidence *evidence);

#endif
