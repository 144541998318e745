/* Business days: the examples of the contract, weekends and holidays of any shape, zones and cut-offs; and, against a slow count, that
 * submit_by is the last day whose delivery is in time. */
#include "base/limits.h"
#include "format/calendar/ical.h"
#include "steps/deadline.h"
#include "seeded.h"
#include "unit.h"

enum { MON = 1 << 1, TUE = 1 << 2, WED = 1 << 3, THU = 1 << 4, FRI = 1 << 5, SAT = 1 << 6, SUN = 1 << 7, ALL = 0xFE };

static struct calendar calendar_of(unsigned weekend, const char *zone, int cutoff_minute)
{
    struct calendar c = { .zone = view_of(zone), .cutoff_minute = cutoff_minute };
    for (int i = 1; i <= 7; i++)
        c.weekend[i] = weekend >> i & 1;
    return c;
}

static int32_t day(const char *text)
{
    int32_t out = DAY_NONE;
    if (text[0] && !day_parse(view_of(text), &out))
        fail_msg("%s is no day", text);
    return out;
}

static int64_t moment(const char *text)
{
    int64_t out = TIME_NONE;
    if (text[0] && !time_parse(view_of(text), &out))
        fail_msg("%s is no time", text);
    return out;
}

/* "2026-12-24 2026-12-25" */
static struct holidays holidays_of(struct arena *arena, const char *days)
{
    struct view rest = view_of(days), one;
    struct holiday *items = NEW(arena, struct holiday, strlen(days) / 11 + 1);
    size_t n = 0;
    while (view_cut(&rest, ' ', &one)) {
        assert_true(day_parse(one, &items[n].day));
        items[n++].name = VIEW("a holiday");
    }
    return (struct holidays){ .items = items, .n = n, .from = DAY_NONE, .to = DAY_NONE };
}

struct asked {
    const char *name;
    unsigned days, margin, weekend;
    const char *zone;
    int cutoff;
    const char *holidays, *submitted, *needed_by, *replaces, *own;
    const char *counted_from, *delivery, *submit_by, *want_needed_by, *renew_by;
};

