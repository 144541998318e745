/* secret.h - passwords: from a file, a variable, or the terminal; never from an argument.
 *
 * Memory:  the caller wipes *secret (buf_wipe).
 * Errors:  ST_IO, ST_LIMIT, ST_USAGE; false with e->status ST_OK when there is none and nobody to ask.
 */
#ifndef CMD_SECRET_H
#define CMD_SECRET_H

#include "command.h"

/* The first line without its end. "-" is standard input; a pipe is waited for, ten seconds at most. */
MUST_USE bool secret_from_file(const char *path, struct buf *secret, struct err *e);
/* From `file` or `variable` when one is given, else asked: "Password of NAME". */
MUST_USE bool secret_find(const struct run *run, struct view file, struct view variable, struct view about, struct buf *secret,
                          struct err *e);
/* struct password_source's get; `from` is the run. */
bool secret_for_pfx(void *from, struct view pfx_path, const struct request *request, struct buf *secret, struct err *e);

#endif
