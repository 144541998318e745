/* renewals.h - how urgent a certificate is, and all certificates of a run together: the same one counted once, renewed ones told apart,
 * the most urgent first.
 *
 * What is kept of a file does not depend on its size: a row a certificate.
 * Memory:  its arena.
 * Threads: one at a time. What comes out does not depend on the order of what goes in.
 */
#ifndef STEPS_RENEWALS_H
#define STEPS_RENEWALS_H

#include "base/spool.h"
#include "model/renewal.h"

struct renewal_dates {
    int64_t now, not_after;
    int32_t today, expires;
    int32_t counted_from; /* the business day that a request of now counts from; DAY_NONE: today */
    int32_t ask_by;       /* DAY_NONE when there is none: then the window is about the expiry */
};
/* `within`: days from today on. */
enum renewal_status renewal_status_of(const struct renewal_dates *d, int32_t within);

struct renewals {
    struct arena arena, scratch;
    size_t most;   /* bytes it may hold */
    bool only_due; /* of the others only numbers are asked for, those in doubt, and the first to come */
    struct view contact; /* of the row added last */
    struct spool spool;  /* rows that are only counted */
    struct renewal loaded;
    struct renewal_key *keys;
    size_t n, cap;
};
void renewals_open(struct renewals *r, size_t most, bool only_due); /* it stays where it was opened */
void renewals_close(struct renewals *r);
/* Copies. False when there is no more room. */
MUST_USE bool renewals_add(struct renewals *r, const struct renewal *row);
/* What was added, to be marked before the end (steps/successors.h) and handed back; NULL behind the last, or when r->spool fails. It
 * is gone with the next one. */
struct renewal *renewals_row(struct renewals *r, size_t i);
void renewals_marked(struct renewals *r, size_t i, const struct renewal *row);
/* Once, after the last. A row a certificate, purpose, hosting and set of environments: by the day to ask by (the expiry where there is
 * none), then by expiry and name; claimed ones behind, then renewed ones and the vendor's own. Files that tell no environments give a row
 * only when no case has the certificate. Fills `due`; *totals gets its certificates, status and due; *n is how many rows come back: all of
 * them, or with only_due those, claimed ones that would be due, those in doubt, and of the others the first to come. */
const struct renewal *const *renewals_finish(struct renewals *r, struct renewal_totals *totals, size_t *n);

#endif
