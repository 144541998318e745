#include "format/x509/der.h"
#include "format/x509/x509_parts.h"

enum { EXTENSIONS = DER_CONTEXT_CONSTRUCTED(3), VERSION = DER_CONTEXT_CONSTRUCTED(0) };

/* One value with this tag, kept whole. */
static bool take_whole(struct view *in, unsigned tag, struct view *whole)
{
    return der_next_is(*in, tag) && der_any(in, NULL, NULL, whole);
}

static bool take_version(struct view *tbs, struct view *version)
{
    struct view wrap;
    *version = (struct view){ 0 };
    if (!der_next_is(*tbs, VERSION))
        return true;
    return der_take(tbs, VERSION, &wrap) && der_take(&wrap, DER_INTEGER, version);
}

static bool take_validity(struct view *tbs, struct x509_fields *out)
{
    struct view validity;
    return der_take(tbs, DER_SEQUENCE, &validity) && der_any(&validity, NULL, NULL, &out->not_before) &&
           der_any(&validity, NULL, NULL, &out->not_after);
}

static bool take_end(struct view *tbs, struct x509_fields *out)
{
    struct view unique_id, wrap;
    out->extensions = (struct view){ 0 };
    if (!der_optional(tbs, DER_CONTEXT(1), &unique_id) || !der_optional(tbs, DER_CONTEXT(2), &unique_id) ||
        !der_optional(tbs, EXTENSIONS, &wrap))
        return false;
    return wrap.n == 0 || der_take(&wrap, DER_SEQUENCE, &out->extensions);
}

static bool take_signature(struct view *in, struct view *octets)
{
    struct view bits, unused;
    if (!der_take(in, DER_BIT_STRING, &bits) || !view_take(&bits, 1, &unused))
        return false;
    /* Half a byte is no signature of any algorithm. */
    *octets = unused.p[0] == 0 ? bits : (struct view){ 0 };
    return true;
}

bool x509_fields_take(struct view der, struct x509_fields *out)
{
    struct view outer, tbs;
    return der_take(&der, DER_SEQUENCE, &outer) && der_take(&outer, DER_SEQUENCE, &tbs) && take_version(&tbs, &out->version) &&
           der_take(&tbs, DER_INTEGER, &out->serial) && take_whole(&tbs, DER_SEQUENCE, &out->algorithm) &&
           take_whole(&tbs, DER_SEQUENCE, &out->issuer) && take_validity(&tbs, out) && take_whole(&tbs, DER_SEQUENCE, &out->subject) &&
           take_whole(&tbs, DER_SEQUENCE, &out->spki) && take_end(&tbs, out) &&
           take_whole(&outer, DER_SEQUENCE, &out->outer_algorithm) && take_signature(&outer, &out->signature);
}

bool x509_extension_take(struct view *list, struct x509_extension *out)
{
    struct view extension, critical;
    if (!der_take(list, DER_SEQUENCE, &extension) || !der_take(&extension, DER_OID, &out->oid) ||
        !der_optional(&extension, DER_BOOLEAN, &critical) || !der_take(&extension, DER_OCTET_STRING, &out->value))
        return false;
    out->critical = critical.n == 1 && critical.p[0] != 0;
    return true;
}
