/* identity.h - what makes two requests the same, and a request unchanged since the last run.
 *
 * Threads: any.
 */
#ifndef FLOW_IDENTITY_H
#define FLOW_IDENTITY_H

#include "flow/case/case_input.h"

/* SHA-256 over the request's own fields. Files count by name without folder, so that it is the same on every machine; no password. */
void identity_request(const struct request *request, unsigned char out[32]);
/* SHA-256 over the bytes of the certificate files and of the bundle it renews. Reads them. Errors: ST_IO, ST_LIMIT. */
MUST_USE bool identity_files(struct arena *arena, const struct request *request, unsigned char out[32], struct err *e);
/* The same from files that were read already; the bundle that it renews is read again. */
MUST_USE bool identity_evidence(struct arena *arena, const struct request *request, const struct evidence *evidence, unsigned char out[32],
                                struct err *e);

/* What the request asks for, one key an environment: the certificate (a PFX: its bytes), the purpose, the environment. Equal keys ask
 * for the same thing twice. */
struct identity_key {
    uint64_t hash;
    struct view environment; /* its name */
};
void identity_keys(struct arena *arena, const struct case_input *input, struct identity_key **out, size_t *n);

#endif
