/* html: one page that fetches nothing and needs no script, by month; status in words, so that neither colour nor a screen is needed. */
#include "format/digest.h"
#include "model/assets.h"
#include "model/words.h"
#include "report/html.h"
#include "report/renewals/renewal_words.h"
#include "report/writers.h"

enum { UNREADABLE_OPEN = 5 }; /* more of them would push the certificates off the screen, so that they are folded */

/* One page: its template, and what one part of it needs while it is written. */
struct page {
    struct arena run, part;
    const struct mustache *template;
    struct sink *to;
    struct view group; /* of the row before */
};

static void put_part(struct page *page, const char *section, struct value *value)
{
    html_section(page->template, section, value, page->to);
    arena_reset(&page->part);
}

static void put_mark(struct page *page, const char *section, bool wanted)
{
    if (wanted)
        put_part(page, section, value_new(&page->part, VALUE_TRUE));
}

static void put_top(struct page *page, const struct report_run *run, const struct renewal_list *list)
{
    struct arena *arena = &page->part;
    struct value *top = value_new(arena, VALUE_OBJECT);
    char time[TIME_TEXT], words[MOMENT_PHRASE];
    value_text(arena, top, "style", asset_get("show.css"));
    value_text(arena, top, "own_style", asset_get("renewals.css"));
    value_text(arena, top, "summary", renewals_summary(arena, list));
    value_text(arena, top, "instant", view_of(time_text(run->now, time)));
    value_text(arena, top, "as_of", view_of(moment_phrase(run->now, words)));
    value_text(arena, top, "zone", list->catalog->calendar.zone);
    value_text(arena, top, "not_covered", renewals_not_covered(arena, list));
    value_truth(arena, top, "any", list->n > 0);
    value_text(arena, top, "script_hash", html_hash(arena, asset_get("renewals.js")));
    value_truth(arena, top, "has_unreadable", list->unreadable->n > 0);
    value_truth(arena, top, "few_unreadable", list->unreadable->n <= UNREADABLE_OPEN);
    value_text(arena, top, "unreadable_count", view_counted(arena, list->unreadable->n, "file"));
    struct value *paths = value_list(arena, top, "unreadable");
    for (size_t i = 0; i < list->unreadable->n; i++)
        value_text(arena, paths, NULL, list->unreadable->items[i]);
    put_part(page, "top", top);
}

static struct view left_of(struct arena *arena, const struct renewal *row)
{
    long days = row->days_left, n = days < 0 ? -days : days;
    if (row->expires == DAY_NONE)
        return VIEW("");
    if (row->not_after == TIME_NEVER)
        return VIEW("never");
    if (days == 0)
        return VIEW("today");
    return view_fmt(arena, "%s%ld day%s%s", days > 0 ? "in " : "", n, n == 1 ? "" : "s", days < 0 ? " ago" : "");
}

/* Rows come in the order of these. */
static struct view group_of(struct arena *arena, const struct renewal *row)
{
    int32_t day = renewal_day(row);
    if (row->status == RENEWAL_RENEWED || row->status == RENEWAL_VENDORS)
        return VIEW("Renewed already, or by the vendor");
    if (row->status == RENEWAL_CLAIMED)
        return VIEW("Renewed by the word of a bundle alone");
    if (row->status == RENEWAL_EXPIRED || row->status == RENEWAL_OVERDUE || day == DAY_NONE)
        return VIEW("Late, or without a date");
    struct civil civil = civil_from_time(time_of_day(day));
    return view_fmt(arena, "%s %d", page_month(civil.month), civil.year);
}

static void put_renewal(struct page *page, const struct renewal *row)
{
    struct arena *arena = &page->part;
    struct value *to = value_new(arena, VALUE_OBJECT);
    struct view group = group_of(arena, row);
    if (!view_eq(group, page->group)) {
        value_text(arena, to, "group", group);
        page->group = view_dup(&page->run, group);
    }
    value_text(arena, to, "status", view_of(renewal_status_word(row->status)));
    struct value *environments = value_list(arena, to, "environments");
    for (size_t i = 0; i < row->n_places; i++)
        value_text(arena, environments, NULL, row->places[i].name);
    value_text(arena, to, "ask_by", report_day(arena, row->ask_by));
    value_text(arena, to, "expires", report_day(arena, row->expires));
    value_text(arena, to, "left", left_of(arena, row));
    value_text(arena, to, "name", renewal_name(row));
    value_text(arena, to, "subject", row->subject);
    value_text(arena, to, "thumbprint", digest_thumbprint(arena, row->sha1, sizeof row->sha1));
    value_text(arena, to, "kind", renewal_kind(arena, row));
    value_text(arena, to, "places", renewal_place_list(arena, row, false));
    value_text(arena, to, "renewed", renewal_place_list(arena, row, true));
    value_text(arena, to, "renewed_by", renewal_successor(arena, row, VIEW("")));
    value_text(arena, to, "other", row->due ? renewal_other(arena, row) : VIEW(""));
    value_text(arena, to, "file", row->file);
    value_text(arena, to, "doubt", renewal_doubt(arena, row));
    if (row->copies)
        value_text(arena, to, "more_files", VIEW_JOIN(arena, VIEW("and "), view_counted(arena, row->copies, "more file")));
    put_part(page, "row", to);
}

static void put_page(struct report_run *run, const struct renewal_list *list)
{
    struct page page = { .to = run->to };
    size_t *rows, n = renewals_commands(&page.run, list, &rows);
    page.template = html_template(&page.run, "report_renewals.html");
    put_top(&page, run, list);
    for (size_t i = 0; i < list->n; i++)
        put_renewal(&page, list->rows[i]);
    put_mark(&page, "table_end", list->n > 0);
    put_mark(&page, "commands_begin", n > 0);
    for (size_t i = 0; i < n; i++) { /* for what is due, each once */
        struct value *command = value_new(&page.part, VALUE_TEXT);
        command->text = renewal_next(&page.part, list->rows[rows[i]]);
        put_part(&page, "command", command);
    }
    put_mark(&page, "commands_end", n > 0);
    struct value *bottom = value_new(&page.part, VALUE_OBJECT);
    value_text(&page.part, bottom, "script", asset_get("renewals.js"));
    put_part(&page, "bottom", bottom);
    arena_free(&page.part);
    arena_free(&page.run);
}

const struct report renewals_html = { "html", .one.renewals = put_page };
