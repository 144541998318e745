#include "unit.h"

#include "base/civil.h"
#include "der_build.h"
#include "format/x509/x509_parts.h"

static void test_times_are_read_and_odd_forms_noted(void **state)
{
    static const struct {
        unsigned tag;
        const char *text, *want; /* NULL: unreadable */
        bool der;
    } rows[] = {
        { DER_UTC_TIME, "261120080000Z", "2026-11-20T08:00:00Z", true },
        { DER_UTC_TIME, "491231235959Z", "2049-12-31T23:59:59Z", true },
        { DER_UTC_TIME, "500101000000Z", "1950-01-01T00:00:00Z", true },
        { DER_TIME, "20500101000000Z", "2050-01-01T00:00:00Z", true },
        { DER_TIME, "99991231235959Z", "9999-12-31T23:59:59Z", true },
        { DER_TIME, "20491231235959Z", "2049-12-31T23:59:59Z", false },
        { DER_UTC_TIME, "2611200800Z", "2026-11-20T08:00:00Z", false },
        { DER_UTC_TIME, "261120080000+0100", "2026-11-20T07:00:00Z", false },
        { DER_UTC_TIME, "261120080000-0530", "2026-11-20T13:30:00Z", false },
        { DER_TIME, "20501120080000.25Z", "2050-11-20T08:00:00Z", false },
        { DER_TIME, "20501120080000.Z", NULL, false },
        { DER_TIME, "20501120080000", NULL, false },
        { DER_UTC_TIME, "261120080000", NULL, false },
        { DER_UTC_TIME, "261120080000Zx", NULL, false },
        { DER_UTC_TIME, "260230000000Z", NULL, false },
        { DER_UTC_TIME, "240229000000Z", "2024-02-29T00:00:00Z", true },
        { DER_UTC_TIME, "261320080000Z", NULL, false },
        { DER_UTC_TIME, "261120240000Z", NULL, false },
        { DER_UTC_TIME, "261120080060Z", NULL, false },
        { DER_UTC_TIME, "26112008000-Z", NULL, false },
        { DER_UTC_TIME, "261120080000+01", NULL, false },
        { DER_UTC_TIME, "261120080000+0160", NULL, false },
        { DER_UTC_TIME, "", NULL, false },
        { DER_TIME, "2", NULL, false },
        { DER_PRINTABLE, "261120080000Z", NULL, false },
    };
    struct arena arena = { 0 };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char text[TIME_TEXT];
        bool der = !rows[i].der;
        int64_t time = x509_time(tlv(&arena, rows[i].tag, view_of(rows[i].text)), &der);
        if (der != rows[i].der || (rows[i].want ? strcmp(time_text(time, text), rows[i].want) != 0 : time != TIME_NONE))
            fail_msg("%s", rows[i].text);
    }
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_times_are_read_and_odd_forms_noted) };
    return cmocka_run_group_tests_name("x509_time", tests, NULL, NULL);
}
