#include "unit.h"

#include "base/civil.h"
#include "base/file.h"
#include "base/limits.h"
#include "format/x509/windows_roots.h"

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define C "CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC"

static struct cert cert_of(int whole, int key)
{
    struct cert cert = { 0 };
    memset(cert.sha256, whole, sizeof cert.sha256);
    memset(cert.spki_sha256, key, sizeof cert.spki_sha256);
    return cert;
}

static struct windows_roots read_list(struct arena *arena, const char *text)
{
    struct windows_roots roots;
    struct err e;
    if (!windows_roots_read(arena, VIEW("test"), view_of(text), &roots, &e))
        fail_msg("%s: %s", e.where, e.what);
    return roots;
}

static void the_certificate_decides_and_then_the_key(void **state)
{
    static const struct {
        int certificate, key;
        enum windows_trust want;
    } rows[] = {
        { 0xAA, 0xCC, WINDOWS_BLOCKED }, /* blocked itself, though its key is trusted elsewhere */
        { 0xBB, 0xCC, WINDOWS_TRUSTED }, { 0x11, 0xCC, WINDOWS_TRUSTED }, /* the key in a new certificate */
        { 0x11, 0xBB, WINDOWS_BLOCKED }, { 0xAA, 0x11, WINDOWS_UNKNOWN }, { 0x11, 0x00, WINDOWS_UNKNOWN }, { 0x11, 0xFF, WINDOWS_UNKNOWN },
    };
    struct arena arena = { 0 };
    struct windows_roots roots = read_list(
        &arena, "\xEF\xBB\xBF# dated: 2026-01-31\r\n# source: a test \r\n# more\r\nstatus\tcertificate\r\n\r\n"
                "trusted\t" B "\t" C "\t2030-01-01\tB\r\nblocked\t" A "\t" C "\r\nblocked\t" A "\t" B "\r\n");
    (void)state;
    assert_int_equal(roots.n, 3);
    assert_int_equal(roots.n_blocked, 2);
    assert_int_equal(roots.dated, day_of(2026, 1, 31));
    assert_true(view_eq_text(roots.source, "a test") && view_eq_text(roots.origin, "test"));
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cert cert = cert_of(rows[i].certificate, rows[i].key);
        assert_int_equal(windows_roots_say(&roots, &cert), rows[i].want);
    }
    assert_int_equal(windows_roots_say_key(&roots, cert_of(0, 0xCC).spki_sha256), WINDOWS_TRUSTED);
    arena_free(&arena);
}

static void names_are_known_by_their_letters(void **state)
{
    struct arena arena = { 0 };
    const struct windows_roots roots = read_list(&arena, "trusted\t" A "\t" A "\t2030-01-01\tGlobal-Trust  Root CA 2\tmore\r\n"
                                                         "blocked\t" B "\t" B "\t2030-01-01\tBlocked\ntrusted\t" C "\t" C "\n");
    char longest[200];
    (void)state;
    memset(longest, 'a', sizeof longest);
    assert_int_equal(roots.n_names, 1);
    assert_true(windows_roots_have_name(&roots, VIEW("Global-Trust  Root CA 2")));
    assert_true(windows_roots_have_name(&roots, VIEW("GLOBALTRUST root ca2")));
    assert_false(windows_roots_have_name(&roots, VIEW("Global-Trust Root CA 20")));
    assert_false(windows_roots_have_name(&roots, VIEW("Global-Trust Root CA")));
    assert_false(windows_roots_have_name(&roots, VIEW("Blocked")));
    assert_false(windows_roots_have_name(&roots, VIEW("")));
    assert_false(windows_roots_have_name(&roots, VIEW("--")));
    assert_false(windows_roots_have_name(&roots, (struct view){ .p = longest, .n = sizeof longest }));
    assert_true(windows_roots_trust(&roots, cert_of(0xAA, 0).sha256));
    assert_false(windows_roots_trust(&roots, cert_of(0xBB, 0).sha256));
    assert_false(windows_roots_trust(&roots, cert_of(0x11, 0xAA).sha256));
    arena_free(&arena);
}

static void letters_that_are_drawn_alike_are_one(void **state)
{
    static const char *const names[] = {
        "GIoba1 R00t Intern 1", "g|obal root lntem l", "Global Root Intern I", "Gl\u00F2bal R\u00D6ot \u00CDntern 1",
        "Global Root \u0131ntern 1", "G|\u00F2bal Root Intern 1", "Global Roo\u1E6D Intern \u00B9", "Glo\u0301bal Root Intern \u2081",
        "\u00A0Gl\u00F8bal Root Intern 1",
    };
    struct arena arena = { 0 };
    const struct windows_roots roots = read_list(&arena, "trusted\t" A "\t" A "\t2030-01-01\tGlobal Root Intern 1\n");
    (void)state;
    for (size_t i = 0; i < COUNT_OF(names); i++)
        assert_true(windows_roots_have_name(&roots, view_of(names[i])));
    assert_false(windows_roots_have_name(&roots, VIEW("Global Root Intern 2")));
    assert_false(windows_roots_have_name(&roots, VIEW("Global Root Intern \u00B2")));
    assert_false(windows_roots_have_name(&roots, VIEW("Global Root Intern 1\u4E00 2")));
    arena_free(&arena);
}

#define PART(type, value) "\x31\x0F\x30\x0D\x06\x03\x55\x04" type "\x0C\x06" value
#define COMMON "\x03"
#define UNIT "\x0B"

