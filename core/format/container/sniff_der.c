#include "format/container/sniff.h"
#include "format/x509/der.h"

#define PKCS "\x2A\x86\x48\x86\xF7\x0D\x01"

/* PrivateKeyInfo, ECPrivateKey, RSAPrivateKey, DSA's traditional form, RSAPublicKey, PFX: all start with a number. */
static enum container starts_with_number(struct view in, bool cut)
{
    struct view number, next, oid;
    bool ignored = false;
    if (!ber_take(&in, DER_INTEGER, &number) || number.n == 0 || number.p[0] & 0x80)
        return CONTAINER_BINARY;
    int value = number.n == 1 ? number.p[0] : -1; /* a modulus is longer */
    if (der_next_is(in, DER_OCTET_STRING))
        return value == 1 ? CONTAINER_PRIVATE_KEY : CONTAINER_BINARY;
    if (ber_enter(&in, DER_SEQUENCE, &next, &ignored)) {
        if (!ber_take(&next, DER_OID, &oid))
            return CONTAINER_BINARY;
        if (value == 3 && view_starts(oid, VIEW(PKCS "\x07")))
            return CONTAINER_PKCS12;
        return (value == 0 || value == 1) && der_next_is(in, DER_OCTET_STRING) ? CONTAINER_PRIVATE_KEY : CONTAINER_BINARY;
    }
    size_t numbers = 1;
    while (ber_take(&in, DER_INTEGER, &next))
        numbers++;
    if (value == 0 && (numbers >= 6 || (cut && numbers >= 2)))
        return CONTAINER_PRIVATE_KEY;
    return number.n > 8 && numbers == 2 && in.n == 0 && !cut ? CONTAINER_PUBLIC_KEY : CONTAINER_BINARY;
}

/* Behind the signature algorithm: a certificate has issuer and validity, a CRL issuer and time. */
static enum container after_algorithm(struct view in)
{
    struct view content;
    bool cut = false;
    if (!ber_enter(&in, DER_SEQUENCE, &content, &cut))
        return CONTAINER_BINARY;
    if (der_next_is(in, DER_UTC_TIME) || der_next_is(in, DER_TIME))
        return CONTAINER_CRL;
    return cut || der_next_is(in, DER_SEQUENCE) ? CONTAINER_DER : CONTAINER_BINARY;
}

static enum container signed_part(struct view in)
{
    struct view content, number;
    bool cut = false;
    if (ber_enter(&in, DER_CONTEXT_CONSTRUCTED(0), &content, &cut))
        return der_next_is(content, DER_INTEGER) && (cut || der_next_is(in, DER_INTEGER)) ? CONTAINER_DER : CONTAINER_BINARY;
    bool has_number = ber_take(&in, DER_INTEGER, &number);
    if (!ber_enter(&in, DER_SEQUENCE, &content, &cut))
        return CONTAINER_BINARY;
    if (der_next_is(content, DER_OID)) {
        enum container kind = after_algorithm(in);
        return has_number || kind == CONTAINER_CRL ? kind : CONTAINER_BINARY;
    }
    bool is_name = content.n == 0 || der_next_is(content, DER_SET);
    return has_number && is_name && (cut || der_next_is(in, DER_SEQUENCE)) ? CONTAINER_CSR : CONTAINER_BINARY;
}

static enum container starts_with_sequence(struct view in)
{
    struct view first, oid;
    bool cut = false;
    if (!ber_enter(&in, DER_SEQUENCE, &first, &cut))
        return CONTAINER_BINARY;
    if (!der_next_is(first, DER_OID))
        return signed_part(first);
    if (der_next_is(in, DER_BIT_STRING))
        return CONTAINER_PUBLIC_KEY;
    bool encrypts = ber_take(&first, DER_OID, &oid) && (view_starts(oid, VIEW(PKCS "\x05")) || view_starts(oid, VIEW(PKCS "\x0C\x01")));
    return encrypts && der_next_is(in, DER_OCTET_STRING) ? CONTAINER_PRIVATE_KEY : CONTAINER_BINARY;
}

/* ContentInfo: SignedData with certificates, or any other content. */
static enum container content_info(struct view in)
{
    struct view oid, explicit, part, skipped;
    bool cut = false;
    if (!ber_take(&in, DER_OID, &oid) || !view_starts(oid, VIEW(PKCS "\x07")) ||
        !ber_enter(&in, DER_CONTEXT_CONSTRUCTED(0), &explicit, &cut))
        return CONTAINER_BINARY;
    if (!view_eq(oid, VIEW(PKCS "\x07\x02")))
        return CONTAINER_CMS;
    bool certs = ber_enter(&explicit, DER_SEQUENCE, &part, &cut) && ber_take(&part, DER_INTEGER, &skipped) &&
                 ber_enter(&part, DER_SET, &skipped, &cut) && ber_enter(&part, DER_SEQUENCE, &skipped, &cut) &&
                 der_next_is(part, DER_CONTEXT_CONSTRUCTED(0));
    return cut || certs ? CONTAINER_PKCS7 : CONTAINER_CMS;
}

enum container sniff_der(struct view bytes)
{
    struct view content;
    bool cut = false;
    if (!ber_enter(&bytes, DER_SEQUENCE, &content, &cut))
        return CONTAINER_BINARY;
    if (der_next_is(content, DER_OID))
        return content_info(content);
    if (der_next_is(content, DER_INTEGER))
        return starts_with_number(content, cut);
    return starts_with_sequence(content);
}
