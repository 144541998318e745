/* Who may have signed whom: names by the rules of RFC 5280 7.1, held against X509_NAME_cmp. */
#include "unit.h"

#include "cert_build.h"
#include "x509_bench.h"

#include <openssl/x509.h>

static const struct {
    const char *name;
    unsigned type;
    struct view text;
    bool same; /* as the UTF8String "Root CA" */
} rows[] = {
    { "the same bytes", DER_UTF8, VIEW_ROW("Root CA"), true },
    { "another string type", DER_PRINTABLE, VIEW_ROW("Root CA"), true },
    { "two bytes a character", DER_BMP, VIEW_ROW("\0R\0o\0o\0t\0 \0C\0A"), true },
    { "four bytes a character", DER_UNIVERSAL, VIEW_ROW("\0\0\0R\0\0\0o\0\0\0o\0\0\0t\0\0\0 \0\0\0C\0\0\0A"), true },
    { "another case", DER_UTF8, VIEW_ROW("ROOT ca"), true },
    { "white space", DER_UTF8, VIEW_ROW("  Root   CA "), true },
    { "no white space", DER_UTF8, VIEW_ROW("RootCA"), false },
    { "other white space", DER_UTF8, VIEW_ROW("\vRoot\t\r\nCA\f"), true },
    { "white space alone", DER_UTF8, VIEW_ROW(" \t "), false },
    { "another name", DER_UTF8, VIEW_ROW("Root CB"), false },
    { "a beginning of it", DER_UTF8, VIEW_ROW("Root C"), false },
    { "letters of Latin-1", DER_T61, VIEW_ROW("Root C\xC1"), false },
    { "letters beyond ASCII", DER_UTF8, VIEW_ROW("Root C\xC3\x81"), false },
    { "no letters", DER_NUMERIC, VIEW_ROW("Root CA"), false },
    { "bits", DER_BIT_STRING, VIEW_ROW("\0Root CA"), false },
};

static struct cert called(struct bench *b, struct view name)
{
    struct parts p = usual(&b->arena);
    struct cert cert;
    struct err e;
    p.name = name;
    assert_true(x509_read(b->x, &b->arena, assemble(&b->arena, &p), &cert, &e));
    return cert;
}

static struct cert named(struct bench *b, unsigned type, struct view text)
{
    return called(b, tlv(&b->arena, DER_SEQUENCE, attribute(&b->arena, type, text)));
}

static struct view one_attribute(struct bench *b, struct view oid, unsigned type, struct view text)
{
    return tlv(&b->arena, DER_SEQUENCE, join(&b->arena, tlv(&b->arena, DER_OID, oid), tlv(&b->arena, type, text)));
}

static struct view set_of(struct bench *b, struct view first, struct view second)
{
    return tlv(&b->arena, DER_SET, join(&b->arena, first, second));
}

static bool judge(const struct cert *a, const struct cert *b)
{
    const unsigned char *at_a = (const unsigned char *)a->subject_der.p, *at_b = (const unsigned char *)b->subject_der.p;
    X509_NAME *x = d2i_X509_NAME(NULL, &at_a, (long)a->subject_der.n), *y = d2i_X509_NAME(NULL, &at_b, (long)b->subject_der.n);
    bool same = X509_NAME_cmp(x, y) == 0;
    X509_NAME_free(x);
    X509_NAME_free(y);
    return same;
}

static void test_names_are_the_same_whatever_their_encoding(void **state)
{
    struct bench b;
    (void)state;
    setup(&b);
    struct cert root = named(&b, DER_UTF8, VIEW("Root CA"));
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cert other = named(&b, rows[i].type, rows[i].text);
        bool same = x509_same_subject(&root, &other);
        if (same != rows[i].same || same != judge(&root, &other) || x509_may_have_signed(&root, &other) != same)
            fail_msg("%s", rows[i].name);
        other.issuer_der = root.issuer_der;
        memcpy(other.issuer_digest, root.issuer_digest, sizeof other.issuer_digest);
        assert_int_equal(x509_is_issued_under(&other, &other), same);
    }
    teardown(&b);
}

