/* A file to its certificates, whatever it holds and whatever it is called; the same opinion as openssl on what is a certificate. */
#include "format/container/container.h"

#include "folder.h"
#include "model/words.h"

#define VECTORS "/usr/lib/python3/dist-packages/cryptography_vectors/x509"

struct fixture {
    struct folder folder;
    struct x509_ctx *x;
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    folder_open(&f->folder);
    f->x = x509_new();
    folder_sh(&f->folder,
              "for n in a b; do openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout $n.key -out $n.pem -subj"
              " /CN=$n"
              " -days 9; openssl x509 -in $n.pem -outform DER -out $n.der; done; cat a.pem b.pem > ab.pem; cat a.der b.der > ab.der;"
              "(cat a.der; printf '\\n') > a-newline.der; (cat a.der; head -c 40 b.der) > a-cut.der; head -c 200 a.der > cut.der;"
              "cp a.pem a.pfx; (cat a.pem a.key) > with-key.pem; openssl x509 -in a.pem -text > text.pem; sed 's/$/\\r/' a.pem > crlf.pem;"
              "(printf '\\357\\273\\277'; cat a.pem) > bom.pem; (printf '\\357\\273\\277'; cat a.der) > bom.der;"
              "iconv -t UTF-16LE a.pem > u16.pem; (printf '\\377\\376'; iconv -t UTF-16LE text.pem) > u16text.pem;"
              "openssl x509 -in a.pem -trustout -addtrust serverAuth -out trusted.pem; sed 's/CERTIFICATE/X509 &/' a.pem > x509.pem;"
              "grep -v -e --- a.pem > bare.b64; head -c 301 bare.b64 > bare-cut.b64; grep -v -e --- a.key > key.b64;"
              "openssl req -new -key a.key -subj /CN=a -out csr.pem; sed 's/CERTIFICATE REQUEST/CERTIFICATE/' csr.pem > csr-as-cert.pem;"
              "(cat csr.pem a.key) > csr-key.pem; openssl ec -in a.key -pubout -out pub.pem; openssl pkcs8 -topk8 -in a.key -passout pass:x"
              " -out enc.key; openssl pkcs8 -topk8 -nocrypt -in a.key -outform DER -out key.der");
    folder_sh(&f->folder,
              "openssl crl2pkcs7 -nocrl -certfile ab.pem -outform DER -out p7b.cer; openssl crl2pkcs7 -nocrl -certfile ab.pem -out p7b.pem;"
              "openssl crl2pkcs7 -nocrl -outform DER -out none.p7b; head -c 300 p7b.cer > cut.p7b; (cat p7b.cer; echo) > trailing.p7b;"
              "sed 's/PKCS7/CMS/' p7b.pem > cms.pem; sed 's/PKCS7/CERTIFICATE/' p7b.pem > p7-as-cert.pem; iconv -t UTF-16LE p7b.pem >"
              " u16.p7b;"
              "openssl pkcs12 -export -in a.pem -inkey a.key -certfile b.pem -passout pass:secret -out a.p12; openssl base64 -in a.p12"
              " -out p12.b64;"
              "(echo -----BEGIN CERTIFICATE-----; cat p12.b64; echo -----END CERTIFICATE-----) > certutil.pfx; cp a.p12 a.cer;"
              "(echo -----BEGIN PKCS12-----; cat p12.b64; echo -----END PKCS12-----) > p12.pem; (cat a.p12; echo) > trailing.p12;"
              "openssl pkcs12 -export -in a.pem -inkey a.key -passout pass:secret -out ab.p12;"
              "printf -- '-----BEGIN CERTIFICATE-----\\nthis only looks like one.\\n-----END CERTIFICATE-----\\n' > fake.pem;"
              "printf -- '-----BEGIN CERTIFICATE-----\\nAgEF\\n-----END CERTIFICATE-----\\n' > junk.pem; (cat junk.pem a.pem) > junk-a.pem;"
              "(cat fake.pem a.pem) > fake-a.pem; printf 'hello' > text.cer; : > empty.cer; printf '<html>' > page.cer;"
              "head -c 500 text.pem > early.pem; printf -- '-----BEGIN OPENSSH PRIVATE KEY-----\\nb3Bl\\n-----END OPENSSH PRIVATE"
              " KEY-----\\n' > ssh; (cat a.der b.pem) > der-pem.cer; (cat b.pem a.der b.der) > pem-der.cer;"
              "part() { printf -- '--b\\nContent-Type: application/%s\\nContent-Transfer-Encoding: base64\\n\\n' \"$1\";"
              " openssl base64 -in $2; };"
              "printf 'PK\\003\\004' > certs.zip; printf '\\376\\355\\376\\355\\000\\000\\000\\002' > none.jks;"
              "(printf 'From: a@example.com\nMIME-Version: 1.0\n\n'; cat b.pem; part 'x-pkcs12; name=ours.pfx' a.p12;"
              " part 'x-x509-ca-cert; name=der.cer' a.der; part 'x-pem-file; name=\"pem.cer\"' b.pem; part x-x509-ca-cert bare.b64)"
              " > named.eml;"
              "(part x-x509-ca-cert a.der; part x-x509-ca-cert u16.pem; part x-x509-ca-cert bare.b64;"
              " part 'zip; name=\"certs.zip\"' certs.zip; part plain text.cer; part x-java-keystore none.jks) > any.eml;"
              "(part x-pkcs12 a.p12; part x-x509-ca-cert b.der; part x-pkcs12 a.p12) > pfx.eml;"
              "(part x-pkcs12 a.p12; part x-pkcs12 trailing.p12; part x-pkcs12 ab.p12) > two-pfx.eml;"
              "(part x-pkcs7-certificates p7b.cer; part 'pkcs7-signature; name=smime.p7s' p7b.cer) > p7b.eml;"
              "(cat b.pem; part x-x509-ca-cert a.der; part x-pem-file b.pem) > pasted.eml;"
              "(printf 'MIME-Version: 1.0\\n'; part 'pkcs7-mime; smime-type=signed-data' p7b.cer | tail -n +2) > whole.eml");
    folder_sh(&f->folder,
              "mixed() { printf 'From: a@example.com\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n'; };"
              "clear() { printf -- '\r\n--b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: %s\r\n"
              "Content-Disposition: attachment; filename=\"%s\"\r\n\r\n' $1 \"$2\"; cat $3; };"
              "quoted() { sed 's/=/=3D/g; s/-/=2D/g; s/ /=20/g; s/^.\\{30\\}/&=\\n/' $1; };"
              "quoted a.pem > a.quoted; grep -v -e --- b.pem > b.b64; quoted b.b64 > b.quoted;"
              "printf 'PK\\003\\004\\000' > zero.zip; (printf '\\377\\376'; iconv -t UTF-16LE b.pem) > u16b.pem;"
              "(mixed; clear binary a.cer a.der; clear 7bit b.b64 b.b64;"
              " clear 8bit '=?utf-8?B?4oCuc3RyZWMuemlw?= =?iso-8859-1?Q?_=FC?=' zero.zip; clear binary k.jks none.jks;"
              " clear 8bit hello.txt text.cer; printf '\r\n--b--\r\n') > clear.eml;"
              "(mixed; clear quoted-printable a.crt a.quoted; clear quoted-printable b.b64 b.quoted; printf '\r\n--b--\r\n') > quoted.eml;"
              "(mixed; clear binary a.crt a.pem; clear 8bit b.crt u16b.pem; printf '\\r\\n--b--\\r\\n') > pem-clear.eml;"
              "(mixed; clear binary a.pfx a.p12; printf '\r\n--b--\r\n') > pfx-clear.eml");
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    x509_free(f->x);
    folder_close(&f->folder);
    free(f);
    return 0;
}

