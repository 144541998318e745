#include "unit.h"

#include "base/limits.h"
#include "case_compare.h"
#include "case_sample.h"
#include "folder.h"

#define UNUSED(state) (void)(state)

struct case_xml {
    struct xml_schema *schema;
    struct xml_reader *reader, *lenient; /* lenient: without the schema */
};

static struct case_xml open_case_xml(void)
{
    struct case_xml c = { 0 };
    struct view xsd;
    struct err e = { 0 };
    assert_true(asset_find(VIEW("case.xsd"), &xsd));
    assert_true(xml_schema_load(xsd, &c.schema, &e));
    c.reader = xml_reader_new(c.schema);
    c.lenient = xml_reader_new(NULL);
    return c;
}

static void close_case_xml(struct case_xml *c)
{
    xml_reader_free(c->reader);
    xml_reader_free(c->lenient);
    xml_schema_free(c->schema);
}

static struct view write_case(struct arena *arena, const struct case_record *c)
{
    struct buf b = BUF_INIT(LIMIT_XML_BYTES);
    struct sink to = sink_buf(&b);
    case_put_xml(&to, c);
    assert_false(to.failed);
    struct view v = view_dup(arena, buf_view(&b));
    buf_free(&b);
    return v;
}

static void test_what_is_written_reads_back_and_writes_the_same_bytes(void **state)
{
    UNUSED(state);
    void (*const fill[])(struct sample *) = { fill_sample, fill_smallest };
    struct case_xml c = open_case_xml();
    for (size_t i = 0; i < COUNT_OF(fill); i++) {
        struct arena arena = { 0 };
        struct sample s;
        struct case_record back;
        struct err e = { 0 };
        fill[i](&s);
        struct view bytes = write_case(&arena, &s.record);
        if (!case_from_xml(&arena, bytes, c.reader, &lookup, &back, &e))
            fail_msg("%s\n%.*s", e.what, VIEW_ARG(bytes));
        compare_records(&s.record, &back);
        struct view again = write_case(&arena, &back);
        SAME_TEXT(again, bytes);
        arena_free(&arena);
    }
    close_case_xml(&c);
}

static void test_xmllint_finds_it_valid(void **state)
{
    UNUSED(state);
    struct sample s;
    struct folder f;
    if (system("command -v xmllint >/dev/null") != 0) {
        print_message("SKIPPED: xmllint is not installed\n");
        skip();
    }
    folder_open(&f);
    fill_sample(&s);
    folder_write(&f, "full.xml", write_case(&f.arena, &s.record));
    fill_smallest(&s);
    folder_write(&f, "smallest.xml", write_case(&f.arena, &s.record));
    folder_sh(&f, "xmllint --noout --schema '" TESTS_DIR "/../schemas/case.xsd' full.xml smallest.xml");
    folder_close(&f);
}

/* --- record, schema and code say the same --- */

static bool is_written(struct view text, const struct xml *declared)
{
    size_t at;
    char piece[100];
    bool element = view_eq_text(declared->name, "element");
    struct view name = xml_attr(declared, "name");
    (void)snprintf(piece, sizeof piece, element ? "<%.*s" : " %.*s=\"", VIEW_ARG(name));
    return view_find(text, view_of(piece), &at);
}

static void walk_schema(const struct xml *node, struct view text, size_t *n)
{
    bool names_something = view_eq_text(node->name, "element") || view_eq_text(node->name, "attribute");
    if (names_something && !is_written(text, node))
        fail_msg("line %u of case.xsd: %.*s is never written", node->line, VIEW_ARG(xml_attr(node, "name")));
    *n += names_something;
    for (const struct xml *child = node->first; child; child = child->next)
        walk_schema(child, text, n);
}

static void test_the_schema_allows_nothing_that_is_never_written(void **state)
{
    UNUSED(state);
    struct arena arena = { 0 };
    struct sample s;
    struct xml *root;
    struct view xsd;
    struct err e = { 0 };
    size_t n = 0;
    fill_sample(&s);
    assert_true(asset_find(VIEW("case.xsd"), &xsd));
    assert_true(xml_read(&arena, xsd, NULL, &root, &e));
    walk_schema(root, write_case(&arena, &s.record), &n);
    assert_true(n > 100);
    arena_free(&arena);
}

/* What other entries of a bundle tell, or nobody needs to know later. */
static bool is_elsewhere(const char *name, struct view field)
{
    static const char *const others[][2] = { { "case_record", "pfx_bytes" }, { "replaced", "purpose" }, { "replaced", "hosting" },
                                             { "replaced", "changed" },        { "replaced", "environments" },
                                             { "replaced", "n_environments" } };
    for (size_t i = 0; i < COUNT_OF(others); i++)
        if (strcmp(others[i][0], name) == 0 && view_eq_text(field, others[i][1]))
            return true;
    return false;
}

