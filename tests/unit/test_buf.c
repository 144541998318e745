/* Bytes up to a ceiling: at it, past it, sticky; a NUL behind; secrets. */
#include "base/buf.h"
#include "unit.h"

static void what_is_put_is_there_with_a_nul_behind(void **state)
{
    struct buf b = BUF_INIT(10000);
    (void)state;
    assert_true(view_eq_text(buf_view(&b), ""));
    buf_put(&b, VIEW("a\0b"));
    buf_putc(&b, 'c');
    buf_text(&b, "de");
    buf_fmt(&b, "%d%s", 12, "");
    buf_fmt(&b, "%s", "");
    buf_put(&b, (struct view){ 0 });
    assert_true(view_eq(buf_view(&b), VIEW("a\0bcde12")) && b.p[b.n] == '\0' && !b.failed);
    for (int i = 0; i < 3000; i++)
        buf_putc(&b, 'x');
    assert_int_equal(b.n, 3008);
    assert_int_equal(b.p[b.n], '\0');
    buf_clear(&b);
    assert_true(b.n == 0 && b.cap > 3000 && b.p[0] == '\0');
    buf_free(&b);
    assert_true(b.p == NULL && b.cap == 0 && b.max == 10000);
    buf_free(&b);
}

static void the_ceiling_is_exact_and_sticky(void **state)
{
    (void)state;
    for (size_t n = 299; n <= 301; n++) {
        struct buf b = BUF_INIT(300), f = BUF_INIT(300), c = BUF_INIT(300);
        char text[400];
        memset(text, 'x', n);
        text[n] = '\0';
        buf_text(&b, text);
        buf_fmt(&f, "%s", text);
        for (size_t i = 0; i < n; i++)
            buf_putc(&c, 'x');
        assert_true(b.failed == (n > 300) && f.failed == b.failed && c.failed == b.failed);
        assert_int_equal(b.n, n > 300 ? 0 : n);
        assert_int_equal(c.n, n > 300 ? 300 : n);
        if (b.failed) {
            buf_text(&b, "y");
            buf_putc(&c, 'y');
            buf_fmt(&f, "y");
            assert_true(b.n == 0 && f.n == 0 && c.n == 300);
            buf_clear(&b);
            buf_text(&b, "y");
            assert_true(!b.failed && b.n == 1);
        }
        buf_free(&b);
        buf_free(&f);
        buf_free(&c);
    }
}

/* Pieces of every size: what fits is there, the first that does not is left out and ends it. */
static void pieces_would_pass_the_ceiling(void **state)
{
    char piece[40];
    (void)state;
    memset(piece, 'p', sizeof piece);
    for (size_t max = 0; max < 700; max += 7)
        for (size_t size = 1; size < sizeof piece; size++) {
            struct buf b = BUF_INIT(max);
            for (size_t i = 0; i < 700 / size + 2; i++) {
                buf_put(&b, (struct view){ .p = piece, .n = size });
                assert_true(b.cap <= max + 1 && b.n <= max && (b.n == 0 || b.p[b.n] == '\0'));
            }
            assert_true(b.failed);
            assert_int_equal(b.n, max / size * size);
            buf_put(&b, VIEW("x")); /* would fit at times, but comes too late */
            assert_int_equal(b.n, max / size * size);
            buf_free(&b);
        }
}

static void a_ceiling_of_nothing_takes_nothing(void **state)
{
    struct buf b = BUF_INIT(0);
    (void)state;
    buf_text(&b, "");
    assert_false(b.failed);
    buf_putc(&b, 'x');
    assert_true(b.failed && b.n == 0);
    buf_free(&b);
}

static void what_was_secret_is_overwritten(void **state)
{
    struct buf b = BUF_SECRET(5000);
    (void)state;
    buf_text(&b, "secret");
    buf_clear(&b);
    assert_memory_equal(b.p, "\0\0\0\0\0\0", 6);
    for (int i = 0; i < 2000; i++)
        buf_putc(&b, (char)('a' + i % 26));
    for (int i = 0; i < 2000; i++)
        assert_int_equal(b.p[i], 'a' + i % 26);
    assert_true(b.n == 2000 && b.p[b.n] == '\0');
    buf_free(&b);
    assert_true(b.p == NULL && b.n == 0 && b.secret && b.max == 5000);
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_put_is_there_with_a_nul_behind),
        cmocka_unit_test(the_ceiling_is_exact_and_sticky),
        cmocka_unit_test(pieces_would_pass_the_ceiling),
        cmocka_unit_test(a_ceiling_of_nothing_takes_nothing),
        cmocka_unit_test(what_was_secret_is_overwritten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
