#include "format/markdown.h"

#include "base/buf.h"
#include "base/utf8.h"

enum { COLUMNS_MAX = 12, WIDTH_MAX = 48 };

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
    *row = (struct row){ .rule = true };
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
        for (size_t i = 0; i < cell.n; i++)
            row->rule = row->rule && (cell.p[i] == '-' || cell.p[i] == ':');
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
        for (; have < want; have++)
            buf_putc(out, row->rule ? '-' : ' ');
        buf_text(out, row->n == 1 || i + 1 < row->n || have ? " |" : "|");
    }
    buf_text(out, "\n");
}

/* Takes the table that *rest starts with; false, and nothing done, when it doesn't start with one. */
static bool take_table(struct buf *out, struct view *rest)
{
    size_t widths[COLUMNS_MAX] = { 0 }, lines = 0;
    struct view scan = *rest, line;
    struct row row;
    for (struct view ahead = scan; view_line(&ahead, &line) && read_row(line, &row); lines++) {
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
    for (size_t i = 0; i < lines && view_line(rest, &line); i++)
        if (read_row(line, &row))
            put_row(out, &row, widths);
    *rest = scan;
    return lines > 0;
}

struct view markdown_align_tables(struct arena *arena, struct view text)
{
    struct buf out = BUF_INIT(text.n * 64 + 4096);
    bool fenced = false;
    struct view line, all = text;
    while (text.n) {
        if (!fenced && take_table(&out, &text))
            continue;
        const char *start = text.p;
        if (!view_line(&text, &line))
            break;
        if (view_starts(view_trim(line), VIEW("```")))
            fenced = !fenced;
        size_t n = text.n ? (size_t)(text.p - start) : line.n;
        buf_put(&out, (struct view){ .p = start, .n = n });
        if (!text.n)
            buf_put(&out, VIEW("\n"));
    }
    struct view aligned = out.failed ? all : view_dup(arena, buf_view(&out));
    buf_free(&out);
    return aligned;
}
