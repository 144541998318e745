/* route.h - who does what: purpose x hosting, the eight situations. A table; pure; allocates nothing.
 *
 * Source: the vendor's certificate management article; each cell has its link (templates/routes.txt).
 */
#ifndef STEPS_ROUTE_H
#define STEPS_ROUTE_H

#include "model/case.h"

/* `domain` counts for servers' certificates alone. Never NULL: what can't be requested has a row with CHANNEL_REFUSED that says why. */
const struct route *route_find(enum purpose purpose, enum hosting hosting, enum domain domain);

#endif
