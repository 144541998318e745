#include "unit.h"

#include <dirent.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "format/xml/xml.h"
#include "request_text.h"

#define XML_HEAD "<requests xmlns='urn:certcase:requests:1' version='1'>"
#define HOSTILE TESTS_DIR "/hostile/requests"

struct row {
    const char *bytes, *want;
};

static void check(const char *name, bool hints, const struct row *rows, size_t n)
{
    struct folder f;
    struct buf got = BUF_INIT(1 << 20);
    char path[200];
    folder_open(&f);
    (void)snprintf(path, sizeof path, "%s/%s", f.path, name);
    for (size_t i = 0; i < n; i++) {
        folder_write(&f, name, view_of(rows[i].bytes));
        requests_text(&f, path, hints, &got);
        if (!view_eq_text(buf_view(&got), rows[i].want))
            fail_msg("%s\ngives %.*s\nnot   %s", rows[i].bytes, VIEW_ARG(buf_view(&got)), rows[i].want);
    }
    buf_free(&got);
    folder_close(&f);
}
#define CHECK(name, hints, rows) check(name, hints, rows, COUNT_OF(rows))

/* --- CSV --- */

static void test_csv_rows_become_requests(void **state)
{
    (void)state;
    static const struct row rows[] = {
        { "certificates\na.cer\n", "1:2 certificates=a.cer\n" },
        { "\xEF\xBB\xBFid,certificates\r\nA,a.cer\r\n", "1:2 id=A certificates=a.cer\n" },
        { "id,certificates\rA,a.cer\rB,b.cer", "1:2 id=A certificates=a.cer\n2:3 id=B certificates=b.cer\n" },
        { "\n\n id , \"certificates\"\n\nA, a.cer \n,\n\nB,b.cer\n", "1:5 id=A certificates=a.cer\n2:8 id=B certificates=b.cer\n" },
        { "certificates,environments\n a.cer ; sub/b.cer;;/abs/c.cer; , Test;Production \n",
          "1:2 certificates=a.cer,sub/b.cer,/abs/c.cer environments=Test,Production\n" },
        { "reason,certificates\n\"two\nlines, and \"\"more\"\"\",a.cer\nnext,b.cer\n",
          "1:2 certificates=a.cer reason=two\nlines, and \"more\"\n2:4 certificates=b.cer reason=next\n" },
        { "certificates,purpose,hosting,needed_by,consumes,reason,contact,password_env,password_file,renews\n"
          "c.pfx,client-side,self-managed,2026-12-15,https://x.example/,why,who,,pw,old.zip\n",
          "1:2 certificates=c.pfx purpose=client-side hosting=self-managed by=2026-12-15 consumes=https://x.example/ reason=why "
          "contact=who file=pw renews=old.zip\n" },
        { "certificates,password_env\nc.pfx,PW\n", "1:2 certificates=c.pfx env=PW\n" },
        { "\u201Cid\u201D,\u201Ccertificates\u201D,environments,reason\n"
          "\u201CA\u201D,\u201Ca.cer;b.cer\u201D,\u201Ea\u201C;\u201Eb c\u201C,\u201Cwhy\u201D not\n",
          "1:2 id=A certificates=a.cer,b.cer environments=a,b c reason=\u201Cwhy\u201D not\n" },
        { "id,certificates,, \nA,a.cer,,\nB,b.cer\nC,c.cer, ,\nD,d.cer,,x\nE,e.cer,,,\n",
          "1:2 id=A certificates=a.cer\n2:3 id=B certificates=b.cer\n3:4 id=C certificates=c.cer\n"
          "4:5! row 4 has something in column 4, which has no name in the header\n5:6! row 5 has 5 fields, the header has 4\n" },
        { "id,certificates\n", "2 FAILED no request is in it\n" },
        { "id,certificates", "1 FAILED no request is in it\n" },
    };
    CHECK("r.csv", false, rows);
}

