#include "unit.h"

#include <pthread.h>

#include "base/limits.h"
#include "format/xml/xml.h"
#include "request_text.h"

/* Writes a request file piece by piece into a pipe that is the standard input of the reader. */
struct writer {
    const char *head, *row, *between, *tail; /* row: with one %zu */
    size_t rows;
    int fd;
};

static void *write_rows(void *from)
{
    const struct writer *w = from;
    FILE *to = fdopen(w->fd, "w");
    assert_non_null(to);
    (void)fputs(w->head, to);
    for (size_t i = 0; i < w->rows; i++) {
        char row[400];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        int n = snprintf(row, sizeof row, w->row, i);
#pragma GCC diagnostic pop
        (void)fwrite(row, 1, (size_t)n, to);
        if (i + 1 < w->rows)
            (void)fputs(w->between, to);
    }
    (void)fputs(w->tail, to);
    (void)fclose(to);
    return NULL;
}

/* Reads all; the most memory that any row had in its arena. */
static size_t peak_of(struct writer w)
{
    int ends[2], saved = dup(STDIN_FILENO);
    pthread_t thread;
    struct request_reader *r;
    struct request_row row;
    struct arena arena = { 0 };
    struct err e = { 0 };
    size_t peak = 0, rows = 0;
    assert_int_equal(pipe(ends), 0);
    w.fd = ends[1];
    assert_true(dup2(ends[0], STDIN_FILENO) >= 0);
    close(ends[0]);
    assert_int_equal(pthread_create(&thread, NULL, write_rows, &w), 0);
    if (!request_open("-", &r, &e))
        fail_msg("%s: %s", e.where, e.what);
    while (request_next(r, &arena, &row, &e) == REQUEST_ROW) {
        char want[32];
        (void)snprintf(want, sizeof want, "R%zu", rows++);
        if (!view_eq_text(row.request.id, want) || row.number != rows || row.request.certificates.n != 2)
            fail_msg("row %zu is %.*s", rows, VIEW_ARG(row.request.id));
        if (arena.total > peak)
            peak = arena.total;
        arena_reset(&arena);
    }
    assert_string_equal(e.what, "");
    assert_int_equal(rows, w.rows);
    assert_int_equal(pthread_join(thread, NULL), 0);
    request_close(r);
    arena_free(&arena);
    assert_true(dup2(saved, STDIN_FILENO) >= 0);
    close(saved);
    return peak;
}

static void test_memory_does_not_grow_with_the_number_of_rows(void **state)
{
    (void)state;
    struct writer formats[] = {
        { .head = "id,certificates,reason\n", .row = "R%zu,a.cer;b.cer,\"two\nlines\"\n", .between = "", .tail = "", .rows = 100000 },
        { .head = "[", .row = "{\"id\":\"R%zu\",\"certificates\":[\"a.cer\",\"b.cer\"]}", .between = ",\n", .tail = "]", .rows = 100000 },
        { .head = "", .row = "{\"id\":\"R%zu\",\"certificates\":[\"a.cer\",\"b.cer\"]}", .between = "\n", .tail = "", .rows = 20000 },
        { .head = "<requests xmlns='urn:certcase:requests:1' version='1'>",
          .row = "<request><id>R%zu</id><certificates>a.cer</certificates><certificates>b.cer</certificates></request>",
          .between = "\n<!-- between -->\n", .tail = "</requests>", .rows = 20000 },
    };
    for (size_t i = 0; i < COUNT_OF(formats); i++) {
        struct writer few = formats[i];
        few.rows = 100;
        size_t least = peak_of(few);
        assert_int_equal(peak_of(formats[i]), least);
        assert_true(least <= (size_t)128 << 10);
    }
}

