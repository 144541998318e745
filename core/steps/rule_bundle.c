#include "steps/rules.h"

/* Rows stand in the order of enum bundle_problem_kind: a row fires the problems of its own place. */
static void check(struct rule_run *run);

static const struct rule rules[BUNDLE_PROBLEM_COUNT] = {
    [BUNDLE_ZIP_MALFORMED] = { { "zip-malformed", GROUP_BUNDLE, SEV_ERROR }, SCOPE_SET, .check = check },
    [BUNDLE_HEADERS_DISAGREE] = { { "zip-headers-disagree", GROUP_BUNDLE, SEV_ERROR }, SCOPE_SET, .check = check },
    [BUNDLE_UNSAFE_NAME] = { { "unsafe-entry-name", GROUP_BUNDLE, SEV_ERROR }, SCOPE_SET, .check = check },
    [BUNDLE_DUPLICATE_ENTRY] = { { "duplicate-entry", GROUP_BUNDLE, SEV_ERROR }, SCOPE_SET, .check = check },
    [BUNDLE_ENCRYPTED_ENTRY] = { { "encrypted-entry", GROUP_BUNDLE, SEV_ERROR }, SCOPE_SET, .check = check },
    [BUNDLE_ENTRY_UNLISTED] = { { "entry-unlisted", GROUP_BUNDLE, SEV_ERROR }, SCOPE_SET, .check = check },
    [BUNDLE_ENTRY_MISSING] = { { "entry-missing", GROUP_BUNDLE, SEV_ERROR }, SCOPE_SET, .check = check },
    [BUNDLE_DIGEST_MISMATCH] = { { "digest-mismatch", GROUP_BUNDLE, SEV_ERROR }, SCOPE_SET, .check = check },
    [BUNDLE_SIZE_MISMATCH] = { { "size-mismatch", GROUP_BUNDLE, SEV_ERROR }, SCOPE_SET, .check = check },
    [BUNDLE_LIMIT_EXCEEDED] = { { "limit-exceeded", GROUP_BUNDLE, SEV_ERROR }, SCOPE_SET, .check = check },
    [BUNDLE_DATA_OUTSIDE] = { { "data-outside-archive", GROUP_BUNDLE, SEV_ERROR }, SCOPE_SET, .check = check },
    [BUNDLE_SCHEMA_VIOLATION] = { { "schema-violation", GROUP_BUNDLE, SEV_ERROR }, SCOPE_SET, .check = check },
    [BUNDLE_CASE_CONTRADICTS_CERTIFICATE] = { { "case-contradicts-certificate", GROUP_BUNDLE, SEV_ERROR }, SCOPE_SET,
        .check = check },
    [BUNDLE_TICKET_CONTRADICTS_CASE] = { { "ticket-contradicts-case", GROUP_BUNDLE, SEV_ERROR }, SCOPE_SET,
        .check = check, .option = "--reason" },
    [BUNDLE_DEADLINE_CONTRADICTS_CATALOG] = { { "deadline-contradicts-catalog", GROUP_BUNDLE, SEV_ERROR }, SCOPE_SET,
        .check = check, .option = "--catalog" },
    [BUNDLE_SECRET] = { { "secret-in-bundle", GROUP_BUNDLE, SEV_ERROR }, SCOPE_SET, .check = check },
    [BUNDLE_PASSWORD] = { { "password-in-bundle", GROUP_BUNDLE, SEV_ERROR }, SCOPE_SET, .check = check },
    [BUNDLE_NOT_REPRODUCIBLE] = { { "not-reproducible", GROUP_BUNDLE, SEV_ERROR }, SCOPE_SET, .check = check },
    [BUNDLE_UNSIGNED] = { { "unsigned", GROUP_BUNDLE, SEV_ERROR }, SCOPE_SET, .check = check, .option = "--sign" },
    [BUNDLE_SIGNATURE_INVALID] = { { "signature-invalid", GROUP_BUNDLE, SEV_ERROR }, SCOPE_SET, .check = check },
    [BUNDLE_SIGNER_UNTRUSTED] = { { "signer-untrusted", GROUP_BUNDLE, SEV_ERROR }, SCOPE_SET, .check = check,
        .option = "--trust" },
    [BUNDLE_DUPLICATE_ACROSS] = { { "duplicate-across-bundles", GROUP_BUNDLE, SEV_WARNING }, SCOPE_SET,
        .check = check },
    [BUNDLE_VERSION_UNKNOWN] = { { "format-version-unknown", GROUP_BUNDLE, SEV_ERROR }, SCOPE_SET, .check = check },
    [BUNDLE_UNREADABLE] = { { "bundle-unreadable", GROUP_BUNDLE, SEV_ERROR }, SCOPE_SET, .check = check },
    [BUNDLE_TEXT_UNCONFIRMED] = { { "text-unconfirmed", GROUP_BUNDLE, SEV_ERROR }, SCOPE_SET, .check = check,
        .option = "--templates" },
    [BUNDLE_DATES_UNCONFIRMED] = { { "dates-unconfirmed", GROUP_BUNDLE, SEV_WARNING }, SCOPE_SET, .check = check,
        .option = "--catalog" },
    [BUNDLE_DATES_UNLIKELY] = { { "dates-unlikely", GROUP_BUNDLE, SEV_WARNING }, SCOPE_SET, .check = check },
};
const struct rule_table rules_bundle = { rules, BUNDLE_PROBLEM_COUNT };

enum severity rules_problem_severity(const struct bundle_problem *problem)
{
    bool has_own = problem->severity >= 0 && problem->severity < SEV_COUNT;
    return has_own ? (enum severity)problem->severity : rules[problem->kind].info.severity;
}

static enum bundle_problem_kind kind_of(const struct rule_info *rule)
{
    size_t kind = 0;
    while (&rules[kind].info != rule)
        kind++;
    return (enum bundle_problem_kind)kind;
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

static void check(struct rule_run *run)
{
    const struct bundle_problems *problems = run->facts->problems;
    enum bundle_problem_kind kind = kind_of(run->rule);
    for (size_t i = 0; problems && i < problems->n; i++)
        if (problems->items[i].kind == kind)
            fire(run, &problems->items[i]);
}
