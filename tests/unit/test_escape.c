#include "unit.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "format/text/escape.h"

struct row {
    const char *in, *out;
};

static struct view escaped(struct arena *arena, enum escape_target target, struct view text)
{
    struct buf b = BUF_INIT(1 << 20);
    struct sink to = sink_buf(&b);
    escape_put(&to, target, text);
    assert_false(to.failed);
    struct view out = view_dup(arena, buf_view(&b));
    buf_free(&b);
    return out;
}

static void check_rows(enum escape_target target, const struct row *rows, size_t n)
{
    struct arena arena = { 0 };
    for (size_t i = 0; i < n; i++)
        assert_string_equal(escaped(&arena, target, view_of(rows[i].in)).p, rows[i].out);
    arena_free(&arena);
}

static void html_would_have_markup(void **state)
{
    static const struct row rows[] = {
        { "& \" < > '", "&amp; &quot; &lt; &gt; &#39;" },
        { "plain", "plain" },
        { "a\nb", "a\\u000Ab" },
        { "\xC3\xA9", "\xC3\xA9" },
        { "x\xC2\x80y", "x\\u0080y" },
    };
    (void)state;
    check_rows(ESCAPE_HTML, rows, COUNT_OF(rows));
    check_rows(ESCAPE_XML, rows, COUNT_OF(rows));
}

static void powershell_string_would_end(void **state)
{
    static const struct row rows[] = {
        { "O'Neill", "O''Neill" },
        { "'; Remove-Item C:\\ -Recurse #", "''; Remove-Item C:\\\\ -Recurse #" },
        { "C:\\u0027", "C:\\\\u0027" }, /* what was typed is shown, never decoded */
        { "\xE2\x80\x98\xE2\x80\x99\xE2\x80\x9A\xE2\x80\x9B", "\\u2018\\u2019\\u201A\\u201B" },
        { "\xD0\x92", "\\u0412" }, /* its second byte is a quote in Windows-1252 */
        { "S\xC3\xA3o", "S\\u00E3o" },
        { "\xF0\x9F\x98\x80", "\\uD83D\\uDE00" },
        { "$(calc) `n \"x\" {{y}}", "$(calc) `n \"x\" {{y}}" },
        { "a\nb\rc\x7F", "a\\\\u000Ab\\\\u000Dc\\\\u007F" },
    };
    (void)state;
    check_rows(ESCAPE_POWERSHELL, rows, COUNT_OF(rows));
}

static void text_would_end_a_json_string(void **state)
{
    static const struct row rows[] = {
        { "plain \xC3\xA9", "plain \xC3\xA9" },
        { "a\"b\\", "a\\\"b\\\\" },
        { "a\nb\tc\x1B\x7F", "a\\nb\\tc\\u001b\\u007f" },
        { "\xE2\x80\xAE \xF3\xA0\x81\x81", "\\u202e \\udb40\\udc41" },
        { "\xFFx", "\xEF\xBF\xBDx" },
    };
    (void)state;
    check_rows(ESCAPE_JSON, rows, COUNT_OF(rows));
}

static void calendar_would_end_a_text_early(void **state)
{
    static const struct row rows[] = {
        { "plain: \xC3\xA9", "plain: \xC3\xA9" },
        { "a;b,c\\d", "a\\;b\\,c\\\\d" },
        { "a\nb", "a\\\\u000Ab" },
    };
    (void)state;
    check_rows(ESCAPE_ICAL, rows, COUNT_OF(rows));
}

static void spreadsheet_would_run_a_formula(void **state)
{
    static const struct row rows[] = {
        { "plain", "plain" },
        { "a,b", "\"a,b\"" },
        { "a;b", "\"a;b\"" },
        { "say \"x\"", "\"say \"\"x\"\"\"" },
        { "a;=1;b; @c;\"+1;-2", "\"a;'=1;b;' @c;'\"\"+1;-2\"" },
        { "a;", "\"a;\"" },
        { ";;=", "\";;'=\"" },
        { "=1+1", "\"'=1+1\"" },
        { "+1", "\"'+1\"" },
        { "-1", "-1" },
        { "-365", "-365" },
        { "-1+1", "\"'-1+1\"" },
        { "-x", "\"'-x\"" },
        { "-", "\"'-\"" },
        { "@x", "\"'@x\"" },
        { " =1", "\"' =1\"" },
        { "\t=1", "\"'\\u0009=1\"" },
        { "\xEF\xBC\x9D"
          "1",
          "\"'\xEF\xBC\x9D"
          "1\"" },
        { " x", "\" x\"" },
        { "2026-11-20", "2026-11-20" },
        { "a\nb", "a\\u000Ab" },
    };
    (void)state;
    static const struct row others[] = {
        { "a,=1;b, @c,-2", "\"a,'=1;b,' @c,-2\"" }, { "a;=1,=2", "\"a;'=1,'=2\"" }, { "a,b", "\"a,b\"" }, { "=1", "\"'=1\"" },
    };
    check_rows(ESCAPE_CSV, rows, COUNT_OF(rows));
    check_rows(ESCAPE_CSV_OTHER, others, COUNT_OF(others));
}

