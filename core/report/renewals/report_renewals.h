/* report_renewals.h - the list of renewals, one item for its writers: all rows are at hand, sorted (steps/renewals.h).
 *
 * Source:  prometheus: the text exposition format 0.0.4; ics: RFC 5545.
 */
#ifndef REPORT_REPORT_RENEWALS_H
#define REPORT_REPORT_RENEWALS_H

#include "model/renewal.h"
#include "report/report.h"

struct renewal_list {
    const struct catalog *catalog;   /* days are those of its calendar */
    const struct holidays *holidays; /* n = 0 when none were given */
    int32_t within;
    const struct renewal *const *rows;
    size_t n;
    const struct renewal_totals *totals;
    const struct view_list *unreadable; /* paths that something could not be read of */
};

#endif
