#include "base/limits.h"
#include "base/utf8.h"
#include "format/request/csv.h"
#include "format/request/request_parts.h"

struct state {
    struct csv *csv;
    char separator;
    const struct request_field *columns[REQUEST_FIELDS];
    size_t n_columns;
    size_t width; /* with those behind the last that have no name */
    size_t quote_column, quote_line; /* where the quoted field that was seen last begins; columns from 0 */
    size_t last_line;                /* of the current row */
};

enum cut { CUT_RECORD, CUT_LONG, CUT_OPEN_QUOTE, CUT_END };
enum at { AT_START, AT_PLAIN, AT_QUOTED, AT_QUOTE }; /* in a field: its front, no quotes, inside of quotes, behind the second one */

static enum at step(struct request_reader *r, enum at at, int c, size_t *column)
{
    struct state *s = r->state;
    s->last_line = r->in.line;
    if (at == AT_QUOTED)
        return c == '"' ? AT_QUOTE : AT_QUOTED;
    if (c == s->separator) {
        ++*column;
        return AT_START;
    }
    if (c == '"' && at == AT_START) {
        s->quote_column = *column;
        s->quote_line = r->in.line;
    }
    if (c == '"')
        return at == AT_PLAIN ? AT_PLAIN : AT_QUOTED;
    return at == AT_START && (c == ' ' || c == '\t') ? AT_START : AT_PLAIN;
}

/* Takes one record and its line break, which is not kept. Where it ends is decided as libcsv does, but for quotation marks in the wrong
 * place: those open nothing, so that a stray one can't swallow the rows behind it. */
static enum cut cut_record(struct request_reader *r)
{
    enum at at = AT_START;
    size_t column = 0;
    bool fits = true;
    request_begin(r);
    if (request_peek(&r->in) < 0)
        return CUT_END;
    for (int c; (c = request_take(&r->in)) >= 0;) {
        if (at != AT_QUOTED && (c == '\n' || c == '\r')) {
            if (c == '\r' && request_peek(&r->in) == '\n')
                request_take(&r->in);
            return fits ? CUT_RECORD : CUT_LONG;
        }
        fits = request_keep(r, c) && fits;
        at = step(r, at, c, &column);
    }
    if (at == AT_QUOTED)
        return CUT_OPEN_QUOTE;
    return fits ? CUT_RECORD : CUT_LONG;
}

/* --- header --- */

static const char hint_header[] = "the first row names the columns: id,certificates,environments,...";

static struct view line_ahead(struct request_reader *r)
{
    struct view ahead = request_input_ahead(&r->in), line = { 0 };
    return view_line(&ahead, &line) ? line : (struct view){ 0 };
}

/* "sep=;" in the first line is for Excel, which quotes it at times. */
static bool take_separator_line(struct request_reader *r, char *separator)
{
    const struct view key = VIEW("sep=");
    struct view line = line_ahead(r), text = line;
    if (view_starts(text, VIEW("\"")))
        text = view_from(text, 1);
    if (!view_eq_nocase(view_first(text, key.n), key) || text.n == key.n || !strchr(",;|\t", text.p[key.n]))
        return false;
    *separator = text.p[key.n];
    for (size_t i = 0; i < line.n; i++)
        request_take(&r->in);
    request_skip_space(&r->in);
    return true;
}

/* Spreadsheets export with what their language setting says; no name of a column has one of these. */
static char header_separator(struct view header)
{
    static const char all[] = ",;\t|";
    size_t most = 0;
    char found = ',';
    for (const char *c = all; *c; c++) {
        size_t n = view_count(header, *c);
        if (n > most) {
            most = n;
            found = *c;
        }
    }
    return found;
}

/* As people type it: "Needed by". */
static struct view column_name(struct arena *arena, struct view name)
{
    char *out = NEW(arena, char, name.n + 1);
    for (size_t i = 0; i < name.n; i++)
        out[i] = name.p[i] == ' ' || name.p[i] == '-' ? '_' : small_letter(name.p[i]);
    return (struct view){ .p = out, .n = name.n };
}

