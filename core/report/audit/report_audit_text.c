/* The audit for people, on one screen: what can't be acted on, the worst first; a count by rule of what was not told with them; one line of
 * totals. A few bundles are told in full, many have a line each, as far as there is room. One bundle alone is told whole. */
#include "base/civil.h"
#include "base/wrap.h"
#include "format/digest.h"
#include "format/text/escape.h"
#include "model/words.h"
#include "report/audit/audit_gather.h"
#include "report/audit/audit_words.h"
#include "report/text_rows.h"
#include "report/writers.h"

/* Bundles that are told in full, if there are no more; lines of those that are rejected, and of each other rank; rules. */
enum { TOLD_MOST = 3, REJECTED_LINES = 8, OTHER_LINES = 3, RULES_MOST = 8 };

/* What waits until the headline is known. */
struct audit_text {
    struct audit_gathered gathered; /* its spools have bundles in full: all of them, or the first that failed */
    struct spool alone;             /* the first bundle, whole */
    struct spool lines[RANK_COUNT]; /* of the first that failed */
    size_t failed[RANK_COUNT], all_failed, bundles;
};

static const char *const colors[VERDICT_COUNT] = {
    [VERDICT_ACCEPTED] = TEXT_GREEN, [VERDICT_REJECTED] = TEXT_RED, [VERDICT_UNVERIFIED] = TEXT_YELLOW,
};

static void begin(struct report_run *run)
{
    run->text = heap_new(sizeof *run->text);
    gather_open(&run->text->gathered, run->now);
    spool_open(&run->text->alone);
    for (size_t i = 0; i < RANK_COUNT; i++)
        spool_open(&run->text->lines[i]);
}

static bool is_whole(const struct report_run *run)
{
    return run->all || run->text->all_failed <= TOLD_MOST;
}

/* One bundle, with what little shows beside it. */
static bool is_alone(const struct audit_text *text)
{
    return text->bundles == 1 && text->gathered.items <= 1 + TOLD_MOST;
}

static size_t lines_of(enum audit_rank rank)
{
    return rank == RANK_REJECTED ? REJECTED_LINES : OTHER_LINES;
}

static void put_head(struct report_run *run, const struct audited *item)
{
    escape_put(run->to, ESCAPE_TEXT, item->path);
    put_text(run->to, ": ");
    if (item->across)
        put_text(run->to, item->link ? "not looked at" : "seen together with the others");
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
    put_text(run->to, item->wants_password ? "; nobody opened its PFX\n" : "\n");
}

static void put_author_words(struct report_run *run, const struct audited *item)
{
    AUTO(arena_free) struct arena arena = { 0 };
    struct author_word words[AUTHOR_WORDS];
    size_t n = item->record ? audit_author_words(&arena, item, words) : 0;
    struct view all = VIEW("");
    for (size_t i = 0; i < n; i++)
        all = view_fmt(&arena, "%.*s%s%s \"%.*s\"", VIEW_ARG(all), i ? ", " : "", words[i].key, VIEW_ARG(words[i].text));
    if (n) {
        put_text(run->to, "  in its author's own words: ");
        put_wrapped(run->to, all, 29, FINDING_INDENT, report_width(run));
    }
}

/* What an auditor answers for, whatever the id says. */
static void put_certificates(struct report_run *run, const struct audited *item)
{
    enum { MOST = 10 };
    AUTO(arena_free) struct arena arena = { 0 };
    size_t n = item->record && !item->across ? item->record->n_certs : 0;
    for (size_t i = 0; i < n && i < MOST; i++) {
        const struct cert *cert = item->record->certs[i].cert;
        const enum store store = case_placed_by_vendor(item->record) ? STORE_NONE : case_store(item->record, i);
        struct view head = view_fmt(&arena, "  %s%s: ", store ? "installs into " : "ships", store ? store_word(store) : "");
        struct view sha256 = digest_hex(&arena, cert->sha256, sizeof cert->sha256);
        put(run->to, head);
        put_wrapped(run->to, view_fmt(&arena, "%.*s, SHA-256 %.*s", VIEW_ARG(cert->subject), VIEW_ARG(sha256)), head.n, FINDING_INDENT,
                    report_width(run));
    }
    if (n > MOST)
        put_fmt(run->to, "  and %zu more certificates\n", n - MOST);
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
    put_certificates(run, item);
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
    bool failed = (item->verdict != VERDICT_ACCEPTED && !(item->link && run->quiet)) || report_fails(run, &item->findings);
    text->all_failed += failed;
    text->bundles += !item->across;
    if (is_alone(text)) {
        into.to = &text->alone.sink;
        put_bundle(&into, item, true);
    }
    into.to = &text->gathered.spools[rank].sink;
    if (run->all || (failed && is_whole(run)))
        put_bundle(&into, item, false);
    into.to = &text->lines[rank].sink;
    if (failed && text->failed[rank]++ < lines_of(rank))
        put_line(&into, item);
    gather_tell(&text->gathered, run->to);
    spool_tell(&text->alone, run->to);
    spool_tell(&text->lines[rank], run->to);
}