static struct cert_file read_file(struct fixture *f, const char *name, struct view bytes)
{
    static const struct view password = VIEW_ROW("secret");
    struct cert_file file = { .path = view_of(name), .name = view_of(name), .bytes = bytes };
    container_identify(&file);
    container_read(f->x, &f->folder.arena, &password, &file);
    assert_true(file.malformed == 0 || file.malformed_why.n > 0);
    return file;
}

static void every_kind_of_file_is_read_and_named(void **state)
{
    enum { NONE = 0 };
    static const struct { const char *file; enum container want; size_t certs, malformed; unsigned oddities; } rows[] = {
        { "a.der", CONTAINER_DER, 1, 0, NONE }, { "a.pem", CONTAINER_PEM, 1, 0, NONE }, { "a.pfx", CONTAINER_PEM, 1, 0, NONE },
        { "ab.pem", CONTAINER_PEM, 2, 0, NONE }, { "ab.der", CONTAINER_DER, 2, 0, NONE }, { "crlf.pem", CONTAINER_PEM, 1, 0, NONE },
        { "a-newline.der", CONTAINER_DER, 1, 0, FILE_TRAILING_DATA }, { "a-cut.der", CONTAINER_DER, 1, 1, NONE },
        { "cut.der", CONTAINER_DER, 0, 1, NONE }, { "with-key.pem", CONTAINER_PEM, 1, 0, FILE_PRIVATE_KEY },
        { "text.pem", CONTAINER_PEM, 1, 0, FILE_TEXT_AROUND }, { "bom.pem", CONTAINER_PEM, 1, 0, FILE_BOM },
        { "bom.der", CONTAINER_DER, 1, 0, FILE_BOM }, { "u16.pem", CONTAINER_UTF16_PEM, 1, 0, FILE_UTF16 },
        { "u16text.pem", CONTAINER_UTF16_PEM, 1, 0, FILE_UTF16 | FILE_BOM | FILE_TEXT_AROUND },
        { "trusted.pem", CONTAINER_PEM, 1, 0, FILE_TRUST_SETTINGS }, { "x509.pem", CONTAINER_PEM, 1, 0, NONE },
        { "bare.b64", CONTAINER_BASE64, 1, 0, FILE_BARE_BASE64 },
        { "bare-cut.b64", CONTAINER_BASE64, 0, 1, FILE_BARE_BASE64 | FILE_UNDECODABLE },
        { "key.b64", CONTAINER_PRIVATE_KEY, 0, 0, FILE_BARE_BASE64 | FILE_PRIVATE_KEY }, { "csr.pem", CONTAINER_CSR, 0, 0, NONE },
        { "csr-as-cert.pem", CONTAINER_CSR, 0, 0, NONE }, { "csr-key.pem", CONTAINER_CSR, 0, 0, FILE_PRIVATE_KEY },
        { "pub.pem", CONTAINER_PUBLIC_KEY, 0, 0, NONE }, { "a.key", CONTAINER_PRIVATE_KEY, 0, 0, FILE_PRIVATE_KEY },
        { "enc.key", CONTAINER_PRIVATE_KEY, 0, 0, FILE_PRIVATE_KEY }, { "key.der", CONTAINER_PRIVATE_KEY, 0, 0, FILE_PRIVATE_KEY },
        { "ssh", CONTAINER_SSH_KEY, 0, 0, FILE_PRIVATE_KEY }, { "p7b.cer", CONTAINER_PKCS7, 2, 0, FILE_PKCS7 },
        { "p7b.pem", CONTAINER_PKCS7, 2, 0, FILE_PKCS7 }, { "cms.pem", CONTAINER_PKCS7, 2, 0, FILE_PKCS7 },
        { "p7-as-cert.pem", CONTAINER_PKCS7, 2, 0, FILE_PKCS7 }, { "u16.p7b", CONTAINER_PKCS7, 2, 0, FILE_PKCS7 | FILE_UTF16 },
        { "none.p7b", CONTAINER_CMS, 0, 0, NONE }, { "cut.p7b", CONTAINER_PKCS7, 0, 1, NONE },
        { "trailing.p7b", CONTAINER_PKCS7, 2, 0, FILE_PKCS7 | FILE_TRAILING_DATA }, { "a.p12", CONTAINER_PKCS12, 2, 0, NONE },
        { "a.cer", CONTAINER_PKCS12, 2, 0, NONE }, { "p12.b64", CONTAINER_PKCS12, 2, 0, FILE_PFX_BASE64 | FILE_BARE_BASE64 },
        { "certutil.pfx", CONTAINER_PKCS12, 2, 0, FILE_PFX_BASE64 }, { "p12.pem", CONTAINER_PKCS12, 2, 0, FILE_PFX_BASE64 },
        { "trailing.p12", CONTAINER_PKCS12, 2, 0, FILE_TRAILING_DATA }, { "fake.pem", CONTAINER_PEM, 0, 1, FILE_UNDECODABLE },
        { "junk.pem", CONTAINER_PEM, 0, 1, NONE }, { "junk-a.pem", CONTAINER_PEM, 1, 1, NONE },
        { "fake-a.pem", CONTAINER_PEM, 1, 1, FILE_UNDECODABLE }, { "text.cer", CONTAINER_TEXT, 0, 0, NONE },
        { "empty.cer", CONTAINER_EMPTY, 0, 0, NONE }, { "page.cer", CONTAINER_HTML, 0, 0, NONE },
        { "early.pem", CONTAINER_PRINTOUT, 0, 0, NONE }, { "der-pem.cer", CONTAINER_DER, 2, 0, NONE },
        { "pem-der.cer", CONTAINER_PEM, 3, 0, NONE },
        { "pfx.eml", CONTAINER_PKCS12, 3, 0, FILE_MAIL | FILE_PFX_BASE64 | FILE_TEXT_AROUND },
        { "two-pfx.eml", CONTAINER_PKCS12, 2, 0, FILE_MAIL | FILE_PFX_BASE64 | FILE_SECOND_PFX | FILE_TEXT_AROUND },
        { "p7b.eml", CONTAINER_PKCS7, 2, 0, FILE_MAIL | FILE_PKCS7 | FILE_TEXT_AROUND },
        { "pasted.eml", CONTAINER_PEM, 3, 0, FILE_MAIL | FILE_BASE64_OF_PEM | FILE_TEXT_AROUND },
        { "any.eml", CONTAINER_PEM, 3, 0, FILE_MAIL | FILE_TEXT_AROUND },
        { "whole.eml", CONTAINER_MAIL, 0, 0, NONE },
        { "clear.eml", CONTAINER_PEM, 2, 0, FILE_MAIL | FILE_TEXT_AROUND },
        { "pem-clear.eml", CONTAINER_PEM, 2, 0, FILE_MAIL | FILE_TEXT_AROUND },
        { "quoted.eml", CONTAINER_PEM, 2, 0, FILE_MAIL | FILE_TEXT_AROUND },
        { "pfx-clear.eml", CONTAINER_PKCS12, 2, 0, FILE_MAIL | FILE_PFX_BASE64 | FILE_TEXT_AROUND },
    };
    struct fixture *f = *state;
    struct view a = folder_read(&f->folder, "a.der");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cert_file got = read_file(f, rows[i].file, folder_read(&f->folder, rows[i].file));
        if (got.container != rows[i].want || got.certs.n != rows[i].certs || got.malformed != rows[i].malformed ||
            got.oddities != rows[i].oddities)
            fail_msg("%s: %s, %zu certificates, %zu malformed (%.*s), oddities %#x", rows[i].file, container_word(got.container),
                     got.certs.n, got.malformed, VIEW_ARG(got.malformed_why), got.oddities);
        bool found = got.certs.n == 0;
        for (size_t k = 0; k < got.certs.n; k++)
            found = found || view_eq(got.certs.items[k]->der, a);
        assert_true(found);
    }
}

