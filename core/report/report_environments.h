/* report_environments.h - what `certcase environments` shows: an inventory as it was read, and what follows from it. Plain data. */
#ifndef REPORT_ENVIRONMENTS_H
#define REPORT_ENVIRONMENTS_H

#include "model/catalog.h"
#include "model/finding.h"
#include "model/inventory.h"
#include "report/report.h"

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

#endif
