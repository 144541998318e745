#include <openssl/err.h>
#include <openssl/x509.h>

#include "format/x509/x509.h"

static X509_NAME *decoded(struct view der)
{
    const unsigned char *at = (const unsigned char *)der.p;
    return d2i_X509_NAME(NULL, &at, (long)der.n);
}

struct name {
    struct view text, der; /* der empty: a record alone tells it */
    uint32_t hash;
};

static struct name subject_of(const struct cert *cert)
{
    return (struct name){ cert->subject, cert->subject_der, cert->subject_hash };
}

static struct name issuer_of(const struct cert *cert)
{
    return (struct name){ cert->issuer, cert->issuer_der, cert->issuer_hash };
}

static bool are_same(struct name a, struct name b)
{
    if (a.der.n == 0 || b.der.n == 0)
        return view_eq(a.text, b.text);
    if (a.hash != b.hash || view_eq(a.der, b.der))
        return a.hash == b.hash;
    ERR_set_mark();
    X509_NAME *left = decoded(a.der), *right = decoded(b.der);
    bool same = left && right && X509_NAME_cmp(left, right) == 0;
    X509_NAME_free(left);
    X509_NAME_free(right);
    ERR_pop_to_mark();
    return same;
}

bool x509_same_subject(const struct cert *a, const struct cert *b)
{
    return are_same(subject_of(a), subject_of(b));
}

bool x509_same_issuer(const struct cert *a, const struct cert *b)
{
    return are_same(issuer_of(a), issuer_of(b));
}

bool x509_is_issued_under(const struct cert *cert, const struct cert *ca)
{
    return are_same(issuer_of(cert), subject_of(ca));
}

bool x509_may_have_signed(const struct cert *issuer, const struct cert *cert)
{
    if (!x509_is_issued_under(cert, issuer))
        return false;
    return cert->authority_key_id.n == 0 || issuer->subject_key_id.n == 0 || view_eq(cert->authority_key_id, issuer->subject_key_id);
}
