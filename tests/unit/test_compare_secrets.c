/* What must not be in a bundle: keys anywhere but in the PFX of the record, and between the entries; a PFX that nothing protects. */
#include "parts_kit.h"

#include "base/limits.h"
#include "steps/compare/compare.h"

#define KEY "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n"
#define PFX "certificates/a.pfx"

static const struct evidence no_files = { 0 };

static void compare(struct parts_kit *k, const char *name, struct view bytes, struct view pfx, const struct evidence *evidence)
{
    const struct zip_entry entries[] = { { .name = view_of(name), .bytes = bytes } };
    compare_secrets(parts_of(k, entries, 1), pfx, evidence, false);
}

static void keys_and_passwords_are_named_by_entry(void **state)
{
    struct parts_kit *k = *state;
    compare(k, "a.txt", VIEW("hello\n" KEY), VIEW(""), &no_files);
    parts_one(k, BUNDLE_SECRET, "a.txt", "a private key (PEM)");
    compare(k, PFX, VIEW(KEY), VIEW(""), &no_files);
    parts_one(k, BUNDLE_SECRET, PFX, "the record names no such file");
    compare(k, "a.txt", VIEW("hello\npassword: hunter2\n"), VIEW(""), &no_files);
    parts_one(k, BUNDLE_PASSWORD, "a.txt", "line 2 tells a password");
    compare(k, "a.txt", VIEW("password: correct horse\n"), VIEW(""), &no_files);
    parts_one(k, BUNDLE_PASSWORD, "a.txt", "may tell");
    assert_int_equal(k->problems.items[0].severity, SEV_WARNING);
    compare(k, "a.bin", VIEW("\1\2\3\4\5\6\7\10password: hunter2"), VIEW(""), &no_files);
    assert_int_equal(k->problems.n, 0);
}

/* What isn't made of the record's words is looked at all the same. */
static void what_is_known_to_be_clean_is_passed_over(void **state)
{
    static const struct {
        const char *name;
        bool looked_at;
    } rows[] = {
        { "TICKET.txt", false }, { "case.xml", true },       { "manifest.json", false },        { "verify.ps1", false },
        { "a.txt", true },       { "SHA256SUMS.p7s", true }, { "certificates/a.cer", true }, { "certificates/x/a.cer", true },
    };
    struct parts_kit *k = *state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct zip_entry entries[] = { { .name = view_of(rows[i].name), .bytes = VIEW(KEY) } };
        compare_secrets(parts_of(k, entries, 1), VIEW(""), &no_files, true);
        if (k->problems.n != rows[i].looked_at)
            fail_msg("%s", rows[i].name);
    }
}

static void the_pfx_of_the_record_must_be_one_and_be_protected(void **state)
{
    struct parts_kit *k = *state;
    struct cert_file file = { .path = VIEW(PFX), .container = CONTAINER_PKCS12 }, *files[] = { &file };
    const struct evidence evidence = { .files = files, .n_files = 1 };
    compare(k, PFX, VIEW("x"), VIEW(PFX), &evidence);
    assert_int_equal(k->problems.n, 0);
    file.oddities = FILE_TRAILING_DATA;
    compare(k, PFX, VIEW("x"), VIEW(PFX), &evidence);
    parts_one(k, BUNDLE_CASE_CONTRADICTS_CERTIFICATE, PFX, "more in it than the PFX");
    file.oddities = 0;
    file.pfx.oddities = PFX_EMPTY_PASSWORD;
    compare(k, PFX, VIEW("x"), VIEW(PFX), &evidence);
    parts_one(k, BUNDLE_SECRET, PFX, "by no password");
    file.pfx.oddities = PFX_KEY_NOT_ENCRYPTED;
    compare(k, PFX, VIEW("x"), VIEW(PFX), &evidence);
    parts_one(k, BUNDLE_SECRET, PFX, "not encrypted");
    file.container = CONTAINER_TEXT;
    compare(k, PFX, VIEW("x"), VIEW(PFX), &evidence);
    parts_one(k, BUNDLE_CASE_CONTRADICTS_CERTIFICATE, PFX, "it is none");
}

/* Its bytes may look like a text in UTF-16. */
static void a_certificate_in_der_tells_no_password_but_may_hold_a_key(void **state)
{
    struct parts_kit *k = *state;
    const struct zip_entry entries[] = { { .name = VIEW("a.cer"), .bytes = VIEW("password: hunter2\n" KEY) } };
    struct cert_file file = { .path = VIEW("a.cer"), .container = CONTAINER_DER }, *files[] = { &file };
    const struct evidence evidence = { .files = files, .n_files = 1 };
    file.bytes = parts_of(k, entries, 1)->entries[0].bytes;
    compare_secrets(&k->parts, VIEW(""), &evidence, false);
    parts_one(k, BUNDLE_SECRET, "a.cer", "a private key (PEM)");
    file.container = CONTAINER_PEM;
    compare_secrets(&k->parts, VIEW(""), &evidence, false);
    assert_int_equal(k->problems.n, 3); /* the key again, and the password */
}

