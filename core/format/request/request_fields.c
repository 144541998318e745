#include "format/request/request_parts.h"

#include "base/civil.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "format/text/escape.h"
#include "format/text/text_read.h"
#include "model/words.h"

enum { WORDS_MOST = 8 };

const char *request_field_names(const char *rival, const char *last, char *out, size_t size)
{
    size_t n = 0;
    for (size_t i = 0; i < REQUEST_FIELDS && n < size; i++) {
        const struct request_field *f = &request_fields[i];
        const char *joint = i == 0 ? "" : f->rival ? rival : i + 1 == REQUEST_FIELDS ? last : ", ";
        n += (size_t)snprintf(out + n, size - n, "%s%s", joint, f->name.p);
    }
    return out;
}

const struct request_field *request_field_named(struct view name, const char *place, struct err *e)
{
    const struct request_field *f = request_field_find(name);
    struct view names[REQUEST_FIELDS];
    AUTO(arena_free) struct arena scratch = { 0 };
    char all[200];
    if (f)
        return f;
    for (size_t i = 0; i < REQUEST_FIELDS; i++)
        names[i] = request_fields[i].name;
    request_field_names(", ", " and ", all, sizeof all);
    err_set(e, ST_FORMAT, view_fmt(&scratch, "the fields are %s", all).p, "%s\"%.*s\" is not a field of a request", place,
            VIEW_ARG(view_first(name, 100)));
    err_meant(e, "\"", view_nearest(name, names, REQUEST_FIELDS), view_fmt(&scratch, "\"? (the fields are %s)", all).p);
    return NULL;
}

bool request_bad(const struct request_fill *fill, const struct request_field *f, const char *hint, const char *problem, struct err *e)
{
    return err_set(e, ST_FORMAT, hint, "%s%s%s: %s", fill->row, fill->joint, f->name.p, problem);
}

static bool bad_word(const struct request_fill *fill, const struct request_field *f, struct view text, const struct view *words, size_t n,
                     struct err *e)
{
    char problem[200], hint[120];
    const char *article = strchr("aeiou", f->name.p[0]) ? "an" : "a";
    (void)snprintf(problem, sizeof problem, "\"%.*s\" is not %s %s", VIEW_ARG(view_first(text, 100)), article, f->name.p);
    for (size_t i = 0, at = 0; i < n && at < sizeof hint; i++)
        at += (size_t)snprintf(hint + at, sizeof hint - at, "%s%s", i == 0 ? "it is " : i + 1 < n ? ", " : " or ", words[i].p);
    request_bad(fill, f, hint, problem, e);
    return err_meant(e, "\"", view_nearest(text, words, n), "\"?");
}

/* Which words of an enum may be asked for. */
static const struct {
    enum word_set words;
    unsigned from, end;
} choices[] = {
    [FIELD_PURPOSE] = { WORDS_PURPOSE, PURPOSE_NONE + 1, PURPOSE_COUNT },
    [FIELD_HOSTING] = { WORDS_HOSTING, HOST_CLOUD, HOST_SELF_MANAGED + 1 },
    [FIELD_EDITION] = { WORDS_EDITION, EDITION_UNKNOWN + 1, EDITION_COUNT },
};

/* *out is an enum by the kind of the field; all of them have the size of an unsigned. */
static bool put_word(const struct request_fill *fill, const struct request_field *f, struct view text, void *out, struct err *e)
{
    static_assert(sizeof(enum purpose) == sizeof(unsigned) && sizeof(enum hosting) == sizeof(unsigned), "an enum is an unsigned");
    const struct word_table *table = &word_tables[choices[f->kind].words];
    struct view words[WORDS_MOST];
    size_t n = 0;
    for (unsigned value = choices[f->kind].from; value < choices[f->kind].end; value++) {
        words[n] = view_of(table->words[value]);
        if (view_eq(text, words[n++])) {
            memcpy(out, &value, sizeof value);
            return true;
        }
    }
    return bad_word(fill, f, text, words, n, e);
}

