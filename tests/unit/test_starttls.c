/* The dialogs before TLS against scripted servers: what is said, what is understood, and that no cut or lie hangs or slips through. */
#include "net/starttls.h"

#include "net.h"

#define TDS_HEAD(type, n) type "\x01\x00" n "\x00\x00\x00\x00"
#define TDS_ON                                                                                                                             \
    TDS_HEAD("\x04", "\x1a")                                                                                                               \
    "\x00\x00\x0b\x00\x06\x01\x00\x11\x00\x01\xff"                                                                                         \
    "\x10\x00\x10\x00\x00\x00"                                                                                                             \
    "\x01"
#define TDS_OFF                                                                                                                            \
    TDS_HEAD("\x04", "\x1a")                                                                                                               \
    "\x00\x00\x0b\x00\x06\x01\x00\x11\x00\x01\xff"                                                                                         \
    "\x10\x00\x10\x00\x00\x00"                                                                                                             \
    "\x02"
#define MYSQL_GREETING(flags)                                                                                                              \
    "\x1b\x00\x00\x00\x0a"                                                                                                                 \
    "8.0.1\x00"                                                                                                                            \
    "\x01\x00\x00\x00"                                                                                                                     \
    "saltsalt"                                                                                                                             \
    "\x00" flags "\x21\x02\x00\x00\x00"

static const struct {
    const char *name;
    enum starttls kind;
    struct view says;
    bool good;
    const char *detail; /* part of it; NULL: the stream's end says it */
    struct view told;   /* the beginning of what the server hears */
} rows[] = {
    { "smtp", STARTTLS_SMTP, VIEW_ROW("220-hi\r\n220 there\r\n250-a\r\n250-STARTTLS\r\n250 b\r\n220 go\r\n"), true, NULL,
      VIEW_ROW("EHLO localhost\r\nSTARTTLS\r\n") },
    { "smtp without it", STARTTLS_SMTP, VIEW_ROW("220 hi\r\n250-a\r\n250 b\r\n"), false, "doesn't offer STARTTLS", VIEW_ROW("EHLO ") },
    { "smtp refuses", STARTTLS_SMTP, VIEW_ROW("220 hi\r\n250 STARTTLS\r\n454 later\r\n"), false, "454 later", VIEW_ROW("EHLO ") },
    { "smtp is busy", STARTTLS_SMTP, VIEW_ROW("554 no\x1b[1m\r\n"), false, "554 no\\u001B[1m", VIEW_ROW("") },
    { "ftp", STARTTLS_FTP, VIEW_ROW("220 hi\r\n234 go\r\n"), true, NULL, VIEW_ROW("AUTH TLS\r\n") },
    { "ftp refuses", STARTTLS_FTP, VIEW_ROW("220 hi\r\n530 login first\r\n"), false, "530 login first", VIEW_ROW("AUTH TLS\r\n") },
    { "imap", STARTTLS_IMAP, VIEW_ROW("* OK hi\r\n* NO x\r\na OK go\r\n"), true, NULL, VIEW_ROW("a STARTTLS\r\n") },
    { "imap refuses", STARTTLS_IMAP, VIEW_ROW("* OK hi\r\na BAD no\r\n"), false, "a BAD no", VIEW_ROW("a STARTTLS\r\n") },
    { "imap is smtp", STARTTLS_IMAP, VIEW_ROW("220 hi\r\n"), false, "220 hi", VIEW_ROW("") },
    { "postgres", STARTTLS_POSTGRES, VIEW_ROW("S"), true, NULL, VIEW_ROW("\x00\x00\x00\x08\x04\xd2\x16\x2f") },
    { "postgres without", STARTTLS_POSTGRES, VIEW_ROW("N"), false, "switched off", VIEW_ROW("\x00\x00\x00\x08") },
    { "postgres is else", STARTTLS_POSTGRES, VIEW_ROW("H"), false, "0x48", VIEW_ROW("\x00\x00\x00\x08") },
    { "mysql", STARTTLS_MYSQL, VIEW_ROW(MYSQL_GREETING("\xff\xff")), true, NULL, VIEW_ROW("\x20\x00\x00\x01") },
    { "mysql without", STARTTLS_MYSQL, VIEW_ROW(MYSQL_GREETING("\xff\xf7")), false, "switched off", VIEW_ROW("") },
    { "mysql error", STARTTLS_MYSQL,
      VIEW_ROW("\x0a\x00\x00\x00\xff\x6a\x04"
               "Blocked"),
      false, "Blocked", VIEW_ROW("") },
    { "mysql is else", STARTTLS_MYSQL, VIEW_ROW("220 hi\r\n"), false, "no MySQL", VIEW_ROW("") },
    { "mysql no salt", STARTTLS_MYSQL,
      VIEW_ROW("\x05\x00\x00\x00\x0a"
               "8.0\x00"),
      false, "can't be read", VIEW_ROW("") },
    { "ldap", STARTTLS_LDAP, VIEW_ROW("\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00"), true, NULL,
      VIEW_ROW("\x30\x1d\x02\x01\x01\x77") },
    { "ldap refuses", STARTTLS_LDAP,
      VIEW_ROW("\x30\x0f\x02\x01\x01\x78\x0a\x0a\x01\x34\x04\x00\x04\x03"
               "bad"),
      false, "code 52: bad", VIEW_ROW("\x30") },
    { "ldap is else", STARTTLS_LDAP,
      VIEW_ROW("HTTP/1.1 400 Bad Request\r\n and more of it, so that the length that H T makes is there......"), false, "no LDAP",
      VIEW_ROW("\x30") },
    { "ldap lies", STARTTLS_LDAP, VIEW_ROW("\x30\x84\x7f\xff\xff\xff"), false, "no LDAP", VIEW_ROW("\x30") },
    { "tds", STARTTLS_TDS, VIEW_ROW(TDS_ON), true, NULL, VIEW_ROW("\x12\x01\x00\x2f\x00\x00\x00\x00\x00\x00\x1a\x00\x06\x01") },
    { "tds without", STARTTLS_TDS, VIEW_ROW(TDS_OFF), false, "switched off", VIEW_ROW("\x12\x01") },
    { "tds is else", STARTTLS_TDS, VIEW_ROW("HTTP/1.1 400 Bad"), false, "no SQL Server", VIEW_ROW("\x12\x01") },
    { "tds outside", STARTTLS_TDS, VIEW_ROW(TDS_HEAD("\x04", "\x0e") "\x01\xff\xff\x00\x01\xff"), false, "doesn't speak of encryption",
      VIEW_ROW("\x12\x01") },
};

