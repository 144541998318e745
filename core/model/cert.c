#include "model/cert.h"

#include "base/civil.h"

bool cert_same(const struct cert *a, const struct cert *b)
{
    return memcmp(a->sha256, b->sha256, sizeof a->sha256) == 0;
}

struct cert *cert_find(const struct cert_list *certs, const struct cert *cert)
{
    for (size_t i = 0; i < certs->n; i++)
        if (cert_same(certs->items[i], cert))
            return certs->items[i];
    return NULL;
}

struct view cert_name_shown(const struct cert *cert)
{
    return cert->subject_cn.n ? cert->subject_cn : cert->subject.n ? cert->subject : VIEW("(no subject)");
}

struct view cert_serial_shown(struct arena *arena, const struct cert *cert)
{
    bool negative = view_starts(cert->serial, VIEW("-"));
    struct view digits = view_from(cert->serial, negative);
    size_t n = 0;
    while (n < digits.n && digits.p[n] != '.') /* of a long one the rest is left out */
        n++;
    return n % 2 == 0 ? cert->serial : VIEW_JOIN(arena, negative ? VIEW("-0") : VIEW("0"), digits);
}

bool cert_has_expired(const struct cert *cert, int64_t now)
{
    return cert->not_after != TIME_NONE && cert->not_after < now;
}

bool cert_renews_by_name(const struct cert *cert, const struct cert *of)
{
    return cert->not_after > of->not_after && cert->ca == of->ca && view_eq(cert->subject, of->subject) &&
           (of->ca || view_eq(cert->issuer, of->issuer));
}

bool cert_takes_over(const struct cert *renewal, const struct cert *from, int64_t now)
{
    return !cert_has_expired(renewal, now) && renewal->not_before <= (cert_has_expired(from, now) ? now : from->not_after);
}

struct cert *cert_with_key(const struct cert_list *certs)
{
    for (size_t i = 0; i < certs->n; i++)
        if (certs->items[i]->has_key)
            return certs->items[i];
    return NULL;
}

bool name_is_pfx(struct view name)
{
    return view_ends_nocase(name, VIEW(".pfx")) || view_ends_nocase(name, VIEW(".p12"));
}

/* The chain upwards may be a ring; it is never longer than the set. */
const struct cert *cert_top(const struct cert_list *certs, const struct cert *cert)
{
    for (size_t i = 0; i < certs->n && cert->issuer_cert && cert->issuer_cert != cert; i++)
        cert = cert->issuer_cert;
    return cert;
}

bool evidence_has_pfx(const struct evidence *evidence, enum pfx_state state)
{
    for (size_t i = 0; i < evidence->n_files; i++)
        if (evidence->files[i]->pfx.state == state)
            return true;
    return false;
}

struct view cert_issuer_url(const struct cert *cert)
{
    struct view url = cert->n_ca_issuers ? view_first(cert->ca_issuers[0], 400) : (struct view){ 0 }; /* the reader puts these first */
    bool web = view_eq_nocase(view_first(url, 7), VIEW("http://")) || view_eq_nocase(view_first(url, 8), VIEW("https://"));
    return web ? url : (struct view){ 0 };
}
