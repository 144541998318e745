/* Offsets of zones, whatever the machine's own zone is. */
#include "base/civil.h"
#include "format/calendar/ical.h"
#include "unit.h"

static const struct {
    const char *zone, *time;
    int64_t want;
} zones[] = {
    { "UTC", "2026-11-20T08:00:00Z", 0 },
    { "Etc/UTC", "2026-11-20T08:00:00Z", 0 },
    { "Europe/Lisbon", "2026-11-20T08:00:00Z", 0 },
    { "Europe/Lisbon", "2026-07-01T08:00:00Z", 3600 },
    { "Europe/Berlin", "2026-03-29T00:59:59Z", 3600 },
    { "Europe/Berlin", "2026-03-29T01:00:00Z", 7200 },
    { "Europe/Berlin", "2026-10-25T00:59:59Z", 7200 },
    { "Europe/Berlin", "2026-10-25T01:00:00Z", 3600 },
    { "America/New_York", "2026-11-01T05:59:59Z", -14400 },
    { "America/New_York", "2026-11-01T06:00:00Z", -18000 },
    { "Asia/Tokyo", "2026-11-20T08:00:00Z", 32400 },
    { "Asia/Kathmandu", "2026-11-20T08:00:00Z", 20700 },
    { "Australia/Lord_Howe", "2026-11-20T08:00:00Z", 39600 },
    { "America/Sao_Paulo", "2026-12-20T08:00:00Z", -10800 },
    { "Europe/Berlin", "2100-07-01T00:00:00Z", 7200 },
    { "Europe/Berlin", "2700-07-01T00:00:00Z", 7200 },
    { "Europe/Berlin", "9999-12-31T23:59:59Z", 3600 },
    { "Asia/Tokyo", "1970-01-01T00:00:00Z", 32400 },
};

static void offsets_are_those_of_the_zone_and_not_of_the_machine(void **state)
{
    static const char *const machine[] = { "UTC0", "Asia/Tokyo", "America/New_York" };
    (void)state;
    for (size_t m = 0; m < COUNT_OF(machine); m++) {
        setenv("TZ", machine[m], 1);
        tzset();
        for (size_t i = 0; i < COUNT_OF(zones); i++) {
            int64_t time, offset;
            assert_true(time_parse(view_of(zones[i].time), &time));
            if (!zone_offset(view_of(zones[i].zone), time, &offset))
                fail_msg("%s is not known (is tzdata installed?)", zones[i].zone);
            if (offset != zones[i].want)
                fail_msg("%s at %s: %lld", zones[i].zone, zones[i].time, (long long)offset);
        }
    }
    setenv("TZ", "UTC0", 1);
    tzset();
}

static void what_is_no_zone_is_not_known(void **state)
{
    static const char *const names[] = { "",
                                         "Nowhere",
                                         "Europe",
                                         "Europe/",
                                         "/etc/passwd",
                                         "../../etc/passwd",
                                         "Europe/../Europe/Berlin",
                                         "a b",
                                         "zone.tab",
                                         "Europe/Berlin\n",
                                         "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (zone_known(view_of(names[i])))
            fail_msg("%s is known", names[i]);
    assert_false(zone_known(VIEW("UTC\0x")));
    assert_true(zone_known(VIEW("UTC")) && zone_known(VIEW("Europe/Lisbon")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(offsets_are_those_of_the_zone_and_not_of_the_machine),
        cmocka_unit_test(what_is_no_zone_is_not_known),
    };
    ical_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
