/* A detached signature that openssl accepts, the same bytes each time, with the chain of its signer. */
#include "format/container/cms.h"

#include "folder.h"
#include "format/container/der_list.h"

#define VERIFY "openssl cms -verify -binary -inform DER -content SHA256SUMS -in SHA256SUMS.p7s -CAfile ca.pem -out out -no_check_time"

static const struct view sums = VIEW_ROW("0123  TICKET.txt\r\n4567  case.xml\n\n");

static int set_up(void **state)
{
    struct folder *f = calloc(1, sizeof *f);
    folder_open(f);
    folder_sh(f, "openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -subj /CN=CA -days 9;"
                 "s() { n=$1; ca=$2; shift 2; openssl req -new \"$@\" -nodes -keyout $n.key -subj /CN=$n -out $n.csr;"
                 " printf \"$ext\" > ext; openssl x509 -req -in $n.csr -CA $ca.pem -CAkey $ca.key -CAcreateserial -days 9 -extfile ext"
                 " -out $n.pem; };"
                 "ext='basicConstraints=critical,CA:true\\n'; s sub ca -newkey rsa:2048; ext='keyUsage=digitalSignature\\n';"
                 "s rsa sub -newkey rsa:2048; s ec sub -newkey ec -pkeyopt ec_paramgen_curve:P-256; cat rsa.pem sub.pem > rsa-chain.pem;"
                 "cat ec.pem sub.pem > ec-chain.pem; openssl x509 -in rsa.pem -outform DER -out rsa.der; openssl x509 -in sub.pem"
                 " -outform DER"
                 " -out sub.der; openssl pkcs8 -topk8 -in rsa.key -passout pass:secret -out enc.key; openssl rsa -in rsa.key"
                 " -traditional -aes128"
                 " -passout pass:secret -out old-enc.key; openssl rsa -in rsa.key -traditional -out old.key; openssl genpkey -algorithm"
                 " ed25519"
                 " -out ed.key; openssl req -x509 -new -key ed.key -subj /CN=ed -out ed.pem -days 9; openssl req -x509 -newkey rsa-pss"
                 " -pkeyopt rsa_keygen_bits:2048 -nodes -keyout pss.key -subj /CN=pss -out pss.pem -days 9");
    folder_write(f, "SHA256SUMS", sums);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    folder_close(*state);
    free(*state);
    return 0;
}

static struct view sign(struct folder *f, const char *cert, const char *key, const char *password)
{
    struct signer *s;
    struct err e = { 0 };
    struct view given = view_of(password);
    struct view out = { 0 };
    if (!signer_open(folder_read(f, cert), folder_read(f, key), password ? &given : NULL, &s, &e))
        fail_msg("%s: %s", key, e.what);
    if (!signer_sign(s, &f->arena, sums, &out, &e))
        fail_msg("%s: %s", key, e.what);
    signer_close(s);
    return out;
}

static void openssl_verifies_what_was_signed(void **state)
{
    static const struct { const char *cert, *key, *password; } rows[] = {
        { "rsa-chain.pem", "rsa.key", NULL }, { "ec-chain.pem", "ec.key", NULL },          { "rsa-chain.pem", "old.key", NULL },
        { "rsa-chain.pem", "enc.key", "secret" }, { "rsa-chain.pem", "old-enc.key", "secret" },
    };
    struct folder *f = *state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        folder_write(f, "SHA256SUMS.p7s", sign(f, rows[i].cert, rows[i].key, rows[i].password));
        folder_sh(f, VERIFY);
        assert_true(view_eq(folder_read(f, "out"), sums));
    }
}

static void a_changed_content_is_not_verified(void **state)
{
    struct folder *f = *state;
    folder_write(f, "SHA256SUMS.p7s", sign(f, "rsa-chain.pem", "rsa.key", NULL));
    folder_write(f, "SHA256SUMS", VIEW("0123  TICKET.txt\n4567  case.xml\n\n")); /* even a line end counts */
    bool verified = folder_try(f, VERIFY);
    folder_write(f, "SHA256SUMS", sums);
    assert_false(verified);
}

static void an_rsa_signature_is_the_same_each_time(void **state)
{
    struct folder *f = *state;
    assert_true(view_eq(sign(f, "rsa-chain.pem", "rsa.key", NULL), sign(f, "rsa-chain.pem", "enc.key", "secret")));
}

static void the_chain_goes_along_and_no_content(void **state)
{
    static const struct { const char *cert; size_t n; } rows[] = { { "rsa-chain.pem", 2 }, { "rsa.pem", 1 }, { "rsa.der", 1 } };
    struct folder *f = *state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct view_list certs = { 0 };
        struct err e = { 0 };
        struct view signature = sign(f, rows[i].cert, "rsa.key", NULL);
        size_t at;
        bool is_signature;
        assert_true(pkcs7_read(&f->arena, signature, &certs, &is_signature, &e));
        assert_true(is_signature);
        assert_int_equal(certs.n, rows[i].n);
        assert_true(view_find(signature, folder_read(f, "rsa.der"), &at));
        assert_false(view_find(signature, VIEW("TICKET"), &at));
    }
    folder_write(f, "SHA256SUMS.p7s", sign(f, "rsa.pem", "rsa.key", NULL));
    folder_sh(f, "openssl cms -cmsout -print -noout -inform DER -in SHA256SUMS.p7s");
    size_t at;
    assert_false(view_find(folder_read(f, "log"), VIEW("signingTime"), &at));
    assert_true(view_find(folder_read(f, "log"), VIEW("sha256"), &at));
}

