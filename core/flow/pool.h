/* pool.h - many items through several workers, with the results in the order of the items.
 *
 * The calling thread fills slots with items (`fill`, one at a time, in order) and takes finished ones out (`take`, in the order they were
 * filled); workers do `work` in between: threads, or the children of `apart`. There are `window` slots, so memory does not grow with the
 * number of items, and what is written does not depend on timing.
 * Memory:  each slot has its own arena, reset after `take`; each worker has its own struct worker. Both are opened and closed here.
 * Errors:  a callback that fails stops the filling; items under way are finished and taken.
 * Threads: fill and take run in the calling thread, work in any. `stop` (may be NULL) is looked at before each fill.
 */
#ifndef FLOW_POOL_H
#define FLOW_POOL_H

#include <stdatomic.h>

#include "flow/crew.h"

struct pool_slot {
    struct arena arena; /* of the item: what fill and work leave for take */
    void *item;         /* set by fill, in the arena */
    size_t number;      /* from 0 */
};

enum pool_step { POOL_MORE, POOL_END, POOL_FAILED };

struct pool {
    const struct resources *resources;
    unsigned threads; /* 0 counts as 1 */
    size_t window;    /* slots; 0: 32 a thread */
    void *context;    /* handed to the callbacks */
    enum pool_step (*fill)(void *context, struct pool_slot *slot);
    void (*work)(void *context, struct worker *w, struct pool_slot *slot);
    bool (*take)(void *context, struct pool_slot *slot);
    const struct crew_task *apart; /* NULL: threads work; else children do, as many, and their items are slots */
    const atomic_bool *stop;
};

/* False when a callback failed. */
MUST_USE bool pool_run(const struct pool *p);

#endif
