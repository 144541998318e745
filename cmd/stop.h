/* stop.h - SIGINT, SIGTERM and SIGHUP as a wish: what is under way is finished, then the run ends. A second one ends it at once.
 *
 * Threads: begin and end in the main thread, before others are started and after they are gone; `wanted` may be read in any.
 */
#ifndef CMD_STOP_H
#define CMD_STOP_H

#include "os/os.h"

#include <stdatomic.h>

struct stop {
    atomic_bool wanted;
    struct os_stop *listening;
    FILE *err;
};

void stop_begin(struct stop *s, FILE *err);
void stop_end(struct stop *s);

#endif
