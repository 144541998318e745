#include <limits.h>

#include "base/limits.h"
#include "format/x509/der.h"
#include "format/x509/x509_parts.h"

static bool read_basic_constraints(const struct x509_reading *r, struct view value)
{
    struct view list, ca, number;
    struct cert *cert = r->cert;
    if (!der_take(&value, DER_SEQUENCE, &list) || value.n || !der_optional(&list, DER_BOOLEAN, &ca) || ca.n > 1)
        return false;
    bool has_length = list.n > 0;
    if (has_length && (!der_take(&list, DER_INTEGER, &number) || list.n || number.n == 0 || (number.p[0] & 0x80)))
        return false;
    cert->has_basic_constraints = true;
    cert->ca = ca.n && ca.p[0] != 0;
    if (!has_length)
        return true;
    cert->path_length = 0;
    for (size_t i = 0; i < number.n; i++)
        cert->path_length = cert->path_length > LONG_MAX >> 8 ? LONG_MAX : cert->path_length << 8 | (unsigned char)number.p[i];
    return true;
}

static bool read_key_usage(const struct x509_reading *r, struct view value)
{
    struct view bits, unused;
    if (!der_take(&value, DER_BIT_STRING, &bits) || value.n || !view_take(&bits, 1, &unused) || (unsigned char)unused.p[0] > 7)
        return false;
    r->cert->has_key_usage = true;
    for (size_t i = 0; i < 9 && i / 8 < bits.n; i++)
        if ((unsigned char)bits.p[i / 8] & 0x80u >> i % 8)
            r->cert->key_usage |= 1u << i;
    return true;
}

static const struct purpose {
    struct view oid, name;
    enum eku bit;
} purposes[] = {
    { VIEW_ROW("\x2B\x06\x01\x05\x05\x07\x03\x01"), VIEW_ROW("serverAuth"), EKU_SERVER },
    { VIEW_ROW("\x2B\x06\x01\x05\x05\x07\x03\x02"), VIEW_ROW("clientAuth"), EKU_CLIENT },
    { VIEW_ROW("\x2B\x06\x01\x05\x05\x07\x03\x03"), VIEW_ROW("codeSigning"), EKU_CODE },
    { VIEW_ROW("\x2B\x06\x01\x05\x05\x07\x03\x04"), VIEW_ROW("emailProtection"), EKU_EMAIL },
    { VIEW_ROW("\x2B\x06\x01\x05\x05\x07\x03\x08"), VIEW_ROW("timeStamping"), EKU_TIME },
    { VIEW_ROW("\x2B\x06\x01\x05\x05\x07\x03\x09"), VIEW_ROW("OCSPSigning"), EKU_OCSP },
    { VIEW_ROW("\x55\x1D\x25\x00"), VIEW_ROW("anyExtendedKeyUsage"), EKU_ANY },
    { VIEW_ROW("\x2B\x06\x01\x04\x01\x82\x37\x14\x02\x02"), VIEW_ROW("smartcardLogon"), EKU_SMARTCARD },
};

struct view_list {
    struct view *items;
    size_t n, cap;
};

static bool read_purposes(const struct x509_reading *r, struct view value)
{
    struct view list, oid;
    struct view_list names = { 0 };
    if (!der_take(&value, DER_SEQUENCE, &list) || value.n || list.n == 0)
        return false;
    while (list.n) {
        size_t i = 0;
        if (!der_take(&list, DER_OID, &oid))
            return false;
        while (i < COUNT_OF(purposes) && !view_eq(purposes[i].oid, oid))
            i++;
        bool known = i < COUNT_OF(purposes);
        r->cert->eku |= known ? purposes[i].bit : EKU_OTHER;
        if (names.n < LIMIT_NAMES) {
            struct view name = known ? purposes[i].name : der_oid_text(r->arena, oid);
            *LIST_ADD(r->arena, &names) = name;
        }
    }
    r->cert->has_eku = true;
    r->cert->eku_names = names.items;
    r->cert->n_eku_names = names.n;
    return true;
}

static bool read_alt_names(const struct x509_reading *r, struct view value)
{
    struct view list;
    r->cert->has_san = true;
    return der_take(&value, DER_SEQUENCE, &list) && value.n == 0 && x509_alt_names(r, list);
}

static bool read_subject_key_id(const struct x509_reading *r, struct view value)
{
    return der_take(&value, DER_OCTET_STRING, &r->cert->subject_key_id) && value.n == 0;
}

static bool read_authority_key_id(const struct x509_reading *r, struct view value)
{
    struct view list;
    return der_take(&value, DER_SEQUENCE, &list) && value.n == 0 && der_optional(&list, DER_CONTEXT(0), &r->cert->authority_key_id);
}

static bool read_information_access(const struct x509_reading *r, struct view value)
{
    static const struct view ca_issuers = VIEW_ROW("\x2B\x06\x01\x05\x05\x07\x30\x02");
    struct view list, access, method, url;
    struct view_list urls = { 0 };
    unsigned tag;
    if (!der_take(&value, DER_SEQUENCE, &list) || value.n)
        return false;
    while (list.n) {
        if (!der_take(&list, DER_SEQUENCE, &access) || !der_take(&access, DER_OID, &method) || !der_any(&access, &tag, &url, NULL))
            return false;
        if (!view_eq(method, ca_issuers) || tag != DER_CONTEXT(6) || urls.n == LIMIT_NAMES)
            continue;
        struct view text = x509_string(r, DER_IA5, url, NULL);
        *LIST_ADD(r->arena, &urls) = text;
    }
    r->cert->ca_issuers = urls.items;
    r->cert->n_ca_issuers = urls.n;
    return true;
}

