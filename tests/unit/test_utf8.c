/* UTF-8 over every code point and every short byte sequence; safe text; cuts. */
#include "base/arena.h"
#include "base/utf8.h"
#include "unit.h"

static void every_character_goes_both_ways(void **state)
{
    (void)state;
    for (uint32_t code = 0; code <= 0x10FFFF; code++) {
        char bytes[4];
        uint32_t back = 0;
        struct view in = { .p = bytes, .n = utf8_encode(code, bytes) };
        bool surrogate = code >= 0xD800 && code <= 0xDFFF;
        if (utf8_take(&in, &back) == surrogate || (!surrogate && (back != code || in.n != 0)))
            fail_msg("U+%04X", (unsigned)code);
    }
}

/* By the table of RFC 3629 section 4, and not by how the decoder does it. */
static bool slow_valid(const unsigned char *b, size_t n)
{
    if (n == 1)
        return b[0] <= 0x7F;
    if (n == 2)
        return b[0] >= 0xC2 && b[0] <= 0xDF && b[1] >= 0x80 && b[1] <= 0xBF;
    unsigned char low = b[0] == 0xE0 ? 0xA0 : 0x80, high = b[0] == 0xED ? 0x9F : 0xBF;
    return n == 3 && b[0] >= 0xE0 && b[0] <= 0xEF && b[1] >= low && b[1] <= high && b[2] >= 0x80 && b[2] <= 0xBF;
}

static void only_the_shortest_form_is_a_character(void **state)
{
    (void)state;
    for (uint32_t value = 0; value < 1u << 24; value += value < 1u << 16 ? 1 : 3) {
        const unsigned char b[3] = { (unsigned char)(value >> 16), (unsigned char)(value >> 8), (unsigned char)value };
        struct view in = { .p = (const char *)b, .n = 3 };
        uint32_t code;
        bool taken = utf8_take(&in, &code);
        size_t n = 3 - in.n;
        if (taken ? !slow_valid(b, n) : n != 0 || slow_valid(b, 1) || slow_valid(b, 2) || slow_valid(b, 3))
            fail_msg("%02X %02X %02X", b[0], b[1], b[2]);
    }
}

static void broken_texts_are_not_valid(void **state)
{
    static const struct view bad[] = { VIEW_ROW("\x80"),
                                       VIEW_ROW("\xC0\x80"),
                                       VIEW_ROW("\xC1\xBF"),
                                       VIEW_ROW("\xE0\x80\x80"),
                                       VIEW_ROW("\xF0\x80\x80\x80"),
                                       VIEW_ROW("\xED\xA0\x80"),
                                       VIEW_ROW("\xF4\x90\x80\x80"),
                                       VIEW_ROW("\xF5\x80\x80\x80"),
                                       VIEW_ROW("\xFE"),
                                       VIEW_ROW("\xFF"),
                                       VIEW_ROW("a\xE2\x82"),
                                       VIEW_ROW("\xF0\x9F\x98"),
                                       VIEW_ROW("\xC3"),
                                       VIEW_ROW("\xC3(") };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_false(utf8_valid(bad[i]));
    assert_int_equal(utf8_length(VIEW("")), 0);
    assert_int_equal(utf8_length(VIEW("a\xC3\xA9\xC3")), 3);
    assert_int_equal(utf8_length(VIEW("a\0\xC3\xA9")), 4);
    assert_int_equal(utf8_length(VIEW("\xED\xA0\x80")), 0);
    assert_true(utf8_valid(VIEW("")) && utf8_valid(VIEW("a\0\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80")));
}