/* Rows of every length around the size of the buffer, so that each token is cut by it somewhere. */
static void test_rows_across_the_buffer_are_whole(void **state)
{
    (void)state;
    struct folder f;
    struct buf bytes = BUF_INIT((size_t)8 << 20), got = BUF_INIT(1 << 20);
    char path[200];
    folder_open(&f);
    (void)snprintf(path, sizeof path, "%s/r.csv", f.path);
    for (size_t shift = 65480; shift < 65560; shift++) {
        buf_clear(&bytes);
        buf_text(&bytes, "certificates,reason\n\"");
        for (size_t i = 22 + 9; i < shift; i++)
            buf_text(&bytes, ";");
        buf_text(&bytes, "a.cer\",\"x\"\"\r\ny\"\r\nb.cer,z\r\n");
        folder_write(&f, "r.csv", buf_view(&bytes));
        requests_text(&f, path, false, &got);
        if (!view_eq_text(buf_view(&got), "1:2 certificates=a.cer reason=x\"\r\ny\n2:4 certificates=b.cer reason=z\n"))
            fail_msg("%zu: %.*s", shift, VIEW_ARG(buf_view(&got)));
    }
    buf_free(&bytes);
    buf_free(&got);
    folder_close(&f);
}

/* A file of `head`, `n` times 'x', and `tail`. */
static void check_filled(const char *head, char c, size_t n, const char *tail, const char *want)
{
    struct folder f;
    struct buf bytes = BUF_INIT((size_t)8 << 20), got = BUF_INIT(1 << 20);
    char path[200];
    folder_open(&f);
    (void)snprintf(path, sizeof path, "%s/r", f.path);
    buf_text(&bytes, head);
    for (size_t i = 0; i < n; i++)
        buf_putc(&bytes, c);
    buf_text(&bytes, tail);
    assert_false(bytes.failed);
    folder_write(&f, "r", buf_view(&bytes));
    requests_text(&f, path, false, &got);
    if (!view_eq_text(buf_view(&got), want))
        fail_msg("%.60s...: %.*s", head, VIEW_ARG(view_first(buf_view(&got), 1000)));
    buf_free(&bytes);
    buf_free(&got);
    folder_close(&f);
}

static void test_a_row_of_the_greatest_length_is_read_and_one_more_byte_is_not(void **state)
{
    (void)state;
    static const struct {
        const char *head, *tail; /* `first` bytes before the row */
        size_t first, behind;
        const char *row, *rest;
    } rows[] = {
        { "certificates\na.cer", "\nb.cer\n", 13, 7, "row 1", "2:3 certificates=b.cer\n" },
        { "[{\"certificates\":[\"a.cer\"]", "},{\"certificates\":[\"b.cer\"]}]", 1, 28, "/0", "2:1 certificates=b.cer\n" },
        { "{\"certificates\":[\"a.cer\"]", "}\n{\"certificates\":[\"b.cer\"]}\n", 0, 28, "the line", "2:2 certificates=b.cer\n" },
        { "<requests xmlns='urn:certcase:requests:1' version='1'><request><certificates>a.cer</certificates>",
          "</request><request><certificates>b.cer</certificates></request></requests>", 54, 64, "request 1", "2:1 certificates=b.cer\n" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        size_t around = strlen(rows[i].head) - rows[i].first + strlen(rows[i].tail) - rows[i].behind;
        for (size_t length = LIMIT_REQUEST_BYTES - 1; length <= LIMIT_REQUEST_BYTES + 1; length++) {
            char want[300];
            int line = i == 0 ? 2 : 1;
            if (length <= LIMIT_REQUEST_BYTES)
                (void)snprintf(want, sizeof want, "1:%d certificates=a.cer\n%s", line, rows[i].rest);
            else
                (void)snprintf(want, sizeof want, "1:%d! %s is longer than %d bytes\n%s", line, rows[i].row, LIMIT_REQUEST_BYTES,
                               rows[i].rest);
            check_filled(rows[i].head, ' ', length - around, rows[i].tail, want);
        }
    }
}

static void test_a_text_of_the_greatest_length_is_read_and_one_more_byte_is_not(void **state)
{
    (void)state;
    for (size_t n = LIMIT_REQUEST_TEXT_BYTES - 1; n <= LIMIT_REQUEST_TEXT_BYTES + 1; n++) {
        struct buf want = BUF_INIT(1 << 20);
        if (n <= LIMIT_REQUEST_TEXT_BYTES) {
            buf_text(&want, "1:2 certificates=a.cer reason=");
            for (size_t i = 0; i < n; i++)
                buf_putc(&want, 'x');
            buf_text(&want, "\n");
        } else {
            buf_fmt(&want, "1:2! row 1, column reason: %zu bytes are too many (at most %d)\n", n, LIMIT_REQUEST_TEXT_BYTES);
        }
        check_filled("certificates,reason\na.cer,", 'x', n, "\n", want.p);
        buf_free(&want);
    }
}

static void test_too_many_entries_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        size_t max;
    } rows[] = { { "certificates", LIMIT_FILES }, { "environments", LIMIT_ENVIRONMENTS } };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        for (size_t n = rows[i].max - 1; n <= rows[i].max + 1; n++) {
            struct buf bytes = BUF_INIT(1 << 20), want = BUF_INIT(1 << 20);
            buf_text(&bytes, i == 0 ? "certificates\n" : "certificates,environments\nx,");
            buf_text(&want, i == 0 ? "1:2 certificates=" : "1:2 certificates=x environments=");
            for (size_t k = 0; k < n; k++) {
                buf_text(&bytes, "x;");
                buf_text(&want, k ? ",x" : "x");
            }
            if (n > rows[i].max) {
                buf_clear(&want);
                buf_fmt(&want, "1:2! row 1, column %s: more than %zu", rows[i].name, rows[i].max);
            }
            buf_text(&want, "\n");
            check_filled(bytes.p, '\n', 1, "", want.p);
            buf_free(&bytes);
            buf_free(&want);
        }
}

