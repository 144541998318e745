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
