/* lock.h - one run at a time in an output folder, or one run a shard.
 *
 * A whole run holds <folder>/.certcase.lock alone; shards hold it together, and each holds <folder>/.certcase-2-of-3.lock alone. The
 * kernel gives a lock back when its process ends, however it ends; the files stay.
 * Errors:  ST_IO: another run is at work, or the folder can't be written.
 * Threads: one.
 */
#ifndef FLOW_LOCK_H
#define FLOW_LOCK_H

#include "base/err.h"
#include "flow/shard.h"
#include "os/os.h"

struct lock {
    struct os_file all, own;
};

MUST_USE bool lock_take(const char *folder, const struct shard *shard, struct lock *out, struct err *e);
void lock_release(struct lock *l);

#endif