static void what_is_attached_and_cannot_be_read_is_named(void **state)
{
    static const struct { const char *file, *want; } rows[] = {
        { "any.eml", "certs.zip (a zip archive), a part without a name (a Java key store (JKS))" },
        { "clear.eml", "\\u202Estrec.zip \xC3\xBC (a zip archive), k.jks (a Java key store (JKS))" },
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cert_file got = read_file(f, rows[i].file, folder_read(&f->folder, rows[i].file));
        if (!view_eq_text(got.unread, rows[i].want))
            fail_msg("%.*s", VIEW_ARG(got.unread));
    }
}

static void the_certificate_of_a_pfx_key_is_marked(void **state)
{
    struct fixture *f = *state;
    struct cert_file got = read_file(f, "a.p12", folder_read(&f->folder, "a.p12"));
    assert_int_equal(got.pfx.state, PFX_OPEN);
    assert_int_equal(got.certs.n, 2);
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(got.certs.items[i]->has_key, view_eq(got.certs.items[i]->der, folder_read(&f->folder, "a.der")));
}

/* Else a bundle would say that its PFX holds what it doesn't. */
static void what_came_beside_a_pfx_is_not_in_it(void **state)
{
    struct fixture *f = *state;
    struct cert_file got = read_file(f, "pfx.eml", folder_read(&f->folder, "pfx.eml"));
    assert_int_equal(got.certs.n, 3); /* a and b in the PFX, and b beside it */
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(got.certs.items[i]->in_pfx, i < 2);
    struct cert_file trailing = read_file(f, "trailing.p12", folder_read(&f->folder, "trailing.p12"));
    assert_true(view_eq(trailing.pfx.der, folder_read(&f->folder, "a.p12")));
}

