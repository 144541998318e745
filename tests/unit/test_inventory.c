/* An environment by what a request calls it. */
#include "model/inventory.h"

#include "unit.h"

static const struct environment *find(const struct inventory *inventory, struct view word)
{
    struct arena arena = { 0 };
    struct inventory indexed = *inventory;
    inventory_index(&arena, &indexed);
    const struct environment *found = inventory_find(&indexed, word);
    arena_free(&arena);
    return found;
}

static void a_name_or_a_key_in_any_case_finds_it(void **state)
{
    const struct environment items[] = {
        { .key = VIEW("8f1d"), .name = VIEW("Production") },
        { .name = VIEW("Test") },
        { .key = VIEW("test"), .name = VIEW("Other") },
    };
    const struct inventory inventory = { .environments = items, .n_environments = COUNT_OF(items) };
    (void)state;
    assert_ptr_equal(find(&inventory, VIEW("production")), &items[0]);
    assert_ptr_equal(find(&inventory, VIEW("8F1D")), &items[0]);
    assert_ptr_equal(find(&inventory, VIEW("TEST")), &items[1]);
    assert_null(find(&inventory, VIEW("Prod")));
    assert_null(find(&inventory, VIEW(""))); /* an environment without a key isn't the one without a name */
    assert_null(inventory_find(NULL, VIEW("Test")));
}

/* Word and mail programs turn the quotation marks around a name into others. A name may have them itself. */
static void quotation_marks_around_a_name_are_none_of_it(void **state)
{
    const struct environment items[] = {
        { .name = VIEW("Test") },
        { .name = VIEW("\"Test\"") },
        { .name = VIEW("\u201CTest\u201D") },
        { .name = VIEW("Bob's") },
    };
    const struct inventory inventory = { .environments = items, .n_environments = COUNT_OF(items) };
    (void)state;
    assert_ptr_equal(find(&inventory, VIEW("\u201EtEST\u201C")), &items[0]);
    assert_ptr_equal(find(&inventory, VIEW("\u2018Bob's\u2019")), &items[3]);
    assert_ptr_equal(find(&inventory, VIEW("\"Test\"")), &items[1]);
    assert_ptr_equal(find(&inventory, VIEW("\u201CTest\u201D")), &items[2]);
    assert_null(find(&inventory, VIEW("\u201CTest")));
}

/* As a file from a Mac has it; in an inventory that has both, what was written is what is meant. */
static void a_name_with_its_accents_apart_finds_it(void **state)
{
    const struct environment items[] = {
        { .name = VIEW("Produ\u00E7\u00E3o") },
        { .name = VIEW("Qualita\u0300") },
        { .name = VIEW("Qualit\u00E0") },
    };
    const struct inventory inventory = { .environments = items, .n_environments = COUNT_OF(items) };
    (void)state;
    assert_ptr_equal(find(&inventory, VIEW("Produc\u0327a\u0303o")), &items[0]);
    assert_ptr_equal(find(&inventory, VIEW("\u201CPRODUC\u0327A\u0303O\u201D")), &items[0]);
    assert_ptr_equal(find(&inventory, VIEW("Qualit\u00E0")), &items[2]);
    assert_null(find(&inventory, VIEW("Producao")));
}

static void the_console_is_known_by_its_type_or_its_name(void **state)
{
    const struct environment console = { .name = VIEW("Console"), .type = ENV_LIFETIME },
                             named = { .name = VIEW("Lifetime"), .type = ENV_PRODUCTION },
                             other = { .name = VIEW("LifeTime 2"), .type = ENV_PRODUCTION };
    (void)state;
    assert_true(environment_is_lifetime(&console) && environment_is_lifetime(&named));
    assert_false(environment_is_lifetime(&other));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_or_a_key_in_any_case_finds_it),
        cmocka_unit_test(quotation_marks_around_a_name_are_none_of_it),
        cmocka_unit_test(a_name_with_its_accents_apart_finds_it),
        cmocka_unit_test(the_console_is_known_by_its_type_or_its_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
