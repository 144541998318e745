#include "unit.h"

#include "base/limits.h"
#include "der_build.h"

static void test_lengths_are_taken_only_in_their_shortest_form(void **state)
{
    static const struct {
        struct view in;
        bool good;
        size_t content;
    } rows[] = {
        { VIEW_ROW(""), false, 0 },
        { VIEW_ROW("\x02"), false, 0 },
        { VIEW_ROW("\x05\x00"), true, 0 },
        { VIEW_ROW("\x02\x01\x07"), true, 1 },
        { VIEW_ROW("\x02\x02\x07"), false, 0 },
        { VIEW_ROW("\x02\x81\x01\x07"), false, 0 },
        { VIEW_ROW("\x02\x82\x00\x01\x07"), false, 0 },
        { VIEW_ROW("\x02\x81"), false, 0 },
        { VIEW_ROW("\x02\x84\xFF\xFF\xFF\xFF"), false, 0 },
        { VIEW_ROW("\x02\x89\x01\x00\x00\x00\x00\x00\x00\x00\x01\x07"), false, 0 },
        { VIEW_ROW("\x30\x80\x05\x00\x00\x00"), false, 0 },
        { VIEW_ROW("\x04\x80\x00\x00"), false, 0 },
        { VIEW_ROW("\x1F\x81\x01\x00"), false, 0 },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct view rest = rows[i].in, content, whole;
        unsigned tag;
        assert_int_equal(der_any(&rest, &tag, &content, &whole), rows[i].good);
        assert_int_equal(rest.n, rows[i].good ? 0 : rows[i].in.n);
        if (rows[i].good) {
            assert_int_equal(content.n, rows[i].content);
            assert_true(view_eq(whole, rows[i].in));
            assert_int_equal(tag, (unsigned char)rows[i].in.p[0]);
        }
    }
}

static void test_long_lengths_are_read_at_their_borders(void **state)
{
    static const size_t sizes[] = { 0, 1, 127, 128, 255, 256, 65535, 65536, 100000 };
    struct arena arena = { 0 };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        struct view content, made, rest;
        made = rest = tlv(&arena, DER_OCTET_STRING, (struct view){ .p = NEW(&arena, char, sizes[i] + 1), .n = sizes[i] });
        assert_true(der_take(&rest, DER_OCTET_STRING, &content));
        assert_int_equal(content.n, sizes[i]);
        assert_int_equal(rest.n, 0);
        made.n--;
        assert_false(der_take(&made, DER_OCTET_STRING, &content));
    }
    arena_free(&arena);
}

static void test_take_looks_at_the_tag(void **state)
{
    struct view in = VIEW("\x02\x01\x07\x05\x00"), broken = VIEW("\x05\x09"), content;
    (void)state;
    assert_false(der_take(&in, DER_NULL, &content));
    assert_int_equal(in.n, 5);
    assert_true(der_next_is(in, DER_INTEGER));
    assert_true(der_take(&in, DER_INTEGER, &content));
    assert_true(view_eq(content, VIEW("\x07")));
    assert_true(der_take(&in, DER_NULL, &content));
    assert_false(der_take(&broken, DER_NULL, &content));
    assert_int_equal(broken.n, 2);
    assert_false(der_next_is((struct view){ 0 }, DER_NULL));
}

static void test_der_is_told_from_ber(void **state)
{
    static const struct {
        const char *name;
        struct view in;
        bool want;
    } rows[] = {
        { "a list", VIEW_ROW("\x30\x02\x05\x00"), true },
        { "two values", VIEW_ROW("\x05\x00\x05\x00"), true },
        { "what is in octets doesn't count", VIEW_ROW("\x04\x02\x30\x80"), true },
        { "nothing", VIEW_ROW(""), false },
        { "indefinite", VIEW_ROW("\x30\x80\x05\x00\x00\x00"), false },
        { "indefinite inside", VIEW_ROW("\x30\x06\xA0\x80\x05\x00\x00\x00"), false },
        { "long form", VIEW_ROW("\x30\x81\x02\x05\x00"), false },
        { "long form inside", VIEW_ROW("\x30\x04\x02\x81\x01\x07"), false },
        { "octets in pieces", VIEW_ROW("\x24\x04\x04\x02""ab"), false },
        { "bits in pieces", VIEW_ROW("\x23\x08\x03\x02\x00\xAA\x03\x02\x04\xF0"), false },
        { "text in pieces", VIEW_ROW("\x2C\x06\x0C\x01x\x0C\x01y"), false },
        { "a list without its bit", VIEW_ROW("\x10\x02\x05\x00"), false },
        { "a length too long", VIEW_ROW("\x30\x03\x05\x00"), false },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (der_is_strict(rows[i].in) != rows[i].want)
            fail_msg("%s", rows[i].name);
}

static void test_ber_values_are_taken_with_their_end_mark(void **state)
{
    struct view in = VIEW("\x30\x80\x30\x80\x05\x00\x00\x00\x00\x00\x05\x00"), content, whole;
    unsigned tag;
    (void)state;
    assert_true(ber_any(&in, &tag, &content, &whole));
    assert_int_equal(tag, DER_SEQUENCE);
    assert_int_equal(content.n, 6);
    assert_int_equal(whole.n, 10);
    assert_true(ber_any(&in, &tag, &content, &whole));
    assert_int_equal(whole.n, 2);
    assert_false(ber_any(&in, &tag, &content, &whole));
}

/* `depth` values of indefinite length, one in the other. */
static struct view nested(struct arena *arena, size_t depth)
{
    char *p = NEW(arena, char, 4 * depth + 1);
    for (size_t i = 0; i < depth; i++)
        memcpy(p + 2 * i, "\x30\x80", 2);
    return (struct view){ .p = p, .n = 4 * depth };
}

static void test_depth_is_bounded(void **state)
{
    struct arena arena = { 0 };
    struct view content, whole, in, deep = VIEW("\x05\x00");
    unsigned tag;
    (void)state;
    in = nested(&arena, LIMIT_DER_DEPTH);
    assert_true(ber_any(&in, &tag, &content, &whole));
    in = nested(&arena, LIMIT_DER_DEPTH + 1);
    assert_false(ber_any(&in, &tag, &content, &whole));
    in = nested(&arena, 100000);
    assert_false(ber_any(&in, &tag, &content, &whole));
    for (size_t i = 0; i < LIMIT_DER_DEPTH; i++)
        deep = tlv(&arena, DER_SEQUENCE, deep);
    assert_true(der_is_strict(deep));
    assert_false(der_is_strict(tlv(&arena, DER_SEQUENCE, deep)));
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lengths_are_taken_only_in_their_shortest_form),
        cmocka_unit_test(test_long_lengths_are_read_at_their_borders),
        cmocka_unit_test(test_take_looks_at_the_tag),
        cmocka_unit_test(test_der_is_told_from_ber),
        cmocka_unit_test(test_ber_values_are_taken_with_their_end_mark),
        cmocka_unit_test(test_depth_is_bounded),
    };
    return cmocka_run_group_tests_name("der", tests, NULL, NULL);
}
