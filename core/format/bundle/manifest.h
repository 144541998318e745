/* manifest.h - manifest.json and SHA256SUMS, both ways.
 *
 * manifest.json: {"schema":"certcase/manifest/1","generator":{"name","version"},"case":id,"entries":[{"name","size","sha256","mediaType"}]}
 * SHA256SUMS: lines of "<hex>  <name>", as sha256sum -c reads them.
 * Memory:  in the arena. Errors: ST_FORMAT, ST_LIMIT.
 */
#ifndef FORMAT_MANIFEST_H
#define FORMAT_MANIFEST_H

#include "base/arena.h"
#include "base/err.h"
#include "base/sink.h"
#include "format/zip/zip.h"

struct manifest_entry {
    struct view name, media_type;
    uint64_t size;
    unsigned char sha256[32];
};

struct manifest {
    struct view generator_name, generator_version, case_id;
    struct manifest_entry *entries;
    size_t n_entries;
};

void manifest_put(struct sink *to, const struct manifest *m);
MUST_USE bool manifest_read(struct arena *arena, struct view bytes, struct manifest *out, struct err *e);
/* Entries of an archive to manifest rows (digest, size, media type). */
void manifest_fill(struct arena *arena, const struct zip_entry *entries, size_t n, struct manifest *out);

void sums_put(struct sink *to, const struct manifest_entry *entries, size_t n);
MUST_USE bool sums_read(struct arena *arena, struct view bytes, struct manifest_entry **entries, size_t *n, struct err *e);

#endif
