/* What is in these bytes: every container by its content, the name only for ties. */
#include "format/container/sniff.h"

#include "folder.h"
#include "format/container/pem.h"
#include "model/words.h"

static int set_up(void **state)
{
    struct folder *f = calloc(1, sizeof *f);
    folder_open(f);
    folder_sh(f, "openssl req -x509 -newkey rsa:2048 -nodes -keyout k8.pem -out c.pem -subj /CN=x -days 9;"
                 "openssl x509 -in c.pem -outform DER -out c.der; openssl req -new -key k8.pem -subj /CN=x -outform DER -out csr.der;"
                 "openssl req -in csr.der -inform DER -out csr.pem; openssl req -new -key k8.pem -subj / -outform DER -out csr-empty.der;"
                 "openssl pkcs8 -topk8 -nocrypt -in k8.pem -outform DER -out k8.der;"
                 "openssl pkcs8 -topk8 -in k8.pem -passout pass:x -outform DER -out k8e.der;"
                 "openssl pkcs8 -topk8 -v1 PBE-SHA1-3DES -in k8.pem -passout pass:x -outform DER -out k8e12.der;"
                 "openssl rsa -traditional -in k8.pem -outform DER -out rsa.der; openssl rsa -in k8.pem -traditional -out rsa.pem;"
                 "openssl rsa -in k8.pem -RSAPublicKey_out -outform DER -out rsapub.der;"
                 "openssl rsa -in k8.pem -pubout -outform DER -out spki.der;"
                 "openssl ecparam -name prime256v1 -genkey -noout -outform DER -out ec.der; openssl genpkey -algorithm ed25519 -outform DER"
                 " -out ed.der; openssl ecparam -name prime256v1 -genkey -out ec-params.pem");
    folder_sh(f, "openssl dsaparam -out dsap.pem 1024; openssl genpkey -paramfile dsap.pem -outform DER -out dsa8.der;"
                 "openssl dsa -in dsa8.der -inform DER -outform DER -out dsa.der;"
                 "openssl crl2pkcs7 -nocrl -certfile c.pem -outform DER -out p7b.der; echo text > t;"
                 "openssl cms -sign -signer c.pem -inkey k8.pem -in t -outform DER -nodetach -stream -out p7ber.der;"
                 "openssl cms -sign -signer c.pem -inkey k8.pem -in t -outform DER -nocerts -out nocerts.der;"
                 "openssl cms -encrypt -in t -outform DER -out enveloped.der c.pem;"
                 "openssl pkcs12 -export -in c.pem -inkey k8.pem -passout pass:x -out p.pfx; openssl base64 -in p.pfx -out pfx.b64;"
                 "openssl base64 -in c.der -out c.b64; openssl base64 -A -in c.der -out c.b64line; openssl base64 -in p7b.der -out p7b.b64;"
                 "openssl base64 -in csr.der -out csr.b64; openssl crl2pkcs7 -nocrl -certfile c.pem -out p7b.pem;"
                 "touch index.txt; printf '[ca]\\ndefault_ca=d\\n[d]\\ndatabase=index.txt\\ndefault_md=sha256\\ndefault_crl_days=9\\n' >"
                 " ca.cnf;"
                 "openssl ca -gencrl -config ca.cnf -keyfile k8.pem -cert c.pem -out crl.pem; openssl crl -in crl.pem -outform DER -out"
                 " crl.der");
    folder_sh(f, "iconv -f UTF-8 -t UTF-16LE c.pem > u16le.pem; (printf '\\377\\376'; cat u16le.pem) > u16bom.pem;"
                 "(printf '\\376\\377'; iconv -f UTF-8 -t UTF-16BE c.pem) > u16be.pem; iconv -f UTF-8 -t UTF-16LE c.b64 > u16.b64;"
                 "(openssl x509 -in c.pem -noout -text; cat c.pem) | iconv -f UTF-8 -t UTF-16LE > u16text.pem;"
                 "(printf '\\357\\273\\277'; cat c.pem) > bom.pem; sed 's/$/\\r/' c.pem > crlf.pem; cat k8.pem c.pem > both.pem;"
                 "head -c 400 c.der > cut.der; head -c 400 p.pfx > cut.pfx; cat c.der c.der > two.der; sed 's/-----END.*//' c.pem >"
                 " noend.pem");
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    folder_close(*state);
    free(*state);
    return 0;
}

