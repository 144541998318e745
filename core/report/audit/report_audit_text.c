/* The audit for people: what can't be acted on, the worst first; a count by rule of what was not told with them; one line of totals. One
 * bundle alone is told whole. */
#include "base/civil.h"
#include "base/wrap.h"
#include "format/text/escape.h"
#include "model/words.h"
#include "report/audit/audit_gather.h"
#include "report/audit/audit_words.h"
#include "report/text_rows.h"
#include "report/writers.h"

/* Of a rank: bundles that are told in full; the others have a line each. */
enum { TOLD_MOST = 5 };

/* What waits until the headline is known. */
struct audit_text {
    struct audit_gathered gathered;
    struct spool alone; /* the first bundle, whole */
    size_t told[RANK_COUNT], lines[RANK_COUNT], failed, bundles;
};

static const char *const colors[VERDICT_COUNT] = {
    [VERDICT_ACCEPTED] = TEXT_GREEN, [VERDICT_REJECTED] = TEXT_RED, [VERDICT_UNVERIFIED] = TEXT_YELLOW,
};

static void begin(struct report_run *run)
{
    run->text = calloc(1, sizeof *run->text);
    if (!run->text)
        die_oom(sizeof *run->text);
    gather_open(&run->text->gathered, run->now);
    spool_open(&run->text->alone);
}

static void put_head(struct report_run *run, const struct audited *item)
{
    escape_put(run->to, ESCAPE_TEXT, item->path);
    put_text(run->to, ": ");
    if (item->across)
        put_text(run->to, "seen together with the others");
    else if (item->unreadable)
        put_colored(run, TEXT_RED, "unreadable");
    else
        put_colored(run, colors[item->verdict], verdict_word(item->verdict));
}

static void put_case(struct report_run *run, const struct audited *item)
{
    if (item->record && !item->across)
        put_fmt(run->to, ", %.*s, %s, %s", VIEW_ARG(item->case_id), purpose_word(item->record->purpose),
                hosting_word(item->record->hosting));
    put_text(run->to, evidence_has_shut_pfx(&item->evidence) ? "; nobody opened its PFX\n" : "\n");
}

static void put_author_words(struct report_run *run, const struct audited *item)
{
    struct arena arena = { 0 };
    struct author_word words[AUTHOR_WORDS];
    size_t n = item->record ? audit_author_words(&arena, item->record, words) : 0;
    struct view all = VIEW("");
    for (size_t i = 0; i < n; i++)
        all = view_fmt(&arena, "%.*s%s%s \"%.*s\"", VIEW_ARG(all), i ? ", " : "", words[i].key, VIEW_ARG(words[i].text));
    if (n) {
        put_text(run->to, "  in its author's own words: ");
        put_wrapped(run->to, all, 29, FINDING_INDENT, report_width(run));
    }
    arena_free(&arena);
}

/* What many bundles have in the same words is said once, with the count of its rule. */
static bool is_told_below(const struct audit_rule *rule, const struct finding *finding)
{
    return finding->severity == SEV_NOTE && finding->entry.n == 0 && view_eq(rule->message, finding->message) &&
           view_eq(rule->hint, finding->hint);
}

static void put_bundle(struct report_run *run, const struct audited *item, bool alone)
{
    put_head(run, item);
    put_case(run, item);
    put_author_words(run, item);
    for (size_t i = 0; i < item->findings.n; i++) {
        struct audit_rule *rule = gather_rule(&run->text->gathered, item->findings.items[i].rule);
        if (!alone && is_told_below(rule, &item->findings.items[i]))
            continue;
        put_finding(run, &item->findings.items[i]);
        rule->shown += !alone;
    }
    if (item->needs.n) {
        put_text(run->to, "  to become a full bundle it needs ");
        put_wrapped(run->to, item->needs, 34, FINDING_INDENT, report_width(run));
    }
    put_text(run->to, "\n");
}

static void put_line(struct report_run *run, const struct audited *item)
{
    put_head(run, item);
    if (item->findings.n)
        put_fmt(run->to, ", %s", item->findings.items[0].rule->id);
    if (item->findings.n > 1)
        put_fmt(run->to, " and %zu more", item->findings.n - 1);
    put_text(run->to, "\n");
}

