#include "os/os.h"

#include "base/limits.h"
#include "format/x509/x509_parts.h"

#include <openssl/x509v3.h> /* behind cert.h: it has macros of the names of its enums */

enum { DNS_BYTES = 253, LABEL_BYTES = 63, IPV4_BYTES = 4, IPV6_BYTES = 16 };

/* The underscore is no letter of a host name, but Windows host names have it and every client takes it. */
static bool is_label(struct view v)
{
    return v.n && v.n <= LABEL_BYTES && v.p[0] != '-' && v.p[v.n - 1] != '-' && view_span(v, "-_") == v.n;
}

static bool is_dns_name(struct view v)
{
    struct view label = { 0 };
    bool digits = true;
    if (v.n == 0 || v.n > DNS_BYTES || v.p[v.n - 1] == '.')
        return false;
    bool wild = view_starts(v, VIEW("*."));
    if (wild)
        v = view_from(v, 2);
    if (wild && !view_has(v, '.'))
        return false; /* a star over a whole top-level domain covers nothing in any client */
    while (view_cut(&v, '.', &label))
        if (!is_label(label))
            return false;
    for (size_t i = 0; i < label.n; i++)
        digits = digits && is_digit(label.p[i]);
    return label.n && !digits; /* a last label of digits alone makes an IP address of it (RFC 1123 2.1) */
}

static bool is_graphic(struct view v)
{
    for (size_t i = 0; i < v.n; i++)
        if (v.p[i] <= ' ' || v.p[i] > '~')
            return false;
    return v.n > 0;
}

static bool is_email(struct view v)
{
    struct view local;
    return is_graphic(v) && view_cut(&v, '@', &local) && local.n && v.n && !view_has(v, '@');
}

static bool is_uri(struct view v)
{
    struct view scheme;
    return is_graphic(v) && is_letter(v.p[0]) && view_cut(&v, ':', &scheme) && v.n;
}

static struct view ip_text(struct arena *arena, struct view octets, bool *invalid)
{
    *invalid = octets.n != IPV4_BYTES && octets.n != IPV6_BYTES;
    if (*invalid)
        return view_hex(arena, view_first(octets, 2 * IPV6_BYTES));
    return view_dup(arena, view_of(os_ip_text((const unsigned char *)octets.p, octets.n).text));
}

/* How many bits a mask has in front; SIZE_MAX: it has others, too. */
static size_t prefix_bits(struct view mask)
{
    size_t bits = 0, ones = 0;
    for (size_t i = 0; i < 8 * mask.n; i++) {
        bool one = mask.p[i / 8] >> (7 - i % 8) & 1;
        bits += one && bits == i;
        ones += one;
    }
    return bits == ones ? bits : SIZE_MAX;
}

/* An address and its mask: "10.1.0.0/16". */
static struct view range_text(struct arena *arena, struct view octets, bool *invalid)
{
    size_t half = octets.n / 2;
    *invalid = octets.n != 2 * IPV4_BYTES && octets.n != 2 * IPV6_BYTES;
    if (*invalid)
        return view_hex(arena, view_first(octets, 4 * IPV6_BYTES));
    struct view address = ip_text(arena, view_first(octets, half), invalid), mask = view_from(octets, half);
    size_t bits = prefix_bits(mask);
    if (bits != SIZE_MAX)
        return view_fmt(arena, "%.*s/%zu", VIEW_ARG(address), bits);
    return view_fmt(arena, "%.*s/%.*s", VIEW_ARG(address), VIEW_ARG(ip_text(arena, mask, invalid)));
}

static void read_other(const struct x509_reading *r, const OTHERNAME *other, struct alt_name *out)
{
    const ASN1_TYPE *value = other->value;
    bool bad = false;
    out->kind = OBJ_obj2nid(other->type_id) == NID_ms_upn ? NAME_UPN : NAME_OTHER;
    if (out->kind == NAME_OTHER) {
        out->text = x509_oid_text(r->arena, other->type_id);
        return;
    }
    if (x509_is_text(value->type))
        out->text = x509_string(r, value->type, value->value.asn1_string, &bad);
    out->invalid = bad || value->type != V_ASN1_UTF8STRING || out->text.n == 0;
}

