/* cert.h - what was found in the files that somebody gave: certificates, their containers, a PFX. Plain data.
 *
 * Text fields are safe text (base/utf8.h): valid UTF-8 on one line, foreign control, bidirectional and invisible characters
 * already escaped; so no output has to remember that the attacker chooses them. DER fields are the raw bytes.
 * Memory:  everything points into the arena of the case (or into the file's bytes, which live there too).
 * Filled:  by format/x509/x509_read.c (one certificate), format/container/container.c (a file), steps/certs.c (what needs the others:
 *          role, store, issuer, trust).
 */
#ifndef MODEL_CERT_H
#define MODEL_CERT_H

#include "base/limits.h"
#include "base/view.h"

/* What a file holds. Words in words.c. From CONTAINER_CSR on it is not a certificate. */
enum container {
    CONTAINER_DER,
    CONTAINER_PEM,
    CONTAINER_BASE64,    /* bare Base64 without header lines */
    CONTAINER_UTF16_PEM, /* PEM (or Base64) in UTF-16, as Windows tools write it */
    CONTAINER_PKCS7,
    CONTAINER_PKCS12,
    CONTAINER_WINDOWS_STORE, /* .sst, a serialized certificate, or a .reg export of the store */
    CONTAINER_CSR,
    CONTAINER_CRL,
    CONTAINER_PRIVATE_KEY,
    CONTAINER_PUBLIC_KEY,
    CONTAINER_SSH_KEY,
    CONTAINER_PGP,
    CONTAINER_JKS,
    CONTAINER_CMS, /* PKCS#7/CMS without certificates: signed or encrypted data */
    CONTAINER_HTML,
    CONTAINER_XML,
    CONTAINER_JSON,
    CONTAINER_ZIP,
    CONTAINER_PDF,
    CONTAINER_IMAGE,
    CONTAINER_EXECUTABLE,
    CONTAINER_ARCHIVE,  /* that isn't a zip */
    CONTAINER_SHORTCUT, /* of Windows, to a file or an address */
    CONTAINER_MAIL,     /* .eml, without a certificate that can be read */
    CONTAINER_OLE,      /* Outlook's messages, Office before 2007 and the like */
    CONTAINER_DUMP,     /* bytes as numbers: xxd, hexdump, od */
    CONTAINER_DIFF,     /* of texts, without a whole certificate in it */
    CONTAINER_PRINTOUT, /* what a tool prints of a certificate, without the certificate */
    CONTAINER_TEXT,
    CONTAINER_BINARY, /* nothing known */
    CONTAINER_EMPTY,
    CONTAINER_COUNT
};

enum role { ROLE_ROOT, ROLE_SELF_SIGNED, ROLE_INTERMEDIATE, ROLE_LEAF, ROLE_CLIENT, ROLE_COUNT };
static inline bool role_is_ca(enum role role)
{
    return role == ROLE_ROOT || role == ROLE_INTERMEDIATE;
}

/* Windows store of the Local Computer; STORE_NONE: it belongs in no store (ask for its root). */
enum store { STORE_NONE, STORE_ROOT, STORE_CA, STORE_MY, STORE_COUNT };

enum key_type {
    KEY_UNKNOWN,
    KEY_RSA,
    KEY_RSA_PSS,
    KEY_EC,
    KEY_DSA,
    KEY_DH,
    KEY_ED25519,
    KEY_ED448,
    KEY_X25519,
    KEY_X448,
    KEY_POST_QUANTUM,
    KEY_COUNT
};

struct key {
    enum key_type type;
    unsigned bits;          /* of the modulus, prime or curve; 0 unknown */
    struct view curve;      /* "P-256", "brainpoolP256r1", or the dotted OID; "ML-DSA-65" of a post-quantum one; else empty */
    unsigned exponent_bits; /* RSA public exponent */
    bool exponent_even;     /* or 1: no valid RSA key */
    bool invalid;           /* numbers or point missing, negative, zero, off the curve, explicit parameters */
    bool explicit_curve;    /* curve parameters spelled out instead of named */
    struct view modulus, exponent; /* RSA: unsigned big-endian, inside spki */
    struct view point;      /* EC, Ed25519, Ed448, X25519, X448: as encoded, inside spki */
};

