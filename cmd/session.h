/* session.h - the world around a run: streams, environment, clock, terminal.
 *
 * Only main.c and session_look fill it from the real world, so a command runs the same in a test.
 * Memory:  borrowed; everything in it outlives the run.
 * Threads: main thread; read-only once a command runs.
 */
#ifndef CMD_SESSION_H
#define CMD_SESSION_H

#include "base/view.h"

#include <stdio.h>

struct session {
    FILE *out, *err;               /* results; everything else */
    const char *const *environment; /* NAME=VALUE, NULL-terminated */
    int64_t clock;                 /* seconds since 1970; replaced by --at and SOURCE_DATE_EPOCH */
    bool in_terminal, out_terminal, err_terminal;
    unsigned width;                /* of the terminal, in columns */
};

/* --- term.c --- */

/* Fills the terminal's part of the session. */
void session_look(struct session *s);
/* Columns for the text of reports: those of the terminal, 0 when the output is none. */
size_t session_text_width(const struct session *s);
/* Whether a stream gets colour: `wish` is auto, always, never or empty; NO_COLOR and TERM=dumb speak for auto. */
bool session_color(const struct session *s, struct view wish, bool is_terminal);

#endif
