/* bundle.h - a case and its files to the bytes of a bundle, and back.
 *
 * A bundle holds only what was made here and the certificates (and the PFX of a client-side case): TICKET.txt first, then the others by
 * the bytes of their names; stored, dated 1980-01-01, mode 0644, no extra fields. So the same case gives the same bytes on every machine.
 * Writing and reading stand together; writing what was read gives the same bytes.
 * Memory:  the arena. Errors: ST_LIMIT, ST_FORMAT, ST_INTERNAL.
 */
#ifndef STEPS_BUNDLE_H
#define STEPS_BUNDLE_H

#include "base/arena.h"
#include "base/err.h"
#include "format/bundle/case_xml.h"
#include "format/container/cms.h"
#include "format/zip/zip.h"
#include "model/case.h"

/* `signer` may be NULL. */
MUST_USE bool bundle_write(struct arena *arena, const struct case_record *c, const struct case_texts *texts, struct signer *signer,
                           struct packed *out, struct err *e);
extern const struct case_lookup bundle_lookup; /* the rules and routes that there are, for reading a record back */

#endif
