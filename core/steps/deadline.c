#include "steps/deadline.h"

#include "base/limits.h"
#include "format/calendar/holidays.h"
#include "format/calendar/ical.h"

/* One question, and the trail of what was looked at. */
struct count {
    struct arena *arena;
    const struct deadline_question *q;
    struct {
        struct counted_day *items;
        size_t n, cap;
    } trail;
};

/* The weekday's or the holiday's name; empty on a business day. */
static struct view why_off(const struct count *c, int32_t day)
{
    int weekday = day_weekday(day);
    struct view why = { 0 };
    if (c->q->calendar->weekend[weekday])
        return view_of(weekday_name(weekday));
    if (!c->q->holidays || !holidays_has(c->q->holidays, day, &why))
        return (struct view){ 0 };
    return why.n ? why : VIEW("holiday");
}

static bool is_off(const struct count *c, int32_t day)
{
    return why_off(c, day).n > 0;
}

/* The nearest business day from `day` on (step 1) or back (step -1), itself included; DAY_NONE when there is none within the ceiling. */
static int32_t nearest(const struct count *c, int32_t day, int step)
{
    for (int i = 0; i <= LIMIT_DEADLINE_DAYS; i++, day += step) {
        if (day_of_time(time_of_day(day)) == DAY_NONE)
            return DAY_NONE;
        if (!is_off(c, day))
            return day;
    }
    return DAY_NONE;
}

/* n business days before `day`, which is one. */
static int32_t back(const struct count *c, int32_t day, unsigned n)
{
    for (unsigned i = 0; i < n && day != DAY_NONE; i++)
        day = nearest(c, day - 1, -1);
    return day;
}

/* The last day of submission whose delivery is not later than `needed_by`. */
static int32_t submit_by(const struct count *c, int32_t needed_by, unsigned days)
{
    int32_t last = nearest(c, needed_by, -1);
    return last == DAY_NONE ? DAY_NONE : back(c, last, days);
}

static bool too_few(const struct deadline *at, struct err *e)
{
    int32_t day = at->submit_by == DAY_NONE && at->needed_by != DAY_NONE ? at->needed_by : day_of_time(at->submitted);
    if (day == DAY_NONE || day_of_time(time_of_day(day + LIMIT_DEADLINE_DAYS)) == DAY_NONE ||
        day_of_time(time_of_day(day - LIMIT_DEADLINE_DAYS)) == DAY_NONE)
        return err_set(e, ST_LIMIT, "give another day (--at, --needed-by)", "the days to count lie outside of the years 1 to 9999");
    return err_set(e, ST_LIMIT, "check the calendar's weekend and the holiday file", "fewer business days than needed within %d days",
                   LIMIT_DEADLINE_DAYS);
}

static bool local_time(const struct calendar *calendar, int64_t time, int64_t *local, struct err *e)
{
    int64_t offset;
    if (!zone_offset(calendar->zone, time, &offset))
        return err_set(e, ST_FORMAT, "use an IANA name like Europe/Lisbon; the system's time zones come with the package tzdata",
                       "unknown time zone %.*s", VIEW_ARG(calendar->zone));
    *local = time + offset;
    return true;
}

static void note(struct count *c, int32_t day, unsigned number, struct view why_skipped)
{
    *LIST_ADD(c->arena, &c->trail) =
        (struct counted_day){ .day = day, .number = number, .skipped = why_skipped.n != 0, .why = why_skipped };
}

/* The day the count starts from, and why it is not the day of submission. */
static bool find_start(struct count *c, int64_t local, struct deadline *out, struct err *e)
{
    int32_t day = day_of_time(local);
    if (day == DAY_NONE) /* the zone moved it past the end */
        return too_few(out, e);
    int cutoff = c->q->calendar->cutoff_minute;
    int64_t minute = (local - time_of_day(day)) / 60;
    out->on_day_off = is_off(c, day);
    out->after_cutoff = !out->on_day_off && cutoff >= 0 && minute >= cutoff;
    if (out->after_cutoff)
        note(c, day++, 0, view_fmt(c->arena, "submitted after %02d:%02d", cutoff / 60, cutoff % 60));
    out->counted_from = nearest(c, day, 1);
    return out->counted_from != DAY_NONE ? true : too_few(out, e);
}

/* Counts forward from the day before out->counted_from is reached, so that the trail also shows what was skipped in front of it. */
static bool count_forward(struct count *c, int32_t day, struct deadline *out, struct err *e)
{
    unsigned number = 0;
    bool started = false;
    for (int i = 0; i <= LIMIT_DEADLINE_DAYS; i++, day++) {
        if (day_of_time(time_of_day(day)) == DAY_NONE)
            break;
        struct view why = why_off(c, day);
        if (why.n) {
            note(c, day, number, why);
            continue;
        }
        number += started;
        started = true;
        note(c, day, number, (struct view){ 0 });
        if (number == c->q->service->days) {
            out->expected_delivery = day;
            return true;
        }
    }
    return too_few(out, e);
}

