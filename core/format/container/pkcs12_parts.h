/* pkcs12_parts.h - the structure of a PFX without any computing: its MAC, its safes, their bags, and what each of them is encrypted with.
 * For pkcs12.c alone, which adds the cryptography.
 *
 * Units:   iterations are rounds of the key derivation as the file states them, SIZE_MAX when beyond that; scrypt counts as N*r*p.
 * Memory:  views into the bytes given; strings that come in pieces are joined in the arena.
 * Errors:  false, and *problem says in words for people what can't be read.
 * Threads: pure.
 * Source:  RFC 7292 section 4 and appendix B, RFC 8018 appendix A, RFC 7914 section 7, RFC 9579.
 */
#ifndef FORMAT_PKCS12_PARTS_H
#define FORMAT_PKCS12_PARTS_H

#include "base/arena.h"
#include "base/view.h"

/* How one part is encrypted. */
struct pbe {
    struct view name;  /* "PBES2 AES-256-CBC", "RC2-40-SHA1", or the dotted OID; static or in the arena */
    size_t iterations;
    bool modern;       /* PBES2 */
    bool weak;         /* RC2, RC4, DES */
    bool legacy;       /* libcrypto has it only in the legacy provider */
    bool too_much;     /* scrypt that wants more memory than is given to it */
};

struct pfx_mac {
    bool present;
    const char *digest; /* libcrypto's name, "SHA2-256"; NULL when unknown */
    struct view title;  /* "SHA-256", "PBMAC1 SHA-256" or the dotted OID, for people */
    struct view value, salt;
    size_t iterations, rounds; /* rounds: of all parts of its key together */
    bool modern;        /* SHA-2 or later */
    bool pbmac1;        /* RFC 9579; then also: */
    const char *prf;    /* digest of PBKDF2; NULL when unknown */
    size_t key_length;
};

struct pfx_safe {
    bool encrypted;
    struct view algorithm; /* AlgorithmIdentifier with tag, when encrypted */
    struct pbe pbe;
    struct view data;      /* SafeContents, or what decrypts to it */
};

struct pfx_parts {
    struct pfx_mac mac;
    struct view authenticated; /* what the MAC is over */
    struct pfx_safe *safes;
    size_t n_safes;
    struct view trailing;
};

enum pfx_bag_kind { PFX_BAG_OTHER, PFX_BAG_KEY, PFX_BAG_SHROUDED_KEY, PFX_BAG_CERT, PFX_BAG_CRL, PFX_BAG_SECRET };

struct pfx_bag {
    enum pfx_bag_kind kind;
    struct view value;     /* PrivateKeyInfo; encrypted octets of a shrouded key; certificate; empty for other kinds */
    struct view algorithm; /* of a shrouded key */
    struct pbe pbe;
    struct view name;      /* friendlyName: UTF-16, big-endian; empty when none */
};

struct pfx_bags {
    struct pfx_bag *items;
    size_t n, cap;
};

MUST_USE bool pfx_parts_read(struct arena *arena, struct view der, struct pfx_parts *out, struct view *problem);
/* The bags of one SafeContents, nested ones included, added to *out. */
MUST_USE bool pfx_bags_read(struct arena *arena, struct view contents, struct pfx_bags *out, struct view *problem);
/* Reads an AlgorithmIdentifier of password-based encryption. An unknown one is a success with its OID as name. */
MUST_USE bool pbe_read(struct arena *arena, struct view algorithm, struct pbe *out, struct view *problem);
MUST_USE bool pfx_mac_read(struct arena *arena, struct view mac_data, struct pfx_mac *out, struct view *problem);
/* Adds without overflow. */
size_t iterations_add(size_t a, size_t b);

#endif
