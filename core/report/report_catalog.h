/* report_catalog.h - the services, delivery times and calendar in force, and how a date was counted: `catalog`.
 *
 * JSON: {"schema":"certcase/catalog/1","id","origin","sha256","services":[...],"calendar":{...},"platforms":[...],"holidays":{...},
 *        "windowsRoots":{"origin","source","dated","trusted","blocked","sha256"},
 *        "deadlines":[{"services":[id],"businessDays","submitted","countedFrom","expectedDelivery","neededBy","submitBy",
 *        "days":[{"date","number","skipped"}],"backwards":[...]}]}
 */
#ifndef REPORT_REPORT_CATALOG_H
#define REPORT_REPORT_CATALOG_H

#include "format/x509/windows_roots.h"
#include "model/case.h"

/* One way of counting: all services with the same number of days share it. */
struct counted_deadline {
    const struct service *const *services;
    size_t n_services;
    struct deadline deadline;
    const struct counted_day *days;      /* from the submission to the delivery */
    size_t n_days;
    const struct counted_day *backwards; /* from submit_by to its delivery; empty without needed_by */
    size_t n_backwards;
};

struct catalog_shown {
    const struct catalog *catalog;
    const struct holidays *holidays;
    const struct windows_roots *windows_roots;
    const struct counted_deadline *deadlines; /* text shows only them; NULL: everything else */
    size_t n_deadlines;
};

#endif
