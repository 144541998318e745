#include "format/container/pkcs12_parts.h"

#include <openssl/err.h>
#include <openssl/evp.h>

enum { SCRYPT_BYTES = 32 << 20 }; /* what libcrypto grants it */

DROP(drop_pbkdf2, PBKDF2PARAM *, PBKDF2PARAM_free);
DROP(drop_scrypt, SCRYPT_PARAMS *, SCRYPT_PARAMS_free);
DROP(drop_pbe, PBEPARAM *, PBEPARAM_free);
DROP(drop_pbe2, PBE2PARAM *, PBE2PARAM_free);

struct scheme {
    int nid;
    const char *name;
    bool outdated;
};

/* Password and cipher in one OID, RFC 7292 appendix C and RFC 8018 appendix A.3; then the ciphers of PBES2. */
static const struct scheme schemes[] = {
    { NID_pbe_WithSHA1And3_Key_TripleDES_CBC, "TripleDES-SHA1", false },
    { NID_pbe_WithSHA1And2_Key_TripleDES_CBC, "two-key TripleDES-SHA1", false },
    { NID_pbe_WithSHA1And128BitRC4, "RC4-128-SHA1", true },
    { NID_pbe_WithSHA1And40BitRC4, "RC4-40-SHA1", true },
    { NID_pbe_WithSHA1And128BitRC2_CBC, "RC2-128-SHA1", true },
    { NID_pbe_WithSHA1And40BitRC2_CBC, "RC2-40-SHA1", true },
    { NID_pbeWithMD2AndDES_CBC, "DES-MD2", true },
    { NID_pbeWithMD5AndDES_CBC, "DES-MD5", true },
    { NID_pbeWithMD2AndRC2_CBC, "RC2-64-MD2", true },
    { NID_pbeWithMD5AndRC2_CBC, "RC2-64-MD5", true },
    { NID_pbeWithSHA1AndDES_CBC, "DES-SHA1", true },
    { NID_pbeWithSHA1AndRC2_CBC, "RC2-64-SHA1", true },
}, ciphers[] = {
    { NID_aes_256_cbc, "AES-256-CBC", false }, { NID_aes_192_cbc, "AES-192-CBC", false },
    { NID_aes_128_cbc, "AES-128-CBC", false }, { NID_aes_256_gcm, "AES-256-GCM", false },
    { NID_aes_128_gcm, "AES-128-GCM", false }, { NID_des_ede3_cbc, "TripleDES", false },
    { NID_camellia_128_cbc, "Camellia-128-CBC", false }, { NID_camellia_192_cbc, "Camellia-192-CBC", false },
    { NID_camellia_256_cbc, "Camellia-256-CBC", false }, { NID_rc2_cbc, "RC2", true },
    { NID_rc4, "RC4", true }, { NID_des_cbc, "DES", true },
};

struct digest_row {
    int nid;
    const char *title;
    unsigned bytes;
    bool modern;
};

static const struct digest_row digests[] = {
    { NID_sha1, "SHA-1", 20, false },      { NID_sha224, "SHA-224", 28, true },         { NID_sha256, "SHA-256", 32, true },
    { NID_sha384, "SHA-384", 48, true },   { NID_sha512, "SHA-512", 64, true },         { NID_sha512_224, "SHA-512/224", 28, true },
    { NID_sha512_256, "SHA-512/256", 32, true }, { NID_sha3_256, "SHA3-256", 32, true }, { NID_sha3_384, "SHA3-384", 48, true },
    { NID_sha3_512, "SHA3-512", 64, true }, { NID_md5, "MD5", 16, false },
};

static uint64_t product(uint64_t a, uint64_t b)
{
    uint64_t result;
    return __builtin_mul_overflow(a, b, &result) ? UINT64_MAX : result;
}

/* The digest of an HMAC; NULL when libcrypto or we don't know it. */
static const struct digest_row *find_hmac(const X509_ALGOR *hmac)
{
    int digest = NID_undef;
    return EVP_PBE_find(EVP_PBE_TYPE_PRF, OBJ_obj2nid(hmac->algorithm), NULL, &digest, NULL) ? X509_ROW(digests, digest) : NULL;
}

static bool read_count(const ASN1_INTEGER *number, uint64_t *out)
{
    if (!number || ASN1_STRING_type(number) != V_ASN1_INTEGER)
        return false;
    if (!ASN1_INTEGER_get_uint64(out, number))
        *out = UINT64_MAX;
    return *out > 0;
}

struct pbkdf2 {
    struct view salt;
    uint64_t iterations, key_length; /* key_length 0: not given */
    const struct digest_row *prf;  /* NULL: unknown */
};

