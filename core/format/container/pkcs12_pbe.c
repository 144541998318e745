#include "format/container/pkcs12_parts.h"
#include "format/x509/ber.h"

#define PKCS5 "\x2A\x86\x48\x86\xF7\x0D\x01\x05"
#define PKCS12_PBE "\x2A\x86\x48\x86\xF7\x0D\x01\x0C\x01"
#define RSADSI "\x2A\x86\x48\x86\xF7\x0D"
#define AES "\x60\x86\x48\x01\x65\x03\x04\x01"
#define SHA2 "\x60\x86\x48\x01\x65\x03\x04\x02"
#define CAMELLIA "\x2A\x83\x08\x8C\x9A\x4B\x3D\x01\x01\x01"
#define ROW VIEW_ROW

enum { SCRYPT_BYTES = 32 << 20 }; /* what libcrypto grants it */

struct scheme {
    struct view oid, name;
    bool weak, legacy;
};

/* Password and cipher in one OID, RFC 7292 appendix C and RFC 8018 appendix A.3. */
static const struct scheme schemes[] = {
    { ROW(PKCS12_PBE "\x03"), ROW("TripleDES-SHA1"), false, false },
    { ROW(PKCS12_PBE "\x04"), ROW("two-key TripleDES-SHA1"), false, false },
    { ROW(PKCS12_PBE "\x01"), ROW("RC4-128-SHA1"), true, true },
    { ROW(PKCS12_PBE "\x02"), ROW("RC4-40-SHA1"), true, true },
    { ROW(PKCS12_PBE "\x05"), ROW("RC2-128-SHA1"), true, true },
    { ROW(PKCS12_PBE "\x06"), ROW("RC2-40-SHA1"), true, true },
    { ROW(PKCS5 "\x01"), ROW("DES-MD2"), true, true },
    { ROW(PKCS5 "\x03"), ROW("DES-MD5"), true, true },
    { ROW(PKCS5 "\x04"), ROW("RC2-64-MD2"), true, true },
    { ROW(PKCS5 "\x06"), ROW("RC2-64-MD5"), true, true },
    { ROW(PKCS5 "\x0A"), ROW("DES-SHA1"), true, true },
    { ROW(PKCS5 "\x0B"), ROW("RC2-64-SHA1"), true, true },
};

/* Ciphers of PBES2. */
static const struct scheme ciphers[] = {
    { ROW(AES "\x2A"), ROW("AES-256-CBC"), false, false },
    { ROW(AES "\x16"), ROW("AES-192-CBC"), false, false },
    { ROW(AES "\x02"), ROW("AES-128-CBC"), false, false },
    { ROW(AES "\x2E"), ROW("AES-256-GCM"), false, false },
    { ROW(AES "\x06"), ROW("AES-128-GCM"), false, false },
    { ROW(RSADSI "\x03\x07"), ROW("TripleDES"), false, false },
    { ROW(CAMELLIA "\x02"), ROW("Camellia-128-CBC"), false, false },
    { ROW(CAMELLIA "\x03"), ROW("Camellia-192-CBC"), false, false },
    { ROW(CAMELLIA "\x04"), ROW("Camellia-256-CBC"), false, false },
    { ROW(RSADSI "\x03\x02"), ROW("RC2"), true, true },
    { ROW(RSADSI "\x03\x04"), ROW("RC4"), true, true },
    { ROW("\x2B\x0E\x03\x02\x07"), ROW("DES"), true, true },
};

struct digest_row {
    struct view oid, title;
    const char *name; /* libcrypto's */
    bool modern;
    unsigned bytes;
};

static const struct digest_row digests[] = {
    { ROW("\x2B\x0E\x03\x02\x1A"), ROW("SHA-1"), "SHA1", false, 20 },   { ROW(SHA2 "\x01"), ROW("SHA-256"), "SHA2-256", true, 32 },
    { ROW(SHA2 "\x02"), ROW("SHA-384"), "SHA2-384", true, 48 },         { ROW(SHA2 "\x03"), ROW("SHA-512"), "SHA2-512", true, 64 },
    { ROW(SHA2 "\x04"), ROW("SHA-224"), "SHA2-224", true, 28 },         { ROW(SHA2 "\x05"), ROW("SHA-512/224"), "SHA2-512/224", true, 28 },
    { ROW(SHA2 "\x06"), ROW("SHA-512/256"), "SHA2-512/256", true, 32 }, { ROW(SHA2 "\x08"), ROW("SHA3-256"), "SHA3-256", true, 32 },
    { ROW(SHA2 "\x09"), ROW("SHA3-384"), "SHA3-384", true, 48 },        { ROW(SHA2 "\x0A"), ROW("SHA3-512"), "SHA3-512", true, 64 },
    { ROW(RSADSI "\x02\x05"), ROW("MD5"), "MD5", false, 16 },
};

