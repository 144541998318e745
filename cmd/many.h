/* many.h - what commands share that work on many things: how many at a time, which part of them, a line that says how far it is.
 *
 * Threads: main thread.
 */
#ifndef CMD_MANY_H
#define CMD_MANY_H

#include "command.h"
#include "flow/shard.h"

/* --jobs, else `a_core` times the cores; at least 1. */
unsigned many_threads(const struct settings *set, unsigned a_core);
/* --shard and --shards, with what the engine says in variables. */
MUST_USE bool many_shard(const struct run *run, struct shard *out, struct err *e);

int64_t many_clock(void); /* milliseconds of a clock that only goes forward */

/* One line on the terminal, rewritten some times a second. */
struct progress {
    FILE *err;
    bool wanted, shown; /* a line stands there */
    int64_t began, last; /* milliseconds */
};
struct progress progress_begin(const struct run *run);
/* Whether it is time for the next line; then wipes the last one. *rate gets things a second. */
bool progress_due(struct progress *p, size_t n, double *rate);
void progress_show(struct progress *p); /* after the line was written */
void progress_wipe(struct progress *p); /* before anything else is written */

#endif
