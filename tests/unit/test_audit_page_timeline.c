#include "report/audit/audit_page.h"
#include "unit.h"

static void test_days_fall_into_their_column(void **state)
{
    (void)state;
    static const struct {
        int year, month, day;
        size_t column;
    } rows[] = {
        { 1970, 1, 1, 0 },  { 2026, 11, 1, 0 },   { 2026, 11, 19, 0 },  { 2026, 11, 20, 1 }, { 2026, 11, 30, 1 },  { 2026, 12, 1, 2 },
        { 2027, 1, 31, 3 }, { 2027, 11, 20, 13 }, { 2028, 10, 31, 24 }, { 2028, 11, 1, 25 }, { 9999, 12, 31, 25 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct page_timeline t = { .today = day_of(2026, 11, 20) };
        page_count_day(&t, LANE_EXPIRY, day_of(rows[i].year, rows[i].month, rows[i].day));
        page_count_day(&t, LANE_SUBMIT, DAY_NONE);
        for (size_t column = 0; column < PAGE_COLUMNS; column++)
            if (t.bundles[LANE_EXPIRY][column] != (column == rows[i].column) || t.bundles[LANE_SUBMIT][column])
                fail_msg("row %zu, column %zu", i, column);
    }
}

static struct view text_of(const struct value *of, const char *key)
{
    for (const struct value *at = of->first; at; at = at->next)
        if (view_eq_text(at->key, key))
            return at->text;
    return VIEW("(nothing)");
}

/* What a bar says, and the days that choosing it shows. */
static void test_bars_say_what_they_stand_for(void **state)
{
    (void)state;
    static const struct {
        enum page_lane lane;
        size_t column, bundles;
        const char *label, *from, *to;
    } rows[] = {
        { LANE_SUBMIT, 0, 2, "Submit-by date past: 2 bundles", "", "2026-11-19" },
        { LANE_SUBMIT, 1, 1, "Submit in November 2026: 1 bundle", "2026-11-20", "2026-11-30" },
        { LANE_SUBMIT, 2, 1200, "Submit in December 2026: 1,200 bundles", "2026-12-01", "2026-12-31" },
        { LANE_EXPIRY, 0, 1, "Expired: 1 bundle", "", "2026-11-19" },
        { LANE_EXPIRY, 16, 1, "Expires in February 2028: 1 bundle", "2028-02-01", "2028-02-29" },
        { LANE_EXPIRY, 25, 3, "Expire later: 3 bundles", "2028-11-01", "" },
    };
    struct arena arena = { 0 };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct page_timeline t = { .today = day_of(2026, 11, 20) };
        t.bundles[rows[i].lane][rows[i].column] = rows[i].bundles;
        const struct value *bar = page_timeline(&arena, value_new(&arena, VALUE_OBJECT), &t)->first->first;
        struct view label = text_of(bar, "label"), from = text_of(bar, "from"), to = text_of(bar, "to");
        if (!view_eq_text(label, rows[i].label) || !view_eq_text(from, rows[i].from) || !view_eq_text(to, rows[i].to))
            fail_msg("%.*s, %.*s to %.*s", VIEW_ARG(label), VIEW_ARG(from), VIEW_ARG(to));
        assert_true(view_eq_text(text_of(bar, "height"), "50.0"));
    }
    arena_free(&arena);
}

static void test_without_dates_there_is_no_timeline(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    assert_null(page_timeline(&arena, value_new(&arena, VALUE_OBJECT), &(struct page_timeline){ .today = day_of(2026, 11, 20) }));
    arena_free(&arena);
}

static void test_small_numbers_stay_visible_beside_large_ones(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct page_timeline t = { .today = day_of(2026, 11, 20), .bundles = { [LANE_SUBMIT] = { [2] = 1, [3] = 1000 } } };
    const struct value *bars = page_timeline(&arena, value_new(&arena, VALUE_OBJECT), &t)->first;
    assert_true(view_eq_text(text_of(bars->first, "height"), "3.0"));
    assert_true(view_eq_text(text_of(bars->last, "height"), "50.0"));
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_days_fall_into_their_column),
        cmocka_unit_test(test_bars_say_what_they_stand_for),
        cmocka_unit_test(test_without_dates_there_is_no_timeline),
        cmocka_unit_test(test_small_numbers_stay_visible_beside_large_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
