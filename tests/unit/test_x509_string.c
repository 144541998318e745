#include "unit.h"

#include "base/limits.h"
#include "der_build.h"
#include "format/x509/x509_parts.h"

#include <openssl/x509v3.h>

struct bench {
    struct arena arena;
    struct cert cert;
    struct x509_reading reading;
};

static void setup(struct bench *b)
{
    *b = (struct bench){ 0 };
    b->reading = (struct x509_reading){ .arena = &b->arena, .cert = &b->cert };
}

static struct view read_string(struct bench *b, unsigned type, struct view octets, bool *bad)
{
    ASN1_STRING *s = ASN1_STRING_type_new((int)type);
    assert_true(s && ASN1_STRING_set(s, octets.p, (int)octets.n));
    struct view text = x509_string(&b->reading, (int)type, s, bad);
    ASN1_STRING_free(s);
    return text;
}

static struct view read_name(struct bench *b, struct view der, const char *where, struct view *cn)
{
    const unsigned char *at = (const unsigned char *)der.p;
    X509_NAME *name = d2i_X509_NAME(NULL, &at, (long)der.n);
    assert_non_null(name);
    struct view text = x509_name(&b->reading, name, where, cn);
    X509_NAME_free(name);
    return text;
}

static void test_strings_are_decoded_by_their_type_and_made_safe(void **state)
{
    enum { CONTROL = ODD_CONTROL_IN_NAME, BIDI = ODD_BIDI_IN_NAME, INVISIBLE = ODD_INVISIBLE_IN_NAME };
    static const struct {
        unsigned type;
        struct view octets;
        const char *want;
        bool bad;
        unsigned odd;
    } rows[] = {
        { DER_PRINTABLE, VIEW_ROW("Partner (PT) 1"), "Partner (PT) 1", false, 0 },
        { DER_PRINTABLE, VIEW_ROW("*.example.com"), "*.example.com", false, 0 },
        { DER_PRINTABLE, VIEW_ROW("a@b_&"), "a@b_&", false, 0 },
        { DER_PRINTABLE, VIEW_ROW("Caf\xE9"), "Caf\\xE9", true, 0 },
        { DER_UTF8, VIEW_ROW("Caf\xC3\xA9 \xE6\x97\xA5"), "Caf\xC3\xA9 \xE6\x97\xA5", false, 0 },
        { DER_UTF8, VIEW_ROW("Caf\xE9"), "Caf\\xE9", true, 0 },
        { DER_UTF8, VIEW_ROW("\xC0\xAF"), "\\xC0\\xAF", true, 0 },
        { DER_T61, VIEW_ROW("Caf\xE9"), "Caf\xC3\xA9", false, 0 },
        { DER_T61, VIEW_ROW("Caf\xC3\xA9"), "Caf\xC3\xA9", false, 0 },
        { DER_IA5, VIEW_ROW("a@b.example"), "a@b.example", false, 0 },
        { DER_IA5, VIEW_ROW("\x80"), "\\x80", true, 0 },
        { DER_NUMERIC, VIEW_ROW("123 4"), "123 4", false, 0 },
        { DER_NUMERIC, VIEW_ROW("12a"), "12a", true, 0 },
        { DER_VISIBLE, VIEW_ROW("abc"), "abc", false, 0 },
        { DER_BMP, VIEW_ROW("\0A\0\xE9\x65\xE5"), "A\xC3\xA9\xE6\x97\xA5", false, 0 },
        { DER_BMP, VIEW_ROW("\0A\0"), "\\x00\\x41\\x00", true, 0 },
        { DER_BMP, VIEW_ROW("\xD8\x3D"), "\\xD8\\x3D", true, 0 },
        { DER_UNIVERSAL, VIEW_ROW("\0\0\0A\0\x01\xF6\x00"), "A\xF0\x9F\x98\x80", false, 0 },
        { DER_UNIVERSAL, VIEW_ROW("\x7F\0\0A"), "\\x7F\\x00\\x00\\x41", true, 0 },
        { DER_UTF8, VIEW_ROW("a\0b"), "a\\u0000b", false, CONTROL },
        { DER_UTF8, VIEW_ROW("\x1B[31mred"), "\\u001B[31mred", false, CONTROL },
        { DER_UTF8, VIEW_ROW("CA ##vso[task.x]/tmp"), "CA \\u0023#vso[task.x]/tmp", false, 0 }, /* what a build server would obey */
        { DER_UTF8, VIEW_ROW("Acme::Root"), "Acme\\u003A:Root", false, 0 },
        { DER_UTF8, VIEW_ROW("two\nlines\t"), "two\\u000Alines\\u0009", false, CONTROL },
        { DER_T61, VIEW_ROW("\x85"), "\\u0085", false, CONTROL },
        { DER_UTF8, VIEW_ROW("a\xE2\x80\xAE""moc"), "a\\u202Emoc", false, BIDI },
        { DER_BMP, VIEW_ROW("\x20\x2E"), "\\u202E", false, BIDI },
        { DER_UTF8, VIEW_ROW("pay\xE2\x80\x8B""pal"), "pay\\u200Bpal", false, INVISIBLE },
        { DER_UTF8, VIEW_ROW("\xF3\xA0\x81\x81"), "\\U000E0041", false, INVISIBLE },
        { DER_UTF8, VIEW_ROW("a\\b, c"), "a\\b, c", false, 0 },
        { DER_UTF8, VIEW_ROW(""), "", false, 0 },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct bench b;
        bool bad = !rows[i].bad;
        setup(&b);
        struct view text = read_string(&b, rows[i].type, rows[i].octets, &bad);
        if (!view_eq_text(text, rows[i].want) || bad != rows[i].bad || b.cert.oddities != rows[i].odd)
            fail_msg("row %zu: \"%.*s\" instead of \"%s\", bad %d, odd %x", i, VIEW_ARG(text), rows[i].want, bad, b.cert.oddities);
        arena_free(&b.arena);
    }
}

