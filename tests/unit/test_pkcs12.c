/* A PFX with the right, a wrong, an empty and no password; what it says about its encryption; nothing computed that takes long. */
#include "format/container/pkcs12.h"

#include "der_build.h"
#include "folder.h"
#include "model/words.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>

#define VECTORS "/usr/lib/python3/dist-packages/cryptography_vectors/pkcs12/"

static const struct view test_password = VIEW_ROW("secret");

static struct pfx_opened open_pfx(struct folder *f, struct view bytes, const struct view *password)
{
    struct pfx_opened o;
    pkcs12_read(&f->arena, bytes, password, 0, NULL, &o);
    assert_int_equal(ERR_peek_error(), 0);
    return o;
}

static int set_up(void **state)
{
    struct folder *f = calloc(1, sizeof *f);
    folder_open(f);
    folder_sh(f, "for n in a b; do openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout $n.key -out $n.pem"
                 " -subj /CN=$n -days 9; done; openssl req -x509 -newkey rsa:2048 -nodes -keyout rsa.key -out rsa.pem -subj /CN=rsa"
                 " -days 9");
    folder_sh(f, "p() { o=$1; shift; openssl pkcs12 -export -in a.pem -inkey a.key -passout pass:secret -out $o \"$@\"; };"
                 "p default.pfx; p legacy.pfx -legacy; p named.pfx -name 'Gr\xC3\xBC\xC3\x9F' -certfile b.pem; p nomac.pfx -nomac"
                 " -certpbe AES-256-CBC;"
                 "p des.pfx -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1; p iter600000.pfx -iter 600000; p iter1.pfx -iter 1;"
                 "p sha512.pfx -macalg sha512 -keypbe AES-128-CBC -certpbe AES-192-CBC; p nokeys.pfx -nokeys; p nocerts.pfx -nocerts;"
                 "p plain.pfx -keypbe NONE -certpbe NONE -nomac; p plain-mac.pfx -keypbe NONE -certpbe NONE;"
                 "p rc2nomac.pfx -legacy -nomac -certpbe PBE-SHA1-RC2-40; p des1.pfx -legacy -keypbe PBE-MD5-DES -certpbe PBE-MD5-DES"
                 " -macalg sha1;"
                 "p empty.pfx -passout pass:; p empty-des.pfx -passout pass: -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1;"
                 "p empty-nomac.pfx -passout pass: -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -nomac;"
                 "openssl pkcs12 -export -in rsa.pem -inkey rsa.key -passout pass:secret -out rsa.pfx;"
                 "(cat default.pfx; echo more) > trailing.pfx");
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    folder_close(*state);
    free(*state);
    return 0;
}

static void the_right_password_opens_and_describes(void **state)
{
    enum { PLAIN = PFX_KEY_NOT_ENCRYPTED };
    static const struct {
        const char *file;
        unsigned oddities, keys;
        size_t certs, iterations;
        const char *encryption;
    } rows[] = {
        { "default.pfx", PFX_MODERN, 1, 1, 6144, "PBES2 AES-256-CBC, MAC SHA-256" },
        { "legacy.pfx", PFX_WEAK_ENCRYPTION, 1, 1, 6144, "RC2-40-SHA1, TripleDES-SHA1, MAC SHA-1" },
        { "des.pfx", 0, 1, 1, 6144, "TripleDES-SHA1, MAC SHA-1" }, { "des1.pfx", PFX_WEAK_ENCRYPTION, 1, 1, 6144, "DES-MD5, MAC SHA-1" },
        { "sha512.pfx", PFX_MODERN, 1, 1, 6144, "PBES2 AES-192-CBC, PBES2 AES-128-CBC, MAC SHA-512" },
        { "named.pfx", PFX_MODERN, 1, 2, 6144, "PBES2 AES-256-CBC, MAC SHA-256" },
        { "nomac.pfx", PFX_MODERN | PFX_NO_MAC, 1, 1, 4096, "PBES2 AES-256-CBC, no MAC" },
        { "rc2nomac.pfx", PFX_WEAK_ENCRYPTION | PFX_NO_MAC, 1, 1, 4096, "RC2-40-SHA1, TripleDES-SHA1, no MAC" },
        { "iter600000.pfx", PFX_MODERN, 1, 1, 1800000, "PBES2 AES-256-CBC, MAC SHA-256" },
        { "iter1.pfx", PFX_MODERN | PFX_LOW_ITERATIONS, 1, 1, 3, "PBES2 AES-256-CBC, MAC SHA-256" },
        { "nokeys.pfx", PFX_MODERN, 0, 1, 4096, "PBES2 AES-256-CBC, MAC SHA-256" },
        { "nocerts.pfx", PFX_MODERN, 1, 0, 4096, "PBES2 AES-256-CBC, MAC SHA-256" },
        { "plain.pfx", PLAIN | PFX_NO_MAC | PFX_EMPTY_PASSWORD, 1, 1, 0, "not encrypted, no MAC" },
        { "plain-mac.pfx", PLAIN | PFX_MODERN, 1, 1, 2048, "not encrypted, MAC SHA-256" },
        { "rsa.pfx", PFX_MODERN, 1, 1, 6144, "PBES2 AES-256-CBC, MAC SHA-256" },
        { "trailing.pfx", PFX_MODERN | PFX_TRAILING, 1, 1, 6144, "PBES2 AES-256-CBC, MAC SHA-256" },
    };
    struct folder *f = *state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct pfx_opened o = open_pfx(f, folder_read(f, rows[i].file), &test_password);
        if (o.pfx.state != PFX_OPEN || o.pfx.oddities != rows[i].oddities)
            fail_msg("%s: %s, oddities %#x, %.*s", rows[i].file, pfx_state_word(o.pfx.state), o.pfx.oddities, VIEW_ARG(o.pfx.problem));
        assert_string_equal(o.pfx.encryption.p, rows[i].encryption);
        assert_int_equal(o.pfx.keys, rows[i].keys);
        assert_int_equal(o.certs.n, rows[i].certs);
        if (o.pfx.iterations != rows[i].iterations)
            fail_msg("%s: %zu iterations", rows[i].file, o.pfx.iterations);
        assert_int_equal(o.pfx.key_matches, rows[i].keys && rows[i].certs);
        assert_int_equal(o.own, rows[i].keys && rows[i].certs ? 0 : SIZE_MAX);
        assert_int_equal(o.pfx.problem.n, 0);
    }
}

