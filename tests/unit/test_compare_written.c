/* What a record says that `build` can't have written. */
#include "parts_kit.h"

#include "steps/compare/compare.h"

static const struct zip_entry bundle[] = { { .name = VIEW_ROW("case.xml"), .bytes = VIEW_ROW("<x/>") } };

static void a_file_is_named_after_its_certificate(void **state)
{
    struct parts_kit *k = *state;
    static const struct cert root = { .subject_cn = VIEW_ROW("Partner Root CA"), .sha256 = { 1 } };
    static const struct cert newer = { .subject_cn = VIEW_ROW("Partner Root CA"), .sha256 = { 0xAB, 2 } };
    struct case_cert certs[] = {
        { .cert = &root, .file = VIEW("certificates/partner-root-ca.cer") },
        { .cert = &newer, .file = VIEW("certificates/partner-root-ca-ab020000.cer") },
    };
    const struct case_record record = { .certs = certs, .n_certs = COUNT_OF(certs) };
    compare_file_names(parts_of(k, bundle, COUNT_OF(bundle)), &record, true);
    assert_int_equal(k->problems.n, 0);
    certs[1].file = VIEW("certificates/digicert-global-root-g2.cer");
    compare_file_names(parts_of(k, bundle, COUNT_OF(bundle)), &record, true);
    parts_one(k, BUNDLE_CASE_CONTRADICTS_CERTIFICATE, "certificates/digicert-global-root-g2.cer",
              "'certificates/partner-root-ca-ab020000.cer'");
    assert_int_equal(k->problems.items[0].severity, SEV_ERROR);
    compare_file_names(parts_of(k, bundle, COUNT_OF(bundle)), &record, false);
    assert_int_equal(k->problems.items[0].severity, SEV_WARNING);
}