static const struct asked rows[] = {
    { "Friday plus five", 5, 0, SAT | SUN, "UTC", -1, "", "2026-11-20T08:00:00Z", "", "", "", "2026-11-20", "2026-11-27", "", "", "" },
    { "Saturday plus five", 5, 0, SAT | SUN, "UTC", -1, "", "2026-11-21T08:00:00Z", "", "", "", "2026-11-23", "2026-11-30", "", "", "" },
    { "needed by a Tuesday", 5, 0, SAT | SUN, "UTC", -1, "", "2026-11-20T08:00:00Z", "2026-12-15", "", "", "2026-11-20", "2026-11-27",
      "2026-12-08", "2026-12-15", "" },
    { "needed by a Sunday is needed by Friday", 5, 0, SAT | SUN, "UTC", -1, "", "2026-11-20T08:00:00Z", "2026-12-13", "", "", "2026-11-20",
      "2026-11-27", "2026-12-04", "2026-12-13", "" },
    { "the first second of the day", 1, 0, SAT | SUN, "UTC", -1, "", "2026-11-23T00:00:00Z", "", "", "", "2026-11-23", "2026-11-24", "", "",
      "" },
    { "the last second of the day", 1, 0, SAT | SUN, "UTC", -1, "", "2026-11-23T23:59:59Z", "", "", "", "2026-11-23", "2026-11-24", "", "",
      "" },
    { "before the cut-off", 5, 0, SAT | SUN, "UTC", 17 * 60, "", "2026-11-20T16:59:59Z", "", "", "", "2026-11-20", "2026-11-27", "", "",
      "" },
    { "at the cut-off", 5, 0, SAT | SUN, "UTC", 17 * 60, "", "2026-11-20T17:00:00Z", "", "", "", "2026-11-23", "2026-11-30", "", "", "" },
    { "a cut-off at midnight makes every day the next", 5, 0, SAT | SUN, "UTC", 0, "", "2026-11-19T00:00:00Z", "", "", "", "2026-11-20",
      "2026-11-27", "", "", "" },
    { "after the cut-off of a day off", 5, 0, SAT | SUN, "UTC", 17 * 60, "", "2026-11-22T20:00:00Z", "", "", "", "2026-11-23", "2026-11-30",
      "", "", "" },
    { "Friday evening here is Saturday in Tokyo", 5, 0, SAT | SUN, "Asia/Tokyo", -1, "", "2026-11-20T15:00:00Z", "", "", "", "2026-11-23",
      "2026-11-30", "", "", "" },
    { "Friday afternoon here is Friday in Tokyo", 5, 0, SAT | SUN, "Asia/Tokyo", -1, "", "2026-11-20T14:59:59Z", "", "", "", "2026-11-20",
      "2026-11-27", "", "", "" },
    { "Saturday here is still Friday in New York", 5, 0, SAT | SUN, "America/New_York", -1, "", "2026-11-21T04:59:59Z", "", "", "",
      "2026-11-20", "2026-11-27", "", "", "" },
    { "the cut-off is local: winter", 1, 0, SAT | SUN, "Europe/Berlin", 17 * 60, "", "2026-10-26T15:59:59Z", "", "", "", "2026-10-26",
      "2026-10-27", "", "", "" },
    { "the cut-off is local: summer", 1, 0, SAT | SUN, "Europe/Berlin", 17 * 60, "", "2026-10-22T15:00:00Z", "", "", "", "2026-10-23",
      "2026-10-26", "", "", "" },
    { "over the year's end with holidays", 5, 0, SAT | SUN, "UTC", -1, "2026-12-25 2026-12-28 2027-01-01", "2026-12-23T12:00:00Z",
      "2027-01-06", "", "", "2026-12-23", "2027-01-04", "2026-12-29", "2027-01-06", "" },
    { "a holiday on a weekend costs nothing", 5, 0, SAT | SUN, "UTC", -1, "2026-11-21 2026-11-22", "2026-11-20T08:00:00Z", "", "", "",
      "2026-11-20", "2026-11-27", "", "", "" },
    { "submitted on a holiday", 5, 0, SAT | SUN, "UTC", -1, "2026-11-20", "2026-11-20T08:00:00Z", "", "", "", "2026-11-23", "2026-11-30",
      "", "", "" },
    { "a leap day is a day", 5, 0, SAT | SUN, "UTC", -1, "", "2028-02-25T08:00:00Z", "2028-03-03", "", "", "2028-02-25", "2028-03-03",
      "2028-02-25", "2028-03-03", "" },
    { "no leap day in 2027", 1, 0, 0, "UTC", -1, "", "2027-02-28T08:00:00Z", "", "", "", "2027-02-28", "2027-03-01", "", "", "" },
    { "weekend on Friday and Saturday", 5, 0, FRI | SAT, "UTC", -1, "", "2026-11-20T08:00:00Z", "2026-12-15", "", "", "2026-11-22",
      "2026-11-29", "2026-12-08", "2026-12-15", "" },
    { "weekend on Sunday alone", 5, 0, SUN, "UTC", -1, "", "2026-11-20T08:00:00Z", "", "", "", "2026-11-20", "2026-11-26", "", "", "" },
    { "no weekend", 5, 0, 0, "UTC", -1, "", "2026-11-20T08:00:00Z", "2026-12-15", "", "", "2026-11-20", "2026-11-25", "2026-12-10",
      "2026-12-15", "" },
    { "one business day a week", 3, 1, ALL & ~WED, "UTC", -1, "", "2026-11-20T08:00:00Z", "2026-12-31", "", "2027-01-01T00:00:00Z",
      "2026-11-25", "2026-12-16", "2026-12-09", "2026-12-31", "2026-12-02" },
    { "needed by the day before the old one expires", 5, 0, SAT | SUN, "UTC", -1, "", "2026-11-20T08:00:00Z", "", "2026-12-16T12:00:00Z",
      "", "2026-11-20", "2026-11-27", "2026-12-08", "2026-12-15", "" },
    { "the old one's last second", 5, 0, SAT | SUN, "UTC", -1, "", "2026-11-20T08:00:00Z", "", "2026-12-15T23:59:59Z", "", "2026-11-20",
      "2026-11-27", "2026-12-07", "2026-12-14", "" },
    { "the old one expires on the next day in Tokyo", 5, 0, SAT | SUN, "Asia/Tokyo", -1, "", "2026-11-20T08:00:00Z", "",
      "2026-12-15T23:59:59Z", "", "2026-11-20", "2026-11-27", "2026-12-08", "2026-12-15", "" },
    { "a given date wins over the old one", 5, 0, SAT | SUN, "UTC", -1, "", "2026-11-20T08:00:00Z", "2026-12-31", "2026-12-16T12:00:00Z",
      "", "2026-11-20", "2026-11-27", "2026-12-24", "2026-12-31", "" },
    { "renew by", 5, 0, SAT | SUN, "UTC", -1, "", "2026-11-20T08:00:00Z", "", "", "2027-12-16T12:00:00Z", "2026-11-20", "2026-11-27", "",
      "", "2027-12-08" },
    { "renew by, with a margin", 5, 10, SAT | SUN, "UTC", -1, "", "2026-11-20T08:00:00Z", "", "", "2027-12-16T12:00:00Z", "2026-11-20",
      "2026-11-27", "", "", "2027-11-24" },
    { "an end far away", 5, 10, SAT | SUN, "UTC", -1, "", "2026-11-20T08:00:00Z", "", "", "9999-12-31T23:59:58Z", "2026-11-20",
      "2026-11-27", "", "", "9999-12-09" },
    { "an end that is none", 5, 10, SAT | SUN, "UTC", -1, "", "2026-11-20T08:00:00Z", "", "", "9999-12-31T23:59:59Z", "2026-11-20",
      "2026-11-27", "", "", "" },
    { "an end past the end of days", 5, 10, SAT | SUN, "Asia/Tokyo", -1, "", "2026-11-20T08:00:00Z", "", "", "9999-12-31T23:59:59Z",
      "2026-11-20", "2026-11-27", "", "", "" },
    { "submit-by may have passed", 5, 0, SAT | SUN, "UTC", -1, "", "2026-11-20T08:00:00Z", "2026-11-20", "", "", "2026-11-20", "2026-11-27",
      "2026-11-13", "2026-11-20", "" },
    { "without a delivery time", 0, 5, SAT | SUN, "UTC", -1, "", "2026-11-20T08:00:00Z", "2026-12-13", "", "2027-12-16T12:00:00Z", "", "",
      "", "2026-12-13", "2027-12-08" },
};

