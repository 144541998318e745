/* The pool: every item once and in order, flat memory, and nothing lost when a callback fails or a run is stopped. */
#include "unit.h"

#include <sched.h>
#include <stdlib.h>

#include "flow/pool.h"

struct trial {
    size_t items, fail_fill_at, fail_take_at, stop_at;
    atomic_bool stop;
    size_t filled, taken;
    bool in_order;
    size_t slots_seen; /* most items under way */
    atomic_size_t worked;
    bool is_apart; /* children work, not threads */
};

struct item {
    size_t number;
    char question[32];
    char *text;
};

static enum pool_step fill(void *context, struct pool_slot *slot)
{
    struct trial *t = context;
    if (t->filled == t->fail_fill_at)
        return POOL_FAILED;
    if (t->filled == t->items)
        return POOL_END;
    assert_int_equal(slot->number, t->filled);
    struct item *item = NEW(&slot->arena, struct item, 1);
    item->number = t->filled++;
    snprintf(item->question, sizeof item->question, "%zu", item->number);
    slot->item = item;
    if (t->filled - t->taken > t->slots_seen)
        t->slots_seen = t->filled - t->taken;
    if (t->filled == t->stop_at)
        atomic_store(&t->stop, true);
    return POOL_MORE;
}

static void work(void *context, struct worker *w, struct pool_slot *slot)
{
    struct trial *t = context;
    struct item *item = slot->item;
    for (size_t i = item->number * 7919 % 13; i > 0; i--)
        sched_yield();
    item->text = NEW(&w->arena, char, 200);
    snprintf(item->text, 200, "%zu", item->number);
    char *thrown_away = NEW(&w->scratch, char, 1000);
    thrown_away[0] = 'x';
    arena_reset(&w->scratch);
    atomic_fetch_add(&t->worked, 1);
}

static bool take(void *context, struct pool_slot *slot)
{
    struct trial *t = context;
    const struct item *item = slot->item;
    char want[32];
    snprintf(want, sizeof want, "%zu", t->taken);
    t->in_order = t->in_order && item->number == t->taken && slot->number == t->taken && strcmp(item->text, want) == 0;
    return t->taken++ != t->fail_take_at;
}

static struct view question(void *context, const void *slot)
{
    (void)context;
    return view_of(((const struct item *)((const struct pool_slot *)slot)->item)->question);
}

static void answer(void *context, struct worker *w, struct view asked, struct buf *out)
{
    (void)context, (void)w;
    for (size_t i = asked.n + (unsigned char)asked.p[asked.n - 1] % 5; i > 0; i--)
        sched_yield();
    buf_put(out, asked);
}

static bool take_answer(void *context, void *slot, struct view said)
{
    struct trial *t = context;
    struct item *item = ((struct pool_slot *)slot)->item;
    item->text = NEW(&((struct pool_slot *)slot)->arena, char, said.n + 1);
    memcpy(item->text, said.p, said.n);
    atomic_fetch_add(&t->worked, 1);
    return true;
}

static void lose(void *context, void *slot, const struct err *why)
{
    (void)context, (void)slot;
    fail_msg("lost: %s", why->what);
}

static bool run(struct trial *t, unsigned threads, size_t window)
{
    static const struct resources resources;
    const struct crew_task apart = {
        .resources = &resources, .context = t, .question = question, .answer = answer, .take = take_answer, .lose = lose,
    };
    t->in_order = true;
    const struct pool pool = {
        .resources = &resources, .threads = threads, .window = window, .context = t, .fill = fill, .work = work, .take = take,
        .stop = &t->stop,
        .apart = t->is_apart ? &apart : NULL,
    };
    return pool_run(&pool);
}


static struct trial trial_of(size_t items, bool is_apart)
{
    return (struct trial){
        .items = items, .is_apart = is_apart && os_has_children, .fail_fill_at = SIZE_MAX, .fail_take_at = SIZE_MAX, .stop_at = SIZE_MAX,
    };
}

static void every_item_is_taken_once_and_in_order(void **state)
{
    static const unsigned threads[] = { 0, 1, 2, 3, 8, 17 };
    static const size_t windows[] = { 0, 1, 2, 7 }, items[] = { 0, 1, 5, 1000 };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(threads); i++)
        for (size_t j = 0; j < COUNT_OF(windows); j++)
            for (size_t k = 0; k < COUNT_OF(items); k++) {
                struct trial t = trial_of(items[k], false);
                assert_true(run(&t, threads[i], windows[j]));
                assert_true(t.in_order);
                assert_int_equal(t.taken, items[k]);
                assert_int_equal(atomic_load(&t.worked), items[k]);
                assert_true(windows[j] == 0 || t.slots_seen <= windows[j]);
            }
}

static void children_do_the_same(void **state)
{
    static const struct {
        unsigned children;
        size_t window, items;
    } rows[] = { { 0, 0, 3 }, { 1, 1, 5 }, { 2, 1, 20 }, { 3, 7, 500 }, { 5, 0, 1000 }, { 9, 2, 0 } };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct trial t = trial_of(rows[i].items, true);
        assert_true(run(&t, rows[i].children, rows[i].window));
        assert_true(t.in_order);
        assert_int_equal(t.taken, rows[i].items);
        assert_int_equal(atomic_load(&t.worked), rows[i].items);
    }
}

static void no_more_items_are_held_than_there_are_slots(void **state)
{
    struct trial t = trial_of(5000, false);
    (void)state;
    assert_true(run(&t, 2, 0));
    assert_true(t.slots_seen <= 64);
}

static void a_source_that_fails_ends_the_run_after_what_is_under_way(void **state)
{
    (void)state;
    for (unsigned i = 2; i < 10; i++) {
        unsigned threads = i / 2;
        struct trial t = trial_of(1000, i % 2);
        t.fail_fill_at = 77;
        assert_false(run(&t, threads, 10));
        assert_int_equal(t.taken, 77);
        assert_true(t.in_order);
    }
}

static void a_result_that_cannot_be_taken_stops_the_filling(void **state)
{
    (void)state;
    for (unsigned i = 2; i < 10; i++) {
        unsigned threads = i / 2;
        struct trial t = trial_of(1000, i % 2);
        t.fail_take_at = 50;
        assert_false(run(&t, threads, 10));
        assert_true(t.filled < 1000);
        assert_int_equal(t.taken, t.filled);
        assert_true(t.in_order);
    }
}

static void a_stop_finishes_what_is_under_way(void **state)
{
    (void)state;
    for (unsigned i = 2; i < 10; i++) {
        unsigned threads = i / 2;
        struct trial t = trial_of(1000, i % 2);
        t.stop_at = 123;
        assert_true(run(&t, threads, 10));
        assert_int_equal(t.filled, 123);
        assert_int_equal(t.taken, 123);
        assert_true(t.in_order);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_item_is_taken_once_and_in_order),
        cmocka_unit_test(children_do_the_same),
        cmocka_unit_test(no_more_items_are_held_than_there_are_slots),
        cmocka_unit_test(a_source_that_fails_ends_the_run_after_what_is_under_way),
        cmocka_unit_test(a_result_that_cannot_be_taken_stops_the_filling),
        cmocka_unit_test(a_stop_finishes_what_is_under_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
