/* secret.h - passwords: from a file, a variable, or the terminal; never from an argument.
 *
 * Memory:  the caller frees *secret, a BUF_SECRET.
 * Errors:  ST_IO, ST_LIMIT, ST_USAGE; false with e->status ST_OK when there is none and nobody to ask.
 */
#ifndef CMD_SECRET_H
#define CMD_SECRET_H

#include "run.h"

/* Where a password is, and what messages call that place: never by what was given, which may be the password itself. */
struct secret_place {
    const char *file_called, *variable_called;
    struct view file, variable; /* at most one is set */
};

/* The first line without its end. "-" is standard input; a pipe is waited for, ten seconds at most. `called` is the `where` of errors. */
MUST_USE bool secret_from_file(const char *called, const char *path, struct buf *secret, struct err *e);
/* From the place when it says one, else asked: "Password of NAME". */
MUST_USE bool secret_find(const struct run *run, const struct secret_place *place, struct view about, struct buf *secret, struct err *e);
/* A variable that isn't there is found before any work, whether or not a file turns out to need it. */
MUST_USE bool secret_check(const struct run *run, struct err *e);
/* struct password_source's get, of PFX and of --key; `from` is the run. */
bool secret_for_pfx(void *from, struct view pfx_path, const struct request *request, struct buf *secret, struct err *e);
bool secret_for_key(void *from, struct view path, const struct request *request, struct buf *secret, struct err *e);
/* For work in several threads, where nobody can be asked: reads once what --password-file or --password-env names, if one does; then
 * secret_given is what the run's wishes have as get, in any thread. `from` is the run. */
MUST_USE bool secret_read(struct run *run, struct err *e);
bool secret_given(void *from, struct view pfx_path, const struct request *request, struct buf *secret, struct err *e);

#endif
