/* Private keys in every encoding people leave them in, made by OpenSSL; and what only looks like one. */
#include "seeded.h"
#include "unit.h"

#include <openssl/evp.h>
#include <openssl/encoder.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/limits.h"
#include "format/secrets/key_scan.h"

static struct arena arena;

struct made_key {
    const char *name, *format; /* of the key; of its encoding: "PKCS8", "encrypted", "traditional" */
    struct view der, pem;
};

static struct view encoded(EVP_PKEY *key, const char *output, const char *structure, const char *cipher)
{
    unsigned char *p = NULL;
    size_t n = 0;
    OSSL_ENCODER_CTX *encoder = OSSL_ENCODER_CTX_new_for_pkey(key, EVP_PKEY_KEYPAIR, output, structure, NULL);
    if (cipher) {
        OSSL_ENCODER_CTX_set_cipher(encoder, cipher, NULL);
        OSSL_ENCODER_CTX_set_passphrase(encoder, (const unsigned char *)"secret", 6);
    }
    if (!encoder || !OSSL_ENCODER_to_data(encoder, &p, &n))
        n = 0;
    OSSL_ENCODER_CTX_free(encoder);
    struct view out = view_dup(&arena, (struct view){ .p = (const char *)p, .n = n });
    OPENSSL_free(p);
    return out;
}

static EVP_PKEY *make_key(const char *name)
{
    return strcmp(name, "RSA") == 0 ? EVP_RSA_gen(1024) : strncmp(name, "P-", 2) == 0 ? EVP_EC_gen(name)
                                                                                     : EVP_PKEY_Q_keygen(NULL, NULL, name);
}

static const char *const kinds[] = { "RSA", "P-256", "P-384", "P-521", "ED25519", "ED448", "X25519" };

static void expect(const char *what, struct view bytes)
{
    struct key_found found;
    if (bytes.n == 0 || !key_scan(bytes, &found))
        fail_msg("not found: %s (%zu bytes)", what, bytes.n);
}

static void expect_first(const char *what, struct view bytes)
{
    struct key_found found;
    if (!key_scan(bytes, &found) || found.at != 0 || strcmp(found.what, what) != 0)
        fail_msg("%s: %s at %zu", what, found.what ? found.what : "nothing", found.at);
}

static struct view base64(struct view v)
{
    char *p = NEW(&arena, char, v.n * 2 + 8);
    int n = EVP_EncodeBlock((unsigned char *)p, (const unsigned char *)v.p, (int)v.n);
    return (struct view){ .p = p, .n = (size_t)n };
}

static struct view folded(struct view v, size_t width, const char *between)
{
    struct buf b = BUF_INIT((size_t)1 << 20);
    while (v.n) {
        buf_put(&b, view_first(v, width));
        buf_text(&b, between);
        v = view_from(v, width);
    }
    struct view out = view_dup(&arena, buf_view(&b));
    buf_free(&b);
    return out;
}

static struct view utf16(struct view v, bool big_endian)
{
    char *p = NEW(&arena, char, 2 * v.n);
    for (size_t i = 0; i < v.n; i++)
        p[2 * i + big_endian] = v.p[i];
    return (struct view){ .p = p, .n = 2 * v.n };
}

static struct view behind(const char *text, struct view v)
{
    return view_fmt(&arena, "%s%.*s", text, VIEW_ARG(v));
}

static struct view bytes_behind(size_t n, struct view v)
{
    char *p = NEW(&arena, char, n + v.n + 5);
    memset(p, 0xA5, n + v.n + 5);
    memcpy(p + n, v.p, v.n);
    return (struct view){ .p = p, .n = n + v.n + 5 };
}

static void expect_all_encodings(const char *what, struct view der)
{
    struct view text = base64(der), hex = view_hex(&arena, der);
    expect(what, der);
    for (size_t n = 1; n < 5; n++)
        expect(what, bytes_behind(n, der));
    expect(what, text);
    expect(what, folded(text, 64, "\n"));
    expect(what, folded(text, 76, "\r\n> "));
    expect(what, folded(text, 70, "\n| "));
    expect(what, folded(text, 20, "\",\n  \""));
    expect(what, behind("key:", text));
    expect(what, behind("xx", text));
    expect(what, utf16(folded(text, 64, "\r\n"), false));
    expect(what, utf16(folded(text, 64, "\r\n"), true));
    expect(what, hex);
    expect(what, folded(hex, 2, ":"));
    expect(what, folded(hex, 32, "\n"));
    expect(what, utf16(hex, false));
}

