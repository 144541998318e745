#include "command.h"

#include "base/wrap.h"
#include "report/text_rows.h"

enum { COLUMN_MOST = 34 };

static void put_example(const struct report_run *run, const char *example)
{
    const char *tab = strchr(example, '\t');
    put_fmt(run->to, "  %s%.*s%s\n", run->color ? TEXT_CYAN : "", (int)(tab - example), example, run->color ? TEXT_PLAIN : "");
    put_text(run->to, "      ");
    put_wrapped(run->to, view_of(tab + 1), 6, 6, report_width(run));
}

void help_overview(const struct report_run *run)
{
    struct sink *to = run->to;
    size_t column = 0;
    put_text(to, "certcase: from a certificate file to the request that gets it installed in OutSystems 11.\n");
    put_heading(run, "Examples");
    put_example(run, "certcase inspect partner.cer\tis it the right file, and what is it for?");
    put_example(run, "certcase build partner.cer --environments environments.json -e Production\t"
                     "make the support case (OutSystems Cloud) or the change (self-managed)");
    put_example(run, "certcase show trusted-root-partner-1a2b3c4d-test.zip\tread its ticket");
    put_heading(run, "Commands");
    for (size_t i = 0; i < n_commands; i++)
        column = strlen(commands[i]->name) > column ? strlen(commands[i]->name) : column;
    for (size_t i = 0; i < n_commands; i++) {
        put_fmt(to, "  %-*s  ", (int)column, commands[i]->name);
        put_wrapped(to, view_of(commands[i]->summary), column + 4, column + 4, report_width(run));
    }
    put_text(to, "\n`certcase help COMMAND` shows its options. `certcase --version` prints the version.\n");
}

static int option_words(const struct option_row *row, char *out, size_t size)
{
    char letter[8] = "    ";
    if (row->letter)
        snprintf(letter, sizeof letter, "-%c, ", row->letter);
    return snprintf(out, size, "%s--%s%s%s", letter, row->name, row->value ? " " : "", row->value ? row->value : "");
}

static size_t options_column(const struct option_list *options)
{
    size_t column = 0;
    char words[96];
    for (size_t i = 0; i < options->n; i++) {
        int n = option_words(options->rows[i], words, sizeof words);
        if (n > 0 && (size_t)n > column && (size_t)n + 4 <= COLUMN_MOST)
            column = (size_t)n;
    }
    return column + 4;
}

static void put_option(const struct report_run *run, const struct option_row *row, size_t column)
{
    char words[96], help[OPTION_HELP];
    int n = option_words(row, words, sizeof words);
    put_fmt(run->to, "  %s", words);
    if ((size_t)n + 4 > column) {
        put_text(run->to, "\n");
        n = -2;
    }
    put_spaces(run->to, column - (size_t)(n + 2));
    put_wrapped(run->to, view_of(option_help_text(row, help)), column, column, report_width(run));
}

void help_command(const struct report_run *run, const struct command_row *command)
{
    struct sink *to = run->to;
    put_fmt(to, "certcase %s: ", command->name);
    put_wrapped(to, view_of(command->summary), strlen(command->name) + 11, 2, report_width(run));
    put_heading(run, "Examples");
    for (size_t i = 0; i < COUNT_OF(command->examples) && command->examples[i]; i++)
        put_example(run, command->examples[i]);
    put_heading(run, "Usage");
    put_fmt(to, "  certcase %s%s%s [OPTION...]\n", command->name, command->operands[0] ? " " : "", command->operands);
    if (command->about[0] != '\0') {
        put_text(to, "\n  ");
        put_wrapped(to, view_of(command->about), 2, 2, report_width(run));
    }
    put_heading(run, "Options");
    const size_t column = options_column(&command->options);
    for (size_t i = 0; i < command->options.n; i++)
        put_option(run, command->options.rows[i], column);
}
