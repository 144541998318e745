/* The public specification's own cases (where its data is at hand), and what its compiler must refuse. */
#include "unit.h"

#include "base/file.h"
#include "base/limits.h"
#include "format/json/json.h"
#include "format/text/mustache.h"

#define SPEC SHARED_DIR "/data/mustache-spec/"

struct spec_partials {
    struct arena *arena;
    const struct json *members;
};

static const struct mustache *find_partial(const void *from, struct view name)
{
    const struct spec_partials *p = from;
    for (const struct json *at = p->members ? p->members->first : NULL; at; at = at->next)
        if (view_eq(at->key, name)) {
            struct mustache *m;
            struct err e = { 0 };
            assert_true(mustache_compile(p->arena, name, at->text, &m, &e));
            return m;
        }
    return NULL;
}

static void add_json(struct arena *arena, struct value *parent, const struct json *from, const char *key)
{
    struct value *made;
    switch (from->kind) {
    case JSON_NULL:
        value_truth(arena, parent, key, false)->kind = VALUE_NULL;
        break;
    case JSON_BOOL:
        value_truth(arena, parent, key, from->truth);
        break;
    case JSON_NUMBER:
    case JSON_STRING:
        value_text(arena, parent, key, from->text);
        break;
    case JSON_ARRAY:
        made = value_list(arena, parent, key);
        for (const struct json *item = from->first; item; item = item->next)
            add_json(arena, made, item, NULL);
        break;
    case JSON_OBJECT:
        made = value_object(arena, parent, key);
        for (const struct json *item = from->first; item; item = item->next)
            add_json(arena, made, item, view_dup(arena, item->key).p);
        break;
    }
}

static void check_case(struct arena *arena, const char *file, const struct json *test)
{
    struct err e = { 0 };
    struct mustache *m = NULL;
    struct value *holder = value_new(arena, VALUE_LIST);
    const struct json *data = json_get(test, "data");
    if (data)
        add_json(arena, holder, data, NULL);
    struct spec_partials from = { .arena = arena, .members = json_get(test, "partials") };
    struct mustache_partials partials = { .find = find_partial, .from = &from };
    struct buf b = BUF_INIT(1 << 20);
    struct sink to = sink_buf(&b);
    bool ok = mustache_compile(arena, view_of(file), json_text(test, "template"), &m, &e) &&
              mustache_render(m, holder->first ? holder->first : holder, &partials, ESCAPE_HTML, &to, &e);
    struct view expected = json_text(test, "expected"), got = view_dup(arena, buf_view(&b)), name = json_text(test, "name");
    buf_free(&b);
    if (!ok || !view_eq(got, expected))
        fail_msg("%s, %.*s: wanted \"%.*s\", got \"%.*s\" %s", file, VIEW_ARG(name), VIEW_ARG(expected), VIEW_ARG(got), e.what);
}

static void check_module(const char *file, size_t at_least)
{
    struct arena arena = { 0 };
    struct err e = { 0 };
    struct view bytes;
    struct json *doc;
    size_t n = 0;
    char path[4096];
    snprintf(path, sizeof path, SPEC "%s", file);
    if (!file_exists(path)) {
        print_message("SKIPPED: %s is not at hand\n", path);
        skip();
    }
    assert_true(file_read(&arena, path, 1 << 20, &bytes, &e));
    assert_true(json_read(&arena, bytes, &doc, &e));
    const struct json *tests = json_get(doc, "tests");
    assert_non_null(tests);
    for (const struct json *test = tests->first; test; test = test->next, n++)
        check_case(&arena, file, test);
    assert_true(n >= at_least);
    arena_free(&arena);
}

static void specification_comments(void **state) { (void)state; check_module("comments.json", 12); }
static void specification_delimiters(void **state) { (void)state; check_module("delimiters.json", 14); }
static void specification_interpolation(void **state) { (void)state; check_module("interpolation.json", 40); }
static void specification_inverted(void **state) { (void)state; check_module("inverted.json", 20); }
static void specification_partials(void **state) { (void)state; check_module("partials.json", 12); }
static void specification_sections(void **state) { (void)state; check_module("sections.json", 30); }

