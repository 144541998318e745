/* zip_bytes.h - what the entries of an archive hold, unpacked by ourselves from the map: real sizes, real CRC, under ceilings.
 *
 * Stored entries are views into the archive; deflated ones are unpacked only when declared sizes and ratio are within the ceilings, and
 * never past their declared size. So memory stays within LIMIT_INFLATED_BYTES, and time is linear in the archive's size.
 * Memory:  the arena.
 * Errors:  none: what is wrong is in *problems.
 * Threads: any.
 */
#ifndef FORMAT_ZIP_BYTES_H
#define FORMAT_ZIP_BYTES_H

#include "format/zip/zip_map.h"

/* Fills `bytes` and `unpacked` of the entries. */
void zip_bytes(struct arena *arena, struct archive *a, struct bundle_problems *problems);

#endif
