#include <openssl/err.h>

#include "format/x509/x509.h"
#include "format/x509/x509_parts.h"

static X509_NAME *decoded(struct view der)
{
    const unsigned char *at = (const unsigned char *)der.p;
    return d2i_X509_NAME(NULL, &at, (long)der.n);
}

bool x509_same_name(struct view a, uint32_t hash_a, struct view b, uint32_t hash_b)
{
    if (hash_a != hash_b)
        return false;
    if (view_eq(a, b))
        return true;
    ERR_set_mark();
    X509_NAME *left = decoded(a), *right = decoded(b);
    bool same = left && right && X509_NAME_cmp(left, right) == 0;
    X509_NAME_free(left);
    X509_NAME_free(right);
    ERR_pop_to_mark();
    return same;
}

bool x509_is_self_issued(const struct cert *cert)
{
    return x509_same_name(cert->subject_der, cert->subject_hash, cert->issuer_der, cert->issuer_hash);
}

bool x509_may_have_signed(const struct cert *issuer, const struct cert *cert)
{
    if (!x509_same_name(issuer->subject_der, issuer->subject_hash, cert->issuer_der, cert->issuer_hash))
        return false;
    return cert->authority_key_id.n == 0 || issuer->subject_key_id.n == 0 || view_eq(cert->authority_key_id, issuer->subject_key_id);
}