/* With or without what they are. */
static void put_number(struct report_run *run, const char *before, size_t n, const char *thing)
{
    AUTO(arena_free) struct arena arena = { 0 };
    put_text(run->to, before);
    put(run->to, thing ? view_counted(&arena, n, thing) : view_grouped(&arena, n));
}

static void put_totals(struct report_run *run)
{
    const struct audit_totals *t = run->totals;
    const struct {
        const char *before;
        size_t n;
        const char *thing, *behind;
        bool always;
    } parts[] = {
        { "", t->bundles, "bundle", ": ", true },
        { "", t->accepted, NULL, " accepted, ", true },
        { "", t->rejected, NULL, " rejected", true },
        { ", ", t->unverified, NULL, " unverified", false },
        { ", and ", t->unreadable, NULL, " unreadable", false },
        { "; ", run->text->gathered.overdue, NULL, " past the day to submit by", false },
        { "; ", t->findings[SEV_ERROR], "error", "", true },
        { ", ", t->findings[SEV_WARNING], "warning", "", true },
        { ", ", t->findings[SEV_NOTE], "note", "", true },
        { "; not looked at: ", t->others, "other file", "", false },
    };
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        if (!parts[i].n && !parts[i].always)
            continue;
        put_number(run, parts[i].before, parts[i].n, parts[i].thing);
        put_text(run->to, parts[i].behind);
    }
    put_text(run->to, "\n");
}

static void put_example(struct report_run *run, size_t n, const char *thing, bool everywhere, struct view path)
{
    put_number(run, ": ", n, thing);
    put_text(run->to, everywhere ? ", all of them\n" : n == 1 ? ", " : ", such as ");
    if (!everywhere)
        put_fmt(run->to, "%.*s\n", VIEW_ARG(path));
}

static void put_overdue(struct report_run *run)
{
    const struct audit_gathered *g = &run->text->gathered;
    char day[DAY_PHRASE];
    put_rule(run, TEXT_RED, "overdue", "submit by");
    put_example(run, g->overdue, "bundle", false, g->earliest_path);
    put_spaces(run->to, FINDING_INDENT);
    put_fmt(run->to, "it had to be submitted by %s, the earliest of them\n", day_phrase(g->earliest, day));
}

/* What was not told in full with its bundles: how often, an example, and what to do. */
static void put_rules(struct report_run *run)
{
    struct audit_gathered *g = &run->text->gathered;
    bool overdue = g->overdue && !run->quiet;
    size_t n = 0;
    gather_sort(g);
    if (overdue)
        put_overdue(run);
    for (size_t i = 0; i < g->rules.n; i++) {
        const struct audit_rule *rule = &g->rules.items[i];
        bool everywhere = !rule->of_links && rule->bundles == run->totals->bundles + run->totals->unreadable;
        bool told = is_whole(run) && rule->shown == rule->times;
        if (told || (run->quiet && rule->worst < run->fail_on) || (n++ >= RULES_MOST && !run->all))
            continue;
        put_rule(run, severity_color(rule->worst), severity_word(rule->worst), rule->rule->id);
        put_example(run, rule->bundles, rule->of_links ? "link" : "bundle", everywhere, rule->path);
        put_remark(run, false, rule->message);
        put_remark(run, true, rule->hint);
    }
    if (n > RULES_MOST && !run->all)
        put_number(run, "  and ", n - RULES_MOST, "more rule");
    put_text(run->to, n > RULES_MOST && !run->all ? "\n\n" : n || overdue ? "\n" : "");
}

/* A line each, as many as a screen has room for. */
static void put_lines(struct report_run *run, enum audit_rank rank)
{
    struct audit_text *text = run->text;
    spool_copy(&text->lines[rank], run->to);
    if (text->failed[rank] > lines_of(rank))
        put_fmt(run->to, "and %zu more\n", text->failed[rank] - lines_of(rank));
    if (text->failed[rank])
        put_text(run->to, "\n");
}

static void put_all(struct report_run *run)
{
    struct audit_text *text = run->text;
    AUTO(arena_free) struct arena arena = { 0 };
    bool alone = is_alone(text);
    if (!alone && !run->quiet)
        put_fmt(run->to, "%.*s\n\n", VIEW_ARG(audit_headline(&arena, run->totals, text->gathered.overdue)));
    if (alone)
        spool_copy(&text->alone, run->to);
    for (size_t i = 0; i < RANK_COUNT && !alone; i++) {
        if (is_whole(run))
            spool_copy(&text->gathered.spools[i], run->to);
        else
            put_lines(run, (enum audit_rank)i);
    }
    if (!alone)
        put_rules(run);
    put_totals(run);
    if (!alone && !run->all && (!is_whole(run) || text->bundles > text->all_failed))
        put_text(run->to, "--all tells what was found in each bundle\n");
}

static void end(struct report_run *run)
{
    struct audit_text *text = run->text;
    if (!run->quiet || text->all_failed)
        put_all(run);
    spool_close(&text->alone);
    for (size_t i = 0; i < RANK_COUNT; i++)
        spool_close(&text->lines[i]);
    gather_close(&text->gathered);
    free(text);
    run->text = NULL;
}

const struct report audit_text = { "text", .one.audited = put_one, .begin = begin, .end = end };
