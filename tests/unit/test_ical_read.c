/* Days off from iCalendar feeds, well-formed and hostile. */
#include "feed.h"

static int by_day(const void *a, const void *b)
{
    const struct holiday *x = a, *y = b;
    return (x->day > y->day) - (x->day < y->day);
}

static const char *days_text(struct feed *f)
{
    struct view text = { 0 };
    char one[DATE_TEXT];
    if (f->off.days.n)
        qsort(f->off.days.items, f->off.days.n, sizeof *f->off.days.items, by_day);
    for (size_t i = 0; i < f->off.days.n; i++)
        text = view_fmt(&f->arena, "%.*s%s%s", VIEW_ARG(text), i ? " " : "", day_text(f->off.days.items[i].day, one));
    return text.n ? text.p : "";
}

#define EVENT(lines) "BEGIN:VEVENT\r\nUID:a\r\n" lines "END:VEVENT\r\n"
#define OVERRIDE(lines) "BEGIN:VEVENT\r\nUID:a\r\nRECURRENCE-ID;VALUE=DATE:20271225\r\n" lines "END:VEVENT\r\n"
#define D(date) "DTSTART;VALUE=DATE:" date "\r\n"
#define CHRISTMAS EVENT(D("20251225") "RRULE:FREQ=YEARLY;COUNT=3\r\n")

