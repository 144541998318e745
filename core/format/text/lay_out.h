/* lay_out.h - a text as people paste and print it: lines of at most 78 columns, CRLF, no spaces at their ends, never two empty ones.
 *
 * A paragraph is one line of the text given. Where it is broken, what follows is indented under a list item by its mark, under a label
 * ("Reason: ...") by two columns, so that no word of a value can pass for a label. Words are never cut: an address stays one. The
 * first line is the subject, which is never broken but cut with "...".
 * Units:   columns are characters of valid UTF-8. Memory: the arena. Errors: none. Threads: pure but for the arena.
 */
#ifndef FORMAT_LAY_OUT_H
#define FORMAT_LAY_OUT_H

#include "base/arena.h"
#include "base/view.h"

enum { TEXT_COLUMNS = 78 };

struct view lay_out(struct arena *arena, struct view text);

#endif
