/* Certificate messages taken apart: both shapes, lengths that lie, more certificates than are looked at. */
#include "net/tls.h"

#include "base/buf.h"
#include "base/limits.h"
#include "unit.h"

static const struct {
    const char *name;
    struct view body;
    bool tls13;
    size_t n;
    bool broken;
} rows[] = {
    { "no certificate", VIEW_ROW("\x00\x00\x00"), false, 0, false },
    { "two",
      VIEW_ROW("\x00\x00\x09\x00\x00\x02"
               "ab"
               "\x00\x00\x01"
               "c"),
      false, 2, false },
    { "two in 1.3",
      VIEW_ROW("\x00\x00\x00\x0e\x00\x00\x02"
               "ab"
               "\x00\x01x"
               "\x00\x00\x01"
               "c"
               "\x00\x00"),
      true, 2, false },
    { "a context in 1.3", VIEW_ROW("\x01z\x00\x00\x00"), true, 0, false },
    { "empty", VIEW_ROW(""), false, 0, true },
    { "list longer than the message",
      VIEW_ROW("\x00\x00\x08\x00\x00\x02"
               "ab"),
      false, 0, true },
    { "bytes behind the list",
      VIEW_ROW("\x00\x00\x05\x00\x00\x02"
               "abX"),
      false, 0, true },
    { "certificate longer than the list",
      VIEW_ROW("\x00\x00\x09\x00\x00\x02"
               "ab"
               "\x00\x00\x09"
               "c"),
      false, 1, true },
    { "a length cut",
      VIEW_ROW("\x00\x00\x07\x00\x00\x02"
               "ab"
               "\x00\x00"),
      false, 1, true },
    { "1.3 without extensions",
      VIEW_ROW("\x00\x00\x00\x05\x00\x00\x02"
               "ab"),
      true, 0, true },
};

static void every_shape_gives_its_certificates_or_is_broken(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena arena = { 0 };
        struct tls_chain chain = tls_chain_read(&arena, rows[i].body, rows[i].tls13);
        if (chain.n != rows[i].n || chain.n_in_all != rows[i].n || chain.broken != rows[i].broken)
            fail_msg("%s: %zu certificates, broken %d", rows[i].name, chain.n, chain.broken);
        arena_free(&arena);
    }
}

static void past_the_ceiling_certificates_are_only_counted(void **state)
{
    (void)state;
    static const size_t counts[] = { LIMIT_PROBE_CERTS - 1, LIMIT_PROBE_CERTS, LIMIT_PROBE_CERTS + 1, 5 * LIMIT_PROBE_CERTS };
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        struct arena arena = { 0 };
        struct buf body = BUF_INIT(1 << 16);
        size_t bytes = counts[i] * 4;
        buf_putc(&body, (char)(bytes >> 16));
        buf_putc(&body, (char)(bytes >> 8));
        buf_putc(&body, (char)bytes);
        for (size_t c = 0; c < counts[i]; c++)
            buf_put(&body, VIEW("\x00\x00\x01x"));
        struct tls_chain chain = tls_chain_read(&arena, buf_view(&body), false);
        assert_int_equal(chain.n_in_all, counts[i]);
        assert_int_equal(chain.n, counts[i] < LIMIT_PROBE_CERTS ? counts[i] : LIMIT_PROBE_CERTS);
        assert_false(chain.broken);
        buf_free(&body);
        arena_free(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_shape_gives_its_certificates_or_is_broken),
        cmocka_unit_test(past_the_ceiling_certificates_are_only_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
