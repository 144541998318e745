/* By when the first of a case ends that nothing renews. */
#include "format/bundle/case_values.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_ends_first_is_not_what_another_one_renews),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