/* Else a letter to its owner would call what he attached by the name of the mail, which is ours. */
static void what_a_mail_brings_has_its_attachments_name(void **state)
{
    static const char *const names[] = { "", "pem.cer", "ours.pfx", "ours.pfx", "der.cer", "" };
    struct fixture *f = *state;
    struct cert_file got = read_file(f, "named.eml", folder_read(&f->folder, "named.eml"));
    assert_true(got.oddities & FILE_MAIL);
    assert_true(view_eq_text(got.pfx.attached, "ours.pfx"));
    assert_int_equal(got.certs.n, COUNT_OF(names));
    for (size_t i = 0; i < COUNT_OF(names); i++)
        assert_true(view_eq_text(got.certs.items[i]->attached, names[i]));
    assert_true(read_file(f, "pasted.eml", VIEW("")).pfx.attached.n == 0);
}

/* Windows encrypts only the key where it isn't asked for more. What nobody has opened is of no case, but can be compared. */
static void certificates_in_clear_of_a_locked_pfx_stand_apart(void **state)
{
    static const struct view wrong = VIEW_ROW("x"), empty = VIEW_ROW("");
    static const struct { const char *how; const struct view *password; enum pfx_state want; size_t seen; bool all; } rows[] = {
        { "-certpbe NONE", NULL, PFX_PASSWORD_MISSING, 2, true },
        { "-certpbe NONE", &wrong, PFX_PASSWORD_WRONG, 2, true },
        { "-certpbe NONE", &empty, PFX_PASSWORD_WRONG, 2, true },
        { "-certpbe NONE -nomac", &wrong, PFX_PASSWORD_WRONG, 2, true },
        { "-certpbe NONE -keypbe NONE", NULL, PFX_PASSWORD_MISSING, 2, true },
        { "-keypbe NONE", NULL, PFX_PASSWORD_MISSING, 0, false },
        { "", &wrong, PFX_PASSWORD_WRONG, 0, false },
    };
    struct fixture *f = *state;
    struct folder *in = &f->folder;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cert_file file = { .path = VIEW("clear.p12"), .name = VIEW("clear.p12") };
        folder_sh(in, view_fmt(&in->arena, "openssl pkcs12 -export -in a.pem -inkey a.key -certfile b.pem -passout pass:secret %s"
                                           " -out clear.p12", rows[i].how).p);
        file.bytes = folder_read(in, "clear.p12");
        container_identify(&file);
        container_read(f->x, &in->arena, rows[i].password, &file);
        if (file.pfx.state != rows[i].want || file.in_clear.n != rows[i].seen || file.pfx.all_in_clear != rows[i].all)
            fail_msg("row %zu: state %d, %zu in clear", i, (int)file.pfx.state, file.in_clear.n);
        assert_int_equal(file.certs.n + file.malformed, 0);
        assert_true(rows[i].seen == 0 || view_eq_text(file.in_clear.items[1]->subject, "CN=b"));
        struct cert_file open = read_file(f, "clear.p12", file.bytes);
        assert_int_equal(open.certs.n, 2);
        assert_int_equal(open.in_clear.n, 0);
    }
}

