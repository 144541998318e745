/* Errors: what is stored is safe to print, cut at a character, and the lowest place wins. */
#include "base/err.h"
#include "base/utf8.h"
#include "unit.h"

static void an_error_says_what_where_and_what_next(void **state)
{
    struct err e;
    (void)state;
    memset(&e, 'x', sizeof e);
    assert_false(err_set(&e, ST_FORMAT, "do that", "%d of %s", 7, "them"));
    assert_int_equal(e.status, ST_FORMAT);
    assert_string_equal(e.what, "7 of them");
    assert_string_equal(e.hint, "do that");
    assert_string_equal(e.where, "");
    assert_false(err_at(&e, "%s:%d", "file", 41));
    assert_string_equal(e.where, "file:41");
    assert_false(err_at(&e, "outer"));
    assert_string_equal(e.where, "file:41");
    assert_false(err_set(&e, ST_IO, "", "other"));
    assert_string_equal(e.where, "");
    assert_string_equal(e.hint, "");
}

static void foreign_text_is_escaped(void **state)
{
    struct err e;
    (void)state;
    err_set(&e, ST_IO, "see \x1b[1m", "bad \xFF \xE2\x80\xAE %s", "a\nb");
    err_at(&e, "x\r\x1b]0;t\a");
    assert_string_equal(e.what, "bad \\xFF \\u202E a\\u000Ab");
    assert_string_equal(e.hint, "see \\u001B[1m");
    assert_string_equal(e.where, "x\\u000D\\u001B]0;t\\u0007");
}

static void long_text_is_cut_and_marked(void **state)
{
    static const char *const pieces[] = { "a", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "\x1b", "\xFF" };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(pieces); i++) {
        char text[5000] = "";
        struct err e;
        for (size_t n = 0; n + strlen(pieces[i]) < sizeof text; n += strlen(pieces[i]))
            memcpy(text + n, pieces[i], strlen(pieces[i]) + 1);
        err_set(&e, ST_IO, text, "%s", text);
        err_at(&e, "%s", text);
        assert_true(utf8_valid(view_of(e.what)) && view_ends(view_of(e.what), VIEW("...")) && strlen(e.what) > sizeof e.what - 12);
        assert_true(utf8_valid(view_of(e.hint)) && view_ends(view_of(e.hint), VIEW("...")) && strlen(e.hint) > sizeof e.hint - 12);
        assert_true(utf8_valid(view_of(e.where)) && view_ends(view_of(e.where), VIEW("...")) && strlen(e.where) > sizeof e.where - 12);
    }
}

static void the_password_of_a_url_is_not_kept(void **state)
{
    static const struct { const char *given, *kept; } rows[] = {
        { "https://ana:s3cret@host/x", "https://ana:*@host/x" },
        { "see http://a:b@c:d@host:80, or https://x:y@z", "see http://a:*@host:80, or https://x:*@z" },
        { "https://ana:@host", "https://ana:@host" },
        { "https://host:443/a@b", "https://host:443/a@b" },
        { "ana:x@host", "ana:x@host" },
        { "://", "://" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct err e;
        err_set(&e, ST_IO, "", "%s", rows[i].given);
        err_at(&e, "%s", rows[i].given);
        assert_string_equal(e.what, rows[i].kept);
        assert_string_equal(e.where, rows[i].kept);
    }
}

static void an_error_can_quote_itself(void **state)
{
    struct err e;
    (void)state;
    err_set(&e, ST_IO, "next", "inner");
    err_set(&e, ST_FORMAT, "", "outer: %s", e.what);
    assert_string_equal(e.what, "outer: inner");
}

static void what_was_meant_replaces_the_hint(void **state)
{
    struct err e;
    (void)state;
    err_set(&e, ST_USAGE, "see -h", "no option");
    assert_false(err_meant(&e, "--", (struct view){ 0 }, "?"));
    assert_string_equal(e.hint, "see -h");
    assert_false(err_meant(&e, "\"", VIEW("a\nb"), "\"? Choices: c"));
    assert_string_equal(e.hint, "did you mean \"a\\u000Ab\"? Choices: c");
    assert_string_equal(e.what, "no option");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_error_says_what_where_and_what_next),
        cmocka_unit_test(foreign_text_is_escaped),
        cmocka_unit_test(long_text_is_cut_and_marked),
        cmocka_unit_test(the_password_of_a_url_is_not_kept),
        cmocka_unit_test(an_error_can_quote_itself),
        cmocka_unit_test(what_was_meant_replaces_the_hint),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
