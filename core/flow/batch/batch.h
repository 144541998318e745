/* batch.h - many requests, one bundle each (or one a hosting): in parallel, in order, and able to go on after any end.
 *
 * request --> [other shard: only looked at] --> [done and unchanged: kept] --> case --> temporary file --> group: durable, renamed, logged
 *
 * Bundles and log are the same for any number of threads, and the union of all shards is what one run gives. A row's error is a line of the
 * log; the run goes on.
 * Memory:  does not grow with the rows but for some 30 bytes each: who asked first for what. Resuming needs about 130 bytes a row.
 * Errors:  what stops the run: the request file is broken beyond a row, the folder or the log can't be written.
 * Threads: batch_run in the main thread; the callbacks run in it, too.
 */
#ifndef FLOW_BATCH_H
#define FLOW_BATCH_H

#include <stdatomic.h>

#include "flow/resources.h"
#include "flow/shard.h"
#include "format/request/request_read.h"
#include "model/batch.h"

/* Where requests come from: format/request/request_read.h, or a test. */
struct batch_source {
    enum request_result (*next)(void *from, struct arena *arena, struct request_row *out, struct err *e);
    void *from;
};

/* What is told while it runs. */
struct batch_watcher {
    bool (*row)(void *from, const struct batch_counts *counts); /* after each; true: make durable what there is */
    void (*failed)(void *from, struct view where, const struct err *e); /* a row ended with this error */
    void (*told)(void *from, struct view lines); /* what is logged of a row, in their order; NULL: nobody asks */
    void *from;
};

struct batch_options {
    const struct resources *resources;
    const struct inventory *inventory; /* NULL: the rows say where their environments run */
    struct batch_source source;
    const char *folder; /* made when it is missing; NULL: a dry run that nobody said a folder for */
    const char *log;    /* NULL: batch.ndjson in the folder, batch-2-of-3.ndjson for a shard */
    struct shard shard;
    unsigned threads;
    bool resume, retry_failed, force;
    bool dry_run; /* no folder, no bundle, no log, but what stands in the way of them is an error; not with resume */
    struct request defaults;  /* for rows that leave open what has FIELD_DEFAULT */
    struct batch_watcher watcher;
    const atomic_bool *stop;
};

/* The result is in the arena. */
MUST_USE bool batch_run(const struct batch_options *o, struct arena *arena, struct batch_result *out, struct err *e);

/* Path of the log, in the arena. */
const char *batch_log(struct arena *arena, const char *folder, const struct shard *shard);
/* The time that the run in this folder, with this log, counts from; TIME_NONE when none was begun. */
int64_t batch_time(const char *log, const char *folder, const struct shard *shard);
/* Whether a file of this name beside bundles is such a log. */
bool batch_names_log(struct view name);

/* --- batch_input.c: a request file as the source of a batch; errors as in format/request/request_read.h --- */

/* `path` is "-" for standard input. */
MUST_USE bool batch_input_open(const char *path, struct batch_source *out, struct err *e);
void batch_input_close(struct batch_source *source);
/* How many rows there are; 0 when it is not a regular file, or broken: it is read once more for that. */
size_t batch_input_count(const char *path, const atomic_bool *stop);
/* A CSV text with another character between its columns. */
void batch_put_csv(struct sink *to, struct view csv, char separator);

#endif
