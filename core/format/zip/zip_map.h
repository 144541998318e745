/* zip_map.h - what a zip archive says about itself, read from its raw bytes without unpacking: central directory against local
 * headers, gaps, overlaps, names. Common zip readers accept most hostile archives without a word; so this looks itself.
 *
 * Reports every problem, not the first; at most LIMIT_ARCHIVE_PROBLEMS of a kind.
 * Memory:  the arena; views into `bytes`. Time is linear in the number of entries times its logarithm.
 * Errors:  none: what is wrong is in *problems.
 * Threads: pure but for the arena.
 * Source:  APPNOTE.TXT 6.3.10 sections 4.3 and 4.4; ISO/IEC 21320-1 (document container).
 */
#ifndef FORMAT_ZIP_MAP_H
#define FORMAT_ZIP_MAP_H

#include "base/arena.h"
#include "model/archive.h"

enum { ZIP_LOCAL_BYTES = 30, ZIP_CENTRAL_BYTES = 46, ZIP_END_BYTES = 22 }; /* headers, without names and what else varies */
enum { ZIP_STORED = 0, ZIP_DEFLATED = 8 };                                   /* methods */

void zip_map(struct arena *arena, struct view bytes, struct archive *out, struct bundle_problems *problems);

/* --- zip_names.c: names that would do harm, or meet each other, when they are unpacked on Windows, macOS or Linux, by Microsoft's "Naming
 * Files, Paths, and Namespaces", and by how base/utf8.h folds a name --- */

/* The name in UTF-8: what isn't marked so, and isn't UTF-8 all the same, is in a code page of MS-DOS (APPNOTE.TXT, appendix D). */
struct view zip_name(struct arena *arena, const struct archive_entry *e);
/* Reports unsafe names, links, folders and devices of one entry. */
void zip_check_name(struct arena *arena, const struct archive_entry *e, struct bundle_problems *problems);
/* Reports names that are the same, or become the same by case folding and normalisation. */
void zip_check_duplicates(struct arena *arena, const struct archive *a, struct bundle_problems *problems);

/* --- zip_bytes.c: what the entries hold, unpacked by ourselves from the map: real sizes, real CRC, under ceilings. Stored entries are
 * views into the archive; deflated ones are unpacked only when declared sizes and ratio are within the ceilings, and never past their
 * declared size. So memory stays within LIMIT_INFLATED_BYTES, and time is linear in the archive's size --- */

/* Fills `bytes` and `unpacked` of the entries. */
void zip_bytes(struct arena *arena, struct archive *a, struct bundle_problems *problems);

/* --- zip_second.c: the same archive through libzip: whether another reader sees the same names, sizes and bytes. Nothing is kept: what it
 * unpacks, of entries that we could unpack, is compared in pieces --- */

void zip_second_look(struct view bytes, const struct archive *a, struct bundle_problems *problems);

#endif
