#include "format/calendar/ical_lines.h"

#include <libical/ical.h>

#include "base/civil.h"
#include "base/limits.h"
#include "format/calendar/ical.h"

enum {
    RULE_BYTES = 2000,
    COST_A_RULE = 10,      /* in years: to set it up */
    COST_OF_NOTHING = 800, /* in years: a rule that finds nothing made libical search for centuries */
};

static bool bad_rule(unsigned line, const char *what, struct err *e)
{
    ical_need_memory();
    return err_set(e, ST_FORMAT, "list these days one by one instead", "line %u: %s", line, what);
}

static struct icaltimetype to_ical(int32_t day)
{
    struct civil c = civil_from_time(time_of_day(day));
    return (struct icaltimetype){ .year = c.year, .month = c.month, .day = c.day, .is_date = 1 };
}

/* libical reads numbers with atoi and cuts them to 16 bits, and takes other calendars, which cost milliseconds a step. */
static bool check_part(struct view part, unsigned line, int32_t *until, struct err *e)
{
    struct view name, value = part;
    uint64_t number;
    int minute;
    if (!view_cut(&value, '=', &name))
        return true;
    if (view_eq_nocase(name, VIEW("RSCALE")) || view_eq_nocase(name, VIEW("SKIP")))
        return bad_rule(line, "repetitions by another calendar (RSCALE) can't be followed", e);
    if (view_eq_nocase(name, VIEW("INTERVAL")) && (!view_number(value, INT16_MAX, &number) || number == 0))
        return bad_rule(line, "the repetition's INTERVAL is not a number from 1 to 32767", e);
    if (view_eq_nocase(name, VIEW("COUNT")) && (!view_number(value, LIMIT_HOLIDAYS, &number) || number == 0))
        return bad_rule(line, "the repetition's COUNT is not a number from 1 to 10000", e);
    if (view_eq_nocase(name, VIEW("UNTIL")) && !ical_date(value, until, &minute))
        return bad_rule(line, "the repetition's UNTIL is not a date", e);
    return true;
}

static bool rule_parse(struct view text, unsigned line, struct icalrecurrencetype *rule, int32_t *until, struct err *e)
{
    char copy[RULE_BYTES + 1] = { 0 };
    struct view rest = text, part;
    *until = DAY_NONE;
    if (text.n == 0 || text.n > RULE_BYTES || view_has(text, '\0'))
        return bad_rule(line, "the repetition (RRULE) can't be read", e);
    while (view_cut(&rest, ';', &part))
        if (!check_part(part, line, until, e))
            return false;
    memcpy(copy, text.p, text.n);
    *rule = icalrecurrencetype_from_string(copy);
    if (rule->freq == ICAL_NO_RECURRENCE)
        return bad_rule(line, "the repetition (RRULE) can't be read", e);
    if (rule->freq < ICAL_DAILY_RECURRENCE)
        return bad_rule(line, "a whole day can't repeat more often than daily", e);
    /* RFC 5545 3.3.10: parts of a day "MUST be ignored" when the event starts on a date. */
    memset(rule->by_hour, ICAL_RECURRENCE_ARRAY_MAX_BYTE, sizeof rule->by_hour);
    memset(rule->by_minute, ICAL_RECURRENCE_ARRAY_MAX_BYTE, sizeof rule->by_minute);
    memset(rule->by_second, ICAL_RECURRENCE_ARRAY_MAX_BYTE, sizeof rule->by_second);
    return true;
}

static bool spend(struct repeat *r, size_t years, unsigned line, struct err *e)
{
    r->years += years;
    if (r->years > LIMIT_REPEAT_YEARS)
        return err_set(e, ST_LIMIT, "list the days one by one, or take a smaller feed",
                       "line %u: too many repetitions (all together are followed for %d years)", line, LIMIT_REPEAT_YEARS);
    return true;
}

static void iterator_drop(icalrecur_iterator **it)
{
    if (*it)
        icalrecur_iterator_free(*it);
}

/* libical 3.0 counts weeks from the wrong one when a day of BYDAY stands before the start in its week ("every other Sunday", from a
 * Thursday). So it is asked for every week, and the weeks between and the COUNT are ours. */
