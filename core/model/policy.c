#include "model/policy.h"

bool policy_knows(const struct policy *policy, enum policy_known_kind kind, const unsigned char sha256[32], struct view generator)
{
    for (size_t i = 0; policy && i < policy->n_known; i++) {
        const struct policy_known *known = &policy->known[i];
        if (known->kind != kind)
            continue;
        if (kind == KNOWN_GENERATOR ? view_eq(known->generator, generator) : memcmp(known->sha256, sha256, sizeof known->sha256) == 0)
            return true;
    }
    return false;
}

bool policy_may_accept(const struct policy *policy, struct view rule)
{
    if (!policy || !policy->acceptances_listed)
        return true;
    for (size_t i = 0; i < policy->n_acceptable; i++)
        if (view_eq(policy->acceptable[i], rule))
            return true;
    return false;
}

bool policy_name_is(const struct policy_name *name, const struct cert *cert)
{
    if (name->has_sha256 && memcmp(name->sha256, cert->sha256, sizeof cert->sha256) != 0)
        return false;
    return name->subject.n == 0 || view_eq_nocase(name->subject, cert->subject);
}

bool policy_has_signer(const struct policy *policy, const struct cert *signer, bool is_vouched)
{
    for (size_t i = 0; policy && i < policy->n_signers; i++)
        if ((policy->signers[i].has_sha256 || is_vouched) && policy_name_is(&policy->signers[i], signer))
            return true;
    return false;
}

static const struct policy_rule *find(const struct policy *policy, const char *id)
{
    for (size_t i = 0; i < policy->n_rules; i++)
        if (view_eq_text(policy->rules[i].id, id))
            return &policy->rules[i];
    return NULL;
}

void policy_apply(const struct policy *policy, struct findings *findings)
{
    size_t kept = 0;
    for (size_t i = 0; policy && i < findings->n; i++) {
        const struct policy_rule *rule = find(policy, findings->items[i].rule->id);
        if (rule && rule->off)
            continue;
        findings->items[kept] = findings->items[i];
        if (rule)
            findings->items[kept].severity = rule->severity;
        kept++;
    }
    if (policy)
        findings->n = kept;
}

struct view policy_unknown_rule(const struct policy *policy, const struct rule_info *(*known)(struct view id))
{
    for (size_t i = 0; i < policy->n_rules; i++)
        if (!known(policy->rules[i].id))
            return policy->rules[i].id;
    for (size_t i = 0; i < policy->n_acceptable; i++)
        if (!known(policy->acceptable[i]))
            return policy->acceptable[i];
    return (struct view){ 0 };
}
