/* zip_names.h - names in an archive that would do harm, or meet each other, when they are unpacked on Windows, macOS or Linux.
 *
 * Threads: pure but for the arena.
 * Source:  Microsoft, "Naming Files, Paths, and Namespaces"; Unicode UAX #15 and #21 (NFKC with case folding, through utf8proc).
 */
#ifndef FORMAT_ZIP_NAMES_H
#define FORMAT_ZIP_NAMES_H

#include "base/arena.h"
#include "model/archive.h"

/* Reports unsafe names, links, folders and devices of one entry. */
void zip_check_name(struct arena *arena, const struct archive_entry *e, struct bundle_problems *problems);
/* Reports names that are the same, or become the same by case folding and normalisation. */
void zip_check_duplicates(struct arena *arena, const struct archive *a, struct bundle_problems *problems);

#endif
