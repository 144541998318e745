/* key_scan.h - is there a private key in these bytes, in any of the ways people leave one?
 *
 * Finds what key_at knows, at any place, and whole documents and files: XML and JSON keys (.NET, JWK), PVK, Java key stores.
 * Time is linear in the size: a place is judged only where the first two characters allow a key, which is rare.
 * Memory:  none.
 * Threads: pure.
 * Source:  as of key_at.h; RFC 7517.
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
