#include "base/civil.h"
#include "base/utf8.h"
#include "steps/certs.h"
#include "steps/rules/rules.h"

/* What the policy says of a certificate and of its issuer's name alone, whose own certificate may not be in the bundle. */
struct said {
    const struct cert *cert;
    bool listed, named;
    bool above; /* what the main certificate was issued under, or that itself, and the policy allows that */
};

/* Asked once of each: it may be hundreds of certificates that are asked about each other, and hundreds of issuers. */
struct issuers {
    const struct rule_run *run;
    struct cert_list all;
    const struct view *names; /* of the policy's issuers, as policy_name_key makes them */
    struct said *said;        /* of all, by address */
};

static struct said judge(const struct issuers *s, const struct cert *cert)
{
    const struct policy *policy = s->run->facts->policy;
    const struct view subject = policy_name_key(s->run->arena, cert->subject), issuer = policy_name_key(s->run->arena, cert->issuer);
    struct said out = { .cert = cert };
    for (size_t i = 0; i < policy->n_issuers; i++) {
        const struct policy_name *one = &policy->issuers[i];
        bool may_be = !one->has_sha256 || memcmp(one->sha256, cert->sha256, sizeof cert->sha256) == 0;
        out.listed = out.listed || (may_be && (one->subject.n == 0 || view_eq(s->names[i], subject)));
        out.named = out.named || (!one->has_sha256 && view_eq(s->names[i], issuer));
    }
    return out;
}

static int by_address(const void *left, const void *right)
{
    const struct said *a = left, *b = right;
    return a->cert < b->cert ? -1 : a->cert > b->cert;
}

static struct said *find(const struct issuers *s, const struct cert *cert)
{
    const struct said one = { .cert = cert };
    return bsearch(&one, s->said, s->all.n, sizeof one, by_address);
}

static struct said said_of(const struct issuers *s, const struct cert *cert)
{
    const struct said *found = find(s, cert);
    return found ? *found : judge(s, cert);
}

static struct issuers ask_all(const struct rule_run *run)
{
    const struct policy *policy = run->facts->policy;
    struct view *names = NEW(run->arena, struct view, policy->n_issuers);
    struct issuers out = { .run = run, .all = rule_all_certs(run), .names = names };
    out.said = NEW(run->arena, struct said, out.all.n + 1);
    for (size_t i = 0; i < policy->n_issuers; i++)
        names[i] = policy_name_key(run->arena, policy->issuers[i].subject);
    for (size_t i = 0; i < out.all.n; i++)
        out.said[i] = judge(&out, out.all.items[i]);
    qsort(out.said, out.all.n, sizeof *out.said, by_address);
    return out;
}

static const struct cert *one_up(const struct cert *cert)
{
    return cert->issuer_cert == cert ? NULL : cert->issuer_cert;
}

/* Whether it, or a CA that it was issued under, is one of those that the policy lists, by whichever certificate of that CA. What only says
 * that it is another certificate of a CA proves no name of an issuer. No chain is longer than all; a ring of CAs that have signed each
 * other would be. */
static bool is_under_allowed(const struct issuers *s, const struct cert *cert)
{
    const struct cert_list above = certs_linked(s->run->arena, &s->all, cert, CERTS_UPWARDS);
    const struct cert *at = cert;
    for (size_t i = 0; i < above.n; i++)
        if ((above.items[i] != cert || cert->self_signed) && said_of(s, above.items[i]).listed)
            return true;
    for (size_t i = 0; i <= s->all.n && at; i++) {
        if (!at->self_signed && said_of(s, at).named)
            return true;
        at = one_up(at);
        if (at && said_of(s, at).listed)
            return true;
    }
    return false;
}

/* The policy lists the CA itself, as a root: who has signed that one as well is none of its. */
static bool is_listed_root(const struct issuers *s, const struct cert *cert)
{
    for (size_t i = 0; i < s->all.n; i++)
        if (s->all.items[i]->self_signed && (s->all.items[i] == cert || certs_are_twins(s->all.items[i], cert)) &&
            said_of(s, s->all.items[i]).listed)
            return true;
    return false;
}

static void mark_above(const struct issuers *s, const struct cert *main)
{
    const struct cert *at = main;
    for (size_t i = 0; i <= s->all.n && at; i++, at = is_listed_root(s, at) ? NULL : one_up(at)) {
        struct said *found = find(s, at);
        if (found)
            found->above = true;
    }
}

/* Each that is installed: what stands beside the main one is trusted as much. */
static void check_issuers(struct rule_run *run)
{
    const struct policy *policy = run->facts->policy;
    const struct cert *main = rule_main(run->facts);
    if (!policy || policy->n_issuers == 0)
        return;
    const struct issuers issuers = ask_all(run);
    if (main && is_under_allowed(&issuers, main))
        mark_above(&issuers, main);
    for (size_t i = 0; i < issuers.all.n; i++) {
        const struct cert *cert = run->cert = issuers.all.items[i];
        if (!rule_is_installed(run) || said_of(&issuers, cert).above || is_under_allowed(&issuers, cert))
            continue;
        rule_fire_at(run, cert, "%s is issued by %s, which the policy %.*s does not allow", rule_cert_name(run, cert),
                     cert->self_signed ? "itself" : rule_name(run, cert->issuer), VIEW_ARG(policy->id));
    }
}

