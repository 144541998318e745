#include "format/container/pkcs12_parts.h"

#include "base/limits.h"
#include "format/x509/ber.h"

#define PKCS7 "\x2A\x86\x48\x86\xF7\x0D\x01\x07"
#define PKCS9 "\x2A\x86\x48\x86\xF7\x0D\x01\x09"
#define PKCS12_BAG "\x2A\x86\x48\x86\xF7\x0D\x01\x0C\x0A\x01"

static bool broken(struct view *problem, struct view what)
{
    *problem = what;
    return false;
}

/* ContentInfo of type data: [0] EXPLICIT OCTET STRING. */
static bool read_data(struct arena *arena, struct view info, struct view *out)
{
    struct view wrapped;
    return ber_take(&info, DER_CONTEXT_CONSTRUCTED(0), &wrapped) && ber_octets(arena, &wrapped, DER_OCTET_STRING, out);
}

/* EncryptedData: version, then EncryptedContentInfo with its algorithm and the octets. */
static bool read_encrypted(struct arena *arena, struct view info, struct pfx_safe *safe)
{
    struct view wrapped, data, number, content, oid, ignored;
    unsigned tag;
    if (!ber_take(&info, DER_CONTEXT_CONSTRUCTED(0), &wrapped) || !ber_take(&wrapped, DER_SEQUENCE, &data))
        return false;
    if (!ber_take(&data, DER_INTEGER, &number) || !ber_take(&data, DER_SEQUENCE, &content) || !ber_take(&content, DER_OID, &oid))
        return false;
    if (!ber_next_is(content, DER_SEQUENCE) || !ber_any(&content, &tag, &ignored, &safe->algorithm))
        return false;
    safe->encrypted = true;
    return ber_octets(arena, &content, DER_CONTEXT(0), &safe->data);
}

static bool read_safe(struct arena *arena, struct view info, struct pfx_safe *safe, struct view *problem)
{
    struct view oid;
    if (!ber_take(&info, DER_OID, &oid))
        return broken(problem, VIEW("a part of it has no type"));
    if (view_eq(oid, VIEW(PKCS7 "\x01")))
        return read_data(arena, info, &safe->data) || broken(problem, VIEW("a part that is not encrypted can't be read"));
    if (view_eq(oid, VIEW(PKCS7 "\x03")))
        return broken(problem, VIEW("it is encrypted for a public key instead of with a password"));
    if (!view_eq(oid, VIEW(PKCS7 "\x06")))
        return broken(problem, view_fmt(arena, "a part of it is of the unknown type %.*s", VIEW_ARG(der_oid_text(arena, oid))));
    if (!read_encrypted(arena, info, safe))
        return broken(problem, VIEW("an encrypted part can't be read"));
    return pbe_read(arena, safe->algorithm, &safe->pbe, problem);
}

static bool read_safes(struct arena *arena, struct pfx_parts *out, struct view *problem)
{
    struct view rest = out->authenticated;
    struct view list;
    if (!ber_take(&rest, DER_SEQUENCE, &list))
        return broken(problem, VIEW("its list of contents can't be read"));
    size_t n = ber_count(list, LIMIT_PFX_BAGS + 1);
    if (n == SIZE_MAX)
        return broken(problem, VIEW("its list of contents can't be read"));
    if (n > LIMIT_PFX_BAGS)
        return broken(problem, view_fmt(arena, "it has more than %d parts", LIMIT_PFX_BAGS));
    out->safes = NEW(arena, struct pfx_safe, n + 1);
    while (list.n) {
        struct view info;
        if (!ber_take(&list, DER_SEQUENCE, &info))
            return broken(problem, VIEW("its list of contents can't be read"));
        if (!read_safe(arena, info, &out->safes[out->n_safes], problem))
            return false;
        out->n_safes++;
    }
    return true;
}

bool pfx_parts_read(struct arena *arena, struct view der, struct pfx_parts *out, struct view *problem)
{
    struct view pfx, version, info, oid;
    size_t number;
    *out = (struct pfx_parts){ 0 };
    if (!ber_take(&der, DER_SEQUENCE, &pfx))
        return broken(problem, VIEW("it is cut off or damaged at the start"));
    out->trailing = der;
    if (!ber_take(&pfx, DER_INTEGER, &version) || !ber_number(version, &number))
        return broken(problem, VIEW("it has no version"));
    if (number != 3)
        return broken(problem, number < 1000 ? view_fmt(arena, "it is of version %zu, not 3", number) : VIEW("its version is not 3"));
    if (!ber_take(&pfx, DER_SEQUENCE, &info) || !ber_take(&info, DER_OID, &oid))
        return broken(problem, VIEW("it has no contents"));
    if (view_eq(oid, VIEW(PKCS7 "\x02")))
        return broken(problem, VIEW("it is protected by a signature instead of a password"));
    if (!view_eq(oid, VIEW(PKCS7 "\x01")) || !read_data(arena, info, &out->authenticated))
        return broken(problem, VIEW("its contents can't be read"));
    if (pfx.n) {
        struct view mac;
        if (!ber_take(&pfx, DER_SEQUENCE, &mac) || pfx.n)
            return broken(problem, VIEW("its MAC can't be read"));
        if (!pfx_mac_read(arena, mac, &out->mac, problem))
            return false;
    }
    return read_safes(arena, out, problem);
}

