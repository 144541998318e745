/* zip_read.h - a bundle's bytes to its entries, for whoever needs all of them as they should be: `show` and `--renews`. What an audit
 * calls an error (zip_map.h, zip_bytes.h) is refused; what it warns of is read.
 *
 * Memory:  the arena, and views into the archive.
 * Errors:  ST_FORMAT, ST_LIMIT: the first problem, with the entry named.
 * Threads: any.
 */
#ifndef FORMAT_ZIP_READ_H
#define FORMAT_ZIP_READ_H

#include "base/arena.h"
#include "base/err.h"
#include "base/view.h"
#include "model/archive.h"

MUST_USE bool zip_unpack(struct arena *arena, struct view archive, struct zip_entry **entries, size_t *n, struct err *e);
/* The entries that could be unpacked, in the order of the directory; of several with the same name the first. */
void zip_entries(struct arena *arena, const struct archive *a, struct zip_entry **entries, size_t *n);
const struct zip_entry *zip_find(const struct zip_entry *entries, size_t n, struct view name);

#endif
