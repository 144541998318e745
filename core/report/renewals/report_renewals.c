#include "report/renewals/report_renewals.h"

const struct renewal_report renewal_reports[] = {
    { "text", "text/plain", renewals_put_text },  { "json", "application/json", renewals_put_json },
    { "ics", "text/calendar", renewals_put_ics }, { "prometheus", "text/plain; version=0.0.4", renewals_put_prometheus },
    { "html", "text/html", renewals_put_html },
};
const size_t n_renewal_reports = COUNT_OF(renewal_reports);

const struct renewal_report *renewal_report_find(struct view name)
{
    for (size_t i = 0; i < n_renewal_reports; i++)
        if (view_eq_text(name, renewal_reports[i].name))
            return &renewal_reports[i];
    return NULL;
}
