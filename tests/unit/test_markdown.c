#include "unit.h"

#include "format/text/markdown.h"

static void tables_would_be_ragged_or_changed(void **state)
{
    static const struct {
        const char *in, *out;
    } rows[] = {
        { "", "" },
        { "text\n", "text\n" },
        { "no newline", "no newline\n" },
        { "| a | b |\n|---|---|\n| long cell | x |\n", "| a         | b |\n| --------- | --- |\n| long cell | x |\n" },
        { "x\n| a | b | c |\n|---|:--|---|\n| 1 |  | 3 |\n\ny\n", "x\n| a   | b   | c |\n| --- | :-- | --- |\n| 1   |     | 3 |\n\ny\n" },
        { "| a \\| b | c |\n|---|---|\n| 1 | 2 |\n", "| a \\| b | c |\n| ------ | --- |\n| 1      | 2 |\n" },
        { "| \\\\| c |\n|---|---|\n", "| \\\\  | c |\n| --- | --- |\n" },
        { "| \xC3\xA9\xC3\xA9 | c |\n|---|---|\n| abcd | d |\n", "| \xC3\xA9\xC3\xA9   | c |\n| ---- | --- |\n| abcd | d |\n" },
        { "```\n| a | b |\n| long | b |\n```\n| a | b |\n", "```\n| a | b |\n| long | b |\n```\n| a   | b |\n" },
        { "| open\n", "| open\n" },
        { "| \\\\\\| x | c |\n|---|---|\n", "| \\\\\\| x | c |\n| ------ | --- |\n" },
        { "| a\\|\n", "| a\\|\n" },
        { "one\ntwo\n| a | b |\n|---|---|\nthree\n| c | d |\n|---|---|\nfour",
          "one\ntwo\n| a   | b |\n| --- | --- |\nthree\n| c   | d |\n| --- | --- |\nfour\n" },
        { "| a | b |\n|---|---|", "| a   | b |\n| --- | --- |\n" },
        { " \t```x\n| a | b |\n\n  ``` \n``\n| a | b |\n", " \t```x\n| a | b |\n\n  ``` \n``\n| a   | b |\n" },
        { "| a | |\n|---|---|\n", "| a   | |\n| --- | --- |\n" },
    };
    struct arena arena = { 0 };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_string_equal(view_dup(&arena, markdown_align_tables(&arena, view_of(rows[i].in))).p, rows[i].out);
    arena_free(&arena);
}

static void wide_cell_would_push_everything_out(void **state)
{
    struct arena arena = { 0 };
    char in[400];
    (void)state;
    snprintf(in, sizeof in, "| %0100d | x |\n|---|---|\n| short | y |\n", 7);
    struct view out = markdown_align_tables(&arena, view_of(in));
    size_t at;
    assert_true(view_find(out, VIEW("| short | y |\n"), &at));
    assert_true(out.n < 140);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_would_be_ragged_or_changed),
        cmocka_unit_test(wide_cell_would_push_everything_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
