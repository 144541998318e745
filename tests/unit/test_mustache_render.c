/* Rendering without the specification's data: contexts, escapes, partials, ceilings. */
#include "unit.h"

#include "base/limits.h"
#include "format/text/mustache.h"

struct named {
    const char *name, *source;
};

struct set {
    struct arena *arena;
    const struct named *rows;
    size_t n;
};

static const struct mustache *find_named(const void *from, struct view name)
{
    const struct set *set = from;
    for (size_t i = 0; i < set->n; i++)
        if (view_eq_text(name, set->rows[i].name)) {
            struct mustache *m;
            struct err e = { 0 };
            assert_true(mustache_compile(set->arena, name, view_of(set->rows[i].source), &m, &e));
            return m;
        }
    return NULL;
}

static const struct mustache *find_itself(const void *from, struct view name)
{
    (void)name;
    return from;
}

/* name: "<a|b>"; people: two with a name and one list of tags; yes, no, empty, null */
static const struct value *sample(struct arena *arena)
{
    struct value *root = value_new(arena, VALUE_OBJECT);
    value_text(arena, root, "name", VIEW("<a|b>"));
    value_text(arena, root, "trap", VIEW("{{name}} {{#people}}x{{/people}} {{>p}}"));
    value_truth(arena, root, "yes", true);
    value_truth(arena, root, "no", false);
    value_text(arena, root, "empty", VIEW(""));
    struct value *people = value_list(arena, root, "people");
    struct value *ana = value_object(arena, people, NULL);
    value_text(arena, ana, "name", VIEW("Ana"));
    struct value *tags = value_list(arena, ana, "tags");
    value_text(arena, tags, NULL, VIEW("x"));
    value_text(arena, tags, NULL, VIEW("y"));
    struct value *rui = value_object(arena, people, NULL);
    value_text(arena, rui, "name", VIEW("Rui"));
    value_list(arena, rui, "tags");
    value_text(arena, value_object(arena, root, "place"), "city", VIEW("Lisboa\nPorto"));
    return root;
}

static const struct named partials_of_test[] = {
    { "p", "[{{name}}]" },
    { "lines", "one\n{{#yes}}\ntwo\n{{/yes}}\n{{#yes}}three{{/yes}}\n{{>more}}\n" },
    { "more", "  four {{place.city}}\n" },
};

static void check(enum escape_target target, const char *source, const char *wanted)
{
    struct arena arena = { 0 };
    struct err e = { 0 };
    struct mustache *m;
    struct set set = { .arena = &arena, .rows = partials_of_test, .n = COUNT_OF(partials_of_test) };
    struct mustache_partials partials = { .find = find_named, .from = &set };
    struct buf b = BUF_INIT(1 << 16);
    struct sink to = sink_buf(&b);
    assert_true(mustache_compile(&arena, VIEW("t"), view_of(source), &m, &e));
    assert_true(mustache_render(m, sample(&arena), &partials, target, &to, &e));
    assert_string_equal(view_dup(&arena, buf_view(&b)).p, wanted);
    buf_free(&b);
    arena_free(&arena);
}

static void values_would_be_found_wrong(void **state)
{
    (void)state;
    check(ESCAPE_TEXT, "{{name}} {{place.city.x}}{{nothing}}{{people}}{{place}}", "<a|b> ");
    check(ESCAPE_TEXT, "{{#people}}{{name}}:{{#tags}}{{.}}{{name}}{{/tags}}{{^tags}}none{{/tags}} {{/people}}", "Ana:xAnayAna Rui:none ");
    check(ESCAPE_TEXT, "{{#yes}}y{{/yes}}{{#no}}n{{/no}}{{^no}}N{{/no}}{{#empty}}e{{/empty}}{{^empty}}E{{/empty}}{{^gone}}G{{/gone}}",
          "yNEG");
    check(ESCAPE_TEXT, "{{yes}} {{no}}", "true false");
    check(ESCAPE_TEXT, "{{#place}}{{{city}}}{{/place}}", "Lisboa\nPorto");
}

/* Of one length and with the same first letter. */
static void names_that_look_alike_would_be_confused(void **state)
{
    struct arena arena = { 0 };
    struct err e = { 0 };
    struct mustache *m;
    struct buf b = BUF_INIT(1000);
    struct sink to = sink_buf(&b);
    struct value *root = value_new(&arena, VALUE_OBJECT);
    (void)state;
    value_text(&arena, root, "a1m1z", VIEW("one"));
    value_text(&arena, root, "a2m1z", VIEW("two"));
    value_text(&arena, root, "a2m2z", VIEW("three"));
    value_text(&arena, root, "a2m2z", VIEW("never"));
    value_same(&arena, root, "a3m3z", root);
    assert_true(mustache_compile(&arena, VIEW("t"), VIEW("{{a2m2z}} {{a2m1z}} {{a1m1z}} {{a1m2z}}{{a3m3z.a2m1z}}"), &m, &e));
    assert_true(mustache_render(m, root, NULL, ESCAPE_TEXT, &to, &e));
    assert_string_equal(view_dup(&arena, buf_view(&b)).p, "three two one two");
    buf_free(&b);
    arena_free(&arena);
}

