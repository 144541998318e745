#include "help.h"

#include "base/wrap.h"

enum { COLUMN_MOST = 34 };

static void heading(struct sink *to, const struct help_look *look, const char *text)
{
    put_fmt(to, "\n%s%s%s\n", look->color ? "\033[1m" : "", text, look->color ? "\033[0m" : "");
}

static void put_example(struct sink *to, const char *example, const struct help_look *look)
{
    const char *tab = strchr(example, '\t');
    put_fmt(to, "  %s%.*s%s\n", look->color ? "\033[36m" : "", (int)(tab - example), example, look->color ? "\033[0m" : "");
    put_text(to, "      ");
    put_wrapped(to, view_of(tab + 1), 6, 6, look->width);
}

void help_overview(struct sink *to, const struct help_look *look)
{
    size_t column = 0;
    put_text(to, "certcase: from a certificate file to the request that gets it installed in OutSystems 11.\n");
    heading(to, look, "Examples");
    put_example(to, "certcase inspect partner.cer\tis it the right file, and what is it for?", look);
    put_example(to, "certcase build partner.cer --environments environments.json -e Production\t"
                    "make the support case (OutSystems Cloud) or the change (self-managed)", look);
    put_example(to, "certcase show trusted-root-partner-1a2b3c4d.zip\tread its ticket", look);
    heading(to, look, "Commands");
    for (size_t i = 0; i < n_commands; i++)
        column = strlen(commands[i].name) > column ? strlen(commands[i].name) : column;
    for (size_t i = 0; i < n_commands; i++) {
        put_fmt(to, "  %-*s  ", (int)column, commands[i].name);
        put_wrapped(to, view_of(commands[i].summary), column + 4, column + 4, look->width);
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

static size_t options_column(const struct option_table *table)
{
    size_t column = 0;
    char words[96];
    for (size_t i = 0; i < table->n; i++) {
        int n = option_is_of(table, i) ? option_words(&table->rows[i], words, sizeof words) : 0;
        if (n > 0 && (size_t)n > column && (size_t)n + 4 <= COLUMN_MOST)
            column = (size_t)n;
    }
    return column + 4;
}

void help_command(struct sink *to, const struct command_row *command, const struct help_look *look)
{
    const struct option_table table = option_table_of(command->bit);
    size_t column = options_column(&table);
    char words[96];
    put_fmt(to, "certcase %s: ", command->name);
    put_wrapped(to, view_of(command->summary), strlen(command->name) + 11, 2, look->width);
    heading(to, look, "Examples");
    for (size_t i = 0; i < COUNT_OF(command->examples) && command->examples[i]; i++)
        put_example(to, command->examples[i], look);
    heading(to, look, "Usage");
    put_fmt(to, "  certcase %s%s%s [OPTION...]\n", command->name, command->operands[0] ? " " : "", command->operands);
    if (command->about[0] != '\0') {
        put_text(to, "\n  ");
        put_wrapped(to, view_of(command->about), 2, 2, look->width);
    }
    heading(to, look, "Options");
    for (size_t i = 0; i < table.n; i++) {
        const struct option_row *row = &table.rows[i];
        if (!option_is_of(&table, i))
            continue;
        int n = option_words(row, words, sizeof words);
        put_fmt(to, "  %s", words);
        if ((size_t)n + 4 > column) {
            put_text(to, "\n");
            n = -2;
        }
        put_spaces(to, column - (size_t)(n + 2));
        put_wrapped(to, view_of(row->help), column, column, look->width);
    }
}
