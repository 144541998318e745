/* audit_run.h - many bundles audited: found, read, judged by several workers, and handed on in the order of their paths.
 *
 * What shows only across bundles is added to the later one of them; what shows only after the last comes as closing items.
 * Memory:  some bundles at a time; of each that was seen some 50 bytes (steps/across.h), and the names of folders (bundle_paths.h).
 * Errors:  none stops the run: a path that can't be read is an item that says why; `trouble` tells what else went wrong.
 * Threads: `one` and `link` are called in the calling thread.
 */
#ifndef FLOW_AUDIT_RUN_H
#define FLOW_AUDIT_RUN_H

#include <stdatomic.h>

#include "flow/audit/audit.h"
#include "flow/shard.h"

struct audit_run {
    const struct kit *kit;
    struct audit_options options;
    const struct view_list *paths; /* files, folders; "-": the list */
    FILE *list;
    struct shard shard;            /* by file name; {0}: everything */
    unsigned threads;
    const atomic_bool *stop;       /* may be NULL */
    void *to;
    bool (*one)(void *to, const struct audited *item); /* false ends the run: the output is broken */
    void (*link)(void *to, struct view path); /* of a folder, not followed; may be NULL */
    struct audit_totals totals;    /* of what was handed on; out */
    enum severity worst;           /* of all findings; SEV_COUNT when there was none; out */
    struct err trouble;            /* why not all bundles could be compared with each other; ST_OK when they were; out */
};

/* False when `one` said so. */
MUST_USE bool audit_run(struct audit_run *run);

#endif
