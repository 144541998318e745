#include "format/request/request_fields.h"

#include "base/civil.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "model/words.h"

enum kind { KIND_TEXT, KIND_PATH, KIND_TEXTS, KIND_PATHS, KIND_PURPOSE, KIND_HOSTING, KIND_DAY };

static const struct {
    struct view name;
    enum kind kind;
    size_t at; /* in struct request */
} fields[] = {
    [FIELD_ID] = { VIEW_ROW("id"), KIND_TEXT, offsetof(struct request, id) },
    [FIELD_CERTIFICATES] = { VIEW_ROW("certificates"), KIND_PATHS, offsetof(struct request, certificates) },
    [FIELD_ENVIRONMENTS] = { VIEW_ROW("environments"), KIND_TEXTS, offsetof(struct request, environments) },
    [FIELD_PURPOSE] = { VIEW_ROW("purpose"), KIND_PURPOSE, offsetof(struct request, purpose) },
    [FIELD_HOSTING] = { VIEW_ROW("hosting"), KIND_HOSTING, offsetof(struct request, hosting) },
    [FIELD_NEEDED_BY] = { VIEW_ROW("needed_by"), KIND_DAY, offsetof(struct request, needed_by) },
    [FIELD_CONSUMES] = { VIEW_ROW("consumes"), KIND_TEXT, offsetof(struct request, consumes) },
    [FIELD_REASON] = { VIEW_ROW("reason"), KIND_TEXT, offsetof(struct request, reason) },
    [FIELD_CONTACT] = { VIEW_ROW("contact"), KIND_TEXT, offsetof(struct request, contact) },
    [FIELD_PASSWORD_ENV] = { VIEW_ROW("password_env"), KIND_TEXT, offsetof(struct request, password_env) },
    [FIELD_PASSWORD_FILE] = { VIEW_ROW("password_file"), KIND_PATH, offsetof(struct request, password_file) },
    [FIELD_RENEWS] = { VIEW_ROW("renews"), KIND_PATH, offsetof(struct request, renews) },
};
static_assert(COUNT_OF(fields) == FIELD_COUNT, "a row for every field");

static const char all_fields[] = "the fields are id, certificates, environments, purpose, hosting, needed_by, consumes, reason, contact, "
                                 "password_env, password_file and renews";
static const struct view purposes[] = { VIEW_ROW("trusted-root"), VIEW_ROW("client-side"), VIEW_ROW("server") };
static const struct view hostings[] = { VIEW_ROW("cloud"), VIEW_ROW("self-managed") };

struct view request_field_name(enum request_field f)
{
    return fields[f].name;
}

bool request_field_is_list(enum request_field f)
{
    return fields[f].kind == KIND_TEXTS || fields[f].kind == KIND_PATHS;
}

bool request_field_find(struct view name, const char *place, enum request_field *out, struct err *e)
{
    struct view names[FIELD_COUNT];
    char hint[300];
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        names[i] = fields[i].name;
        *out = (enum request_field)i;
        if (view_eq(name, names[i]))
            return true;
    }
    size_t near = view_nearest(name, names, FIELD_COUNT);
    if (near < FIELD_COUNT)
        (void)snprintf(hint, sizeof hint, "did you mean \"%s\"? (%s)", names[near].p, all_fields);
    else
        (void)snprintf(hint, sizeof hint, "%s", all_fields);
    return err_set(e, ST_FORMAT, hint, "%s\"%.*s\" is not a field of a request", place, VIEW_ARG(view_first(name, 100)));
}

bool request_bad(const struct request_fill *fill, enum request_field f, const char *hint, const char *problem, struct err *e)
{
    return err_set(e, ST_FORMAT, hint, "%s%s%s: %s", fill->row, fill->joint, fields[f].name.p, problem);
}

static bool put_word(const struct request_fill *fill, enum request_field f, struct view text, const struct view *words, size_t n,
                     size_t *out, struct err *e)
{
    char problem[200], hint[120];
    for (*out = 0; *out < n; ++*out)
        if (view_eq(text, words[*out]))
            return true;
    size_t near = view_nearest(text, words, n);
    (void)snprintf(problem, sizeof problem, "\"%.*s\" is not a %s", VIEW_ARG(view_first(text, 100)), fields[f].name.p);
    if (near < n)
        (void)snprintf(hint, sizeof hint, "did you mean \"%s\"?", words[near].p);
    else
        (void)snprintf(hint, sizeof hint, "it is %s%s%s%s%s", words[0].p, n > 2 ? ", " : "", n > 2 ? words[1].p : "", " or ",
                       words[n - 1].p);
    return request_bad(fill, f, hint, problem, e);
}

