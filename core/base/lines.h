/* lines.h - a file line by line, from its beginning, however long a line is.
 *
 * Memory:  owned (lines_open, lines_close): the longest line, and some more.
 * Errors:  lines_next is false at the end and when the file can't be read; then `failed` tells them apart, and `why` says the reason.
 * Threads: one.
 */
#ifndef BASE_LINES_H
#define BASE_LINES_H

#include "base/view.h"
#include "os/os.h"

struct lines {
    const struct os_file *file;
    uint64_t at; /* in the file, of the next bytes */
    char *p;
    size_t begin, end, cap; /* what is in memory and was not handed out yet */
    bool failed;
    struct os_fault why;
};

/* `file` stays open as long; where it stands doesn't matter. */
struct lines lines_open(const struct os_file *file);
/* The next line with its LF, if it has one, until the next call. */
MUST_USE bool lines_next(struct lines *l, struct view *line);
void lines_close(struct lines *l);

#endif
