/* journal.h - the lines of a batch's log (NDJSON), writer and reader together.
 *
 * One object a line: the case as in `build --format json`, and behind it what --resume needs: the row, digests of everything that went
 * in, the bundle's seal (steps/bundle.h). A row for cloud and self-managed environments has two lines, parts 1 and 2. A row that ended
 * with an error has one line with verdict rejected and an `error` {file, what, hint}.
 * Memory:  what is read lands in the arena.
 * Errors:  ST_FORMAT.
 * Threads: any.
 */
#ifndef FLOW_JOURNAL_H
#define FLOW_JOURNAL_H

#include "base/sink.h"
#include "flow/case/environments.h"
#include "model/batch.h"
#include "model/case.h"

struct journal_inputs {
    unsigned char run[32];     /* what all rows share: inventory, catalog, holidays, templates, settings, version, time */
    unsigned char request[32]; /* the request's own fields */
    unsigned char files[32];   /* the bytes of its files */
    bool has_files;            /* false when they couldn't be read */
};

/* What the request asks for, one key an environment: the certificate (a PFX: its bytes), the purpose, the environment. Equal keys ask
 * for the same thing twice. */
struct identity_keys {
    struct identity_key {
        uint64_t hash;
        struct view environment; /* its name */
    } *items;
    size_t n, cap;
};

struct journal_line {
    size_t row;
    struct view where; /* "requests.csv:41" */
    unsigned part, parts;
    size_t repeats_row; /* 0: none */
    struct journal_inputs inputs;
    const struct identity_keys *keys;
    const struct case_outcome *outcome; /* NULL for an error */
    unsigned char seal[32];             /* when the outcome has a bundle */
    const struct err *error;
    struct view id; /* of the request, for an error */
    const struct environment_groups *places; /* where it asked for, for an error; NULL: not known */
};

void journal_put(struct sink *to, const struct journal_line *line);

/* What a line says, as far as --resume and the summary want to know. */
struct journal_said {
    size_t row;
    unsigned part, parts;
    bool repeats, error;
    struct journal_inputs inputs;
    struct identity_keys keys; /* their environments have no names */
    struct view bundle; /* empty: none */
    unsigned char seal[32];
    enum verdict verdict;
    int64_t submitted; /* TIME_NONE for an error */
    int32_t submit_by;
    struct batch_errors errors; /* that were not accepted */
    struct view id;             /* of the case */
    enum severity worst;     /* SEV_COUNT: no finding */
};
/* False when it is no line of a log. */
MUST_USE bool journal_line_read(struct arena *arena, struct view line, struct journal_said *out);

struct journal_row {
    struct journal_said cases[HOST_COUNT];
    size_t n_cases;
};
/* All lines of one row, each with its end; false when that is not what they are. */
MUST_USE bool journal_read(struct arena *arena, struct view lines, struct journal_row *out);

/* --- journal_file.c: the log as a file, appended to in groups, read back to go on where a run ended, put in order at the end ---
 *
 * A kill may leave the last row without its end: it is cut off when the log is opened again. Rows that are done again are appended; the
 * last one counts. journal_finish then puts the rows in the order of the requests, by a new file under a temporary name.
 * Memory:  owned (journal_close). While resuming an index of about 100 bytes a row, otherwise nothing that grows.
 * Errors:  ST_IO; ST_FORMAT when the file is no log.
 * Threads: journal_find in any, the others in the one that opened it.
 */

struct journal;

enum journal_mode {
    JOURNAL_NEW,    /* an existing log is an error */
    JOURNAL_ANEW,   /* an existing log is replaced; what is none is an error */
    JOURNAL_RESUME, /* what it has is kept; a missing one is fine */
};

/* For who only looks: false when a log stands there, which JOURNAL_NEW would refuse. */
MUST_USE bool journal_is_free(const char *path, struct err *e);
MUST_USE bool journal_open(const char *path, enum journal_mode mode, struct journal **out, struct err *e);
void journal_close(struct journal *j);

/* The time that the run in this log counts from; TIME_NONE when there is no log, or nothing in it. */
int64_t journal_time(const char *path);
/* The lines of the row with these digests that ended without an error; false when there is none. */
MUST_USE bool journal_find(const struct journal *j, struct arena *arena, const unsigned char request[32], const unsigned char files[32],
                           struct view *lines, size_t *at);
/* Whether the log has these very lines of a row that repeats another one. */
MUST_USE bool journal_has(const struct journal *j, struct arena *arena, size_t row, struct view lines, size_t *at);

/* Whether an earlier run wrote a bundle of this name with this seal. Any thread. */
bool journal_made(const struct journal *j, struct view bundle, const unsigned char seal[32]);

/* The next row, in the order of the requests: its lines, or those that stand in the log at `at`. */
void journal_add(struct journal *j, struct view lines);
void journal_keep(struct journal *j, size_t at, size_t n);
/* Writes what was added. What a full disk doesn't take is held back for the next time, up to some megabytes. */
MUST_USE bool journal_flush(struct journal *j, struct err *e);
/* `complete`: every row was added or kept, so rows that are no longer asked for go, and the order is put right. */
MUST_USE bool journal_finish(struct journal *j, bool complete, struct err *e);

#endif
