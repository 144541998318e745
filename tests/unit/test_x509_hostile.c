/* Certificates made to hurt: cut, flipped, in BER, with too much of everything. */
#include "vectors.h"

#include "base/civil.h"
#include "base/utf8.h"
#include "cert_build.h"
#include "format/x509/x509.h"

#include <openssl/bn.h>
#include <openssl/crypto.h>

enum { SAN_MILLISECONDS = 20, SLOWDOWN = 10, REFUSALS_SEEN = 100 };

struct bench {
    struct x509_ctx *x;
    struct arena arena, keep; /* of one certificate, of the whole test */
    struct cert cert;
    struct err e;
};

static void setup(struct bench *b)
{
    *b = (struct bench){ .x = x509_new() };
}

static void teardown(struct bench *b)
{
    x509_free(b->x);
    arena_free(&b->arena);
    arena_free(&b->keep);
}

static bool reads(struct bench *b, struct view der)
{
    arena_reset(&b->arena);
    return x509_read(b->x, &b->arena, der, &b->cert, &b->e);
}

static double cpu_milliseconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static struct view real_certificate(struct bench *b)
{
    struct vectors v = { .arena = &b->keep };
    vectors_add_file(&v, TESTS_DIR "/support/samples/partner-root.cer");
    assert_true(v.n == 1 && v.items[0].der.n > 300);
    return v.items[0].der;
}

static void test_every_truncation_is_refused_with_a_reason(void **state)
{
    struct bench b;
    (void)state;
    setup(&b);
    struct view der = real_certificate(&b);
    assert_true(reads(&b, der));
    for (size_t n = 0; n < der.n; n++) {
        char *exact = malloc(n ? n : 1); /* so that a read behind the end is seen */
        assert_non_null(exact);
        memcpy(exact, der.p, n);
        assert_false(reads(&b, (struct view){ .p = exact, .n = n }));
        assert_int_equal(b.e.status, ST_FORMAT);
        assert_true(b.e.what[0] && b.e.hint[0]);
        free(exact);
    }
    teardown(&b);
}

static void test_every_flipped_byte_is_judged_as_openssl_judges_it(void **state)
{
    static const unsigned char masks[] = { 0x01, 0x20, 0x80, 0xFF };
    struct bench b;
    size_t refused = 0;
    (void)state;
    setup(&b);
    struct view der = real_certificate(&b);
    assert_true(reads(&b, der) && x509_verify(b.x, &b.cert, &b.cert) == CHECK_GOOD);
    struct view tbs = b.cert.tbs;
    for (size_t i = 0; i < der.n * COUNT_OF(masks); i++) {
        char *flipped = malloc(der.n);
        assert_non_null(flipped);
        memcpy(flipped, der.p, der.n);
        flipped[i / COUNT_OF(masks)] = (char)((unsigned char)flipped[i / COUNT_OF(masks)] ^ masks[i % COUNT_OF(masks)]);
        struct view changed = { .p = flipped, .n = der.n };
        bool good = reads(&b, changed);
        if (good != (openssl_accepts(changed) && der_is_strict(changed)))
            fail_msg("byte %zu with %02x: %s, OpenSSL says otherwise", i / COUNT_OF(masks), masks[i % COUNT_OF(masks)],
                     good ? "a certificate" : b.e.what);
        if (good) {
            assert_true(utf8_valid(b.cert.subject) && utf8_valid(b.cert.issuer));
            assert_true(x509_verify(b.x, &b.cert, &b.cert) != CHECK_GOOD || view_eq(b.cert.tbs, tbs));
        }
        refused += !good;
        free(flipped);
    }
    assert_true(refused > REFUSALS_SEEN);
    teardown(&b);
}

static void test_bytes_behind_are_an_error_of_their_own(void **state)
{
    struct bench b;
    (void)state;
    setup(&b);
    assert_false(reads(&b, join(&b.keep, real_certificate(&b), VIEW("\n"))));
    assert_non_null(strstr(b.e.what, "1 byte"));
    teardown(&b);
}

