/* session.h - the world around a run: streams, environment, clock, terminal.
 *
 * Only main.c and term.c fill it from the real world, so a command runs the same in a test.
 * Memory:  borrowed; everything in it outlives the run.
 * Threads: main thread; read-only once a command runs.
 */
#ifndef CMD_SESSION_H
#define CMD_SESSION_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct session {
    FILE *out, *err;               /* results; everything else */
    const char *const *environment; /* NAME=VALUE, NULL-terminated */
    int64_t clock;                 /* seconds since 1970; replaced by --at and SOURCE_DATE_EPOCH */
    bool in_terminal, out_terminal, err_terminal;
    unsigned width;                /* of the terminal, in columns */
};

/* The value of a variable, NULL when it isn't set. */
const char *session_variable(const struct session *s, const char *name);

#endif