static const struct {
    const char *name, *events, *want;
} feeds[] = {
    { "one day without an end", EVENT(D("20261225")), "2026-12-25" },
    { "the end is exclusive", EVENT(D("20261224") "DTEND;VALUE=DATE:20261227\r\n"), "2026-12-24 2026-12-25 2026-12-26" },
    { "an end equal to the start is one day", EVENT(D("20261224") "DTEND;VALUE=DATE:20261224\r\n"), "2026-12-24" },
    { "a duration in days", EVENT(D("20261231") "DURATION:P2D\r\n"), "2026-12-31 2027-01-01" },
    { "a duration in weeks", EVENT(D("20260223") "DURATION:P1W\r\n"),
      "2026-02-23 2026-02-24 2026-02-25 2026-02-26 2026-02-27 2026-02-28 2026-03-01" },
    { "a duration in hours is rounded up", EVENT(D("20261231") "DURATION:PT25H\r\n"), "2026-12-31 2027-01-01" },
    { "over a leap day", EVENT(D("20280228") "DTEND;VALUE=DATE:20280302\r\n"), "2028-02-28 2028-02-29 2028-03-01" },
    { "a date without VALUE=DATE", EVENT("DTSTART:20261225\r\n"), "2026-12-25" },
    { "an event with a time is no day off", EVENT("DTSTART:20261225T120000Z\r\nDTEND:20261225T130000Z\r\n"), "" },
    { "a time with a quoted zone", EVENT("DTSTART;TZID=\"A:B;C\":20261225T120000\r\n") EVENT(D("20261226")), "2026-12-26" },
    { "midnight to midnight", EVENT("DTSTART:20261224T000000\r\nDTEND;TZID=X:20261226T000000\r\n"), "2026-12-24 2026-12-25" },
    { "to the last minute", EVENT("DTSTART;TZID=X:20261224T000000\r\nDTEND;TZID=X:20261225T235900\r\n"), "2026-12-24 2026-12-25" },
    { "midnight and a duration of days", EVENT("DTSTART:20261224T000000Z\r\nDURATION:P2D\r\n"), "2026-12-24 2026-12-25" },
    { "midnight and 24 hours", EVENT("DTSTART:20261224T000000Z\r\nDURATION:PT24H\r\n"), "2026-12-24" },
    { "midnight and two hours", EVENT("DTSTART:20261224T000000Z\r\nDURATION:PT2H\r\n"), "" },
    { "midnight alone", EVENT("DTSTART:20261224T000000\r\nDTEND:20261224T000000\r\n"), "" },
    { "marked by Outlook, east of Greenwich",
      EVENT("DTSTART:20261223T230000Z\r\nDTEND:20261224T230000Z\r\nX-MICROSOFT-CDO-ALLDAYEVENT:TRUE\r\n"), "2026-12-24" },
    { "marked by Outlook, west of it",
      EVENT("DTSTART:20261224T050000Z\r\nDTEND:20261225T050000Z\r\nX-MICROSOFT-CDO-ALLDAYEVENT:TRUE\r\n"), "2026-12-24" },
    { "marked as none", EVENT("DTSTART:20261224T050000Z\r\nX-MICROSOFT-CDO-ALLDAYEVENT:FALSE\r\n"), "" },
    { "a date with a Z", EVENT("DTSTART;VALUE=DATE:20261224Z\r\nDTEND;VALUE=DATE:20261225Z\r\n"), "2026-12-24" },
    { "a date with dashes", EVENT("DTSTART;VALUE=DATE:2026-12-24\r\n"), "2026-12-24" },
    { "a date that is none spoils only its event", EVENT("DTSTART:20260230\r\n") EVENT(D("20261226")), "2026-12-26" },
    { "a cancelled event is no day off", EVENT(D("20261225") "STATUS:CANCELLED\r\n"), "" },
    { "a transparent event is one", EVENT(D("20261225") "TRANSP:TRANSPARENT\r\nSTATUS:CONFIRMED\r\n"), "2026-12-25" },
    { "an alarm's fields are not the event's", EVENT(D("20261225") "BEGIN:VALARM\r\nDURATION:P9D\r\nSTATUS:CANCELLED\r\nEND:VALARM\r\n"),
      "2026-12-25" },
    { "other components are passed over",
      "BEGIN:VTODO\r\n" D("20260101") "END:VTODO\r\nBEGIN:X-A\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\nEND:X-A\r\n", "" },
    { "lower case", "begin:vevent\r\ndtstart;value=date:20261225\r\nend:vevent\r\n", "2026-12-25" },
    { "folded lines", "BEGIN:VEVENT\r\nDTSTART;VALUE=\r\n DATE:2026\r\n\t1225\r\nEND:VEVENT\r\n", "2026-12-25" },
    { "every year from the window on", EVENT(D("19700704") "RRULE:FREQ=YEARLY\r\n"),
      "2024-07-04 2025-07-04 2026-07-04 2027-07-04 2028-07-04 2029-07-04 2030-07-04 2031-07-04" },
    { "a number of times", CHRISTMAS, "2025-12-25 2026-12-25 2027-12-25" },
    { "until a day, included", EVENT(D("20251225") "RRULE:FREQ=YEARLY;UNTIL=20261225\r\n"), "2025-12-25 2026-12-25" },
    { "until a time", EVENT(D("20251225") "RRULE:FREQ=YEARLY;UNTIL=20261225T235959Z\r\n"), "2025-12-25 2026-12-25" },
    { "every other year", EVENT(D("20251225") "RRULE:FREQ=YEARLY;INTERVAL=2;COUNT=3\r\n"), "2025-12-25 2027-12-25 2029-12-25" },
    { "the fourth Thursday of November", EVENT(D("20251127") "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;COUNT=4\r\n"),
      "2025-11-27 2026-11-26 2027-11-25 2028-11-23" },
    { "a start that the rule does not hit is no occurrence",
      EVENT(D("20260101") "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;UNTIL=20271231\r\n"), "2026-11-26 2027-11-25" },
    { "the last Monday of May", EVENT(D("20260525") "RRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO;COUNT=3\r\n"),
      "2026-05-25 2027-05-31 2028-05-29" },
    { "leap days only in leap years", EVENT(D("20240229") "RRULE:FREQ=YEARLY;UNTIL=20311231\r\n"), "2024-02-29 2028-02-29" },
    { "the last day of a month", EVENT(D("20270131") "RRULE:FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3\r\n"), "2027-01-31 2027-02-28 2027-03-31" },
    { "each week", EVENT(D("20261120") "RRULE:FREQ=WEEKLY;COUNT=3\r\n"), "2026-11-20 2026-11-27 2026-12-04" },
    { "daily, two days long", EVENT(D("20261224") "DURATION:P2D\r\nRRULE:FREQ=DAILY;INTERVAL=7;COUNT=2\r\n"),
      "2026-12-24 2026-12-25 2026-12-31 2027-01-01" },
    { "every other Sunday, from a Thursday", EVENT(D("20270107") "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;COUNT=3\r\n"),
      "2027-01-10 2027-01-24 2027-02-07" },
    { "every other week, weeks from Sunday", EVENT(D("20270107") "RRULE:FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,TH;UNTIL=20270121\r\n"),
      "2027-01-07 2027-01-17 2027-01-21" },
    { "a position in the set", EVENT(D("20260130") "RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=2\r\n"),
      "2026-01-30 2026-02-27" },
    { "more dates", EVENT(D("20261224") "RDATE;VALUE=DATE:20261231,20270101\r\nRDATE;VALUE=DATE:20270106\r\n"),
      "2026-12-24 2026-12-31 2027-01-01 2027-01-06" },
    { "exceptions", EVENT(D("20251225") "RRULE:FREQ=YEARLY;COUNT=3\r\nEXDATE;VALUE=DATE:20261225\r\n"), "2025-12-25 2027-12-25" },
    { "exceptions written with a time", EVENT(D("20251225") "RRULE:FREQ=YEARLY;COUNT=3\r\nEXDATE:20261225T000000Z\r\n"),
      "2025-12-25 2027-12-25" },
    { "a moved occurrence", CHRISTMAS OVERRIDE(D("20271227")), "2025-12-25 2026-12-25 2027-12-27" },
    { "a moved occurrence that comes first", OVERRIDE(D("20271227")) CHRISTMAS, "2025-12-25 2026-12-25 2027-12-27" },
    { "a cancelled occurrence", CHRISTMAS OVERRIDE(D("20271225") "STATUS:CANCELLED\r\n"), "2025-12-25 2026-12-25" },
    { "hours of a rule are passed over", EVENT(D("20251225") "RRULE:FREQ=YEARLY;BYHOUR=1,2;COUNT=2\r\n"), "2025-12-25 2026-12-25" },
    { "a rule past the window", EVENT(D("20400101") "RRULE:FREQ=YEARLY\r\n") EVENT(D("20261225")), "2026-12-25" },
};