/* Names whose octets are text. A name that isn't ASCII is shown as the UTF-8 it mostly is. */
static void read_text(const struct x509_reading *r, int type, const ASN1_IA5STRING *s, struct alt_name *out)
{
    struct view octets = x509_octets(s);
    out->kind = type == GEN_DNS ? NAME_DNS : type == GEN_EMAIL ? NAME_EMAIL : NAME_URI;
    out->text = x509_string(r, V_ASN1_UTF8STRING, s, NULL);
    out->invalid = type == GEN_DNS ? !is_dns_name(octets) : type == GEN_EMAIL ? !is_email(octets) : !is_uri(octets);
}

static void read_name(const struct x509_reading *r, const GENERAL_NAME *name, struct alt_name *out)
{
    *out = (struct alt_name){ .kind = NAME_OTHER };
    switch (name->type) {
    case GEN_OTHERNAME:
        read_other(r, name->d.otherName, out);
        break;
    case GEN_EMAIL:
    case GEN_DNS:
    case GEN_URI:
        read_text(r, name->type, name->d.ia5, out);
        break;
    case GEN_X400:
        out->text = VIEW("x400Address");
        break;
    case GEN_EDIPARTY:
        out->text = VIEW("ediPartyName");
        break;
    case GEN_DIRNAME:
        out->kind = NAME_DIRECTORY;
        out->text = x509_name(r, name->d.directoryName, "subjectAltName", NULL);
        out->invalid = out->text.n == 0;
        break;
    case GEN_IPADD:
        out->kind = NAME_IP;
        out->text = ip_text(r->arena, x509_octets(name->d.iPAddress), &out->invalid);
        break;
    case GEN_RID:
        out->kind = NAME_RID;
        out->text = x509_oid_text(r->arena, name->d.registeredID);
        break;
    default:
        break;
    }
}

bool x509_alt_names(const struct x509_reading *r, const void *value)
{
    const GENERAL_NAMES *names = value;
    size_t count = (size_t)sk_GENERAL_NAME_num(names), kept = count < LIMIT_NAMES ? count : LIMIT_NAMES;
    struct alt_name *list = NEW(r->arena, struct alt_name, kept);
    for (size_t i = 0; i < kept; i++)
        read_name(r, sk_GENERAL_NAME_value(names, (int)i), &list[i]);
    r->cert->names = list;
    r->cert->n_names = kept;
    r->cert->n_names_in_all = count;
    return true;
}

static struct name_limits read_limits(const struct x509_reading *r, const STACK_OF(GENERAL_SUBTREE) *list)
{
    int n = list ? sk_GENERAL_SUBTREE_num(list) : 0;
    if (n <= 0 || n > LIMIT_NAMES)
        return (struct name_limits){ 0 };
    struct alt_name *items = NEW(r->arena, struct alt_name, (size_t)n);
    for (int i = 0; i < n; i++) {
        const GENERAL_NAME *base = sk_GENERAL_SUBTREE_value(list, i)->base;
        read_name(r, base, &items[i]);
        items[i].invalid = false;
        if (base->type == GEN_IPADD)
            items[i].text = range_text(r->arena, x509_octets(base->d.iPAddress), &items[i].invalid);
    }
    return (struct name_limits){ .items = items, .n = (size_t)n };
}

bool x509_name_limits(const struct x509_reading *r, const void *value)
{
    const NAME_CONSTRAINTS *limits = value;
    r->cert->permitted = read_limits(r, limits->permittedSubtrees);
    r->cert->excluded = read_limits(r, limits->excludedSubtrees);
    return true;
}
