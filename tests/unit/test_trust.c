#include "vectors.h"

#include <unistd.h>

#include "cert_build.h"
#include "format/x509/trust.h"
#include "format/x509/x509.h"

#define SAMPLE TESTS_DIR "/support/samples/"

static struct vector read_one(struct arena *arena, const char *path)
{
    struct vectors v = { .arena = arena };
    vectors_add_file(&v, path);
    assert_int_equal(v.n, 1);
    return v.items[0];
}

static struct cert read_cert(struct arena *arena, struct view der)
{
    struct x509_ctx *x = x509_new();
    struct cert cert;
    struct err e;
    if (!x509_read(x, arena, der, &cert, &e))
        fail_msg("%s", e.what);
    x509_free(x);
    return cert;
}

static void test_every_system_root_is_known_by_key_and_name(void **state)
{
    struct arena arena = { 0 };
    struct trust *t = NULL;
    struct err e;
    const char *path = os_trust_paths[0];
    (void)state;
    for (size_t i = 0; os_trust_paths[i]; i++)
        if (file_exists(os_trust_paths[i])) {
            path = os_trust_paths[i];
            break;
        }
    if (!file_exists(path)) {
        print_message("SKIPPED: this system has no CA bundle (Debian package ca-certificates)\n");
        return;
    }
    struct vectors v = { .arena = &arena };
    struct x509_ctx *x = x509_new();
    vectors_add_file(&v, path);
    assert_true(trust_load(&arena, path, &t, &e));
    for (size_t i = 0; i < v.n; i++) {
        struct cert cert = read_cert(&arena, v.items[i].der);
        assert_true(trust_has_key(t, &cert));
        assert_true(trust_has_name(t, &cert));
        unsigned char issuer[32];
        assert_int_equal(trust_check_issuer(t, x, &cert, issuer), CHECK_GOOD);
        cert.spki = view_first(cert.spki, cert.spki.n - 1);
        assert_false(trust_has_key(t, &cert));
    }
    x509_free(x);
    arena_free(&arena);
}

static void write_file(const char *path, struct view bytes)
{
    struct err e;
    assert_true(file_write(path, bytes, &(struct file_options){ .access = OS_FOR_OWNER, .overwrite = true }, &e));
}

static void test_name_key_id_and_signature_must_fit_together(void **state)
{
    unsigned char issuer[32];
    struct arena arena = { 0 };
    struct trust *t;
    struct x509_ctx *x = x509_new();
    struct err e;
    (void)state;
    assert_true(trust_load(&arena, SAMPLE "partner-root.pem", &t, &e));
    struct cert root = read_cert(&arena, read_one(&arena, SAMPLE "partner-root.cer").der);
    struct cert other = read_cert(&arena, read_one(&arena, SAMPLE "appliance.cer").der);
    assert_true(root.subject_key_id.n > 0);
    assert_true(trust_has_key(t, &root) && trust_has_name(t, &root));
    assert_false(trust_has_key(t, &other) || trust_has_name(t, &other));
    root.authority_key_id = root.subject_key_id;
    assert_int_equal(trust_check_issuer(t, x, &root, issuer), CHECK_GOOD);
    root.authority_key_id = (struct view){ 0 };
    assert_int_equal(trust_check_issuer(t, x, &root, issuer), CHECK_GOOD);
    struct cert forged = root;
    forged.tbs = other.tbs;
    assert_int_equal(trust_check_issuer(t, x, &forged, issuer), CHECK_BAD);
    root.authority_key_id = VIEW("another key");
    assert_int_equal(trust_check_issuer(t, x, &root, issuer), CHECK_NOT_DONE);
    assert_int_equal(trust_check_issuer(t, x, &other, issuer), CHECK_NOT_DONE);
    assert_false(trust_has_name(t, &(struct cert){ 0 }));
    x509_free(x);
    arena_free(&arena);
}

