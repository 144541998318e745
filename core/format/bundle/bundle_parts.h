/* bundle_parts.h - the entries of a bundle by what they are for, as the comparing steps of an audit share them.
 *
 * Memory:  the arena; views into the archive.
 * Threads: pure but for the arena.
 */
#ifndef FORMAT_BUNDLE_PARTS_H
#define FORMAT_BUNDLE_PARTS_H

#include "format/bundle/manifest.h"
#include "format/zip/zip.h"
#include "model/case.h"

struct bundle_parts {
    struct arena *arena;
    struct bundle_problems *problems;
    const struct archive *archive;
    struct zip_entry *entries; /* that could be unpacked, the first of each name */
    size_t n_entries;
    const struct zip_entry *named[PART_NAMED_COUNT]; /* NULL when absent or not unpacked */
    bool ours;                 /* has a record, a manifest or sums: certcase made it, and all of it must be there */
    bool has_manifest;
    struct manifest manifest;
};

enum bundle_part bundle_part_of(struct view name);
struct view bundle_part_name(enum bundle_part part); /* empty from PART_NAMED_COUNT on */
/* Reads the archive entry by entry, so that a damaged one costs no other (zip_check tells whether it is sound), and fills what follows from
 * it; not the manifest. */
void bundle_open(struct arena *arena, struct view bytes, struct archive *archive, struct bundle_problems *problems,
                 struct bundle_parts *out);
/* Whether the archive names such an entry, unpacked or not. */
bool bundle_has_entry(const struct bundle_parts *p, struct view name);
/* Whether the record names such an entry as one of its certificates or its PFX. */
bool bundle_records(const struct case_record *record, struct view name);
/* What was read of such an entry; NULL when nothing was. */
const struct cert_file *bundle_file(const struct evidence *evidence, struct view name);
/* What was made of an entry, whatever characters its name has. */
const struct cert_file *bundle_file_of(const struct evidence *evidence, const struct zip_entry *entry);
bool bundle_has_problem(const struct bundle_parts *p, enum bundle_problem_kind kind, struct view entry);
/* What a certificate's file is called in a bundle, by its subject: behind the `n` that stand there already, with digits of its SHA-256
 * where one of them has that name, or its name has letters that file names don't. A PFX by the certificate that it is for. */
struct view bundle_cert_name(struct arena *arena, const struct case_cert *certs, size_t n, const struct cert *cert);
struct view bundle_pfx_name(struct arena *arena, const struct cert *cert);

#endif
