/* pkcs12_parts.h - what pkcs12.c, which decides, asks of libcrypto: the structure of a PFX, what its parts are encrypted with, its MAC,
 * its key. For pkcs12.c, and for what writes a PFX or reads a key by itself (pkcs12_write.c, pkcs8.c).
 *
 * libcrypto reads the structure; the outermost SEQUENCE has a template of ours, because PKCS12 hides its version and the bytes that
 * PBMAC1 is over. Nothing here looks at a ceiling but LIMIT_PFX_BYTES, which bounds the objects that libcrypto makes.
 * Units:   iterations are rounds of the key derivation as the file states them, UINT64_MAX when beyond that; scrypt counts as N*r*p.
 *          Passwords are views: UTF-8; one whose p is NULL is "no password" (nothing at all, where the empty password is a zero).
 * Memory:  struct pfx_parts holds libcrypto's objects until it is freed, and views point into these; names and DER are in the arena.
 * Errors:  false or NULL, and *problem says in words for people what can't be read; nothing stays in libcrypto's error queue.
 * Threads: one pfx_crypto a thread; they share nothing. The rest is pure.
 * Source:  RFC 7292 section 4 and appendix B, RFC 8018 appendix A, RFC 7914 section 7, RFC 9579.
 */
#ifndef FORMAT_PKCS12_PARTS_H
#define FORMAT_PKCS12_PARTS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"
#include "format/container/pkcs12.h"
#include "format/x509/x509_parts.h"
#include "model/cert.h"

#include <openssl/pkcs12.h>

/* --- pkcs12_parts.c: structure --- */

struct pfx_outer {
    ASN1_INTEGER *version;
    PKCS7 *contents;
    struct pfx_mac_data {
        X509_SIG *digest;
        ASN1_OCTET_STRING *salt;
        ASN1_INTEGER *iterations; /* NULL: none given */
    } *mac;                       /* NULL: none */
};

struct pfx_parts {
    struct pfx_outer *outer;
    STACK_OF(PKCS7) *safes; /* each is data, or encrypted with content */
    bool trailing;          /* bytes follow */
    bool more;              /* bytes follow inside of a string: behind a list, or behind a certificate */
};

bool pfx_broken(struct view *problem, struct view what); /* always false */
/* Notes the ceiling; PFX_BROKEN. */
enum pfx_state pfx_too_large(struct arena *arena, struct pfx *pfx, int most, const char *what);
/* Of pfx problem and oddities are filled when it fails. */
MUST_USE bool pfx_parts_read(struct arena *arena, struct view der, struct pfx_parts *out, struct pfx *pfx);
void pfx_parts_free(struct pfx_parts *parts);
bool pfx_has_mac(const struct pfx_parts *parts);
/* What the encrypted safe holds; NULL when it is not encrypted. */
const PKCS7_ENC_CONTENT *pfx_encrypted(const struct pfx_parts *parts, int safe);
/* The bags of a safe that is not encrypted; NULL when they can't be read. The caller frees them. */
STACK_OF(PKCS12_SAFEBAG) *pfx_clear_bags(struct pfx_parts *parts, int safe);
bool pfx_bag_is_cert(const PKCS12_SAFEBAG *bag);
/* Adds the certificates of the safes that are not encrypted, whose bags are in `lists` (one a safe, their number bounded), as pfx_bag_cert
 * gives them; one that can't be read is left out. Whether no safe is encrypted. */
bool pfx_clear_certs(struct arena *arena, const struct pfx_parts *parts, STACK_OF(PKCS12_SAFEBAG) *const *lists, struct view_list *out);
/* A certificate written anew: what came as BER is DER then. Empty when it can't be read. */
struct view pfx_bag_cert(struct arena *arena, const PKCS12_SAFEBAG *bag);
/* Whether there are more bytes in the certificate's string than its own. */
bool pfx_bag_has_more(struct arena *arena, const PKCS12_SAFEBAG *bag);
/* An attribute that is a BMPString (friendlyName, Microsoft's name of the key's provider), by its NID, in UTF-8; empty when none. */
struct view pfx_bag_text(struct arena *arena, const PKCS12_SAFEBAG *bag, int attribute);
/* localKeyID; empty when none. */
struct view pfx_bag_key_id(struct arena *arena, const PKCS12_SAFEBAG *bag);
/* Whether a secret bag holds the password, encrypted for accounts or groups of Active Directory, as Windows exports it. */
bool pfx_bag_is_for_accounts(const PKCS12_SAFEBAG *bag);

/* --- pkcs12_told.c: what everybody can read beside keys and certificates, in attributes, salts and parameters --- */

