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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_ends_first_is_not_what_another_one_renews),
        cmocka_unit_test(a_serial_number_is_shown_in_whole_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