static void passwords_wrong_missing_and_empty_are_told_apart(void **state)
{
    static const struct view wrong = VIEW_ROW("Secret"), empty = VIEW_ROW(""), none = { 0 };
    static const struct { const char *file; const struct view *password; enum pfx_state want; } rows[] = {
        { "default.pfx", &wrong, PFX_PASSWORD_WRONG }, { "default.pfx", &empty, PFX_PASSWORD_WRONG },
        { "default.pfx", NULL, PFX_PASSWORD_MISSING }, { "nomac.pfx", &wrong, PFX_PASSWORD_WRONG },
        { "nomac.pfx", NULL, PFX_PASSWORD_MISSING }, { "legacy.pfx", &wrong, PFX_PASSWORD_WRONG },
        { "legacy.pfx", NULL, PFX_PASSWORD_MISSING }, { "rc2nomac.pfx", &wrong, PFX_PASSWORD_WRONG },
        { "plain-mac.pfx", &wrong, PFX_PASSWORD_WRONG }, { "plain-mac.pfx", NULL, PFX_PASSWORD_MISSING },
        { "plain.pfx", &wrong, PFX_OPEN }, { "plain.pfx", NULL, PFX_OPEN }, { "empty.pfx", NULL, PFX_OPEN },
        { "empty.pfx", &empty, PFX_OPEN }, { "empty.pfx", &none, PFX_OPEN }, { "empty.pfx", &wrong, PFX_PASSWORD_WRONG },
        { "empty-des.pfx", NULL, PFX_OPEN }, { "empty-nomac.pfx", NULL, PFX_OPEN },
    };
    struct folder *f = *state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct pfx_opened o = open_pfx(f, folder_read(f, rows[i].file), rows[i].password);
        if (o.pfx.state != rows[i].want)
            fail_msg("%s, row %zu: %s", rows[i].file, i, pfx_state_word(o.pfx.state));
        assert_int_equal((o.pfx.oddities & PFX_EMPTY_PASSWORD) != 0, o.pfx.state == PFX_OPEN);
        assert_int_equal(o.certs.n, o.pfx.state == PFX_OPEN);
        assert_true(o.pfx.encryption.n > 0);
    }
}

static X509 *load_cert(struct folder *f, const char *name)
{
    struct view pem = folder_read(f, name);
    BIO *bio = BIO_new_mem_buf(pem.p, (int)pem.n);
    X509 *cert = PEM_read_bio_X509(bio, NULL, NULL, NULL);
    BIO_free(bio);
    return cert;
}

/* MAC and encryption with "no password" in the sense of nothing at all. */
static void both_kinds_of_no_password_open(void **state)
{
    static const char *const passwords[] = { NULL, "" };
    struct folder *f = *state;
    for (size_t i = 0; i < COUNT_OF(passwords); i++) {
        X509 *cert = load_cert(f, "a.pem");
        PKCS12 *p12 = PKCS12_create(passwords[i], NULL, NULL, cert, NULL, NID_undef, NID_pbe_WithSHA1And3_Key_TripleDES_CBC, 2048, 2048, 0);
        unsigned char *der = NULL;
        int n = i2d_PKCS12(p12, &der);
        assert_true(n > 0);
        struct pfx_opened o = open_pfx(f, (struct view){ .p = (const char *)der, .n = (size_t)n }, NULL);
        assert_int_equal(o.pfx.state, PFX_OPEN);
        assert_int_equal(o.certs.n, 1);
        OPENSSL_free(der);
        PKCS12_free(p12);
        X509_free(cert);
    }
}

static void names_are_read_as_text(void **state)
{
    struct folder *f = *state;
    struct pfx_opened o = open_pfx(f, folder_read(f, "named.pfx"), &test_password);
    assert_string_equal(o.pfx.friendly_name.p, "Gr\xC3\xBC\xC3\x9F");
}

/* GnuTLS writes the password as the standard says, 16 bits a character, as Windows does. */
static void passwords_beyond_ascii_are_those_of_windows(void **state)
{
    static const char *const ciphers[] = { "3des-pkcs12", "aes-256" };
    static const struct view password = VIEW_ROW("p\xC3\xA4ssw\xC3\xB6rd \xE2\x82\xAC");
    struct folder *f = *state;
    if (!folder_try(f, "command -v certtool")) {
        print_message("SKIPPED: certtool is not here (package gnutls-bin)\n");
        skip();
    }
    for (size_t i = 0; i < COUNT_OF(ciphers); i++) {
        char line[400];
        (void)snprintf(line, sizeof line, "certtool --to-p12 --outder --load-certificate a.pem --load-privkey a.key --p12-name n"
                                          " --pkcs-cipher=%s --password '%s' --outfile t.p12", ciphers[i], password.p);
        folder_sh(f, line);
        struct pfx_opened o = open_pfx(f, folder_read(f, "t.p12"), &password);
        if (o.pfx.state != PFX_OPEN)
            fail_msg("%s: %s %.*s", ciphers[i], pfx_state_word(o.pfx.state), VIEW_ARG(o.pfx.problem));
        assert_true(o.pfx.key_matches);
    }
}