static void days_off_are_those_of_the_feed(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(feeds); i++) {
        struct arena arena = { 0 };
        struct feed f;
        if (!read_feed(&f, wrap(&arena, feeds[i].events)))
            fail_msg("%s: %s", feeds[i].name, f.e.what);
        if (strcmp(days_text(&f), feeds[i].want) != 0)
            fail_msg("%s: %s instead of %s", feeds[i].name, days_text(&f), feeds[i].want);
        arena_free(&f.arena);
        arena_free(&arena);
    }
}

static void bytes_in_front_and_line_ends_do_not_matter(void **state)
{
    static const char *const texts[] = {
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261225\nEND:VEVENT\nEND:VCALENDAR",
        "BEGIN:VCALENDAR\rBEGIN:VEVENT\rDTSTART:20261225\rEND:VEVENT\rEND:VCALENDAR\r",
        "\n\nBEGIN:VCALENDAR\n\nBEGIN:VEVENT\nDTSTART:20261225 \n\nEND:VEVENT\nEND:VCALENDAR\n\n",
        "BEGIN:VCALENDAR\nEND:VCALENDAR\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261225\nEND:VEVENT\nEND:VCALENDAR\n",
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct feed f;
        assert_true(read_feed(&f, view_of(texts[i])));
        assert_string_equal(days_text(&f), "2026-12-25");
        arena_free(&f.arena);
    }
}

