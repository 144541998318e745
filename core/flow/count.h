/* count.h - every counted and skipped day, for `catalog --explain-deadline`: forward from a submission, and back from a day it is needed.
 *
 * Services with the same delivery time share a row; those without one have none.
 * Memory:  the arena. Errors: as in steps/deadline.h.
 */
#ifndef FLOW_COUNT_H
#define FLOW_COUNT_H

#include "flow/kit.h"
#include "report/report_catalog.h"

/* From the kit's now, by its catalog and holidays. needed_by: DAY_NONE for none. */
MUST_USE bool count_days(struct arena *arena, const struct kit *kit, int32_t needed_by, struct counted_deadline **out, size_t *n,
                         struct err *e);

#endif
