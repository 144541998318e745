/* Each cause has its block in templates/causes.txt, at its place; those of rules are walked by test_rules.c. What the reader refuses:
 * tests/lint/explanations.sh. */
#include "model/probe.h"
#include "unit.h"

static void each_cause_has_its_block_in_the_order_of_the_table(void **state)
{
    (void)state;
    assert_int_equal(explanations_of_causes.n, CAUSE_COUNT);
    for (size_t i = 0; i < CAUSE_COUNT; i++) {
        const struct explanation *told = &explanations_of_causes.items[i];
        assert_string_equal(told->id, cause_rows[i].id);
        assert_ptr_equal(cause_explanation((enum cause_kind)i), told);
        assert_true(strlen(told->title) > 9 && strlen(told->hint) > 9);
        assert_true(!told->why && !told->source);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(each_cause_has_its_block_in_the_order_of_the_table) };
    return cmocka_run_group_tests_name("explanation", tests, NULL, NULL);
}
