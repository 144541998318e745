/* cert_build.h - a certificate out of parts, for tests, with a signature of nobody. */
#ifndef TESTS_CERT_BUILD_H
#define TESTS_CERT_BUILD_H

#include "der_build.h"

struct parts {
    struct view version, serial, algorithm, name, validity, spki, extensions; /* with their tags; empty ones are left out */
};

static inline struct view algorithm(struct arena *a)
{
    return tlv(a, DER_SEQUENCE, VIEW("\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0B\x05\x00"));
}

static inline struct view rsa_spki(struct arena *a, struct view modulus, struct view exponent)
{
    struct view numbers = tlv(a, DER_SEQUENCE, join(a, tlv(a, DER_INTEGER, modulus), tlv(a, DER_INTEGER, exponent)));
    struct view kind = tlv(a, DER_SEQUENCE, VIEW("\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x01\x01\x05\x00"));
    return tlv(a, DER_SEQUENCE, join(a, kind, tlv(a, DER_BIT_STRING, join(a, VIEW("\0"), numbers))));
}

static inline struct view attribute(struct arena *a, unsigned type, struct view text)
{
    return tlv(a, DER_SET, tlv(a, DER_SEQUENCE, join(a, VIEW("\x06\x03\x55\x04\x03"), tlv(a, type, text))));
}

static inline struct parts usual(struct arena *a)
{
    return (struct parts){
        .version = VIEW("\xA0\x03\x02\x01\x02"),
        .serial = VIEW("\x02\x01\x05"),
        .algorithm = algorithm(a),
        .name = tlv(a, DER_SEQUENCE, attribute(a, DER_UTF8, VIEW("Test"))),
        .validity = tlv(a, DER_SEQUENCE, VIEW("\x17\x0D""260101000000Z\x17\x0D""270101000000Z")),
        .spki = rsa_spki(a, VIEW("\x00\xC7\x01\x01"), VIEW("\x01\x00\x01")),
    };
}

static inline struct view assemble(struct arena *a, const struct parts *p)
{
    const struct view pieces[] = { p->version, p->serial, p->algorithm, p->name, p->validity, p->name, p->spki };
    struct view tbs = { 0 };
    for (size_t i = 0; i < COUNT_OF(pieces); i++)
        tbs = join(a, tbs, pieces[i]);
    if (p->extensions.n)
        tbs = join(a, tbs, tlv(a, DER_CONTEXT_CONSTRUCTED(3), tlv(a, DER_SEQUENCE, p->extensions)));
    struct view rest = join(a, p->algorithm, VIEW("\x03\x05\x00sign"));
    return tlv(a, DER_SEQUENCE, join(a, tlv(a, DER_SEQUENCE, tbs), rest));
}

static inline struct view extension(struct arena *a, struct view oid, bool critical, struct view value)
{
    struct view inside = join(a, tlv(a, DER_OID, oid), critical ? VIEW("\x01\x01\xFF") : (struct view){ 0 });
    return tlv(a, DER_SEQUENCE, join(a, inside, tlv(a, DER_OCTET_STRING, value)));
}

#endif
