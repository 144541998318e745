/* junit.h - JUnit XML in the narrow shape that both common schemas take: suites of cases, each case a finding or a cause.
 *
 * Errors: sticky in the sink. Threads: pure but for the sink of the run.
 */
#ifndef REPORT_JUNIT_H
#define REPORT_JUNIT_H

#include "report/report.h"

struct junit_case {
    struct view name;
    const char *kind; /* "failure", or "error" where nothing could be told; NULL: it passed */
    enum severity severity;
    struct view message, text; /* of what failed; text may be empty */
};

struct junit_suite {
    struct view name, package, classname;
    struct view verdict, platform; /* its properties; platform empty: it has none */
    const struct junit_case *cases;
    size_t n;
    const char *whole;  /* the name of the one case, which passed, where there is no other */
    struct view remark; /* what else there is to say */
};

void junit_begin(struct report_run *run);
void junit_end(struct report_run *run);
void junit_put_suite(struct report_run *run, const struct junit_suite *suite);

#endif