static void without_the_legacy_provider_it_says_so(void **state)
{
    static const struct view wrong = VIEW_ROW("wrong");
    struct folder *f = *state;
    struct view rc2 = folder_read(f, "legacy.pfx");
    folder_sh(f, "mkdir -p nothing");
    char folder[120];
    (void)snprintf(folder, sizeof folder, "%s/nothing", f->path);
    assert_int_equal(setenv("OPENSSL_MODULES", folder, 1), 0);
    struct pfx_opened old = open_pfx(f, rc2, &test_password);
    struct pfx_opened bad = open_pfx(f, rc2, &wrong);
    struct pfx_opened des = open_pfx(f, folder_read(f, "des.pfx"), &test_password);
    assert_int_equal(unsetenv("OPENSSL_MODULES"), 0);
    assert_int_equal(old.pfx.state, PFX_NEEDS_LEGACY);
    assert_true(old.pfx.problem.n > 0);
    assert_int_equal(bad.pfx.state, PFX_PASSWORD_WRONG);
    assert_int_equal(des.pfx.state, PFX_OPEN);
}

static struct view der_number(struct arena *a, uint64_t value)
{
    char bytes[9] = { 0 };
    for (size_t i = 0; i < 8; i++)
        bytes[8 - i] = (char)(value >> 8 * i & 0xFF);
    size_t skip = 0;
    while (skip < 8 && bytes[skip] == 0 && !(bytes[skip + 1] & 0x80))
        skip++;
    return tlv(a, DER_INTEGER, (struct view){ .p = bytes + skip, .n = 9 - skip });
}

static struct view seq2(struct arena *a, struct view one, struct view two)
{
    return tlv(a, DER_SEQUENCE, join(a, one, two));
}

#define PKCS "\x2A\x86\x48\x86\xF7\x0D\x01"

/* ContentInfo of type data. */
static struct view data_info(struct arena *a, struct view octets)
{
    return seq2(a, tlv(a, DER_OID, VIEW(PKCS "\x07\x01")), tlv(a, DER_CONTEXT_CONSTRUCTED(0), tlv(a, DER_OCTET_STRING, octets)));
}

/* A PFX whose one part claims these iterations, in its MAC or in the encryption of a key. */
static struct view claims(struct arena *a, bool in_mac, struct view algorithm, uint64_t mac_iterations)
{
    struct view key = tlv(a, DER_CONTEXT_CONSTRUCTED(0), seq2(a, algorithm, tlv(a, DER_OCTET_STRING, VIEW("12345678"))));
    struct view bag = seq2(a, tlv(a, DER_OID, VIEW(PKCS "\x0C\x0A\x01\x02")), key);
    struct view safe = data_info(a, in_mac ? tlv(a, DER_SEQUENCE, VIEW("")) : tlv(a, DER_SEQUENCE, bag));
    struct view sha1 = tlv(a, DER_SEQUENCE, tlv(a, DER_OID, VIEW("\x2B\x0E\x03\x02\x1A")));
    struct view digest = seq2(a, sha1, tlv(a, DER_OCTET_STRING, VIEW("12345678901234567890")));
    struct view salted = join(a, digest, tlv(a, DER_OCTET_STRING, VIEW("saltsalt")));
    struct view mac = tlv(a, DER_SEQUENCE, join(a, salted, der_number(a, mac_iterations)));
    struct view body = join(a, tlv(a, DER_INTEGER, VIEW("\3")), data_info(a, tlv(a, DER_SEQUENCE, safe)));
    return tlv(a, DER_SEQUENCE, join(a, body, mac));
}

static struct view des(struct arena *a, uint64_t iterations)
{
    struct view parameters = seq2(a, tlv(a, DER_OCTET_STRING, VIEW("saltsalt")), der_number(a, iterations));
    return seq2(a, tlv(a, DER_OID, VIEW(PKCS "\x0C\x01\x03")), parameters);
}

/* PBES2 with AES-256-CBC. */
static struct view pbes2(struct arena *a, struct view kdf, struct view parameters)
{
    struct view iv = tlv(a, DER_OCTET_STRING, VIEW("1234567890123456"));
    struct view aes = seq2(a, tlv(a, DER_OID, VIEW("\x60\x86\x48\x01\x65\x03\x04\x01\x2A")), iv);
    return seq2(a, tlv(a, DER_OID, VIEW(PKCS "\x05\x0D")), seq2(a, seq2(a, tlv(a, DER_OID, kdf), tlv(a, DER_SEQUENCE, parameters)), aes));
}

static struct view pbkdf2(struct arena *a, uint64_t iterations)
{
    return pbes2(a, VIEW(PKCS "\x05\x0C"), join(a, tlv(a, DER_OCTET_STRING, VIEW("saltsalt")), der_number(a, iterations)));
}

static struct view scrypt(struct arena *a, uint64_t n, uint64_t r, uint64_t p)
{
    struct view cost = join(a, tlv(a, DER_OCTET_STRING, VIEW("saltsalt")), der_number(a, n));
    return pbes2(a, VIEW("\x2B\x06\x01\x04\x01\xDA\x47\x04\x0B"), join(a, cost, join(a, der_number(a, r), der_number(a, p))));
}