static bool environment_is_allowed(const struct policy *policy, const struct environment *environment)
{
    for (size_t i = 0; i < policy->n_environments; i++) {
        const struct policy_environment *row = &policy->environments[i];
        if (text_same(row->name, environment->name) && (row->key.n == 0 || view_eq_nocase(row->key, environment->key)) &&
            (row->host.n == 0 || view_eq_nocase(row->host, environment->host)))
            return true;
    }
    return false;
}

static void fire_environment(struct rule_run *run, const struct environment *environment)
{
    const struct policy *policy = run->facts->policy;
    bool named = false;
    for (size_t i = 0; i < policy->n_environments; i++)
        named = named || text_same(policy->environments[i].name, environment->name);
    rule_fire(run, named ? "the environment %s has another key or host than the policy %.*s allows" :
                           "the environment %s is not one that the policy %.*s allows",
              rule_name(run, environment->name), VIEW_ARG(policy->id));
}

static void check_environment(struct rule_run *run)
{
    const struct policy *policy = run->facts->policy;
    const struct case_record *record = run->facts->record;
    if (!policy || policy->n_environments == 0)
        return;
    for (size_t i = 0; i < record->n_environments; i++)
        if (!environment_is_allowed(policy, &record->environments[i]))
            fire_environment(run, &record->environments[i]);
}

static void check_signer(struct rule_run *run)
{
    const struct policy *policy = run->facts->policy;
    const struct signature *signature = run->facts->signature;
    if (!policy || policy->n_signers == 0 || !signature || !signature->signer || signature->state == SIGNATURE_INVALID)
        return;
    if (policy_has_signer(policy, signature->signer, signature->state == SIGNATURE_GOOD))
        return;
    rule_fire(run, "the bundle is signed by %s, which the policy %.*s does not allow", rule_cert_name(run, signature->signer),
              VIEW_ARG(policy->id));
    if (signature->state == SIGNATURE_GOOD)
        return;
    rule_hint(run, "give the CA of the signers with --trust, or list the signer's SHA-256 in the policy: a name alone proves nothing");
    rule_option(run, "--trust");
}

static void check_key(struct rule_run *run)
{
    const struct policy *policy = run->facts->policy;
    const struct key *key = &run->cert->key;
    if (!policy || !rule_is_installed(run))
        return;
    unsigned least = certs_key_is_rsa(key) ? policy->min_rsa_bits : key->type == KEY_EC ? policy->min_ec_bits : 0;
    if (key->bits && key->bits < least)
        rule_fire(run, "%s has a key of %u bits; the policy %.*s asks for %u", rule_cert_name(run, run->cert), key->bits,
                  VIEW_ARG(policy->id), least);
}

static void check_validity(struct rule_run *run)
{
    const struct policy *policy = run->facts->policy;
    const struct cert *cert = run->cert;
    if (!policy || !rule_is_installed(run) || cert->not_before == TIME_NONE || cert->not_after == TIME_NONE)
        return;
    int64_t most = cert->ca ? policy->max_ca_validity_days : policy->max_validity_days;
    /* RFC 5280 4.1.2.5: the last second belongs to the validity. */
    int64_t seconds = cert->not_after - cert->not_before + 1;
    if (most && seconds > most * SECONDS_A_DAY)
        rule_fire(run, "%s is valid for %lld days; the policy %.*s allows %lld", rule_cert_name(run, cert),
                  (long long)((seconds + SECONDS_A_DAY - 1) / SECONDS_A_DAY), VIEW_ARG(policy->id), (long long)most);
}

static void check_acceptances(struct rule_run *run)
{
    const struct policy *policy = run->facts->policy;
    const struct findings *recorded = &run->facts->record->findings;
    for (size_t i = 0; policy && i < recorded->n; i++) {
        struct view id = view_of(recorded->items[i].rule->id);
        if (recorded->items[i].accepted && !policy_may_accept(policy, id))
            rule_fire(run, "the record accepts %.*s, which the policy %.*s doesn't let anybody accept", VIEW_ARG(id), VIEW_ARG(policy->id));
    }
}

static void check_delivery(struct rule_run *run)
{
    const struct policy *policy = run->facts->policy;
    unsigned days = run->facts->record->service.days;
    if (policy && policy->max_delivery_days && days > policy->max_delivery_days)
        rule_fire(run, "it counts with a delivery in %u business days; the policy %.*s allows %u", days, VIEW_ARG(policy->id),
                  policy->max_delivery_days);
}

static const struct rule rules[] = {
    { { "policy-issuer-not-allowed", GROUP_REQUEST, SEV_ERROR }, SCOPE_SET, .check = check_issuers },
    { { "policy-environment-not-allowed", GROUP_REQUEST, SEV_ERROR }, SCOPE_REQUEST, .check = check_environment },
    { { "policy-signer-not-allowed", GROUP_REQUEST, SEV_ERROR }, SCOPE_SET, .check = check_signer },
    { { "policy-key-too-short", GROUP_REQUEST, SEV_ERROR }, SCOPE_CERT, .check = check_key, .by_record = true },
    { { "policy-validity-too-long", GROUP_REQUEST, SEV_ERROR }, SCOPE_CERT,
      .check = check_validity, .by_record = true },
    { { "policy-acceptance-not-allowed", GROUP_REQUEST, SEV_ERROR }, SCOPE_REQUEST, .check = check_acceptances },
    { { "policy-delivery-too-long", GROUP_REQUEST, SEV_ERROR }, SCOPE_REQUEST, .check = check_delivery },
};
const struct rule_table rules_policy = { rules, COUNT_OF(rules) };
