/* Saved mails: what is attached in every transfer encoding, and its name in every way of writing it. */
#include "format/container/mail.h"

#include "unit.h"

#include <time.h>

#define HEAD "From: a@example.com\r\nMIME-Version: 1.0\r\n"
#define MIXED HEAD "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
#define PART "--b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: "
#define DER "\x30\x04\x02\x02\0\x85"

static struct arena arena;

static int tear_down(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

/* What stands in a mail in binary or quoted-printable can't be read by what reads texts. */
static void every_transfer_encoding_is_taken_off(void **state)
{
    static const struct { const char *what; struct view text, want; } rows[] = {
        { "binary", VIEW_ROW(MIXED PART "binary\r\n\r\n" "PK\3\4\0\n\r\n--b--\r\n"),
          VIEW_ROW(MIXED PART "binary\r\nContent-Transfer-Encoding: base64\n\nUEsDBAAK\r\n--b--\r\n") },
        { "letters of Windows-1252", VIEW_ROW(MIXED PART "8bit\r\n\r\nGr\xFC\xDF" "e\r\n--b--\r\n"),
          VIEW_ROW(MIXED PART "8bit\r\n\r\nGr\xFC\xDF" "e\r\n--b--\r\n") },
        { "no word of its encoding", VIEW_ROW(HEAD "Content-Type: application/x\r\n\r\na\0"),
          VIEW_ROW(HEAD "Content-Type: application/x\r\nContent-Transfer-Encoding: base64\n\nYQA=") },
        { "quoted-printable", VIEW_ROW(MIXED PART "Quoted-Printable\r\n\r\n=2D-b=3D \t\r\n=\r\nc=\td=G=0a\r\n--b\r\nx\r\n"),
          VIEW_ROW(MIXED PART "Quoted-Printable\r\n\r\n--b=\r\nc=\td=G\n\r\n--b\r\nx\r\n") },
        { "binary in quoted-printable", VIEW_ROW(MIXED PART "quoted-printable\r\n\r\nPK=03=04=00=\r\n\r\n--b--"),
          VIEW_ROW(MIXED PART "quoted-printable\r\nContent-Transfer-Encoding: base64\n\nUEsDBAA=\r\n--b--") },
        { "two", VIEW_ROW(MIXED PART "binary\r\n\r\n\0\r\n" PART "binary\r\n\r\n\0\0\r\n--b--"),
          VIEW_ROW(MIXED PART "binary\r\nContent-Transfer-Encoding: base64\n\nAA==\r\n" PART
                   "binary\r\nContent-Transfer-Encoding: base64\n\nAAA=\r\n--b--") },
        { "a delimiter that another begins with", VIEW_ROW(MIXED PART "binary\n\n\0\n--bc\n--b\n"),
          VIEW_ROW(MIXED PART "binary\nContent-Transfer-Encoding: base64\n\nAAotLWJj\n--b\n") },
        { "no delimiter behind it", VIEW_ROW(MIXED PART "binary\n\n\0\n"),
          VIEW_ROW(MIXED PART "binary\nContent-Transfer-Encoding: base64\n\nAAo=") },
        { "in an attached mail",
          VIEW_ROW(MIXED "--b\nContent-Type: message/rfc822\n\n" HEAD "Content-Transfer-Encoding: binary\n\n\0\n--b--"),
          VIEW_ROW(MIXED "--b\nContent-Type: message/rfc822\n\n" HEAD
                   "Content-Transfer-Encoding: binary\nContent-Transfer-Encoding: base64\n\nAA==\n--b--") },
        { "text", VIEW_ROW(MIXED "--b\nContent-Type: text/plain\nContent-Transfer-Encoding: 8bit\n\nGr\xC3\xBC\xC3\x9F" "e=20\n--b--"),
          VIEW_ROW(MIXED "--b\nContent-Type: text/plain\nContent-Transfer-Encoding: 8bit\n\nGr\xC3\xBC\xC3\x9F" "e=20\n--b--") },
        { "an empty part", VIEW_ROW(MIXED PART "binary\n\n--b--\n"), VIEW_ROW(MIXED PART "binary\n\n--b--\n") },
        { "no mail", VIEW_ROW(PART "binary\n\n\0\n"), VIEW_ROW(PART "binary\n\n\0\n") },
        { "nothing", VIEW_ROW(""), VIEW_ROW("") },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct view got = mail_unwrap(&arena, rows[i].text);
        if (!view_eq(got, rows[i].want))
            fail_msg("%s: %.*s", rows[i].what, VIEW_ARG(got));
    }
}

static void a_binary_part_is_read_as_it_was_sent(void **state)
{
    struct mail_part part;
    (void)state;
    struct view text = mail_unwrap(&arena, VIEW(MIXED "--b\nContent-Transfer-Encoding: 8bit\nContent-Disposition: attachment;\n"
                                                      " filename=\"a.cer\"\n\n" DER "\n--b--\n"));
    assert_true(mail_next(&arena, &text, &part));
    assert_true(view_eq(part.bytes, VIEW(DER)));
    assert_true(view_eq_text(part.name, "a.cer"));
    assert_false(mail_next(&arena, &text, &part));
}

static void a_name_is_read_however_it_is_written(void **state)
{
    static const struct { const char *fields, *want; } rows[] = {
        { "Content-Disposition: attachment; filename=a.cer", "a.cer" },
        { "content-disposition:attachment;FileName=\"a b.cer\" ; size=1", "a b.cer" },
        { "Content-Type: application/x; name=\"a.cer\"", "a.cer" },
        { "Content-Type: application/x; name=b.cer\nContent-Disposition: attachment; filename=a.cer", "a.cer" },
        { "Content-Type: application/x;\r\n\tname=\"a;\r\n b.cer\"", "a; b.cer" },
        { "Content-Disposition: attachment; filename=\"a\\\"b\\\\c.cer\"", "a\"b\\c.cer" },
        { "Content-Disposition: attachment; filename=my root.cer; x=y", "my root.cer" },
        { "Content-Disposition: attachment; modification-date=\"filename=x\"; filename=a.cer", "a.cer" },
        { "Content-Disposition: attachment; inline; filename=a.cer", "a.cer" },
        { "Content-Disposition: attachment; filename=\"=?utf-8?B?WmVydGlmaWthdCDDvC5jZXI=?=\"", "Zertifikat \xC3\xBC.cer" },
        { "Content-Disposition: attachment; filename==?ISO-8859-1?q?Zertifikat_=FC=2Ecer?=", "Zertifikat \xC3\xBC.cer" },
        { "Content-Type: application/x; name=\"=?utf-8?Q?a?=\r\n =?utf-8*de?Q?=C3=BC?= b.cer\"", "a\xC3\xBC b.cer" },
        { "Content-Type: application/x; name=\"x =?utf-8?Q?a?= y =?utf-8?Q?b?=\"", "x a y b" },
        { "Content-Type: application/x; name=\"=?windows-1252?Q?=80.cer?=\"", "\xE2\x82\xAC.cer" },
        { "Content-Type: application/x; name=\"=?koi8-r?Q?=C1.cer?=\"", "=?koi8-r?Q?=C1.cer?=" },
        { "Content-Type: application/x; name=\"=?utf-8?B?!?= =?utf-8?X?a?= =?utf-8?Q?a\"", "=?utf-8?B?!?= =?utf-8?X?a?= =?utf-8?Q?a" },
        { "Content-Disposition: attachment; filename=x; filename*=utf-8'de'Wurzel%20%c3%bc.cer", "Wurzel \xC3\xBC.cer" },
        { "Content-Disposition: attachment; filename*=iso-8859-1''%FC%.cer", "\xC3\xBC%.cer" },
        { "Content-Disposition: attachment; filename*=koi8-r''%C1; filename=plain.cer", "plain.cer" },
        { "Content-Disposition: attachment; filename*=utf-8-without-quotes", "" },
        { "Content-Disposition: attachment; filename*1=\"t.cer\"; filename*0=\"roo\"", "root.cer" },
        { "Content-Disposition: attachment; filename*0*=utf-8''r%C3; filename*1*=%BC; filename*2=\"%41.cer\"; filename*4=x",
          "r\xC3\xBC%41.cer" },
        { "Content-Disposition: attachment; filename=\"cut.cer", "cut.cer" },
        { "Content-Disposition: attachment; filename=\"cut\\", "cut\\" },
        { "Content-Disposition: attachment; filename=", "" },
        { "Content-Description: name=x", "" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct mail_part part;
        struct view text = view_fmt(&arena, "%s\nContent-Transfer-Encoding: base64\n\nMAMCAQU=\n", rows[i].fields);
        assert_true(mail_next(&arena, &text, &part));
        if (!view_eq_text(part.name, rows[i].want))
            fail_msg("%s: %.*s", rows[i].fields, VIEW_ARG(part.name));
    }
}

/* Its bytes aren't read, and it would be passed over in silence. */
static void what_is_uuencoded_is_found_by_its_name(void **state)
{
    static const struct { const char *text, *want; } rows[] = {
        { HEAD "\r\nSee below.\r\nbegin 644 new root.cer\r\n#0V%T\r\n`\r\nend\r\n", "new root.cer" },
        { "begin 0600 a.pfx\nM,(()2P(!`S\"\"\"0<&\"2J&2(;W#0$'`:\"\"\"/@$@@CT,(((\\#\"\"!;4&\"2J&\nend\n", "a.pfx" },
        { "begin 644 a.cer\nand then go on\n", NULL },  { "begin 644 \n#0V%T\n", NULL },  { "begin 64 a.cer\n#0V%T\n", NULL },
        { "begin 648 a.cer\n#0V%T\n", NULL },          { "begin 644 a.cer\n", NULL },    { "begin 644 a.cer\n`\nend\n", NULL },
        { "We begin 644 a.cer\n#0V%T\n", NULL },       { "", NULL },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct view text = view_of(rows[i].text);
        struct mail_part part;
        bool found = mail_next_uuencoded(&text, &part);
        if (found != (rows[i].want != NULL) || (found && !(part.is_uuencoded && view_eq_text(part.name, rows[i].want))))
            fail_msg("%s: %.*s", rows[i].text, VIEW_ARG(part.name));
        assert_false(mail_next_uuencoded(&text, &part));
    }
}

/* A mail of nothing but beginnings would else be read for ever, or end the program for want of memory. */
static void a_hostile_mail_costs_what_its_bytes_do(void **state)
{
    static const char *const pieces[] = {
        "Content-Type: x\n\n", "--b\nContent-Type: x; name=a\nContent-Transfer-Encoding: base64\n\nAA==\n",
        "--b\nContent-Type: x\nContent-Transfer-Encoding: binary\n\n\x01\n", "Content-Type: x; name=y\n ", "=?utf-8?B?",
        "; filename*0=\"\\\"", "--b\n\n", "-", "=", "--",
    };
    static const char start[] = MIXED "--b\nContent-Type: x; name=\"";
    enum { BYTES = 1 << 20 };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(pieces); i++) {
        struct arena own = { 0 };
        struct mail_part part;
        char *p = arena_text(&own, BYTES + sizeof start);
        size_t n = sizeof start - 1;
        memcpy(p, start, n);
        for (struct view piece = view_of(pieces[i]); n < BYTES; n += piece.n)
            (void)view_copy(p + n, view_first(piece, BYTES - n));
        clock_t begun = clock();
        struct view text = mail_unwrap(&own, (struct view){ .p = p, .n = BYTES });
        while (mail_next(&own, &text, &part))
            continue;
        if (clock() - begun > 2 * CLOCKS_PER_SEC || own.total > (size_t)64 * BYTES)
            fail_msg("%s: %.1f s, %zu bytes", pieces[i], (double)(clock() - begun) / CLOCKS_PER_SEC, own.total);
        arena_free(&own);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(every_transfer_encoding_is_taken_off, tear_down),
        cmocka_unit_test_teardown(a_binary_part_is_read_as_it_was_sent, tear_down),
        cmocka_unit_test_teardown(a_name_is_read_however_it_is_written, tear_down),
        cmocka_unit_test(what_is_uuencoded_is_found_by_its_name),
        cmocka_unit_test(a_hostile_mail_costs_what_its_bytes_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
