#include "help.h"

#include "steps/rules.h"

static bool is_file(const struct option_row *row)
{
    return row->kind == OPT_FILE || row->kind == OPT_WRITTEN;
}

static bool is_folder(const struct option_row *row)
{
    return row->kind == OPT_FOLDER || row->kind == OPT_FILLED;
}

/* Text inside single quotes: a quote ends them, is escaped, and opens them again. `special` get a backslash. */
static void put_quoted(struct sink *to, const char *text, const char *special)
{
    for (; *text; text++) {
        if (*text == '\'')
            put_text(to, "'\\''");
        else
            put_fmt(to, "%s%c", strchr(special, *text) ? "\\" : "", *text);
    }
}

/* "a|b" as "a b"; "@rules" and "@warnings" as rule ids. */
static void put_words(struct sink *to, const char *words)
{
    bool first = true;
    if (words[0] != '@') {
        for (; *words; words++)
            put_fmt(to, "%c", *words == '|' ? ' ' : *words);
        return;
    }
    for (size_t i = 0; i < rules_count(); i++) {
        const struct rule_info *rule = rules_at(i);
        if (strcmp(words, "@warnings") == 0 && rule->severity == SEV_ERROR)
            continue;
        put_fmt(to, "%s%s", first ? "" : " ", rule->id);
        first = false;
    }
}

static bool has_choices(const struct option_row *row)
{
    return row->choices || row->kind == OPT_CHOICE;
}

static void put_choices(struct sink *to, const struct option_row *row)
{
    struct view choice;
    if (row->kind != OPT_CHOICE)
        put_words(to, row->choices);
    else
        for (size_t i = 0; option_choice(row, i, &choice); i++)
            put_fmt(to, "%s%.*s", i ? " " : "", VIEW_ARG(choice));
}

static void put_command_names(struct sink *to)
{
    for (size_t i = 0; i < n_commands; i++)
        put_fmt(to, "%s ", commands[i]->name);
    put_text(to, "help");
}

static void bash_option(struct sink *to, const struct command_row *command, const struct option_row *row)
{
    if (row->kind == OPT_FLAG)
        return;
    put_fmt(to, "        %s:--%s", command->name, row->name);
    if (row->letter)
        put_fmt(to, "|%s:-%c", command->name, row->letter);
    put_text(to, ") ");
    if (has_choices(row)) {
        put_text(to, "COMPREPLY=($(compgen -W '");
        put_choices(to, row);
        put_text(to, "' -- \"$cur\"))");
    } else if (is_file(row)) {
        put_text(to, "compopt -o default");
    } else if (is_folder(row)) {
        put_text(to, "compopt -o dirnames");
    } else {
        put_text(to, ":");
    }
    put_text(to, "; return ;;\n");
}

static void bash_options(struct sink *to, const struct command_row *command)
{
    put_fmt(to, "        %s:-*) COMPREPLY=($(compgen -W '", command->name);
    for (size_t i = 0; i < command->options.n; i++)
        put_fmt(to, "--%s ", command->options.rows[i]->name);
    put_text(to, "' -- \"$cur\")) ;;\n");
    if (command->words) {
        put_fmt(to, "        %s:*) COMPREPLY=($(compgen -W '", command->name);
        put_words(to, command->words);
        put_text(to, "' -- \"$cur\")) ;;\n");
    }
}

static void put_bash(struct sink *to)
{
    put_text(to, "# certcase for bash: source <(certcase completion bash)\n"
                 "_certcase()\n{\n"
                 "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} command= i\n"
                 "    COMPREPLY=()\n"
                 "    if [[ $cur == = ]]; then cur=; elif [[ $prev == = ]]; then prev=${COMP_WORDS[COMP_CWORD - 2]}; fi\n"
                 "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
                 "        [[ ${COMP_WORDS[i]} == -* ]] || { command=${COMP_WORDS[i]}; break; }\n"
                 "    done\n"
                 "    if [[ -z $command || $command == help ]]; then\n"
                 "        COMPREPLY=($(compgen -W '");
    put_command_names(to);
    put_text(to, "' -- \"$cur\"))\n        return\n    fi\n    case $command:$prev in\n");
    for (size_t i = 0; i < n_commands; i++)
        for (size_t j = 0; j < commands[i]->options.n; j++)
            bash_option(to, commands[i], commands[i]->options.rows[j]);
    put_text(to, "    esac\n    case $command:$cur in\n");
    for (size_t i = 0; i < n_commands; i++)
        bash_options(to, commands[i]);
    put_text(to, "        *) compopt -o default ;;\n    esac\n}\ncomplete -F _certcase certcase\n");
}

