/* inventory_read.h - the environments: LifeTime v2 JSON as downloaded, or inventory.xml (schemas/inventory.xsd); told by content.
 *
 * Every key of the JSON is optional, unknown keys are tolerated. IsCloudEnvironment decides the hosting; the host name's suffix is
 * the fallback (*.outsystemsenterprise.com cloud, *.outsystems.app and *.outsystems.dev ODC, *.outsystemscloud.com personal).
 * Hosts are read as everywhere (host_read.h).
 * Memory:  in the arena. Errors: ST_FORMAT, ST_LIMIT with the path and line or JSON pointer.
 */
#ifndef FORMAT_INVENTORY_READ_H
#define FORMAT_INVENTORY_READ_H

#include "base/arena.h"
#include "base/err.h"
#include "format/xml/xml_fields.h"
#include "model/inventory.h"

MUST_USE bool inventory_read(struct arena *arena, struct view path, struct view bytes, struct inventory *out, struct err *e);
/* An environment as inventory.xml and case.xml have it. */
extern const struct xml_table environment_table;
/* HOST_UNKNOWN when its suffix says nothing. People write addresses, ports and remarks there, too. */
enum hosting hosting_of_host(struct view host);
/* What holds when this was said of its hosting (HOST_UNKNOWN: nothing): ODC and Personal Environments are told by their host alone. */
enum hosting hosting_decide(enum hosting said, struct view host);

#endif
