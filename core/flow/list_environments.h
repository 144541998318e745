/* list_environments.h - an inventory for people: each environment with the Windows that is assumed, what a PFX may be, and what is wrong.
 *
 * Memory: `keep`. Threads: pure but for the arena.
 */
#ifndef FLOW_LIST_ENVIRONMENTS_H
#define FLOW_LIST_ENVIRONMENTS_H

#include "flow/kit.h"
#include "report/report_environments.h"

void list_environments(const struct kit *kit, struct arena *keep, const struct inventory *inventory, struct inventory_shown *out);

#endif
