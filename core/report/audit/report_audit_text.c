/* The audit for people: a group of findings for each bundle, hints below them, and a summary. */
#include "base/wrap.h"
#include "format/text/escape.h"
#include "model/words.h"
#include "report/audit/audit_words.h"
#include "report/text_rows.h"
#include "report/writers.h"

static const char *const colors[VERDICT_COUNT] = {
    [VERDICT_ACCEPTED] = TEXT_GREEN, [VERDICT_REJECTED] = TEXT_RED, [VERDICT_UNVERIFIED] = TEXT_YELLOW,
};

static void put_head(struct report_run *run, const struct audited *item)
{
    escape_put(run->to, ESCAPE_TEXT, item->path);
    put_text(run->to, ": ");
    if (item->across)
        put_text(run->to, "seen together with the others\n");
    else if (item->unreadable)
        put_colored(run, TEXT_RED, "unreadable\n");
    else
        put_colored(run, colors[item->verdict], verdict_word(item->verdict));
    if (item->across || item->unreadable)
        return;
    if (item->record)
        put_fmt(run->to, ", %.*s, %s, %s", VIEW_ARG(item->case_id), purpose_word(item->record->purpose),
                hosting_word(item->record->hosting));
    put_text(run->to, evidence_has_shut_pfx(&item->evidence) ? "; nobody opened its PFX\n" : "\n");
}

static void put_author_words(struct report_run *run, const struct audited *item)
{
    struct arena arena = { 0 };
    struct author_word words[AUTHOR_WORDS];
    size_t n = item->record ? audit_author_words(&arena, item->record, words) : 0;
    struct view all = { 0 };
    for (size_t i = 0; i < n; i++)
        all = view_fmt(&arena, "%.*s%s%s \"%.*s\"", VIEW_ARG(all), i ? ", " : "", words[i].key, VIEW_ARG(words[i].text));
    if (n) {
        put_text(run->to, "  in its author's own words: ");
        put_wrapped(run->to, all, 29, FINDING_INDENT, report_width(run));
    }
    arena_free(&arena);
}

static void put_one(struct report_run *run, const struct audited *item)
{
    bool silent = item->findings.n == 0 && item->verdict == VERDICT_ACCEPTED;
    if (run->quiet && silent)
        return;
    if (run->n++)
        put_text(run->to, "\n");
    put_head(run, item);
    put_author_words(run, item);
    for (size_t i = 0; i < item->findings.n; i++)
        put_finding(run, &item->findings.items[i]);
    if (item->needs.n) {
        put_text(run->to, "  to become a full bundle it needs ");
        put_wrapped(run->to, item->needs, 34, FINDING_INDENT, report_width(run));
    }
}

static void put_number(struct report_run *run, size_t n, const char *one, const char *before)
{
    put_fmt(run->to, "%s%zu %s%s", before, n, one, n == 1 ? "" : "s");
}

static void end(struct report_run *run)
{
    const struct audit_totals *t = run->totals;
    if (run->quiet && t->rejected + t->unverified + t->unreadable == 0)
        return;
    if (run->n)
        put_text(run->to, "\n");
    put_number(run, t->bundles, "bundle", "");
    put_fmt(run->to, ": %zu accepted, %zu rejected", t->accepted, t->rejected);
    if (t->unverified)
        put_fmt(run->to, ", %zu unverified", t->unverified);
    if (t->unreadable)
        put_fmt(run->to, ", and %zu unreadable", t->unreadable);
    put_number(run, t->findings[SEV_ERROR], "error", "; ");
    put_number(run, t->findings[SEV_WARNING], "warning", ", ");
    put_number(run, t->findings[SEV_NOTE], "note", ", ");
    if (t->others)
        put_number(run, t->others, "other file", "; not looked at: ");
    put_text(run->to, "\n");
}

const struct report audit_text = { "text", .one.audited = put_one, .end = end };
