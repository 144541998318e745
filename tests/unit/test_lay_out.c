/* Texts to paste: their lines, as Notepad and a portal's field show them. */
#include "unit.h"

#include "format/text/lay_out.h"

#define TEN "0123456789"
#define SEVENTY TEN TEN TEN TEN TEN TEN TEN

static struct view laid_out(struct arena *arena, struct view text)
{
    AUTO(buf_free) struct buf b = BUF_INIT(1024);
    struct sink to = sink_buf(&b);
    lay_out(&to, text);
    return view_dup(arena, buf_view(&b));
}

static void a_text_would_be_laid_out_otherwise(void **state)
{
    static const struct { const char *in, *out; } rows[] = {
        { "", "" },
        { "\n\n", "" },
        { "\n\nSubject\n\n\n\nA: b\n\n", "Subject\n\nA: b\n" },
        { "Subject\nlast without an end", "Subject\nlast without an end\n" },
        { "Subject\r\n  two  spaces   between \r\n", "Subject\n  two  spaces   between\n" },
        { "S\n" SEVENTY " 1234567", "S\n" SEVENTY " 1234567\n" },
        { "S\n" SEVENTY " 12345678", "S\n" SEVENTY "\n12345678\n" },
        { "S\n  Subject: " SEVENTY " x", "S\n  Subject:\n    " SEVENTY " x\n" },
        { "S\n- " SEVENTY " 1234567", "S\n- " SEVENTY "\n  1234567\n" },
        { "S\n12. " SEVENTY " 1234567", "S\n12. " SEVENTY "\n    1234567\n" },
        { "S\nReason: " SEVENTY " Needed by: never", "S\nReason: " SEVENTY "\n    Needed by: never\n" },
        { "S\nEnvironment: " SEVENTY " Host: a\n  Host: b", "S\nEnvironment:\n    " SEVENTY "\n    Host: a\n  Host: b\n" },
        { "S\n" SEVENTY TEN " x", "S\n" SEVENTY TEN "\nx\n" }, /* an address stays one word */
        { SEVENTY " 12345678\nx", SEVENTY " 1234...\nx\n" },
        { "S\n" SEVENTY " \xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9",
          "S\n" SEVENTY " \xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\n" }, /* characters, not bytes */
    };
    struct arena arena = { 0 };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_string_equal(laid_out(&arena, view_of(rows[i].in)).p, rows[i].out);
    arena_free(&arena);
}

static void a_line_would_not_end_as_notepad_ends_it(void **state)
{
    struct arena arena = { 0 };
    (void)state;
    assert_string_equal(with_crlf(&arena, VIEW("a\n\nbc\n")).p, "a\r\n\r\nbc\r\n");
    assert_int_equal(with_crlf(&arena, VIEW("")).n, 0);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_would_be_laid_out_otherwise),
        cmocka_unit_test(a_line_would_not_end_as_notepad_ends_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