static void target_would_be_ignored(void **state)
{
    (void)state;
    check(ESCAPE_HTML, "{{name}} {{{name}}} {{&name}}", "&lt;a|b&gt; <a|b> <a|b>");
    check(ESCAPE_TEXT, "{{place.city}}", "Lisboa\\u000APorto");
}

static void value_would_be_read_as_template(void **state)
{
    (void)state;
    check(ESCAPE_TEXT, "{{trap}}", "{{name}} {{#people}}x{{/people}} {{>p}}");
    check(ESCAPE_TEXT, "{{{trap}}}{{=<% %>=}}<%&trap%>", "{{name}} {{#people}}x{{/people}} {{>p}}{{name}} {{#people}}x{{/people}} {{>p}}");
}

static void partial_would_lose_its_indentation(void **state)
{
    (void)state;
    check(ESCAPE_TEXT, "{{#people}}{{>p}}{{/people}}{{>gone}}", "[Ana][Rui]");
    check(ESCAPE_NONE, "- x\n  {{>lines}}\nend\n", "- x\n  one\n  two\n  three\n    four Lisboa\nPorto\nend\n");
    check(ESCAPE_NONE, "\t{{>lines}}", "\tone\n\ttwo\n\tthree\n\t  four Lisboa\nPorto\n");
}

static enum status status_of(const char *source, size_t ceiling)
{
    struct arena arena = { 0 };
    struct err e = { 0 };
    struct mustache *m;
    struct buf b = BUF_INIT(ceiling);
    struct sink to = sink_buf(&b);
    assert_true(mustache_compile(&arena, VIEW("self.txt"), view_of(source), &m, &e));
    struct mustache_partials partials = { .find = find_itself, .from = m };
    bool ok = mustache_render(m, sample(&arena), &partials, ESCAPE_TEXT, &to, &e);
    assert_int_equal(ok, e.status == ST_OK);
    assert_true(ok || strncmp(e.where, "self.txt:1", 10) == 0);
    buf_free(&b);
    arena_free(&arena);
    return e.status;
}

static void rendering_would_not_end(void **state)
{
    (void)state;
    assert_int_equal(status_of("{{>self}}", 100), ST_LIMIT);
    assert_int_equal(status_of("{{#yes}}{{>self}}{{/yes}}{{>self}}", 100), ST_LIMIT);
    assert_int_equal(status_of("{{#people}}{{#tags}}{{>self}}{{/tags}}{{>self}}{{/people}}", 100), ST_LIMIT);
    assert_int_equal(status_of("{{#no}}{{>self}}{{/no}}", 100), ST_OK);
}

/* Without an end in depth: two calls a level would take 2^32 steps. */
static void steps_would_not_be_counted(void **state)
{
    struct arena arena = { 0 };
    struct err e = { 0 };
    struct mustache *m;
    struct buf b = BUF_INIT(100);
    struct sink to = sink_buf(&b);
    struct value *root = value_new(&arena, VALUE_OBJECT), *at = root;
    (void)state;
    for (int i = 0; i < 14; i++) {
        at = value_object(&arena, at, "a");
        value_truth(&arena, at, "go", true);
        value_object(&arena, at, "b");
    }
    assert_true(mustache_compile(&arena, VIEW("t"), VIEW("{{#a}}{{>t}}{{>t}}{{>t}}{{>t}}{{/a}}"), &m, &e));
    struct mustache_partials partials = { .find = find_itself, .from = m };
    assert_false(mustache_render(m, root, &partials, ESCAPE_TEXT, &to, &e));
    assert_int_equal(e.status, ST_LIMIT);
    buf_free(&b);
    arena_free(&arena);
}

static void output_ceiling_would_not_hold(void **state)
{
    (void)state;
    assert_int_equal(status_of("12345", 4), ST_LIMIT);
    assert_int_equal(status_of("12345", 5), ST_OK);
    assert_int_equal(status_of("12345", 6), ST_OK);
    assert_int_equal(status_of("{{name}}", 4), ST_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_would_be_found_wrong),     cmocka_unit_test(target_would_be_ignored),
        cmocka_unit_test(names_that_look_alike_would_be_confused),
        cmocka_unit_test(value_would_be_read_as_template), cmocka_unit_test(partial_would_lose_its_indentation),
        cmocka_unit_test(rendering_would_not_end),         cmocka_unit_test(steps_would_not_be_counted),
        cmocka_unit_test(output_ceiling_would_not_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
