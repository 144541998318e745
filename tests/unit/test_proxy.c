/* Proxies: what a URL says, whom NO_PROXY leaves out, what is asked and understood. */
#include "net/proxy.h"

#include "net.h"

static void a_url_gives_host_port_and_credentials_or_an_error(void **state)
{
    (void)state;
    static const struct {
        const char *url, *host;
        uint16_t port;
        const char *credentials;
    } rows[] = {
        { "http://proxy.test:3128", "proxy.test", 3128, "" },
        { "proxy.test:80", "proxy.test", 80, "" },
        { "http://u:p@proxy.test:3128/", "proxy.test", 3128, "u:p" },
        { "http://u:p@q@proxy.test:1", "proxy.test", 1, "u:p@q" },
        { "http://[::1]:3128", "::1", 3128, "" },
        { "http://proxy.test", NULL, 0, "" },
        { "https://proxy.test:443", NULL, 0, "" },
        { "socks5://proxy.test:1080", NULL, 0, "" },
        { "http://pro xy:1", NULL, 0, "" },
        { "proxy.test:0", NULL, 0, "" },
        { "proxy.test:65536", NULL, 0, "" },
        { "http://a\r\nb:1", NULL, 0, "" },
        { "", NULL, 0, "" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct proxy p;
        struct err e;
        bool ok = proxy_parse(view_of(rows[i].url), &p, &e);
        if (ok != (rows[i].host != NULL))
            fail_msg("'%s' is %s", rows[i].url, ok ? "taken" : "refused");
        if (!ok)
            continue;
        assert_true(view_eq_text(p.host, rows[i].host) && p.port == rows[i].port && view_eq_text(p.credentials, rows[i].credentials));
    }
}

static void no_proxy_names_hosts_and_domains(void **state)
{
    (void)state;
    static const struct {
        const char *list, *host;
        bool excluded;
    } rows[] = {
        { "", "a.test", false },        { "*", "a.test", true },     { "a.test", "A.test", true },
        { "test", "a.test", true },     { ".test", "a.test", true }, { "b.test, .a.test", "x.a.test", true },
        { "a.test", "xa.test", false }, { "a.test", "test", false }, { ",,", "a.test", false },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (proxy_excluded(view_of(rows[i].list), view_of(rows[i].host)) != rows[i].excluded)
            fail_msg("%s in '%s'", rows[i].host, rows[i].list);
}

static void connect_asks_once_and_reads_no_byte_too_many(void **state)
{
    (void)state;
    const struct proxy p = { .host = VIEW("proxy.test"), .port = 1, .credentials = VIEW("user:p%20w") };
    struct arena arena = { 0 };
    struct view detail = { 0 };
    struct script s;
    char next;
    script_open(&s, VIEW("HTTP/1.1 200 OK\r\nVia: x\r\n\r\nT"), false);
    assert_true(proxy_connect(&arena, &s.stream, &p, VIEW("a.test"), 443, &detail));
    assert_true(stream_exact(&s.stream, &next, 1));
    assert_int_equal(next, 'T');
    assert_true(view_eq(script_close(&s),
                        VIEW("CONNECT a.test:443 HTTP/1.1\r\nHost: a.test:443\r\nProxy-Authorization: Basic dXNlcjpwIHc=\r\n\r\n")));
    script_open(&s, VIEW("HTTP/1.1 407 no\x1b\r\n\r\n"), false);
    assert_false(proxy_connect(&arena, &s.stream, &p, VIEW("::1"), 443, &detail));
    assert_true(view_eq(detail, VIEW("the proxy answers \"HTTP/1.1 407 no\\u001B\"")));
    assert_true(view_starts(script_close(&s), VIEW("CONNECT [::1]:443 HTTP/1.1\r\n")));
    script_open(&s, VIEW(""), true);
    assert_false(proxy_connect(&arena, &s.stream, &p, VIEW("a.test"), 443, &detail));
    script_close(&s);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_url_gives_host_port_and_credentials_or_an_error),
        cmocka_unit_test(no_proxy_names_hosts_and_domains),
        cmocka_unit_test(connect_asks_once_and_reads_no_byte_too_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