/* Of the one name, "1", the next partner's file would replace this one on a server. */
static void a_name_in_other_letters_is_told_from_others_by_its_digest(void **state)
{
    struct parts_kit *k = *state;
    static const struct { const char *name, *file; } rows[] = {
        { "\u30EB\u30FC\u30C8 1", "1-ab020000" },  { "\u30EB\u30FC\u30C8", "certificate-ab020000" }, { "A\u0142a CA", "a-a-ca-ab020000" },
        { "AC Ra\u00EDz", "ac-raiz" },             { "Partner \u2013 Root\u00A0CA", "partner-root-ca" },
        { "Partner (Root) #1!", "partner-root-1" },
        { "A\\u202E CA", "a-ca" },                 { "", "certificate" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct cert cert = { .subject_cn = view_of(rows[i].name), .sha256 = { 0xAB, 2 } };
        struct case_cert shipped = { .cert = &cert, .file = view_fmt(&k->arena, "certificates/%s.cer", rows[i].file) };
        struct case_record record = { .certs = &shipped, .n_certs = 1 };
        compare_file_names(parts_of(k, bundle, COUNT_OF(bundle)), &record, true);
        shipped.inside_pfx = true;
        record.pfx_file = view_fmt(&k->arena, "certificates/%s.pfx", rows[i].file);
        compare_file_names(&k->parts, &record, true);
        if (k->problems.n)
            fail_msg("%s: %.*s", rows[i].name, VIEW_ARG(k->problems.items[0].detail));
    }
}

static void a_pfx_is_named_after_its_certificate(void **state)
{
    struct parts_kit *k = *state;
    static const struct cert client = { .subject_cn = VIEW_ROW("outsystems-client") }, root = { .subject_cn = VIEW_ROW("Root") };
    const struct case_cert certs[] = {
        { .cert = &client, .file = VIEW("certificates/outsystems-client.pfx"), .inside_pfx = true },
        { .cert = &root, .file = VIEW("certificates/outsystems-client.pfx"), .inside_pfx = true },
    };
    struct case_record record = { .certs = certs, .n_certs = COUNT_OF(certs), .pfx_file = VIEW("certificates/outsystems-client.pfx") };
    compare_file_names(parts_of(k, bundle, COUNT_OF(bundle)), &record, true);
    assert_int_equal(k->problems.n, 0);
    record.pfx_file = VIEW("certificates/payments-production.pfx");
    compare_file_names(parts_of(k, bundle, COUNT_OF(bundle)), &record, true);
    parts_one(k, BUNDLE_CASE_CONTRADICTS_CERTIFICATE, "certificates/payments-production.pfx", "'certificates/outsystems-client.pfx'");
}

static void an_address_that_build_refuses_is_no_records(void **state)
{
    struct parts_kit *k = *state;
    static const struct { const char *consumes, *host, *says; } rows[] = {
        { "https://api.partner.example/orders", "tst.acme.example", NULL }, { "", "", NULL },
        { "https://api.partner.example@evil.example/", "", "user or password" },
        { "https://api.partner.example\\@evil.example", "", "user or password" },
        { "https://a.example, https://b.example", "", "doesn't name one host" },
        { "https://a.example/x,https://b.example/y", "", "doesn't name one host" },
        { "https://a.example/x\nhttps://b.example/y", "", "doesn't name one host" },
        { "https://a.example/x\xC2\xA0https://b.example/y", "", "doesn't name one host" },
        { "https://a.example/x,HTTPS://b.example/y", "", "doesn't name one host" },
        { "https://a.example/x|https://b.example/y", "", "doesn't name one host" },
        { " https://a.example/x?and=https://b.example,c ", "", NULL },
        { "https://a.example/x (production)", "", NULL },
        { "https://a.example/x\xC2\xA0", "", NULL },
        { "https://a.example/x?u=https://b.example,https://c.example", "", NULL },
        { "https://a.example/x;httponly=1/y(1,http)", "", NULL },
        { "https:api.partner.example", "", "doesn't name one host" },
        { "https://b\xC3\xBC" "cher.example/", "", "in other letters" },
        { "", "https://h/", "the environment 'Test', 'https://h/', is no name of a host" },
        { "", "x..y", "'x..y', is no name" }, { "", "h:8443", "'h:8443', is no name" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct environment at = { .name = VIEW("Test"), .host = view_of(rows[i].host) };
        const struct case_record record = { .consumes = view_of(rows[i].consumes), .environments = &at, .n_environments = 1 };
        compare_addresses(parts_of(k, bundle, COUNT_OF(bundle)), &record);
        if (rows[i].says)
            parts_one(k, BUNDLE_CASE_CONTRADICTS_CERTIFICATE, "case.xml", rows[i].says);
        else
            assert_int_equal(k->problems.n, 0);
    }
}

static void a_front_end_that_build_refuses_is_no_records(void **state)
{
    struct parts_kit *k = *state;
    static const struct { const char *front_end, *says; } rows[] = {
        { "DC-FE-01", NULL }, { "dc_fe.acme.example", NULL }, { "*", "the environment 'Test', '*', is no name of a computer" },
        { "a b;x", "'a b;x', is no name of a computer" }, { "", "'', is no name of a computer" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct view names[] = { VIEW("SRV1"), view_of(rows[i].front_end) };
        const struct environment at = { .name = VIEW("Test"), .front_end_names = names, .n_front_end_names = COUNT_OF(names) };
        const struct case_record record = { .environments = &at, .n_environments = 1 };
        compare_addresses(parts_of(k, bundle, COUNT_OF(bundle)), &record);
        if (rows[i].says)
            parts_one(k, BUNDLE_CASE_CONTRADICTS_CERTIFICATE, "case.xml", rows[i].says);
        else
            assert_int_equal(k->problems.n, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_file_is_named_after_its_certificate, parts_set_up, parts_tear_down),
        cmocka_unit_test_setup_teardown(a_name_in_other_letters_is_told_from_others_by_its_digest, parts_set_up, parts_tear_down),
        cmocka_unit_test_setup_teardown(a_pfx_is_named_after_its_certificate, parts_set_up, parts_tear_down),
        cmocka_unit_test_setup_teardown(an_address_that_build_refuses_is_no_records, parts_set_up, parts_tear_down),
        cmocka_unit_test_setup_teardown(a_front_end_that_build_refuses_is_no_records, parts_set_up, parts_tear_down),
    };
    return cmocka_run_group_tests_name("compare_written", tests, NULL, NULL);
}
