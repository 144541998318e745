/* The one private key of a file, in every form in which openssl writes it; what is no key, several, encrypted, or too much to compute. */
#include "format/container/pkcs8.h"

#include "folder.h"
#include "format/x509/der.h"

static int set_up(void **state)
{
    struct folder *f = calloc(1, sizeof *f);
    folder_open(f);
    folder_sh(f, "openssl req -x509 -newkey rsa:2048 -nodes -keyout rsa.key -out rsa.pem -subj /CN=a -days 9;"
                 "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ec.key -out ec.pem -subj /CN=b -days 9;"
                 "for n in rsa ec; do openssl pkcs8 -topk8 -nocrypt -in $n.key -outform DER -out $n.p8;"
                 " openssl $n -in $n.key -outform DER -out $n.old.der;"
                 " openssl x509 -in $n.pem -outform DER -out $n.cer; done;"
                 "openssl rsa -in rsa.key -traditional -out rsa.old.pem; openssl rsa -in rsa.key -traditional -aes128 -passout pass:secret"
                 " -out rsa.old.enc.pem; openssl ec -in ec.key -aes256 -passout pass:secret -out ec.old.enc.pem;"
                 "k() { openssl pkcs8 -topk8 -in rsa.key -passout pass:secret \"$@\"; }; k -out enc.pem; k -outform DER -out enc.der;"
                 "k -v1 PBE-SHA1-3DES -out enc.3des.pem; k -iter 5000000 -out slow.pem; cat rsa.pem rsa.key ec.pem > bundle.pem;"
                 "cat rsa.key ec.key > two.pem; cat rsa.key rsa.old.pem > twice.pem; printf '\\377\\376' > utf16.pem;"
                 "od -A x -t x1 rsa.p8 > rsa.dump; cat ec.pem ec.key | od -A x -t x1 > ec.dump; iconv -t UTF-32LE rsa.key > utf32.pem;"
                 "iconv -f ASCII -t UTF-16LE rsa.key >> utf16.pem; sed 's/$/\\r/' rsa.key > crlf.pem; head -c 200 rsa.p8 > cut.der;"
                 "sed 's/^M/!/' rsa.key > damaged.pem; : > empty;"
                 "sed 's/AES-128-CBC,\\(.\\{16\\}\\).*/DES-CBC,\\1/' rsa.old.enc.pem > des.pem");
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    folder_close(*state);
    free(*state);
    return 0;
}

static void each_form_is_the_same_key(void **state)
{
    struct folder *f = *state;
    static const struct view secret = VIEW_ROW("secret"), wrong = VIEW_ROW("wrong");
    static const struct {
        const char *file, *same;
        const struct view *password;
        enum pkcs8_state state;
    } rows[] = {
        { "rsa.key", "rsa.p8", NULL, PKCS8_READ },
        { "rsa.p8", "rsa.p8", NULL, PKCS8_READ },
        { "rsa.old.der", "rsa.p8", NULL, PKCS8_READ },
        { "rsa.old.pem", "rsa.p8", NULL, PKCS8_READ },
        { "ec.key", "ec.p8", NULL, PKCS8_READ },
        { "ec.old.der", "ec.p8", NULL, PKCS8_READ },
        { "bundle.pem", "rsa.p8", NULL, PKCS8_READ },
        { "twice.pem", "rsa.p8", NULL, PKCS8_READ },
        { "utf16.pem", "rsa.p8", NULL, PKCS8_READ },
        { "crlf.pem", "rsa.p8", NULL, PKCS8_READ },
        { "utf32.pem", "rsa.p8", NULL, PKCS8_READ },
        { "rsa.dump", "rsa.p8", NULL, PKCS8_READ },
        { "ec.dump", "ec.p8", NULL, PKCS8_READ },
        { "enc.pem", "rsa.p8", &secret, PKCS8_READ },
        { "enc.der", "rsa.p8", &secret, PKCS8_READ },
        { "enc.3des.pem", "rsa.p8", &secret, PKCS8_READ },
        { "rsa.old.enc.pem", "rsa.p8", &secret, PKCS8_READ },
        { "ec.old.enc.pem", "ec.p8", &secret, PKCS8_READ },
        { "enc.pem", NULL, NULL, PKCS8_PASSWORD_MISSING },
        { "enc.der", NULL, &wrong, PKCS8_PASSWORD_WRONG },
        { "rsa.old.enc.pem", NULL, NULL, PKCS8_PASSWORD_MISSING },
        { "rsa.old.enc.pem", NULL, &wrong, PKCS8_PASSWORD_WRONG },
        { "slow.pem", NULL, &secret, PKCS8_EXCESSIVE },
        { "two.pem", NULL, NULL, PKCS8_SEVERAL },
        { "rsa.pem", NULL, NULL, PKCS8_NONE },
        { "rsa.cer", NULL, NULL, PKCS8_NONE },
        { "empty", NULL, NULL, PKCS8_NONE },
        { "cut.der", NULL, NULL, PKCS8_BROKEN },
        { "damaged.pem", NULL, NULL, PKCS8_BROKEN },
        { "des.pem", NULL, &secret, PKCS8_BROKEN }, /* no password opens it here */
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        AUTO(buf_free) struct buf key = BUF_SECRET(16 << 10);
        enum pkcs8_state got = pkcs8_read(&f->arena, folder_read(f, rows[i].file), rows[i].password, &key);
        if (got != rows[i].state)
            fail_msg("%s: state %d, expected %d", rows[i].file, got, rows[i].state);
        if (rows[i].same && !view_eq(buf_view(&key), folder_read(f, rows[i].same)))
            fail_msg("%s: not the key of %s", rows[i].file, rows[i].same);
        if (!rows[i].same)
            assert_int_equal(key.n, 0);
    }
}

