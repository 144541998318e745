#include "unit.h"

#include "base/limits.h"
#include "folder.h"
#include "format/bundle/manifest.h"

#define UNUSED(state) (void)(state)

static const struct zip_entry entries[] = {
    { VIEW_ROW("TICKET.txt"), VIEW_ROW("# ticket\n") },
    { VIEW_ROW("certificates/a.cer"), VIEW_ROW("\x30\0\0") },
    { VIEW_ROW("empty"), VIEW_ROW("") },
};

static void test_media_types_by_ending(void **state)
{
    UNUSED(state);
    static const struct {
        const char *name, *type;
    } rows[] = {
        { "TICKET.txt", "text/plain; charset=utf-8" }, { "RUNBOOK.html", "text/html; charset=utf-8" },
        { "case.xml", "application/xml" },
        { "manifest.json", "application/json" },         { "certificates/x.cer", "application/pkix-cert" },
        { "certificates/x.pfx", "application/x-pkcs12" }, { "reminders.ics", "text/calendar; charset=utf-8" },
        { "install.ps1", "text/plain; charset=utf-8" },  { "SHA256SUMS", "text/plain; charset=utf-8" },
        { "SHA256SUMS.p7s", "application/pkcs7-signature" }, { "what.else", "application/octet-stream" },
        { "", "application/octet-stream" },
    };
    struct arena arena = { 0 };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct manifest m;
        manifest_fill(&arena, &(struct zip_entry){ .name = view_of(rows[i].name) }, 1, &m);
        assert_true(view_eq_text(m.entries[0].media_type, rows[i].type));
    }
    arena_free(&arena);
}

static void test_what_is_written_reads_back(void **state)
{
    UNUSED(state);
    static const char want[] = "{\n  \"schema\": \"certcase/manifest/1\",\n  \"generator\": {\n    \"name\": \"certcase\",\n"
                               "    \"version\": \"0.1.0\"\n  },\n  \"case\": \"the-case\",\n  \"entries\": [\n    {\n"
                               "      \"name\": \"TICKET.txt\",\n      \"size\": 9,\n";
    struct arena arena = { 0 };
    struct buf b = BUF_INIT(10000);
    struct sink to = sink_buf(&b);
    struct manifest m = { .generator_name = VIEW("certcase"), .generator_version = VIEW("0.1.0"), .case_id = VIEW("the-case") }, back;
    struct err e = { 0 };
    manifest_fill(&arena, entries, COUNT_OF(entries), &m);
    manifest_put(&to, &m);
    assert_memory_equal(b.p, want, sizeof want - 1);
    assert_true(view_ends(buf_view(&b), VIEW("}\n")));
    assert_true(manifest_read(&arena, buf_view(&b), &back, &e));
    assert_true(view_eq(back.case_id, m.case_id) && view_eq(back.generator_name, m.generator_name));
    assert_true(view_eq(back.generator_version, m.generator_version));
    assert_int_equal(back.n_entries, COUNT_OF(entries));
    for (size_t i = 0; i < back.n_entries; i++) {
        assert_true(view_eq(back.entries[i].name, entries[i].name));
        assert_true(view_eq(back.entries[i].media_type, m.entries[i].media_type));
        assert_int_equal(back.entries[i].size, entries[i].bytes.n);
        assert_memory_equal(back.entries[i].sha256, m.entries[i].sha256, 32);
    }
    struct buf again = BUF_INIT(10000);
    to = sink_buf(&again);
    manifest_put(&to, &back);
    assert_true(view_eq(buf_view(&again), buf_view(&b)));
    buf_free(&b);
    buf_free(&again);
    arena_free(&arena);
}

