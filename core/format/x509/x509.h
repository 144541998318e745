/* x509.h - one certificate: DER to `struct cert`, and who signed whom. The one place that knows OpenSSL's X509.
 *
 * x509_read.c has libcrypto decode it in a library context that has only the null provider: 15 us instead of 100, and no lock between
 * threads; the key's numbers come from the SPKI. x509_verify.c computes signatures over the raw bytes with a key made from those
 * numbers, in a real context. Our own is what libcrypto doesn't tell: what is odd in an encoding, and what is refused before computing.
 *
 * Memory:  struct x509_ctx is owned by one worker (x509_new, x509_free); results live in the arena, or point into `der`, which
 *          must live as long.
 * Errors:  ST_FORMAT with a sentence on what in the encoding is wrong (no text from OpenSSL's queue leaks out).
 * Threads: one x509_ctx a thread; those of x509_new_for_thread share nothing that is locked.
 * Source:  RFC 5280, RFC 5480, RFC 8017, RFC 4514.
 */
#ifndef FORMAT_X509_H
#define FORMAT_X509_H

#include "base/arena.h"
#include "base/err.h"
#include "model/cert.h"

struct x509_ctx;
struct x509_ctx *x509_new(void); /* for the main thread: computes in libcrypto's default context, which is there anyway */
struct x509_ctx *x509_new_for_thread(void); /* 0.5 ms */
void x509_free(struct x509_ctx *x);

/* Parses exactly one certificate; bytes behind it are an error (the caller cuts them off first and remembers them as a finding).
 * Agrees with OpenSSL's d2i_X509 on what is a certificate, and refuses one whose signed part isn't in DER; BER around it is written anew,
 * and out->der is then not `der`. Fills all of struct cert but the part of steps/certs.c. */
MUST_USE bool x509_read(struct x509_ctx *x, struct arena *arena, struct view der, struct cert *out, struct err *e);

/* Whether `issuer`'s key signed `cert`; CHECK_BAD too when the algorithm inside the signed part isn't the one outside. CHECK_REFUSED
 * without computing when the key or the exponent is above the ceilings (LIMIT_RSA_BITS, LIMIT_RSA_EXPONENT_BITS), the key is no key
 * (key.invalid), its curve is spelled out, or the algorithm is none that OpenSSL's default provider has. Never slower than some
 * milliseconds. */
enum check x509_verify(struct x509_ctx *x, const struct cert *cert, const struct cert *issuer);
/* Whether `key`'s numbers make a key at all: point on the curve, modulus odd, exponent odd and above 1. Computes nothing but
 * points. True when it can't be judged (a curve that OpenSSL doesn't know). */
bool x509_key_valid(struct x509_ctx *x, const struct cert *cert);
/* Of an RSA key: a prime below 100 that divides its modulus, or 0 (0.3 us for 2048 bits). */
unsigned x509_small_factor(const struct key *key);

/* Names are the same by the rules of RFC 5280 7.1, in libcrypto's canonical form: white space, case and string type don't matter; of a
 * certificate that only a record tells of, whose names have no DER, by the letter. Two empty ones are the same. */
bool x509_same_subject(const struct cert *a, const struct cert *b);
bool x509_same_issuer(const struct cert *a, const struct cert *b);
bool x509_is_issued_under(const struct cert *cert, const struct cert *ca); /* by its own name: it is self-issued */
/* Whether `issuer` bears the name of the other's issuer and, when both tell, the identifier of its key. A signature proves it. */
bool x509_may_have_signed(const struct cert *issuer, const struct cert *cert);

/* Of enum eku, by a word of eku_names: "serverAuth". */
unsigned x509_purpose_bit(struct view name);

/* A Name, with its tag, as safe text in RFC 4514 order, with the quotes that Windows shows (CertNameToStr). */
struct view x509_name_text(struct arena *arena, struct view name_der);
/* Whether a value of a name is shown in quotes. */
bool x509_is_quoted(struct view value);

/* DER between PEM's lines, in Base64, as OpenSSL writes it. */
struct view x509_pem(struct arena *arena, struct view der);
/* What a file of it is called, by its subject: "partner-root.cer"; with so many bytes of its SHA-256, where another has or may have that
 * name: "partner-root-1a2b3c4d.cer". */
struct view x509_file_name(struct arena *arena, const struct cert *cert, size_t digest_bytes, const char *ending);

/* Whether some DNS name or address is among its alternative names. */
bool x509_has_host(const struct cert *cert);
/* Whether a text is written like a host's name: labels with a dot between. */
bool x509_is_like_host(struct view name);
/* Whether one of the certificate's names covers this host, as RFC 9525 and Windows' Schannel see it: SAN only, `*` as the whole
 * left-most label. `host` may be an IP address. */
bool x509_covers(const struct cert *cert, struct view host);
/* Whether its common name is this host, or a wildcard over it, and no alternative name could be: no DNS name, or none at all of an IP
 * address. RFC 6125 6.4.4. */
bool x509_common_name_covers(const struct cert *cert, struct view host);
/* Whether a CA's name constraints let it, and what is below it, speak for this host. */
bool x509_may_speak_for(const struct cert *ca, struct view host);

#endif
