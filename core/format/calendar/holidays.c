#include "format/calendar/holidays.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "format/calendar/ical.h"
#include "format/digest.h"

enum { YEARS_BEHIND = 2, YEARS_AHEAD = 10 }; /* of now, in which repetitions without an end are followed */

static bool is_calendar(struct view bytes)
{
    const struct view start = VIEW("BEGIN:VCALENDAR");
    bytes = view_trim(bytes);
    return view_eq_nocase(view_first(bytes, start.n), start);
}

static bool add_line(struct arena *arena, struct view line, unsigned number, struct holiday_list *out, struct err *e)
{
    int32_t day;
    line = view_trim(line);
    if (line.n == 0 || line.p[0] == '#')
        return true;
    struct view name = view_from(line, 10);
    bool apart = name.n == 0 || name.p[0] == ' ' || name.p[0] == '\t';
    if (!day_parse(view_first(line, 10), &day) || !apart)
        return err_set(e, ST_FORMAT, "a holiday file holds lines like \"2026-12-25 Christmas Day\", or is an iCalendar file (.ics)",
                       "line %u: does not start with a date (YYYY-MM-DD)", number);
    if (out->n == LIMIT_HOLIDAYS)
        return err_set(e, ST_LIMIT, "keep the years that matter", "line %u: more than %d days off", number, LIMIT_HOLIDAYS);
    *LIST_ADD(arena, out) = (struct holiday){ .day = day, .name = text_safe(arena, view_first(view_trim(name), LIMIT_NAME_BYTES)) };
    return true;
}

static bool read_lines(struct arena *arena, struct view bytes, struct holiday_list *out, struct err *e)
{
    struct view line;
    for (unsigned number = 1; view_line(&bytes, &line); number++)
        if (!add_line(arena, line, number, out, e))
            return false;
    return true;
}

static int order_days(const void *a, const void *b)
{
    const struct holiday *x = a, *y = b;
    return x->day != y->day ? (x->day > y->day) - (x->day < y->day) : view_cmp(x->name, y->name);
}

static void sort_once(struct holiday_list *list)
{
    size_t n = 0;
    qsort(list->items, list->n, sizeof *list->items, order_days);
    for (size_t i = 0; i < list->n; i++)
        if (n == 0 || list->items[n - 1].day != list->items[i].day)
            list->items[n++] = list->items[i];
    list->n = n;
}

static int year_of(int32_t day)
{
    return civil_from_time(time_of_day(day)).year;
}

/* The day that many years later; 29 February becomes the 28th. */
static int32_t years_later(int32_t day, int years)
{
    struct civil c = civil_from_time(time_of_day(day));
    int32_t later = day_of(c.year + years, c.month, c.day);
    return later != DAY_NONE ? later : day_of(c.year + years, c.month, c.day - 1);
}

static bool read_days(struct arena *arena, struct view bytes, int64_t now, struct holiday_list *list, int32_t *last, struct err *e)
{
    *last = DAY_NONE;
    if (!is_calendar(bytes)) {
        if (!read_lines(arena, bytes, list, e))
            return false;
        for (size_t i = 0; i < list->n; i++)
            *last = list->items[i].day > *last ? list->items[i].day : *last;
        if (list->n)
            *last = day_of(year_of(*last), 12, 31);
        return true;
    }
    int32_t today = day_of_time(now), until = years_later(today, YEARS_AHEAD);
    int32_t from = day_of(year_of(today) - YEARS_BEHIND, 1, 1);
    bool endless;
    if (from == DAY_NONE || until == DAY_NONE)
        return err_set(e, ST_LIMIT, "give a present time with --at", "the calendar can't be followed at this time");
    if (!ical_days_off(arena, bytes, from, until, list, last, &endless, e))
        return false;
    if (endless && until > *last)
        *last = until;
    else if (*last != DAY_NONE)
        *last = day_of(year_of(*last), 12, 31);
    return true;
}

bool holidays_read(struct arena *arena, struct view path, struct view bytes, int64_t now, struct holidays *out, struct err *e)
{
    struct holiday_list list = { 0 };
    int32_t last;
    struct view text = view_starts(bytes, VIEW("\xEF\xBB\xBF")) ? view_from(bytes, 3) : bytes;
    if (bytes.n > LIMIT_ICAL_BYTES) {
        err_set(e, ST_LIMIT, "keep the years that matter", "%zu bytes is too large for a holiday file (at most %d)", bytes.n,
                LIMIT_ICAL_BYTES);
        return err_at(e, "%.*s", VIEW_ARG(path));
    }
    if (!read_days(arena, text, now, &list, &last, e))
        return err_at(e, "%.*s", VIEW_ARG(path));
    if (list.n == 0) {
        err_set(e, ST_FORMAT, "list days as \"2026-12-25 Christmas Day\", or export all-day events as iCalendar", "holds no day off");
        return err_at(e, "%.*s", VIEW_ARG(path));
    }
    sort_once(&list);
    *out = (struct holidays){ .items = list.items, .n = list.n, .source = text_safe(arena, path) };
    out->from = day_of(year_of(list.items[0].day), 1, 1);
    out->to = last;
    digest_sha256(bytes, out->sha256);
    return true;
}

static int order_key(const void *key, const void *item)
{
    const int32_t *day = key;
    const struct holiday *h = item;
    return (*day > h->day) - (*day < h->day);
}

bool holidays_has(const struct holidays *h, int32_t day, struct view *name)
{
    const struct holiday *hit = h->n ? bsearch(&day, h->items, h->n, sizeof *h->items, order_key) : NULL;
    if (hit && name)
        *name = hit->name;
    return hit != NULL;
}
