#include "command.h"

#include "model/policy.h"
#include "steps/rules/rules.h"

static const struct option_row option_example = { "example", 0, OPT_FLAG, NULL, SHARED(example),
    .help = "print a policy.xml to begin with" };

static void put_asked(const struct run *run, const struct policy *policy)
{
    const struct { size_t n; const char *one, *many; } rows[] = {
        { policy->n_rules, "rule", "rules" },           { policy->n_signers, "signer", "signers" },
        { policy->n_issuers, "issuer", "issuers" },     { policy->n_environments, "environment", "environments" },
        { policy->n_acceptable, "acceptance", "acceptances" }, { policy->n_known, "known part", "known parts" },
    };
    put_fmt(run->out, "%.*s: a good policy, %.*s", VIEW_ARG(policy->origin), VIEW_ARG(policy->id));
    for (size_t i = 0, named = 0; i < COUNT_OF(rows); i++)
        if (rows[i].n)
            put_fmt(run->out, "%s%zu %s", named++ ? ", " : ", with ", rows[i].n, rows[i].n == 1 ? rows[i].one : rows[i].many);
    put_fmt(run->out, "%s%s\n", policy->signature_required ? "; bundles must be signed" : "",
            policy->pfx_opened ? "; a PFX must be opened, or signed for" : "");
}

/* Whoever relies on audits has to know. */
static void put_lowered(const struct run *run, const struct policy *policy)
{
    for (size_t i = 0; i < policy->n_rules; i++) {
        const struct policy_rule *word = &policy->rules[i];
        if (policy_lowers(word, rules_find(word->id)))
            put_fmt(run->out,
                    "%.*s: line %u: WARNING: %.*s is about the bundle itself: it can't be switched off or made a note, only a warning, and "
                    "the bundle is never accepted, but unverified\n",
                    VIEW_ARG(policy->origin), word->line, VIEW_ARG(word->id));
    }
}

/* A signature proves a signer's name, nothing that of a root. */
static void put_imitable(const struct run *run, const struct policy *policy)
{
    for (size_t i = 0; i < policy->n_issuers; i++)
        if (!policy->issuers[i].has_sha256)
            put_fmt(run->out,
                    "%.*s: WARNING: the issuer %.*s is listed by its name alone, which anybody can give to a root of his own: add its "
                    "sha256\n",
                    VIEW_ARG(policy->origin), VIEW_ARG(policy->issuers[i].subject));
}

static bool command(struct run *run, struct err *e)
{
    if (run->set->example)
        return run_example(run, "policy.example.xml", e);
    if (run->set->operands.n == 0)
        return err_set(e, ST_USAGE, "give one; `certcase policy --example` prints one to begin with", "the policy is missing");
    run->set->wishes.policy = run->set->operands.items[0];
    if (!run_resources(run, 0, e))
        return false;
    if (run->set->quiet) /* one that could be loaded is a good one */
        return true;
    put_asked(run, run->resources.policy);
    put_lowered(run, run->resources.policy);
    put_imitable(run, run->resources.policy);
    return true;
}

const struct command_row command_policy = {
    .name = "policy",
    .operands = "POLICY",
    .summary = "what your organisation asks beyond the rules, checked",
    .about = "POLICY is an XML file, which audit, build and batch take as --policy.",
    .most = 1,
    .examples = {
        "certcase policy --example -o policy.xml\tbegin with an example",
        "certcase policy policy.xml\tis it a good one?",
    },
    .options = OPTIONS(&option_example, &option_into, OPTIONS_ALL),
    .run = command,
};
