/* extract.h - `inspect --extract`: each certificate of a file as DER, <subject slug>-<first 8 of the SHA-256>.cer.
 *
 * Errors: ST_IO; without `overwrite` an existing file with other bytes is one, and a file that has the very bytes already is fine.
 */
#ifndef FLOW_EXTRACT_H
#define FLOW_EXTRACT_H

#include "model/case.h"

#include "base/arena.h"
#include "base/err.h"

/* Adds the paths that now hold the certificates to *written. */
MUST_USE bool extract_certs(struct arena *arena, const struct inspection *item, struct view folder, bool overwrite,
                            struct view_list *written, struct err *e);

#endif
