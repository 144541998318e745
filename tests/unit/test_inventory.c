/* An environment by what a request calls it. */
#include "model/inventory.h"

#include "unit.h"

static void a_name_or_a_key_in_any_case_finds_it(void **state)
{
    const struct environment items[] = {
        { .key = VIEW("8f1d"), .name = VIEW("Production") },
        { .name = VIEW("Test") },
        { .key = VIEW("test"), .name = VIEW("Other") },
    };
    const struct inventory inventory = { .environments = items, .n_environments = COUNT_OF(items) };
    (void)state;
    assert_ptr_equal(inventory_find(&inventory, VIEW("production")), &items[0]);
    assert_ptr_equal(inventory_find(&inventory, VIEW("8F1D")), &items[0]);
    assert_ptr_equal(inventory_find(&inventory, VIEW("TEST")), &items[1]);
    assert_null(inventory_find(&inventory, VIEW("Prod")));
    assert_null(inventory_find(&inventory, VIEW(""))); /* an environment without a key isn't the one without a name */
    assert_null(inventory_find(NULL, VIEW("Test")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_or_a_key_in_any_case_finds_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