static bool seen[CONTAINER_COUNT]; /* what some file was taken for, as it should */

static void openssl_output_is_named_for_what_it_is(void **state)
{
    static const struct { const char *file; enum container want; } rows[] = {
        { "c.der", CONTAINER_DER }, { "two.der", CONTAINER_DER }, { "cut.der", CONTAINER_DER }, { "c.pem", CONTAINER_PEM },
        { "crlf.pem", CONTAINER_PEM }, { "bom.pem", CONTAINER_PEM }, { "both.pem", CONTAINER_PEM }, { "noend.pem", CONTAINER_PEM },
        { "c.b64", CONTAINER_BASE64 }, { "c.b64line", CONTAINER_BASE64 }, { "u16le.pem", CONTAINER_UTF16_PEM },
        { "u16bom.pem", CONTAINER_UTF16_PEM }, { "u16be.pem", CONTAINER_UTF16_PEM }, { "u16.b64", CONTAINER_UTF16_PEM },
        { "u16text.pem", CONTAINER_UTF16_PEM }, { "p7b.der", CONTAINER_PKCS7 }, { "p7b.pem", CONTAINER_PKCS7 },
        { "p7b.b64", CONTAINER_PKCS7 }, { "p7ber.der", CONTAINER_PKCS7 }, { "nocerts.der", CONTAINER_CMS },
        { "enveloped.der", CONTAINER_CMS }, { "p.pfx", CONTAINER_PKCS12 }, { "cut.pfx", CONTAINER_PKCS12 }, { "pfx.b64", CONTAINER_PKCS12 },
        { "csr.der", CONTAINER_CSR }, { "csr-empty.der", CONTAINER_CSR }, { "csr.pem", CONTAINER_CSR }, { "csr.b64", CONTAINER_CSR },
        { "crl.der", CONTAINER_CRL }, { "crl.pem", CONTAINER_CRL }, { "k8.der", CONTAINER_PRIVATE_KEY },
        { "k8.pem", CONTAINER_PRIVATE_KEY }, { "k8e.der", CONTAINER_PRIVATE_KEY }, { "k8e12.der", CONTAINER_PRIVATE_KEY },
        { "rsa.der", CONTAINER_PRIVATE_KEY }, { "rsa.pem", CONTAINER_PRIVATE_KEY }, { "ec.der", CONTAINER_PRIVATE_KEY },
        { "ec-params.pem", CONTAINER_PRIVATE_KEY }, { "ed.der", CONTAINER_PRIVATE_KEY }, { "dsa.der", CONTAINER_PRIVATE_KEY },
        { "dsa8.der", CONTAINER_PRIVATE_KEY }, { "spki.der", CONTAINER_PUBLIC_KEY }, { "rsapub.der", CONTAINER_PUBLIC_KEY },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        enum container got = sniff(folder_read(*state, rows[i].file), VIEW("file.bin"));
        if (got != rows[i].want)
            fail_msg("%s: %s", rows[i].file, container_word(got));
        seen[got] = true;
    }
}

#define PGP_PACKET "\x99\x01\x0D\x04\x5F\x00\x00\x00\x01\x08\x00"

