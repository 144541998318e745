#include "command.h"
#include "report/report_rules.h"
#include "steps/rules.h"

static enum exit_code unknown_rule(const struct run *run, const struct rule_info *const *rules, size_t n, struct view word)
{
    struct view *names = NEW(run->arena, struct view, n);
    struct err e;
    for (size_t i = 0; i < n; i++)
        names[i] = view_of(rules[i]->id);
    size_t near = view_nearest(word, names, n);
    const char *hint = near == SIZE_MAX ? "`certcase explain` lists all rules" : view_fmt(run->arena, "did you mean %s?", names[near].p).p;
    err_set(&e, ST_USAGE, hint, "there is no rule '%.*s'", VIEW_ARG(word));
    return complain(run, &e);
}

enum exit_code cmd_explain(struct run *run)
{
    const struct rules_look look = { .color = run->color, .width = run->session->width };
    const struct view_list *operands = &run->set->operands;
    size_t n = rules_count();
    const struct rule_info **rules = NEW(run->arena, const struct rule_info *, n);
    for (size_t i = 0; i < n; i++)
        rules[i] = rules_at(i);
    const struct rule_info *one = operands->n ? rules_find(operands->items[0]) : NULL;
    if (operands->n && !one)
        return unknown_rule(run, rules, n, operands->items[0]);
    if (view_eq(run->set->format, VIEW("json")))
        rules_put_json(run->out, one ? &one : rules, one ? 1 : n);
    else if (one)
        rules_put_one(run->out, one, &look);
    else
        rules_put_list(run->out, rules, n, &look);
    return EXIT_FINE;
}