static void every_key_is_found_in_every_encoding(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        EVP_PKEY *key = make_key(kinds[i]);
        assert_non_null(key);
        struct view pem = encoded(key, "PEM", "PrivateKeyInfo", NULL);
        expect_all_encodings(kinds[i], encoded(key, "DER", "PrivateKeyInfo", NULL));
        expect_all_encodings(kinds[i], encoded(key, "DER", "EncryptedPrivateKeyInfo", "AES-256-CBC"));
        if (kinds[i][0] == 'R' || kinds[i][0] == 'P')
            expect_all_encodings(kinds[i], encoded(key, "DER", "type-specific", NULL));
        expect_first("a private key (PKCS#8)", encoded(key, "DER", "PrivateKeyInfo", NULL));
        expect_first("an encrypted private key (PKCS#8)", encoded(key, "DER", "EncryptedPrivateKeyInfo", "AES-256-CBC"));
        expect_first("a private key in Base64", base64(encoded(key, "DER", "PrivateKeyInfo", NULL)));
        expect_first("a private key (PEM)", pem);
        expect(kinds[i], pem);
        expect(kinds[i], behind("some words before: ", pem));
        expect(kinds[i], utf16(pem, false));
        expect(kinds[i], utf16(pem, true));
        expect(kinds[i], base64(pem));
        expect(kinds[i], view_hex(&arena, pem));
        EVP_PKEY_free(key);
    }
}

static void other_forms_are_found(void **state)
{
    static const char *const rows[] = {
        "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1r\n",
        "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQOYBF\n",
        "-----BEGIN RSA PRIVATE KEY-----\\nMIIE",
        "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n",
        "------BEGIN OPENSSH PRIVATE KEY-----\n-b3Bl\n",
        "ED25519 Private-Key:\npriv:\n    00:01\npub:\n    02:03\n",
        "Private-Key: (2048 bit, 2 primes)\nmodulus:\n    00:c0\npublicExponent: 65537 (0x10001)\nprivateExponent:\n    01:02\n",
        "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n",
        "<RSAKeyValue><Modulus>AQAB</Modulus><D>AQAB</D></RSAKeyValue>",
        "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\",\"d\":\"AQAB\"}",
        "\xFE\xED\xFE\xED\x00\x00\x00\x02",
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        expect(rows[i], view_of(rows[i]));
}

static struct view read(const char *name)
{
    struct view bytes;
    struct err e;
    struct view path = view_fmt(&arena, "%s", name);
    if (!file_read(&arena, path.p, LIMIT_INPUT_BYTES, &bytes, &e))
        fail_msg("%s: %s", e.where, e.what);
    return bytes;
}

static void a_pfx_is_found_in_every_encoding(void **state)
{
    static const char *const files[] = {
        TESTS_DIR "/support/samples/partner-client.pfx",
        TESTS_DIR "/support/samples/partner-client-3des.pfx",
    };
    static const char ber[] = "\x30\x80\2\1\3\x30\x80\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01, and so on";
    (void)state;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct view bytes = read(files[i]);
        expect_all_encodings("PFX", bytes);
        expect_first("a PFX", bytes);
        expect_first("a PFX in Base64", base64(bytes));
    }
    expect_first("a PFX", view_of(ber));
}

static void what_is_no_key_is_left_alone(void **state)
{
    static const char *const files[] = {
        TESTS_DIR "/support/samples/partner-root.cer",
        TESTS_DIR "/support/samples/partner-root.pem",
        TESTS_DIR "/support/samples/partner-chain.pem",
        TESTS_DIR "/support/samples/partner-client.cer",
        TESTS_DIR "/support/samples/old-root.cer",
        MADE_DIR "/rules/not-a-certificate/bad.cer",
        MADE_DIR "/rules/not-a-certificate/bad-crl.cer",
        MADE_DIR "/rules/certificate-in-pkcs7/bad.p7b",
        MADE_DIR "/rules/version-1-certificate/bad.cer",
        MADE_DIR "/rules/not-a-certificate/bad-public-key.cer",
        TESTS_DIR "/support/inventory.xml",
    };
    struct key_found found;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct view bytes = read(files[i]);
        if (key_scan(bytes, &found) || key_scan(base64(bytes), &found) || key_scan(view_hex(&arena, bytes), &found))
            fail_msg("%s: %s at %zu", files[i], found.what, found.at);
    }
    for (size_t i = 0; i < n_assets; i++)
        if (key_scan(assets[i].bytes, &found))
            fail_msg("%s: %s at %zu", assets[i].name, found.what, found.at);
}

