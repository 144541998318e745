/* show.h - an entry of a bundle, found by name, for the reports of `show`.
 *
 * Memory:  the arena. Errors: ST_IO, ST_FORMAT, ST_LIMIT; ST_USAGE for an entry that isn't there, with the nearest name.
 * Threads: any.
 */
#ifndef FLOW_SHOW_H
#define FLOW_SHOW_H

#include "base/arena.h"
#include "base/err.h"
#include "report/items.h"

/* `entry` is a name in the bundle or the last part of one; empty: the ticket. */
MUST_USE bool show_find(struct arena *arena, struct view bundle, struct view entry, struct entry_shown *out, struct err *e);
/* Of the ticket its `subject` or its `body`, what goes into the portal's two fields; of SUBMIT.txt (`submit`) all. */
MUST_USE bool show_find_part(struct arena *arena, struct view bundle, struct view part, struct entry_shown *out, struct err *e);
/* Whether it is text at all (valid UTF-8 without NUL): only then another format than its bytes makes sense, and a terminal may see it. */
bool show_is_text(const struct entry_shown *s);

#endif