static bool add_column(struct arena *arena, struct state *s, struct view name, size_t number, struct err *e)
{
    name = column_name(arena, text_unquoted(name));
    if (name.n == 0)
        return err_set(e, ST_FORMAT, "name it or remove it", "column %zu of the header has no name", number);
    const struct request_field *f = request_field_named(name, "the header: ", e);
    if (!f)
        return false;
    for (size_t i = 0; i < s->n_columns; i++)
        if (s->columns[i] == f)
            return err_set(e, ST_FORMAT, "keep one of the two", "the header has the column %.*s twice", VIEW_ARG(name));
    s->columns[s->n_columns++] = f;
    return true;
}

/* A whole line in one pair of the marks that a word processor bent is that line; straight ones are CSV's own. */
static struct view without_bent_marks(struct view row)
{
    const struct view line = text_trim(row), bare = text_unquoted(line);
    return line.n && (unsigned char)line.p[0] >= 0x80 && bare.n < line.n ? bare : row;
}

/* One record to its fields. A whole line in the first of them, as a spreadsheet with another separator shows and saves it, is that line. */
static bool split(const struct state *s, struct arena *arena, struct view row, struct csv_record *out)
{
    size_t at;
    if (!csv_split(s->csv, arena, s->n_columns == 1 ? row : without_bent_marks(row), out))
        return false;
    const struct view only = out->n == 1 ? out->fields[0] : VIEW(""), separator = { .p = &s->separator, .n = 1 };
    return s->n_columns == 1 || !view_find(only, separator, &at) || csv_split(s->csv, arena, only, out);
}

/* A spreadsheet writes columns that were once used, or only coloured, behind the last one. */
static void drop_empty_end(struct csv_record *record, size_t columns)
{
    while (record->n > columns && record->n <= CSV_FIELDS && text_trim(record->fields[record->n - 1]).n == 0)
        record->n--;
}

static bool read_header(struct request_reader *r, struct csv_record *header, struct err *e)
{
    struct state *s = r->state;
    do {
        enum cut cut = cut_record(r);
        if (!request_input_ok(&r->in, e))
            return false;
        if (cut == CUT_END)
            return err_set(e, ST_FORMAT, "check that the file was written completely", "it is empty, requests were expected");
        if (cut == CUT_LONG)
            return err_set(e, ST_LIMIT, hint_header, "the header is longer than %d bytes", LIMIT_REQUEST_BYTES);
        if (cut == CUT_OPEN_QUOTE || !split(s, &r->arena, buf_view(&r->row), header))
            return err_set(e, ST_FORMAT, hint_header, "the header has a quotation mark that is not closed or in the wrong place");
    } while (header->n == 0);
    return true;
}

static bool open_csv(struct request_reader *r, struct err *e)
{
    struct state *s = r->state = NEW(&r->arena, struct state, 1);
    struct csv_record *header = NEW(&r->arena, struct csv_record, 1);
    if (!take_separator_line(r, &s->separator))
        s->separator = header_separator(line_ahead(r));
    s->csv = csv_new(s->separator);
    if (!read_header(r, header, e))
        return false;
    s->width = header->n;
    drop_empty_end(header, 0);
    for (size_t i = 0; i < header->n && i < CSV_FIELDS; i++)
        if (!add_column(&r->arena, s, header->fields[i], i + 1, e))
            return false;
    for (size_t i = 0; i < s->n_columns; i++)
        if (s->columns[i]->uses & FIELD_REQUIRED)
            return true;
    return err_set(e, ST_FORMAT, hint_header, "the header has no column certificates");
}

/* --- rows --- */

static bool is_blank(const struct csv_record *record)
{
    for (size_t i = 0; i < record->n && i < CSV_FIELDS; i++)
        if (record->fields[i].n)
            return false;
    return record->n <= CSV_FIELDS;
}