static const struct view pieces[] = {
    VIEW_ROW("-----BEGIN RSA PRIVATE KEY-----\n"), VIEW_ROW("-----BEGIN PRIVATE"), VIEW_ROW(" KEY"), VIEW_ROW("-"), VIEW_ROW("----"),
    VIEW_ROW("PuTTY-User-Key-File-"), VIEW_ROW("P"), VIEW_ROW("---- BEGIN SSH2 ENCRYPTED PRIVATE KEY"), VIEW_ROW("M"), VIEW_ROW("I"),
    VIEW_ROW("MIIEvQIBADANBgkqhkiG9w0BAQEF"), VIEW_ROW("MHcCAQEEIJ"), VIEW_ROW("LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0t"), VIEW_ROW("L"),
    VIEW_ROW("308204bd020100300d06092a864886f70d010101"), VIEW_ROW("30 82 04 bd 02 01 00 30 0d 06 09 2a"), VIEW_ROW("3"), VIEW_ROW("2"),
    VIEW_ROW("2d2d2d2d2d424547494e2050524956415445204b4559"), VIEW_ROW("0"), VIEW_ROW("d"), VIEW_ROW("S"), VIEW_ROW("\0"),
    VIEW_ROW("\x30\x82\x04\xbd\x02\x01\x00\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00\x04"), VIEW_ROW("\x30\x80"),
    VIEW_ROW("\x30\x1c\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05"), VIEW_ROW("\x02\x01\x03"), VIEW_ROW(" "), VIEW_ROW("\n"),
    VIEW_ROW("\",\n\""), VIEW_ROW(","), VIEW_ROW("'"), VIEW_ROW("|"), VIEW_ROW(">"), VIEW_ROW("\t"), VIEW_ROW("\r\n"),
    VIEW_ROW("some words of text "), VIEW_ROW("0123456789abcdef"),
};

/* Pieces of keys in a row, some bytes of them changed, some texts in UTF-16. */
static struct view make_mixture(uint64_t *seed)
{
    struct buf b = BUF_INIT((size_t)1 << 16);
    for (uint32_t n = below(seed, 24); n-- > 0;)
        buf_put(&b, pieces[below(seed, COUNT_OF(pieces))]);
    struct view text = view_dup(&arena, buf_view(&b));
    buf_free(&b);
    char *p = NEW(&arena, char, text.n + 1);
    memcpy(p, text.p, text.n);
    for (uint32_t n = text.n ? below(seed, 3) : 0; n-- > 0;)
        p[below(seed, text.n)] = (char)below(seed, 256);
    text.p = p;
    return below(seed, 6) == 0 ? utf16(text, below(seed, 2)) : text;
}

/* Every place judged, none passed over. */
static bool scan_slowly(struct view v, struct key_found *out)
{
    *out = (struct key_found){ 0 };
    for (size_t at = 0; at < v.n && !out->form; at++)
        *out = (struct key_found){ .form = key_at(v, at), .at = at };
    return out->form != FOUND_NOTHING;
}

static void no_place_of_a_key_is_passed_over(void **state)
{
    uint64_t seed = 20261120;
    size_t n_found = 0;
    (void)state;
    for (int round = 0; round < 20000; round++) {
        struct key_found quick, slow;
        struct view v = make_mixture(&seed), own = { .p = malloc(v.n + 1), .n = v.n };
        memcpy((void *)(uintptr_t)own.p, v.p, v.n);
        bool found = key_scan(own, &quick);
        if (found != scan_slowly(own, &slow) || (found && (quick.at != slow.at || quick.form != slow.form)))
            fail_msg("round %d: %u at %zu, and not %u at %zu", round, quick.form, quick.at, slow.form, slow.at);
        n_found += found;
        free((void *)(uintptr_t)own.p);
        arena_reset(&arena);
    }
    assert_in_range(n_found, 1000, 19000); /* both answers were tried */
}

