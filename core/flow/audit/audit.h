/* audit.h - a bundle back to its case record, from the right to the left of the way that made it, and every step compared.
 *
 * bundle.zip --> raw map --> entries --> sums, manifest --> case record --> certificates --> rules, dates, ticket, bytes --> findings
 *
 * Nothing in a bundle is trusted, and no problem stops the others.
 * Memory:  `keep`: the file, at most LIMIT_INFLATED_BYTES of unpacked entries, and some MiB. Time is linear in the file's size.
 * Errors:  ST_IO when the file can't be read, or those of the kit's password source; never for what is in it.
 */
#ifndef FLOW_AUDIT_H
#define FLOW_AUDIT_H

#include "flow/kit.h"
#include "model/audit.h"
#include "model/policy.h"

struct audit_options {
    const struct policy *policy;      /* NULL: none */
    const struct signer_trust *trust; /* CAs of --trust; NULL: signatures are only checked for what they sign */
};

/* Reads the file, up to LIMIT_BUNDLE_BYTES: a larger one is a finding and isn't read. */
MUST_USE bool audit_file(struct worker *w, struct arena *keep, const struct audit_options *options, struct view path, struct audited *out,
                         struct err *e);
/* The same with its bytes at hand, which must live as long as *out. */
MUST_USE bool audit_bundle(struct worker *w, struct arena *keep, const struct audit_options *options, struct view path, struct view bytes,
                           struct audited *out, struct err *e);

#endif