/* The fields of a struct, by the text of its header: what stands before ";", "," or "[" in its lines. */
static void each_field(struct view header, const char *name, struct view sources, size_t *n)
{
    struct arena arena = { 0 };
    struct view start = view_fmt(&arena, "\nstruct %s {\n", name), line, declarator;
    size_t at, end;
    assert_true(view_find(header, start, &at));
    struct view body = view_from(header, at + start.n);
    assert_true(view_find(body, VIEW("\n}"), &end));
    for (body = view_first(body, end); view_line(&body, &line);) {
        if (!view_find(line, VIEW(";"), &end)) /* a comment */
            continue;
        for (line = view_first(line, end); view_cut(&line, ',', &declarator);) {
            size_t from = declarator.n, used;
            if (view_find(declarator, VIEW("["), &end))
                from = end;
            declarator = view_first(declarator, from);
            while (from > 0 && declarator.p[from - 1] != ' ' && declarator.p[from - 1] != '*')
                from--;
            struct view field = view_from(declarator, from);
            bool is_used = view_find(sources, view_fmt(&arena, "(%s, %.*s)", name, VIEW_ARG(field)), &used) ||
                           view_find(sources, view_fmt(&arena, "(%s, %.*s.", name, VIEW_ARG(field)), &used) ||
                           view_find(sources, view_fmt(&arena, "(case_record, %s.%.*s)", name, VIEW_ARG(field)), &used);
            bool of_catalog = strcmp(name, "service") == 0 && view_starts(field, VIEW("pfx_")); /* judged by today's */
            if (!is_used && !of_catalog && !is_elsewhere(name, field))
                fail_msg("%s.%.*s is not recorded in case.xml", name, VIEW_ARG(field));
            ++*n;
        }
    }
    arena_free(&arena);
}

static void test_every_field_of_the_record_is_recorded(void **state)
{
    UNUSED(state);
    static const char *const files[] = { "bundle/case_xml.c", "catalog_read.c", "inventory_read.c" };
    static const char *const structs[][2] = {
        { "case", "case_record" }, { "case", "case_cert" },    { "case", "replaced" },       { "case", "deadline" },
        { "case", "counted_day" }, { "catalog", "service" },   { "catalog", "calendar" },    { "inventory", "environment" },
    };
    struct arena arena = { 0 };
    struct view sources = { 0 }, text;
    struct err e = { 0 };
    size_t n = 0;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        assert_true(file_read(&arena, view_fmt(&arena, "%s/../core/format/%s", TESTS_DIR, files[i]).p, 1 << 20, &text, &e));
        sources = view_fmt(&arena, "%.*s%.*s", VIEW_ARG(sources), VIEW_ARG(text));
    }
    for (size_t i = 0; i < COUNT_OF(structs); i++) {
        assert_true(file_read(&arena, view_fmt(&arena, "%s/../core/model/%s.h", TESTS_DIR, structs[i][0]).p, 1 << 20, &text, &e));
        each_field(text, structs[i][1], sources, &n);
    }
    assert_true(n > 80);
    arena_free(&arena);
}

static const struct {
    const char *from, *to, *what;
} forged[] = {
    { "id=\"client-side-client-01020304\" ", "", "<case> lacks id" },
    { "version=\"1\"", "version=\"2\"", "version of <" },
    { "purpose=\"client-side\"", "purpose=\"server\"", "don't follow" },
    { "hosting=\"cloud\"", "hosting=\"self-managed\"", "don't follow" },
    { "situation=\"6\"", "situation=\"4\"", "don't follow" },
    { "channel=\"support-case\"", "channel=\"change\"", "don't follow" },
    { "rule=\"key-short\"", "rule=\"unknown-rule\"", "a rule that this certcase does not know" },
    { "notAfter=\"2027-11", "notAfter=\"2027-13", "a time that does not exist" },
    { "date=\"2026-11-20\"", "date=\"2026-02-30\"", "a date that does not exist" },
    { "certificates/client.pfx", "certificates/../client.pfx", "doesn't look like" },
    { "certificates/client.pfx", "/etc/passwd", "doesn't look like" },
    { "sha1=\"6566", "sha1=\"656", "doesn't look like" },
    { "sha256=\"0102", "sha256=\"01XX", "doesn't look like" },
    { "total=\"5\"", "total=\"2\"", "more names are listed" },
    { "total=\"5\"", "total=\"-5\"", "'-5' is no " },
    { "cutoff=\"15:30\"", "cutoff=\"25:30\"", "doesn't look like" },
    { "<serial>-1a2b", "<serial>1A2B", "doesn't look like" },
    { "severity=\"warning\"", "severity=\"fatal\"", "is not one of" },
    { "<generator>", "<extra/><generator>", "no element extra" },
    { "<consumes>", "<consumes/><consumes>", "the allowed minimum length" },
    { "urn:certcase:case:1", "urn:certcase:case:2", "the document is <case>, and not a <case>" },
};

