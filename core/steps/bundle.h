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
/* What stands for all of a bundle: the SHA-256 of its SHA256SUMS, and of what signs them behind them. */
void bundle_seal(struct arena *arena, const struct packed *made, unsigned char out[32]);
/* The same of bytes that somebody may have changed; false when they hold not what these sums say, and that alone. */
MUST_USE bool bundle_seal_of(struct arena *arena, struct view bytes, unsigned char out[32]);
extern const struct case_lookup bundle_lookup; /* the rules and routes that there are, for reading a record back */

#endif