static void compare(const struct asked *row, const char *what, int32_t got, const char *want)
{
    char text[DATE_TEXT];
    if (got != day(want))
        fail_msg("%s: %s is %s instead of %s", row->name, what, day_text(got, text), want[0] ? want : "none");
}

static void dates_are_those_of_the_contract(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct asked *row = &rows[i];
        struct arena arena = { 0 };
        struct service service = { .id = VIEW("s"), .days = row->days, .margin = row->margin };
        struct calendar calendar = calendar_of(row->weekend, row->zone, row->cutoff);
        struct holidays holidays = holidays_of(&arena, row->holidays);
        struct deadline_question q = { &service, &calendar, &holidays, moment(row->submitted), day(row->needed_by), moment(row->replaces),
                                       moment(row->own) };
        struct deadline d;
        struct err e;
        if (!deadline_find(&arena, &q, &d, &e))
            fail_msg("%s: %s", row->name, e.what);
        assert_int_equal(d.submitted, q.submitted);
        compare(row, "counted from", d.counted_from, row->counted_from);
        compare(row, "delivery", d.expected_delivery, row->delivery);
        compare(row, "submit by", d.submit_by, row->submit_by);
        compare(row, "needed by", d.needed_by, row->want_needed_by);
        compare(row, "renew by", d.renew_by, row->renew_by);
        arena_free(&arena);
    }
}

static void without_a_service_only_what_was_asked_is_known(void **state)
{
    struct service none = { 0 };
    struct calendar calendar = calendar_of(SAT | SUN, "UTC", -1);
    struct deadline_question q = { &none, &calendar, NULL, 1795161600, DAY_NONE, moment("2026-12-16T12:00:00Z"),
                                   moment("2027-12-16T12:00:00Z") };
    struct deadline d;
    struct err e;
    (void)state;
    assert_true(deadline_find(NULL, &q, &d, &e));
    assert_true(d.submitted == q.submitted && d.needed_by == day("2026-12-15") && d.n_days == 0);
    assert_true(d.counted_from == DAY_NONE && d.expected_delivery == DAY_NONE && d.submit_by == DAY_NONE && d.renew_by == DAY_NONE);
    calendar.zone = VIEW("Mars/Olympus");
    assert_false(deadline_find(NULL, &q, &d, &e));
    assert_int_equal(e.status, ST_FORMAT);
}

