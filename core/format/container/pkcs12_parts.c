#include "format/container/pkcs12_parts.h"

#include "base/limits.h"
#include "format/text/text_read.h"
#include "format/x509/der.h"

#include <openssl/asn1t.h>
#include <openssl/err.h>

ASN1_SEQUENCE(PFX_MAC_DATA) = {
    ASN1_SIMPLE(struct pfx_mac_data, digest, X509_SIG),
    ASN1_SIMPLE(struct pfx_mac_data, salt, ASN1_OCTET_STRING),
    ASN1_OPT(struct pfx_mac_data, iterations, ASN1_INTEGER),
} static_ASN1_SEQUENCE_END_name(struct pfx_mac_data, PFX_MAC_DATA)

ASN1_SEQUENCE(PFX_OUTER) = {
    ASN1_SIMPLE(struct pfx_outer, version, ASN1_INTEGER),
    ASN1_SIMPLE(struct pfx_outer, contents, PKCS7),
    ASN1_OPT(struct pfx_outer, mac, PFX_MAC_DATA),
} static_ASN1_SEQUENCE_END_name(struct pfx_outer, PFX_OUTER)

bool pfx_broken(struct view *problem, struct view what)
{
    *problem = what;
    return false;
}

enum pfx_state pfx_too_large(struct arena *arena, struct pfx *pfx, int most, const char *what)
{
    pfx->problem = view_fmt(arena, "it has more than %d %s", most, what);
    pfx->oddities |= PFX_TOO_LARGE;
    return PFX_BROKEN;
}

static bool check_safe(struct arena *arena, const PKCS7 *info, struct view *problem)
{
    switch (OBJ_obj2nid(info->type)) {
    case NID_pkcs7_data:
        return info->d.data || pfx_broken(problem, VIEW("a part that is not encrypted can't be read"));
    case NID_pkcs7_encrypted:
        return (info->d.encrypted && info->d.encrypted->enc_data->enc_data) || pfx_broken(problem, VIEW("an encrypted part can't be read"));
    case NID_pkcs7_enveloped:
        return pfx_broken(problem, VIEW("it is encrypted for a public key instead of with a password"));
    default:
        return pfx_broken(problem, view_fmt(arena, "a part of it is of the unknown type %.*s", VIEW_ARG(x509_oid_text(arena, info->type))));
    }
}

/* What ASN1_item_unpack does, which never says that bytes are left. */
static void *unpack(const ASN1_OCTET_STRING *octets, const ASN1_ITEM *item, bool *more)
{
    struct view bytes = x509_octets(octets);
    const unsigned char *p = (const unsigned char *)bytes.p;
    void *value = ASN1_item_d2i(NULL, &p, (long)bytes.n, item);
    *more = *more || (value && (const char *)p != bytes.p + bytes.n);
    return value;
}

static bool read_parts(struct arena *arena, struct view der, struct pfx_parts *out, struct pfx *pfx)
{
    struct view *problem = &pfx->problem;
    const unsigned char *p = (const unsigned char *)der.p;
    int64_t version;
    if (der.n > LIMIT_PFX_BYTES)
        return pfx_too_large(arena, pfx, LIMIT_PFX_BYTES, "bytes") == PFX_OPEN;
    struct pfx_outer *outer = out->outer = (struct pfx_outer *)ASN1_item_d2i(NULL, &p, (long)der.n, ASN1_ITEM_rptr(PFX_OUTER));
    if (!outer)
        return pfx_broken(problem, VIEW("it is cut off or damaged"));
    out->trailing = (const char *)p != der.p + der.n;
    if (!ASN1_INTEGER_get_int64(&version, outer->version) || version != 3)
        return pfx_broken(problem, VIEW("its version is not 3"));
    if (OBJ_obj2nid(outer->contents->type) == NID_pkcs7_signed)
        return pfx_broken(problem, VIEW("it is protected by a signature instead of a password"));
    if (OBJ_obj2nid(outer->contents->type) != NID_pkcs7_data || !outer->contents->d.data)
        return pfx_broken(problem, VIEW("its contents can't be read"));
    out->safes = unpack(outer->contents->d.data, ASN1_ITEM_rptr(PKCS12_AUTHSAFES), &out->more);
    if (!out->safes)
        return pfx_broken(problem, VIEW("its list of contents can't be read"));
    if (sk_PKCS7_num(out->safes) > LIMIT_PFX_BAGS)
        return pfx_too_large(arena, pfx, LIMIT_PFX_BAGS, "parts") == PFX_OPEN;
    for (int i = 0; i < sk_PKCS7_num(out->safes); i++)
        if (!check_safe(arena, sk_PKCS7_value(out->safes, i), problem))
            return false;
    return true;
}

bool pfx_parts_read(struct arena *arena, struct view der, struct pfx_parts *out, struct pfx *pfx)
{
    *out = (struct pfx_parts){ 0 };
    bool ok = read_parts(arena, der, out, pfx);
    ERR_clear_error();
    if (!ok)
        pfx_parts_free(out);
    return ok;
}

