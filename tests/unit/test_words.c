/* Every member of every enum has a word, no two members share one, and what is written is read back. */
#include "model/words.h"
#include "unit.h"

static void no_member_is_without_a_word(void **state)
{
    (void)state;
    assert_true(n_word_tables >= 15);
    for (size_t t = 0; t < n_word_tables; t++)
        for (size_t i = 0; i < word_tables[t].n; i++)
            assert_true(word_tables[t].words[i] && word_tables[t].words[i][0]);
}

static void no_word_stands_for_two_members(void **state)
{
    (void)state;
    for (size_t t = 0; t < n_word_tables; t++)
        for (size_t i = 0; i < word_tables[t].n; i++)
            for (size_t j = 0; j < i; j++)
                assert_string_not_equal(word_tables[t].words[i], word_tables[t].words[j]);
}

static void words_are_read_back(void **state)
{
    enum hosting hosting;
    enum purpose purpose;
    enum severity severity;
    (void)state;
    for (int i = 0; i < HOST_COUNT; i++)
        assert_true(hosting_from(view_of(hosting_word((enum hosting)i)), &hosting) && (int)hosting == i);
    for (int i = 0; i < PURPOSE_COUNT; i++)
        assert_true(purpose_from(view_of(purpose_word((enum purpose)i)), &purpose) && (int)purpose == i);
    for (int i = 0; i < SEV_COUNT; i++)
        assert_true(severity_from(view_of(severity_word((enum severity)i)), &severity) && (int)severity == i);
    for (size_t t = 0; t < n_word_tables; t++)
        for (unsigned i = 0, read = ~0u; i < word_tables[t].n; i++)
            assert_true(word_table_from(&word_tables[t], view_of(word_tables[t].words[i]), &read) && read == i);
    assert_int_equal(environment_type_of(VIEW("non-production")), ENV_TEST);
    assert_int_equal(environment_type_of(VIEW("nowhere")), ENV_UNKNOWN);
    assert_false(purpose_from(VIEW("trusted_root"), &purpose));
}

static void only_containers_of_certificates_count_as_such(void **state)
{
    (void)state;
    assert_true(container_is_certificate(CONTAINER_DER) && container_is_certificate(CONTAINER_PKCS12));
    assert_false(container_is_certificate(CONTAINER_CSR) || container_is_certificate(CONTAINER_EMPTY));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_member_is_without_a_word),
        cmocka_unit_test(no_word_stands_for_two_members),
        cmocka_unit_test(words_are_read_back),
        cmocka_unit_test(only_containers_of_certificates_count_as_such),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
