/* Reminders: the lines as RFC 5545 wants them, and what an independent reader makes of them. */
#include <unistd.h>

#include "base/file.h"
#include "base/utf8.h"
#include "format/ical.h"
#include "unit.h"

static const struct reminder reminders[] = {
    { VIEW_ROW("x-1@certcase"),
      VIEW_ROW("Submit: a, b; c\\d \xC3\xBCn\xC3\xAF"
               "code \xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC"
               "\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC end"),
      VIEW_ROW("first\nsecond \x1b[31m"), 20790, 7 },
    { VIEW_ROW("x-2@certcase"),
      VIEW_ROW("Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"), VIEW_ROW(""),
      20512, 0 },
};

static struct view written(struct arena *arena)
{
    struct buf out = BUF_INIT(1 << 20);
    struct sink to = sink_buf(&out);
    ical_write(&to, reminders, COUNT_OF(reminders), 1795161600, VIEW("-//certcase//0.1.0//EN"));
    struct view text = view_dup(arena, buf_view(&out));
    assert_false(out.failed);
    buf_free(&out);
    return text;
}

static void lines_end_in_crlf_and_are_folded_between_characters(void **state)
{
    struct arena arena = { 0 };
    struct view text = written(&arena), line;
    (void)state;
    assert_true(view_ends(text, VIEW("END:VCALENDAR\r\n")));
    while (text.n) {
        size_t at = 0;
        assert_true(view_find(text, VIEW("\r\n"), &at));
        line = view_first(text, at);
        text = view_from(text, at + 2);
        assert_true(line.n > 0 && line.n <= 75);
        assert_null(memchr(line.p, '\n', line.n));
        assert_true(utf8_valid(line));
    }
    arena_free(&arena);
}

static void our_own_days_are_read_back(void **state)
{
    struct arena arena = { 0 };
    struct holiday_list days = { 0 };
    struct err e;
    int32_t last;
    bool endless;
    (void)state;
    assert_true(ical_days_off(&arena, written(&arena), 0, 30000, &days, &last, &endless, &e));
    assert_int_equal(days.n, 2);
    assert_true(days.items[0].day == reminders[0].day && days.items[1].day == reminders[1].day && last == reminders[0].day && !endless);
    arena_free(&arena);
}

static const char judge[] =
    "import icalendar, sys, datetime\n"
    "c = icalendar.Calendar.from_ical(open(sys.argv[1], 'rb').read())\n"
    "e = list(c.walk('VEVENT'))\n"
    "assert c['VERSION'] == '2.0' and c['PRODID'] == '-//certcase//0.1.0//EN' and len(e) == 2\n"
    "assert e[0]['SUMMARY'] == 'Submit: a, b; c\\\\d \\u00fcn\\u00efcode ' + '\\u20ac' * 13 + ' end', e[0]['SUMMARY']\n"
    "assert e[0]['DESCRIPTION'] == 'first\\nsecond \\\\u001B[31m', e[0]['DESCRIPTION']\n"
    "assert e[0]['UID'] == 'x-1@certcase' and 'DESCRIPTION' not in e[1]\n"
    "assert e[0]['DTSTART'].dt == datetime.date(2026, 12, 3) and e[0]['DTEND'].dt == datetime.date(2026, 12, 4)\n"
    "assert e[0]['DTSTAMP'].dt == datetime.datetime(2026, 11, 20, 8, tzinfo=datetime.timezone.utc)\n"
    "a = e[0].walk('VALARM')[0]\n"
    "assert a['ACTION'] == 'DISPLAY' and a['TRIGGER'].dt == datetime.timedelta(days=-7) and a['DESCRIPTION'] == e[0]['SUMMARY']\n"
    "assert e[1].walk('VALARM')[0]['TRIGGER'].dt == datetime.timedelta(0)\n";

static void an_independent_reader_sees_what_was_meant(void **state)
{
    struct arena arena = { 0 };
    struct err e;
    char folder[] = "/tmp/certcase-ical-XXXXXX", command[300];
    const struct file_options o = { .mode = 0600 };
    (void)state;
    if (system("/usr/bin/python3 -c 'import icalendar' 2>/dev/null") != 0) {
        print_message("SKIPPED: python3-icalendar is not installed\n");
        skip();
    }
    assert_non_null(mkdtemp(folder));
    struct view ics = view_fmt(&arena, "%s/out.ics", folder), py = view_fmt(&arena, "%s/judge.py", folder);
    assert_true(file_write(ics.p, written(&arena), &o, &e));
    assert_true(file_write(py.p, view_of(judge), &o, &e));
    snprintf(command, sizeof command, "/usr/bin/python3 %s %s", py.p, ics.p);
    int judged = system(command);
    unlink(ics.p), unlink(py.p), rmdir(folder);
    assert_int_equal(judged, 0);
    arena_free(&arena);
}

static int prepare(void **state)
{
    (void)state;
    ical_init();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_end_in_crlf_and_are_folded_between_characters),
        cmocka_unit_test(our_own_days_are_read_back),
        cmocka_unit_test(an_independent_reader_sees_what_was_meant),
    };
    return cmocka_run_group_tests(tests, prepare, NULL);
}
