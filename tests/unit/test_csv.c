#include "unit.h"

#include "base/buf.h"
#include "format/request/csv.h"

/* Each field of a record between angle brackets. */
static void write_fields(const struct csv_record *record, struct buf *b)
{
    buf_clear(b);
    for (size_t i = 0; i < record->n && i < CSV_FIELDS; i++)
        buf_fmt(b, "<%.*s>", VIEW_ARG(record->fields[i]));
}

static void test_records_split_into_their_fields(void **state)
{
    (void)state;
    static const struct {
        const char *text, *want; /* NULL: a quotation mark in the wrong place */
    } rows[] = {
        { "", "" },
        { "\n", "" },
        { "\r\n", "" },
        { "  \t\n", "" },
        { "a", "<a>" },
        { "a,b\n", "<a><b>" },
        { "a,b\r\n", "<a><b>" },
        { "a,b\r", "<a><b>" },
        { ",", "<><>" },
        { "a,,b", "<a><><b>" },
        { " a , b c ,\td\n", "<a><b c><d>" },
        { "\"\"", "<>" },
        { "\"a,b\",c", "<a,b><c>" },
        { "\"a\"\"b\"", "<a\"b>" },
        { "\"\"\"\"", "<\">" },
        { "\" a \"", "< a >" },
        { " \"a\" ,b", "<a><b>" },
        { "\"two\r\nlines\",x", "<two\r\nlines><x>" },
        { "a;b,c", "<a;b><c>" },
        { "'a,b'", "<'a><b'>" },
        { "a\"b", NULL },
        { "\"a\"b", NULL },
        { "\"a", NULL },
        { "a,\"", NULL },
        { "\"a\" \"b\"", NULL },
        { "\"a\"\"", NULL },
    };
    struct csv *csv = csv_new(',');
    struct buf b = BUF_INIT(4096);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena arena = { 0 };
        struct csv_record record;
        bool ok = csv_split(csv, &arena, view_of(rows[i].text), &record);
        assert_int_equal(ok, rows[i].want != NULL);
        write_fields(&record, &b);
        if (ok && !view_eq_text(buf_view(&b), rows[i].want))
            fail_msg("%s: %.*s", rows[i].text, VIEW_ARG(buf_view(&b)));
        arena_free(&arena);
    }
    buf_free(&b);
    csv_delete(csv);
    csv_delete(NULL);
}

static void test_a_broken_record_leaves_nothing_for_the_next(void **state)
{
    (void)state;
    static const char *const broken[] = { "\"a", "a\"b", "\"a\"b", "x,\"y\"z" };
    struct csv *csv = csv_new(',');
    struct arena arena = { 0 };
    struct csv_record record;
    for (size_t i = 0; i < COUNT_OF(broken); i++) {
        assert_false(csv_split(csv, &arena, view_of(broken[i]), &record));
        assert_true(csv_split(csv, &arena, VIEW("p,\"q\"\n"), &record));
        assert_int_equal(record.n, 2);
        assert_true(view_eq_text(record.fields[0], "p"));
        assert_true(view_eq_text(record.fields[1], "q"));
    }
    arena_free(&arena);
    csv_delete(csv);
}

static void test_more_fields_than_are_kept_are_counted(void **state)
{
    (void)state;
    struct csv *csv = csv_new(',');
    struct arena arena = { 0 };
    struct csv_record record;
    char commas[1000];
    memset(commas, ',', sizeof commas);
    for (size_t n = CSV_FIELDS - 2; n <= CSV_FIELDS + 1; n++) {
        assert_true(csv_split(csv, &arena, (struct view){ .p = commas, .n = n }, &record));
        assert_int_equal(record.n, n + 1);
    }
    assert_true(csv_split(csv, &arena, (struct view){ .p = commas, .n = sizeof commas }, &record));
    assert_int_equal(record.n, sizeof commas + 1);
    arena_free(&arena);
    csv_delete(csv);
}

static void test_bytes_of_any_kind_pass_through(void **state)
{
    (void)state;
    struct csv *csv = csv_new(',');
    struct arena arena = { 0 };
    struct csv_record record;
    assert_true(csv_split(csv, &arena, VIEW("a\0b,\xFF\xFE,\x1b[31m"), &record));
    assert_int_equal(record.n, 3);
    assert_true(view_eq(record.fields[0], VIEW("a\0b")));
    assert_true(view_eq(record.fields[1], VIEW("\xFF\xFE")));
    assert_true(view_eq(record.fields[2], VIEW("\x1b[31m")));
    arena_free(&arena);
    csv_delete(csv);
}

static void test_what_is_written_is_read_back(void **state)
{
    (void)state;
    static const struct csv_record record = {
        .fields = { VIEW_ROW("a;b"), VIEW_ROW(""), VIEW_ROW("say \"x\""), VIEW_ROW("two\nlines"), VIEW_ROW(" apart "), VIEW_ROW("c,d") },
        .n = 6,
    };
    static const struct {
        char separator;
        const char *text;
    } rows[] = {
        { ';', "\"a;b\";;\"say \"\"x\"\"\";\"two\nlines\";\" apart \";c,d\n" },
        { ',', "a;b,,\"say \"\"x\"\"\",\"two\nlines\",\" apart \",\"c,d\"\n" },
        { '\t', "a;b\t\t\"say \"\"x\"\"\"\t\"two\nlines\"\t\" apart \"\tc,d\n" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf text = BUF_INIT(1000);
        struct arena arena = { 0 };
        struct csv *csv = csv_new(rows[i].separator);
        struct csv_record back;
        struct sink to = sink_buf(&text);
        csv_put(&to, &record, rows[i].separator);
        assert_true(view_eq_text(buf_view(&text), rows[i].text));
        assert_true(csv_split(csv, &arena, buf_view(&text), &back));
        assert_int_equal(back.n, record.n);
        for (size_t k = 0; k < back.n; k++)
            assert_true(view_eq(back.fields[k], record.fields[k]));
        csv_delete(csv);
        arena_free(&arena);
        buf_free(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_records_split_into_their_fields),
        cmocka_unit_test(test_a_broken_record_leaves_nothing_for_the_next),
        cmocka_unit_test(test_more_fields_than_are_kept_are_counted),
        cmocka_unit_test(test_bytes_of_any_kind_pass_through),
        cmocka_unit_test(test_what_is_written_is_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
