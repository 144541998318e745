/* help.h - help, completion scripts and manual pages, all from the rows of commands and options. */
#ifndef CMD_HELP_H
#define CMD_HELP_H

#include "command.h"

void help_overview(const struct report_run *run);
void help_command(const struct report_run *run, const struct command_row *command);

/* A completion script for "bash", "zsh", "fish" or "powershell"; false for another shell. */
MUST_USE bool complete_put(struct sink *to, struct view shell);

/* A manual page from its hand-written part: lines @SYNOPSIS@, @OPTIONS@, @EXAMPLES@, @COMMANDS@, @VARIABLES@ are filled in, and
 * @VERSION@ anywhere.
 * `command` NULL: of the program itself. */
void man_put(struct sink *to, const struct command_row *command, struct view page);

#endif
