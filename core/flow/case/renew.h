/* renew.h - --renews: what the old bundle says about the request that replaces it. */
#ifndef FLOW_RENEW_H
#define FLOW_RENEW_H

#include "flow/kit.h"

/* Reads the bundle at request->renews. Fills what the request leaves open (environments, and the fields that
 * model/request.c says are taken over) and *replaced.
 * Errors: ST_IO, ST_FORMAT; also when the bundle has no record. */
MUST_USE bool renew_read(struct worker *w, struct arena *keep, struct request *request, struct replaced *replaced,
                         struct inventory *inventory, struct err *e);

#endif
