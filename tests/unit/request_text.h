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

/* Three fields have a shorter name here. */
static inline const char *short_name(const struct request_field *field)
{
    static const char *const rows[][2] = { { "needed_by", "by" }, { "password_env", "env" }, { "password_file", "file" } };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (view_eq_text(field->name, rows[i][0]))
            return rows[i][1];
    return field->name.p;
}

static inline void row_text(struct folder *f, struct buf *b, const struct request_row *row)
{
    const struct request *q = &row->request;
    char day[DATE_TEXT];
    struct view where = view_dup(&f->arena, row->where);
    buf_fmt(b, "%zu:%s", row->number, behind_colon(where.p));
    for (const struct request_field *field = request_fields; field < request_fields + REQUEST_FIELDS; field++) {
        if (!request_has(q, field))
            continue;
        if (request_field_is_list(field)) {
            list_text(f, b, field->name.p, request_list(q, field));
            continue;
        }
        buf_fmt(b, " %s=", short_name(field));
        if (field->kind == FIELD_PURPOSE)
            buf_text(b, purpose_word(q->purpose));
        else if (field->kind == FIELD_HOSTING)
            buf_text(b, hosting_word(q->hosting));
        else if (field->kind == FIELD_EDITION)
            buf_text(b, edition_word(q->edition));
        else if (field->kind == FIELD_DAY)
            buf_text(b, day_text(request_day(q, field), day));
        else
            buf_put(b, without_folder(f, request_text(q, field)));
    }
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
            row_text(f, b, &row);
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