static void what_is_wrong_with_certificate_or_key_is_said(void **state)
{
    static const struct { const char *cert, *key, *password, *says; } rows[] = {
        { "rsa.pem", "ec.key", NULL, "does not belong" },        { "sub.pem", "rsa.key", NULL, "does not belong" },
        { "rsa.pem", "enc.key", NULL, "no password was given" }, { "rsa.pem", "enc.key", "wrong", "can't be decrypted" },
        { "rsa.pem", "old-enc.key", "", "can't be decrypted" },  { "rsa.pem", "rsa.pem", NULL, "no private key" },
        { "rsa.key", "rsa.key", NULL, "no certificate" },        { "empty", "rsa.key", NULL, "no certificate" },
        { "rsa.pem", "empty", NULL, "no private key" },          { "ed.pem", "ed.key", NULL, "can't be made" },
        { "pss.pem", "pss.key", NULL, "can't be made" },
    };
    struct folder *f = *state;
    folder_write(f, "empty", VIEW(""));
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct signer *s;
        struct err e = { 0 };
        struct view given = view_of(rows[i].password);
        assert_false(signer_open(folder_read(f, rows[i].cert), folder_read(f, rows[i].key), rows[i].password ? &given : NULL, &s, &e));
        assert_null(s);
        assert_int_equal(e.status, ST_FORMAT);
        if (!strstr(e.what, rows[i].says) || !e.hint[0])
            fail_msg("row %zu: %s", i, e.what);
    }
    signer_close(NULL);
}

/* What `audit --trust` asks of a signer is asked of whoever signs. */
static void a_signer_whom_nobody_would_trust_is_refused(void **state)
{
    static const struct { const char *make, *cert, *says; int64_t later; } rows[] = {
        { NULL, "rsa.pem", NULL, 0 },
        { NULL, "rsa-chain.pem", NULL, 0 },
        { NULL, "rsa.pem", "expired", INT64_C(400) * 366 * 86400 },
        { NULL, "rsa.pem", "not yet valid", -INT64_C(40) * 366 * 86400 },
        { "openssl req -x509 -key rsa.key -subj /CN=S -out eku.pem -addext extendedKeyUsage=serverAuth", "eku.pem", "purpose", 0 },
        { "openssl req -x509 -key rsa.key -subj /CN=S -out ku.pem -addext keyUsage=keyEncipherment", "ku.pem", "purpose", 0 },
    };
    struct folder *f = *state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct signer *s;
        struct err e = { 0 };
        if (rows[i].make)
            folder_sh(f, rows[i].make);
        assert_true(signer_open(folder_read(f, rows[i].cert), folder_read(f, "rsa.key"), NULL, &s, &e));
        bool good = signer_check(s, (int64_t)time(NULL) + rows[i].later, &e);
        if (good != !rows[i].says || (rows[i].says && !strstr(e.what, rows[i].says)))
            fail_msg("row %zu: %s", i, e.what);
        signer_close(s);
    }
}

static void truncated_certificates_and_keys_are_survived(void **state)
{
    static const char *const files[] = { "rsa-chain.pem", "rsa.der" };
    struct folder *f = *state;
    struct view key = folder_read(f, "rsa.key");
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct view whole = folder_read(f, files[i]);
        for (size_t n = 0; n < whole.n; n += 7) {
            char *owned;
            struct signer *s;
            struct err e = { 0 };
            bool ok = signer_open(exact_copy(view_first(whole, n), &owned), key, NULL, &s, &e);
            assert_true(ok || e.what[0]);
            signer_close(s);
            free(owned);
        }
    }
    for (size_t n = 0; n < key.n; n += 7) {
        struct signer *s;
        struct err e = { 0 };
        assert_true(signer_open(folder_read(f, "rsa.pem"), view_first(key, n), NULL, &s, &e) == (s != NULL));
        signer_close(s);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(openssl_verifies_what_was_signed),
        cmocka_unit_test(a_changed_content_is_not_verified),
        cmocka_unit_test(an_rsa_signature_is_the_same_each_time),
        cmocka_unit_test(the_chain_goes_along_and_no_content),
        cmocka_unit_test(what_is_wrong_with_certificate_or_key_is_said),
        cmocka_unit_test(a_signer_whom_nobody_would_trust_is_refused),
        cmocka_unit_test(truncated_certificates_and_keys_are_survived),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
