#include "command.h"

#include "config.h"
#include "model/words.h"
#include "steps/rules/rules.h"

/* Text for roff: hyphens that can be copied, no escapes, no request at the start of a line. */
static void put_roff(struct sink *to, struct view text)
{
    static const struct { char c; const char *roff; } rows[] = {
        { '\\', "\\e" }, { '-', "\\-" }, { '`', "\\(ga" }, { '\'', "\\(aq" }, { '^', "\\(ha" }, { '~', "\\(ti" },
    };
    if (view_starts(text, VIEW(".")))
        put_text(to, "\\&");
    for (size_t i = 0; i < text.n; i++) {
        const char *roff = NULL;
        for (size_t j = 0; j < COUNT_OF(rows); j++)
            roff = rows[j].c == text.p[i] ? rows[j].roff : roff;
        if (roff)
            put_text(to, roff);
        else
            put(to, (struct view){ .p = &text.p[i], .n = 1 });
    }
}

static void put_line(struct sink *to, const char *text)
{
    put_roff(to, view_of(text));
    put_text(to, "\n");
}

static void put_synopsis(struct sink *to, const struct command_row *command)
{
    put_fmt(to, ".B certcase%s%s\n", command ? " " : "", command ? command->name : "");
    if (command)
        put_roff(to, view_of(command->operands));
    put_text(to, command ? command->operands[0] ? "\n[\\fIoption\\fR...]\n" : "[\\fIoption\\fR...]\n"
                         : "\\fIcommand\\fR [\\fIoption\\fR...]\n");
}

static void put_option(struct sink *to, const struct option_row *row)
{
    char help[OPTION_HELP];
    put_text(to, ".TP\n\\fB");
    if (row->letter)
        put_fmt(to, "\\-%c\\fR, \\fB", row->letter);
    put_text(to, "\\-\\-");
    put_roff(to, view_of(row->name));
    put_text(to, "\\fR");
    if (row->value) {
        put_text(to, " \\fI");
        put_roff(to, view_of(row->value));
        put_text(to, "\\fR");
    }
    put_text(to, "\n");
    put_roff(to, view_of(option_help_text(row, help)));
    put_text(to, ".\n");
    if (row->more)
        put_line(to, row->more);
}

static void put_options(struct sink *to, const struct command_row *command)
{
    const struct option_list all = OPTIONS(OPTIONS_ALL);
    const struct option_list *options = command ? &command->options : &all;
    for (size_t i = 0; i < options->n; i++)
        put_option(to, options->rows[i]);
}

static void put_examples(struct sink *to, const struct command_row *command)
{
    for (size_t i = 0; command && i < COUNT_OF(command->examples) && command->examples[i]; i++) {
        const char *example = command->examples[i], *tab = strchr(example, '\t');
        put_text(to, i ? ".PP\n" : "");
        put_roff(to, view_of(tab + 1));
        put_text(to, ":\n.PP\n.nf\n.RS 4\n");
        put_roff(to, (struct view){ .p = example, .n = (size_t)(tab - example) });
        put_text(to, "\n.RE\n.fi\n");
    }
}

static void put_commands(struct sink *to, const struct command_row *command)
{
    (void)command;
    for (size_t i = 0; i < n_commands; i++) {
        put_fmt(to, ".TP\n\\fBcertcase\\-%s\\fR(1)\n", commands[i]->name);
        put_roff(to, view_of(commands[i]->summary));
        put_text(to, ".\n");
    }
}

static int by_name(const void *a, const void *b)
{
    const struct option_row *const *x = a, *const *y = b;
    return strcmp((*x)->name, (*y)->name);
}

static void put_variables(struct sink *to, const struct command_row *command)
{
    AUTO(arena_free) struct arena arena = { 0 };
    const struct option_list all = command_options(&arena);
    const struct option_row **sorted = NEW(&arena, const struct option_row *, all.n);
    char name[64];
    (void)command;
    memcpy(sorted, all.rows, all.n * sizeof *sorted);
    qsort(sorted, all.n, sizeof *sorted, by_name);
    for (size_t i = 0; i < all.n; i++) {
        if (strcmp(sorted[i]->name, "help") == 0 || (i && strcmp(sorted[i]->name, sorted[i - 1]->name) == 0))
            continue;
        config_variable(sorted[i]->name, name);
        put_text(to, ".br\n");
        put_line(to, name);
    }
}

static void put_rules(struct sink *to, const struct command_row *command)
{
    (void)command;
    for (size_t i = 0; i < rules_count(); i++) {
        const struct rule_info *rule = rules_at(i);
        put_text(to, ".TP\n\\fB");
        put_roff(to, view_of(rule->id));
        put_fmt(to, "\\fR (%s)\n", severity_word(rule->severity));
        const struct explanation *told = rule_explanation(rule);
        const char *const parts[] = { told->title, told->why, told->hint, told->source };
        static const char *const names[] = { "", "", "What to do: ", "Source: " };
        for (size_t j = 0; j < COUNT_OF(parts); j++) {
            put_fmt(to, "%s%s", j ? ".br\n" : "", names[j]);
            put_line(to, parts[j]);
        }
    }
}

static void put_text_line(struct sink *to, struct view line)
{
    struct view mark = VIEW("@VERSION@");
    size_t at;
    while (view_find(line, mark, &at)) {
        put(to, view_first(line, at));
        put_text(to, CERTCASE_VERSION);
        line = view_from(line, at + mark.n);
    }
    put(to, line);
    put_text(to, "\n");
}

void man_put(struct sink *to, const struct command_row *command, struct view page)
{
    static const struct { const char *mark; void (*fill)(struct sink *to, const struct command_row *command); } rows[] = {
        { "@SYNOPSIS@", put_synopsis }, { "@OPTIONS@", put_options },     { "@EXAMPLES@", put_examples },
        { "@COMMANDS@", put_commands }, { "@VARIABLES@", put_variables },
        { "@RULES@", put_rules },
    };
    struct view line;
    while (view_line(&page, &line)) {
        bool filled = false;
        for (size_t i = 0; i < COUNT_OF(rows); i++)
            if (view_eq_text(line, rows[i].mark)) {
                rows[i].fill(to, command);
                filled = true;
            }
        if (!filled)
            put_text_line(to, line);
    }
}
