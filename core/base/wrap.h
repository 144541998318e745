/* wrap.h - the one place where text is broken into lines: paragraphs, and cells of tables. Words are never cut.
 *
 * Units:   columns of a terminal: wide letters (East Asian, emoji) take two, combining ones none (Unicode UAX #11, through utf8proc).
 * Threads: pure but for the sink.
 */
#ifndef BASE_WRAP_H
#define BASE_WRAP_H

#include "base/sink.h"

/* Writes the words of `text`; the cursor stands at column `at`, later lines begin at column `indent`, and none is longer than `width`
 * where words allow. Ends with a line break. */
void put_wrapped(struct sink *to, struct view text, size_t at, size_t indent, size_t width);
void put_spaces(struct sink *to, size_t n);
size_t text_columns(struct view text); /* what isn't UTF-8 is a column a byte */
/* Exactly `width` columns (at least 4): filled with spaces, or cut and ended with "...". */
void put_cell(struct sink *to, struct view text, size_t width);

#endif
