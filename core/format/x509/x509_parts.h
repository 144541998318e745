/* x509_parts.h - what the x509_*.c files share among themselves; others include x509.h.
 *
 * Memory:  texts in the reading's arena; what libcrypto decoded lives no longer than the reading, so octets of it are copied.
 * Threads: pure, but for x509_ctx.
 * Source:  RFC 5280, RFC 4514, RFC 5480.
 */
#ifndef FORMAT_X509_PARTS_H
#define FORMAT_X509_PARTS_H

#include <openssl/provider.h>
#include <openssl/x509.h>

#include "base/arena.h"
#include "model/cert.h"

/* A key that was verified with, ready for the next signature: to make one and to begin with it costs a third of what an RSA signature does,
 * and what people have in one list comes from few CAs. */
struct x509_kept {
    unsigned char sha256[32]; /* of its SubjectPublicKeyInfo */
    EVP_PKEY *key;            /* NULL: none */
    EVP_MD_CTX *digest;       /* begun with it; NULL until the first one */
};
enum { X509_KEPT_PAIRS = 512 }; /* twice as many keys: more than there are public CAs */

struct x509_ctx {
    OSSL_LIB_CTX *reading;   /* with the null provider only: the key inside a certificate is not decoded */
    OSSL_LIB_CTX *computing; /* NULL: libcrypto's default one */
    OSSL_PROVIDER *nothing, *everything;
    BIGNUM *number;         /* of a key that is being made */
    EVP_PKEY_CTX *rsa, *ec; /* make keys out of numbers; NULL until the first one */
    struct x509_kept kept[X509_KEPT_PAIRS][2]; /* by the beginning of their digests; of two the later one stands first */
    struct x509_kept on_curve;                 /* the last one of an elliptic curve, where another point costs less than another key */
    struct view curve_name;                    /* of that; a name that OpenSSL has, so of static memory */
    int curve;                                 /* looked at last, and the bits of its order */
    unsigned curve_bits;
};

/* One certificate on its way into a struct cert. */
struct x509_reading {
    struct x509_ctx *x;
    struct arena *arena;
    struct cert *cert;
};

/* The row of a table whose first member is this NID (or number); NULL when there is none. */
const void *x509_row(const void *rows, size_t n, size_t size, int nid);
#define X509_ROW(rows, nid) x509_row((rows), COUNT_OF(rows), sizeof *(rows), (nid))

void x509_drop(struct x509_kept *kept);

/* Notes an oddity; the first non-empty detail is kept. */
void x509_odd(struct cert *cert, enum cert_oddity oddity, const char *detail);

/* For functions of libcrypto: never NULL. */
static inline const unsigned char *octets(struct view v)
{
    return (const unsigned char *)(v.n ? v.p : "");
}
/* The octets of a string, where they stand. */
struct view x509_octets(const ASN1_STRING *s);
/* The octets that an i2d_* function has made, moved into the arena; empty when it failed. */
struct view x509_encoded(struct arena *arena, unsigned char *made, int n);
/* In any of the forms that libcrypto reads; TIME_NONE when it is none. */
int64_t x509_time(const ASN1_TIME *time);
/* "1.2.840.113549"; "invalid" when it is longer than libcrypto writes (586 bytes). */
struct view x509_oid_text(struct arena *arena, const ASN1_OBJECT *oid);
/* "ML-DSA-65"; empty when it is none. */
struct view x509_post_quantum(const ASN1_OBJECT *oid);

/* OBJ_find_sigid_algs, and the algorithms that OpenSSL 3.0 has a name for and doesn't find: the NIDs of digest (NID_undef: inside the
 * scheme) and key. */
MUST_USE bool x509_signature_algorithm(int nid, int *digest, int *key);

/* Whether a value of this type (V_ASN1_...) is text. */
bool x509_is_text(int type);
/* A certificate's parts by their places (RFC 5280 section 4.1), as they stand there; what is inside them isn't looked at. Of what
 * libcrypto has decoded it gives most of them only written anew. */
struct x509_places {
    struct view tbs, signature_algorithm, issuer, subject, spki;
    struct view behind; /* the key, in tbs: unique identifiers and extensions */
};
MUST_USE bool x509_places(struct view der, struct x509_places *out);

/* A string's octets, taken for one of this type, as safe text of at most LIMIT_NAME_BYTES, noting odd characters; *bad (may be NULL)
 * tells whether octets contradict the type. */
struct view x509_string(const struct x509_reading *r, int type, const ASN1_STRING *s, bool *bad);
/* A Name as text; *common_name (may be NULL) gets its last common name, else organisation, else the whole text. `where` names it in the
 * oddities. */
struct view x509_name(const struct x509_reading *r, const X509_NAME *name, const char *where, struct view *common_name);
/* SHA-256 of a Name in canonical form: the same for two exactly where X509_NAME_cmp finds them the same. That decodes both each time, and
 * of the hundreds of certificates in one file each is compared with each. */
void x509_name_digest(const X509_NAME *name, unsigned char out[32]);
/* The last value that a Name has of this attribute and that is text; empty: none. */
struct view x509_attribute(const struct x509_reading *r, const X509_NAME *name, int nid);
bool x509_alt_names(const struct x509_reading *r, const void *names); /* GENERAL_NAMES; true */
bool x509_name_limits(const struct x509_reading *r, const void *limits); /* NAME_CONSTRAINTS; true */
void x509_extensions(const struct x509_reading *r, const X509 *decoded);

/* Type, size and numbers of the certificate's key, from cert->spki and what was decoded of it. What can't be found stays empty, and the
 * key is marked. */
void x509_key(const struct x509_reading *r, X509_PUBKEY *decoded);

#endif
