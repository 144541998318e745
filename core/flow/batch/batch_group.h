/* batch_group.h - finished rows on their way to disk: bundles durable together, then renamed, then logged, in the order of the rows.
 *
 * So a line in the log speaks of a bundle that stands there; a kill in between leaves bundles without a line, which --resume finds.
 * Memory:  owned (group_close); what was added, until it is flushed.
 * Errors:  ST_IO: the disk fails as a whole, or the log can't be written. A bundle that can't be renamed turns its row into an error.
 * Threads: one.
 */
#ifndef FLOW_BATCH_GROUP_H
#define FLOW_BATCH_GROUP_H

#include "flow/batch/batch_row.h"

struct group;

struct group_options {
    const struct batch_shared *shared;
    /* A row whose bundle couldn't be renamed; it was counted as accepted, with as many bundles. */
    void (*lost)(void *from, struct view where, size_t bundles, const struct err *e);
    void (*settled)(void *from); /* all rows so far are renamed and logged */
    void *from;
};

struct group *group_open(const struct group_options *o);
/* What wasn't flushed is dropped: its temporary files go. */
void group_close(struct group *g);
/* Flushes when the group is full, or `now`. */
MUST_USE bool group_add(struct group *g, const struct batch_row *row, bool now, struct err *e);
MUST_USE bool group_flush(struct group *g, struct err *e);

#endif
