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

void zip_map(struct arena *arena, struct view bytes, struct archive *out, struct bundle_problems *problems);

#endif
