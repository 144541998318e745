/* wrap.h - the one place where text is broken into lines: paragraphs, and cells of tables. Words are never cut.
 *
 * Units:   columns are characters, so that text must be valid UTF-8 to line up.
 * Threads: pure but for the sink.
 */
#ifndef BASE_WRAP_H
#define BASE_WRAP_H

#include "base/sink.h"

/* Writes the words of `text`; the cursor stands at column `at`, later lines begin at column `indent`, and none is longer than `width`
 * where words allow. Ends with a line break. Columns are counted in characters. */
void put_wrapped(struct sink *to, struct view text, size_t at, size_t indent, size_t width);
void put_spaces(struct sink *to, size_t n);
size_t text_columns(struct view text); /* its characters, when it is valid UTF-8 */
/* Exactly `width` columns (at least 4): filled with spaces, or cut and ended with "...". */
void put_cell(struct sink *to, struct view text, size_t width);

#endif
