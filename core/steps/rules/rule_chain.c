#include "base/limits.h"
#include "format/digest.h"
#include "format/x509/x509_path.h"
#include "steps/certs.h"
#include "steps/rules/rules.h"

/* The commonest mix-up: the owner's older or newer CA of the same name was sent. */
static bool says_other_key(struct rule_run *run)
{
    const struct cert_list *certs = &run->facts->evidence->certs;
    const struct cert *cert = run->cert, *other = NULL;
    for (size_t i = 0; i < certs->n && !other; i++)
        if (certs->items[i] != cert && x509_is_issued_under(cert, certs->items[i]))
            other = certs->items[i];
    if (!other)
        return false;
    struct view id = view_first(cert->authority_key_id, 32);
    rule_fire(run, "%s was issued by %s, but the one of that name that was given has another key", rule_cert_name(run, cert),
              rule_name(run, cert->issuer_cn));
    rule_hint(run, "it can't vouch for it: ask for the one%s%.*s; owners have several of one name after a renewal",
              id.n ? " with the subject key identifier " : " that signed it",
              VIEW_ARG(id.n ? digest_thumbprint(run->arena, (const unsigned char *)id.p, id.n) : VIEW("")));
    return true;
}

static void check_intermediate_without_root(struct rule_run *run)
{
    const struct cert *cert = run->cert;
    const struct cert *top = cert_top(&run->facts->evidence->certs, cert);
    bool in_ring = top->issuer_cert && top->issuer_cert != top;
    if (run->facts->decided.purpose != PURPOSE_TRUSTED_ROOT || cert->role != ROLE_INTERMEDIATE || (cert->issuer_cert && !in_ring) ||
        cert->publicly_trusted || cert->issuer_publicly_trusted || certs_lead_to_root(run->arena, &run->facts->evidence->certs, cert))
        return;
    if (in_ring) {
        rule_fire(run, "%s and its issuers have signed each other, and no root is among them", rule_cert_name(run, cert));
        rule_hint(run, "ask its owner for the self-signed root, and give it too");
        return;
    }
    if (says_other_key(run))
        return;
    rule_fire(run, "%s is an intermediate CA, and its issuer %s is missing", rule_cert_name(run, cert), rule_name(run, cert->issuer_cn));
    rule_hint(run, "%s, and give both", rule_issuer_hint(run, cert));
}

static void check_chain(struct rule_run *run)
{
    const struct facts *facts = run->facts;
    const struct cert *cert = run->cert, *main = facts->decided.main;
    if (!main || cert->issuer_cert || cert->self_issued || cert->issuer_publicly_trusted || cert->publicly_trusted)
        return;
    bool client = facts->decided.purpose == PURPOSE_CLIENT_SIDE && main->has_key && cert_top(&facts->evidence->certs, main) == cert &&
                  certs_have_ca(&facts->evidence->certs); /* pfx-chain-missing says that one */
    bool beside_ca = facts->decided.purpose == PURPOSE_TRUSTED_ROOT && cert->role == ROLE_LEAF && cert != main;
    if ((!client && !beside_ca) || certs_lead_to_root(run->arena, &facts->evidence->certs, cert) || says_other_key(run))
        return;
    rule_fire(run, "%s was issued by %s, which is missing", rule_cert_name(run, cert), rule_name(run, cert->issuer_cn));
    rule_hint(run, "%s, and give it too", rule_issuer_hint(run, cert));
}

enum { PATH_MOST = 10 };

/* Its way up, as far as it is at hand; whether a CA on it says what may be below itself, which is worth asking about. */
static bool find_path(struct arena *arena, const struct cert *cert, struct x509_path *path)
{
    bool limited = false;
    path->items = NEW(arena, const struct cert *, PATH_MOST);
    for (const struct cert *c = cert; c && path->n < PATH_MOST; c = c->issuer_cert == c ? NULL : c->issuer_cert) {
        long below = (long)path->n - (path->n && !cert->ca);
        if (path->n)
            limited = limited || c->has_eku || (c->oddities & ODD_NAME_CONSTRAINTS) || (c->path_length >= 0 && c->path_length < below);
        path->items[path->n++] = c;
    }
    return limited && path->n > 1;
}

static enum x509_use use_of(const struct cert *cert)
{
    if (cert->ca)
        return X509_FOR_ANYTHING;
    if (purpose_may_serve(cert))
        return cert->has_key ? X509_FOR_CLIENTS : X509_FOR_SERVERS;
    return cert->eku & EKU_CLIENT ? X509_FOR_CLIENTS : X509_FOR_ANYTHING;
}

