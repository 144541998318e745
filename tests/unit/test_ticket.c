#include "ticket_case.h"

#include <unistd.h>

#include "base/wrap.h"
#include "folder.h"
#include "format/text/lay_out.h"
#include "model/assets.h"

/* As Notepad and a portal's field take it: CRLF alone, no line wider than the text, unless an address is; nobody's words stand where a
 * label does. */
static void check_lines(const char *name, struct view text)
{
    struct view line;
    assert_true(text.n > 2 && text.n < 20000 && view_ends(text, VIEW("\r\n")));
    while (view_cut(&text, '\n', &line)) {
        assert_true(line.n && line.p[line.n - 1] == '\r');
        line.n--;
        bool wide = text_columns(line) > TEXT_COLUMNS && memchr(view_trim(line).p, ' ', view_trim(line).n);
        if (wide || memchr(line.p, '\r', line.n) || memchr(line.p, '\t', line.n) || (line.n && line.p[line.n - 1] == ' '))
            fail_msg("%s: a line that isn't plain: \"%.*s\"", name, VIEW_ARG(line));
    }
}

/* ASCII alone, and on each line an even number of single quotes: nobody's quote ended a string. */
static void check_script(const char *name, struct view text)
{
    struct view line;
    while (view_line(&text, &line)) {
        size_t quotes = 0;
        for (size_t i = 0; i < line.n; i++) {
            assert_in_range(line.p[i], ' ', '~');
            quotes += line.p[i] == '\'';
        }
        if (quotes % 2 && line.p[0] != '#')
            fail_msg("%s: an open string in \"%.*s\"", name, VIEW_ARG(line));
        struct view trimmed = view_trim(line);
        if (view_starts(trimmed, VIEW("Name       = [regex]::Unescape('Evil")))
            assert_true(view_ends(trimmed, VIEW("''; Remove-Item C:\\\\ [a](http://evil.example) \\u2019')")));
    }
}

static void subject_would_break_out(void **state)
{
    static const char *const dangers[] = { "<script>", "<b>", "\r", "&#38;" };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(situations); i++) {
        struct resources k;
        fill(&k, situations[i].purpose, situations[i].hosting);
        const struct route *route = k.record.route;
        for (size_t t = 0; t < PART_NAMED_COUNT; t++) {
            const char *name = route->templates[t];
            if (!name)
                continue;
            const char *text = render(&k, name);
            if (t == PART_INSTALL || t == PART_INSTALL_ALL || t == PART_VERIFY)
                check_script(name, view_of(text));
            else if (t != PART_RUNBOOK)
                check_lines(name, view_of(text));
            else
                for (size_t d = 0; d < COUNT_OF(dangers); d++)
                    has_not(name, text, dangers[d]);
            if (t == PART_TICKET || t == PART_RUNBOOK)
                has(name, on_one_line(&k, text), "{{reason}}");
        }
        arena_free(&k.arena);
    }
}

static void renewal_would_have_the_subject_of_what_it_renews(void **state)
{
    static const struct { int64_t not_after; const char *says; } rows[] = {
        { 1798761600, ", renewal 2027: " }, { TIME_NONE, ", renewal: " }, { TIME_NEVER, ", renewal: " },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(situations) * COUNT_OF(rows); i++) {
        struct resources k;
        struct view renewal, first, left;
        fill(&k, situations[i / COUNT_OF(rows)].purpose, situations[i / COUNT_OF(rows)].hosting);
        const char *file = k.record.route->templates[PART_TICKET];
        k.record.replaced.not_after = rows[i % COUNT_OF(rows)].not_after;
        left = view_of(render(&k, file));
        assert_true(view_line(&left, &renewal));
        has(file, view_dup(&k.arena, renewal).p, rows[i % COUNT_OF(rows)].says);
        k.record.replaced = (struct replaced){ 0 };
        left = view_of(render(&k, file));
        assert_true(view_line(&left, &first));
        has_not(file, view_dup(&k.arena, first).p, "renewal");
        arena_free(&k.arena);
    }
}

static void same_case_would_give_other_bytes(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(situations); i++) {
        struct resources a, b;
        fill(&a, situations[i].purpose, situations[i].hosting);
        fill(&b, situations[i].purpose, situations[i].hosting);
        unsigned char x[32], y[32];
        templates_digest(a.templates, x);
        templates_digest(b.templates, y);
        assert_memory_equal(x, y, 32);
        assert_string_equal(render(&a, a.record.route->templates[PART_TICKET]), render(&b, b.record.route->templates[PART_TICKET]));
        assert_true(view_eq(ticket_reminders(&a.arena, &a.record), ticket_reminders(&b.arena, &b.record)));
        arena_free(&a.arena);
        arena_free(&b.arena);
    }
}

