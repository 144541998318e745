#include "flow/show.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "format/text/escape.h"
#include "format/zip/zip_read.h"
#include "model/assets.h"

static bool no_such_entry(struct arena *arena, const struct zip_entry *entries, size_t n, struct view entry, struct err *e)
{
    struct view *names = NEW(arena, struct view, n);
    struct buf all = BUF_INIT(300);
    for (size_t i = 0; i < n; i++) {
        names[i] = entries[i].name;
        buf_fmt(&all, "%s%.*s", i ? ", " : "", VIEW_ARG(names[i]));
    }
    size_t near = view_nearest(entry, names, n);
    char hint[320];
    if (near != SIZE_MAX)
        snprintf(hint, sizeof hint, "did you mean %.*s?", VIEW_ARG(names[near]));
    else
        snprintf(hint, sizeof hint, "it has %.*s", VIEW_ARG(buf_view(&all)));
    buf_free(&all);
    return err_set(e, ST_USAGE, hint, "no entry '%.*s' in this bundle", VIEW_ARG(entry));
}

bool show_find(struct arena *arena, struct view bundle, struct view entry, struct shown *out, struct err *e)
{
    struct view archive;
    struct zip_entry *entries;
    size_t n, found = SIZE_MAX;
    struct view wanted = entry.n ? entry : VIEW("TICKET.txt");
    if (!file_read(arena, bundle.p, LIMIT_BUNDLE_BYTES, &archive, e))
        return false;
    if (!zip_unpack(arena, archive, &entries, &n, e))
        return err_at(e, "%s", bundle.p);
    for (size_t i = 0; i < n; i++)
        if (view_eq(entries[i].name, wanted))
            found = i;
    for (size_t i = 0; i < n && found == SIZE_MAX; i++)
        if (view_eq_nocase(path_name(entries[i].name), wanted))
            found = i;
    if (found == SIZE_MAX) {
        no_such_entry(arena, entries, n, wanted, e);
        return err_at(e, "%s", bundle.p);
    }
    *out = (struct shown){ .name = entries[found].name, .bytes = entries[found].bytes };
    return true;
}

bool show_is_text(const struct shown *s)
{
    return utf8_valid(s->bytes) && (s->bytes.n == 0 || memchr(s->bytes.p, '\0', s->bytes.n) == NULL);
}

static void put_lines(struct sink *to, enum escape_target target, struct view text)
{
    struct view line;
    while (view_line(&text, &line)) {
        escape_put(to, target, line);
        put_text(to, "\n");
    }
}

/* Nothing in a page is fetched or run, whatever the entry says. */
static void put_page(struct sink *to, const struct shown *s)
{
    struct view style = { 0 };
    if (!asset_find(VIEW("show.css"), &style))
        abort();
    put_text(to, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                 "<meta http-equiv=\"Content-Security-Policy\" "
                 "content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'\">\n"
                 "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                 "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
    escape_put(to, ESCAPE_HTML, s->name);
    put_text(to, "</title>\n<style>\n");
    put(to, style);
    put_text(to, "</style>\n</head>\n<body>\n<main>\n");
    struct view body = s->bytes, subject;
    if (view_eq(s->name, VIEW("TICKET.txt")) && view_line(&body, &subject)) {
        put_text(to, "<h1>");
        escape_put(to, ESCAPE_HTML, subject);
        put_text(to, "</h1>\n");
        body = view_trim(body);
    }
    put_text(to, "<pre>\n");
    put_lines(to, ESCAPE_HTML, body);
    put_text(to, "</pre>\n");
    put_text(to, "</main>\n</body>\n</html>\n");
}

void show_put(struct sink *to, enum show_format format, const struct shown *s)
{
    switch (format) {
    case SHOW_AS_IS:
        put(to, s->bytes);
        return;
    case SHOW_TEXT:
        put_lines(to, ESCAPE_TEXT, s->bytes);
        return;
    case SHOW_HTML:
        put_page(to, s);
        return;
    }
}