/* Where the last one is a CA, too, it counts: what it issues stands below. An own certificate that calls itself a CA issues nothing. */
static const struct cert *has_too_many_below(const struct cert *cert, const struct x509_path *path)
{
    long below = 0;
    for (size_t i = 0; i < path->n && cert->role == ROLE_INTERMEDIATE && !x509_has_host(cert); i++) {
        const struct cert *ca = path->items[i];
        if (i && ca->path_length >= 0 && ca->path_length < below)
            return ca;
        below += !ca->self_issued;
    }
    return NULL;
}

struct way {
    const struct cert *over; /* the CA that allows fewer below itself; NULL: none does */
    struct x509_chain chain; /* empty where there is nothing to ask */
};

static void say_refused(struct rule_run *run, const struct cert *cert, const struct way *way)
{
    const struct x509_problem *problem = &way->chain.problem;
    if (way->over)
        rule_fire_at(run, cert, "%s can issue nothing that is accepted: %s allows fewer CAs below itself than there are",
                     rule_cert_name(run, cert), rule_cert_name(run, way->over));
    else if (problem->what && problem->by_ca)
        rule_fire_at(run, cert, "the chain of %s is not accepted: %s %s", rule_cert_name(run, cert),
                     rule_cert_name(run, way->chain.path.items[problem->at]), problem->what);
}

static void say_not_judged(struct rule_run *run, const struct cert *first, size_t n)
{
    rule_fire_at(run, first,
                 "whether the chain%s of %s%s accepted was not computed: there are more than %d names to compare with those that a CA "
                 "may issue",
                 n == 1 ? "" : "s", rule_cert_name(run, first), n == 1 ? " is" : view_fmt(run->arena, " and %zu more are", n - 1).p,
                 LIMIT_CHAIN_NAMES);
    rule_hint(run, "give fewer certificates at once");
    rule_severity(run, SEV_WARNING);
}

/* What only the certificates together show; a single one has its own rules. */
static void check_chain_refused(struct rule_run *run)
{
    const struct cert_list *certs = &run->facts->evidence->certs;
    struct way *ways = NEW(run->arena, struct way, certs->n);
    struct x509_chain **asked = NEW(run->arena, struct x509_chain *, certs->n);
    const struct cert *first = NULL;
    size_t n = 0, n_asked = 0;
    for (size_t i = 0; i < certs->n; i++) {
        struct x509_chain *chain = &ways[i].chain;
        if (certs_has_issued(certs, certs->items[i]) || !find_path(run->arena, certs->items[i], &chain->path))
            continue;
        chain->use = use_of(certs->items[i]);
        ways[i].over = has_too_many_below(certs->items[i], &chain->path);
        if (!ways[i].over)
            asked[n_asked++] = chain;
    }
    x509_chains_check(run->arena, asked, n_asked, run->facts->now);
    for (size_t i = 0; i < certs->n; i++) {
        say_refused(run, certs->items[i], &ways[i]);
        if (ways[i].chain.problem.too_many)
            first = n++ ? first : certs->items[i];
    }
    if (n)
        say_not_judged(run, first, n);
}

static bool is_rival(const struct rule_run *run, const struct cert *one, const struct cert *other)
{
    const struct cert *both[] = { one, other };
    for (size_t i = 0; i < COUNT_OF(both); i++)
        if (!both[i]->self_signed || both[i]->publicly_trusted || certs_is_outdated(both[i], run->facts->now))
            return false;
    return x509_same_subject(one, other) && memcmp(one->spki_sha256, other->spki_sha256, sizeof one->spki_sha256) != 0;
}

/* Old and new of a renewal, or one that only pretends: by its name nobody can tell. */
static void check_namesakes(struct rule_run *run)
{
    const struct cert_list *certs = &run->facts->evidence->certs;
    for (size_t i = 0; i < certs->n; i++) {
        const struct cert *one = certs->items[i];
        size_t n = 1;
        for (size_t j = i + 1; j < certs->n; j++)
            n += is_rival(run, one, certs->items[j]);
        if (n == 1)
            continue;
        rule_fire_at(run, one, "%zu roots have the name %s and different keys", n, rule_name(run, one->subject_cn));
        return;
    }
}

static const struct cert *named_among(const struct cert_list *certs, const struct cert *cert)
{
    for (size_t i = 0; i < certs->n; i++)
        if (x509_same_subject(certs->items[i], cert))
            return certs->items[i];
    return NULL;
}

