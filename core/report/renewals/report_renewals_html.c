/* html: one page that fetches and runs nothing; status in words, so that neither colour nor a screen is needed. */
#include "format/text/escape.h"
#include "model/assets.h"
#include "model/words.h"
#include "report/renewals/renewal_words.h"
#include "report/writers.h"

static void put_html(struct sink *to, struct view text)
{
    escape_put(to, ESCAPE_HTML, text);
}

static void put_style(struct sink *to)
{
    static const struct view names[] = { VIEW_ROW("show.css"), VIEW_ROW("renewals.css") };
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct view style;
        if (!asset_find(names[i], &style))
            abort();
        put(to, style);
    }
}

static void put_head(const struct report_run *run, const struct renewal_list *list, struct arena *arena)
{
    struct sink *to = run->to;
    char time[TIME_TEXT];
    put_text(to, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                 "<meta http-equiv=\"Content-Security-Policy\" "
                 "content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'\">\n"
                 "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                 "<meta name=\"color-scheme\" content=\"light dark\">\n<title>Certificate renewals</title>\n<style>\n");
    put_style(to);
    put_text(to, "</style>\n</head>\n<body>\n<main>\n<h1>Certificate renewals</h1>\n<p class=\"summary\">");
    put_html(to, renewals_summary(arena, list));
    put_fmt(to, ".</p>\n<p class=\"as-of\">As of <time>%s</time>; days are those of ", time_text(run->now, time));
    put_html(to, list->catalog->calendar.zone);
    put_text(to, ". Delivery times are targets of the vendor, not guarantees; the vendor does not watch expiry. ");
    put_html(to, renewals_not_covered(arena, list));
    put_text(to, "</p>\n");
}

static void put_day(struct sink *to, int32_t day)
{
    char date[DATE_TEXT];
    if (day == DAY_NONE)
        put_text(to, "<span class=\"none\">none</span>");
    else
        put_fmt(to, "<time>%s</time>", day_text(day, date));
}

static void put_left(struct sink *to, const struct renewal *row)
{
    long days = row->days_left;
    if (row->expires == DAY_NONE)
        return;
    if (days == 0)
        put_text(to, "<small>today</small>");
    else if (days > 0)
        put_fmt(to, "<small>in %ld day%s</small>", days, days == 1 ? "" : "s");
    else
        put_fmt(to, "<small>%ld day%s ago</small>", -days, days == -1 ? "" : "s");
}

static void put_certificate(struct sink *to, const struct renewal *row)
{
    char thumbprint[2 * sizeof row->sha1 + 1];
    put_text(to, "<td><b>");
    put_html(to, renewal_name(row));
    put_text(to, "</b>");
    if (row->subject.n) {
        put_text(to, "<small>");
        put_html(to, row->subject);
        put_text(to, "</small>");
    }
    put_fmt(to, "<code>%s</code></td>\n", hex_text(row->sha1, sizeof row->sha1, thumbprint));
}

static void put_places(struct sink *to, struct arena *arena, const struct renewal *row)
{
    struct view places = renewal_place_list(arena, row, false), renewed = renewal_place_list(arena, row, true);
    put_text(to, "<td>");
    if (places.n)
        put_html(to, places);
    else
        put_text(to, "<span class=\"none\">not known</span>");
    if (row->renewed_by.n) {
        put_text(to, "<small>");
        if (renewed.n) {
            put_html(to, renewed);
            put_text(to, ": ");
        }
        put_text(to, "renewed by ");
        put_html(to, row->renewed_by);
        put_text(to, "</small>");
    }
    put_text(to, "</td>\n");
}

static void put_file(struct sink *to, const struct renewal *row)
{
    put_text(to, "<td>");
    put_html(to, row->file);
    if (row->copies)
        put_fmt(to, "<small>and %zu more file%s</small>", row->copies, row->copies == 1 ? "" : "s");
    put_text(to, "</td>\n");
}

static void put_row(struct sink *to, struct arena *arena, const struct renewal *row)
{
    const char *word = renewal_status_word(row->status);
    put_fmt(to, "<tr class=\"%s\">\n<th scope=\"row\"><span>%s</span></th>\n<td>", word, word);
    put_day(to, row->ask_by);
    put_text(to, "</td>\n<td>");
    put_day(to, row->expires);
    put_left(to, row);
    put_text(to, "</td>\n");
    put_certificate(to, row);
    put_text(to, "<td>");
    put_html(to, renewal_kind(arena, row));
    put_text(to, "</td>\n");
    put_places(to, arena, row);
    put_file(to, row);
    put_text(to, "</tr>\n");
}

/* The commands for what is due, each once. */
static void put_commands(struct sink *to, const struct renewal_list *list)
{
    AUTO(arena_free) struct arena arena = { 0 }, scratch = { 0 };
    size_t *rows, n = renewals_commands(&arena, list, &rows);
    put_text(to, n ? "<h2>Ask for the successors</h2>\n<ol class=\"commands\">\n" : "");
    for (size_t i = 0; i < n; i++) {
        put_text(to, "<li><code>");
        put_html(to, renewal_next(&scratch, list->rows[rows[i]]));
        put_text(to, "</code></li>\n");
        arena_reset(&scratch);
    }
    put_text(to, n ? "</ol>\n" : "");
}

static void put_page(struct report_run *run, const struct renewal_list *list)
{
    struct sink *to = run->to;
    AUTO(arena_free) struct arena arena = { 0 };
    put_head(run, list, &arena);
    if (list->n)
        put_text(to, "<div class=\"wide\" role=\"region\" aria-label=\"Certificates\" tabindex=\"0\">\n<table>\n"
                     "<thead>\n<tr><th scope=\"col\">Status</th><th scope=\"col\">Ask by</th><th scope=\"col\">Expires</th>"
                     "<th scope=\"col\">Certificate</th><th scope=\"col\">For</th><th scope=\"col\">Environments</th>"
                     "<th scope=\"col\">Bundle</th></tr>\n</thead>\n<tbody>\n");
    for (size_t i = 0; i < list->n; i++) {
        put_row(to, &arena, list->rows[i]);
        arena_reset(&arena);
    }
    put_text(to, list->n ? "</tbody>\n</table>\n</div>\n" : "");
    put_commands(to, list);
    put_text(to, "</main>\n</body>\n</html>\n");
}

const struct report renewals_html = { "html", "text/html", .one.renewals = put_page };
