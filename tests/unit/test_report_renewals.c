/* The list of renewals in each of its forms: what others chose stays text, what is due is said. */
#include "report/renewals/renewal_words.h"
#include "report/report.h"

#include "format/json/json.h"
#include "base/wrap.h"
#include "os/os.h"
#include "unit.h"

#define HOSTILE "\"'><script>alert(1)</script><img src=x onerror=y>&lt;\\ \\n"
#define NOW INT64_C(1795161600) /* 2026-11-20T08:00:00Z */

struct sample {
    struct renewal_place places[3];
    struct renewal rows[4];
    const struct renewal *sorted[4];
    struct renewal_totals totals;
    struct view_list unreadable;
    struct catalog catalog;
    struct holidays holidays;
    struct report_run run;
    struct renewal_list list;
};

static void fill_row(struct sample *s, size_t i, enum renewal_status status, int32_t days, const char *text)
{
    struct renewal *row = &s->rows[i];
    *row = (struct renewal){
        .name = view_of(text),
        .subject = view_of(text),
        .role = ROLE_ROOT,
        .purpose = PURPOSE_TRUSTED_ROOT,
        .hosting = HOST_CLOUD,
        .infrastructure = view_of(text),
        .places = s->places,
        .n_places = COUNT_OF(s->places),
        .not_after = NOW + days * INT64_C(86400),
        .expires = day_of_time(NOW) + days,
        .days_left = days,
        .ask_by = day_of_time(NOW) + days - 21,
        .status = status,
        .due = status <= RENEWAL_UNKNOWN,
        .case_id = view_of(text),
        .file = view_of(text),
        .file_exact = true,
    };
    memset(row->sha256, (int)i + 1, sizeof row->sha256);
    memset(row->case_sha256, (int)i + 1, sizeof row->case_sha256);
    memset(row->sha1, (int)i + 17, sizeof row->sha1);
    s->sorted[i] = row;
    s->totals.status[status]++;
    s->totals.due += row->due;
}

/* Expired, due, fine, renewed; every text that somebody else chooses is `text`. */
static void fill(struct sample *s, const char *text)
{
    *s = (struct sample){ .totals = { .certificates = 4, .files = 4 } };
    s->places[0].name = view_of(text);
    s->places[1].name = VIEW("Production");
    s->places[2] = (struct renewal_place){ .name = VIEW("Test"), .key = VIEW("key-t"), .renewed = true };
    fill_row(s, 0, RENEWAL_EXPIRED, -2, text);
    fill_row(s, 1, RENEWAL_DUE, 30, text);
    fill_row(s, 2, RENEWAL_FINE, 400, text);
    fill_row(s, 3, RENEWAL_RENEWED, 31, text);
    s->rows[1].renewed_by = s->rows[1].renewed_in = s->rows[3].renewed_by = s->rows[3].renewed_in = view_of(text);
    s->catalog = (struct catalog){ .id = VIEW("x"), .calendar = { .zone = VIEW("UTC") } };
    s->holidays = (struct holidays){ .from = day_of(2026, 1, 1), .to = day_of(2028, 12, 31), .source = VIEW("holidays.ics") };
    s->run = (struct report_run){ .version = VIEW("0.0.0"), .width = 100, .all = true, .now = NOW };
    s->list = (struct renewal_list){ .catalog = &s->catalog,
                                     .holidays = &s->holidays,
                                     .within = 60,
                                     .rows = s->sorted,
                                     .n = 4,
                                     .totals = &s->totals,
                                     .unreadable = &s->unreadable };
}

static void put_to(const struct sample *s, struct sink *to, const struct report *report)
{
    struct report_run run = s->run;
    run.to = to;
    report->one.renewals(&run, &s->list);
}

static struct buf put_as(const struct sample *s, const char *format)
{
    struct buf b = BUF_INIT(4 << 20);
    struct sink to = sink_buf(&b);
    put_to(s, &to, report_find(&renewal_reports, view_of(format)));
    assert_false(to.failed);
    return b;
}

