/* batch_row.h - one row of a batch in a worker's hands: looked at, kept, or made and put beside its target.
 *
 * Memory:  what comes out of it lands in the worker's arena; its scratch arena holds the case itself, and is empty afterwards.
 * Threads: any, with a worker each.
 */
#ifndef FLOW_BATCH_ROW_H
#define FLOW_BATCH_ROW_H

#include "flow/batch/batch.h"
#include "flow/batch/commit.h"
#include "flow/batch/identity.h"
#include "flow/batch/journal_file.h"

/* What all rows share; const while rows are at work. */
struct batch_shared {
    const struct batch_options *options;
    struct commit *commit;
    struct journal *journal;
    unsigned char run_sha256[32];
};

enum batch_row_state { ROW_MADE, ROW_KEPT, ROW_ERROR, ROW_ELSEWHERE /* of another shard */ };

struct batch_row {
    struct request_row given;
    enum batch_row_state state;
    struct journal_inputs inputs;
    struct identity_key *keys; /* environments are only named in ROW_MADE and ROW_ELSEWHERE */
    size_t n_keys;
    struct staged *staged; /* the bundles */
    size_t n_staged, n_named; /* n_named: those whose names are known; more than are staged when one could not be */
    struct view lines; /* for the log; of ROW_KEPT: as they stand there */
    size_t at;         /* ROW_KEPT: where they stand */
    enum verdict verdict;
    enum severity worst; /* SEV_COUNT: no finding */
    struct view_list errors; /* ids of rules */
    int32_t submit_by;
    struct err error; /* ROW_ERROR */
};

/* Fills *row from row->given; ROW_ERROR rows are left as they are. `keep` false: made again even if it is done. What stays
 * of it goes to `stays`, what the case needs on the way into the worker's scratch. */
void batch_row_make(const struct batch_shared *shared, struct worker *w, struct arena *stays, struct batch_row *row, bool keep);
/* Turns it into an error, with its line. */
void batch_row_fail(const struct batch_shared *shared, struct arena *arena, struct batch_row *row);

#endif
