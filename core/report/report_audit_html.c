#include "format/digest.h"
#include "model/assets.h"
#include "report/audit_page.h"
#include "report/writers.h"

/* A built-in asset is always there; without it the program was built wrongly. */
static struct view asset(const char *name)
{
    struct view bytes = { 0 };
    if (!asset_find(view_of(name), &bytes))
        abort();
    return bytes;
}

/* Base64 of its SHA-256, as Content-Security-Policy wants it. */
static struct view policy_hash(struct arena *arena, struct view bytes)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned char sha256[33] = { 0 };
    char text[45];
    digest_sha256(bytes, sha256);
    for (size_t i = 0; i < 11; i++) {
        unsigned three = (unsigned)sha256[3 * i] << 16 | (unsigned)sha256[3 * i + 1] << 8 | sha256[3 * i + 2];
        for (size_t k = 0; k < 4; k++)
            text[4 * i + k] = digits[three >> (18 - 6 * k) & 63];
    }
    text[43] = '=';
    return view_dup(arena, (struct view){ .p = text, .n = 44 });
}

/* One section of the template: its value is the only one there, so that the others give nothing. */
static void render(struct report_run *run, const char *section, struct value *value)
{
    struct value root = { .kind = VALUE_OBJECT, .first = value, .last = value };
    struct err e;
    value->key = view_of(section);
    if (!mustache_render(run->page->template, &root, NULL, ESCAPE_HTML, run->to, &e))
        run->to->failed = true;
}

void audit_html_begin(struct report_run *run)
{
    struct audit_page *page = calloc(1, sizeof *page);
    struct mustache *template;
    struct err e;
    if (!page)
        die_oom(sizeof *page);
    run->page = page;
    page->now = run->now;
    page->today = page->timeline.today = day_of_time(run->now);
    page->next = DAY_NONE;
    if (!mustache_compile(&page->run, VIEW("report.html"), asset("report.html"), &template, &e))
        abort();
    page->template = template;
    struct view style = asset("report.css"), script = asset("report.js");
    struct value *begin = value_new(&page->item, VALUE_OBJECT);
    char text[TIME_TEXT], date[DATE_TEXT];
    value_text(&page->item, begin, "style", style);
    value_text(&page->item, begin, "style_hash", policy_hash(&page->item, style));
    value_text(&page->item, begin, "script_hash", policy_hash(&page->item, script));
    value_text(&page->item, begin, "version", run->version);
    value_text(&page->item, begin, "date", view_of(day_text(page->today, date)));
    value_text(&page->item, begin, "date_long", page_long_date(&page->item, page->today));
    value_text(&page->item, begin, "instant", view_of(time_text(run->now, text)));
    value_text(&page->item, begin, "clock", view_first(view_from(view_of(text), 11), 5));
    render(run, "begin", begin);
    arena_reset(&page->item);
}

/* Ends the table of bundles, once. */
static void end_bundles(struct report_run *run)
{
    struct value *end = value_new(&run->page->item, VALUE_OBJECT);
    value_truth(&run->page->item, end, "empty", run->page->bundles == 0);
    render(run, "bundles_end", end);
}

void audit_html_one(struct report_run *run, const struct audited *item)
{
    struct audit_page *page = run->page;
    if (!item->across) {
        render(run, "bundle", page_bundle(page, item));
    } else {
        if (page->across == 0) {
            end_bundles(run);
            render(run, "across_begin", value_new(&page->item, VALUE_TRUE));
        }
        render(run, "across", page_across(page, item));
    }
    arena_reset(&page->item);
}

void audit_html_end(struct report_run *run)
{
    struct audit_page *page = run->page;
    if (page->across)
        render(run, "across_end", value_new(&page->item, VALUE_TRUE));
    else
        end_bundles(run);
    struct value *end = page_end(page, run->totals, run->version);
    value_text(&page->item, end, "script", asset("report.js"));
    render(run, "end", end);
    free(page->paths);
    arena_free(&page->item);
    arena_free(&page->run);
    free(page);
    run->page = NULL;
}
