/* Help and manual pages say everything that the rows of commands and options say. */
#include "help.h"

#include "unit.h"

static const struct help_look plain = { .width = 80 };

static struct buf text_of_command(const struct command_row *command, const struct help_look *look)
{
    struct buf b = BUF_INIT(1 << 20);
    struct sink to = sink_buf(&b);
    help_command(&to, command, look);
    return b;
}

static bool has(const struct buf *b, const char *needle)
{
    size_t at;
    return view_find(buf_view(b), view_of(needle), &at);
}

static void test_help_starts_with_examples_and_names_every_option(void **state)
{
    (void)state;
    for (size_t i = 0; i < n_commands; i++) {
        const struct option_table table = option_table_of(commands[i].bit);
        struct buf b = text_of_command(&commands[i], &plain);
        size_t examples, options;
        assert_true(view_find(buf_view(&b), VIEW("\nExamples\n"), &examples));
        assert_true(view_find(buf_view(&b), VIEW("\nOptions\n"), &options));
        assert_true(examples < options);
        for (size_t j = 0; j < table.n; j++) {
            char word[80];
            snprintf(word, sizeof word, "--%s", table.rows[j].name);
            if (option_is_of(&table, j) && !has(&b, word))
                fail_msg("help of %s lacks %s", commands[i].name, word);
        }
        buf_free(&b);
    }
}

static void test_help_keeps_to_the_width_where_words_allow(void **state)
{
    (void)state;
    for (size_t i = 0; i < n_commands; i++) {
        struct buf b = text_of_command(&commands[i], &plain);
        struct view rest = buf_view(&b), line;
        while (view_line(&rest, &line))
            if (line.n > 80 && !view_starts(line, VIEW("  certcase ")))
                fail_msg("%s: '%.*s' is too wide", commands[i].name, VIEW_ARG(line));
        buf_free(&b);
    }
}

static void test_help_has_escapes_only_with_color(void **state)
{
    const struct help_look colored = { .width = 80, .color = true };
    (void)state;
    struct buf a = text_of_command(&commands[0], &plain), b = text_of_command(&commands[0], &colored);
    assert_false(has(&a, "\033"));
    assert_true(has(&b, "\033"));
    buf_free(&a);
    buf_free(&b);
}

static void test_command_rows_are_whole(void **state)
{
    unsigned seen = 0;
    (void)state;
    for (size_t i = 0; i < n_commands; i++) {
        const struct command_row *c = &commands[i];
        assert_true(c->name && c->operands && c->summary && c->about && c->run && c->examples[0]);
        assert_true(c->least == 0 || c->missing);
        assert_int_equal(seen & c->bit, 0);
        seen |= c->bit;
        for (size_t j = 0; j < COUNT_OF(c->examples) && c->examples[j]; j++)
            assert_non_null(strchr(c->examples[j], '\t'));
    }
    assert_int_equal(seen, CMD_ALL);
}

static void test_option_rows_are_whole_and_no_letter_is_taken_twice(void **state)
{
    (void)state;
    for (size_t i = 0; i < n_option_rows; i++) {
        const struct option_row *a = &option_rows[i];
        assert_true(a->name && a->help && a->commands);
        assert_true((a->kind == OPT_FLAG) == (a->value == NULL));
        assert_true(a->kind != OPT_CHOICE || a->choices);
        for (size_t j = 0; j < i; j++) {
            const struct option_row *b = &option_rows[j];
            if ((a->commands & b->commands) == 0)
                continue;
            assert_string_not_equal(a->name, b->name);
            assert_true(a->letter == 0 || a->letter != b->letter);
        }
        if (a->rival) {
            const struct option_table all = option_table_of(0);
            size_t rival = option_find(&all, view_of(a->rival));
            assert_true(rival != SIZE_MAX && strcmp(option_rows[rival].rival, a->name) == 0);
        }
    }
}

static void test_the_manual_has_every_option_and_the_version(void **state)
{
    (void)state;
    for (size_t i = 0; i < n_commands; i++) {
        const struct option_table table = option_table_of(commands[i].bit);
        struct buf b = BUF_INIT(1 << 20);
        struct sink to = sink_buf(&b);
        man_put(&to, &commands[i], VIEW(".TH X 1 \"\" \"certcase @VERSION@\"\n.SH OPTIONS\n@OPTIONS@\n.SH EXAMPLES\n@EXAMPLES@\n"));
        assert_true(has(&b, "certcase " CERTCASE_VERSION "\""));
        assert_false(has(&b, "S@"));
        for (size_t j = 0; j < table.n; j++) {
            char word[120] = "\\-\\-";
            size_t n = strlen(word);
            for (const char *p = table.rows[j].name; *p; p++)
                n += (size_t)snprintf(word + n, sizeof word - n, "%s%c", *p == '-' ? "\\" : "", *p);
            if (option_is_of(&table, j) && !has(&b, word))
                fail_msg("manual of %s lacks %s", commands[i].name, word);
        }
        buf_free(&b);
    }
}

static void test_what_an_option_needs_is_an_option_with_a_value_of_the_same_commands(void **state)
{
    (void)state;
    for (size_t i = 0; i < n_option_needs; i++)
        for (size_t k = 0; k < n_commands; k++) {
            if (!(option_needs[i].commands & commands[k].bit))
                continue;
            const struct option_table table = option_table_of(commands[k].bit);
            size_t row = option_find(&table, view_of(option_needs[i].name)), needed = option_find(&table, view_of(option_needs[i].needs));
            assert_true(row != SIZE_MAX && needed != SIZE_MAX && option_rows[needed].value);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_help_starts_with_examples_and_names_every_option),
        cmocka_unit_test(test_help_keeps_to_the_width_where_words_allow),
        cmocka_unit_test(test_help_has_escapes_only_with_color),
        cmocka_unit_test(test_command_rows_are_whole),
        cmocka_unit_test(test_option_rows_are_whole_and_no_letter_is_taken_twice),
        cmocka_unit_test(test_what_an_option_needs_is_an_option_with_a_value_of_the_same_commands),
        cmocka_unit_test(test_the_manual_has_every_option_and_the_version),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
