/* Memory of one case: zeroed, aligned, its own, taken back whole; running out ends the program and nothing else does. */
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/limits.h"
#include "unit.h"

static void memory_is_zeroed_aligned_and_apart(void **state)
{
    struct arena arena = { 0 };
    unsigned char *all[200];
    (void)state;
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < COUNT_OF(all); i++) {
            all[i] = arena_alloc(&arena, 1, i % 2 ? 16 : 1, i * 10 + 1);
            assert_true(i % 2 == 0 || (uintptr_t)all[i] % 16 == 0);
            for (size_t k = 0; k <= i * 10; k++)
                assert_int_equal(all[i][k], 0);
            memset(all[i], (int)i + 1, i * 10 + 1);
        }
        for (size_t i = 0; i < COUNT_OF(all); i++)
            for (size_t k = 0; k <= i * 10; k++)
                assert_int_equal(all[i][k], (i + 1) & 0xFF);
        arena_reset(&arena);
    }
    arena_free(&arena);
}

static void objects_of_any_type_are_aligned(void **state)
{
    struct arena arena = { 0 };
    (void)state;
    for (int i = 0; i < 50; i++) {
        *NEW(&arena, char, 1) = 'x';
        int64_t *number = NEW(&arena, int64_t, 3);
        assert_int_equal((uintptr_t)number % alignof(int64_t), 0);
        *NEW(&arena, char, 3) = 'y';
        max_align_t *most = NEW(&arena, max_align_t, 1);
        assert_int_equal((uintptr_t)most % alignof(max_align_t), 0);
    }
    assert_non_null(NEW(&arena, int, 0));
    arena_free(&arena);
}

/* Also where another text stood before. */
static void a_text_ends_in_a_nul(void **state)
{
    struct arena arena = { 0 };
    (void)state;
    for (int round = 0; round < 3; round++) {
        for (size_t n = 0; n < 300; n++) {
            char *text = arena_text(&arena, n);
            assert_int_equal(text[n], '\0');
            memset(text, 'x', n + 1);
        }
        assert_int_equal(*NEW(&arena, char, 1), 0);
        arena_reset(&arena);
    }
    assert_int_equal(arena_text(&arena, 1 << 20)[1 << 20], '\0');
    arena_free(&arena);
}

static void a_large_object_has_a_block_of_its_own(void **state)
{
    struct arena arena = { 0 };
    (void)state;
    char *small = NEW(&arena, char, 10);
    memset(small, 's', 10);
    char *large = NEW(&arena, char, 1 << 20);
    memset(large, 'l', 1 << 20);
    memset(NEW(&arena, char, 10), 't', 10);
    assert_memory_equal(small, "ssssssssss", 10);
    assert_true(arena.total >= 1 << 20);
    arena_reset(&arena);
    assert_true(arena.blocks && arena.total < 1 << 20);
    arena_free(&arena);
    assert_null(arena.blocks);
    assert_int_equal(arena.total, 0);
    arena_free(&arena);
    arena_reset(&arena);
}

static void a_grown_array_keeps_its_items(void **state)
{
    struct arena arena = { 0 };
    struct {
        int *items;
        size_t n, cap;
    } list = { 0 };
    (void)state;
    for (int i = 0; i < 1000; i++) {
        int *item = LIST_ADD(&arena, &list);
        assert_int_equal(*item, 0);
        *item = i;
    }
    assert_true(list.n == 1000 && list.cap >= 1000);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(list.items[i], i);
    arena_free(&arena);
}

/* The exit code of a child that runs `act`, and what it said. */
static int in_child(void (*act)(void), char *said, size_t size)
{
    int pipes[2], status;
    assert_int_equal(pipe(pipes), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dup2(pipes[1], STDERR_FILENO);
        act();
        _exit(0);
    }
    close(pipes[1]);
    ssize_t n = read(pipes[0], said, size - 1);
    said[n > 0 ? n : 0] = '\0';
    close(pipes[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void ask_one_below(void)
{
    struct arena arena = { 0 };
    (void)NEW(&arena, char, LIMIT_ARENA_BYTES / 64 - 100); /* one of 64 */
    for (int i = 1; i < 63; i++)
        (void)NEW(&arena, char, LIMIT_ARENA_BYTES / 64);
    arena_free(&arena);
}

static void ask_in_pieces(void)
{
    struct arena arena = { 0 };
    for (int i = 0; i < 65; i++)
        (void)NEW(&arena, char, LIMIT_ARENA_BYTES / 64);
}

static void ask_too_much(void)
{
    struct arena arena = { 0 };
    (void)NEW(&arena, char, LIMIT_ARENA_BYTES + 1);
}

static void ask_what_overflows(void)
{
    struct arena arena = { 0 };
    (void)arena_alloc(&arena, SIZE_MAX / 2, 1, 3);
}

static void past_the_ceiling_the_program_ends_with_a_sentence(void **state)
{
    static void (*const acts[])(void) = { ask_in_pieces, ask_too_much, ask_what_overflows };
    char said[300];
    (void)state;
    assert_int_equal(in_child(ask_one_below, said, sizeof said), 0);
    for (size_t i = 0; i < COUNT_OF(acts); i++) {
        assert_int_equal(in_child(acts[i], said, sizeof said), 70);
        assert_non_null(strstr(said, "certcase: out of memory"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_aligned_and_apart),
        cmocka_unit_test(objects_of_any_type_are_aligned),
        cmocka_unit_test(a_text_ends_in_a_nul),
        cmocka_unit_test(a_large_object_has_a_block_of_its_own),
        cmocka_unit_test(a_grown_array_keeps_its_items),
        cmocka_unit_test(past_the_ceiling_the_program_ends_with_a_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
