/* policy.h - a policy's severities put on findings. What a policy asks beyond them (issuers, environments, signers, strength) are rules
 * of their own, steps/rule_policy.c: they look at facts->policy.
 *
 * Threads: pure.
 */
#ifndef STEPS_POLICY_H
#define STEPS_POLICY_H

#include "model/policy.h"

/* Raises and lowers severities, and takes out what is switched off. Before sorting. A NULL policy changes nothing. */
void policy_apply(const struct policy *policy, struct findings *findings);
/* The first id of the policy (rules, acceptances) that `known` doesn't know; empty when all are known. */
struct view policy_unknown_rule(const struct policy *policy, const struct rule_info *(*known)(struct view id));

#endif
