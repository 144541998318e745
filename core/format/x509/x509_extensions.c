#include <limits.h>

#include "base/limits.h"
#include "format/x509/x509.h"
#include "format/x509/x509_parts.h"

#include <openssl/x509v3.h> /* behind cert.h: it has macros of the names of its enums */

static bool read_basic_constraints(const struct x509_reading *r, const void *value)
{
    const BASIC_CONSTRAINTS *basic = value;
    struct cert *cert = r->cert;
    int64_t length;
    if (basic->pathlen && ASN1_STRING_type(basic->pathlen) == V_ASN1_NEG_INTEGER)
        return false;
    cert->has_basic_constraints = true;
    cert->ca = basic->ca != 0;
    if (basic->pathlen)
        cert->path_length = ASN1_INTEGER_get_int64(&length, basic->pathlen) ? (long)length : LONG_MAX;
    return true;
}

static bool read_key_usage(const struct x509_reading *r, const void *value)
{
    r->cert->has_key_usage = true;
    for (int i = 0; i < 9; i++)
        if (ASN1_BIT_STRING_get_bit(value, i))
            r->cert->key_usage |= 1u << i;
    return true;
}

static const struct purpose {
    int nid;
    struct view name;
    enum eku bit;
} purposes[] = {
    { NID_server_auth, VIEW_ROW("serverAuth"), EKU_SERVER },
    { NID_client_auth, VIEW_ROW("clientAuth"), EKU_CLIENT },
    { NID_code_sign, VIEW_ROW("codeSigning"), EKU_CODE },
    { NID_email_protect, VIEW_ROW("emailProtection"), EKU_EMAIL },
    { NID_time_stamp, VIEW_ROW("timeStamping"), EKU_TIME },
    { NID_OCSP_sign, VIEW_ROW("OCSPSigning"), EKU_OCSP },
    { NID_anyExtendedKeyUsage, VIEW_ROW("anyExtendedKeyUsage"), EKU_ANY },
    { NID_ms_smartcard_login, VIEW_ROW("smartcardLogon"), EKU_SMARTCARD },
    { NID_ipsecEndSystem, VIEW_ROW("ipsecEndSystem"), EKU_IPSEC },
    { NID_ipsecTunnel, VIEW_ROW("ipsecTunnel"), EKU_IPSEC },
    { NID_ipsecUser, VIEW_ROW("ipsecUser"), EKU_IPSEC },
    { NID_ipsec_IKE, VIEW_ROW("ipsecIKE"), EKU_IPSEC },
};

unsigned x509_purpose_bit(struct view name)
{
    for (size_t i = 0; i < COUNT_OF(purposes); i++)
        if (view_eq(purposes[i].name, name))
            return purposes[i].bit;
    return EKU_OTHER;
}

static bool read_purposes(const struct x509_reading *r, const void *value)
{
    const EXTENDED_KEY_USAGE *oids = value;
    struct view_list names = { 0 };
    for (int k = 0; k < sk_ASN1_OBJECT_num(oids); k++) {
        const ASN1_OBJECT *oid = sk_ASN1_OBJECT_value(oids, k);
        const struct purpose *known = X509_ROW(purposes, OBJ_obj2nid(oid));
        r->cert->eku |= known ? known->bit : EKU_OTHER;
        if (names.n < LIMIT_NAMES) {
            struct view name = known ? known->name : x509_oid_text(r->arena, oid);
            *LIST_ADD(r->arena, &names) = name;
        }
    }
    r->cert->has_eku = names.n > 0;
    r->cert->eku_names = names.items;
    r->cert->n_eku_names = names.n;
    return names.n > 0;
}

static bool read_subject_key_id(const struct x509_reading *r, const void *value)
{
    r->cert->subject_key_id = view_dup(r->arena, x509_octets(value));
    return true;
}

static bool read_authority_key_id(const struct x509_reading *r, const void *value)
{
    const AUTHORITY_KEYID *id = value;
    if (id->keyid)
        r->cert->authority_key_id = view_dup(r->arena, x509_octets(id->keyid));
    return true;
}

/* What everybody can open goes before what only the CA's own domain can (ldap). */
static void put_open_ones_first(const struct x509_reading *r, struct view_list *urls)
{
    struct view_list sorted = { 0 };
    for (int open = 1; open >= 0; open--)
        for (size_t i = 0; i < urls->n; i++)
            if ((view_eq_nocase(view_first(urls->items[i], 4), VIEW("http")) ? 1 : 0) == open)
                *LIST_ADD(r->arena, &sorted) = urls->items[i];
    *urls = sorted;
}

static bool read_information_access(const struct x509_reading *r, const void *value)
{
    const AUTHORITY_INFO_ACCESS *list = value;
    struct view_list urls = { 0 };
    for (int i = 0; i < sk_ACCESS_DESCRIPTION_num(list) && urls.n < LIMIT_NAMES; i++) {
        const ACCESS_DESCRIPTION *one = sk_ACCESS_DESCRIPTION_value(list, i);
        if (OBJ_obj2nid(one->method) != NID_ad_ca_issuers || one->location->type != GEN_URI)
            continue;
        struct view text = x509_string(r, V_ASN1_IA5STRING, one->location->d.uniformResourceIdentifier, NULL);
        *LIST_ADD(r->arena, &urls) = text;
    }
    put_open_ones_first(r, &urls);
    r->cert->ca_issuers = urls.items;
    r->cert->n_ca_issuers = urls.n;
    return true;
}

