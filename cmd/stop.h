/* stop.h - SIGINT, SIGTERM and SIGHUP as a wish: what is under way is finished, then the run ends. A second one ends it at once.
 *
 * Threads: begin and end in the main thread, before others are started and after they are gone; `wanted` may be read in any.
 */
#ifndef CMD_STOP_H
#define CMD_STOP_H

#include "base/base.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>

struct stop {
    atomic_bool wanted, over;
    pthread_t thread; /* waits for signals, so that no handler is needed */
    sigset_t waits_for, before;
    bool started;
    FILE *err;
};

void stop_begin(struct stop *s, FILE *err);
void stop_end(struct stop *s);

#endif