static size_t count(const struct buf *b, const char *what)
{
    size_t n = 0;
    for (const char *p = b->p; (p = strstr(p, what)) != NULL; p++)
        n++;
    return n;
}

static void a_page_holds_no_markup_that_others_chose(void **state)
{
    struct sample s;
    (void)state;
    fill(&s, HOSTILE);
    struct buf page = put_as(&s, "html");
    assert_int_equal(count(&page, "<script"), 1); /* its own */
    assert_int_equal(count(&page, "<img"), 0);
    assert_int_equal(count(&page, "&lt;script&gt;") > 8, 1);
    assert_int_equal(count(&page, "http"), 1); /* http-equiv */
    assert_int_equal(count(&page, "<tr class="), 4 + 4);
    assert_int_equal(count(&page, "<tr class=\"group\">"), 4); /* late, two months, renewed */
    assert_int_equal(count(&page, "default-src 'none'"), 1);
    assert_int_equal(count(&page, "<span>expired</span>"), 1);
    assert_int_equal(count(&page, "2 days ago"), 1);
    assert_int_equal(count(&page, "<li><code>certcase build NEW.cer --renews "), 2);
    buf_free(&page);
}

/* Nobody saw the successor: no output may pass it off as one. */
static void what_a_shut_pfx_alone_renews_is_told_as_its_word(void **state)
{
    static const struct { const char *format, *says; size_t n; } rows[] = {
        { "text", "claimed  2026-11-30", 1 },
        { "text", "renewed by the word of new (new.zip): its PFX is shut", 1 },
        { "text", "renewed for Test by the word of new (new.zip): its PFX is shut", 1 },
        { "text", "1 renewed by the word of a bundle alone", 1 },
        { "csv", "claimed,2026-11-30", 1 },
        { "csv", "the word of new: its PFX is shut,", 2 },
        { "csv", ",for Test: the word of new: its PFX is shut,", 1 },
        { "json", "\"status\": \"claimed\"", 1 },
        { "json", "\"doubt\": \"pfx-shut\"", 2 },
        { "json", "\"claimed\": 1", 1 },
        { "html", "renewed by the word of new: its PFX is shut", 2 },
        { "html", "Renewed by the word of a bundle alone", 1 },
        { "ics", "renewed by the word of new (new.zip): its PFX is shut", 1 },
        { "ics", "renewed for Test by the word of new (new.zip): its PFX is shut", 1 },
        { "prometheus", "certcase_renewals{status=\"claimed\"} 1\n", 1 },
        { "prometheus", "certcase_certificate_claimed_not_after_timestamp_seconds{", 4 }, /* three environments, and one of the due one */
        { "prometheus", "certcase_certificate_not_after_timestamp_seconds{", 6 },
    };
    struct sample s;
    (void)state;
    fill(&s, "x");
    s.totals.status[RENEWAL_RENEWED] = 0;
    s.totals.status[RENEWAL_CLAIMED] = 1;
    s.rows[3].status = RENEWAL_CLAIMED;
    s.rows[0].n_places = s.rows[2].n_places = 2; /* those of the others are renewed */
    const struct renewal_place claimed = { .name = VIEW("Test"), .renewed = true, .claimed = true };
    s.rows[1].places = (struct renewal_place[]){ s.places[0], s.places[1], claimed };
    s.rows[3].places = (struct renewal_place[]){ claimed, claimed, claimed };
    s.rows[3].places[0].name = VIEW("A");
    s.rows[3].places[1].name = VIEW("B");
    for (size_t i = 1; i < 4; i += 2) {
        s.rows[i].claim = CLAIM_SHUT;
        s.rows[i].renewed_by = VIEW("new");
        s.rows[i].renewed_in = VIEW("new.zip");
    }
    s.run.width = 200;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf text = put_as(&s, rows[i].format);
        for (char *fold; (fold = strstr(text.p, "\r\n ")) != NULL;) /* of a line of the calendar */
            memmove(fold, fold + 3, strlen(fold + 3) + 1);
        if (count(&text, rows[i].says) != rows[i].n)
            fail_msg("%s: %zu times: %s", rows[i].format, count(&text, rows[i].says), rows[i].says);
        buf_free(&text);
    }
}