static struct view pair(struct arena *a, struct view oid, unsigned type, struct view octets)
{
    return tlv(a, DER_SEQUENCE, join(a, tlv(a, DER_OID, oid), tlv(a, type, octets)));
}

#define CN VIEW("\x55\x04\x03")
#define O VIEW("\x55\x04\x0A")

static void test_names_stand_in_the_order_of_rfc_4514(void **state)
{
    struct bench b;
    struct view cn;
    (void)state;
    setup(&b);
    struct arena *a = &b.arena;
    struct view c = tlv(a, DER_SET, pair(a, VIEW("\x55\x04\x06"), DER_PRINTABLE, VIEW("PT")));
    struct view o = tlv(a, DER_SET, pair(a, O, DER_UTF8, VIEW("Partner, Lda")));
    struct view number = pair(a, VIEW("\x55\x04\x05"), DER_PRINTABLE, VIEW("7"));
    struct view two = tlv(a, DER_SET, join(a, pair(a, CN, DER_UTF8, VIEW("Root")), number));
    struct view name = tlv(a, DER_SEQUENCE, join(a, join(a, c, o), two));
    assert_true(view_eq_text(read_name(&b, name, "subject", &cn), "CN=Root + SERIALNUMBER=7, O=\"Partner, Lda\", C=PT"));
    assert_true(view_eq(cn, VIEW("Root")));
    assert_true(view_eq_text(read_name(&b, tlv(a, DER_SEQUENCE, join(a, c, o)), "subject", &cn), "O=\"Partner, Lda\", C=PT"));
    assert_true(view_eq(cn, VIEW("Partner, Lda")));
    assert_true(view_eq_text(read_name(&b, tlv(a, DER_SEQUENCE, c), "subject", &cn), "C=PT"));
    assert_true(view_eq(cn, VIEW("C=PT")));
    assert_int_equal(read_name(&b, VIEW("\x30\x00"), "subject", &cn).n, 0);
    struct view first = tlv(a, DER_SET, pair(a, CN, DER_UTF8, VIEW("first"))), last = tlv(a, DER_SET, pair(a, CN, DER_UTF8, VIEW("last")));
    assert_true(view_eq_text(read_name(&b, tlv(a, DER_SEQUENCE, join(a, join(a, first, last), o)), "subject", &cn),
                             "O=\"Partner, Lda\", CN=last, CN=first"));
    assert_true(view_eq(cn, VIEW("last")));
    assert_int_equal(b.cert.oddities, 0);
    arena_free(a);
}

