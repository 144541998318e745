/* extract.h - `inspect --extract` and `convert`: each certificate as a file of its own, <subject slug>-<first 8 of the SHA-256>.cer.
 *
 * Errors: ST_IO; without wishes->overwrite an existing file with other bytes is one, and a file that has the very bytes already is fine.
 */
#ifndef FLOW_EXTRACT_H
#define FLOW_EXTRACT_H

#include "model/case.h"

#include "base/arena.h"
#include "base/err.h"

struct extract_wishes {
    struct view folder; /* made when it doesn't exist */
    bool overwrite, pem;
};

/* What a file of the certificate alone holds: its DER, or that in Base64 between PEM's lines. */
struct view extract_bytes(struct arena *arena, const struct cert *cert, bool pem);
/* Adds the paths that now hold the certificates to *written. */
MUST_USE bool extract_certs(struct arena *arena, const struct evidence *evidence, const struct extract_wishes *wishes,
                            struct view_list *written, struct err *e);

#endif
