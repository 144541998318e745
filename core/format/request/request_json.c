#include "format/json/json.h"
#include "format/request/request_parts.h"

/* cJSON wants whole documents, so each request is cut out and is one. */

static enum request_result failed(const struct request_reader *r, const char *hint, const char *what, struct err *e)
{
    err_set(e, ST_FORMAT, hint, "%s", what);
    err_at(e, "%.*s:%zu", VIEW_ARG(r->path), r->in.line);
    return REQUEST_FAILED;
}

/* --- values --- */

static bool put_list(struct request_fill *fill, const struct request_field *f, const struct json *list, struct err *e)
{
    char problem[100];
    size_t at = 0;
    if (list->kind != JSON_ARRAY) {
        (void)snprintf(problem, sizeof problem, "it is %s, not an array of texts", json_kind_phrase(list->kind));
        return request_bad(fill, f, "put it in square brackets: [\"a\", \"b\"]", problem, e);
    }
    for (const struct json *j = list->first; j; j = j->next, at++) {
        if (j->kind != JSON_STRING)
            return err_set(e, ST_FORMAT, "put it in quotation marks", "%s/%s/%zu: it is %s, not a text", fill->row,
                           f->name.p, at, json_kind_phrase(j->kind));
        if (!request_put(fill, f, j->text, e))
            return false;
    }
    return true;
}

static bool put_field(struct request_fill *fill, const struct request_field *f, const struct json *value, struct err *e)
{
    char problem[100];
    if (value->kind == JSON_NULL)
        return true;
    if (request_field_is_list(f))
        return put_list(fill, f, value, e);
    (void)snprintf(problem, sizeof problem, "it is %s, not a text", json_kind_phrase(value->kind));
    if (value->kind != JSON_STRING)
        return request_bad(fill, f, "put it in quotation marks", problem, e);
    return request_put(fill, f, value->text, e);
}

static bool put_object(struct request_fill *fill, const struct json *object, struct err *e)
{
    char place[60];
    (void)snprintf(place, sizeof place, "%s%s", fill->row, fill->row[0] ? ": " : "");
    if (object->kind != JSON_OBJECT)
        return err_set(e, ST_FORMAT, "a request is an object: {\"certificates\": [\"a.cer\"], ...}", "%sit is %s, not a request", place,
                       json_kind_phrase(object->kind));
    for (const struct json *j = object->first; j; j = j->next) {
        const struct request_field *f = request_field_named(j->key, place, e);
        if (!f || !put_field(fill, f, j, e))
            return false;
    }
    return true;
}

/* What json_read says of the lines of one request, said of the file. Columns of a line that is not all in the request mean nothing. */
static void place_error(const struct request_reader *r, const struct request_fill *fill, struct err *e)
{
    struct err inner = *e;
    size_t line, column;
    int at = 0;
    if (sscanf(inner.what, "line %zu, column %zu: %n", &line, &column, &at) < 2 || at == 0)
        return;
    if (fill->row[0] && line == 1)
        err_set(e, inner.status, inner.hint, "%s: %s", fill->row, inner.what + at);
    else if (fill->row[0])
        err_set(e, inner.status, inner.hint, "%s, column %zu: %s", fill->row, column, inner.what + at);
    else
        err_set(e, inner.status, "write one object a line, or all of them in an array: [ {...}, {...} ]", "column %zu: %s", column,
                inner.what + at);
    err_at(e, "%.*s:%zu", VIEW_ARG(r->path), r->line + line - 1);
}

static enum request_result read_row(const struct request_reader *r, struct request_fill *fill, struct err *e)
{
    struct json *object;
    if (!json_read(fill->arena, buf_view(&r->row), &object, e)) {
        place_error(r, fill, e);
        return REQUEST_BAD_ROW;
    }
    return put_object(fill, object, e) ? REQUEST_ROW : REQUEST_BAD_ROW;
}

/* --- one array --- */

enum cut { CUT_VALUE, CUT_LONG, CUT_OPEN };

struct scan {
    size_t depth;
    bool in_string, escaped;
};

