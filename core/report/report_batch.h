/* report_batch.h - the summary at the end of a batch, for people or for programs. What each request came to is in the log. */
#ifndef REPORT_REPORT_BATCH_H
#define REPORT_REPORT_BATCH_H

#include "model/batch.h"

struct batch_summary {
    const struct batch_result *result;
    struct view folder, log; /* the folder of the bundles; the log's path */
};

#endif
