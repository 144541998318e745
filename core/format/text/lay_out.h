/* lay_out.h - a text as people paste and print it: lines of at most 78 columns, no spaces at their ends, never two empty ones.
 *
 * A paragraph is one line of the text given. Where it is broken, what follows is indented: under a list item by its mark, under a label
 * ("Reason: ...") so far that no word of a value can pass for a label of its own or for one of those below it ("  Host: ..."). Words are
 * never cut: an address stays one. The first line is the subject, which is never broken but cut with "...".
 * Units:   columns are characters of valid UTF-8. Errors: the sink's. Threads: pure but for sink and arena.
 */
#ifndef FORMAT_LAY_OUT_H
#define FORMAT_LAY_OUT_H

#include "base/arena.h"
#include "base/sink.h"

enum { TEXT_COLUMNS = 78 };

void lay_out(struct sink *to, struct view text);
/* The same lines as Notepad and a portal's field show them; each one has an end. */
struct view with_crlf(struct arena *arena, struct view text);

#endif