static void zsh_option(struct sink *to, const struct option_row *row)
{
    char help[OPTION_HELP];
    const char *star = row->kind == OPT_LIST ? "*" : "", *equals = row->kind == OPT_FLAG ? "" : "=";
    if (row->letter && row->kind == OPT_LIST)
        put_fmt(to, "            '*'{-%c,--%s%s}'[", row->letter, row->name, equals);
    else if (row->letter)
        put_fmt(to, "            '(-%c --%s)'{-%c,--%s%s}'[", row->letter, row->name, row->letter, row->name, equals);
    else
        put_fmt(to, "            '%s--%s%s[", star, row->name, equals);
    put_quoted(to, option_help_text(row, help), "[]:\\");
    put_text(to, "]");
    if (row->kind != OPT_FLAG)
        put_fmt(to, ":%s:", row->value);
    if (has_choices(row)) {
        put_text(to, "(");
        put_choices(to, row);
        put_text(to, ")");
    } else if (is_file(row) || is_folder(row)) {
        put_text(to, is_file(row) ? "_files" : "_files -/");
    }
    put_text(to, "' \\\n");
}

static void put_zsh(struct sink *to)
{
    put_text(to, "#compdef certcase\n"
                 "# certcase for zsh: certcase completion zsh > a folder of fpath/_certcase\n"
                 "_certcase() {\n    local curcontext=$curcontext state line\n    local -a commands\n    commands=(\n");
    for (size_t i = 0; i < n_commands; i++) {
        put_fmt(to, "        '%s:", commands[i]->name);
        put_quoted(to, commands[i]->summary, ":\\");
        put_text(to, "'\n");
    }
    put_text(to, "        'help:what a command does'\n    )\n"
                 "    _arguments -C '1: :->command' '*:: :->rest'\n"
                 "    case $state in\n    command) _describe command commands ;;\n    rest)\n        case $words[1] in\n"
                 "        help) _describe command commands ;;\n");
    for (size_t i = 0; i < n_commands; i++) {
        put_fmt(to, "        %s) _arguments -S \\\n", commands[i]->name);
        for (size_t j = 0; j < commands[i]->options.n; j++)
            zsh_option(to, commands[i]->options.rows[j]);
        if (commands[i]->words) {
            put_text(to, "            '1: :(");
            put_words(to, commands[i]->words);
            put_text(to, ")' ;;\n");
        } else {
            put_text(to, "            '*:file:_files' ;;\n");
        }
    }
    put_text(to, "        esac ;;\n    esac\n}\n"
                 "if [ \"$funcstack[1]\" = _certcase ]; then _certcase \"$@\"; else compdef _certcase certcase; fi\n");
}

static void fish_option(struct sink *to, const struct command_row *command, const struct option_row *row)
{
    char help[OPTION_HELP];
    put_fmt(to, "complete -c certcase -n '__fish_seen_subcommand_from %s' -l %s", command->name, row->name);
    if (row->letter)
        put_fmt(to, " -s %c", row->letter);
    if (has_choices(row)) {
        put_text(to, " -x -a '");
        put_choices(to, row);
        put_text(to, "'");
    } else if (is_file(row)) {
        put_text(to, " -r -F");
    } else if (is_folder(row)) {
        put_text(to, " -x -a '(__fish_complete_directories)'");
    } else if (row->kind != OPT_FLAG) {
        put_text(to, " -x");
    }
    put_text(to, " -d \"");
    for (const char *c = option_help_text(row, help); *c; c++)
        put_fmt(to, "%s%c", strchr("\"$\\", *c) ? "\\" : "", *c);
    put_text(to, "\"\n");
}

static void put_fish(struct sink *to)
{
    put_text(to, "# certcase for fish: certcase completion fish > ~/.config/fish/completions/certcase.fish\ncomplete -c certcase -f\n");
    for (size_t i = 0; i < n_commands; i++) {
        put_fmt(to, "complete -c certcase -n __fish_use_subcommand -a %s -d \"%s\"\n", commands[i]->name, commands[i]->summary);
        for (size_t j = 0; j < commands[i]->options.n; j++)
            fish_option(to, commands[i], commands[i]->options.rows[j]);
        put_fmt(to, "complete -c certcase -n '__fish_seen_subcommand_from %s'", commands[i]->name);
        if (commands[i]->words) {
            put_text(to, " -a '");
            put_words(to, commands[i]->words);
            put_text(to, "'\n");
        } else {
            put_text(to, " -F\n");
        }
    }
    put_text(to, "complete -c certcase -n __fish_use_subcommand -a help -d \"what a command does\"\n"
                 "complete -c certcase -n '__fish_seen_subcommand_from help' -a '");
    put_command_names(to);
    put_text(to, "'\n");
}