static int64_t milliseconds(void)
{
    struct timespec now;
    assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &now), 0);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void excessive_work_is_refused_without_doing_it(void **state)
{
    struct folder *f = *state;
    struct arena *a = &f->arena;
    const uint64_t most = LIMIT_PFX_ITERATIONS, huge = (uint64_t)1 << 31;
    const struct { const char *what; struct view pfx; bool excessive; } rows[] = {
        { "2^31 in the MAC", claims(a, true, des(a, 1), huge), true },
        { "2^63 in the MAC", claims(a, true, des(a, 1), (uint64_t)1 << 63), true },
        { "2^31 for a key", claims(a, false, des(a, huge), 1), true }, { "2^31 in PBKDF2", claims(a, false, pbkdf2(a, huge), 1), true },
        { "one more than allowed in all", claims(a, false, des(a, most), 1), true },
        { "sum that overflows", claims(a, false, des(a, UINT64_MAX), UINT64_MAX), true },
        { "scrypt with too much work", claims(a, false, scrypt(a, 1024, 8, 1 << 20), 1), true },
        { "scrypt with too much memory", claims(a, false, scrypt(a, 1 << 20, 8, 1), 1), true },
        { "scrypt beyond 64 bits", claims(a, false, scrypt(a, huge << 20, huge, huge), 1), true },
        { "scrypt as it is used", claims(a, false, scrypt(a, 16384, 8, 1), 1), false },
        { "few", claims(a, false, des(a, 1000), 1000), false },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int64_t start = milliseconds();
        struct pfx_opened o = open_pfx(f, rows[i].pfx, &test_password);
        if ((o.pfx.state == PFX_EXCESSIVE) != rows[i].excessive || milliseconds() - start > 100)
            fail_msg("%s: %s after %d ms", rows[i].what, pfx_state_word(o.pfx.state), (int)(milliseconds() - start));
        pkcs12_read(a, rows[i].pfx, &test_password, most + 1, NULL, &o); /* where others have taken all */
        assert_int_equal(o.pfx.state, PFX_EXCESSIVE);
    }
}

static void senseless_iterations_are_damage(void **state)
{
    struct folder *f = *state;
    struct pfx_opened zero = open_pfx(f, claims(&f->arena, true, des(&f->arena, 1), 0), &test_password);
    struct pfx_opened none = open_pfx(f, claims(&f->arena, false, des(&f->arena, 0), 1), &test_password);
    assert_int_equal(zero.pfx.state, PFX_BROKEN);
    assert_int_equal(none.pfx.state, PFX_BROKEN);
    assert_true(zero.pfx.problem.n && none.pfx.problem.n);
}

static EVP_PKEY *load_key(struct folder *f, const char *name)
{
    struct view pem = folder_read(f, name);
    BIO *bio = BIO_new_mem_buf(pem.p, (int)pem.n);
    EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
    BIO_free(bio);
    assert_non_null(key);
    return key;
}

static void a_name_that_tells_a_secret_is_seen(void **state)
{
    static const struct { const char *name; bool tells, shut; } rows[] = {
        { "acme client 2026", false, false }, { "te-2f4c8a1b-77aa-4d0e-9c11-5b8b2c1d9e3f", false, false },
        { "password on request", false, false }, { "my secrets", false, false }, { "PFX password: geheim1", true, true },
        { "for the client: secret", true, false }, { "secret", true, false }, { "-----BEGIN PRIVATE KEY-----\nMC4CAQ", true, true },
    };
    struct folder *f = *state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        folder_sh(f, view_fmt(&f->arena, "openssl pkcs12 -export -in a.pem -inkey a.key -passout pass:secret -out told.pfx -name '%s'",
                              rows[i].name).p);
        struct view bytes = folder_read(f, "told.pfx");
        bool tells = open_pfx(f, bytes, &test_password).pfx.oddities & PFX_TELLS_SECRET;
        bool shut = open_pfx(f, bytes, NULL).pfx.oddities & PFX_TELLS_SECRET;
        if (tells != rows[i].tells || shut != rows[i].shut)
            fail_msg("%s: opened %d, shut %d", rows[i].name, tells, shut);
    }
}

static struct view attribute(struct arena *a, const char *oid, struct view value)
{
    return tlv(a, DER_SET, seq2(a, tlv(a, DER_OID, view_of(oid)), tlv(a, DER_SET, value)));
}

