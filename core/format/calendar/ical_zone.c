#include "format/calendar/ical.h"

#include <pthread.h>

#include "base/civil.h"
#include "format/calendar/ical_zone_of.h"

enum { ZONE_NAME_MAX = 64 };

/* libical takes the name as part of a path below the zone folder. */
static bool is_zone_name(struct view zone)
{
    return zone.n && zone.n <= ZONE_NAME_MAX && zone.p[0] != '/' && view_span(zone, "_+-/") == zone.n;
}

/* The calendar, and with it every rule of the form "last Sunday of March", repeats after 400 years; libical knows no year after 2582. */
static int64_t within_libical(int64_t time)
{
    const int64_t cycle = (int64_t)146097 * SECONDS_A_DAY, last = 14767833600; /* 2437-12-22 */
    while (time > last)
        time -= cycle;
    return time;
}

static bool offset_of(const char *name, const struct civil *c, int64_t *seconds)
{
    icaltimezone *zone = ical_zone_of(name);
    if (!zone) {
        ical_need_memory();
        return false;
    }
    struct icaltimetype utc = {
        .year = c->year,
        .month = c->month,
        .day = c->day,
        .hour = c->hour,
        .minute = c->minute,
        .second = c->second,
    };
    *seconds = icaltimezone_get_utc_offset_of_utc_time(zone, &utc, NULL);
    return true;
}

bool zone_offset(struct view zone, int64_t time, int64_t *seconds)
{
    /* Lists of zones grow without a lock of their own. */
    static pthread_mutex_t zones_lock = PTHREAD_MUTEX_INITIALIZER;
    char name[ZONE_NAME_MAX + 1] = { 0 };
    *seconds = 0;
    if (view_eq_text(zone, "UTC"))
        return true;
    struct civil c = civil_from_time(within_libical(time));
    if (!is_zone_name(zone) || c.year == 0)
        return false;
    memcpy(name, zone.p, zone.n);
    pthread_mutex_lock(&zones_lock);
    bool known = offset_of(name, &c, seconds);
    pthread_mutex_unlock(&zones_lock);
    return known;
}

bool zone_known(struct view zone)
{
    int64_t seconds;
    return zone_offset(zone, 0, &seconds);
}