/* Anybody can make a root with the name of somebody's CA; beside another root of that name check_namesakes tells it. */
static bool is_kin(const struct rule_run *run, const struct cert_list *linked, const struct cert *cert)
{
    if (!cert->self_signed)
        return named_among(linked, cert);
    for (size_t i = 0; i < linked->n; i++)
        if (linked->items[i] == cert || (linked->items[i]->self_issued && x509_same_subject(linked->items[i], cert) &&
                                         !rule_is_recorded(run->facts, linked->items[i])))
            return true;
    return false;
}

/* A CA above it is missing, which may lead anywhere. */
static bool is_open(const struct cert *top)
{
    return !top->issuer_cert && !top->self_issued && !top->issuer_publicly_trusted;
}

/* It leads where `main` does, whose chain ends at `top`; or both wait for the same CA. */
static bool is_of_family(const struct rule_run *run, const struct cert_list *linked, const struct cert *top, const struct cert *other)
{
    return is_kin(run, linked, other) || (!other->self_signed && x509_is_issued_under(other, top)) ||
           x509_is_issued_under(top, other) || (!other->issuer_cert && !top->issuer_cert && x509_same_issuer(other, top));
}

static void say_unrelated(struct rule_run *run, const struct cert_list *certs, const struct cert_list *linked, const struct cert *first,
                          size_t n)
{
    const struct cert *top = cert_top(certs, first), *namesake = named_among(linked, top);
    rule_fire_at(run, first, "%zu of %zu certificates, %s%s to the chain of %s", n, certs->n, rule_cert_name(run, first),
                 n == 1 ? ", doesn't belong" : " to begin with, don't belong", rule_cert_name(run, rule_main(run->facts)));
    if (namesake && rule_is_recorded(run->facts, namesake))
        rule_hint(run, "it signed itself, and has the name of a CA of that chain: give the password of the PFX with --password-file to "
                       "see whether it has the same key, or leave it out");
    else if (namesake)
        rule_hint(run, "it signed itself, and has the name of a CA of that chain, but another key: leave it out, unless its owner confirms "
                       "its SHA-256");
}

static void check_unrelated(struct rule_run *run)
{
    const struct cert_list all = rule_all_certs(run), *certs = &all;
    const struct cert *first = NULL, *unclear = NULL, *missing = NULL, *main = rule_main(run->facts);
    size_t n = 0, n_unclear = 0;
    if (!main)
        return;
    const struct cert_list linked = certs_linked(run->arena, certs, main, CERTS_BOTH_WAYS);
    const struct cert *top = cert_top(certs, main);
    for (size_t i = 0; i < certs->n; i++) {
        const struct cert *other = cert_top(certs, certs->items[i]);
        if (is_of_family(run, &linked, top, other))
            continue;
        /* Where a CA is missing, nobody can say whether it would have led to the same root. */
        if (is_open(top) || is_open(other)) {
            missing = missing ? missing : is_open(top) ? top : other;
            unclear = n_unclear++ ? unclear : certs->items[i];
        } else {
            first = n++ ? first : certs->items[i];
        }
    }
    if (n == 0 && n_unclear) {
        rule_fire_at(run, unclear,
                     "whether %zu of %zu certificates, %s%s to the chain of %s can't be told before %s is there", n_unclear, certs->n,
                     rule_cert_name(run, unclear), n_unclear == 1 ? ", belongs" : " to begin with, belong", rule_cert_name(run, main),
                     rule_name(run, missing->issuer_cn));
        rule_hint(run, "%s", rule_issuer_hint(run, missing));
    }
    if (n)
        say_unrelated(run, certs, &linked, first, n);
}

static const struct rule rules[] = {
    { { "intermediate-without-root", GROUP_ROLE, SEV_WARNING, .send = SEND_CAS }, SCOPE_CERT, .check = check_intermediate_without_root },
    { { "chain-incomplete", GROUP_ROLE, SEV_WARNING, .send = SEND_CAS }, SCOPE_CERT, .check = check_chain },
    { { "chain-refused", GROUP_ROLE, SEV_ERROR, .send = SEND_ISSUED_AGAIN }, SCOPE_SET, .check = check_chain_refused },
    { { "roots-of-one-name", GROUP_ROLE, SEV_WARNING, .send = SEND_WHICH_ROOT }, SCOPE_SET, .check = check_namesakes },
    { { "unrelated-certificates", GROUP_ROLE, SEV_WARNING }, SCOPE_SET, .check = check_unrelated },
};
const struct rule_table rules_chain = { rules, COUNT_OF(rules) };
