/* Worst severity, counts and order of findings; an accepted one no longer counts. */
#include "model/finding.h"
#include "unit.h"

static const struct rule_info rule = { .id = "some-rule" };

static void the_worst_that_is_not_accepted_decides(void **state)
{
    struct finding items[] = {
        { .rule = &rule, .severity = SEV_NOTE },
        { .rule = &rule, .severity = SEV_WARNING, .accepted = true },
        { .rule = &rule, .severity = SEV_ERROR },
    };
    struct findings f = { .items = items, .n = 0 };
    (void)state;
    assert_int_equal(findings_worst(&f), SEV_COUNT);
    f.n = 2;
    assert_int_equal(findings_worst(&f), SEV_NOTE);
    assert_int_equal(findings_count(&f, SEV_WARNING), 0);
    f.n = 3;
    assert_int_equal(findings_worst(&f), SEV_ERROR);
    assert_int_equal(findings_count(&f, SEV_ERROR), 1);
}

static void errors_come_first_and_the_order_within_stays(void **state)
{
    struct finding items[] = {
        { .rule = &rule, .severity = SEV_NOTE, .cert = 0 },    { .rule = &rule, .severity = SEV_ERROR, .cert = 1 },
        { .rule = &rule, .severity = SEV_WARNING, .cert = 2 }, { .rule = &rule, .severity = SEV_ERROR, .cert = 3 },
        { .rule = &rule, .severity = SEV_NOTE, .cert = 4 },
    };
    static const size_t want[] = { 1, 3, 2, 0, 4 };
    struct findings f = { .items = items, .n = COUNT_OF(items) };
    (void)state;
    findings_sort(&f);
    for (size_t i = 0; i < COUNT_OF(want); i++)
        assert_int_equal(f.items[i].cert, want[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_worst_that_is_not_accepted_decides),
        cmocka_unit_test(errors_come_first_and_the_order_within_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
