/* config_file.h - certcase.json: one object, whose values are texts, numbers, true or false, or lists of texts.
 *
 * Memory:  the arena. Errors: ST_IO, ST_FORMAT, ST_LIMIT, with path and key in `where`. Threads: any.
 */
#ifndef FLOW_CONFIG_FILE_H
#define FLOW_CONFIG_FILE_H

#include "base/arena.h"
#include "base/err.h"
#include "model/request.h"

struct config_entry {
    struct view key;
    struct view_list values; /* one but for a list */
};
struct config {
    struct config_entry *items;
    size_t n, cap;
};
/* `own`: one that isn't the user's, or that others may write, is refused. */
MUST_USE bool config_file_read(struct arena *arena, const char *path, bool own, struct config *out, struct err *e);

#endif
