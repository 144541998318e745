/* password_line.h - a line of a text as password_scan judges it: UTF-16 without its NULs, the marks of word processors and full-width
 * characters as those of ASCII, and without what nobody sees (soft hyphens, zero widths), also where that was written out as \u00AD.
 *
 * Memory:  the caller's room.
 * Threads: pure.
 * Source:  Unicode, blocks Halfwidth and Fullwidth Forms, General Punctuation; RFC 3986 2.1; HTML, character references.
 */
#ifndef FORMAT_PASSWORD_LINE_H
#define FORMAT_PASSWORD_LINE_H

#include "base/view.h"

enum { PASSWORD_CHAR_BYTES = 4 };

/* Whether full-width or unseen characters may be in it: then a word may stand there that its bytes don't show. */
bool password_line_differs(struct view text);
/* The character that a text begins with, as in a line, and also where it is percent-encoded or a reference of HTML (by number, or one of
 * ASCII by name); *n gets how many bytes it takes. Returns how many bytes it is: one beyond ASCII that is no reference comes byte by byte.
 * 0: nobody sees it. */
size_t password_char(struct view v, char out[PASSWORD_CHAR_BYTES], size_t *n);
/* Whether there may be one that its bytes don't show. */
bool password_chars_differ(struct view text);
/* Puts the next line into `room`, or as much of it as there is room for; *n gets how much that is. Returns how many bytes of the text that
 * took, with the line's end. */
size_t password_line(struct view text, char *room, size_t size, size_t *n);

#endif
