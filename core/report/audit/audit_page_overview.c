#include "model/words.h"
#include "report/audit/audit_page.h"
#include "report/audit/audit_words.h"
#include "report/html.h"

static void add_counts(struct arena *arena, struct value *to, const struct audit_page *page, const struct audit_totals *totals)
{
    struct view errors = view_counted(arena, totals->findings[SEV_ERROR], "error");
    struct view unreadable = view_grouped(arena, totals->unreadable);
    value_text(arena, to, "headline", audit_headline(arena, totals, page->gathered.overdue));
    value_text(arena, to, "bundles", view_grouped(arena, totals->bundles));
    struct view note = totals->unreadable ? view_fmt(arena, "and %.*s that can't be read", VIEW_ARG(unreadable))
                       : totals->others   ? VIEW("every bundle could be read")
                                          : VIEW("every file could be read");
    if (totals->others)
        note = view_fmt(arena, "%.*s; not looked at: %.*s", VIEW_ARG(note), VIEW_ARG(view_counted(arena, totals->others, "other file")));
    value_text(arena, to, "bundles_note", note);
    value_text(arena, to, "rejected", view_grouped(arena, totals->rejected));
    value_text(arena, to, "rejected_note", view_fmt(arena, "%.*s in all", VIEW_ARG(errors)));
    value_truth(arena, to, "has_rejected", totals->rejected > 0);
    value_text(arena, to, "warnings", view_grouped(arena, totals->findings[SEV_WARNING]));
    value_text(arena, to, "warnings_note", view_fmt(arena, "in %.*s", VIEW_ARG(view_counted(arena, page->with_warnings, "bundle"))));
    value_truth(arena, to, "has_warnings", totals->findings[SEV_WARNING] > 0);
}

static void add_next(struct arena *arena, struct value *to, const struct audit_page *page)
{
    size_t overdue = page->gathered.overdue;
    struct view passed = overdue ? view_fmt(arena, "%.*s already past", VIEW_ARG(view_grouped(arena, overdue))) : VIEW("");
    if (page->next == DAY_NONE) {
        value_text(arena, to, "next_note", overdue ? passed : VIEW("no bundle states one"));
        return;
    }
    struct value *next = value_object(arena, to, "next");
    value_text(arena, next, "number", view_fmt(arena, "%zu", page->next_row));
    value_text(arena, next, "day", report_day(arena, page->next));
    value_text(arena, to, "next_note",
               view_fmt(arena, "%.*s, %.*s%s%.*s", VIEW_ARG(page_away(arena, page->timeline.today, page->next)),
                        VIEW_ARG(view_counted(arena, page->next_bundles, "bundle")), overdue ? "; " : "", VIEW_ARG(passed)));
}

/* How many bundles have an error, a warning, a note, nothing: one bar. */
static void add_parts(struct arena *arena, struct value *to, const struct audit_page *page)
{
    static const struct {
        const char *kind, *with;
        size_t at;
    } rows[] = { { "error", "with errors", SEV_ERROR }, { "warning", "with warnings at worst", SEV_WARNING },
                 { "note", "with notes at worst", SEV_NOTE }, { "none", "without findings", SEV_COUNT } };
    struct value *parts = value_list(arena, to, "parts");
    AUTO(buf_free) struct buf label = BUF_INIT(400);
    double x = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        size_t n = page->by_worst[rows[i].at];
        double width = page->bundles ? 100.0 * (double)n / (double)page->bundles : 0;
        if (n == 0)
            continue;
        struct value *part = value_object(arena, parts, NULL);
        value_text(arena, part, "kind", view_of(rows[i].kind));
        value_text(arena, part, "x", view_fmt(arena, "%.2f", x));
        value_text(arena, part, "width", view_fmt(arena, "%.2f", width));
        struct view text = view_fmt(arena, "%.*s %s", VIEW_ARG(view_counted(arena, n, "bundle")), rows[i].with);
        value_text(arena, part, "label", text);
        buf_fmt(&label, "%s%.*s", label.n ? ", " : "", VIEW_ARG(text));
        x += width;
    }
    value_truth(arena, to, "has_parts", parts->first != NULL);
    value_text(arena, to, "parts_label", view_dup(arena, buf_view(&label)));
}

static void add_rules(struct arena *arena, struct value *to, struct audit_page *page)
{
    gather_sort(&page->gathered);
    struct value *list = value_list(arena, to, "rules");
    for (size_t i = 0; i < page->gathered.rules.n; i++) {
        const struct audit_rule *rule = &page->gathered.rules.items[i];
        const struct explanation *told = rule_explanation(rule->rule);
        struct value *row = value_object(arena, list, NULL);
        value_text(arena, row, "id", view_of(rule->rule->id));
        value_text(arena, row, "severity", view_of(severity_word(rule->worst)));
        value_text(arena, row, "severity_label", view_of(severity_title(rule->worst)));
        value_text(arena, row, "count", view_grouped(arena, rule->times));
        value_text(arena, row, "title", view_of(told->title));
        value_text(arena, row, "why", view_of(told->why));
        value_text(arena, row, "source", view_of(told->source));
    }
    value_truth(arena, to, "has_rules", page->gathered.rules.n > 0);
}

struct value *page_overview(struct audit_page *page, const struct audit_totals *totals, struct view version)
{
    struct arena *arena = &page->item;
    struct value *to = value_new(arena, VALUE_OBJECT);
    value_text(arena, to, "version", version);
    add_counts(arena, to, page, totals);
    add_next(arena, to, page);
    add_parts(arena, to, page);
    add_rules(arena, to, page);
    page_timeline(arena, to, &page->timeline);
    return to;
}
