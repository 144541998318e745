/* fixture.h - certificates and PFX files for tests, right or wrong on purpose, the same bytes on every run and machine.
 *
 * Keys come from their names (primes and scalars are searched from SHA-256 of the name), ECDSA nonces from the digest, salts and
 * IVs from a counter: nothing is random, and no key belongs to anybody. The certificate is put together by a thin DER writer, so
 * that any part can be malformed.
 * Memory:  struct fixtures; views live until fixtures_close.
 * Errors:  none: a failure prints why and ends the program.
 * Threads: one.
 */
#ifndef TESTS_FIXTURE_H
#define TESTS_FIXTURE_H

#include "base/arena.h"
#include "base/view.h"

struct fixtures;

struct fixtures *fixtures_open(const char *folder);
void fixtures_close(struct fixtures *f);
struct arena *fx_arena(struct fixtures *f);

/* Writes <folder>/<name>, making folders on the way: "expired/bad.cer". */
void fx_write(struct fixtures *f, const char *name, struct view bytes);

/* --- DER --- */
struct view fx_join_n(struct fixtures *f, size_t n, const struct view *parts);
#define FX_JOIN(f, ...) fx_join_n((f), sizeof((struct view[]){ __VA_ARGS__ }) / sizeof(struct view), (struct view[]){ __VA_ARGS__ })
struct view fx_der(struct fixtures *f, unsigned tag, struct view content); /* one value with its tag and length */
#define FX_SEQ(f, ...) fx_der((f), 0x30, FX_JOIN((f), __VA_ARGS__))
#define FX_SET(f, ...) fx_der((f), 0x31, FX_JOIN((f), __VA_ARGS__))
struct view fx_oid(struct fixtures *f, const char *dotted);
struct view fx_int(struct fixtures *f, long value);
struct view fx_unsigned(struct fixtures *f, struct view big_endian); /* INTEGER, a zero put in front when needed */
struct view fx_text(struct fixtures *f, unsigned tag, const char *text);
struct view fx_bits(struct fixtures *f, struct view bytes);  /* BIT STRING without unused bits */
struct view fx_time(struct fixtures *f, const char *rfc3339); /* UTCTime up to 2049, else GeneralizedTime */
struct view fx_hex(struct fixtures *f, const char *hex);     /* the bytes */
struct view fx_pem(struct fixtures *f, const char *label, struct view der);
struct view fx_sha256(struct fixtures *f, struct view bytes); /* its digest in hex */
struct view fx_base64(struct fixtures *f, struct view bytes); /* lines of 64 */
/* "CN=Partner Root, O=Partner, C=PT", most special first as people write it. CN O OU C L ST emailAddress DC; UTF8String, but C is printable
 * and DC and e-mail are IA5. */
struct view fx_name(struct fixtures *f, const char *text);
/* Extension: `value` is the DER inside the OCTET STRING. */
struct view fx_extension(struct fixtures *f, const char *oid, bool critical, struct view value);
struct view fx_key_usage(struct fixtures *f, unsigned bits); /* the extension, critical; enum key_usage of model/cert.h */
struct view fx_eku(struct fixtures *f, const char *words);   /* the extension: "server,client,code,email,any,1.2.3.4" */
struct view fx_san(struct fixtures *f, const char *names);   /* the extension: "a.example,192.0.2.1,me@x.example,https://x.example/" */
struct view fx_san_raw(struct fixtures *f, struct view general_names); /* the extension around concatenated GeneralNames */

/* --- keys: by name; what stands before the first '-' is the kind: rsa (2048), rsa1024, rsa512, rsa3072, rsa4096, p256, p384, p521, bp256
 * (brainpoolP256r1), k256 (secp256k1), ed25519. The same name is the same key. --- */
struct view fx_spki(struct fixtures *f, const char *key);
struct view fx_spki_rsa(struct fixtures *f, struct view modulus, struct view exponent); /* any numbers, big-endian */
struct view fx_private_key(struct fixtures *f, const char *key); /* PKCS#8, not encrypted */
/* BIT STRING content and AlgorithmIdentifier. `hash`: "md5", "sha1", "sha256" (NULL), "sha384", "sha512", "pss" (RSA-PSS, SHA-256). */
struct view fx_sign(struct fixtures *f, const char *key, const char *hash, struct view data);
struct view fx_algorithm(struct fixtures *f, const char *key, const char *hash);
/* The stream behind salts: bytes that depend only on `label`. */
struct view fx_bytes(struct fixtures *f, const char *label, size_t n);

/* --- certificates --- */
enum { FX_NO_BASIC = 1, FX_NO_KEY_USAGE = 2, FX_NO_SKI = 4, FX_NO_AKI = 8, FX_BARE = 15 /* no extension but the given ones */ };

struct fx_spec {
    const char *subject;  /* as for fx_name */
    const char *issuer;   /* NULL: the subject */
    const char *key;
    const char *signer;   /* name of the issuer's key; NULL: key */
    const char *from, *to; /* RFC 3339; NULL: 2025-01-01 and 2030-01-01 */
    bool ca;
    unsigned drop;        /* FX_NO_... */
    const char *eku, *names, *ca_issuers; /* shorthand for extensions; NULL: none */
    const char *hash;     /* as for fx_sign */
    const char *serial;   /* hex of the INTEGER's content; NULL: from the subject and key */
    int version;          /* 0: v3 (so 1 is v1: no version field, no extensions) */
    const struct view *extensions; /* further whole extensions, behind the default ones */
    size_t n_extensions;
    struct view subject_der, issuer_der, validity, spki, inner_algorithm; /* whole values instead of those made from above; empty: not */
    struct view (*mutate)(struct fixtures *f, struct view tbs); /* last change before the signature */
    bool wrong_signature; /* one bit of it flipped */
};
#define FX_EXTENSIONS(...)                                   \
    .extensions = (struct view[]){ __VA_ARGS__ },            \
    .n_extensions = sizeof((struct view[]){ __VA_ARGS__ }) / sizeof(struct view)

struct view fx_cert(struct fixtures *f, const struct fx_spec *spec);
#define FX_CERT(f, ...) fx_cert((f), &(struct fx_spec){ __VA_ARGS__ })

/* --- PFX --- */
struct fx_pfx {
    const char *key, *second_key;   /* NULL: none */
    struct view cert;
    const struct view *chain;
    size_t n_chain;
    const char *password;           /* NULL: "certcase" */
    const char *cipher;             /* "aes" (NULL; PBES2 AES-256-CBC), "3des", "rc2" */
    bool plain_key, no_mac;
    bool sha1_mac;                  /* else SHA-256 */
    int iterations;                 /* 0: 2048 */
    const char *claimed_iterations; /* hex of the MAC's INTEGER instead of the true one */
};
#define FX_CHAIN(...) .chain = (struct view[]){ __VA_ARGS__ }, .n_chain = sizeof((struct view[]){ __VA_ARGS__ }) / sizeof(struct view)
struct view fx_pfx(struct fixtures *f, const struct fx_pfx *spec);
#define FX_PFX(f, ...) fx_pfx((f), &(struct fx_pfx){ __VA_ARGS__ })

/* --- the fixtures themselves, a file a group of rules --- */
void fixtures_file(struct fixtures *f);
void fixtures_role(struct fixtures *f);
void fixtures_service(struct fixtures *f);
void fixtures_pfx(struct fixtures *f);
void fixtures_request(struct fixtures *f);
void fixtures_b(struct fixtures *f); /* time, key, shape, content */

#endif
