/* starttls.h - the dialogs that some protocols hold before TLS begins: nothing is said beyond what they need.
 *
 * Errors:  false with *detail for people when the server refuses or talks another protocol; what it said is safe text. A stream that ended
 *          says so itself.
 * Memory:  texts in the arena.
 * Source:  RFC 3207 (SMTP), RFC 9051 6.2.1 (IMAP), RFC 4217 (FTP), RFC 4511 4.14 (LDAP), PostgreSQL's and MySQL's protocol documents,
 *          MS-TDS 2.2.6.5.
 */
#ifndef NET_STARTTLS_H
#define NET_STARTTLS_H

#include "base/arena.h"
#include "model/probe.h"
#include "net/stream.h"

MUST_USE bool starttls_begin(struct arena *arena, struct stream *s, enum starttls kind, struct view *detail);
/* What the first bytes of a server look like that doesn't speak TLS: *what is "plain HTTP", *kind the dialog that would fit
 * (STARTTLS_NONE: none). */
void starttls_guess(struct view first, const char **what, enum starttls *kind);

/* starttls_tds.c: the pre-login packet and its answer; from then on the stream puts TLS into packets. */
MUST_USE bool starttls_tds(struct arena *arena, struct stream *s, struct view *detail);
/* Reads and writes of TLS bytes, inside packets when the stream has them. */
size_t starttls_some(struct stream *s, void *out, size_t n);
MUST_USE bool starttls_put(struct stream *s, struct view bytes);

#endif
