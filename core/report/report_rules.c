#include "report/report_rules.h"

#include "base/wrap.h"
#include "format/json/json.h"
#include "model/words.h"

#define BOLD "\033[1m"
#define RED "\033[31m"
#define YELLOW "\033[33m"
#define PLAIN "\033[0m"

static const char *const group_titles[] = {
    [GROUP_FILE] = "The file", [GROUP_ROLE] = "What it is for", [GROUP_TIME] = "Validity", [GROUP_KEY] = "Key and signature",
    [GROUP_SHAPE] = "How it is encoded", [GROUP_CONTENT] = "What it says", [GROUP_PFX] = "PFX", [GROUP_REQUEST] = "The request",
    [GROUP_BUNDLE] = "The bundle",
};
static_assert(COUNT_OF(group_titles) == GROUP_COUNT, "a title for every group");

static const char *severity_color(const struct rules_look *look, enum severity severity)
{
    if (!look->color)
        return "";
    return severity == SEV_ERROR ? RED : severity == SEV_WARNING ? YELLOW : "";
}

void rules_put_list(struct sink *to, const struct rule_info *const *rules, size_t n, const struct rules_look *look)
{
    size_t column = 0;
    for (size_t i = 0; i < n; i++)
        column = strlen(rules[i]->id) > column ? strlen(rules[i]->id) : column;
    for (size_t i = 0; i < n; i++) {
        const struct rule_info *r = rules[i];
        if (i == 0 || rules[i - 1]->group != r->group)
            put_fmt(to, "%s%s%s%s\n", i ? "\n" : "", look->color ? BOLD : "", group_titles[r->group], look->color ? PLAIN : "");
        put_fmt(to, "  %-*s  %s%-7s%s  ", (int)column, r->id, severity_color(look, r->severity), severity_word(r->severity),
                look->color ? PLAIN : "");
        put_wrapped(to, view_of(r->title), column + 13, column + 13, look->width);
    }
    put_text(to, "\n`certcase explain RULE` says why it matters and how to fix it.\n");
}

static void put_part(struct sink *to, const char *title, const char *text, const struct rules_look *look)
{
    if (!text || text[0] == '\0')
        return;
    put_fmt(to, "\n%s%s%s\n  ", look->color ? BOLD : "", title, look->color ? PLAIN : "");
    put_wrapped(to, view_of(text), 2, 2, look->width);
}

void rules_put_one(struct sink *to, const struct rule_info *rule, const struct rules_look *look)
{
    put_fmt(to, "%s%s%s (%s%s%s, %s)\n  ", look->color ? BOLD : "", rule->id, look->color ? PLAIN : "",
            severity_color(look, rule->severity), severity_word(rule->severity), look->color ? PLAIN : "", group_word(rule->group));
    put_wrapped(to, view_of(rule->title), 2, 2, look->width);
    put_part(to, "Why it matters", rule->why, look);
    put_part(to, "What to do", rule->hint, look);
    put_part(to, "Source", rule->source, look);
}

void rules_put_json(struct sink *to, const struct rule_info *const *rules, size_t n)
{
    struct json_out j = json_out(to, false);
    json_begin_object(&j);
    json_put_text(&j, "schema", "certcase/explain/1");
    json_key(&j, "rules");
    json_begin_array(&j);
    for (size_t i = 0; i < n; i++) {
        const struct rule_info *r = rules[i];
        json_begin_object(&j);
        json_put_text(&j, "id", r->id);
        json_put_text(&j, "group", group_word(r->group));
        json_put_text(&j, "severity", severity_word(r->severity));
        json_put_text(&j, "title", r->title);
        json_put_text(&j, "hint", r->hint);
        json_put_text(&j, "why", r->why);
        json_put_text(&j, "source", r->source);
        json_end_object(&j);
    }
    json_end_array(&j);
    json_end_object(&j);
    put_text(to, "\n");
}
