/* pkcs12_write.h - a PFX from a key and its certificates, as Windows reads it, the same bytes for the same input.
 *
 * TripleDES-SHA1 is what every Windows and the vendor's cloud read; AES-256 is PBES2 with HMAC-SHA-256 and a SHA-256 MAC, as Windows
 * Server 2019 and later write it themselves. Everything is encrypted, the certificates too. Salts and the IV are derived from the recipe's
 * seed, so that a bundle with such a PFX can be made again; PKCS12_create_ex draws them at random, hence the parts are put together here.
 * What was made is opened again with the password and compared with the recipe before it is returned.
 * Memory:  the PFX in the arena; keys are wiped.
 * Errors:  ST_FORMAT: libcrypto can't write this key or certificate, or read back what it wrote.
 * Threads: any; contexts are its own.
 * Source:  RFC 7292, RFC 8018; Microsoft: import and export of PFX with AES256-SHA256.
 */
#ifndef FORMAT_PKCS12_WRITE_H
#define FORMAT_PKCS12_WRITE_H

#include "base/arena.h"
#include "base/err.h"
#include "model/cert.h"

struct pfx_recipe {
    enum pfx_encryption encryption; /* not PFX_OTHER_ENCRYPTION */
    struct view key;                /* PKCS#8 DER */
    const struct view *certs;       /* DER; the key's own first */
    size_t n_certs;
    struct view friendly_name, key_provider; /* UTF-8; empty: none */
    struct view password;           /* UTF-8 */
    unsigned char seed[32];         /* a digest of everything that it is made from */
};

MUST_USE bool pkcs12_write(struct arena *arena, const struct pfx_recipe *recipe, struct view *out, struct err *e);

#endif
