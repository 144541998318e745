/* audit_page.h - the pieces of the HTML report of audits (templates/report.html), as values for its template.
 *
 * The summary is read first and known last, so that rows wait. What it, the timeline and the list of rules need is
 * counted meanwhile: a fixed table, one row a rule, and some 15 bytes a bundle.
 * Memory: values live in the arena that is passed. Threads: a page belongs to one thread.
 */
#ifndef REPORT_AUDIT_PAGE_H
#define REPORT_AUDIT_PAGE_H

#include "base/seen.h"
#include "format/text/mustache.h"
#include "report/audit/audit_gather.h"

enum { PAGE_MONTHS = 24, PAGE_COLUMNS = PAGE_MONTHS + 2 /* before today, and later */ };
enum page_lane { LANE_SUBMIT, LANE_EXPIRY, LANE_COUNT };

struct page_timeline {
    int32_t today;
    size_t bundles[LANE_COUNT][PAGE_COLUMNS];
};

struct audit_page {
    struct arena run, item; /* for the whole page; for one bundle */
    const struct mustache *template;
    struct audit_gathered gathered;
    struct spool closing; /* items, as they were rendered; bundles wait in `gathered` */
    int64_t now;
    size_t bundles, across;           /* rows and closing items so far */
    size_t by_worst[SEV_COUNT + 1];   /* bundles by their worst finding; the last one: none */
    size_t with_warnings;
    int32_t next;                     /* earliest submit-by that has not passed; DAY_NONE */
    size_t next_row, next_bundles;
    struct page_timeline timeline;
    struct seen paths;                /* rows by their paths, so that a closing item finds its own */
};

/* A row and the counts it adds, once it was gathered. */
struct value *page_bundle(struct audit_page *page, const struct audited *item, enum audit_rank rank);
/* A closing item. */
struct value *page_across(struct audit_page *page, const struct audited *item);
/* Everything around the rows: summary, timeline, list of rules. */
struct value *page_overview(struct audit_page *page, const struct audit_totals *totals, struct view version);

/* DAY_NONE is not counted. */
void page_count_day(struct page_timeline *timeline, enum page_lane lane, int32_t day);
/* Adds it to the overview as "timeline"; NULL, and nothing added, when no bundle had a date. */
struct value *page_timeline(struct arena *arena, struct value *overview, const struct page_timeline *timeline);

#endif
