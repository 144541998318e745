#include <openssl/err.h>
#include <openssl/provider.h>
#include <openssl/x509.h>

#include "base/civil.h"
#include "base/limits.h"
#include "format/digest.h"
#include "format/x509/der.h"
#include "format/x509/x509.h"
#include "format/x509/x509_parts.h"

#define HINT_AGAIN "export the certificate again, as DER or Base-64 .cer"

enum { SERIAL_BYTES = 20, SERIAL_SHOWN = LIMIT_NAME_BYTES / 2 - 4 };

struct x509_reader {
    OSSL_LIB_CTX *library; /* with the null provider only: the key inside is not decoded */
    OSSL_PROVIDER *nothing;
};

struct x509_ctx *x509_new(void)
{
    struct x509_ctx *x = calloc(1, sizeof *x);
    struct x509_reader *reader = calloc(1, sizeof *reader);
    if (!x || !reader)
        die_oom(sizeof *x);
    x->reader = reader;
    reader->library = OSSL_LIB_CTX_new();
    if (!reader->library)
        die_oom(sizeof *reader);
    reader->nothing = OSSL_PROVIDER_load(reader->library, "null");
    return x;
}

void x509_free(struct x509_ctx *x)
{
    if (!x)
        return;
    x509_verifier_free(x->verifier);
    if (x->reader->nothing)
        OSSL_PROVIDER_unload(x->reader->nothing);
    OSSL_LIB_CTX_free(x->reader->library);
    free(x->reader);
    free(x);
}

/* Whether libcrypto takes all of it for one certificate; *used is how far it got. */
static bool is_certificate(const struct x509_reader *reader, struct view der, size_t *used)
{
    const unsigned char *at = (const unsigned char *)der.p;
    X509 *x = X509_new_ex(reader->library, NULL);
    if (!x)
        die_oom(der.n);
    ERR_set_mark();
    bool good = d2i_X509(&x, &at, (long)der.n) != NULL;
    ERR_pop_to_mark();
    X509_free(x);
    *used = (size_t)((const char *)at - der.p);
    return good;
}

static bool refuse(struct view der, struct err *e)
{
    struct x509_fields fields;
    struct view normal, content, whole, rest = der;
    unsigned tag;
    size_t size;
    if (!der_looks_like(der, &size)) {
        if (!der_next_is(der, DER_SEQUENCE))
            return err_set(e, ST_FORMAT, HINT_AGAIN, "doesn't start as DER does, so it isn't a certificate");
        return err_set(e, ST_FORMAT, HINT_AGAIN, "is cut off: its first bytes promise more than the %zu that are there", der.n);
    }
    AUTO(arena_free) struct arena arena = { 0 };
    if (!ber_any(&rest, &tag, &content, &whole) || !der_from_ber(&arena, whole, &normal))
        return err_set(e, ST_FORMAT, HINT_AGAIN, "is damaged: the lengths inside don't add up");
    if (!x509_fields_take(normal, &fields))
        return err_set(e, ST_FORMAT, HINT_AGAIN, "has not the structure of a certificate");
    return err_set(e, ST_FORMAT, HINT_AGAIN, "looks like a certificate, but a name, number, date or extension inside is malformed");
}

static struct view serial_text(struct arena *arena, struct view content)
{
    unsigned char octets[SERIAL_SHOWN];
    bool negative = content.n && (content.p[0] & 0x80), cut = content.n > sizeof octets;
    size_t n = cut ? sizeof octets : content.n;
    if (n == 0)
        return VIEW("0");
    memcpy(octets, content.p, n);
    unsigned carry = 1;
    for (size_t i = n; negative && i > 0; i--) {
        carry += (unsigned char)~octets[i - 1];
        octets[i - 1] = (unsigned char)carry;
        carry >>= 8;
    }
    struct view hex = view_hex(arena, (struct view){ .p = (const char *)octets, .n = n });
    while (hex.n > 1 && hex.p[0] == '0')
        hex = view_from(hex, 1);
    if (!negative && !cut)
        return hex;
    return view_fmt(arena, "%s%.*s%s", negative ? "-" : "", VIEW_ARG(hex), cut ? "..." : "");
}

