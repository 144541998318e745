/* config.h - defaults of options that weren't typed: CERTCASE_<OPTION> variables, then certcase.json in the current folder, then the
 * user's own in $XDG_CONFIG_HOME/certcase/ (or ~/.config/certcase/).
 *
 * Keys of certcase.json are long option names. A key that no command knows is an error; one that another command takes is left
 * alone. Paths in the user's own are relative to it. The current folder may be a stranger's: its file must belong to the user, nobody
 * else may write it, and it sets what is harmless alone (`influence` of the option row).
 * Errors:  ST_USAGE: a broken configuration stops before any work. `where` names the file and key, or the variable.
 */
#ifndef CMD_CONFIG_H
#define CMD_CONFIG_H

#include "options.h"
#include "run.h"

/* A certcase.json, and what came of it. */
struct config_use {
    enum option_source kind; /* SOURCE_HERE or SOURCE_CONFIG */
    const char *path;       /* NULL: there is none */
    struct view_list taken; /* the options that it set, but for those that change no result */
    struct view_list left;  /* those that it may not set from the current folder */
};
struct config_files {
    struct config_use here, own;
};

/* Which files there are. */
void config_find(struct arena *arena, const struct session *s, struct config_files *out);
/* `all`: the options of all commands. */
MUST_USE bool config_apply(struct option_values *v, const struct option_list *all, const struct session *s, struct config_files *used,
                           struct err *e);
/* "CERTCASE_NEEDED_BY" of "needed-by". */
void config_variable(const char *option, char out[64]);

#endif