/* True when `c` is the last byte of the value. A line break ends a text that lacks its quotation mark: none may be inside. */
static bool step(struct scan *s, int c)
{
    if (s->in_string) {
        bool closes = (c == '"' && !s->escaped) || c == '\n';
        s->escaped = c == '\\' && !s->escaped;
        s->in_string = !closes;
        return closes && s->depth == 0;
    }
    s->in_string = c == '"';
    s->depth += c == '{' || c == '[';
    if ((c == '}' || c == ']') && s->depth > 0)
        return --s->depth == 0;
    return false;
}

static enum cut cut_value(struct request_reader *r)
{
    struct scan s = { 0 };
    bool fits = true;
    request_begin(r);
    for (int c; (c = request_peek(&r->in)) >= 0;) {
        bool bare = s.depth == 0 && !s.in_string; /* a number or a word ends in front of what follows it */
        if (bare && r->row.n && (c == ',' || c == ']' || c == ' ' || c == '\n' || c == '\r' || c == '\t'))
            return fits ? CUT_VALUE : CUT_LONG;
        request_take(&r->in);
        fits = request_keep(r, c) && fits;
        if (step(&s, c))
            return fits ? CUT_VALUE : CUT_LONG;
    }
    return CUT_OPEN;
}

static bool open_array(struct request_reader *r, struct err *e)
{
    (void)e;
    request_take(&r->in);
    return true;
}

static enum request_result end_array(struct request_reader *r, struct err *e)
{
    request_take(&r->in);
    request_skip_space(&r->in);
    bool more = request_peek(&r->in) >= 0;
    return more ? failed(r, "remove it", "something stands behind the end of the array", e) : REQUEST_END;
}

static enum request_result next_in_array(struct request_reader *r, struct request_fill *fill, struct err *e)
{
    request_skip_space(&r->in);
    if (request_peek(&r->in) == ']')
        return end_array(r, e);
    if (r->number && request_peek(&r->in) == ',') {
        request_take(&r->in);
        request_skip_space(&r->in);
    } else if (r->number && request_peek(&r->in) >= 0) {
        return failed(r, "put a comma between two requests", "a comma is missing", e);
    }
    int c = request_peek(&r->in);
    if (c == ',' || c == ']' || c == '}' || c == ':')
        return failed(r, "remove the comma or bracket", "a request is missing in the array", e);
    if (c < 0)
        return failed(r, "check that the file was written completely", "the array of requests is not closed", e);
    fill->joint = "/";
    (void)snprintf(fill->row, sizeof fill->row, "/%zu", r->number++);
    switch (cut_value(r)) {
    case CUT_LONG:
        return request_too_long(fill->row, e);
    case CUT_OPEN:
        err_set(e, ST_FORMAT, "close its brackets and quotation marks", "%s begins here and is never closed", fill->row);
        return REQUEST_FAILED;
    case CUT_VALUE:
        break;
    }
    return read_row(r, fill, e);
}

static enum request_result next_json(struct request_reader *r, struct request_fill *fill, struct err *e)
{
    enum request_result result = next_in_array(r, fill, e);
    return request_input_ok(&r->in, e) ? result : REQUEST_FAILED;
}

/* --- one object a line --- */

/* Up to its line break, which is not kept. */
static enum cut cut_line(struct request_reader *r)
{
    bool fits = true;
    request_begin(r);
    for (int c; (c = request_take(&r->in)) >= 0 && c != '\n' && c != '\r';)
        fits = request_keep(r, c) && fits;
    return fits ? CUT_VALUE : CUT_LONG;
}

static enum request_result next_line(struct request_reader *r, struct request_fill *fill, struct err *e)
{
    enum cut cut = CUT_VALUE;
    do {
        if (request_peek(&r->in) < 0)
            return request_input_ok(&r->in, e) ? REQUEST_END : REQUEST_FAILED;
        cut = cut_line(r);
    } while (cut == CUT_VALUE && view_trim(buf_view(&r->row)).n == 0);
    if (!request_input_ok(&r->in, e))
        return REQUEST_FAILED;
    r->number++;
    fill->joint = "/";
    return cut == CUT_VALUE ? read_row(r, fill, e) : request_too_long("the line", e);
}

const struct request_format request_json = { "json", '[', .open = open_array, .next = next_json };
const struct request_format request_json_lines = { "json", '{', .next = next_line };
