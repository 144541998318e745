/* A file comes back line by line, whatever its lines are; the end and a failed read are told apart. */
#include "base/lines.h"

#include "base/buf.h"
#include "base/file.h"
#include "unit.h"

static void write_file(const char *path, struct view bytes)
{
    struct err e;
    assert_true(file_write(path, bytes, &(struct file_options){ .overwrite = true }, &e));
}

/* The lines joined again, and how many there were. */
static size_t read_back(const char *path, struct buf *joined)
{
    struct os_file file;
    struct os_fault why;
    struct view line;
    size_t n = 0;
    assert_true(os_open_read(OS_HERE, path, OS_FOLLOW, &file, &why));
    struct lines lines = lines_open(&file);
    while (lines_next(&lines, &line)) {
        assert_true(line.n > 0);
        assert_true(memchr(line.p, '\n', line.n - 1) == NULL);
        buf_put(joined, line);
        n++;
    }
    assert_false(lines.failed);
    lines_close(&lines);
    os_drop(&file);
    return n;
}

static void lines_of_every_length_come_whole(void **state)
{
    enum { LONG = 300000 };
    static const struct {
        const char *text;
        size_t lines;
    } rows[] = { { "", 0 }, { "\n", 1 }, { "a", 1 }, { "a\n", 1 }, { "a\nb", 2 }, { "\n\n\n", 3 }, { "a\r\nb\r\n", 2 } };
    (void)state;
    char path[] = "/tmp/certcase-lines-XXXXXX";
    struct buf text = BUF_INIT(4 * LONG);
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf got = BUF_INIT(4 * LONG);
        write_file(path, view_of(rows[i].text));
        assert_int_equal(read_back(path, &got), rows[i].lines);
        assert_true(view_eq_text(buf_view(&got), rows[i].text));
        buf_free(&got);
    }
    for (size_t i = 0; i < 3 * LONG; i++) /* shorter and shorter, from far more than what is read at once */
        buf_putc(&text, i == LONG || i == 2 * LONG + 7 || (i > 2 * LONG + 7 && i % 97 == 0) ? '\n' : (char)('a' + i % 23));
    struct buf got = BUF_INIT(4 * LONG);
    write_file(path, buf_view(&text));
    assert_true(read_back(path, &got) > 1000);
    assert_true(view_eq(buf_view(&got), buf_view(&text)));
    buf_free(&got);
    buf_free(&text);
    assert_int_equal(remove(path), 0);
}

static void a_folder_can_not_be_read(void **state)
{
    struct os_file file;
    struct os_fault why;
    struct view line;
    (void)state;
    assert_true(os_open_read(OS_HERE, "/tmp", OS_FOLLOW, &file, &why));
    struct lines lines = lines_open(&file);
    assert_false(lines_next(&lines, &line));
    assert_true(lines.failed && lines.why.kind == OS_OTHER);
    lines_close(&lines);
    os_drop(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_of_every_length_come_whole),
        cmocka_unit_test(a_folder_can_not_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