/* The quick look knows the first two characters alone: here stands every byte as the second one, before and instead of the true one. */
static void any_byte_may_be_the_second_one(void **state)
{
    static const struct view keys[] = {
        VIEW_ROW("MC4CAQAwBQYDK2VwBCIEIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
                 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        VIEW_ROW("LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0tCg"),
        VIEW_ROW("302e020100300506032b657004220420000000000000000000000000000000000000000000000000000000000000000000"),
        VIEW_ROW("2D2d2d2d2d424547494e2050524956415445204b45592d2d2d2d2d0a"),
        VIEW_ROW("-----BEGIN PRIVATE KEY-----\n"),
        VIEW_ROW("PuTTY-User-Key-File-3: ssh-ed25519\n"),
        VIEW_ROW("\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20                                                "),
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(keys); i++)
        for (unsigned byte = 0; byte < 256; byte++)
            for (unsigned behind = 1; behind < 3; behind++) {
                struct key_found quick, slow;
                char text[256] = { keys[i].p[0], (char)byte };
                memcpy(text + 2, keys[i].p + behind, keys[i].n - behind);
                struct view v = { .p = text, .n = keys[i].n + 2 - behind };
                if (key_scan(v, &quick) != scan_slowly(v, &slow) || (slow.form && (quick.at != slow.at || quick.form != slow.form)))
                    fail_msg("key %zu with 0x%02X: %u at %zu, and not %u at %zu", i, byte, quick.form, quick.at, slow.form, slow.at);
                if (behind == 2 && text[1] == keys[i].p[1] && (!slow.form || slow.at != 0))
                    fail_msg("key %zu is none", i);
            }
}

static void a_document_comes_before_what_it_holds(void **state)
{
    static const struct {
        const char *text, *what;
        size_t at;
    } rows[] = {
        { "-----BEGIN PRIVATE KEY-----\n<RSAKeyValue><D>", "a private key (XML)", 28 },
        { "<DSAKeyValue> -----BEGIN PRIVATE KEY----- <X>", "a private key (XML)", 0 },
        { "<DSAKeyValue><X>AQAB</X></DSAKeyValue>", "a private key (XML)", 0 },
        { "<D> <DSAKeyValue> <RSAKeyValue>", "a private key (XML)", 18 },
        { "{\"d\":1, \"kty\":2, \"x\":\"PuTTY-User-Key-File-\"}", "a private key (JWK)", 8 },
        { "<RSAKeyValue> <d> \"kty\" -----BEGIN PRIVATE KEY-----\n", "a private key (PEM)", 24 },
        { "<RSAKeyValue> <X> <DSAKeyvalue <d> \"kty\" d", NULL, 0 },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct key_found found;
        if (key_scan(view_of(rows[i].text), &found) != (rows[i].what != NULL))
            fail_msg("%s", rows[i].text);
        if (rows[i].what && (strcmp(found.what, rows[i].what) != 0 || found.at != rows[i].at))
            fail_msg("%s at %zu: %s", found.what, found.at, rows[i].text);
    }
}

/* Time must not grow faster than the size, whatever the bytes invite to decode. */
static void a_sea_of_beginnings_is_crossed_in_linear_time(void **state)
{
    static const struct view waves[] = {
        VIEW_ROW("M "), VIEW_ROW("MI"), VIEW_ROW("L                "), VIEW_ROW("30"), VIEW_ROW("3 0"), VIEW_ROW("-----BEGIN "),
        VIEW_ROW("0"), VIEW_ROW("2d "), VIEW_ROW("M\0\0\0\0"), VIEW_ROW("P"), VIEW_ROW("-\0"), VIEW_ROW("P\0u\0"), VIEW_ROW("0\2"),
        VIEW_ROW("<RSAKeyValue"), VIEW_ROW("\"kty\""),
    };
    (void)state;
    for (size_t w = 0; w < COUNT_OF(waves); w++) {
        char *p = NEW(&arena, char, (size_t)2 << 20);
        struct key_found found;
        for (size_t i = 0; i < (size_t)2 << 20; i++)
            p[i] = waves[w].p[i % waves[w].n];
        clock_t from = clock();
        key_scan((struct view){ .p = p, .n = (size_t)2 << 20 }, &found);
        double seconds = (double)(clock() - from) / CLOCKS_PER_SEC;
        if (seconds > 10) /* some tenths with sanitizers; quadratic time would be minutes */
            fail_msg("%.1f s for '%s'", seconds, waves[w].p);
    }
}

static void the_largest_entry_is_crossed(void **state)
{
    static const char *const waves[] = { "p", "-----", "\"k" };
    (void)state;
    for (size_t w = 0; w < COUNT_OF(waves); w++) {
        size_t n = LIMIT_ENTRY_BYTES, length = strlen(waves[w]);
        char *p = malloc(n);
        struct key_found found;
        assert_non_null(p);
        for (size_t i = 0; i < n; i++)
            p[i] = waves[w][i % length];
        assert_false(key_scan((struct view){ .p = p, .n = n }, &found));
        free(p);
    }
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(every_key_is_found_in_every_encoding, tear_down),
        cmocka_unit_test_teardown(other_forms_are_found, tear_down),
        cmocka_unit_test_teardown(a_pfx_is_found_in_every_encoding, tear_down),
        cmocka_unit_test_teardown(what_is_no_key_is_left_alone, tear_down),
        cmocka_unit_test_teardown(no_place_of_a_key_is_passed_over, tear_down),
        cmocka_unit_test_teardown(any_byte_may_be_the_second_one, tear_down),
        cmocka_unit_test_teardown(a_document_comes_before_what_it_holds, tear_down),
        cmocka_unit_test_teardown(the_largest_entry_is_crossed, tear_down),
        cmocka_unit_test_teardown(a_sea_of_beginnings_is_crossed_in_linear_time, tear_down),
    };
    return cmocka_run_group_tests_name("key_scan", tests, NULL, NULL);
}
