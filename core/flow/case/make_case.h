/* make_case.h - one request, from its files to its bundles: one a hosting it touches.
 *
 * request --> files --> certs --> purpose --> route --> dates --> rules --> case record --> texts --> bundle
 *
 * A rejected case has a record with findings and no archive. `nothing` and `self-service` have neither error nor archive.
 */
#ifndef FLOW_MAKE_CASE_H
#define FLOW_MAKE_CASE_H

#include "flow/case/case_input.h"

struct made {
    struct case_outcome items[HOST_COUNT]; /* one a hosting; bundle paths are file names, without a folder */
    size_t n;
    struct case_input input;
};

/* Reads the request's files itself (flow/case/case_input.h). All of *out lives in `keep`. */
MUST_USE bool make_case(struct worker *w, struct arena *keep, const struct request *request, const struct inventory *inventory,
                        struct made *out, struct err *e);

#endif
