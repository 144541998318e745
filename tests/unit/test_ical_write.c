/* Reminders: the lines as RFC 5545 wants them, what two independent readers make of them, and that libical would write them so. */
#include <libical/ical.h>
#include <unistd.h>

#include "base/civil.h"
#include "base/file.h"
#include "base/utf8.h"
#include "format/calendar/ical.h"
#include "seeded.h"
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

static struct view written_of(struct arena *arena, const struct reminder *items, size_t n, int64_t stamp, struct view product)
{
    struct buf out = BUF_INIT(1 << 20);
    struct sink to = sink_buf(&out);
    ical_write(&to, items, n, stamp, product);
    struct view text = view_dup(arena, buf_view(&out));
    assert_false(out.failed);
    buf_free(&out);
    return text;
}

static struct view written(struct arena *arena)
{
    return written_of(arena, reminders, COUNT_OF(reminders), 1795161600, VIEW("-//certcase//0.1.0//EN"));
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
    struct days_off off;
    struct err e;
    (void)state;
    assert_true(ical_days_off(&arena, written(&arena), 0, 30000, &off, &e));
    assert_true(off.days.n == 2 && off.left.n == 0 && off.last == reminders[0].day && !off.endless);
    assert_true(off.days.items[0].day == reminders[0].day && off.days.items[1].day == reminders[1].day);
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
    const struct file_options o = { .access = OS_FOR_OWNER };
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

/* --- libical as the judge --- */

enum { LIBICAL_DAYS = 376000 }; /* to the year 2999; behind 3000 it writes zeros for a date */

/* The text as a property means it: valid UTF-8 without controls, line ends as LF. */
static const char *meant(struct arena *arena, struct view text)
{
    struct view line, all = VIEW("");
    while (view_line(&text, &line))
        all = VIEW_JOIN(arena, all, text_safe(arena, line), text.n ? VIEW("\n") : VIEW(""));
    return view_dup(arena, all).p;
}

static struct icaltimetype ical_day(int32_t day)
{
    struct civil c = civil_from_time(time_of_day(day));
    return (struct icaltimetype){ .year = c.year, .month = c.month, .day = c.day, .is_date = 1 };
}

static struct icaltimetype ical_moment(int64_t time)
{
    struct civil c = civil_from_time(time);
    return (struct icaltimetype){ .year = c.year,
                                  .month = c.month,
                                  .day = c.day,
                                  .hour = c.hour,
                                  .minute = c.minute,
                                  .second = c.second,
                                  .zone = icaltimezone_get_utc_timezone() };
}

static icalcomponent *libical_event(struct arena *arena, const struct reminder *item, int64_t stamp)
{
    icalcomponent *event = icalcomponent_new(ICAL_VEVENT_COMPONENT), *alarm = icalcomponent_new(ICAL_VALARM_COMPONENT);
    struct icaltriggertype before = { .time = icaltime_null_time(),
                                      .duration = { .is_neg = item->days_ahead != 0, .days = item->days_ahead } };
    icalcomponent_add_property(event, icalproperty_new_uid(meant(arena, item->uid)));
    icalcomponent_add_property(event, icalproperty_new_dtstamp(ical_moment(stamp)));
    icalcomponent_add_property(event, icalproperty_new_dtstart(ical_day(item->day)));
    icalcomponent_add_property(event, icalproperty_new_dtend(ical_day(item->day + 1)));
    icalcomponent_add_property(event, icalproperty_new_summary(meant(arena, item->summary)));
    if (item->description.n)
        icalcomponent_add_property(event, icalproperty_new_description(meant(arena, item->description)));
    icalcomponent_add_property(event, icalproperty_new_transp(ICAL_TRANSP_TRANSPARENT));
    icalcomponent_add_property(alarm, icalproperty_new_action(ICAL_ACTION_DISPLAY));
    icalcomponent_add_property(alarm, icalproperty_new_description(meant(arena, item->summary)));
    icalcomponent_add_property(alarm, icalproperty_new_trigger(before));
    icalcomponent_add_component(event, alarm);
    return event;
}

/* What libical writes; where it folds between CR and LF, as it should have. */
static struct view libical_writes(struct arena *arena, const struct reminder *items, size_t n, int64_t stamp, struct view product)
{
    icalcomponent *calendar = icalcomponent_new(ICAL_VCALENDAR_COMPONENT);
    icalcomponent_add_property(calendar, icalproperty_new_version("2.0"));
    icalcomponent_add_property(calendar, icalproperty_new_prodid(meant(arena, product)));
    for (size_t i = 0; i < n; i++)
        icalcomponent_add_component(calendar, libical_event(arena, &items[i], stamp));
    char *text = icalcomponent_as_ical_string_r(calendar);
    struct view rest = view_of(text), all = VIEW("");
    for (size_t at; view_find(rest, VIEW("\r\r\n \n"), &at); rest = view_from(rest, at + 5))
        all = VIEW_JOIN(arena, all, view_first(rest, at), VIEW("\r\n"));
    all = VIEW_JOIN(arena, all, rest);
    free(text);
    icalcomponent_free(calendar);
    return all;
}

static void check_value(struct arena *arena, const char *read, struct view text)
{
    struct view wanted = view_trim(view_of(meant(arena, text))), got = view_trim(view_of(read)); /* libical trims what it reads */
    if (!view_eq(got, wanted))
        fail_msg("libical reads \"%.*s\" where \"%.*s\" is meant", VIEW_ARG(got), VIEW_ARG(wanted));
}

static void check_same(struct view ours, struct view libical)
{
    struct view line, other;
    while (view_cut(&ours, '\n', &line) && view_cut(&libical, '\n', &other))
        if (!view_eq(line, other))
            fail_msg("we write \"%.*s\", libical \"%.*s\"", VIEW_ARG(line), VIEW_ARG(other));
    assert_true(ours.n == 0 && libical.n == 0);
}

/* libical writes the same, and reads back what was meant. */
static void check_against_libical(struct arena *arena, const struct reminder *items, size_t n, int64_t stamp, struct view product)
{
    struct view ours = written_of(arena, items, n, stamp, product);
    check_same(ours, libical_writes(arena, items, n, stamp, product));
    icalcomponent *calendar = icalparser_parse_string(ours.p);
    icalcomponent *event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
    for (size_t i = 0; i < n; i++, event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
        icalcomponent *alarm = icalcomponent_get_first_component(event, ICAL_VALARM_COMPONENT);
        icalproperty *trigger = icalcomponent_get_first_property(alarm, ICAL_TRIGGER_PROPERTY);
        check_value(arena, icalcomponent_get_uid(event), items[i].uid);
        check_value(arena, icalcomponent_get_summary(event), items[i].summary);
        check_value(arena, icalcomponent_get_description(event), items[i].description);
        check_value(arena, icalcomponent_get_description(alarm), items[i].summary);
        assert_int_equal(icaltime_compare(icalcomponent_get_dtstart(event), ical_day(items[i].day)), 0);
        assert_int_equal(icaltime_compare(icalcomponent_get_dtend(event), ical_day(items[i].day + 1)), 0);
        assert_int_equal(icaltime_compare(icalcomponent_get_dtstamp(event), ical_moment(stamp)), 0);
        assert_int_equal(icaldurationtype_as_int(icalproperty_get_trigger(trigger).duration), -86400 * (int)items[i].days_ahead);
    }
    assert_null(event);
    icalcomponent_free(calendar);
}

static void libical_would_write_a_line_of_some_length_differently(void **state)
{
    static const char *const fillers[] = { "x", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", ",", "\\", "\n", "x ", "word; ", "a:" };
    struct arena arena = { 0 };
    char text[400];
    (void)state;
    for (size_t f = 0; f < COUNT_OF(fillers); f++)
        for (size_t lead = 0; lead < 5; lead++)
            for (size_t n = lead; n + 4 < 170; n++) {
                size_t at = lead, size = strlen(fillers[f]);
                memset(text, 'y', lead);
                for (; at + size <= n; at += size)
                    memcpy(text + at, fillers[f], size);
                struct view v = { .p = text, .n = at };
                struct reminder item = { v, v, v, (int32_t)(n * 100), (unsigned)n };
                check_against_libical(&arena, &item, 1, (int64_t)n * 86399, v);
                arena_reset(&arena);
            }
    arena_free(&arena);
}

static struct view random_text(struct arena *arena, uint64_t *seed)
{
    static const struct view pieces[] = {
        VIEW_ROW("word "),
        VIEW_ROW("a"),
        VIEW_ROW(","),
        VIEW_ROW(";"),
        VIEW_ROW(":"),
        VIEW_ROW("\\"),
        VIEW_ROW("\\n"),
        VIEW_ROW("\n"),
        VIEW_ROW("\r\n"),
        VIEW_ROW("\r"),
        VIEW_ROW("\""),
        VIEW_ROW("\t"),
        VIEW_ROW("\0"),
        VIEW_ROW("\x1b[31m"),
        VIEW_ROW("\x7f"),
        VIEW_ROW("\xC3\xA9"),
        VIEW_ROW("\xFF\xC3"),
        VIEW_ROW("\xE2\x80\xAE"),
        VIEW_ROW("\xE2\x82\xAC"),
        VIEW_ROW("\xF0\x9F\x98\x80"),
        VIEW_ROW(" "),
        VIEW_ROW("END:VEVENT"),
        VIEW_ROW("BEGIN:VALARM\r\n"),
        VIEW_ROW("a-name-without-any-place-to-break-it.example.com"),
    };
    struct view all = VIEW(".");
    for (uint32_t n = below(seed, 40); n > 0; n--)
        all = VIEW_JOIN(arena, all, pieces[below(seed, COUNT_OF(pieces))]);
    return all;
}

static void libical_would_write_or_read_hostile_text_differently(void **state)
{
    struct arena arena = { 0 };
    uint64_t seed = 5545;
    (void)state;
    for (int round = 0; round < 2000; round++) {
        struct reminder items[3];
        size_t n = below(&seed, 4);
        for (size_t i = 0; i < n; i++)
            items[i] =
                (struct reminder){ random_text(&arena, &seed), random_text(&arena, &seed), i % 2 ? random_text(&arena, &seed) : VIEW(""),
                                   (int32_t)below(&seed, LIBICAL_DAYS), below(&seed, 1000) };
        check_against_libical(&arena, items, n, below(&seed, 1 << 24) * 100, random_text(&arena, &seed));
        arena_reset(&arena);
    }
    arena_free(&arena);
}

/* The uid makes "UID:" and 73 octets, where libical writes CR CR LF, space, LF. */
static void a_line_would_be_folded_inside_its_end(void **state)
{
    struct arena arena = { 0 };
    struct reminder item = { .summary = VIEW("s"), .day = 20790 };
    size_t at;
    (void)state;
    item.uid = VIEW("0123456789012345678901234567890123456789012345678901234567890123456789012");
    struct view text = written_of(&arena, &item, 1, 0, VIEW("p"));
    assert_true(view_find(text, VIEW("UID:\r\n 0123456789"), &at) && view_find(text, VIEW("9012\r\nDTSTAMP:19700101T000000Z\r\n"), &at));
    arena_free(&arena);
}

static void the_last_day_would_end_on_a_day_that_is_none(void **state)
{
    struct arena arena = { 0 };
    struct reminder items[] = { { VIEW_ROW("u"), VIEW_ROW("s"), VIEW_ROW(""), 2932896, 0 },
                                { VIEW_ROW("v"), VIEW_ROW("s"), VIEW_ROW(""), DAY_NONE, 0 } };
    size_t at;
    (void)state;
    struct view text = written_of(&arena, items, 2, TIME_NONE, VIEW("p"));
    assert_true(view_find(text, VIEW("DTSTART;VALUE=DATE:99991231\r\nSUMMARY:s\r\n"), &at));
    assert_false(view_find(text, VIEW("UID:v"), &at));
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_end_in_crlf_and_are_folded_between_characters),
        cmocka_unit_test(our_own_days_are_read_back),
        cmocka_unit_test(an_independent_reader_sees_what_was_meant),
        cmocka_unit_test(libical_would_write_a_line_of_some_length_differently),
        cmocka_unit_test(libical_would_write_or_read_hostile_text_differently),
        cmocka_unit_test(a_line_would_be_folded_inside_its_end),
        cmocka_unit_test(the_last_day_would_end_on_a_day_that_is_none),
    };
    ical_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
