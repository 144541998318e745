/* fill_case.h - a request's input to the fields of the case record; no decision of its own. */
#ifndef FLOW_FILL_CASE_H
#define FLOW_FILL_CASE_H

#include "flow/case/case_input.h"

/* All but dates, findings and verdict. */
void fill_case(struct worker *w, struct arena *keep, const struct case_input *input, const struct environment_group *group,
               struct case_record *c);
enum domain domain_of(const struct case_input *input);
/* Of the platforms of the environments, or the one asked for. */
struct platform pick_platform(const struct kit *kit, const struct environment_group *group);

#endif
