/* file_guard.h - the file that a run replaces at its end: whether the run read it, by whatever name.
 *
 * Of what somebody names, the words tell; of what a search, a list or a row leads to, whoever reads it.
 * Memory:  the caller's. Errors: none: a file that can't be looked at is not the one.
 * Threads: file_guard_begin before others know of it; file_guard_read any.
 */
#ifndef BASE_FILE_GUARD_H
#define BASE_FILE_GUARD_H

#include <stdatomic.h>

#include "os/os.h"

struct file_guard {
    bool is_there;
    struct os_facts facts;
    atomic_bool was_read;
};

void file_guard_begin(struct file_guard *g, const char *path);
/* This one is read; both may be NULL. */
void file_guard_read(struct file_guard *g, const char *path);

#endif