static void each_dialog_says_and_understands_what_its_document_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena arena = { 0 };
        struct view detail = { 0 };
        struct script s;
        size_t at;
        script_open(&s, rows[i].says, false);
        bool good = starttls_begin(&arena, &s.stream, rows[i].kind, &detail);
        struct view told = script_close(&s);
        if (good != rows[i].good || !view_starts(told, rows[i].told))
            fail_msg("%s: %d, %.*s", rows[i].name, good, VIEW_ARG(detail));
        if (rows[i].detail && !view_find(detail, view_of(rows[i].detail), &at))
            fail_msg("%s: says '%.*s'", rows[i].name, VIEW_ARG(detail));
        arena_free(&arena);
    }
}

static void a_dialog_cut_anywhere_fails_and_ends(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        for (size_t n = 0; rows[i].good && n < rows[i].says.n; n++) {
            struct arena arena = { 0 };
            struct view detail = { 0 };
            struct script s;
            script_open(&s, view_first(rows[i].says, n), true);
            if (starttls_begin(&arena, &s.stream, rows[i].kind, &detail))
                fail_msg("%s cut after %zu bytes is taken for good", rows[i].name, n);
            assert_true(s.stream.end == STREAM_CLOSED || detail.n);
            script_close(&s);
            arena_free(&arena);
        }
}

static void a_silent_server_is_left_in_time(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct view detail = { 0 };
    struct script s;
    script_open(&s, VIEW("220-more\r\n"), false);
    int64_t began = os_clock();
    assert_false(starttls_begin(&arena, &s.stream, STARTTLS_SMTP, &detail));
    assert_int_equal(s.stream.end, STREAM_TIMEOUT);
    assert_in_range(os_clock() - began, 250, 3000);
    script_close(&s);
    arena_free(&arena);
}

