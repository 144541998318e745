#include "model/cert.h"
#include "unit.h"

#include "base/limits.h"
#include "format/catalog_read.h"
#include "format/xml/xml.h"

#define UNUSED(state) (void)(state)

static struct view built_in(void)
{
    struct view bytes = { 0 };
    assert_true(asset_find(VIEW("catalog.xml"), &bytes));
    return bytes;
}

static void read_built_in(struct arena *arena, struct catalog *out)
{
    struct err e = { 0 };
    if (!catalog_read(arena, VIEW("built in"), built_in(), out, &e))
        fail_msg("%s: %s", e.where, e.what);
}

static void test_built_in_services_are_what_the_vendor_published(void **state)
{
    UNUSED(state);
    struct arena arena = { 0 };
    struct catalog c;
    read_built_in(&arena, &c);
    for (size_t i = 0; i < c.n_services; i++) { /* what is counted is published, and names its source */
        assert_true(c.services[i].source.n > 0);
        assert_true(c.services[i].days == 0 || c.services[i].effective != DAY_NONE);
    }
    static const char *const by_case[] = { "install-trusted-root", "install-client-certificate" };
    for (size_t i = 0; i < COUNT_OF(by_case); i++) {
        const struct service *s = catalog_service(&c, view_of(by_case[i]));
        assert_non_null(s);
        assert_true(s->days == 5 && !s->inferred);
        assert_true(s->margin == 10 && s->margin_inferred);
        assert_true(view_eq_text(s->severity, "NORMAL") && s->severity_inferred);
        assert_int_equal(s->effective, day_of(2022, 1, 1));
        assert_true(s->effective_year);
        assert_int_equal(s->not_in_basic, i == 0);
        assert_int_equal(s->pfx_accepted, i == 0 ? 0 : 1u << PFX_TRIPLEDES_SHA1);
        size_t at;
        assert_true(view_find(s->source, VIEW("https://www.outsystems.com/legal/success/cloud-services-catalog/"), &at));
        assert_true(view_find(s->note, VIEW("not a guarantee"), &at));
    }
    const struct service *server = catalog_service(&c, VIEW("install-server-certificate"));
    assert_non_null(server);
    assert_true(server->days == 0 && server->effective == DAY_NONE);
    assert_null(catalog_service(&c, VIEW("install-anything")));
    const struct service *client = catalog_service(&c, VIEW("install-client-certificate"));
    assert_true(client->pfx_source.n > 0 && client->pfx_effective_year);
    assert_int_equal(client->pfx_effective, day_of(2026, 1, 1));
    assert_int_equal(catalog_pfx_accepted(&c, client->id), client->pfx_accepted);
    assert_int_equal(catalog_pfx_accepted(&c, VIEW("install-anything")), 0);
    arena_free(&arena);
}

static void test_built_in_calendar_is_plain_and_says_so(void **state)
{
    UNUSED(state);
    struct arena arena = { 0 };
    struct catalog c;
    read_built_in(&arena, &c);
    for (int i = 1; i <= 7; i++)
        assert_int_equal(c.calendar.weekend[i], i >= 6);
    assert_true(view_eq_text(c.calendar.zone, "UTC"));
    assert_int_equal(c.calendar.cutoff_minute, -1);
    assert_true(c.calendar.inferred);
    assert_true(c.calendar.convention.n > 50);
    assert_true(view_eq_text(c.origin, "built in"));
    assert_true(c.id.n > 0);
    unsigned char zero[32] = { 0 };
    assert_memory_not_equal(c.sha256, zero, 32);
    arena_free(&arena);
}

static bool has(const struct view *items, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (view_eq_text(items[i], name))
            return true;
    return false;
}

