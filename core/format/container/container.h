/* container.h - a file's bytes to its certificates, whatever it holds: one row a container, {container, read}.
 *
 * Memory:  in the arena; `bytes` must live as long.
 * Errors:  none: what is wrong with the file is in its fields (container, oddities, malformed, pfx.state), where rules read it.
 * Threads: one x509_ctx a thread.
 */
#ifndef FORMAT_CONTAINER_H
#define FORMAT_CONTAINER_H

#include "format/x509/x509.h"
#include "model/cert.h"

/* What the file holds, by its bytes and its name: sets container, for container_read and for whoever asks for a password first. */
void container_identify(struct cert_file *out);
/* Fills *out, identified before, from its path and bytes: container, oddities, certificates (in file order), pfx, sha256. A container that
 * turns out to hold no certificate is named for what it is (PEM of a CSR: CONTAINER_CSR). `password` as in pkcs12.h. The certificate that
 * belongs to a PFX's key gets has_key. What is not encrypted in a PFX whose password isn't known goes to in_clear. Of pfx only `before` is
 * read, as in pkcs12.h. */
void container_read(struct x509_ctx *x, struct arena *arena, const struct view *password, struct cert_file *out);

#endif
