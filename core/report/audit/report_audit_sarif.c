/* SARIF 2.1.0 as code hosts read it: text in place, a file and a line in every result, all rules described. */
#include "base/limits.h"
#include "model/words.h"
#include "report/audit/audit_words.h"
#include "report/writers.h"

static const char *const levels[] = { [SEV_NOTE] = "note", [SEV_WARNING] = "warning", [SEV_ERROR] = "error" };
static_assert(COUNT_OF(levels) == SEV_COUNT, "a level for every severity");

static void put_object(struct json_out *j, const char *key, const char *member, struct view text)
{
    json_put_object(j, key);
    json_put_view(j, member, text);
    json_end_object(j);
}

/* Texts end with a period here, by the format's own advice. */
static void put_sentence(struct json_out *j, const char *key, const char *text)
{
    char sentence[1200];
    size_t n = strlen(text);
    snprintf(sentence, sizeof sentence, "%s%s", text, n && text[n - 1] == '.' ? "" : ".");
    put_object(j, key, "text", view_of(sentence));
}

static void put_descriptor(struct json_out *j, const struct rule_info *rule)
{
    const struct explanation *told = rule_explanation(rule);
    json_begin_object(j);
    json_put_text(j, "id", rule->id);
    put_sentence(j, "shortDescription", told->title);
    put_sentence(j, "fullDescription", told->why);
    put_sentence(j, "help", told->hint);
    put_object(j, "defaultConfiguration", "level", view_of(levels[rule->severity]));
    json_put_object(j, "properties");
    json_put_array(j, "tags");
    json_view(j, view_of(group_word(rule->group)));
    json_end_array(j);
    json_end_object(j);
    json_end_object(j);
}

static void begin(struct report_run *run)
{
    struct json_out *j = &run->json;
    *j = json_out(run->to, false);
    json_begin_object(j);
    json_put_text(j, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    json_put_text(j, "version", "2.1.0");
    json_put_array(j, "runs");
    json_begin_object(j);
    json_put_object(j, "tool");
    json_put_object(j, "driver");
    json_put_text(j, "name", "certcase");
    json_put_view(j, "version", run->version);
    json_put_view(j, "semanticVersion", run->version);
    json_put_array(j, "rules");
    for (size_t i = 0; i < run->n_rules; i++)
        put_descriptor(j, run->rules[i]);
    json_end_array(j);
    json_end_object(j);
    json_end_object(j);
    put_object(j, "automationDetails", "id", VIEW("certcase/audit/"));
    json_put_text(j, "columnKind", "unicodeCodePoints");
    json_put_array(j, "results");
}

static bool is_unreserved(char c)
{
    return is_letter(c) || is_digit(c) || (c && strchr("-._~/", c));
}

/* A URI reference: relative as it is, absolute as file:///; every byte that a URI can't hold is percent-encoded. */
static void add_uri(struct buf *uri, struct view path)
{
    while (view_starts(path, VIEW("./")))
        path = view_from(path, 2);
    buf_text(uri, view_starts(path, VIEW("/")) ? "file://" : "");
    for (size_t i = 0; i < path.n; i++)
        buf_fmt(uri, is_unreserved(path.p[i]) ? "%c" : "%%%02X", (unsigned char)path.p[i]);
}

static void put_location(struct json_out *j, const struct audited *item, const struct finding *finding)
{
    AUTO(buf_free) struct buf uri = BUF_INIT(LIMIT_OUTPUT_BYTES);
    add_uri(&uri, item->path);
    json_put_array(j, "locations");
    json_begin_object(j);
    json_put_object(j, "physicalLocation");
    put_object(j, "artifactLocation", "uri", buf_view(&uri));
    json_put_object(j, "region");
    json_put_number(j, "startLine", 1);
    json_end_object(j);
    json_end_object(j);
    if (finding->entry.n) {
        json_put_array(j, "logicalLocations");
        json_begin_object(j);
        json_put_view(j, "fullyQualifiedName", finding->entry);
        json_put_text(j, "kind", "resource");
        json_end_object(j);
        json_end_array(j);
    }
    json_end_object(j);
    json_end_array(j);
}

static void put_result(struct report_run *run, const struct audited *item, const struct finding *finding)
{
    AUTO(arena_free) struct arena arena = { 0 };
    struct json_out *j = &run->json;
    size_t at = 0;
    while (at < run->n_rules && run->rules[at] != finding->rule)
        at++;
    json_begin_object(j);
    json_put_text(j, "ruleId", finding->rule->id);
    if (at < run->n_rules)
        json_put_number(j, "ruleIndex", (int64_t)at);
    json_put_text(j, "level", levels[finding->severity]);
    put_object(j, "message", "text", VIEW_JOIN(&arena, audit_message(&arena, finding), VIEW(".")));
    put_location(j, item, finding);
    if (finding->accepted) {
        json_put_array(j, "suppressions");
        json_begin_object(j);
        json_put_text(j, "kind", "external");
        json_put_text(j, "justification", "accepted on the record of the case");
        json_end_object(j);
        json_end_array(j);
    }
    json_put_object(j, "properties");
    json_put_view(j, "hint", finding->hint);
    json_put_text(j, "verdict", verdict_word(item->verdict));
    json_end_object(j);
    json_end_object(j);
}

static void put_overdue(struct report_run *run, const struct audited *item)
{
    AUTO(arena_free) struct arena arena = { 0 };
    static const struct rule_info rule = { .id = AUDIT_OVERDUE };
    struct finding note = { .rule = &rule, .severity = SEV_NOTE, .message = audit_overdue(&arena, item) };
    for (size_t i = 0; i < run->n_rules; i++)
        if (strcmp(run->rules[i]->id, AUDIT_OVERDUE) == 0)
            note.rule = run->rules[i];
    note.hint = view_of(rule_explanation(note.rule)->hint);
    put_result(run, item, &note);
}

static void put_one(struct report_run *run, const struct audited *item)
{
    static const struct rule_info rule = { .id = "unverified" };
    const struct finding unverified = { .rule = &rule, .severity = SEV_ERROR, .message = VIEW(AUDIT_UNVERIFIED) };
    for (size_t i = 0; i < item->findings.n; i++)
        put_result(run, item, &item->findings.items[i]);
    if (audit_is_unverified(item)) /* for a gate that is an error, as in JUnit */
        put_result(run, item, &unverified);
    if (audit_is_overdue(item, run->now))
        put_overdue(run, item);
}

static void end(struct report_run *run)
{
    struct json_out *j = &run->json;
    json_end_array(j);
    json_put_object(j, "properties");
    json_put_number(j, "notLookedAt", (int64_t)run->totals->others);
    json_end_object(j);
    json_end_object(j);
    json_end_array(j);
    json_end_object(j);
    put_text(run->to, "\n");
}

const struct report audit_sarif = { "sarif", .one.audited = put_one, .begin = begin, .end = end };
