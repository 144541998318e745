/* Each byte in every place of a text and between the tokens; where the tokens are. */
#include "unit.h"

#include "format/json/json.h"

static struct arena arena;

/* NULL when nothing is refused. */
static const char *refusal(struct view bytes, struct json_tokens *tokens)
{
    static struct err e;
    char *own = malloc(bytes.n + 1); /* its own block: a look past its end is seen */
    assert_non_null(own);
    memcpy(own, bytes.p, bytes.n);
    bool ok = json_scan(&arena, (struct view){ .p = own, .n = bytes.n }, tokens, &e);
    free(own);
    return ok ? NULL : e.what;
}

static void each_byte_of_a_text_is_judged_wherever_it_stands(void **state)
{
    (void)state;
    for (size_t n = 0; n < 30; n++)
        for (unsigned byte = 0; byte < 256; byte++) {
            char text[64] = "[\"", want[80] = "";
            memset(text + 2, 'x', n);
            text[2 + n] = (char)byte;
            memcpy(text + 3 + n, "xxxxxxxxxx\"]", 12);
            struct json_tokens tokens;
            const char *got = refusal((struct view){ .p = text, .n = n + 15 }, &tokens);
            if (byte >= 0x80)
                snprintf(want, sizeof want, "line 1, column %zu: not UTF-8", n + 3);
            else if (byte < 0x20)
                snprintf(want, sizeof want, "line 1, column %zu: a control character in a text", n + 3);
            else if (byte == '\\')
                snprintf(want, sizeof want, "line 1, column %zu: an escape that JSON does not have", n + 3);
            else if (byte == '"')
                snprintf(want, sizeof want, "line 1, column %zu: something that is no JSON value", n + 4);
            if (*want ? !got || strncmp(got, want, strlen(want)) != 0 : got != NULL)
                fail_msg("0x%02X behind %zu: %s", byte, n, got ? got : "accepted");
        }
}

static void keys_and_numbers_are_listed_in_order(void **state)
{
    struct json_tokens tokens;
    (void)state;
    assert_null(refusal(VIEW("{\"a\" :\r\n\t-1.5e3, \"b\\\"\\u00e9\":[\"c\", 20 , \"\"], \"\xC3\xA9\\\\\":null}"), &tokens));
    assert_int_equal(tokens.keys.n, 3);
    assert_int_equal(tokens.keys.items[0], 1);
    assert_int_equal(tokens.keys.items[1], 17);
    assert_int_equal(tokens.keys.items[2], 45);
    assert_int_equal(tokens.numbers.n, 2);
    assert_int_equal(tokens.numbers.items[0].n, 6);
    assert_int_equal(tokens.numbers.items[1].n, 2);
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(each_byte_of_a_text_is_judged_wherever_it_stands, tear_down),
        cmocka_unit_test_teardown(keys_and_numbers_are_listed_in_order, tear_down),
    };
    return cmocka_run_group_tests_name("json_scan", tests, NULL, NULL);
}
