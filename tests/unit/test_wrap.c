/* Cells of a table are always as wide as they should be, cut between characters; so are lines of words. */
#include "base/wrap.h"

#include "unit.h"

static void a_cell_is_as_wide_as_it_should_be(void **state)
{
    static const struct { const char *text; size_t width; const char *cell; } cases[] = {
        { "", 4, "    " },
        { "abc", 6, "abc   " },
        { "abcdef", 6, "abcdef" },
        { "abcdefg", 6, "abc..." },
        { "abcdefg", 4, "a..." },
        { "\xC3\xA9t\xC3\xA9", 5, "\xC3\xA9t\xC3\xA9  " },
        { "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x94\x91xyz", 5, "\xC3\xA9\xE2\x82\xAC..." },
        { "\xE6\xA0\xB9\xE8\xAF\x81", 6, "\xE6\xA0\xB9\xE8\xAF\x81  " },                         /* two wide ones */
        { "\xE6\xA0\xB9\xE8\xAF\x81\xE4\xB9\xA6", 5, "\xE6\xA0\xB9..." },                       /* cut between them */
        { "a\xE6\xA0\xB9\xE8\xAF\x81", 4, "a..." }, { "ab\xE6\xA0\xB9", 5, "ab\xE6\xA0\xB9 " },
        { "\xE6\xA0\xB9\xE8\xAF\x81\xE4\xB9\xA6", 4, "... " },                                  /* half of one is none */
        { "o\xCC\x81t\xCC\x81", 4, "o\xCC\x81t\xCC\x81  " },                                     /* accents of their own */
        { "o\xCC\x81t\xCC\x81uvw", 4, "o\xCC\x81..." },
        { "\xFF\xFE", 4, "\xFF\xFE  " },                                                      /* no UTF-8: a column a byte */
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf b = BUF_INIT(1000);
        struct sink to = sink_buf(&b);
        put_cell(&to, view_of(cases[i].text), cases[i].width);
        assert_string_equal(b.p, cases[i].cell);
        assert_int_equal(text_columns(buf_view(&b)), cases[i].width);
        buf_free(&b);
    }
}

static void words_are_wrapped_and_never_cut(void **state)
{
    struct buf b = BUF_INIT(1000);
    struct sink to = sink_buf(&b);
    (void)state;
    put_wrapped(&to, VIEW("one two  three-is-long four"), 2, 1, 9);
    assert_string_equal(b.p, "one two\n three-is-long\n four\n");
    buf_clear(&b);
    put_wrapped(&to, VIEW(" a-long-word-that-fits-nowhere a  b  "), 2, 1, 9); /* names with two spaces are such names */
    assert_string_equal(b.p, "a-long-word-that-fits-nowhere\n a  b\n");
    buf_free(&b);
}

static void lines_are_as_wide_as_their_characters(void **state)
{
    struct buf b = BUF_INIT(1000);
    struct sink to = sink_buf(&b);
    (void)state;
    put_wrapped(&to, VIEW("\xC3\xA9\xC3\xA9\xC3\xA9 \xE2\x82\xAC\xE2\x82\xAC ab"), 0, 0, 6);
    assert_string_equal(b.p, "\xC3\xA9\xC3\xA9\xC3\xA9 \xE2\x82\xAC\xE2\x82\xAC\nab\n");
    buf_clear(&b);
    put_wrapped(&to, VIEW("\xE6\xA0\xB9\xE8\xAF\x81 a o\xCC\x81o\xCC\x81"), 0, 0, 6);
    assert_string_equal(b.p, "\xE6\xA0\xB9\xE8\xAF\x81 a\no\xCC\x81o\xCC\x81\n");
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cell_is_as_wide_as_it_should_be),
        cmocka_unit_test(words_are_wrapped_and_never_cut),
        cmocka_unit_test(lines_are_as_wide_as_their_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