static void what_is_renewed_for_some_environments_is_not_told_as_renewed_for_all(void **state)
{
    static const struct { const char *format, *says; size_t n; } rows[] = {
        { "text", "renewed for Test by new (new.zip)\n", 2 }, /* of the due one and the fine one */
        { "text", "renewed by new (new.zip)\n", 1 },
        { "csv", ",for Test: new,", 2 },
        { "csv", ",new,", 1 },
        { "html", "Test: renewed by new", 2 },
    };
    struct sample s;
    (void)state;
    fill(&s, "x");
    for (size_t i = 1; i < 4; i++) {
        s.rows[i].renewed_by = VIEW("new");
        s.rows[i].renewed_in = VIEW("new.zip");
    }
    s.run.width = 200;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf text = put_as(&s, rows[i].format);
        if (count(&text, rows[i].says) != rows[i].n)
            fail_msg("%s: %zu times: %s", rows[i].format, count(&text, rows[i].says), rows[i].says);
        buf_free(&text);
    }
}

/* Whoever changed a bundle may have written any date into it: no output may pass it on without a word. */
static void what_a_changed_bundle_says_is_told_as_in_doubt(void **state)
{
    static const struct { const char *format, *says; size_t n; } rows[] = {
        { "text", "\nfine     ", 1 },
        { "text", "its bundle was changed after it was made: audit b.zip\n", 2 }, /* of the due one, too */
        { "text", "The first of the others", 0 },
        { "text", "; changed after it was made: 1 bundle\n", 1 },
        { "csv", ",b.zip,its bundle was changed after it was made: audit b.zip,", 2 },
        { "json", "\"doubt\": \"bundle-changed\"", 2 },
        { "json", "\"doubt\": null", 4 }, /* of two rows and of two successors */
        { "json", "\"changed\": 1\n", 1 },
        { "html", "b.zip<small>its bundle was changed after it was made: audit b.zip</small>", 2 },
        { "ics", "; its bundle was changed after it was made: audit b.zip", 2 },
        { "prometheus", "\ncertcase_renewals_changed 1\n", 1 },
    };
    struct sample s;
    (void)state;
    fill(&s, "x");
    s.run.all = false;
    s.run.width = 200;
    s.totals.changed = 1;
    for (size_t i = 1; i < 3; i++) {
        s.rows[i].doubt = CLAIM_CHANGED;
        s.rows[i].file = VIEW("b.zip");
    }
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf text = put_as(&s, rows[i].format);
        for (char *fold; (fold = strstr(text.p, "\r\n ")) != NULL;) /* of a line of the calendar */
            memmove(fold, fold + 3, strlen(fold + 3) + 1);
        for (char *comma; rows[i].format[0] == 'i' && (comma = strstr(text.p, "\\;")) != NULL;)
            memmove(comma, comma + 1, strlen(comma));
        if (count(&text, rows[i].says) != rows[i].n)
            fail_msg("%s: %zu times: %s", rows[i].format, count(&text, rows[i].says), rows[i].says);
        buf_free(&text);
    }
}

static void labels_are_escaped_as_the_format_says(void **state)
{
    struct sample s;
    (void)state;
    fill(&s, "a\"b\\c\nd");
    struct buf text = put_as(&s, "prometheus");
    const char *sample =
        "certcase_certificate_not_after_timestamp_seconds{thumbprint=\"1111111111111111111111111111111111111111\","
        "subject=\"a\\\"b\\\\c\\nd\",environment=\"a\\\"b\\\\c\\nd\",purpose=\"trusted-root\",bundle=\"a\\\"b\\\\c\\nd\"} ";
    assert_int_equal(count(&text, sample), 1);
    assert_int_equal(count(&text, "environment=\"Production\""), 6); /* three certificates, two dates; not the renewed one */
    assert_int_equal(count(&text, "environment=\"Test\""), 0);       /* renewed there */
    assert_int_equal(count(&text, "\ncertcase_renewals_due 2\n"), 1);
    assert_int_equal(count(&text, "certcase_renewals{status=\"renewed\"} 1\n"), 1);
    buf_free(&text);
}