static void test_csv_header_must_be_right(void **state)
{
    (void)state;
#define ALL "the fields are id, certificates, environments, purpose, hosting, infrastructure, edition, front_ends, needed_by, severity, " \
            "consumes, refusal, reason, contact, password_env, password_file and renews"
#define FIRST_ROW "the first row names the columns: id,certificates,environments,..."
    static const struct row rows[] = {
        { "", "1 FAILED it is empty, requests were expected [check that the file was written completely]\n" },
        { "\xEF\xBB\xBF \r\n", "2 FAILED it is empty, requests were expected [check that the file was written completely]\n" },
        { "\xEF\xBB\xBF\xEF\xBB\xBFid,certificates\n",
          "? FAILED a second byte order mark stands at its front [joined files have one each: remove it]\n" },
        { " null\n", "? FAILED it is null, not requests [write the requests in an array: [ {...}, {...} ]]\n" },
        { "certificates,id\na.cer,1\n\xEF\xBB\xBF" "certificates,id\nb.cer,2\n",
          "1:2 id=1 certificates=a.cer\n2:3! row 2: a byte order mark stands in front of it [files were joined here: remove the "
          "mark, and the header if it stands there again]\n3:4 id=2 certificates=b.cer\n" },
        { "id,certficates\n",
          "1 FAILED the header: \"certficates\" is not a field of a request [did you mean \"certificates\"? (" ALL ")]\n" },
        { "certificates,Needed-Bye\n",
          "1 FAILED the header: \"needed_bye\" is not a field of a request [did you mean \"needed_by\"? (" ALL ")]\n" },
        { "certificates,frobnicate\n", "1 FAILED the header: \"frobnicate\" is not a field of a request [" ALL "]\n" },
        { "id,certificates,id\n", "1 FAILED the header has the column id twice [keep one of the two]\n" },
        { "id,environments\n", "1 FAILED the header has no column certificates [" FIRST_ROW "]\n" },
        { "certificates,,id\n", "1 FAILED column 2 of the header has no name [name it or remove it]\n" },
        { "id;certficates;environments\n",
          "1 FAILED the header: \"certficates\" is not a field of a request [did you mean \"certificates\"? (" ALL ")]\n" },
        { "id,\"certificates\n", "1 FAILED the header has a quotation mark that is not closed or in the wrong place [" FIRST_ROW "]\n" },
    };
    CHECK("r.csv", true, rows);
}

static void test_csv_of_a_spreadsheet_in_any_language(void **state)
{
    (void)state;
#define WANT "1:2 id=A certificates=a.cer,b.cer environments=Test by=2026-12-15 reason=x, y\n2:3 certificates=c.cer\n"
    static const struct row rows[] = {
        { "id;certificates;environments;needed_by;reason\nA;\"a.cer;b.cer\";Test;15/12/2026;x, y\n;c.cer;;;\n", WANT },
        { "id;certificates;environments;needed_by;reason\r\nA;a.cer|b.cer;Test;2026-12-15 00:00:00;\"x, y\"\r\n;c.cer;;;\r\n", WANT },
        { "id\tcertificates\tenvironments\tneeded_by\treason\nA\ta.cer; b.cer\tTest\t12/15/2026\tx, y\n\tc.cer\t\t\t\n", WANT },
        { "id|certificates|environments|needed_by|reason\nA|a.cer;b.cer|Test|15.12.2026|x, y\n|c.cer|||\n", WANT },
        { "\xEF\xBB\xBFsep=;\r\nid;certificates\r\nA;a.cer\r\n", "1:3 id=A certificates=a.cer\n" },
        { "SEP=,\nid,certificates\nA,a.cer;b.cer\n", "1:3 id=A certificates=a.cer,b.cer\n" },
        { "\"sep=\t\"\nid\tcertificates\nA\ta.cer\n", "1:3 id=A certificates=a.cer\n" },
        { "sep=|\n\nid|certificates\nA|a.cer\n", "1:4 id=A certificates=a.cer\n" },
        { "certificates;reason\na.cer;5 \"\"\n", "1:2! row 1: a quotation mark in the wrong place [put the whole field in quotation marks "
          "and double those inside: \"5\"\" disk\"]\n" },
        { "certificates;reason\na.cer\n", "1:2! row 1 has 1 field, the header has 2 [put a field with a semicolon in quotation marks; "
          "keep the semicolons of empty fields]\n" },
        { "ID,Certificates,Needed by\nA,a.cer,2026-12-15\n", "1:2 id=A certificates=a.cer by=2026-12-15\n" },
        { "id,certificates,reason\r\n\"A,a.cer,\"\"x, y\"\"\"\r\nB,b.cer,z\r\n",
          "1:2 id=A certificates=a.cer reason=x, y\n2:3 id=B certificates=b.cer reason=z\n" },
        { "\"id,certificates,\"\"reason\"\"\"\n\"A,a.cer,x\"\n", "1:2 id=A certificates=a.cer reason=x\n" },
        { "\u201Cid;certificates;reason\u201D\n\u201EA;a.cer;x\u201C\nB;b.cer;\u201Cy\u201D\n\u00C4;c.cer;\n",
          "1:2 id=A certificates=a.cer reason=x\n2:3 id=B certificates=b.cer reason=y\n3:4 id=\u00C4 certificates=c.cer\n" },
        { "\u201Cid\u201D\tcertificates\treason\n\u201CA\u201D\ta.cer\t\u201Cx\u201D\n\u00C4\tb.cer\t\n",
          "1:2 id=A certificates=a.cer reason=x\n2:3 id=\u00C4 certificates=b.cer\n" },
        { "certificates,environments,reason\na.cer,\"'@A;'+B;'C\",\"'=1;' -x;'y\"\n", /* as our own sheets guard formulas */
          "1:2 certificates=a.cer environments=@A,+B,'C reason==1; -x;'y\n" },
        { "id,certificates,reason\n\"A,a.cer\"\n", "1:2! row 1 has 2 fields, the header has 3 [put a field with a comma in quotation "
          "marks; keep the commas of empty fields]\n" },
        { "certificates\n\"a,b.cer\"\n", "1:2 certificates=a,b.cer\n" },
        { "certificates,needed_by\na.cer,2026-12-15T00:00:00Z\n", "1:2 certificates=a.cer by=2026-12-15\n" },
        { "certificates,needed_by\na.cer,12/12/2026 12:00:00 AM\n", "1:2 certificates=a.cer by=2026-12-12\n" },
    };
#undef WANT
    CHECK("r.csv", true, rows);
}

