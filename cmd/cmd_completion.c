#include "base/file.h"
#include "base/limits.h"
#include "help.h"

/* `certcase completion man [COMMAND] < cmd/man/PAGE.in`, for the build: not shown in help. */
static enum exit_code manual(const struct run *run)
{
    const struct view_list *operands = &run->set->operands;
    const struct command_row *command = operands->n > 1 ? command_find(operands->items[1]) : NULL;
    struct view page;
    struct err e;
    if (operands->n > 1 && !command) {
        err_set(&e, ST_USAGE, "", "there is no command '%.*s'", VIEW_ARG(operands->items[1]));
        return complain(run, &e);
    }
    if (!file_read(run->arena, "-", LIMIT_TEMPLATE_BYTES, &page, &e))
        return complain(run, &e);
    man_put(run->out, command, page);
    return EXIT_FINE;
}

enum exit_code cmd_completion(struct run *run)
{
    const struct view_list *operands = &run->set->operands;
    struct err e;
    if (view_eq(operands->items[0], VIEW("man")))
        return manual(run);
    if (operands->n > 1)
        err_set(&e, ST_USAGE, "one shell at a time", "'%.*s' is one word too many", VIEW_ARG(operands->items[1]));
    else if (complete_put(run->out, operands->items[0]))
        return EXIT_FINE;
    else
        err_set(&e, ST_USAGE, "there is one for bash, zsh and fish", "no completion for '%.*s'", VIEW_ARG(operands->items[0]));
    return complain(run, &e);
}
