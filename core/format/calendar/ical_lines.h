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
    struct view rest; /* at first the whole text, without a byte order mark */
    unsigned number;  /* of the last line taken */
};

/* The next line that is not blank. False at the end, and on a line without a name and a colon: then e->status is not ST_OK. */
MUST_USE bool ical_next(struct ical_lines *in, struct ical_line *out, struct err *e);

enum { ICAL_ALL_DAY = -1 };
/* YYYYMMDD, as some write it with dashes or a "Z" behind it, or in front of a "T" and a time: *minute gets that of the day, else
 * ICAL_ALL_DAY. */
MUST_USE bool ical_date(struct view value, int32_t *day, int *minute);
/* TEXT with its escapes undone, as safe text that is not too long to show. */
struct view ical_text(struct arena *arena, struct view value);

/* --- ical_repeat.c: RRULE and DURATION of whole-day events, through libical, with a ceiling on the work. Days since 1970-01-01, in the
 * arena. ST_FORMAT (no such rule, parts of a day, other calendars, a rule that never happens), ST_LIMIT. ical_init first. RFC 5545
 * sections 3.3.6 and 3.3.10 --- */

struct day_list {
    int32_t *items;
    size_t n, cap;
};

struct repeat {
    struct arena *arena;
    int32_t from, until; /* window in which rules without an end are followed; none is followed past `until` */
    size_t years;        /* followed so far, against LIMIT_REPEAT_YEARS */
    struct day_list days; /* of the last rule; its memory is used again */
    bool endless;        /* some rule goes on past `until` */
};

/* Puts into r->days each day on which an event that starts on `start` happens by this rule, in order. */
MUST_USE bool repeat_follow(struct repeat *r, struct view rule, int32_t start, unsigned line, struct err *e);
/* Whole days of a DURATION, rounded up. */
MUST_USE bool repeat_duration(struct view value, unsigned line, int32_t *days, struct err *e);

#endif
