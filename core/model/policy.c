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
        if (view_eq(policy->acceptable[i].id, rule))
            return true;
    return false;
}

bool policy_name_attribute(struct view *rest, bool escapes, struct view *out)
{
    bool quoted = false, more = rest->n > 0;
    size_t end = 0;
    for (; end < rest->n; end++) {
        char c = rest->p[end];
        if (!quoted && (c == ',' || c == '+' || c == ';'))
            break;
        quoted = quoted != (c == '"');
        end += escapes && !quoted && c == '\\' && end + 1 < rest->n;
    }
    *out = view_trim(view_first(*rest, end));
    *rest = view_from(*rest, end + 1);
    return more;
}

struct view policy_name_key(struct arena *arena, struct view name)
{
    struct view_list attributes = { 0 };
    struct view one;
    while (policy_name_attribute(&name, false, &one))
        *LIST_ADD(arena, &attributes) = view_lower(arena, one);
    LIST_SORT(&attributes, view_order);
    return view_listed(arena, attributes.items, attributes.n, "\n");
}

static bool is_named(const struct policy_name *name, const struct cert *cert)
{
    if (name->has_sha256 && memcmp(name->sha256, cert->sha256, sizeof cert->sha256) != 0)
        return false;
    AUTO(arena_free) struct arena scratch = { 0 };
    return name->subject.n == 0 || view_eq(policy_name_key(&scratch, name->subject), policy_name_key(&scratch, cert->subject));
}

bool policy_has_signer(const struct policy *policy, const struct cert *signer, bool is_vouched)
{
    for (size_t i = 0; policy && i < policy->n_signers; i++)
        if ((policy->signers[i].has_sha256 || is_vouched) && is_named(&policy->signers[i], signer))
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

static bool makes_less(const struct policy_rule *word, const struct rule_info *rule, enum severity than)
{
    bool weighs = than == SEV_ERROR || (than == SEV_WARNING && (rule->traits & RULE_LEAVES_UNVERIFIED));
    return rule->group == GROUP_BUNDLE && weighs && (word->off || word->severity < than);
}

bool policy_lowers(const struct policy_rule *word, const struct rule_info *rule)
{
    return makes_less(word, rule, rule->severity);
}

void policy_apply(const struct policy *policy, struct findings *findings)
{
    size_t kept = 0;
    for (size_t i = 0; policy && i < findings->n; i++) {
        struct finding *f = &findings->items[i];
        const struct policy_rule *word = find(policy, f->rule->id);
        f->lowered = word && makes_less(word, f->rule, f->severity);
        if (word && word->off && !f->lowered)
            continue;
        if (word)
            f->severity = f->lowered ? SEV_WARNING : word->severity;
        findings->items[kept++] = *f;
    }
    if (policy)
        findings->n = kept;
}
