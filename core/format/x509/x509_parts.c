#include "format/x509/x509_parts.h"

#include <openssl/pem.h>

#include "base/civil.h"
#include "format/digest.h"
#include "format/text/escape.h"
#include "format/x509/der.h"
#include "format/x509/x509.h"

const void *x509_row(const void *rows, size_t n, size_t size, int nid)
{
    for (const char *row = rows; n > 0; n--, row += size)
        if (memcmp(row, &nid, sizeof nid) == 0)
            return row;
    return NULL;
}

void x509_odd(struct cert *cert, enum cert_oddity oddity, const char *detail)
{
    cert->oddities |= (unsigned)oddity;
    if (cert->odd_detail.n == 0)
        cert->odd_detail = view_of(detail);
}

struct view x509_octets(const ASN1_STRING *s)
{
    return (struct view){ .p = (const char *)ASN1_STRING_get0_data(s), .n = (size_t)ASN1_STRING_length(s) };
}

struct view x509_encoded(struct arena *arena, unsigned char *made, int n)
{
    struct view out = n > 0 ? view_dup(arena, (struct view){ .p = (const char *)made, .n = (size_t)n }) : (struct view){ 0 };
    OPENSSL_free(made);
    return out;
}

int64_t x509_time(const ASN1_TIME *time)
{
    struct tm tm;
    if (ASN1_TIME_to_tm(time, &tm) != 1)
        return TIME_NONE;
    return civil_to_time(&(struct civil){ tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec });
}

/* NIST's numbers, which OpenSSL knows from 3.5 on. */
struct view x509_post_quantum(const ASN1_OBJECT *oid)
{
    static const struct view arc = VIEW_ROW("2.16.840.1.101.3.4.3.");
    static const struct view names[] = {
        VIEW_ROW("ML-DSA-44"), VIEW_ROW("ML-DSA-65"), VIEW_ROW("ML-DSA-87"),
        VIEW_ROW("SLH-DSA-SHA2-128s"), VIEW_ROW("SLH-DSA-SHA2-128f"), VIEW_ROW("SLH-DSA-SHA2-192s"), VIEW_ROW("SLH-DSA-SHA2-192f"),
        VIEW_ROW("SLH-DSA-SHA2-256s"), VIEW_ROW("SLH-DSA-SHA2-256f"), VIEW_ROW("SLH-DSA-SHAKE-128s"), VIEW_ROW("SLH-DSA-SHAKE-128f"),
        VIEW_ROW("SLH-DSA-SHAKE-192s"), VIEW_ROW("SLH-DSA-SHAKE-192f"), VIEW_ROW("SLH-DSA-SHAKE-256s"), VIEW_ROW("SLH-DSA-SHAKE-256f"),
    };
    enum { FIRST = 17, LAST = FIRST + COUNT_OF(names) - 1 };
    char text[40];
    uint64_t last = 0;
    OBJ_obj2txt(text, sizeof text, oid, 1);
    bool known = view_starts(view_of(text), arc) && view_number(view_from(view_of(text), arc.n), LAST, &last) && last >= FIRST;
    return known ? names[last - FIRST] : (struct view){ 0 };
}

struct view x509_oid_text(struct arena *arena, const ASN1_OBJECT *oid)
{
    struct view name = x509_post_quantum(oid);
    if (name.n)
        return name;
    int n = OBJ_obj2txt(NULL, 0, oid, 1);
    if (n <= 0)
        return VIEW("invalid");
    char *text = arena_text(arena, (size_t)n);
    OBJ_obj2txt(text, n + 1, oid, 1);
    return (struct view){ .p = text, .n = (size_t)n };
}

bool x509_signature_algorithm(int nid, int *digest, int *key)
{
    static const struct algorithm {
        int nid, digest, key;
    } missing[] = {
        { NID_sha512_224WithRSAEncryption, NID_sha512_224, NID_rsaEncryption },
        { NID_sha512_256WithRSAEncryption, NID_sha512_256, NID_rsaEncryption },
        { NID_ecdsa_with_SHA3_224, NID_sha3_224, NID_X9_62_id_ecPublicKey },
        { NID_ecdsa_with_SHA3_256, NID_sha3_256, NID_X9_62_id_ecPublicKey },
        { NID_ecdsa_with_SHA3_384, NID_sha3_384, NID_X9_62_id_ecPublicKey },
        { NID_ecdsa_with_SHA3_512, NID_sha3_512, NID_X9_62_id_ecPublicKey },
        { NID_dsa_with_SHA384, NID_sha384, NID_dsa },
        { NID_dsa_with_SHA512, NID_sha512, NID_dsa },
        { NID_dsaWithSHA1_2, NID_sha1, NID_dsa },
    };
    const struct algorithm *row = X509_ROW(missing, nid);
    *digest = row ? row->digest : NID_undef;
    *key = row ? row->key : NID_undef;
    return row || OBJ_find_sigid_algs(nid, digest, key) == 1;
}

bool x509_places(struct view der, struct x509_places *out)
{
    enum { VERSION = DER_CONTEXT_CONSTRUCTED(0) };
    struct view outer, tbs, skipped;
    struct view *const in_tbs[] = { &skipped /* serial */, &skipped /* signature */, &out->issuer, &skipped /* validity */,
                                    &out->subject, &out->spki };
    if (!der_take(&der, DER_SEQUENCE, &outer) || !der_any(&outer, NULL, &tbs, &out->tbs) ||
        !der_any(&outer, NULL, NULL, &out->signature_algorithm) || !der_next_is(out->tbs, DER_SEQUENCE) ||
        (der_next_is(tbs, VERSION) && !der_any(&tbs, NULL, NULL, NULL)))
        return false;
    for (size_t i = 0; i < COUNT_OF(in_tbs); i++)
        if (!der_any(&tbs, NULL, NULL, in_tbs[i]))
            return false;
    out->behind = tbs;
    return true;
}

struct view x509_file_name(struct arena *arena, const struct cert *cert, size_t digest_bytes, const char *ending)
{
    struct view stem = slug(arena, cert->subject_cn), hex = digest_hex(arena, cert->sha256, digest_bytes);
    return VIEW_JOIN(arena, stem, view_of(digest_bytes ? "-" : ""), hex, view_of(ending));
}

struct view x509_pem(struct arena *arena, struct view der)
{
    BIO *bio = BIO_new(BIO_s_mem());
    const unsigned char *bytes = (const unsigned char *)der.p;
    char *text;
    if (!bio || PEM_write_bio(bio, PEM_STRING_X509, "", bytes, (long)der.n) <= 0)
        die_oom(der.n);
    long n = BIO_get_mem_data(bio, &text);
    struct view pem = view_dup(arena, (struct view){ .p = text, .n = (size_t)n });
    BIO_free(bio);
    return pem;
}