static void why_the_count_starts_later_is_told(void **state)
{
    static const struct {
        const char *submitted;
        bool after_cutoff, on_day_off;
    } times[] = {
        { "2026-11-20T16:59:59Z", false, false }, { "2026-11-20T17:00:00Z", true, false }, { "2026-11-21T08:00:00Z", false, true },
        { "2026-11-21T20:00:00Z", false, true },  { "2026-11-24T08:00:00Z", false, true },
    };
    struct arena arena = { 0 };
    struct service service = { .id = VIEW("s"), .days = 5 };
    struct calendar calendar = calendar_of(SAT | SUN, "UTC", 17 * 60);
    struct holidays holidays = holidays_of(&arena, "2026-11-24");
    (void)state;
    for (size_t i = 0; i < COUNT_OF(times); i++) {
        struct deadline_question q = { &service, &calendar, &holidays, moment(times[i].submitted), DAY_NONE, TIME_NONE, TIME_NONE };
        struct deadline d;
        struct err e;
        assert_true(deadline_find(&arena, &q, &d, &e));
        assert_int_equal(d.after_cutoff, times[i].after_cutoff);
        assert_int_equal(d.on_day_off, times[i].on_day_off);
    }
    arena_free(&arena);
}

/* "0 2026-11-20; 0 2026-11-21 Saturday; ..." */
static struct view trail(struct arena *arena, const char *submitted, const char *holidays, int cutoff, unsigned days)
{
    struct service service = { .id = VIEW("s"), .days = days };
    struct calendar calendar = calendar_of(SAT | SUN, "UTC", cutoff);
    struct holidays off = holidays_of(arena, holidays);
    struct deadline_question q = { &service, &calendar, &off, moment(submitted), DAY_NONE, TIME_NONE, TIME_NONE };
    struct deadline d;
    struct err e;
    struct view text = VIEW("");
    char one[DATE_TEXT];
    assert_true(deadline_find(arena, &q, &d, &e));
    for (size_t i = 0; i < d.n_days; i++) {
        assert_int_equal(d.days[i].skipped, d.days[i].why.n != 0);
        text = view_fmt(arena, "%.*s%s%u %s%s%.*s", VIEW_ARG(text), i ? "; " : "", d.days[i].number, day_text(d.days[i].day, one) + 5,
                        d.days[i].skipped ? " " : "", VIEW_ARG(d.days[i].why));
    }
    return text;
}

static void every_counted_and_skipped_day_is_shown(void **state)
{
    struct arena arena = { 0 };
    (void)state;
    assert_string_equal(trail(&arena, "2026-11-20T08:00:00Z", "2026-11-24", -1, 3).p,
                        "0 11-20; 0 11-21 Saturday; 0 11-22 Sunday; 1 11-23; 1 11-24 a holiday; 2 11-25; 3 11-26");
    assert_string_equal(trail(&arena, "2026-11-21T08:00:00Z", "", -1, 1).p, "0 11-21 Saturday; 0 11-22 Sunday; 0 11-23; 1 11-24");
    assert_string_equal(trail(&arena, "2026-11-20T17:30:00Z", "", 16 * 60 + 45, 1).p,
                        "0 11-20 submitted after 16:45; 0 11-21 Saturday; 0 11-22 Sunday; 0 11-23; 1 11-24");
    arena_free(&arena);
}

static bool slow_is_off(const struct calendar *c, const struct holidays *h, int32_t at)
{
    for (size_t i = 0; i < h->n; i++)
        if (h->items[i].day == at)
            return true;
    return c->weekend[day_weekday(at)];
}

static int32_t slow_delivery(const struct calendar *c, const struct holidays *h, int32_t submitted, unsigned days)
{
    while (slow_is_off(c, h, submitted))
        submitted++;
    while (days) {
        submitted++;
        days -= !slow_is_off(c, h, submitted);
    }
    return submitted;
}

static int by_day(const void *a, const void *b)
{
    const struct holiday *x = a, *y = b;
    return (x->day > y->day) - (x->day < y->day);
}