/* Hash inside the signature algorithm, as far as Windows judges it. */
enum signature_hash { HASH_UNKNOWN, HASH_MD2, HASH_MD5, HASH_SHA1, HASH_SHA224, HASH_SHA256,
                      HASH_SHA384, HASH_SHA512, HASH_SHA3, HASH_NONE, HASH_COUNT };

/* How the signature of a self-issued certificate (or of one by another in the set) came out. */
enum check { CHECK_NOT_DONE, CHECK_GOOD, CHECK_BAD, CHECK_REFUSED /* key beyond the ceilings: not computed */ };

enum name_kind { NAME_DNS, NAME_IP, NAME_EMAIL, NAME_URI, NAME_DIRECTORY, NAME_UPN, NAME_OTHER, NAME_RID, NAME_KIND_COUNT };

struct alt_name {
    enum name_kind kind;
    struct view text; /* without the prefix: "example.com", "192.0.2.1"; safe text */
    bool invalid;     /* not what its kind allows: empty, spaces, NUL, not IA5, bad label, wildcard in the wrong place, IP of 3 bytes */
};

/* Of name constraints: an address is "192.0.2.0/24", or "192.0.2.0/255.0.255.0" where its mask has gaps; `invalid` is one of another
 * length, as hexadecimal digits. */
struct name_limits {
    const struct alt_name *items;
    size_t n;
};

/* What is odd in the encoding of a certificate; each is read by one rule of steps/rules/rule_shape.c or rule_content.c. */
enum cert_oddity {
    ODD_VERSION_1 = 1u << 0,            /* or 2: no extensions possible */
    ODD_SERIAL_NOT_POSITIVE = 1u << 1,
    ODD_SERIAL_TOO_LONG = 1u << 2,      /* over 20 octets, RFC 5280 4.1.2.2 */
    ODD_INVALID_TIME = 1u << 3,         /* not the DER forms of RFC 5280 4.1.2.5, or no such date */
    ODD_INVALID_STRING = 1u << 4,       /* a name's bytes contradict its string type */
    ODD_DUPLICATE_EXTENSION = 1u << 5,
    ODD_UNKNOWN_CRITICAL = 1u << 6,
    ODD_PRECERTIFICATE = 1u << 7,       /* CT poison, RFC 6962 3.1 */
    ODD_NAME_CONSTRAINTS = 1u << 8,
    ODD_CONTROL_IN_NAME = 1u << 9,
    ODD_BIDI_IN_NAME = 1u << 10,
    ODD_INVISIBLE_IN_NAME = 1u << 11,
    ODD_SIGNATURE_ALGORITHMS_DIFFER = 1u << 12, /* inside and outside of the signed part, RFC 5280 4.1.1.2 */
    ODD_BAD_EXTENSION = 1u << 13,       /* an extension that is known but can't be decoded */
    ODD_VERSION_UNKNOWN = 1u << 14,     /* above 3 */
    ODD_LOOSE_STRING = 1u << 15,        /* ASCII that a PrintableString may not hold, UTF-8 in a T61String: everybody can read it */
};

/* keyUsage, RFC 5280 4.2.1.3, bit 0 first. */
enum key_usage {
    KU_DIGITAL_SIGNATURE = 1u << 0,
    KU_NON_REPUDIATION = 1u << 1,
    KU_KEY_ENCIPHERMENT = 1u << 2,
    KU_DATA_ENCIPHERMENT = 1u << 3,
    KU_KEY_AGREEMENT = 1u << 4,
    KU_KEY_CERT_SIGN = 1u << 5,
    KU_CRL_SIGN = 1u << 6,
    KU_ENCIPHER_ONLY = 1u << 7,
    KU_DECIPHER_ONLY = 1u << 8,
};

