#include "report/items.h"
#include "base/wrap.h"
#include "model/words.h"
#include "report/text_rows.h"
#include "report/writers.h"

static const char *const group_titles[] = {
    [GROUP_FILE] = "The file", [GROUP_ROLE] = "What it is for", [GROUP_TIME] = "Validity", [GROUP_KEY] = "Key and signature",
    [GROUP_SHAPE] = "How it is encoded", [GROUP_CONTENT] = "What it says", [GROUP_PFX] = "PFX", [GROUP_REQUEST] = "The request",
    [GROUP_BUNDLE] = "The bundle",
};
static_assert(COUNT_OF(group_titles) == GROUP_COUNT, "a title for every group");

static void put_list(struct report_run *run, const struct rules_shown *shown)
{
    struct sink *to = run->to;
    size_t column = 0;
    for (size_t i = 0; i < shown->n; i++)
        column = strlen(shown->rules[i]->id) > column ? strlen(shown->rules[i]->id) : column;
    for (size_t i = 0; i < shown->n; i++) {
        const struct rule_info *r = shown->rules[i];
        char severity[16];
        snprintf(severity, sizeof severity, "%-7s", severity_word(r->severity));
        if (i == 0 || shown->rules[i - 1]->group != r->group) {
            put_text(to, i ? "\n" : "");
            put_colored(run, TEXT_BOLD, group_titles[r->group]);
            put_text(to, "\n");
        }
        put_fmt(to, "  %-*s  ", (int)column, r->id);
        put_colored(run, severity_color(r->severity), severity);
        put_text(to, "  ");
        put_wrapped(to, view_of(rule_explanation(r)->title), column + 13, column + 13, report_width(run));
    }
    put_text(to, "\n`certcase explain RULE` says why it matters and how to fix it.\n");
}

static void put_part(struct report_run *run, const char *title, const char *text)
{
    put_heading(run, title);
    put_text(run->to, "  ");
    put_wrapped(run->to, view_of(text), 2, 2, report_width(run));
}

static void put_one(struct report_run *run, const struct rule_info *rule)
{
    const struct explanation *told = rule_explanation(rule);
    put_colored(run, TEXT_BOLD, rule->id);
    put_text(run->to, " (");
    put_colored(run, severity_color(rule->severity), severity_word(rule->severity));
    put_fmt(run->to, ", %s)\n  ", group_word(rule->group));
    put_wrapped(run->to, view_of(told->title), 2, 2, report_width(run));
    put_part(run, "Why it matters", told->why);
    put_part(run, "What to do", told->hint);
    put_part(run, "Source", told->source);
}

static void put_as_text(struct report_run *run, const struct rules_shown *shown)
{
    if (shown->alone)
        put_one(run, shown->rules[0]);
    else
        put_list(run, shown);
}

static void put_as_json(struct report_run *run, const struct rules_shown *shown)
{
    struct json_out j = json_out(run->to, false);
    json_begin_object(&j);
    json_put_text(&j, "schema", "certcase/explain/1");
    json_put_array(&j, "rules");
    for (size_t i = 0; i < shown->n; i++) {
        const struct rule_info *r = shown->rules[i];
        const struct explanation *told = rule_explanation(r);
        json_begin_object(&j);
        json_put_text(&j, "id", r->id);
        json_put_text(&j, "group", group_word(r->group));
        json_put_text(&j, "severity", severity_word(r->severity));
        json_put_text(&j, "title", told->title);
        json_put_text(&j, "hint", told->hint);
        json_put_text(&j, "why", told->why);
        json_put_text(&j, "source", told->source);
        json_end_object(&j);
    }
    json_end_array(&j);
    json_end_object(&j);
    put_text(run->to, "\n");
}

const struct report rules_text = { "text", .one.rules = put_as_text };
const struct report rules_json = { "json", .one.rules = put_as_json };