/* HMAC with a digest, as PRF of PBKDF2 and in PBMAC1. */
static const struct digest_row hmacs[] = {
    { ROW(RSADSI "\x02\x07"), ROW("SHA-1"), "SHA1", false, 20 },       { ROW(RSADSI "\x02\x08"), ROW("SHA-224"), "SHA2-224", true, 28 },
    { ROW(RSADSI "\x02\x09"), ROW("SHA-256"), "SHA2-256", true, 32 },  { ROW(RSADSI "\x02\x0A"), ROW("SHA-384"), "SHA2-384", true, 48 },
    { ROW(RSADSI "\x02\x0B"), ROW("SHA-512"), "SHA2-512", true, 64 },
};

static const struct view oid_pbkdf2 = ROW(PKCS5 "\x0C");
static const struct view oid_pbes2 = ROW(PKCS5 "\x0D");
static const struct view oid_pbmac1 = ROW(PKCS5 "\x0E");
static const struct view oid_scrypt = ROW("\x2B\x06\x01\x04\x01\xDA\x47\x04\x0B");

static bool broken(struct view *problem, const char *what)
{
    *problem = view_of(what);
    return false;
}

size_t iterations_add(size_t a, size_t b)
{
    return a > SIZE_MAX - b ? SIZE_MAX : a + b;
}

static size_t product(size_t a, size_t b)
{
    size_t result;
    return __builtin_mul_overflow(a, b, &result) ? SIZE_MAX : result;
}

static const struct scheme *find_scheme(const struct scheme *rows, size_t n, struct view oid)
{
    for (size_t i = 0; i < n; i++)
        if (view_eq(rows[i].oid, oid))
            return &rows[i];
    return NULL;
}

static const struct digest_row *find_digest(const struct digest_row *rows, size_t n, struct view oid)
{
    for (size_t i = 0; i < n; i++)
        if (view_eq(rows[i].oid, oid))
            return &rows[i];
    return NULL;
}

/* AlgorithmIdentifier: *parameters gets all that stands behind the OID. */
static bool take_algorithm(struct view *in, struct view *oid, struct view *parameters)
{
    return ber_take(in, DER_SEQUENCE, parameters) && ber_take(parameters, DER_OID, oid);
}

static bool take_count(struct view *in, size_t *out)
{
    struct view number;
    return ber_take(in, DER_INTEGER, &number) && ber_number(number, out) && *out > 0;
}

struct pbkdf2 {
    struct view salt;
    size_t iterations, key_length; /* key_length 0: not given */
    const struct digest_row *prf;  /* NULL: unknown */
};

static bool read_pbkdf2(struct view in, struct pbkdf2 *out)
{
    struct view seq, oid, ignored;
    *out = (struct pbkdf2){ .prf = &hmacs[0] };
    if (!ber_take(&in, DER_SEQUENCE, &seq) || !ber_take(&seq, DER_OCTET_STRING, &out->salt) || !take_count(&seq, &out->iterations))
        return false;
    if (ber_next_is(seq, DER_INTEGER) && !take_count(&seq, &out->key_length))
        return false;
    if (seq.n == 0)
        return true;
    if (!take_algorithm(&seq, &oid, &ignored))
        return false;
    out->prf = find_digest(hmacs, COUNT_OF(hmacs), oid);
    return true;
}

static bool read_scrypt(struct view in, struct pbe *out)
{
    struct view seq, salt;
    size_t cost, block, lanes;
    if (!ber_take(&in, DER_SEQUENCE, &seq) || !ber_take(&seq, DER_OCTET_STRING, &salt) || !take_count(&seq, &cost) ||
        !take_count(&seq, &block) || !take_count(&seq, &lanes))
        return false;
    out->iterations = product(product(cost, block), lanes);
    out->too_much = product(product(cost, block), 128) > SCRYPT_BYTES || product(product(lanes, block), 128) > SCRYPT_BYTES;
    return true;
}

