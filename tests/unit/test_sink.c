/* Output: to a stream, to a buf; a full disk, a closed pipe and a full buf are errors, once, with a reason. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "base/sink.h"
#include "unit.h"

static void what_is_put_arrives(void **state)
{
    char *memory = NULL, large[2000];
    size_t size = 0;
    struct buf b = BUF_INIT(10000);
    struct err e;
    (void)state;
    FILE *stream = open_memstream(&memory, &size);
    assert_non_null(stream);
    struct sink sinks[] = { sink_stream(stream), sink_buf(&b) };
    memset(large, 'x', sizeof large);
    large[sizeof large - 1] = '\0';
    for (size_t i = 0; i < COUNT_OF(sinks); i++) {
        put(&sinks[i], VIEW("a\0b"));
        put(&sinks[i], (struct view){ 0 });
        put_text(&sinks[i], "-");
        put_text(&sinks[i], NULL);
        put_fmt(&sinks[i], "%d", 7);
        put_fmt(&sinks[i], "%s", large);
        put_fmt(&sinks[i], "%s", "");
        assert_true(sink_ok(&sinks[i], "here", &e));
    }
    assert_int_equal(size, 5 + 1999);
    assert_int_equal(b.n, size);
    assert_memory_equal(memory, b.p, size);
    assert_memory_equal(memory, "a\0b-7xxx", 8);
    fclose(stream);
    free(memory);
    buf_free(&b);
}

static void a_formatted_text_of_any_length_arrives_whole(void **state)
{
    (void)state;
    for (int n = 509; n <= 515; n++) {
        struct buf b = BUF_INIT(10000);
        struct sink s = sink_buf(&b);
        put_fmt(&s, "%0*d", n, 7);
        assert_true(!s.failed && b.n == (size_t)n && b.p[n - 1] == '7' && b.p[0] == '0');
        buf_free(&b);
    }
}

static void a_full_buf_is_an_error(void **state)
{
    struct buf b = BUF_INIT(3);
    struct sink s = sink_buf(&b);
    struct err e;
    (void)state;
    put_text(&s, "abc");
    assert_false(s.failed);
    put_text(&s, "d");
    put_text(&s, "");
    assert_true(s.failed && b.n == 3);
    assert_false(sink_ok(&s, "manifest.json", &e));
    assert_int_equal(e.status, ST_IO);
    assert_string_equal(e.where, "manifest.json");
    assert_string_equal(e.what, "can't write: output too large");
    buf_free(&b);
}

static void a_full_disk_is_an_error_although_it_shows_only_in_the_end(void **state)
{
    struct err e;
    FILE *full = fopen("/dev/full", "w");
    (void)state;
    if (!full) {
        print_message("SKIPPED: no /dev/full\n");
        skip();
    }
    struct sink s = sink_stream(full);
    put_text(&s, "fits into the stream's memory");
    assert_false(s.failed);
    assert_false(sink_ok(&s, "standard output", &e));
    assert_string_equal(e.where, "standard output");
    assert_non_null(strstr(e.what, strerror(ENOSPC)));
    assert_true(e.hint[0] != '\0');
    assert_false(sink_ok(&s, "standard output", &e));
    fclose(full);
}

static void a_closed_pipe_is_an_error(void **state)
{
    int pipes[2];
    struct err e;
    (void)state;
    signal(SIGPIPE, SIG_IGN);
    assert_int_equal(pipe(pipes), 0);
    close(pipes[0]);
    FILE *stream = fdopen(pipes[1], "w");
    assert_non_null(stream);
    struct sink s = sink_stream(stream);
    for (int i = 0; i < 10000; i++)
        put_text(&s, "some text that the stream can't keep for ever\n");
    assert_true(s.failed);
    assert_false(sink_ok(&s, "standard output", &e));
    assert_non_null(strstr(e.what, strerror(EPIPE)));
    fclose(stream);
}

static bool count_writes(void *to, const void *p, size_t n, struct os_fault *why)
{
    int *writes = to;
    (void)p, (void)n;
    *why = (struct os_fault){ .kind = OS_OTHER, .code = EIO };
    return ++*writes < 3;
}

static void after_a_failure_nothing_is_written(void **state)
{
    int writes = 0;
    struct sink s = { .write = count_writes, .to = &writes };
    struct err e;
    (void)state;
    for (int i = 0; i < 10; i++)
        put_text(&s, "x");
    assert_int_equal(writes, 3);
    assert_int_equal(s.cause.code, EIO);
    assert_false(sink_ok(&s, "x", &e));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_put_arrives),       cmocka_unit_test(a_formatted_text_of_any_length_arrives_whole),
        cmocka_unit_test(a_full_buf_is_an_error),    cmocka_unit_test(a_full_disk_is_an_error_although_it_shows_only_in_the_end),
        cmocka_unit_test(a_closed_pipe_is_an_error), cmocka_unit_test(after_a_failure_nothing_is_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
