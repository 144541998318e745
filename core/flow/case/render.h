/* render.h - what a case leads to, the same for making it and for auditing it: its texts, and the expiry its dates are counted from. */
#ifndef FLOW_RENDER_H
#define FLOW_RENDER_H

#include "flow/kit.h"

/* The texts that the case's route has, through the kit's templates. Errors: as in steps/ticket.h. */
MUST_USE bool render_texts(struct worker *w, struct arena *keep, const struct case_record *c, struct case_texts *texts, struct err *e);
/* A chain lasts as long as the first of its certificates; TIME_NONE without any. */
int64_t first_expiry(const struct case_record *c);

#endif
