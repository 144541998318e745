/* report.h - one output each, behind begin/one/end: works for one item and for a million.
 *
 * Memory:  the writer's state is in report_run; nothing is kept of an item after `one`.
 * Errors:  sticky in the sink.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "base/sink.h"
#include "format/json/json.h"
#include "format/xml/xml.h"
#include "model/audit.h"

struct audit_page;

struct report_run {
    struct sink *to;
    struct view version;
    bool color, quiet;
    size_t width; /* columns of text; 0: of no terminal, 100 */
    int64_t now;
    bool dry_run;        /* cases: nothing was written */
    size_t n;            /* items so far */
    struct json_out json; /* of the JSON writers */
    struct xml_out xml;   /* of the XML writer */
    bool closing;         /* audits: closing items have begun */
    enum severity fail_on;
    const struct rule_info *const *rules; /* audits: every rule there is, in table order */
    size_t n_rules;
    const struct audit_totals *totals;    /* audits: filled when `end` is called */
    struct audit_page *page;              /* audits in HTML: made by begin, freed by end */
};

struct inspect_report {
    const char *name, *media_type;
    void (*begin)(struct report_run *run);
    void (*one)(struct report_run *run, const struct inspection *item);
    void (*end)(struct report_run *run);
};

struct case_report {
    const char *name, *media_type;
    void (*begin)(struct report_run *run);
    void (*one)(struct report_run *run, const struct case_outcome *item);
    void (*end)(struct report_run *run);
};

/* Columns that text is broken at. */
static inline size_t report_width(const struct report_run *run)
{
    return run->width ? run->width : 100;
}

extern const struct inspect_report inspect_reports[]; /* text, json */
extern const size_t n_inspect_reports;
extern const struct case_report case_reports[];
extern const size_t n_case_reports;

const struct inspect_report *inspect_report_find(struct view name); /* NULL when unknown */
const struct case_report *case_report_find(struct view name);

/* What each JSON output of certcase begins with: its object, "schema" and "tool". */
void json_begin_output(struct json_out *j, const char *schema, struct view version);
/* The members of one case object, as in `build --format json`; a line of the batch log has more behind them. */
void json_put_case_members(struct json_out *j, const struct case_outcome *item);
/* One certificate, as in `inspect --format json`. */
void json_put_cert(struct json_out *j, const struct cert *cert, bool trust_known);
/* One finding; of a bundle it says which entry it is about, or null. */
void json_put_finding(struct json_out *j, const struct finding *finding, bool of_bundle);
/* The findings of a file or a case, as an array. */
void json_put_findings(struct json_out *j, const struct findings *f);

#endif
