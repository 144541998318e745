#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <pthread.h>

#include <cmocka.h>

#include "base/civil.h"
#include "base/limits.h"
#include "format/json/json.h"

#define UNUSED(state) (void)(state)

static bool read_text(struct arena *arena, const char *text, struct json **out, struct err *e)
{
    return json_read(arena, view_of(text), out, e);
}

static void test_refuses_with_line_and_column(void **state)
{
    UNUSED(state);
    static const struct {
        const char *text, *what;
    } rows[] = {
        { "", "it is empty" },
        { " \n\t", "it is empty" },
        { "{\"a\":1,\n \"a\":2}", "line 2, column 2: the key \"a\" stands twice" },
        { "[{\"\":1,\"x\":{\"b\":1},\"\":2}]", "line 1, column 20: the key \"\" stands twice" },
        { "{\"a\":1,\"\\u0061\":2}", "line 1, column 8: the key \"a\" stands twice" },
        { "[1] x", "line 1, column 5: something that is no JSON value" },
        { "[1] 2", "line 1, column 5: something stands behind" },
        { "[1]]", "line 1, column 4: something stands behind" },
        { "[\"a\x80\"]", "line 1, column 4: not UTF-8" },
        { "[\"\xC0\xAF\"]", "not UTF-8" },
        { "[\"\xED\xA0\x80\"]", "not UTF-8" },
        { "[\"x\\u0000y\"]", "line 1, column 4: \\u0000" },
        { "[\"\\ud800\"]", "first half of a surrogate pair" },
        { "[\"\\ud800\\u0041\"]", "first half of a surrogate pair" },
        { "[\"\\ud800x\\udc00\"]", "first half of a surrogate pair" },
        { "[\"\\udc00\"]", "second half of a surrogate pair" },
        { "[\"\\u12G4\"]", "four hexadecimal digits" },
        { "[\"\\x\"]", "an escape that JSON does not have" },
        { "[\"\\", "an escape that JSON does not have" },
        { "[\"\\ud800", "first half of a surrogate pair" },
        { "[\"\\ud800\\", "first half of a surrogate pair" },
        { "[\"a\nb\"]", "a control character" },
        { "[\"abc", "a text that is not closed" },
        { "[01]", "leading zero" },
        { "[-01]", "leading zero" },
        { "[-]", "a minus sign" },
        { "[1.]", "decimal point" },
        { "[.5]", "no JSON value" },
        { "[+1]", "no JSON value" },
        { "[1e]", "exponent" },
        { "[NaN]", "no JSON value" },
        { "[True]", "no JSON value" },
        { "[1,]", "not valid JSON" },
        { "[1,,2]", "not valid JSON" },
        { "{\"a\" 1}", "not valid JSON" },
        { "{a:1}", "no JSON value" },
        { "{\"a\":1,}", "not valid JSON" },
        { "{\"1\":1,", "not valid JSON" },
        { "[1", "not valid JSON" },
        { "{\"a\":}", "not valid JSON" },
        { "// x\n[]", "no JSON value" },
        { "'a'", "no JSON value" },
        { "\xFF\xFE[\0]\0", "not UTF-8" },
        { "[1\v]", "no JSON value" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena arena = { 0 };
        struct err e = { 0 };
        struct json *j;
        assert_false(read_text(&arena, rows[i].text, &j, &e));
        assert_int_equal(e.status, ST_FORMAT);
        if (!strstr(e.what, rows[i].what))
            fail_msg("row %zu (%s): \"%s\" lacks \"%s\"", i, rows[i].text, e.what, rows[i].what);
        assert_string_not_equal(e.hint, "");
        arena_free(&arena);
    }
}

static void test_nul_byte_does_not_end_the_document(void **state)
{
    UNUSED(state);
    struct arena arena = { 0 };
    struct err e = { 0 };
    struct json *j;
    assert_false(json_read(&arena, VIEW("[\"a\0b\"]"), &j, &e));
    assert_false(json_read(&arena, VIEW("[]\0[]"), &j, &e));
    assert_non_null(strstr(e.what, "column 3"));
    arena_free(&arena);
}

static void test_numbers_keep_their_text(void **state)
{
    UNUSED(state);
    struct arena arena = { 0 };
    struct err e = { 0 };
    struct json *j;
    uint64_t n = 0;
    assert_true(read_text(&arena, "{\"a\":[1,{\"x\":-0.5e+3}],\"big\":9007199254740993,\"s\":\"7\",\"neg\":-1}", &j, &e));
    assert_true(json_uint(j, "big", UINT64_MAX, &n));
    assert_true(n == 9007199254740993u);
    assert_false(json_uint(j, "big", 1000, &n));
    assert_false(json_uint(j, "neg", 1000, &n));
    assert_false(json_uint(j, "s", 1000, &n));
    assert_false(json_uint(j, "absent", 1000, &n));
    const struct json *second = json_get(j, "a")->first->next;
    assert_true(view_eq_text(json_get(second, "x")->text, "-0.5e+3"));
    arena_free(&arena);
}

static void test_tree_holds_what_was_written(void **state)
{
    UNUSED(state);
    struct arena arena = { 0 };
    struct err e = { 0 };
    struct json *j;
    static const char text[] = "\xEF\xBB\xBF{\"t\":true,\"f\":false,\"n\":null,\"s\":\"a\\\"\\u00e9\\ud83d\\ude00\\n\","
                               "\"l\":[],\"o\":{}}\r\n";
    assert_true(read_text(&arena, text, &j, &e));
    assert_true(json_bool(j, "t"));
    assert_false(json_bool(j, "f"));
    assert_false(json_bool(j, "n"));
    assert_false(json_bool(j, "s"));
    assert_null(json_get(j, "n"));
    assert_null(json_get(NULL, "n"));
    assert_null(json_get(json_get(j, "l"), "n"));
    assert_true(view_eq_text(json_text(j, "s"), "a\"\xC3\xA9\xF0\x9F\x98\x80\n"));
    assert_int_equal(json_text(j, "t").n, 0);
    assert_int_equal(json_get(j, "l")->kind, JSON_ARRAY);
    assert_null(json_get(j, "l")->first);
    assert_int_equal(json_get(j, "o")->kind, JSON_OBJECT);
    arena_free(&arena);
}

/* What `make` writes with n, accepted at the limit and refused one above. */
static void hold_limit(struct view (*make)(struct arena *, size_t), size_t limit, enum status above)
{
    for (size_t n = limit - 1; n <= limit + 1; n++) {
        struct arena arena = { 0 };
        struct err e = { 0 };
        struct json *j;
        bool ok = json_read(&arena, make(&arena, n), &j, &e);
        assert_int_equal(ok, n <= limit);
        assert_true(ok || e.status == above);
        arena_free(&arena);
    }
}

static struct view nested(struct arena *arena, size_t n)
{
    char *p = NEW(arena, char, 2 * n + 1);
    memset(p, '[', n);
    memset(p + n, ']', n);
    return (struct view){ .p = p, .n = 2 * n };
}

static struct view many_values(struct arena *arena, size_t n)
{
    char *p = NEW(arena, char, 2 * n + 1);
    memcpy(p, "[", 1); /* the array is the first value */
    for (size_t i = 1; i < n; i++)
        memcpy(p + 2 * i - 1, "1,", 2);
    p[2 * n - 2] = ']';
    return (struct view){ .p = p, .n = 2 * n - 1 };
}

static struct view long_number(struct arena *arena, size_t n)
{
    char *p = NEW(arena, char, n + 1);
    memset(p, '9', n);
    return (struct view){ .p = p, .n = n };
}

static void test_ceilings_hold(void **state)
{
    UNUSED(state);
    hold_limit(nested, LIMIT_JSON_DEPTH, ST_LIMIT);
    hold_limit(many_values, LIMIT_JSON_VALUES, ST_LIMIT);
    hold_limit(long_number, 60, ST_FORMAT);
}

static void test_hostile_nesting_ends_early(void **state)
{
    UNUSED(state);
    struct arena arena = { 0 };
    struct err e = { 0 };
    struct json *j;
    size_t n = LIMIT_INVENTORY_BYTES;
    char *p = NEW(&arena, char, n);
    memset(p, '[', n);
    assert_false(json_read(&arena, (struct view){ .p = p, .n = n }, &j, &e));
    assert_int_equal(e.status, ST_LIMIT);
    arena_free(&arena);
}

static void test_many_keys_cost_no_square(void **state)
{
    UNUSED(state);
    struct arena arena = { 0 };
    struct buf b = BUF_INIT(LIMIT_INVENTORY_BYTES);
    struct err e = { 0 };
    struct json *j;
    buf_text(&b, "{");
    for (size_t i = 0; i < 90000; i++)
        buf_fmt(&b, "%s\"k%zu\":0", i ? "," : "", i);
    buf_text(&b, "}");
    assert_true(json_read(&arena, buf_view(&b), &j, &e));
    buf_free(&b);
    arena_free(&arena);
}

static void write_sample(struct json_out *j)
{
    json_begin_object(j);
    json_put_text(j, "schema", "x/1");
    json_put_text(j, "nothing", NULL);
    json_put_null(j, "null");
    json_put_number(j, "n", INT64_MIN);
    json_put_truth(j, "t", true);
    json_put_day(j, "day", 20777);
    json_put_day(j, "noDay", DAY_NONE);
    json_put_time(j, "time", 1795161600);
    json_put_time(j, "noTime", TIME_NONE);
    json_put_array(j, "list");
    json_begin_object(j);
    json_end_object(j);
    json_begin_object(j);
    json_put_array(j, "empty");
    json_end_array(j);
    json_end_object(j);
    json_view(j, VIEW("a\"\\\n\t\x1b\x7f\xC2\x85\xE2\x80\xAE\xF3\xA0\x81\x81\xFF\xC3\xA9"));
    json_end_array(j);
    json_end_object(j);
}

static void test_writer_is_stable(void **state)
{
    UNUSED(state);
    static const char indented[] = "{\n  \"schema\": \"x/1\",\n  \"nothing\": null,\n  \"null\": null,\n  \"n\": -9223372036854775808,\n"
                                   "  \"t\": true,\n  \"day\": \"2026-11-20\",\n  \"noDay\": null,\n  \"time\": \"2026-11-20T08:00:00Z\",\n"
                                   "  \"noTime\": null,\n  \"list\": [\n    {},\n    {\n      \"empty\": []\n    },\n"
                                   "    \"a\\\"\\\\\\n\\t\\u001b\\u007f\\u0085\\u202e\\udb40\\udc41\xEF\xBF\xBD\xC3\xA9\"\n  ]\n}";
    static const char compact[] = "{\"schema\":\"x/1\",\"nothing\":null,\"null\":null,\"n\":-9223372036854775808,\"t\":true,"
                                  "\"day\":\"2026-11-20\",\"noDay\":null,\"time\":\"2026-11-20T08:00:00Z\",\"noTime\":null,"
                                  "\"list\":[{},{\"empty\":[]},"
                                  "\"a\\\"\\\\\\n\\t\\u001b\\u007f\\u0085\\u202e\\udb40\\udc41\xEF\xBF\xBD\xC3\xA9\"]}";
    for (int i = 0; i < 2; i++) {
        struct buf b = BUF_INIT(10000);
        struct sink to = sink_buf(&b);
        struct json_out j = json_out(&to, i == 1);
        write_sample(&j);
        assert_string_equal(b.p, i == 1 ? compact : indented);
        buf_free(&b);
    }
}

static void test_reader_accepts_what_the_writer_writes(void **state)
{
    UNUSED(state);
    struct arena arena = { 0 };
    struct buf b = BUF_INIT(10000);
    struct sink to = sink_buf(&b);
    struct json_out j = json_out(&to, true);
    struct json *back;
    struct err e = { 0 };
    write_sample(&j);
    assert_true(json_read(&arena, buf_view(&b), &back, &e));
    struct json *text = json_get(back, "list")->first->next->next;
    assert_true(view_eq_text(text->text, "a\"\\\n\t\x1b\x7f\xC2\x85\xE2\x80\xAE\xF3\xA0\x81\x81\xEF\xBF\xBD\xC3\xA9"));
    arena_free(&arena);
    buf_free(&b);
}

static void *read_often(void *result)
{
    size_t failed = 0;
    for (int i = 0; i < 500; i++) {
        struct arena arena = { 0 };
        struct err e = { 0 };
        struct json *j;
        failed += !read_text(&arena, "{\"a\":[1,2,3]}", &j, &e);
        failed += read_text(&arena, "{\"a\":[1,2,,3]}", &j, &e);
        failed += strstr(e.what, "column 11") == NULL;
        arena_free(&arena);
    }
    *(size_t *)result = failed;
    return NULL;
}

static void test_threads_do_not_mix_errors(void **state)
{
    UNUSED(state);
    pthread_t threads[4];
    size_t failed[COUNT_OF(threads)];
    for (size_t i = 0; i < COUNT_OF(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, read_often, &failed[i]), 0);
    for (size_t i = 0; i < COUNT_OF(threads); i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(failed[i], 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refuses_with_line_and_column),
        cmocka_unit_test(test_nul_byte_does_not_end_the_document),
        cmocka_unit_test(test_numbers_keep_their_text),
        cmocka_unit_test(test_tree_holds_what_was_written),
        cmocka_unit_test(test_ceilings_hold),
        cmocka_unit_test(test_hostile_nesting_ends_early),
        cmocka_unit_test(test_many_keys_cost_no_square),
        cmocka_unit_test(test_writer_is_stable),
        cmocka_unit_test(test_reader_accepts_what_the_writer_writes),
        cmocka_unit_test(test_threads_do_not_mix_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
