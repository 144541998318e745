/* walk.h - the files that somebody named: files, those of folders, lists of both; one path at a time, in a fixed order.
 *
 * Paths come in the order they were given; those of a folder, and of the folders in it, sorted by the bytes of their names. A file that is
 * named is one whatever its name; in a folder only names that end in .zip, or as the options say, are. Links in folders are not followed,
 * so that a search never leaves the folder; a link that is named itself is.
 * Memory:  owned (walk_open, _close): the names in the folders that are open, with some thirty bytes more each.
 * Errors:  ST_IO, ST_LIMIT (LIMIT_FOLDER_DEPTH, LIMIT_FOLDER_NAMES, LIMIT_PATH_BYTES): of one path, or of the list from here on; the search
 *          goes on behind it.
 * Threads: one at a time.
 */
#ifndef FLOW_WALK_H
#define FLOW_WALK_H

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "model/request.h"

/* What is pointed to must live as long as the walk. */
struct walk_options {
    const struct view_list *named; /* "-" among them is a list of paths in `list` */
    FILE *list;                    /* one a line; NULL: there is none */
    size_t names_most;             /* bytes that the names in one folder may take, each with two more; 0: LIMIT_FOLDER_NAMES */
    const char *const *endings;    /* in folders names with one of these count, too, in any case; ends with NULL; NULL: none */
    /* Told each link in a folder that is passed over although its name counts, or it leads to a folder; NULL: nobody is. */
    void (*link)(void *to, struct view path);
    void *to;
    struct file_guard *guard;      /* told each file; NULL: nobody is */
};

/* So far. */
struct walk_seen {
    bool searched; /* a folder */
    size_t others; /* files and links in folders that were passed over; the logs of a batch beside its bundles don't count */
};

struct walk *walk_open(const struct walk_options *options);
void walk_close(struct walk *walk);

struct walk_item {
    struct view path;
    bool is_found;      /* in a folder; else somebody named it */
    struct err trouble; /* with it; ST_OK when there is none */
};
/* The next path, in `arena`; false behind the last. */
bool walk_next(struct walk *walk, struct arena *arena, struct walk_item *out);
const struct walk_seen *walk_seen(const struct walk *walk);

#endif