static void the_password_is_only_for_a_pfx(void **state)
{
    struct fixture *f = *state;
    struct cert_file file = { .name = VIEW("a.p12"), .bytes = folder_read(&f->folder, "a.p12") };
    container_identify(&file);
    container_read(f->x, &f->folder.arena, NULL, &file);
    assert_int_equal(file.container, CONTAINER_PKCS12);
    assert_int_equal(file.pfx.state, PFX_PASSWORD_MISSING);
    assert_int_equal(file.certs.n, 0);
    struct cert_file pem = { .name = VIEW("a.pem"), .bytes = folder_read(&f->folder, "a.pem") };
    container_identify(&pem);
    container_read(f->x, &f->folder.arena, NULL, &pem);
    assert_int_equal(pem.certs.n, 1);
    assert_int_equal(pem.pfx.state, PFX_NONE);
}

static void as_many_certificates_as_the_ceiling(void **state)
{
    struct fixture *f = *state;
    static const char *const files[] = { "a.der", "a.pem" };
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct view one = folder_read(&f->folder, files[i]);
        for (size_t n = LIMIT_CERTS - 1; n <= LIMIT_CERTS + 1; n++) {
            char *many = NEW(&f->folder.arena, char, one.n * n);
            for (size_t k = 0; k < n; k++)
                memcpy(many + k * one.n, one.p, one.n);
            struct cert_file got = read_file(f, files[i], (struct view){ .p = many, .n = one.n * n });
            assert_int_equal(got.certs.n, n <= LIMIT_CERTS ? n : LIMIT_CERTS);
            assert_int_equal(got.oddities, n <= LIMIT_CERTS ? 0 : FILE_TOO_MANY);
        }
    }
}