static void test_built_in_platforms(void **state)
{
    UNUSED(state);
    static const struct {
        const char *id, *first_suite;
        bool modern, tls13, dhe_cbc, dhe_gcm, triple_des;
    } rows[] = {
        { "windows-2016", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", false, false, true, true, true },
        { "windows-2019", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", true, false, false, true, true },
        { "windows-2022", "TLS_AES_256_GCM_SHA384", true, true, false, true, true },
        { "windows-2025", "TLS_AES_256_GCM_SHA384", true, true, false, false, false },
    };
    struct arena arena = { 0 };
    struct catalog c;
    read_built_in(&arena, &c);
    assert_int_equal(c.n_platforms, COUNT_OF(rows));
    assert_true(view_eq_text(c.default_platform, "windows-2022"));
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct platform *p = catalog_platform(&c, view_of(rows[i].id));
        assert_non_null(p);
        assert_int_equal(p->pfx_modern, rows[i].modern);
        assert_int_equal(has(p->versions, p->n_versions, "TLSv1.3"), rows[i].tls13);
        assert_true(has(p->versions, p->n_versions, "TLSv1.2"));
        assert_true(view_eq_text(p->suites[0], rows[i].first_suite));
        assert_int_equal(has(p->suites, p->n_suites, "TLS_DHE_RSA_WITH_AES_256_CBC_SHA"), rows[i].dhe_cbc);
        assert_int_equal(has(p->suites, p->n_suites, "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384"), rows[i].dhe_gcm);
        assert_int_equal(has(p->suites, p->n_suites, "TLS_RSA_WITH_3DES_EDE_CBC_SHA"), rows[i].triple_des);
        assert_false(has(p->suites, p->n_suites, "TLS_CHACHA20_POLY1305_SHA256"));
        assert_int_equal(p->n_groups, 3);
        assert_true(view_eq_text(p->groups[0], "X25519"));
        assert_true(p->source.n > 0 && p->title.n > 0);
    }
    arena_free(&arena);
}

static struct view changed(struct arena *arena, const char *from, const char *to)
{
    struct view text = built_in();
    size_t at = 0;
    if (!view_find(text, view_of(from), &at))
        fail_msg("%s: nothing to change", from);
    struct view before = view_first(text, at), after = view_from(text, at + strlen(from));
    return view_fmt(arena, "%.*s%s%.*s", VIEW_ARG(before), to, VIEW_ARG(after));
}

static void test_own_calendar_is_read(void **state)
{
    UNUSED(state);
    struct arena arena = { 0 };
    struct catalog c;
    struct err e = { 0 };
    struct view text = changed(&arena, "zone=\"UTC\">\n    <weekend>Saturday</weekend>\n    <weekend>Sunday</weekend>\n"
                               "    <convention>Business days are counted in UTC",
                               "zone=\"Asia/Dubai\" cutoff=\"15:30\">\n    <weekend>Friday</weekend>\n    <weekend>Saturday</weekend>\n"
                               "    <convention>Until 15:30 of Asia/Dubai a day counts");
    assert_true(catalog_read(&arena, VIEW("own.xml"), text, &c, &e));
    assert_true(view_eq_text(c.calendar.zone, "Asia/Dubai"));
    assert_int_equal(c.calendar.cutoff_minute, 15 * 60 + 30);
    assert_true(c.calendar.weekend[5] && c.calendar.weekend[6] && !c.calendar.weekend[7]);
    text = changed(&arena, "effective=\"2022\"", "effective=\"2024-02-29\"");
    assert_true(catalog_read(&arena, VIEW("own.xml"), text, &c, &e));
    assert_int_equal(c.services[0].effective, day_of(2024, 2, 29));
    assert_false(c.services[0].effective_year);
    arena_free(&arena);
}

static void test_refuses_with_path_and_line(void **state)
{
    UNUSED(state);
    static const struct {
        const char *from, *to, *what;
    } rows[] = {
        { "id=\"install-client-certificate\"", "id=\"install-trusted-root\"", "two services have the id \"install-trusted-root\"" },
        { "id=\"install-trusted-root\"", "id=\"install-trustedroot\"", "id of <service>: 'install-trustedroot' is not one of" },
        { "id=\"windows-2019\"", "id=\"windows-2016\"", "two platforms have the id \"windows-2016\"" },
        { "default=\"windows-2022\"", "default=\"windows-2012\"", "\"windows-2012\"" },
        { "zone=\"UTC\"", "zone=\"Mars/Olympus\"", "there is no time zone \"Mars/Olympus\"" },
        { "counted in UTC", "counted in Lisbon", "the convention doesn't name the time zone \"UTC\"" },
        { "zone=\"UTC\"", "zone=\"UTC\" cutoff=\"09:05\"", "the convention doesn't name the cut-off \"09:05\"" },
        { "effective=\"2022\"", "effective=\"2022-02-30\"", "there is no such day as \"2022-02-30\"" },
        { "effective=\"2022\"", "effective=\"0000\"", "there is no such day" },
        { "effective=\"2022\"", "effective=\"May 2022\"", "doesn't look like" },
        { "days=\"5\"", "days=\"0\"", "days of <" },
        { "days=\"5\"", "days=\"251\"", "days of <" },
        { "days=\"5\"", "days=\"-5\"", "days of <" },
        { "days=\"5\"", "days=\"five\"", "days of <" },
        { "<weekend>Saturday", "<weekend>Caturday", "<weekend>: 'Caturday' is not one of" },
        { "<version>TLSv1.2", "<version>SSLv3", "<version>: 'SSLv3'" },
        { "<name>", "<nom>", "not well-formed" },
        { "<calendar ", "<!-- -- --><calendar ", "Double hyphen" },
        { "urn:certcase:catalog:1", "urn:other", "the document is <catalog>, and not a <catalog>" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena arena = { 0 };
        struct catalog c;
        struct err e = { 0 };
        if (catalog_read(&arena, VIEW("own.xml"), changed(&arena, rows[i].from, rows[i].to), &c, &e))
            fail_msg("%s: accepted", rows[i].to);
        if (!strstr(e.what, rows[i].what) || strncmp(e.what, "line ", 5) != 0)
            fail_msg("%s: \"%s\" lacks \"%s\"", rows[i].to, e.what, rows[i].what);
        assert_int_equal(e.status, ST_FORMAT);
        assert_string_equal(e.where, "own.xml");
        assert_string_not_equal(e.hint, "");
        arena_free(&arena);
    }
}

static void test_a_catalog_without_one_of_the_services_is_refused(void **state)
{
    UNUSED(state);
    struct arena arena = { 0 };
    struct catalog c;
    struct err e = { 0 };
    struct view text = built_in();
    size_t from = 0, to = 0;
    assert_true(view_find(text, VIEW("<service id=\"install-inbound-mtls-ca\""), &from));
    assert_true(view_find(text, VIEW("<service id=\"install-server-certificate\""), &to));
    text = view_fmt(&arena, "%.*s%.*s", VIEW_ARG(view_first(text, from)), VIEW_ARG(view_from(text, to)));
    assert_false(catalog_read(&arena, VIEW("own.xml"), text, &c, &e));
    assert_string_equal(e.what, "line 5: there is no service \"install-inbound-mtls-ca\"");
    arena_free(&arena);
}

static void test_all_days_weekend_is_refused(void **state)
{
    UNUSED(state);
    struct arena arena = { 0 };
    struct catalog c;
    struct err e = { 0 };
    struct buf b = BUF_INIT(1000);
    for (int i = 1; i <= 5; i++)
        buf_fmt(&b, "<weekend>%s</weekend>", weekday_name(i));
    buf_text(&b, "<weekend>Saturday</weekend>");
    assert_false(catalog_read(&arena, VIEW("own.xml"), changed(&arena, "<weekend>Saturday</weekend>", b.p), &c, &e));
    buf_free(&b);
    arena_free(&arena);
}

static void test_ceiling_holds(void **state)
{
    UNUSED(state);
    for (size_t n = LIMIT_CATALOG_BYTES - 1; n <= LIMIT_CATALOG_BYTES + 1; n++) {
        struct arena arena = { 0 };
        struct catalog c;
        struct err e = { 0 };
        char *p = NEW(&arena, char, n);
        memset(p, ' ', n);
        memcpy(p, built_in().p, built_in().n);
        assert_int_equal(catalog_read(&arena, VIEW("x"), (struct view){ .p = p, .n = n }, &c, &e), n <= LIMIT_CATALOG_BYTES);
        assert_true(n <= LIMIT_CATALOG_BYTES || e.status == ST_LIMIT);
        arena_free(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_built_in_services_are_what_the_vendor_published),
        cmocka_unit_test(test_built_in_calendar_is_plain_and_says_so),
        cmocka_unit_test(test_built_in_platforms),
        cmocka_unit_test(test_own_calendar_is_read),
        cmocka_unit_test(test_refuses_with_path_and_line),
        cmocka_unit_test(test_a_catalog_without_one_of_the_services_is_refused),
        cmocka_unit_test(test_all_days_weekend_is_refused),
        cmocka_unit_test(test_ceiling_holds),
    };
    xml_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
