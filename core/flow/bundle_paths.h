/* bundle_paths.h - the bundles that somebody named: files, the zips of folders, lists of both; one path at a time, in a fixed order.
 *
 * Paths come in the order they were given; those of a folder, and of the folders in it, sorted by the bytes of their names. A file that is
 * named is a bundle whatever its name; in a folder only names that end in .zip are. Links in folders are not followed, so that a search
 * never leaves the folder; a link that is named itself is. bundle_paths_also widens what folders give.
 * Memory:  owned (bundle_paths_open, _close): the names in the folders that are open, with some thirty bytes more each.
 * Errors:  ST_IO, ST_LIMIT (LIMIT_FOLDER_DEPTH, LIMIT_FOLDER_NAMES, LIMIT_PATH_BYTES): of one path, or of the list from here on; the search
 *          goes on behind it.
 * Threads: one at a time.
 */
#ifndef FLOW_BUNDLE_PATHS_H
#define FLOW_BUNDLE_PATHS_H

#include "base/arena.h"
#include "base/err.h"
#include "model/request.h"

struct bundle_paths;

/* `named` must live as long. "-" among them is a list of paths in `list`, one a line; `list` may be NULL when there is none.
 * `names_most`: bytes that the names in one folder may take (LIMIT_FOLDER_NAMES), each with two more. */
struct bundle_paths *bundle_paths_open(const struct view_list *named, FILE *list, size_t names_most);
void bundle_paths_close(struct bundle_paths *p);
/* In folders names with one of these endings count, too, in any case; `endings` ends with NULL and must live as long. */
void bundle_paths_also(struct bundle_paths *p, const char *const *endings);

enum path_step { PATH_FOUND, PATH_TROUBLE, PATH_END };
/* The next path, in `arena`; with PATH_TROUBLE it is the one that e is about. */
enum path_step bundle_paths_next(struct bundle_paths *p, struct arena *arena, struct view *path, struct err *e);
/* Each link in a folder is told when it is passed over. */
void bundle_paths_tell(struct bundle_paths *p, void (*link)(void *to, struct view path), void *to);
/* Whether the last path was found in a folder; else somebody named it. */
bool bundle_paths_is_found(const struct bundle_paths *p);
/* Files and links in folders that were passed over so far; the logs of a batch beside its bundles don't count. */
size_t bundle_paths_others(const struct bundle_paths *p);
/* Whether a folder was searched so far. */
bool bundle_paths_searched(const struct bundle_paths *p);

#endif
