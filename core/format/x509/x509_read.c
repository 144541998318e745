#include <openssl/err.h>

#include "base/civil.h"
#include "base/limits.h"
#include "format/digest.h"
#include "format/x509/der.h"
#include "format/x509/x509.h"
#include "format/x509/x509_parts.h"

#define HINT_AGAIN "export the certificate again, as DER or Base-64 .cer"

enum { SERIAL_BYTES = 20, SERIAL_SHOWN = LIMIT_NAME_BYTES / 2 - 4, VERSION_3 = 2 };
enum { UTC_TIME_BYTES = 13, TIME_BYTES = 15 };
#define FIRST_OF_LONG_FORM 2524608000 /* 2050-01-01T00:00:00Z */

struct x509_ctx *x509_new(void)
{
    struct x509_ctx *x = heap_new(sizeof *x);
    x->reading = OSSL_LIB_CTX_new();
    x->number = BN_new();
    if (!x->reading || !x->number)
        die_oom(sizeof *x);
    x->nothing = OSSL_PROVIDER_load(x->reading, "null");
    return x;
}

struct x509_ctx *x509_new_for_thread(void)
{
    struct x509_ctx *x = x509_new();
    x->computing = OSSL_LIB_CTX_new();
    if (!x->computing)
        die_oom(sizeof *x);
    x->everything = OSSL_PROVIDER_load(x->computing, "default");
    return x;
}

void x509_free(struct x509_ctx *x)
{
    if (!x)
        return;
    EVP_PKEY_CTX_free(x->rsa);
    EVP_PKEY_CTX_free(x->ec);
    for (size_t i = 0; i < X509_KEPT_PAIRS; i++)
        for (size_t k = 0; k < COUNT_OF(x->kept[i]); k++)
            x509_drop(&x->kept[i][k]);
    x509_drop(&x->on_curve);
    BN_free(x->number);
    if (x->nothing)
        OSSL_PROVIDER_unload(x->nothing);
    if (x->everything)
        OSSL_PROVIDER_unload(x->everything);
    OSSL_LIB_CTX_free(x->reading);
    OSSL_LIB_CTX_free(x->computing);
    free(x);
}

DROP(drop_x509, X509 *, X509_free);

/* libcrypto says no without saying why in words for people. */
static bool refuse(struct view der, struct err *e)
{
    const unsigned char *at = (const unsigned char *)der.p;
    long length;
    int tag, class;
    if (!der_next_is(der, DER_SEQUENCE))
        return err_set(e, ST_FORMAT, HINT_AGAIN, "doesn't start as DER does, so it isn't a certificate");
    if (ASN1_get_object(&at, &length, &tag, &class, (long)der.n) & 0x80)
        return err_set(e, ST_FORMAT, HINT_AGAIN, "is cut off: its first bytes promise more than the %zu that are there", der.n);
    return err_set(e, ST_FORMAT, HINT_AGAIN,
                   "has not the structure of a certificate, or a name, number, date or extension inside is malformed");
}

static bool decode(struct x509_ctx *x, struct view der, X509 **out, struct err *e)
{
    const unsigned char *at = (const unsigned char *)der.p;
    *out = X509_new_ex(x->reading, NULL);
    if (!*out)
        die_oom(der.n);
    if (!d2i_X509(out, &at, (long)der.n))
        return refuse(der, e);
    size_t used = (size_t)((const char *)at - der.p);
    return used == der.n || err_set(e, ST_FORMAT, "cut them off", "%zu bytes stand behind the certificate", der.n - used);
}

/* d2i_X509 takes BER for DER without a word. What is around the signed part is written anew; the signed part itself i2d_X509 gives as it
 * came, and nobody else can change it without breaking its signature. */
static bool make_der(const struct x509_reading *r, X509 *decoded, struct err *e)
{
    unsigned char *made = NULL;
    if (der_is_strict(r->cert->der))
        return true;
    int n = i2d_X509(decoded, &made);
    r->cert->der = x509_encoded(r->arena, made, n);
    return der_is_strict(r->cert->der) ||
           err_set(e, ST_FORMAT, HINT_AGAIN, "isn't DER throughout (BER, or damaged), and only who signs it can mend that");
}

