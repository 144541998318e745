/* file_guard.h - the file that a run replaces at its end: whether the run read it, by whatever name.
 *
 * Of the process, as files are: whoever opens one needn't know what will be written.
 * Memory:  none. Errors: none: a file that can't be looked at is not the one.
 * Threads: any; file_guard alone before others begin.
 */
#ifndef BASE_FILE_GUARD_H
#define BASE_FILE_GUARD_H

#include "os/os.h"

/* From here on it is this one, if it is there already; NULL: none. */
void file_guard(const char *path);
/* file_open opened this one. */
void file_guard_opened(const struct os_file *file);
/* A child opens this one. */
void file_guard_named(const char *path);
bool file_guard_was_read(void);

#endif
