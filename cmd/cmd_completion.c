#include "command.h"

#include "base/file.h"
#include "base/limits.h"

/* `certcase completion man [COMMAND] < cmd/man/PAGE.in`, for the build: not shown in help. */
static bool manual(const struct run *run, struct err *e)
{
    const struct view_list *operands = &run->set->operands;
    const struct command_row *command = operands->n > 1 ? command_find(operands->items[1]) : NULL;
    struct view page;
    if (operands->n > 1 && !command)
        return err_set(e, ST_USAGE, "", "there is no command '%.*s'", VIEW_ARG(operands->items[1]));
    if (!file_read(run->arena, "-", LIMIT_TEMPLATE_BYTES, &page, e))
        return false;
    man_put(run->out, command, page);
    return true;
}

static bool command(struct run *run, struct err *e)
{
    const struct view_list *operands = &run->set->operands;
    if (view_eq(operands->items[0], VIEW("man")))
        return manual(run, e);
    if (operands->n > 1)
        return err_set(e, ST_USAGE, "one shell at a time", "'%.*s' is one word too many", VIEW_ARG(operands->items[1]));
    return complete_put(run->out, operands->items[0]) ||
           err_set(e, ST_USAGE, "there is one for bash, zsh, fish and powershell",
                   "no completion for '%.*s'", VIEW_ARG(operands->items[0]));
}

const struct command_row command_completion = {
    .name = "completion",
    .operands = "bash|zsh|fish|powershell",
    .summary = "a completion script for your shell",
    .about = "",
    .least = 1,
    .most = 2,
    .missing = "the shell: bash, zsh, fish or powershell",
    .words = "bash|zsh|fish|powershell",
    .examples = {
        "source <(certcase completion bash)\tbash, for this session",
        "certcase completion zsh > ~/.zfunc/_certcase\tzsh, with ~/.zfunc in fpath",
        "certcase completion fish > ~/.config/fish/completions/certcase.fish\tfish",
        "certcase completion powershell | Out-String | Invoke-Expression\tPowerShell, for this session",
    },
    .options = OPTIONS(OPTIONS_ALL),
    .run = command,
};
