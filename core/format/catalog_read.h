/* catalog_read.h - catalog.xml (schemas/catalog.xsd) to struct catalog. Beyond the schema: ids unique, days exist, zone known, at
 * least one work day a week, the default platform exists. A service without days has no published delivery time.
 *
 * Memory:  in the arena. Errors: ST_FORMAT, ST_LIMIT with the path and line.
 */
#ifndef FORMAT_CATALOG_READ_H
#define FORMAT_CATALOG_READ_H

#include "base/arena.h"
#include "base/err.h"
#include "format/xml/xml_fields.h"
#include "model/catalog.h"

/* The calendar as catalog.xml and case.xml have it. */
extern const struct xml_table calendar_table;

MUST_USE bool catalog_read(struct arena *arena, struct view origin, struct view bytes, struct catalog *out, struct err *e);

#endif
