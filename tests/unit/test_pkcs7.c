/* The certificates of a .p7b, in DER and in BER, whole and damaged. */
#include "format/container/der_list.h"

#include "folder.h"
#include "format/container/container.h"

static int set_up(void **state)
{
    struct folder *f = calloc(1, sizeof *f);
    folder_open(f);
    folder_sh(f, "for n in a b; do openssl req -x509 -newkey rsa:2048 -nodes -keyout $n.key -out $n.pem -subj /CN=$n -days 9; done;"
                 "openssl x509 -in a.pem -outform DER -out a.der; cat a.pem b.pem > both.pem; echo text > t;"
                 "openssl crl2pkcs7 -nocrl -certfile both.pem -outform DER -out two.p7b; openssl crl2pkcs7 -nocrl -outform DER -out"
                 " none.p7b;"
                 "openssl cms -sign -signer a.pem -inkey a.key -in t -outform DER -nodetach -stream -out ber.p7m;"
                 "openssl cms -sign -signer a.pem -inkey a.key -certfile b.pem -in t -outform DER -out signed.p7s;"
                 "openssl cms -encrypt -in t -outform DER -out enveloped.p7m a.pem; openssl cms -data_create -in t -outform DER -out"
                 " data.p7m");
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    folder_close(*state);
    free(*state);
    return 0;
}

static void all_certificates_come_out(void **state)
{
    static const struct { const char *file; size_t n; bool is_signature; } rows[] = {
        { "two.p7b", 2, false },   { "none.p7b", 0, false },      { "ber.p7m", 1, true },
        { "signed.p7s", 2, true }, { "enveloped.p7m", 0, false }, { "data.p7m", 0, false },
    };
    struct folder *f = *state;
    struct view a = folder_read(f, "a.der");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct view_list certs = { 0 };
        struct err e = { 0 };
        bool is_signature;
        if (!pkcs7_read(&f->arena, folder_read(f, rows[i].file), &certs, &is_signature, &e))
            fail_msg("%s: %s", rows[i].file, e.what);
        if (is_signature != rows[i].is_signature)
            fail_msg("%s: a signature or a collection", rows[i].file);
        assert_int_equal(certs.n, rows[i].n);
        bool found = certs.n == 0;
        for (size_t k = 0; k < certs.n; k++)
            found = found || view_eq(certs.items[k], a);
        assert_true(found);
    }
}

static void a_damaged_one_says_so(void **state)
{
    static const struct view rows[] = {
        VIEW_ROW(""), VIEW_ROW("\x30\x00"), VIEW_ROW("\x30\x80"), VIEW_ROW("text"),
        VIEW_ROW("\x30\x0B\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02"), /* signedData without content */
        VIEW_ROW("\x30\x0F\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02\xA0\x02\x30\x00"),
    };
    struct folder *f = *state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct view_list certs = { 0 };
        struct err e = { 0 };
        assert_false(pkcs7_read(&f->arena, rows[i], &certs, &(bool){ false }, &e));
        assert_int_equal(e.status, ST_FORMAT);
        assert_true(e.what[0] && e.hint[0]);
    }
}

static void every_truncation_is_an_error(void **state)
{
    static const char *const files[] = { "two.p7b", "ber.p7m" };
    struct folder *f = *state;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct view whole = folder_read(f, files[i]);
        for (size_t n = 0; n < whole.n; n++) {
            char *owned;
            struct view_list certs = { 0 };
            struct err e = { 0 };
            bool ok = pkcs7_read(&f->arena, exact_copy(view_first(whole, n), &owned), &certs, &(bool){ false }, &e);
            free(owned);
            if (ok)
                fail_msg("%s reads after %zu of %zu bytes", files[i], n, whole.n);
        }
    }
}

