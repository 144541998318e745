/* ask.h - what is asked of the person at the terminal, and only when one is there and --no-input isn't given.
 *
 * Questions go to standard error. A password is read from /dev/tty without echo; a signal restores the terminal before it acts.
 * Errors:  ST_USAGE when the answer is no answer, ST_IO when the terminal fails.
 * Threads: main thread.
 */
#ifndef CMD_ASK_H
#define CMD_ASK_H

#include "run.h"
#include "model/inventory.h"

bool ask_possible(const struct run *run);
/* One line, trimmed; empty at the end of the input. */
struct view ask_line(const struct run *run, const char *question);
/* Environments by name, by number ("1", "1,3", "2-4") or all of them ("all"). Adds their names to *out. */
MUST_USE bool ask_environments(const struct run *run, const struct inventory *inventory, struct view_list *out, struct err *e);
/* False with e->status ST_OK when there is no terminal to ask. */
MUST_USE bool ask_password(const struct run *run, const char *what, struct view about, struct buf *secret, struct err *e);
/* A new one, typed twice. */
MUST_USE bool ask_new_password(const struct run *run, struct view about, struct buf *secret, struct err *e);

#endif
