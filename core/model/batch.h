/* batch.h - what a run over many requests came to: flow/batch/batch.h fills it, the summary tells it.
 *
 * Units:   days as in base/civil.h.
 * Memory:  the rules are in the arena that the run was given.
 */
#ifndef MODEL_BATCH_H
#define MODEL_BATCH_H

#include "base/view.h"
#include "model/finding.h"

struct batch_counts {
    size_t rows;                       /* of this shard, done */
    size_t accepted, rejected, errors; /* of those; errors are not among the rejected */
    size_t warned;                     /* of the accepted: with a warning or worse */
    size_t overdue;                    /* of the accepted: the day to submit by has passed */
    size_t kept;                       /* of those: done by an earlier run, and unchanged */
    size_t bundles;                    /* written or found with the same bytes */
    size_t seen;                       /* rows read, of all shards */
    int32_t submit_by;                 /* the earliest; DAY_NONE */
};

/* A finding that rejects a row. */
struct batch_error {
    struct view rule, message, hint;
};

struct batch_errors {
    struct batch_error *items;
    size_t n, cap;
};

/* A rejected row, and one of its errors. */
struct batch_rejected {
    size_t row;
    struct view where, id; /* where: "requests.csv:41"; id may be empty */
    struct batch_error error;
};

enum { BATCH_REJECTED_SHOWN = 10, BATCH_ROWS_OF_RULE = 5 };

/* A rule that stopped rows: how many, and the first of them. */
struct batch_rule {
    struct view id;
    size_t rows;
    struct batch_rejected first[BATCH_ROWS_OF_RULE];
};

struct batch_result {
    struct batch_counts counts;
    struct batch_rejected rejected[BATCH_REJECTED_SHOWN]; /* the first ones, each with its first error */
    size_t n_rejected;
    struct batch_rule *rules; /* of the rejected, most first */
    size_t n_rules;
    enum severity worst;      /* of all findings; SEV_COUNT */
    size_t n_others;          /* bundles of earlier runs in the folder that no accepted request is about; 0 also where nobody looked */
    struct view other;        /* the first of them; safe text */
    bool stopped;
    bool logged; /* all rows done are in the log; else the counts are of those that are, and what came after them is lost */
};

#endif
