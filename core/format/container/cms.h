/* cms.h - a detached signature over SHA256SUMS: CMS SignedData, DER, SHA-256, with the signer's chain and no signing time, so that
 * RSA signatures are reproducible.
 *
 * Memory:  the result in the arena. Keys are wiped by libcrypto when freed.
 * Errors:  ST_IO, ST_FORMAT with the file named.
 * Threads: any.
 * Source:  RFC 5652. Judge: openssl cms -verify -binary -inform DER -content SHA256SUMS -in SHA256SUMS.p7s -CAfile CA
 */
#ifndef FORMAT_CMS_H
#define FORMAT_CMS_H

#include "base/arena.h"
#include "base/err.h"
#include "format/x509/x509.h"

struct signer;

/* `cert` is PEM or DER, those in it that lead up from the signer are sent along; `key` is PEM (PKCS#8, traditional, encrypted with
 * `password`, which may be NULL). A key that doesn't belong to the certificate is an error. */
MUST_USE bool signer_open(struct view cert, struct view key, const struct view *password, struct signer **out, struct err *e);
/* Refuses (ST_FORMAT) a signer whom signer_verify would call untrusted, whatever CAs it were given. */
MUST_USE bool signer_check(const struct signer *s, int64_t now, struct err *e);
/* Whether there is a certificate to sign with in it: tells which of the two files signer_open refused. */
bool signer_has_cert(struct view cert);
void signer_close(struct signer *s);
MUST_USE bool signer_sign(struct signer *s, struct arena *arena, struct view content, struct view *out, struct err *e);

/* --- cms_verify.c: the way back --- */

/* The CAs that signers must chain to, from --trust. No other CA is ever trusted, nothing is fetched. Read-only, shared by all threads. */
struct signer_trust;
/* PEM (one or more) or DER (one). ST_FORMAT when there is no certificate in it, ST_LIMIT for more than LIMIT_CERTS. */
MUST_USE bool signer_trust_load(struct view bytes, struct signer_trust **out, struct err *e);
void signer_trust_free(struct signer_trust *trust); /* NULL is fine */

enum signature_state {
    SIGNATURE_INVALID,   /* it can't be read, or it isn't over this content */
    SIGNATURE_UNTRUSTED, /* over this content, by a signer that doesn't chain to the CAs given, or no longer */
    SIGNATURE_UNCHECKED, /* over this content; no CAs were given, so anybody may have made it */
    SIGNATURE_GOOD,
};

struct signature {
    enum signature_state state;
    struct view why;           /* safe text, a clause: "it was made over other content"; empty when good */
    const struct cert *signer; /* in the arena; NULL when it can't be told */
    bool expired;              /* it has a chain, and is untrusted because one in it ended before `now` */
};

/* Whether `bytes` (DER, detached, one signer) signs `content`, and who did, as of `now`. Bounded in bytes, certificates, keys and
 * digests; the ceilings are in base/limits.h. One that holds more than the signer signed, and his chain, is invalid. `trust` may be NULL.
 * Never fails: what can't be read is invalid. */
void signer_verify(const struct signer_trust *trust, struct x509_ctx *x, struct arena *arena, struct view content, struct view bytes,
                   int64_t now, struct signature *out);

#endif
