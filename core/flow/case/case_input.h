/* case_input.h - what a request stands on: its files, what they are for, its environments, what it renews. */
#ifndef FLOW_CASE_INPUT_H
#define FLOW_CASE_INPUT_H

#include "flow/kit.h"
#include "steps/purpose.h"

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

struct case_input {
    struct request request;            /* with what the bundle that it renews says */
    const struct inventory *inventory; /* the one given, else that of the bundle that it renews; NULL: none */
    struct replaced replaced;
    struct evidence evidence;
    struct decided decided;
    struct environment_groups groups;
};

/* `inventory` is NULL when none was given: then a renewal takes the environments of the old bundle. Reads the request's files itself, into
 * `keep`, where all of *out lives. Fails when one can't be read (ST_IO), never for what is in it. */
MUST_USE bool case_input_read(struct worker *w, struct arena *keep, const struct request *request, const struct inventory *inventory,
                              struct case_input *out, struct err *e);
/* Only looks. A PFX is told, but not opened: that is expensive, and would need its password. */
MUST_USE bool case_input_look(struct worker *w, struct arena *keep, const struct request *request, const struct inventory *inventory,
                              struct case_input *out, struct err *e);
/* Names and keys are compared without regard to case; an environment named twice counts once. request->hosting overrides the
 * inventory's. */
void group_environments(struct arena *keep, const struct request *request, const struct inventory *inventory,
                        struct environment_groups *out);
bool case_id_valid(struct view id); /* also the empty one */

#endif
