/* What waits comes out whole and in order, from memory or a file; a file that can't be made or written is told, with its own name. */
#include <errno.h>
#include <signal.h>
#include <sys/resource.h>

#include "base/limits.h"
#include "base/spool.h"
#include "unit.h"

enum { PART = 1000 };

static void fill(struct spool *s, size_t bytes)
{
    char part[PART];
    for (size_t done = 0; done < bytes; done += PART) {
        size_t n = bytes - done < PART ? bytes - done : PART;
        for (size_t i = 0; i < n; i++)
            part[i] = (char)('a' + (done + i) % 23);
        put(&s->sink, (struct view){ .p = part, .n = n });
    }
}

static void check(struct view got, size_t bytes)
{
    assert_int_equal(got.n, bytes);
    for (size_t i = 0; i < bytes; i++)
        if (got.p[i] != (char)('a' + i % 23))
            fail_msg("byte %zu of %zu is '%c'", i, bytes, got.p[i]);
}

static void what_waits_comes_out_whole(void **state)
{
    (void)state;
    static const struct {
        size_t bytes;
        bool file;
    } rows[] = {
        { 0, false },
        { 1, false },
        { LIMIT_SPOOL_MEMORY - 1, false },
        { LIMIT_SPOOL_MEMORY, false },
        { LIMIT_SPOOL_MEMORY + 1, true },
        { 3 * (size_t)LIMIT_SPOOL_MEMORY + 17, true },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct spool s;
        struct buf out = BUF_INIT(4 * (size_t)LIMIT_SPOOL_MEMORY);
        struct sink to = sink_buf(&out);
        struct err e;
        spool_open(&s);
        fill(&s, rows[i].bytes);
        assert_int_equal(s.file.handle != 0, rows[i].file);
        assert_true(s.memory.cap <= (size_t)LIMIT_SPOOL_MEMORY + 1);
        spool_copy(&s, &to);
        spool_close(&s);
        assert_true(sink_ok(&to, "here", &e));
        check(buf_view(&out), rows[i].bytes);
        buf_free(&out);
    }
}

static void any_part_can_be_read_while_more_comes(void **state)
{
    (void)state;
    static const size_t ends[] = { 200, LIMIT_SPOOL_MEMORY, LIMIT_SPOOL_MEMORY + PART, 2 * (size_t)LIMIT_SPOOL_MEMORY };
    struct spool s;
    struct err e;
    char part[64];
    spool_open(&s);
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        while (s.n < ends[i]) {
            char c = (char)('a' + s.n % 23);
            put(&s.sink, (struct view){ .p = &c, .n = 1 });
        }
        const size_t begins[] = { 0, ends[i] / 2, ends[i] - sizeof part };
        for (size_t k = 0; k < COUNT_OF(begins); k++) {
            assert_true(spool_read(&s, begins[k], part, sizeof part));
            for (size_t at = 0; at < sizeof part; at++)
                assert_int_equal(part[at], 'a' + (begins[k] + at) % 23);
        }
    }
    assert_true(spool_ok(&s, &e));
    spool_close(&s);
}

static void told(struct spool *s, int cause)
{
    struct buf out = BUF_INIT(100);
    struct sink to = sink_buf(&out);
    struct err e;
    spool_copy(s, &to);
    spool_close(s);
    assert_true(to.failed && to.cause.code == cause);
    assert_int_equal(out.n, 0);
    assert_false(sink_ok(&to, "standard output", &e));
    assert_string_equal(e.where, "a temporary file in /tmp");
    assert_non_null(strstr(e.what, strerror(cause)));
    buf_free(&out);
}

static void a_file_that_cannot_be_made_or_grow_is_told(void **state)
{
    (void)state;
    static const struct {
        unsigned what;
        rlim_t limit;
        int cause;
    } rows[] = { { RLIMIT_NOFILE, 0, EMFILE }, { RLIMIT_FSIZE, LIMIT_SPOOL_MEMORY / 2, EFBIG } };
    signal(SIGXFSZ, SIG_IGN);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct spool s;
        struct rlimit was;
        assert_int_equal(getrlimit(rows[i].what, &was), 0);
        const struct rlimit little = { .rlim_cur = rows[i].limit, .rlim_max = was.rlim_max };
        spool_open(&s);
        assert_int_equal(setrlimit(rows[i].what, &little), 0);
        fill(&s, 2 * (size_t)LIMIT_SPOOL_MEMORY);
        assert_int_equal(setrlimit(rows[i].what, &was), 0);
        assert_true(s.sink.failed);
        told(&s, rows[i].cause);
    }
}

static void an_output_that_failed_first_keeps_its_own_reason(void **state)
{
    (void)state;
    struct spool s;
    struct sink to = { .failed = true, .cause = { OS_OTHER, EPIPE } };
    struct err e;
    spool_open(&s);
    fill(&s, 10);
    sink_fail(&s.sink, os_fault_of(OS_FULL));
    spool_copy(&s, &to);
    spool_close(&s);
    assert_false(sink_ok(&to, "standard output", &e));
    assert_string_equal(e.where, "standard output");
    assert_int_equal(to.cause.code, EPIPE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_waits_comes_out_whole),
        cmocka_unit_test(any_part_can_be_read_while_more_comes),
        cmocka_unit_test(a_file_that_cannot_be_made_or_grow_is_told),
        cmocka_unit_test(an_output_that_failed_first_keeps_its_own_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
