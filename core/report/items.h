/* items.h - what reports print that is no plain data of the model: filled by commands, one struct a report.
 * Their JSON: schemas/catalog.schema.json, explain.schema.json and so on.
 */
#ifndef REPORT_ITEMS_H
#define REPORT_ITEMS_H

#include "format/x509/windows_roots.h"
#include "model/batch.h"
#include "model/case.h"
#include "model/renewal.h"

/* The end of a batch. What each request came to is in the log. */
struct batch_summary {
    const struct batch_result *result;
    struct view folder, log; /* the folder of the bundles; the log's path; both empty when nothing was written */
    struct view_list next;   /* the words of the command to run next; none: there is none */
};

/* The services, delivery times and calendar in force, and how a date was counted. */
struct catalog_shown {
    const struct catalog *catalog;
    const struct holidays *holidays;
    const struct windows_roots *windows_roots;
    const struct counted_deadline *deadlines; /* text shows only them; NULL: everything else */
    size_t n_deadlines;
};

/* An inventory as it was read, and what follows from it. */
struct environment_shown {
    const struct environment *environment;
    const struct platform *platform; /* the Windows that files for it are checked for; NULL: the catalog has none */
    bool assumed;                    /* nobody said which Windows */
    unsigned pfx_accepted;           /* 1 << enum pfx_encryption: what a PFX for it may be encrypted with; 0: nothing is installed there */
    struct findings findings;        /* about it alone */
};

struct inventory_shown {
    const struct inventory *inventory;
    const struct environment_shown *items;
    size_t n;
};

/* An entry of a bundle. */
struct entry_shown {
    struct view name; /* as stored: any bytes */
    struct view bytes;
    bool is_ticket;
    struct view subject, body; /* of the ticket: its first line, and what follows behind an empty one */
};

/* All rows are at hand, sorted (steps/renewals.h). Sources: prometheus: the text exposition format 0.0.4; ics: RFC 5545. */
struct renewal_list {
    const struct catalog *catalog;   /* days are those of its calendar */
    const struct holidays *holidays; /* n = 0 when none were given */
    int32_t within;
    const struct renewal *const *rows;
    size_t n;
    const struct renewal_totals *totals;
    const struct view_list *unreadable; /* paths that something could not be read of */
    bool prepared;                      /* a list for `batch` was written, and its command told */
};

struct rules_shown {
    const struct rule_info *const *rules; /* in table order */
    size_t n;
    bool alone; /* the one that was asked for, with its why */
};

#endif