enum eku { EKU_SERVER = 1u << 0, EKU_CLIENT = 1u << 1, EKU_CODE = 1u << 2, EKU_EMAIL = 1u << 3, EKU_TIME = 1u << 4, EKU_OCSP = 1u << 5,
           EKU_ANY = 1u << 6, EKU_SMARTCARD = 1u << 7, EKU_OTHER = 1u << 8, EKU_IPSEC = 1u << 9 };

/* What Windows itself says about a root, by Microsoft's list. */
enum windows_trust { WINDOWS_UNKNOWN, WINDOWS_TRUSTED, WINDOWS_BLOCKED };

struct cert {
    struct view der, tbs, spki;          /* whole, in DER; signed part; SubjectPublicKeyInfo: each with its tag and length */
    struct view subject_der, issuer_der; /* the Names as encoded */
    unsigned char subject_digest[32], issuer_digest[32]; /* SHA-256 of the Names in canonical form (format/x509/x509_issuer.c) */
    unsigned char sha256[32], sha1[20];  /* of der */
    unsigned char spki_sha256[32];

    struct view subject, issuer;         /* RFC 4514 order, quotes as Windows: `CN=Root, O="Partner, S.A.", C=PT`; "" when empty */
    struct view subject_cn, issuer_cn;   /* the last common name, else organisation, else whole name; else an alternative name */
    struct view subject_mail;            /* the last e-mail address in its subject; empty: none */
    bool subject_person;                 /* its subject has a given name or a surname */
    struct view serial;                  /* lower-case hex, as cert_serial_shown; a record may have it otherwise */
    int64_t not_before, not_after;       /* TIME_NONE when unreadable */
    struct key key;
    struct view signature;               /* "sha256WithRSAEncryption" or the dotted OID */
    enum signature_hash signature_hash;
    bool signature_pss;
    struct view signature_value, signature_params; /* raw: octets of the BIT STRING (empty when not whole); AlgorithmIdentifier */

    bool has_basic_constraints, ca;
    long path_length; /* -1: none given */
    bool has_key_usage;
    unsigned key_usage; /* enum key_usage bits */
    bool has_eku;
    unsigned eku;                      /* enum eku bits */
    const struct view *eku_names;      /* "serverAuth", or dotted OIDs */
    size_t n_eku_names;
    const struct alt_name *names;      /* subject alternative names, at most LIMIT_NAMES */
    size_t n_names, n_names_in_all;
    bool has_san;
    struct name_limits permitted, excluded; /* by its name constraints; empty: nothing is said, or more than LIMIT_NAMES */
    struct view subject_key_id, authority_key_id; /* raw; empty when absent */
    const struct view *ca_issuers;     /* caIssuers URLs, safe text */
    size_t n_ca_issuers;
    unsigned oddities;                 /* enum cert_oddity bits */
    struct view odd_detail;            /* which extension or name, for the message; may be empty */

    /* --- filled by steps/certs.c --- */
    bool self_issued;       /* subject and issuer are the same name */
    enum check self_signature;
    bool self_signed;       /* self_issued and the signature proves it */
    const struct cert *issuer_cert; /* in the same set, signature proved; NULL when none. Itself for self_signed */
    const struct cert *renewed_by; /* the newest in the same set with its name and key, or name and issuer; NULL when none */
    enum role role;
    enum store store;
    bool has_key;           /* its private key is in the same PFX */
    bool in_pfx;            /* it came out of the PFX of its file; in a mail others stand beside that */
    struct view attached;   /* in a mail: the name of the attachment that holds it; safe text */
    enum windows_trust windows; /* its key in the list of Windows' roots */
    bool publicly_trusted;  /* its key is trusted by Windows, or is in the CA bundle and not blocked by Windows */
    bool issuer_publicly_trusted; /* its chain ends at such a CA, inside the set or by a signature of one in the CA bundle */
    bool public_issuer_denied;    /* it names such a CA and its key as the issuer, and that key didn't sign it */
    bool public_name;       /* a public CA has its subject or its common name */
    size_t file;            /* index of its file in the evidence */
};