struct weeks {
    int32_t first; /* first day of the week of DTSTART, in terms of WKST */
    int interval;  /* 1: nothing to filter */
    int count;     /* 0: no ceiling of its own */
};

static struct weeks take_weeks(struct icalrecurrencetype *rule, int32_t start)
{
    struct weeks w = { .interval = 1 };
    if (rule->freq != ICAL_WEEKLY_RECURRENCE || rule->interval == 1)
        return w;
    int week_start = rule->week_start == ICAL_SUNDAY_WEEKDAY ? 7 : (int)rule->week_start - 1; /* libical counts from Sunday */
    w.first = start - (day_weekday(start) - week_start + 7) % 7;
    w.interval = rule->interval;
    w.count = rule->count;
    rule->interval = 1;
    rule->count = 0;
    return w;
}

static bool collect(struct repeat *r, icalrecur_iterator *it, const struct weeks *weeks, int32_t end, unsigned line, struct err *e)
{
    for (;;) {
        struct icaltimetype next = icalrecur_iterator_next(it);
        int32_t day = icaltime_is_null_time(next) ? DAY_NONE : day_of(next.year, next.month, next.day);
        if (day == DAY_NONE || day > end || (weeks->count && r->days.n == (size_t)weeks->count))
            return true;
        if ((day - weeks->first) / 7 % weeks->interval != 0)
            continue;
        if (r->days.n == LIMIT_HOLIDAYS)
            return err_set(e, ST_LIMIT, "list the days one by one, or take a smaller feed", "line %u: more than %d days off", line,
                           LIMIT_HOLIDAYS);
        *LIST_ADD(r->arena, &r->days) = day;
    }
}

bool repeat_follow(struct repeat *r, struct view text, int32_t start, unsigned line, struct err *e)
{
    struct icalrecurrencetype rule;
    int32_t until;
    r->days.n = 0;
    if (!rule_parse(text, line, &rule, &until, e))
        return false;
    size_t count = (size_t)rule.count;
    bool ends = until != DAY_NONE || count != 0;
    int32_t end = until != DAY_NONE && until < r->until ? until : r->until;
    int32_t begin = !ends && start < r->from ? r->from : start;
    if (!ends || until > r->until || start > r->until)
        r->endless = true;
    if (begin > end)
        return true;
    if (!spend(r, COST_A_RULE + (size_t)(end - begin) / 365, line, e))
        return false;
    rule.until = to_ical(end);
    struct weeks weeks = take_weeks(&rule, start);
    AUTO(iterator_drop) icalrecur_iterator *it = icalrecur_iterator_new(rule, to_ical(start));
    if (!it || (begin != start && !icalrecur_iterator_set_start(it, to_ical(begin))))
        return bad_rule(line, "the repetition (RRULE) never happens", e);
    if (!collect(r, it, &weeks, end, line, e))
        return false;
    if (count != 0 && r->days.n < count && end == r->until)
        r->endless = true;
    return r->days.n ? true : spend(r, COST_OF_NOTHING, line, e);
}

bool repeat_duration(struct view value, unsigned line, int32_t *days, struct err *e)
{
    enum { DURATION_BYTES = 12 };
    char copy[DURATION_BYTES + 1] = { 0 };
    if (value.n == 0 || value.n > DURATION_BYTES || view_has(value, '\0'))
        return bad_rule(line, "the DURATION can't be read", e);
    memcpy(copy, value.p, value.n);
    struct icaldurationtype d = icaldurationtype_from_string(copy);
    int64_t seconds = (((int64_t)d.weeks * 7 + d.days) * 24 + d.hours) * 3600 + (int64_t)d.minutes * 60 + d.seconds;
    if (icaldurationtype_is_bad_duration(d) || d.is_neg || seconds <= 0)
        return bad_rule(line, "the DURATION can't be read or is not positive", e);
    if (seconds > (int64_t)LIMIT_HOLIDAYS * SECONDS_A_DAY)
        return err_set(e, ST_LIMIT, "check this event", "line %u: the event lasts more than %d days", line, LIMIT_HOLIDAYS);
    *days = (int32_t)((seconds + SECONDS_A_DAY - 1) / SECONDS_A_DAY);
    return true;
}
