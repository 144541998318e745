/* shard.h - one part of the work, so that several machines share it without talking to each other.
 *
 * Every item belongs to exactly one of N shards, by a hash of its key alone (a request's id, a bundle's file name): stable whatever the
 * order, the folder or the machine. Shards are numbered from 1.
 * Errors:  ST_USAGE.
 * Threads: pure.
 * Source:  Slurm's sbatch (job arrays), Kubernetes' Indexed Jobs, Bazel's test encyclopedia (test sharding).
 */
#ifndef FLOW_SHARD_H
#define FLOW_SHARD_H

#include "base/err.h"
#include "base/view.h"

struct shard {
    uint64_t index, count; /* 1..count; count 0 or 1: everything */
};

/* "2/3", or "auto": by what engines tell their tasks in variables of the environment (NAME=VALUE, NULL ends), with `count` (--shards;
 * 0: not given) where the engine doesn't say it. "" with count 0 is everything. A count that contradicts the engine's own is an error. */
MUST_USE bool shard_find(struct view word, uint64_t count, const char *const *environment, struct shard *out, struct err *e);
bool shard_is_part(const struct shard *s); /* false when it is everything */
bool shard_has(const struct shard *s, struct view key);

#endif
