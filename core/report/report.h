/* report.h - one output each, behind begin/one/end: works for one item and for a million.
 *
 * A report is a row that its writer's file defines, and a line in the table of what it reports (report.c). The tables are where the
 * choices of --format come from, so that help, completion and manual can't name a format that isn't there.
 * Memory:  the writer's state is in report_run; nothing is kept of an item after `one`.
 * Errors:  sticky in the sink.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "base/civil.h"
#include "base/sink.h"
#include "format/json/json.h"
#include "format/xml/xml.h"
#include "model/audit.h"

struct audit_page;
struct audit_text;
struct batch_summary;
struct catalog_shown;
struct entry_shown;
struct inventory_shown;
struct probe_result;
struct renewal_list;
struct rules_shown;

/* One run of one report: where it goes and how, filled by the command; and what its writer keeps, zero at first. */
struct report_run {
    struct sink *to;
    struct view version;
    bool color, quiet;
    bool all; /* audits, renewals: text tells also what needs nothing */
    size_t width; /* columns of text; 0: of no terminal, 100 */
    int64_t now;
    bool now_is_epoch;   /* it is SOURCE_DATE_EPOCH's: text says so */
    bool dry_run;        /* cases: nothing was written */
    char separator;      /* of columns in CSV */
    struct view password_file, password_env; /* inspections: as they were given; empty: none */
    enum severity fail_on;
    const struct rule_info *const *rules; /* audits: every rule there is, in table order */
    size_t n_rules;
    const struct audit_totals *totals;    /* audits: filled when `end` is called */
    size_t n;            /* items so far */
    struct json_out json; /* of the JSON writers */
    struct xml_out xml;   /* of the XML writers */
    bool closing;         /* audits: closing items have begun */
    struct audit_page *page;              /* audits in HTML, and in text: made by begin, freed by end */
    struct audit_text *text;
};

/* What one item is; the reports of a table take the same. What is no list of items (a summary, a catalog) is one item. */
union report_one {
    void (*inspection)(struct report_run *run, const struct inspection *item);
    void (*outcome)(struct report_run *run, const struct case_outcome *item);
    void (*audited)(struct report_run *run, const struct audited *item); /* bundles in a fixed order, then closing items (across) */
    void (*probed)(struct report_run *run, const struct probe_result *item);
    void (*renewals)(struct report_run *run, const struct renewal_list *item);
    void (*batch)(struct report_run *run, const struct batch_summary *item);
    void (*logged)(struct report_run *run, struct view lines); /* of a batch: what its log has of a row */
    void (*catalog)(struct report_run *run, const struct catalog_shown *item);
    void (*environments)(struct report_run *run, const struct inventory_shown *item);
    void (*rules)(struct report_run *run, const struct rules_shown *item);
    void (*entry)(struct report_run *run, const struct entry_shown *item);
};

struct report {
    const char *name;
    union report_one one;
    void (*begin)(struct report_run *run); /* NULL: nothing stands before the first */
    void (*end)(struct report_run *run);   /* NULL: nothing stands behind the last */
    const char *schema, *list; /* JSON of nothing but items: its name, and the member that they stand in; instead of begin and end */
};

struct report_table {
    const struct report *const *rows; /* the first one is the default */
    size_t n;
};

extern const struct report_table inspect_reports, case_reports, batch_reports, probe_reports, audit_reports, renewal_reports,
    catalog_reports, environments_reports, rules_reports, show_reports;

/* `name` empty: the default. NULL when unknown. */
const struct report *report_find(const struct report_table *table, struct view name);
/* Text that is counted from another time than now says so first. */
void report_begin(const struct report *report, struct report_run *run);
void report_end(const struct report *report, struct report_run *run);

/* Whether these findings make the run fail by --fail-on: what -q tells. */
static inline bool report_fails(const struct report_run *run, const struct findings *f)
{
    enum severity worst = findings_worst(f);
    return worst != SEV_COUNT && worst >= run->fail_on;
}

/* "2026-11-20"; empty for DAY_NONE. */
static inline struct view report_day(struct arena *arena, int32_t day)
{
    char text[DATE_TEXT];
    return day == DAY_NONE ? VIEW("") : view_dup(arena, view_of(day_text(day, text)));
}

/* The character that --separator means; empty: the comma. */
static inline char report_separator(struct view word)
{
    return view_eq_text(word, "semicolon") ? ';' : view_eq_text(word, "tab") ? '\t' : ',';
}

/* Columns that text is broken at. */
static inline size_t report_width(const struct report_run *run)
{
    return run->width ? run->width : 100;
}

#endif
