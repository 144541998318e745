/* What is called plain here, libcrypto is never asked about: so it must be what d2i_X509 takes, without an exception. */
#include "vectors.h"

#include "format/x509/x509_parts.h"
#include "seeded.h"

enum { CHANGES = 25, LARGEST = 4000 };

static void assert_judged(struct view der, const char *path, size_t *plain)
{
    if (!x509_plain(der))
        return;
    ++*plain;
    if (!openssl_accepts(der))
        fail_msg("%s, changed: plain, and OpenSSL refuses it", path);
}

/* One to three bytes other than they were, half of them by a bit; lengths of 1 and tags of strings are frequent among the new values. */
static void change(char *p, size_t n, uint64_t *seed)
{
    static const unsigned char values[] = { 0x00, 0x01, 0x02, 0x05, 0x06, 0x0C, 0x13, 0x1E,
                                            0x30, 0x31, 0x7F, 0x80, 0x81, 0xA0, 0xA3, 0xFF };
    for (uint32_t i = 1 + below(seed, 3); i > 0; i--) {
        size_t at = below(seed, n);
        if (below(seed, 2))
            p[at] = (char)((unsigned char)p[at] ^ (1u << below(seed, 8)));
        else
            p[at] = (char)values[below(seed, sizeof values)];
    }
}

static size_t try_changes(struct view der, const char *path, uint64_t *seed)
{
    size_t plain = 0;
    for (size_t i = 0; i < CHANGES; i++) {
        char *p = malloc(der.n); /* so that a read behind the end is seen */
        assert_non_null(p);
        memcpy(p, der.p, der.n);
        change(p, der.n, seed);
        assert_judged((struct view){ .p = p, .n = der.n }, path, &plain);
        assert_judged((struct view){ .p = p, .n = below(seed, der.n) }, path, &plain);
        free(p);
    }
    return plain;
}

static void test_certificates_of_the_system_are_plain(void **state)
{
    struct arena arena = { 0 };
    struct vectors v = vectors_of(&arena, SYSTEM_CERTS);
    size_t plain = 0;
    (void)state;
    if (vectors_missing(&v, SYSTEM_CERTS, "ca-certificates"))
        skip();
    for (size_t i = 0; i < v.n; i++)
        assert_judged(v.items[i].der, v.items[i].path, &plain);
    assert_true(plain > v.n * 9 / 10);
    arena_free(&arena);
}

static void test_what_openssl_refuses_is_never_plain(void **state)
{
    static const char *const folders[] = { TESTS_DIR "/support/samples", MADE_DIR "/hostile", MADE_DIR "/rules", VECTORS };
    struct arena arena = { 0 };
    struct vectors v = { .arena = &arena };
    uint64_t seed = 20261122;
    size_t plain = 0, changed = 0;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(folders); i++)
        vectors_add_folder(&v, folders[i]);
    for (size_t i = 0; i < v.n; i++) {
        struct view der = v.items[i].der;
        assert_judged(der, v.items[i].path, &plain);
        if (der.n > 0 && der.n < LARGEST && x509_plain(der))
            changed += try_changes(der, v.items[i].path, &seed);
    }
    assert_true(plain > 20 && changed > 100);
    arena_free(&arena);
}

static void test_every_byte_missing_or_too_many_is_not_plain(void **state)
{
    struct arena arena = { 0 };
    struct vectors v = { .arena = &arena };
    (void)state;
    vectors_add_file(&v, TESTS_DIR "/support/samples/partner-root.cer");
    struct view der = v.items[0].der;
    char *longer = NEW(&arena, char, der.n + 1);
    memcpy(longer, der.p, der.n);
    assert_true(x509_plain(der));
    assert_false(x509_plain((struct view){ .p = longer, .n = der.n + 1 }));
    for (size_t n = 0; n < der.n; n++)
        assert_false(x509_plain(view_first(der, n)));
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_certificates_of_the_system_are_plain),
        cmocka_unit_test(test_what_openssl_refuses_is_never_plain),
        cmocka_unit_test(test_every_byte_missing_or_too_many_is_not_plain),
    };
    return cmocka_run_group_tests_name("x509_plain", tests, NULL, NULL);
}