/* Content octets are counted, the one that makes it positive included. */
static void read_serial(const struct x509_reading *r, const ASN1_INTEGER *serial)
{
    struct view octets = x509_octets(serial), shown = view_first(octets, SERIAL_SHOWN);
    bool negative = ASN1_STRING_type(serial) == V_ASN1_NEG_INTEGER;
    struct view hex = view_hex(r->arena, shown);
    r->cert->serial = VIEW_JOIN(r->arena, negative ? VIEW("-") : VIEW(""), hex, shown.n < octets.n ? VIEW("...") : VIEW(""));
    if (negative || view_eq(hex, VIEW("00")))
        x509_odd(r->cert, ODD_SERIAL_NOT_POSITIVE, "");
    if (i2d_ASN1_INTEGER(serial, NULL) > 2 + SERIAL_BYTES)
        x509_odd(r->cert, ODD_SERIAL_TOO_LONG, "");
}

static enum signature_hash hash_of(int digest)
{
    static const struct hash {
        int nid;
        enum signature_hash hash;
    } hashes[] = {
        { NID_md2, HASH_MD2 },           { NID_md5, HASH_MD5 },           { NID_sha1, HASH_SHA1 },         { NID_sha224, HASH_SHA224 },
        { NID_sha256, HASH_SHA256 },     { NID_sha384, HASH_SHA384 },     { NID_sha512, HASH_SHA512 },     { NID_sha512_224, HASH_SHA512 },
        { NID_sha512_256, HASH_SHA512 }, { NID_sha3_224, HASH_SHA3 },     { NID_sha3_256, HASH_SHA3 },     { NID_sha3_384, HASH_SHA3 },
        { NID_sha3_512, HASH_SHA3 },
    };
    const struct hash *row = X509_ROW(hashes, digest);
    return row ? row->hash : HASH_UNKNOWN;
}

static void read_signature(const struct x509_reading *r, X509 *decoded)
{
    struct cert *cert = r->cert;
    const ASN1_BIT_STRING *value;
    const X509_ALGOR *algorithm;
    int digest = NID_undef, key = NID_undef;
    X509_get0_signature(&value, &algorithm, decoded);
    const int nid = OBJ_obj2nid(algorithm->algorithm);
    if (!(value->flags & 7)) /* half a byte is no signature of any algorithm */
        cert->signature_value = view_dup(r->arena, x509_octets(value));
    if (X509_ALGOR_cmp(algorithm, X509_get0_tbs_sigalg(decoded)) != 0)
        x509_odd(cert, ODD_SIGNATURE_ALGORITHMS_DIFFER, "");
    cert->signature = nid == NID_undef ? x509_oid_text(r->arena, algorithm->algorithm) : view_of(OBJ_nid2ln(nid));
    cert->signature_pss = nid == NID_rsassaPss;
    if (cert->signature_pss)
        X509_get_signature_info(decoded, &digest, NULL, NULL, NULL);
    else if (!x509_signature_algorithm(nid, &digest, &key))
        return;
    cert->signature_hash = key == NID_ED25519 || key == NID_ED448 ? HASH_NONE : hash_of(digest);
}

/* RFC 5280 4.1.2.5 asks for one form, UTCTime through 2049 and GeneralizedTime from then on; ASN1_TIME_to_tm reads the others as well. */
static int64_t read_time(const struct x509_reading *r, const ASN1_TIME *time)
{
    struct view text = x509_octets(time);
    bool long_form = ASN1_STRING_type(time) == V_ASN1_GENERALIZEDTIME;
    int64_t read = x509_time(time);
    if (read == TIME_NONE || text.n != (long_form ? TIME_BYTES : UTC_TIME_BYTES) || !view_ends(text, VIEW("Z")) ||
        long_form != (read >= FIRST_OF_LONG_FORM))
        x509_odd(r->cert, ODD_INVALID_TIME, "");
    return read;
}