/* Nobody who writes a request can choose them. */
static void what_a_certificate_is_called_tells_no_password(void **state)
{
    struct parts_kit *k = *state;
    struct alt_name names[] = { { .text = VIEW_ROW("pwd=abc1234") } };
    struct cert cert = { .subject = VIEW("CN=Password: Root1"), .subject_cn = VIEW("Password: Root1"), .names = names, .n_names = 1 };
    struct cert *certs[] = { &cert };
    const struct evidence evidence = { .certs = { .items = certs, .n = 1, .cap = 1 } };
    compare(k, "a.txt", VIEW("Subject: CN=Password: Root1\nfor pwd=abc1234\n"), VIEW(""), &evidence);
    assert_int_equal(k->problems.n, 0);
    compare(k, "a.txt", VIEW("Subject: CN=Password: Root1\nPassword: Root2\n"), VIEW(""), &evidence);
    parts_one(k, BUNDLE_PASSWORD, "a.txt", "line 2 tells a password");
}

/* All names in all texts: beyond the ceiling a name that looks like a password is taken for one. */
static void names_are_sought_in_so_much_text_of_a_bundle_and_no_more(void **state)
{
    struct parts_kit *k = *state;
    enum { NAMES = 5 + LIMIT_NAMES, TEXT = LIMIT_AUDIT_NAMES / NAMES, HALF = TEXT / 2 };
    static struct alt_name names[LIMIT_NAMES];
    static char text[TEXT];
    struct cert cert = { .subject_cn = VIEW("Password: Root1"), .names = names, .n_names = LIMIT_NAMES };
    struct cert *certs[] = { &cert };
    const struct evidence evidence = { .certs = { .items = certs, .n = 1, .cap = 1 } };
    for (size_t i = 0; i < LIMIT_NAMES; i++)
        names[i].text = VIEW("host.example");
    memset(text, '\n', sizeof text);
    memcpy(text, "Password: Root1", 15);
    for (size_t more = 0; more < 3; more++) {
        const struct zip_entry entries[] = { { .name = VIEW("a.txt"), .bytes = { .p = text, .n = HALF - 1 } },
                                             { .name = VIEW("b.txt"), .bytes = { .p = text, .n = TEXT - HALF - 2 + more } } };
        compare_secrets(parts_of(k, entries, 2), VIEW(""), &evidence, false);
        assert_int_equal(k->problems.n, more > 1);
    }
    parts_one(k, BUNDLE_PASSWORD, "b.txt", "line 1 tells a password");
}

static void keys_behind_and_between_the_entries_are_found(void **state)
{
    static const struct zip_entry entries[] = { { .name = VIEW_ROW("a"), .bytes = VIEW_ROW(KEY) },
                                                { .name = VIEW_ROW("b"), .bytes = VIEW_ROW("x") } };
    struct parts_kit *k = *state;
    struct view archive;
    struct err e;
    assert_true(zip_pack(&k->arena, entries, COUNT_OF(entries), &archive, &e));
    for (int behind = 0; behind < 2; behind++) {
        size_t n = archive.n + sizeof KEY;
        char *p = NEW(&k->arena, char, n);
        memcpy(p, archive.p, archive.n);
        memcpy(p + archive.n, KEY, sizeof KEY);
        struct view bytes = { .p = p, .n = behind ? n : archive.n };
        k->problems.n = 0;
        bundle_open(&k->arena, bytes, &k->archive, &k->problems, &k->parts);
        k->problems.n = 0;
        compare_secrets_outside(&k->parts, bytes);
        assert_int_equal(k->problems.n, behind); /* the entry's own is the business of compare_secrets */
    }
    parts_one(k, BUNDLE_SECRET, "", "outside of the entries");
    k->problems.n = 0;
    k->archive.n_entries = 0;
    compare_secrets_outside(&k->parts, VIEW(KEY));
    parts_one(k, BUNDLE_SECRET, "", "at byte 0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PARTS_TEST(keys_and_passwords_are_named_by_entry),
        PARTS_TEST(a_certificate_in_der_tells_no_password_but_may_hold_a_key),
        PARTS_TEST(what_a_certificate_is_called_tells_no_password),
        PARTS_TEST(names_are_sought_in_so_much_text_of_a_bundle_and_no_more),
        PARTS_TEST(what_is_known_to_be_clean_is_passed_over),
        PARTS_TEST(the_pfx_of_the_record_must_be_one_and_be_protected),
        PARTS_TEST(keys_behind_and_between_the_entries_are_found),
    };
    return cmocka_run_group_tests_name("compare_secrets", tests, NULL, NULL);
}
