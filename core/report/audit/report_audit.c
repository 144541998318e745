#include "report/audit/report_audit.h"

const struct audit_report audit_reports[] = {
    { "text", "text/plain", audit_text_begin, audit_text_one, audit_text_end },
    { "json", "application/json", audit_json_begin, audit_json_one, audit_json_end },
    { "ndjson", "application/x-ndjson", audit_ndjson_begin, audit_ndjson_one, audit_ndjson_end },
    { "sarif", "application/sarif+json", audit_sarif_begin, audit_sarif_one, audit_sarif_end },
    { "junit", "application/xml", audit_junit_begin, audit_junit_one, audit_junit_end },
    { "html", "text/html", audit_html_begin, audit_html_one, audit_html_end },
};
const size_t n_audit_reports = COUNT_OF(audit_reports);

const struct audit_report *audit_report_find(struct view name)
{
    for (size_t i = 0; i < n_audit_reports; i++)
        if (view_eq_text(name, audit_reports[i].name))
            return &audit_reports[i];
    return NULL;
}
