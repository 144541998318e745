/* Lengths and strings that DER forbids: read where they are sound, refused without moving where they aren't. */
#include "format/x509/ber.h"

#include "unit.h"

static void strings_in_pieces_are_joined(void **state)
{
    static const struct { const char *what; struct view in; unsigned tag; bool ok; struct view want; } rows[] = {
        { "one piece", VIEW_ROW("\x04\x02" "ab"), DER_OCTET_STRING, true, VIEW_ROW("ab") },
        { "two pieces", VIEW_ROW("\x24\x06\x04\x01" "a\x04\x01" "b"), DER_OCTET_STRING, true, VIEW_ROW("ab") },
        { "indefinite", VIEW_ROW("\x24\x80\x04\x01" "a\x04\x01" "b\0\0"), DER_OCTET_STRING, true, VIEW_ROW("ab") },
        { "no pieces", VIEW_ROW("\x24\x00"), DER_OCTET_STRING, true, VIEW_ROW("") },
        { "implicit, one piece", VIEW_ROW("\x80\x01" "a"), DER_CONTEXT(0), true, VIEW_ROW("a") },
        { "implicit, in pieces", VIEW_ROW("\xA0\x80\x04\x01" "a\0\0"), DER_CONTEXT(0), true, VIEW_ROW("a") },
        { "another tag", VIEW_ROW("\x02\x01" "a"), DER_OCTET_STRING, false, VIEW_ROW("") },
        { "a piece of another kind", VIEW_ROW("\x24\x03\x02\x01" "a"), DER_OCTET_STRING, false, VIEW_ROW("") },
        { "a piece past the end", VIEW_ROW("\x24\x03\x04\x02" "a"), DER_OCTET_STRING, false, VIEW_ROW("") },
        { "no end mark", VIEW_ROW("\x24\x80\x04\x01" "a"), DER_OCTET_STRING, false, VIEW_ROW("") },
        { "nothing", VIEW_ROW(""), DER_OCTET_STRING, false, VIEW_ROW("") },
    };
    struct arena arena = { 0 };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct view in = rows[i].in;
        struct view out;
        bool ok = ber_octets(&arena, &in, rows[i].tag, &out);
        if (ok != rows[i].ok || (ok && !view_eq(out, rows[i].want)) || in.n != (ok ? 0 : rows[i].in.n))
            fail_msg("%s", rows[i].what);
    }
    arena_free(&arena);
}

static void what_is_cut_off_can_be_entered(void **state)
{
    static const struct { struct view in; bool ok, cut; struct view content; } rows[] = {
        { VIEW_ROW("\x30\x02" "ab"), true, false, VIEW_ROW("ab") },     { VIEW_ROW("\x30\x03" "ab"), true, true, VIEW_ROW("ab") },
        { VIEW_ROW("\x30\x81\x80" "ab"), true, true, VIEW_ROW("ab") },
        { VIEW_ROW("\x30\x80" "\x02\x01" "a"), true, true, VIEW_ROW("\x02\x01" "a") },
        { VIEW_ROW("\x30\x84\x01"), true, true, VIEW_ROW("") },         { VIEW_ROW("\x30"), false, false, VIEW_ROW("") },
        { VIEW_ROW("\x31\x00"), false, false, VIEW_ROW("") },           { VIEW_ROW(""), false, false, VIEW_ROW("") },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct view in = rows[i].in;
        struct view content = { 0 };
        bool cut = false;
        bool ok = ber_enter(&in, DER_SEQUENCE, &content, &cut);
        if (ok != rows[i].ok || cut != rows[i].cut || !view_eq(content, rows[i].content))
            fail_msg("row %zu", i);
    }
}

/* Real files hold one certificate, or a few thousand pieces of a string; millions of empty values are there to be walked over. */
static void a_value_of_no_length_has_a_ceiling(void **state)
{
    enum { MANY = 1 << 16 };
    struct arena arena = { 0 };
    (void)state;
    for (size_t n = MANY - 1; n <= MANY; n++) {
        char *p = NEW(&arena, char, 2 * n + 4);
        memcpy(p, "\x30\x80", 2);
        for (size_t i = 0; i < n; i++)
            p[2 + 2 * i] = 5;
        struct view in = { .p = p, .n = 2 * n + 4 }, content;
        assert_int_equal(ber_take(&in, DER_SEQUENCE, &content), n < MANY);
    }
    arena_free(&arena);
}

static void values_are_counted_up_to_a_ceiling(void **state)
{
    (void)state;
    assert_int_equal(ber_count(VIEW(""), 9), 0);
    assert_int_equal(ber_count(VIEW("\x30\x00\x30\x00\x30\x00"), 9), 3);
    assert_int_equal(ber_count(VIEW("\x30\x00\x30\x00\x30\x00"), 2), 2);
    assert_int_equal(ber_count(VIEW("\x30\x00\x30"), 9), SIZE_MAX);
}

static void numbers_saturate(void **state)
{
    static const struct { struct view in; bool ok; size_t want; } rows[] = {
        { VIEW_ROW("\x00"), true, 0 }, { VIEW_ROW("\x08\x00"), true, 2048 }, { VIEW_ROW("\x00\xFF"), true, 255 },
        { VIEW_ROW("\x00\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"), true, SIZE_MAX }, { VIEW_ROW("\x7F\0\0\0\0\0\0\0\0\0\0"), true, SIZE_MAX },
        { VIEW_ROW("\x80"), false, 0 }, { VIEW_ROW(""), false, 0 },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        size_t got = 0;
        assert_int_equal(ber_number(rows[i].in, &got), rows[i].ok);
        assert_true(got == rows[i].want);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(strings_in_pieces_are_joined),
        cmocka_unit_test(what_is_cut_off_can_be_entered),
        cmocka_unit_test(a_value_of_no_length_has_a_ceiling),
        cmocka_unit_test(values_are_counted_up_to_a_ceiling),
        cmocka_unit_test(numbers_saturate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
