/* audit_answer.h - what came of auditing one bundle as bytes, from the child that read it to who reports it.
 *
 * They hold what reports print and what is compared across bundles, and no more: of the record and the certificates the rest is empty when
 * they are read back.
 * Memory:  what is read is in the arena.
 * Errors:  only that bytes are none that audit_answer_put writes. They are a stranger's: texts are made safe, numbers are in their ranges,
 *          a verdict fits its findings.
 * Threads: pure. Both ends are one program: numbers are in its own form.
 */
#ifndef FLOW_AUDIT_ANSWER_H
#define FLOW_AUDIT_ANSWER_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "model/audit.h"

/* `e`: why it could not be read, or ST_OK. `path` and what comes after all bundles are the reporter's own. */
void audit_answer_put(struct arena *arena, const struct audited *item, const struct err *e, struct buf *out);
MUST_USE bool audit_answer_read(struct arena *arena, struct view bytes, struct audited *item, struct err *e);

#endif