static void put_one(struct report_run *run, const struct audited *item)
{
    struct audit_text *text = run->text;
    struct report_run into = *run;
    enum audit_rank rank = gather_add(&text->gathered, item);
    bool failed = item->verdict != VERDICT_ACCEPTED || report_fails(run, &item->findings);
    text->failed += failed;
    if (text->gathered.items == 1 || (item->across && text->bundles == 1)) {
        into.to = &text->alone.sink;
        put_bundle(&into, item, true);
    }
    text->bundles += !item->across;
    into.to = &text->gathered.spools[rank].sink;
    if (run->all || (failed && text->told[rank]++ < TOLD_MOST)) {
        put_bundle(&into, item, false);
    } else if (failed) {
        put_line(&into, item);
        text->lines[rank]++;
    }
    gather_tell(&text->gathered, run->to);
    spool_tell(&text->alone, run->to);
}

static void put_number(struct report_run *run, size_t n, const char *one, const char *before)
{
    put_fmt(run->to, "%s%zu %s%s", before, n, one, n == 1 ? "" : "s");
}

static void put_totals(struct report_run *run)
{
    const struct audit_totals *t = run->totals;
    put_number(run, t->bundles, "bundle", "");
    put_fmt(run->to, ": %zu accepted, %zu rejected", t->accepted, t->rejected);
    if (t->unverified)
        put_fmt(run->to, ", %zu unverified", t->unverified);
    if (t->unreadable)
        put_fmt(run->to, ", and %zu unreadable", t->unreadable);
    if (run->text->gathered.overdue)
        put_fmt(run->to, "; %zu past the day to submit by", run->text->gathered.overdue);
    put_number(run, t->findings[SEV_ERROR], "error", "; ");
    put_number(run, t->findings[SEV_WARNING], "warning", ", ");
    put_number(run, t->findings[SEV_NOTE], "note", ", ");
    if (t->others)
        put_number(run, t->others, "other file", "; not looked at: ");
    put_text(run->to, "\n");
}

static void put_example(struct report_run *run, size_t n, bool everywhere, struct view path)
{
    put_number(run, n, "bundle", ": ");
    put_text(run->to, everywhere ? ", all of them\n" : n == 1 ? ", " : ", such as ");
    if (!everywhere)
        put_fmt(run->to, "%.*s\n", VIEW_ARG(path));
}

/* What was not told in full with its bundles: how often, and an example. */
static void put_rules(struct report_run *run)
{
    struct audit_gathered *g = &run->text->gathered;
    bool any = g->overdue > 0;
    char day[DAY_PHRASE];
    gather_sort(g);
    if (g->overdue) {
        put_rule(run, SEV_ERROR, "overdue", "submit by");
        put_example(run, g->overdue, false, g->earliest_path);
        put_spaces(run->to, FINDING_INDENT);
        put_fmt(run->to, "it had to be submitted by %s, the earliest of them\n", day_phrase(g->earliest, day));
    }
    for (size_t i = 0; i < g->rules.n; i++) {
        const struct audit_rule *rule = &g->rules.items[i];
        bool everywhere = rule->bundles == run->totals->bundles + run->totals->unreadable;
        if (rule->shown == rule->times)
            continue;
        any = true;
        put_rule(run, rule->worst, severity_word(rule->worst), rule->rule->id);
        put_example(run, rule->bundles, everywhere, rule->path);
        put_remark(run, false, rule->message);
        if (rule->hint.n && rule->worst == SEV_NOTE)
            put_remark(run, true, rule->hint);
    }
    if (any)
        put_text(run->to, "\n");
}

static void put_all(struct report_run *run)
{
    struct audit_text *text = run->text;
    AUTO(arena_free) struct arena arena = { 0 };
    bool alone = text->bundles == 1;
    if (!alone && !run->quiet)
        put_fmt(run->to, "%.*s\n\n", VIEW_ARG(audit_headline(&arena, run->totals, text->gathered.overdue)));
    if (alone)
        spool_copy(&text->alone, run->to);
    for (size_t i = 0; i < RANK_COUNT && !alone; i++) {
        spool_copy(&text->gathered.spools[i], run->to);
        if (text->lines[i])
            put_text(run->to, "\n");
    }
    if (!alone && !run->quiet)
        put_rules(run);
    put_totals(run);
}

static void end(struct report_run *run)
{
    struct audit_text *text = run->text;
    if (!run->quiet || text->failed)
        put_all(run);
    spool_close(&text->alone);
    gather_close(&text->gathered);
    free(text);
    run->text = NULL;
}

const struct report audit_text = { "text", .one.audited = put_one, .begin = begin, .end = end };