/* A record read from somebody's file may lack nearly everything. */
static void bare_record_would_crash(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(situations); i++) {
        struct resources k;
        fill(&k, situations[i].purpose, situations[i].hosting);
        struct case_record bare = { .purpose = k.record.purpose, .hosting = k.record.hosting, .route = k.record.route };
        bare.deadline = (struct deadline){ .submitted = 0,
                                           .counted_from = DAY_NONE,
                                           .expected_delivery = DAY_NONE,
                                           .submit_by = DAY_NONE,
                                           .needed_by = DAY_NONE,
                                           .renew_by = DAY_NONE };
        bare.service.effective = bare.holidays_from = bare.holidays_to = DAY_NONE;
        k.record = bare;
        for (size_t t = 0; t < PART_NAMED_COUNT; t++)
            if (bare.route->templates[t])
                render(&k, bare.route->templates[t]);
        assert_int_equal(ticket_reminders(&k.arena, &k.record).n, 0);
        struct cert empty = { .not_before = TIME_NONE, .not_after = TIME_NONE };
        struct case_cert shipped = { .cert = &empty, .file = VIEW("certificates/`x|") };
        k.record.certs = &shipped;
        k.record.n_certs = 1;
        has_not("bare", render(&k, bare.route->templates[PART_TICKET]), "`x|");
        arena_free(&k.arena);
    }
}

static void address_with_quotes_would_reach_a_script(void **state)
{
    static const char *const rows[] = { "https://x.example/'; calc", "https://x.example/`a`",   "javascript:alert(1)",
                                        "https://\xC3\xA9.example/", "https://x.example/ <b>|", "file:///etc/passwd" };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct resources k;
        fill(&k, PURPOSE_TRUSTED_ROOT, HOST_SELF_MANAGED);
        k.record.consumes = view_of(rows[i]);
        has("verify", render(&k, "verify_trusted_root.ps1"), "[string]$Url = [regex]::Unescape(''),");
        has_not("runbook", render(&k, "runbook_trusted_root.html"), "<a ");
        check_lines("change", view_of(render(&k, "change_trusted_root.txt")));
        arena_free(&k.arena);
    }
}

static void reminders_would_be_wrong(void **state)
{
    struct resources k;
    (void)state;
    fill(&k, PURPOSE_TRUSTED_ROOT, HOST_CLOUD);
    const char *text = ticket_reminders(&k.arena, &k.record).p;
    has("ics", text, "DTSTART;VALUE=DATE:20261208");
    has("ics", text, "DTSTART;VALUE=DATE:20261127");
    has("ics", text, "DTSTART;VALUE=DATE:20291210");
    has("ics", text, "-submit-by@certcase");
    k.record.deadline.submit_by = k.record.deadline.expected_delivery = DAY_NONE;
    text = ticket_reminders(&k.arena, &k.record).p;
    has_not("ics", text, "20261208");
    has("ics", text, "20291210");
    arena_free(&k.arena);
}

static void a_day_that_has_passed_would_be_reminded_of_in_the_past(void **state)
{
    struct resources k;
    (void)state;
    fill(&k, PURPOSE_TRUSTED_ROOT, HOST_CLOUD);
    const int32_t today = day_of_time(k.record.deadline.submitted);
    struct deadline *d = &k.record.deadline;
    d->submit_by = today - 10;
    d->renew_by = today - 3;
    char day[DATE_TEXT], date[40];
    AUTO(buf_free) struct buf text = BUF_INIT(1 << 16);
    buf_put(&text, ticket_reminders(&k.arena, &k.record));
    for (char *fold; (fold = strstr(text.p, "\r\n ")) != NULL;)
        memmove(fold, fold + 3, strlen(fold + 3) + 1);
    day_text(today, day);
    (void)snprintf(date, sizeof date, "DTSTART;VALUE=DATE:%.4s%.2s%.2s", day, day + 5, day + 8);
    const char *first = strstr(text.p, date);
    assert_non_null(first);
    assert_non_null(strstr(first + 1, date));
    has("ics", text.p, " was the last day to submit it so that it can be done when it is needed\\, ");
    has("ics", text.p, ": submit it at once.");
    has("ics", text.p, " was the day to request its successor by\\, so ask now: the vendor does not watch it.");
    has_not("ics", text.p, "TRIGGER:-P");
    arena_free(&k.arena);
}