enum {
    PFX_TELLS_A_SECRET = 1u << 0, /* a private key, or a line like "password: hunter2" */
    PFX_TELLS_THIS = 1u << 1,     /* the password that was given, as a word; an empty one is never looked for */
};
unsigned pfx_bag_tells(struct arena *arena, const PKCS12_SAFEBAG *bag, struct view password);
unsigned pfx_algorithm_tells(struct arena *arena, const X509_ALGOR *algorithm, struct view password);
unsigned pfx_mac_tells(struct arena *arena, const struct pfx_mac_data *mac, struct view password);
/* Whether what was told is a secret. A password that doesn't open it is none, nor is one that a certificate in it has as a name. */
bool pfx_tells(unsigned told, const struct pfx_opened *opened, struct view password);

/* --- pkcs12_pbe.c: what a part is encrypted with --- */

struct pbe {
    struct view name; /* "PBES2 AES-256-CBC", "RC2-40-SHA1", or the dotted OID; static or in the arena */
    uint64_t iterations;
    bool modern;   /* PBES2 */
    bool tripledes_sha1, aes_256; /* whole schemes that Windows has a name for */
    bool outdated; /* RC2, RC4, DES: weak, and libcrypto has it only in the legacy provider */
    bool too_much; /* scrypt that wants more memory than is given to it */
};

struct pfx_mac {
    const char *digest; /* libcrypto's name, "SHA256"; NULL when unknown */
    struct view title;  /* "SHA-256", "PBMAC1 SHA-256" or the dotted OID, for people */
    struct view value, salt;
    uint64_t iterations, rounds; /* rounds: of all parts of its key together */
    bool modern;     /* SHA-2 or later */
    bool pbmac1;     /* RFC 9579; then also: */
    const char *prf; /* digest of PBKDF2; NULL when unknown */
    size_t key_length;
};

/* What the parts are encrypted with. */
struct pfx_schemes {
    struct view names[LIMIT_PFX_BAGS]; /* for people, each once */
    size_t n;
    bool tripledes_sha1, aes_256, outdated, other; /* some part is */
};

void pfx_schemes_add(struct pfx_schemes *all, const struct pbe *pbe);
/* "PBES2 AES-256-CBC, MAC SHA-256" ; `mac` is NULL when there is none. */
struct view pfx_describe(struct arena *arena, const struct pfx_schemes *all, const struct pfx_mac *mac);
enum pfx_encryption pfx_kind(const struct pfx_schemes *all, const struct pfx_mac *mac);
/* An unknown algorithm is a success with its OID as name. */
MUST_USE bool pbe_read(struct arena *arena, const X509_ALGOR *algorithm, struct pbe *out, struct view *problem);
MUST_USE bool pfx_mac_read(struct arena *arena, const struct pfx_mac_data *given, struct pfx_mac *out, struct view *problem);

/* --- pkcs12_crypto.c: computing; iteration counts are checked before any of it --- */

struct pfx_crypto {
    OSSL_LIB_CTX *ctx;
    OSSL_PROVIDER *standard, *legacy;
    bool tried_legacy;
};

void pfx_crypto_open(struct pfx_crypto *c);
void pfx_crypto_close(struct pfx_crypto *c);
/* Loads the provider of outdated ciphers, once; false when it isn't installed. */
bool pfx_crypto_legacy(struct pfx_crypto *c);
/* The MAC's digest must be known. */
bool pfx_mac_fits(const struct pfx_crypto *c, const struct pfx_mac *mac, struct view bytes, struct view password);
/* NULL when it can't be read, or is so large that computing with it would take long. */
EVP_PKEY *pfx_key(const struct pfx_crypto *c, const PKCS8_PRIV_KEY_INFO *info);
/* To the byte; neither is the same as NULL. */
bool pfx_same_key(const EVP_PKEY *one, const EVP_PKEY *other);
/* A key that is whole, and of a kind that libcrypto has no name for or can't compute with: GOST, say. */
bool pfx_key_is_other_kind(const PKCS8_PRIV_KEY_INFO *info);
/* For functions of libcrypto that ask for the password of a PEM block, and would ask the terminal themselves; `given`: pem_password. */
struct pem_password {
    const struct view *password; /* NULL: none */
    bool asked;                  /* out */
};
int pem_password_give(char *buf, int size, int writing, void *given);
/* As PKCS#8 DER into a secret buf. */
bool pkcs8_put(const EVP_PKEY *key, struct buf *out);
/* Whether `der` is a certificate; whether `key` (may be NULL) belongs to it, and until when it is valid (TIME_NONE when unreadable). */
MUST_USE bool pfx_cert_fits(const struct pfx_crypto *c, struct view der, EVP_PKEY *key, bool *fits, int64_t *end);

#endif
