#include "flow/audit/load_audit.h"

#include "base/file.h"
#include "base/limits.h"
#include "format/policy_read.h"
#include "steps/policy.h"
#include "steps/rules.h"

static bool check_rules(struct arena *arena, const struct policy *policy, struct err *e)
{
    const struct policy_rule *unknown = policy_unknown_rule(policy, rules_find);
    if (!unknown)
        return true;
    struct view *names = NEW(arena, struct view, rules_count());
    for (size_t i = 0; i < rules_count(); i++)
        names[i] = view_of(rules_at(i)->id);
    size_t near = view_nearest(unknown->id, names, rules_count());
    const char *hint = near == SIZE_MAX ? "`certcase explain` lists the rules" : view_fmt(arena, "did you mean %s?", names[near].p).p;
    return err_set(e, ST_FORMAT, hint, "there is no rule '%.*s'", VIEW_ARG(unknown->id));
}

bool load_policy(struct arena *arena, struct view path, const struct policy **out, struct err *e)
{
    struct policy *policy = NEW(arena, struct policy, 1);
    struct view bytes;
    xml_init();
    if (!file_read(arena, path.p, LIMIT_POLICY_BYTES, &bytes, e))
        return false;
    *out = policy;
    return (policy_read(arena, path, bytes, policy, e) && check_rules(arena, policy, e)) || err_at(e, "%s", path.p);
}

bool load_signers(struct arena *arena, struct view path, struct signer_trust **out, struct err *e)
{
    struct view bytes;
    if (!file_read(arena, path.p, LIMIT_INPUT_BYTES, &bytes, e))
        return false;
    return signer_trust_load(bytes, out, e) || err_at(e, "%s", path.p);
}

void load_signers_free(struct signer_trust *trust)
{
    signer_trust_free(trust);
}