/* Where libcrypto finds nothing to say of what everybody can read. */
static void what_hides_in_strings_attributes_and_salts_is_seen(void **state)
{
    struct folder *f = *state;
    struct arena *a = &f->arena;
    struct view text = VIEW("PFX password: geheim1\r\n"), octets = tlv(a, DER_OCTET_STRING, text), none = { 0 };
    struct view unknown = attribute(a, PKCS "\x09\x7F", octets), key_id = attribute(a, PKCS "\x09\x15", octets);
    struct view honest = attribute(a, PKCS "\x09\x15", tlv(a, DER_OCTET_STRING, VIEW("\1\0\0\0")));
    const struct { struct view behind_safes, behind_bags, behind_cert, attributes, salt; unsigned want; } rows[] = {
        { none, none, none, honest, VIEW("12345678"), 0 }, { text, none, none, none, VIEW("12345678"), PFX_OTHER_ENTRIES },
        { none, text, none, none, VIEW("12345678"), PFX_OTHER_ENTRIES }, { none, none, text, none, VIEW("12345678"), PFX_OTHER_ENTRIES },
        { none, none, none, unknown, VIEW("12345678"), PFX_TELLS_SECRET }, { none, none, none, key_id, VIEW("12345678"), PFX_TELLS_SECRET },
        { none, none, none, none, text, PFX_TELLS_SECRET },
    };
    folder_sh(f, "openssl x509 -in a.pem -outform DER -out a.der");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct view string = tlv(a, DER_OCTET_STRING, join(a, folder_read(f, "a.der"), rows[i].behind_cert));
        struct view cert = seq2(a, tlv(a, DER_OID, VIEW(PKCS "\x09\x16\x01")), tlv(a, DER_CONTEXT_CONSTRUCTED(0), string));
        struct view bag = seq2(a, tlv(a, DER_OID, VIEW(PKCS "\x0C\x0A\x01\x03")),
                               join(a, tlv(a, DER_CONTEXT_CONSTRUCTED(0), cert), rows[i].attributes));
        struct view safe = data_info(a, join(a, tlv(a, DER_SEQUENCE, bag), rows[i].behind_bags));
        struct view sha1 = seq2(a, tlv(a, DER_SEQUENCE, tlv(a, DER_OID, VIEW("\x2B\x0E\x03\x02\x1A"))),
                                tlv(a, DER_OCTET_STRING, VIEW("01234567890123456789")));
        struct view mac = seq2(a, sha1, tlv(a, DER_OCTET_STRING, rows[i].salt));
        struct view contents = data_info(a, join(a, tlv(a, DER_SEQUENCE, safe), rows[i].behind_safes));
        struct view pfx = seq2(a, tlv(a, DER_INTEGER, VIEW("\3")), join(a, contents, mac));
        struct pfx_opened o = open_pfx(f, pfx, NULL);
        if (o.pfx.state != PFX_PASSWORD_MISSING || (o.pfx.oddities & (PFX_OTHER_ENTRIES | PFX_TELLS_SECRET)) != rows[i].want)
            fail_msg("row %zu: %s, oddities %#x, %.*s", i, pfx_state_word(o.pfx.state), o.pfx.oddities, VIEW_ARG(o.pfx.problem));
    }
}

/* A PFX with these bags in one encrypted part, and a MAC. Takes the bags. */
static struct view encrypted_bags(struct folder *f, STACK_OF(PKCS12_SAFEBAG) *bags)
{
    unsigned char *der = NULL;
    STACK_OF(PKCS7) *safes = sk_PKCS7_new_null();
    assert_true(sk_PKCS7_push(safes, PKCS12_pack_p7encdata(NID_pbe_WithSHA1And3_Key_TripleDES_CBC, "secret", 6, NULL, 0, 2048, bags)) == 1);
    PKCS12 *p12 = PKCS12_init(NID_pkcs7_data);
    assert_int_equal(PKCS12_pack_authsafes(p12, safes), 1);
    assert_int_equal(PKCS12_set_mac(p12, "secret", 6, NULL, 0, 2048, EVP_sha1()), 1);
    int n = i2d_PKCS12(p12, &der);
    assert_true(n > 0);
    struct view out = view_dup(&f->arena, (struct view){ .p = (const char *)der, .n = (size_t)n });
    OPENSSL_free(der);
    PKCS12_free(p12);
    sk_PKCS7_pop_free(safes, PKCS7_free);
    sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
    return out;
}

static void add_cert(struct folder *f, STACK_OF(PKCS12_SAFEBAG) **bags, const char *name)
{
    X509 *cert = load_cert(f, name);
    assert_non_null(PKCS12_add_cert(bags, cert));
    X509_free(cert);
}

static void keys_are_counted_and_compared(void **state)
{
    static const struct { const char *keys[2], *certs[2]; bool matches; size_t at; } rows[] = {
        { { "a.key" }, { "b.pem", "a.pem" }, true, 1 },  { { "a.key" }, { "b.pem" }, false, SIZE_MAX },
        { { "a.key", "b.key" }, { "a.pem" }, true, 0 },  { { "b.key", "a.key" }, { "a.pem", "b.pem" }, true, 1 },
        { { "rsa.key" }, { "a.pem", "rsa.pem" }, true, 1 }, { { "rsa.key" }, { "a.pem" }, false, SIZE_MAX },
        { { "a.key" }, { "a.pem", "a.pem" }, true, 0 },
    };
    struct folder *f = *state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        STACK_OF(PKCS12_SAFEBAG) *bags = NULL;
        unsigned keys = 0;
        for (; keys < 2 && rows[i].keys[keys]; keys++) {
            EVP_PKEY *key = load_key(f, rows[i].keys[keys]);
            assert_non_null(PKCS12_add_key(&bags, key, 0, 2048, NID_pbe_WithSHA1And3_Key_TripleDES_CBC, "secret"));
            EVP_PKEY_free(key);
        }
        for (size_t k = 0; k < 2 && rows[i].certs[k]; k++)
            add_cert(f, &bags, rows[i].certs[k]);
        struct pfx_opened o = open_pfx(f, encrypted_bags(f, bags), &test_password);
        assert_int_equal(o.pfx.state, PFX_OPEN);
        assert_int_equal(o.pfx.keys, keys);
        assert_int_equal(o.pfx.key_matches, rows[i].matches);
        assert_int_equal(o.own, rows[i].at);
        assert_int_equal(o.pfx.iterations, 2048 * (2 + keys));
    }
}

static PKCS12_SAFEBAG *shrouded(struct folder *f, struct view algorithm)
{
    struct view der = seq2(&f->arena, algorithm, tlv(&f->arena, DER_OCTET_STRING, VIEW("1234567890123456")));
    const unsigned char *p = (const unsigned char *)der.p;
    X509_SIG *sig = d2i_X509_SIG(NULL, &p, (long)der.n);
    assert_non_null(sig);
    return PKCS12_SAFEBAG_create0_pkcs8(sig);
}

