/* key_scan.h - is there a private key in these bytes, in any of the ways people leave one?
 *
 * Looks at every place: DER (PKCS#8, encrypted PKCS#8, PKCS#1, SEC 1, DSA, PFX), PEM and its relatives, Base64 without header lines
 * (also URL-safe, over several lines, quoted), hexadecimal, PEM in Base64 or hexadecimal, UTF-16 of all of them; XML and JSON keys
 * (.NET, JWK), PuTTY, PVK, Java key stores. Only the first bytes of a key are looked at, so that time is linear in the size.
 * A certificate, a signature, a CSR or a digest is none of these.
 * Memory:  none.
 * Threads: pure.
 * Source:  RFC 5958, RFC 8017 A.1.2, RFC 5915, RFC 7292, RFC 7468, RFC 7517.
 */
#ifndef FORMAT_KEY_SCAN_H
#define FORMAT_KEY_SCAN_H

#include "base/view.h"

struct key_found {
    const char *what; /* "a private key (PKCS#8) in Base64" */
    size_t at;        /* where it begins */
};

/* The first one; false when there is none. */
bool key_scan(struct view bytes, struct key_found *out);

#endif
