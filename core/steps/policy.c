#include "steps/policy.h"

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