static bool read_name_constraints(const struct x509_reading *r, struct view value)
{
    struct view list;
    x509_odd(r->cert, ODD_NAME_CONSTRAINTS, "");
    return der_take(&value, DER_SEQUENCE, &list) && value.n == 0;
}

static bool read_poison(const struct x509_reading *r, struct view value)
{
    struct view nothing;
    x509_odd(r->cert, ODD_PRECERTIFICATE, "");
    return der_take(&value, DER_NULL, &nothing) && value.n == 0 && nothing.n == 0;
}

/* What Windows or every other verifier knows; it is only odd when something else is critical. */
static const struct known {
    struct view oid;
    const char *name;
    bool (*read)(const struct x509_reading *r, struct view value);
} known[] = {
    { VIEW_ROW("\x55\x1D\x13"), "basicConstraints", read_basic_constraints },
    { VIEW_ROW("\x55\x1D\x0F"), "keyUsage", read_key_usage },
    { VIEW_ROW("\x55\x1D\x25"), "extendedKeyUsage", read_purposes },
    { VIEW_ROW("\x55\x1D\x11"), "subjectAltName", read_alt_names },
    { VIEW_ROW("\x55\x1D\x0E"), "subjectKeyIdentifier", read_subject_key_id },
    { VIEW_ROW("\x55\x1D\x23"), "authorityKeyIdentifier", read_authority_key_id },
    { VIEW_ROW("\x2B\x06\x01\x05\x05\x07\x01\x01"), "authorityInfoAccess", read_information_access },
    { VIEW_ROW("\x55\x1D\x1E"), "nameConstraints", read_name_constraints },
    { VIEW_ROW("\x2B\x06\x01\x04\x01\xD6\x79\x02\x04\x03"), "precertificate poison", read_poison },
    { VIEW_ROW("\x2B\x06\x01\x04\x01\xD6\x79\x02\x04\x02"), "signed certificate timestamps", NULL },
    { VIEW_ROW("\x55\x1D\x09"), "subjectDirectoryAttributes", NULL },
    { VIEW_ROW("\x55\x1D\x10"), "privateKeyUsagePeriod", NULL },
    { VIEW_ROW("\x55\x1D\x12"), "issuerAltName", NULL },
    { VIEW_ROW("\x55\x1D\x1F"), "cRLDistributionPoints", NULL },
    { VIEW_ROW("\x55\x1D\x20"), "certificatePolicies", NULL },
    { VIEW_ROW("\x55\x1D\x21"), "policyMappings", NULL },
    { VIEW_ROW("\x55\x1D\x24"), "policyConstraints", NULL },
    { VIEW_ROW("\x55\x1D\x2E"), "freshestCRL", NULL },
    { VIEW_ROW("\x55\x1D\x36"), "inhibitAnyPolicy", NULL },
    { VIEW_ROW("\x2B\x06\x01\x05\x05\x07\x01\x0B"), "subjectInfoAccess", NULL },
    { VIEW_ROW("\x60\x86\x48\x01\x86\xF8\x42\x01\x01"), "nsCertType", NULL },
    { VIEW_ROW("\x2B\x06\x01\x04\x01\x82\x37\x15\x0A"), "Microsoft applicationPolicies", NULL },
};

static void read_extension(const struct x509_reading *r, const struct x509_extension *e, bool again)
{
    size_t i = 0;
    struct view value;
    while (i < COUNT_OF(known) && !view_eq(known[i].oid, e->oid))
        i++;
    bool is_known = i < COUNT_OF(known);
    const char *name = is_known ? known[i].name : der_oid_text(r->arena, e->oid).p;
    if (again) {
        x509_odd(r->cert, ODD_DUPLICATE_EXTENSION, name);
        return;
    }
    if (!is_known && e->critical)
        x509_odd(r->cert, ODD_UNKNOWN_CRITICAL, name);
    if (!is_known || !known[i].read)
        return;
    if (!der_from_ber(r->arena, e->value, &value) || !known[i].read(r, value))
        x509_odd(r->cert, ODD_BAD_EXTENSION, name);
}

void x509_extensions(const struct x509_reading *r, struct view extensions)
{
    struct x509_extension seen[LIMIT_EXTENSIONS];
    size_t n = 0;
    while (extensions.n) {
        bool again = false;
        if (n == LIMIT_EXTENSIONS || !x509_extension_take(&extensions, &seen[n])) {
            x509_odd(r->cert, ODD_BAD_EXTENSION, n == LIMIT_EXTENSIONS ? "more than 200 extensions" : "not to be read");
            return;
        }
        for (size_t i = 0; i < n && !again; i++)
            again = view_eq(seen[i].oid, seen[n].oid);
        read_extension(r, &seen[n], again);
        n++;
    }
}
