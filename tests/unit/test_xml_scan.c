/* What is refused before the parser: too many attributes, told from what only looks like some; encodings that are not the bytes'. */
#include "unit.h"

#include "base/buf.h"
#include "base/limits.h"
#include "format/xml/xml_parts.h"

static struct arena arena;

/* NULL when nothing is refused. */
static const char *refusal(struct view bytes)
{
    static struct err e;
    const char *text;
    char *own = malloc(bytes.n + 1); /* its own block: a look past its end is seen */
    assert_non_null(own);
    memcpy(own, bytes.p, bytes.n);
    bool ok = xml_scan(&arena, (struct view){ .p = own, .n = bytes.n }, &text, &e);
    free(own);
    return ok ? NULL : e.what;
}

static struct view repeat(const char *before, const char *piece, size_t n, const char *after)
{
    struct buf b = BUF_INIT(LIMIT_XML_BYTES);
    buf_text(&b, before);
    for (size_t i = 0; i < n; i++)
        buf_text(&b, piece);
    buf_text(&b, after);
    struct view v = view_dup(&arena, buf_view(&b));
    buf_free(&b);
    return v;
}

static void attributes_of_one_element_have_a_ceiling(void **state)
{
    static const struct {
        const char *before, *piece, *after;
        bool counts;
    } rows[] = {
        { "<a", " b='1'", "/>", true },
        { "<a", "\nb\t=\r\"1\"", ">", true },
        { "<a", " b='>'", "/>", true },
        { "<a", " b=\"'\"", "/>", true },
        { "<a c='<!--'", " b='1'", "/>", true },
        { "<!-- ' --><a", " b='1'", "/>", true },
        { "<?xml version='1.0'?><a>it's<![CDATA[ <x ' ]]><b", " b='1'", "/></a>", true },
        { "<a", " b='1'", "", true }, /* not closed */
        { "<a b='", "=", "'/>", false },
        { "<a>", "=", "</a>", false },
        { "<a>", "<b c='1'/>", "</a>", false },
        { "<!--", " b='1'", "--><a/>", false },
        { "<a><![CDATA[<", " b='1'", "]]></a>", false },
        { "<a><!-- ", "<b c='1'", "", false }, /* not closed: the parser's business */
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const size_t more = rows[i].counts && strstr(rows[i].before, "c=") ? 1 : 0;
        if (refusal(repeat(rows[i].before, rows[i].piece, LIMIT_XML_ATTRIBUTES - more, rows[i].after)))
            fail_msg("row %zu at the ceiling", i);
        const char *above = refusal(repeat(rows[i].before, rows[i].piece, LIMIT_XML_ATTRIBUTES - more + 1, rows[i].after));
        if (rows[i].counts ? !above || !strstr(above, "line 1: too many attributes in one element (at most 64)") : above != NULL)
            fail_msg("row %zu above it: %s", i, above ? above : "accepted");
    }
    assert_non_null(strstr(refusal(repeat("<a>\n\n<b", " c='1'", LIMIT_XML_ATTRIBUTES + 1, "/></a>")), "line 3: "));
    arena_reset(&arena);
}

static void a_declared_encoding_must_be_that_of_the_bytes(void **state)
{
    static const struct {
        const char *text;
        bool ok;
    } rows[] = {
        { "<?xml version='1.0'?><a/>", true },
        { "<?xml version='1.0' encoding='UTF-8'?><a/>", true },
        { "<?xml version='1.0' encoding = \"utf-8\" ?><a/>", true },
        { "<?xml version='1.0' encoding='UTF-16LE'?><a/>", true },
        { "<?xml version='1.0' encoding='US-ASCII'?><a/>", true },
        { "<?xml version='1.0' encoding='ISO-8859-1'?><a/>", false },
        { "<?xml version='1.0' encoding='windows-1252'?><a/>", false },
        { "<a b=\"encoding='EBCDIC'\"/>", true },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if ((refusal(view_of(rows[i].text)) == NULL) != rows[i].ok)
            fail_msg("%s", rows[i].text);
    arena_reset(&arena);
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
        cmocka_unit_test_teardown(attributes_of_one_element_have_a_ceiling, tear_down),
        cmocka_unit_test_teardown(a_declared_encoding_must_be_that_of_the_bytes, tear_down),
    };
    return cmocka_run_group_tests_name("xml_scan", tests, NULL, NULL);
}
