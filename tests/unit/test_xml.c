#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <pthread.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/limits.h"
#include "format/xml/xml.h"
#include "seeded.h"

#define UNUSED(state) (void)(state)

static const char schema_text[] =
    "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' targetNamespace='urn:t' elementFormDefault='qualified'>"
    "<xs:element name='t'><xs:complexType><xs:sequence>"
    "<xs:element name='n' minOccurs='0' maxOccurs='unbounded'><xs:simpleType><xs:restriction base='xs:string'>"
    "<xs:maxLength value='5'/><xs:pattern value='[a-z]+'/></xs:restriction></xs:simpleType></xs:element>"
    "</xs:sequence><xs:attribute name='v'/></xs:complexType></xs:element></xs:schema>";

static struct xml_schema *load_schema(void)
{
    struct xml_schema *schema = NULL;
    struct err e = { 0 };
    assert_true(xml_schema_load(view_of(schema_text), &schema, &e));
    return schema;
}

static void expect_refusal(struct view bytes, const struct xml_schema *schema, enum status status, const char *what)
{
    struct arena arena = { 0 };
    struct err e = { 0 };
    struct xml *root;
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    bool ok = xml_read(&arena, bytes, schema, &root, &e);
    clock_gettime(CLOCK_MONOTONIC, &to);
    if (ok)
        fail_msg("accepted, wanted \"%s\": %.60s", what, bytes.p);
    if (!strstr(e.what, what))
        fail_msg("\"%s\" lacks \"%s\"", e.what, what);
    assert_int_equal(e.status, status);
    assert_string_not_equal(e.hint, "");
    assert_true(to.tv_sec - from.tv_sec < 5);
    arena_free(&arena);
}