/* Longer than any buffer, so that characters stand across its ends; both orders, with and without a mark. */
static void test_csv_in_utf16_is_read_in_pieces(void **state)
{
    (void)state;
    enum { ROWS = 3000 };
    for (int variant = 0; variant < 4; variant++) {
        struct folder f;
        struct buf text = BUF_INIT(1 << 20), wide = BUF_INIT(1 << 21), got = BUF_INIT(1 << 20);
        bool big = variant & 1;
        char path[200];
        folder_open(&f);
        (void)snprintf(path, sizeof path, "%s/u.txt", f.path);
        buf_text(&text, variant & 2 ? "\xEF\xBB\xBF" : "");
        buf_text(&text, "certificates\tid\treason\r\n");
        for (int i = 0; i < ROWS; i++)
            buf_fmt(&text, "a.cer\t%d\tR\xC3\xA4t \xF0\x9F\x94\x91 %d\r\n", i, i * 7);
        uint32_t code;
        for (struct view rest = buf_view(&text); utf8_take(&rest, &code);) {
            unsigned units[2] = { code, 0 }, n = 1;
            if (code > 0xFFFF) {
                units[0] = 0xD800 + ((code - 0x10000) >> 10);
                units[1] = 0xDC00 + ((code - 0x10000) & 0x3FF);
                n = 2;
            }
            for (unsigned k = 0; k < n; k++) {
                buf_putc(&wide, (char)(big ? units[k] >> 8 : units[k] & 0xFF));
                buf_putc(&wide, (char)(big ? units[k] & 0xFF : units[k] >> 8));
            }
        }
        folder_write(&f, "u.txt", buf_view(&wide));
        requests_text(&f, path, true, &got);
        struct view rest = buf_view(&got), line, last = { 0 };
        size_t n = 0;
        for (; view_line(&rest, &line); n++)
            last = line;
        assert_int_equal(n, ROWS);
        assert_true(view_eq_text(last, "3000:3001 id=2999 certificates=a.cer reason=R\xC3\xA4t \xF0\x9F\x94\x91 20993"));
        buf_free(&text);
        buf_free(&wide);
        buf_free(&got);
        folder_close(&f);
    }
}

