/* compare_secrets.h - audit: what must not be in a bundle. Private keys in any encoding, in every entry but the PFX of a client-side
 * case; key material between the entries; a PFX that no password protects; passwords in texts.
 *
 * Memory:  the arena of the parts. Errors: none. Threads: pure but for the arena.
 */
#ifndef STEPS_COMPARE_SECRETS_H
#define STEPS_COMPARE_SECRETS_H

#include "format/bundle/bundle_parts.h"
#include "model/cert.h"

/* `pfx_file`: the entry that the record of a client-side case names; empty when there is none. `evidence`: the bundle's certificate
 * files. */
void compare_secrets(const struct bundle_parts *p, struct view pfx_file, const struct evidence *evidence);
/* Key material in the rest of the file: between the entries, in comments, in what couldn't be unpacked. */
void compare_secrets_outside(const struct bundle_parts *p, struct view bytes);

#endif
