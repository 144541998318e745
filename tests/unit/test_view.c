/* Views: what is cut, taken and compared stays inside; numbers, hex, distances. */
#include "base/arena.h"
#include "unit.h"

static bool same(struct view v, const char *text)
{
    return view_eq_text(v, text);
}

static void views_are_compared_by_their_bytes(void **state)
{
    (void)state;
    assert_true(view_eq(VIEW("a\0b"), VIEW("a\0b")));
    assert_false(view_eq(VIEW("a\0b"), VIEW("a\0c")));
    assert_false(view_eq(VIEW("a"), VIEW("ab")));
    assert_true(view_eq((struct view){ 0 }, VIEW("")));
    assert_true(view_eq(view_of(NULL), VIEW("")));
    assert_true(view_eq_nocase(VIEW("AbZ"), VIEW("aBz")));
    assert_false(view_eq_nocase(VIEW("\xC4"), VIEW("\xE4")));
    assert_false(view_eq_nocase(VIEW("@["), VIEW("`{")));
}

static void the_order_is_by_bytes_and_shorter_first(void **state)
{
    static const struct view sorted[] = { VIEW_ROW(""),   VIEW_ROW("\0"), VIEW_ROW("A"),    VIEW_ROW("a"),   VIEW_ROW("a\0"),
                                          VIEW_ROW("aa"), VIEW_ROW("b"),  VIEW_ROW("\x80"), VIEW_ROW("\xFF") };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(sorted); i++)
        for (size_t j = 0; j < COUNT_OF(sorted); j++) {
            int order = view_cmp(sorted[i], sorted[j]);
            assert_true(i < j ? order < 0 : i > j ? order > 0 : order == 0);
        }
}

static void ends_and_parts(void **state)
{
    size_t at = 99;
    (void)state;
    assert_true(view_starts(VIEW("abc"), VIEW("ab")) && view_starts(VIEW("abc"), VIEW("")) && view_starts(VIEW(""), VIEW("")));
    assert_false(view_starts(VIEW("ab"), VIEW("abc")));
    assert_true(view_ends(VIEW("abc"), VIEW("bc")) && view_ends(VIEW("abc"), VIEW("")) && view_ends(VIEW("abc"), VIEW("abc")));
    assert_false(view_ends(VIEW("bc"), VIEW("abc")));
    assert_true(view_ends_nocase(VIEW("x.CER"), VIEW(".cer")));
    assert_false(view_ends_nocase(VIEW("cer"), VIEW(".cer")));
    assert_true(view_find(VIEW("a\0bc"), VIEW("\0b"), &at) && at == 1);
    assert_true(view_among(VIEW("b"), (struct view[]){ VIEW("a"), VIEW("b") }, 2) && !view_among(VIEW("c"), NULL, 0));
    assert_int_equal(view_count(VIEW("a,b,"), ','), 2);
    assert_int_equal(view_count((struct view){ 0 }, ','), 0);
    assert_int_equal(view_span(VIEW("aZ9-_.x"), "_-"), 5);
    assert_int_equal(view_span(VIEW("a\0b"), "-") + view_span((struct view){ 0 }, "-") + view_span(VIEW("\xC3"), ""), 1);
    assert_false(view_find(VIEW("abc"), VIEW("cd"), &at) || view_find(VIEW("abc"), VIEW(""), &at) || view_find(VIEW(""), VIEW("a"), &at));
    assert_true(same(view_from(VIEW("abc"), 1), "bc") && same(view_from(VIEW("abc"), 3), "") && same(view_from(VIEW("abc"), SIZE_MAX), ""));
    assert_true(same(view_first(VIEW("abc"), 2), "ab") && same(view_first(VIEW("abc"), 9), "abc") && same(view_first(VIEW("abc"), 0), ""));
    assert_true(same(view_trim(VIEW(" \t\r\n a b\v\f ")), "a b") && same(view_trim(VIEW(" \n")), "") && same(view_trim(VIEW("")), ""));
}

static void a_take_that_is_too_long_moves_nothing(void **state)
{
    struct view in = VIEW("abc"), out = VIEW("old");
    (void)state;
    assert_false(view_take(&in, 4, &out));
    assert_true(same(in, "abc") && same(out, "old"));
    assert_true(view_take(&in, 2, &out) && same(out, "ab") && same(in, "c"));
    assert_true(view_take(&in, 0, &out) && same(out, "") && same(in, "c"));
    assert_true(view_take(&in, 1, &out) && same(out, "c") && same(in, ""));
    assert_false(view_take(&in, 1, &out));
    assert_true(view_take(&in, 0, &out));
}