static void test_size_is_bounded(void **state)
{
    struct bench b;
    (void)state;
    setup(&b);
    struct parts p = usual(&b.keep);
    struct view oid = VIEW("\x2A\x03"), filler = { .p = NEW(&b.keep, char, LIMIT_CERT_BYTES), .n = LIMIT_CERT_BYTES - 2000 };
    p.extensions = extension(&b.keep, oid, false, filler);
    filler.n += (size_t)LIMIT_CERT_BYTES - assemble(&b.keep, &p).n;
    p.extensions = extension(&b.keep, oid, false, filler);
    struct view der = assemble(&b.keep, &p);
    assert_int_equal(der.n, LIMIT_CERT_BYTES);
    assert_true(reads(&b, der));
    filler.n++;
    p.extensions = extension(&b.keep, oid, false, filler);
    assert_false(reads(&b, assemble(&b.keep, &p)));
    assert_int_equal(b.e.status, ST_LIMIT);
    teardown(&b);
}

static void test_ber_around_the_signed_part_becomes_der_and_inside_of_it_is_refused(void **state)
{
    struct bench b;
    struct view outer, tbs, content;
    (void)state;
    setup(&b);
    struct view der = real_certificate(&b), rest = der;
    assert_true(der_take(&rest, DER_SEQUENCE, &outer));
    struct view tail = outer;
    assert_true(der_any(&tail, NULL, &content, &tbs));
    struct view outside = join(&b.keep, join(&b.keep, VIEW("\x30\x80"), outer), VIEW("\0\0"));
    assert_true(openssl_accepts(outside) && reads(&b, outside));
    assert_true(view_eq(b.cert.der, der) && view_eq(b.cert.tbs, tbs));
    assert_int_equal(x509_verify(b.x, &b.cert, &b.cert), CHECK_GOOD);
    struct view soft = join(&b.keep, join(&b.keep, VIEW("\x30\x80"), content), VIEW("\0\0"));
    struct view inside = tlv(&b.keep, DER_SEQUENCE, join(&b.keep, soft, tail));
    assert_true(openssl_accepts(inside));
    assert_false(reads(&b, inside));
    assert_int_equal(b.e.status, ST_FORMAT);
    assert_non_null(strstr(b.e.what, "BER"));
    teardown(&b);
}

static void test_ten_thousand_names_are_counted_and_cost_little(void **state)
{
    enum { NAMES = 10000, TEXT = 23 };
    struct bench b;
    (void)state;
    setup(&b);
    char *p = NEW(&b.keep, char, NAMES * (TEXT + 2));
    struct view names = { .p = p };
    for (size_t i = 0; i < NAMES; i++) {
        char text[40];
        snprintf(text, sizeof text, "\x82\x17host-%06zu.example.com", i);
        memcpy(p + names.n, text, TEXT + 2);
        names.n += TEXT + 2;
    }
    struct parts parts = usual(&b.keep);
    parts.extensions = extension(&b.keep, VIEW("\x55\x1D\x11"), false, tlv(&b.keep, DER_SEQUENCE, names));
    struct view der = assemble(&b.keep, &parts);
    double start = cpu_milliseconds();
    assert_true(reads(&b, der));
    double took = cpu_milliseconds() - start;
    print_message("10,000 names: %.1f ms\n", took);
    assert_true(took < SAN_MILLISECONDS * SLOWDOWN);
    assert_int_equal(b.cert.n_names, LIMIT_NAMES);
    assert_int_equal(b.cert.n_names_in_all, NAMES);
    assert_true(view_eq(b.cert.names[LIMIT_NAMES - 1].text, VIEW("host-000999.example.com")));
    assert_false(b.cert.names[LIMIT_NAMES - 1].invalid);
    teardown(&b);
}

static void test_huge_rsa_numbers_are_measured_and_never_computed_with(void **state)
{
    static const struct {
        size_t modulus, exponent; /* bytes */
    } rows[] = { { 2048, 3 }, { 2048, 2048 }, { 256, 256 }, { 100000, 100000 } };
    struct bench b;
    (void)state;
    setup(&b);
    double start = cpu_milliseconds();
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char *number = NEW(&b.keep, char, 100000);
        memset(number, 0x7F, 100000);
        struct parts p = usual(&b.keep);
        p.spki = rsa_spki(&b.keep, (struct view){ .p = number, .n = rows[i].modulus }, (struct view){ .p = number, .n = rows[i].exponent });
        assert_true(reads(&b, assemble(&b.keep, &p)));
        assert_int_equal(b.cert.key.bits, 8 * rows[i].modulus - 1);
        assert_int_equal(b.cert.key.exponent_bits, 8 * rows[i].exponent - 1);
        assert_int_equal(x509_verify(b.x, &b.cert, &b.cert), CHECK_REFUSED);
        assert_true(x509_key_valid(b.x, &b.cert));
    }
    assert_true(cpu_milliseconds() - start < 100 * SLOWDOWN);
    teardown(&b);
}