/* CertBag: type and [0] EXPLICIT OCTET STRING. Other types than X.509 stay empty and count as unknown. */
static bool read_cert_bag(struct arena *arena, struct view value, struct pfx_bag *bag)
{
    struct view seq, oid;
    if (!ber_take(&value, DER_SEQUENCE, &seq) || !ber_take(&seq, DER_OID, &oid))
        return false;
    if (!view_eq(oid, VIEW(PKCS9 "\x16\x01"))) {
        bag->kind = PFX_BAG_OTHER;
        return true;
    }
    return read_data(arena, seq, &bag->value);
}

static bool read_shrouded(struct arena *arena, struct view value, struct pfx_bag *bag)
{
    struct view seq, ignored;
    unsigned tag;
    return ber_take(&value, DER_SEQUENCE, &seq) && ber_next_is(seq, DER_SEQUENCE) && ber_any(&seq, &tag, &ignored, &bag->algorithm) &&
           ber_octets(arena, &seq, DER_OCTET_STRING, &bag->value);
}

/* Bag attributes are a SET OF { OID, SET OF value }. Damaged ones only cost the name. */
static struct view friendly_name(struct view bag)
{
    struct view attributes, attribute, oid, values, name;
    if (!ber_take(&bag, DER_SET, &attributes))
        return (struct view){ 0 };
    while (ber_take(&attributes, DER_SEQUENCE, &attribute))
        if (ber_take(&attribute, DER_OID, &oid) && view_eq(oid, VIEW(PKCS9 "\x14")) && ber_take(&attribute, DER_SET, &values) &&
            ber_take(&values, DER_BMP, &name))
            return name;
    return (struct view){ 0 };
}

static bool read_bag(struct arena *arena, unsigned kind, struct view value, struct pfx_bag *bag, struct view *problem)
{
    struct view ignored;
    unsigned tag;
    switch (kind) {
    case 1:
        bag->kind = PFX_BAG_KEY;
        return ber_any(&value, &tag, &ignored, &bag->value) || broken(problem, VIEW("a private key can't be read"));
    case 2:
        bag->kind = PFX_BAG_SHROUDED_KEY;
        if (!read_shrouded(arena, value, bag))
            return broken(problem, VIEW("an encrypted private key can't be read"));
        return pbe_read(arena, bag->algorithm, &bag->pbe, problem);
    case 3:
        bag->kind = PFX_BAG_CERT;
        return read_cert_bag(arena, value, bag) || broken(problem, VIEW("a certificate can't be read"));
    case 4:
        bag->kind = PFX_BAG_CRL;
        return true;
    case 5:
        bag->kind = PFX_BAG_SECRET;
        return true;
    default:
        return true;
    }
}

static bool read_bags(struct arena *arena, struct view contents, unsigned depth, struct pfx_bags *out, struct view *problem)
{
    enum { NESTED_SAFE = 6, LEVELS = 8 };
    struct view list, bag, oid, value;
    if (!ber_take(&contents, DER_SEQUENCE, &list) || depth == LEVELS)
        return broken(problem, VIEW("a list of keys and certificates can't be read"));
    while (list.n) {
        if (!ber_take(&list, DER_SEQUENCE, &bag) || !ber_take(&bag, DER_OID, &oid) || !ber_take(&bag, DER_CONTEXT_CONSTRUCTED(0), &value))
            return broken(problem, VIEW("a list of keys and certificates can't be read"));
        bool known = oid.n == VIEW(PKCS12_BAG).n + 1 && view_starts(oid, VIEW(PKCS12_BAG));
        unsigned kind = known ? (unsigned char)oid.p[oid.n - 1] : 0;
        if (out->n == LIMIT_PFX_BAGS)
            return broken(problem, view_fmt(arena, "it has more than %d entries", LIMIT_PFX_BAGS));
        struct pfx_bag *item = LIST_ADD(arena, out);
        if (kind == NESTED_SAFE) {
            if (!read_bags(arena, value, depth + 1, out, problem))
                return false;
            continue;
        }
        item->name = friendly_name(bag);
        if (!read_bag(arena, kind, value, item, problem))
            return false;
    }
    return true;
}

bool pfx_bags_read(struct arena *arena, struct view contents, struct pfx_bags *out, struct view *problem)
{
    return read_bags(arena, contents, 0, out, problem);
}