/* --- template folders --- */

static bool load(struct folder *f, struct templates **out, struct err *e)
{
    *e = (struct err){ 0 };
    return templates_load(&f->arena, view_of(f->path), NULL, out, e);
}

static void own_template_would_be_ignored(void **state)
{
    struct folder f;
    struct err e;
    struct resources k;
    unsigned char built_in[32], own[32];
    (void)state;
    folder_open(&f);
    fill(&k, PURPOSE_TRUSTED_ROOT, HOST_CLOUD);
    templates_digest(k.templates, built_in);
    folder_write(&f, "ticket_trusted_root.txt", VIEW("\xEF\xBB\xBF# Ours: {{main.name}}\n{{>contact}}{{>dates}}"));
    folder_write(&f, "_contact.txt", VIEW("Call {{contact}}\n"));
    folder_write(&f, "_dates.txt", VIEW("by {{needed_by}}\n"));
    folder_write(&f, "notes.txt", VIEW("{{#broken, but nobody asks for it"));
    folder_write(&f, "readme.md", VIEW("{{"));
    assert_true(load(&f, &k.templates, &e));
    templates_digest(k.templates, own);
    assert_memory_not_equal(built_in, own, 32);
    const char *text = render(&k, "ticket_trusted_root.txt");
    assert_true(strncmp(text, "# Ours: Evil |", 14) == 0);
    has("own", text, "Call Ana Silva (ana_silva@example.com)\r\nby Tuesday 2026-12-15\r\n");
    has("built in", render(&k, "submit_case.txt"), "by Tuesday 2026-12-15");
    arena_free(&k.arena);
    folder_close(&f);
}

static void broken_template_would_be_found_too_late(void **state)
{
    static const struct {
        const char *name, *text, *where, *what;
        enum status status;
    } rows[] = {
        { "ticket_trusted_root.txt", "a\n{{#b}}", "/ticket_trusted_root.txt:2", "not closed", ST_FORMAT },
        { "_dates.txt", "a\n\n{{/b}}", "/_dates.txt:3", "not opened", ST_FORMAT },
        { "ticket_trusted_root.txt", "a\n{{>contact}}", "/ticket_trusted_root.txt:2", "no partial \"contact\"", ST_FORMAT },
        { "ticket_trusted_root.txt", "{{>../../etc/passwd}}", "/ticket_trusted_root.txt:1", "no partial", ST_FORMAT },
        { "ticket_trusted_root.txt", "\xFF", "/ticket_trusted_root.txt", "UTF-8", ST_FORMAT },
        { "notes.txt", "x", "", "holds no template", ST_IO },
        { "_dates.txt", "by then\nPFX password: hunter2Xq!\n", "/_dates.txt", "line 2 tells a password", ST_USAGE },
        { "submit_case.txt", "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n", "/submit_case.txt", "holds a private key",
          ST_USAGE },
    };
    struct folder f;
    (void)state;
    folder_open(&f);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct err e;
        struct templates *t;
        char where[200];
        folder_write(&f, rows[i].name, view_of(rows[i].text));
        assert_false(load(&f, &t, &e));
        snprintf(where, sizeof where, "%s%s", f.path, rows[i].where);
        assert_string_equal(e.where, where);
        assert_int_equal(e.status, rows[i].status);
        has("message", e.what, rows[i].what);
        assert_true(e.hint[0] != '\0');
        assert_int_equal(unlink(path_join(&f.arena, view_of(f.path), view_of(rows[i].name)).p), 0);
    }
    folder_close(&f);
}

/* Whoever copies built-in ones to change a word tells none with what they say of passwords. */
static void built_in_words_would_be_refused_as_own(void **state)
{
    struct folder f;
    struct err e;
    struct templates *t;
    (void)state;
    folder_open(&f);
    for (size_t i = 0; i < n_assets; i++)
        if (strstr(assets[i].name, ".txt") || strstr(assets[i].name, ".html") || strstr(assets[i].name, ".ps1"))
            folder_write(&f, assets[i].name, assets[i].bytes);
    if (!load(&f, &t, &e))
        fail_msg("%s: %s", e.where, e.what);
    assert_int_equal(templates_tell(t, VIEW("certcase")).n, 0);
    folder_write(&f, "_dates.txt", VIEW("It opens with Sommer-2026.\n"));
    assert_true(load(&f, &t, &e));
    has("told", templates_tell(t, VIEW("Sommer-2026")).p, "/_dates.txt");
    assert_int_equal(templates_tell(t, VIEW("Sommer-2027")).n, 0);
    folder_close(&f);
}

