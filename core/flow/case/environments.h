/* environments.h - the environments of a request: names of an inventory, or where they run in the request's own words.
 *
 * Memory: `keep`. Threads: pure but for the arena.
 */
#ifndef FLOW_ENVIRONMENTS_H
#define FLOW_ENVIRONMENTS_H

#include "base/arena.h"
#include "base/err.h"
#include "model/request.h"

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

/* Makes request->environments a list of single names or keys: "Test,Production" is two, unless the inventory has one of that name. Without
 * an inventory (*inventory is NULL) "Production=acme.outsystemsenterprise.com#2" says name, host and number of front-ends, beside what the
 * bundle that it renews knows (`old`, may be NULL); *inventory is then what was said.
 * Errors: ST_USAGE for words without a host and no list to find them in, for what is no host, and for front-ends of nothing. */
MUST_USE bool environments_settle(struct arena *keep, struct request *request, const struct inventory *old,
                                  const struct inventory **inventory, struct err *e);
/* Whether one of them says its host, so that none is looked up. */
bool environments_say_where(const struct view_list *words);
/* That there is neither a list nor a host, and the ways to either; always false. */
bool environments_missing(struct err *e);
/* Names and keys are compared without regard to case; an environment named twice counts once. request->hosting overrides the inventory's,
 * request->front_ends adds the names of servers. */
void group_environments(struct arena *keep, const struct request *request, const struct inventory *inventory,
                        struct environment_groups *out);

struct inventory_shown; /* report/items.h */
struct resources;
/* list_environments.c: each with the Windows that is assumed, what a PFX may be, and what is wrong; in `keep`. */
void list_environments(const struct resources *resources, struct arena *keep, const struct inventory *inventory,
                       struct inventory_shown *out);

#endif
