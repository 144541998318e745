/* Holiday files: plain lines and calendars, told by content; what they cover; what is refused. */
#include "base/limits.h"
#include "format/calendar/holidays.h"
#include "format/calendar/ical.h"
#include "format/digest.h"
#include "unit.h"

static const int64_t now = 1795161600; /* 2026-11-20T08:00:00Z */

static bool read_text(struct arena *arena, struct view text, struct holidays *out, struct err *e)
{
    return holidays_read(arena, VIEW("days.txt"), text, now, out, e);
}

#define FEED(events) "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" events "END:VCALENDAR\r\n"
#define EVENT(lines) "BEGIN:VEVENT\r\n" lines "END:VEVENT\r\n"

static const struct {
    const char *name, *text, *days, *from, *to;
} files[] = {
    { "one line", "2026-12-25 Christmas Day\n", "2026-12-25=Christmas Day", "2026-01-01", "2026-12-31" },
    { "unsorted, over two years", "2027-01-01 New Year\n2026-12-25 Christmas\n", "2026-12-25=Christmas 2027-01-01=New Year", "2026-01-01",
      "2027-01-01" },
    { "comments, blank lines, CRLF, tabs, a mark in front", "\xEF\xBB\xBF# ours\r\n\r\n  2026-12-25\tChristmas \r\n  # more\r\n2026-12-26",
      "2026-12-25=Christmas 2026-12-26=", "2026-01-01", "2026-12-31" },
    { "the same day twice is one", "2026-12-25 B\n2026-12-25 A\n2026-12-25 B\n", "2026-12-25=A", "2026-01-01", "2026-12-31" },
    { "names are made safe", "2026-12-25 \x1b[1mx\n", "2026-12-25=\\u001B[1mx", "2026-01-01", "2026-12-31" },
    { "a day past the 12th settles the order", "01/12/2026 A\n25/12/2026\tB\n", "2026-12-01=A 2026-12-25=B", "2026-01-01", "2026-12-31" },
    { "month first", "12/01/2026 A\n12/25/2026 B\n", "2026-12-01=A 2026-12-25=B", "2026-01-01", "2026-12-31" },
    { "a sheet", "Data;Feriado\n25/12/2026;Natal\n2026-12-26 00:00:00;Festas\n", "2026-12-25=Natal 2026-12-26=Festas", "2026-01-01",
      "2026-12-31" },
    { "rows that a sheet left empty", "2026-12-25,A\r\n,,\r\n;\r\n \t\r\n; ;\r\n2026-12-26;B\r\n", "2026-12-25=A 2026-12-26=B",
      "2026-01-01", "2026-12-31" },
    { "quoted fields",
      "\"Date\";\"Name\"\n\"2026-12-25\";\"A; b\"\n\"26/12/2026\",\"The \"\"B\"\"\"\n27.12.2026 \"C\"\nD,\"2026/12/28\"\n",
      "2026-12-25=A; b 2026-12-26=The \"B\" 2026-12-27=\"C\" 2026-12-28=D", "2026-01-01", "2026-12-31" },
    { "no-break spaces are spaces", "\xC2\xA0" "2026-12-25\xC2\xA0" "A\xC2\xA0" "b\n\xC2\xA0\n", "2026-12-25=A b", "2026-01-01",
      "2026-12-31" },
    { "dots", "25.12.2026 Weihnachten\n", "2026-12-25=Weihnachten", "2026-01-01", "2026-12-31" },
    { "the same whichever it is", "12/12/2026,A\n", "2026-12-12=A", "2026-01-01", "2026-12-31" },
    { "Outlook's .hol", "[Portugal] 2\r\nDia 1, Ano Novo,2027/1/1\r\nNatal,2026/12/25\r\n", "2026-12-25=Natal 2027-01-01=Dia 1, Ano Novo",
      "2026-01-01", "2027-01-01" },
    { "a year that is only begun", "2026-01-01 A\n2026-12-08 B\n2027-01-01 A\n2027-01-06 C\n",
      "2026-01-01=A 2026-12-08=B 2027-01-01=A 2027-01-06=C", "2026-01-01", "2027-01-06" },
    { "a year that ends a little earlier than the one before it", "2026-12-25 A\n2027-11-01 B\n", "2026-12-25=A 2027-11-01=B", "2026-01-01",
      "2027-12-31" },
    { "a year of its own", "2025-12-25 A\n2027-01-01 B\n", "2025-12-25=A 2027-01-01=B", "2025-01-01", "2027-12-31" },
    { "a year that a feed only begins", FEED(EVENT("DTSTART:20261225\r\n") EVENT("DTSTART:20270101\r\n")), "2026-12-25= 2027-01-01=",
      "2026-01-01", "2027-01-01" },
    { "first and last day in columns, the same", "Start;End;Name\n2026-12-25;2026-12-25;A\n26/12/2026,26/12/2026,B\n",
      "2026-12-25=A 2026-12-26=B", "2026-01-01", "2026-12-31" },
    { "Outlook's events of a whole day end at midnight",
      "Subject,Start Date,Start Time,End Date,End Time\n\"A\",\"12/25/2026\",\"12:00:00 AM\",\"12/26/2026\",\"12:00:00 AM\"\n",
      "2026-12-25=A", "2026-01-01", "2026-12-31" },
    { "an earlier date in another column is when the row was written", "2026-12-25,A,2026-01-02\n", "2026-12-25=A,2026-01-02", "2026-01-01",
      "2026-12-31" },
    { "a feed, whatever its name", "\r\n" FEED(EVENT("DTSTART;VALUE=DATE:20261225\r\nSUMMARY:Christmas\r\n")), "2026-12-25=Christmas",
      "2026-01-01", "2026-12-31" },
    { "a feed in lower case with a mark in front",
      "\xEF\xBB\xBF"
      "begin:vcalendar\nbegin:vevent\ndtstart:20261225\nend:vevent\nend:vcalendar\n",
      "2026-12-25=", "2026-01-01", "2026-12-31" },
    { "the same day in two events", FEED(EVENT("DTSTART:20261225\r\nSUMMARY:B\r\n") EVENT("DTSTART:20261225\r\nSUMMARY:A\r\n")),
      "2026-12-25=A", "2026-01-01", "2026-12-31" },
    { "a repetition with an end", FEED(EVENT("DTSTART:20251225\r\nRRULE:FREQ=YEARLY;COUNT=3\r\n")),
      "2025-12-25= 2026-12-25= 2027-12-25=", "2025-01-01", "2027-12-31" },
    { "a repetition without one covers ten years", FEED(EVENT("DTSTART:20100101\r\nRRULE:FREQ=YEARLY;INTERVAL=4\r\n")),
      "2026-01-01= 2030-01-01= 2034-01-01=", "2026-01-01", "2036-11-20" },
    { "a later single day counts on", FEED(EVENT("DTSTART:20260101\r\nRRULE:FREQ=YEARLY;INTERVAL=9\r\n") EVENT("DTSTART:20400101\r\n")),
      "2026-01-01= 2035-01-01= 2040-01-01=", "2026-01-01", "2040-12-31" },
};