/* One sample twice makes the collector refuse the whole file. */
static void no_sample_comes_twice(void **state)
{
    struct sample s;
    (void)state;
    fill(&s, "Production"); /* also the name of the second environment */
    s.rows[2] = s.rows[1];
    memset(s.rows[2].sha256, 99, sizeof s.rows[2].sha256); /* no label: a record of a closed PFX may say anything */
    s.rows[2].not_after++;
    struct buf text = put_as(&s, "prometheus");
    assert_int_equal(count(&text, "certcase_certificate_not_after_timestamp_seconds{"), 2);
    assert_int_equal(count(&text, "certcase_certificate_ask_by_timestamp_seconds{"), 2);
    buf_free(&text);
}

static void the_day_to_ask_by_begins_in_its_own_zone(void **state)
{
    struct sample s;
    (void)state;
    fill(&s, "x");
    s.catalog.calendar.zone = VIEW("Europe/Lisbon");
    s.rows[0].ask_by = day_of(2027, 5, 10);
    struct buf text = put_as(&s, "prometheus");
    assert_int_equal(count(&text, "bundle=\"x\"} 1809903600\n"), 2); /* 2027-05-09T23:00:00Z */
    buf_free(&text);
}

static void no_line_of_text_is_wider_than_the_terminal(void **state)
{
    static const size_t widths[] = { 80, 100, 120 };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(widths); i++) {
        struct sample s;
        fill(&s, "A rather long name of a certificate, with \xC3\xA9\xC3\xA9 and what not, that has to be cut somewhere so that it fits");
        s.run.width = widths[i];
        struct buf text = put_as(&s, "text");
        struct view rest = buf_view(&text), line;
        while (view_line(&rest, &line))
            if (!view_starts(line, VIEW("next: ")) && !view_starts(line, VIEW("      certcase")))
                assert_in_range(text_columns(line), 0, widths[i]);
        buf_free(&text);
    }
}

static void text_says_what_is_due_and_what_to_type(void **state)
{
    struct sample s;
    (void)state;
    fill(&s, "Partner's root");
    struct buf text = put_as(&s, "text");
    assert_non_null(strstr(text.p, "\nexpired  2026-10-28  2026-11-18     -2 d  Partner's root  Partner's root, Production"));
    assert_non_null(strstr(text.p, "4 certificates: 1 expired, 1 due within 60 days, 1 fine, 1 renewed already\n"));
    assert_non_null(strstr(text.p, os_shells == OS_SHELL_POSIX ? "next: certcase build NEW.cer --renews 'Partner'\\''s root'\n"
                                                               : "next: certcase build NEW.cer --renews \"Partner's root\"\n"));
    assert_non_null(strstr(text.p, "renewed for Test by Partner's root (Partner's root)"));
    buf_free(&text);
    s.run.quiet = true;
    text = put_as(&s, "text");
    assert_null(strstr(text.p, "\nfine "));
    buf_free(&text);
    s.totals.due = 0;
    s.list.n = 0;
    text = put_as(&s, "text");
    assert_int_equal(text.n, 0);
    buf_free(&text);
}

static void days_counted_without_holidays_are_told(void **state)
{
    struct sample s;
    (void)state;
    fill(&s, "x");
    s.holidays.to = day_of(2026, 12, 19); /* a day before the due one expires */
    struct buf text = put_as(&s, "text"), page = put_as(&s, "html");
    assert_non_null(strstr(text.p, "\nPublic holidays after Saturday 2026-12-19 are not in the file given"));
    assert_non_null(strstr(page.p, "Public holidays after Saturday 2026-12-19 are not in the file given"));
    buf_free(&text);
    buf_free(&page);
    s.holidays = (struct holidays){ .from = DAY_NONE, .to = DAY_NONE };
    text = put_as(&s, "text");
    assert_non_null(strstr(text.p, "\nNo public holidays were given"));
    buf_free(&text);
}

