#include "unit.h"

#include "base/limits.h"
#include "cert_build.h"
#include "format/x509/x509.h"

enum { OTHER = 0xA0, EMAIL = 0x81, DNS = 0x82, X400 = 0xA3, DIRECTORY = 0xA4, EDI = 0xA5, URI = 0x86, IP = 0x87, RID = 0x88 };

struct bench {
    struct arena arena;
    struct cert cert;
};

static void read_names(struct bench *b, struct view names)
{
    struct arena *a = &b->arena;
    struct x509_ctx *x = x509_new();
    struct parts p = usual(a);
    struct err e;
    p.extensions = extension(a, VIEW("\x55\x1D\x11"), false, tlv(a, DER_SEQUENCE, names));
    assert_true(x509_read(x, a, assemble(a, &p), &b->cert, &e) && b->cert.has_san);
    x509_free(x);
}

static void test_each_name_is_shown_and_judged_by_its_kind(void **state)
{
    static const struct {
        unsigned tag;
        struct view octets;
        enum name_kind kind;
        const char *want;
        bool invalid;
    } rows[] = {
        { DNS, VIEW_ROW("example.com"), NAME_DNS, "example.com", false },
        { DNS, VIEW_ROW("*.example.com"), NAME_DNS, "*.example.com", false },
        { DNS, VIEW_ROW("host_name"), NAME_DNS, "host_name", false },
        { DNS, VIEW_ROW("xn--caf-dma.example"), NAME_DNS, "xn--caf-dma.example", false },
        { DNS, VIEW_ROW("3com.example"), NAME_DNS, "3com.example", false },
        { DNS, VIEW_ROW(""), NAME_DNS, "", true },
        { DNS, VIEW_ROW("a b"), NAME_DNS, "a b", true },
        { DNS, VIEW_ROW("www.*.example.com"), NAME_DNS, "www.*.example.com", true },
        { DNS, VIEW_ROW("w*.example.com"), NAME_DNS, "w*.example.com", true },
        { DNS, VIEW_ROW("*"), NAME_DNS, "*", true },
        { DNS, VIEW_ROW("*.com"), NAME_DNS, "*.com", true },
        { DNS, VIEW_ROW("*."), NAME_DNS, "*.", true },
        { DNS, VIEW_ROW("*.*.com"), NAME_DNS, "*.*.com", true },
        { DNS, VIEW_ROW("example.com."), NAME_DNS, "example.com.", true },
        { DNS, VIEW_ROW(".example.com"), NAME_DNS, ".example.com", true },
        { DNS, VIEW_ROW("a..b"), NAME_DNS, "a..b", true },
        { DNS, VIEW_ROW("-a.example"), NAME_DNS, "-a.example", true },
        { DNS, VIEW_ROW("a-.example"), NAME_DNS, "a-.example", true },
        { DNS, VIEW_ROW("https://example.com"), NAME_DNS, "https://example.com", true },
        { DNS, VIEW_ROW("192.0.2.1"), NAME_DNS, "192.0.2.1", true },
        { DNS, VIEW_ROW("good.example\0.evil.example"), NAME_DNS, "good.example\\u0000.evil.example", true },
        { DNS, VIEW_ROW("caf\xC3\xA9.example"), NAME_DNS, "caf\xC3\xA9.example", true },
        { DNS, VIEW_ROW("caf\xE9.example"), NAME_DNS, "caf\\xE9.example", true },
        { EMAIL, VIEW_ROW("a@example.com"), NAME_EMAIL, "a@example.com", false },
        { EMAIL, VIEW_ROW("example.com"), NAME_EMAIL, "example.com", true },
        { EMAIL, VIEW_ROW("@example.com"), NAME_EMAIL, "@example.com", true },
        { EMAIL, VIEW_ROW("a@"), NAME_EMAIL, "a@", true },
        { EMAIL, VIEW_ROW("a@b@c"), NAME_EMAIL, "a@b@c", true },
        { EMAIL, VIEW_ROW("a b@c"), NAME_EMAIL, "a b@c", true },
        { URI, VIEW_ROW("https://example.com/"), NAME_URI, "https://example.com/", false },
        { URI, VIEW_ROW("urn:uuid:1"), NAME_URI, "urn:uuid:1", false },
        { URI, VIEW_ROW("example.com"), NAME_URI, "example.com", true },
        { URI, VIEW_ROW("https:"), NAME_URI, "https:", true },
        { URI, VIEW_ROW(""), NAME_URI, "", true },
        { IP, VIEW_ROW("\xC0\x00\x02\x01"), NAME_IP, "192.0.2.1", false },
        { IP, VIEW_ROW("\x20\x01\x0D\xB8\0\0\0\0\0\0\0\0\0\0\0\x01"), NAME_IP, "2001:db8::1", false },
        { IP, VIEW_ROW("\x0A\x00\x00"), NAME_IP, "0a0000", true },
        { IP, VIEW_ROW("\x0A\x00\x00\x00\xFF\x00\x00\x00"), NAME_IP, "0a000000ff000000", true },
        { IP, VIEW_ROW(""), NAME_IP, "", true },
        { RID, VIEW_ROW("\x2A\x03\x04"), NAME_RID, "1.2.3.4", false },
        { X400, VIEW_ROW(""), NAME_OTHER, "x400Address", false },
        { EDI, VIEW_ROW("\xA1\x03\x0C\x01x"), NAME_OTHER, "ediPartyName", false },
        { DIRECTORY, VIEW_ROW("\x30\x0C\x31\x0A\x30\x08\x06\x03\x55\x04\x03\x0C\x01x"), NAME_DIRECTORY, "CN=x", false },
        { DIRECTORY, VIEW_ROW("\x30\x00"), NAME_DIRECTORY, "", true },
        { OTHER, VIEW_ROW("\x06\x0A\x2B\x06\x01\x04\x01\x82\x37\x14\x02\x03\xA0\x05\x0C\x03u@d"), NAME_UPN, "u@d", false },
        { OTHER, VIEW_ROW("\x06\x0A\x2B\x06\x01\x04\x01\x82\x37\x14\x02\x03\xA0\x02\x0C\x00"), NAME_UPN, "", true },
        { OTHER, VIEW_ROW("\x06\x02\x2A\x03\xA0\x02\x05\x00"), NAME_OTHER, "1.2.3", false },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct bench b = { 0 };
        read_names(&b, tlv(&b.arena, rows[i].tag, rows[i].octets));
        if (b.cert.n_names != 1)
            fail_msg("row %zu is not read", i);
        const struct alt_name *name = &b.cert.names[0];
        if (name->kind != rows[i].kind || !view_eq_text(name->text, rows[i].want) || name->invalid != rows[i].invalid)
            fail_msg("row %zu: %.*s (%d) instead of %s", i, VIEW_ARG(name->text), name->invalid, rows[i].want);
        arena_free(&b.arena);
    }
}

