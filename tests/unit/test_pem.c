/* Text that carries DER: everything that people and tools put around, before and into it. */
#include "format/container/pem.h"

#include "base/limits.h"
#include "format/text/base64.h"
#include "format/text/text_read.h"

#include "folder.h"

#define LINE "-----"
#define BEGIN(label) LINE "BEGIN " label LINE
#define END(label) LINE "END " label LINE
/* 30 03 02 01 05 */
#define BODY "MAMCAQU="
#define BLOCK(label) BEGIN(label) "\n" BODY "\n" END(label) "\n"
#define CERT BLOCK("CERTIFICATE")

static struct arena arena;

static int tear_down(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static void what_stands_around_a_block_is_noted(void **state)
{
    static const struct { const char *what; struct view text; size_t blocks; unsigned oddities; } rows[] = {
        { "plain", VIEW_ROW(CERT), 1, 0 },
        { "no line end at the end", VIEW_ROW(BEGIN("CERTIFICATE") "\n" BODY "\n" END("CERTIFICATE")), 1, 0 },
        { "CRLF", VIEW_ROW(BEGIN("CERTIFICATE") "\r\n" BODY "\r\n" END("CERTIFICATE") "\r\n"), 1, 0 },
        { "CR", VIEW_ROW(BEGIN("CERTIFICATE") "\r" BODY "\r" END("CERTIFICATE") "\r"), 1, 0 },
        { "blanks behind the lines", VIEW_ROW(BEGIN("CERTIFICATE") " \t\n" BODY " \n" END("CERTIFICATE") " \n"), 1, 0 },
        { "indented", VIEW_ROW("  " BEGIN("CERTIFICATE") "\n  " BODY "\n  " END("CERTIFICATE") "\n"), 1, 0 },
        { "all in one line", VIEW_ROW(BEGIN("CERTIFICATE") " MAMC AQU= " END("CERTIFICATE")), 1, 0 },
        { "empty lines around", VIEW_ROW("\n\n" CERT "\n\n" CERT "\n"), 2, 0 },
        { "text in front", VIEW_ROW("subject=CN = x\n" CERT), 1, FILE_TEXT_AROUND },
        { "text behind", VIEW_ROW(CERT "regards\n"), 1, FILE_TEXT_AROUND },
        { "text between", VIEW_ROW(CERT "# next\n" CERT), 2, FILE_TEXT_AROUND },
        { "BOM", VIEW_ROW("\xEF\xBB\xBF" CERT), 1, 0 },
        { "RFC 1421 headers", VIEW_ROW(BEGIN("RSA PRIVATE KEY") "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n" BODY "\n"
                                       END("RSA PRIVATE KEY") "\n"), 1, 0 },
        { "bare Base64", VIEW_ROW(BODY "\n"), 1, FILE_BARE_BASE64 },
        { "bare Base64 in short lines", VIEW_ROW("MAMC\r\nAQU=\r\n"), 1, FILE_BARE_BASE64 },
        { "bare Base64 without padding", VIEW_ROW("MAMCAQU\n"), 1, FILE_BARE_BASE64 | FILE_UNDECODABLE },
        { "broken Base64", VIEW_ROW(BEGIN("CERTIFICATE") "\nMAMC!QU=\n" END("CERTIFICATE") "\n"), 1, FILE_UNDECODABLE },
        { "empty body", VIEW_ROW(BEGIN("CERTIFICATE") "\n" END("CERTIFICATE") "\n"), 1, FILE_UNDECODABLE },
        { "no end line", VIEW_ROW(BEGIN("CERTIFICATE") "\n" BODY "\n"), 1, FILE_UNDECODABLE | FILE_TEXT_AROUND },
        { "another end line", VIEW_ROW(BEGIN("CERTIFICATE") "\n" BODY "\n" END("PKCS7") "\n"), 1, FILE_UNDECODABLE | FILE_TEXT_AROUND },
        { "a block without end before a good one", VIEW_ROW(BEGIN("CERTIFICATE") "\n" BODY "\n" CERT), 2,
          FILE_UNDECODABLE | FILE_TEXT_AROUND },
        { "a begin line in mid-line", VIEW_ROW("x " CERT), 1, FILE_TEXT_AROUND },
        { "begin behind end on one line", VIEW_ROW(BEGIN("CERTIFICATE") "\n" BODY "\n" END("CERTIFICATE") CERT), 2, 0 },
        { "a mark between two files", VIEW_ROW(CERT "\xEF\xBB\xBF" CERT), 2, 0 },
        { "line breaks as two characters", VIEW_ROW("X=\"" BEGIN("CERTIFICATE") "\\n" BODY "\\n" END("CERTIFICATE") "\\n\""), 1,
          FILE_TEXT_AROUND | FILE_ESCAPED },
        { "quoted lines of a mail", VIEW_ROW("> " BEGIN("CERTIFICATE") "\n> " BODY "\n> " END("CERTIFICATE") "\n"), 1,
          FILE_TEXT_AROUND | FILE_ESCAPED },
        { "commented out, alone", VIEW_ROW("# " BEGIN("CERTIFICATE") "\n# " BODY "\n# " END("CERTIFICATE") "\n"), 1,
          FILE_TEXT_AROUND | FILE_ESCAPED | FILE_COMMENTED },
        { "commented out beside another", VIEW_ROW("rem " BEGIN("CERTIFICATE") "\nrem MAMCAQY=\nrem " END("CERTIFICATE") "\n" CERT), 1,
          FILE_TEXT_AROUND | FILE_ESCAPED | FILE_COMMENTED | FILE_COMMENTED_OUT },
        { "two inside of a comment", VIEW_ROW("<!-- old\n" CERT "and\n" CERT "-->" CERT), 1,
          FILE_TEXT_AROUND | FILE_COMMENTED | FILE_COMMENTED_OUT },
        { "behind a comment", VIEW_ROW("<!-- old -->\n" CERT "# next\n" CERT), 2, FILE_TEXT_AROUND },
        { "a comment's last line without its end", VIEW_ROW("# Root CA " CERT), 1, FILE_TEXT_AROUND },
        { "a key that is commented out", VIEW_ROW("# " BEGIN("PRIVATE KEY") "\n# " BODY "\n# " END("PRIVATE KEY") "\n" CERT), 2,
          FILE_TEXT_AROUND | FILE_ESCAPED },
        { "strings joined by a program", VIEW_ROW("\"" BEGIN("CERTIFICATE") "\" +\n\"MAMC\" +\n\"AQU=\" +\n\"" END("CERTIFICATE") "\""),
          1, FILE_TEXT_AROUND | FILE_ESCAPED },
        { "quoted-printable", VIEW_ROW(BEGIN("CERTIFICATE") "=0D\nMAMC=\nAQU=3D\n" END("CERTIFICATE")), 1, FILE_ESCAPED },
        { "HTML", VIEW_ROW("<pre>" BEGIN("CERTIFICATE") "<br>MAMC&#10;AQU=<br>" END("CERTIFICATE") "</pre>"), 1,
          FILE_TEXT_AROUND | FILE_ESCAPED },
        { "paragraphs of a word processor", VIEW_ROW("<p class=MsoNormal>" BEGIN("CERTIFICATE") "<o:p></o:p></p>\r\n<p class=\"MsoNormal\">"
          "<span lang=EN-US style='font-family:\"Courier New\"'>MAMC</span></p>\r\n<p class=\"MsoNormal\">AQU=</p>\r\n"
          "<p class=\"MsoNormal\">" END("CERTIFICATE") "<o:p></o:p></p>"), 1, FILE_TEXT_AROUND | FILE_ESCAPED },
        { "no paragraph", VIEW_ROW(BEGIN("CERTIFICATE") "\nMAMC<1 x>AQU=\n" END("CERTIFICATE")), 1, FILE_UNDECODABLE },
        { "zero width in the body", VIEW_ROW(BEGIN("CERTIFICATE") "\nMAMC\xE2\x80\x8B" "AQU=\n" END("CERTIFICATE")), 1, FILE_ESCAPED },
        { "other letters in the body", VIEW_ROW(BEGIN("CERTIFICATE") "\nMAMC\xC3\xA9" "AQU=\n" END("CERTIFICATE")), 1, FILE_UNDECODABLE },
        { "bare blocks joined", VIEW_ROW(BODY "\n" BODY "\n"), 2, FILE_BARE_BASE64 },
        { "a mail's words", VIEW_ROW("Content-Transfer-Encoding: base64\n\nTWFueSB0aGFua3M=\n"), 0, 0 },
        { "a mail's attachment", VIEW_ROW("Content-Transfer-Encoding: base64\n\nTUFNQ0FRVT0=\n"), 0, 0 },
        { "form-encoded", VIEW_ROW("cert=-----BEGIN+CERTIFICATE-----%0D%0AMAMCAQU%3D%0D%0A-----END+CERTIFICATE-----&x=1"), 1,
          FILE_TEXT_AROUND | FILE_ESCAPED },
        { "encoded by two programs", VIEW_ROW("-----BEGIN%2520CERTIFICATE-----%250AMAMCAQU%253D%250A-----END%2520CERTIFICATE-----%250A"), 1,
          FILE_ESCAPED },
        { "form-encoded, hyphens too", VIEW_ROW("%2D%2D%2D%2D%2DBEGIN+CERTIFICATE%2D%2D%2D%2D%2D%0AMAMCAQU%3D%0A%2D%2D%2D%2D%2DEND+"
                                                "CERTIFICATE%2D%2D%2D%2D%2D"), 1, FILE_ESCAPED },
        { "plus for the blank of its lines alone", VIEW_ROW("-----BEGIN+CERTIFICATE-----\n" BODY "\n-----END+CERTIFICATE-----\n"), 1,
          FILE_ESCAPED },
        { "text", VIEW_ROW("Must I decode this? No.\n"), 0, 0 },
        { "nothing", VIEW_ROW(""), 0, 0 },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct pem_text got = pem_read(&arena, rows[i].text, LIMIT_CERTS);
        if (got.blocks.n != rows[i].blocks || got.oddities != rows[i].oddities)
            fail_msg("%s: %zu blocks, oddities %#x", rows[i].what, got.blocks.n, got.oddities);
        if (got.blocks.n && !(got.oddities & FILE_UNDECODABLE))
            assert_true(view_eq(got.blocks.items[0].der, VIEW("\x30\x03\x02\x01\x05")));
    }
}

static void labels_and_trailing_bytes_are_kept(void **state)
{
    (void)state;
    struct pem_text got = pem_read(
        &arena, VIEW(BLOCK("PRIVATE KEY") BEGIN("CERTIFICATE") "\nMAMCAQUAAA==\n" END("CERTIFICATE") "\n"), LIMIT_CERTS);
    assert_int_equal(got.blocks.n, 2);
    assert_true(view_eq_text(got.blocks.items[0].label, "PRIVATE KEY"));
    assert_int_equal(got.blocks.items[0].trailing.n, 0);
    assert_true(view_eq(got.blocks.items[1].der, VIEW("\x30\x03\x02\x01\x05")));
    assert_true(view_eq(got.blocks.items[1].trailing, VIEW("\0\0")));
}

/* Read where it can only be meant so: the value's own length says it. */
static void letters_that_a_way_through_the_web_changed_are_read(void **state)
{
    static const struct { const char *what, *text; struct view want; unsigned oddities; } rows[] = {
        { "blanks for plus", BEGIN("CERTIFICATE") "\nMAQCAg  \n" END("CERTIFICATE") "\n",
          VIEW_ROW("\x30\x04\x02\x02\x0F\xBE"), FILE_ESCAPED },
        { "blanks that are no plus", BEGIN("CERTIFICATE") "\nMAQCA g  \n" END("CERTIFICATE") "\n", VIEW_ROW(""), FILE_UNDECODABLE },
        { "letters for URLs", "MAQCAvv_\n", VIEW_ROW("\x30\x04\x02\x02\xFB\xFF"), FILE_BARE_BASE64 },
        { "without padding", "MAUCA_v__g", VIEW_ROW("\x30\x05\x02\x03\xFB\xFF\xFE"), FILE_BARE_BASE64 },
        { "and cut off", "MAUCA_v_", VIEW_ROW(""), 0 },
        { "words", "Must_I-decode", VIEW_ROW(""), 0 },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct pem_text got = pem_read(&arena, view_of(rows[i].text), LIMIT_CERTS);
        if (got.oddities != rows[i].oddities || got.blocks.n != (rows[i].want.n || rows[i].oddities) ||
            (got.blocks.n && !view_eq(got.blocks.items[0].der, rows[i].want)))
            fail_msg("%s: %zu blocks, oddities %#x", rows[i].what, got.blocks.n, got.oddities);
        assert_int_equal(got.blocks.n && got.blocks.items[0].damage.why.n > 0, rows[i].oddities == FILE_UNDECODABLE);
    }
}

static void base64_is_decoded_strictly(void **state)
{
    static const struct { const char *text; bool ok; struct view want; } rows[] = {
        { "AA==", true, VIEW_ROW("\0") }, { "AAA=", true, VIEW_ROW("\0\0") }, { "AAAA", true, VIEW_ROW("\0\0\0") },
        { " +/ \n +/\t", true, VIEW_ROW("\xFB\xFF\xBF") }, { "AA=\n=", true, VIEW_ROW("\0") },
        { "", false, VIEW_ROW("") }, { " ", false, VIEW_ROW("") }, { "A", false, VIEW_ROW("") }, { "AA", false, VIEW_ROW("") },
        { "AAA", false, VIEW_ROW("") }, { "A===", false, VIEW_ROW("") }, { "====", false, VIEW_ROW("") }, { "AA=A", false, VIEW_ROW("") },
        { "AA==AAAA", false, VIEW_ROW("") }, { "AA===", false, VIEW_ROW("") }, { "AA-_", false, VIEW_ROW("") },
        { "AAA\x80", false, VIEW_ROW("") },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct view out;
        if (base64_decode(&arena, view_of(rows[i].text), &out) != rows[i].ok)
            fail_msg("\"%s\"", rows[i].text);
        if (rows[i].ok)
            assert_true(view_eq(out, rows[i].want));
    }
}

static void utf16_becomes_utf8(void **state)
{
    static const struct { const char *what; struct view bytes; const char *want; unsigned oddities; } rows[] = {
        { "little-endian with mark", VIEW_ROW("\xFF\xFE" "a\0\xE9\0"), "a\xC3\xA9", FILE_BOM | FILE_UTF16 },
        { "big-endian with mark", VIEW_ROW("\xFE\xFF\0a\x20\xAC"), "a\xE2\x82\xAC", FILE_BOM | FILE_UTF16 },
        { "little-endian, no mark", VIEW_ROW("a\0b\0c\0\n\0"), "abc\n", FILE_UTF16 },
        { "big-endian, no mark", VIEW_ROW("\0a\0b\0c\0d"), "abcd", FILE_UTF16 },
        { "a pair", VIEW_ROW("\xFF\xFE\x3D\xD8\x00\xDE"), "\xF0\x9F\x98\x80", FILE_BOM | FILE_UTF16 },
        { "half a pair at the end", VIEW_ROW("\xFF\xFE\x3D\xD8"), "\xEF\xBF\xBD", FILE_BOM | FILE_UTF16 },
        { "half a pair in the middle", VIEW_ROW("\xFF\xFE\x00\xDE" "a\0"), "\xEF\xBF\xBD" "a", FILE_BOM | FILE_UTF16 },
        { "an odd last byte", VIEW_ROW("\xFF\xFE" "a\0b"), "a", FILE_BOM | FILE_UTF16 },
        { "UTF-8 with mark", VIEW_ROW("\xEF\xBB\xBF" "a"), "a", FILE_BOM },
        { "three characters are too few to tell", VIEW_ROW("a\0b\0c\0"), NULL, 0 },
        { "four bytes a character", VIEW_ROW("\xFF\xFE\0\0" "a\0\0\0\x00\xF6\x01\0"), "a\xF0\x9F\x98\x80", FILE_BOM | TEXT_UTF32 },
        { "the same the other way round", VIEW_ROW("\0\0\0a\0\0\0b"), "ab", TEXT_UTF32 },
        { "too high for a character", VIEW_ROW("\0\0\xFE\xFF\0\x11\0\0"), NULL, 0 },
        { "plain", VIEW_ROW("abcdefgh"), NULL, 0 },
        { "nothing", VIEW_ROW(""), NULL, 0 },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        unsigned oddities = 0;
        struct view got = text_normal(&arena, rows[i].bytes, &oddities);
        if (!view_eq(got, rows[i].want ? view_of(rows[i].want) : rows[i].bytes) || oddities != rows[i].oddities)
            fail_msg("%s: \"%.*s\", oddities %#x", rows[i].what, VIEW_ARG(got), oddities);
    }
}

static void more_blocks_than_the_ceiling_are_marked(void **state)
{
    static const struct { size_t n, blocks; unsigned oddities; } rows[] = {
        { LIMIT_CERTS - 1, LIMIT_CERTS - 1, 0 }, { LIMIT_CERTS, LIMIT_CERTS, 0 }, { LIMIT_CERTS + 1, LIMIT_CERTS, FILE_TOO_MANY },
    };
    struct view one = VIEW(CERT);
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char *text = NEW(&arena, char, one.n * rows[i].n);
        for (size_t k = 0; k < rows[i].n; k++)
            memcpy(text + k * one.n, one.p, one.n);
        struct pem_text got = pem_read(&arena, (struct view){ .p = text, .n = one.n * rows[i].n }, LIMIT_CERTS);
        assert_int_equal(got.blocks.n, rows[i].blocks);
        assert_int_equal(got.oddities, rows[i].oddities);
    }
}