static bool put_day(const struct request_fill *fill, struct view text, int32_t *out, struct err *e)
{
    char problem[200];
    if (day_parse(text, out))
        return true;
    *out = DAY_NONE;
    (void)snprintf(problem, sizeof problem, "\"%.*s\" is not a date", VIEW_ARG(view_first(text, 100)));
    return request_bad(fill, FIELD_NEEDED_BY, "write year, month and day: 2026-12-15", problem, e);
}

static bool check_text(const struct request_fill *fill, enum request_field f, struct view text, struct err *e)
{
    size_t at;
    if (text.n > LIMIT_REQUEST_TEXT_BYTES) {
        err_set(e, ST_LIMIT, "shorten it", "%s%s%s: %zu bytes are too many (at most %d)", fill->row, fill->joint, fields[f].name.p, text.n,
                LIMIT_REQUEST_TEXT_BYTES);
        return false;
    }
    if (!utf8_valid(text))
        return request_bad(fill, f, "save the file as UTF-8", "a byte that is not UTF-8", e);
    if (view_find(text, (struct view){ .p = "", .n = 1 }, &at))
        return request_bad(fill, f, "remove it", "a NUL character", e);
    return true;
}

static bool put_entry(struct request_fill *fill, enum request_field f, struct view text, struct view_list *list, struct err *e)
{
    size_t max = f == FIELD_CERTIFICATES ? LIMIT_FILES : LIMIT_ENVIRONMENTS;
    if (list->n >= max) {
        err_set(e, ST_LIMIT, "split the request", "%s%s%s: more than %zu", fill->row, fill->joint, fields[f].name.p, max);
        return false;
    }
    *LIST_ADD(fill->arena, list) = text;
    return true;
}

static bool put_path(const struct request_fill *fill, enum request_field f, struct view text, struct view *out, struct err *e)
{
    if (view_eq(text, VIEW("-")))
        return request_bad(fill, f, "name a file", "standard input (-) can't be part of a request file", e);
    *out = path_join(fill->arena, fill->folder, text);
    return true;
}

bool request_put(struct request_fill *fill, enum request_field f, struct view text, struct err *e)
{
    char *at = (char *)fill->to + fields[f].at;
    struct view path;
    size_t word;
    text = view_trim(text);
    if (text.n == 0)
        return true;
    if (!check_text(fill, f, text, e))
        return false;
    switch (fields[f].kind) {
    case KIND_TEXT:
        *(struct view *)(void *)at = view_dup(fill->arena, text);
        return true;
    case KIND_PATH:
        return put_path(fill, f, text, (struct view *)(void *)at, e);
    case KIND_TEXTS:
        return put_entry(fill, f, view_dup(fill->arena, text), (struct view_list *)(void *)at, e);
    case KIND_PATHS:
        return put_path(fill, f, text, &path, e) && put_entry(fill, f, path, (struct view_list *)(void *)at, e);
    case KIND_PURPOSE:
        return put_word(fill, f, text, purposes, COUNT_OF(purposes), &word, e) && purpose_from(purposes[word], &fill->to->purpose);
    case KIND_HOSTING:
        return put_word(fill, f, text, hostings, COUNT_OF(hostings), &word, e) && hosting_from(hostings[word], &fill->to->hosting);
    case KIND_DAY:
        return put_day(fill, text, &fill->to->needed_by, e);
    }
    return true;
}

bool request_put_list(struct request_fill *fill, enum request_field f, struct view text, struct err *e)
{
    for (struct view entry; view_cut(&text, ';', &entry);)
        if (!request_put(fill, f, entry, e))
            return false;
    return true;
}

bool request_check(const struct request_fill *fill, struct err *e)
{
    if (fill->to->certificates.n == 0)
        return request_bad(fill, FIELD_CERTIFICATES, "name the certificate file", "a request needs a certificate", e);
    if (fill->to->password_env.n && fill->to->password_file.n)
        return request_bad(fill, FIELD_PASSWORD_FILE, "keep one of the two", "password_env is given as well", e);
    return true;
}
