/* pkcs8.h - the one private key of a file: PKCS#8 or traditional, PEM or DER, encrypted or not.
 *
 * For writing it into a PFX; whoever only wants to know whether a file has a key asks container.h.
 * Memory:  the key goes into a secret buf, which the caller wipes; libcrypto's own copies are wiped. The Base64 of a PEM is decoded into
 *          the arena: arena_wipe it.
 * Errors:  none: how it went is the state.
 * Threads: any; contexts are its own.
 * Source:  RFC 5208, RFC 5958, RFC 7468; RFC 1421 section 4.6 for the headers of traditional keys.
 */
#ifndef FORMAT_PKCS8_H
#define FORMAT_PKCS8_H

#include "base/arena.h"
#include "base/buf.h"

enum pkcs8_state {
    PKCS8_NONE, /* no private key in it */
    PKCS8_READ,
    PKCS8_PASSWORD_MISSING, /* it is encrypted and no password was given */
    PKCS8_PASSWORD_WRONG,
    PKCS8_SEVERAL,   /* different ones */
    PKCS8_EXCESSIVE, /* beyond LIMIT_PFX_ITERATIONS: not computed */
    PKCS8_BROKEN,    /* looks like a key and can't be read */
};

/* Into *out (emptied first) as PKCS#8 DER. `password` is NULL when none was given. */
enum pkcs8_state pkcs8_read(struct arena *arena, struct view bytes, const struct view *password, struct buf *out);
/* Whether the certificate was issued for this key. */
bool pkcs8_fits(struct view pkcs8, struct view cert_der);

#endif
