#include "unit.h"

#include <limits.h>

#include "cert_build.h"
#include "format/x509/x509.h"

struct bench {
    struct arena arena;
    struct cert cert;
};

static void read_all(struct bench *b, struct view extensions)
{
    struct x509_ctx *x = x509_new();
    struct parts p = usual(&b->arena);
    struct err e;
    p.extensions = extensions;
    assert_true(x509_read(x, &b->arena, assemble(&b->arena, &p), &b->cert, &e));
    x509_free(x);
}

static void read_one(struct bench *b, struct view oid, bool critical, struct view value)
{
    *b = (struct bench){ 0 };
    read_all(b, extension(&b->arena, oid, critical, value));
}

#define BASIC VIEW("\x55\x1D\x13")
#define USAGE VIEW("\x55\x1D\x0F")
#define PURPOSES VIEW("\x55\x1D\x25")
#define NAMES VIEW("\x55\x1D\x11")

static void test_basic_constraints(void **state)
{
    static const struct {
        struct view value;
        bool good, ca;
        long path_length;
    } rows[] = {
        { VIEW_ROW("\x30\x00"), true, false, -1 },
        { VIEW_ROW("\x30\x03\x01\x01\xFF"), true, true, -1 },
        { VIEW_ROW("\x30\x06\x01\x01\xFF\x02\x01\x00"), true, true, 0 },
        { VIEW_ROW("\x30\x06\x01\x01\xFF\x02\x01\x03"), true, true, 3 },
        { VIEW_ROW("\x30\x03\x02\x01\x05"), true, false, 5 },
        { VIEW_ROW("\x30\x0F\x01\x01\xFF\x02\x0A\x01\0\0\0\0\0\0\0\0\0"), true, true, LONG_MAX },
        { VIEW_ROW("\x30\x06\x01\x01\xFF\x02\x01\xFF"), false, false, -1 },
        { VIEW_ROW("\x30\x80\x01\x01\xFF\x00\x00"), true, true, -1 },
        { VIEW_ROW("\x30\x03\x01\x01\xFF\x05\x00"), false, false, -1 },
        { VIEW_ROW("\x30\x04\x01\x02\xFF\xFF"), false, false, -1 },
        { VIEW_ROW("\x30\x03\x01\x01\xFF\x05\x00"), false, false, -1 }, /* bytes behind it */
        { VIEW_ROW(""), false, false, -1 },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct bench b;
        read_one(&b, BASIC, true, rows[i].value);
        if (b.cert.has_basic_constraints != rows[i].good || b.cert.ca != rows[i].ca || b.cert.path_length != rows[i].path_length)
            fail_msg("row %zu", i);
        assert_int_equal(b.cert.oddities, rows[i].good ? 0 : ODD_BAD_EXTENSION);
        assert_true(rows[i].good || view_eq(b.cert.odd_detail, VIEW("basicConstraints")));
        arena_free(&b.arena);
    }
}

static void test_key_usage(void **state)
{
    static const struct {
        struct view value;
        bool good;
        unsigned want;
    } rows[] = {
        { VIEW_ROW("\x03\x02\x01\x06"), true, KU_KEY_CERT_SIGN | KU_CRL_SIGN },
        { VIEW_ROW("\x03\x02\x05\xA0"), true, KU_DIGITAL_SIGNATURE | KU_KEY_ENCIPHERMENT },
        { VIEW_ROW("\x03\x03\x07\x00\x80"), true, KU_DECIPHER_ONLY },
        { VIEW_ROW("\x03\x05\x00\xFF\xFF\xFF\xFF"), true, 0x1FF },
        { VIEW_ROW("\x03\x01\x00"), true, 0 },
        { VIEW_ROW("\x03\x00"), false, 0 },
        { VIEW_ROW("\x03\x02\x08\x80"), false, 0 },
        { VIEW_ROW("\x04\x01\x80"), false, 0 },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct bench b;
        read_one(&b, USAGE, true, rows[i].value);
        assert_int_equal(b.cert.has_key_usage, rows[i].good);
        assert_int_equal(b.cert.key_usage, rows[i].want);
        assert_int_equal(b.cert.oddities, rows[i].good ? 0 : ODD_BAD_EXTENSION);
        arena_free(&b.arena);
    }
}