static void colours_are_only_there_when_wanted(void **state)
{
    struct sample s;
    (void)state;
    fill(&s, "x");
    for (int color = 0; color < 2; color++) {
        s.run.color = color;
        struct buf text = put_as(&s, "text");
        assert_int_equal(strstr(text.p, "\x1b[") != NULL, color);
        buf_free(&text);
    }
}

static void json_can_be_read_back(void **state)
{
    struct sample s;
    struct arena arena = { 0 };
    struct json *root;
    struct err e;
    (void)state;
    fill(&s, HOSTILE);
    struct buf text = put_as(&s, "json");
    if (!json_read(&arena, buf_view(&text), &root, &e))
        fail_msg("%s", e.what);
    const struct json *first = json_get(root, "certificates")->first;
    assert_true(view_eq_text(json_text(first, "subject"), HOSTILE));
    assert_true(view_eq_text(json_text(first, "expires"), "2026-11-18"));
    assert_true(view_eq_text(json_text(json_get(first, "environments")->first, "name"), HOSTILE));
    arena_free(&arena);
    buf_free(&text);
}

/* No calendar reminds of the past. */
static void what_is_late_stands_on_the_day_of_the_list(void **state)
{
    struct sample s;
    (void)state;
    fill(&s, "x");
    s.rows[1].ask_by = s.rows[1].expires - 40; /* ten days ago */
    struct buf text = put_as(&s, "ics");
    for (char *fold; (fold = strstr(text.p, "\r\n ")) != NULL;)
        memmove(fold, fold + 3, strlen(fold + 3) + 1);
    assert_int_equal(count(&text, "DTSTART;VALUE=DATE:20261120"), 2);
    assert_int_equal(count(&text, "It expired on Wednesday 2026-11-18. The day to ask for its successor by\\, "), 1);
    assert_int_equal(count(&text, " has passed: ask now\\; the vendor does not watch it."), 2);
    assert_int_equal(count(&text, "It expires on "), 2);
    assert_int_equal(count(&text, "TRIGGER:PT0S"), 2);
    buf_free(&text);
    s.rows[0].ask_by = DAY_NONE;
    text = put_as(&s, "ics");
    assert_int_equal(count(&text, "Replace it now: "), 1);
    buf_free(&text);
}

static void names_differ(const struct buf *text)
{
    const char *first = strstr(text->p, "UID:");
    char name[60] = "";
    assert_non_null(first);
    assert_int_equal(sscanf(first, "%59s", name), 1);
    assert_true(view_ends(view_of(name), VIEW("-renew@certcase")));
    assert_int_equal(count(text, "\nUID:"), 2);
    assert_int_equal(count(text, name), 1);
}

/* An event names no more than a calendar can show, and all of them need no more memory than one. */
static void an_event_of_many_files_is_short(void **state)
{
    enum { N = 3000 };
    struct sample s;
    char *long_name = calloc(1, 5000);
    struct renewal *rows = calloc(N, sizeof *rows);
    const struct renewal **list = calloc(N, sizeof *list);
    (void)state;
    assert_true(long_name && rows && list);
    memset(long_name, 'x', 4999);
    fill(&s, long_name);
    for (size_t i = 0; i < N; i++) {
        rows[i] = s.rows[1];
        rows[i].file = VIEW("a.zip");
        rows[i].case_id = VIEW("a");
        list[i] = &rows[i];
    }
    s.list.rows = list;
    s.list.n = N;
    struct buf text = put_as(&s, "ics");
    assert_int_equal(count(&text, "BEGIN:VEVENT"), 1);
    assert_int_equal(count(&text, "a.zip:"), 50);
    assert_int_equal(count(&text, "2950"), 1);
    assert_in_range(text.n, 20000, 100000);
    buf_free(&text);
    free(long_name);
    free(rows);
    free(list);
}

