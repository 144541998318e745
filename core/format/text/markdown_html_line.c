#include "format/text/escape.h"
#include "format/text/markdown_html.h"

enum { TICKS_MAX = 8, LINK_TEXT_MAX = 300, LINK_MAX = 2000 };

/* A line being read. What was looked for in vain is not looked for again: a line of backticks would take a square of its length. */
struct line {
    struct sink *to;
    struct view rest;
    bool no_ticks[TICKS_MAX + 1], no_stars;
    bool strong;
};

static size_t run_of(struct view v, char c)
{
    size_t n = 0;
    while (n < v.n && v.p[n] == c)
        n++;
    return n;
}

static bool is_punctuation(char c)
{
    return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}

static void put_plain(struct line *line, size_t n)
{
    escape_put(line->to, ESCAPE_HTML, view_first(line->rest, n));
    line->rest = view_from(line->rest, n);
}

/* A code span ends with as many backticks as it began with. */
static void put_code(struct line *line)
{
    size_t ticks = run_of(line->rest, '`'), at = ticks;
    if (ticks > TICKS_MAX || line->no_ticks[ticks]) {
        put_plain(line, ticks);
        return;
    }
    while (at < line->rest.n) {
        size_t n = run_of(view_from(line->rest, at), '`');
        if (n == ticks)
            break;
        at += n ? n : 1;
    }
    if (at >= line->rest.n) {
        line->no_ticks[ticks] = true;
        put_plain(line, ticks);
        return;
    }
    struct view code = view_from(view_first(line->rest, at), ticks);
    bool padded = code.n > 2 && code.p[0] == ' ' && code.p[code.n - 1] == ' ' && view_trim(code).n;
    put_text(line->to, "<code>");
    escape_put(line->to, ESCAPE_HTML, padded ? view_from(view_first(code, code.n - 1), 1) : code);
    put_text(line->to, "</code>");
    line->rest = view_from(line->rest, at + ticks);
}

static void put_stars(struct line *line)
{
    size_t at;
    if (!line->strong && (line->no_stars || !view_find(view_from(line->rest, 2), VIEW("**"), &at))) {
        line->no_stars = true;
        put_plain(line, 2);
        return;
    }
    put_text(line->to, line->strong ? "</strong>" : "<strong>");
    line->strong = !line->strong;
    line->rest = view_from(line->rest, 2);
}

/* An https address that ends with `end`; 0 when there is none at the start of `v`. */
static size_t address(struct view v, char end)
{
    if (!view_starts(v, VIEW("https://")))
        return 0;
    for (size_t i = 8; i < v.n && i < LINK_MAX; i++) {
        if (v.p[i] == end)
            return i > 8 ? i : 0;
        if (v.p[i] <= ' ' || v.p[i] > '~' || v.p[i] == '<' || v.p[i] == '>' || v.p[i] == '"' || v.p[i] == '\\')
            return 0;
    }
    return 0;
}

static void put_link(struct line *line, struct view href, struct view text)
{
    put_text(line->to, "<a rel=\"noreferrer\" href=\"");
    escape_put(line->to, ESCAPE_HTML, href);
    put_text(line->to, "\">");
    escape_put(line->to, ESCAPE_HTML, text);
    put_text(line->to, "</a>");
}

/* <https://...> */
static void put_autolink(struct line *line)
{
    struct view href = view_from(line->rest, 1);
    size_t n = address(href, '>');
    if (n == 0) {
        put_plain(line, 1);
        return;
    }
    put_link(line, view_first(href, n), view_first(href, n));
    line->rest = view_from(href, n + 1);
}

/* [text](https://...); a text with anything special in it is not read as a link. */
static void put_named_link(struct line *line)
{
    size_t end = 1, n = 0;
    while (end < line->rest.n && end < LINK_TEXT_MAX && !strchr("[]\\`<", line->rest.p[end]))
        end++;
    struct view behind = view_from(line->rest, end);
    if (end > 1 && view_starts(behind, VIEW("](")))
        n = address(view_from(behind, 2), ')');
    if (n == 0) {
        put_plain(line, 1);
        return;
    }
    put_link(line, view_first(view_from(behind, 2), n), view_from(view_first(line->rest, end), 1));
    line->rest = view_from(behind, n + 3);
}

static size_t plain_run(struct view v)
{
    size_t n = 0;
    while (n < v.n && v.p[n] != '\\' && v.p[n] != '`' && v.p[n] != '*' && v.p[n] != '<' && v.p[n] != '[' && v.p[n] != '\t')
        n++;
    return n;
}

void markdown_html_put_line(struct sink *to, struct view text)
{
    struct line line = { .to = to, .rest = text };
    while (line.rest.n && !to->failed) {
        put_plain(&line, plain_run(line.rest));
        if (line.rest.n == 0)
            break;
        switch (line.rest.p[0]) {
        case '\\':
            if (line.rest.n > 1 && is_punctuation(line.rest.p[1]))
                line.rest = view_from(line.rest, 1);
            put_plain(&line, 1);
            break;
        case '`':
            put_code(&line);
            break;
        case '<':
            put_autolink(&line);
            break;
        case '[':
            put_named_link(&line);
            break;
        case '\t':
            put_text(to, " ");
            line.rest = view_from(line.rest, 1);
            break;
        default:
            if (view_starts(line.rest, VIEW("**")))
                put_stars(&line);
            else
                put_plain(&line, 1);
        }
    }
    put_text(to, line.strong ? "</strong>" : "");
}