static void submit_by_is_the_last_day_whose_delivery_is_in_time(void **state)
{
    uint64_t seed = 20261120;
    (void)state;
    for (int round = 0; round < 5000; round++) {
        struct arena arena = { 0 };
        struct calendar calendar = calendar_of(below(&seed, ALL + 1) & ~(1u << (1 + below(&seed, 7))), "UTC", -1);
        struct holiday items[20];
        struct holidays holidays = { .items = items, .n = below(&seed, 20) };
        struct service service = { .id = VIEW("s"), .days = 1 + below(&seed, 20) };
        int32_t start = day_of(2024, 1, 1) + (int32_t)below(&seed, 2000);
        struct deadline_question q = { &service, &calendar, &holidays, time_of_day(start), start + (int32_t)below(&seed, 60), TIME_NONE,
                                       TIME_NONE };
        struct deadline d;
        struct err e;
        for (size_t i = 0; i < holidays.n; i++)
            items[i] = (struct holiday){ .day = start - 20 + (int32_t)below(&seed, 80) };
        qsort(items, holidays.n, sizeof *items, by_day);
        if (!deadline_find(&arena, &q, &d, &e))
            fail_msg("round %d: %s", round, e.what);
        assert_int_equal(d.expected_delivery, slow_delivery(&calendar, &holidays, start, service.days));
        assert_false(slow_is_off(&calendar, &holidays, d.submit_by));
        assert_true(slow_delivery(&calendar, &holidays, d.submit_by, service.days) <= q.needed_by);
        for (int32_t later = d.submit_by + 1; later <= q.needed_by; later++)
            assert_true(slow_delivery(&calendar, &holidays, later, service.days) > q.needed_by);
        arena_free(&arena);
    }
}

/* For some hours a zone has another day than UTC; what comes in time must not be called late, nor the other way round. */
static void a_day_has_passed_when_its_delivery_would_be_late(void **state)
{
    (void)state;
    static const struct { const char *zone, *submitted; int cutoff; bool passed; } cases[] = {
        { "UTC", "2026-12-03T23:59:59Z", -1, false },                { "UTC", "2026-12-04T00:00:00Z", -1, true },
        { "America/Los_Angeles", "2026-12-04T02:00:00Z", -1, false }, { "America/Los_Angeles", "2026-12-04T08:00:00Z", -1, true },
        { "America/Los_Angeles", "2026-12-04T02:00:00Z", 17 * 60, true },
        { "Pacific/Kiritimati", "2026-12-03T09:59:59Z", -1, false }, { "Pacific/Kiritimati", "2026-12-03T10:00:00Z", -1, true },
        { "UTC", "2026-12-05T08:00:00Z", -1, true }, /* a Saturday */
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena arena = { 0 };
        struct err e;
        struct deadline d;
        struct calendar calendar = calendar_of(SAT | SUN, cases[i].zone, cases[i].cutoff);
        const struct service service = { .id = VIEW("s"), .days = 5 };
        const struct holidays holidays = { 0 };
        const struct deadline_question q = { &service, &calendar, &holidays, moment(cases[i].submitted), day("2026-12-10"), TIME_NONE,
                                             TIME_NONE };
        assert_true(deadline_find(&arena, &q, &d, &e));
        assert_int_equal(d.submit_by, day("2026-12-03"));
        if (deadline_submit_passed(&d) != cases[i].passed || deadline_is_late(&d) != cases[i].passed)
            fail_msg("%s: %s", cases[i].zone, cases[i].submitted);
        arena_free(&arena);
    }
}

