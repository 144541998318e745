#include "format/text/markdown.h"

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
    for (size_t from = 0; from < v.n;) {
        const char *pipe = memchr(v.p + from, '|', v.n - from);
        if (!pipe)
            break;
        size_t end = (size_t)(pipe - v.p), start = end;
        while (start > 0 && v.p[start - 1] == '\\')
            start--;
        if ((end - start) % 2 == 0)
            return end;
        from = end + 1;
    }
    return v.n;
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

static bool is_fence(struct view line)
{
    size_t i = 0;
    while (i < line.n && (line.p[i] == ' ' || (line.p[i] >= '\t' && line.p[i] <= '\r')))
        i++;
    return view_starts(view_from(line, i), VIEW("```"));
}

struct view markdown_align_tables(struct arena *arena, struct view text)
{
    struct buf out = BUF_INIT(text.n * 64 + 4096);
    struct view all = text, plain = { .p = text.p }; /* plain: lines that stay as they are and are still to be put */
    bool fenced = false;
    while (text.n) {
        if (!fenced && text.p[0] == '|') {
            buf_put(&out, plain);
            bool taken = take_table(&out, &text);
            plain = view_first(text, 0);
            if (taken)
                continue;
        }
        struct view line = take_line(&text);
        if (is_fence(line))
            fenced = !fenced;
        plain.n += line.n;
    }
    buf_put(&out, plain);
    if (plain.n && plain.p[plain.n - 1] != '\n')
        buf_putc(&out, '\n');
    struct view aligned = out.failed ? all : view_dup(arena, buf_view(&out));
    buf_free(&out);
    return aligned;
}