static void test_csv_bad_row_is_named_and_the_next_one_is_read(void **state)
{
    (void)state;
#define NEXT "\nn.cer,,,,\n"
#define HEAD "certificates,needed_by,purpose,password_env,password_file\n"
#define GOOD "2:3 certificates=n.cer\n"
    static const struct row rows[] = {
        { HEAD "a.cer,05/12/2026,,," NEXT,
          "1:2! row 1, column needed_by: \"05/12/2026\" can be 2026-12-05 or 2026-05-12 [write the one that is meant: 2026-12-05 or "
          "2026-05-12 (format the column as text first)]\n" GOOD },
        { HEAD "a.cer,5.12.2026 00:00:00,,," NEXT,
          "1:2! row 1, column needed_by: \"5.12.2026 00:00:00\" can be 2026-12-05 or 2026-05-12 [write the one that is meant: "
          "2026-12-05 or 2026-05-12 (format the column as text first)]\n" GOOD },
        { HEAD "a.cer,46371,,," NEXT,
          "1:2! row 1, column needed_by: \"46371\" is the number that Excel keeps for a date (2026-12-15) [format the column as "
          "yyyy-mm-dd before it is saved, or write 2026-12-15]\n" GOOD },
        { HEAD "a.cer,2026-12-15 08:00:00,,," NEXT,
          "1:2! row 1, column needed_by: \"2026-12-15 08:00:00\" is not a date [write year, month and day: 2026-12-15]\n" GOOD },
        { HEAD "a.cer,2026-02-29,,," NEXT,
          "1:2! row 1, column needed_by: \"2026-02-29\" is not a date [write year, month and day: 2026-12-15]\n" GOOD },
        { HEAD "a.cer,,trusted_root,," NEXT,
          "1:2! row 1, column purpose: \"trusted_root\" is not a purpose [did you mean \"trusted-root\"?]\n" GOOD },
        { HEAD "a.cer,,none,," NEXT,
          "1:2! row 1, column purpose: \"none\" is not a purpose [it is trusted-root, client-side, server or inbound-mtls]\n" GOOD },
        { HEAD "a.cer,,,A,b" NEXT, "1:2! row 1, column password_file: password_env is given as well [keep one of the two]\n" GOOD },
        { HEAD " ; ,2026-12-15,,," NEXT,
          "1:2! row 1, column certificates: a request needs a certificate [name the certificate file]\n" GOOD },
        { HEAD "a.cer;-,,,," NEXT,
          "1:2! row 1, column certificates: standard input (-) can't be part of a request file [name a file]\n" GOOD },
        { HEAD "a.cer,,," NEXT,
          "1:2! row 1 has 4 fields, the header has 5 [put a field with a comma in quotation marks; keep the commas of empty "
          "fields]\n" GOOD },
        { HEAD "a.cer,,,,," NEXT,
          "1:2! row 1 has 6 fields, the header has 5 [put a field with a comma in quotation marks; keep the commas of empty "
          "fields]\n" GOOD },
        { HEAD "a\"b.cer,,,," NEXT, "1:2! row 1: a quotation mark in the wrong place [put the whole field in quotation marks and double "
          "those inside: \"5\"\" disk\"]\n" GOOD },
        { HEAD "\"a.cer,,,,\n\"n.cer\",,,,\nn.cer,,,,\n",
          "1:2! row 1: a quotation mark in the wrong place; the row reaches to line 3, maybe "
          "one is missing [close the quoted field, and double quotation marks inside of it]\n2:4 certificates=n.cer\n" },
        { HEAD "n.cer,,,,\nb.cer,,\"client,,\n" "c.cer,,,,\n", "1:2 certificates=n.cer\n3 FAILED row 2, column purpose: a quotation mark "
          "opens in line 3 and is never closed [close it; the rows behind it can't be told apart]\n" },
    };
    CHECK("r.csv", true, rows);
    static const struct row hosting[] = {
        { "certificates,hosting\na.cer,Cloud\n", "1:2! row 1, column hosting: \"Cloud\" is not a hosting [did you mean \"cloud\"?]\n" },
        { "certificates,hosting\na.cer,odc\n", "1:2! row 1, column hosting: \"odc\" is not a hosting [it is cloud or self-managed]\n" },
    };
    CHECK("r.csv", true, hosting);
}

/* --- JSON --- */

static void test_json_objects_become_requests(void **state)
{
    (void)state;
    static const struct row rows[] = {
        { "[]", "1 FAILED no request is in it\n" },
        { " [ ] \n", "2 FAILED no request is in it\n" },
        { "[{\"certificates\":[\"a.cer\"]}]", "1:1 certificates=a.cer\n" },
        { "\xEF\xBB\xBF[\n {\"id\": \"A\", \"certificates\": [\"a.cer\", \"b;c.cer\"]},\n\n {\"certificates\": [\"\\u0061.cer\"]}]\n",
          "1:2 id=A certificates=a.cer,b;c.cer\n2:4 certificates=a.cer\n" },
        { "[{\"certificates\":[\"a ] } \\\" , [ {.cer\"],\"environments\":[\"Test\",\"Production\"],\"reason\":null,\"contact\":\"\"}]",
          "1:1 certificates=a ] } \" , [ {.cer environments=Test,Production\n" },
        { "[{\"certificates\":[\"c.pfx\"],\"purpose\":\"client-side\",\"hosting\":\"cloud\",\"needed_by\":\"2026-12-15\","
          "\"consumes\":\"u\",\"reason\":\"two\\nlines\",\"contact\":\"who\",\"password_file\":\"pw\",\"renews\":\"/old.zip\"}]",
          "1:1 certificates=c.pfx purpose=client-side hosting=cloud by=2026-12-15 consumes=u reason=two\nlines contact=who file=pw "
          "renews=/old.zip\n" },
    };
    CHECK("r.json", false, rows);
}

