/* Days and seconds of the years 0001 to 9999 against a count one day at a time; texts both ways. */
#include "base/civil.h"
#include "unit.h"

static const int64_t first_second = -62135596800, last_second = 253402300799;

static bool slow_leap(int year)
{
    return year % 400 == 0 || (year % 4 == 0 && year % 100 != 0);
}

static void check_day(const struct civil *c, int32_t day, int weekday)
{
    struct civil back = civil_from_time(time_of_day(day));
    if (day_of(c->year, c->month, c->day) != day || back.year != c->year || back.month != c->month || back.day != c->day ||
        back.hour != 0 || back.minute != 0 || back.second != 0 || day_weekday(day) != weekday || day_of_time(time_of_day(day)) != day ||
        day_of_time(time_of_day(day) + 86399) != day)
        fail_msg("%04d-%02d-%02d is not day %d", c->year, c->month, c->day, (int)day);
}

static void every_day_of_9999_years_is_its_number(void **state)
{
    static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    int32_t day = -719162; /* 0001-01-01, a Monday */
    int weekday = 1;
    (void)state;
    for (int year = 1; year <= 9999; year++)
        for (int month = 1; month <= 12; month++) {
            int length = lengths[month - 1] + (month == 2 && slow_leap(year));
            for (int d = 1; d <= length; d++, day++, weekday = weekday % 7 + 1)
                check_day(&(struct civil){ .year = year, .month = month, .day = d }, day, weekday);
            assert_int_equal(day_of(year, month, length + 1), DAY_NONE);
        }
    assert_int_equal(day, 2932897);
}

static void seconds_go_both_ways(void **state)
{
    (void)state;
    for (int64_t time = first_second; time <= last_second; time += 98765431) {
        struct civil c = civil_from_time(time);
        assert_int_equal(civil_to_time(&c), time);
    }
    for (int64_t time = -100000; time < 100000; time += 7) {
        struct civil c = civil_from_time(time);
        assert_int_equal(civil_to_time(&c), time);
    }
}

static void what_is_out_of_range_is_none(void **state)
{
    static const int64_t times[] = { INT64_MIN, INT64_MIN + 1, first_second - 1, last_second + 1, INT64_MAX, TIME_NONE };
    static const int32_t days[] = { DAY_NONE, DAY_NONE + 1, -719163, 2932897, INT32_MAX };
    static const struct civil moments[] = {
        { 0, 1, 1, 0, 0, 0 },       { 10000, 1, 1, 0, 0, 0 },   { 2026, 0, 1, 0, 0, 0 },      { 2026, 13, 1, 0, 0, 0 },
        { 2026, 11, 0, 0, 0, 0 },   { 2026, 11, 31, 0, 0, 0 },  { 2026, 2, 29, 0, 0, 0 },     { 2100, 2, 29, 0, 0, 0 },
        { 2026, 11, 20, 24, 0, 0 }, { 2026, 11, 20, 0, 60, 0 }, { 2026, 11, 20, 0, 0, 60 },   { 2026, 11, 20, -1, 0, 0 },
        { 2026, 11, 20, 0, -1, 0 }, { 2026, 11, 20, 0, 0, -1 }, { INT32_MIN, 1, 1, 0, 0, 0 }, { 2026, INT32_MAX, 1, 0, 0, 0 },
    };
    char text[TIME_TEXT];
    (void)state;
    for (size_t i = 0; i < COUNT_OF(times); i++) {
        assert_int_equal(day_of_time(times[i]), DAY_NONE);
        assert_int_equal(civil_from_time(times[i]).year, 0);
        assert_string_equal(time_text(times[i], text), "invalid");
    }
    for (size_t i = 0; i < COUNT_OF(days); i++)
        assert_string_equal(day_text(days[i], text), "invalid");
    for (size_t i = 0; i < COUNT_OF(moments); i++)
        assert_int_equal(civil_to_time(&moments[i]), TIME_NONE);
    assert_int_equal(time_of_day(DAY_NONE), TIME_NONE);
}

static void texts_are_iso_8601(void **state)
{
    char text[TIME_TEXT];
    (void)state;
    assert_string_equal(time_text(1795161600, text), "2026-11-20T08:00:00Z");
    assert_string_equal(time_text(first_second, text), "0001-01-01T00:00:00Z");
    assert_string_equal(time_text(last_second, text), "9999-12-31T23:59:59Z");
    assert_string_equal(time_text(-1, text), "1969-12-31T23:59:59Z");
    assert_string_equal(day_text(0, text), "1970-01-01");
    assert_string_equal(day_text(-719162, text), "0001-01-01");
    assert_string_equal(day_text(2932896, text), "9999-12-31");
}