/* CN=Partner Root CA, O=Partner Lda, C=PT, as others may write it: the common name comes last. */
static void test_a_name_is_known_however_it_is_written(void **state)
{
    static const struct {
        unsigned type;
        struct view cn;
        bool known;
    } rows[] = {
        { DER_UTF8, VIEW_ROW("Partner Root CA"), true },
        { DER_PRINTABLE, VIEW_ROW("PARTNER root ca"), true },
        { DER_T61, VIEW_ROW("  Partner   Root CA "), true },
        { DER_BMP, VIEW_ROW("\0P\0a\0r\0t\0n\0e\0r\0 \0R\0o\0o\0t\0 \0C\0A"), true },
        { DER_UNIVERSAL, VIEW_ROW("\0\0\0P\0\0\0a\0\0\0r\0\0\0t\0\0\0n\0\0\0e\0\0\0r\0\0\0 \0\0\0R\0\0\0o\0\0\0o\0\0\0t"
                                  "\0\0\0 \0\0\0C\0\0\0A"), true },
        { DER_UTF8, VIEW_ROW("Partner Root AC"), false }, /* the same letters */
        { DER_UTF8, VIEW_ROW("PartnerRoot CA"), false },
        { DER_UTF8, VIEW_ROW("Partner Root CB"), false },
    };
    struct arena arena = { 0 };
    struct trust *t;
    struct err e;
    (void)state;
    assert_true(trust_load(&arena, SAMPLE "partner-root.pem", &t, &e));
    struct cert root = read_cert(&arena, read_one(&arena, SAMPLE "partner-root.cer").der);
    const struct view last = attribute(&arena, DER_UTF8, VIEW("Partner Root CA"));
    const struct view before = view_from(view_first(root.subject_der, root.subject_der.n - last.n), 2);
    assert_true(view_ends(root.subject_der, last));
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct parts p = usual(&arena);
        p.name = tlv(&arena, DER_SEQUENCE, join(&arena, before, attribute(&arena, rows[i].type, rows[i].cn)));
        struct cert other = read_cert(&arena, assemble(&arena, &p));
        if (trust_has_name(t, &other) != rows[i].known)
            fail_msg("row %zu", i);
    }
    arena_free(&arena);
}

static void test_what_is_not_a_bundle_is_an_error_with_the_path(void **state)
{
    static const struct view rows[] = {
        VIEW_ROW(""),
        VIEW_ROW("no certificate here"),
        VIEW_ROW("-----BEGIN CERTIFICATE-----"),
        VIEW_ROW("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"),
        VIEW_ROW("-----BEGIN CERTIFICATE-----\nMAMCAQU=\n-----END CERTIFICATE-----\n"),
        VIEW_ROW("-----BEGIN CERTIFICATE-----\n\xFF\xFF!!\n-----END CERTIFICATE-----\n"),
        VIEW_ROW("-----BEGIN CERTIFICATE"),
        VIEW_ROW("-----BEGIN "),
    };
    char path[] = "/tmp/certcase-trust-XXXXXX";
    struct arena arena = { 0 };
    struct trust *t;
    struct err e;
    (void)state;
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        write_file(path, rows[i]);
        e = (struct err){ 0 };
        assert_false(trust_load(&arena, path, &t, &e));
        assert_int_equal(e.status, ST_FORMAT);
        assert_string_equal(e.where, path);
        assert_true(e.hint[0]);
    }
    unlink(path);
    e = (struct err){ 0 };
    assert_false(trust_load(&arena, path, &t, &e));
    assert_int_equal(e.status, ST_IO);
    arena_free(&arena);
}

static void test_broken_blocks_between_good_ones_are_passed_over(void **state)
{
    char path[] = "/tmp/certcase-trust-XXXXXX";
    struct arena arena = { 0 };
    struct view pem;
    struct trust *t;
    struct err e;
    (void)state;
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    assert_true(file_read(&arena, SAMPLE "partner-root.pem", LIMIT_INPUT_BYTES, &pem, &e));
    write_file(path, view_fmt(&arena, "# comment\r\n-----BEGIN X-----\n-----END X-----\n%.*s\n-----BEGIN CERTIFICATE-----\nMAMCAQU=\n"
                                      "-----END CERTIFICATE-----\nname\n%.*s",
                              VIEW_ARG(pem), VIEW_ARG(pem)));
    assert_true(trust_load(&arena, path, &t, &e));
    struct cert root = read_cert(&arena, read_one(&arena, SAMPLE "partner-root.cer").der);
    assert_true(trust_has_key(t, &root));
    unlink(path);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_system_root_is_known_by_key_and_name),
        cmocka_unit_test(test_name_key_id_and_signature_must_fit_together),
        cmocka_unit_test(test_a_name_is_known_however_it_is_written),
        cmocka_unit_test(test_what_is_not_a_bundle_is_an_error_with_the_path),
        cmocka_unit_test(test_broken_blocks_between_good_ones_are_passed_over),
    };
    return cmocka_run_group_tests_name("trust", tests, NULL, NULL);
}
