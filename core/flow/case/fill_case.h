/* fill_case.h - request, inventory and evidence to the fields of the case record; no decision of its own. */
#ifndef FLOW_FILL_CASE_H
#define FLOW_FILL_CASE_H

#include "flow/kit.h"
#include "steps/rules.h"

struct environment_group {
    enum hosting hosting;
    struct environment *items;
    size_t n;
};

/* The environments of a request by hosting. There is always one group, an empty one when no environment was found. */
struct environment_groups {
    struct environment_group items[HOST_COUNT];
    size_t n;
    struct view_list unknown; /* names that the inventory doesn't know */
};
/* Names and keys are compared without regard to case; an environment named twice counts once. request->hosting overrides the
 * inventory's. */
void group_environments(struct arena *arena, const struct request *request, const struct inventory *inventory,
                        struct environment_groups *out);

/* Needs c->route and c->replaced. `inventory` may be NULL. */
void fill_case(struct worker *w, const struct request *request, const struct inventory *inventory, const struct evidence *evidence,
               const struct facts *facts, const struct environment_group *group, struct case_record *c);
/* <purpose>-<subject slug>-<first 8 of the SHA-256>, or the request's own; with the hosting behind it when the request has several. */
void fill_case_id(struct worker *w, const struct request *request, const struct cert *main, bool several, struct case_record *c);
bool case_id_valid(struct view id); /* also the empty one */

#endif
