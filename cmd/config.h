/* config.h - defaults of options that weren't typed: CERTCASE_<OPTION> variables, then certcase.json in the current folder, else in
 * $XDG_CONFIG_HOME/certcase/ (or ~/.config/certcase/).
 *
 * Keys of certcase.json are long option names. A key that no command knows is an error; one that another command takes is left
 * alone. Paths in a certcase.json outside the current folder are relative to it.
 * Errors:  ST_USAGE: a broken configuration stops before any work. `where` names the file and key, or the variable.
 */
#ifndef CMD_CONFIG_H
#define CMD_CONFIG_H

#include "options.h"
#include "session.h"

/* `all`: the options of all commands. */
MUST_USE bool config_apply(struct option_values *v, const struct option_list *all, const struct session *s, struct err *e);
/* "CERTCASE_NEEDED_BY" of "needed-by". */
void config_variable(const char *option, char out[64]);

#endif
