/* junit.h - JUnit XML in the narrow shape that both common schemas take: suites of cases, each case a finding or a cause.
 *
 * Errors: sticky in the sink. Threads: pure but for the sink of the run.
 */
#ifndef REPORT_JUNIT_H
#define REPORT_JUNIT_H

#include "report/report.h"

struct junit_suite {
    struct view name, package;
    size_t tests, failures, errors;
};

void junit_begin(struct report_run *run);
void junit_end(struct report_run *run);
/* Counts the suite; its properties and cases follow. */
void junit_begin_suite(struct report_run *run, const struct junit_suite *suite);
void junit_put_property(struct xml_out *x, const char *name, struct view value);
void junit_begin_case(struct xml_out *x, struct view name, struct view classname);
/* The case failed: "failure", or "error" where nothing could be told. `text` may be empty. */
void junit_put_problem(struct xml_out *x, const char *kind, enum severity severity, struct view message, struct view text);
/* Ends with what else there is to say. */
void junit_end_suite(struct report_run *run, struct view remark);

#endif
