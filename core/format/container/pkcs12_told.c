#include "format/container/pkcs12_parts.h"
#include "format/secrets/key_scan.h"
#include "format/secrets/password_scan.h"
#include "format/text/text_read.h"

static unsigned told_in(struct view text, struct view password)
{
    struct key_found key;
    struct password_found found;
    return (key_scan_bare(text, &key) || (password_scan(text, &found) && found.likely) ? (unsigned)PFX_TELLS_A_SECRET : 0) |
           (password_told(text, password) ? (unsigned)PFX_TELLS_THIS : 0);
}

/* Text in any of the ways that attributes have it, octets that nobody gives a meaning, the DER of what has parts. */
static struct view text_of(struct arena *arena, int type, const ASN1_STRING *value)
{
    if (type == V_ASN1_UNDEF || type == V_ASN1_NULL || type == V_ASN1_BOOLEAN || type == V_ASN1_OBJECT)
        return VIEW("");
    return type == V_ASN1_BMPSTRING ? utf16_to_utf8(arena, x509_octets(value), true) : x509_octets(value);
}

unsigned pfx_algorithm_tells(struct arena *arena, const X509_ALGOR *algorithm, struct view password)
{
    enum { TAG_AND_LENGTH = 2 /* of parameters with parts: those of PBES2 begin as an encrypted key does */ };
    int type;
    const void *parameters;
    X509_ALGOR_get0(NULL, &type, &parameters, algorithm);
    struct view text = text_of(arena, type, parameters);
    return told_in(type == V_ASN1_SEQUENCE ? view_from(text, TAG_AND_LENGTH) : text, password);
}

unsigned pfx_mac_tells(struct arena *arena, const struct pfx_mac_data *mac, struct view password)
{
    const X509_ALGOR *algorithm;
    X509_SIG_get0(mac->digest, &algorithm, NULL);
    return pfx_algorithm_tells(arena, algorithm, password) | told_in(x509_octets(mac->salt), password);
}

unsigned pfx_bag_tells(struct arena *arena, const PKCS12_SAFEBAG *bag, struct view password)
{
    unsigned told = 0;
    const STACK_OF(X509_ATTRIBUTE) *all = PKCS12_SAFEBAG_get0_attrs(bag);
    for (int i = 0; i < sk_X509_ATTRIBUTE_num(all); i++) {
        X509_ATTRIBUTE *attribute = sk_X509_ATTRIBUTE_value(all, i);
        for (int k = 0; k < X509_ATTRIBUTE_count(attribute); k++) {
            const ASN1_TYPE *value = X509_ATTRIBUTE_get0_type(attribute, k);
            told |= told_in(text_of(arena, value->type, value->value.asn1_string), password);
        }
    }
    return told;
}

bool pfx_tells(unsigned told, const struct pfx_opened *opened, struct view password)
{
    bool this_one = told & PFX_TELLS_THIS && opened->pfx.state == PFX_OPEN;
    for (size_t i = 0; i < opened->certs.n && this_one; i++)
        this_one = !password_stands_in(opened->certs.items[i], password);
    return this_one || told & PFX_TELLS_A_SECRET;
}
