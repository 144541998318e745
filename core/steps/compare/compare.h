/* compare.h - audit: what a bundle says in one place against what it says in another, against its certificates, and against what is made
 * again. Each difference becomes a problem; no step stops the others. One file a subject: compare_<what>.c.
 *
 * Memory:  the arena of the parts. Errors: none. Threads: pure but for the arena.
 */
#ifndef STEPS_COMPARE_H
#define STEPS_COMPARE_H

#include "format/bundle/bundle_parts.h"
#include "model/case.h"

/* --- compare_sums.c: SHA256SUMS and manifest.json against each other and against the entries --- */

/* Reads the manifest into the parts. Does nothing for a bundle that certcase didn't make. */
void compare_sums(struct bundle_parts *p);
/* The same for who only asks whether it is as it was made: what isn't, in words, of the archive or of what its lists say; empty: nothing,
 * or certcase didn't make it. A format that is unknown here is no change. */
struct view compare_change(struct bundle_parts *p);
/* Neither record nor manifest nor sums: nothing accounts for an entry that is no certificate. Programs and scripts are errors, others
 * warnings. `evidence`: the certificate files. */
void compare_unaccounted(const struct bundle_parts *p, const struct evidence *evidence);

/* --- compare_record.c: every field that follows from the certificates, recomputed; and the record against the files that repeat it --- */

/* `evidence`: the bundle's certificate files, each with its entry's name as path, arranged. What a PFX that wasn't opened holds is left
 * as recorded, but for what stands in it in clear. */
void compare_record(const struct bundle_parts *p, const struct case_record *c, const struct evidence *evidence);
/* What a record that certcase wrote doesn't have beside its words. */
void compare_markup(const struct bundle_parts *p);
/* A copy of the record whose certificates and PFX have the bytes that the bundle holds, where it has them: fit for bundle_write. */
void compare_record_join(struct arena *arena, const struct case_record *c, const struct evidence *evidence, struct case_record *out);

/* --- compare_written.c: what `build` can't have written --- */

/* The names of the certificate files, made again; `made_here`: by this very version, so that another name is an error. */
void compare_file_names(const struct bundle_parts *p, const struct case_record *c, bool made_here);
/* The address of the service and the hosts of environments: what isn't one. */
void compare_addresses(const struct bundle_parts *p, const struct case_record *c);

/* --- compare_dates.c: service, calendar and dates against those of a catalog, and against the dates counted again --- */

/* The catalog is the one that the record names: each recorded field of service, calendar and platform is its own. */
void compare_catalog(const struct bundle_parts *p, const struct case_record *c, const struct catalog *catalog);
/* The holidays are those that the record names, as of its submission: what it says they cover. */
void compare_holidays(const struct bundle_parts *p, const struct case_record *c, const struct holidays *holidays);
/* `counted`: what comes of counting again. */
void compare_dates(const struct bundle_parts *p, const struct case_record *c, const struct deadline *counted);

/* --- compare_ticket.c: the texts against the record, or, where there is no record, against the certificates --- */

/* A text is there when the case has such a text, and only then. Whether there is one to compare. */
bool compare_presence(const struct bundle_parts *p, enum bundle_part part, bool wanted);
/* The entry against what the templates make of the record (empty: the case has no such text), to the byte. */
void compare_text(const struct bundle_parts *p, enum bundle_part part, struct view rendered);
/* No record: each thumbprint or SHA-256 that a text names must be one of the bundle's certificates or files. */
void compare_thumbprints(const struct bundle_parts *p, const struct evidence *evidence);

/* --- compare_facts.c: a ticket of templates that aren't at hand; takes some ten times its size --- */

struct facts_told {
    size_t facts, told;    /* that it must tell, and that it tells */
    size_t lines, telling; /* of the ticket, that aren't empty; those where such a fact begins */
};
/* The facts that a ticket can't do without are looked for in TICKET.txt; each that it doesn't tell is a problem. What stands in a comment
 * of HTML or Markdown is not told, as whoever shows the ticket rendered doesn't see it; nor is what stands in the case's id. Names count as
 * whole words, digests and dates in any grouping. */
void compare_facts(const struct bundle_parts *p, const struct case_record *c, struct facts_told *out);

/* --- compare_secrets.c: private keys in any encoding, in every entry but the PFX of a client-side case; a PFX that no password protects;
 * passwords in texts --- */

/* `pfx_file`: the entry that the record of a client-side case names; empty when there is none. `evidence`: the bundle's certificate
 * files. `made`: texts and lists are made of the record: they tell nothing that it doesn't tell. */
void compare_secrets(const struct bundle_parts *p, struct view pfx_file, const struct evidence *evidence, bool made);
/* The text with the names of the certificates blanked out: they are what their issuers wrote, so they tell no password, even one that is
 * the same word. As long as it was; the text itself where it and they are more than any bundle has. *left: what is left of
 * LIMIT_AUDIT_NAMES for the bundle. */
struct view compare_without_names(struct arena *arena, struct view text, const struct evidence *evidence, size_t *left);
/* Key material in the rest of the file: between the entries, in comments, in what couldn't be unpacked. */
void compare_secrets_outside(const struct bundle_parts *p, struct view bytes);

#endif
