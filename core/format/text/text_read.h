/* text_read.h - the one way from bytes to text: a byte-order mark, UTF-16, UTF-32, and what only looks like text.
 *
 * Memory:  in the arena, or the bytes themselves when there is nothing to do.
 * Threads: pure.
 * Source:  RFC 3629, RFC 2781, the Unicode mapping of Windows code page 1252.
 */
#ifndef FORMAT_TEXT_READ_H
#define FORMAT_TEXT_READ_H

#include "base/arena.h"
#include "base/err.h"

enum text_form {
    TEXT_MARK = 1u << 0, /* it had a byte-order mark */
    TEXT_UTF16 = 1u << 1,
    TEXT_UTF32 = 1u << 2,
};

/* Strips the mark and turns UTF-16 and UTF-32 (either order, with or without mark) into UTF-8; what it was is in *form. Other bytes stay.
 */
struct view text_normal(struct arena *arena, struct view bytes, unsigned *form);
/* The same for what must be text: ST_FORMAT says in which line it is none, and what it looks like. */
MUST_USE bool text_read(struct arena *arena, struct view bytes, struct view *out, struct err *e);
const char *text_problem(struct view bytes); /* "not UTF-8: it looks like ..."; NULL when it is UTF-8 */
/* For what is read line by line, byte by byte: whether a text is in UTF-16, by its first two bytes (the mark, or a NUL), and whether
 * `bytes` of it, from the front of a line on, are that line with its LF. */
bool text_is_wide(struct view first, bool *big_endian);
bool text_ends_line(struct view bytes, bool wide, bool big_endian);
/* Whether a text is in UTF-16: it has the mark, or its first characters are ASCII in 16 bits. *skip gets the size of the mark. */
bool text_is_utf16(struct view bytes, bool *big_endian, size_t *skip);
/* UTF-16 to UTF-8; half characters become U+FFFD. */
struct view utf16_to_utf8(struct arena *arena, struct view bytes, bool big_endian);
/* Room for 3 bytes of UTF-8 a byte; returns how many were written. The five bytes that Windows-1252 leaves open stay controls. */
size_t text_from_1252(struct view bytes, char *out);

#endif
