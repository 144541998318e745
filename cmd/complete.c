#include "command.h"

#include "base/limits.h"
#include "report/html.h"
#include "steps/rules/rules.h"

/* Text inside quotes of a script: `special` get a backslash, a single quote becomes `apostrophe`. */
static struct view in_quotes(struct arena *arena, const char *text, const char *special, const char *apostrophe)
{
    AUTO(buf_free) struct buf out = BUF_INIT(LIMIT_LINE_BYTES);
    for (; *text; text++)
        if (*text == '\'')
            buf_text(&out, apostrophe);
        else
            buf_fmt(&out, "%s%c", strchr(special, *text) ? "\\" : "", *text);
    return view_dup(arena, buf_view(&out));
}

/* "a|b" as "a b"; "@rules" and "@warnings" as rule ids. */
static struct view words_of(struct arena *arena, const char *words)
{
    AUTO(buf_free) struct buf out = BUF_INIT(LIMIT_OUTPUT_BYTES);
    for (const char *c = words; c && *c && words[0] != '@'; c++)
        buf_putc(&out, *c == '|' ? ' ' : *c);
    for (size_t i = 0; words && words[0] == '@' && i < rules_count(); i++)
        if (strcmp(words, "@warnings") != 0 || rules_at(i)->severity != SEV_ERROR)
            buf_fmt(&out, "%s%s", out.n ? " " : "", rules_at(i)->id);
    return view_dup(arena, buf_view(&out));
}

static struct view choices_of(struct arena *arena, const struct option_row *row)
{
    AUTO(buf_free) struct buf out = BUF_INIT(LIMIT_LINE_BYTES);
    struct view choice;
    for (size_t i = 0; row->kind == OPT_CHOICE && option_choice(row, i, &choice); i++)
        buf_fmt(&out, "%s%.*s", i ? " " : "", VIEW_ARG(choice));
    return row->kind == OPT_CHOICE ? view_dup(arena, buf_view(&out)) : words_of(arena, row->choices);
}

/* Its value is one of the choices, a file, a folder, or any other. */
static void add_option(struct arena *arena, struct value *options, const struct option_row *row)
{
    struct value *one = value_object(arena, options, NULL);
    struct view choices = choices_of(arena, row);
    bool file = option_is_file(row), folder = option_is_folder(row);
    char help[OPTION_HELP];
    option_help_text(row, help);
    value_text(arena, one, "option", view_of(row->name));
    value_text(arena, one, "letter", (struct view){ .p = &row->letter, .n = row->letter != 0 });
    value_text(arena, one, "value", view_of(row->value));
    value_text(arena, one, "help_in_zsh", in_quotes(arena, help, "[]:\\", "'\\''"));
    value_text(arena, one, "help_in_fish", in_quotes(arena, help, "\"$\\", "'"));
    value_text(arena, one, "help_in_powershell", in_quotes(arena, help, "", "''"));
    value_text(arena, one, "choices", choices);
    value_truth(arena, one, "list", row->kind == OPT_LIST);
    value_truth(arena, one, "file", file);
    value_truth(arena, one, "folder", folder);
    value_truth(arena, one, "other", row->value && !choices.n && !file && !folder);
}

static void add_command(struct arena *arena, struct value *all, const struct command_row *command)
{
    struct value *one = value_object(arena, all, NULL);
    value_text(arena, one, "command", view_of(command->name));
    value_text(arena, one, "summary", view_of(command->summary));
    value_text(arena, one, "summary_in_zsh", in_quotes(arena, command->summary, ":\\", "'\\''"));
    value_text(arena, one, "summary_in_powershell", in_quotes(arena, command->summary, "", "''"));
    value_text(arena, one, "words", words_of(arena, command->words));
    value_truth(arena, one, "has_words", command->words != NULL);
    struct value *options = value_list(arena, one, "options");
    for (size_t i = 0; i < command->options.n; i++)
        add_option(arena, options, command->options.rows[i]);
}

bool complete_put(struct sink *to, struct view shell)
{
    static const char *const scripts[] = { "completion.bash", "completion.zsh", "completion.fish", "completion.powershell" };
    AUTO(arena_free) struct arena arena = { 0 };
    struct value *root = value_new(&arena, VALUE_OBJECT), *all = value_list(&arena, root, "commands");
    for (size_t i = 0; i < n_commands; i++)
        add_command(&arena, all, commands[i]);
    for (size_t i = 0; i < COUNT_OF(scripts); i++)
        if (view_eq_text(shell, strchr(scripts[i], '.') + 1))
            return template_put(&arena, scripts[i], root, ESCAPE_NONE, to), true;
    return false;
}