static void test_json_errors_point_to_their_place(void **state)
{
    (void)state;
#define FIRST "[{\"certificates\":[\"a.cer\"]},\n"
#define A "1:1 certificates=a.cer\n"
#define LAST ",\n{\"certificates\":[\"z.cer\"]}]"
#define Z "3:3 certificates=z.cer\n"
    static const struct row rows[] = {
        { FIRST "{\"certificates\":[\"b.cer\"],\"needed_by\":\"soon\"}" LAST, A "2:2! /1/needed_by: \"soon\" is not a date\n" Z },
        { FIRST "{\"certificates\":\"b.cer\"}" LAST, A "2:2! /1/certificates: it is a text, not an array of texts\n" Z },
        { FIRST "{\"certificates\":[\"b.cer\",7]}" LAST, A "2:2! /1/certificates/1: it is a number, not a text\n" Z },
        { FIRST "{\"certificates\":[]}" LAST, A "2:2! /1/certificates: a request needs a certificate\n" Z },
        { FIRST "{\"certificates\":[\"b.cer\"],\"id\":7}" LAST, A "2:2! /1/id: it is a number, not a text\n" Z },
        { FIRST "{\"certificate\":[\"b.cer\"]}" LAST, A "2:2! /1: \"certificate\" is not a field of a request\n" Z },
        { FIRST "{\"certificates\":[\"b.cer\"],\"id\":\"x\",\"id\":\"y\"}" LAST, A "2:2! /1: the key \"id\" stands twice in "
          "one object\n" Z },
        { FIRST "{\"certificates\" [\"b.cer\"]}" LAST, A "2:2! /1: not valid JSON from here\n" Z },
        { FIRST "true" LAST, A "2:2! /1: it is true or false, not a request\n" Z },
        { FIRST "\"x\"" LAST, A "2:2! /1: it is a text, not a request\n" Z },
        { FIRST "[]" LAST, A "2:2! /1: it is an array, not a request\n" Z },
        { FIRST "{\"certificates\":[\"b.cer\"],\"password_env\":\"A\",\"password_file\":\"b\"}" LAST,
          A "2:2! /1/password_file: password_env is given as well\n" Z },
        { FIRST "{\"certificates\":\n  [nonsense]}]", A "2:3! /1, column 4: something that is no JSON value\n" },
        { "[", "1 FAILED the array of requests is not closed\n" },
        { FIRST "]", A "2 FAILED a request is missing in the array\n" },
        { "[,]", "1 FAILED a request is missing in the array\n" },
        { FIRST "{\"a\":", A "2 FAILED /1 begins here and is never closed\n" },
        { FIRST "{\"id\":\"open}]", A "2 FAILED /1 begins here and is never closed\n" },
        { "[{\"certificates\":[\"a.cer\"]}\n{}]", A "2 FAILED a comma is missing\n" },
        { "[{\"certificates\":[\"a.cer\"]}\n", A "2 FAILED the array of requests is not closed\n" },
        { "[{\"certificates\":[\"a.cer\"]}]\nx", A "2 FAILED something stands behind the end of the array\n" },
    };
    CHECK("r.json", false, rows);
}

static void test_json_lines_are_read_one_by_one(void **state)
{
    (void)state;
    static const struct row rows[] = {
        { "{\"certificates\":[\"a.cer\"]}", "1:1 certificates=a.cer\n" },
        { "\n{\"certificates\":[\"a.cer\"]}\r\n\r\n  {\"id\":\"B\",\"certificates\":[\"b.cer\"]}\n",
          "1:2 certificates=a.cer\n2:4 id=B certificates=b.cer\n" },
        { "{\"certificates\":[\"a.cer\"\n{\"certificates\":[\"b.cer\"]}\n",
          "1:1! column 24: not valid JSON from here\n2:2 certificates=b.cer\n" },
        { "{\"certificates\":[\"a.cer\"]},\n{\"certificates\":[\"b.cer\"],\"purpose\":\"x\"}\n[]\n",
          "1:1! column 27: something stands behind the end of the document\n2:2! /purpose: \"x\" is not a purpose\n"
          "3:3! it is an array, not a request\n" },
        { "{\n \"certificates\": [\"a.cer\"]\n}\n",
          "1:1! column 1: not valid JSON from here\n2:2! column 16: something stands behind the end of the document\n"
          "3:3! column 1: not valid JSON from here\n" },
    };
    CHECK("r.ndjson", false, rows);
}

/* --- XML --- */

