/* SHA256SUMS, manifest.json and the entries: each way to differ is one problem under its own name. */
#include "parts_kit.h"

#include "steps/compare/compare.h"

enum { TICKET, RECORD, CERT, MANIFEST, SUMS, COUNT };

struct bundle {
    struct zip_entry entries[COUNT + 1];
    size_t n;
};

static struct view text(struct parts_kit *k, struct buf *b)
{
    struct view out = view_dup(&k->arena, buf_view(b));
    buf_free(b);
    return out;
}

/* A bundle with lists that fit. `in_manifest`, `in_sums`: how many of the first entries are listed. */
static void make(struct parts_kit *k, struct bundle *b, size_t in_manifest, size_t in_sums)
{
    struct manifest m = { 0 };
    struct buf out = BUF_INIT((size_t)1 << 20);
    struct sink to = sink_buf(&out);
    *b = (struct bundle){ .n = COUNT };
    b->entries[TICKET] = (struct zip_entry){ .name = VIEW("TICKET.txt"), .bytes = VIEW("ticket\n") };
    b->entries[RECORD] = (struct zip_entry){ .name = VIEW("case.xml"), .bytes = VIEW("<case/>\n") };
    b->entries[CERT] = (struct zip_entry){ .name = VIEW("certificates/a.cer"), .bytes = VIEW("DER") };
    manifest_fill(&k->arena, b->entries, in_manifest, &m);
    m.generator_name = VIEW("certcase"), m.generator_version = VIEW("1"), m.case_id = VIEW("x");
    manifest_put(&to, &m);
    b->entries[MANIFEST] = (struct zip_entry){ .name = VIEW("manifest.json"), .bytes = text(k, &out) };
    out = BUF_INIT((size_t)1 << 20);
    manifest_fill(&k->arena, b->entries, in_sums, &m);
    sums_put(&to, m.entries, m.n_entries);
    b->entries[SUMS] = (struct zip_entry){ .name = VIEW("SHA256SUMS"), .bytes = text(k, &out) };
}

static void compare(struct parts_kit *k, const struct bundle *b)
{
    compare_sums(parts_of(k, b->entries, b->n));
}

static void lists_that_fit_are_no_problem(void **state)
{
    struct parts_kit *k = *state;
    struct bundle b;
    make(k, &b, 3, 4);
    compare(k, &b);
    parts_print(k);
    assert_int_equal(k->problems.n, 0);
    assert_true(k->parts.has_manifest && k->parts.ours);
}

static void what_a_list_does_not_know_is_unlisted(void **state)
{
    struct parts_kit *k = *state;
    struct bundle b;
    make(k, &b, 2, 4);
    compare(k, &b);
    parts_one(k, BUNDLE_ENTRY_UNLISTED, "certificates/a.cer", "manifest.json doesn't list it");
    make(k, &b, 3, 3);
    compare(k, &b);
    parts_one(k, BUNDLE_ENTRY_UNLISTED, "manifest.json", "SHA256SUMS doesn't list it");
    make(k, &b, 3, 4);
    b.entries[b.n++] = (struct zip_entry){ .name = VIEW("x.exe"), .bytes = VIEW("MZ") };
    compare(k, &b);
    parts_one(k, BUNDLE_ENTRY_UNLISTED, "x.exe", "SHA256SUMS and manifest.json don't list it");
    static const char *const packers[] = { "__MACOSX/._TICKET.txt", ".DS_Store", "Desktop.ini", "thumbs.db" };
    for (size_t i = 0; i < COUNT_OF(packers); i++) {
        make(k, &b, 3, 4);
        b.entries[b.n++] = (struct zip_entry){ .name = view_of(packers[i]), .bytes = VIEW("x") };
        compare(k, &b);
        assert_string_equal(k->problems.items[0].hint.p, "the program that packed it again put it there: send the bundle as it was made");
    }
    k->problems.n = 0;
    make(k, &b, 3, 4);
    b.entries[b.n++] = (struct zip_entry){ .name = VIEW("certificates/"), .bytes = VIEW("x") };
    compare(k, &b);
    assert_true(bundle_has_problem(&k->parts, BUNDLE_ENTRY_UNLISTED, VIEW("certificates/")));
    make(k, &b, 3, 4);
    b.entries[b.n++] = (struct zip_entry){ .name = VIEW("certificates/") }; /* it holds nothing: no list names folders */
    compare(k, &b);
    assert_false(bundle_has_problem(&k->parts, BUNDLE_ENTRY_UNLISTED, VIEW("certificates/")));
    k->problems.n = 0;
}