/* Stands beside a certificate that `probe` saved from a server that nothing vouched for; who reads it again knows by it. */
#define UNVERIFIED_ORIGIN "This certificate came over a connection that nothing verified."

/* Facts about a file beside its container; each is read by one rule of steps/rules/rule_file.c. */
enum file_oddity {
    FILE_BOM = 1u << 0,
    FILE_UTF16 = 1u << 1,
    FILE_BARE_BASE64 = 1u << 2,
    FILE_TEXT_AROUND = 1u << 3,
    FILE_TRAILING_DATA = 1u << 4,   /* bytes after the DER value */
    FILE_PRIVATE_KEY = 1u << 5,     /* a key outside a PFX, encrypted or not */
    FILE_PKCS7 = 1u << 6,           /* certificates came out of a PKCS#7 */
    FILE_TOO_MANY = 1u << 7,        /* more than LIMIT_CERTS */
    FILE_PFX_BASE64 = 1u << 8,      /* a PFX as Base64 text */
    FILE_UNDECODABLE = 1u << 9,     /* a PEM block whose Base64 is broken */
    FILE_ESCAPED = 1u << 10,        /* a block with line breaks as \n, quotes or the like between its letters */
    FILE_BASE64_OF_PEM = 1u << 11,  /* the PEM text itself is in Base64 */
    FILE_UNVERIFIED = 1u << 12,     /* UNVERIFIED_ORIGIN stands beside its certificate */
    FILE_UTF32 = 1u << 13,
    FILE_HEX_DUMP = 1u << 14,       /* read out of a hexadecimal dump */
    FILE_DIFF = 1u << 15,           /* a diff: what it takes away was left out */
    FILE_TRUST_SETTINGS = 1u << 16, /* OpenSSL's own trust settings stand behind a certificate */
    FILE_MAIL = 1u << 17,           /* a mail, with a certificate or a PFX attached */
    FILE_SECOND_PFX = 1u << 18,     /* another PFX than the one that was read */
    FILE_KEY_INSIDE = 1u << 19,     /* a certificate has a private key in its bytes, whoever's it is */
    FILE_COMMENTED = 1u << 20,      /* its certificates are commented out, all of them, or those that were left out */
    FILE_COMMENTED_OUT = 1u << 21,  /* commented ones were left out: others are not */
    FILE_SIGNATURE = 1u << 22,      /* certificates came out of a signature: they are its signer's */
};

/* How reading a PFX went. */
enum pfx_state {
    PFX_NONE,             /* not a PFX */
    PFX_OPEN,             /* every bag decrypted and parsed */
    PFX_PASSWORD_MISSING, /* a password is needed and none was given */
    PFX_PASSWORD_WRONG,
    PFX_NEEDS_LEGACY,     /* RC2-40 or so, and the legacy provider is not installed */
    PFX_EXCESSIVE,        /* iteration counts above LIMIT_PFX_ITERATIONS, or what is left of it: not computed */
    PFX_BROKEN            /* the structure can't be read; pfx.problem says where */
};