static void names_are_unescaped_and_safe(void **state)
{
    static const struct {
        const char *line, *want;
    } rows[] = {
        { "SUMMARY;LANGUAGE=en:Christmas\\, first day\\; a\\\\b\\nc", "Christmas, first day; a\\b c" },
        { "SUMMARY:\x1b[31mred", "\\u001B[31mred" },
        { "SUMMARY:caf\xE9", "caf\\xE9" },
        { "SUMMARY:\xE2\x80\xAEltr", "\\u202Eltr" },
        { "SUMMARY:", "" },
        { "SUMMARY:ends in a backslash\\", "ends in a backslash\\" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena arena = { 0 };
        struct feed f;
        struct view events = view_fmt(&arena, "BEGIN:VEVENT\n%s\nDTSTART:20261225\nEND:VEVENT\n", rows[i].line);
        assert_true(read_feed(&f, wrap(&arena, events.p)));
        assert_int_equal(f.off.days.n, 1);
        assert_string_equal(f.off.days.items[0].name.p, rows[i].want);
        arena_free(&f.arena);
        arena_free(&arena);
    }
}

static void the_end_of_what_is_known_is_told(void **state)
{
    static const struct {
        const char *events, *last; /* "" none */
        bool endless;
    } rows[] = {
        { EVENT(D("20261224") "DTEND;VALUE=DATE:20261227\r\n"), "2026-12-26", false },
        { CHRISTMAS, "2027-12-25", false },
        { EVENT(D("20251225") "RRULE:FREQ=YEARLY;UNTIL=20281231\r\n"), "2028-12-25", false },
        { EVENT(D("20251225") "RRULE:FREQ=YEARLY\r\n"), "", true },
        { EVENT(D("20251225") "RRULE:FREQ=YEARLY\r\n") EVENT(D("20330101")), "2033-01-01", true },
        { EVENT(D("20251225") "RRULE:FREQ=YEARLY;COUNT=50\r\n"), "", true },
        { EVENT(D("20251225") "RRULE:FREQ=YEARLY;UNTIL=20991231\r\n"), "", true },
        { EVENT("DTSTART:20261225T100000Z\r\n"), "", false },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena arena = { 0 };
        struct feed f;
        assert_true(read_feed(&f, wrap(&arena, rows[i].events)));
        if (f.off.last != (rows[i].last[0] ? day(rows[i].last) : DAY_NONE) || f.off.endless != rows[i].endless)
            fail_msg("row %zu: last %d, endless %d", i, f.off.last, f.off.endless);
        arena_free(&f.arena);
        arena_free(&arena);
    }
}

static void what_is_left_out_is_told_with_its_reason(void **state)
{
    static const struct { const char *event, *why; } rows[] = {
        { D("20261225") "STATUS:CANCELLED\r\n", "it is cancelled" },
        { "DTSTART:20261225T090000\r\n", "it has a time of day" },
        { "DTSTART:20261325\r\n", "its date can't be read" },
        { D("20261225") "DTEND:tomorrow\r\n", "its date can't be read" },
        { D("20261225") "SUMMARY:X (Not a public holiday)\r\n", "no public holiday" },
        { D("20261225") "SUMMARY:X (Regional Holiday)\r\n", "no public holiday" },
        { D("20261225") "DESCRIPTION:Observance\\nTo hide observances\r\n", "no public holiday" },
        { D("20261225") "DESCRIPTION:Giorno\\nvai a Impostazioni di Google Calendar > Festivit\xC3\xA0\r\n", "no public holiday" },
        { D("20261225") "CATEGORIES:Holidays,OBSERVANCE\r\n", "no public holiday" },
        { D("20261225") "DESCRIPTION:This is not a public holiday.\r\n", "no public holiday" },
        { D("20261225") "SUMMARY:Day of Observance\r\nDESCRIPTION:Public holiday\r\n", NULL },
        { D("20261225") "SUMMARY:Christmas (Public Holiday)\r\nCATEGORIES:Holidays\r\n", NULL },
        { D("20261225") "SUMMARY:Christmas Day (observed)\r\n", NULL },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct feed f;
        struct arena arena = { 0 };
        struct view event = view_fmt(&arena, "BEGIN:VEVENT\r\n%sEND:VEVENT\r\n", rows[i].event);
        assert_true(read_feed(&f, wrap(&arena, event.p)));
        const struct holiday_left *left = f.off.left.items;
        if ((left != NULL) != (rows[i].why != NULL) || (left && (!strstr(left->why, rows[i].why) || left->line != 4)))
            fail_msg("row %zu: %s", i, left ? left->why : "kept");
        arena_free(&f.arena);
        arena_free(&arena);
    }
}

static const struct {
    const char *name, *text, *what; /* what: part of the message */
} refused[] = {
    { "nothing", "", "line 0: ends before" },
    { "cut off", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261225\n", "line 3: ends before" },
    { "not a calendar", "<html>\n", "line 1: not an iCalendar line" },
    { "another component", "BEGIN:VCARD\nEND:VCARD\n", "line 1: an iCalendar file starts" },
    { "text outside", "BEGIN:VCALENDAR\nEND:VCALENDAR\nX:1\n", "line 3: an iCalendar file starts" },
    { "crossed ends", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n", "line 3: END without" },
    { "end alone", "END:VCALENDAR\n", "line 1: END without" },
    { "a line without a colon", "BEGIN:VCALENDAR\nHELLO\nEND:VCALENDAR\n", "line 2: not an iCalendar line" },
    { "an endless quote", "BEGIN:VCALENDAR\nX;A=\"b:c\nEND:VCALENDAR\n", "line 2: not an iCalendar line" },
    { "no start", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VEVENT\nEND:VCALENDAR\n", "line 2: the event has no DTSTART" },
    { "line numbers count folds", "BEGIN:VCALENDAR\nX-A:1\n 2\n 3\nBEGIN:VEVENT\nEXDATE:2026\n 0230\nEND:VEVENT\nEND:VCALENDAR\n",
      "line 6: not a list of dates" },
    { "ends before it starts", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261225\nDTEND:20261224\nEND:VEVENT\nEND:VCALENDAR\n",
      "line 2: the event ends before" },
    { "past the year 9999", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:99991231\nDURATION:P3D\nEND:VEVENT\nEND:VCALENDAR\n",
      "line 2: the event ends after" },
    { "a negative duration", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261225\nDURATION:-P3D\nEND:VEVENT\nEND:VCALENDAR\n",
      "line 2: the DURATION" },
    { "a broken duration", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261225\nDURATION:3 days\nEND:VEVENT\nEND:VCALENDAR\n",
      "line 2: the DURATION" },
    { "an old exception rule", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261225\nEXRULE:FREQ=DAILY\nEND:VEVENT\nEND:VCALENDAR\n",
      "line 4: EXRULE" },
};

static void what_is_no_feed_is_refused_with_its_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        struct feed f;
        if (read_feed(&f, view_of(refused[i].text)))
            fail_msg("%s: accepted", refused[i].name);
        assert_int_equal(f.e.status, ST_FORMAT);
        if (!strstr(f.e.what, refused[i].what) || !f.e.hint[0])
            fail_msg("%s: %s", refused[i].name, f.e.what);
        arena_free(&f.arena);
    }
}

static void rules_that_can_not_be_followed_are_refused(void **state)
{
    static const char *const rules[] = {
        "",
        "X",
        "FREQ=",
        "FREQ=SOMETIMES",
        "FREQ=SECONDLY",
        "FREQ=HOURLY;COUNT=3",
        "FREQ=YEARLY;INTERVAL=0",
        "FREQ=YEARLY;INTERVAL=65537",
        "FREQ=YEARLY;INTERVAL=-1",
        "FREQ=YEARLY;COUNT=0",
        "FREQ=YEARLY;COUNT=99999999999999",
        "FREQ=YEARLY;UNTIL=soon",
        "FREQ=YEARLY;COUNT=2;UNTIL=20300101",
        "FREQ=YEARLY;BYMONTH=13",
        "FREQ=YEARLY;BYDAY=XX",
        "FREQ=YEARLY;BYMONTHDAY=32",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYDAY=60MO",
        "RSCALE=CHINESE;FREQ=YEARLY",
        "RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=BACKWARD",
        "COUNT=1",
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rules); i++) {
        struct arena arena = { 0 };
        struct feed f;
        struct view events = view_fmt(&arena, "BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20260101\r\nRRULE:%s\r\nEND:VEVENT\r\n", rules[i]);
        if (read_feed(&f, wrap(&arena, events.p)))
            fail_msg("%s: accepted", rules[i]);
        if (f.e.status != ST_FORMAT || !strstr(f.e.what, "line 6: "))
            fail_msg("%s: %s", rules[i], f.e.what);
        arena_free(&f.arena);
        arena_free(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_off_are_those_of_the_feed),
        cmocka_unit_test(bytes_in_front_and_line_ends_do_not_matter),
        cmocka_unit_test(what_is_left_out_is_told_with_its_reason),
        cmocka_unit_test(names_are_unescaped_and_safe),
        cmocka_unit_test(the_end_of_what_is_known_is_told),
        cmocka_unit_test(what_is_no_feed_is_refused_with_its_line),
        cmocka_unit_test(rules_that_can_not_be_followed_are_refused),
    };
    ical_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