static void a_file_gives_its_days_and_what_it_covers(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct arena arena = { 0 };
        struct holidays h;
        struct err e;
        struct view text = { 0 };
        char day[DATE_TEXT];
        unsigned char sha256[32];
        if (!read_text(&arena, view_of(files[i].text), &h, &e))
            fail_msg("%s: %s", files[i].name, e.what);
        for (size_t k = 0; k < h.n; k++)
            text =
                view_fmt(&arena, "%.*s%s%s=%.*s", VIEW_ARG(text), k ? " " : "", day_text(h.items[k].day, day), VIEW_ARG(h.items[k].name));
        if (!view_eq_text(text, files[i].days))
            fail_msg("%s: %.*s", files[i].name, VIEW_ARG(text));
        assert_string_equal(day_text(h.from, day), files[i].from);
        assert_string_equal(day_text(h.to, day), files[i].to);
        assert_true(view_eq_text(h.source, "days.txt"));
        digest_sha256(view_of(files[i].text), sha256);
        assert_memory_equal(h.sha256, sha256, 32);
        arena_free(&arena);
    }
}

static const struct {
    const char *text, *what;
} refused[] = {
    { "", "holds no day off" },
    { "# nothing\n\n", "holds no day off" },
    { FEED(EVENT("DTSTART:20261225T120000Z\r\n")), "holds no day off" },
    { "01/12/2026 A\n", "line 1: \"01/12/2026\" can be 2026-12-01 or 2026-01-12" },
    { "25/12/2026 A\n12/26/2026 B\n01/02/2026 C\n", "line 3: \"01/02/2026\" can be" },
    { "2026-12-25 Restaura\xE7\xE3o\n", "line 1: not UTF-8: it looks like Windows-1252" },
    { "\r\n<!DOCTYPE html><html><body>Sign in</body></html>", "a web page" },
    { FEED(EVENT("DTSTART:20261225\r\nSTATUS:CANCELLED\r\n")), "no day off; 1 left out, the first in line 3: it is cancelled" },
    { "46381;Christmas\n", "line 1: \"46381\" is the number that Excel keeps for a date (2026-12-25)" },
    { "2026-12-24 A\n\"46381\",Christmas\n", "line 2: \"46381\" is the number that Excel" },
    { "25569 Day 0\n", "line 1: does not start with a date" },
    { "2026-02-29 no such day\n", "line 1: does not start with a date of the calendar" },
    { "A;B\n2026-12-28;2027-01-03;Closed\n", "line 2: it has several days" },
    { "2026-12-28 2027-01-03 Closed\n", "line 1: it has several days" },
    { "2026-12-28 - 2027-01-03\n", "line 1: it has several days" },
    { "2026-12-28,2026-12-29,2026-12-30\n", "line 1: it has several days" },
    { "28/12/2026;Closed;03/01/2027\n", "line 1: it has several days" },
    { "Closed,2026-12-28,2027-01-03\n", "line 1: it has several days" },
    { "2026-12-28,2026-12-29,Closed\n", "line 1: it has several days" },
    { "2026-12-25,Christmas,2027-12-25\n", "line 1: it has several days" },
    { "A,12/28/2026,12:00:00 AM,12/31/2026,12:00:00 AM\n", "line 1: it has several days" },
    { "2026-12-25Christmas\n", "line 1: does not start with a date" },
    { "2026-12-255\n", "line 1: does not start with a date" },
    { "2026-12\n", "line 1: does not start with a date" },
    { "# c\r\n\r\n<html>\r\n", "line 3: does not start with a date" },
    { "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:tomorrow\n", "line 3: ends before its END line" },
};

