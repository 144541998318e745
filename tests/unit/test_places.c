/* Where a row of the log stands is found again, and what is put last counts. */
#include "flow/batch/places.h"

#include "unit.h"

static uint64_t key_of(uint64_t i)
{
    return (i + 1) * 0x9e3779b97f4a7c15u;
}

static void the_last_place_of_a_key_counts(void **state)
{
    enum { MANY = 10000 };
    struct places all = { 0 };
    (void)state;
    assert_null(places_find(&all, key_of(0)));
    for (uint64_t round = 0; round < 2; round++)
        for (uint64_t i = 0; i < MANY; i++)
            places_put(&all, (struct place){ key_of(i), i + round, 2 * i });
    assert_int_equal(all.n, MANY);
    for (uint64_t i = 0; i < MANY; i++) {
        const struct place *p = places_find(&all, key_of(i));
        assert_non_null(p);
        assert_int_equal(p->value, i + 1);
        assert_int_equal(p->n, 2 * i);
    }
    assert_null(places_find(&all, key_of(MANY)));
    places_free(&all);
    assert_null(places_find(&all, key_of(0)));
}

static void keys_for_one_slot_stand_beside_each_other(void **state)
{
    struct places all = { 0 };
    (void)state;
    for (uint64_t i = 1; i <= 100; i++)
        places_put(&all, (struct place){ i, i, 0 }); /* the lowest bits don't choose the slot */
    for (uint64_t i = 1; i <= 100; i++)
        assert_int_equal(places_find(&all, i)->value, i);
    assert_null(places_find(&all, 101));
    places_free(&all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_place_of_a_key_counts),
        cmocka_unit_test(keys_for_one_slot_stand_beside_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
