#include "model/request.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "model/case.h"

#define AT(member) offsetof(struct request, member)
#define RECORD(member) offsetof(struct case_record, member)
#define OWN_WORDS (FIELD_DEFAULT | FIELD_RENEWED | FIELD_RECORDED | FIELD_WORDS)

const struct request_field request_fields[REQUEST_FIELDS] = {
    { VIEW_ROW("id"), FIELD_TEXT, AT(id), FIELD_RECORDED, RECORD(id), 0, NULL, NULL },
    { VIEW_ROW("certificates"), FIELD_PATHS, AT(certificates), FIELD_REQUIRED, 0, LIMIT_FILES, NULL, NULL },
    { VIEW_ROW("environments"), FIELD_TEXTS, AT(environments), 0, 0, LIMIT_ENVIRONMENTS, NULL, NULL },
    { VIEW_ROW("purpose"), FIELD_PURPOSE, AT(purpose), FIELD_DEFAULT | FIELD_RECORDED, RECORD(purpose), 0, NULL, NULL },
    { VIEW_ROW("hosting"), FIELD_HOSTING, AT(hosting), FIELD_DEFAULT | FIELD_RECORDED, RECORD(hosting), 0, NULL, NULL },
    { VIEW_ROW("infrastructure"), FIELD_TEXT, AT(infrastructure), FIELD_DEFAULT | FIELD_RECORDED | FIELD_WORDS, RECORD(infrastructure),
      LIMIT_LINE_BYTES, "infrastructure", NULL },
    { VIEW_ROW("edition"), FIELD_EDITION, AT(edition), FIELD_DEFAULT | FIELD_RECORDED, RECORD(edition), 0, NULL, NULL },
    { VIEW_ROW("front_ends"), FIELD_TEXTS, AT(front_ends), 0, 0, LIMIT_ENVIRONMENTS, NULL, NULL },
    { VIEW_ROW("needed_by"), FIELD_DAY, AT(needed_by), FIELD_DEFAULT | FIELD_RECORDED, RECORD(deadline.needed_by), 0, NULL, NULL },
    { VIEW_ROW("severity"), FIELD_TEXT, AT(severity), FIELD_DEFAULT | FIELD_RECORDED | FIELD_WORDS | FIELD_TOLD, RECORD(severity),
      LIMIT_LINE_BYTES, "severity", NULL },
    { VIEW_ROW("consumes"), FIELD_TEXT, AT(consumes), OWN_WORDS | FIELD_TOLD, RECORD(consumes), LIMIT_LINE_BYTES, "URL it consumes", NULL },
    { VIEW_ROW("refusal"), FIELD_TEXT, AT(refusal), FIELD_RECORDED | FIELD_WORDS | FIELD_TOLD, RECORD(refusal), LIMIT_REASON_BYTES,
      "refusal", NULL },
    { VIEW_ROW("reason"), FIELD_TEXT, AT(reason), OWN_WORDS | FIELD_TOLD, RECORD(reason), LIMIT_REASON_BYTES, "reason", NULL },
    { VIEW_ROW("contact"), FIELD_TEXT, AT(contact), OWN_WORDS, RECORD(contact), LIMIT_LINE_BYTES, "contact", NULL },
    { VIEW_ROW("password_env"), FIELD_TEXT, AT(password_env), 0, 0, 0, NULL, NULL },
    { VIEW_ROW("password_file"), FIELD_PATH, AT(password_file), 0, 0, 0, NULL, "password_env" },
    { VIEW_ROW("renews"), FIELD_PATH, AT(renews), 0, 0, 0, NULL, NULL },
};

static const size_t type_sizes[] = {
    [FIELD_TEXT] = sizeof(struct view),       [FIELD_PATH] = sizeof(struct view),
    [FIELD_TEXTS] = sizeof(struct view_list), [FIELD_PATHS] = sizeof(struct view_list),
    [FIELD_PURPOSE] = sizeof(enum purpose),   [FIELD_HOSTING] = sizeof(enum hosting),
    [FIELD_EDITION] = sizeof(enum edition),   [FIELD_DAY] = sizeof(int32_t),
};

const struct request_field *request_field_find(struct view name)
{
    for (const struct request_field *f = request_fields; f < request_fields + REQUEST_FIELDS; f++)
        if (view_eq(name, f->name))
            return f;
    return NULL;
}

bool request_field_is_list(const struct request_field *f)
{
    return f->kind == FIELD_TEXTS || f->kind == FIELD_PATHS;
}

static const void *place(const struct request *r, const struct request_field *f)
{
    return (const char *)r + f->at;
}

struct view request_text(const struct request *r, const struct request_field *f)
{
    return *(const struct view *)place(r, f);
}

const struct view_list *request_list(const struct request *r, const struct request_field *f)
{
    return place(r, f);
}

int32_t request_day(const struct request *r, const struct request_field *f)
{
    return *(const int32_t *)place(r, f);
}

bool request_has(const struct request *r, const struct request_field *f)
{
    switch (f->kind) {
    case FIELD_TEXT:
    case FIELD_PATH:
        return request_text(r, f).n > 0;
    case FIELD_TEXTS:
    case FIELD_PATHS:
        return request_list(r, f)->n > 0;
    case FIELD_PURPOSE:
        return *(const enum purpose *)place(r, f) != PURPOSE_NONE;
    case FIELD_HOSTING:
        return *(const enum hosting *)place(r, f) != HOST_UNKNOWN;
    case FIELD_EDITION:
        return *(const enum edition *)place(r, f) != EDITION_UNKNOWN;
    case FIELD_DAY:
        return request_day(r, f) != DAY_NONE;
    }
    return false;
}

void request_complete(struct request *to, const struct request *from, enum request_use use)
{
    for (const struct request_field *f = request_fields; f < request_fields + REQUEST_FIELDS; f++)
        if (f->uses & use && !request_has(to, f))
            memcpy((char *)to + f->at, place(from, f), type_sizes[f->kind]);
}

void request_of_record(const struct case_record *c, struct request *out)
{
    *out = (struct request)REQUEST_INIT;
    for (const struct request_field *f = request_fields; f < request_fields + REQUEST_FIELDS; f++)
        if (f->uses & FIELD_RECORDED)
            memcpy((char *)out + f->at, (const char *)c + f->recorded, type_sizes[f->kind]);
}

struct view request_recorded(const struct case_record *c, const struct request_field *f)
{
    return *(const struct view *)(const void *)((const char *)c + f->recorded);
}

struct view request_words(struct arena *arena, const struct request *r, const struct request_field *f)
{
    const struct view text = view_trim(request_text(r, f));
    char *line = NEW(arena, char, text.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++)
        if (!is_space(text.p[i]) || !is_space(text.p[i - 1])) /* the first is none: it was trimmed */
            line[n++] = is_space(text.p[i]) ? ' ' : text.p[i];
    return text_safe(arena, (struct view){ .p = line, .n = n });
}

void request_record(struct arena *arena, const struct request *r, struct case_record *c)
{
    for (const struct request_field *f = request_fields; f < request_fields + REQUEST_FIELDS; f++)
        if (f->uses & FIELD_WORDS)
            *(struct view *)(void *)((char *)c + f->recorded) = request_words(arena, r, f);
}