static void a_key_inside_an_encrypted_part_is_checked_as_well(void **state)
{
    struct folder *f = *state;
    const struct { struct view algorithm; enum pfx_state want; size_t more; } rows[] = {
        { des(&f->arena, (uint64_t)1 << 31), PFX_EXCESSIVE, 0 }, { des(&f->arena, LIMIT_PFX_ITERATIONS - 4095), PFX_EXCESSIVE, 0 },
        { scrypt(&f->arena, 1 << 20, 8, 1), PFX_EXCESSIVE, 0 },  { des(&f->arena, 2048), PFX_BROKEN, 0 },
        { des(&f->arena, (uint64_t)1 << 62), PFX_BROKEN, LIMIT_PFX_BAGS }, /* computed nothing, so it takes nothing from others */
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        STACK_OF(PKCS12_SAFEBAG) *bags = NULL;
        add_cert(f, &bags, "a.pem");
        assert_true(sk_PKCS12_SAFEBAG_push(bags, shrouded(f, rows[i].algorithm)) > 0);
        for (size_t k = 0; k < rows[i].more; k++)
            add_cert(f, &bags, "a.pem");
        int64_t start = milliseconds();
        struct pfx_opened o = open_pfx(f, encrypted_bags(f, bags), &test_password);
        if (o.pfx.state != rows[i].want || o.pfx.taken > 3 * 2048 || milliseconds() - start > 1000)
            fail_msg("row %zu: %s, %ju rounds", i, pfx_state_word(o.pfx.state), (uintmax_t)o.pfx.taken);
        assert_int_equal(o.certs.n, 0);
    }
}

static void more_entries_than_the_ceiling_are_refused(void **state)
{
    struct folder *f = *state;
    for (size_t n = LIMIT_PFX_BAGS - 1; n <= LIMIT_PFX_BAGS + 1; n++) {
        struct arena *a = &f->arena;
        struct view nothing = tlv(a, DER_CONTEXT_CONSTRUCTED(0), tlv(a, DER_SEQUENCE, VIEW("")));
        struct view other = seq2(a, tlv(a, DER_OID, VIEW(PKCS "\x0C\x0A\x01\x07")), nothing);
        struct view bags = { 0 };
        struct view safes = { 0 };
        for (size_t i = 0; i < n; i++) {
            bags = join(a, bags, other);
            safes = join(a, safes, data_info(a, tlv(a, DER_SEQUENCE, VIEW(""))));
        }
        struct view contents[2] = { data_info(a, tlv(a, DER_SEQUENCE, bags)), safes };
        for (size_t i = 0; i < 2; i++) {
            struct view pfx = seq2(a, tlv(a, DER_INTEGER, VIEW("\3")), data_info(a, tlv(a, DER_SEQUENCE, contents[i])));
            struct pfx_opened o = open_pfx(f, pfx, NULL);
            assert_int_equal(o.pfx.state, n <= LIMIT_PFX_BAGS ? PFX_OPEN : PFX_BROKEN);
        }
    }
}

static void more_bytes_than_the_ceiling_are_refused(void **state)
{
    struct folder *f = *state;
    struct view pfx = folder_read(f, "plain.pfx");
    for (size_t n = LIMIT_PFX_BYTES; n <= LIMIT_PFX_BYTES + 1; n++) {
        char *longer = NEW(&f->arena, char, n);
        memcpy(longer, pfx.p, pfx.n);
        assert_int_equal(open_pfx(f, (struct view){ .p = longer, .n = n }, NULL).pfx.state, n <= LIMIT_PFX_BYTES ? PFX_OPEN : PFX_BROKEN);
    }
}

static struct view plain_key(struct arena *a, struct view algorithm, struct view key)
{
    struct view info = join(a, tlv(a, DER_INTEGER, VIEW("\0")), join(a, algorithm, tlv(a, DER_OCTET_STRING, key)));
    return seq2(a, tlv(a, DER_OID, VIEW(PKCS "\x0C\x0A\x01\x01")), tlv(a, DER_CONTEXT_CONSTRUCTED(0), tlv(a, DER_SEQUENCE, info)));
}

static struct pfx_opened open_keys(struct folder *f, struct view key, size_t n)
{
    struct arena *a = &f->arena;
    struct view bags = { 0 };
    for (size_t i = 0; i < n; i++)
        bags = join(a, bags, key);
    struct view safe = data_info(a, tlv(a, DER_SEQUENCE, bags));
    return open_pfx(f, seq2(a, tlv(a, DER_INTEGER, VIEW("\3")), data_info(a, tlv(a, DER_SEQUENCE, safe))), NULL);
}

static void more_keys_than_the_ceiling_are_refused(void **state)
{
    struct folder *f = *state;
    struct view ed25519 = tlv(&f->arena, DER_SEQUENCE, tlv(&f->arena, DER_OID, VIEW("\x2B\x65\x70")));
    struct view key = plain_key(&f->arena, ed25519, tlv(&f->arena, DER_OCTET_STRING, VIEW("12345678901234567890123456789012")));
    for (size_t n = LIMIT_PFX_KEYS - 1; n <= LIMIT_PFX_KEYS + 1; n++) {
        struct pfx_opened o = open_keys(f, key, n);
        assert_int_equal(o.pfx.state, n <= LIMIT_PFX_KEYS ? PFX_OPEN : PFX_BROKEN);
        assert_int_equal(o.pfx.keys, n <= LIMIT_PFX_KEYS ? n : 0);
    }
}

