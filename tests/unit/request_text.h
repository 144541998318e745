/* request_text.h - a request file as text, a line a row, so that tables can say what a file must give.
 *
 *   1:2 id=A certificates=a.cer,b.cer by=2026-12-15      request 1, which begins in line 2; what is not given is left out
 *   2:5! row 2, column needed_by: ...                    a bad row, with the line of its message
 *   7 FAILED ...                                         the whole file, from line 7 on
 */
#ifndef TESTS_REQUEST_TEXT_H
#define TESTS_REQUEST_TEXT_H

#include "base/buf.h"
#include "base/civil.h"
#include "folder.h"
#include "format/request/request_read.h"
#include "model/words.h"

static inline const char *behind_colon(const char *where)
{
    const char *colon = strrchr(where, ':');
    return colon ? colon + 1 : "?";
}

static inline struct view without_folder(const struct folder *f, struct view path)
{
    size_t n = strlen(f->path);
    return view_starts(path, view_of(f->path)) && path.n > n ? view_from(path, n + 1) : path;
}

static inline void list_text(const struct folder *f, struct buf *b, const char *name, const struct view_list *list)
{
    for (size_t i = 0; i < list->n; i++) {
        struct view item = without_folder(f, list->items[i]);
        buf_fmt(b, "%s%s%s%.*s", i ? "" : " ", i ? "," : name, i ? "" : "=", VIEW_ARG(item));
    }
}

static inline void field_text(struct buf *b, const char *name, struct view v)
{
    if (v.n)
        buf_fmt(b, " %s=%.*s", name, VIEW_ARG(v));
}

static inline void request_text(struct folder *f, struct buf *b, const struct request_row *row)
{
    const struct request *q = &row->request;
    char day[DATE_TEXT];
    struct view where = view_dup(&f->arena, row->where);
    buf_fmt(b, "%zu:%s", row->number, behind_colon(where.p));
    field_text(b, "id", q->id);
    list_text(f, b, "certificates", &q->certificates);
    list_text(f, b, "environments", &q->environments);
    field_text(b, "purpose", q->purpose ? view_of(purpose_word(q->purpose)) : VIEW(""));
    field_text(b, "hosting", q->hosting == HOST_UNKNOWN ? VIEW("") : view_of(hosting_word(q->hosting)));
    field_text(b, "by", q->needed_by == DAY_NONE ? VIEW("") : view_of(day_text(q->needed_by, day)));
    field_text(b, "consumes", q->consumes);
    field_text(b, "reason", q->reason);
    field_text(b, "contact", q->contact);
    field_text(b, "env", q->password_env);
    field_text(b, "file", without_folder(f, q->password_file));
    field_text(b, "renews", without_folder(f, q->renews));
    buf_text(b, "\n");
}

/* All rows of a file in the folder; with `hints`, what to do next in brackets. */
static inline void requests_text(struct folder *f, const char *path, bool hints, struct buf *b)
{
    struct request_reader *r;
    struct request_row row;
    struct arena arena = { 0 };
    struct err e = { 0 };
    enum request_result result = request_open(path, &r, &e) ? REQUEST_ROW : REQUEST_FAILED;
    bool opened = r != NULL;
    buf_clear(b);
    if (!opened)
        buf_fmt(b, "%s FAILED %s%s%s%s\n", behind_colon(e.where), e.what, hints ? " [" : "", hints ? e.hint : "", hints ? "]" : "");
    while (opened && (result = request_next(r, &arena, &row, &e)) != REQUEST_END) {
        if (result == REQUEST_ROW) {
            request_text(f, b, &row);
        } else {
            char number[32] = "";
            if (result == REQUEST_BAD_ROW)
                (void)snprintf(number, sizeof number, "%zu:", row.number);
            buf_fmt(b, "%s%s%s %s%s%s%s\n", number, behind_colon(e.where), result == REQUEST_FAILED ? " FAILED" : "!", e.what,
                    hints ? " [" : "", hints ? e.hint : "", hints ? "]" : "");
        }
        arena_reset(&arena);
    }
    request_close(r);
    arena_free(&arena);
}

#endif
