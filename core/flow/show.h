/* show.h - an entry of a bundle for people: found by name, and written as it is, as safe text, or as a small web page.
 *
 * Memory:  the arena. Errors: ST_IO, ST_FORMAT, ST_LIMIT; ST_USAGE for an entry that isn't there, with the nearest name.
 * Threads: any.
 */
#ifndef FLOW_SHOW_H
#define FLOW_SHOW_H

#include "base/arena.h"
#include "base/err.h"
#include "base/sink.h"

enum show_format { SHOW_AS_IS, SHOW_TEXT, SHOW_HTML };

struct shown {
    struct view name;  /* as stored: any bytes */
    struct view bytes;
};

/* `entry` is a name in the bundle or the last part of one; empty: the ticket. */
MUST_USE bool show_find(struct arena *arena, struct view bundle, struct view entry, struct shown *out, struct err *e);
/* Of the ticket, what goes into the portal's two fields; of SUBMIT.txt, all. */
enum show_part { SHOW_ALL, SHOW_SUBJECT, SHOW_BODY, SHOW_SUBMIT };
MUST_USE bool show_find_part(struct arena *arena, struct view bundle, enum show_part part, struct shown *out, struct err *e);
/* Whether it is text at all (valid UTF-8 without NUL): only then SHOW_TEXT and SHOW_HTML make sense, and a terminal may see it. */
bool show_is_text(const struct shown *s);
/* The arena is for what a page needs while it is written. */
void show_put(struct arena *arena, struct sink *to, enum show_format format, const struct shown *s);

#endif