/* The public half of a DH key would be computed: 2^x mod p with x of 120,000 bits. */
static void a_key_that_takes_long_is_refused(void **state)
{
    struct folder *f = *state;
    struct arena *a = &f->arena;
    char *big = NEW(a, char, 15000);
    memset(big, 0x7F, 15000);
    struct view p = tlv(a, DER_INTEGER, (struct view){ .p = big, .n = 1000 });
    struct view dh = seq2(a, tlv(a, DER_OID, VIEW(PKCS "\x03\x01")), seq2(a, p, tlv(a, DER_INTEGER, VIEW("\2"))));
    struct view x = tlv(a, DER_INTEGER, (struct view){ .p = big, .n = 15000 });
    int64_t start = milliseconds();
    assert_int_equal(open_keys(f, plain_key(a, dh, x), 1).pfx.state, PFX_BROKEN);
    assert_in_range(milliseconds() - start, 0, 100);
}

/* Rewrites a PFX with indefinite lengths and its octets in pieces. */
static struct view as_ber(struct arena *a, struct view der)
{
    struct view pfx, version, info, oid, wrapped, octets, whole, ignored;
    struct view end = VIEW("\0\0");
    unsigned tag;
    assert_true(der_take(&der, DER_SEQUENCE, &pfx) && der_any(&pfx, &tag, &ignored, &version) && der_take(&pfx, DER_SEQUENCE, &info));
    assert_true(der_any(&info, &tag, &ignored, &oid) && der_take(&info, DER_CONTEXT_CONSTRUCTED(0), &wrapped));
    assert_true(der_take(&wrapped, DER_OCTET_STRING, &octets));
    struct view pieces = VIEW("\x24\x80");
    for (size_t at = 0; at < octets.n; at += 100)
        pieces = join(a, pieces, tlv(a, DER_OCTET_STRING, view_first(view_from(octets, at), 100)));
    whole = join(a, join(a, VIEW("\xA0\x80"), join(a, pieces, end)), end);
    whole = join(a, join(a, VIEW("\x30\x80"), join(a, oid, whole)), end);
    return join(a, join(a, VIEW("\x30\x80"), join(a, version, join(a, whole, pfx))), end);
}

static void ber_reads_like_der(void **state)
{
    static const char *const files[] = { "default.pfx", "des.pfx", "named.pfx", "plain-mac.pfx" };
    struct folder *f = *state;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct pfx_opened der = open_pfx(f, folder_read(f, files[i]), &test_password);
        struct pfx_opened ber = open_pfx(f, as_ber(&f->arena, folder_read(f, files[i])), &test_password);
        assert_int_equal(ber.pfx.state, PFX_OPEN);
        assert_int_equal(ber.certs.n, der.certs.n);
        assert_true(view_eq(ber.certs.items[0], der.certs.items[0]));
        assert_true(ber.pfx.key_matches);
    }
}

/* PBMAC1 made by Python's own PBKDF2 and HMAC over a PFX without MAC. */
static void pbmac1_is_checked(void **state)
{
    static const struct view wrong = VIEW_ROW("Secret");
    static const struct { unsigned iterations, key_length; const struct view *password; enum pfx_state want; } rows[] = {
        { 2048, 32, &test_password, PFX_OPEN },      { 2048, 32, &wrong, PFX_PASSWORD_WRONG }, { 2048, 32, NULL, PFX_PASSWORD_MISSING },
        { 600000, 64, &test_password, PFX_OPEN },    { 2048, 0, &test_password, PFX_BROKEN },
        { 2048, 19, &test_password, PFX_BROKEN }, { 2048, 20, &test_password, PFX_OPEN },  { 2048, 100000, &test_password, PFX_BROKEN },
        { 2000000000, 32, &test_password, PFX_EXCESSIVE },
        { 600000, 256, &test_password, PFX_EXCESSIVE }, /* eight parts of 32 bytes, each with all rounds */
    };
    struct folder *f = *state;
    folder_write(f, "pbmac1.py", VIEW(
        "import hashlib, hmac, sys\n"
        "def tlv(t, *c):\n"
        "    c = b''.join(c); n = len(c)\n"
        "    return bytes([t]) + (bytes([n]) if n < 128 else bytes([130, n >> 8, n & 255])) + c\n"
        "def take(b):\n"
        "    n, h = b[1], 2\n"
        "    if n > 127: h += n - 128; n = int.from_bytes(b[2:h], 'big')\n"
        "    return b[h:h + n], b[h + n:]\n"
        "def num(n): return tlv(2, n.to_bytes(n.bit_length() // 8 + 1, 'big'))\n"
        "def oid(h): return tlv(6, bytes.fromhex(h))\n"
        "rounds, size = int(sys.argv[1]), int(sys.argv[2])\n"
        "pfx = take(open('nomac.pfx', 'rb').read())[0]\n"
        "info = take(take(pfx)[1])[0]\n"
        "data = take(take(take(info)[1])[0])[0]\n"
        "sha = tlv(48, oid('2a864886f70d0209'), tlv(5))\n"
        "key = hashlib.pbkdf2_hmac('sha256', b'secret', b'saltsalt', rounds if rounds * size < 10**8 else 1, size or 1)\n"
        "kdf = tlv(48, oid('2a864886f70d01050c'), tlv(48, tlv(4, b'saltsalt'), num(rounds), num(size) if size else b'', sha))\n"
        "alg = tlv(48, oid('2a864886f70d01050e'), tlv(48, kdf, sha))\n"
        "mac = tlv(48, tlv(48, alg, tlv(4, hmac.new(key, data, 'sha256').digest())), tlv(4, b'unused'), num(1))\n"
        "open('pbmac1.pfx', 'wb').write(tlv(48, pfx, mac))\n"));
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char line[100];
        (void)snprintf(line, sizeof line, "python3 pbmac1.py %u %u", rows[i].iterations, rows[i].key_length);
        folder_sh(f, line);
        struct pfx_opened o = open_pfx(f, folder_read(f, "pbmac1.pfx"), rows[i].password);
        if (o.pfx.state != rows[i].want)
            fail_msg("row %zu: %s %.*s", i, pfx_state_word(o.pfx.state), VIEW_ARG(o.pfx.problem));
        if (o.pfx.state == PFX_OPEN)
            assert_string_equal(o.pfx.encryption.p, "PBES2 AES-256-CBC, MAC PBMAC1 SHA-256");
    }
}

