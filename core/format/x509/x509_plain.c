#include "base/utf8.h"
#include "format/x509/der.h"
#include "format/x509/x509_parts.h"

enum { PLAIN_BYTES = 1 << 16, UTC_TIME_BYTES = 13, TIME_BYTES = 15 };
enum { VERSION = DER_CONTEXT_CONSTRUCTED(0), EXTENSIONS = DER_CONTEXT_CONSTRUCTED(3) };

static bool plain_oid(struct view *in)
{
    struct view oid;
    if (!der_take(in, DER_OID, &oid) || oid.n == 0 || (oid.p[oid.n - 1] & 0x80))
        return false;
    for (size_t i = 0; i < oid.n; i++)
        if ((unsigned char)oid.p[i] == 0x80 && (i == 0 || !(oid.p[i - 1] & 0x80)))
            return false;
    return true;
}

static bool plain_integer(struct view *in)
{
    struct view v;
    if (!der_take(in, DER_INTEGER, &v) || v.n == 0)
        return false;
    unsigned first = (unsigned char)v.p[0], sign = v.n > 1 ? v.p[1] & 0x80 : 0;
    return v.n == 1 || !((first == 0 && !sign) || (first == 0xFF && sign));
}

/* Parameters: none, NULL, or an OID. */
static bool plain_algorithm(struct view *in)
{
    struct view list, null;
    if (!der_take(in, DER_SEQUENCE, &list) || !plain_oid(&list))
        return false;
    if (der_next_is(list, DER_NULL))
        return der_take(&list, DER_NULL, &null) && null.n == 0 && list.n == 0;
    return list.n == 0 || (plain_oid(&list) && list.n == 0);
}

static bool plain_attribute(struct view *in)
{
    struct view set, pair, text;
    unsigned tag;
    if (!der_take(in, DER_SET, &set) || !der_take(&set, DER_SEQUENCE, &pair) || set.n || !plain_oid(&pair) ||
        !der_any(&pair, &tag, &text, NULL) || pair.n || text.n == 0)
        return false;
    return tag == DER_PRINTABLE || tag == DER_IA5 || (tag == DER_UTF8 && utf8_valid(text));
}

static bool plain_name(struct view *in)
{
    struct view name;
    if (!der_take(in, DER_SEQUENCE, &name) || name.n == 0)
        return false;
    while (name.n)
        if (!plain_attribute(&name))
            return false;
    return true;
}

static bool plain_time(struct view *in)
{
    struct view time;
    if (der_next_is(*in, DER_UTC_TIME))
        return der_take(in, DER_UTC_TIME, &time) && time.n == UTC_TIME_BYTES;
    return der_take(in, DER_TIME, &time) && time.n == TIME_BYTES;
}

static bool plain_bits(struct view *in)
{
    struct view bits;
    return der_take(in, DER_BIT_STRING, &bits) && bits.n > 1 && bits.p[0] == 0;
}

static bool plain_extensions(struct view *in)
{
    struct view wrap, list, one, flag, value;
    if (!der_take(in, EXTENSIONS, &wrap) || !der_take(&wrap, DER_SEQUENCE, &list) || wrap.n || list.n == 0)
        return false;
    while (list.n) {
        if (!der_take(&list, DER_SEQUENCE, &one) || !plain_oid(&one))
            return false;
        if (der_next_is(one, DER_BOOLEAN) && (!der_take(&one, DER_BOOLEAN, &flag) || flag.n != 1))
            return false;
        if (!der_take(&one, DER_OCTET_STRING, &value) || one.n)
            return false;
    }
    return true;
}

bool x509_plain(struct view der)
{
    struct view outer, tbs, version, validity, spki;
    return der.n <= PLAIN_BYTES && der_take(&der, DER_SEQUENCE, &outer) && der.n == 0 && der_take(&outer, DER_SEQUENCE, &tbs) &&
           der_take(&tbs, VERSION, &version) && plain_integer(&version) && version.n == 0 && plain_integer(&tbs) &&
           plain_algorithm(&tbs) && plain_name(&tbs) && der_take(&tbs, DER_SEQUENCE, &validity) && plain_time(&validity) &&
           plain_time(&validity) && validity.n == 0 && plain_name(&tbs) && der_take(&tbs, DER_SEQUENCE, &spki) &&
           plain_algorithm(&spki) && plain_bits(&spki) && spki.n == 0 && plain_extensions(&tbs) && tbs.n == 0 &&
           plain_algorithm(&outer) && plain_bits(&outer) && outer.n == 0;
}
