#include "report/probe/report_probe.h"

const struct probe_report probe_reports[] = {
    { "text", "text/plain", probe_text_begin, probe_text_one, probe_text_end },
    { "json", "application/json", probe_json_begin, probe_json_one, probe_json_end },
    { "ndjson", "application/x-ndjson", probe_ndjson_begin, probe_ndjson_one, probe_ndjson_end },
    { "junit", "application/xml", probe_junit_begin, probe_junit_one, probe_junit_end },
};
const size_t n_probe_reports = COUNT_OF(probe_reports);

const struct probe_report *probe_report_find(struct view name)
{
    for (size_t i = 0; i < n_probe_reports; i++)
        if (view_eq_text(name, probe_reports[i].name))
            return &probe_reports[i];
    return NULL;
}