static void test_xml_elements_become_requests(void **state)
{
    (void)state;
    static const struct row rows[] = {
        { "<requests xmlns='urn:certcase:requests:1' version='1'/>", "1 FAILED no request is in it\n" },
        { XML_HEAD "</requests>", "1 FAILED no request is in it\n" },
        { "\xEF\xBB\xBF<?xml version='1.0' encoding='utf-8'?>\n<!-- c -->\n" XML_HEAD "\n<!-- c\n -->"
          "<request>\n<certificates> a.cer\n</certificates><certificates>b;c.cer</certificates></request >\n</requests >\n<!-- end -->\n",
          "1:5 certificates=a.cer,b;c.cer\n" },
        { "<q:requests xmlns:q='urn:certcase:requests:1' version='1'><q:request><q:certificates>a&lt;<![CDATA[</q:request>]]>"
          "</q:certificates></q:request><r:request "
          "xmlns:r='urn:certcase:requests:1'><r:certificates>b</r:certificates></r:request></q:requests>",
          "1:1 certificates=a<</q:request>\n2:1 certificates=b\n" },
        { XML_HEAD "<request><id>A</id><certificates>c.pfx</certificates><environments>Test</environments><environments>P</environments>"
          "<purpose> server </purpose><hosting>cloud</hosting><needed_by>2026-12-15</needed_by><consumes>u</consumes><reason/><contact>w"
          "</contact><password_env>PW</password_env><renews>old.zip</renews></request></requests>",
          "1:1 id=A certificates=c.pfx environments=Test,P purpose=server hosting=cloud by=2026-12-15 consumes=u contact=w env=PW "
          "renews=old.zip\n" },
        { XML_HEAD "<request><certificates>a</certificates><purpose/><hosting/><needed_by/></request></requests>", "1:1 certificates=a\n" },
    };
    CHECK("r.xml", false, rows);
}

static void test_xml_errors_name_their_line(void **state)
{
    (void)state;
#define XML_FIRST XML_HEAD "<request><certificates>a.cer</certificates></request>\n"
#define XML_LAST "\n<request><certificates>z.cer</certificates></request></requests>"
    static const struct row rows[] = {
        { XML_FIRST "<request>\n<certificates>b</certificates>\n<needed_by>2026-02-30</needed_by></request>" XML_LAST,
          A "2:4! request 2, needed_by: \"2026-02-30\" is not a date\n3:5 certificates=z.cer\n" },
        { XML_FIRST "<request><certificates>b</certificates>\n<needed-by/></request>" XML_LAST,
          A "2:3! request 2: \"needed-by\" is not a field of a request\n3:4 certificates=z.cer\n" },
        { XML_FIRST "<request><certificates>b</certificates><id>1</id>\n<id>2</id></request>" XML_LAST,
          A "2:3! request 2, id: it stands there twice\n3:4 certificates=z.cer\n" },
        { XML_FIRST "<request>\n<certificates>b</certificates><id>1</id></request>" XML_LAST,
          A "2:3! request 2: <id> stands too late in <request>, too often, or with an xmlns of its own; here may stand: environments, "
            "purpose, hosting, infrastructure, edition, front_ends, needed_by, severity, consumes, refusal\n3:4 certificates=z.cer\n" },
        { XML_FIRST "<request/>" XML_LAST, A "2:2! request 2, certificates: a request needs a certificate\n" Z },
        { XML_FIRST
          "<request><certificates>b</certificates><password_env>A</password_env><password_file>b</password_file></request>" XML_LAST,
          A "2:2! request 2, password_file: password_env is given as well\n" Z },
        { XML_FIRST "<request><certificates>b</certificats></request>" XML_LAST,
          A "2:2! request 2: not well-formed XML: a tag is closed that is not the last one opened\n" Z },
        { XML_FIRST "<order><certificates>b</certificates></order>" XML_LAST,
          A "2:2! request 2: <requests> has no element order; it has request\n" Z },
        { XML_FIRST "<request>\n<certificates>", A "2 FAILED a request begins here and is never closed\n" },
        { XML_FIRST "<request", A "2 FAILED a request begins here and is never closed\n" },
        { XML_FIRST "<!-- open", A "2 FAILED a comment begins here and is never closed\n" },
        { XML_FIRST "<![CDATA[x]]></requests>", A "2 FAILED something that is neither a request nor a comment\n" },
        { XML_FIRST "\n", A "3 FAILED the requests are not closed\n" },
        { XML_FIRST "x</requests>", A "2 FAILED text that is in no request\n" },
        { XML_FIRST "</request>", A "2 FAILED an end tag without its start tag\n" },
        { XML_FIRST "</requests>\n<request/>", A "3 FAILED something stands behind the end of the requests\n" },
        { "<requests xmlns='urn:certcase:requests:1'>\n</requests>",
          "1 FAILED <requests> lacks version\n" },
        { "\n<orders/>", "2 FAILED the document is <orders>, and not a <requests> of urn:certcase:requests:1\n" },
        { "<requests", "1 FAILED not well-formed XML: a tag lacks its >\n" },
    };
    CHECK("r.xml", false, rows);
}