static void test_extended_key_usage(void **state)
{
    struct bench b;
    (void)state;
    read_one(&b, PURPOSES, false, VIEW("\x30\x14\x06\x08\x2B\x06\x01\x05\x05\x07\x03\x01\x06\x08\x2B\x06\x01\x05\x05\x07\x03\x02"));
    assert_true(b.cert.has_eku);
    assert_int_equal(b.cert.eku, EKU_SERVER | EKU_CLIENT);
    assert_int_equal(b.cert.n_eku_names, 2);
    assert_true(view_eq(b.cert.eku_names[0], VIEW("serverAuth")) && view_eq(b.cert.eku_names[1], VIEW("clientAuth")));
    arena_free(&b.arena);
    read_one(&b, PURPOSES, false, VIEW("\x30\x0A\x06\x02\x2A\x03\x06\x04\x55\x1D\x25\x00"));
    assert_int_equal(b.cert.eku, EKU_OTHER | EKU_ANY);
    assert_true(view_eq(b.cert.eku_names[0], VIEW("1.2.3")));
    assert_int_equal(x509_purpose_bit(b.cert.eku_names[0]) | x509_purpose_bit(b.cert.eku_names[1]), b.cert.eku);
    arena_free(&b.arena);
    read_one(&b, PURPOSES, false, VIEW("\x30\x00"));
    assert_false(b.cert.has_eku);
    assert_int_equal(b.cert.oddities, ODD_BAD_EXTENSION);
    arena_free(&b.arena);
}

static void test_key_ids_and_issuers(void **state)
{
    struct bench b;
    (void)state;
    read_one(&b, VIEW("\x55\x1D\x0E"), false, VIEW("\x04\x02\xAB\xCD"));
    assert_true(view_eq(b.cert.subject_key_id, VIEW("\xAB\xCD")));
    arena_free(&b.arena);
    read_one(&b, VIEW("\x55\x1D\x23"), false, VIEW("\x30\x04\x80\x02\xAB\xCD"));
    assert_true(view_eq(b.cert.authority_key_id, VIEW("\xAB\xCD")));
    arena_free(&b.arena);
    read_one(&b, VIEW("\x55\x1D\x23"), false, VIEW("\x30\x03\x82\x01\x05"));
    assert_int_equal(b.cert.authority_key_id.n, 0);
    assert_int_equal(b.cert.oddities, 0);
    arena_free(&b.arena);
    const struct view access = VIEW("\x30\x2C\x30\x12\x06\x08\x2B\x06\x01\x05\x05\x07\x30\x01\x86\x06http:o"
                                    "\x30\x16\x06\x08\x2B\x06\x01\x05\x05\x07\x30\x02\x86\x0Ahttp://i\x1B|");
    read_one(&b, VIEW("\x2B\x06\x01\x05\x05\x07\x01\x01"), false, access);
    assert_int_equal(b.cert.n_ca_issuers, 1);
    assert_true(view_eq_text(b.cert.ca_issuers[0], "http://i\\u001B|"));
    arena_free(&b.arena);
    const struct view two = VIEW("\x30\x2C\x30\x14\x06\x08\x2B\x06\x01\x05\x05\x07\x30\x02\x86\x08ldap:///"
                                 "\x30\x14\x06\x08\x2B\x06\x01\x05\x05\x07\x30\x02\x86\x08http://i");
    read_one(&b, VIEW("\x2B\x06\x01\x05\x05\x07\x01\x01"), false, two);
    assert_int_equal(b.cert.n_ca_issuers, 2);
    assert_true(view_eq_text(b.cert.ca_issuers[0], "http://i") && view_eq_text(b.cert.ca_issuers[1], "ldap:///"));
    arena_free(&b.arena);
}