static void broken_template_would_be_accepted(void **state)
{
    static const struct {
        const char *source, *where, *what;
    } rows[] = {
        { "a {{b", "t.txt:1", "not closed" },
        { "a\n{{{b}}", "t.txt:2", "not closed" },
        { "{{=<% %>}}", "t.txt:1", "not closed" },
        { "\n\n{{#a}}\nx", "t.txt:3", "{{#a}} is not closed" },
        { "{{#a}}{{#b}}{{/a}}", "t.txt:1", "{{/b}} is due" },
        { "x\n{{/a}}", "t.txt:2", "was not opened" },
        { "{{}}", "t.txt:1", "empty" },
        { "{{#}}{{/}}", "t.txt:1", "empty" },
        { "{{> }}", "t.txt:1", "empty" },
        { "{{a\nb}}", "t.txt:1", "not closed in its line" },
        { "{{a..b}}", "t.txt:1", "is not a name" },
        { "{{.a}}", "t.txt:1", "is not a name" },
        { "{{a.}}", "t.txt:1", "is not a name" },
        { "{{= =}}", "t.txt:1", "delimiters" },
        { "{{=<%=}}", "t.txt:1", "delimiters" },
        { "{{=a b c=}}", "t.txt:1", "delimiters" },
        { "{{=aaaaaaaaaaaaaaaaa %>=}}", "t.txt:1", "delimiters" },
        { "a\n{{! one\n two }}\nb\n{{/x}}", "t.txt:5", "was not opened" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena arena = { 0 };
        struct err e = { 0 };
        struct mustache *m;
        assert_false(mustache_compile(&arena, VIEW("t.txt"), view_of(rows[i].source), &m, &e));
        assert_int_equal(e.status, ST_FORMAT);
        assert_string_equal(e.where, rows[i].where);
        if (!strstr(e.what, rows[i].what))
            fail_msg("\"%s\": %s", rows[i].source, e.what);
        assert_true(e.hint[0] != '\0');
        arena_free(&arena);
    }
}

static bool nests(size_t depth, struct err *e)
{
    struct arena arena = { 0 };
    struct buf b = BUF_INIT(1 << 20);
    struct mustache *m;
    for (size_t i = 0; i < depth; i++)
        buf_text(&b, "{{#a}}");
    for (size_t i = 0; i < depth; i++)
        buf_text(&b, "{{/a}}");
    bool ok = mustache_compile(&arena, VIEW("deep"), buf_view(&b), &m, e);
    buf_free(&b);
    arena_free(&arena);
    return ok;
}

static void ceilings_would_not_hold(void **state)
{
    struct arena arena = { 0 };
    struct err e = { 0 };
    struct mustache *m;
    char *text = NEW(&arena, char, LIMIT_TEMPLATE_BYTES + 1);
    (void)state;
    memset(text, 'x', LIMIT_TEMPLATE_BYTES + 1);
    assert_true(mustache_compile(&arena, VIEW("t"), (struct view){ .p = text, .n = LIMIT_TEMPLATE_BYTES - 1 }, &m, &e));
    assert_true(mustache_compile(&arena, VIEW("t"), (struct view){ .p = text, .n = LIMIT_TEMPLATE_BYTES }, &m, &e));
    assert_false(mustache_compile(&arena, VIEW("t"), (struct view){ .p = text, .n = LIMIT_TEMPLATE_BYTES + 1 }, &m, &e));
    assert_int_equal(e.status, ST_LIMIT);
    assert_true(nests(LIMIT_TEMPLATE_DEPTH - 1, &e));
    assert_true(nests(LIMIT_TEMPLATE_DEPTH, &e));
    assert_false(nests(LIMIT_TEMPLATE_DEPTH + 1, &e));
    assert_int_equal(e.status, ST_LIMIT);
    arena_free(&arena);
}

static void references_would_be_lost(void **state)
{
    struct arena arena = { 0 };
    struct err e = { 0 };
    struct mustache *m;
    const struct mustache_reference *found;
    (void)state;
    assert_true(mustache_compile(&arena, VIEW("t"), VIEW("{{>a}}\n{{#x}}\n  {{> b }}\n{{/x}}"), &m, &e));
    assert_int_equal(mustache_references(m, &found), 2);
    assert_true(view_eq_text(found[0].name, "a") && found[0].line == 1);
    assert_true(view_eq_text(found[1].name, "b") && found[1].line == 3);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(specification_comments),
        cmocka_unit_test(specification_delimiters),
        cmocka_unit_test(specification_interpolation),
        cmocka_unit_test(specification_inverted),
        cmocka_unit_test(specification_partials),
        cmocka_unit_test(specification_sections),
        cmocka_unit_test(broken_template_would_be_accepted),
        cmocka_unit_test(ceilings_would_not_hold),
        cmocka_unit_test(references_would_be_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
