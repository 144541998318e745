/* pkcs12.h - a PFX: what it is encrypted with, and with the password what is inside. Of private keys it only asks whether they match a
 * certificate, unless the caller wants the key to write another PFX (pkcs12_write.h); they are freed, and wiped by libcrypto, before it
 * returns.
 *
 * A PFX is only good when every bag decrypts and parses. Iteration counts are added up over MAC and bags before anything is
 * computed (LIMIT_PFX_ITERATIONS). RC2-40 needs the legacy provider, loaded in a context of its own.
 * Memory:  certificates' DER in the arena.
 * Errors:  none: how it went is pfx->state.
 * Threads: any; contexts are its own.
 * Source:  RFC 7292, RFC 8018, RFC 9579.
 */
#ifndef FORMAT_PKCS12_H
#define FORMAT_PKCS12_H

#include "base/arena.h"
#include "base/buf.h"
#include "format/container/der_list.h"
#include "model/cert.h"

struct pfx_opened {
    struct pfx pfx;
    struct view_list certs;
    size_t own; /* which of them belongs to the key; SIZE_MAX: none */
    struct view_list in_clear; /* where the password is missing or wrong: the certificates that are seen all the same */
};

/* `password` is NULL when none was given; an empty view is the empty password. The key goes into *pkcs8 (a secret buf, emptied first; NULL:
 * nobody wants it) as PKCS#8 DER when the PFX is open and holds exactly one; pfx.friendly_name and key_provider are then as the file has
 * them, to be written again: not safe text. `before`: rounds of the ceiling that are taken already, by other PFX beside it. */
void pkcs12_read(struct arena *arena, struct view der, const struct view *password, uint64_t before, struct buf *pkcs8,
                 struct pfx_opened *out);

#endif