static void test_what_is_unknown_critical_or_special_is_noted(void **state)
{
    static const struct {
        struct view oid, value;
        bool critical;
        unsigned odd;
        const char *detail;
    } rows[] = {
        { VIEW_ROW("\x2A\x03"), VIEW_ROW("\x05\x00"), false, 0, "" },
        { VIEW_ROW("\x2A\x03"), VIEW_ROW("\x05\x00"), true, ODD_UNKNOWN_CRITICAL, "1.2.3" },
        { VIEW_ROW("\x55\x1D\x20"), VIEW_ROW("anything"), true, 0, "" },
        { VIEW_ROW("\x2B\x06\x01\x04\x01\x82\x37\x15\x0A"), VIEW_ROW("\x30\x00"), true, 0, "" },
        { VIEW_ROW("\x2B\x06\x01\x04\x01\x82\x37\x15\x0B"), VIEW_ROW("\x30\x00"), true, 0, "" },
        { VIEW_ROW("\x2B\x06\x01\x04\x01\x82\x37\x15\x0C"), VIEW_ROW("\x30\x00"), true, 0, "" },
        { VIEW_ROW("\x2B\x06\x01\x04\x01\x82\x37\x15\x0D"), VIEW_ROW("\x30\x00"), true, ODD_UNKNOWN_CRITICAL,
          "1.3.6.1.4.1.311.21.13" },
        { VIEW_ROW("\x55\x1D\x1E"), VIEW_ROW("\x30\x00"), true, ODD_NAME_CONSTRAINTS, "" },
        { VIEW_ROW("\x2B\x06\x01\x04\x01\xD6\x79\x02\x04\x03"), VIEW_ROW("\x05\x00"), true, ODD_PRECERTIFICATE, "" },
        { VIEW_ROW("\x55\x1D\x11"), VIEW_ROW("\x30\x00"), false, 0, "" },
        { VIEW_ROW("\x55\x1D\x0E"), VIEW_ROW("\xAB\xCD"), false, ODD_BAD_EXTENSION, "subjectKeyIdentifier" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct bench b;
        read_one(&b, rows[i].oid, rows[i].critical, rows[i].value);
        if (b.cert.oddities != rows[i].odd || !view_eq_text(b.cert.odd_detail, rows[i].detail))
            fail_msg("row %zu: %x %.*s", i, b.cert.oddities, VIEW_ARG(b.cert.odd_detail));
        arena_free(&b.arena);
    }
}

static void test_limits_of_names_are_read(void **state)
{
    static const struct { struct view der; const char *text; bool invalid; } rows[] = {
        { VIEW_ROW("\x30\x0E\xA0\x0C\x30\x0A\x87\x08\xC0\x00\x02\x00\xFF\xFF\xFF\x00"), "192.0.2.0/24", false },
        { VIEW_ROW("\x30\x0E\xA0\x0C\x30\x0A\x87\x08\x0A\x00\x00\x00\xFF\x00\xFF\x00"), "10.0.0.0/255.0.255.0", false },
        { VIEW_ROW("\x30\x0E\xA0\x0C\x30\x0A\x87\x08\x0A\x00\x00\x01\xFF\xFF\xFF\xFF"), "10.0.0.1/32", false },
        { VIEW_ROW("\x30\x26\xA0\x24\x30\x22\x87\x20\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), "::/0", false },
        { VIEW_ROW("\x30\x08\xA0\x06\x30\x04\x87\x02\x0A\x00"), "0a00", true },
        { VIEW_ROW("\x30\x0C\xA0\x0A\x30\x08\x82\x06.x\x1B.pt"), ".x\\u001B.pt", false },
    };
    struct bench b;
    const struct view limits = VIEW("\x30\x1A\xA0\x0C\x30\x0A\x87\x08\xC0\x00\x02\x00\xFF\xFF\xFF\x00"
                                    "\xA1\x0A\x30\x08\x82\x06.x\x1B.pt");
    (void)state;
    read_one(&b, VIEW("\x55\x1D\x1E"), true, limits);
    assert_int_equal(b.cert.permitted.n + b.cert.excluded.n, 2);
    assert_true(view_eq_text(b.cert.excluded.items[0].text, ".x\\u001B.pt"));
    arena_free(&b.arena);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        read_one(&b, VIEW("\x55\x1D\x1E"), true, rows[i].der);
        assert_int_equal(b.cert.permitted.n, 1);
        if (!view_eq_text(b.cert.permitted.items[0].text, rows[i].text) || b.cert.permitted.items[0].invalid != rows[i].invalid)
            fail_msg("%s: %.*s", rows[i].text, VIEW_ARG(b.cert.permitted.items[0].text));
        arena_free(&b.arena);
    }
}

static void test_of_two_the_first_counts(void **state)
{
    struct bench b = { 0 };
    struct arena *a = &b.arena;
    (void)state;
    struct view ca = extension(a, BASIC, true, VIEW("\x30\x03\x01\x01\xFF")), none = extension(a, BASIC, true, VIEW("\x30\x00"));
    read_all(&b, join(a, none, ca));
    assert_false(b.cert.ca);
    assert_int_equal(b.cert.oddities, ODD_DUPLICATE_EXTENSION);
    assert_true(view_eq(b.cert.odd_detail, VIEW("basicConstraints")));
    arena_free(&b.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_basic_constraints),
        cmocka_unit_test(test_key_usage),
        cmocka_unit_test(test_extended_key_usage),
        cmocka_unit_test(test_key_ids_and_issuers),
        cmocka_unit_test(test_what_is_unknown_critical_or_special_is_noted),
        cmocka_unit_test(test_limits_of_names_are_read),
        cmocka_unit_test(test_of_two_the_first_counts),
    };
    return cmocka_run_group_tests_name("x509_extensions", tests, NULL, NULL);
}
