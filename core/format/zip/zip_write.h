/* zip_write.h - entries to the bytes of an archive, in memory: stored, DOS time 1980-01-01 00:00, Unix mode 0644,
 * no extra fields, in the order given. The same entries give the same bytes in every time zone, locale and thread.
 *
 * Memory:  the result in the arena.
 * Errors:  ST_LIMIT above LIMIT_BUNDLE_BYTES; ST_INTERNAL for names that can't be stored.
 * Threads: any.
 * Source:  PKWARE's APPNOTE.TXT 6.3.10.
 */
#ifndef FORMAT_ZIP_WRITE_H
#define FORMAT_ZIP_WRITE_H

#include "format/zip/zip_read.h"

MUST_USE bool zip_pack(struct arena *arena, const struct zip_entry *entries, size_t n, struct view *out, struct err *e);

#endif