static void test_extensions_are_bounded(void **state)
{
    static const size_t counts[] = { LIMIT_EXTENSIONS - 1, LIMIT_EXTENSIONS, LIMIT_EXTENSIONS + 1 };
    struct bench b;
    (void)state;
    setup(&b);
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        struct parts p = usual(&b.keep);
        for (size_t k = 0; k < counts[i]; k++) {
            char *oid = NEW(&b.keep, char, 3);
            oid[0] = 0x2A;
            oid[1] = (char)(0x80 | (k >> 7) | 1);
            oid[2] = (char)(k & 0x7F);
            p.extensions = join(&b.keep, p.extensions, extension(&b.keep, (struct view){ .p = oid, .n = 3 }, false, VIEW("\x05\x00")));
        }
        assert_true(reads(&b, assemble(&b.keep, &p)));
        assert_int_equal((b.cert.oddities & ODD_BAD_EXTENSION) != 0, counts[i] > LIMIT_EXTENSIONS);
    }
    teardown(&b);
}

static void test_serials_and_versions_that_are_odd_are_noted(void **state)
{
    static const struct {
        struct view serial;
        const char *want;
        unsigned odd;
    } rows[] = {
        { VIEW_ROW("\x02\x01\x00"), "00", ODD_SERIAL_NOT_POSITIVE },
        { VIEW_ROW("\x02\x01\x7F"), "7f", 0 },
        { VIEW_ROW("\x02\x02\x00\x80"), "80", 0 },
        { VIEW_ROW("\x02\x01\x80"), "-80", ODD_SERIAL_NOT_POSITIVE },
        { VIEW_ROW("\x02\x01\xFF"), "-01", ODD_SERIAL_NOT_POSITIVE },
        { VIEW_ROW("\x02\x02\xFF\x00"), "-0100", ODD_SERIAL_NOT_POSITIVE },
        { VIEW_ROW("\x02\x14\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x02"), "0100000000000000000000000000000000000002", 0 },
        { VIEW_ROW("\x02\x15\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x02"), "010000000000000000000000000000000000000002",
          ODD_SERIAL_TOO_LONG },
    };
    struct bench b;
    (void)state;
    setup(&b);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct parts p = usual(&b.keep);
        p.serial = rows[i].serial;
        assert_true(reads(&b, assemble(&b.keep, &p)));
        assert_true(view_eq_text(b.cert.serial, rows[i].want));
        assert_int_equal(b.cert.oddities, rows[i].odd);
    }
    struct parts p = usual(&b.keep);
    char *huge = NEW(&b.keep, char, 100000);
    memset(huge, 1, 100000);
    p.serial = tlv(&b.keep, DER_INTEGER, (struct view){ .p = huge, .n = 100000 });
    assert_true(reads(&b, assemble(&b.keep, &p)));
    assert_true(b.cert.serial.n <= LIMIT_NAME_BYTES && view_ends(b.cert.serial, VIEW("...")));
    p = usual(&b.keep);
    p.version = (struct view){ 0 };
    assert_true(reads(&b, assemble(&b.keep, &p)));
    assert_int_equal(b.cert.oddities, ODD_VERSION_1);
    p.version = VIEW("\xA0\x03\x02\x01\x01");
    assert_true(reads(&b, assemble(&b.keep, &p)));
    assert_int_equal(b.cert.oddities, ODD_VERSION_1);
    teardown(&b);
}