static void test_forged_records_are_refused_with_a_line(void **state)
{
    UNUSED(state);
    struct case_xml c = open_case_xml();
    for (size_t i = 0; i < COUNT_OF(forged); i++) {
        struct arena arena = { 0 };
        struct sample s;
        struct case_record back;
        struct err e = { 0 };
        size_t at = 0;
        fill_sample(&s);
        struct view text = write_case(&arena, &s.record), from = view_of(forged[i].from);
        assert_true(view_find(text, from, &at));
        struct view before = view_first(text, at), after = view_from(text, at + from.n);
        text = view_fmt(&arena, "%.*s%s%.*s", VIEW_ARG(before), forged[i].to, VIEW_ARG(after));
        if (case_from_xml(&arena, text, c.reader, &lookup, &back, &e))
            fail_msg("%s: accepted", forged[i].to);
        if (!strstr(e.what, forged[i].what) || strncmp(e.what, "line ", 5) != 0)
            fail_msg("%s: \"%s\" lacks \"%s\"", forged[i].to, e.what, forged[i].what);
        assert_int_equal(e.status, ST_FORMAT);
        arena_free(&arena);
    }
    close_case_xml(&c);
}

/* What the schema bounds is bounded, and what is unsafe to show is made safe, also when nobody validates. */
static void test_hostile_texts_are_bounded_and_made_safe(void **state)
{
    UNUSED(state);
    struct case_xml c = open_case_xml();
    struct arena arena = { 0 };
    struct sample s;
    struct case_record back;
    struct err e = { 0 };
    size_t at = 0;
    fill_sample(&s);
    struct view text = write_case(&arena, &s.record);
    assert_true(view_find(text, VIEW("CN=old"), &at));
    struct view before = view_first(text, at), after = view_from(text, at + 6);
    struct view hostile = view_fmt(&arena, "%.*sCN=&#x202E;&#x9b;31m&#10;x%.*s", VIEW_ARG(before), VIEW_ARG(after));
    assert_true(case_from_xml(&arena, hostile, c.reader, &lookup, &back, &e));
    SAME_TEXT(back.replaced.subject, VIEW("CN=\\u202E\\u009B31m\\u000Ax"));
    char *longest = NEW(&arena, char, 8202);
    memset(longest, 'x', 8201);
    hostile = view_fmt(&arena, "%.*s%s%.*s", VIEW_ARG(before), longest, VIEW_ARG(after));
    assert_false(case_from_xml(&arena, hostile, c.reader, &lookup, &back, &e));
    assert_non_null(strstr(e.what, "this exceeds the allowed maximum length"));
    longest[8200] = '\0';
    hostile = view_fmt(&arena, "%.*s%s%.*s", VIEW_ARG(before), longest, VIEW_ARG(after));
    assert_true(case_from_xml(&arena, hostile, c.reader, &lookup, &back, &e));
    arena_free(&arena);
    close_case_xml(&c);
}

/* Every byte replaced and every length cut: refused or accepted, with and without the schema, but never past the end. */
static void test_damaged_records_do_no_harm(void **state)
{
    UNUSED(state);
    static const char damage[] = "<>&\"'/=\0-9z\xC3";
    struct case_xml c = open_case_xml();
    struct arena keep = { 0 }, arena = { 0 };
    struct sample s;
    fill_sample(&s);
    struct view text = write_case(&keep, &s.record);
    char *copy = NEW(&keep, char, text.n);
    size_t accepted = 0;
    for (size_t i = 0; i < text.n; i += 3) {
        struct case_record back;
        struct err e = { 0 };
        memcpy(copy, text.p, text.n);
        copy[i] = damage[i % (sizeof damage - 1)];
        accepted += case_from_xml(&arena, (struct view){ .p = copy, .n = text.n }, i % 2 ? c.reader : c.lenient, &lookup, &back, &e);
        bool cut = case_from_xml(&arena, view_first(text, i), i % 2 ? c.reader : c.lenient, &lookup, &back, &e);
        assert_true(!cut || i + 1 == text.n); /* only the last line feed can be spared */
        arena_reset(&arena);
    }
    assert_true(accepted > 0);
    arena_free(&arena);
    arena_free(&keep);
    close_case_xml(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_written_reads_back_and_writes_the_same_bytes),
        cmocka_unit_test(test_xmllint_finds_it_valid),
        cmocka_unit_test(test_the_schema_allows_nothing_that_is_never_written),
        cmocka_unit_test(test_every_field_of_the_record_is_recorded),
        cmocka_unit_test(test_forged_records_are_refused_with_a_line),
        cmocka_unit_test(test_hostile_texts_are_bounded_and_made_safe),
        cmocka_unit_test(test_damaged_records_do_no_harm),
    };
    xml_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
