#include "format/text/markdown_html.h"

#include "format/text/escape.h"

enum { LISTS_MAX = 6, COLUMNS_MAX = 24 };
enum open { OPEN_NOTHING, OPEN_PARAGRAPH, OPEN_ITEM, OPEN_TABLE };

struct list {
    size_t marker, content; /* columns where its markers and its texts begin */
    bool numbered;
};

struct writer {
    struct sink *to;
    struct list lists[LISTS_MAX];
    size_t n_lists;
    enum open open;
    bool after_blank;
};

static size_t indent_of(struct view line)
{
    size_t n = 0;
    while (n < line.n && line.p[n] == ' ')
        n++;
    return n;
}

static void close_block(struct writer *w)
{
    static const char *const ends[] = { [OPEN_PARAGRAPH] = "</p>\n", [OPEN_TABLE] = "</tbody></table></div>\n" };
    if (w->open == OPEN_PARAGRAPH || w->open == OPEN_TABLE)
        put_text(w->to, ends[w->open]);
    w->open = OPEN_NOTHING;
}

static void close_lists(struct writer *w, size_t keep)
{
    close_block(w);
    for (; w->n_lists > keep; w->n_lists--)
        put_text(w->to, w->lists[w->n_lists - 1].numbered ? "</li></ol>\n" : "</li></ul>\n");
}

/* What stands at `indent` leaves the lists whose text begins further right. */
static void leave_lists(struct writer *w, size_t indent)
{
    size_t keep = w->n_lists;
    while (keep > 0 && indent < w->lists[keep - 1].content)
        keep--;
    if (keep < w->n_lists)
        close_lists(w, keep);
}

/* "- ", "* " or "12. " at the start: how long it is, with its spaces; 0 when there is none. */
static size_t marker_of(struct view line, bool *numbered)
{
    size_t n = 0;
    while (n < line.n && n < 9 && line.p[n] >= '0' && line.p[n] <= '9')
        n++;
    *numbered = n > 0;
    if (n >= line.n || (*numbered ? line.p[n] != '.' && line.p[n] != ')' : line.p[0] != '-' && line.p[0] != '*'))
        return 0;
    n++;
    size_t spaces = indent_of(view_from(line, n));
    return spaces > 0 && spaces < 5 && n + spaces < line.n ? n + spaces : 0;
}

static void open_list(struct writer *w, struct view line, size_t indent, bool numbered)
{
    uint64_t first = 1;
    size_t digits = 0;
    while (digits < line.n && line.p[digits] >= '0' && line.p[digits] <= '9')
        digits++;
    close_block(w);
    if (numbered && view_number(view_first(line, digits), 999999999, &first) && first != 1)
        put_fmt(w->to, "<ol start=\"%u\">\n<li>", (unsigned)first);
    else
        put_text(w->to, numbered ? "<ol>\n<li>" : "<ul>\n<li>");
    w->lists[w->n_lists++] = (struct list){ .marker = indent, .numbered = numbered };
}

static bool put_item(struct writer *w, struct view line, size_t indent)
{
    bool numbered;
    size_t marker = marker_of(line, &numbered);
    if (marker == 0)
        return false;
    size_t keep = w->n_lists;
    while (keep > 0 && indent < w->lists[keep - 1].marker)
        keep--;
    bool same = keep > 0 && indent < w->lists[keep - 1].content;
    if (same && w->lists[keep - 1].numbered != numbered) {
        keep--;
        same = false;
    }
    if (!same && keep == LISTS_MAX)
        return false;
    close_lists(w, keep);
    if (same)
        put_text(w->to, "</li>\n<li>");
    else
        open_list(w, line, indent, numbered);
    w->lists[w->n_lists - 1].content = indent + marker;
    struct view text = view_from(line, marker);
    bool todo = view_starts(text, VIEW("[ ] ")), done = view_starts(text, VIEW("[x] "));
    if (todo || done) {
        put_text(w->to, done ? "<span class=\"box\" role=\"img\" aria-label=\"done\">&#9745;</span> "
                             : "<span class=\"box\" role=\"img\" aria-label=\"to do\">&#9744;</span> ");
        text = view_from(text, 4);
    }
    markdown_html_put_line(w->to, text);
    w->open = OPEN_ITEM;
    return true;
}

static bool put_heading(struct writer *w, struct view line)
{
    size_t level = 0;
    while (level < line.n && line.p[level] == '#')
        level++;
    if (level == 0 || level > 6 || level >= line.n || line.p[level] != ' ')
        return false;
    close_block(w);
    put_fmt(w->to, "<h%zu>", level);
    markdown_html_put_line(w->to, view_trim(view_from(line, level)));
    put_fmt(w->to, "</h%zu>\n", level);
    return true;
}