static bool put_day(const struct request_fill *fill, const struct request_field *f, struct view text, int32_t *out, struct err *e)
{
    char problem[200], hint[120], one[DATE_TEXT], other[DATE_TEXT];
    int32_t day_first, month_first;
    if (day_parse(text, out))
        return true;
    *out = DAY_NONE;
    if (fill->is_sheet && day_readings(text, &day_first, &month_first)) { /* what a spreadsheet made of it */
        *out = day_first != DAY_NONE ? day_first : month_first;
        if (day_first == DAY_NONE || month_first == DAY_NONE || day_first == month_first)
            return true;
        *out = DAY_NONE;
        day_text(day_first, one);
        day_text(month_first, other);
        (void)snprintf(problem, sizeof problem, "\"%.*s\" can be %s or %s", VIEW_ARG(view_first(text, 40)), one, other);
        (void)snprintf(hint, sizeof hint, "write the one that is meant: %s or %s (format the column as text first)", one, other);
        return request_bad(fill, f, hint, problem, e);
    }
    if (fill->is_sheet && day_of_serial(text, &day_first)) {
        day_text(day_first, one);
        (void)snprintf(problem, sizeof problem, "\"%.*s\" is the number that Excel keeps for a date (%s)", VIEW_ARG(text), one);
        (void)snprintf(hint, sizeof hint, "format the column as yyyy-mm-dd before it is saved, or write %s", one);
        return request_bad(fill, f, hint, problem, e);
    }
    (void)snprintf(problem, sizeof problem, "\"%.*s\" is not a date", VIEW_ARG(view_first(text, 100)));
    return request_bad(fill, f, "write year, month and day: 2026-12-15", problem, e);
}

static bool check_text(const struct request_fill *fill, const struct request_field *f, struct view text, struct err *e)
{
    size_t at;
    if (text.n > LIMIT_REQUEST_TEXT_BYTES)
        return err_set(e, ST_LIMIT, "shorten it", "%s%s%s: %zu bytes are too many (at most %d)", fill->row, fill->joint, f->name.p, text.n,
                       LIMIT_REQUEST_TEXT_BYTES);
    const char *not_utf8 = text_problem(text);
    if (not_utf8)
        return request_bad(fill, f, "save the file as UTF-8", not_utf8, e);
    if (view_find(text, (struct view){ .p = "", .n = 1 }, &at))
        return request_bad(fill, f, "remove it", "a NUL character", e);
    return true;
}

static bool put_entry(struct request_fill *fill, const struct request_field *f, struct view text, struct view_list *list, struct err *e)
{
    if (list->n >= f->most)
        return err_set(e, ST_LIMIT, "split the request", "%s%s%s: more than %zu", fill->row, fill->joint, f->name.p, f->most);
    *LIST_ADD(fill->arena, list) = text;
    return true;
}

static bool put_path(const struct request_fill *fill, const struct request_field *f, struct view text, struct view *out, struct err *e)
{
    if (view_eq(text, VIEW("-")))
        return request_bad(fill, f, "name a file", "standard input (-) can't be part of a request file", e);
    *out = path_join(fill->arena, fill->folder, text);
    return true;
}

bool request_put(struct request_fill *fill, const struct request_field *f, struct view text, struct err *e)
{
    void *at = (char *)fill->to + f->at;
    struct view path;
    text = fill->is_sheet ? escape_csv_undone(fill->arena, text_unquoted(text)) /* bent marks are no marks of CSV */
                          : text_trim(text);
    if (text.n == 0)
        return true;
    if (!check_text(fill, f, text, e))
        return false;
    switch (f->kind) {
    case FIELD_TEXT:
        *(struct view *)at = view_dup(fill->arena, text);
        return true;
    case FIELD_PATH:
        return put_path(fill, f, text, at, e);
    case FIELD_TEXTS:
        return put_entry(fill, f, view_dup(fill->arena, text), at, e);
    case FIELD_PATHS:
        return put_path(fill, f, text, &path, e) && put_entry(fill, f, path, at, e);
    case FIELD_PURPOSE:
    case FIELD_HOSTING:
    case FIELD_EDITION:
        return put_word(fill, f, text, at, e);
    case FIELD_DAY:
        return put_day(fill, f, text, at, e);
    }
    return true;
}

bool request_put_list(struct request_fill *fill, const struct request_field *f, struct view text, struct err *e)
{
    text = text_unquoted(text);
    for (struct view line, part, entry; view_line(&text, &line);) /* a sheet's cell may have lines */
        while (view_cut(&line, ';', &part))
            while (view_cut(&part, '|', &entry))
                if (!request_put(fill, f, entry, e))
                    return false;
    return true;
}

bool request_check(const struct request_fill *fill, struct err *e)
{
    char problem[60];
    for (const struct request_field *f = request_fields; f < request_fields + REQUEST_FIELDS; f++) {
        bool has = request_has(fill->to, f);
        if (!has && f->uses & FIELD_REQUIRED)
            return request_bad(fill, f, "name the certificate file", "a request needs a certificate", e);
        if (!has || !f->rival || !request_has(fill->to, request_field_find(view_of(f->rival))))
            continue;
        (void)snprintf(problem, sizeof problem, "%s is given as well", f->rival);
        return request_bad(fill, f, "keep one of the two", problem, e);
    }
    return true;
}
