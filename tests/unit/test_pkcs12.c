/* A PFX with the right, a wrong, an empty and no password; what it says about its encryption. */
#include "pfx_made.h"

#define VECTORS "/usr/lib/python3/dist-packages/cryptography_vectors/pkcs12/"

static int set_up(void **state)
{
    struct folder *f = pfx_folder();
    folder_sh(f, "openssl req -x509 -newkey rsa:2048 -nodes -keyout rsa.key -out rsa.pem -subj /CN=rsa -days 9;"
                 " openssl req -x509 -new -key a.key -out renewed.pem -subj /CN=a -days 8");
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
            fail_msg("%s: state %d, oddities %#x, %.*s", rows[i].file, (int)o.pfx.state, o.pfx.oddities, VIEW_ARG(o.pfx.problem));
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
            fail_msg("%s, row %zu: state %d", rows[i].file, i, (int)o.pfx.state);
        assert_int_equal((o.pfx.oddities & PFX_EMPTY_PASSWORD) != 0, o.pfx.state == PFX_OPEN);
        assert_int_equal(o.certs.n, o.pfx.state == PFX_OPEN);
        assert_true(o.pfx.encryption.n > 0);
    }
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
            fail_msg("%s: state %d %.*s", ciphers[i], (int)o.pfx.state, VIEW_ARG(o.pfx.problem));
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

static EVP_PKEY *load_key(struct folder *f, const char *name)
{
    struct view pem = folder_read(f, name);
    BIO *bio = BIO_new_mem_buf(pem.p, (int)pem.n);
    EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
    BIO_free(bio);
    assert_non_null(key);
    return key;
}

static void keys_are_counted_and_compared(void **state)
{
    static const struct { const char *keys[2], *certs[2]; bool matches; size_t at; unsigned n; } rows[] = {
        { { "a.key" }, { "b.pem", "a.pem" }, true, 1, 1 },  { { "a.key" }, { "b.pem" }, false, SIZE_MAX, 1 },
        { { "a.key", "b.key" }, { "a.pem" }, true, 0, 2 },  { { "b.key", "a.key" }, { "a.pem", "b.pem" }, true, 1, 2 },
        { { "rsa.key" }, { "a.pem", "rsa.pem" }, true, 1, 1 }, { { "rsa.key" }, { "a.pem" }, false, SIZE_MAX, 1 },
        { { "a.key" }, { "a.pem", "a.pem" }, true, 0, 1 }, { { "a.key", "a.key" }, { "a.pem", "b.pem" }, true, 0, 1 },
        { { "a.key", "a.key" }, { "a.pem", "a.pem" }, true, 0, 1 }, { { "a.key", "a.key" }, { "a.pem", "renewed.pem" }, true, 0, 2 },
        { { "a.key", "a.key" }, { "b.pem" }, false, SIZE_MAX, 1 },
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
        assert_int_equal(o.pfx.keys, rows[i].n);
        assert_true(keys == rows[i].n || (o.pfx.oddities & PFX_KEY_CLAIMED_TWICE));
        assert_int_equal(o.pfx.key_matches, rows[i].matches);
        assert_int_equal(o.own, rows[i].at);
        assert_int_equal(o.pfx.iterations, 2048 * (2 + keys));
    }
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
            fail_msg("row %zu: state %d %.*s", i, (int)o.pfx.state, VIEW_ARG(o.pfx.problem));
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
            assert_in_range(o.pfx.state, PFX_OPEN, PFX_BROKEN);
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
            fail_msg("%.*s: state %d %.*s", VIEW_ARG(name), (int)o.pfx.state, VIEW_ARG(o.pfx.problem));
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
        cmocka_unit_test(keys_are_counted_and_compared),
        cmocka_unit_test(ber_reads_like_der),
        cmocka_unit_test(pbmac1_is_checked),
        cmocka_unit_test(every_truncation_is_broken),
        cmocka_unit_test(changed_bytes_never_change_what_comes_out),
        cmocka_unit_test(public_vectors_open_with_their_password),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