static void read_serial(const struct x509_reading *r, struct view content)
{
    struct view positive;
    r->cert->serial = serial_text(r->arena, content);
    if (!x509_positive(content, &positive))
        x509_odd(r->cert, ODD_SERIAL_NOT_POSITIVE, "");
    if (content.n > SERIAL_BYTES)
        x509_odd(r->cert, ODD_SERIAL_TOO_LONG, "");
}

static void read_algorithm(const struct x509_reading *r, const struct x509_fields *f)
{
    struct cert *cert = r->cert;
    struct view whole = f->outer_algorithm, list, oid;
    struct x509_pss pss;
    cert->signature_params = whole;
    cert->signature_value = f->signature;
    if (!view_eq(f->algorithm, f->outer_algorithm))
        x509_odd(cert, ODD_SIGNATURE_ALGORITHMS_DIFFER, "");
    if (!der_take(&whole, DER_SEQUENCE, &list) || !der_take(&list, DER_OID, &oid))
        return;
    const struct x509_algorithm *algorithm = x509_algorithm(oid);
    cert->signature = algorithm ? algorithm->name : der_oid_text(r->arena, oid);
    cert->signature_hash = algorithm ? algorithm->hash : HASH_UNKNOWN;
    cert->signature_pss = algorithm && algorithm->scheme == SCHEME_RSA_PSS;
    if (cert->signature_pss && x509_pss(f->outer_algorithm, &pss))
        cert->signature_hash = pss.hash->hash;
}

static void read_fields(const struct x509_reading *r, const struct x509_fields *f)
{
    struct cert *cert = r->cert;
    bool der_before, der_after;
    cert->path_length = -1;
    if (f->version.n == 0 || (f->version.n == 1 && (f->version.p[0] == 0 || f->version.p[0] == 1)))
        x509_odd(cert, ODD_VERSION_1, "");
    read_serial(r, f->serial);
    read_algorithm(r, f);
    cert->issuer_der = f->issuer;
    cert->subject_der = f->subject;
    cert->subject = x509_name(r, f->subject, "subject", &cert->subject_cn);
    cert->issuer = x509_name(r, f->issuer, "issuer", &cert->issuer_cn);
    cert->not_before = x509_time(f->not_before, &der_before);
    cert->not_after = x509_time(f->not_after, &der_after);
    if (!der_before || !der_after)
        x509_odd(cert, ODD_INVALID_TIME, "");
    cert->spki = f->spki;
    x509_key(r->arena, f->spki, &cert->key);
    x509_extensions(r, f->extensions);
}

/* libcrypto's word on what is a certificate, and the certificate in DER. It is asked only where the answer is open: decoding all of an
 * X509 takes ten times as long as seeing that it is a usual one. */
static bool admit(struct x509_ctx *x, struct arena *arena, struct view der, struct view *normal, struct err *e)
{
    size_t used;
    *normal = der;
    if (x509_plain(der))
        return true;
    if (!is_certificate(x->reader, der, &used))
        return refuse(der, e);
    if (used != der.n)
        return err_set(e, ST_FORMAT, "cut them off", "%zu bytes stand behind the certificate", der.n - used);
    return der_from_ber(arena, der, normal) || err_set(e, ST_FORMAT, HINT_AGAIN, "its encoding can't be followed");
}

bool x509_read(struct x509_ctx *x, struct arena *arena, struct view der, struct cert *out, struct err *e)
{
    struct x509_fields fields;
    struct view normal, content, whole, rest = der;
    unsigned tag;
    *out = (struct cert){ .der = der };
    if (der.n > LIMIT_CERT_BYTES)
        return err_set(e, ST_LIMIT, "check that this is a certificate", "a certificate of %zu bytes is too large (at most %d)", der.n,
                       LIMIT_CERT_BYTES);
    if (der.n == 0)
        return err_set(e, ST_FORMAT, HINT_AGAIN, "there are no bytes to read");
    if (!admit(x, arena, der, &normal, e))
        return false;
    if (!x509_fields_take(normal, &fields) || !ber_any(&rest, &tag, &content, &whole) ||
        !ber_any(&content, &tag, &whole, &out->tbs))
        return err_set(e, ST_FORMAT, HINT_AGAIN, "its encoding can't be followed");
    read_fields(&(struct x509_reading){ .arena = arena, .cert = out }, &fields);
    digest_sha256(der, out->sha256);
    digest_sha1(der, out->sha1);
    digest_sha256(out->spki, out->spki_sha256);
    return true;
}
