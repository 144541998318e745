/* policy_read.h - the policy of --policy: XML by schemas/policy.xsd.
 *
 * Memory:  the result in the arena; `bytes` need not live on.
 * Errors:  ST_FORMAT, ST_LIMIT, with the line in `what` and `origin` in `where`.
 * Threads: any, after xml_init.
 */
#ifndef FORMAT_POLICY_READ_H
#define FORMAT_POLICY_READ_H

#include "base/arena.h"
#include "base/err.h"
#include "model/policy.h"

MUST_USE bool policy_read(struct arena *arena, struct view origin, struct view bytes, struct policy *out, struct err *e);

#endif
