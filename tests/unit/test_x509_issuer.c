/* Who may have signed whom: names by the rules of RFC 5280 7.1, held against X509_NAME_cmp. */
#include "unit.h"

#include "cert_build.h"
#include "format/x509/x509.h"

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
    { "another name", DER_UTF8, VIEW_ROW("Root CB"), false },
};

struct bench {
    struct arena arena;
    struct x509_ctx *x;
};

static struct cert named(struct bench *b, unsigned type, struct view text)
{
    struct parts p = usual(&b->arena);
    struct cert cert;
    struct err e;
    p.name = tlv(&b->arena, DER_SEQUENCE, attribute(&b->arena, type, text));
    assert_true(x509_read(b->x, &b->arena, assemble(&b->arena, &p), &cert, &e));
    return cert;
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
    struct bench b = { .x = x509_new() };
    (void)state;
    struct cert root = named(&b, DER_UTF8, VIEW("Root CA"));
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cert other = named(&b, rows[i].type, rows[i].text);
        bool same = x509_same_subject(&root, &other);
        if (same != rows[i].same || same != judge(&root, &other) || x509_may_have_signed(&root, &other) != same)
            fail_msg("%s", rows[i].name);
        other.issuer_der = root.issuer_der;
        other.issuer_hash = root.issuer_hash;
        assert_int_equal(x509_is_issued_under(&other, &other), same);
    }
    x509_free(b.x);
    arena_free(&b.arena);
}

static void test_the_same_hash_is_no_proof(void **state)
{
    struct bench b = { .x = x509_new() };
    (void)state;
    struct cert root = named(&b, DER_UTF8, VIEW("Root CA")), other = named(&b, DER_UTF8, VIEW("Root CB"));
    root.subject_hash = other.subject_hash = 7;
    assert_false(x509_same_subject(&root, &other));
    other.subject_der = VIEW("no name");
    assert_false(x509_same_subject(&root, &other));
    x509_free(b.x);
    arena_free(&b.arena);
}

static void test_a_record_tells_names_by_the_letter(void **state)
{
    (void)state;
    const struct cert ca = { .subject = VIEW("CN=Root CA"), .subject_der = VIEW("any"), .subject_hash = 7 };
    assert_true(x509_is_issued_under(&(struct cert){ .issuer = VIEW("CN=Root CA") }, &ca));
    assert_false(x509_is_issued_under(&(struct cert){ .issuer = VIEW("CN=Root Ca") }, &ca));
    const struct cert decoded = { .issuer = ca.subject, .issuer_der = VIEW("any") }, recorded = { .issuer = ca.subject };
    assert_true(x509_same_issuer(&decoded, &recorded));
}

static void test_key_identifiers_decide_between_the_same_names(void **state)
{
    struct bench b = { .x = x509_new() };
    (void)state;
    struct cert issuer = named(&b, DER_UTF8, VIEW("Root CA")), cert = named(&b, DER_PRINTABLE, VIEW("Root CA"));
    issuer.subject_key_id = VIEW("one");
    assert_true(x509_may_have_signed(&issuer, &cert));
    cert.authority_key_id = VIEW("one");
    assert_true(x509_may_have_signed(&issuer, &cert));
    cert.authority_key_id = VIEW("two");
    assert_false(x509_may_have_signed(&issuer, &cert));
    issuer.subject_key_id = (struct view){ 0 };
    assert_true(x509_may_have_signed(&issuer, &cert));
    x509_free(b.x);
    arena_free(&b.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_are_the_same_whatever_their_encoding),
        cmocka_unit_test(test_the_same_hash_is_no_proof),
        cmocka_unit_test(test_a_record_tells_names_by_the_letter),
        cmocka_unit_test(test_key_identifiers_decide_between_the_same_names),
    };
    return cmocka_run_group_tests_name("x509_issuer", tests, NULL, NULL);
}
