#include "unit.h"

#include "format/x509/x509.h"

static const struct alt_name names[] = {
    { NAME_DNS, VIEW_ROW("api.example.com"), false },
    { NAME_DNS, VIEW_ROW("*.apps.example.com"), false },
    { NAME_DNS, VIEW_ROW("*.com"), false },
    { NAME_DNS, VIEW_ROW("bad..example.com"), true },
    { NAME_DNS, VIEW_ROW("192.0.2.9"), true },
    { NAME_IP, VIEW_ROW("192.0.2.1"), false },
    { NAME_IP, VIEW_ROW("2001:db8::1"), false },
    { NAME_EMAIL, VIEW_ROW("mail.example.com"), false },
    { NAME_DNS, VIEW_ROW("host_name.example.com"), false },
};

static void test_names_cover_hosts_as_clients_see_it(void **state)
{
    static const struct {
        const char *host;
        bool want;
    } rows[] = {
        { "api.example.com", true },
        { "API.Example.COM", true },
        { "api.example.com.", true },
        { "api.example.com..", false },
        { "www.api.example.com", false },
        { "example.com", false },
        { "pi.example.com", false },
        { "one.apps.example.com", true },
        { "two.one.apps.example.com", false },
        { "apps.example.com", false },
        { ".apps.example.com", false },
        { "*.apps.example.com", true },
        { "example.com", false },
        { "com", false },
        { "bad..example.com", false },
        { "192.0.2.1", true },
        { "192.0.2.2", false },
        { "192.0.2.9", false },
        { "2001:DB8:0:0:0:0:0:1", true },
        { "[2001:db8::1]", true },
        { "2001:db8::2", false },
        { "mail.example.com", false },
        { "host_name.example.com", true },
        { "", false },
        { ".", false },
    };
    const struct cert cert = { .names = names, .n_names = COUNT_OF(names) };
    const struct cert none = { .subject_cn = VIEW("api.example.com") };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (x509_covers(&cert, view_of(rows[i].host)) != rows[i].want)
            fail_msg("\"%s\"", rows[i].host);
    assert_false(x509_covers(&none, VIEW("api.example.com")));
    assert_false(x509_covers(&cert, VIEW("192.0.2.1\0.example.com")));
    char longest[256];
    memset(longest, 'a', sizeof longest);
    assert_false(x509_covers(&cert, (struct view){ .p = longest, .n = sizeof longest }));
}

static void test_a_common_name_counts_where_no_alternative_name_could(void **state)
{
    static const struct {
        const char *cn;
        struct alt_name name; /* without text: none */
        const char *host;
        bool want;
    } rows[] = {
        { "api.example.com", { 0 }, "API.example.com", true },
        { "api.example.com", { 0 }, "www.example.com", false },
        { "*.example.com", { 0 }, "api.example.com", true },
        { "*.example.com", { 0 }, "a.api.example.com", false },
        { "*.com", { 0 }, "example.com", false },
        { "192.0.2.1", { 0 }, "192.0.2.1", true },
        { "api.example.com", { NAME_IP, VIEW_ROW("192.0.2.1"), false }, "api.example.com", true },
        { "api.example.com", { NAME_EMAIL, VIEW_ROW("ana@example.com"), false }, "api.example.com", true },
        { "api.example.com", { NAME_DNS, VIEW_ROW("www.example.com"), false }, "api.example.com", false },
        { "192.0.2.1", { NAME_IP, VIEW_ROW("192.0.2.2"), false }, "192.0.2.1", false },
        { "", { 0 }, "", false },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct cert cert = { .subject_cn = view_of(rows[i].cn), .names = &rows[i].name, .n_names = rows[i].name.text.n > 0 };
        if (x509_common_name_covers(&cert, view_of(rows[i].host)) != rows[i].want)
            fail_msg("\"%s\" of %s", rows[i].host, rows[i].cn);
    }
}

static const struct alt_name limits[] = {
    { NAME_DNS, VIEW_ROW("partner.example"), false },
    { NAME_DNS, VIEW_ROW(".below.example"), true },
    { NAME_IP, VIEW_ROW("192.0.2.0/24"), false },
    { NAME_IP, VIEW_ROW("10.0.7.0/255.0.255.0"), false },
    { NAME_IP, VIEW_ROW("2001:db8::/32"), false },
    { NAME_IP, VIEW_ROW("0a00"), true },
    { NAME_EMAIL, VIEW_ROW("mail.example"), false },
};
static const struct alt_name everything[] = { { NAME_DNS, VIEW_ROW(""), true } };

static void test_a_ca_speaks_for_hosts_within_its_limits(void **state)
{
    static const struct {
        const char *host;
        bool permitted, excluded; /* whether it may speak for it when the limits are what is permitted, or what is not */
    } rows[] = {
        { "partner.example", true, false },   { "api.PARTNER.example", true, false }, { "a.b.partner.example", true, false },
        { "notpartner.example", false, true }, { "example", false, true },            { "below.example", false, true },
        { "a.below.example", true, false },    { "192.0.2.77", true, false },         { "192.0.3.77", false, true },
        { "10.9.7.1", true, false },           { "10.9.8.1", false, true },
        { "2001:db8::1", true, false },        { "2001:db9::1", false, true },        { "mail.example", false, true },
    };
    const struct cert permitted = { .permitted = { limits, COUNT_OF(limits) } };
    const struct cert excluded = { .excluded = { limits, COUNT_OF(limits) } };
    const struct cert both = { .permitted = { limits, 1 }, .excluded = { everything, 1 } };
    const struct cert addresses = { .permitted = { &limits[2], 1 } }, none = { .ca = true };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (x509_may_speak_for(&permitted, view_of(rows[i].host)) != rows[i].permitted ||
            x509_may_speak_for(&excluded, view_of(rows[i].host)) != rows[i].excluded)
            fail_msg("\"%s\"", rows[i].host);
    assert_false(x509_may_speak_for(&both, VIEW("partner.example")));
    assert_true(x509_may_speak_for(&addresses, VIEW("partner.example")));
    assert_true(x509_may_speak_for(&none, VIEW("partner.example")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_cover_hosts_as_clients_see_it),
        cmocka_unit_test(test_a_common_name_counts_where_no_alternative_name_could),
        cmocka_unit_test(test_a_ca_speaks_for_hosts_within_its_limits),
    };
    return cmocka_run_group_tests_name("x509_host", tests, NULL, NULL);
}
