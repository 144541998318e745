/* audit_gather.h - what text and page of an audit have in common: the bundles wait by how bad they are, and meanwhile it is counted what
 * goes before and behind them.
 *
 * Memory:  a spool a rank, a row and an example a rule; nothing a bundle.
 * Errors:  sticky in the spools, until gather_tell hands them on.
 * Threads: one thread; it stays where it was opened.
 */
#ifndef REPORT_AUDIT_GATHER_H
#define REPORT_AUDIT_GATHER_H

#include "base/spool.h"
#include "report/report.h"

/* The worst first. */
enum audit_rank {
    RANK_REJECTED, /* or unreadable */
    RANK_UNVERIFIED,
    RANK_OVERDUE, /* the day to submit by has passed */
    RANK_WARNING,
    RANK_NOTE,
    RANK_GOOD,
    RANK_COUNT
};

struct audit_rule {
    const struct rule_info *rule;
    enum severity worst;    /* as reported */
    size_t times, bundles;  /* findings; bundles that have one */
    size_t shown;           /* findings whose words the report has already */
    size_t last;            /* the bundle that was counted last */
    bool of_links;          /* that nobody followed, instead of bundles */
    struct view path, message, hint; /* the first one, as an example */
};

struct audit_gathered {
    struct arena arena;
    int64_t now;
    size_t items, overdue;
    int32_t earliest;         /* day to submit by, of what is overdue; DAY_NONE */
    struct view earliest_path;
    struct spool spools[RANK_COUNT];
    size_t rows[RANK_COUNT];  /* of bundles in them, closing items included */
    struct {
        struct audit_rule *items;
        size_t n, cap;
    } rules;
};

void gather_open(struct audit_gathered *g, int64_t now);
void gather_close(struct audit_gathered *g);
/* Counts it with its rules; what the report says of it goes to the spool of the rank that comes back. */
enum audit_rank gather_add(struct audit_gathered *g, const struct audited *item);
/* The row of a rule that was counted. */
struct audit_rule *gather_rule(const struct audit_gathered *g, const struct rule_info *rule);
/* The worst rules first, then the most frequent; after the last bundle. */
void gather_sort(struct audit_gathered *g);
/* Hands failures of the spools on. */
void gather_tell(const struct audit_gathered *g, struct sink *to);

/* "4 of 3,000 bundles can't be acted on; 216 are past the day to submit by" */
struct view audit_headline(struct arena *arena, const struct audit_totals *totals, size_t overdue);

#endif