static void every_truncation_is_broken(void **state)
{
    struct folder *f = *state;
    struct view whole = folder_read(f, "iter1.pfx");
    for (size_t n = 0; n < whole.n; n++) {
        char *owned;
        struct pfx_opened o = open_pfx(f, exact_copy(view_first(whole, n), &owned), &test_password);
        free(owned);
        assert_int_equal(o.pfx.state, PFX_BROKEN);
        assert_true(o.pfx.problem.n > 0);
    }
}

/* With a MAC nothing that was changed may come out as good. */
static void changed_bytes_never_change_what_comes_out(void **state)
{
    static const char *const files[] = { "iter1.pfx", "plain.pfx" };
    struct folder *f = *state;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct view whole = folder_read(f, files[i]);
        struct pfx_opened good = open_pfx(f, whole, &test_password);
        for (size_t at = 0; at < whole.n; at += 3) {
            char *owned;
            struct view changed = exact_copy(whole, &owned);
            owned[at] = (char)(owned[at] ^ (1 << at % 8));
            struct pfx_opened o = open_pfx(f, changed, &test_password);
            free(owned);
            assert_in_range(o.pfx.state, PFX_OPEN, PFX_STATE_COUNT - 1);
            if (o.pfx.state == PFX_OPEN && i != 1)
                assert_true(o.certs.n == 1 && view_eq(o.certs.items[0], good.certs.items[0]));
            if (o.pfx.state != PFX_OPEN)
                assert_int_equal(o.certs.n, 0);
        }
    }
}

static void public_vectors_open_with_their_password(void **state)
{
    static const struct view password = VIEW_ROW("password"), cryptography = VIEW_ROW("cryptography");
    struct folder *f = *state;
    if (!file_exists(VECTORS)) {
        print_message("SKIPPED: %s is not here (package python3-cryptography-vectors)\n", VECTORS);
        skip();
    }
    folder_sh(f, "cp " VECTORS "*.p12 .; (cd " VECTORS "; ls *.p12) > list");
    struct view list = folder_read(f, "list");
    struct view name;
    size_t n = 0;
    for (; view_line(&list, &name); n++) {
        bool no_password = view_ends(name, VIEW("no-pwd.p12")) || view_eq_text(name, "no-password.p12");
        const struct view *its = no_password ? NULL : view_ends(name, VIEW("-pwd.p12")) ? &password : &cryptography;
        struct view bytes = folder_read(f, view_dup(&f->arena, name).p);
        struct pfx_opened o = open_pfx(f, bytes, its);
        if (o.pfx.state != PFX_OPEN)
            fail_msg("%.*s: %s %.*s", VIEW_ARG(name), pfx_state_word(o.pfx.state), VIEW_ARG(o.pfx.problem));
        assert_int_equal((o.pfx.oddities & PFX_EMPTY_PASSWORD) != 0, no_password);
        assert_true(o.certs.n || view_starts(name, VIEW("no-cert")));
        size_t ignored;
        bool without_key = view_find(name, VIEW("no-key"), &ignored) || view_starts(name, VIEW("no-cert-n"));
        assert_int_equal(o.pfx.keys, !without_key);
        if (view_find(name, VIEW("name-unicode-"), &ignored) && o.pfx.keys)
            assert_string_equal(o.pfx.friendly_name.p, "\xE2\x98\xBA");
        if (its)
            assert_int_equal(open_pfx(f, bytes, NULL).pfx.state, PFX_PASSWORD_MISSING);
    }
    assert_true(n >= 30);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_right_password_opens_and_describes),
        cmocka_unit_test(passwords_wrong_missing_and_empty_are_told_apart),
        cmocka_unit_test(both_kinds_of_no_password_open),
        cmocka_unit_test(names_are_read_as_text),
        cmocka_unit_test(passwords_beyond_ascii_are_those_of_windows),
        cmocka_unit_test(without_the_legacy_provider_it_says_so),
        cmocka_unit_test(excessive_work_is_refused_without_doing_it),
        cmocka_unit_test(senseless_iterations_are_damage),
        cmocka_unit_test(a_name_that_tells_a_secret_is_seen),
        cmocka_unit_test(what_hides_in_strings_attributes_and_salts_is_seen),
        cmocka_unit_test(keys_are_counted_and_compared),
        cmocka_unit_test(a_key_inside_an_encrypted_part_is_checked_as_well),
        cmocka_unit_test(more_entries_than_the_ceiling_are_refused),
        cmocka_unit_test(more_bytes_than_the_ceiling_are_refused),
        cmocka_unit_test(more_keys_than_the_ceiling_are_refused),
        cmocka_unit_test(a_key_that_takes_long_is_refused),
        cmocka_unit_test(ber_reads_like_der),
        cmocka_unit_test(pbmac1_is_checked),
        cmocka_unit_test(every_truncation_is_broken),
        cmocka_unit_test(changed_bytes_never_change_what_comes_out),
        cmocka_unit_test(public_vectors_open_with_their_password),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