static const struct {
    struct view raw;
    const char *safe;
} texts[] = {
    { VIEW_ROW("plain \\ text"), "plain \\ text" },
    { VIEW_ROW("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"), "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80" },
    { VIEW_ROW(""), "" },
    { VIEW_ROW("a\0b"), "a\\u0000b" },
    { VIEW_ROW("\x1b[31m\r\n\t\x7F"), "\\u001B[31m\\u000D\\u000A\\u0009\\u007F" },
    { VIEW_ROW("\xC2\x85\xC2\x9B"), "\\u0085\\u009B" },
    { VIEW_ROW("\xE2\x80\xAE"
               "gpj.exe"),
      "\\u202Egpj.exe" },
    { VIEW_ROW("\xE2\x81\xA6\xE2\x81\xA9\xE2\x80\x8F\xD8\x9C"), "\\u2066\\u2069\\u200F\\u061C" },
    { VIEW_ROW("\xE2\x80\x8B\xC2\xAD\xEF\xBB\xBF"), "\\u200B\\u00AD\\uFEFF" },
    { VIEW_ROW("\xE2\x80\xA8\xE2\x80\xA9"), "\\u2028\\u2029" },
    { VIEW_ROW("\xF3\xA0\x81\x81"), "\\U000E0041" },
    { VIEW_ROW("\xEE\x80\x80\xEF\xBF\xBE"), "\\uE000\\uFFFE" },
    { VIEW_ROW("caf\xE9 \xC3"), "caf\\xE9 \\xC3" },
    { VIEW_ROW("\xED\xA0\x80"), "\\xED\\xA0\\x80" },
    /* commands for build servers */
    { VIEW_ROW("a ##vso[task.prependpath]/opt/x"), "a \\u0023#vso[task.prependpath]/opt/x" },
    { VIEW_ROW("##[group]###VSO[x] ##teamcity[y"), "\\u0023#[group]#\\u0023#VSO[x] \\u0023#teamcity[y" },
    { VIEW_ROW("::error file=x::y"), "\\u003A:error file=x\\u003A:y" },
    { VIEW_ROW("  ::add-mask::x:::stop-commands::z"), "  \\u003A:add-mask\\u003A:x:\\u003A:stop-commands\\u003A:z" },
    { VIEW_ROW("# ## C## #[1] ##1[ ::1 fe80::a:1 ::ffff:192.0.2.1 a:: ::"), "# ## C## #[1] ##1[ ::1 fe80::a:1 ::ffff:192.0.2.1 a:: ::" },
};

static void text_is_safe_on_one_line(void **state)
{
    struct arena arena = { 0 };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct view safe = text_safe(&arena, texts[i].raw);
        char fixed[200];
        text_safe_into(fixed, sizeof fixed, texts[i].raw);
        assert_true(view_eq_text(safe, texts[i].safe));
        assert_string_equal(fixed, texts[i].safe);
        assert_true(view_eq(text_safe(&arena, safe), safe));
    }
    assert_ptr_equal(text_safe(&arena, texts[0].raw).p, texts[0].raw.p);
    arena_free(&arena);
}

static void text_that_is_cut_ends_at_a_character(void **state)
{
    static const struct view longs[] = {
        VIEW_ROW("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
        VIEW_ROW("\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC"),
        VIEW_ROW("\x1b\x1b\x1b\x1b\x1b\x1b\x1b"),
        VIEW_ROW("a\xF3\xA0\x81\x81z\xF3\xA0\x81\x81"),
        VIEW_ROW("ab"),
        VIEW_ROW(""),
    };
    struct arena arena = { 0 };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(longs); i++)
        for (size_t size = 1; size < 60; size++) {
            struct view whole = text_safe(&arena, longs[i]);
            char *out = malloc(size); /* its own block: a write past its end is seen */
            assert_non_null(out);
            text_safe_into(out, size, longs[i]);
            struct view got = view_of(out), shown = got;
            assert_true(got.n < size && utf8_valid(got));
            if (whole.n >= size && size > 3) {
                assert_true(view_ends(got, VIEW("...")));
                shown.n -= 3;
            }
            assert_true(view_starts(whole, shown));
            assert_true(whole.n >= size || view_eq(got, whole));
            free(out);
        }
    arena_free(&arena);
}

