/* deadline.h - business days: when it will be delivered, and by when to ask. Pure but for the arena.
 *
 * Units:   days since 1970-01-01 in the calendar's zone; times are UTC seconds.
 * Convention: the submission day is day 0; a submission on a day off, or at or after the cut-off, counts as submitted
 *             on the next business day.
 * Errors:  ST_LIMIT past the year 9999 (or when LIMIT_DEADLINE_DAYS hold too few business days); ST_FORMAT for an unknown zone.
 * Source:  the vendor's delivery times are targets, never a guarantee (templates/catalog.xml); the counting is our convention.
 */
#ifndef STEPS_DEADLINE_H
#define STEPS_DEADLINE_H

#include "base/arena.h"
#include "base/err.h"
#include "model/case.h"

struct deadline_question {
    const struct service *service;
    const struct calendar *calendar;
    const struct holidays *holidays; /* NULL: none */
    int64_t submitted;
    int32_t needed_by;       /* day; DAY_NONE */
    int64_t replaces_expiry; /* notAfter of what it replaces; TIME_NONE */
    int64_t own_expiry;      /* notAfter of this certificate; TIME_NONE */
};
/* What nobody said anything about. */
#define DEADLINE_QUESTION .needed_by = DAY_NONE, .replaces_expiry = TIME_NONE, .own_expiry = TIME_NONE

/* Of a case, which may replace another one, by its own service and calendar. */
struct deadline_question deadline_of_case(const struct case_record *c, const struct holidays *holidays, int64_t submitted,
                                          int32_t needed_by);

/* Fills *out, with each counted and skipped day. needed_by falls back to the last whole day before replaces_expiry. service->days 0 (no
 * delivery time is known): only submitted, needed_by and renew_by, by the margin alone. service->id empty: only submitted and needed_by. */
MUST_USE bool deadline_find(struct arena *arena, const struct deadline_question *q, struct deadline *out, struct err *e);
/* When it is delivered that is submitted then; DAY_NONE where that can't be counted. */
int32_t deadline_delivery(struct arena *arena, const struct service *service, const struct calendar *calendar,
                          const struct holidays *holidays, int64_t submitted);
/* The same for each service of a catalog, by its calendar, and back from the day it is needed. Services with the same delivery time share a
 * row; those without one have none. */
MUST_USE bool deadline_explain(struct arena *arena, const struct catalog *catalog, struct deadline_question q,
                               struct counted_deadline **out, size_t *n, struct err *e);

#endif
