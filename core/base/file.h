/* file.h - files in and out, with a ceiling in and all-or-nothing out.
 *
 * Memory:  what is read lands in the arena, with a NUL behind it.
 * Errors:  ST_IO (missing, not readable, a folder, a FIFO, a device), ST_LIMIT (above the ceiling). `where` is the path.
 * Threads: any.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdatomic.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/spool.h"
#include "base/view.h"
#include "os/os.h"

/* Whether an open file is a regular one, or `path` is "-": else ST_IO with `hint` for a pipe, socket or device. */
MUST_USE bool file_check_kind(const struct os_file *file, const char *path, const char *hint, uint64_t *size, struct err *e);
/* What to do about a file that isn't there. */
const char *file_missing_hint(const char *path);
/* Reads a regular file, or standard input when path is "-", once and whole. Opens without blocking, so that a FIFO can't
 * hang it, and looks at what was opened rather than at the name. */
MUST_USE bool file_read(struct arena *arena, const char *path, size_t ceiling, struct view *out, struct err *e);
/* The same of a file that belongs to the user and that nobody else may write; any other is refused. */
MUST_USE bool file_read_own(struct arena *arena, const char *path, size_t ceiling, struct view *out, struct err *e);

/* The same file, opened only; what it is stays to be looked at. */
MUST_USE bool file_open(const char *path, struct os_file *out, struct err *e);

struct file_options {
    enum os_access access;
    bool overwrite; /* else an existing file is an error */
    bool durable;   /* its bytes before it appears, its name after that: a power cut takes nothing of it */
};

/* The whole of `bytes` under `path`, or nothing: written beside it under a temporary name, then renamed. Only a regular
 * file is ever replaced. A temporary file never outlives a failure. */
MUST_USE bool file_write(const char *path, struct view bytes, const struct file_options *o, struct err *e);
/* The same of all that waits in a spool. */
MUST_USE bool file_write_spool(const char *path, struct spool *from, const struct file_options *o, struct err *e);
/* False when a link, a pipe or a device stands at that name, which is never replaced; `where` is the caller's. */
MUST_USE bool file_may_replace(const struct os_folder *in, const char *name, struct err *e);
/* Removes what a killed file_write left in this folder ("" is the current one): temporary files that no living program holds. */
void file_sweep(const char *folder);
/* Makes a folder and its parents; an existing folder is fine. */
MUST_USE bool folder_make(const char *path, struct err *e);

bool file_exists(const char *path);     /* whatever it is */
bool file_is_regular(const char *path); /* links are followed, here and below */
bool folder_exists(const char *path);
bool file_holds(const char *path, struct view bytes); /* these, and no more */
bool file_same(const char *a, const char *b); /* both are there, and are one file under two names; - is standard input */
bool path_means_folder(struct view path); /* it ends as a folder's does, or is one */

/* The file that a run replaces at its end: whether the run read it, by whatever name. Of what somebody names, the words tell; of what a
 * search, a list or a row leads to, whoever reads it. A file that can't be looked at is not the one. */
struct file_guard {
    bool is_there;
    struct os_facts facts;
    atomic_bool was_read;
};
void file_guard_begin(struct file_guard *g, const char *path); /* before other threads know of it */
void file_guard_read(struct file_guard *g, const char *path);  /* this one is read; both may be NULL */

/* The part behind the last slash. */
struct view path_name(struct view path);
/* ".cer" of "root.cer"; empty when there is none. */
struct view path_extension(struct view name);
/* `folder`/`name` in the arena, with the slash that `folder` has; `name` alone when folder is empty or name is absolute. */
struct view path_join(struct arena *arena, struct view folder, struct view name);

#endif
