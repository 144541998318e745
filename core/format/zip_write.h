/* zip_write.h - entries to the bytes of an archive, through libzip, in memory: stored, DOS time 1980-01-01 00:00, Unix mode 0644,
 * no extra fields, in the order given. The same entries give the same bytes in every time zone, locale and thread.
 *
 * Memory:  the result in the arena.
 * Errors:  ST_LIMIT above LIMIT_BUNDLE_BYTES; ST_INTERNAL when libzip fails.
 * Threads: any. TZ must be set in main (libzip asks localtime for each entry).
 */
#ifndef FORMAT_ZIP_WRITE_H
#define FORMAT_ZIP_WRITE_H

#include "format/zip_read.h"

MUST_USE bool zip_pack(struct arena *arena, const struct zip_entry *entries, size_t n, struct view *out, struct err *e);

#endif