static void test_times_are_read_and_odd_forms_noted(void **state)
{
    static const struct {
        unsigned tag;
        const char *text, *want; /* NULL: unreadable */
        bool der;
    } rows[] = {
        { DER_UTC_TIME, "261120080000Z", "2026-11-20T08:00:00Z", true },
        { DER_UTC_TIME, "491231235959Z", "2049-12-31T23:59:59Z", true },
        { DER_UTC_TIME, "500101000000Z", "1950-01-01T00:00:00Z", true },
        { DER_TIME, "20500101000000Z", "2050-01-01T00:00:00Z", true },
        { DER_TIME, "99991231235959Z", "9999-12-31T23:59:59Z", true },
        { DER_TIME, "20491231235959Z", "2049-12-31T23:59:59Z", false },
        { DER_UTC_TIME, "2611200800Z", "2026-11-20T08:00:00Z", false },
        { DER_UTC_TIME, "261120080000+0100", "2026-11-20T07:00:00Z", false },
        { DER_UTC_TIME, "261120080000-0530", "2026-11-20T13:30:00Z", false },
        { DER_TIME, "20501120080000.25Z", "2050-11-20T08:00:00Z", false },
        { DER_TIME, "20501120080000.Z", NULL, false },
        { DER_TIME, "20501120080000", NULL, false },
        { DER_UTC_TIME, "261120080000", NULL, false },
        { DER_UTC_TIME, "261120080000Zx", NULL, false },
        { DER_UTC_TIME, "260230000000Z", NULL, false },
        { DER_UTC_TIME, "240229000000Z", "2024-02-29T00:00:00Z", true },
        { DER_UTC_TIME, "261320080000Z", NULL, false },
        { DER_UTC_TIME, "261120240000Z", NULL, false },
        { DER_UTC_TIME, "261120080060Z", NULL, false },
        { DER_UTC_TIME, "26112008000-Z", NULL, false },
        { DER_UTC_TIME, "261120080000+01", NULL, false },
        { DER_UTC_TIME, "261120080000+0160", NULL, false },
        { DER_TIME, "2", NULL, false },
    };
    struct bench b;
    (void)state;
    setup(&b);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char text[TIME_TEXT];
        struct parts p = usual(&b.keep);
        struct view time = tlv(&b.keep, rows[i].tag, view_of(rows[i].text));
        p.validity = tlv(&b.keep, DER_SEQUENCE, join(&b.keep, time, VIEW("\x17\x0D""270101000000Z")));
        if (!reads(&b, assemble(&b.keep, &p))) { /* libcrypto 3.5 refuses some of them */
            assert_true(!rows[i].der && OpenSSL_version_num() >= 0x30500000L);
            continue;
        }
        if (((b.cert.oddities & ODD_INVALID_TIME) == 0) != rows[i].der ||
            (rows[i].want ? strcmp(time_text(b.cert.not_before, text), rows[i].want) != 0 : b.cert.not_before != TIME_NONE))
            fail_msg("%s", rows[i].text);
    }
    teardown(&b);
}

static void test_error_queue_of_libcrypto_stays_as_it_was(void **state)
{
    struct bench b;
    (void)state;
    setup(&b);
    ERR_clear_error();
    assert_false(reads(&b, VIEW("\x30\x03\x02\x01\x05")));
    assert_int_equal(ERR_peek_error(), 0);
    assert_true(reads(&b, real_certificate(&b)));
    b.cert.tbs.n--;
    assert_int_equal(x509_verify(b.x, &b.cert, &b.cert), CHECK_BAD);
    assert_int_equal(ERR_peek_error(), 0);
    teardown(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_truncation_is_refused_with_a_reason),
        cmocka_unit_test(test_every_flipped_byte_is_judged_as_openssl_judges_it),
        cmocka_unit_test(test_bytes_behind_are_an_error_of_their_own),
        cmocka_unit_test(test_size_is_bounded),
        cmocka_unit_test(test_ber_around_the_signed_part_becomes_der_and_inside_of_it_is_refused),
        cmocka_unit_test(test_ten_thousand_names_are_counted_and_cost_little),
        cmocka_unit_test(test_huge_rsa_numbers_are_measured_and_never_computed_with),
        cmocka_unit_test(test_extensions_are_bounded),
        cmocka_unit_test(test_serials_and_versions_that_are_odd_are_noted),
        cmocka_unit_test(test_times_are_read_and_odd_forms_noted),
        cmocka_unit_test(test_error_queue_of_libcrypto_stays_as_it_was),
    };
    return cmocka_run_group_tests_name("x509_hostile", tests, NULL, NULL);
}
