/* report_audit.h - what came of the bundles of `audit`, behind begin/one/end: text, JSON, NDJSON, SARIF 2.1.0, JUnit, HTML.
 *
 * Memory:  the writer's state is in report_run; of an HTML page its rows wait in a spool.
 * Errors:  sticky in the sink.
 */
#ifndef REPORT_REPORT_AUDIT_H
#define REPORT_REPORT_AUDIT_H

#include "report/report.h"

/* Bundles in a fixed order, then closing items (audited.across), then end. */
struct audit_report {
    const char *name, *media_type;
    void (*begin)(struct report_run *run);
    void (*one)(struct report_run *run, const struct audited *item);
    void (*end)(struct report_run *run);
};

extern const struct audit_report audit_reports[]; /* text, json, ndjson, sarif, junit, html */
extern const size_t n_audit_reports;
const struct audit_report *audit_report_find(struct view name); /* NULL when unknown */

void audit_html_begin(struct report_run *run);
void audit_html_one(struct report_run *run, const struct audited *item);
void audit_html_end(struct report_run *run);
void audit_text_begin(struct report_run *run);
void audit_text_one(struct report_run *run, const struct audited *item);
void audit_text_end(struct report_run *run);
void audit_json_begin(struct report_run *run);
void audit_json_one(struct report_run *run, const struct audited *item);
void audit_json_end(struct report_run *run);
void audit_ndjson_begin(struct report_run *run);
void audit_ndjson_one(struct report_run *run, const struct audited *item);
void audit_ndjson_end(struct report_run *run);
void audit_sarif_begin(struct report_run *run);
void audit_sarif_one(struct report_run *run, const struct audited *item);
void audit_sarif_end(struct report_run *run);
void audit_junit_begin(struct report_run *run);
void audit_junit_one(struct report_run *run, const struct audited *item);
void audit_junit_end(struct report_run *run);

#endif
