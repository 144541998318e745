#include "steps/certs.h"

#include "base/civil.h"
#include "base/limits.h"

enum { CHAIN_MOST = 10 };

static void collect(struct arena *arena, struct evidence *evidence)
{
    for (size_t f = 0; f < evidence->n_files; f++)
        for (size_t i = 0; i < evidence->files[f]->certs.n; i++) {
            struct cert *cert = evidence->files[f]->certs.items[i];
            cert->file = f;
            *LIST_ADD(arena, &evidence->certs) = cert;
        }
}

/* The empty name is two bytes of DER, and says nothing. */
static bool has_name(const struct cert *cert)
{
    return cert->subject_der.n > 2;
}

static void check_self(struct x509_ctx *x, struct cert *cert)
{
    if (!x509_is_issued_under(cert, cert))
        return;
    enum check signature = x509_verify(x, cert, cert);
    cert->self_issued = has_name(cert) || signature == CHECK_GOOD;
    if (!cert->self_issued)
        return;
    cert->self_signature = signature;
    cert->self_signed = cert->self_signature == CHECK_GOOD;
    if (cert->self_signed)
        cert->issuer_cert = cert;
}

const char *certs_weak_hash(const struct cert *cert)
{
    static const char *const names[HASH_COUNT] = { [HASH_MD2] = "MD2", [HASH_MD5] = "MD5", [HASH_SHA1] = "SHA-1" };
    return names[cert->signature_hash];
}

bool certs_are_twins(const struct cert *a, const struct cert *b)
{
    return a != b && (a->ca || b->ca) && has_name(a) && x509_same_subject(a, b) &&
           memcmp(a->spki_sha256, b->spki_sha256, sizeof a->spki_sha256) == 0;
}

/* Somebody can send hundreds of certificates of one name: each pair would be a signature to compute. *left: how many still may be. */
static void find_issuers(struct x509_ctx *x, const struct cert_list *certs, size_t *left)
{
    for (size_t i = 0; i < certs->n; i++) {
        struct cert *cert = certs->items[i];
        for (size_t j = 0; j < certs->n && *left && !cert->issuer_cert; j++) {
            struct cert *other = certs->items[j];
            if (other == cert || !x509_may_have_signed(other, cert))
                continue;
            (*left)--;
            if (x509_verify(x, cert, other) == CHECK_GOOD)
                cert->issuer_cert = other;
        }
    }
}

/* A twin of the issuer has signed it as well. Of several the one whose chain to a root lasts longest for it (`ends`, TIME_NONE: no root is
 * at hand); of the same end a root, then the newer. Who leads to a root already is left only for a later end: else rings could come of it.
 * Gives the end of its own. */
static int64_t choose_issuer(const struct cert_list *certs, struct cert *cert, int64_t own_end, const int64_t *ends)
{
    const struct cert *found = cert->issuer_cert;
    int64_t best = own_end;
    for (size_t i = 0; i < certs->n; i++) {
        const struct cert *one = certs->items[i], *now = cert->issuer_cert;
        int64_t end = ends[i] < cert->not_after ? ends[i] : cert->not_after;
        if (end < best || (one != found && (!certs_are_twins(one, found) || !x509_may_have_signed(one, cert))))
            continue;
        bool rather = one->self_signed != now->self_signed ? one->self_signed : one->not_after > now->not_after;
        if (end > best || (own_end == TIME_NONE && rather)) {
            cert->issuer_cert = one;
            best = end;
        }
    }
    return best;
}

static void choose_issuers(struct arena *arena, const struct cert_list *certs)
{
    int64_t *ends = NEW(arena, int64_t, certs->n + 1), *longer = NEW(arena, int64_t, certs->n + 1);
    bool changed = true;
    for (size_t i = 0; i < certs->n; i++)
        ends[i] = longer[i] = certs->items[i]->self_signed ? certs->items[i]->not_after : TIME_NONE;
    for (size_t links = 0; changed && links < CHAIN_MOST; links++) {
        changed = false;
        for (size_t i = 0; i < certs->n; i++)
            if (certs->items[i]->issuer_cert && !certs->items[i]->self_signed) {
                longer[i] = choose_issuer(certs, certs->items[i], ends[i], ends);
                changed = changed || longer[i] != ends[i];
            }
        memcpy(ends, longer, certs->n * sizeof *ends);
    }
}

struct cert_list certs_linked(struct arena *arena, const struct cert_list *certs, const struct cert *from, enum certs_way way)
{
    struct cert_list out = { 0 };
    bool *taken = NEW(arena, bool, certs->n + 1);
    const struct cert *at = from;
    for (size_t k = 0; at; at = k < out.n ? out.items[k++] : NULL)
        for (size_t i = 0; i < certs->n; i++) {
            struct cert *one = certs->items[i];
            if (taken[i] || (one != from && one != at->issuer_cert && (way == CERTS_UPWARDS || one->issuer_cert != at) &&
                             !certs_are_twins(one, at)))
                continue;
            taken[i] = true;
            *LIST_ADD(arena, &out) = one;
        }
    return out;
}

