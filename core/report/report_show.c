/* An entry of a bundle: its bytes, safe text for a terminal, or a page. Nothing in a page is fetched, and nothing of the entry is run,
 * whatever it says. */
#include "model/assets.h"
#include "report/html.h"
#include "report/writers.h"

static void put_bytes(struct report_run *run, const struct entry_shown *item)
{
    put(run->to, item->bytes);
}

static void put_as_text(struct report_run *run, const struct entry_shown *item)
{
    struct view rest = item->bytes, line;
    while (view_line(&rest, &line)) {
        escape_put(run->to, ESCAPE_TEXT, line);
        put_text(run->to, "\n");
    }
}

/* What goes into the portal's two fields has a button each that copies it. */
static void put_page(struct report_run *run, const struct entry_shown *item)
{
    AUTO(arena_free) struct arena arena = { 0 };
    struct view rest = item->is_ticket ? item->body : item->bytes, line, script = asset_get("show.js");
    struct value *page = value_new(&arena, VALUE_OBJECT), *lines = value_list(&arena, page, "lines");
    while (view_line(&rest, &line))
        value_text(&arena, lines, NULL, line);
    value_text(&arena, page, "name", item->name);
    value_text(&arena, page, "style", asset_get("show.css"));
    value_truth(&arena, page, "ticket", item->is_ticket);
    value_text(&arena, page, "subject", item->subject);
    value_text(&arena, page, "script", script);
    value_text(&arena, page, "script_hash", html_hash(&arena, script));
    html_section(html_template(&arena, "report_show.html"), "page", page, run->to);
}

const struct report show_md = { "md", .one.entry = put_bytes };
const struct report show_text = { "text", .one.entry = put_as_text };
const struct report show_html = { "html", .one.entry = put_page };
