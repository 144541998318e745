/* zip.h - a bundle's bytes to its entries and back, for whoever needs all of them as they should be: `show`, `--renews`, what writes.
 *
 * Reading: what an audit calls an error (zip_map.h) is refused; what it warns of is read.
 * Writing: in memory: stored, DOS time 1980-01-01 00:00, Unix mode 0644, no extra fields, in the order given. The same entries give the
 *          same bytes in every time zone, locale and thread.
 * Memory:  the arena, and views into the archive.
 * Errors:  ST_FORMAT, ST_LIMIT: the first problem, with the entry named; ST_INTERNAL for names that can't be stored.
 * Threads: any.
 * Source:  PKWARE's APPNOTE.TXT 6.3.10.
 */
#ifndef FORMAT_ZIP_H
#define FORMAT_ZIP_H

#include "base/arena.h"
#include "base/err.h"
#include "base/view.h"
#include "model/archive.h"

MUST_USE bool zip_unpack(struct arena *arena, struct view archive, struct zip_entry **entries, size_t *n, struct err *e);
/* Whether nothing of this is what an audit calls an error. */
MUST_USE bool zip_check(const struct bundle_problems *problems, struct err *e);
/* The entries that could be unpacked, in the order of the directory; of several with the same name the first. */
void zip_entries(struct arena *arena, const struct archive *a, struct zip_entry **entries, size_t *n);
const struct zip_entry *zip_find(const struct zip_entry *entries, size_t n, struct view name);

MUST_USE bool zip_pack(struct arena *arena, const struct zip_entry *entries, size_t n, struct view *out, struct err *e);

#endif
