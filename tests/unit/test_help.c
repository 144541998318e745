/* Help and manual pages say everything that the rows of commands and options say. */
#include "command.h"

#include "unit.h"

#include "flow/batch/batch.h"
#include "folder.h"
#include "model/assets.h"
#include "model/words.h"
#include "shared_options.h"

static struct buf text_of_command(const struct command_row *command, bool color)
{
    struct buf b = BUF_INIT(1 << 20);
    struct sink to = sink_buf(&b);
    const struct report_run run = { .to = &to, .width = 80, .color = color };
    help_command(&run, command);
    return b;
}

static bool has(const struct buf *b, const char *needle)
{
    size_t at;
    return view_find(buf_view(b), view_of(needle), &at);
}

static void test_help_names_every_format_of_holidays(void **state)
{
    (void)state;
    for (enum holiday_format format = 0; format < HOLIDAY_FORMAT_COUNT; format++)
        if (!strstr(option_holidays.help, holiday_format_phrase(format)))
            fail_msg("--holidays doesn't name %s", holiday_format_phrase(format));
}

static void test_help_starts_with_examples_and_names_every_option(void **state)
{
    (void)state;
    for (size_t i = 0; i < n_commands; i++) {
        const struct option_list *options = &commands[i]->options;
        struct buf b = text_of_command(commands[i], false);
        size_t examples, rows;
        assert_true(view_find(buf_view(&b), VIEW("\nExamples\n"), &examples));
        assert_true(view_find(buf_view(&b), VIEW("\nOptions\n"), &rows));
        assert_true(examples < rows);
        for (size_t j = 0; j < options->n; j++) {
            char word[80];
            snprintf(word, sizeof word, "--%s", options->rows[j]->name);
            if (!has(&b, word))
                fail_msg("help of %s lacks %s", commands[i]->name, word);
        }
        buf_free(&b);
    }
}

static void test_help_keeps_to_the_width_where_words_allow(void **state)
{
    (void)state;
    for (size_t i = 0; i < n_commands; i++) {
        struct buf b = text_of_command(commands[i], false);
        struct view rest = buf_view(&b), line;
        while (view_line(&rest, &line))
            if (line.n > 80 && !view_starts(line, VIEW("  certcase ")))
                fail_msg("%s: '%.*s' is too wide", commands[i]->name, VIEW_ARG(line));
        buf_free(&b);
    }
}

static void test_help_has_escapes_only_with_color(void **state)
{
    (void)state;
    struct buf a = text_of_command(commands[0], false), b = text_of_command(commands[0], true);
    assert_false(has(&a, "\033"));
    assert_true(has(&b, "\033"));
    buf_free(&a);
    buf_free(&b);
}

static void test_command_rows_are_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < n_commands; i++) {
        const struct command_row *c = commands[i];
        assert_true(c->name && c->operands && c->summary && c->about && c->run && c->examples[0]);
        assert_true(c->least == 0 || c->missing);
        assert_true(c->options.n < OPTION_ROWS_MAX && (c->settings == 0 || c->settings > sizeof(struct settings)));
        assert_ptr_equal(command_find(view_of(c->name)), c);
        for (size_t j = 0; j < COUNT_OF(c->examples) && c->examples[j]; j++)
            assert_non_null(strchr(c->examples[j], '\t'));
    }
}

/* A value that lands behind the settings would overwrite something else. */
static bool is_inside(const struct command_row *command, const struct option_row *row)
{
    return row->field < (command->settings ? command->settings : sizeof(struct settings));
}

static void test_option_rows_are_whole_and_no_letter_is_taken_twice(void **state)
{
    (void)state;
    for (size_t i = 0; i < n_commands; i++) {
        const struct option_list *options = &commands[i]->options;
        for (size_t j = 0; j < options->n; j++) {
            const struct option_row *a = options->rows[j];
            struct view choice;
            assert_true(a->name && a->help && is_inside(commands[i], a));
            assert_true((a->kind == OPT_FLAG) == (a->value == NULL));
            assert_true(a->kind != OPT_CHOICE || option_choice(a, 0, &choice));
            assert_null(strchr(option_help_text(a, (char[OPTION_HELP]){ 0 }), '{')); /* a mark that nothing stands for */
            assert_true(!a->formats || (a->kind == OPT_CHOICE && !a->choices));
            for (size_t k = 0; k < j; k++) {
                assert_string_not_equal(a->name, options->rows[k]->name);
                assert_true(a->letter == 0 || a->letter != options->rows[k]->letter);
            }
            size_t rival = option_find(options, view_of(a->rival)); /* that of another command is none */
            assert_true(rival == SIZE_MAX || strcmp(options->rows[rival]->rival, a->name) == 0);
        }
    }
}

