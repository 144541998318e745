/* From bytes to text: marks, both orders of UTF-16, and what is no UTF-8. */
#include "format/text/text_read.h"

#include "unit.h"

static struct arena arena;

static int tear_down(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static void every_form_gives_the_same_text(void **state)
{
    static const struct { const char *what; struct view bytes; unsigned form; struct view text; } rows[] = {
        { "plain", VIEW_ROW("caf\xC3\xA9"), 0, VIEW_ROW("caf\xC3\xA9") },
        { "mark", VIEW_ROW("\xEF\xBB\xBF" "caf\xC3\xA9"), TEXT_MARK, VIEW_ROW("caf\xC3\xA9") },
        { "little", VIEW_ROW("\xFF\xFE" "c\0a\0f\0\xE9\0"), TEXT_MARK | TEXT_UTF16, VIEW_ROW("caf\xC3\xA9") },
        { "big", VIEW_ROW("\xFE\xFF" "\0c\0a\0f\0\xE9"), TEXT_MARK | TEXT_UTF16, VIEW_ROW("caf\xC3\xA9") },
        { "little without mark", VIEW_ROW("c\0a\0f\0e\0"), TEXT_UTF16, VIEW_ROW("cafe") },
        { "big without mark", VIEW_ROW("\0c\0a\0f\0e"), TEXT_UTF16, VIEW_ROW("cafe") },
        { "a pair", VIEW_ROW("\xFF\xFE" "\x3D\xD8\x00\xDE"), TEXT_MARK | TEXT_UTF16, VIEW_ROW("\xF0\x9F\x98\x80") },
        { "half a pair", VIEW_ROW("\xFF\xFE" "\x3D\xD8" "a\0"), TEXT_MARK | TEXT_UTF16, VIEW_ROW("\xEF\xBF\xBD" "a") },
        { "nothing", VIEW_ROW(""), 0, VIEW_ROW("") },
    };
    struct err e = { 0 };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        unsigned form = 0;
        struct view text, normal = text_normal(&arena, rows[i].bytes, &form);
        if (!view_eq(normal, rows[i].text) || form != rows[i].form)
            fail_msg("%s: form %u", rows[i].what, form);
        assert_true(text_read(&arena, rows[i].bytes, &text, &e));
        assert_true(view_eq(text, rows[i].text));
    }
}

static void what_is_no_utf_8_is_named(void **state)
{
    static const struct { struct view bytes; const char *what; } rows[] = {
        { VIEW_ROW("caf\xE9\r\n"), "Windows-1252" }, { VIEW_ROW("\x80 5,00"), "Windows-1252" },
        { VIEW_ROW("\n\x89PNG\r\n\x1A\n"), "line 2: not UTF-8 text" }, { VIEW_ROW("a\x81"), "not UTF-8 text" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct err e = { 0 };
        struct view text;
        assert_false(text_read(&arena, rows[i].bytes, &text, &e));
        assert_int_equal(e.status, ST_FORMAT);
        assert_non_null(strstr(e.what, rows[i].what));
    }
}

static void windows_1252_has_its_own_signs(void **state)
{
    char out[32];
    (void)state;
    size_t n = text_from_1252(VIEW("a\x80\x93\xE7\xFF"), out);
    assert_true(view_eq((struct view){ .p = out, .n = n }, VIEW("a\xE2\x82\xAC\xE2\x80\x9C\xC3\xA7\xC3\xBF")));
}

static void a_line_ends_at_its_own_feed(void **state)
{
    static const struct { struct view bytes; bool wide, big_endian, ends; } rows[] = {
        { VIEW_ROW("ab\n"), false, false, true }, { VIEW_ROW("\n"), false, false, true }, { VIEW_ROW("ab"), false, false, false },
        { VIEW_ROW("\xFF\xFE\n\x01"), true, false, false }, { VIEW_ROW("\xFF\xFE\n"), true, false, false },
        { VIEW_ROW("\xFF\xFE\n\0"), true, false, true }, { VIEW_ROW("\xFE\xFF\x01\n"), true, true, false },
        { VIEW_ROW("\xFE\xFF\0\n"), true, true, true }, { VIEW_ROW("a\0\n\0"), true, false, true },
        { VIEW_ROW("\0a\0\n"), true, true, true },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        bool big_endian, wide = text_is_wide(rows[i].bytes, &big_endian);
        if (wide != rows[i].wide || big_endian != rows[i].big_endian || text_ends_line(rows[i].bytes, wide, big_endian) != rows[i].ends)
            fail_msg("row %zu", i);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(every_form_gives_the_same_text, tear_down),
        cmocka_unit_test(a_line_ends_at_its_own_feed),
        cmocka_unit_test_teardown(what_is_no_utf_8_is_named, tear_down),
        cmocka_unit_test_teardown(windows_1252_has_its_own_signs, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
