#include "steps/rules/rules.h"

#include "format/inventory_read.h"

static const struct rule_table *const tables[] = {
    &rules_file, &rules_role, &rules_trust, &rules_chain, &rules_service, &rules_time, &rules_key, &rules_shape, &rules_content,
    &rules_pfx, &rules_environment, &rules_request, &rules_replaced, &rules_policy, &rules_bundle,
};

static void look_at_environments(struct rule_run *run, const struct rule *rule)
{
    const struct case_record *record = run->facts->record;
    for (size_t i = 0; i < record->n_environments; i++) {
        const struct environment *at = &record->environments[i];
        if (rule->mark & 1u << hosting_decide(at->hosting, at->host))
            rule_fire(run, rule->says, rule_name(run, at->name));
    }
}

void rule_look(struct rule_run *run, const struct rule *rule)
{
    if (rule->check)
        rule->check(run);
    else if (rule->scope == SCOPE_CERT && (run->cert->oddities & rule->mark))
        rule_fire(run, rule->says, rule_cert_name(run, run->cert), rule_detail(run));
    else if (rule->scope == SCOPE_PFX && (run->file->pfx.oddities & rule->mark))
        rule_fire(run, rule->says, rule_pfx_name(run),
                  view_fmt(run->arena, " (%.*s)", VIEW_ARG(view_first(run->file->pfx.encryption, 200))).p);
    else if (rule->scope == SCOPE_FILE && (run->file->oddities & rule->mark) && run->file->certs.n)
        rule_fire(run, rule->says, rule_file_name(run));
    else if (rule->scope == SCOPE_REQUEST)
        look_at_environments(run, rule);
}

static void run_files(struct rule_run *run, const struct rule *rule)
{
    const struct evidence *evidence = run->facts->evidence;
    for (size_t i = 0; i < evidence->n_files; i++) {
        run->file = evidence->files[i];
        run->file_index = i;
        if (rule->scope == SCOPE_FILE || run->file->pfx.state != PFX_NONE)
            rule_look(run, rule);
    }
}

static void run_list(struct rule_run *run, const struct rule *rule, const struct cert_list *certs, bool have_index)
{
    const struct evidence *evidence = run->facts->evidence;
    for (size_t i = 0; i < certs->n; i++) {
        run->cert = certs->items[i];
        run->cert_index = have_index ? i : NO_CERT;
        run->file_index = run->cert->file;
        run->file = run->cert->file < evidence->n_files ? evidence->files[run->cert->file] : NULL;
        rule_look(run, rule);
    }
}

static void run_certs(struct rule_run *run, const struct rule *rule)
{
    run_list(run, rule, &run->facts->evidence->certs, true);
    if (rule->by_record && run->facts->recorded)
        run_list(run, rule, run->facts->recorded, false);
}

static void run_rule(const struct facts *facts, struct arena *arena, struct findings *out, const struct rule *rule)
{
    struct rule_run run = {
        .facts = facts, .arena = arena, .out = out, .rule = &rule->info, .option = rule->option,
        .file_index = SIZE_MAX, .cert_index = NO_CERT,
    };
    switch (rule->scope) {
    case SCOPE_FILE:
    case SCOPE_PFX:
        run_files(&run, rule);
        break;
    case SCOPE_CERT:
        run_certs(&run, rule);
        break;
    case SCOPE_SET:
        rule->check(&run);
        break;
    case SCOPE_REQUEST:
        if (facts->record)
            rule_look(&run, rule);
        break;
    case SCOPE_BUNDLE:
        rules_fire_problems(&run, rule);
        break;
    }
}

void rules_run(const struct facts *facts, struct arena *arena, struct findings *out)
{
    for (size_t t = 0; t < COUNT_OF(tables); t++)
        for (size_t i = 0; i < tables[t]->n; i++)
            run_rule(facts, arena, out, &tables[t]->rules[i]);
}

static bool is_of_list(const struct findings *all, const struct finding *found)
{
    for (size_t i = 0; i < all->n && found->cert != NO_CERT; i++)
        if (all->items[i].file == found->file && all->items[i].severity == SEV_ERROR && (all->items[i].rule->traits & RULE_LIST_OF_CAS))
            return true;
    return false;
}

void rules_leave_lists(struct findings *findings)
{
    size_t n = 0;
    for (size_t i = 0; i < findings->n; i++)
        if (!is_of_list(findings, &findings->items[i]))
            findings->items[n++] = findings->items[i];
    findings->n = n;
}

void rules_run_environment(const struct facts *facts, struct arena *arena, struct findings *out)
{
    for (size_t i = 0; i < rules_environment.n; i++)
        run_rule(facts, arena, out, &rules_environment.rules[i]);
    for (size_t i = 0; i < rules_shape.n; i++)
        if (rules_shape.rules[i].info.traits & RULE_OF_NAMES)
            run_rule(facts, arena, out, &rules_shape.rules[i]);
}

size_t rules_count(void)
{
    size_t n = 0;
    for (size_t t = 0; t < COUNT_OF(tables); t++)
        n += tables[t]->n;
    return n;
}

const struct rule_info *rules_at(size_t i)
{
    for (size_t t = 0; t < COUNT_OF(tables); t++) {
        if (i < tables[t]->n)
            return &tables[t]->rules[i].info;
        i -= tables[t]->n;
    }
    return NULL;
}

const struct rule_info *const *rules_all(struct arena *arena)
{
    const struct rule_info **all = NEW(arena, const struct rule_info *, rules_count());
    for (size_t i = 0; i < rules_count(); i++)
        all[i] = rules_at(i);
    return all;
}

const struct rule_info *rules_find(struct view id)
{
    for (size_t i = 0; i < rules_count(); i++)
        if (view_eq_text(id, rules_at(i)->id))
            return rules_at(i);
    return NULL;
}

bool rules_unknown(struct view id, enum status status, const char *otherwise, struct err *e)
{
    AUTO(arena_free) struct arena scratch = { 0 };
    struct view *names = NEW(&scratch, struct view, rules_count());
    for (size_t i = 0; i < rules_count(); i++)
        names[i] = view_of(rules_at(i)->id);
    err_set(e, status, otherwise, "there is no rule '%.*s'", VIEW_ARG(id));
    return err_meant(e, "", view_nearest(id, names, rules_count()), "?");
}
