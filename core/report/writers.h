/* writers.h - the functions behind the rows of report.c; a writer is one file, report_<name>.c. */
#ifndef REPORT_WRITERS_H
#define REPORT_WRITERS_H

#include "report/report.h"

void inspect_text_begin(struct report_run *run);
void inspect_text_one(struct report_run *run, const struct inspection *item);
void inspect_text_end(struct report_run *run);
void case_text_begin(struct report_run *run);
void case_text_one(struct report_run *run, const struct case_outcome *item);
void case_text_end(struct report_run *run);

void inspect_json_begin(struct report_run *run);
void inspect_json_one(struct report_run *run, const struct inspection *item);
void inspect_json_end(struct report_run *run);
void case_json_begin(struct report_run *run);
void case_json_one(struct report_run *run, const struct case_outcome *item);
void case_json_end(struct report_run *run);

#endif