static void test_refuses_with_line(void **state)
{
    UNUSED(state);
    static const struct {
        const char *text, *what;
    } rows[] = {
        { "", "it is empty" },
        { " \n ", "it is empty" },
        { "<!DOCTYPE a><a/>", "line 1: a DOCTYPE" },
        { "<?xml version='1.0'?>\n<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>", "line 2: a DOCTYPE" },
        { "<!doctype a><a/>", "line 1: not well-formed" },
        { "<a><!ENTITY x 'y'></a>", "not well-formed" },
        { "<a>&x;</a>", "not well-formed" },
        { "<a>\n<b></a>", "line 2: not well-formed" },
        { "<a/><b/>", "not well-formed" },
        { "text", "not well-formed" },
        { "<a", "not well-formed" },
        { "<a b='", "not well-formed" },
        { "<a b='<'/>", "not well-formed" },
        { "<a b='1' b='2'/>", "not well-formed" },
        { "<a b=1/>", "not well-formed" },
        { "<a x:b='1'/>", "not well-formed" },
        { "<a>\n\n<!-- x </a>", "line 3: not well-formed XML: Comment not terminated" },
        { "<a><!-- a -- b --></a>", "Double hyphen within comment" },
        { "<a><!--a---></a>", "Double hyphen within comment" },
        { "<a><![CDATA[ x </a>", "CData section not finished" },
        { "<a><?php x ?></a>", "a processing instruction" },
        { "<?xml-stylesheet href='x'?><a/>", "a processing instruction" },
        { " <?xml version='1.0'?><a/>", "XML declaration allowed only at the start" },
        { "<?xml version='1.0' <!-- ?><a/>", "not well-formed" },
        { "<?xml version='1.0'><a/>", "not well-formed" },
        { "<?xml version='1.0' encoding='ISO-8859-1'?><a/>", "an encoding" },
        { "<?xml version='1.0' encoding='EBCDIC-CP-US'?><a/>", "an encoding" },
        { "<a>\n\x80</a>", "line 2: not UTF-8" },
        { "<a>\x01</a>", "not well-formed XML: PCDATA invalid Char value 1" },
        { "<a>\xEF\xBF\xBF</a>", "not well-formed" },
        { "<a>&#1;</a>", "not well-formed" },
        { "<a>&#xD800;</a>", "not well-formed" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        expect_refusal(view_of(rows[i].text), NULL, ST_FORMAT, rows[i].what);
    expect_refusal(VIEW("\xFF\xFE<\0\0\0"), NULL, ST_FORMAT, "line 1: a character that XML does not allow");
    expect_refusal(VIEW("\xFF\xFE\0\0<\0\0\0"), NULL, ST_FORMAT, "not well-formed"); /* UTF-32 */
    expect_refusal(VIEW("\xFF\xFE<\0a"), NULL, ST_FORMAT, "not well-formed");
    expect_refusal(VIEW("\xFF\xFE<\0\x00\xDC"), NULL, ST_FORMAT, "not well-formed");
    expect_refusal(VIEW("<a>\0</a>"), NULL, ST_FORMAT, "line 1: a character that XML does not allow");
    expect_refusal(VIEW("<a/>\n\0<"), NULL, ST_FORMAT, "line 2: a character that XML does not allow");
}

static void test_schema_violation_names_line_and_element(void **state)
{
    UNUSED(state);
    struct xml_schema *schema = load_schema();
    expect_refusal(VIEW("<t xmlns='urn:t'>\n<n>a</n>\n<n>TOO</n></t>"), schema, ST_FORMAT, "line 3: <n>: 'TOO' doesn't look like '[a-z]+'");
    expect_refusal(VIEW("<t xmlns='urn:t'>\n<n>abcdef</n></t>"), schema, ST_FORMAT, "line 2: <n>: has a length of '6'");
    expect_refusal(VIEW("<t xmlns='urn:t'><m/></t>"), schema, ST_FORMAT, "<t> has no element m; it has n");
    expect_refusal(VIEW("<t xmlns='urn:t' w=''/>"), schema, ST_FORMAT, "<t> has no attribute w; it has v");
    /* The line is the one of the element that the message names, wherever the fault itself stands. */
    expect_refusal(VIEW("<t xmlns='urn:t'>\n<n>a\n<n/></n></t>"), schema, ST_FORMAT, "line 2: <n> has an element in it");
    expect_refusal(VIEW("<t xmlns='urn:t'>\n<n>a</n>\nx\n<n>b</n></t>"), schema, ST_FORMAT, "line 1: <t> has text in it");
    expect_refusal(VIEW("<t xmlns='urn:t'>\n<n>a\nb</n></t>"), schema, ST_FORMAT, "line 2: <n>: 'a");
    expect_refusal(VIEW("<t xmlns='urn:t'>\n<m>\n</t>"), schema, ST_FORMAT, "line 3: not well-formed");
    expect_refusal(VIEW("<t/>"), schema, ST_FORMAT, "the document is <t>, and not a <t> of urn:t");
    expect_refusal(VIEW("<t xmlns='urn:other'/>"), schema, ST_FORMAT, "the document is <t>, and not a <t> of urn:t");
    xml_schema_free(schema);
}

static struct view repeat(struct arena *arena, const char *before, const char *piece, size_t n, const char *after)
{
    size_t length = strlen(piece), head = strlen(before), tail = strlen(after);
    char *p = NEW(arena, char, head + n * length + tail + 1);
    memcpy(p, before, head);
    for (size_t i = 0; i < n; i++)
        memcpy(p + head + i * length, piece, length);
    memcpy(p + head + n * length, after, tail);
    return (struct view){ .p = p, .n = head + n * length + tail };
}

/* Each error costs the parser time, and so does each attribute that it compares with those before. */
static void test_slow_documents_are_answered_fast(void **state)
{
    UNUSED(state);
    struct arena arena = { 0 };
    struct buf b = BUF_INIT(LIMIT_XML_BYTES);
    expect_refusal(repeat(&arena, "<a><!--", "-- ", 170000, ""), NULL, ST_FORMAT, "Double hyphen");
    expect_refusal(repeat(&arena, "<a><!--", "-", 500000, "--></a>"), NULL, ST_FORMAT, "Double hyphen");
    expect_refusal(repeat(&arena, "", "<!--", 130000, ""), NULL, ST_FORMAT, "Double hyphen");
    expect_refusal(repeat(&arena, "<a b='", "<!--", 130000, "'/>"), NULL, ST_FORMAT, "not well-formed");
    expect_refusal(repeat(&arena, "<a><?x ", "<!--", 130000, "?></a>"), NULL, ST_FORMAT, "a processing instruction");
    buf_text(&b, "<a");
    for (int i = 0; i < 30000; i++)
        buf_fmt(&b, " a%d='x'", i);
    buf_text(&b, "/>");
    expect_refusal(buf_view(&b), NULL, ST_LIMIT, "too many attributes");
    buf_free(&b);
    arena_free(&arena);
}

static void hold_limit(struct view (*make)(struct arena *, size_t), size_t limit)
{
    for (size_t n = limit - 1; n <= limit + 1; n++) {
        struct arena arena = { 0 };
        struct err e = { 0 };
        struct xml *root;
        bool ok = xml_read(&arena, make(&arena, n), NULL, &root, &e);
        if (ok != (n <= limit))
            fail_msg("%zu of %zu: %s", n, limit, e.what);
        assert_true(ok || e.status == ST_LIMIT);
        arena_free(&arena);
    }
}

static struct view of_size(struct arena *arena, size_t n)
{
    return repeat(arena, "<a>", "x", n - 7, "</a>");
}

static struct view of_depth(struct arena *arena, size_t n)
{
    struct view opened = repeat(arena, "", "<a>", n, "");
    return repeat(arena, opened.p, "</a>", n, "");
}

static struct view of_nodes(struct arena *arena, size_t n)
{
    return repeat(arena, "<a c='1'>", "<b/>", n - 2, "</a>");
}

static struct view of_comments(struct arena *arena, size_t n)
{
    return repeat(arena, "<a>", "x<!---->", n - 1, "</a>");
}

static struct view of_attributes(struct arena *arena, size_t n)
{
    struct buf b = BUF_INIT(10000);
    buf_text(&b, "<a");
    for (size_t i = 0; i < n; i++)
        buf_fmt(&b, " a%zu='='", i);
    buf_text(&b, "/>");
    struct view v = view_dup(arena, buf_view(&b));
    buf_free(&b);
    return v;
}

static void test_ceilings_hold(void **state)
{
    UNUSED(state);
    hold_limit(of_size, LIMIT_XML_BYTES);
    hold_limit(of_depth, LIMIT_XML_DEPTH);
    hold_limit(of_nodes, LIMIT_XML_NODES);
    hold_limit(of_comments, LIMIT_XML_NODES);
    hold_limit(of_attributes, LIMIT_XML_ATTRIBUTES);
}

static void check_tree(const struct xml *root)
{
    assert_true(view_eq_text(root->name, "r"));
    assert_int_equal(root->line, 2);
    assert_true(view_eq_text(root->text, "mixed"));
    assert_true(view_eq_text(xml_attr(root, "a"), "1 <2\xC3\xA9"));
    assert_int_equal(xml_attr(root, "none").n, 0);
    assert_int_equal(xml_attr(NULL, "a").n, 0);
    assert_true(view_eq_text(xml_child_text(root, "t"), "  a<b ]] \xF0\x9F\x98\x80 "));
    assert_int_equal(xml_count(root, "t"), 2);
    assert_int_equal(xml_count(NULL, "t"), 0);
    const struct xml *second = xml_next(xml_child(root, "t"), "t");
    assert_true(view_eq_text(second->text, ""));
    assert_int_equal(second->line, 5);
    assert_null(xml_next(second, "t"));
    assert_null(xml_child(root, "none"));
    assert_null(xml_child(NULL, "t"));
}

static void test_reads_utf8_and_utf16(void **state)
{
    UNUSED(state);
    static const char text[] = "<?xml version='1.0' encoding='UTF-16'?>\n<r a='1 &lt;2\xC3\xA9'>\n mixed "
                               "<t>  a&lt;b <![CDATA[]]]]> &#x1F600; </t>\n<!-- c -->\n<t/></r>";
    for (int mode = 0; mode < 6; mode++) {
        struct arena arena = { 0 };
        struct buf b = BUF_INIT(10000);
        struct err e = { 0 };
        struct xml *root;
        bool big = mode % 2 == 1;
        if (mode == 1)
            buf_put(&b, VIEW("\xEF\xBB\xBF"));
        if (mode == 2 || mode == 3)
            buf_put(&b, big ? VIEW("\xFE\xFF") : VIEW("\xFF\xFE"));
        for (size_t i = 0; i < sizeof text - 1; i++) {
            char c = text[i];
            if (mode >= 2 && c == '\xC3') /* the one letter that is not ASCII */
                c = text[++i] == '\xA9' ? '\xE9' : '?';
            if (mode >= 2 && big)
                buf_putc(&b, '\0');
            buf_putc(&b, c);
            if (mode >= 2 && !big)
                buf_putc(&b, '\0');
        }
        if (!xml_read(&arena, buf_view(&b), NULL, &root, &e))
            fail_msg("mode %d: %s", mode, e.what);
        check_tree(root);
        buf_free(&b);
        arena_free(&arena);
    }
}

static void test_utf16_pairs_are_joined(void **state)
{
    UNUSED(state);
    struct arena arena = { 0 };
    struct err e = { 0 };
    struct xml *root;
    assert_true(xml_read(&arena, VIEW("\xFF\xFE<\0a\0>\0\x3D\xD8\x00\xDE<\0/\0a\0>\0"), NULL, &root, &e));
    assert_true(view_eq_text(root->text, "\xF0\x9F\x98\x80"));
    arena_free(&arena);
}

static void test_pieces_of_text_are_joined(void **state)
{
    UNUSED(state);
    static const struct {
        const char *text, *want;
    } rows[] = {
        { "<r/>", "" },
        { "<r></r>", "" },
        { "<r><![CDATA[]]></r>", "" },
        { "<r> \n </r>", " \n " },
        { "<r> \r\n </r>", " \n " },
        { "<r> a<!-- no child -->b </r>", " ab " },
        { "<r>&lt;<![CDATA[<&lt;]]>&#38;&amp;lt;</r>", "<<&lt;&&lt;" },
        { "<r>\n <a/>\n <a/>\n</r>", "" },
        { "<r>\n <a/>\n one\n <a>-</a>\t<a/> two \n</r>", "one\n \t two" },
        { "<r> one <a/></r>", "one" },
        { "<r><a/> one </r>", "one" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena arena = { 0 };
        struct err e = { 0 };
        struct xml *root;
        if (!xml_read(&arena, view_of(rows[i].text), NULL, &root, &e))
            fail_msg("%s: %s", rows[i].text, e.what);
        if (!view_eq_text(root->text, rows[i].want))
            fail_msg("%s: \"%.*s\"", rows[i].text, VIEW_ARG(root->text));
        arena_free(&arena);
    }
}

static void test_references_in_attributes_are_decoded_once(void **state)
{
    UNUSED(state);
    static const struct {
        const char *text, *want;
    } rows[] = {
        { "<r a=''/>", "" },
        { "<r a='&amp;'/>", "&" },
        { "<r a='&#38;'/>", "&" },
        { "<r a='&amp;#38;'/>", "&#38;" },
        { "<r a='&#38;#38;#38;'/>", "&#38;#38;" },
        { "<r a='&amp;lt;&lt;&gt;&quot;&apos;&#x20;|'/>", "&lt;<>\"' |" },
        { "<r a=' b\n\tc '/>", " b  c " },
        { "<r xmlns:x='urn:x' x:a='1'/>", "1" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena arena = { 0 };
        struct err e = { 0 };
        struct xml *root;
        if (!xml_read(&arena, view_of(rows[i].text), NULL, &root, &e))
            fail_msg("%s: %s", rows[i].text, e.what);
        if (!root->attrs || !view_eq_text(root->attrs->value, rows[i].want) || !view_eq_text(root->attrs->name, "a"))
            fail_msg("%s: \"%.*s\"", rows[i].text, VIEW_ARG(xml_attr(root, "a")));
        arena_free(&arena);
    }
}

static bool same_tree(const struct xml *a, const struct xml *b)
{
    for (; a && b; a = a->next, b = b->next) {
        const struct xml_attr *x = a->attrs, *y = b->attrs;
        for (; x && y && view_eq(x->name, y->name) && view_eq(x->value, y->value); x = x->next)
            y = y->next;
        if (x || y || a->line != b->line || !view_eq(a->name, b->name) || !view_eq(a->text, b->text) || !same_tree(a->first, b->first))
            return false;
    }
    return !a && !b;
}

/* True when accepted. */
static bool expect_same(struct xml_reader *kept, const struct xml_schema *schema, struct view bytes)
{
    struct arena arena = { 0 };
    struct err first = { 0 }, second = { 0 };
    struct xml *once = NULL, *again = NULL;
    bool ok = xml_read(&arena, bytes, schema, &once, &first);
    if (ok != xml_reader_read(kept, &arena, bytes, &again, &second) || strcmp(first.what, second.what) != 0 || !same_tree(once, again))
        fail_msg("%.*s: \"%s\", then \"%s\"", VIEW_ARG(bytes), first.what, second.what);
    arena_free(&arena);
    return ok;
}

/* Documents made of random pieces, good and bad ones in turn: nothing of one may be left for the next. */
static void test_kept_reader_answers_like_a_new_one(void **state)
{
    UNUSED(state);
    static const char *const pieces[] = {
        "<n>", "</n>", "<n>ab</n>", "<n/>", "\n", " ", "x", "&amp;", "&x;", "<![CDATA[]]>", "<![CDATA[a]]>", "<!-- -->",
        "<p:n xmlns:p='urn:t'>a</p:n>", "<p:n/>", "<n xmlns:p='urn:t' p:v='1'/>", "<m>", "</m>",
        "<", "<n v='&lt;'/>", "<n xmlns=''/>", "\xC3",
    };
    struct xml_schema *schema = load_schema();
    struct xml_reader *kept = xml_reader_new(schema), *lenient = xml_reader_new(NULL);
    struct buf b = BUF_INIT(10000);
    uint64_t seed = 20261120;
    size_t accepted = 0;
    for (int i = 0; i < 4000; i++) {
        buf_clear(&b);
        buf_text(&b, i % 3 ? "<t xmlns='urn:t'>" : "<p:t xmlns='urn:t' xmlns:p='urn:t' v='&amp;'>");
        for (uint32_t n = below(&seed, 4); n > 0; n--)
            buf_text(&b, pieces[below(&seed, COUNT_OF(pieces))]);
        buf_text(&b, i % 3 ? "</t>" : "</p:t>");
        accepted += expect_same(kept, schema, buf_view(&b));
        accepted += expect_same(lenient, NULL, buf_view(&b));
    }
    assert_true(accepted > 1000 && accepted < 7000);
    buf_free(&b);
    xml_reader_free(kept);
    xml_reader_free(lenient);
    xml_schema_free(schema);
}

/* Prefixes are the author's to choose, and each is remembered by the parser. */
static void test_kept_reader_outlives_any_number_of_names(void **state)
{
    UNUSED(state);
    struct xml_schema *schema = load_schema();
    struct xml_reader *kept = xml_reader_new(schema);
    struct buf b = BUF_INIT(1000);
    for (int i = 0; i < 2000; i++) {
        buf_clear(&b);
        buf_fmt(&b, "<p%0200d:t xmlns:p%0200d='urn:t'/>", i, i);
        assert_true(expect_same(kept, schema, buf_view(&b)));
    }
    assert_false(expect_same(kept, schema, VIEW("<p:t xmlns:p='urn:t'><")));
    assert_false(expect_same(kept, schema, VIEW("<p:t xmlns:p='urn:t'>\n<p:n></p:t>")));
    assert_false(expect_same(kept, schema, VIEW("<p:t/>"))); /* p means nothing any more */
    assert_true(expect_same(kept, schema, VIEW("<t xmlns='urn:t'/>")));
    buf_free(&b);
    xml_reader_free(kept);
    xml_reader_free(NULL);
    xml_schema_free(schema);
}

static void test_writer_is_stable_and_reads_back_safe(void **state)
{
    UNUSED(state);
    static const char want[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<r xmlns=\"urn:t\" a=\"&lt;&quot;&amp;\\u000A\">\n  <e/>\n"
                               "  <e b=\"\">\n    <t> a&lt;b&gt; \xC3\xA9\\u202E\\u0000\\xFF</t>\n  </e>\n  <empty/>\n</r>\n";
    struct arena arena = { 0 };
    struct buf b = BUF_INIT(10000);
    struct sink to = sink_buf(&b);
    struct err e = { 0 };
    struct xml *root;
    struct xml_out x = xml_out(&to);
    xml_begin(&x, "r");
    xml_put_attr(&x, "xmlns", VIEW("urn:t"));
    xml_put_attr(&x, "a", VIEW("<\"&\n"));
    xml_begin(&x, "e");
    xml_end(&x, "e");
    xml_begin(&x, "e");
    xml_put_attr(&x, "b", VIEW(""));
    xml_leaf(&x, "t", VIEW(" a<b> \xC3\xA9\xE2\x80\xAE\0\xFF"));
    xml_end(&x, "e");
    xml_leaf(&x, "empty", VIEW(""));
    xml_end(&x, "r");
    assert_string_equal(b.p, want);
    assert_true(xml_read(&arena, buf_view(&b), NULL, &root, &e));
    assert_true(view_eq_text(xml_attr(root, "a"), "<\"&\\u000A"));
    assert_true(view_eq_text(xml_child_text(xml_next(xml_child(root, "e"), "e"), "t"), " a<b> \xC3\xA9\\u202E\\u0000\\xFF"));
    buf_free(&b);
    arena_free(&arena);
}

static void test_broken_schema_is_our_bug(void **state)
{
    UNUSED(state);
    struct xml_schema *schema = NULL;
    struct err e = { 0 };
    assert_false(xml_schema_load(VIEW("<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'><xs:nonsense/></xs:schema>"), &schema, &e));
    assert_int_equal(e.status, ST_INTERNAL);
    xml_schema_free(NULL);
}

static void test_nothing_goes_to_stderr(void **state)
{
    UNUSED(state);
    char name[] = "/tmp/test_xml_XXXXXX";
    int file = mkstemp(name), kept = dup(STDERR_FILENO);
    assert_true(file >= 0 && kept >= 0);
    unlink(name);
    assert_true(dup2(file, STDERR_FILENO) >= 0);
    struct xml_schema *schema = load_schema();
    expect_refusal(VIEW("<a><b></a>"), schema, ST_FORMAT, "not well-formed");
    expect_refusal(VIEW("<t xmlns='urn:t'><m/></t>"), schema, ST_FORMAT, "no element m");
    xml_schema_free(schema);
    test_broken_schema_is_our_bug(state);
    assert_true(dup2(kept, STDERR_FILENO) >= 0);
    assert_int_equal(lseek(file, 0, SEEK_END), 0);
    close(file);
    close(kept);
}

struct shared {
    const struct xml_schema *schema;
    size_t failed;
};

static void *validate_often(void *arg)
{
    struct shared *s = arg;
    struct xml_reader *kept = xml_reader_new(s->schema);
    for (int i = 0; i < 300; i++) {
        struct arena arena = { 0 };
        struct err e = { 0 };
        struct xml *root;
        s->failed += !xml_read(&arena, VIEW("<t xmlns='urn:t'><n>abc</n></t>"), s->schema, &root, &e);
        s->failed += !xml_reader_read(kept, &arena, VIEW("<t xmlns='urn:t'><n>abc</n></t>"), &root, &e);
        s->failed += xml_read(&arena, VIEW("<t xmlns='urn:t'>\n<n>ABC</n></t>"), s->schema, &root, &e);
        s->failed += strstr(e.what, "line 2") == NULL;
        arena_free(&arena);
    }
    xml_reader_free(kept);
    return NULL;
}

static void test_one_schema_serves_many_threads(void **state)
{
    UNUSED(state);
    struct xml_schema *schema = load_schema();
    struct shared shared[4] = { { schema, 0 }, { schema, 0 }, { schema, 0 }, { schema, 0 } };
    pthread_t threads[4];
    for (size_t i = 0; i < COUNT_OF(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, validate_often, &shared[i]), 0);
    for (size_t i = 0; i < COUNT_OF(threads); i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(shared[i].failed, 0);
    }
    xml_schema_free(schema);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refuses_with_line),
        cmocka_unit_test(test_schema_violation_names_line_and_element),
        cmocka_unit_test(test_slow_documents_are_answered_fast),
        cmocka_unit_test(test_ceilings_hold),
        cmocka_unit_test(test_reads_utf8_and_utf16),
        cmocka_unit_test(test_utf16_pairs_are_joined),
        cmocka_unit_test(test_pieces_of_text_are_joined),
        cmocka_unit_test(test_references_in_attributes_are_decoded_once),
        cmocka_unit_test(test_kept_reader_answers_like_a_new_one),
        cmocka_unit_test(test_kept_reader_outlives_any_number_of_names),
        cmocka_unit_test(test_writer_is_stable_and_reads_back_safe),
        cmocka_unit_test(test_broken_schema_is_our_bug),
        cmocka_unit_test(test_nothing_goes_to_stderr),
        cmocka_unit_test(test_one_schema_serves_many_threads),
    };
    xml_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
