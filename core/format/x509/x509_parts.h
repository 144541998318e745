/* x509_parts.h - what the x509_*.c files share among themselves; others include x509.h.
 *
 * Memory:  texts in the reading's arena, views into the certificate's bytes.
 * Threads: pure, but for the two members of x509_ctx.
 * Source:  RFC 5280, RFC 4514, RFC 5480, RFC 4055.
 */
#ifndef FORMAT_X509_PARTS_H
#define FORMAT_X509_PARTS_H

#include "base/arena.h"
#include "model/cert.h"

struct x509_ctx {
    struct x509_reader *reader;
    struct x509_verifier *verifier; /* NULL until the first signature or key is checked */
};
void x509_verifier_free(struct x509_verifier *v);

/* A certificate taken apart, DER. What has a tag of its own keeps it, but `version` and `serial` are the INTEGER's content, `extensions`
 * the content of the list, `signature` the octets. */
struct x509_fields {
    struct view version; /* empty: version 1 */
    struct view serial, algorithm, issuer, not_before, not_after, subject, spki, extensions, outer_algorithm, signature;
};
MUST_USE bool x509_fields_take(struct view der, struct x509_fields *out);

/* Whether this is one certificate in DER of the usual shape, with nothing in it that d2i_X509 could refuse. False says nothing. */
bool x509_plain(struct view der);

struct x509_extension {
    struct view oid, value; /* contents */
    bool critical;
};
/* Takes one extension from the front of the list. */
MUST_USE bool x509_extension_take(struct view *list, struct x509_extension *out);

/* One certificate on its way into a struct cert. */
struct x509_reading {
    struct arena *arena;
    struct cert *cert;
};

/* Notes an oddity; the first non-empty detail is kept. */
void x509_odd(struct cert *cert, enum cert_oddity oddity, const char *detail);

/* Octets of one string type as safe text, at most LIMIT_NAME_BYTES, noting odd characters; *bad (may be NULL) tells whether octets
 * contradict the type. */
struct view x509_string(const struct x509_reading *r, unsigned type, struct view octets, bool *bad);
/* A Name, with its tag, as text; *common_name (may be NULL) gets its last common name, else organisation, else the whole text. `where`
 * names it in the oddities. */
struct view x509_name(const struct x509_reading *r, struct view name, const char *where, struct view *common_name);
/* The content of a subject alternative name's list; false when it can't be followed. */
MUST_USE bool x509_alt_names(const struct x509_reading *r, struct view names);
void x509_extensions(const struct x509_reading *r, struct view extensions);

/* A Time with its tag; TIME_NONE when unreadable. *der: in the form that RFC 5280 4.1.2.5 asks for. */
int64_t x509_time(struct view value, bool *der);

/* Type, size and numbers of a SubjectPublicKeyInfo with its tag. What can't be found stays empty, and the key is marked. */
void x509_key(struct arena *arena, struct view spki, struct key *out);
/* The numbers p, q, g and y of a DSA key; false when it has none. */
struct x509_dsa {
    struct view p, q, g, y;
};
MUST_USE bool x509_dsa_numbers(struct view spki, struct x509_dsa *out);
/* An INTEGER's content as unsigned big-endian without leading zeros (old software forgets the zero octet that makes it positive); false
 * when it is negative or zero. */
MUST_USE bool x509_positive(struct view content, struct view *out);
/* Bits of an unsigned big-endian number without leading zeros. */
unsigned x509_bits(struct view number);

struct x509_curve {
    struct view oid, name;
    unsigned bits;        /* of the order */
    unsigned field_bytes; /* of a coordinate */
};
extern const struct x509_curve x509_curves[];
extern const size_t x509_n_curves;

enum x509_scheme { SCHEME_RSA, SCHEME_RSA_PSS, SCHEME_ECDSA, SCHEME_DSA, SCHEME_ED25519, SCHEME_ED448 };
struct x509_algorithm {
    struct view oid, name;
    enum x509_scheme scheme;
    enum signature_hash hash;
    const char *digest; /* libcrypto's name; NULL: inside the scheme, or none that certcase computes */
};
const struct x509_algorithm *x509_algorithm(struct view oid); /* NULL when unknown */
/* The digest of a hash algorithm's OID; NULL when unknown. */
const struct x509_algorithm *x509_hash(struct view oid);
/* Parameters of RSA-PSS, from an AlgorithmIdentifier with its tag; false when they can't be read. */
struct x509_pss {
    const struct x509_algorithm *hash, *mask_hash;
    unsigned salt;
};
MUST_USE bool x509_pss(struct view algorithm, struct x509_pss *out);

#endif