static void test_labels_and_names_have_a_longest_form(void **state)
{
    static const struct {
        size_t label, labels;
        bool invalid;
    } rows[] = { { 62, 1, false }, { 63, 1, false }, { 64, 1, true }, { 62, 4, false }, { 63, 4, true } };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct bench b = { 0 };
        char text[300];
        size_t n = 0;
        for (size_t k = 0; k < rows[i].labels; k++) {
            memset(text + n, 'a', rows[i].label);
            n += rows[i].label;
            text[n++] = '.';
        }
        read_names(&b, tlv(&b.arena, DNS, (struct view){ .p = text, .n = n - 1 }));
        assert_int_equal(b.cert.names[0].invalid, rows[i].invalid);
        arena_free(&b.arena);
    }
}

static void test_broken_lists_are_noticed(void **state)
{
    static const struct view rows[] = {
        VIEW_ROW("\x82\x01""a\x82\x05"),
        VIEW_ROW("\x05\x00\x82\x01""a"), /* NULL is no name */
        VIEW_ROW("\xA0\x02\x05\x00"),
        VIEW_ROW("\x88\x00"),
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct bench b = { 0 };
        read_names(&b, rows[i]);
        assert_int_equal(b.cert.n_names_in_all, 0);
        assert_int_equal(b.cert.oddities, ODD_BAD_EXTENSION);
        arena_free(&b.arena);
    }
}

static void test_names_are_kept_up_to_the_limit(void **state)
{
    static const size_t counts[] = { LIMIT_NAMES - 1, LIMIT_NAMES, LIMIT_NAMES + 1 };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        struct bench b = { 0 };
        char *p = NEW(&b.arena, char, 3 * counts[i]);
        for (size_t k = 0; k < counts[i]; k++)
            memcpy(p + 3 * k, "\x82\x01""a", 3);
        read_names(&b, (struct view){ .p = p, .n = 3 * counts[i] });
        assert_int_equal(b.cert.n_names, counts[i] > LIMIT_NAMES ? LIMIT_NAMES : counts[i]);
        assert_int_equal(b.cert.n_names_in_all, counts[i]);
        arena_free(&b.arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_name_is_shown_and_judged_by_its_kind),
        cmocka_unit_test(test_labels_and_names_have_a_longest_form),
        cmocka_unit_test(test_broken_lists_are_noticed),
        cmocka_unit_test(test_names_are_kept_up_to_the_limit),
    };
    return cmocka_run_group_tests_name("x509_san", tests, NULL, NULL);
}
