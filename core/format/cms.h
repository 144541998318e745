/* cms.h - a detached signature over SHA256SUMS: CMS SignedData, DER, SHA-256, with the signer's chain and no signing time, so that
 * RSA signatures are reproducible.
 *
 * Memory:  the result in the arena. Keys are wiped by libcrypto when freed.
 * Errors:  ST_IO, ST_FORMAT with the file named.
 * Threads: any.
 * Source:  RFC 5652. Judge: openssl cms -verify -binary -inform DER -content SHA256SUMS -in SHA256SUMS.p7s -CAfile CA
 */
#ifndef FORMAT_CMS_H
#define FORMAT_CMS_H

#include "base/arena.h"
#include "base/err.h"
#include "base/view.h"

struct signer;

/* `cert` is PEM or DER, further certificates in it are sent along; `key` is PEM (PKCS#8, traditional, encrypted with
 * `password`, which may be
 * NULL). A key that doesn't belong to the certificate is an error. */
MUST_USE bool signer_open(struct view cert, struct view key, const struct view *password, struct signer **out, struct err *e);
void signer_close(struct signer *s);
MUST_USE bool signer_sign(struct signer *s, struct arena *arena, struct view content, struct view *out, struct err *e);

#endif
