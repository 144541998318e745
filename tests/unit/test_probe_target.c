/* Targets as people write them, and that nothing but hosts and ports gets through. */
#include "flow/probe/probe.h"

#include "base/limits.h"
#include "unit.h"
#include "model/words.h"

static const struct {
    const char *text, *shown; /* shown NULL: refused */
    const char *host;
    uint16_t port;
    enum starttls kind;
    const char *scheme;
} rows[] = {
    { "Partner.Example", "partner.example:443", "partner.example", 443, STARTTLS_NONE, "https" },
    { "partner.example:8443", "partner.example:8443", "partner.example", 8443, STARTTLS_NONE, "https" },
    { "dc.example:636", "dc.example:636", "dc.example", 636, STARTTLS_NONE, "ldaps" },
    { "https://partner.example/a?b#c", "partner.example:443", "partner.example", 443, STARTTLS_NONE, "https" },
    { "ldaps://dc.example", "dc.example:636", "dc.example", 636, STARTTLS_NONE, "ldaps" },
    { "LDAP://dc.example", "dc.example:389", "dc.example", 389, STARTTLS_LDAP, "ldap" },
    { "sqlserver://sql.example:14330", "sql.example:14330", "sql.example", 14330, STARTTLS_TDS, "sqlserver" },
    { "192.0.2.1", "192.0.2.1:443", "192.0.2.1", 443, STARTTLS_NONE, "https" },
    { "::1", "[::1]:443", "::1", 443, STARTTLS_NONE, "https" },
    { "[2001:DB8::1]:444", "[2001:db8::1]:444", "2001:db8::1", 444, STARTTLS_NONE, "https" },
    { "under_score.example.", "under_score.example.:443", "under_score.example.", 443, STARTTLS_NONE, "https" },
    { .text = "" },
    { .text = "http://partner.example" },
    { .text = "gopher://x" },
    { .text = "host:" },
    { .text = "host:0" },
    { .text = "host:65536" },
    { .text = "host:443x" },
    { .text = "-oProxy" },
    { .text = "a..b" },
    { .text = "[::1" },
    { .text = "[::1]x" },
    { .text = "[host]:1" },
    { .text = "a b" },
    { .text = "a;id" },
    { .text = "$(id)" },
    { .text = "a\nb" },
    { .text = "b\xc3\xbc"
              "cher.example" },
    { .text = "user@host" },
    { .text = "https://" },
    { .text = "1:2:3:zz" },
};

static void every_way_to_write_a_server_is_read_or_refused(void **state)
{
    (void)state;
    const struct target_options o = { 0 };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena arena = { 0 };
        struct probe_target t;
        struct err e = { 0 };
        bool ok = target_parse(&arena, view_of(rows[i].text), &o, &t, &e);
        if (ok != (rows[i].shown != NULL))
            fail_msg("'%s' is %s", rows[i].text, ok ? "taken" : e.what);
        if (!ok)
            assert_true(e.status == ST_USAGE && e.what[0] && e.hint[0]);
        else if (!view_eq_text(t.text, rows[i].shown) || !view_eq_text(t.host, rows[i].host) || t.port != rows[i].port ||
                 t.starttls != rows[i].kind || !view_eq_text(t.scheme, rows[i].scheme) ||
                 !view_eq(t.name, view_first(t.host, t.host.n - view_ends(t.host, VIEW(".")))))
            fail_msg("'%s' became %.*s, %s", rows[i].text, VIEW_ARG(t.text), starttls_word(t.starttls));
        arena_free(&arena);
    }
}

static void a_name_cut_at_its_most_still_passes(void **state)
{
    (void)state;
    const struct target_options o = { 0 };
    struct arena arena = { 0 };
    struct probe_target t;
    struct err e;
    char label[70];
    memset(label, 'a', sizeof label);
    assert_true(target_parse(&arena, (struct view){ .p = label, .n = 63 }, &o, &t, &e));
    assert_false(target_parse(&arena, (struct view){ .p = label, .n = 64 }, &o, &t, &e));
    arena_free(&arena);
}

static void options_say_where_to_connect_and_what_to_ask_for(void **state)
{
    (void)state;
    const struct target_options o = { .connect = VIEW("10.0.0.1:8443"), .name = VIEW("Other.test"), .starttls = STARTTLS_SMTP };
    const struct target_options bad[] = { { .connect = VIEW("10.0.0.1;id") }, { .name = VIEW("a b") } };
    struct arena arena = { 0 };
    struct probe_target t;
    struct err e = { 0 };
    assert_true(target_parse(&arena, VIEW("mail.test"), &o, &t, &e));
    assert_true(t.port == 25 && t.connect_port == 8443 && view_eq_text(t.connect_host, "10.0.0.1") && view_eq_text(t.name, "other.test"));
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        assert_false(target_parse(&arena, VIEW("mail.test"), &bad[i], &t, &e));
        assert_int_equal(e.status, ST_USAGE);
    }
    arena_free(&arena);
}

/* LIMIT_PROBE_TARGETS lines pass, one more doesn't. */
static void a_list_of_targets_has_a_ceiling(void **state)
{
    (void)state;
    char path[] = "/tmp/certcase-targets-XXXXXX";
    const struct target_options o = { 0 };
    int fd = mkstemp(path);
    FILE *file = fdopen(fd, "w");
    assert_non_null(file);
    fputs("\xEF\xBB\xBF# servers\r\n\r\n", file);
    for (size_t i = 0; i < LIMIT_PROBE_TARGETS; i++)
        fputs("a.test\r\n", file);
    fflush(file);
    for (size_t round = 0; round < 2; round++) {
        struct arena arena = { 0 };
        struct target_list list = { 0 };
        struct err e = { 0 };
        bool ok = target_read(&arena, path, &o, &list, &e);
        assert_true(round == 0 ? ok && list.n == LIMIT_PROBE_TARGETS : !ok && e.status == ST_LIMIT);
        arena_free(&arena);
        fputs("b.test", file);
        fflush(file);
    }
    fclose(file);
    remove(path);
}

/* Without one, `--starttls` goes to the port of https, and the next command names an https:// that isn't there. */
static void every_dialog_has_a_scheme_with_its_port(void **state)
{
    (void)state;
    for (int kind = STARTTLS_NONE + 1; kind < STARTTLS_COUNT; kind++) {
        const struct target_options o = { .starttls = (enum starttls)kind };
        struct arena arena = { 0 };
        struct probe_target t;
        struct err e = { 0 };
        if (!target_parse(&arena, VIEW("host.example"), &o, &t, &e) || t.port == 443 || view_eq_text(t.scheme, "https"))
            fail_msg("%s has no scheme", starttls_word((enum starttls)kind));
        arena_free(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_way_to_write_a_server_is_read_or_refused),
        cmocka_unit_test(every_dialog_has_a_scheme_with_its_port),
        cmocka_unit_test(a_name_cut_at_its_most_still_passes),
        cmocka_unit_test(a_list_of_targets_has_a_ceiling),
        cmocka_unit_test(options_say_where_to_connect_and_what_to_ask_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
