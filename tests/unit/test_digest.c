#include "unit.h"

#include "base/arena.h"
#include "format/digest.h"

/* FIPS 180-4 examples, and what a million bytes give. */
static void test_digests_of_known_texts(void **state)
{
    static const struct {
        struct view in;
        const char *sha256, *sha1;
    } rows[] = {
        { VIEW_ROW(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "da39a3ee5e6b4b0d3255bfef95601890afd80709" },
        { VIEW_ROW("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "a9993e364706816aba3e25717850c26c9cd0d89d" },
        { VIEW_ROW("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1", "84983e441c3bd26ebaae4aa1f95129e5e54670f1" },
    };
    struct arena arena = { 0 };
    unsigned char sha256[32], sha1[20];
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        digest_sha256(rows[i].in, sha256);
        digest_sha1(rows[i].in, sha1);
        assert_true(view_eq_text(digest_hex(&arena, sha256, sizeof sha256), rows[i].sha256));
        assert_true(view_eq_text(digest_hex(&arena, sha1, sizeof sha1), rows[i].sha1));
    }
    char *million = NEW(&arena, char, 1000000);
    memset(million, 'a', 1000000);
    digest_sha256((struct view){ .p = million, .n = 1000000 }, sha256);
    assert_true(view_eq_text(digest_hex(&arena, sha256, sizeof sha256),
                             "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"));
    arena_free(&arena);
}

static void test_an_empty_view_without_a_pointer_is_hashed(void **state)
{
    unsigned char sha256[32];
    (void)state;
    digest_sha256((struct view){ 0 }, sha256);
    assert_int_equal(sha256[0], 0xe3);
    const uint64_t number = digest_number((struct view){ 0 });
    assert_memory_equal(&number, sha256, sizeof number);
}

static void test_only_lower_case_digits_of_the_right_length_are_a_digest(void **state)
{
    static const struct {
        struct view hex;
        bool is_one;
    } rows[] = {
        { VIEW_ROW("00ff10a9"), true }, { VIEW_ROW("00FF10a9"), false }, { VIEW_ROW("00ff10"), false }, { VIEW_ROW("00ff10a900"), false },
        { VIEW_ROW("00ff10g9"), false }, { VIEW_ROW("00ff 0a9"), false }, { VIEW_ROW("00ff10\0""9"), false }, { VIEW_ROW(""), false },
    };
    unsigned char out[4];
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_int_equal(digest_parse(rows[i].hex, out, sizeof out), rows[i].is_one);
    assert_true(digest_parse(VIEW("00ff10a9"), out, sizeof out));
    assert_memory_equal(out, "\x00\xff\x10\xa9", sizeof out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_digests_of_known_texts),
        cmocka_unit_test(test_only_lower_case_digits_of_the_right_length_are_a_digest),
        cmocka_unit_test(test_an_empty_view_without_a_pointer_is_hashed),
    };
    return cmocka_run_group_tests_name("digest", tests, NULL, NULL);
}
