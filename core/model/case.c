#include "model/case.h"

bool case_is_renewed(const struct case_record *c, const struct cert *cert, int64_t now)
{
    bool is_needed = false, is_past = false;
    for (size_t i = 0; i < c->n_certs && !(is_needed && is_past); i++) {
        const struct cert *one = c->certs[i].cert;
        if (cert_renews_by_name(one, cert) && cert_takes_over(one, cert, now))
            return true;
        is_past = is_past || one == cert;
        is_needed = is_needed || (one->not_after > cert->not_after && view_eq(one->issuer, cert->subject));
    }
    return false;
}

bool case_keeps_out(const struct case_record *c, const struct case_cert *shipped)
{
    const struct cert *cert = shipped->cert;
    int64_t now = c->deadline.submitted;
    return shipped->inside_pfx && role_is_ca(cert->role) && cert_has_expired(cert, now) && case_is_renewed(c, cert, now);
}

enum store case_store(const struct case_record *c, size_t at)
{
    if (at == 0 && purpose_uses_key(c->purpose)) /* a server's leaf: with the key, from elsewhere */
        return STORE_MY;
    return case_keeps_out(c, &c->certs[at]) ? STORE_NONE : c->certs[at].cert->store;
}

bool case_placed_by_vendor(const struct case_record *c)
{
    return c->hosting == HOST_CLOUD && (c->purpose == PURPOSE_SERVER || c->purpose == PURPOSE_INBOUND_MTLS);
}

const struct cert *case_first_to_expire(const struct case_record *c, int64_t now)
{
    const struct cert *first = NULL;
    for (size_t i = 0; i < c->n_certs; i++) {
        const struct cert *cert = c->certs[i].cert;
        if (cert->not_after != TIME_NONE && (!first || cert->not_after < first->not_after) && !case_is_renewed(c, cert, now))
            first = cert;
    }
    return first;
}

const struct cert *case_last_to_begin(const struct case_record *c, int64_t now)
{
    const struct cert *last = NULL;
    for (size_t i = 0; i < c->n_certs; i++) {
        const struct cert *cert = c->certs[i].cert;
        if (cert->not_before != TIME_NONE && cert->not_before > now && (!last || cert->not_before > last->not_before))
            last = cert;
    }
    return last;
}

int64_t case_expiry(const struct case_record *c, int64_t now)
{
    const struct cert *first = case_first_to_expire(c, now);
    return first ? first->not_after : TIME_NONE;
}

bool case_needs_replaced(const struct case_record *c)
{
    unsigned char key[sizeof c->certs->cert->spki_sha256];
    bool known = purpose_asks_for_cas(c->purpose) && hex_read(c->replaced.key_sha256, key, sizeof key);
    for (size_t i = 0; known && i < c->n_certs; i++)
        if (memcmp(c->certs[i].cert->spki_sha256, key, sizeof key) == 0)
            return false;
    return purpose_asks_for_cas(c->purpose) || c->purpose == PURPOSE_CLIENT_SIDE;
}

bool case_replaced_ends_first(const struct case_record *c)
{
    const struct replaced *old = &c->replaced;
    const int32_t delivery = c->deadline.expected_delivery;
    return old->sha256.n && old->not_after != TIME_NONE && delivery != DAY_NONE && old->not_after <= time_of_day(delivery);
}

bool case_is_beyond_holidays(const struct case_record *c)
{
    return c->holidays_source.n && c->holidays_to != DAY_NONE && deadline_last_day(&c->deadline) > c->holidays_to;
}
