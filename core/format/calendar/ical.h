/* ical.h - iCalendar in (days off, with repetitions) and out (reminders); time zones. The one place that knows libical.
 *
 * Reading: all-day events (DTSTART;VALUE=DATE, exclusive DTEND or DURATION; midnight to midnight; what Outlook marks as one), RRULE,
 *          RDATE, EXDATE and RECURRENCE-ID. Cancelled events, events with a time of day, and days that say themselves that they are
 *          no public holiday are left out, and counted; TRANSP says nothing, holiday feeds are transparent. DTSTART of a repeated
 *          event counts only when its rule hits it. Repetitions without an end are followed from `from` to `until`, others to `until`.
 * Memory:  results in the arena.
 * Errors:  ST_FORMAT, ST_LIMIT.
 * Threads: ical_init once in main; afterwards any.
 * Source:  RFC 5545. Zones: the system's tzdata through libical, or what was that when the program was built.
 */
#ifndef FORMAT_ICAL_H
#define FORMAT_ICAL_H

#include "base/arena.h"
#include "base/err.h"
#include "base/sink.h"
#include "model/catalog.h"

struct days_off {
    struct {
        struct holiday *items; /* not sorted, may hold a day twice */
        size_t n, cap;
    } days;
    struct {
        struct holiday_left *items;
        size_t n, cap;
    } left;
    int32_t last; /* the last day that an event with an end covers; DAY_NONE when there is none */
    bool endless; /* some repetition goes on past `until` */
};

void ical_init(void);
/* Ends the run, as in die_oom, when libical found no memory, which it gives no hook for: before it is taken for a broken input. */
void ical_need_memory(void);
/* Every day off in the feed. Messages name the line. */
MUST_USE bool ical_days_off(struct arena *arena, struct view text, int32_t from, int32_t until, struct days_off *out, struct err *e);

struct reminder {
    struct view uid, summary, description;
    int32_t day;       /* all-day event */
    unsigned days_ahead; /* of the display alarm */
};
/* A calendar that is written event by event, so that it needs no memory for all of them. CRLF, folded, valid UTF-8, TEXT escaped. */
struct ical_out {
    struct sink *to;
    struct arena scratch;
    struct buf line;
    char stamp[40]; /* DTSTAMP of each event */
};
void ical_begin(struct ical_out *out, struct sink *to, int64_t stamp, struct view product);
void ical_put(struct ical_out *out, const struct reminder *item);
void ical_end(struct ical_out *out); /* frees what `out` holds */
/* A whole one at once. */
void ical_write(struct sink *to, const struct reminder *items, size_t n, int64_t stamp, struct view product);

/* Seconds to add to UTC in this zone at this time; false when the zone is unknown. "UTC" needs no database. */
MUST_USE bool zone_offset(struct view zone, int64_t time, int64_t *seconds);
bool zone_known(struct view zone);

#endif
