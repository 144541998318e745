#include "format/markdown.h"

#include "base/buf.h"
#include "base/utf8.h"

enum { COLUMNS_MAX = 12, WIDTH_MAX = 48 };
#define SPACES "                                                "
#define DASHES "------------------------------------------------"
static_assert(sizeof SPACES == WIDTH_MAX + 1 && sizeof DASHES == WIDTH_MAX + 1, "one for each column of the widest cell");

struct row {
    struct view cells[COLUMNS_MAX];
    size_t n;
    bool rule; /* the line of hyphens under the head */
};

/* Characters, as far as one character is one column. */
static size_t width(struct view v)
{
    size_t n = 0;
    for (size_t i = 0; i < v.n; i++)
        n += ((unsigned char)v.p[i] & 0xC0) != 0x80;
    return n;
}

/* A pipe behind an odd number of backslashes belongs to the text. */
static size_t cell_end(struct view v)
{
    size_t i = 0;
    for (; i < v.n && v.p[i] != '|'; i++)
        if (v.p[i] == '\\' && i + 1 < v.n)
            i++;
    return i;
}

static bool read_row(struct view line, struct row *row)
{
    row->n = 0;
    row->rule = true;
    if (line.n < 2 || line.p[0] != '|')
        return false;
    line = view_from(line, 1);
    while (line.n) {
        size_t end = cell_end(line);
        if (end >= line.n)
            return view_trim(line).n == 0 && row->n > 0;
        if (row->n == COLUMNS_MAX)
            return false;
        struct view cell = view_trim(view_first(line, end));
        row->cells[row->n++] = cell;
        for (size_t i = 0; i < cell.n && row->rule; i++)
            row->rule = cell.p[i] == '-' || cell.p[i] == ':';
        row->rule = row->rule && cell.n > 0;
        line = view_from(line, end + 1);
    }
    return row->n > 0;
}

static void put_row(struct buf *out, const struct row *row, const size_t *widths)
{
    buf_text(out, "|");
    for (size_t i = 0; i < row->n; i++) {
        size_t have = width(row->cells[i]), want = i + 1 < row->n ? widths[i] : have;
        buf_putc(out, ' ');
        buf_put(out, row->cells[i]);
        if (have < want)
            buf_put(out, view_first(row->rule ? VIEW(DASHES) : VIEW(SPACES), want - have));
        buf_put(out, i + 1 < row->n || have || row->n == 1 ? VIEW(" |") : VIEW("|"));
    }
    buf_text(out, "\n");
}

/* Cuts the next line, with its line feed, off *text. */
static struct view take_line(struct view *text)
{
    const char *feed = memchr(text->p, '\n', text->n);
    struct view line = view_first(*text, feed ? (size_t)(feed - text->p) + 1 : text->n);
    *text = view_from(*text, line.n);
    return line;
}

/* Takes the table that *rest starts with; false, and nothing done, when it doesn't start with one. */
static bool take_table(struct buf *out, struct view *rest)
{
    size_t widths[COLUMNS_MAX] = { 0 }, lines = 0;
    struct view scan = *rest;
    struct row row;
    for (struct view ahead = scan; ahead.n && read_row(take_line(&ahead), &row); lines++) {
        for (size_t i = 0; i < row.n; i++) {
            size_t n = width(row.cells[i]);
            if (n > widths[i] && n <= WIDTH_MAX && !row.rule)
                widths[i] = n;
        }
        scan = ahead;
    }
    for (size_t i = 0; i < COLUMNS_MAX; i++)
        if (widths[i] < 3)
            widths[i] = 3;
    for (size_t i = 0; i < lines; i++)
        if (read_row(take_line(rest), &row))
            put_row(out, &row, widths);
    *rest = scan;
    return lines > 0;
}

struct view markdown_align_tables(struct arena *arena, struct view text)
{
    struct buf out = BUF_INIT(text.n * 64 + 4096);
    struct view all = text;
    bool fenced = false;
    while (text.n) {
        if (!fenced && text.p[0] == '|' && take_table(&out, &text))
            continue;
        struct view line = take_line(&text);
        if (view_starts(view_trim(line), VIEW("```")))
            fenced = !fenced;
        buf_put(&out, line);
        if (line.p[line.n - 1] != '\n')
            buf_put(&out, VIEW("\n"));
    }
    struct view aligned = out.failed ? all : view_dup(arena, buf_view(&out));
    buf_free(&out);
    return aligned;
}
