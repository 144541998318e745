#include "format/request/request_read.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "format/container/sniff.h"
#include "format/request/request_parts.h"
#include "model/words.h"

/* What people give by mistake gets a better answer than an unknown column. */
static bool check_kind(struct view head, struct view name, struct err *e)
{
    static const char hint[] = "give CSV, JSON or XML; of a sheet its export as CSV (UTF-8)";
    if (head.n >= 2 && (!head.p[0] || !head.p[1]))
        return err_set(e, ST_FORMAT, "give CSV, JSON or XML, saved as UTF-8 or UTF-16", "it is binary or UTF-32, not a list of requests");
    if (sniff(head, name) == CONTAINER_HTML)
        return err_set(e, ST_FORMAT, hint, "it is %s, not a list of requests", container_phrase(CONTAINER_HTML));
    return sniff_check_wanted(head, SIZE_MAX, "a list of requests", hint, e);
}

/* The first character that is no white space tells. A spreadsheet's header never begins with that of another. */
static const struct request_format *const formats[] = { &request_xml, &request_json, &request_json_lines, &request_csv };

const char *request_format_name(size_t i)
{
    return i < COUNT_OF(formats) ? formats[i]->name : NULL;
}

/* Before the header is read as one: the words are about what was meant. */
static bool check_front(struct view front, struct err *e)
{
    static const struct view words[] = { VIEW_ROW("null"), VIEW_ROW("true"), VIEW_ROW("false") };
    if (view_starts(front, VIEW(UTF8_MARK)))
        return err_set(e, ST_FORMAT, "joined files have one each: remove it", "a second byte order mark stands at its front");
    front = view_trim(front);
    if (view_among(front, words, COUNT_OF(words)))
        return err_set(e, ST_FORMAT, "write the requests in an array: [ {...}, {...} ]", "it is %.*s, not requests", VIEW_ARG(front));
    return true;
}

/* A row of a file that others were joined to. */
static bool check_joint(const struct request_reader *r, const struct request_fill *fill, struct err *e)
{
    if (!view_starts(buf_view(&r->row), VIEW(UTF8_MARK)))
        return true;
    return err_set(e, ST_FORMAT, "files were joined here: remove the mark, and the header if it stands there again",
                   "%s%sa byte order mark stands in front of it", fill->row, fill->row[0] ? ": " : "");
}

static bool choose_format(struct request_reader *r, struct view name, struct err *e)
{
    struct view head = request_input_ahead(&r->in);
    if (!request_input_ok(&r->in, e) || !check_kind(head, name, e))
        return false;
    request_skip_space(&r->in);
    if (!check_front(request_input_ahead(&r->in), e))
        return false;
    for (size_t i = 0; i < COUNT_OF(formats) && !r->format; i++)
        if (!formats[i]->begins || formats[i]->begins == request_peek(&r->in))
            r->format = formats[i];
    return true;
}

bool request_open(const char *path, struct request_reader **out, struct err *e)
{
    struct request_reader *r = heap_new(sizeof *r);
    struct view all = view_of(path), name = path_name(all);
    const char *called = strcmp(path, "-") == 0 ? "standard input" : path;
    *out = NULL;
    r->row = BUF_INIT(LIMIT_REQUEST_BYTES + 2);
    r->path = text_safe(&r->arena, view_dup(&r->arena, view_of(called)));
    r->folder = view_dup(&r->arena, view_first(all, all.n - name.n));
    if (request_input_open(&r->in, path, e) && choose_format(r, name, e) && (!r->format->open || r->format->open(r, e))) {
        *out = r;
        return true;
    }
    if (r->line)
        err_at(e, "%.*s:%zu", VIEW_ARG(r->path), r->line);
    request_close(r);
    return err_at(e, "%s", called);
}

enum request_result request_next(struct request_reader *r, struct arena *arena, struct request_row *out, struct err *e)
{
    struct request_fill fill = { .arena = arena, .folder = r->folder, .to = &out->request };
    *out = (struct request_row){ .request = REQUEST_INIT };
    if (r->ended)
        return REQUEST_END;
    enum request_result result = r->format->next(r, &fill, e);
    bool has_row = result == REQUEST_ROW || result == REQUEST_BAD_ROW;
    if (has_row && (!check_joint(r, &fill, e) || (result == REQUEST_ROW && !request_check(&fill, e))))
        result = REQUEST_BAD_ROW;
    r->ended = result == REQUEST_END || result == REQUEST_FAILED;
    if (result == REQUEST_END && r->number)
        return result;
    if (result == REQUEST_END) {
        err_set(e, ST_FORMAT, "check that the list was written completely", "no request is in it");
        result = REQUEST_FAILED;
    }
    out->number = r->number;
    out->where = VIEW_JOIN(arena, r->path, VIEW(":"), view_digits(arena, r->line ? r->line : r->in.line));
    if (result != REQUEST_ROW)
        err_at(e, "%.*s", VIEW_ARG(out->where));
    return result;
}

void request_close(struct request_reader *r)
{
    if (!r)
        return;
    if (r->format && r->format->close)
        r->format->close(r);
    request_input_close(&r->in);
    buf_free(&r->row);
    arena_free(&r->arena);
    free(r);
}
