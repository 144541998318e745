#include "format/json/json.h"

#include <cjson/cJSON.h>
#include <pthread.h>

#include "base/arena.h"
#include "base/utf8.h"

/* cJSON_Parse writes where it failed into a static of the library. */
static pthread_mutex_t parser_lock = PTHREAD_MUTEX_INITIALIZER;

struct convert {
    struct arena *arena;
    struct view all;
    struct json_tokens tokens;
    size_t n_numbers, n_keys; /* used so far */
    struct err *e;
};

const char *json_kind_phrase(enum json_kind kind)
{
    static const char *const phrases[] = {
        [JSON_NULL] = "null", [JSON_BOOL] = "true or false", [JSON_NUMBER] = "a number",
        [JSON_STRING] = "a text", [JSON_ARRAY] = "an array", [JSON_OBJECT] = "an object",
    };
    return phrases[kind];
}

DROP(tree_drop, cJSON *, cJSON_Delete);

static bool parse(struct arena *arena, struct view bytes, cJSON **tree, struct err *e)
{
    const char *end = NULL;
    /* The copy has a NUL behind it: cJSON reads one byte past the end of some broken inputs. */
    struct view copy = view_dup(arena, bytes);
    pthread_mutex_lock(&parser_lock);
    cJSON_InitHooks(&(cJSON_Hooks){ .malloc_fn = heap_take, .free_fn = free }); /* a broken tree would pass for broken JSON */
    *tree = cJSON_ParseWithLengthOpts(copy.p, copy.n, &end, 0);
    pthread_mutex_unlock(&parser_lock);
    size_t at = end >= copy.p && end <= copy.p + copy.n ? (size_t)(end - copy.p) : 0;
    if (view_trim(bytes).n == 0)
        return err_set(e, ST_FORMAT, "check that the file was written completely", "it is empty, JSON was expected");
    if (!*tree)
        return json_fail(bytes, at, "not valid JSON from here", e);
    if (view_trim(view_from(bytes, at)).n) {
        struct view rest = view_from(bytes, at);
        return json_fail(bytes, bytes.n - view_trim(rest).n, "something stands behind the end of the document", e);
    }
    return true;
}

static bool check_duplicates(struct convert *c, struct view_at *keys, size_t n)
{
    qsort(keys, n, sizeof *keys, view_at_order);
    for (size_t i = 1; i < n; i++)
        if (view_eq(keys[i - 1].word, keys[i].word)) {
            struct view shown = view_first(keys[i].word, 60);
            struct view what = view_fmt(c->arena, "the key \"%.*s\" stands twice in one object", VIEW_ARG(shown));
            json_fail(c->all, keys[i].at, what.p, c->e);
            text_safe_into(c->e->hint, sizeof c->e->hint, VIEW("remove one of them: readers disagree on which counts"));
            return false;
        }
    return true;
}

static bool convert(struct convert *c, const cJSON *from, struct json *to);

static bool convert_children(struct convert *c, const cJSON *from, struct json *to)
{
    size_t n = (size_t)cJSON_GetArraySize(from), i = 0;
    struct json *items = NEW(c->arena, struct json, n);
    struct view_at *keys = NEW(c->arena, struct view_at, n);
    for (const cJSON *child = from->child; child; child = child->next, i++) {
        if (to->kind == JSON_OBJECT) {
            items[i].key = view_dup(c->arena, view_of(child->string));
            keys[i].word = items[i].key;
            keys[i].at = c->n_keys < c->tokens.keys.n ? c->tokens.keys.items[c->n_keys++] : 0;
        }
        if (!convert(c, child, &items[i]))
            return false;
        if (i > 0)
            items[i - 1].next = &items[i];
    }
    to->first = n ? items : NULL;
    to->n = n;
    return to->kind == JSON_ARRAY || check_duplicates(c, keys, n);
}

static bool convert(struct convert *c, const cJSON *from, struct json *to)
{
    if (cJSON_IsNumber(from)) {
        to->kind = JSON_NUMBER;
        if (c->n_numbers < c->tokens.numbers.n)
            to->text = c->tokens.numbers.items[c->n_numbers++];
    } else if (cJSON_IsString(from)) {
        to->kind = JSON_STRING;
        to->text = view_dup(c->arena, view_of(from->valuestring));
    } else if (cJSON_IsBool(from)) {
        to->kind = JSON_BOOL;
        to->truth = cJSON_IsTrue(from) != 0;
    } else if (cJSON_IsArray(from) || cJSON_IsObject(from)) {
        to->kind = cJSON_IsArray(from) ? JSON_ARRAY : JSON_OBJECT;
        return convert_children(c, from, to);
    }
    return true;
}

bool json_read(struct arena *arena, struct view bytes, struct json **out, struct err *e)
{
    AUTO(tree_drop) cJSON *tree = NULL;
    if (view_starts(bytes, VIEW(UTF8_MARK)))
        bytes = view_from(bytes, strlen(UTF8_MARK));
    struct convert c = { .arena = arena, .all = bytes, .e = e };
    if (!json_scan(arena, bytes, &c.tokens, e) || !parse(arena, bytes, &tree, e))
        return false;
    *out = NEW(arena, struct json, 1);
    return convert(&c, tree, *out);
}

const struct json *json_get(const struct json *object, const char *key)
{
    if (!object || object->kind != JSON_OBJECT)
        return NULL;
    for (const struct json *j = object->first; j; j = j->next)
        if (view_eq_text(j->key, key))
            return j->kind == JSON_NULL ? NULL : j;
    return NULL;
}

struct view json_text(const struct json *object, const char *key)
{
    const struct json *j = json_get(object, key);
    return j && j->kind == JSON_STRING ? j->text : (struct view){ 0 };
}

bool json_uint(const struct json *object, const char *key, uint64_t max, uint64_t *out)
{
    const struct json *j = json_get(object, key);
    return j && j->kind == JSON_NUMBER && view_number(j->text, max, out);
}

bool json_bool(const struct json *object, const char *key)
{
    const struct json *j = json_get(object, key);
    return j && j->kind == JSON_BOOL && j->truth;
}
