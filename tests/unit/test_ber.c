/* Lengths and strings that DER forbids: read where they are sound, refused without moving where they aren't. */
#include "base/arena.h"
#include "format/x509/der.h"

#include "unit.h"

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

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_cut_off_can_be_entered),
        cmocka_unit_test(a_value_of_no_length_has_a_ceiling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
