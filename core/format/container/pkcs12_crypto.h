/* pkcs12_crypto.h - what a PFX needs of libcrypto: check a MAC, decrypt a part, ask whether a key belongs to a certificate. For
 * pkcs12.c alone, which checks iteration counts before it calls any of this.
 *
 * Passwords are views: UTF-8; one whose p is NULL is "no password" (nothing at all, where the empty password is a terminating zero).
 * Memory:  struct pfx_crypto and struct pfx_key are owned (new/free); struct pfx_clear is wiped when freed.
 * Errors:  false or NULL; nothing stays in libcrypto's error queue.
 * Threads: one pfx_crypto a thread; they share nothing.
 * Source:  RFC 7292 appendix B, RFC 8018, RFC 9579.
 */
#ifndef FORMAT_PKCS12_CRYPTO_H
#define FORMAT_PKCS12_CRYPTO_H

#include "format/container/pkcs12_parts.h"

struct pfx_crypto;
struct pfx_key;

/* Decrypted bytes. */
struct pfx_clear {
    unsigned char *p;
    size_t n;
};

struct pfx_crypto *pfx_crypto_new(void);
void pfx_crypto_free(struct pfx_crypto **c);
/* Loads the provider of outdated ciphers, once; false when it isn't installed. */
bool pfx_crypto_legacy(struct pfx_crypto *c);

/* The MAC's digest must be known. */
bool pfx_mac_fits(const struct pfx_crypto *c, const struct pfx_mac *mac, struct view bytes, struct view password);
MUST_USE bool pfx_decrypt(const struct pfx_crypto *c, struct view algorithm, struct view password, struct view data, struct pfx_clear *out);
void pfx_clear_free(struct pfx_clear *clear);

/* A PrivateKeyInfo. NULL when it can't be read, or is so large that computing with it would take long. */
struct pfx_key *pfx_key_new(const struct pfx_crypto *c, struct view der);
void pfx_key_free(struct pfx_key **key);
/* Whether `der` is a certificate, and whether `key` (may be NULL) belongs to it. */
MUST_USE bool pfx_cert_fits(const struct pfx_crypto *c, struct view der, const struct pfx_key *key, bool *fits);

#endif