/* The ceiling is on the DER of one certificate; behind a broken one the reason is told. */
static void a_certificate_beyond_the_size_ceiling_is_malformed(void **state)
{
    struct fixture *f = *state;
    for (int more = -1; more <= 1; more++) {
        size_t n = (size_t)(LIMIT_CERT_BYTES + more);
        char *bytes = NEW(&f->folder.arena, char, n);
        /* SEQUENCE { SEQUENCE { INTEGER, SEQUENCE { OID }, SEQUENCE {}, SEQUENCE {} ... */
        static const struct view start = VIEW_ROW("\x30\x83\0\0\0\x30\x0C\x02\x01\x01\x30\x03\x06\x01\x2A\x30\x00\x30\x00");
        memcpy(bytes, start.p, start.n);
        for (size_t i = 0; i < 3; i++)
            bytes[2 + i] = (char)((n - 5) >> 8 * (2 - i) & 0xFF);
        struct cert_file got = read_file(f, "large.cer", (struct view){ .p = bytes, .n = n });
        size_t at;
        assert_int_equal(got.container, CONTAINER_DER);
        assert_int_equal(got.malformed, 1);
        assert_int_equal(view_find(got.malformed_why, VIEW("more than 1048576"), &at), more > 0);
    }
}

/* Files that openssl reads as a certificate must be certificates here too. */
static void agrees_with_openssl_on_what_is_a_certificate(void **state)
{
    struct fixture *f = *state;
    if (!file_exists(VECTORS)) {
        print_message("SKIPPED: %s is not here (package python3-cryptography-vectors)\n", VECTORS);
        skip();
    }
    folder_sh(&f->folder, "find " VECTORS " -type f | sort | while read -r n; do"
                          " if openssl x509 -in \"$n\" -noout -passin pass: </dev/null >/dev/null 2>&1; then echo \"y$n\"; else echo"
                          " \"n$n\"; fi; done"
                          " > opinions");
    struct view opinions = folder_read(&f->folder, "opinions");
    struct view line;
    size_t agreed = 0;
    while (view_line(&opinions, &line)) {
        struct view bytes;
        struct err e = { 0 };
        const char *path = view_dup(&f->folder.arena, view_from(line, 1)).p;
        if (!file_read(&f->folder.arena, path, LIMIT_INPUT_BYTES, &bytes, &e))
            fail_msg("%s: %s", path, e.what);
        struct cert_file got = read_file(f, path, bytes);
        bool ours = container_is_certificate(got.container) && got.certs.n > 0;
        if (line.p[0] == 'y' && !ours)
            fail_msg("%s: openssl reads it; here it is %s, %.*s", path, container_word(got.container), VIEW_ARG(got.malformed_why));
        if (line.p[0] == 'n' && ours)
            fail_msg("%s: openssl does not read it", path);
        agreed += ours;
    }
    assert_true(agreed > 100);
}