static bool read_pbkdf2(struct arena *arena, const X509_ALGOR *kdf, struct pbkdf2 *out)
{
    AUTO(drop_pbkdf2) PBKDF2PARAM *given = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBKDF2PARAM), kdf->parameter);
    *out = (struct pbkdf2){ 0 };
    if (!given || given->salt->type != V_ASN1_OCTET_STRING || !read_count(given->iter, &out->iterations) ||
        (given->keylength && !read_count(given->keylength, &out->key_length)))
        return false;
    out->salt = view_dup(arena, x509_octets(given->salt->value.octet_string));
    out->prf = given->prf ? find_hmac(given->prf) : X509_ROW(digests, NID_sha1);
    return true;
}

static bool read_scrypt(const X509_ALGOR *kdf, struct pbe *out)
{
    uint64_t cost, block, lanes;
    AUTO(drop_scrypt) SCRYPT_PARAMS *given = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(SCRYPT_PARAMS), kdf->parameter);
    if (!given || !read_count(given->costParameter, &cost) || !read_count(given->blockSize, &block) ||
        !read_count(given->parallelizationParameter, &lanes))
        return false;
    out->iterations = product(product(cost, block), lanes);
    out->too_much = product(product(cost, block), 128) > SCRYPT_BYTES || product(product(lanes, block), 128) > SCRYPT_BYTES;
    return true;
}

static bool read_pbes2(struct arena *arena, const X509_ALGOR *algorithm, struct pbe *out, struct view *problem)
{
    AUTO(drop_pbe2) PBE2PARAM *given = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBE2PARAM), algorithm->parameter);
    if (!given)
        return pfx_broken(problem, VIEW("the parameters of its encryption can't be read"));
    int kdf = OBJ_obj2nid(given->keyfunc->algorithm);
    struct pbkdf2 pbkdf2 = { 0 };
    if (kdf == NID_id_scrypt && !read_scrypt(given->keyfunc, out))
        return pfx_broken(problem, VIEW("the scrypt parameters of its encryption can't be read"));
    if (kdf == NID_id_pbkdf2 && !read_pbkdf2(arena, given->keyfunc, &pbkdf2))
        return pfx_broken(problem, VIEW("the PBKDF2 parameters of its encryption can't be read"));
    if (kdf == NID_id_pbkdf2)
        out->iterations = pbkdf2.iterations;
    const struct scheme *row = X509_ROW(ciphers, OBJ_obj2nid(given->encryption->algorithm));
    const char *name = row ? row->name : x509_oid_text(arena, given->encryption->algorithm).p;
    out->name = view_fmt(arena, "PBES2 %s%s", name, kdf == NID_id_scrypt ? " scrypt" : "");
    out->modern = true;
    out->outdated = row && row->outdated;
    out->aes_256 = kdf == NID_id_pbkdf2 && row && row->nid == NID_aes_256_cbc;
    return true;
}

static bool read_scheme(struct arena *arena, const X509_ALGOR *algorithm, struct pbe *out, struct view *problem)
{
    const struct scheme *row = X509_ROW(schemes, OBJ_obj2nid(algorithm->algorithm));
    if (!row) {
        out->name = x509_oid_text(arena, algorithm->algorithm);
        return true;
    }
    out->name = view_of(row->name);
    out->outdated = row->outdated;
    out->tripledes_sha1 = row->nid == NID_pbe_WithSHA1And3_Key_TripleDES_CBC;
    AUTO(drop_pbe) PBEPARAM *given = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBEPARAM), algorithm->parameter);
    return (given && read_count(given->iter, &out->iterations)) ||
           pfx_broken(problem, VIEW("the parameters of its encryption can't be read"));
}

bool pbe_read(struct arena *arena, const X509_ALGOR *algorithm, struct pbe *out, struct view *problem)
{
    bool pbes2 = OBJ_obj2nid(algorithm->algorithm) == NID_pbes2;
    *out = (struct pbe){ 0 };
    bool ok = pbes2 ? read_pbes2(arena, algorithm, out, problem) : read_scheme(arena, algorithm, out, problem);
    ERR_clear_error();
    return ok;
}

void pfx_schemes_add(struct pfx_schemes *all, const struct pbe *pbe)
{
    all->tripledes_sha1 = all->tripledes_sha1 || pbe->tripledes_sha1;
    all->aes_256 = all->aes_256 || pbe->aes_256;
    all->outdated = all->outdated || (pbe->outdated && !pbe->modern);
    all->other = all->other || !(pbe->tripledes_sha1 || pbe->aes_256 || pbe->outdated) || (pbe->outdated && pbe->modern);
    if (!view_among(pbe->name, all->names, all->n) && all->n < COUNT_OF(all->names))
        all->names[all->n++] = pbe->name;
}