static const struct { const char *what; struct view bytes; enum container want; } others[] = {
    { "nothing", VIEW_ROW(""), CONTAINER_EMPTY },
    { "one byte", VIEW_ROW("0"), CONTAINER_TEXT },
    { "JKS", VIEW_ROW("\xFE\xED\xFE\xED\0\0\0\2\0\0\0\1"), CONTAINER_JKS },
    { "JCEKS", VIEW_ROW("\xCE\xCE\xCE\xCE\0\0\0\2"), CONTAINER_JKS },
    { "zip", VIEW_ROW("PK\3\4\x14\0\0\0"), CONTAINER_ZIP },
    { "empty zip", VIEW_ROW("PK\5\6\0\0\0\0"), CONTAINER_ZIP },
    { "PDF", VIEW_ROW("%PDF-1.7\n%\xE2\xE3\xCF\xD3"), CONTAINER_PDF },
    { "PNG", VIEW_ROW("\x89PNG\r\n\x1A\n\0\0\0\rIHDR"), CONTAINER_IMAGE },
    { "JPEG", VIEW_ROW("\xFF\xD8\xFF\xE0\0\x10JFIF"), CONTAINER_IMAGE },
    { "GIF", VIEW_ROW("GIF89a\1\0"), CONTAINER_IMAGE },
    { "ELF", VIEW_ROW("\x7F" "ELF\2\1\1\0"), CONTAINER_EXECUTABLE },
    { "PE", VIEW_ROW("MZ\x90\0\3\0\0\0"), CONTAINER_EXECUTABLE },
    { "a message of Outlook", VIEW_ROW("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0"), CONTAINER_OLE },
    { "7z", VIEW_ROW("7z\xBC\xAF\x27\x1C\0\4"), CONTAINER_ARCHIVE },
    { "RAR", VIEW_ROW("Rar!\x1A\7\1\0"), CONTAINER_ARCHIVE },
    { "gzip", VIEW_ROW("\x1F\x8B\x08\0\0\0\0\0\0\3"), CONTAINER_ARCHIVE },
    { "xz", VIEW_ROW("\xFD" "7zXZ\0\0\4"), CONTAINER_ARCHIVE },
    { "cabinet", VIEW_ROW("MSCF\0\0\0\0\x90\1"), CONTAINER_ARCHIVE },
    { "bzip2", VIEW_ROW("BZh91AY&SYabc"), CONTAINER_ARCHIVE },
    { "compiled help", VIEW_ROW("ITSF\3\0\0\0\x60\0\0\0"), CONTAINER_ARCHIVE },
    { "Zstandard", VIEW_ROW("\x28\xB5\x2F\xFD\4\0"), CONTAINER_ARCHIVE },
    { "no bzip2", VIEW_ROW("BZh9 is what it says\n"), CONTAINER_TEXT },
    { "shortcut", VIEW_ROW("L\0\0\0\1\x14\2\0\0"), CONTAINER_SHORTCUT },
    { "no shortcut", VIEW_ROW("L\0\0\0\1\x14\3\0\0"), CONTAINER_BINARY },
    { "shortcut to an address", VIEW_ROW("[InternetShortcut]\r\nURL=https://pki.example/\r\n"), CONTAINER_SHORTCUT },
    { "mail", VIEW_ROW("Return-Path: <a@b.example>\r\nFrom: a@b.example\r\nSubject: two\r\n lines\r\n\r\nHello\r\n"), CONTAINER_MAIL },
    { "no mail", VIEW_ROW("From: a@b.example\nSubject: it was\nHello\n"), CONTAINER_TEXT },
    { "settings", VIEW_ROW("from: a\n\ntext\n"), CONTAINER_TEXT },
    { "the same behind a BOM", VIEW_ROW("\xEF\xBB\xBF[InternetShortcut]\r\n"), CONTAINER_SHORTCUT },
    { "text that starts with MZ", VIEW_ROW("MZ is a state in Brazil no more\n"), CONTAINER_TEXT },
    { "HTML", VIEW_ROW("<!DOCTYPE html>\n<html><body>404"), CONTAINER_HTML },
    { "HTML behind a BOM", VIEW_ROW("\xEF\xBB\xBF\r\n <HTML lang=en>"), CONTAINER_HTML },
    { "HTML behind a comment", VIEW_ROW("<!-- saved from url -->\n<html>"), CONTAINER_HTML },
    { "XHTML", VIEW_ROW("<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>"), CONTAINER_HTML },
    { "HTML in UTF-16", VIEW_ROW("\xFF\xFE<\0h\0t\0m\0l\0>\0"), CONTAINER_HTML },
    { "a page that shows a certificate", VIEW_ROW("<html><pre>-----BEGIN CERTIFICATE-----\nMIIB"), CONTAINER_PEM },
    { "XML", VIEW_ROW("<?xml version=\"1.0\"?><a/>"), CONTAINER_XML },
    { "XML without declaration", VIEW_ROW("<EntityDescriptor><X509Certificate>MIIB"), CONTAINER_XML },
    { "JSON object", VIEW_ROW(" {\n \"keys\": []}"), CONTAINER_JSON },
    { "JSON array", VIEW_ROW("[{\"Name\":\"x\"}]"), CONTAINER_JSON },
    { "a PEM in a JSON string", VIEW_ROW("{\"c\":\"-----BEGIN CERTIFICATE-----\\nMIIB\"}"), CONTAINER_PEM },
    { "configuration, not JSON", VIEW_ROW("[req]\nprompt=no\n"), CONTAINER_TEXT },
    { "SSH public key", VIEW_ROW("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 me@example"), CONTAINER_SSH_KEY },
    { "SSH ECDSA key", VIEW_ROW("ecdsa-sha2-nistp256 AAAA x"), CONTAINER_SSH_KEY },
    { "SSH private key", VIEW_ROW("-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----"), CONTAINER_SSH_KEY },
    { "SSH2 public key", VIEW_ROW("---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n"), CONTAINER_SSH_KEY },
    { "PuTTY key", VIEW_ROW("PuTTY-User-Key-File-3: ssh-rsa\n"), CONTAINER_SSH_KEY },
    { "PGP armour", VIEW_ROW("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQ\n-----END PGP PUBLIC KEY BLOCK-----\n"), CONTAINER_PGP },
    { "PGP packet", VIEW_ROW(PGP_PACKET), CONTAINER_PGP },
    { "od", VIEW_ROW("0000000 101060 167401 101060 112401 001640 001003 012002 100604\n0000020 033555\n"), CONTAINER_DUMP },
    { "od in words of two bytes", VIEW_ROW("0000000 8230 ef01 8230 9501 03a0 0102 0202 6c14\n0000020 00d2\n"), CONTAINER_DUMP },
    { "hexdump of a certificate's front",
      VIEW_ROW("00000000  30 82 00 0c 30 0a 02 01  00 30 00 00 00 00 00 00  |0...0.3.........|\n00000010  00\n"), CONTAINER_DUMP },
    { "a dump whose second offset is wrong",
      VIEW_ROW("0000: 30 82 01 ef 30 82 01 95 a0 03 02 01 02 02 14 6c\n0010: 00\n0030: 00\n"), CONTAINER_DUMP },
    { "telephone numbers", VIEW_ROW("0000 12 34\n0001 13 34\n"), CONTAINER_TEXT },
    { "a diff that takes a certificate away",
      VIEW_ROW("--- a\n+++ /dev/null\n@@ -1,2 +0,0 @@\n------BEGIN CERTIFICATE-----\n-MIIB\n"), CONTAINER_DIFF },
    { "a diff without context", VIEW_ROW("1,2d0\n< -----BEGIN CERTIFICATE-----\n< MIIB\n"), CONTAINER_DIFF },
    { "a diff that brings one", VIEW_ROW("@@ -0,0 +1,2 @@\n+-----BEGIN CERTIFICATE-----\n+MIIB\n"), CONTAINER_PEM },
    { "a log that changes it twice",
      VIEW_ROW("--- a/x\n+++ b/x\n@@ -0,0 +1,2 @@\n+-----BEGIN CERTIFICATE-----\n+MIIB\n"
               "--- a/x\t2026\n+++ /dev/null\n@@ -1 +0,0 @@\n-y\n"),
      CONTAINER_DIFF },
    { "a diff of two files",
      VIEW_ROW("--- a/x\n+++ b/x\n@@ -0,0 +1,2 @@\n+-----BEGIN CERTIFICATE-----\n+MIIB\n"
               "--- a/y\n+++ /dev/null\n@@ -1 +0,0 @@\n-y\n"),
      CONTAINER_PEM },
    { "one behind a diff", VIEW_ROW("@@ -1 +0,0 @@\n-x\n-----BEGIN CERTIFICATE-----\nMIIB\n"), CONTAINER_PEM },
    { "a quoted mail", VIEW_ROW("Ana wrote:\n> hello\n> there\n"), CONTAINER_TEXT },
    { "openssl x509 -text", VIEW_ROW("Certificate:\n    Data:\n        Version: 3 (0x2)\n"), CONTAINER_PRINTOUT },
    { "certutil -dump", VIEW_ROW("X509 Certificate:\r\nVersion: 3\r\nSerial Number: 01\r\n"), CONTAINER_PRINTOUT },
    { "text in UTF-32", VIEW_ROW("\xFF\xFE\0\0t\0\0\0e\0\0\0x\0\0\0t\0\0\0"), CONTAINER_TEXT },
    { "text", VIEW_ROW("Dear all,\nattached is the certificate.\n"), CONTAINER_TEXT },
    { "Latin-1 text", VIEW_ROW("Gr\xFC\xDF" "e aus M\xFCnchen, anbei das Zertifikat"), CONTAINER_TEXT },
    { "text that is all Base64 digits", VIEW_ROW("MARMALADE"), CONTAINER_TEXT },
    { "text that only looks like PEM", VIEW_ROW("-----BEGIN CERTIFICATE\nMIIB\n"), CONTAINER_TEXT },
    { "PEM of nothing known", VIEW_ROW("-----BEGIN DH PARAMETERS-----\nMAYC\n-----END DH PARAMETERS-----\n"), CONTAINER_TEXT },
    { "an export of the registry", VIEW_ROW("Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE]\r\n"),
      CONTAINER_WINDOWS_STORE },
    { "binary", VIEW_ROW("\1\2\3\4\0\0\xFF\xFF"), CONTAINER_BINARY },
    { "a SEQUENCE of nothing known", VIEW_ROW("\x30\x03\x01\x01\xFF"), CONTAINER_BINARY },
    { "a digest, not an encrypted key", VIEW_ROW("\x30\x0D\x30\x07\x06\x05\x2B\x0E\x03\x02\x1A\x04\x02\1\2"), CONTAINER_BINARY },
};

