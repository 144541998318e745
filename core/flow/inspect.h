/* inspect.h - one file: identify, certificates, purpose, rules. */
#ifndef FLOW_INSPECT_H
#define FLOW_INSPECT_H

#include "flow/kit.h"

/* `bytes` must live as long as *out. Fails only when a password source fails. */
MUST_USE bool inspect_file(struct worker *w, struct view path, struct view bytes, enum purpose asked, struct inspection *out,
                           struct err *e);

#endif