static void a_line_or_a_banner_without_end_meets_its_ceiling(void **state)
{
    (void)state;
    static char flood[LIMIT_DIALOG_BYTES + 1000];
    struct arena arena = { 0 };
    struct view detail = { 0 };
    struct script s;
    memset(flood, 'x', sizeof flood);
    script_open(&s, (struct view){ .p = flood, .n = LIMIT_DIALOG_LINE + 1 }, false);
    assert_false(starttls_begin(&arena, &s.stream, STARTTLS_IMAP, &detail));
    assert_int_equal(s.stream.end, STREAM_LIMIT);
    script_close(&s);
    for (size_t i = 0; i + 400 <= sizeof flood; i += 400)
        memcpy(flood + i, "220-", 4), flood[i + 399] = '\n';
    script_open(&s, (struct view){ .p = flood, .n = sizeof flood }, false);
    assert_false(starttls_begin(&arena, &s.stream, STARTTLS_SMTP, &detail));
    assert_int_equal(s.stream.end, STREAM_LIMIT);
    script_close(&s);
    arena_free(&arena);
}

static void tls_bytes_travel_inside_sql_server_packets(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct view detail = { 0 };
    struct script s;
    char got[32];
    script_open(
        &s,
        VIEW(TDS_ON TDS_HEAD("\x12", "\x0b") "abc" TDS_HEAD("\x12", "\x08") TDS_HEAD("\x12", "\x0a") "de" TDS_HEAD("\x07", "\x0a") "no"),
        false);
    assert_true(starttls_begin(&arena, &s.stream, STARTTLS_TDS, &detail));
    stream_mark(&s.stream, LIMIT_PROBE_BYTES);
    assert_int_equal(starttls_some(&s.stream, got, sizeof got), 3);
    assert_memory_equal(got, "abc", 3);
    assert_int_equal(starttls_some(&s.stream, got, sizeof got), 2);
    assert_memory_equal(s.stream.first, "abcde", 5);
    assert_true(starttls_put(&s.stream, VIEW("hello")));
    assert_int_equal(starttls_some(&s.stream, got, sizeof got), 0);
    assert_int_equal(s.stream.end, STREAM_BROKEN);
    struct view told = view_from(script_close(&s), 47);
    assert_memory_equal(told.p, "\x12\x01\x00\x0d\x00\x00\x01\x00hello", 13);
    arena_free(&arena);
}

static void what_speaks_first_is_recognised(void **state)
{
    (void)state;
    static const struct {
        struct view first;
        const char *what;
        enum starttls kind;
    } guesses[] = {
        { VIEW_ROW("HTTP/1.1 400"), "plain HTTP", STARTTLS_NONE },
        { VIEW_ROW("<html>"), "plain HTTP", STARTTLS_NONE },
        { VIEW_ROW("220 x"), "SMTP or FTP", STARTTLS_SMTP },
        { VIEW_ROW("* OK x"), "IMAP", STARTTLS_IMAP },
        { VIEW_ROW("SSH-2.0-x"), "SSH", STARTTLS_NONE },
        { VIEW_ROW("\x4a\x00\x00\x00\x0a"
                   "8"),
          "MySQL", STARTTLS_MYSQL },
        { VIEW_ROW(""), NULL, STARTTLS_NONE },
        { VIEW_ROW("\x01\x02\x03\x04\x05\x06"), NULL, STARTTLS_NONE },
    };
    for (size_t i = 0; i < COUNT_OF(guesses); i++) {
        const char *what;
        enum starttls kind;
        starttls_guess(guesses[i].first, &what, &kind);
        if (kind != guesses[i].kind || (what == NULL) != (guesses[i].what == NULL) || (what && strcmp(what, guesses[i].what) != 0))
            fail_msg("%.*s is taken for %s", VIEW_ARG(guesses[i].first), what ? what : "nothing");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_dialog_says_and_understands_what_its_document_says),
        cmocka_unit_test(a_dialog_cut_anywhere_fails_and_ends),
        cmocka_unit_test(a_silent_server_is_left_in_time),
        cmocka_unit_test(a_line_or_a_banner_without_end_meets_its_ceiling),
        cmocka_unit_test(tls_bytes_travel_inside_sql_server_packets),
        cmocka_unit_test(what_speaks_first_is_recognised),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