static void phrases_name_the_day_of_the_week(void **state)
{
    char day[DAY_PHRASE], moment[MOMENT_PHRASE];
    (void)state;
    assert_string_equal(day_phrase(day_of(2026, 12, 16), day), "Wednesday 2026-12-16");
    assert_string_equal(day_phrase(DAY_NONE, day), "");
    assert_string_equal(moment_phrase(1795161600, moment), "Friday 2026-11-20, 08:00 UTC");
    assert_string_equal(moment_phrase(last_second, moment), "Friday 9999-12-31, 23:59 UTC");
    assert_string_equal(moment_phrase(TIME_NONE, moment), "unreadable");
}

static void weekdays_have_names(void **state)
{
    (void)state;
    assert_string_equal(weekday_name(day_weekday(day_of(2026, 11, 20))), "Friday");
    assert_string_equal(weekday_name(day_weekday(0)), "Thursday");
    assert_string_equal(weekday_name(1), "Monday");
    assert_string_equal(weekday_name(7), "Sunday");
    assert_string_equal(weekday_name(0), "invalid");
    assert_string_equal(weekday_name(8), "invalid");
}

static void dates_are_read_whole_or_not_at_all(void **state)
{
    static const char *const bad[] = { "",           "2026-11-2",  "2026-11-201", "2026-11-20 ", " 2026-11-20", "2026/11/20",
                                       "20261120",   "2026-02-29", "2026-13-01",  "2026-00-01",  "2026-11-00",  "0000-01-01",
                                       "+026-11-20", "2026-1a-20", "2026-11-20T", "-2026-11-20", "2026-11--2",  "10000-01-01" };
    int32_t day = 7;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        if (day_parse(view_of(bad[i]), &day) || day != 7)
            fail_msg("%s is read", bad[i]);
    assert_true(day_parse(VIEW("2028-02-29"), &day) && day == day_of(2028, 2, 29));
    assert_true(day_parse(VIEW("0001-01-01"), &day) && day == -719162);
    assert_true(day_parse(VIEW("9999-12-31"), &day) && day == 2932896);
}

static void times_are_read_whole_or_not_at_all(void **state)
{
    static const struct {
        const char *text;
        int64_t time;
    } good[] = {
        { "2026-11-20T08:00:00Z", 1795161600 },
        { "2026-11-20t08:00:00z", 1795161600 },
        { "2026-11-20 08:00:00Z", 1795161600 },
        { "2026-11-20T09:00:00+01:00", 1795161600 },
        { "2026-11-19T22:30:00-09:30", 1795161600 },
        { "2026-11-20T08:00:00.999999Z", 1795161600 },
        { "2026-11-20T08:00:00-00:00", 1795161600 },
        { "2026-11-20", 1795132800 },
        { "@1795161600", 1795161600 },
        { "@0", 0 },
        { "@253402300799", 253402300799 },
        { "0001-01-01T00:00:00Z", -62135596800 },
        { "9999-12-31T23:59:59Z", 253402300799 },
        { "9999-12-31T23:59:59+23:59", 253402214459 },
    };
    static const char *const bad[] = {
        "",
        "@",
        "@-1",
        "@253402300800",
        "@1795161600 ",
        "@99999999999999999999",
        "now",
        "2026-11-20T",
        "2026-11-20T08:00Z",
        "2026-11-20T08:00:00",
        "2026-11-20T24:00:00Z",
        "2026-11-20T08:60:00Z",
        "2026-11-20T08:00:60Z",
        "2026-11-20T08:00:00.Z",
        "2026-11-20T08:00:00.5",
        "2026-11-20Z",
        "2026-11-20T08:00:00+1:00",
        "2026-11-20T08:00:00+0100",
        "2026-11-20T08:00:00+24:00",
        "2026-11-20T08:00:00+01:60",
        "2026-11-20T08:00:00Zx",
        "2026-11-20T08:00:00+01:00Z",
        "2026-02-30T08:00:00Z",
        "2026-11-20_08:00:00Z",
        "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
    };
    int64_t time = 7;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        if (time_parse(view_of(bad[i]), &time) || time != 7)
            fail_msg("%s is read", bad[i]);
    for (size_t i = 0; i < COUNT_OF(good); i++)
        if (!time_parse(view_of(good[i].text), &time) || time != good[i].time)
            fail_msg("%s is %lld", good[i].text, (long long)time);
}

