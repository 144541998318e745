/* progress.h - one line on the terminal that says how far a run is, rewritten some times a second.
 *
 * Threads: main thread.
 */
#ifndef CMD_PROGRESS_H
#define CMD_PROGRESS_H

#include "run.h"

struct progress {
    FILE *err;
    bool wanted, shown;  /* a line stands there */
    int64_t began, last; /* milliseconds */
};

struct progress progress_begin(const struct run *run);
/* Whether it is time for the next line; then wipes the last one. *rate gets things a second. */
bool progress_due(struct progress *p, size_t n, double *rate);
void progress_show(struct progress *p); /* after the line was written */
void progress_wipe(struct progress *p); /* before anything else is written */

#endif
