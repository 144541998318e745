#include "command.h"
#include "model/probe.h"
#include "report/items.h"
#include "steps/rules/rules.h"

static const struct option_row option_format = { FORMAT_OF(rules_reports) };

static bool command(struct run *run, struct err *e)
{
    const struct view_list *operands = &run->set->operands;
    const struct rule_info *one = operands->n ? rules_find(operands->items[0]) : NULL;
    for (size_t i = 0; operands->n && i < CAUSE_COUNT; i++)
        if (view_eq_text(operands->items[0], cause_rows[i].id))
            return err_set(e, ST_USAGE, "its report says what was seen, and what to do",
                           "'%s' is no rule but a cause that `certcase probe` finds: %s", cause_rows[i].id,
                           cause_explanation((enum cause_kind)i)->title);
    if (operands->n && !one)
        return rules_unknown(operands->items[0], ST_USAGE, "`certcase explain` lists all rules", e);
    const struct rules_shown shown = { .rules = one ? &one : rules_all(run->arena), .n = one ? 1 : rules_count(), .alone = one };
    struct report_run to = run_report_to(run, TIME_NONE);
    to.width = run->session->width;
    run_report(run, &rules_reports)->one.rules(&to, &shown);
    return true;
}

const struct command_row command_explain = {
    .name = "explain",
    .operands = "[RULE]",
    .summary = "what a finding means, why it matters, how to fix it",
    .about = "Without RULE it lists all rules.",
    .most = 1,
    .words = "@rules",
    .examples = {
        "certcase explain leaf-not-root\tone rule",
        "certcase explain\tall of them",
    },
    .options = OPTIONS(&option_into, &option_format, OPTIONS_ALL),
    .run = command,
};
