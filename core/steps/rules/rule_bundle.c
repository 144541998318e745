#include "steps/rules/rules.h"

/* Rows stand in the order of enum bundle_problem_kind: a row fires the problems of its own place. */
static const struct rule rules[BUNDLE_PROBLEM_COUNT] = {
    [BUNDLE_ZIP_MALFORMED] = { { "zip-malformed", GROUP_BUNDLE, SEV_ERROR }, .scope = SCOPE_BUNDLE },
    [BUNDLE_HEADERS_DISAGREE] = { { "zip-headers-disagree", GROUP_BUNDLE, SEV_ERROR }, .scope = SCOPE_BUNDLE },
    [BUNDLE_UNSAFE_NAME] = { { "unsafe-entry-name", GROUP_BUNDLE, SEV_ERROR }, .scope = SCOPE_BUNDLE },
    [BUNDLE_DUPLICATE_ENTRY] = { { "duplicate-entry", GROUP_BUNDLE, SEV_ERROR }, .scope = SCOPE_BUNDLE },
    [BUNDLE_ENCRYPTED_ENTRY] = { { "encrypted-entry", GROUP_BUNDLE, SEV_ERROR }, .scope = SCOPE_BUNDLE },
    [BUNDLE_ENTRY_UNLISTED] = { { "entry-unlisted", GROUP_BUNDLE, SEV_ERROR }, .scope = SCOPE_BUNDLE },
    [BUNDLE_ENTRY_MISSING] = { { "entry-missing", GROUP_BUNDLE, SEV_ERROR }, .scope = SCOPE_BUNDLE },
    [BUNDLE_DIGEST_MISMATCH] = { { "digest-mismatch", GROUP_BUNDLE, SEV_ERROR }, .scope = SCOPE_BUNDLE },
    [BUNDLE_SIZE_MISMATCH] = { { "size-mismatch", GROUP_BUNDLE, SEV_ERROR }, .scope = SCOPE_BUNDLE },
    [BUNDLE_LIMIT_EXCEEDED] = { { "limit-exceeded", GROUP_BUNDLE, SEV_ERROR }, .scope = SCOPE_BUNDLE },
    [BUNDLE_DATA_OUTSIDE] = { { "data-outside-archive", GROUP_BUNDLE, SEV_ERROR }, .scope = SCOPE_BUNDLE },
    [BUNDLE_SCHEMA_VIOLATION] = { { "schema-violation", GROUP_BUNDLE, SEV_ERROR }, .scope = SCOPE_BUNDLE },
    [BUNDLE_CASE_CONTRADICTS_CERTIFICATE] = { { "case-contradicts-certificate", GROUP_BUNDLE, SEV_ERROR }, .scope = SCOPE_BUNDLE },
    [BUNDLE_TICKET_CONTRADICTS_CASE] = { { "ticket-contradicts-case", GROUP_BUNDLE, SEV_ERROR }, .scope = SCOPE_BUNDLE,
        .option = "--reason" },
    [BUNDLE_DEADLINE_CONTRADICTS_CATALOG] = { { "deadline-contradicts-catalog", GROUP_BUNDLE, SEV_ERROR }, .scope = SCOPE_BUNDLE,
        .option = "--catalog" },
    [BUNDLE_SECRET] = { { "secret-in-bundle", GROUP_BUNDLE, SEV_ERROR }, .scope = SCOPE_BUNDLE },
    [BUNDLE_PASSWORD] = { { "password-in-bundle", GROUP_BUNDLE, SEV_ERROR }, .scope = SCOPE_BUNDLE },
    [BUNDLE_NOT_REPRODUCIBLE] = { { "not-reproducible", GROUP_BUNDLE, SEV_ERROR }, .scope = SCOPE_BUNDLE },
    [BUNDLE_UNSIGNED] = { { "unsigned", GROUP_BUNDLE, SEV_ERROR }, .scope = SCOPE_BUNDLE, .option = "--sign" },
    [BUNDLE_SIGNATURE_INVALID] = { { "signature-invalid", GROUP_BUNDLE, SEV_ERROR }, .scope = SCOPE_BUNDLE },
    [BUNDLE_SIGNER_UNTRUSTED] = { { "signer-untrusted", GROUP_BUNDLE, SEV_ERROR }, .scope = SCOPE_BUNDLE, .option = "--trust" },
    [BUNDLE_DUPLICATE_ACROSS] = { { "duplicate-across-bundles", GROUP_BUNDLE, SEV_WARNING }, .scope = SCOPE_BUNDLE },
    [BUNDLE_VERSION_UNKNOWN] = { { "format-version-unknown", GROUP_BUNDLE, SEV_ERROR }, .scope = SCOPE_BUNDLE },
    [BUNDLE_UNREADABLE] = { { "bundle-unreadable", GROUP_BUNDLE, SEV_ERROR }, .scope = SCOPE_BUNDLE },
    [BUNDLE_LINK_NOT_FOLLOWED] = { { "link-not-followed", GROUP_BUNDLE, SEV_WARNING }, .scope = SCOPE_BUNDLE },
    [BUNDLE_TEXT_UNCONFIRMED] = { { "text-unconfirmed", GROUP_BUNDLE, SEV_ERROR, .traits = RULE_LEAVES_UNVERIFIED }, .scope = SCOPE_BUNDLE,
      .option = "--templates" },
    [BUNDLE_DATES_UNCONFIRMED] = { { "dates-unconfirmed", GROUP_BUNDLE, SEV_WARNING, .traits = RULE_LEAVES_UNVERIFIED },
      .scope = SCOPE_BUNDLE, .option = "--catalog" },
    [BUNDLE_DATES_UNLIKELY] = { { "dates-unlikely", GROUP_BUNDLE, SEV_WARNING }, .scope = SCOPE_BUNDLE },
    [BUNDLE_DATES_PAST] = { { "dates-past", GROUP_BUNDLE, SEV_NOTE }, .scope = SCOPE_BUNDLE },
};
const struct rule_table rules_bundle = { rules, BUNDLE_PROBLEM_COUNT };

const struct rule_info *rules_of_problem(enum bundle_problem_kind kind)
{
    return &rules[kind].info;
}

enum severity rules_problem_severity(const struct bundle_problem *problem)
{
    bool has_own = problem->severity >= 0 && problem->severity < SEV_COUNT;
    return has_own ? (enum severity)problem->severity : rules[problem->kind].info.severity;
}

static void fire(struct rule_run *run, const struct bundle_problem *problem)
{
    if (problem->entry.n)
        rule_fire(run, "%.*s: %.*s", VIEW_ARG(problem->entry), VIEW_ARG(problem->detail));
    else
        rule_fire(run, "%.*s", VIEW_ARG(problem->detail));
    if (run->dropped)
        return;
    struct finding *finding = &run->out->items[run->out->n - 1];
    finding->entry = problem->entry;
    if (problem->hint.n) {
        finding->hint = problem->hint;
        finding->option = problem->option;
    }
    finding->severity = rules_problem_severity(problem);
}

void rules_fire_problems(struct rule_run *run, const struct rule *rule)
{
    const struct bundle_problems *problems = run->facts->problems;
    for (size_t i = 0; problems && i < problems->n; i++)
        if (&rules[problems->items[i].kind] == rule)
            fire(run, &problems->items[i]);
}
