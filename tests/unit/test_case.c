/* By when the first of a case ends that nothing renews. */
#include "model/case.h"

#include "unit.h"

enum { NOW = 1000, ENDS = 1010, LATER = 5000 };

#define CA(from, to) { .ca = true, .subject = VIEW_ROW("CN=CA"), .issuer = VIEW_ROW("CN=Root"), .not_before = (from), .not_after = (to) }
#define CLIENT(to) { .subject = VIEW_ROW("CN=client"), .issuer = VIEW_ROW("CN=CA"), .not_after = (to) }

static void what_ends_first_is_not_what_another_one_renews(void **state)
{
    static const struct {
        const char *name;
        struct cert certs[3];
        int64_t expiry;
    } rows[] = {
        { "beside its renewal", { CA(NOW, LATER), CA(0, ENDS) }, LATER },
        { "the renewal stands behind it, and nothing needs either", { CA(0, ENDS), CA(NOW, LATER) }, LATER },
        { "the renewal begins when it ends", { CA(ENDS, LATER), CA(0, ENDS) }, LATER },
        { "the renewal begins after its end", { CA(ENDS + 1, LATER), CA(0, ENDS) }, ENDS },
        { "it has expired", { CA(NOW, LATER), CA(0, NOW - 1) }, LATER },
        { "it has expired, and the renewal isn't valid yet", { CA(NOW + 1, LATER), CA(0, NOW - 1) }, NOW - 1 },
        { "a client of the renewal", { CLIENT(LATER - 1), CA(NOW, LATER), CA(0, ENDS) }, LATER - 1 },
        { "a client of the old one, which it outlives", { CLIENT(LATER - 1), CA(0, ENDS), CA(NOW, LATER) }, ENDS },
        { "a client of the old one, which ends no later", { CLIENT(ENDS), CA(0, ENDS), CA(NOW, LATER) }, ENDS },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct case_cert certs[COUNT_OF(rows[0].certs)] = { 0 };
        struct case_record c = { .certs = certs };
        for (size_t k = 0; k < COUNT_OF(certs) && rows[i].certs[k].subject.n; k++)
            certs[c.n_certs++].cert = &rows[i].certs[k];
        int64_t got = case_expiry(&c, NOW);
        if (got != rows[i].expiry)
            fail_msg("%s: it ends at %lld", rows[i].name, (long long)got);
    }
}

/* Two digits a byte, as people compare it with what Windows shows. */
static void a_serial_number_is_shown_in_whole_bytes(void **state)
{
    static const struct {
        struct view serial;
        const char *shown;
    } rows[] = {
        { VIEW_ROW("c25"), "0c25" }, { VIEW_ROW("1a2b"), "1a2b" },      { VIEW_ROW("0"), "00" },
        { VIEW_ROW("-8"), "-08" },   { VIEW_ROW("a01..."), "0a01..." }, { VIEW_ROW("-80"), "-80" },
    };
    (void)state;
    AUTO(arena_free) struct arena arena = { 0 };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct cert cert = { .serial = rows[i].serial };
        if (!view_eq_text(cert_serial_shown(&arena, &cert), rows[i].shown))
            fail_msg("%s is not shown as such", rows[i].shown);
    }
}

/* The note of the submission and the finding go by it. */
static void the_last_day_is_held_against_the_end_of_the_holidays(void **state)
{
    static const struct {
        const char *name, *source;
        int32_t delivery, needed, holidays_to;
        bool is_beyond;
    } rows[] = {
        { "delivery on the last day", "at.ics", 10, DAY_NONE, 10, false },
        { "delivery after it", "at.ics", 11, DAY_NONE, 10, true },
        { "needed after it", "at.ics", 9, 11, 10, true },
        { "needed before a late delivery", "at.ics", 11, 9, 10, true },
        { "both before it", "at.ics", 9, 10, 10, false },
        { "nothing is counted", "at.ics", DAY_NONE, DAY_NONE, 10, false },
        { "needed alone", "at.ics", DAY_NONE, 11, 10, true },
        { "a list of no known end", "at.ics", 11, 11, DAY_NONE, false },
        { "no list", "", 11, 11, 10, false },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct case_record c = { .holidays_source = view_of(rows[i].source), .holidays_to = rows[i].holidays_to,
                                       .deadline = { .expected_delivery = rows[i].delivery, .needed_by = rows[i].needed } };
        if (case_is_beyond_holidays(&c) != rows[i].is_beyond)
            fail_msg("%s", rows[i].name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_ends_first_is_not_what_another_one_renews),
        cmocka_unit_test(a_serial_number_is_shown_in_whole_bytes),
        cmocka_unit_test(the_last_day_is_held_against_the_end_of_the_holidays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
