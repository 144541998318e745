/* What is refused before the parser: each byte in every place, the ceilings at and above, and tags that go on in odd ways. */
#include "unit.h"

#include "base/limits.h"
#include "format/xml/xml_scan.h"

static struct arena arena;

/* NULL when nothing is refused. */
static const char *refusal(struct view bytes)
{
    static struct err e;
    struct view text;
    char *own = malloc(bytes.n + 1); /* its own block: a look past its end is seen */
    assert_non_null(own);
    memcpy(own, bytes.p, bytes.n);
    bool ok = xml_scan(&arena, (struct view){ .p = own, .n = bytes.n }, &text, &e);
    free(own);
    return ok ? NULL : e.what;
}

static void each_byte_is_judged_wherever_it_stands(void **state)
{
    (void)state;
    for (size_t n = 0; n < 30; n++)
        for (unsigned byte = 0; byte < 256; byte++) {
            struct view text = view_fmt(&arena, "<a>\n%*s%c%20s</a>", (int)n, "", '?', "");
            char *p = NEW(&arena, char, text.n);
            memcpy(p, text.p, text.n);
            p[4 + n] = (char)byte;
            const char *got = refusal((struct view){ .p = p, .n = text.n });
            bool space = byte == '\t' || byte == '\n' || byte == '\r';
            const char *want = byte >= 0x80            ? "line 2: a byte that is not UTF-8"
                               : byte == '<'           ? "line 2: a tag that is not closed"
                               : byte < 0x20 && !space ? "line 2: a character that XML does not allow"
                                                       : NULL;
            if (want ? !got || strcmp(got, want) != 0 : got != NULL)
                fail_msg("0x%02X behind %zu: %s", byte, n, got ? got : "accepted");
        }
    arena_reset(&arena);
}

static struct view repeat(const char *before, const char *piece, size_t n, const char *after)
{
    struct view v = view_fmt(&arena, "%s%*s%s", before, (int)(n * strlen(piece)), "", after);
    char *p = NEW(&arena, char, v.n);
    memcpy(p, v.p, v.n);
    for (size_t i = 0; i < n; i++)
        memcpy(p + strlen(before) + i * strlen(piece), piece, strlen(piece));
    return (struct view){ .p = p, .n = v.n };
}

static void ceilings_hold_at_and_above(void **state)
{
    static const struct {
        const char *before, *piece, *after;
        size_t most;
        const char *what;
    } rows[] = {
        { "<", "n", "/>", LIMIT_XML_NAME_BYTES - 1, "a name of too many bytes (at most 256)" }, /* the "/" counts */
        { "<", "n", " />", LIMIT_XML_NAME_BYTES, "a name of too many bytes (at most 256)" },
        { "<", "n", "\n/>", LIMIT_XML_NAME_BYTES, "a name of too many bytes (at most 256)" },
        { "<a ", "n", "='1'/>", LIMIT_XML_NAME_BYTES, "a name of too many bytes (at most 256)" },
        { "<a ", "n", "'<", LIMIT_XML_NAME_BYTES - 1, "a name of too many bytes (at most 256)" },
        { "<a ", "n", "", LIMIT_XML_NAME_BYTES, "a name of too many bytes (at most 256)" },
        { "<a ", "&", " />", LIMIT_XML_NAME_BYTES, "a name of too many bytes (at most 256)" },
        { "<a b='", "n", "'/>", 100000, NULL },
        { "<a b='1'", "n", " />", LIMIT_XML_NAME_BYTES - 1, "a name of too many bytes (at most 256)" }, /* the opening quote counts */
        { "<a", " b='1'", "/>", LIMIT_XML_ATTRIBUTES, "too many attributes in one element (at most 64)" },
        { "<a", "=", "/>", LIMIT_XML_ATTRIBUTES, "too many attributes in one element (at most 64)" },
        { "<a>", "&", "</a>", LIMIT_XML_NODES - 2, "too many elements, attributes, comments and references (at most 50000)" },
        { "<a b='", "&", "'/>", LIMIT_XML_NODES - 2, "too many elements, attributes, comments and references (at most 50000)" },
        { "<a b='1'>", "<b/>", "</a>", LIMIT_XML_NODES - 3, "too many elements, attributes, comments and references (at most 50000)" },
        { "", "<a>", "", LIMIT_XML_DEPTH, "elements are nested too deeply (at most 32)" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *below = refusal(repeat(rows[i].before, rows[i].piece, rows[i].most, rows[i].after));
        if (below && strstr(below, "at most"))
            fail_msg("row %zu at its ceiling: %s", i, below);
        const char *above = refusal(repeat(rows[i].before, rows[i].piece, rows[i].most + 1, rows[i].after));
        if (rows[i].what ? !above || !strstr(above, rows[i].what) : above != NULL)
            fail_msg("row %zu above its ceiling: %s", i, above ? above : "accepted");
        arena_reset(&arena);
    }
}

static void tags_are_followed_to_their_end(void **state)
{
    static const struct {
        const char *text, *what;
    } rows[] = {
        { "<a b='>' c=\">\"/>", NULL },
        { "<a b='\"' c=\"'\"/>", NULL },
        { "<a\nb\t=\r\n'1'/>", NULL },
        { "<a b='&lt;&gt;'>&amp;</a>", NULL },
        { "<a b=''/>", NULL },
        { "<a></a >", NULL },
        { "<a>]]></a>", NULL }, /* the parser's business */
        { "<a\n<b>", "line 1: a tag that is not closed" },
        { "<a>\n<b c=\"d\n<", "line 2: < inside an attribute" },
        { "<a>\n<b c='d>\n\n", "line 2: an attribute that is not closed" },
        { "<a b='1'\n", "line 1: a tag that is not closed" },
        { "<", "line 1: a tag that is not closed" },
        { "<a>\n<", "line 2: a tag that is not closed" },
        { "<a b=\"'", "line 1: an attribute that is not closed" },
        { "<a b=\"", "line 1: an attribute that is not closed" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *got = refusal(view_of(rows[i].text));
        if (rows[i].what ? !got || strcmp(got, rows[i].what) != 0 : got != NULL)
            fail_msg("%s: %s", rows[i].text, got ? got : "accepted");
    }
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
        cmocka_unit_test_teardown(each_byte_is_judged_wherever_it_stands, tear_down),
        cmocka_unit_test_teardown(ceilings_hold_at_and_above, tear_down),
        cmocka_unit_test_teardown(tags_are_followed_to_their_end, tear_down),
    };
    return cmocka_run_group_tests_name("xml_scan", tests, NULL, NULL);
}