/* The parts between bars, each in brackets. */
static const char *parts_of(struct arena *arena, struct view in, bool lines)
{
    struct view part, all = VIEW("");
    while (lines ? view_line(&in, &part) : view_cut(&in, '|', &part))
        all = view_fmt(arena, "%.*s[%.*s]", VIEW_ARG(all), VIEW_ARG(part));
    return all.p;
}

static void texts_are_cut_at_separators_and_line_ends(void **state)
{
    struct arena arena = { 0 };
    (void)state;
    assert_string_equal(parts_of(&arena, VIEW("a|b"), false), "[a][b]");
    assert_string_equal(parts_of(&arena, VIEW("|a||b"), false), "[][a][][b]");
    assert_string_equal(parts_of(&arena, VIEW("a"), false), "[a]");
    assert_string_equal(parts_of(&arena, VIEW("a|"), false), "[a]");
    assert_string_equal(parts_of(&arena, VIEW(""), false), "");
    assert_string_equal(parts_of(&arena, VIEW("a\nb\r\nc\rd"), true), "[a][b][c][d]");
    assert_string_equal(parts_of(&arena, VIEW("\n\n\r\n\r\ra"), true), "[][][][][][a]");
    assert_string_equal(parts_of(&arena, VIEW("a\r"), true), "[a]");
    assert_string_equal(parts_of(&arena, VIEW("a\r\n"), true), "[a]");
    assert_string_equal(parts_of(&arena, VIEW("a\n\r"), true), "[a][]");
    arena_free(&arena);
}

static void numbers_are_whole_and_bounded(void **state)
{
    static const char *const bad[] = { "",   "-1", "+1", " 1", "1 ", "0x1", "1e3", "18446744073709551616", "99999999999999999999999",
                                       "1:", "/" };
    uint64_t n = 7;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        if (view_number(view_of(bad[i]), UINT64_MAX, &n) || n != 7)
            fail_msg("%s is read", bad[i]);
    assert_true(view_number(VIEW("18446744073709551615"), UINT64_MAX, &n) && n == UINT64_MAX);
    assert_true(view_number(VIEW("000"), 0, &n) && n == 0);
    assert_true(view_number(VIEW("100"), 100, &n) && n == 100);
    assert_false(view_number(VIEW("101"), 100, &n));
}

static void copies_have_a_nul_behind_them(void **state)
{
    struct arena arena = { 0 };
    struct view copy = view_dup(&arena, VIEW("a\0b"));
    (void)state;
    assert_true(view_eq(copy, VIEW("a\0b")) && copy.p[3] == '\0');
    assert_string_equal(view_dup(&arena, (struct view){ 0 }).p, "");
    assert_string_equal(view_lower(&arena, VIEW("AZ[\xC4")).p, "az[\xC4");
    assert_string_equal(view_hex(&arena, VIEW("\0\x0F\xF0\xFF")).p, "000ff0ff");
    assert_string_equal(view_hex(&arena, VIEW("")).p, "");
    assert_int_equal(hex_byte(VIEW("fF0")), 0xFF);
    assert_int_equal(hex_byte(VIEW("0g")), -1);
    assert_int_equal(hex_byte(VIEW("g0")), -1);
    assert_int_equal(hex_byte(VIEW("0")), -1);
    assert_int_equal(hex_byte((struct view){ 0 }), -1);
    assert_string_equal(view_fmt(&arena, "%s-%d-%.*s", "a", 7, VIEW_ARG(VIEW("bcd"))).p, "a-7-bcd");
    assert_int_equal(view_fmt(&arena, "%4000d", 1).n, 4000);
    assert_int_equal(view_fmt(&arena, "%s", "").n, 0);
    for (int n = 254; n <= 258; n++) { /* around the size up to which it is formatted once */
        struct view v = view_fmt(&arena, "%0*d", n, 7);
        assert_true(v.n == (size_t)n && v.p[n - 1] == '7' && v.p[n] == '\0');
    }
    arena_free(&arena);
}

static void parts_are_joined_whole(void **state)
{
    struct arena arena = { 0 };
    struct view joined = VIEW_JOIN(&arena, VIEW("a"), VIEW(""), (struct view){ 0 }, VIEW("b\0c"), VIEW("d"));
    (void)state;
    assert_true(view_eq(joined, VIEW("ab\0cd")) && joined.p[joined.n] == '\0');
    assert_string_equal(VIEW_JOIN(&arena, VIEW("")).p, "");
    const struct view items[] = { VIEW_ROW("a"), VIEW_ROW(""), VIEW_ROW("c d") };
    assert_string_equal(view_listed(&arena, items, 3, ", ").p, "a, , c d");
    assert_string_equal(view_listed(&arena, items, 1, ", ").p, "a");
    assert_string_equal(view_listed(&arena, NULL, 0, ", ").p, "");
    assert_string_equal(view_digits(&arena, 0).p, "0");
    assert_string_equal(view_digits(&arena, 9).p, "9");
    assert_string_equal(view_digits(&arena, 10).p, "10");
    assert_string_equal(view_digits(&arena, UINT64_MAX).p, "18446744073709551615");
    arena_free(&arena);
}

