/* zip_read.h - a bundle's bytes to its entries, through libzip; for `show` and `--renews`. Audit trusts no library: zip_map.h, zip_bytes.h.
 *
 * Reads from memory. Ceilings: LIMIT_BUNDLE_BYTES, LIMIT_BUNDLE_ENTRIES, LIMIT_ENTRY_BYTES, LIMIT_UNPACKED_BYTES and
 * LIMIT_INFLATE_RATIO, all checked before an entry is unpacked. CRC errors, encrypted entries and packings other than deflate
 * are errors; duplicate names are given as they are.
 * Memory:  in the arena.
 * Errors:  ST_FORMAT, ST_LIMIT, with the entry named.
 * Threads: any.
 */
#ifndef FORMAT_ZIP_READ_H
#define FORMAT_ZIP_READ_H

#include "base/arena.h"
#include "base/err.h"
#include "base/view.h"

struct zip_entry {
    struct view name;  /* as stored: any bytes; escape before showing */
    struct view bytes;
};

MUST_USE bool zip_unpack(struct arena *arena, struct view archive, struct zip_entry **entries, size_t *n, struct err *e);
const struct zip_entry *zip_find(const struct zip_entry *entries, size_t n, struct view name);

#endif
