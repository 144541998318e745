/* compare_dates.h - audit: the recorded service, calendar and dates against those of a catalog, and against the dates counted again.
 *
 * Memory:  the arena of the parts. Errors: none. Threads: pure but for the arena.
 */
#ifndef STEPS_COMPARE_DATES_H
#define STEPS_COMPARE_DATES_H

#include "format/bundle/bundle_parts.h"
#include "model/case.h"

/* The catalog is the one that the record names: each recorded field of service, calendar and platform is its own. */
void compare_catalog(const struct bundle_parts *p, const struct case_record *c, const struct catalog *catalog);
/* The holidays are those that the record names: what it says they cover. */
void compare_holidays(const struct bundle_parts *p, const struct case_record *c, const struct holidays *holidays);
/* `counted` and its days: what comes of counting again. */
void compare_dates(const struct bundle_parts *p, const struct case_record *c, const struct deadline *counted,
                   const struct counted_day *days, size_t n_days);

#endif