static void days_left_are_those_of_the_calendar(void **state)
{
    static const struct {
        const char *now, *end;
        int days;
        const char *text;
    } rows[] = {
        { "2026-11-20T08:00:00Z", "2030-01-01T00:00:00Z", 1138, "1138 days left" },
        { "2026-11-20T23:59:59Z", "2026-11-22T00:00:00Z", 2, "2 days left" },
        { "2026-11-20T23:59:59Z", "2026-11-21T00:00:00Z", 1, "1 day left" },
        { "2026-11-20T00:00:00Z", "2026-11-20T23:59:59Z", 0, "expires today" },
        { "2026-11-20T08:00:00Z", "2026-11-20T08:00:00Z", 0, "expires today" },
        { "2026-11-20T08:00:01Z", "2026-11-20T08:00:00Z", 0, "expired today" },
        { "2026-11-20T00:00:00Z", "2026-11-19T23:59:59Z", -1, "expired 1 day ago" },
        { "2026-11-20T00:00:00Z", "2026-10-10T00:00:00Z", -41, "expired 41 days ago" },
        { "0001-01-01T00:00:00Z", "9999-12-31T23:59:58Z", 3652058, "3652058 days left" },
        { "2026-11-20T08:00:00Z", "9999-12-31T23:59:59Z", 2912119, "never expires" },
        { "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", -3652058, "expired 3652058 days ago" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char text[LEFT_TEXT];
        int64_t now = 0, end = 0;
        assert_true(time_parse(view_of(rows[i].now), &now) && time_parse(view_of(rows[i].end), &end));
        assert_int_equal(days_left(day_of_time(now), day_of_time(end)), rows[i].days);
        assert_string_equal(days_left_text(now, end, text), rows[i].text);
    }
    assert_int_equal(days_left(DAY_NONE, 1), 0);
    assert_int_equal(days_left(1, DAY_NONE), 0);
}

static void days_are_read_as_they_are_written(void **state)
{
    static const struct {
        const char *text, *day_first, *month_first;
    } rows[] = {
        { "15/12/2026", "2026-12-15", "" },           { "12/15/2026", "", "2026-12-15" },
        { "05/12/2026", "2026-12-05", "2026-05-12" }, { "5.6.2026", "2026-06-05", "2026-05-06" },
        { "12/12/2026", "2026-12-12", "2026-12-12" }, { "2026/12/15", "2026-12-15", "2026-12-15" },
        { "2026-12-15", "2026-12-15", "2026-12-15" }, { "29-02-2028", "2028-02-29", "" },
        { "15.12.2026 0:00", "2026-12-15", "" },      { "2026-12-15T00:00:00.000Z", "2026-12-15", "2026-12-15" },
        { "12/15/2026 12:00:00 AM", "", "2026-12-15" },
    };
    static const char *const none[] = {
        "", "15/12", "15/12/26", "32/12/2026", "13/13/2026", "29/02/2026", "15/12/2026 08:00", "15/12/2026/1", "15//2026", "2026-12-15x",
        "15-12/2026", "a/b/2026", "2026-12-15 12:00 PM", "2026-12-15T", "00/12/2026",
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int32_t a, b;
        char x[DATE_TEXT] = "", y[DATE_TEXT] = "";
        assert_true(day_readings(view_of(rows[i].text), &a, &b));
        assert_string_equal(a == DAY_NONE ? "" : day_text(a, x), rows[i].day_first);
        assert_string_equal(b == DAY_NONE ? "" : day_text(b, y), rows[i].month_first);
    }
    for (size_t i = 0; i < COUNT_OF(none); i++) {
        int32_t a, b;
        if (day_readings(view_of(none[i]), &a, &b))
            fail_msg("%s is a day", none[i]);
    }
}

static void a_day_is_read_from_the_number_of_a_sheet(void **state)
{
    static const struct { const char *text, *day; } rows[] = {
        { "46371", "2026-12-15" }, { "25570", "1970-01-02" }, { "99999", "2173-10-13" }, { "25569", "" }, { "100000", "" },
        { "46371.5", "" }, { "-1", "" }, { "", "" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int32_t day;
        char text[DATE_TEXT] = "";
        assert_string_equal(day_of_serial(view_of(rows[i].text), &day) ? day_text(day, text) : "", rows[i].day);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_of_9999_years_is_its_number),
        cmocka_unit_test(seconds_go_both_ways),
        cmocka_unit_test(what_is_out_of_range_is_none),
        cmocka_unit_test(texts_are_iso_8601),
        cmocka_unit_test(phrases_name_the_day_of_the_week),
        cmocka_unit_test(weekdays_have_names),
        cmocka_unit_test(dates_are_read_whole_or_not_at_all),
        cmocka_unit_test(days_are_read_as_they_are_written),
        cmocka_unit_test(a_day_is_read_from_the_number_of_a_sheet),
        cmocka_unit_test(times_are_read_whole_or_not_at_all),
        cmocka_unit_test(days_left_are_those_of_the_calendar),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