static void order_without_case_follows_lower_case_letters(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        int order;
    } rows[] = {
        { "", "", 0 },      { "", "a", -1 },    { "TEST", "test", 0 },    { "Test", "tesu", -1 },
        { "[", "A", -1 },   { "a", "Ab", -1 },  { "B", "ab", 1 },         { "z\xC3", "Z\xC4", -1 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int order = view_cmp_nocase(view_of(rows[i].a), view_of(rows[i].b)), back = view_cmp_nocase(view_of(rows[i].b), view_of(rows[i].a));
        if ((order > 0) - (order < 0) != rows[i].order || (back > 0) - (back < 0) != -rows[i].order)
            fail_msg("'%s' and '%s': %d, %d", rows[i].a, rows[i].b, order, back);
    }
}

static void distances_count_single_edits(void **state)
{
    static const struct {
        const char *a, *b;
        size_t want;
    } rows[] = {
        { "", "", 0 },
        { "a", "", 1 },
        { "abc", "ABC", 0 },
        { "inspect", "inspct", 1 },
        { "inspect", "inpsect", 1 },
        { "inspect", "inspectx", 1 },
        { "build", "guild", 1 },
        { "Production", "Prodution", 1 },
        { "abc", "xyz", 3 },
    };
    static char long_text[65];
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_int_equal(view_distance(view_of(rows[i].a), view_of(rows[i].b)), rows[i].want);
        assert_int_equal(view_distance(view_of(rows[i].b), view_of(rows[i].a)), rows[i].want);
    }
    memset(long_text, 'a', 64);
    assert_int_equal(view_distance((struct view){ long_text, 63 }, (struct view){ long_text, 63 }), 0);
    assert_int_equal(view_distance((struct view){ long_text, 64 }, (struct view){ long_text, 63 }), SIZE_MAX);
}

static void numbers_of_files_begin_with_their_lowest_byte(void **state)
{
    const struct view v = VIEW("x\x01\xFF\x03\x04\x05\x06\x07\x88");
    (void)state;
    assert_int_equal(little16(v, 1), 0xFF01);
    assert_int_equal(little32(v, 1), 0x0403FF01);
    assert_true(little64(v, 1) == 0x880706050403FF01);
}

static void numbers_for_people_are_in_groups(void **state)
{
    struct arena arena = { 0 };
    (void)state;
    assert_string_equal(view_grouped(&arena, 0).p, "0");
    assert_string_equal(view_grouped(&arena, 999).p, "999");
    assert_string_equal(view_grouped(&arena, 1000).p, "1,000");
    assert_string_equal(view_grouped(&arena, SIZE_MAX).p, "18,446,744,073,709,551,615");
    assert_string_equal(view_counted(&arena, 1, "bundle").p, "1 bundle");
    assert_string_equal(view_counted(&arena, 12345, "bundle").p, "12,345 bundles");
    arena_free(&arena);
}

static void only_what_is_near_is_offered(void **state)
{
    static const struct view words[] = { VIEW_ROW("inspect"), VIEW_ROW("build"), VIEW_ROW("batch"), VIEW_ROW("show") };
    (void)state;
    assert_true(same(view_nearest(VIEW("biuld"), words, 4), "build"));
    assert_true(same(view_nearest(VIEW("INSPEKT"), words, 4), "inspect"));
    assert_true(same(view_nearest(VIEW("bath"), words, 4), "batch"));
    assert_true(same(view_nearest(VIEW("xyz"), words, 4), ""));
    assert_true(same(view_nearest(VIEW(""), words, 4), ""));
    assert_true(same(view_nearest(VIEW("build"), words, 0), ""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(views_are_compared_by_their_bytes),
        cmocka_unit_test(the_order_is_by_bytes_and_shorter_first),
        cmocka_unit_test(ends_and_parts),
        cmocka_unit_test(a_take_that_is_too_long_moves_nothing),
        cmocka_unit_test(texts_are_cut_at_separators_and_line_ends),
        cmocka_unit_test(numbers_are_whole_and_bounded),
        cmocka_unit_test(copies_have_a_nul_behind_them),
        cmocka_unit_test(parts_are_joined_whole),
        cmocka_unit_test(order_without_case_follows_lower_case_letters),
        cmocka_unit_test(distances_count_single_edits),
        cmocka_unit_test(numbers_of_files_begin_with_their_lowest_byte),
        cmocka_unit_test(numbers_for_people_are_in_groups),
        cmocka_unit_test(only_what_is_near_is_offered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