/* --- all --- */

static void test_every_hostile_file_gets_its_answer(void **state)
{
    (void)state;
    static const struct {
        const char *file, *want; /* in the first line that is no request */
    } rows[] = {
        { "behind-the-end.json", "1 FAILED something stands behind the end of the array" },
        { "behind-the-end.xml", "2 FAILED something stands behind the end of the requests" },
        { "binary.csv", "1 FAILED the header: \"\\u0001\\u0002" },
        { "broken-lines.ndjson", "1:1! column 25: not valid JSON from here" },
        { "deep.json", "1:1! /0: arrays and objects are nested too deeply" },
        { "deep.xml", "1:1! request 1: elements are nested too deeply" },
        { "doctype-inside.xml", "1:2! request 1: not well-formed XML: StartTag: invalid element name" },
        { "doctype.xml", "1 FAILED a DOCTYPE" },
        { "duplicate-key.json", "1:1! /0: the key \"certificates\" stands twice" },
        { "entity-bomb.xml", "1 FAILED a DOCTYPE" },
        { "external-entity.xml", "2 FAILED a DOCTYPE" },
        { "lone-surrogate.json", "1:1! /0: the first half of a surrogate pair" },
        { "long-text.csv", "1:2! row 1, column reason: 9000 bytes are too many" },
        { "many-attributes.xml", "1:1! request 1: too many attributes in one element" },
        { "many-columns.csv", "1 FAILED the header: \"x0\" is not a field" },
        { "many-fields.csv", "1:2! row 1 has 5,002 fields" },
        { "not-utf8.csv", "1:2! row 1, column reason: not UTF-8" },
        { "not-utf8.json", "1:1! /0: not UTF-8" },
        { "not-utf8.xml", "1:1! request 1: not UTF-8" },
        { "nul.csv", "1:2! row 1, column certificates: a NUL character" },
        { "nul.json", "1:1! /0: \\u0000 in a text" },
        { "only-a-mark.csv", "1 FAILED it is empty" },
        { "only-brackets.json", "1 FAILED /0 begins here and is never closed" },
        { "only-brackets.xml", "1 FAILED not well-formed XML" },
        { "other-encoding.xml", "1 FAILED the document declares an encoding that is not UTF-8" },
        { "processing-instruction.xml", "1:1! request 1: a processing instruction" },
        { "request-in-request.xml", "1:1! request 1: not well-formed XML" },
        { "spreadsheet.csv", "? FAILED it is a zip archive or a spreadsheet" },
        { "stray-quote.csv", "1:2! row 1: a quotation mark in the wrong place" },
        { "terminal-escape.csv", "1 FAILED the header: \"\\u001B]0;owned\\u0007name\"" },
        { "text-between.xml", "1 FAILED text that is in no request" },
        { "trailing-comma.json", "1 FAILED a request is missing in the array" },
        { "unclosed-attribute.xml", "1:1! request 1: not well-formed XML: a quote is missing, or a < stands in a value" },
        { "unclosed-comment-inside.xml", "1 FAILED a request begins here and is never closed" },
        { "unclosed-comment.xml", "1 FAILED a comment begins here and is never closed" },
        { "unclosed-quote.csv", "3 FAILED row 2, column reason: a quotation mark opens in line 3" },
        { "unclosed-text.json", "1 FAILED /0 begins here and is never closed" },
        { "unclosed.json", "1 FAILED /1 begins here and is never closed" },
        { "undeclared-entity.xml", "1:1! request 1: not well-formed XML: Entity 'x' not defined" },
        { "undeclared-prefix.xml", "1:1! request 1: not well-formed XML: Namespace prefix q" },
        { "utf16-without-mark.csv", "1:2 id=A certificates=a.cer" },
        { "utf16.csv", "1:2 id=A certificates=a.cer" },
        { "wrong-end.xml", "1 FAILED an end tag without its start tag" },
        { "wrong-namespace-inside.xml",
          "1:1! request 1: <certificates> stands too late in <request>, too often, or with an xmlns of its own" },
        { "wrong-namespace.xml", "1 FAILED the document is <requests>, and not a <requests> of urn:certcase:requests:1" },
    };
    struct folder f = { .path = HOSTILE };
    struct buf got = BUF_INIT(1 << 20);
    size_t files = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char path[400];
        size_t at;
        (void)snprintf(path, sizeof path, "%s/%s", HOSTILE, rows[i].file);
        requests_text(&f, path, false, &got);
        struct view line = { 0 }, rest = buf_view(&got);
        while (view_line(&rest, &line) && !view_find(line, VIEW("! "), &at) && !view_find(line, VIEW("FAILED"), &at))
            continue;
        if (!view_starts(line, view_of(rows[i].want)))
            fail_msg("%s: %.*s", rows[i].file, VIEW_ARG(buf_view(&got)));
    }
    DIR *folder = opendir(HOSTILE);
    assert_non_null(folder);
    for (const struct dirent *d; (d = readdir(folder)) != NULL;)
        files += d->d_name[0] != '.';
    closedir(folder);
    assert_int_equal(files, COUNT_OF(rows));
    buf_free(&got);
    arena_free(&f.arena);
}

