/* cms_parts.h - what cms.c, which signs, and cms_verify.c share: the certificates of signers.
 *
 * Memory:  certificates are libcrypto's; a list and what is in it are the caller's to free.
 * Errors:  NULL or false; nothing stays in libcrypto's error queue but what X509_verify_cert leaves.
 * Threads: pure.
 */
#ifndef FORMAT_CMS_PARTS_H
#define FORMAT_CMS_PARTS_H

#include "format/container/cms.h"

#include <openssl/x509_vfy.h>

/* The certificates of a file, PEM or DER (one), in their order, of more than LIMIT_CERTS one more than that. */
STACK_OF(X509) *cms_read_certs(struct view bytes);
/* A key whose numbers are small enough to compute with, of a kind that signs. */
bool cms_key_is_bounded(EVP_PKEY *key);
/* Why this one may not sign as of `now`, by a chain over `others` to what is in `trust`, for people; NULL: it may. *code is libcrypto's. */
const char *cms_signer_wrong(X509 *signer, STACK_OF(X509) *others, X509_STORE *trust, int64_t now, int *code);
/* Takes out of `certs` the signer, and all that lead up from him by their names and key ids. Those that stay are of somebody else. */
STACK_OF(X509) *cms_take_chain(X509 *signer, STACK_OF(X509) *certs);

#endif
