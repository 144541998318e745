#include "base/civil.h"
#include "base/utf8.h"
#include "steps/certs.h"
#include "steps/rules/rules.h"

static bool is_allowed_issuer(const struct policy *policy, const struct cert *issuer)
{
    for (size_t i = 0; i < policy->n_issuers; i++)
        if (policy_name_is(&policy->issuers[i], issuer))
            return true;
    return false;
}

/* The issuer's own certificate may not be in the bundle; then only its name is known. */
static bool is_allowed_name(const struct policy *policy, struct view issuer)
{
    for (size_t i = 0; i < policy->n_issuers; i++)
        if (!policy->issuers[i].has_sha256 && policy_names_equal(policy->issuers[i].subject, issuer))
            return true;
    return false;
}

static const struct cert *one_up(const struct cert *cert)
{
    return cert->issuer_cert == cert ? NULL : cert->issuer_cert;
}

/* No chain is longer; a ring of CAs that have signed each other would be. */
static size_t longest_chain(const struct facts *facts)
{
    return facts->evidence->certs.n + (facts->recorded ? facts->recorded->n : 0);
}

/* Whether it, or a CA that it was issued under, is one of those that the policy lists, by whichever certificate of that CA. What only says
 * that it is another certificate of a CA proves no name of an issuer. */
static bool is_under_allowed(const struct rule_run *run, const struct cert *cert)
{
    const struct policy *policy = run->facts->policy;
    const struct cert_list all = rule_all_certs(run), above = certs_linked(run->arena, &all, cert, CERTS_UPWARDS);
    const struct cert *at = cert;
    for (size_t i = 0; i < above.n; i++)
        if ((above.items[i] != cert || cert->self_signed) && is_allowed_issuer(policy, above.items[i]))
            return true;
    for (size_t i = 0; i <= all.n && at; i++) {
        if (!at->self_signed && is_allowed_name(policy, at->issuer))
            return true;
        at = one_up(at);
        if (at && is_allowed_issuer(policy, at))
            return true;
    }
    return false;
}

/* The policy lists the CA itself, as a root: who has signed that one as well is none of its. */
static bool is_listed_root(const struct rule_run *run, const struct cert *cert)
{
    const struct cert_list all = rule_all_certs(run);
    for (size_t i = 0; i < all.n; i++)
        if (all.items[i]->self_signed && (all.items[i] == cert || certs_are_twins(all.items[i], cert)) &&
            is_allowed_issuer(run->facts->policy, all.items[i]))
            return true;
    return false;
}

/* Whether the main certificate was issued under it. */
static bool is_above_main(const struct rule_run *run)
{
    const struct cert *at = rule_main(run->facts);
    for (size_t i = 0; i <= longest_chain(run->facts) && at; i++, at = is_listed_root(run, at) ? NULL : one_up(at))
        if (at == run->cert)
            return true;
    return false;
}

/* Each that is installed: what stands beside the main one is trusted as much. */
static void check_issuer(struct rule_run *run)
{
    const struct policy *policy = run->facts->policy;
    const struct cert *cert = run->cert, *main = rule_main(run->facts);
    if (!policy || policy->n_issuers == 0 || !rule_is_installed(run) || is_under_allowed(run, cert))
        return;
    if (cert != main && main && is_above_main(run) && is_under_allowed(run, main))
        return;
    rule_fire(run, "%s is issued by %s, which the policy %.*s does not allow", rule_cert_name(run, cert),
              cert->self_signed ? "itself" : rule_name(run, cert->issuer), VIEW_ARG(policy->id));
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
    { { "policy-issuer-not-allowed", GROUP_REQUEST, SEV_ERROR }, SCOPE_CERT, .check = check_issuer, .by_record = true },
    { { "policy-environment-not-allowed", GROUP_REQUEST, SEV_ERROR }, SCOPE_REQUEST, .check = check_environment },
    { { "policy-signer-not-allowed", GROUP_REQUEST, SEV_ERROR }, SCOPE_SET, .check = check_signer },
    { { "policy-key-too-short", GROUP_REQUEST, SEV_ERROR }, SCOPE_CERT, .check = check_key, .by_record = true },
    { { "policy-validity-too-long", GROUP_REQUEST, SEV_ERROR }, SCOPE_CERT,
      .check = check_validity, .by_record = true },
    { { "policy-acceptance-not-allowed", GROUP_REQUEST, SEV_ERROR }, SCOPE_REQUEST, .check = check_acceptances },
    { { "policy-delivery-too-long", GROUP_REQUEST, SEV_ERROR }, SCOPE_REQUEST, .check = check_delivery },
};
const struct rule_table rules_policy = { rules, COUNT_OF(rules) };