/* Names of several attributes: where one ends, and which stand in one set, is a part of the name. */
static void test_attributes_count_with_their_types_and_sets(void **state)
{
    struct bench b;
    (void)state;
    setup(&b);
    const struct view cn = one_attribute(&b, VIEW("\x55\x04\x03"), DER_UTF8, VIEW("A"));
    const struct view o = one_attribute(&b, VIEW("\x55\x04\x0A"), DER_PRINTABLE, VIEW("b"));
    const struct view small = one_attribute(&b, VIEW("\x55\x04\x03"), DER_PRINTABLE, VIEW("a"));
    const struct view large = one_attribute(&b, VIEW("\x55\x04\x0A"), DER_UTF8, VIEW("B"));
    const struct view bits = one_attribute(&b, VIEW("\x55\x04\x03"), DER_BIT_STRING, VIEW("\0A"));
    const struct view none = { 0 }, only_cn = set_of(&b, cn, none), only_o = set_of(&b, o, none), only_small = set_of(&b, small, none);
    const struct view names[] = {
        none, set_of(&b, cn, o), set_of(&b, small, large), set_of(&b, o, cn), only_cn, only_o, set_of(&b, bits, none), set_of(&b, cn, cn),
        set_of(&b, cn, small), join(&b.arena, only_cn, only_o), join(&b.arena, only_o, only_small), join(&b.arena, only_cn, only_cn),
    };
    struct cert certs[COUNT_OF(names)];
    for (size_t i = 0; i < COUNT_OF(names); i++)
        certs[i] = called(&b, tlv(&b.arena, DER_SEQUENCE, names[i]));
    for (size_t i = 0; i < COUNT_OF(names); i++)
        for (size_t k = 0; k < COUNT_OF(names); k++)
            if (x509_same_subject(&certs[i], &certs[k]) != judge(&certs[i], &certs[k]))
                fail_msg("%zu and %zu", i, k);
    assert_true(x509_same_subject(&certs[1], &certs[2]));
    assert_false(x509_same_subject(&certs[1], &certs[9]));
    teardown(&b);
}

/* To decode them took minutes of a file whose 500 certificates have one long name, each in other letters. */
static void test_two_names_are_compared_without_being_decoded(void **state)
{
    (void)state;
    const struct cert one = { .subject_der = VIEW("no name"), .subject_digest = { 7 } };
    assert_true(x509_same_subject(&one, &(struct cert){ .subject_der = VIEW("nor this"), .subject_digest = { 7 } }));
    assert_false(x509_same_subject(&one, &(struct cert){ .subject_der = VIEW("no name"), .subject_digest = { 8 } }));
}

static void test_a_record_tells_names_by_the_letter(void **state)
{
    (void)state;
    const struct cert ca = { .subject = VIEW("CN=Root CA"), .subject_der = VIEW("any"), .subject_digest = { 7 } };
    assert_true(x509_is_issued_under(&(struct cert){ .issuer = VIEW("CN=Root CA") }, &ca));
    assert_false(x509_is_issued_under(&(struct cert){ .issuer = VIEW("CN=Root Ca") }, &ca));
    const struct cert decoded = { .issuer = ca.subject, .issuer_der = VIEW("any") }, recorded = { .issuer = ca.subject };
    assert_true(x509_same_issuer(&decoded, &recorded));
}

static void test_key_identifiers_decide_between_the_same_names(void **state)
{
    struct bench b;
    (void)state;
    setup(&b);
    struct cert issuer = named(&b, DER_UTF8, VIEW("Root CA")), cert = named(&b, DER_PRINTABLE, VIEW("Root CA"));
    issuer.subject_key_id = VIEW("one");
    assert_true(x509_may_have_signed(&issuer, &cert));
    cert.authority_key_id = VIEW("one");
    assert_true(x509_may_have_signed(&issuer, &cert));
    cert.authority_key_id = VIEW("two");
    assert_false(x509_may_have_signed(&issuer, &cert));
    issuer.subject_key_id = (struct view){ 0 };
    assert_true(x509_may_have_signed(&issuer, &cert));
    teardown(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_are_the_same_whatever_their_encoding),
        cmocka_unit_test(test_attributes_count_with_their_types_and_sets),
        cmocka_unit_test(test_two_names_are_compared_without_being_decoded),
        cmocka_unit_test(test_a_record_tells_names_by_the_letter),
        cmocka_unit_test(test_key_identifiers_decide_between_the_same_names),
    };
    return cmocka_run_group_tests_name("x509_issuer", tests, NULL, NULL);
}