/* Megabytes that never end their row cost neither memory nor time. */
static void test_endless_rows_end_with_the_file(void **state)
{
    (void)state;
    const size_t n = (size_t)4 << 20;
    check_filled("certificates\n\"", '\n', n, "",
                 "2 FAILED row 1, column certificates: a quotation mark opens in line 2 and is never closed\n");
    check_filled("certificates\n", 'x', n, "\nb\n", "1:2! row 1 is longer than 262144 bytes\n2:3 certificates=b\n");
    check_filled("", 'x', n, "", "1 FAILED the header is longer than 262144 bytes\n");
    check_filled("[", '[', n, "", "1 FAILED /0 begins here and is never closed\n");
    check_filled("[\"", 'x', n, "\"]", "1:1! /0 is longer than 262144 bytes\n");
    check_filled("{\"", 'x', n, "", "1:1! the line is longer than 262144 bytes\n");
    check_filled("<!-- ", '-', n, "", "1 FAILED more than 262144 bytes stand before the first request\n");
    check_filled("<requests xmlns='urn:certcase:requests:1' version='1'><!-- ", 'x', n, "--></requests>",
                 "1 FAILED no request is in it\n");
    check_filled("<requests xmlns='urn:certcase:requests:1' version='1'><request><!-- ", '-', n, "--></request></requests>",
                 "1:1! request 1 is longer than 262144 bytes\n");
    check_filled("<requests xmlns='urn:certcase:requests:1' version='1'>", '<', n, "",
                 "1 FAILED a request begins here and is never closed\n");
}

int main(void)
{
    xml_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memory_does_not_grow_with_the_number_of_rows),
        cmocka_unit_test(test_rows_across_the_buffer_are_whole),
        cmocka_unit_test(test_a_row_of_the_greatest_length_is_read_and_one_more_byte_is_not),
        cmocka_unit_test(test_a_text_of_the_greatest_length_is_read_and_one_more_byte_is_not),
        cmocka_unit_test(test_too_many_entries_are_refused),
        cmocka_unit_test(test_endless_rows_end_with_the_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