bool pfx_has_mac(const struct pfx_parts *parts)
{
    return parts->outer && parts->outer->mac;
}

const PKCS7_ENC_CONTENT *pfx_encrypted(const struct pfx_parts *parts, int safe)
{
    const PKCS7 *info = sk_PKCS7_value(parts->safes, safe);
    return OBJ_obj2nid(info->type) == NID_pkcs7_encrypted ? info->d.encrypted->enc_data : NULL;
}

void pfx_parts_free(struct pfx_parts *parts)
{
    sk_PKCS7_pop_free(parts->safes, PKCS7_free);
    ASN1_item_free((ASN1_VALUE *)parts->outer, ASN1_ITEM_rptr(PFX_OUTER));
    *parts = (struct pfx_parts){ 0 };
}

struct view pfx_bag_cert(struct arena *arena, const PKCS12_SAFEBAG *bag)
{
    X509 *cert = PKCS12_SAFEBAG_get1_cert(bag);
    unsigned char *der = NULL;
    int n = cert ? i2d_X509(cert, &der) : 0;
    X509_free(cert);
    ERR_clear_error();
    return x509_encoded(arena, der, n);
}

STACK_OF(PKCS12_SAFEBAG) *pfx_clear_bags(struct pfx_parts *parts, int safe)
{
    return unpack(sk_PKCS7_value(parts->safes, safe)->d.data, ASN1_ITEM_rptr(PKCS12_SAFEBAGS), &parts->more);
}

bool pfx_bag_is_cert(const PKCS12_SAFEBAG *bag)
{
    return PKCS12_SAFEBAG_get_nid(bag) == NID_certBag && PKCS12_SAFEBAG_get_bag_nid(bag) == NID_x509Certificate;
}

static void take_certs(struct arena *arena, const STACK_OF(PKCS12_SAFEBAG) *list, struct view_list *out)
{
    for (int i = 0; i < sk_PKCS12_SAFEBAG_num(list); i++) {
        const PKCS12_SAFEBAG *bag = sk_PKCS12_SAFEBAG_value(list, i);
        struct view der = pfx_bag_is_cert(bag) ? pfx_bag_cert(arena, bag) : (struct view){ 0 };
        if (PKCS12_SAFEBAG_get_nid(bag) == NID_safeContentsBag)
            take_certs(arena, PKCS12_SAFEBAG_get0_safes(bag), out);
        else if (der.n)
            *LIST_ADD(arena, out) = der;
    }
}

bool pfx_clear_certs(struct arena *arena, const struct pfx_parts *parts, STACK_OF(PKCS12_SAFEBAG) *const *lists, struct view_list *out)
{
    bool all = true;
    for (int i = 0; i < sk_PKCS7_num(parts->safes); i++) {
        if (pfx_encrypted(parts, i))
            all = false;
        else
            take_certs(arena, lists[i], out);
    }
    return all;
}

/* libcrypto shows no more of the string than the certificate, so the bag is written again and walked. */
bool pfx_bag_has_more(struct arena *arena, const PKCS12_SAFEBAG *bag)
{
    static const unsigned path[] = { DER_SEQUENCE, DER_OID, DER_CONTEXT_CONSTRUCTED(0), DER_SEQUENCE,
                                     DER_OID,      DER_CONTEXT_CONSTRUCTED(0), DER_OCTET_STRING };
    unsigned char *made = NULL;
    int n = i2d_PKCS12_SAFEBAG(bag, &made);
    struct view in = x509_encoded(arena, made, n), content;
    for (size_t i = 0; i < COUNT_OF(path); i++) {
        if (!der_take(&in, path[i], &content))
            return false;
        in = path[i] == DER_OID ? in : content;
    }
    return ber_take(&in, DER_SEQUENCE, &content) && in.n;
}

/* PKCS12_get_friendlyname writes past its end or gives nothing for some characters, by version (CVE-2025-69419). */
struct view pfx_bag_text(struct arena *arena, const PKCS12_SAFEBAG *bag, int attribute)
{
    const ASN1_TYPE *name = PKCS12_SAFEBAG_get0_attr(bag, attribute);
    if (!name || name->type != V_ASN1_BMPSTRING)
        return VIEW("");
    return utf16_to_utf8(arena, view_first(x509_octets(name->value.bmpstring), LIMIT_NAME_BYTES), true);
}

struct view pfx_bag_key_id(struct arena *arena, const PKCS12_SAFEBAG *bag)
{
    const ASN1_TYPE *id = PKCS12_SAFEBAG_get0_attr(bag, NID_localKeyID);
    return id && id->type == V_ASN1_OCTET_STRING ? view_dup(arena, x509_octets(id->value.octet_string)) : VIEW("");
}

bool pfx_bag_is_for_accounts(const PKCS12_SAFEBAG *bag)
{
    char text[32];
    return OBJ_obj2txt(text, sizeof text, PKCS12_SAFEBAG_get0_bag_type(bag), 1) > 0 && view_eq_text(VIEW("1.3.6.1.4.1.311.17.4"), text);
}