static void test_the_manual_has_every_option_and_the_version(void **state)
{
    (void)state;
    for (size_t i = 0; i < n_commands; i++) {
        const struct option_list *options = &commands[i]->options;
        struct buf b = BUF_INIT(1 << 20);
        struct sink to = sink_buf(&b);
        man_put(&to, commands[i], VIEW(".TH X 1 \"\" \"certcase @VERSION@\"\n.SH OPTIONS\n@OPTIONS@\n.SH EXAMPLES\n@EXAMPLES@\n"));
        assert_true(has(&b, "certcase " CERTCASE_VERSION "\""));
        assert_false(has(&b, "S@"));
        for (size_t j = 0; j < options->n; j++) {
            char word[120] = "\\-\\-";
            size_t n = strlen(word);
            for (const char *p = options->rows[j]->name; *p; p++)
                n += (size_t)snprintf(word + n, sizeof word - n, "%s%c", *p == '-' ? "\\" : "", *p);
            if (!has(&b, word))
                fail_msg("manual of %s lacks %s", commands[i]->name, word);
        }
        buf_free(&b);
    }
}

/* The first of them is the one that is asked for. */
static void test_what_an_option_needs_is_an_option_with_a_value(void **state)
{
    (void)state;
    for (size_t i = 0; i < n_commands; i++) {
        const struct option_list *options = &commands[i]->options;
        for (size_t j = 0; j < options->n; j++) {
            struct view all = view_of(options->rows[j]->needs), one;
            size_t needed = SIZE_MAX;
            while (needed == SIZE_MAX && view_cut(&all, '|', &one))
                needed = option_find(options, one);
            if (needed != SIZE_MAX && !options->rows[needed]->value)
                fail_msg("--%s needs --%s", options->rows[j]->name, options->rows[needed]->name);
        }
    }
}

static void test_the_help_of_a_format_names_every_report(void **state)
{
    static const struct report_table *const tables[] = { &inspect_reports, &case_reports, &batch_reports, &probe_reports,
                                                         &audit_reports, &renewal_reports, &catalog_reports, &rules_reports };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(tables); i++) {
        struct option_row row = { "format", 0, OPT_CHOICE, "FORMAT", 0, .help = "<{choices}>", .formats = tables[i] };
        char help[OPTION_HELP];
        struct view choice;
        for (size_t k = 0; option_choice(&row, k, &choice); k++)
            assert_true(view_find(view_of(option_help_text(&row, help)), choice, &(size_t){ 0 }) && option_valid(&row, choice));
        assert_true(help[0] == '<' && help[strlen(help) - 1] == '>');
    }
}

/* A format of request files that has no example, or no word in --example, is one that nobody learns of. */
static void test_each_format_of_requests_has_an_example_that_is_read(void **state)
{
    const struct option_list *options = &command_find(VIEW("batch"))->options;
    const struct option_row *example = options->rows[option_find(options, VIEW("example"))];
    atomic_bool stop = false;
    struct folder folder;
    struct view bytes;
    size_t n = 0;
    (void)state;
    folder_open(&folder);
    xml_init();
    for (const char *name; (name = request_format_name(n)) != NULL; n++) {
        char path[200];
        (void)snprintf(path, sizeof path, "requests.example.%s", name);
        if (!option_valid(example, view_of(name)) || !asset_find(view_of(path), &bytes))
            fail_msg("%s: no word of --example, or no templates/requests.example.%s", name, name);
        (void)snprintf(path, sizeof path, "%s/requests", folder.path);
        folder_write(&folder, "requests", bytes);
        if (batch_input_count(path, &stop) < 2)
            fail_msg("%s: its example can't be read", name);
    }
    assert_true(n >= 4);
    folder_close(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_help_names_every_format_of_holidays),
        cmocka_unit_test(test_help_starts_with_examples_and_names_every_option),
        cmocka_unit_test(test_help_keeps_to_the_width_where_words_allow),
        cmocka_unit_test(test_help_has_escapes_only_with_color),
        cmocka_unit_test(test_command_rows_are_whole),
        cmocka_unit_test(test_option_rows_are_whole_and_no_letter_is_taken_twice),
        cmocka_unit_test(test_what_an_option_needs_is_an_option_with_a_value),
        cmocka_unit_test(test_the_help_of_a_format_names_every_report),
        cmocka_unit_test(test_the_manual_has_every_option_and_the_version),
        cmocka_unit_test(test_each_format_of_requests_has_an_example_that_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
