/* make_case.h - one request, from its files to its bundles: one a hosting it touches.
 *
 * request --> files --> certs --> purpose --> route --> dates --> rules --> case record --> texts --> bundle
 *
 * A rejected case has a record with findings and no archive. `nothing` and `self-service` have neither error nor archive.
 */
#ifndef FLOW_MAKE_CASE_H
#define FLOW_MAKE_CASE_H

#include "flow/case/fill_case.h"

/* The first half of the way: what the request is about, before anything is made of it. */
struct looked {
    struct request request; /* with what the bundle that it renews says */
    struct replaced replaced;
    struct evidence evidence;
    enum purpose purpose;
    const struct cert *main; /* may be NULL */
    struct environment_groups groups;
};

struct made {
    struct case_outcome items[HOST_COUNT]; /* one a hosting; bundle paths are file names, without a folder */
    size_t n;
    struct looked looked;
};

/* `inventory` is NULL when none was given: then a renewal takes the environments of the old bundle. Reads the request's files itself. Fails
 * when one can't be read (ST_IO), never for what is in it. */
MUST_USE bool make_case(struct worker *w, const struct request *request, const struct inventory *inventory, struct made *out,
                        struct err *e);

/* Only looks. A PFX is told, but not opened: that is expensive, and would need its password. */
MUST_USE bool look_at_case(struct worker *w, const struct request *request, const struct inventory *inventory, struct looked *out,
                           struct err *e);

#endif