/* A word of PowerShell: a quote inside is doubled. */
static void power_word(struct sink *to, const char *text)
{
    put_text(to, "'");
    for (; *text; text++)
        put_fmt(to, *text == '\'' ? "''" : "%c", *text);
    put_text(to, "'");
}

static void power_option(struct sink *to, const struct option_row *row)
{
    char help[OPTION_HELP];
    put_fmt(to, "            @('--%s', '", row->name);
    if (row->letter)
        put_fmt(to, "-%c", row->letter);
    put_fmt(to, "', '%s', '", row->value ? row->value : "");
    if (has_choices(row))
        put_choices(to, row);
    put_text(to, "', ");
    power_word(to, option_help_text(row, help));
    put_text(to, ")\n");
}

static void power_tables(struct sink *to)
{
    put_text(to, "    $commands = [ordered]@{\n");
    for (size_t i = 0; i < n_commands; i++) {
        put_fmt(to, "        '%s' = ", commands[i]->name);
        power_word(to, commands[i]->summary);
        put_text(to, "\n");
    }
    put_text(to, "        'help' = 'what a command does'\n    }\n    $operands = @{\n");
    for (size_t i = 0; i < n_commands; i++) {
        if (!commands[i]->words)
            continue;
        put_fmt(to, "        '%s' = '", commands[i]->name);
        put_words(to, commands[i]->words);
        put_text(to, "'\n");
    }
    put_text(to, "    }\n    # Of each option: its name, its letter, what its value is (empty: none), its choices, its help.\n"
                 "    $options = @{\n");
    for (size_t i = 0; i < n_commands; i++) {
        put_fmt(to, "        '%s' = @(\n", commands[i]->name);
        for (size_t j = 0; j < commands[i]->options.n; j++)
            power_option(to, commands[i]->options.rows[j]);
        put_text(to, "        )\n");
    }
    put_text(to, "    }\n");
}

/* Where nothing is found PowerShell offers files by itself. */
static void put_power(struct sink *to)
{
    put_text(to, "# certcase for PowerShell: certcase completion powershell | Out-String | Invoke-Expression\n"
                 "Register-ArgumentCompleter -Native -CommandName 'certcase' -ScriptBlock {\n    param($word, $ast, $cursor)\n");
    power_tables(to);
    put_text(to,
             "    $typed = @($ast.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $cursor } |\n"
             "        ForEach-Object { $_.ToString() })\n"
             "    $last = $typed | Select-Object -Last 1\n"
             "    $command = $typed | Where-Object { $_ -notlike '-*' } | Select-Object -First 1\n"
             "    $option = if ($command -and $last) {\n"
             "        $options[$command] | Where-Object { $_[2] -and ($last -ceq $_[0] -or $last -ceq $_[1]) } | Select-Object -First 1\n"
             "    }\n"
             "    $found = if (-not $command -or $command -eq 'help') {\n"
             "        foreach ($name in $commands.Keys) { , @($name, $commands[$name]) }\n"
             "    } elseif ($option) {\n"
             "        foreach ($choice in $option[3].Split(' ')) { , @($choice, $option[4]) }\n"
             "    } elseif ($word -like '-*') {\n"
             "        foreach ($row in $options[$command]) { , @($row[0], $row[4]) }\n"
             "    } elseif ($operands[$command]) {\n"
             "        foreach ($operand in $operands[$command].Split(' ')) { , @($operand, $operand) }\n"
             "    }\n"
             "    foreach ($one in $found) {\n"
             "        if ($one[0] -and $one[0].StartsWith($word, [System.StringComparison]::Ordinal)) {\n"
             "            [System.Management.Automation.CompletionResult]::new($one[0], $one[0], 'ParameterValue', $one[1])\n"
             "        }\n    }\n}\n");
}

bool complete_put(struct sink *to, struct view shell)
{
    static const struct { const char *shell; void (*script)(struct sink *to); } rows[] = {
        { "bash", put_bash }, { "zsh", put_zsh }, { "fish", put_fish }, { "powershell", put_power },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (view_eq_text(shell, rows[i].shell))
            return rows[i].script(to), true;
    return false;
}
