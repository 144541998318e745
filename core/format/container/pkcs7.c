#include "format/container/der_list.h"

#include "base/limits.h"
#include "format/x509/der.h"

static const char hint_export[] = "export the certificates again, as .cer or .p7b";

static bool broken(struct err *e, const char *what)
{
    return err_set(e, ST_FORMAT, hint_export, "the PKCS#7 file is damaged: %s", what);
}

/* CertificateSet: besides certificates it may hold attribute certificates and other forms, all of them tagged. */
static bool read_set(struct arena *arena, struct view set, struct view_list *certs, struct err *e)
{
    while (set.n) {
        unsigned tag;
        struct view whole;
        if (!ber_any(&set, &tag, NULL, &whole))
            return broken(e, "its certificates can't be told apart");
        if (tag != DER_SEQUENCE)
            continue;
        if (certs->n == LIMIT_CERTS)
            return err_set(e, ST_LIMIT, hint_export, "there are more than %d certificates in the PKCS#7 file", LIMIT_CERTS);
        *LIST_ADD(arena, certs) = whole;
    }
    return true;
}

/* Whether signerInfos, behind the certificates and the revocation lists, has a signer. An authority's answer to a request is signed, too,
 * and yet brings the certificates that were asked for. */
static bool has_signer(struct view rest, struct view content)
{
    struct view type, signers;
    if (ber_take(&content, DER_OID, &type) && view_eq(type, VIEW("\x2B\x06\x01\x05\x05\x07\x0C\x03")))
        return false;
    if (der_next_is(rest, DER_CONTEXT_CONSTRUCTED(1)) && !ber_take(&rest, DER_CONTEXT_CONSTRUCTED(1), NULL))
        return false;
    return ber_take(&rest, DER_SET, &signers) && der_next_is(signers, DER_SEQUENCE);
}

bool pkcs7_read(struct arena *arena, struct view der, struct view_list *certs, bool *is_signature, struct err *e)
{
    struct view info, oid, wrapped, signed_data, content, set;
    *is_signature = false;
    if (!ber_take(&der, DER_SEQUENCE, &info) || !ber_take(&info, DER_OID, &oid))
        return broken(e, "it ends too early or is no ContentInfo");
    if (!view_eq(oid, VIEW("\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02")))
        return true; /* data, enveloped, encrypted, ...: these carry no certificates in the open */
    if (!ber_take(&info, DER_CONTEXT_CONSTRUCTED(0), &wrapped) || !ber_take(&wrapped, DER_SEQUENCE, &signed_data) ||
        !ber_take(&signed_data, DER_INTEGER, NULL) || !ber_take(&signed_data, DER_SET, NULL) ||
        !ber_take(&signed_data, DER_SEQUENCE, &content))
        return broken(e, "its SignedData can't be read");
    if (!der_next_is(signed_data, DER_CONTEXT_CONSTRUCTED(0)))
        return true;
    if (!ber_take(&signed_data, DER_CONTEXT_CONSTRUCTED(0), &set))
        return broken(e, "its set of certificates can't be read");
    *is_signature = has_signer(signed_data, content);
    return read_set(arena, set, certs, e);
}
