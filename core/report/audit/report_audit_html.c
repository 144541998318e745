#include "report/audit/audit_page.h"
#include "model/assets.h"
#include "report/html.h"
#include "report/writers.h"

static void begin(struct report_run *run)
{
    struct audit_page *page = heap_new(sizeof *page);
    run->page = page;
    page->now = run->now;
    page->timeline.today = day_of_time(run->now);
    page->next = DAY_NONE;
    gather_open(&page->gathered, run->now);
    spool_open(&page->closing);
    page->template = html_template(&page->run, "report.html");
}

static void put_one(struct report_run *run, const struct audited *item)
{
    struct audit_page *page = run->page;
    enum audit_rank rank = gather_add(&page->gathered, item);
    if (!item->across) {
        html_section(page->template, "bundle", page_bundle(page, item, rank), &page->gathered.spools[rank].sink);
    } else {
        if (page->across == 0)
            html_section(page->template, "across_begin", value_new(&page->item, VALUE_TRUE), &page->closing.sink);
        html_section(page->template, "across", page_across(page, item), &page->closing.sink);
    }
    arena_reset(&page->item);
    gather_tell(&page->gathered, run->to);
    spool_tell(&page->closing, run->to);
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
    value_text(arena, to, "date", report_day(arena, run->page->timeline.today));
    value_text(arena, to, "instant", view_dup(arena, view_of(time_text(run->now, time))));
    value_text(arena, to, "as_of", view_dup(arena, view_of(moment_phrase(run->now, words))));
}

static void end(struct report_run *run)
{
    struct audit_page *page = run->page;
    if (page->across)
        html_section(page->template, "across_end", value_new(&page->item, VALUE_TRUE), &page->closing.sink);
    struct value *overview = page_overview(page, run->totals, run->version);
    add_head(overview, run);
    value_truth(&page->item, overview, "empty", page->bundles == 0);
    gather_tell(&page->gathered, run->to); /* before the first byte: no half page */
    spool_tell(&page->closing, run->to);
    html_section(page->template, "top", overview, run->to);
    for (size_t i = 0; i < RANK_COUNT; i++)
        spool_copy(&page->gathered.spools[i], run->to);
    html_section(page->template, "bundles_end", overview, run->to);
    spool_copy(&page->closing, run->to);
    html_section(page->template, "bottom", overview, run->to);
    spool_close(&page->closing);
    gather_close(&page->gathered);
    seen_free(&page->paths);
    arena_free(&page->item);
    arena_free(&page->run);
    free(page);
    run->page = NULL;
}

const struct report audit_html = { "html", .one.audited = put_one, .begin = begin, .end = end };
