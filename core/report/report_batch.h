/* report_batch.h - the summary at the end of a batch, for people or for programs. What each request came to is in the log.
 *
 * Errors:  as the sink's.
 * Threads: any.
 */
#ifndef REPORT_REPORT_BATCH_H
#define REPORT_REPORT_BATCH_H

#include "base/sink.h"
#include "model/batch.h"

struct batch_summary {
    const struct batch_result *result;
    struct view version, folder, log; /* the folder of the bundles; the log's path */
};

void batch_summary_text(struct sink *to, const struct batch_summary *s);
void batch_summary_json(struct sink *to, const struct batch_summary *s);

#endif
