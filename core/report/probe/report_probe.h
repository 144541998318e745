/* report_probe.h - what came of the targets of `probe`, behind begin/one/end.
 *
 * JSON: {"schema":"certcase/probe/1","tool","targets":[target]}; NDJSON: a target a line (schemas/probe.schema.json).
 * JUnit: a suite a target, a case a cause; what fails counts as failure, what can't be reached as error.
 */
#ifndef REPORT_REPORT_PROBE_H
#define REPORT_REPORT_PROBE_H

#include "model/probe.h"
#include "report/report.h"

struct probe_report {
    const char *name, *media_type;
    void (*begin)(struct report_run *run);
    void (*one)(struct report_run *run, const struct probe_result *item);
    void (*end)(struct report_run *run);
};

extern const struct probe_report probe_reports[]; /* text, json, ndjson, junit */
extern const size_t n_probe_reports;
const struct probe_report *probe_report_find(struct view name); /* NULL when unknown */

void probe_text_begin(struct report_run *run);
void probe_text_one(struct report_run *run, const struct probe_result *item);
void probe_text_end(struct report_run *run);
void probe_json_begin(struct report_run *run);
void probe_json_one(struct report_run *run, const struct probe_result *item);
void probe_json_end(struct report_run *run);
void probe_ndjson_begin(struct report_run *run);
void probe_ndjson_one(struct report_run *run, const struct probe_result *item);
void probe_ndjson_end(struct report_run *run);
void probe_junit_begin(struct report_run *run);
void probe_junit_one(struct report_run *run, const struct probe_result *item);
void probe_junit_end(struct report_run *run);

#endif