enum pfx_oddity {
    PFX_NO_MAC = 1u << 0,
    PFX_EMPTY_PASSWORD = 1u << 1,      /* opens with the empty password */
    PFX_WEAK_ENCRYPTION = 1u << 2,     /* RC2, RC4, DES: any part */
    PFX_LOW_ITERATIONS = 1u << 3,      /* fewer than 2000 in MAC or any part */
    PFX_KEY_NOT_ENCRYPTED = 1u << 4,   /* a plain keyBag */
    PFX_MODERN = 1u << 5,              /* PBES2 (AES) or a SHA-2 MAC: not readable on Windows Server 2016 */
    PFX_TRAILING = 1u << 6,
    PFX_FOR_ACCOUNTS = 1u << 7,        /* its password is kept for accounts of Active Directory */
    PFX_KEY_UNSUPPORTED = 1u << 8,     /* a key of a kind that nobody here can compute with, such as GOST */
    PFX_PBMAC1 = 1u << 9,              /* its MAC is by RFC 9579 */
    PFX_EMPTY_GIVEN = 1u << 10,        /* the password that doesn't open it is the empty one */
    PFX_OTHER_ENTRIES = 1u << 11,      /* what is neither a certificate nor its key */
    PFX_TELLS_SECRET = 1u << 12,       /* a password or another private key in a name, an attribute, a salt */
    PFX_TWO_PASSWORDS = 1u << 13,      /* a part of it doesn't open with the password that its MAC, or another part, fits */
    PFX_KEY_CLAIMED_TWICE = 1u << 14,  /* by its own certificate, which is there twice, or by another one with its localKeyID;
                                          or it is there twice itself */
    PFX_SPACED_GIVEN = 1u << 16,       /* the password that doesn't open it begins or ends with a space */
    PFX_TOO_LARGE = 1u << 15,          /* PFX_BROKEN for a ceiling of ours alone, which pfx.problem names */
};

/* What a receiver may take a PFX in, by the names that Windows gives them. */
enum pfx_encryption {
    PFX_OTHER_ENCRYPTION, /* none of these, or more than one */
    PFX_TRIPLEDES_SHA1,   /* certificates may be in RC2: so Windows and OpenSSL wrote it for long */
    PFX_AES_256,          /* PBES2 with AES-256, MAC SHA-256 */
    PFX_ENCRYPTION_COUNT
};

/* What to encrypt one in for who takes these (1 << each; 0: nothing is known): the oldest, which most can read. */
static inline enum pfx_encryption pfx_encryption_for(unsigned accepted)
{
    return accepted == 1u << PFX_AES_256 ? PFX_AES_256 : PFX_TRIPLEDES_SHA1;
}

struct pfx {
    enum pfx_state state;
    struct view der;          /* the PFX itself: the file's bytes, or what they are the Base64 of */
    enum pfx_encryption kind; /* of all parts that are seen, and of its MAC */
    unsigned oddities;        /* enum pfx_oddity bits */
    unsigned keys;            /* different private keys inside; the same one counts again where it has several certificates */
    bool key_matches;         /* a certificate belongs to the (first) key */
    bool all_in_clear;        /* of a locked one: no list of certificates in it is encrypted, so all are seen */
    uint64_t iterations;      /* of all parts together */
    uint64_t taken;           /* those that were computed, whether it opened or not; each password costs them again */
    uint64_t before;          /* those of the PFX before it in the same bundle or request, which are taken from the ceiling */
    struct view encryption;   /* "PBES2 AES-256-CBC, MAC SHA-256" for people */
    struct view problem;      /* for PFX_BROKEN; safe text */
    struct view friendly_name;
    struct view attached;     /* in a mail: the name of its attachment; safe text */
    struct view key_provider; /* of the key in Windows; filled where pkcs12_read gives the key alone */
};

/* One that isn't open is shut, for whatever reason; locked is one that the right password would open: none was given, or a wrong one. */
static inline bool pfx_is_open(const struct pfx *pfx)
{
    return pfx->state == PFX_OPEN;
}
static inline bool pfx_wants_password(const struct pfx *pfx) /* none was given */
{
    return pfx->state == PFX_PASSWORD_MISSING;
}
static inline bool pfx_is_locked(const struct pfx *pfx)
{
    return pfx_wants_password(pfx) || pfx->state == PFX_PASSWORD_WRONG;
}
static inline bool pfx_has_no_password(const struct pfx *pfx) /* nobody knows one: it is empty, or there is none */
{
    return pfx->oddities & (PFX_EMPTY_PASSWORD | PFX_FOR_ACCOUNTS);
}
/* Whether it asks for more rounds than are computed, alone or with those of the PFX before it; excessive and neither: for more memory. */
static inline bool pfx_is_too_costly(const struct pfx *pfx)
{
    return pfx->state == PFX_EXCESSIVE && pfx->iterations > LIMIT_PFX_ITERATIONS;
}
static inline bool pfx_is_crowded_out(const struct pfx *pfx)
{
    return pfx->state == PFX_EXCESSIVE && !pfx_is_too_costly(pfx) && pfx->before > LIMIT_PFX_ITERATIONS - pfx->iterations;
}