static void kinds_of_characters(void **state)
{
    (void)state;
    assert_true(code_is_control(0) && code_is_control(0x1F) && code_is_control(0x7F) && code_is_control(0x9F) && code_is_control(0x2028));
    assert_false(code_is_control(' ') || code_is_control('~') || code_is_control(0xA0));
    assert_true(code_is_bidi(0x202A) && code_is_bidi(0x202E) && code_is_bidi(0x2066) && code_is_bidi(0x2069) && code_is_bidi(0x200E));
    assert_false(code_is_bidi(0x2029) || code_is_bidi(0x202F) || code_is_bidi(0x2065) || code_is_bidi(0x206A));
    assert_true(code_is_invisible(0x200B) && code_is_invisible(0x200D) && code_is_invisible(0x2060) && code_is_invisible(0xFE0F) &&
                code_is_invisible(0x2800) && code_is_invisible(0x3164) &&
                code_is_invisible(0xE0001) && code_is_invisible(0x1FFFF) && code_is_invisible(0x10FFFF));
    assert_false(code_is_invisible('a') || code_is_invisible(0x1F600) || code_is_invisible(0x4E00) || code_is_invisible(0xFFFD));
}

static void letters_that_look_like_latin_ones_are_found(void **state)
{
    static const struct {
        const char *text;
        uint32_t want;
    } rows[] = {
        { "", 0 },
        { "ISRG Root X1", 0 },
        { "ISRG Root \u04251", 0x425 },
        { "ana@ex\u0430mple.com", 0x430 },
        { "DC-F\u0415-01", 0x415 },
        { "\u0410CME", 0x410 },
        { "\u039FTE", 0x39F },
        { "Caf\u00E9 \u03A9\u03BC\u03AD\u03B3\u03B1", 0 },
        { "\u041E\u041E\u041E Partner-\u0418\u0422 2", 0 },
        { "\u041E\u041E\u041E Partner", 0 },
        { "\u0425", 0 },
        { "\u0418\u04222A", 0x422 },
        { "\u0394Tech AWS-\u03BB 10\u03A9 \u03C04U \u03B1-Bank PROD\u03B1 \u03BCservice", 0 },
        { "\u0414. Smith", 0 },
        { "VT\u0411 Root", 0 },
        { "Root \u0421\u0410", 0x410 },
        { "Root \u0421\u0410 \u0418\u0422", 0 },
        { "P\uFF41rtner", 0xFF41 },
        { "Partner \uFF23\uFF21", 0xFF21 },
        { "\uFF21\uFF22\u682A\u5F0F", 0 },
        { "Ro\U0001D428t", 0x1D428 },
        { "p\u0251rtner", 0x251 },
        { "P\u13AArtner", 0x13AA },
        { "ex\u0585mple", 0x585 },
        { "G\u01C0obal", 0x1C0 },
        { "\uA4D3igiCert", 0xA4D3 },
        { "Gl\u2C9Fbal", 0x2C9F },
        { "R\u1D0F\u1D0Ft", 0x1D0F },
        { "s\u026Ate", 0x26A },
        { "Y\u0131ld\u0131z \u01C5 \u0180", 0 },
        { "1\u00BA Sr.\u00AA N\u00BA Ge\u2122 \u0130\u015F\u0131k \u5927A", 0 },
        { "\xFF" "A\xFF", 0 },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (text_twin(view_of(rows[i].text)) != rows[i].want)
            fail_msg("%s", rows[i].text);
}

/* Else a name from Excel or a web page is another one than it looks like. */
static void white_space_of_typesetting_goes_from_both_ends(void **state)
{
    static const struct { const char *text, *want; } rows[] = {
        { "a", "a" }, { " \u00A0 a\u00A0b\t\u3000\u202F", "a\u00A0b" }, { "\u00A0", "" }, { "", "" }, { " \t", "" },
        { "\u00E9", "\u00E9" }, { "\xA0" "a\xC2", "\xA0" "a\xC2" }, { "\xA0\xA0", "\xA0\xA0" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_true(view_eq_text(text_trim(view_of(rows[i].text)), rows[i].want));
    assert_int_equal(text_space(VIEW("\u3000 a")), 3);
    assert_int_equal(text_space(VIEW("\r\n")), 1);
    assert_int_equal(text_space(VIEW("\u00E9 ")) + text_space(VIEW("\xC2")) + text_space(VIEW("")), 0);
}

static void only_a_pair_of_quotation_marks_goes(void **state)
{
    static const struct { const char *text, *want; } rows[] = {
        { "a", "a" }, { "\"a\"", "a" }, { " \u201C\u00A0a b\u00A0\u201D ", "a b" }, { "\u201Ea\u201C", "a" }, { "\u201Ca\u201E", "a" },
        { "\u00ABa\u00BB", "a" }, { "'a'", "a" }, { "\u2018a\u2019", "a" }, { "\u201Aa\u2018", "a" }, { "\u2018a's\u2019", "a's" },
        { "\"a", "\"a" }, { "a\u201D", "a\u201D" }, { "\u201Ca'", "\u201Ca'" },
        { "\u201Ca\u201D, \u201Cb\u201D", "\u201Ca\u201D, \u201Cb\u201D" },
        { "\"", "\"" }, { "\"\"", "" }, { "\u201C", "\u201C" }, { "", "" }, { "\xE2\x80", "\xE2\x80" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (!view_eq_text(text_unquoted(view_of(rows[i].text)), rows[i].want))
            fail_msg("%s", rows[i].text);
}

/* A Mac writes accents apart from their letters; whoever types a name sees no difference. */
static void names_that_look_the_same_are_the_same(void **state)
{
    static const struct { const char *a, *b; bool same; } rows[] = {
        { "", "", true }, { "a", "", false }, { "\u00AD", "", false }, { "Test", "tEST", true }, { "Test", "Test2", false },
        { "Produ\u00E7\u00E3o", "Produc\u0327a\u0303o", true }, { "PRODU\u00C7\u00C3O", "produc\u0327a\u0303o", true },
        { "Produ\u00E7\u00E3o", "Producao", false }, { "\u0421\u0422\u0415\u041D\u0414", "\u0441\u0442\u0435\u043D\u0434", true },
        { "\u30D7\u30ED\u30C0", "\u30D5\u309A\u30ED\u30BF\u3099", true }, { "\uFF34est", "Test", true }, { "Stra\u00DFe", "STRASSE", true },
        { "\xC3", "\xC3", true }, { "\xC3", "\xC4", false }, { "\xC3" "a", "\u00E3", false },
        /* Where they part, one or both may have a letter of ASCII that more follows. */
        { "\u00E7a", "\u00E7b", false }, { "a\u0301", "b\u0301", false }, { "a\u0301b", "ab", false }, { "\u00E7", "\u00E7a", false },
        { "Te\u00ADst", "TEST", true }, { "Test\u00AD", "test", true }, { "\u00ADTest", "test", true }, { "\uFB00a", "FFA", true },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena arena = { 0 };
        const struct view a = view_of(rows[i].a), b = view_of(rows[i].b);
        bool folded = view_eq(text_folded(&arena, a), text_folded(&arena, b));
        if (text_same(a, b) != rows[i].same || text_same(b, a) != rows[i].same || (folded != rows[i].same && a.n && b.n) ||
            (folded && text_cmp(a, b) != 0) || (!folded && text_cmp(a, b) == 0) || (text_cmp(a, b) > 0) != (text_cmp(b, a) < 0))
            fail_msg("%s and %s", rows[i].a, rows[i].b);
        arena_free(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_that_look_the_same_are_the_same),
        cmocka_unit_test(only_a_pair_of_quotation_marks_goes),
        cmocka_unit_test(every_character_goes_both_ways),       cmocka_unit_test(only_the_shortest_form_is_a_character),
        cmocka_unit_test(broken_texts_are_not_valid),           cmocka_unit_test(text_is_safe_on_one_line),
        cmocka_unit_test(text_that_is_cut_ends_at_a_character), cmocka_unit_test(kinds_of_characters),
        cmocka_unit_test(letters_that_look_like_latin_ones_are_found), cmocka_unit_test(white_space_of_typesetting_goes_from_both_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