static bool is_rule(struct view line)
{
    line = view_trim(line);
    size_t n = 0;
    while (n < line.n && line.p[n] == line.p[0])
        n++;
    return line.n >= 3 && n == line.n && (line.p[0] == '-' || line.p[0] == '*' || line.p[0] == '_');
}

/* The next cell of a row; a pipe behind a backslash belongs to the text. */
static bool take_cell(struct view *row, struct view *cell)
{
    size_t i = 0;
    while (i < row->n && row->p[i] != '|')
        i += row->p[i] == '\\' ? 2 : 1;
    if (i >= row->n)
        return false;
    *cell = view_trim(view_first(*row, i));
    *row = view_from(*row, i + 1);
    return true;
}

static bool is_table_rule(struct view line)
{
    line = view_trim(line);
    bool hyphen = false;
    for (size_t i = 0; i < line.n; i++) {
        if (!strchr("|-: ", line.p[i]))
            return false;
        hyphen = hyphen || line.p[i] == '-';
    }
    return hyphen && line.p[0] == '|';
}

static void put_row(struct writer *w, struct view line, bool head)
{
    struct view row = view_from(line, 1), cell;
    put_text(w->to, "<tr>");
    for (size_t i = 0; i < COLUMNS_MAX && take_cell(&row, &cell); i++) {
        put_text(w->to, head ? "<th scope=\"col\">" : "<td>");
        markdown_html_put_line(w->to, cell);
        put_text(w->to, head ? "</th>" : "</td>");
    }
    put_text(w->to, "</tr>\n");
}

/* `behind` is the text after this line. */
static bool put_table(struct writer *w, struct view line, struct view *behind)
{
    struct view next, rest = *behind;
    if (line.n < 2 || line.p[0] != '|')
        return false;
    if (w->open == OPEN_TABLE) {
        put_row(w, line, false);
        return true;
    }
    if (!view_line(&rest, &next) || !is_table_rule(next))
        return false;
    close_block(w);
    put_text(w->to, "<div class=\"table\"><table><thead>");
    put_row(w, line, true);
    put_text(w->to, "</thead><tbody>\n");
    w->open = OPEN_TABLE;
    *behind = rest;
    return true;
}

static void put_code_line(struct sink *to, struct view line)
{
    struct view part;
    for (bool first = true; view_cut(&line, '\t', &part); first = false) {
        put_text(to, first ? "" : "    ");
        escape_put(to, ESCAPE_HTML, part);
    }
    put_text(to, "\n");
}

static bool put_fence(struct writer *w, struct view line, size_t indent, struct view *behind)
{
    struct view code;
    if (!view_starts(line, VIEW("```")))
        return false;
    close_block(w);
    put_text(w->to, "<pre><code>");
    while (view_line(behind, &code)) {
        size_t shift = indent_of(code);
        if (view_starts(view_from(code, shift), VIEW("```")))
            break;
        put_code_line(w->to, view_from(code, shift < indent ? shift : indent));
    }
    put_text(w->to, "</code></pre>\n");
    return true;
}

static void put_paragraph(struct writer *w, struct view line)
{
    if (w->open == OPEN_PARAGRAPH || w->open == OPEN_ITEM) {
        put_text(w->to, "\n");
    } else {
        close_block(w);
        put_text(w->to, "<p>");
        w->open = OPEN_PARAGRAPH;
    }
    markdown_html_put_line(w->to, line);
}

void markdown_html_put(struct sink *to, struct view text)
{
    struct writer w = { .to = to };
    struct view line;
    while (!to->failed && view_line(&text, &line)) {
        size_t indent = indent_of(line);
        if (view_trim(line).n == 0) {
            close_block(&w);
            w.after_blank = true;
            continue;
        }
        line = view_from(line, indent);
        bool numbered, opens = line.p[0] == '#' || view_starts(line, VIEW("```")) || is_rule(line);
        if ((w.after_blank || opens) && (marker_of(line, &numbered) == 0 || is_rule(line)))
            leave_lists(&w, indent);
        w.after_blank = false;
        if (is_rule(line)) {
            close_block(&w);
            put_text(to, "<hr>\n");
        } else if (!put_heading(&w, line) && !put_fence(&w, line, indent, &text) && !put_table(&w, line, &text) &&
                   !put_item(&w, line, indent)) {
            put_paragraph(&w, line);
        }
    }
    close_lists(&w, 0);
}