static void other_files_are_named_for_what_they_are(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        enum container got = sniff(others[i].bytes, VIEW("x"));
        if (got != others[i].want)
            fail_msg("%s: %s", others[i].what, container_word(got));
        seen[got] = true;
    }
    char tar[512] = "root.cer";
    memcpy(tar + 257, "ustar", 5);
    assert_int_equal(sniff((struct view){ .p = tar, .n = sizeof tar }, VIEW("a")), CONTAINER_ARCHIVE);
}

/* A container that no bytes are taken for has no row in sniff.c, or no file here. */
static void every_container_has_been_seen(void **state)
{
    (void)state;
    for (int kind = 0; kind < CONTAINER_COUNT; kind++)
        if (!seen[kind])
            fail_msg("%s: nothing is taken for it", container_word((enum container)kind));
}

static void the_name_only_breaks_ties(void **state)
{
    static const struct view unknown = VIEW_ROW("\x30\x03\x01\x01\xFF");
    static const struct { const char *name; enum container want; } rows[] = {
        { "a.cer", CONTAINER_DER }, { "A.PFX", CONTAINER_PKCS12 }, { "a.p7b", CONTAINER_PKCS7 }, { "a.key", CONTAINER_PRIVATE_KEY },
        { "a.csr", CONTAINER_CSR }, { "a", CONTAINER_BINARY }, { "a.jks", CONTAINER_BINARY }, { "pfx", CONTAINER_BINARY },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_int_equal(sniff(unknown, view_of(rows[i].name)), rows[i].want);
    assert_int_equal(sniff(folder_read(*state, "p7b.der"), VIEW("a.cer")), CONTAINER_PKCS7);
    assert_int_equal(sniff(folder_read(*state, "p.pfx"), VIEW("a.cer")), CONTAINER_PKCS12);
    assert_int_equal(sniff(VIEW("hello there, this is a letter\n"), VIEW("a.pfx")), CONTAINER_TEXT);
}

static void a_certificate_for_a_list_is_called_damaged_text(void **state)
{
    static const struct { const char *file; struct view text; const char *what; } rows[] = {
        { "c.der", VIEW_ROW(""), "it is a certificate (DER), not a list" },
        { "c.pem", VIEW_ROW(""), "it is a certificate (PEM, Base-64), not a list" },
        { "p.pfx", VIEW_ROW(""), "it is a PFX (PKCS#12), not a list" },
        { "k8.pem", VIEW_ROW(""), "it is a private key, not a list" },
        { NULL, VIEW_ROW("PK\x03\x04"), "it is a zip archive or a spreadsheet, not a list" },
        { NULL, VIEW_ROW("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), "it is a zip archive or a spreadsheet, not a list" },
        { NULL, VIEW_ROW("%PDF-1.7\n"), "it is a PDF document, not a list" },
        { NULL, VIEW_ROW("id,certificates\n1,a.cer\n"), NULL },
        { NULL, VIEW_ROW(" <a>-----BEGIN CERTIFICATE-----\nMII\n</a>"), NULL },
        { NULL, VIEW_ROW("<html></html>"), NULL },
        { NULL, VIEW_ROW("\xFF\xFE\1"), NULL },
        { NULL, VIEW_ROW(""), NULL },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct err e = { 0 };
        const struct view bytes = rows[i].file ? folder_read(*state, rows[i].file) : rows[i].text;
        assert_int_equal(sniff_check_wanted(bytes, SIZE_MAX, "a list", "give a list", &e), rows[i].what == NULL);
        assert_string_equal(e.what, rows[i].what ? rows[i].what : "");
        assert_string_equal(e.hint, rows[i].what ? "give a list" : "");
    }
    struct err e = { 0 };
    assert_true(sniff_check_wanted(VIEW("1234"), 4, "a list", "give a list", &e));
    assert_false(sniff_check_wanted(VIEW("12345"), 4, "a list", "give a list", &e));
    assert_int_equal(e.status, ST_LIMIT);
}

/* Each prefix at its exact size: reading past the end would be seen. */
static void every_truncation_gets_a_name(void **state)
{
    static const char *const files[] = { "c.der", "p.pfx", "p7ber.der", "u16bom.pem", "csr.der", "ed.der" };
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct view whole = folder_read(*state, files[i]);
        for (size_t n = 0; n < whole.n; n += 1 + n / 300) {
            char *owned;
            assert_in_range(sniff(exact_copy(view_first(whole, n), &owned), VIEW("x")), 0, CONTAINER_COUNT - 1);
            free(owned);
        }
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(openssl_output_is_named_for_what_it_is),
        cmocka_unit_test(other_files_are_named_for_what_they_are),
        cmocka_unit_test(every_container_has_been_seen),
        cmocka_unit_test(the_name_only_breaks_ties),
        cmocka_unit_test(a_certificate_for_a_list_is_called_damaged_text),
        cmocka_unit_test(every_truncation_gets_a_name),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