static void what_can_not_be_counted_ends_at_once(void **state)
{
    static const struct {
        unsigned weekend, days;
        const char *zone;
        int64_t submitted;
        const char *needed_by;
        enum status want;
    } cases[] = {
        { ALL, 1, "UTC", 1795161600, "", ST_LIMIT },
        { ALL, 250, "UTC", 1795161600, "", ST_LIMIT },
        { ALL & ~MON, 250, "UTC", 1795161600, "", ST_OK },
        { ALL & ~MON, 530, "UTC", 1795161600, "", ST_LIMIT },
        { SAT | SUN, 5, "UTC", INT64_MAX, "", ST_LIMIT },
        { SAT | SUN, 5, "Asia/Tokyo", INT64_MIN, "", ST_LIMIT },
        { SAT | SUN, 5, "UTC", 253402300799, "", ST_LIMIT },
        { SAT | SUN, 5, "Asia/Tokyo", 253402300799, "", ST_LIMIT },
        { SAT | SUN, 5, "Mars/Olympus", 1795161600, "", ST_FORMAT },
        { SAT | SUN, 5, "UTC", 1795161600, "0001-01-08", ST_OK },
        { SAT | SUN, 5, "UTC", 1795161600, "0001-01-05", ST_LIMIT },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena arena = { 0 };
        struct service service = { .id = VIEW("s"), .days = cases[i].days };
        struct calendar calendar = calendar_of(cases[i].weekend, cases[i].zone, -1);
        struct deadline_question q = { &service, &calendar, NULL, cases[i].submitted, day(cases[i].needed_by), TIME_NONE, TIME_NONE };
        struct deadline d;
        struct err e = { 0 };
        bool ok = deadline_find(&arena, &q, &d, &e);
        assert_int_equal(ok, cases[i].want == ST_OK);
        assert_int_equal(e.status, cases[i].want);
        assert_true(ok || (e.what[0] && e.hint[0]));
        bool in_range = cases[i].submitted == 1795161600 && cases[i].needed_by[0] == '\0';
        if (e.status == ST_LIMIT)
            assert_int_equal(strncmp(e.what, "fewer business days", 19) == 0, in_range);
        arena_free(&arena);
    }
}

static void days_off_without_end_are_a_limit(void **state)
{
    struct arena arena = { 0 };
    struct service service = { .id = VIEW("s"), .days = 5 };
    struct calendar calendar = calendar_of(0, "UTC", -1);
    size_t n = 2 * LIMIT_DEADLINE_DAYS + 1000;
    struct holiday *items = NEW(&arena, struct holiday, n);
    struct holidays holidays = { .items = items, .n = n };
    struct deadline_question q = { &service, &calendar, &holidays, 1795161600, DAY_NONE, TIME_NONE, TIME_NONE };
    struct deadline d;
    struct err e;
    (void)state;
    for (size_t i = 0; i < n; i++)
        items[i].day = day_of_time(q.submitted) - LIMIT_DEADLINE_DAYS - 400 + (int32_t)i;
    assert_false(deadline_find(&arena, &q, &d, &e));
    assert_int_equal(e.status, ST_LIMIT);
    arena_free(&arena);
}

static void a_day_off_says_why(void **state)
{
    struct arena arena = { 0 };
    struct service service = { .id = VIEW("s"), .days = 1 };
    struct calendar calendar = calendar_of(SAT | SUN, "UTC", -1);
    struct holiday unnamed = { .day = day_of(2026, 11, 20) };
    struct holidays one = { .items = &unnamed, .n = 1 };
    struct deadline_question q = { &service, &calendar, &one, moment("2026-11-20T08:00:00Z"), DEADLINE_QUESTION };
    struct deadline d;
    struct err e;
    (void)state;
    assert_string_equal(trail(&arena, "2026-12-24T08:00:00Z", "2026-12-25 2026-12-26", -1, 1).p,
                        "0 12-24; 0 12-25 a holiday; 0 12-26 Saturday; 0 12-27 Sunday; 1 12-28");
    assert_true(deadline_find(&arena, &q, &d, &e) && d.days[0].skipped);
    assert_string_equal(d.days[0].why.p, "holiday");
    q.holidays = NULL;
    assert_true(deadline_find(&arena, &q, &d, &e) && !d.days[0].skipped && d.days[1].skipped);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_are_those_of_the_contract),
        cmocka_unit_test(without_a_service_only_what_was_asked_is_known),
        cmocka_unit_test(why_the_count_starts_later_is_told),
        cmocka_unit_test(every_counted_and_skipped_day_is_shown),
        cmocka_unit_test(submit_by_is_the_last_day_whose_delivery_is_in_time),
        cmocka_unit_test(a_day_has_passed_when_its_delivery_would_be_late),
        cmocka_unit_test(what_can_not_be_counted_ends_at_once),
        cmocka_unit_test(days_off_without_end_are_a_limit),
        cmocka_unit_test(a_day_off_says_why),
    };
    ical_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
