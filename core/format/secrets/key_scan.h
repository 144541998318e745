/* key_scan.h - is there a private key in these bytes, in any of the ways people leave one?
 *
 * Finds what key_at knows, at any place, and whole documents and files: XML and JSON keys (.NET, JWK), OpenSSL's
 * printouts, PVK, Java key stores.
 * Time is linear in the size: a place is judged only where the first two characters allow a key, which is rare.
 * Memory:  none.
 * Threads: pure.
 * Source:  RFC 5958, RFC 8017 A.1.2, RFC 5915, RFC 7292, RFC 7468, RFC 7517.
 */
#ifndef FORMAT_KEY_SCAN_H
#define FORMAT_KEY_SCAN_H

#include "base/view.h"

/* TRADITIONAL: PKCS#1 or DSA. NUMBERS: as OpenSSL prints them. From PFX on it is a file, in which a key may well be. */
enum key_form { FOUND_NOTHING, FOUND_PKCS8, FOUND_TRADITIONAL, FOUND_SEC1, FOUND_ENCRYPTED, FOUND_PEM, FOUND_SSH, FOUND_BASE64, FOUND_HEX,
                FOUND_PVK, FOUND_XML, FOUND_NUMBERS, FOUND_JWK, FOUND_PFX, FOUND_PFX_BASE64, FOUND_PFX_HEX, FOUND_JAVA_STORE, FOUND_COUNT };

struct key_found {
    enum key_form form;
    const char *what; /* "a private key (PKCS#8)", "a PFX in Base64"; NULL: nothing */
    size_t at;        /* where it begins */
};

/* The first one; false when there is none. */
bool key_scan(struct view bytes, struct key_found *out);
/* The same when it is no PFX or key store, in which a key may well be. */
bool key_scan_bare(struct view bytes, struct key_found *out);

/* key_at.c: FOUND_NOTHING when no key begins at this byte. Knows DER (PKCS#8, encrypted PKCS#8, PKCS#1, SEC 1, DSA, PFX), PEM and its
 * relatives, PuTTY, Base64 without header lines (also URL-safe, over several lines, quoted), hexadecimal, PEM in Base64 or hexadecimal,
 * UTF-16 of all of them. Only the first bytes of a key are looked at. A certificate, a signature, a CSR or a digest is none of these. */
enum key_form key_at(struct view bytes, size_t at);

#endif