static void read_names(const struct x509_reading *r, const X509_NAME *subject, const X509_NAME *issuer)
{
    struct cert *cert = r->cert;
    x509_name_digest(subject, cert->subject_digest);
    cert->subject = x509_name(r, subject, "subject", &cert->subject_cn);
    cert->subject_mail = x509_attribute(r, subject, NID_pkcs9_emailAddress);
    cert->subject_person = X509_NAME_get_index_by_NID(subject, NID_givenName, -1) >= 0 ||
                           X509_NAME_get_index_by_NID(subject, NID_surname, -1) >= 0;
    if (view_eq(cert->subject_der, cert->issuer_der)) {
        memcpy(cert->issuer_digest, cert->subject_digest, sizeof cert->issuer_digest);
        cert->issuer = cert->subject;
        cert->issuer_cn = cert->subject_cn;
        return;
    }
    x509_name_digest(issuer, cert->issuer_digest);
    cert->issuer = x509_name(r, issuer, "issuer", &cert->issuer_cn);
}

/* A domain controller, say, has no subject: it is called by the first name that people know it by. */
static void name_by_alternative(struct cert *cert)
{
    static const enum name_kind kinds[] = { NAME_DNS, NAME_UPN, NAME_EMAIL, NAME_IP, NAME_URI };
    for (size_t k = 0; k < COUNT_OF(kinds); k++)
        for (size_t i = 0; i < cert->n_names && cert->subject_cn.n == 0; i++)
            if (cert->names[i].kind == kinds[k])
                cert->subject_cn = cert->names[i].text;
}

static void read_fields(const struct x509_reading *r, X509 *decoded)
{
    struct cert *cert = r->cert;
    cert->path_length = -1;
    long version = X509_get_version(decoded);
    if (version != VERSION_3)
        x509_odd(cert, version < VERSION_3 ? ODD_VERSION_1 : ODD_VERSION_UNKNOWN, "");
    read_serial(r, X509_get0_serialNumber(decoded));
    read_signature(r, decoded);
    read_names(r, X509_get_subject_name(decoded), X509_get_issuer_name(decoded));
    cert->not_before = read_time(r, X509_get0_notBefore(decoded));
    cert->not_after = read_time(r, X509_get0_notAfter(decoded));
    x509_key(r, X509_get_X509_PUBKEY(decoded));
    x509_extensions(r, decoded);
    name_by_alternative(cert);
}

static bool read_der(const struct x509_reading *r, struct err *e)
{
    struct cert *cert = r->cert;
    AUTO(drop_x509) X509 *decoded = NULL;
    struct x509_places places;
    if (!decode(r->x, cert->der, &decoded, e) || !make_der(r, decoded, e))
        return false;
    if (!x509_places(cert->der, &places))
        return refuse(cert->der, e);
    cert->tbs = places.tbs;
    cert->signature_params = places.signature_algorithm;
    cert->issuer_der = places.issuer;
    cert->subject_der = places.subject;
    cert->spki = places.spki;
    read_fields(r, decoded);
    digest_sha256(cert->der, cert->sha256);
    digest_sha1(cert->der, cert->sha1);
    digest_sha256(cert->spki, cert->spki_sha256);
    return true;
}

bool x509_read(struct x509_ctx *x, struct arena *arena, struct view der, struct cert *out, struct err *e)
{
    *out = (struct cert){ .der = der };
    if (der.n > LIMIT_CERT_BYTES)
        return err_set(e, ST_LIMIT, "check that this is a certificate", "a certificate of %zu bytes is too large (at most %d)", der.n,
                       LIMIT_CERT_BYTES);
    if (der.n == 0)
        return err_set(e, ST_FORMAT, HINT_AGAIN, "there are no bytes to read");
    ERR_set_mark();
    bool good = read_der(&(struct x509_reading){ .x = x, .arena = arena, .cert = out }, e);
    ERR_pop_to_mark();
    return good;
}
