/* zip_second.h - the same archive through libzip: whether another reader sees the same names, sizes and bytes as our own map.
 *
 * Nothing is kept: what libzip unpacks is compared in pieces. Only entries that we could unpack are opened.
 * Memory:  libzip's own, freed before it returns.
 * Errors:  none: differences are in *problems.
 * Threads: any.
 */
#ifndef FORMAT_ZIP_SECOND_H
#define FORMAT_ZIP_SECOND_H

#include "format/zip/zip_map.h"

void zip_second_look(struct arena *arena, struct view bytes, const struct archive *a, struct bundle_problems *problems);

#endif
