/* key_at.h - what private key begins at one place, in any of the ways people leave one? For key_scan.c, which looks for the place.
 *
 * Knows DER (PKCS#8, encrypted PKCS#8, PKCS#1, SEC 1, DSA, PFX), PEM and its relatives, PuTTY, Base64 without header lines (also
 * URL-safe, over several lines, quoted), hexadecimal, PEM in Base64 or hexadecimal, UTF-16 of all of them. Only the first bytes of a
 * key are looked at. A certificate, a signature, a CSR or a digest is none of these.
 * Memory:  none.
 * Threads: pure.
 * Source:  RFC 5958, RFC 8017 A.1.2, RFC 5915, RFC 7292, RFC 7468.
 */
#ifndef FORMAT_KEY_AT_H
#define FORMAT_KEY_AT_H

#include "base/view.h"

/* "a private key (PKCS#8) in Base64"; NULL when no key begins at this byte. */
const char *key_at(struct view bytes, size_t at);

#endif