static void changed_bytes_are_survived(void **state)
{
    struct folder *f = *state;
    struct view whole = folder_read(f, "two.p7b");
    for (size_t i = 0; i < whole.n; i++)
        for (unsigned bit = 0; bit < 8; bit += 7) {
            char *owned;
            struct view_list certs = { 0 };
            struct err e = { 0 };
            struct view changed = exact_copy(whole, &owned);
            owned[i] = (char)(owned[i] ^ (1 << bit));
            bool ok = pkcs7_read(&f->arena, changed, &certs, &(bool){ false }, &e);
            assert_true(ok || e.what[0]);
            for (size_t k = 0; k < certs.n; k++)
                assert_true(certs.items[k].p >= owned && certs.items[k].p + certs.items[k].n <= owned + whole.n);
            free(owned);
        }
}

static void as_many_as_the_ceiling_and_no_more(void **state)
{
    /* SEQUENCE { signedData, [0] { SEQUENCE { INTEGER 1, SET {}, SEQUENCE {}, [0] { n times SEQUENCE {} } } } }, indefinite lengths */
    static const struct view head =
        VIEW_ROW("\x30\x80\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02\xA0\x80\x30\x80\x02\x01\x01\x31\x00\x30\x00\xA0\x80");
    static const struct view tail = VIEW_ROW("\0\0\0\0\0\0\0\0");
    struct folder *f = *state;
    for (size_t n = LIMIT_CERTS - 1; n <= LIMIT_CERTS + 1; n++) {
        struct view_list certs = { 0 };
        struct err e = { 0 };
        char *bytes = NEW(&f->arena, char, head.n + 2 * n + tail.n);
        memcpy(bytes, head.p, head.n);
        for (size_t i = 0; i < n; i++)
            bytes[head.n + 2 * i] = 0x30;
        bool ok = pkcs7_read(&f->arena, (struct view){ .p = bytes, .n = head.n + 2 * n + tail.n }, &certs, &(bool){ false }, &e);
        assert_int_equal(ok, n <= LIMIT_CERTS);
        assert_int_equal(e.status, ok ? ST_OK : ST_LIMIT);
        assert_int_equal(certs.n, ok ? n : LIMIT_CERTS);
    }
}

/* The vectors of Debian's python3-cryptography-vectors: what its authors say is inside. */
static void public_vectors_are_read(void **state)
{
    static const char vectors[] = "/usr/lib/python3/dist-packages/cryptography_vectors/pkcs7/";
    static const struct { const char *file; enum container want; size_t n; } rows[] = {
        { "amazon-roots.der", CONTAINER_PKCS7, 2 }, { "amazon-roots.p7b", CONTAINER_PKCS7, 2 }, { "isrg.pem", CONTAINER_PKCS7, 1 },
        { "enveloped.pem", CONTAINER_CMS, 0 },
    };
    struct folder *f = *state;
    if (!file_exists(vectors)) {
        print_message("SKIPPED: %s is not here (package python3-cryptography-vectors)\n", vectors);
        skip();
    }
    struct x509_ctx *x = x509_new();
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cert_file file = { .name = view_of(rows[i].file) };
        struct err e = { 0 };
        char path[200];
        (void)snprintf(path, sizeof path, "%s%s", vectors, rows[i].file);
        assert_true(file_read(&f->arena, path, LIMIT_INPUT_BYTES, &file.bytes, &e));
        container_identify(&file);
        container_read(x, &f->arena, NULL, &file);
        if (file.container != rows[i].want || file.certs.n != rows[i].n || file.malformed)
            fail_msg("%s: container %d, %zu certificates, %zu malformed", rows[i].file, file.container, file.certs.n, file.malformed);
    }
    x509_free(x);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_certificates_come_out),
        cmocka_unit_test(a_damaged_one_says_so),
        cmocka_unit_test(every_truncation_is_an_error),
        cmocka_unit_test(changed_bytes_are_survived),
        cmocka_unit_test(as_many_as_the_ceiling_and_no_more),
        cmocka_unit_test(public_vectors_are_read),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
