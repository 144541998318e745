/* command.h - commands as rows: what help, manual and completion say of each, its options, and the function that does it.
 *
 * A command is one file, cmd_<name>.c: its settings, its options, its row, what it does. Adding one takes that file, a line in
 * commands.def, and its manual page (man/certcase-<name>.1.in).
 */
#ifndef CMD_COMMAND_H
#define CMD_COMMAND_H

#include "options.h"
#include "run.h"
#include "shared_options.h"

/* What a command needs of the system beyond the files that its words name: confine takes the rest away. */
enum command_needs {
    NEEDS_MORE_FILES = 1u << 0, /* what it reads names further files */
    NEEDS_LISTED = 1u << 1,     /* the same where an operand is -, which is a list of paths */
    NEEDS_SPACE = 1u << 2,      /* temporary files */
    NEEDS_HERE = 1u << 3,       /* writes into the current folder where no option says another */
    NEEDS_NETWORK = 1u << 4,
    NEEDS_CHILDREN = 1u << 5, /* processes that read for it */
};

struct command_row {
    const char *name;
    const char *operands;   /* "FILE..." ; "" for none */
    const char *summary;    /* for the overview */
    const char *about;      /* one or two sentences under the usage */
    size_t least, most;     /* operands; 0: none */
    const char *missing;    /* what the message asks for when there are too few */
    const char *words;      /* operands to complete, "bash|zsh|fish"; "@rules" the rule ids; NULL: files */
    const char *examples[5]; /* "certcase inspect partner.cer\twhat it is" ; NULL ends */
    struct option_list options; /* in the order of help: what the command is about first, what all share last */
    size_t settings;            /* bytes of its settings when they are more than struct settings, with which they begin */
    const void *defaults;       /* its settings before anybody said anything; NULL: nothing */
    unsigned needs;             /* enum command_needs */
    bool (*run)(struct run *run, struct err *e); /* false: e says what stopped it */
};

#define COMMAND(name) extern const struct command_row command_##name;
#include "commands.def"
#undef COMMAND

extern const struct command_row *const commands[];
extern const size_t n_commands;
const struct command_row *command_find(struct view name);
/* The options of all commands, each row once. */
struct option_list command_options(struct arena *arena);

/* --- help.c, man.c, complete.c: all from the rows of commands and options --- */

void help_overview(const struct report_run *run);
void help_command(const struct report_run *run, const struct command_row *command);
/* A manual page from its hand-written part: lines @SYNOPSIS@, @OPTIONS@, @EXAMPLES@, @COMMANDS@, @VARIABLES@ are filled in, and
 * @VERSION@ anywhere.
 * `command` NULL: of the program itself. */
void man_put(struct sink *to, const struct command_row *command, struct view page);
/* A completion script for "bash", "zsh", "fish" or "powershell"; false for another shell. */
MUST_USE bool complete_put(struct sink *to, struct view shell);

/* --- confine.c: a command gives up what it doesn't need before it reads what strangers wrote: files that nobody named, sockets, programs,
 * processes, dumps. What it needs its row says (`needs`), and the kind of each option. Before other threads are started --- */

void confine(const struct run *run, const struct command_row *command);
/* What is left to a child that reads the operands for it: them alone, or any file when they are a list, and nothing to write. */
struct os_needs confine_reader(const struct run *run);
/* What is in force on this system, a line each; it is in force from here on. */
void confine_tell(struct sink *to);

/* --- command.c --- */

/* All of the program but process set-up: argv[0] is the program. Returns the exit code. */
enum exit_code certcase(const struct session *s, int argc, char **argv);

#endif
