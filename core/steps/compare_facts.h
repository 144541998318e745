/* compare_facts.h - audit: whether a ticket of templates that aren't at hand tells the facts of its record, and how much else it tells.
 *
 * Memory:  the arena of the parts, some ten times the ticket. Errors: none. Threads: pure but for the arena.
 */
#ifndef STEPS_COMPARE_FACTS_H
#define STEPS_COMPARE_FACTS_H

#include "format/bundle/bundle_parts.h"
#include "model/case.h"

struct facts_told {
    size_t facts, told;    /* that it must tell, and that it tells */
    size_t lines, telling; /* of the ticket, that aren't empty; those where such a fact begins */
};

/* The facts that a ticket can't do without are looked for in TICKET.txt; each that it doesn't tell is a problem. What stands in a comment
 * of HTML or Markdown is not told, as whoever shows the ticket rendered doesn't see it; nor is what stands in the case's id. Names count as
 * whole words, digests and dates in any grouping. */
void compare_facts(const struct bundle_parts *p, const struct case_record *c, struct facts_told *out);

#endif
