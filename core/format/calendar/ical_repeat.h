/* ical_repeat.h - RRULE and DURATION of whole-day events, through libical, with a ceiling on the work.
 *
 * Units:   days since 1970-01-01.
 * Memory:  days in the arena.
 * Errors:  ST_FORMAT (no such rule, parts of a day, other calendars, a rule that never happens), ST_LIMIT.
 * Threads: ical_init first.
 * Source:  RFC 5545 sections 3.3.6 and 3.3.10.
 */
#ifndef FORMAT_ICAL_REPEAT_H
#define FORMAT_ICAL_REPEAT_H

#include "base/arena.h"
#include "base/err.h"
#include "base/view.h"

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
