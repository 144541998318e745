/* explanation.h - what rules and causes say to people: templates/rules.txt and causes.txt, read when the program was built
 * (explanation.cmake). All of it is safe text.
 */
#ifndef MODEL_EXPLANATION_H
#define MODEL_EXPLANATION_H

#include "base/base.h"

struct explanation {
    const char *id;     /* of the rule or cause */
    const char *title;  /* one line: what is wrong */
    const char *hint;   /* what to do next */
    const char *why;    /* two or three sentences for `explain`; NULL: a cause's */
    const char *source; /* RFC section, vendor page, or "our judgement"; NULL: a cause's */
};

struct explanations {
    const struct explanation *items;
    size_t n;
};
extern const struct explanations explanations_of_rules, explanations_of_causes;
/* There is one: a test compares their ids with those of the tables. */
const struct explanation *explanation_of(const struct explanations *all, const char *id);

#endif