static void a_key_fits_its_own_certificate(void **state)
{
    struct folder *f = *state;
    assert_true(pkcs8_fits(folder_read(f, "rsa.p8"), folder_read(f, "rsa.cer")));
    assert_true(pkcs8_fits(folder_read(f, "ec.p8"), folder_read(f, "ec.cer")));
    assert_false(pkcs8_fits(folder_read(f, "rsa.p8"), folder_read(f, "ec.cer")));
    assert_false(pkcs8_fits(folder_read(f, "rsa.cer"), folder_read(f, "rsa.cer")));
    assert_false(pkcs8_fits(folder_read(f, "rsa.p8"), VIEW("no certificate")));
    char other[200]; /* another number beside the same public key */
    size_t at = 0;
    struct view ec = folder_read(f, "ec.p8");
    assert_true(ec.n <= sizeof other && view_find(ec, VIEW("\x02\x01\x01\x04\x20"), &at));
    memcpy(other, ec.p, ec.n);
    other[at + 36] = (char)(other[at + 36] ^ 1);
    assert_false(pkcs8_fits((struct view){ .p = other, .n = ec.n }, folder_read(f, "ec.cer")));
}

/* The number that is the n-th in an RSAPrivateKey. */
static struct view rsa_number(struct view pkcs8, size_t n)
{
    struct view info, octets, numbers, value = { 0 };
    assert_true(der_take(&pkcs8, DER_SEQUENCE, &info) && der_take(&info, DER_INTEGER, NULL) && der_take(&info, DER_SEQUENCE, NULL));
    assert_true(der_take(&info, DER_OCTET_STRING, &octets) && der_take(&octets, DER_SEQUENCE, &numbers));
    for (size_t i = 0; i <= n; i++)
        assert_true(der_take(&numbers, DER_INTEGER, &value));
    return value;
}

static void each_number_of_an_rsa_key_has_to_fit(void **state)
{
    static const char *const names[] = { "version", "n", "e", "d", "p", "q", "d mod p - 1", "d mod q - 1", "q's inverse" };
    struct folder *f = *state;
    const struct view key = folder_read(f, "rsa.p8");
    char *bytes = NEW(&f->arena, char, key.n);
    for (size_t i = 1; i < COUNT_OF(names); i++) {
        const struct view number = rsa_number(key, i);
        memcpy(bytes, key.p, key.n);
        bytes[(size_t)(number.p - key.p) + number.n - 1] ^= 2;
        if (pkcs8_fits((struct view){ .p = bytes, .n = key.n }, folder_read(f, "rsa.cer")))
            fail_msg("another %s is taken for the certificate's", names[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_form_is_the_same_key),
        cmocka_unit_test(a_key_fits_its_own_certificate),
        cmocka_unit_test(each_number_of_an_rsa_key_has_to_fit),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