struct view pfx_describe(struct arena *arena, const struct pfx_schemes *all, const struct pfx_mac *mac)
{
    AUTO(buf_free) struct buf text = BUF_INIT(LIMIT_NAME_BYTES);
    for (size_t i = 0; i < all->n; i++)
        buf_fmt(&text, "%s%.*s", i ? ", " : "", VIEW_ARG(all->names[i]));
    if (all->n == 0)
        buf_text(&text, "not encrypted");
    if (mac)
        buf_fmt(&text, ", MAC %.*s", VIEW_ARG(mac->title));
    else
        buf_text(&text, ", no MAC");
    return view_dup(arena, buf_view(&text));
}

enum pfx_encryption pfx_kind(const struct pfx_schemes *all, const struct pfx_mac *mac)
{
    bool modern_mac = mac && (mac->modern || mac->pbmac1);
    if (all->tripledes_sha1 && !all->aes_256 && !all->other && !modern_mac)
        return PFX_TRIPLEDES_SHA1;
    bool sha256 = mac && !mac->pbmac1 && mac->digest && strcmp(mac->digest, "SHA256") == 0;
    if (all->aes_256 && !all->tripledes_sha1 && !all->outdated && !all->other && sha256)
        return PFX_AES_256;
    return PFX_OTHER_ENCRYPTION;
}

/* PBMAC1's parameters have the form of those of PBES2: how the key is made, and what is done with it. */
static bool read_pbmac1(struct arena *arena, const X509_ALGOR *algorithm, struct pfx_mac *out, struct view *problem)
{
    AUTO(drop_pbe2) PBE2PARAM *given = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBE2PARAM), algorithm->parameter);
    enum { LONGEST_KEY = 256 };
    struct pbkdf2 pbkdf2;
    if (!given || OBJ_obj2nid(given->keyfunc->algorithm) != NID_id_pbkdf2 || !read_pbkdf2(arena, given->keyfunc, &pbkdf2))
        return pfx_broken(problem, VIEW("the PBMAC1 parameters of its MAC can't be read"));
    if (pbkdf2.key_length == 0 || pbkdf2.key_length > LONGEST_KEY)
        return pfx_broken(problem, VIEW("the key length of its PBMAC1 is missing or makes no sense"));
    const struct digest_row *row = find_hmac(given->encryption);
    out->pbmac1 = true;
    out->modern = true;
    out->digest = row ? OBJ_nid2sn(row->nid) : NULL;
    out->title = view_fmt(arena, "PBMAC1 %s", row ? row->title : x509_oid_text(arena, given->encryption->algorithm).p);
    out->prf = pbkdf2.prf ? OBJ_nid2sn(pbkdf2.prf->nid) : NULL;
    out->key_length = (size_t)pbkdf2.key_length;
    out->salt = pbkdf2.salt;
    out->iterations = pbkdf2.iterations;
    /* A key that is longer than the digest is made in parts, each with all rounds. */
    uint64_t parts = pbkdf2.prf ? (pbkdf2.key_length + pbkdf2.prf->bytes - 1) / pbkdf2.prf->bytes : 1;
    out->rounds = product(pbkdf2.iterations, parts);
    return true;
}

bool pfx_mac_read(struct arena *arena, const struct pfx_mac_data *given, struct pfx_mac *out, struct view *problem)
{
    const X509_ALGOR *algorithm;
    const ASN1_OCTET_STRING *value;
    *out = (struct pfx_mac){ .iterations = 1, .salt = x509_octets(given->salt) };
    X509_SIG_get0(given->digest, &algorithm, &value);
    out->value = x509_octets(value);
    if (given->iterations && !read_count(given->iterations, &out->iterations))
        return pfx_broken(problem, VIEW("the iterations of its MAC can't be read"));
    if (OBJ_obj2nid(algorithm->algorithm) == NID_pbmac1) {
        bool ok = read_pbmac1(arena, algorithm, out, problem);
        ERR_clear_error();
        return ok;
    }
    const struct digest_row *row = X509_ROW(digests, OBJ_obj2nid(algorithm->algorithm));
    out->rounds = out->iterations;
    out->digest = row ? OBJ_nid2sn(row->nid) : NULL;
    out->title = row ? view_of(row->title) : x509_oid_text(arena, algorithm->algorithm);
    out->modern = row && row->modern;
    return true;
}