#define HEAD "{\"schema\":\"certcase/manifest/1\",\"generator\":{\"name\":\"certcase\",\"version\":\"1\"},\"case\":\"x\",\"entries\":"
#define DIGEST "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void test_refuses_what_is_no_manifest(void **state)
{
    UNUSED(state);
    static const struct {
        const char *text, *what;
    } rows[] = {
        { "", "it is empty" },
        { "[]", "format \"\" is unknown" },
        { "{\"schema\":\"certcase/manifest/2\"}", "format \"certcase/manifest/2\" is unknown" },
        { "{\"schema\":\"certcase/manifest/1\"}", "not an object with schema" },
        { HEAD "[],\"more\":1}", "not an object with schema" },
        { HEAD "{}}", "\"entries\" is not an array" },
        { HEAD "[1]}", "entry 1: not an object" },
        { HEAD "[{\"name\":\"a\",\"size\":1,\"sha256\":\"" DIGEST "\"}]}", "entry 1: not an object" },
        { HEAD "[{\"name\":\"a\",\"size\":1,\"sha256\":\"" DIGEST "\",\"mediaType\":\"b\",\"x\":1}]}", "entry 1: not an object" },
        { HEAD "[{\"name\":\"\",\"size\":1,\"sha256\":\"" DIGEST "\",\"mediaType\":\"b\"}]}", "entry 1: name" },
        { HEAD "[{\"name\":1,\"size\":1,\"sha256\":\"" DIGEST "\",\"mediaType\":\"b\"}]}", "entry 1: name" },
        { HEAD "[{\"name\":\"a\",\"size\":-1,\"sha256\":\"" DIGEST "\",\"mediaType\":\"b\"}]}", "entry 1: size" },
        { HEAD "[{\"name\":\"a\",\"size\":1.5,\"sha256\":\"" DIGEST "\",\"mediaType\":\"b\"}]}", "entry 1: size" },
        { HEAD "[{\"name\":\"a\",\"size\":99999999999999999999,\"sha256\":\"" DIGEST "\",\"mediaType\":\"b\"}]}", "entry 1: size" },
        { HEAD "[{\"name\":\"a\",\"size\":1,\"sha256\":\"A123\",\"mediaType\":\"b\"}]}", "entry 1: sha256" },
        { HEAD "[{\"name\":\"a\",\"name\":\"b\",\"size\":1}]}", "stands twice" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena arena = { 0 };
        struct manifest m;
        struct err e = { 0 };
        assert_false(manifest_read(&arena, view_of(rows[i].text), &m, &e));
        if (!strstr(e.what, rows[i].what))
            fail_msg("%s: \"%s\" lacks \"%s\"", rows[i].text, e.what, rows[i].what);
        assert_int_equal(e.status, ST_FORMAT);
        assert_string_not_equal(e.hint, "");
        arena_free(&arena);
    }
}

static void test_names_and_texts_of_strangers_are_safe(void **state)
{
    UNUSED(state);
    struct arena arena = { 0 };
    struct manifest m;
    struct err e = { 0 };
    static const char text[] = "{\"schema\":\"certcase/manifest/1\",\"generator\":{\"name\":\"\\u001b[2J\",\"version\":\"\\u202e\"},"
                               "\"case\":\"a\\nb\",\"entries\":[]}";
    assert_true(manifest_read(&arena, view_of(text), &m, &e));
    assert_true(view_eq_text(m.generator_name, "\\u001B[2J"));
    assert_true(view_eq_text(m.generator_version, "\\u202E"));
    assert_true(view_eq_text(m.case_id, "a\\u000Ab"));
    assert_int_equal(m.n_entries, 0);
    arena_free(&arena);
}

static void test_entry_ceiling_holds(void **state)
{
    UNUSED(state);
    for (size_t n = LIMIT_BUNDLE_ENTRIES - 1; n <= LIMIT_BUNDLE_ENTRIES + 1; n++) {
        struct arena arena = { 0 };
        struct buf b = BUF_INIT(1 << 20), sums = BUF_INIT(1 << 20);
        struct sink to = sink_buf(&b), to_sums = sink_buf(&sums);
        struct manifest m = { .generator_name = VIEW("g"), .generator_version = VIEW("1"), .case_id = VIEW("c") }, back;
        struct zip_entry *many = NEW(&arena, struct zip_entry, n);
        struct manifest_entry *rows;
        struct err e = { 0 };
        size_t n_rows;
        for (size_t i = 0; i < n; i++)
            many[i].name = view_fmt(&arena, "e%zu", i);
        manifest_fill(&arena, many, n, &m);
        manifest_put(&to, &m);
        sums_put(&to_sums, m.entries, n);
        bool fits = n <= LIMIT_BUNDLE_ENTRIES;
        assert_int_equal(manifest_read(&arena, buf_view(&b), &back, &e), fits);
        assert_true(fits || e.status == ST_LIMIT);
        assert_int_equal(sums_read(&arena, buf_view(&sums), &rows, &n_rows, &e), fits);
        assert_true(fits || e.status == ST_LIMIT);
        buf_free(&b);
        buf_free(&sums);
        arena_free(&arena);
    }
}

static void test_sums_read_back_and_satisfy_sha256sum(void **state)
{
    UNUSED(state);
    struct folder f;
    struct buf b = BUF_INIT(10000);
    struct sink to = sink_buf(&b);
    struct manifest m = { 0 };
    struct manifest_entry *rows;
    struct err e = { 0 };
    size_t n;
    folder_open(&f);
    manifest_fill(&f.arena, entries, COUNT_OF(entries), &m);
    sums_put(&to, m.entries, m.n_entries);
    assert_true(sums_read(&f.arena, buf_view(&b), &rows, &n, &e));
    assert_int_equal(n, COUNT_OF(entries));
    for (size_t i = 0; i < n; i++) {
        assert_true(view_eq(rows[i].name, entries[i].name));
        assert_memory_equal(rows[i].sha256, m.entries[i].sha256, 32);
    }
    folder_sh(&f, "mkdir certificates");
    for (size_t i = 0; i < COUNT_OF(entries); i++)
        folder_write(&f, entries[i].name.p, entries[i].bytes);
    folder_write(&f, "SHA256SUMS", buf_view(&b));
    folder_sh(&f, "sha256sum --strict -c SHA256SUMS");
    buf_free(&b);
    folder_close(&f);
}

static void test_refuses_broken_sums(void **state)
{
    UNUSED(state);
    static const struct {
        const char *text, *what;
    } rows[] = {
        { DIGEST "  a", "cut off" },
        { DIGEST "  a\n" DIGEST "  b", "line 2: the last line is cut off" },
        { DIGEST " a\n", "line 1: not 64" },
        { DIGEST "  \n", "line 1: not 64" },
        { DIGEST "  a\n\n", "line 2: not 64" },
        { "0123  a\n", "line 1: not 64" },
        { "\\" DIGEST "  a\n", "line 1: not 64" },
        { DIGEST " *a\n", "line 1: not 64" },
        { "G123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef  a\n", "line 1: not 64" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena arena = { 0 };
        struct manifest_entry *found;
        size_t n;
        struct err e = { 0 };
        assert_false(sums_read(&arena, view_of(rows[i].text), &found, &n, &e));
        if (!strstr(e.what, rows[i].what))
            fail_msg("%s: \"%s\" lacks \"%s\"", rows[i].text, e.what, rows[i].what);
        arena_free(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_media_types_by_ending),
        cmocka_unit_test(test_what_is_written_reads_back),
        cmocka_unit_test(test_refuses_what_is_no_manifest),
        cmocka_unit_test(test_names_and_texts_of_strangers_are_safe),
        cmocka_unit_test(test_entry_ceiling_holds),
        cmocka_unit_test(test_sums_read_back_and_satisfy_sha256sum),
        cmocka_unit_test(test_refuses_broken_sums),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
