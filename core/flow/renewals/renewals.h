/* renewals.h - many bundles and certificate files: found, read by several workers, and listed by the day to ask for a successor.
 *
 * Memory:  a row a certificate and one a successor, up to LIMIT_RENEWALS_BYTES each; with only_due some 60 bytes for each certificate that
 *          isn't, and a temporary file; not what is read.
 * Errors:  none stops the run: `trouble` gets each, in the order of the paths.
 * Threads: `trouble` and `looked` are called in the calling thread.
 */
#ifndef FLOW_RENEWALS_H
#define FLOW_RENEWALS_H

#include <stdatomic.h>

#include "flow/resources.h"
#include "flow/walk.h"
#include "steps/renewals.h"
#include "steps/successors.h"

struct renewals_run {
    const struct resources *resources;
    struct walk_options files;     /* with the endings of certificate files, whatever stands there */
    int32_t within;                /* days */
    bool only_due;                 /* as renewals_finish says; totals are of all */
    unsigned threads;
    const atomic_bool *stop;       /* may be NULL */
    atomic_uint_fast64_t rounds;   /* of key derivation that were computed for its PFX so far: at most LIMIT_RENEWAL_ROUNDS, and those of
                                      the files that are read when they are reached */
    void *to;
    void (*trouble)(void *to, const struct err *e);
    void (*looked)(void *to, size_t files); /* after each file */
    struct renewals all;           /* owns the rows; out */
    struct successors successors;  /* which they point into; out */
    const struct renewal *const *rows;
    size_t n;
    struct renewal_totals totals;
    struct view_list unreadable;   /* paths that something could not be read of, as safe text; LIMIT_RENEWAL_UNREADABLE of them */
    struct arena kept;             /* holds them */
};

/* Fills rows, totals and unreadable; renewals_run_free ends them. */
void renewals_run(struct renewals_run *run);
void renewals_run_free(struct renewals_run *run);

/* --- renewal_read.c: one path to what it says about expiry ---
 *
 * The certificates of a case bundle by its record, those of any other zip and of a certificate file by their content. The certificate files
 * of a bundle are parsed, and its PFX where the password opens it: else what is inside is known from the record.
 * Memory:  what comes out is in `keep`; the worker's scratch arena holds the file itself, and is empty afterwards.
 * Errors:  none stops it: what can't be read is in `troubles`, each with its path in `where`; the rest of the file is there nevertheless.
 * Threads: one worker a thread.
 */

/* What one path gave. */
struct renewal_found {
    struct {
        struct renewal *items;
        size_t n, cap;
    } rows;
    struct {
        struct successor *items;
        size_t n, cap;
    } successors;
    struct {
        struct err *items;
        size_t n, cap;
    } troubles;
    int64_t prepared; /* a bundle: as it says; else TIME_NONE */
    bool passed_over; /* found in a folder, and no certificate's file */
    bool unopened;    /* a bundle whose PFX stayed shut */
    bool changed;     /* a bundle that isn't as its own lists say */
};

struct renewal_task {
    struct view path;
    bool is_found;  /* in a folder, so that nobody said it holds a certificate */
    int32_t within; /* days of the window */
    atomic_uint_fast64_t *rounds; /* of the run; gets those of this path, too */
};

void renewal_read(struct worker *w, struct arena *keep, const struct renewal_task *task, struct renewal_found *out);

#endif
