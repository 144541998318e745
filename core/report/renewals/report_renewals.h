/* report_renewals.h - the list of renewals, one output each. All rows are at hand, sorted (steps/renewals.h).
 *
 * Memory:  none is kept. Errors: sticky in the sink. Threads: pure but for the sink.
 * Source:  prometheus: the text exposition format 0.0.4; ics: RFC 5545.
 */
#ifndef REPORT_REPORT_RENEWALS_H
#define REPORT_REPORT_RENEWALS_H

#include "base/sink.h"
#include "model/renewal.h"

struct renewals_look {
    struct view version;             /* of certcase */
    const struct catalog *catalog;   /* days are those of its calendar */
    const struct holidays *holidays; /* n = 0 when none were given */
    bool color, quiet;
    size_t width; /* columns of text */
    int64_t now;
    int32_t within;
    const struct renewal *const *rows;
    size_t n;
    const struct renewal_totals *totals;
    const struct view_list *unreadable; /* paths that something could not be read of */
};

struct renewal_report {
    const char *name, *media_type;
    void (*put)(struct sink *to, const struct renewals_look *look);
};
extern const struct renewal_report renewal_reports[]; /* text, json, ics, prometheus, html */
extern const size_t n_renewal_reports;
const struct renewal_report *renewal_report_find(struct view name); /* NULL when unknown */

void renewals_put_text(struct sink *to, const struct renewals_look *look);
void renewals_put_json(struct sink *to, const struct renewals_look *look);
void renewals_put_ics(struct sink *to, const struct renewals_look *look);
void renewals_put_prometheus(struct sink *to, const struct renewals_look *look);
void renewals_put_html(struct sink *to, const struct renewals_look *look);

#endif