static void test_all_three_examples_are_the_same_requests(void **state)
{
    (void)state;
    static const char *const names[] = { "requests.example.csv", "requests.example.json", "requests.example.xml" };
    struct folder f;
    struct buf first = BUF_INIT(1 << 20), got = BUF_INIT(1 << 20);
    folder_open(&f);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct view bytes;
        char path[200], line[40];
        (void)snprintf(path, sizeof path, "%s/%s", f.path, names[i]);
        assert_true(asset_find(view_of(names[i]), &bytes));
        folder_write(&f, names[i], bytes);
        requests_text(&f, path, false, &got);
        buf_clear(&first);
        for (struct view rest = buf_view(&got), row; view_line(&rest, &row);) {
            size_t at;
            (void)snprintf(line, sizeof line, "%.*s", (int)(view_find(row, VIEW(" "), &at) ? at : 0), row.p);
            assert_non_null(strchr(line, ':'));
            buf_put(&first, view_from(row, at));
            buf_text(&first, "\n");
        }
        assert_true(view_eq_text(buf_view(&first),
            " id=PAY-101 certificates=partner-root.cer environments=Development,Production purpose=trusted-root by=2026-12-15 "
            "consumes=https://api.partner.example/v2/pay reason=Payments partner moves to its own CA, \"R3\" "
            "contact=Ana Silva <ana.silva@example.com>\n"
            " id=PAY-102 certificates=chain/partner-intermediate.cer,chain/partner-root.cer environments=Production "
            "reason=Chain of the new gateway\n"
            " id=ERP-7 certificates=erp-client.pfx environments=Datacentre purpose=client-side hosting=self-managed by=2027-01-29 "
            "consumes=https://erp.example.com/soap reason=Mutual TLS to the ERP contact=Operations <ops@example.com> env=ERP_PFX_PASSWORD\n"
            " id=HR-3 certificates=hr-client.pfx environments=Production purpose=client-side reason=Renewal before the old one expires "
            "file=hr-client.password renews=bundles/HR-2.zip\n"));
    }
    buf_free(&first);
    buf_free(&got);
    folder_close(&f);
}

static void test_what_cannot_be_opened_says_why(void **state)
{
    (void)state;
    static const struct {
        const char *path, *what;
    } rows[] = {
        { "/nowhere/requests.csv", "can't open: No such file or directory" },
        { "/", "this is a folder, not a file" },
        { "/dev/zero", "not a regular file (a pipe, socket or device)" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct request_reader *r;
        struct err e = { 0 };
        assert_false(request_open(rows[i].path, &r, &e));
        assert_null(r);
        assert_int_equal(e.status, ST_IO);
        assert_string_equal(e.what, rows[i].what);
        assert_string_equal(e.where, rows[i].path);
    }
    request_close(NULL);
}

int main(void)
{
    xml_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_csv_rows_become_requests),
        cmocka_unit_test(test_csv_header_must_be_right),
        cmocka_unit_test(test_csv_of_a_spreadsheet_in_any_language),
        cmocka_unit_test(test_csv_in_utf16_is_read_in_pieces),
        cmocka_unit_test(test_csv_bad_row_is_named_and_the_next_one_is_read),
        cmocka_unit_test(test_json_objects_become_requests),
        cmocka_unit_test(test_json_errors_point_to_their_place),
        cmocka_unit_test(test_json_lines_are_read_one_by_one),
        cmocka_unit_test(test_xml_elements_become_requests),
        cmocka_unit_test(test_xml_errors_name_their_line),
        cmocka_unit_test(test_every_hostile_file_gets_its_answer),
        cmocka_unit_test(test_all_three_examples_are_the_same_requests),
        cmocka_unit_test(test_what_cannot_be_opened_says_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