/* The last whole day of validity in the calendar's zone, as long as there is one. */
static bool day_before(const struct calendar *calendar, int64_t expiry, int32_t *day, struct err *e)
{
    int64_t local = 0;
    *day = DAY_NONE;
    if (day_of_time(expiry) == DAY_NONE || expiry == TIME_NEVER)
        return true;
    if (!local_time(calendar, expiry, &local, e))
        return false;
    int32_t last = day_of_time(local);
    *day = last == DAY_NONE ? DAY_NONE : day_of_time(time_of_day(last - 1));
    return true;
}

static bool count_back(const struct count *c, struct deadline *out, struct err *e)
{
    const struct service *service = c->q->service;
    int32_t own_last;
    if (!day_before(c->q->calendar, c->q->own_expiry, &own_last, e))
        return false;
    if (out->needed_by != DAY_NONE && service->days != 0) {
        out->submit_by = submit_by(c, out->needed_by, service->days);
        if (out->submit_by == DAY_NONE)
            return too_few(out, e);
    }
    if (own_last != DAY_NONE)
        out->renew_by = submit_by(c, own_last, service->days + service->margin);
    return true;
}

bool deadline_find(struct arena *arena, const struct deadline_question *q, struct deadline *out, struct err *e)
{
    struct count c = { .arena = arena, .q = q };
    int64_t local = 0;
    *out = (struct deadline){
        .submitted = q->submitted, .counted_from = DAY_NONE, .expected_delivery = DAY_NONE, .submit_by = DAY_NONE,
        .needed_by = q->needed_by, .renew_by = DAY_NONE,
    };
    if (q->needed_by == DAY_NONE && !day_before(q->calendar, q->replaces_expiry, &out->needed_by, e))
        return false;
    if (q->service->id.n == 0)
        return true;
    if (q->service->days == 0)
        return count_back(&c, out, e);
    if (day_of_time(q->submitted) == DAY_NONE)
        return err_set(e, ST_LIMIT, "give a time between the years 1 and 9999", "the time of submission is out of range");
    if (!local_time(q->calendar, q->submitted, &local, e) || !find_start(&c, local, out, e))
        return false;
    int32_t first = day_of_time(local) + out->after_cutoff;
    if (!count_forward(&c, first, out, e) || !count_back(&c, out, e))
        return false;
    out->days = c.trail.items;
    out->n_days = c.trail.n;
    return true;
}

struct deadline_question deadline_of_case(const struct case_record *c, const struct holidays *holidays, int64_t submitted,
                                          int32_t needed_by)
{
    int64_t replaced_until = c->replaced.sha256.n ? c->replaced.not_after : TIME_NONE;
    return (struct deadline_question){ &c->service, &c->calendar, holidays, submitted, needed_by, replaced_until,
                                       case_expiry(c, submitted) };
}

int32_t deadline_delivery(struct arena *arena, const struct service *service, const struct calendar *calendar,
                          const struct holidays *holidays, int64_t submitted)
{
    const struct deadline_question q = { service, calendar, holidays, submitted, DEADLINE_QUESTION };
    struct deadline counted;
    struct err e;
    return deadline_find(arena, &q, &counted, &e) ? counted.expected_delivery : DAY_NONE;
}

/* --- for people who want to see each day --- */

/* From submit_by to its delivery. Only days matter here, so the calendar's clock is left out. */
static bool explain_back(struct arena *arena, const struct deadline_question *forward, struct counted_deadline *c, struct err *e)
{
    struct calendar days_only = *forward->calendar;
    days_only.zone = VIEW("UTC");
    days_only.cutoff_minute = -1;
    const struct deadline_question q = { forward->service, &days_only, forward->holidays, time_of_day(c->deadline.submit_by),
                                         DEADLINE_QUESTION };
    return deadline_find(arena, &q, &c->backwards, e);
}

static void gather(struct arena *arena, const struct catalog *catalog, unsigned days, struct counted_deadline *c)
{
    const struct service **services = NEW(arena, const struct service *, catalog->n_services);
    for (size_t i = 0; i < catalog->n_services; i++)
        if (catalog->services[i].days == days)
            services[c->n_services++] = &catalog->services[i];
    c->services = services;
}

bool deadline_explain(struct arena *arena, const struct catalog *catalog, struct deadline_question q, struct counted_deadline **out,
                      size_t *n, struct err *e)
{
    q.calendar = &catalog->calendar;
    *out = NEW(arena, struct counted_deadline, catalog->n_services);
    *n = 0;
    for (size_t i = 0; i < catalog->n_services; i++) {
        const struct service *service = &catalog->services[i];
        bool seen = service->days == 0;
        for (size_t j = 0; j < *n; j++)
            seen = seen || (*out)[j].services[0]->days == service->days;
        if (seen)
            continue;
        struct counted_deadline *c = &(*out)[(*n)++];
        gather(arena, catalog, service->days, c);
        q.service = service;
        if (!deadline_find(arena, &q, &c->deadline, e))
            return false;
        bool backwards = c->deadline.submit_by != DAY_NONE && q.needed_by != DAY_NONE;
        if (backwards && !explain_back(arena, &q, c, e))
            return false;
    }
    return true;
}