static enum request_result bad_quote(const struct request_reader *r, const char *row, struct err *e)
{
    const struct state *s = r->state;
    if (s->last_line > r->line)
        err_set(e, ST_FORMAT, "close the quoted field, and double quotation marks inside of it",
                "%s: a quotation mark in the wrong place; the row reaches to line %zu, maybe one is missing", row, s->last_line);
    else
        err_set(e, ST_FORMAT, "put the whole field in quotation marks and double those inside: \"5\"\" disk\"",
                "%s: a quotation mark in the wrong place", row);
    return REQUEST_BAD_ROW;
}

static enum request_result open_quote(const struct request_reader *r, const char *row, struct err *e)
{
    const struct state *s = r->state;
    struct view name = s->quote_column < s->n_columns ? s->columns[s->quote_column]->name : VIEW("behind the last");
    err_set(e, ST_FORMAT, "close it; the rows behind it can't be told apart",
            "%s, column %.*s: a quotation mark opens in line %zu and is never closed", row, VIEW_ARG(name), s->quote_line);
    return REQUEST_FAILED;
}

/* Too few fields, or too many for the header, or one where the header has a column without a name. */
static enum request_result bad_width(const struct request_reader *r, const struct csv_record *record, struct request_fill *fill,
                                     struct err *e)
{
    const struct state *s = r->state;
    char hint[120];
    const char *name = s->separator == ',' ? "comma" : s->separator == ';' ? "semicolon" : s->separator == '|' ? "bar" : "tab";
    (void)snprintf(hint, sizeof hint, "put a field with a %s in quotation marks; keep the %ss of empty fields", name, name);
    if (record->n > s->n_columns && record->n <= s->width)
        err_set(e, ST_FORMAT, hint, "%s has something in column %zu, which has no name in the header", fill->row, record->n);
    else
        err_set(e, ST_FORMAT, hint, "%s has %.*s, the header has %zu", fill->row, VIEW_ARG(view_counted(fill->arena, record->n, "field")),
                record->n > s->width ? s->width : s->n_columns);
    return REQUEST_BAD_ROW;
}

static enum request_result fill_row(const struct request_reader *r, struct csv_record *record, struct request_fill *fill, struct err *e)
{
    const struct state *s = r->state;
    if (record->n <= s->width)
        drop_empty_end(record, s->n_columns);
    if (record->n != s->n_columns)
        return bad_width(r, record, fill, e);
    for (size_t i = 0; i < record->n; i++) {
        const struct request_field *f = s->columns[i];
        bool ok = request_field_is_list(f) ? request_put_list(fill, f, record->fields[i], e) : request_put(fill, f, record->fields[i], e);
        if (!ok)
            return REQUEST_BAD_ROW;
    }
    return REQUEST_ROW;
}

static enum request_result next_csv(struct request_reader *r, struct request_fill *fill, struct err *e)
{
    const struct state *s = r->state;
    struct csv_record record;
    fill->is_sheet = true;
    for (;;) {
        enum cut cut = cut_record(r);
        fill->joint = ", column ";
        (void)snprintf(fill->row, sizeof fill->row, "row %zu", r->number + 1);
        if (!request_input_ok(&r->in, e))
            return REQUEST_FAILED;
        if (cut == CUT_END)
            return REQUEST_END;
        bool fine = cut == CUT_RECORD && split(s, fill->arena, buf_view(&r->row), &record);
        if (fine && is_blank(&record))
            continue;
        r->number++;
        if (cut == CUT_OPEN_QUOTE)
            return open_quote(r, fill->row, e);
        if (cut == CUT_LONG)
            return request_too_long(fill->row, e);
        return fine ? fill_row(r, &record, fill, e) : bad_quote(r, fill->row, e);
    }
}

static void close_csv(struct request_reader *r)
{
    struct state *s = r->state;
    if (s)
        csv_delete(s->csv);
}

const struct request_format request_csv = { "csv", .open = open_csv, .next = next_csv, .close = close_csv };
