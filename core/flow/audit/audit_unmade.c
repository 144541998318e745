#include "flow/audit/audit_parts.h"

#include "steps/compare/compare.h"

/* Run with all rights on a server, or followed there by hand. */
static bool is_run(enum bundle_part part)
{
    return part == PART_RUNBOOK || part == PART_INSTALL || part == PART_INSTALL_ALL || part == PART_VERIFY;
}

bool audit_signer_answers(const struct audit *a)
{
    const struct signature *s = &a->signature;
    return a->parts.named[PART_SIGNATURE] && s->state != SIGNATURE_INVALID && s->signer &&
           (s->state == SIGNATURE_GOOD || policy_has_signer(a->w->resources->policy, s->signer, false));
}

/* Who answers for texts that can't be made again; empty: nobody. */
static struct view who_answers(const struct audit *a)
{
    const struct case_record *c = a->record;
    const struct policy *policy = a->w->resources->policy;
    if (audit_signer_answers(a))
        return view_fmt(a->keep, "its signer, %.*s", VIEW_ARG(view_first(a->signature.signer->subject, 200)));
    if (policy_knows(policy, KNOWN_TEMPLATES, c->templates_sha256, (struct view){ 0 }))
        return view_fmt(a->keep, "the policy %.*s, which knows their templates", VIEW_ARG(policy->id));
    if (policy_knows(policy, KNOWN_GENERATOR, NULL, c->generator))
        return view_fmt(a->keep, "the policy %.*s, which knows %.*s", VIEW_ARG(policy->id), VIEW_ARG(c->generator));
    return (struct view){ 0 };
}

static void say_unconfirmed(struct audit *a, enum bundle_part part)
{
    const struct bundle_problem like = { .kind = BUNDLE_TEXT_UNCONFIRMED, .severity = is_run(part) ? SEV_ERROR : SEV_WARNING };
    problem_add_as(&a->problems, like, bundle_part_name(part), "",
                   "%.*s with other templates than those at hand wrote it, so nothing confirms what it %s",
                   VIEW_ARG(view_first(a->record->generator, 60)), is_run(part) ? "does" : "says");
}

/* What could be confirmed of a ticket, and how much could not. */
static void say_told(struct audit *a, const struct facts_told *told)
{
    const struct bundle_problem warning = { .kind = BUNDLE_TEXT_UNCONFIRMED, .severity = SEV_WARNING };
    problem_add_as(&a->problems, warning, bundle_part_name(PART_TICKET), "",
                   "%.*s with other templates than those at hand wrote it: %zu of the %zu facts that it must tell were found, in %zu of "
                   "its %zu lines; nothing confirms the other lines",
                   VIEW_ARG(view_first(a->record->generator, 60)), told->told, told->facts, told->telling, told->lines);
}

static void leave(struct audit *a, enum bundle_part part, bool wanted, struct view answers, const struct facts_told *told)
{
    if (!compare_presence(&a->parts, part, wanted) || answers.n)
        return;
    if (part == PART_TICKET)
        say_told(a, told);
    else
        say_unconfirmed(a, part);
}

void audit_unmade(struct audit *a)
{
    const struct bundle_problem note = { .kind = BUNDLE_TEXT_UNCONFIRMED, .severity = SEV_NOTE, .option = "--templates" };
    struct view answers = who_answers(a);
    struct facts_told told;
    compare_facts(&a->parts, a->record, &told);
    for (enum bundle_part part = 0; part < PART_NAMED_COUNT; part++)
        if (bundle_part_is_text(part))
            leave(a, part, part == PART_REMINDERS || a->record->route->templates[part], answers, &told);
    if (answers.n)
        problem_add_as(&a->problems, note, (struct view){ 0 },
                       "use the certcase and the templates (--templates) it was made with to have it made again",
                       "its texts can't be made again here; that they are right is the word of %.*s", VIEW_ARG(answers));
}