static void sheet_that_comes_back_would_keep_its_guards(void **state)
{
    static const char *const texts[] = { "=1+1", "a;=1;b; @c;+1;-2", ";;=", " =1", "-x;-1",
                                         ("\xEF\xBC\x9D" "1"), "'a;'b", "it's", "Ana, +351 21", "" };
    struct arena arena = { 0 };
    (void)state;
    for (size_t i = 0; i < 2 * COUNT_OF(texts); i++) {
        const char *text = texts[i / 2];
        const struct view field = escaped(&arena, i % 2 ? ESCAPE_CSV : ESCAPE_CSV_OTHER, view_of(text));
        const struct view inside = view_starts(field, VIEW("\"")) ? view_from(view_first(field, field.n - 1), 1) : field;
        assert_true(view_eq_text(escape_csv_undone(&arena, inside), text));
    }
    arena_free(&arena);
}

static void terminal_would_obey(void **state)
{
    static const struct row rows[] = {
        { "a\x1b[2Jb", "a\\u001B[2Jb" },
        { "a\nb", "a\\u000Ab" },
        { "*x* <y>", "*x* <y>" },
        { "\xC0\xAF", "\\xC0\\xAF" },
    };
    static const struct row raw[] = { { "a\nb\tc", "a\nb\tc" }, { "a\rb", "a\\u000Db" }, { "& <", "& <" } };
    (void)state;
    check_rows(ESCAPE_TEXT, rows, COUNT_OF(rows));
    check_rows(ESCAPE_NONE, raw, COUNT_OF(raw));
}

/* Whatever the bytes are, what comes out is text without controls (line feed and tab only unescaped). */
static void any_byte_would_get_through(void **state)
{
    struct arena arena = { 0 };
    (void)state;
    for (int target = 0; target < ESCAPE_COUNT; target++)
        assert_int_equal(escaped(&arena, (enum escape_target)target, (struct view){ 0 }).n, 0);
    for (int target = 0; target < ESCAPE_COUNT; target++)
        for (unsigned code = 0; code < 0x10000; code = code < 0x300 ? code + 1 : code + 0x3D) {
            char text[6] = "a";
            size_t n = 1 + utf8_encode(code, text + 1);
            if (code >= 0x80 && code < 0x100)
                text[1] = (char)code, n = 2; /* a lone byte too */
            struct view out = escaped(&arena, (enum escape_target)target, (struct view){ .p = text, .n = n });
            bool kept = target == ESCAPE_NONE && (code == '\n' || code == '\t');
            assert_true(utf8_valid(out));
            assert_true(kept || view_eq(text_safe(&arena, out), out));
            arena_reset(&arena);
        }
    arena_free(&arena);
}

/* What a printable ASCII character becomes wherever it stands; itself when nothing is said. */
static struct view spelled(enum escape_target target, const char *c)
{
    static const struct {
        const char *targets; /* by their number */
        const char *c, *out;
    } rows[] = {
        { "23", "&", "&amp;" }, { "23", "<", "&lt;" }, { "23", ">", "&gt;" },  { "23", "\"", "&quot;" },
        { "23", "'", "&#39;" }, { "4", "'", "''" },    { "4", "\\", "\\\\" },
    };
    static_assert(ESCAPE_HTML == 2 && ESCAPE_XML == 3 && ESCAPE_POWERSHELL == 4, "as in the rows");
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (strchr(rows[i].targets, '0' + (int)target) && rows[i].c[0] == c[0])
            return view_of(rows[i].out);
    return (struct view){ .p = c, .n = 1 };
}