static void an_event_for_each_certificate_that_is_not_renewed(void **state)
{
    struct sample s;
    (void)state;
    fill(&s, "x");
    s.rows[2].ask_by = DAY_NONE;
    struct buf text = put_as(&s, "ics");
    assert_int_equal(count(&text, "BEGIN:VEVENT"), 3);
    assert_int_equal(count(&text, "BEGIN:VALARM"), 3);
    assert_int_equal(count(&text, "DTSTART;VALUE=DATE:20261120"), 1); /* the day to ask by has passed */
    assert_int_equal(count(&text, "DTSTART;VALUE=DATE:20271224"), 1); /* the day before it expires */
    assert_int_equal(count(&text, "SUMMARY:Replace the certificate: x"), 1);
    buf_free(&text);
    /* The same certificate in two sets of environments is one event, and two days to ask by are two with names of their own. */
    s.rows[1] = s.rows[0];
    s.rows[2] = s.rows[0];
    s.rows[1].file = VIEW("y.zip");
    s.rows[2].ask_by++;
    text = put_as(&s, "ics");
    assert_int_equal(count(&text, "BEGIN:VEVENT"), 2);
    names_differ(&text);
    for (char *fold; (fold = strstr(text.p, "\r\n ")) != NULL;)
        memmove(fold, fold + 3, strlen(fold + 3) + 1);
    assert_int_equal(count(&text, "--renews y.zip"), 1); /* what one renews, the other doesn't */
    buf_free(&text);
    /* Two digests that begin alike are two certificates. */
    s.rows[2] = s.rows[0];
    s.rows[2].sha256[31]++;
    text = put_as(&s, "ics");
    names_differ(&text);
    buf_free(&text);
}

static bool refuse(void *to, const void *p, size_t n, struct os_fault *why)
{
    (void)to, (void)p, (void)n, (void)why;
    return false;
}

static void an_output_that_fails_is_told(void **state)
{
    struct sample s;
    (void)state;
    fill(&s, "x");
    for (size_t i = 0; i < renewal_reports.n; i++) {
        struct sink to = { .write = refuse };
        put_to(&s, &to, renewal_reports.rows[i]);
        assert_true(to.failed);
    }
    assert_null(report_find(&renewal_reports, VIEW("yaml")));
}