static void every_label_has_its_kind(void **state)
{
    static const struct { const char *label; enum container want; } rows[] = {
        { "CERTIFICATE", CONTAINER_PEM }, { "X509 CERTIFICATE", CONTAINER_PEM }, { "TRUSTED CERTIFICATE", CONTAINER_PEM },
        { "PKCS7", CONTAINER_PKCS7 }, { "CMS", CONTAINER_PKCS7 }, { "CERTIFICATE REQUEST", CONTAINER_CSR },
        { "NEW CERTIFICATE REQUEST", CONTAINER_CSR }, { "X509 CRL", CONTAINER_CRL }, { "PRIVATE KEY", CONTAINER_PRIVATE_KEY },
        { "ENCRYPTED PRIVATE KEY", CONTAINER_PRIVATE_KEY }, { "EC PRIVATE KEY", CONTAINER_PRIVATE_KEY },
        { "OPENSSH PRIVATE KEY", CONTAINER_SSH_KEY }, { "PUBLIC KEY", CONTAINER_PUBLIC_KEY }, { "PGP MESSAGE", CONTAINER_PGP },
        { "DH PARAMETERS", CONTAINER_TEXT }, { "", CONTAINER_TEXT }, { "certificate", CONTAINER_TEXT },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_int_equal(pem_label_kind(view_of(rows[i].label)), rows[i].want);
}

/* A begin line is looked for at the start of a line alone, also behind a block; else each of these reads the whole line again. */
static void one_line_of_begins_ends_at_the_ceiling(void **state)
{
    enum { MANY = 1000 };
    static const struct view begin = VIEW_ROW("-----BEGIN A-----");
    (void)state;
    char *p = NEW(&arena, char, MANY * begin.n);
    for (size_t i = 0; i < MANY; i++)
        memcpy(p + i * begin.n, begin.p, begin.n);
    struct pem_text got = pem_read(&arena, (struct view){ .p = p, .n = MANY * begin.n }, LIMIT_CERTS);
    assert_int_equal(got.blocks.n, LIMIT_CERTS);
    assert_int_equal(got.oddities, FILE_UNDECODABLE | FILE_TOO_MANY);
}

static void truncated_and_changed_text_is_survived(void **state)
{
    static const struct view texts[] = {
        VIEW_ROW("text\n" CERT BLOCK("PRIVATE KEY")), VIEW_ROW(BODY "\n"),
        VIEW_ROW("\xFF\xFE-\0-\0-\0-\0-\0B\0E\0G\0I\0N\0 \0X\0-\0-\0-\0-\0-\0\n\0"),
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        for (size_t n = 0; n <= texts[i].n; n++) {
            char *owned;
            struct view cut = exact_copy(view_first(texts[i], n), &owned);
            assert_in_range(pem_read(&arena, cut, LIMIT_CERTS).blocks.n, 0, 2);
            if (n) {
                owned[n - 1] = (char)(owned[n - 1] ^ 0x20);
                assert_in_range(pem_read(&arena, cut, LIMIT_CERTS).blocks.n, 0, 2);
            }
            free(owned);
        }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(what_stands_around_a_block_is_noted, tear_down),
        cmocka_unit_test_teardown(labels_and_trailing_bytes_are_kept, tear_down),
        cmocka_unit_test_teardown(letters_that_a_way_through_the_web_changed_are_read, tear_down),
        cmocka_unit_test_teardown(base64_is_decoded_strictly, tear_down),
        cmocka_unit_test_teardown(utf16_becomes_utf8, tear_down),
        cmocka_unit_test_teardown(more_blocks_than_the_ceiling_are_marked, tear_down),
        cmocka_unit_test_teardown(every_label_has_its_kind, tear_down),
        cmocka_unit_test_teardown(one_line_of_begins_ends_at_the_ceiling, tear_down),
        cmocka_unit_test_teardown(truncated_and_changed_text_is_survived, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