/* Harmless characters are copied in runs: none that is not may hide in one. */
static void a_character_in_a_run_would_be_missed(void **state)
{
    static const struct view around[] = { VIEW_ROW("a"), VIEW_ROW("x y z"), VIEW_ROW(""), VIEW_ROW("0, 1"), VIEW_ROW("Q") };
    struct arena arena = { 0 };
    (void)state;
    for (int target = 0; target < ESCAPE_CSV; target++)
        for (char c = ' '; c < 0x7F; c++)
            for (size_t i = 0; i < COUNT_OF(around); i++) {
                struct view self = { .p = &c, .n = 1 }, front = around[i], end = around[COUNT_OF(around) - 1 - i];
                struct view wanted = spelled((enum escape_target)target, &c);
                struct view text = VIEW_JOIN(&arena, front, self, self, end, self);
                struct view out = escaped(&arena, (enum escape_target)target, text);
                assert_string_equal(out.p, VIEW_JOIN(&arena, front, wanted, wanted, end, wanted).p);
                arena_reset(&arena);
            }
    arena_free(&arena);
}

static void template_would_get_the_wrong_escape(void **state)
{
    (void)state;
    assert_int_equal(escape_for(VIEW("Install.PS1")), ESCAPE_POWERSHELL);
    assert_int_equal(escape_for(VIEW("report.html")), ESCAPE_HTML);
    assert_int_equal(escape_for(VIEW("case.xml")), ESCAPE_XML);
    assert_int_equal(escape_for(VIEW("a.csv")), ESCAPE_CSV);
    assert_int_equal(escape_for(VIEW("note.txt")), ESCAPE_TEXT);
    assert_int_equal(escape_for(VIEW("html")), ESCAPE_TEXT);
}

static void file_name_would_be_unusable(void **state)
{
    static const struct row rows[] = {
        { "Partner Root CA 2026", "partner-root-ca-2026" },
        { "*.example.com", "example-com" },
        { "../../etc/passwd", "etc-passwd" },
        { "S\xC3\xA3o Jo\xC3\xA3o & Filhos, Lda.", "sao-joao-filhos-lda" },
        { "CON", "certificate-con" },
        { "com1", "certificate-com1" },
        { "com10", "com10" },
        { "", "certificate" },
        { "---", "certificate" },
        { "\xE6\x97\xA5\xE6\x9C\xAC", "certificate" },
        { "a\xFFz", "a-z" },
        { "\\u0023#vso[task.setvariable]x", "vso-task-setvariable-x" },
        { "a\\u003A:error b", "a-error-b" },
        { "root\\u202Egpj", "root-gpj" },
        { "root\\U000E0041\\xFF.ca\\x00", "root-ca" },
        { "corp\\ulla", "corp-ulla" },
        { "corp\\x9g\\u12", "corp-x9g-u12" },
        { "\\u202E", "certificate" },
        { "0123456789012345678901234567890123456789012345678901234567890123456789",
          "012345678901234567890123456789012345678901234567890123456789" },
        { "01234567890123456789012345678901234567890123456789012345678 abc",
          "01234567890123456789012345678901234567890123456789012345678" },
    };
    struct arena arena = { 0 };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct view name = slug(&arena, view_of(rows[i].in));
        assert_string_equal(name.p, rows[i].out);
        assert_true(name.n <= LIMIT_SLUG_BYTES);
    }
    arena_free(&arena);
}

static void windows_would_open_a_device(void **state)
{
    static const char *const devices[] = {
        "con", "NUL", "Aux.txt", "con .txt", "conin$", "CONOUT$.log", "com0", "Com9", "lpt1.tar.gz", "com\xC2\xB9", "lpt\xC2\xB3.x",
    };
    static const char *const names[] = { "", "con-1", "console", "com", "com10", "coma", "lpt\xC2\xB4", "x.con", ".con", "nul-" };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(devices); i++)
        if (!name_is_reserved(view_of(devices[i])))
            fail_msg("%s", devices[i]);
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (name_is_reserved(view_of(names[i])))
            fail_msg("%s", names[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(html_would_have_markup),
        cmocka_unit_test(powershell_string_would_end),
        cmocka_unit_test(text_would_end_a_json_string),
        cmocka_unit_test(calendar_would_end_a_text_early),
        cmocka_unit_test(spreadsheet_would_run_a_formula),
        cmocka_unit_test(sheet_that_comes_back_would_keep_its_guards),
        cmocka_unit_test(terminal_would_obey),
        cmocka_unit_test(any_byte_would_get_through),
        cmocka_unit_test(a_character_in_a_run_would_be_missed),
        cmocka_unit_test(template_would_get_the_wrong_escape),
        cmocka_unit_test(file_name_would_be_unusable),
        cmocka_unit_test(windows_would_open_a_device),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
