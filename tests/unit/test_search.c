/* Many words in one pass: the same places that a search for each alone finds. */
#include "base/search.h"

#include "unit.h"

static const char *const words[] = { "he", "she", "his", "hers", "h", "", "he", "e", "aab", "b", "ushers!" };

/* The first place to end, by searching for one word alone. */
static size_t alone(struct view text, const bool *edges, struct view word)
{
    for (size_t at = 0; at + word.n <= text.n; at++)
        if (view_eq(view_first(view_from(text, at), word.n), word) && (!edges || word.n == 0 || (edges[at] && edges[at + word.n])))
            return at;
    return NOT_FOUND;
}

static void the_same_is_found_as_by_searching_for_each(void **state)
{
    static const char *const texts[] = { "ushers", "", "she sells hers, his", "aaaaab", "hehehe", "ushers! ushers", "xhx he", "aa b" };
    struct arena arena = { 0 };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        for (int whole = 0; whole < 2; whole++) {
            struct view text = view_of(texts[i]);
            struct search_word all[COUNT_OF(words)];
            bool *edges = NEW(&arena, bool, text.n + 1);
            for (size_t j = 0; j <= text.n; j++)
                edges[j] = j == 0 || j == text.n || text.p[j - 1] == ' ' || text.p[j] == ' ';
            for (size_t j = 0; j < COUNT_OF(words); j++)
                all[j].word = view_of(words[j]);
            search_words(&arena, text, whole ? edges : NULL, all, COUNT_OF(words));
            for (size_t j = 0; j < COUNT_OF(words); j++)
                if (all[j].at != alone(text, whole ? edges : NULL, all[j].word))
                    fail_msg("'%s' in '%s'%s: found at %zd", words[j], texts[i], whole ? ", whole" : "", (ssize_t)all[j].at);
        }
    arena_free(&arena);
}

/* All short words over two letters in all short texts. */
static void nothing_is_missed_in_small_texts(void **state)
{
    enum { MOST = 4, TEXT = 9 };
    char store[128][MOST + 1];
    struct search_word all[128];
    size_t n = 0;
    (void)state;
    for (size_t length = 1; length <= MOST; length++)
        for (size_t bits = 0; bits < (size_t)1 << length; bits++, n++) {
            for (size_t i = 0; i < length; i++)
                store[n][i] = bits >> i & 1 ? 'b' : 'a';
            all[n].word = (struct view){ .p = store[n], .n = length };
        }
    for (size_t bits = 0; bits < (size_t)1 << TEXT; bits++) {
        struct arena arena = { 0 };
        char text[TEXT];
        for (size_t i = 0; i < TEXT; i++)
            text[i] = bits >> i & 1 ? 'b' : 'a';
        const struct view view = { .p = text, .n = TEXT };
        search_words(&arena, view, NULL, all, n);
        for (size_t i = 0; i < n; i++)
            assert_int_equal(all[i].at, alone(view, NULL, all[i].word));
        arena_free(&arena);
    }
}

static int by_number(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

static void the_first_row_that_is_not_before_it_is_found(void **state)
{
    static const int rows[] = { 2, 4, 4, 4, 7 };
    static const size_t first[] = { 0, 0, 0, 1, 1, 4, 4, 4, 5 };
    (void)state;
    for (int one = 0; one < (int)COUNT_OF(first); one++)
        assert_int_equal(first_row(rows, COUNT_OF(rows), sizeof *rows, &one, by_number), first[one]);
    assert_int_equal(first_row(NULL, 0, sizeof *rows, &rows[0], by_number), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_row_that_is_not_before_it_is_found),
        cmocka_unit_test(the_same_is_found_as_by_searching_for_each),
        cmocka_unit_test(nothing_is_missed_in_small_texts),
    };
    return cmocka_run_group_tests_name("search", tests, NULL, NULL);
}
