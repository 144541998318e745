#include "report/report.h"

#include "base/civil.h"
#include "report/writers.h"

#define TABLE(name, ...) \
    static const struct report *const name##_rows[] = { __VA_ARGS__ }; \
    const struct report_table name##_reports = { name##_rows, COUNT_OF(name##_rows) }

TABLE(inspect, &inspect_text, &inspect_json, &inspect_letter);
TABLE(case, &case_text, &case_json);
TABLE(batch, &batch_text, &batch_json, &batch_csv);
TABLE(probe, &probe_text, &probe_json, &probe_ndjson, &probe_junit);
TABLE(audit, &audit_text, &audit_json, &audit_ndjson, &audit_sarif, &audit_junit, &audit_html);
TABLE(renewal, &renewals_text, &renewals_json, &renewals_ics, &renewals_prometheus, &renewals_html, &renewals_csv);
TABLE(catalog, &catalog_text, &catalog_json);
TABLE(environments, &environments_text, &environments_json, &environments_csv);
TABLE(rules, &rules_text, &rules_json);
TABLE(show, &show_md, &show_text, &show_html);

const struct report *report_find(const struct report_table *table, struct view name)
{
    for (size_t i = 0; i < table->n; i++)
        if (name.n == 0 || view_eq_text(name, table->rows[i]->name))
            return table->rows[i];
    return NULL;
}

void report_begin(const struct report *report, struct report_run *run)
{
    char now[MOMENT_PHRASE];
    if (run->now_is_epoch && !run->quiet && strcmp(report->name, "text") == 0)
        put_fmt(run->to, "counted from %s (SOURCE_DATE_EPOCH)\n\n", moment_phrase(run->now, now));
    if (report->list) {
        json_begin_output(run, report->schema);
        json_put_array(&run->json, report->list);
    }
    if (report->begin)
        report->begin(run);
}

void report_end(const struct report *report, struct report_run *run)
{
    if (report->end)
        report->end(run);
    if (report->list) {
        json_end_array(&run->json);
        json_end_output(run);
    }
}
