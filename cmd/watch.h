/* watch.h - a run that takes long: whoever wants to stop it, and one line on the terminal that says how far it is, rewritten some times a
 * second.
 *
 * SIGINT, SIGTERM and SIGHUP are a wish: what is under way is finished, then the run ends. A second one ends it at once.
 * Threads: main thread; begin before others are started and end after they are gone. `stopped` may be read in any.
 */
#ifndef CMD_WATCH_H
#define CMD_WATCH_H

#include "flow/walk.h"
#include "os/os.h"
#include "run.h"

#include <stdatomic.h>

struct watch {
    atomic_bool stopped;
    struct run *run;
    struct os_stop *listening;
    FILE *err;
    bool wanted, shown;  /* a line; it stands there */
    int64_t began, last; /* milliseconds */
    size_t links;        /* that were warned of */
};

void watch_begin(struct watch *w, struct run *run);
void watch_end(struct watch *w); /* the run comes to it when it was stopped */
/* Whether it is time for the next line; then wipes the last one. *rate gets things a second. */
bool watch_due(struct watch *w, size_t n, double *rate);
void watch_show(struct watch *w); /* after the line was written */
void watch_wipe(struct watch *w); /* before anything else is written */
/* The files that the operands name; of links in their folders it is warned between the lines. */
struct walk_options watch_files(struct watch *w, const struct run *run);

#endif