bool certs_lead_to_root(struct arena *arena, const struct cert_list *certs, const struct cert *cert)
{
    const struct cert_list above = certs_linked(arena, certs, cert, CERTS_UPWARDS);
    for (size_t i = 0; i < above.n; i++)
        if (above.items[i]->self_signed || above.items[i]->self_signature == CHECK_REFUSED)
            return true;
    return false;
}

/* The same CA in another certificate, if that leads to a root. */
static bool is_in_its_place(const struct cert_list *certs, const struct cert *twin, const struct cert *of)
{
    return certs_are_twins(twin, of) && cert_top(certs, twin)->self_signed;
}

static bool is_renewal(const struct cert_list *certs, const struct cert *cert, const struct cert *of)
{
    if (cert->not_after <= of->not_after || cert->ca != of->ca || (of->has_key && !cert->has_key) ||
        (cert->self_issued != of->self_issued && !is_in_its_place(certs, cert, of)) ||
        !x509_same_subject(cert, of) || !has_name(of))
        return false;
    return memcmp(cert->spki_sha256, of->spki_sha256, sizeof of->spki_sha256) == 0 || x509_same_issuer(cert, of);
}

static void find_renewals(const struct cert_list *certs)
{
    for (size_t i = 0; i < certs->n; i++)
        for (size_t j = 0; j < certs->n; j++)
            if (is_renewal(certs, certs->items[j], certs->items[i]) &&
                (!certs->items[i]->renewed_by || certs->items[j]->not_after > certs->items[i]->renewed_by->not_after))
                certs->items[i]->renewed_by = certs->items[j];
}

bool certs_have_ca(const struct cert_list *certs)
{
    for (size_t i = 0; i < certs->n; i++)
        if (role_is_ca(certs->items[i]->role))
            return true;
    return false;
}

bool certs_is_outdated(const struct cert *cert, int64_t now)
{
    return cert->renewed_by && cert_has_expired(cert, now) && cert_takes_over(cert->renewed_by, cert, now);
}

bool certs_is_renewed(const struct cert_list *certs, const struct cert *cert, int64_t now)
{
    for (size_t i = 0; i < certs->n; i++)
        if (certs->items[i]->issuer_cert == cert && certs->items[i]->not_after > cert->not_after)
            return false;
    return cert->renewed_by && cert_takes_over(cert->renewed_by, cert, now);
}

bool certs_is_spare(const struct cert *cert, int64_t now)
{
    return certs_is_outdated(cert, now) && cert->ca && !x509_same_issuer(cert, cert->renewed_by);
}

static const enum store role_store[] = {
    [ROLE_ROOT] = STORE_ROOT, [ROLE_SELF_SIGNED] = STORE_ROOT, [ROLE_INTERMEDIATE] = STORE_CA,
    [ROLE_LEAF] = STORE_NONE, [ROLE_CLIENT] = STORE_MY,
};
static_assert(COUNT_OF(role_store) == ROLE_COUNT, "a store for every role");

static enum role role_of(const struct cert *cert)
{
    /* A version 1 certificate can't say that it is a CA; self-signed, it was meant as a root. A key beyond the ceilings is not computed
     * with, and another rule refuses it: its name decides. */
    bool is_ca = cert->ca || ((cert->oddities & ODD_VERSION_1) && !cert->has_basic_constraints);
    if (cert->has_key && !cert->ca)
        return ROLE_CLIENT;
    if (cert->self_signed || cert->self_signature == CHECK_REFUSED)
        return is_ca ? ROLE_ROOT : ROLE_SELF_SIGNED;
    return cert->ca ? ROLE_INTERMEDIATE : ROLE_LEAF;
}

bool certs_names_itself(const struct cert *cert)
{
    bool own_key = cert->authority_key_id.n == 0 || view_eq(cert->authority_key_id, cert->subject_key_id);
    return cert->self_issued && own_key && (!cert->issuer_cert || cert->issuer_cert == cert);
}

void certs_give_role(struct cert *cert)
{
    cert->role = role_of(cert);
    cert->store = role_store[cert->role];
}

const struct cert *certs_without_key(struct arena *arena, const struct cert *cert)
{
    if (!cert->has_key)
        return cert;
    struct cert *copy = NEW(arena, struct cert, 1);
    *copy = *cert;
    copy->has_key = false;
    if (cert->issuer_cert == cert)
        copy->issuer_cert = copy;
    certs_give_role(copy);
    return copy;
}