static void what_is_listed_and_not_there_is_missing_once(void **state)
{
    struct parts_kit *k = *state;
    struct bundle b;
    make(k, &b, 3, 4);
    b.entries[CERT] = b.entries[--b.n];
    compare(k, &b);
    parts_one(k, BUNDLE_ENTRY_MISSING, "certificates/a.cer", "SHA256SUMS and manifest.json list it, but");
    make(k, &b, 3, 4);
    b.entries[TICKET] = b.entries[--b.n];
    compare(k, &b);
    parts_one(k, BUNDLE_ENTRY_MISSING, "TICKET.txt", "not in the bundle");
}

static void other_bytes_have_another_digest_and_size(void **state)
{
    struct parts_kit *k = *state;
    struct bundle b;
    make(k, &b, 3, 4);
    b.entries[TICKET].bytes = VIEW("tickeT\n");
    compare(k, &b);
    assert_int_equal(k->problems.n, 2);
    assert_int_equal(k->problems.items[0].kind, BUNDLE_DIGEST_MISMATCH);
    assert_int_equal(k->problems.items[1].kind, BUNDLE_DIGEST_MISMATCH);
    make(k, &b, 3, 4);
    b.entries[TICKET].bytes = VIEW("longer ticket\n");
    compare(k, &b);
    assert_int_equal(k->problems.n, 3);
    assert_int_equal(k->problems.items[2].kind, BUNDLE_SIZE_MISMATCH);
}

static void lists_out_of_their_format_are_named(void **state)
{
    struct parts_kit *k = *state;
    struct bundle b;
    make(k, &b, 3, 4);
    b.entries[SUMS].bytes = VIEW("no digests\n");
    compare(k, &b);
    assert_int_equal(k->problems.items[0].kind, BUNDLE_SCHEMA_VIOLATION);
    make(k, &b, 3, 4);
    b.entries[SUMS].bytes = view_fmt(&k->arena, "%.*s%.*s", VIEW_ARG(b.entries[SUMS].bytes), VIEW_ARG(b.entries[SUMS].bytes));
    compare(k, &b);
    assert_int_equal(k->problems.n, 4);
    for (size_t i = 0; i < k->problems.n; i++)
        assert_int_equal(k->problems.items[i].kind, BUNDLE_SCHEMA_VIOLATION);
    make(k, &b, 3, 3);
    b.entries[MANIFEST].bytes = VIEW("{\"schema\":\"certcase/manifest/2\"}");
    compare(k, &b);
    assert_int_equal(k->problems.items[0].kind, BUNDLE_VERSION_UNKNOWN);
}

/* What `build --renews` and renewals ask. */
static void a_change_is_what_the_lists_know_otherwise(void **state)
{
    struct parts_kit *k = *state;
    struct buf out = BUF_INIT((size_t)1 << 20);
    struct sink to = sink_buf(&out);
    struct manifest m = { 0 };
    struct bundle b;
    make(k, &b, 3, 4);
    assert_int_equal(compare_change(parts_of(k, b.entries, b.n)).n, 0);
    b.entries[RECORD].bytes = VIEW("<CASE/>\n");
    assert_string_equal(compare_change(parts_of(k, b.entries, b.n)).p, "case.xml: its SHA-256 is not the one in SHA256SUMS");
    assert_string_equal(compare_change(parts_of(k, b.entries, SUMS)).p, "SHA256SUMS: it is not in the bundle");
    make(k, &b, 3, 4);
    b.entries[MANIFEST].bytes = VIEW("{\"schema\":\"certcase/manifest/2\"}"); /* a later one's */
    manifest_fill(&k->arena, b.entries, 4, &m);
    sums_put(&to, m.entries, m.n_entries);
    b.entries[SUMS].bytes = text(k, &out);
    assert_int_equal(compare_change(parts_of(k, b.entries, b.n)).n, 0);
    assert_int_equal(compare_change(parts_of(k, &b.entries[CERT], 1)).n, 0); /* another maker's */
    problem_add(&k->problems, BUNDLE_ZIP_MALFORMED, (struct view){ 0 }, "it is cut off");
    assert_int_equal(compare_change(&k->parts).n, 0);
    k->problems.n = 0;
}

static void a_bundle_of_another_maker_needs_no_lists(void **state)
{
    static const struct zip_entry entries[] = { { .name = VIEW_ROW("a.cer"), .bytes = VIEW_ROW("x") } };
    struct parts_kit *k = *state;
    compare_sums(parts_of(k, entries, 1));
    assert_int_equal(k->problems.n, 0);
    assert_false(k->parts.ours);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PARTS_TEST(lists_that_fit_are_no_problem),
        PARTS_TEST(what_a_list_does_not_know_is_unlisted),
        PARTS_TEST(what_is_listed_and_not_there_is_missing_once),
        PARTS_TEST(other_bytes_have_another_digest_and_size),
        PARTS_TEST(lists_out_of_their_format_are_named),
        PARTS_TEST(a_change_is_what_the_lists_know_otherwise),
        PARTS_TEST(a_bundle_of_another_maker_needs_no_lists),
    };
    return cmocka_run_group_tests_name("compare_sums", tests, NULL, NULL);
}