static void any_name_that_windows_may_show_is_looked_up(void **state)
{
    static const struct {
        struct view der;
        const char *short_name;
        bool want;
    } rows[] = {
        { VIEW_ROW("\x30\x22" PART(COMMON, "Alpha1") PART(COMMON, "Own CA")), "Own CA", true },
        { VIEW_ROW("\x30\x22" PART(COMMON, "Own CA") PART(COMMON, "AlphaI")), "AlphaI", true },
        { VIEW_ROW("\x30\x22" PART(UNIT, "Alpha1") PART(COMMON, "Own CA")), "Own CA", false }, /* hosted by that CA */
        { VIEW_ROW("\x30\x11" PART(UNIT, "Alpha1")), "OU=Alpha1", true },
        { VIEW_ROW("\x30\x11" PART(UNIT, "Own CA")), "OU=Own CA", false },
        { VIEW_ROW("\x30\x00"), "alpha1", true }, /* of an alternative name */
        { VIEW_ROW("\x30\x05\x31"), "", false },
        { { 0 }, "", false },
    };
    struct arena arena = { 0 };
    const struct windows_roots roots = read_list(&arena, "trusted\t" A "\t" A "\t2030-01-01\tAlpha1\n");
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct cert cert = { .subject_der = rows[i].der, .subject_cn = view_of(rows[i].short_name) };
        if (windows_roots_call(&roots, &cert) != rows[i].want)
            fail_msg("row %zu", i);
    }
    arena_free(&arena);
}

static void what_is_no_list_is_refused_with_its_line(void **state)
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        { "", "there is no root" },
        { "# nothing\nstatus\tx\n", "there is no root" },
        { "trusted\t" A "\t" B "\ntrusted\t" A "\n", "line 2 is no root" },
        { "maybe\t" A "\t" B "\n", "line 1 is no root" },
        { "trusted\t" A "0\t" B "\n", "line 1 is no root" },
        { "trusted\tx" A "\t" B "\n", "line 1 is no root" },
        { "trusted " A " " B "\n", "line 1 is no root" },
        { "# dated: yesterday\ntrusted\t" A "\t" B "\n", "line 1: the date" },
        { "<html>\n", "line 1 is no root" },
    };
    struct arena arena = { 0 };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct windows_roots roots;
        struct err e = { 0 };
        assert_false(windows_roots_read(&arena, VIEW("test"), view_of(rows[i].text), &roots, &e));
        assert_int_equal(e.status, ST_FORMAT);
        assert_true(strstr(e.what, rows[i].says) && e.hint[0]);
    }
    struct view large = { .p = NEW(&arena, char, LIMIT_WINDOWS_ROOTS_BYTES + 1), .n = LIMIT_WINDOWS_ROOTS_BYTES + 1 };
    struct windows_roots roots;
    struct err e = { 0 };
    assert_false(windows_roots_read(&arena, VIEW("test"), large, &roots, &e));
    assert_int_equal(e.status, ST_LIMIT);
    arena_free(&arena);
}

/* What the build made of the list is what the reader makes of it, and each root is found again. */
static void the_roots_that_are_built_in_are_those_of_the_list(void **state)
{
    struct arena arena = { 0 };
    const struct windows_roots *built_in = &windows_roots_built_in;
    struct windows_roots read;
    struct view bytes;
    struct err e;
    size_t trusted = 0, blocked = 0;
    (void)state;
    assert_true(file_read(&arena, TESTS_DIR "/../templates/windows-roots.tsv", LIMIT_WINDOWS_ROOTS_BYTES, &bytes, &e));
    assert_true(windows_roots_read(&arena, VIEW("built in"), bytes, &read, &e));
    assert_true(read.dated != DAY_NONE && read.source.n);
    assert_int_equal(built_in->dated, read.dated);
    assert_true(view_eq(built_in->source, read.source) && view_eq(built_in->origin, read.origin));
    assert_memory_equal(built_in->sha256, read.sha256, sizeof read.sha256);
    assert_int_equal(built_in->n, read.n);
    assert_int_equal(built_in->n_blocked, read.n_blocked);
    assert_int_equal(built_in->n_names, read.n_names);
    for (size_t i = 0; i < read.n_names; i++)
        assert_true(view_eq(built_in->names[i], read.names[i]));
    for (size_t i = 0; i < read.n; i++) {
        struct cert cert = { 0 };
        assert_memory_equal(built_in->items[i].key, read.items[i].key, sizeof read.items[i].key);
        assert_memory_equal(built_in->items[i].certificate, read.items[i].certificate, sizeof read.items[i].certificate);
        memcpy(cert.sha256, read.items[i].certificate, sizeof cert.sha256);
        memcpy(cert.spki_sha256, read.items[i].key, sizeof cert.spki_sha256);
        enum windows_trust say = windows_roots_say(built_in, &cert);
        assert_int_equal(say, read.items[i].trust);
        trusted += say == WINDOWS_TRUSTED;
        blocked += say == WINDOWS_BLOCKED;
    }
    assert_int_equal(trusted, 331);
    assert_int_equal(blocked, 218);
    assert_true(windows_roots_have_name(built_in, VIEW("DigiCert Global Root G2")));
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_certificate_decides_and_then_the_key),
        cmocka_unit_test(names_are_known_by_their_letters),
        cmocka_unit_test(letters_that_are_drawn_alike_are_one),
        cmocka_unit_test(any_name_that_windows_may_show_is_looked_up),
        cmocka_unit_test(what_is_no_list_is_refused_with_its_line),
        cmocka_unit_test(the_roots_that_are_built_in_are_those_of_the_list),
    };
    return cmocka_run_group_tests_name("windows_roots", tests, NULL, NULL);
}
