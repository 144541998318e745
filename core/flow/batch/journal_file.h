/* journal_file.h - the log as a file: appended to in groups, read back to go on where a run ended, put in order at the end.
 *
 * A kill may leave the last row without its end: it is cut off when the log is opened again. Rows that are done again are appended; the
 * last one counts. journal_finish then puts the rows in the order of the requests, by a new file under a temporary name.
 * Memory:  owned (journal_close). While resuming an index of about 100 bytes a row, otherwise nothing that grows.
 * Errors:  ST_IO; ST_FORMAT when the file is no log.
 * Threads: journal_find in any, the others in the one that opened it.
 */
#ifndef FLOW_JOURNAL_FILE_H
#define FLOW_JOURNAL_FILE_H

#include "flow/batch/journal.h"

struct journal;

enum journal_mode {
    JOURNAL_NEW,    /* an existing log is an error */
    JOURNAL_ANEW,   /* an existing log is replaced; what is none is an error */
    JOURNAL_RESUME, /* what it has is kept; a missing one is fine */
};

MUST_USE bool journal_open(const char *path, enum journal_mode mode, struct journal **out, struct err *e);
void journal_close(struct journal *j);

/* The time that the first line of the log counts from; TIME_NONE when it can't be read. */
int64_t journal_time(const char *path);
/* The lines of the row with these digests that ended without an error; false when there is none. */
MUST_USE bool journal_find(const struct journal *j, struct arena *arena, const unsigned char request[32], const unsigned char files[32],
                           struct view *lines, size_t *at);
/* Whether the log has these very lines of a row that repeats another one. */
MUST_USE bool journal_has(const struct journal *j, struct arena *arena, size_t row, struct view lines, size_t *at);

/* Whether an earlier run wrote a bundle of this name with this SHA-256. Any thread. */
bool journal_made(const struct journal *j, struct view bundle, const unsigned char sha256[32]);

/* The next row, in the order of the requests: its lines, or those that stand in the log at `at`. */
void journal_add(struct journal *j, struct view lines);
void journal_keep(struct journal *j, size_t at, size_t n);
/* Writes what was added. What a full disk doesn't take is held back for the next time, up to some megabytes. */
MUST_USE bool journal_flush(struct journal *j, struct err *e);
/* `complete`: every row was added or kept, so rows that are no longer asked for go, and the order is put right. */
MUST_USE bool journal_finish(struct journal *j, bool complete, struct err *e);

#endif
