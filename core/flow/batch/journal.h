/* journal.h - the lines of a batch's log (NDJSON), writer and reader together.
 *
 * One object a line: the case as in `build --format json`, and behind it what --resume needs: the row, digests of everything that went
 * in, the bundle's digest. A row for cloud and self-managed environments has two lines, parts 1 and 2. A row that ended with an error has
 * one line with verdict rejected and an `error` {file, what, hint}.
 * Memory:  what is read lands in the arena.
 * Errors:  ST_FORMAT.
 * Threads: any.
 */
#ifndef FLOW_JOURNAL_H
#define FLOW_JOURNAL_H

#include "base/sink.h"
#include "model/case.h"

struct journal_inputs {
    unsigned char run[32];     /* what all rows share: inventory, catalog, holidays, templates, settings, version, time */
    unsigned char request[32]; /* the request's own fields */
    unsigned char files[32];   /* the bytes of its files */
    bool has_files;            /* false when they couldn't be read */
};

struct journal_line {
    size_t row;
    struct view where; /* "requests.csv:41" */
    unsigned part, parts;
    size_t repeats_row; /* 0: none */
    struct journal_inputs inputs;
    const uint64_t *keys; /* of flow/batch/identity.h */
    size_t n_keys;
    const struct case_outcome *outcome; /* NULL for an error */
    unsigned char bundle_sha256[32];    /* when the outcome has a bundle */
    const struct err *error;
    struct view id; /* of the request, for an error */
};

void journal_put(struct sink *to, const struct journal_line *line);

/* What a line says, as far as --resume and the summary want to know. */
struct journal_said {
    size_t row;
    unsigned part, parts;
    bool repeats, error;
    struct journal_inputs inputs;
    uint64_t *keys;
    size_t n_keys;
    struct view bundle; /* empty: none */
    unsigned char bundle_sha256[32];
    enum verdict verdict;
    int64_t submitted; /* TIME_NONE for an error */
    int32_t submit_by;
    struct view_list errors; /* ids of the rules that fired as errors and were not accepted */
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

#endif