static void wrong_folder_would_be_taken_for_empty(void **state)
{
    static const char *const rows[] = { "/nonexistent/templates", "/etc/passwd" };
    struct arena arena = { 0 };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct err e = { 0 };
        struct templates *t;
        assert_false(templates_load(&arena, view_of(rows[i]), NULL, &t, &e));
        assert_int_equal(e.status, ST_IO);
        assert_string_equal(e.where, rows[i]);
    }
    arena_free(&arena);
}

/* The vendor calls it working when it is in its store; those who need the old one change over later. */
static void old_certificate_would_be_removed_while_it_is_needed(void **state)
{
    static const char same_key[] = "0707070707070707070707070707070707070707070707070707070707070707";
    static const char other_key[] = "0808080808080808080808080808080808080808080808080808080808080808";
    static const struct {
        const char *name, *key;
        enum purpose purpose;
        bool expired;
        const char *ticket, *submit; /* NULL: it may go at once */
    } rows[] = {
        { "another key", other_key, PURPOSE_TRUSTED_ROOT, false, "the services that we call have changed over",
          "every service that you call" },
        { "no key recorded", "", PURPOSE_TRUSTED_ROOT, false, "the services that we call have changed over",
          "every service that you call" },
        { "callers", other_key, PURPOSE_INBOUND_MTLS, false, "our callers present certificates of the new one", "every caller" },
        { "a client's own", same_key, PURPOSE_CLIENT_SIDE, false, "our applications use the new path. When it", "every application" },
        { "the same key", same_key, PURPOSE_TRUSTED_ROOT, false, NULL, NULL },
        { "it has expired", other_key, PURPOSE_TRUSTED_ROOT, true, NULL, NULL },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct resources k;
        fill(&k, rows[i].purpose, HOST_CLOUD);
        memset(k.main.spki_sha256, 7, sizeof k.main.spki_sha256);
        k.record.replaced.key_sha256 = view_of(rows[i].key);
        if (rows[i].expired)
            k.record.replaced.not_after = k.record.deadline.submitted - 1;
        const char *file = rows[i].purpose == PURPOSE_CLIENT_SIDE    ? "ticket_client_side.txt"
                           : rows[i].purpose == PURPOSE_INBOUND_MTLS ? "ticket_inbound_mtls.txt"
                                                                     : "ticket_trusted_root.txt";
        const char *ticket = on_one_line(&k, render(&k, file)), *submit = on_one_line(&k, render(&k, "submit_case.txt"));
        if (rows[i].ticket) {
            has(rows[i].name, ticket, "Please leave it in its store until we confirm");
            has(rows[i].name, ticket, rows[i].ticket);
            has(rows[i].name, submit, "Confirm it when");
            has(rows[i].name, submit, rows[i].submit);
            has_not(rows[i].name, ticket, "remove it from the same store");
        } else {
            has(rows[i].name, ticket, "remove it from the same store when the new one works");
            has_not(rows[i].name, submit, "The old certificate (");
        }
        arena_free(&k.arena);
    }
}

