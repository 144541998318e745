/* Who came first with a key stays known, however many follow, in little memory. */
#include "base/seen.h"

#include "unit.h"

#include <unistd.h>

static uint64_t key_of(uint64_t i)
{
    return i * 0x9e3779b97f4a7c15u; /* 0 among them */
}

static void the_first_row_of_each_key_is_known(void **state)
{
    struct seen s = { 0 };
    (void)state;
    for (size_t round = 0; round < 2; round++)
        for (uint64_t i = 0; i < 100000; i++)
            assert_int_equal(seen_first(&s, key_of(i), round ? 7 : (size_t)i + 1), i + 1);
    size_t n = 0, cap = 0;
    for (size_t i = 0; i < SEEN_PARTS; i++) {
        n += s.parts[i].n;
        cap += s.parts[i].cap;
    }
    assert_int_equal(n, 100000);
    assert_true(cap * 12 < 100000 * 18);
    seen_free(&s);
}

static size_t mapped_pages(void)
{
    size_t pages = 0;
    FILE *statm = fopen("/proc/self/statm", "r");
    assert_non_null(statm);
    assert_int_equal(fscanf(statm, "%zu", &pages), 1);
    fclose(statm);
    return pages;
}

static void what_was_outgrown_is_given_back(void **state)
{
    (void)state;
    mapped_pages(); /* stdio takes its own */
    size_t before = mapped_pages();
    struct seen s = { 0 };
    for (uint64_t i = 0; i < 1000000; i++)
        (void)seen_first(&s, key_of(i), i);
    assert_true(mapped_pages() * (size_t)sysconf(_SC_PAGESIZE) < before * (size_t)sysconf(_SC_PAGESIZE) + (size_t)1000000 * 18);
    seen_free(&s);
    assert_int_equal(mapped_pages(), before);
}

static void only_what_was_added_is_there(void **state)
{
    struct seen s = { 0 };
    (void)state;
    assert_false(seen_has(&s, 0));
    for (uint64_t i = 0; i < 1000; i += 2)
        assert_int_equal(seen_first(&s, key_of(i), i), i);
    for (uint64_t i = 0; i < 1000; i++)
        assert_int_equal(seen_has(&s, key_of(i)), i % 2 == 0);
    seen_free(&s);
    assert_false(seen_has(&s, 0));
}

static void the_last_row_that_is_put_counts(void **state)
{
    enum { MANY = 10000 };
    struct seen s = { 0 };
    size_t row;
    (void)state;
    assert_false(seen_find(&s, key_of(0), &row));
    for (uint64_t round = 0; round < 2; round++)
        for (uint64_t i = 0; i < MANY; i++)
            seen_put(&s, key_of(i), (size_t)(i + round));
    for (uint64_t i = 0; i < MANY; i++) {
        assert_true(seen_find(&s, key_of(i), &row));
        assert_int_equal(row, i + 1);
    }
    assert_false(seen_find(&s, key_of(MANY), &row));
    seen_free(&s);
    assert_false(seen_find(&s, key_of(0), &row));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_row_of_each_key_is_known),
        cmocka_unit_test(what_was_outgrown_is_given_back),
        cmocka_unit_test(only_what_was_added_is_there),
        cmocka_unit_test(the_last_row_that_is_put_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