static bool read_nothing(const struct x509_reading *r, const void *value)
{
    (void)r;
    (void)value;
    return true;
}

/* What Windows or every other verifier knows; it is only odd when something else is critical. `read`: what is looked into. `odd`: what
 * its presence alone is. */
static const struct known {
    int nid;
    const char *name;
    bool (*read)(const struct x509_reading *r, const void *value);
    enum cert_oddity odd;
} known[] = {
    { NID_basic_constraints, "basicConstraints", read_basic_constraints, 0 },
    { NID_key_usage, "keyUsage", read_key_usage, 0 },
    { NID_ext_key_usage, "extendedKeyUsage", read_purposes, 0 },
    { NID_subject_alt_name, "subjectAltName", x509_alt_names, 0 },
    { NID_subject_key_identifier, "subjectKeyIdentifier", read_subject_key_id, 0 },
    { NID_authority_key_identifier, "authorityKeyIdentifier", read_authority_key_id, 0 },
    { NID_info_access, "authorityInfoAccess", read_information_access, 0 },
    { NID_name_constraints, "nameConstraints", x509_name_limits, ODD_NAME_CONSTRAINTS },
    { NID_ct_precert_poison, "precertificate poison", read_nothing, ODD_PRECERTIFICATE },
    { NID_ct_precert_scts, "signed certificate timestamps", NULL, 0 },
    { NID_subject_directory_attributes, "subjectDirectoryAttributes", NULL, 0 },
    { NID_private_key_usage_period, "privateKeyUsagePeriod", NULL, 0 },
    { NID_issuer_alt_name, "issuerAltName", NULL, 0 },
    { NID_crl_distribution_points, "cRLDistributionPoints", NULL, 0 },
    { NID_certificate_policies, "certificatePolicies", NULL, 0 },
    { NID_policy_mappings, "policyMappings", NULL, 0 },
    { NID_policy_constraints, "policyConstraints", NULL, 0 },
    { NID_freshest_crl, "freshestCRL", NULL, 0 },
    { NID_inhibit_any_policy, "inhibitAnyPolicy", NULL, 0 },
    { NID_sinfo_access, "subjectInfoAccess", NULL, 0 },
    { NID_netscape_cert_type, "nsCertType", NULL, 0 },
};

/* Known to Windows, and no name in libcrypto: Microsoft's application policies, their mappings and constraints. */
static bool is_microsofts(struct view oid)
{
    static const struct view rows[] = {
        VIEW_ROW("1.3.6.1.4.1.311.21.10"), VIEW_ROW("1.3.6.1.4.1.311.21.11"), VIEW_ROW("1.3.6.1.4.1.311.21.12"),
    };
    return view_among(oid, rows, COUNT_OF(rows));
}

/* X509V3_EXT_d2i does the same, and doesn't tell whether bytes stand behind the value. */
static bool read_value(const struct x509_reading *r, const struct known *row, X509_EXTENSION *extension)
{
    const X509V3_EXT_METHOD *method = X509V3_EXT_get(extension);
    struct view octets = x509_octets(X509_EXTENSION_get_data(extension));
    const unsigned char *at = (const unsigned char *)octets.p;
    if (!method || !method->it)
        return false;
    ASN1_VALUE *value = ASN1_item_d2i(NULL, &at, (long)octets.n, ASN1_ITEM_ptr(method->it));
    bool good = value && (const char *)at == octets.p + octets.n && row->read(r, value);
    ASN1_item_free(value, ASN1_ITEM_ptr(method->it));
    return good;
}

static void read_extension(const struct x509_reading *r, X509_EXTENSION *extension, bool again)
{
    const ASN1_OBJECT *oid = X509_EXTENSION_get_object(extension);
    int nid = OBJ_obj2nid(oid);
    const struct known *row = X509_ROW(known, nid);
    struct view name = row ? view_of(row->name) : x509_oid_text(r->arena, oid);
    if (again) {
        x509_odd(r->cert, ODD_DUPLICATE_EXTENSION, name.p);
        return;
    }
    if (!row && X509_EXTENSION_get_critical(extension) && !is_microsofts(name))
        x509_odd(r->cert, ODD_UNKNOWN_CRITICAL, name.p);
    if (!row || !row->read)
        return;
    r->cert->has_san = r->cert->has_san || nid == NID_subject_alt_name;
    x509_odd(r->cert, row->odd, "");
    if (!read_value(r, row, extension))
        x509_odd(r->cert, ODD_BAD_EXTENSION, name.p);
}

void x509_extensions(const struct x509_reading *r, const X509 *decoded)
{
    int n = X509_get_ext_count(decoded);
    for (int i = 0; i < n && i < LIMIT_EXTENSIONS; i++) {
        X509_EXTENSION *extension = X509_get_ext(decoded, i);
        read_extension(r, extension, X509_get_ext_by_OBJ(decoded, X509_EXTENSION_get_object(extension), -1) < i);
    }
    if (n > LIMIT_EXTENSIONS)
        x509_odd(r->cert, ODD_BAD_EXTENSION, "more than 200 extensions");
}