static void every_truncation_is_survived(void **state)
{
    static const char *const files[] = { "a.der", "p7b.cer", "ab.pem", "trusted.pem", "u16.pem", "p7b.pem" };
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct view whole = folder_read(&f->folder, files[i]);
        for (size_t n = 0; n < whole.n; n++) {
            char *owned;
            struct view cut = exact_copy(view_first(whole, n), &owned);
            struct cert_file got = read_file(f, "x", cut);
            assert_in_range(got.container, 0, CONTAINER_COUNT - 1);
            assert_in_range(got.certs.n, 0, 2);
            assert_true(got.certs.n + got.malformed == 0 || container_is_certificate(got.container));
            free(owned);
        }
    }
}

static void changed_bytes_are_survived(void **state)
{
    static const char *const files[] = { "a.der", "ab.pem", "u16.pem", "p7b.cer" };
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct view whole = folder_read(&f->folder, files[i]);
        for (size_t at = 0; at < whole.n; at++) {
            char *owned;
            struct view changed = exact_copy(whole, &owned);
            owned[at] = (char)(owned[at] ^ (1 << at % 8));
            struct cert_file got = read_file(f, "x", changed);
            assert_in_range(got.container, 0, CONTAINER_COUNT - 1);
            free(owned);
        }
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_file_is_read_and_named),
        cmocka_unit_test(what_is_attached_and_cannot_be_read_is_named),
        cmocka_unit_test(the_certificate_of_a_pfx_key_is_marked),
        cmocka_unit_test(certificates_in_clear_of_a_locked_pfx_stand_apart),
        cmocka_unit_test(what_came_beside_a_pfx_is_not_in_it),
        cmocka_unit_test(what_a_mail_brings_has_its_attachments_name),
        cmocka_unit_test(the_password_is_only_for_a_pfx),
        cmocka_unit_test(as_many_certificates_as_the_ceiling),
        cmocka_unit_test(a_certificate_beyond_the_size_ceiling_is_malformed),
        cmocka_unit_test(agrees_with_openssl_on_what_is_a_certificate),
        cmocka_unit_test(every_truncation_is_survived),
        cmocka_unit_test(changed_bytes_are_survived),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