static bool read_pbes2(struct arena *arena, struct view parameters, struct pbe *out, struct view *problem)
{
    struct view seq, kdf, kdf_parameters, cipher, ignored;
    struct pbkdf2 pbkdf2;
    if (!ber_take(&parameters, DER_SEQUENCE, &seq) || !take_algorithm(&seq, &kdf, &kdf_parameters) ||
        !take_algorithm(&seq, &cipher, &ignored))
        return broken(problem, "the parameters of its encryption can't be read");
    if (view_eq(kdf, oid_scrypt)) {
        if (!read_scrypt(kdf_parameters, out))
            return broken(problem, "the scrypt parameters of its encryption can't be read");
    } else if (view_eq(kdf, oid_pbkdf2)) {
        if (!read_pbkdf2(kdf_parameters, &pbkdf2))
            return broken(problem, "the PBKDF2 parameters of its encryption can't be read");
        out->iterations = pbkdf2.iterations;
    }
    const struct scheme *row = find_scheme(ciphers, COUNT_OF(ciphers), cipher);
    struct view name = row ? row->name : der_oid_text(arena, cipher);
    out->name = view_fmt(arena, "PBES2 %.*s%s", VIEW_ARG(name), view_eq(kdf, oid_scrypt) ? " scrypt" : "");
    out->modern = true;
    out->weak = row && row->weak;
    out->legacy = row && row->legacy;
    return true;
}

bool pbe_read(struct arena *arena, struct view algorithm, struct pbe *out, struct view *problem)
{
    struct view oid, parameters, seq, salt;
    *out = (struct pbe){ 0 };
    if (!take_algorithm(&algorithm, &oid, &parameters))
        return broken(problem, "the name of its encryption can't be read");
    if (view_eq(oid, oid_pbes2))
        return read_pbes2(arena, parameters, out, problem);
    const struct scheme *row = find_scheme(schemes, COUNT_OF(schemes), oid);
    if (!row) {
        out->name = der_oid_text(arena, oid);
        return true;
    }
    out->name = row->name;
    out->weak = row->weak;
    out->legacy = row->legacy;
    if (!ber_take(&parameters, DER_SEQUENCE, &seq) || !ber_take(&seq, DER_OCTET_STRING, &salt) || !take_count(&seq, &out->iterations))
        return broken(problem, "the parameters of its encryption can't be read");
    return true;
}

static bool read_pbmac1(struct arena *arena, struct view parameters, struct pfx_mac *out, struct view *problem)
{
    enum { LONGEST_KEY = 256 };
    struct view seq, kdf, kdf_parameters, hmac, ignored;
    struct pbkdf2 pbkdf2;
    if (!ber_take(&parameters, DER_SEQUENCE, &seq) || !take_algorithm(&seq, &kdf, &kdf_parameters) || !view_eq(kdf, oid_pbkdf2) ||
        !read_pbkdf2(kdf_parameters, &pbkdf2) || !take_algorithm(&seq, &hmac, &ignored))
        return broken(problem, "the PBMAC1 parameters of its MAC can't be read");
    if (pbkdf2.key_length == 0 || pbkdf2.key_length > LONGEST_KEY)
        return broken(problem, "the key length of its PBMAC1 is missing or makes no sense");
    const struct digest_row *row = find_digest(hmacs, COUNT_OF(hmacs), hmac);
    out->pbmac1 = true;
    out->modern = true;
    out->digest = row ? row->name : NULL;
    out->title = view_fmt(arena, "PBMAC1 %.*s", VIEW_ARG(row ? row->title : der_oid_text(arena, hmac)));
    out->prf = pbkdf2.prf ? pbkdf2.prf->name : NULL;
    out->key_length = pbkdf2.key_length;
    out->salt = pbkdf2.salt;
    out->iterations = pbkdf2.iterations;
    /* A key that is longer than the digest is made in parts, each with all rounds. */
    size_t parts = pbkdf2.prf ? (pbkdf2.key_length + pbkdf2.prf->bytes - 1) / pbkdf2.prf->bytes : 1;
    out->rounds = product(pbkdf2.iterations, parts);
    return true;
}

bool pfx_mac_read(struct arena *arena, struct view mac_data, struct pfx_mac *out, struct view *problem)
{
    struct view info, oid, parameters, salt;
    *out = (struct pfx_mac){ .present = true, .iterations = 1 };
    if (!ber_take(&mac_data, DER_SEQUENCE, &info) || !take_algorithm(&info, &oid, &parameters) ||
        !ber_octets(arena, &info, DER_OCTET_STRING, &out->value))
        return broken(problem, "its MAC can't be read");
    if (!ber_octets(arena, &mac_data, DER_OCTET_STRING, &salt) || (mac_data.n && !take_count(&mac_data, &out->iterations)))
        return broken(problem, "the salt or the iterations of its MAC can't be read");
    if (view_eq(oid, oid_pbmac1))
        return read_pbmac1(arena, parameters, out, problem);
    const struct digest_row *row = find_digest(digests, COUNT_OF(digests), oid);
    out->rounds = out->iterations;
    out->salt = salt;
    out->digest = row ? row->name : NULL;
    out->title = row ? row->title : der_oid_text(arena, oid);
    out->modern = row && row->modern;
    return true;
}