/* By the bundle, for the list of Windows' roots has no names in full; it says whether that one is blocked. */
static enum check ask_issuer(struct x509_ctx *x, const struct public_roots *roots, const struct cert *top)
{
    unsigned char key[32];
    if (!roots->bundle || top->self_issued || top->windows == WINDOWS_BLOCKED)
        return CHECK_NOT_DONE;
    enum check check = trust_check_issuer(roots->bundle, x, top, key);
    bool blocked = check == CHECK_GOOD && roots->windows && windows_roots_say_key(roots->windows, key) == WINDOWS_BLOCKED;
    return blocked ? CHECK_NOT_DONE : check;
}

static void ask_trust(struct x509_ctx *x, const struct public_roots *roots, const struct cert_list *certs)
{
    const struct trust *bundle = roots->bundle;
    for (size_t i = 0; i < certs->n; i++) {
        struct cert *cert = certs->items[i];
        cert->windows = roots->windows ? windows_roots_say(roots->windows, cert) : WINDOWS_UNKNOWN;
        cert->publicly_trusted = cert->windows == WINDOWS_TRUSTED ||
                                 (cert->windows == WINDOWS_UNKNOWN && bundle && trust_has_key(bundle, cert));
        cert->public_name = (roots->windows && windows_roots_call(roots->windows, cert)) ||
                            (bundle && trust_has_name(bundle, cert));
    }
    for (size_t i = 0; i < certs->n; i++) {
        struct cert *cert = certs->items[i];
        const struct cert *top = cert_top(certs, cert);
        enum check issuer = ask_issuer(x, roots, top);
        cert->issuer_publicly_trusted = (cert != top && top->publicly_trusted) || issuer == CHECK_GOOD;
        cert->public_issuer_denied = cert == top && issuer == CHECK_BAD && cert->authority_key_id.n;
    }
}

bool certs_play_public_root(const struct cert *cert)
{
    bool is_private_ca = cert->self_issued || (cert->role == ROLE_INTERMEDIATE && !cert->issuer_publicly_trusted);
    return cert->public_name && is_private_ca && !cert->publicly_trusted && cert->windows == WINDOWS_UNKNOWN;
}

bool certs_has_issued(const struct cert_list *certs, const struct cert *cert)
{
    for (size_t i = 0; i < certs->n; i++)
        if (certs->items[i] != cert && certs->items[i]->issuer_cert == cert)
            return true;
    return false;
}

bool certs_hold(const struct cert_list *certs, const struct cert *cert)
{
    for (size_t i = 0; i < certs->n; i++)
        if (certs->items[i] == cert)
            return true;
    return false;
}

static void add_chain(struct arena *arena, const struct cert_list *all, struct cert *start, struct cert_list *out)
{
    for (struct cert *cert = start; cert && !certs_hold(out, cert);) {
        const struct cert *issuer = cert->issuer_cert;
        *LIST_ADD(arena, out) = cert;
        cert = NULL;
        for (size_t i = 0; i < all->n && !cert; i++)
            if (all->items[i] == issuer)
                cert = all->items[i];
    }
}

/* Chains start where nobody was issued anything; what is left after them is a ring. */
static void put_in_order(struct arena *arena, struct cert_list *certs)
{
    struct cert_list out = { 0 };
    for (size_t i = 0; i < certs->n; i++)
        if (!certs_has_issued(certs, certs->items[i]))
            add_chain(arena, certs, certs->items[i], &out);
    for (size_t i = 0; i < certs->n; i++)
        add_chain(arena, certs, certs->items[i], &out);
    *certs = out;
}

static void fill(struct x509_ctx *x, struct arena *arena, const struct public_roots *roots, const struct cert_list *certs,
                 size_t *left)
{
    for (size_t i = 0; i < certs->n; i++)
        check_self(x, certs->items[i]);
    find_issuers(x, certs, left);
    choose_issuers(arena, certs);
    find_renewals(certs);
    for (size_t i = 0; i < certs->n; i++)
        certs_give_role(certs->items[i]);
    ask_trust(x, roots, certs);
}

void certs_arrange(struct x509_ctx *x, struct arena *arena, const struct public_roots *roots, struct evidence *evidence)
{
    size_t left = LIMIT_VERIFICATIONS;
    collect(arena, evidence);
    fill(x, arena, roots, &evidence->certs, &left);
    for (size_t i = 0; i < evidence->n_files; i++)
        if (evidence->files[i]->in_clear.n)
            fill(x, arena, roots, &evidence->files[i]->in_clear, &left);
    evidence->trust_known = roots->bundle != NULL;
    put_in_order(arena, &evidence->certs);
}

bool certs_follows(const struct cert *cert, struct view subject, struct view key_sha256)
{
    unsigned char key[32];
    return view_eq(cert->subject, subject) ||
           (hex_read(key_sha256, key, sizeof key) && memcmp(key, cert->spki_sha256, sizeof key) == 0);
}
