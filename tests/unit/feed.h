/* feed.h - reads a holiday feed in a test, from 2024 to 2031. */
#ifndef TESTS_FEED_H
#define TESTS_FEED_H

#include "format/calendar/ical.h"
#include "unit.h"

static inline int32_t day(const char *text)
{
    int32_t out = DAY_NONE;
    assert_true(day_parse(view_of(text), &out));
    return out;
}

struct feed {
    struct arena arena;
    struct days_off off;
    struct err e;
};

static inline bool read_feed(struct feed *f, struct view bytes)
{
    *f = (struct feed){ 0 };
    return ical_days_off(&f->arena, bytes, day("2024-01-01"), day("2031-12-31"), &f->off, &f->e);
}

static inline struct view wrap(struct arena *arena, const char *events)
{
    return view_fmt(arena, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\n%sEND:VCALENDAR\r\n", events);
}

#endif
