/* renewal_read.h - one path to what it says about expiry: the certificates of a case bundle by its record, those of any other zip and of a
 * certificate file by their content.
 *
 * The certificate files of a bundle are parsed, its PFX stays shut: what is inside is known from the record.
 * Memory:  what comes out is in `keep`; the worker's scratch arena holds the file itself, and is empty afterwards.
 * Errors:  none stops it: what can't be read is in `troubles`, each with its path in `where`; the rest of the file is there nevertheless.
 * Threads: one worker a thread.
 */
#ifndef FLOW_RENEWAL_READ_H
#define FLOW_RENEWAL_READ_H

#include "flow/kit.h"
#include "steps/renewals.h"
#include "steps/successors.h"

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
    bool passed_over; /* found in a folder, and no certificate's file */
};

/* `is_found`: in a folder, so that nobody said it holds a certificate. `within`: days of the window. */
void renewal_read(struct worker *w, struct arena *keep, struct view path, bool is_found, int32_t within, struct renewal_found *out);

#endif
