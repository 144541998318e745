/* commit.h - many files into one folder, whole or not at all, durable in groups: temporary files beside their targets, one flush for
 * all of a group, then the renames, and one of the folder at the end. A flush for each file would take twice as long.
 *
 * A run that was killed leaves temporary files behind (".certcase-tmp-..."); the next one removes them. So only one run at a time works
 * under one label: a whole run holds <folder>/.certcase.lock alone; shards hold it together, and each holds <folder>/.certcase-2-of-3.lock
 * alone. The kernel gives a lock back when its process ends, however it ends; the files stay.
 * Memory:  struct commit is owned (commit_close).
 * Errors:  ST_IO, with the path of the file in `where`; another run is at work.
 * Threads: commit_stage and commit_drop in any, the others in the one that opened it.
 */
#ifndef FLOW_COMMIT_H
#define FLOW_COMMIT_H

#include "base/arena.h"
#include "base/err.h"
#include "base/view.h"
#include "os/os.h"

struct commit;

/* What is pointed to must live as long as the commit. */
struct commit_options {
    const char *folder; /* exists */
    struct view label;  /* of this run among those that work in the folder: "all", "2-of-3" */
    struct view ending; /* of the names that will be staged, each once: ".zip"; empty: any */
    int64_t time;       /* that the run counts from */
    bool clean_all;     /* no other run works in the folder: the leftovers of every label go */
    bool only_look;     /* nothing is written, locked or removed, and the folder may be missing: commit_stage says what it would refuse */
    bool overwrite;     /* replace files that exist with other bytes */
    /* Whether an earlier run made the file with this name and these bytes, so that it may be replaced; NULL: none did. Any thread. */
    bool (*made)(const void *from, struct view name, struct view bytes);
    const void *from;
};

/* What the run of this label that was begun last in the folder counts from; TIME_NONE when it left no file of the ending. */
int64_t commit_time(const struct commit_options *o);
MUST_USE bool commit_open(const struct commit_options *o, struct commit **out, struct err *e);
void commit_close(struct commit *c);

struct staged {
    struct view name;   /* final name, without a folder */
    char temporary[64]; /* "" when nothing is to be done: the file is there with the very same bytes */
    bool replaces;
};

/* Writes the bytes beside their target; s->name is set by the caller. A file that is there already is left alone when it has the same
 * bytes, replaced when an earlier run made it or with `overwrite`; else it is an error, of this call or of commit_rename. */
MUST_USE bool commit_stage(struct commit *c, struct staged *s, struct view bytes, enum os_access access, struct err *e);
/* Takes n of them back. */
void commit_drop(struct commit *c, struct staged *staged, size_t n);
/* Makes what was staged so far durable; before the renames. */
MUST_USE bool commit_sync(struct commit *c, struct err *e);
/* The file appears. On failure it is dropped. */
MUST_USE bool commit_rename(struct commit *c, struct staged *s, struct err *e);
/* Makes the renames durable. */
MUST_USE bool commit_finish(struct commit *c, struct err *e);
/* How many of the names with the ending `asked` says no of, and the first of them by the alphabet, in the arena. */
size_t commit_others(const struct commit *c, struct arena *arena, bool (*asked)(const void *from, struct view name), const void *from,
                     struct view *first);
/* What the file of this name holds; false when there is none that could be a bundle. Any thread. */
MUST_USE bool commit_read(const struct commit *c, struct arena *arena, struct view name, struct view *bytes);

#endif
