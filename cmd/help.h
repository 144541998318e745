/* help.h - help, completion scripts and manual pages, all from the rows of commands and options. */
#ifndef CMD_HELP_H
#define CMD_HELP_H

#include "command.h"

struct help_look {
    bool color;
    unsigned width;
};

void help_overview(struct sink *to, const struct help_look *look);
void help_command(struct sink *to, const struct command_row *command, const struct help_look *look);

/* A completion script for "bash", "zsh" or "fish"; false for another shell. */
MUST_USE bool complete_put(struct sink *to, struct view shell);

/* A manual page from its hand-written part: lines @SYNOPSIS@, @OPTIONS@, @EXAMPLES@, @COMMANDS@, @VARIABLES@ are filled in, and
 * @VERSION@ anywhere.
 * `command` NULL: of the program itself. */
void man_put(struct sink *to, const struct command_row *command, struct view page);

#endif
