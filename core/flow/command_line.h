/* command_line.h - a command for people to run again, its words quoted for a shell.
 *
 * Memory: the arena. Threads: pure but for the arena.
 */
#ifndef FLOW_COMMAND_LINE_H
#define FLOW_COMMAND_LINE_H

#include "base/arena.h"
#include "model/request.h"

/* "certcase" and the words; what can't be shown safely is "..." there. */
struct view command_line(struct arena *arena, const struct view_list *words);

#endif
