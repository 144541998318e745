#include "report/audit/audit_page.h"
#include "report/html.h"
#include "unit.h"

static void check(struct view got, const char *want)
{
    if (!view_eq_text(got, want))
        fail_msg("'%.*s', wanted '%s'", VIEW_ARG(got), want);
}

static void test_distances_read_well(void **state)
{
    (void)state;
    static const struct {
        int days;
        const char *text;
    } rows[] = {
        { 0, "today" },           { 1, "tomorrow" },      { -1, "yesterday" },     { 2, "in 2 days" },      { -41, "41 days ago" },
        { 61, "in 61 days" },     { 62, "in 2 months" },  { 365, "in 12 months" }, { 730, "in 24 months" }, { 731, "in 2 years" },
        { -1461, "4 years ago" }, { 3652, "in 9 years" }, { 3653, "in 10 years" },
    };
    struct arena arena = { 0 };
    int32_t today = day_of(2026, 11, 20);
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        check(page_away(&arena, today, today + rows[i].days), rows[i].text);
    arena_free(&arena);
}

static void test_numbers_and_dates_read_well(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    arena_free(&arena);
}

static struct view text_of(const struct value *of, const char *key)
{
    for (const struct value *at = of->first; at; at = at->next)
        if (view_eq_text(at->key, key))
            return at->text;
    return VIEW("(nothing)");
}

static void test_the_next_submit_by_is_named(void **state)
{
    (void)state;
    static const struct audit_totals totals = { .bundles = 9 };
    static const struct {
        int32_t next;
        size_t bundles, passed;
        const char *note;
    } rows[] = {
        { 12, 1, 0, "in 12 days, 1 bundle" },
        { 0, 3, 2, "today, 3 bundles; 2 already past" },
        { -1, 0, 2, "2 already past" },
        { -1, 0, 0, "no bundle states one" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct audit_page page = { .next_bundles = rows[i].bundles, .gathered.overdue = rows[i].passed };
        page.timeline.today = day_of(2026, 11, 20);
        page.next = rows[i].next < 0 ? DAY_NONE : page.timeline.today + rows[i].next;
        check(text_of(page_overview(&page, &totals, VIEW("1")), "next_note"), rows[i].note);
        arena_free(&page.item);
    }
}

static void test_the_parts_fill_the_bar(void **state)
{
    (void)state;
    static const struct audit_totals totals = { .bundles = 8 };
    struct audit_page page = { .bundles = 8, .by_worst = { [SEV_ERROR] = 2, [SEV_WARNING] = 1, [SEV_COUNT] = 5 }, .next = DAY_NONE };
    const struct value *end = page_overview(&page, &totals, VIEW("1"));
    check(text_of(end, "parts_label"), "2 bundles with errors, 1 bundle with warnings at worst, 5 bundles without findings");
    for (const struct value *at = end->first; at; at = at->next)
        if (view_eq_text(at->key, "parts")) {
            check(text_of(at->first, "width"), "25.00");
            check(text_of(at->last, "x"), "37.50");
            check(text_of(at->last, "width"), "62.50");
        }
    arena_free(&page.item);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_distances_read_well),
        cmocka_unit_test(test_numbers_and_dates_read_well),
        cmocka_unit_test(test_the_next_submit_by_is_named),
        cmocka_unit_test(test_the_parts_fill_the_bar),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
