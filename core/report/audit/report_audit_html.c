#include "report/audit/audit_page.h"
#include "model/assets.h"
#include "report/html.h"
#include "report/writers.h"

static void render(struct audit_page *page, const char *section, struct value *value, struct sink *to)
{
    html_section(page->template, section, value, to);
}

static void begin(struct report_run *run)
{
    struct audit_page *page = calloc(1, sizeof *page);
    if (!page)
        die_oom(sizeof *page);
    run->page = page;
    page->now = run->now;
    page->today = page->timeline.today = day_of_time(run->now);
    page->next = DAY_NONE;
    spool_open(&page->rows);
    page->template = html_template(&page->run, "report.html");
}

/* Ends the table of bundles, once. */
static void end_bundles(struct audit_page *page)
{
    struct value *end = value_new(&page->item, VALUE_OBJECT);
    value_truth(&page->item, end, "empty", page->bundles == 0);
    render(page, "bundles_end", end, &page->rows.sink);
}

static void put_one(struct report_run *run, const struct audited *item)
{
    struct audit_page *page = run->page;
    struct sink *rows = &page->rows.sink;
    if (!item->across) {
        render(page, "bundle", page_bundle(page, item), rows);
    } else {
        if (page->across == 0) {
            end_bundles(page);
            render(page, "across_begin", value_new(&page->item, VALUE_TRUE), rows);
        }
        render(page, "across", page_across(page, item), rows);
    }
    arena_reset(&page->item);
    spool_tell(&page->rows, run->to);
}

static void add_head(struct value *to, struct report_run *run)
{
    struct arena *arena = &run->page->item;
    struct view style = asset_get("report.css"), script = asset_get("report.js");
    char time[TIME_TEXT], words[MOMENT_PHRASE];
    value_text(arena, to, "style", style);
    value_text(arena, to, "style_hash", html_hash(arena, style));
    value_text(arena, to, "script", script);
    value_text(arena, to, "script_hash", html_hash(arena, script));
    value_text(arena, to, "date", html_day(arena, run->page->today));
    value_text(arena, to, "instant", view_dup(arena, view_of(time_text(run->now, time))));
    value_text(arena, to, "as_of", view_dup(arena, view_of(moment_phrase(run->now, words))));
}

static void end(struct report_run *run)
{
    struct audit_page *page = run->page;
    if (page->across)
        render(page, "across_end", value_new(&page->item, VALUE_TRUE), &page->rows.sink);
    else
        end_bundles(page);
    struct value *overview = page_overview(page, run->totals, run->version);
    add_head(overview, run);
    spool_tell(&page->rows, run->to); /* before the first byte: no half page */
    render(page, "top", overview, run->to);
    spool_copy(&page->rows, run->to);
    render(page, "bottom", overview, run->to);
    spool_close(&page->rows);
    free(page->paths);
    arena_free(&page->item);
    arena_free(&page->run);
    free(page);
    run->page = NULL;
}

const struct report audit_html = { "html", .one.audited = put_one, .begin = begin, .end = end };