/* Whether it is encrypted with none of what its receiver takes (as above). */
static inline bool pfx_is_refused(const struct pfx *pfx, unsigned accepted)
{
    return accepted && !(accepted & 1u << pfx->kind);
}

struct cert_list {
    struct cert **items;
    size_t n, cap;
};

/* The same certificate, to the byte. */
bool cert_same(const struct cert *a, const struct cert *b);
/* The first in the list that is the same; NULL: none. */
struct cert *cert_find(const struct cert_list *certs, const struct cert *cert);
/* RFC 5280 4.1.2.5: the last second belongs to the validity. One whose end can't be read has not. */
bool cert_has_expired(const struct cert *cert, int64_t now);
/* As Windows, certtool and OpenSSL show it: two digits a byte, "-" in front when negative. Records of bundles made before have it
 * without the leading zero. */
struct view cert_serial_shown(struct arena *arena, const struct cert *cert);
/* Its common name, or whatever it has; never empty. */
struct view cert_name_shown(const struct cert *cert);
/* By the names alone, where no signature can be looked at: it lasts longer, and is for the same subject, from the same issuer or a CA as
 * that one is. */
bool cert_renews_by_name(const struct cert *cert, const struct cert *of);
/* A renewal that is valid when that one ends; now, where it has ended. */
bool cert_takes_over(const struct cert *renewal, const struct cert *from, int64_t now);
/* The one whose private key is in the PFX that they came out of; NULL: none. */
struct cert *cert_with_key(const struct cert_list *certs);
/* What people call a PFX: .pfx or .p12. */
bool name_is_pfx(struct view name);
/* Where it says that its issuer's certificate is, when everybody can open that: over HTTP. Else empty. */
struct view cert_issuer_url(const struct cert *cert);
/* The last certificate of the chain upwards that is at hand: itself when its issuer is missing or it signed itself. In a ring one of it. */
const struct cert *cert_top(const struct cert_list *certs, const struct cert *cert);

/* What is wrong with the lines of a PEM text, where that says what to do. */
enum pem_fault { PEM_FAULT_OTHER, PEM_FAULT_BEGIN_LINE, PEM_FAULT_END_LINE, PEM_FAULT_LABELS /* they differ */, PEM_FAULT_MERGE };

/* One file as given. */
struct cert_file {
    struct view path;      /* safe text; "-" for standard input */
    struct view name;      /* its last part, safe text */
    struct view bytes;
    enum container container;
    unsigned oddities;     /* enum file_oddity bits */
    struct cert_list certs;
    size_t malformed;      /* blocks that should be certificates and can't be parsed */
    struct view malformed_why; /* of the first one; safe text */
    enum pem_fault malformed_by;
    struct view unread;    /* what is attached to a mail and can't be read, by its names and kinds; safe text */
    struct pfx pfx;
    struct cert_list in_clear; /* of a locked PFX: its certificates that are not encrypted; they are in no other list */
    struct view came_as;   /* encryption of the PFX as it was given, when `bytes` and `pfx` are of one encrypted anew; else empty */
    unsigned char came_sha256[32];
    unsigned char sha256[32]; /* of bytes */
};

/* What a request (or one `inspect`) stands on: its files and all their certificates. */
struct evidence {
    struct cert_file **files;
    size_t n_files;
    struct cert_list certs; /* over all files, ordered by steps/certs.c: each chain from leaf to root */
    bool trust_known;       /* a CA bundle was at hand */
};
/* Whether one of them is a PFX in that state. */
bool evidence_has_pfx(const struct evidence *evidence, enum pfx_state state);
static inline bool evidence_wants_password(const struct evidence *evidence)
{
    return evidence_has_pfx(evidence, PFX_PASSWORD_MISSING);
}

#endif