static void test_values_are_quoted_where_windows_quotes_them(void **state)
{
    static const struct {
        unsigned type;
        struct view octets;
        const char *want;
    } rows[] = {
        { DER_UTF8, VIEW_ROW("a+b;c<d>e\"f\\g"), "CN=\"a+b;c<d>e\"\"f\\g\"" },
        { DER_UTF8, VIEW_ROW(" both "), "CN=\" both \"" },
        { DER_UTF8, VIEW_ROW(" "), "CN=\" \"" },
        { DER_UTF8, VIEW_ROW("#hash#"), "CN=\"#hash#\"" },
        { DER_UTF8, VIEW_ROW("a=b"), "CN=\"a=b\"" },
        { DER_UTF8, VIEW_ROW("\\u202E"), "CN=\\u202E" },
        { DER_UTF8, VIEW_ROW("DOMAIN\\user"), "CN=DOMAIN\\user" },
        { DER_UTF8, VIEW_ROW("Partner\", O=\"Other"), "CN=\"Partner\"\", O=\"\"Other\"" },
        { DER_BIT_STRING, VIEW_ROW("\x00\xFF"), "CN=#030200ff" },
        { DER_UTF8, VIEW_ROW(""), "CN=\"\"" },
    };
    struct bench b;
    (void)state;
    setup(&b);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct view name = tlv(&b.arena, DER_SEQUENCE, tlv(&b.arena, DER_SET, pair(&b.arena, CN, rows[i].type, rows[i].octets)));
        struct view text = read_name(&b, name, "subject", NULL);
        if (!view_eq_text(text, rows[i].want))
            fail_msg("%.*s instead of %s", VIEW_ARG(text), rows[i].want);
    }
    struct view name = tlv(&b.arena, DER_SEQUENCE, tlv(&b.arena, DER_SET, pair(&b.arena, VIEW("\x2A\x03"), DER_UTF8, VIEW("x"))));
    assert_true(view_eq_text(read_name(&b, name, "issuer", NULL), "1.2.3=x"));
    assert_int_equal(b.cert.oddities, 0);
    name = tlv(&b.arena, DER_SEQUENCE, tlv(&b.arena, DER_SET, pair(&b.arena, CN, DER_PRINTABLE, VIEW("a@b"))));
    assert_true(view_eq_text(read_name(&b, name, "issuer", NULL), "CN=a@b"));
    assert_int_equal(b.cert.oddities, ODD_LOOSE_STRING);
    name = tlv(&b.arena, DER_SEQUENCE, tlv(&b.arena, DER_SET, pair(&b.arena, CN, DER_T61, VIEW("Caf\xC3\xA9"))));
    assert_true(view_eq_text(read_name(&b, name, "issuer", NULL), "CN=Caf\xC3\xA9"));
    assert_int_equal(b.cert.oddities, ODD_LOOSE_STRING);
    name = tlv(&b.arena, DER_SEQUENCE, tlv(&b.arena, DER_SET, pair(&b.arena, CN, DER_NUMERIC, VIEW("a@b"))));
    assert_true(view_eq_text(read_name(&b, name, "issuer", NULL), "CN=a@b"));
    assert_int_equal(b.cert.oddities, ODD_LOOSE_STRING | ODD_INVALID_STRING);
    assert_true(view_eq(b.cert.odd_detail, VIEW("issuer")));
    arena_free(&b.arena);
}

static void test_long_names_are_cut_between_characters_and_still_looked_through(void **state)
{
    static const size_t sizes[] = { LIMIT_NAME_BYTES - 1, LIMIT_NAME_BYTES, LIMIT_NAME_BYTES + 1, 500000 };
    struct bench b;
    (void)state;
    setup(&b);
    char *p = NEW(&b.arena, char, 500001);
    memset(p, 'x', 500000);
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        struct view text = read_string(&b, DER_UTF8, (struct view){ .p = p, .n = sizes[i] }, NULL);
        assert_int_equal(text.n, sizes[i] <= LIMIT_NAME_BYTES ? sizes[i] : LIMIT_NAME_BYTES);
        assert_int_equal(view_ends(text, VIEW("...")), sizes[i] > LIMIT_NAME_BYTES);
    }
    for (size_t i = 0; i + 3 <= 9000; i += 3)
        memcpy(p + i, "\xE6\x97\xA5", 3);
    struct view text = read_string(&b, DER_UTF8, (struct view){ .p = p, .n = 9000 }, NULL);
    assert_int_equal((text.n - 3) % 3, 0);
    assert_true(text.n <= LIMIT_NAME_BYTES && view_ends(text, VIEW("...")));
    p[499999] = 0x1B;
    assert_int_equal(b.cert.oddities, 0);
    text = read_string(&b, DER_UTF8, (struct view){ .p = p, .n = 500000 }, NULL);
    assert_int_equal(b.cert.oddities, ODD_CONTROL_IN_NAME);
    arena_free(&b.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_strings_are_decoded_by_their_type_and_made_safe),
        cmocka_unit_test(test_names_stand_in_the_order_of_rfc_4514),
        cmocka_unit_test(test_values_are_quoted_where_windows_quotes_them),
        cmocka_unit_test(test_long_names_are_cut_between_characters_and_still_looked_through),
    };
    return cmocka_run_group_tests_name("x509_string", tests, NULL, NULL);
}
