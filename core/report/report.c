#include "report/report.h"

#include "report/writers.h"

const struct inspect_report inspect_reports[] = {
    { "text", "text/plain", inspect_text_begin, inspect_text_one, inspect_text_end },
    { "json", "application/json", inspect_json_begin, inspect_json_one, inspect_json_end },
};
const size_t n_inspect_reports = COUNT_OF(inspect_reports);

const struct case_report case_reports[] = {
    { "text", "text/plain", case_text_begin, case_text_one, case_text_end },
    { "json", "application/json", case_json_begin, case_json_one, case_json_end },
};
const size_t n_case_reports = COUNT_OF(case_reports);

const struct inspect_report *inspect_report_find(struct view name)
{
    for (size_t i = 0; i < n_inspect_reports; i++)
        if (view_eq_text(name, inspect_reports[i].name))
            return &inspect_reports[i];
    return NULL;
}

const struct case_report *case_report_find(struct view name)
{
    for (size_t i = 0; i < n_case_reports; i++)
        if (view_eq_text(name, case_reports[i].name))
            return &case_reports[i];
    return NULL;
}
