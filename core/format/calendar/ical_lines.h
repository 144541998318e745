/* ical_lines.h - iCalendar text to content lines: unfolded, taken apart, with the number of the line in the file; and the values that
 * whole-day events are made of.
 *
 * Memory:  lines that were folded are joined in the arena; all else points into the text.
 * Errors:  ST_FORMAT with the line.
 * Threads: pure.
 * Source:  RFC 5545 sections 3.1 and 3.3.
 */
#ifndef FORMAT_ICAL_LINES_H
#define FORMAT_ICAL_LINES_H

#include "base/arena.h"
#include "base/err.h"
#include "base/view.h"

struct ical_line {
    struct view name, params, value; /* params without the first ";" */
    unsigned number;                 /* of its first line, from 1 */
};

struct ical_lines {
    struct arena *arena;
    struct view rest;
    unsigned number; /* of the last line taken */
};

struct ical_lines ical_lines(struct arena *arena, struct view text); /* without a byte order mark */
/* The next line that is not blank. False at the end, and on a line without a name and a colon: then e->status is not ST_OK. */
MUST_USE bool ical_next(struct ical_lines *in, struct ical_line *out, struct err *e);

enum { ICAL_ALL_DAY = -1 };
/* YYYYMMDD, as some write it with dashes or a "Z" behind it, or in front of a "T" and a time: *minute gets that of the day, else
 * ICAL_ALL_DAY. */
MUST_USE bool ical_date(struct view value, int32_t *day, int *minute);
/* TEXT with its escapes undone, as safe text that is not too long to show. */
struct view ical_text(struct arena *arena, struct view value);

#endif
