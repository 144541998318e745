#include "flow/show.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "format/bundle/bundle_parts.h"
#include "format/digest.h"
#include "format/text/base64.h"
#include "format/text/escape.h"
#include "format/zip/zip_read.h"
#include "model/assets.h"

static bool no_such_entry(struct arena *arena, const struct zip_entry *entries, size_t n, struct view entry, struct err *e)
{
    struct view *names = NEW(arena, struct view, n);
    AUTO(buf_free) struct buf all = BUF_INIT(300);
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
    return err_set(e, ST_USAGE, hint, "no entry '%.*s' in this bundle", VIEW_ARG(entry));
}

bool show_find(struct arena *arena, struct view bundle, struct view entry, struct shown *out, struct err *e)
{
    struct view archive;
    struct zip_entry *entries;
    size_t n, found = SIZE_MAX;
    struct view wanted = entry.n ? entry : bundle_part_name(PART_TICKET);
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

/* The first line is the subject, what follows behind an empty line the description. */
static void split_ticket(struct view ticket, struct view *subject, struct view *body)
{
    struct view rest = ticket;
    *subject = (struct view){ 0 };
    if (view_line(&rest, subject))
        while (rest.n && (rest.p[0] == '\r' || rest.p[0] == '\n'))
            rest = view_from(rest, 1);
    *body = rest;
}

bool show_find_part(struct arena *arena, struct view bundle, enum show_part part, struct shown *out, struct err *e)
{
    struct view subject, body;
    if (!show_find(arena, bundle, bundle_part_name(part == SHOW_SUBMIT ? PART_SUBMIT : PART_TICKET), out, e))
        return false;
    split_ticket(out->bytes, &subject, &body);
    if (part == SHOW_SUBJECT)
        out->bytes = VIEW_JOIN(arena, subject, VIEW("\n"));
    else if (part == SHOW_BODY)
        out->bytes = body;
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

static struct view asset(const char *name)
{
    struct view bytes = { 0 };
    if (!asset_find(view_of(name), &bytes))
        abort();
    return bytes;
}

static void put_head(struct sink *to, const struct shown *s, struct view script_hash)
{
    put_text(to, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                 "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; ");
    if (script_hash.n) {
        put_text(to, "script-src 'sha256-");
        put(to, script_hash);
        put_text(to, "'; ");
    }
    put_text(to, "base-uri 'none'; form-action 'none'\">\n"
                 "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                 "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
    escape_put(to, ESCAPE_HTML, s->name);
    put_text(to, "</title>\n<style>\n");
    put(to, asset("show.css"));
    put_text(to, "</style>\n</head>\n<body>\n<main>\n");
}

static void put_end(struct sink *to)
{
    put_text(to, "</main>\n</body>\n</html>\n");
}

static void put_button(struct sink *to, const char *from, const char *what)
{
    put_fmt(to, "<button type=\"button\" hidden data-from=\"%s\" data-said=\"The %s is copied\">Copy the %s</button>", from, what, what);
}

/* What goes into the portal's two fields, each with a button that copies it. */
static void put_ticket(struct arena *arena, struct sink *to, const struct shown *s)
{
    unsigned char sha256[32];
    struct view subject, body, script = asset("show.js");
    digest_sha256(script, sha256);
    split_ticket(s->bytes, &subject, &body);
    put_head(to, s, base64_of_sha256(arena, sha256));
    put_text(to, "<h1 id=\"subject\">");
    escape_put(to, ESCAPE_HTML, subject);
    put_text(to, "</h1>\n<p class=\"copy\">");
    put_button(to, "subject", "subject");
    put_button(to, "body", "description");
    put_text(to, "</p>\n<p class=\"copy\" id=\"said\" role=\"status\"></p>\n<pre id=\"body\">\n");
    put_lines(to, ESCAPE_HTML, body);
    put_text(to, "</pre>\n<script>");
    put(to, script);
    put_text(to, "</script>\n");
    put_end(to);
}

/* Nothing in a page is fetched, and nothing of the entry is run, whatever it says. */
static void put_page(struct arena *arena, struct sink *to, const struct shown *s)
{
    if (view_eq(s->name, bundle_part_name(PART_TICKET))) {
        put_ticket(arena, to, s);
        return;
    }
    put_head(to, s, (struct view){ 0 });
    put_text(to, "<pre>\n");
    put_lines(to, ESCAPE_HTML, s->bytes);
    put_text(to, "</pre>\n");
    put_end(to);
}

void show_put(struct arena *arena, struct sink *to, enum show_format format, const struct shown *s)
{
    switch (format) {
    case SHOW_AS_IS:
        put(to, s->bytes);
        return;
    case SHOW_TEXT:
        put_lines(to, ESCAPE_TEXT, s->bytes);
        return;
    case SHOW_HTML:
        put_page(arena, to, s);
        return;
    }
}