/* Where we do it ourselves, too: the new one works long before nobody needs the old one. */
static void old_certificate_would_be_removed_from_our_servers_while_it_is_needed(void **state)
{
    static const char same_key[] = "0707070707070707070707070707070707070707070707070707070707070707";
    static const char other_key[] = "0808080808080808080808080808080808080808080808080808080808080808";
    static const struct {
        const char *name, *key;
        enum purpose purpose;
        const char *ticket, *runbook, *submit;
    } rows[] = {
        { "another key", other_key, PURPOSE_TRUSTED_ROOT, "when the services that we call have changed over to the new one",
          "and every service that is called sends its chain", "when every service that is called sends the new chain" },
        { "callers", other_key, PURPOSE_INBOUND_MTLS, "when our callers present certificates of the new one",
          "and every caller presents a certificate of it", "when every caller presents" },
        { "a client's own", same_key, PURPOSE_CLIENT_SIDE, "when our applications present the new one on every front-end",
          "and every application presents it", "when every application presents the new one" },
        { "the same key", same_key, PURPOSE_TRUSTED_ROOT, "when the new one works on every front-end: beside its successor",
          "works on every front-end: whatever", "a step of its own: install.ps1" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct resources k;
        fill(&k, rows[i].purpose, HOST_SELF_MANAGED);
        memset(k.main.spki_sha256, 7, sizeof k.main.spki_sha256);
        k.record.replaced.key_sha256 = view_of(rows[i].key);
        const struct route *route = route_find(rows[i].purpose, HOST_SELF_MANAGED, DOMAIN_OWN);
        has(rows[i].name, on_one_line(&k, render(&k, route->templates[PART_TICKET])), rows[i].ticket);
        has(rows[i].name, on_one_line(&k, render(&k, route->templates[PART_RUNBOOK])), rows[i].runbook);
        has(rows[i].name, on_one_line(&k, render(&k, route->templates[PART_SUBMIT])), rows[i].submit);
        arena_free(&k.arena);
    }
}

/* Of a server certificate, and of callers' CAs in the cloud, the ticket names no store: it is the vendor's choice. */
static void old_certificate_would_be_looked_for_in_a_store_nobody_named(void **state)
{
    static const enum purpose purposes[] = { PURPOSE_SERVER, PURPOSE_INBOUND_MTLS };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(purposes); i++) {
        struct resources k;
        fill(&k, purposes[i], HOST_CLOUD);
        k.record.refusal = VIEW("The certificate is not valid");
        k.record.route = route_find(purposes[i], HOST_CLOUD, case_domain(&k.record));
        k.record.replaced.not_after = k.record.deadline.submitted - 1;
        const char *ticket = on_one_line(&k, render(&k, k.record.route->templates[PART_TICKET]));
        has("ticket", ticket, "Please remove it when the new one works");
        has_not("ticket", ticket, "the same store");
        arena_free(&k.arena);
    }
}

static void expired_ca_inside_a_pfx_would_be_asked_for(void **state)
{
    static const enum hosting hostings[] = { HOST_CLOUD, HOST_SELF_MANAGED };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(hostings); i++) {
        struct resources k;
        struct cert old;
        fill(&k, PURPOSE_CLIENT_SIDE, hostings[i]);
        fill_cert(&old, "CN=Partner Root, O=Partner", 0xDB, ROLE_ROOT, STORE_ROOT);
        old.not_after = k.record.deadline.submitted - 1;
        const struct case_cert certs[] = { k.certs[0], { .cert = &k.issuer, .inside_pfx = true }, { .cert = &old, .inside_pfx = true } };
        k.record.certs = certs;
        k.record.n_certs = COUNT_OF(certs);
        bool is_case = hostings[i] == HOST_CLOUD;
        const char *told = on_one_line(&k, render(&k, is_case ? "ticket_client_side.txt" : "change_client_side.txt"));
        has("ticket", told, "please remove it from Root where it is there");
        if (is_case)
            has("ticket", told, "this prints False: Test-Path Cert:\\LocalMachine\\Root\\DBDBDBDB");
        else
            has_not("install", render(&k, "install_client_side.ps1"), "DBDBDBDB");
        has_not("verify", render(&k, "verify_client_side.ps1"), "DBDBDBDB");
        has("verify", render(&k, "verify_client_side.ps1"), "09090909");
        arena_free(&k.arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(subject_would_break_out),
        cmocka_unit_test(renewal_would_have_the_subject_of_what_it_renews),
        cmocka_unit_test(old_certificate_would_be_removed_while_it_is_needed),
        cmocka_unit_test(old_certificate_would_be_removed_from_our_servers_while_it_is_needed),
        cmocka_unit_test(old_certificate_would_be_looked_for_in_a_store_nobody_named),
        cmocka_unit_test(expired_ca_inside_a_pfx_would_be_asked_for),
        cmocka_unit_test(same_case_would_give_other_bytes),
        cmocka_unit_test(bare_record_would_crash),
        cmocka_unit_test(address_with_quotes_would_reach_a_script),
        cmocka_unit_test(reminders_would_be_wrong),
        cmocka_unit_test(a_day_that_has_passed_would_be_reminded_of_in_the_past),
        cmocka_unit_test(own_template_would_be_ignored),
        cmocka_unit_test(broken_template_would_be_found_too_late),
        cmocka_unit_test(built_in_words_would_be_refused_as_own),
        cmocka_unit_test(wrong_folder_would_be_taken_for_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
