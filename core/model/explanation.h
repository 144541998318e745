/* explanation.h - what rules, causes, routes and the like say to people: templates/rules.txt, causes.txt, routes.txt, containers.txt and
 * contradictions.txt, read when the program was built (explanation.cmake). All of it is safe text.
 */
#ifndef MODEL_EXPLANATION_H
#define MODEL_EXPLANATION_H

#include "base/base.h"

struct explanation {
    const char *id;     /* of the rule, cause, route, kind of file */
    const char *title;  /* one line: what is wrong */
    const char *hint;   /* what to do next */
    const char *why;    /* two or three sentences for `explain`; NULL: it has none */
    const char *source; /* RFC section, vendor page, or "our judgement"; NULL: it has none */
};

struct explanations {
    const struct explanation *items;
    size_t n;
};
extern const struct explanations explanations_of_rules, explanations_of_causes, explanations_of_routes, explanations_of_containers,
    explanations_of_contradictions;
/* There is one: a test compares their ids with those of the tables. */
const struct explanation *explanation_of(const struct explanations *all, const char *id);

#endif
