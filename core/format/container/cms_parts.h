/* cms_parts.h - what is read from a signer's files, and who may sign: asked of the signer of a bundle and of whoever signs one.
 * Of cms_verify.c, for cms.c.
 *
 * Memory:  borrows everything.
 * Errors:  none; nothing is left for libcrypto's queue but what its caller clears.
 * Threads: any.
 */
#ifndef FORMAT_CMS_PARTS_H
#define FORMAT_CMS_PARTS_H

#include <openssl/x509.h>
#include <stdint.h>

#include "base/view.h"

/* Reads these bytes; NULL where there are none. */
BIO *cms_reader(struct view bytes);

/* The certificates of a file, PEM or DER (one), in their order, of more than LIMIT_CERTS one more than that; an empty list where there are
 * none. To be freed with what is in it. */
STACK_OF(X509) *cms_read_certs(struct view bytes);

/* Why this one may not sign as of `now`, by a chain over `others` to what is in `trust`, for people; NULL: it may. */
const char *cms_signer_wrong(X509 *signer, STACK_OF(X509) *others, X509_STORE *trust, int64_t now);

#endif
