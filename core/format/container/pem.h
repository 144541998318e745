/* pem.h - text that carries DER: PEM with anything around it, bare Base64, a byte-order mark, UTF-16, CRLF, CR.
 *
 * Neither OpenSSL nor GnuTLS reads bare Base64 or UTF-16, so this is our own.
 * Memory:  in the arena.
 * Errors:  none; what can't be decoded is counted and marked.
 * Threads: pure.
 * Source:  RFC 7468, RFC 4648 section 4, RFC 2781.
 */
#ifndef FORMAT_PEM_H
#define FORMAT_PEM_H

#include "base/arena.h"
#include "model/cert.h"

struct pem_block {
    struct view label;   /* "CERTIFICATE"; "" for bare Base64 */
    struct view der;     /* empty when its Base64 is broken */
    struct view trailing; /* bytes behind the first DER value */
};

struct pem_text {
    struct pem_block *blocks;
    size_t n_blocks;
    unsigned oddities; /* FILE_BOM, FILE_UTF16, FILE_BARE_BASE64, FILE_TEXT_AROUND, FILE_UNDECODABLE, FILE_TOO_MANY */
};

/* Strips a byte-order mark and turns UTF-16 (either order, with or without mark) into UTF-8; sets FILE_BOM, FILE_UTF16 in
 * *oddities. Returns `bytes` itself when there is nothing to do. */
struct view text_normal(struct arena *arena, struct view bytes, unsigned *oddities);
/* Every block of a text, in order. */
struct pem_text pem_read(struct arena *arena, struct view bytes);
/* Strict Base64 (white space allowed, padding right); false when it isn't. */
MUST_USE bool base64_decode(struct arena *arena, struct view text, struct view *out);

/* What a label promises: CONTAINER_PEM for a certificate, CONTAINER_PKCS7, _PKCS12, _CSR, _CRL, _PRIVATE_KEY, _PUBLIC_KEY, _SSH_KEY, _PGP;
 * CONTAINER_TEXT for any other. */
enum container pem_label_kind(struct view label);
/* Whether a text is in UTF-16: it has the mark, or its first characters are ASCII in 16 bits. *skip gets the size of the mark. */
bool text_is_utf16(struct view bytes, bool *big_endian, size_t *skip);
/* UTF-16 to UTF-8; half characters become U+FFFD. */
struct view utf16_to_utf8(struct arena *arena, struct view bytes, bool big_endian);

#endif
