/* certs.h - certificates to ordered chains with roles: who signed whom, what each is, which Windows store it goes to, whether
 * everybody trusts it already.
 *
 * Subject = issuer does not prove self-signed: the signature is verified. Order: each chain from leaf to root, chains in file order.
 * Memory:  the arena. Errors: none. Threads: one x509_ctx a thread.
 * Source:  RFC 5280 section 6; Microsoft KB 2802568 (Root for self-signed certificates only).
 */
#ifndef STEPS_CERTS_H
#define STEPS_CERTS_H

#include "format/x509/trust.h"
#include "format/x509/x509.h"
#include "model/cert.h"

/* Collects the certificates of all files into evidence->certs and fills their last part. `trust` may be NULL. */
void certs_arrange(struct x509_ctx *x, struct arena *arena, const struct trust *trust, struct evidence *evidence);
/* The certificate the request is about: the one with a key, else the first root, self-signed, intermediate, leaf. NULL when
 * there is none. */
const struct cert *certs_main(const struct evidence *evidence);

#endif