static void what_is_no_holiday_file_is_refused_with_path_and_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        struct arena arena = { 0 };
        struct holidays h;
        struct err e;
        assert_false(read_text(&arena, view_of(refused[i].text), &h, &e));
        assert_int_equal(e.status, ST_FORMAT);
        assert_string_equal(e.where, "days.txt");
        if (!strstr(e.what, refused[i].what) || !e.hint[0])
            fail_msg("%s: %s", refused[i].text, e.what);
        arena_free(&arena);
    }
}

static void the_days_of_a_list_have_a_ceiling(void **state)
{
    (void)state;
    for (int n = LIMIT_HOLIDAYS - 1; n <= LIMIT_HOLIDAYS + 1; n++) {
        struct arena arena = { 0 };
        struct buf text = BUF_INIT(LIMIT_ICAL_BYTES);
        struct holidays h;
        struct err e;
        for (int i = 0; i < n; i++)
            buf_text(&text, "2026-12-25 x\n");
        assert_int_equal(read_text(&arena, buf_view(&text), &h, &e), n <= LIMIT_HOLIDAYS);
        if (n > LIMIT_HOLIDAYS) {
            assert_int_equal(e.status, ST_LIMIT);
            assert_non_null(strstr(e.what, "line 10001:"));
        } else {
            assert_int_equal(h.n, 1);
        }
        buf_free(&text);
        arena_free(&arena);
    }
}

static void a_file_has_a_ceiling(void **state)
{
    (void)state;
    for (int more = -1; more <= 1; more++) {
        struct arena arena = { 0 };
        size_t n = (size_t)(LIMIT_ICAL_BYTES + more);
        char *p = NEW(&arena, char, n);
        struct holidays h;
        struct err e;
        memset(p, '\n', n);
        memcpy(p, "2026-12-25", 10);
        assert_int_equal(read_text(&arena, (struct view){ .p = p, .n = n }, &h, &e), more <= 0);
        assert_true(more <= 0 || (e.status == ST_LIMIT && strcmp(e.where, "days.txt") == 0));
        arena_free(&arena);
    }
}

static void a_day_is_found_by_itself_alone(void **state)
{
    struct arena arena = { 0 };
    struct holidays h, none = { .from = DAY_NONE, .to = DAY_NONE };
    struct err e;
    struct view name = VIEW("unchanged");
    (void)state;
    assert_true(read_text(&arena, VIEW("2026-12-24 Eve\n2026-12-25 Day\n2027-01-01\n"), &h, &e));
    assert_true(holidays_has(&h, day_of(2026, 12, 24), &name) && view_eq_text(name, "Eve"));
    assert_true(holidays_has(&h, day_of(2026, 12, 25), NULL));
    assert_true(holidays_has(&h, day_of(2027, 1, 1), &name) && name.n == 0);
    assert_false(holidays_has(&h, day_of(2026, 12, 26), &name));
    assert_false(holidays_has(&h, day_of(2025, 12, 25), NULL));
    assert_false(holidays_has(&none, day_of(2026, 12, 25), NULL));
    assert_false(holidays_has(&h, DAY_NONE, NULL));
    arena_free(&arena);
}

static void a_time_that_is_no_time_is_no_crash(void **state)
{
    static const int64_t times[] = { INT64_MIN, INT64_MAX, -62135596800, 253402300799, 951782400 /* 2000-02-29 */ };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(times); i++) {
        struct arena arena = { 0 };
        struct holidays h;
        struct err e = { 0 };
        struct view text = view_of(FEED(EVENT("DTSTART:20000101\r\nRRULE:FREQ=YEARLY\r\n")));
        bool ok = holidays_read(&arena, VIEW("x"), text, times[i], &h, &e);
        assert_int_equal(ok, times[i] == 951782400);
        assert_int_equal(ok ? ST_OK : ST_LIMIT, e.status);
        if (ok)
            assert_int_equal(h.to, day_of(2010, 2, 28));
        arena_free(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_gives_its_days_and_what_it_covers),
        cmocka_unit_test(what_is_no_holiday_file_is_refused_with_path_and_line),
        cmocka_unit_test(the_days_of_a_list_have_a_ceiling),
        cmocka_unit_test(a_file_has_a_ceiling),
        cmocka_unit_test(a_day_is_found_by_itself_alone),
        cmocka_unit_test(a_time_that_is_no_time_is_no_crash),
    };
    ical_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