static void only_what_can_be_asked_for_has_a_command(void **state)
{
    struct renewal_place place = { .name = VIEW("Test") };
    struct arena arena = { 0 };
    static const struct {
        enum role role;
        enum purpose purpose;
        enum hosting hosting;
        bool in_case, main, exact;
        const char *command;
    } rows[] = {
        { ROLE_ROOT, PURPOSE_TRUSTED_ROOT, HOST_CLOUD, true, true, true, "certcase build NEW.cer --renews a.zip" },
        { ROLE_ROOT, PURPOSE_TRUSTED_ROOT, HOST_CLOUD, true, true, false, "certcase build NEW.cer --renews BUNDLE.zip" },
        { ROLE_ROOT, PURPOSE_CLIENT_SIDE, HOST_CLOUD, true, false, true, "certcase build NEW.cer --hosting cloud -e Test=HOST" },
        { ROLE_INTERMEDIATE, PURPOSE_TRUSTED_ROOT, HOST_CLOUD, true, false, true, "certcase build NEW.cer --renews a.zip" },
        { ROLE_INTERMEDIATE, PURPOSE_INBOUND_MTLS, HOST_CLOUD, true, false, true, "certcase build NEW.cer ROOT.cer --renews a.zip" },
        { ROLE_ROOT, PURPOSE_INBOUND_MTLS, HOST_CLOUD, true, true, true, "certcase build NEW.cer --renews a.zip" },
        { ROLE_ROOT, PURPOSE_CLIENT_SIDE, HOST_SELF_MANAGED, true, false, true,
          "certcase build NEW.cer --hosting self-managed -e Test=HOST" },
        { ROLE_CLIENT, PURPOSE_CLIENT_SIDE, HOST_CLOUD, true, true, true,
          "certcase build NEW.pfx --password-file PASSWORD --renews a.zip" },
        { ROLE_ROOT, PURPOSE_TRUSTED_ROOT, HOST_UNKNOWN, false, false, true, "certcase build NEW.cer -e NAME=HOST" },
        { ROLE_LEAF, PURPOSE_SERVER, HOST_UNKNOWN, false, false, true, "" },
        { ROLE_LEAF, PURPOSE_SERVER, HOST_CLOUD, true, true, true, "" },
        { ROLE_LEAF, PURPOSE_NONE, HOST_UNKNOWN, false, false, true, "" },
        { ROLE_LEAF, PURPOSE_SERVER, HOST_SELF_MANAGED, true, true, true, "certcase build NEW.cer --renews a.zip" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct renewal row = { .role = rows[i].role,
                               .purpose = rows[i].purpose,
                               .hosting = rows[i].hosting,
                               .file = VIEW("a.zip"),
                               .file_exact = rows[i].exact,
                               .places = &place,
                               .n_places = rows[i].in_case };
        row.case_id = rows[i].in_case ? VIEW("a") : (struct view){ 0 };
        row.case_sha256[0] = !rows[i].main;
        struct view command = renewal_next(&arena, &row);
        assert_string_equal(command.n ? command.p : "", rows[i].command);
    }
    arena_free(&arena);
}

static void what_went_by_case_goes_by_case_again(void **state)
{
    struct arena arena = { 0 };
    (void)state;
    struct renewal row = { .role = ROLE_LEAF, .purpose = PURPOSE_SERVER, .hosting = HOST_CLOUD, .file = VIEW("a.zip"),
                           .file_exact = true, .case_id = VIEW("a"), .by_case = true };
    assert_string_equal(renewal_next(&arena, &row).p, "certcase build NEW.cer --renews a.zip -e NAME=HOST");
    row.case_sha256[0] = 1; /* it came along */
    assert_int_equal(renewal_next(&arena, &row).n, 0);
    arena_free(&arena);
}

static void a_name_that_was_cut_is_not_offered_for_typing(void **state)
{
    struct renewal_place places[] = { { .name = VIEW("Test...") }, { .name = VIEW("Test..."), .cut = true } };
    struct arena arena = { 0 };
    (void)state;
    struct renewal row = { .role = ROLE_ROOT, .purpose = PURPOSE_CLIENT_SIDE, .hosting = HOST_UNKNOWN, .file = VIEW("a.zip"),
                           .file_exact = true, .places = places, .n_places = COUNT_OF(places), .case_id = VIEW("a"),
                           .case_sha256 = { 1 } };
    assert_string_equal(renewal_next(&arena, &row).p, "certcase build NEW.cer -e Test...=HOST -e NAME=HOST");
    places[0] = (struct renewal_place){ .name = VIEW("Acceptance"), .host = VIEW("test.example.com") };
    assert_string_equal(renewal_next(&arena, &row).p, "certcase build NEW.cer -e Acceptance=test.example.com -e NAME=HOST");
    arena_free(&arena);
}

static void the_hosting_is_said_where_the_hosts_do_not_tell_it(void **state)
{
    struct renewal_place places[] = { { .name = VIEW("Test"), .host = VIEW("test.outsystemsenterprise.com") },
                                      { .name = VIEW("Live"), .host = VIEW("live.outsystemsenterprise.com") } };
    struct arena arena = { 0 };
    (void)state;
    struct renewal row = { .role = ROLE_ROOT, .purpose = PURPOSE_CLIENT_SIDE, .hosting = HOST_CLOUD, .file = VIEW("a.zip"),
                           .file_exact = true, .places = places, .n_places = COUNT_OF(places), .case_id = VIEW("a"),
                           .case_sha256 = { 1 } };
    assert_string_equal(renewal_next(&arena, &row).p, "certcase build NEW.cer -e Test=test.outsystemsenterprise.com "
                                                      "-e Live=live.outsystemsenterprise.com");
    places[0].host = VIEW("apps.example.com");
    assert_string_equal(renewal_next(&arena, &row).p, "certcase build NEW.cer --hosting cloud -e Test=apps.example.com "
                                                      "-e Live=live.outsystemsenterprise.com");
    arena_free(&arena);
}

static void what_never_ends_fits_its_column(void **state)
{
    struct sample s;
    struct buf text = BUF_INIT(1 << 20);
    struct sink to = sink_buf(&text);
    (void)state;
    fill(&s, "root");
    s.rows[2].days_left = 2912000;
    put_to(&s, &to, report_find(&renewal_reports, VIEW("text")));
    assert_true(view_find(buf_view(&text), VIEW(" 7978 y  root"), &(size_t){ 0 }));
    buf_free(&text);
}

/* RFC 5280 4.1.2.5: 9999-12-31T23:59:59Z is no day to wait for. */
static void what_never_expires_is_called_so_and_reminds_of_nothing(void **state)
{
    static const struct { const char *format, *says; bool is_there; } rows[] = {
        { "text", " never  root", true }, { "html", "never", true }, { "ics", "SUMMARY:Replace the certificate: root", false },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct sample s;
        struct buf text = BUF_INIT(1 << 20);
        struct sink to = sink_buf(&text);
        fill(&s, "root");
        s.rows[2].days_left = 2912000;
        s.rows[2].not_after = TIME_NEVER;
        s.rows[2].ask_by = DAY_NONE;
        put_to(&s, &to, report_find(&renewal_reports, view_of(rows[i].format)));
        if (view_find(buf_view(&text), view_of(rows[i].says), &(size_t){ 0 }) != rows[i].is_there)
            fail_msg("%s: %s\n%.*s", rows[i].format, rows[i].says, VIEW_ARG(buf_view(&text)));
        buf_free(&text);
    }
}

static void columns_stand_below_each_other_however_long_ago_it_was(void **state)
{
    struct sample s;
    static const int32_t days[] = { -2, -9999, -10000, -3652058 };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(days); i++) {
        fill(&s, "Name");
        s.rows[0].days_left = days[i];
        struct buf text = put_as(&s, "text");
        const char *head = strstr(text.p, "CERTIFICATE"), *line = strchr(text.p, '\n') + 1;
        assert_non_null(head);
        assert_ptr_equal(strstr(line, "Name"), line + (head - text.p));
        const char *due = strstr(line, "\ndue ");
        assert_non_null(due);
        assert_ptr_equal(strstr(due, "Name"), due + 1 + (head - text.p));
        buf_free(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_holds_no_markup_that_others_chose),
        cmocka_unit_test(columns_stand_below_each_other_however_long_ago_it_was),
        cmocka_unit_test(what_a_shut_pfx_alone_renews_is_told_as_its_word),
        cmocka_unit_test(what_is_renewed_for_some_environments_is_not_told_as_renewed_for_all),
        cmocka_unit_test(what_a_changed_bundle_says_is_told_as_in_doubt),
        cmocka_unit_test(labels_are_escaped_as_the_format_says),
        cmocka_unit_test(a_name_that_was_cut_is_not_offered_for_typing),
        cmocka_unit_test(what_went_by_case_goes_by_case_again),
        cmocka_unit_test(the_hosting_is_said_where_the_hosts_do_not_tell_it),
        cmocka_unit_test(what_never_ends_fits_its_column),
        cmocka_unit_test(what_never_expires_is_called_so_and_reminds_of_nothing),
        cmocka_unit_test(no_sample_comes_twice),
        cmocka_unit_test(the_day_to_ask_by_begins_in_its_own_zone),
        cmocka_unit_test(no_line_of_text_is_wider_than_the_terminal),
        cmocka_unit_test(text_says_what_is_due_and_what_to_type),
        cmocka_unit_test(days_counted_without_holidays_are_told),
        cmocka_unit_test(colours_are_only_there_when_wanted),
        cmocka_unit_test(json_can_be_read_back),
        cmocka_unit_test(what_is_late_stands_on_the_day_of_the_list),
        cmocka_unit_test(an_event_of_many_files_is_short),
        cmocka_unit_test(an_event_for_each_certificate_that_is_not_renewed),
        cmocka_unit_test(an_output_that_fails_is_told),
        cmocka_unit_test(only_what_can_be_asked_for_has_a_command),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
