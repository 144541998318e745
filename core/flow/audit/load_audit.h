/* load_audit.h - what an audit is measured by: the policy and the CAs of the signers; read and checked before any bundle.
 *
 * Memory:  a policy in the arena; CAs are owned (load_signers_free; NULL is fine).
 * Errors:  ST_IO, ST_FORMAT, ST_LIMIT, with the path in `where`. A policy that names a rule which doesn't exist is ST_FORMAT.
 * Threads: main thread, before the first worker.
 */
#ifndef FLOW_LOAD_AUDIT_H
#define FLOW_LOAD_AUDIT_H

#include "flow/audit/audit.h"

MUST_USE bool load_policy(struct arena *arena, struct view path, const struct policy **out, struct err *e);
MUST_USE bool load_signers(struct arena *arena, struct view path, struct signer_trust **out, struct err *e);
void load_signers_free(struct signer_trust *trust);

#endif
