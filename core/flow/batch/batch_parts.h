/* batch_parts.h - the rooms of a batch, for flow/batch/ alone: what makes requests the same, one row in a worker's hands, finished rows on
 * their way to disk, and what they come to. */
#ifndef FLOW_BATCH_PARTS_H
#define FLOW_BATCH_PARTS_H

#include "flow/batch/batch.h"
#include "flow/batch/commit.h"
#include "flow/batch/journal.h"
#include "flow/case/make_case.h"

/* --- identity.c: what makes two requests the same, and a request unchanged since the last run. In any thread --- */

/* SHA-256 over the request's own fields. Files count by name without folder, so that it is the same on every machine; no password. */
void identity_request(const struct request *request, unsigned char out[32]);
/* SHA-256 over the bytes of the certificate files and of the bundle it renews. Reads them. Errors: ST_IO, ST_LIMIT. */
MUST_USE bool identity_files(struct arena *arena, const struct request *request, unsigned char out[32], struct err *e);
/* The same from files that were read already; the bundle that it renews is read again. */
MUST_USE bool identity_evidence(struct arena *arena, const struct request *request, const struct evidence *evidence, unsigned char out[32],
                                struct err *e);

/* Those of a request (struct identity_key). */
void identity_keys(struct arena *arena, const struct case_input *input, struct identity_keys *out);
/* Everything but the request that decides what a bundle says. */
void identity_run(const struct batch_options *o, unsigned char out[32]);

/* --- batch_row.c: one row, looked at, kept, or made and put beside its target. In any thread, with a worker each --- */

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
    struct identity_keys keys; /* environments are only named in ROW_MADE and ROW_ELSEWHERE */
    struct staged *staged; /* the bundles */
    size_t n_staged, n_named; /* n_named: those whose names are known; more than are staged when one could not be */
    struct view lines; /* for the log; of ROW_KEPT: as they stand there */
    size_t at;         /* ROW_KEPT: where they stand */
    enum verdict verdict;
    enum severity worst; /* SEV_COUNT: no finding */
    struct batch_errors errors;
    struct view id;      /* of the case */
    struct view told;    /* the lines, also of ROW_KEPT, when the options want them told */
    int32_t submit_by;
    struct err error; /* ROW_ERROR */
};

/* Fills *row from row->given; ROW_ERROR rows are left as they are. `keep` false: made again even if it is done. What stays
 * of it goes to `stays`, what the case needs on the way into the worker's scratch. */
void batch_row_make(const struct batch_shared *shared, struct worker *w, struct arena *stays, struct batch_row *row, bool keep);
/* The first of the rows that it repeats; 0: none. */
size_t batch_row_repeats(const struct batch_row *row);
/* Turns it into an error, with its line. */
void batch_row_fail(const struct batch_shared *shared, struct arena *arena, struct batch_row *row);

/* --- batch_tally.c: what the rows come to. One thread --- */

struct tally {
    struct batch_counts counts, settled; /* of all rows taken; of those that are written and logged */
    struct batch_rule *rules;            /* by rules_at, of all rows taken */
    size_t *settled_rule_rows;
    struct batch_result *result; /* its rejected rows are noted on the way, the rest by tally_put */
    struct arena *arena;         /* of the result */
    int32_t today;
};

void tally_open(struct tally *out, struct arena *arena, struct batch_result *result, int64_t now);
void tally_add(struct tally *t, const struct batch_row *row);
/* A row that was counted as accepted, with so many bundles, has become an error. */
void tally_lose(struct tally *t, size_t bundles);
/* All rows so far are written and logged. */
void tally_settle(struct tally *t);
void tally_put(const struct tally *t);

/* --- batch_folder.c: the folder of the bundles, which may be several shards' --- */

/* What is the same each time that a run works in it. */
struct commit_options batch_in_folder(struct arena *arena, const char *folder, const struct shard *shard);

/* --- batch_group.c: bundles durable together, then renamed, then logged, in the order of the rows. One thread ---
 *
 * So a line in the log speaks of a bundle that stands there; a kill in between leaves bundles without a line, which --resume finds.
 * Memory:  owned (group_close); what was added, until it is flushed.
 * Errors:  ST_IO: the disk fails as a whole, or the log can't be written. A bundle that can't be renamed turns its row into an error.
 */

struct group;

struct group_options {
    const struct batch_shared *shared;
    /* A row whose bundle couldn't be renamed; it was counted as accepted, with as many bundles. */
    void (*lost)(void *from, struct view where, size_t bundles, const struct err *e);
    void (*settled)(void *from); /* all rows so far are renamed and logged */
    void *from;
};

struct group *group_open(const struct group_options *o);
/* What wasn't flushed is dropped: its temporary files go. */
void group_close(struct group *g);
/* Flushes when the group is full, or `now`. */
MUST_USE bool group_add(struct group *g, const struct batch_row *row, bool now, struct err *e);
MUST_USE bool group_flush(struct group *g, struct err *e);

#endif
