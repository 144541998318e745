/* Names that do harm, and names that meet each other, on any of the systems where a bundle is unpacked. */
#include "unit.h"

#include "base/limits.h"
#include "format/zip/zip_map.h"
#include "model/finding.h"

enum { UNIX = 3 << 8 };
#define FILE_MODE (0100644u << 16)

static size_t check(struct view name, uint16_t made, uint32_t attributes)
{
    struct arena arena = { 0 };
    struct bundle_problems problems = { .arena = &arena };
    struct archive_entry entry = { .name = name, .version_made = made, .attributes = attributes, .flags = 1 << 11 };
    zip_check_name(&arena, &entry, &problems);
    for (size_t i = 0; i < problems.n; i++)
        assert_int_equal(problems.items[i].kind, BUNDLE_UNSAFE_NAME);
    arena_free(&arena);
    return problems.n;
}

static void ordinary_names_are_fine(void **state)
{
    static const char *const names[] = {
        "TICKET.txt", "certificates/partner-root.cer", "SHA256SUMS.p7s", "a b.txt", ".hidden", "a.b.c", "console.txt", "com10", "comma",
        "lpt", "auxiliary", "Zertifikat f\xC3\xBCr Test.cer", "\xE8\xAF\x81\xE4\xB9\xA6.cer", "a..b", "..a", "a/.b", "null",
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (check(view_of(names[i]), UNIX, FILE_MODE) != 0)
            fail_msg("refused: %s", names[i]);
}

static void harmful_names_are_found(void **state)
{
    static const char *const names[] = {
        "", "/", "/a", "../a", "a/..", "a/../b", ".", "a/./b", "a//b", "a\\b", "C:a", "a:b", "a\tb", "a\x7f", "a\xC2\x80",
        "a\xE2\x80\xAE", "a\xE2\x80\x8B", "a.",
        "a ", " a", "a/b.", "CON", "con.txt", "Con .txt", "PRN", "aux.x", "NUL", "nul.tar.gz", "a/nul", "com0", "COM9",
        "lpt1.txt", "com\xC2\xB2", "conout$", "a*", "a?", "a<b", "a>b", "a|b", "a\"b", "\xFF", "\xC0\xAE", "\xED\xA0\x80",
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (check(view_of(names[i]), UNIX, FILE_MODE) == 0)
            fail_msg("let through: %s", names[i]);
    assert_true(check(VIEW("a\0b"), UNIX, FILE_MODE) > 0);
}

static void links_folders_and_devices_are_found(void **state)
{
    (void)state;
    assert_int_equal(check(VIEW("a"), UNIX, 0120777u << 16), 1);
    assert_int_equal(check(VIEW("a"), 19 << 8, 0120777u << 16), 1);
    assert_int_equal(check(VIEW("a"), 0, 0120777u << 16), 0); /* no modes on DOS */
    assert_int_equal(check(VIEW("a"), UNIX, 0040755u << 16), 1);
    assert_int_equal(check(VIEW("a"), UNIX, 0060644u << 16), 1);
    assert_int_equal(check(VIEW("a"), UNIX, 0), 0);
    assert_int_equal(check(VIEW("a/"), UNIX, FILE_MODE), 1);
    assert_int_equal(check(VIEW("a"), 0, 0x10), 1);
}

static void what_is_only_odd_is_a_note(void **state)
{
    static const struct {
        struct archive_entry entry;
        size_t n;
        int severity; /* -1: the rule's own */
    } rows[] = {
        { { .name = VIEW_ROW("a/"), .flags = 1 << 11 }, 1, SEV_NOTE },
        { { .name = VIEW_ROW("a/"), .flags = 1 << 11, .size = 1 }, 1, -1 },
        { { .name = VIEW_ROW("f\xC3\xBCr") }, 1, SEV_NOTE },
        { { .name = VIEW_ROW("f\xC3\xBCr"), .flags = 1 << 11 }, 0, 0 },
        { { .name = VIEW_ROW("fur") }, 0, 0 },
        { { .name = VIEW_ROW("f\xFFr") }, 1, SEV_NOTE },
        { { .name = VIEW_ROW("f\xFFr"), .flags = 1 << 11 }, 1, -1 },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena arena = { 0 };
        struct bundle_problems problems = { .arena = &arena };
        zip_check_name(&arena, &rows[i].entry, &problems);
        assert_int_equal(problems.n, rows[i].n);
        if (problems.n)
            assert_int_equal(problems.items[0].severity, rows[i].severity);
        arena_free(&arena);
    }
}

static size_t meet(struct view a, struct view b)
{
    struct arena arena = { 0 };
    struct bundle_problems problems = { .arena = &arena };
    struct archive_entry entries[] = { { .name = a }, { .name = VIEW("between") }, { .name = b } };
    const struct archive archive = { .entries = entries, .n_entries = COUNT_OF(entries) };
    zip_check_duplicates(&arena, &archive, &problems);
    arena_free(&arena);
    return problems.n;
}

static void names_that_become_the_same_are_found(void **state)
{
    static const char *const rows[][2] = {
        { "a.txt", "a.txt" }, { "a.txt", "A.TXT" }, { "caf\xC3\xA9", "cafe\xCC\x81" }, { "CAF\xC3\x89", "cafe\xCC\x81" },
        { "strasse", "stra\xC3\x9F" "e" }, { "fi", "\xEF\xAC\x81" }, { "a", "a/b" }, { "A/B", "a" }, { "a/b/c", "a/B" },
        { "\xCE\xA3", "\xCF\x82" }, { "1", "\xC2\xB9" }, { "\xFF", "\xFF" },
    };
    static const char *const apart[][2] = {
        { "a.txt", "b.txt" }, { "a", "ab/c" }, { "a/b", "a/c" }, { "a-b", "a/b" }, { "\xFF", "\xFE" }, { "i", "\xC4\xB1" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (meet(view_of(rows[i][0]), view_of(rows[i][1])) != 1 || meet(view_of(rows[i][1]), view_of(rows[i][0])) != 1)
            fail_msg("apart: %s and %s", rows[i][0], rows[i][1]);
    for (size_t i = 0; i < COUNT_OF(apart); i++)
        if (meet(view_of(apart[i][0]), view_of(apart[i][1])) != 0)
            fail_msg("the same: %s and %s", apart[i][0], apart[i][1]);
}

/* A character that is ignored when names are compared goes beyond ASCII; without it a name takes the short way to its folded form. */
static void ascii_is_folded_as_any_other_text(void **state)
{
    (void)state;
    for (char c = ' '; c <= '~'; c++) {
        const char plain[] = { c, 'B', c, '\0' }, ignored[] = { c, 'b', c, '\xE2', '\x80', '\x8B', '\0' };
        const char other[] = { (char)(c ^ 1), 'b', c, '\xE2', '\x80', '\x8B', '\0' };
        if (meet(view_of(plain), view_of(ignored)) != 1 || meet(view_of(ignored), view_of(plain)) != 1)
            fail_msg("%s", plain);
        if (c != '/' && c != '.' && c > ' ' && c < '~' && meet(view_of(plain), view_of(other)) != 0)
            fail_msg("%s and %s", plain, other);
    }
    for (char c = 0; c < ' '; c++) {
        const char plain[] = { 'x', c, 'y' }, other[] = { 'X', c, 'Y', '\xE2', '\x80', '\x8B' };
        assert_int_equal(meet((struct view){ .p = plain, .n = 3 }, (struct view){ .p = other, .n = 6 }), 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ordinary_names_are_fine),
        cmocka_unit_test(harmful_names_are_found),
        cmocka_unit_test(links_folders_and_devices_are_found),
        cmocka_unit_test(what_is_only_odd_is_a_note),
        cmocka_unit_test(names_that_become_the_same_are_found),
        cmocka_unit_test(ascii_is_folded_as_any_other_text),
    };
    return cmocka_run_group_tests_name("zip_names", tests, NULL, NULL);
}
