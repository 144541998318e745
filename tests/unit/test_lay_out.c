/* Texts to paste: their lines, as Notepad and a portal's field show them. */
#include "unit.h"

#include "format/text/lay_out.h"

#define TEN "0123456789"
#define SEVENTY TEN TEN TEN TEN TEN TEN TEN

static void a_text_would_be_laid_out_otherwise(void **state)
{
    static const struct { const char *in, *out; } rows[] = {
        { "", "" },
        { "\n\n", "" },
        { "\n\nSubject\n\n\n\nA: b\n\n", "Subject\r\n\r\nA: b\r\n" },
        { "Subject\nlast without an end", "Subject\r\nlast without an end\r\n" },
        { "Subject\r\n  two  spaces   between \r\n", "Subject\r\n  two spaces between\r\n" },
        { "S\n" SEVENTY " 1234567", "S\r\n" SEVENTY " 1234567\r\n" },
        { "S\n" SEVENTY " 12345678", "S\r\n" SEVENTY "\r\n12345678\r\n" },
        { "S\n  Subject: " SEVENTY " x", "S\r\n  Subject:\r\n    " SEVENTY " x\r\n" },
        { "S\n- " SEVENTY " 1234567", "S\r\n- " SEVENTY "\r\n  1234567\r\n" },
        { "S\n12. " SEVENTY " 1234567", "S\r\n12. " SEVENTY "\r\n    1234567\r\n" },
        { "S\nReason: " SEVENTY " Needed by: never", "S\r\nReason: " SEVENTY "\r\n  Needed by: never\r\n" },
        { "S\n" SEVENTY TEN " x", "S\r\n" SEVENTY TEN "\r\nx\r\n" }, /* an address stays one word */
        { SEVENTY " 12345678\nx", SEVENTY " 1234...\r\nx\r\n" },
        { "S\n" SEVENTY " \xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9",
          "S\r\n" SEVENTY " \xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\r\n" }, /* characters, not bytes */
    };
    struct arena arena = { 0 };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_string_equal(view_dup(&arena, lay_out(&arena, view_of(rows[i].in))).p, rows[i].out);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(a_text_would_be_laid_out_otherwise) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
