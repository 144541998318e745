#include <openssl/evp.h>
#include <openssl/sha.h>

#include "base/limits.h"
#include "report/audit/audit_page.h"
#include "report/writers.h"
#include "unit.h"

#define HOSTILE "\"'><script>alert(1)</script><img src=x onerror=y>&lt;--><!--{{#end}}{{{style}}}"
enum { NOW = 1795161600 /* 2026-11-20T08:00:00Z */ };

static const struct rule_info late = { .id = "expired", .group = GROUP_TIME, .severity = SEV_ERROR };
static const struct rule_info weak = { .id = "key-short", .group = GROUP_KEY, .severity = SEV_WARNING };

/* A bundle with every text that somebody else chooses set to `text`. */
struct sample {
    struct cert cert;
    struct case_cert shipped;
    struct environment environments[5];
    struct case_record record;
    struct finding findings[3];
    struct cert *certs[1];
    struct audited audited;
};

static void fill(struct sample *s, const char *text)
{
    struct view v = view_of(text);
    *s = (struct sample){ .cert = { .subject = v, .issuer = v, .not_after = NOW + 30 * SECONDS_A_DAY } };
    s->shipped.cert = s->certs[0] = &s->cert;
    for (size_t i = 0; i < COUNT_OF(s->environments); i++)
        s->environments[i] = (struct environment){ .name = v, .host = v };
    s->record = (struct case_record){ .id = v,
                                      .generator = v,
                                      .purpose = PURPOSE_TRUSTED_ROOT,
                                      .infrastructure = v,
                                      .contact = v,
                                      .environments = s->environments,
                                      .n_environments = COUNT_OF(s->environments),
                                      .certs = &s->shipped,
                                      .n_certs = 1,
                                      .consumes = v,
                                      .replaced = { .case_id = v } };
    s->record.deadline =
        (struct deadline){ .expected_delivery = DAY_NONE, .submit_by = day_of(2026, 12, 8), .needed_by = DAY_NONE, .renew_by = DAY_NONE };
    s->findings[0] = (struct finding){ .rule = &late, .severity = SEV_ERROR, .message = v, .hint = v, .entry = v };
    s->findings[1] = (struct finding){ .rule = &weak, .severity = SEV_WARNING, .message = v, .hint = v };
    s->findings[2] = (struct finding){ .rule = &weak, .severity = SEV_WARNING, .message = v, .hint = v, .accepted = true };
    s->audited = (struct audited){ .path = v,
                                   .case_id = v,
                                   .record = &s->record,
                                   .verdict = VERDICT_REJECTED,
                                   .needs = v,
                                   .findings = { .items = s->findings, .n = COUNT_OF(s->findings) },
                                   .evidence = { .certs = { .items = s->certs, .n = 1 } } };
}

struct page {
    struct report_run run;
    struct audit_totals totals;
    struct buf out;
    struct sink sink;
};

static void page_begin(struct page *p)
{
    *p = (struct page){ .out = BUF_INIT(LIMIT_OUTPUT_BYTES) };
    p->sink = sink_buf(&p->out);
    p->run = (struct report_run){ .to = &p->sink, .version = VIEW("1.2.3"), .now = NOW, .totals = &p->totals };
    audit_html.begin(&p->run);
}

static void page_end_checked(struct page *p)
{
    audit_html.end(&p->run);
    assert_false(p->sink.failed);
    assert_null(p->run.page);
}

static size_t count(struct view in, const char *what)
{
    size_t n = 0, at;
    for (struct view rest = in; view_find(rest, view_of(what), &at); n++)
        rest = view_from(rest, at + strlen(what));
    return n;
}

static bool has(const struct page *p, const char *what)
{
    return count(buf_view(&p->out), what) > 0;
}

static void whole_page(struct page *p, const char *text)
{
    struct sample s;
    page_begin(p);
    fill(&s, text);
    audit_html.one.audited(&p->run, &s.audited);
    s.audited.across = true;
    audit_html.one.audited(&p->run, &s.audited);
    p->totals = (struct audit_totals){ .bundles = 1, .rejected = 1, .findings = { 0, 1, 1 } };
    page_end_checked(p);
}

/* Markup is only what the template has: as many of each character as with a name that needs no escape. */
static void test_hostile_names_never_become_markup(void **state)
{
    (void)state;
    static const char *const marks[] = { "<", ">", "\"", "{{", "<script", "<img", "<!--" };
    struct page plain, hostile;
    whole_page(&plain, "plain");
    whole_page(&hostile, HOSTILE);
    assert_true(count(buf_view(&hostile.out), "&lt;img src=x onerror=y&gt;&amp;lt;--&gt;") > 20);
    for (size_t i = 0; i < COUNT_OF(marks); i++) {
        size_t expected = count(buf_view(&plain.out), marks[i]),
               extra = strcmp(marks[i], "{{") ? 0 : count(buf_view(&hostile.out), "{{#end}}") * 2;
        if (count(buf_view(&hostile.out), marks[i]) != expected + extra)
            fail_msg("%s: %zu, with plain names %zu", marks[i], count(buf_view(&hostile.out), marks[i]), expected + extra);
    }
    assert_int_equal(count(buf_view(&hostile.out), "<script"), 1);
    buf_free(&plain.out);
    buf_free(&hostile.out);
}

static struct view between(struct view in, const char *from, const char *to)
{
    size_t at;
    assert_true(view_find(in, view_of(from), &at));
    in = view_from(in, at + strlen(from));
    assert_true(view_find(in, view_of(to), &at));
    return view_first(in, at);
}

static void test_policy_allows_this_style_and_script_alone(void **state)
{
    (void)state;
    static const struct {
        const char *directive, *open, *close;
    } rows[] = {
        { "style-src 'sha256-", "<style>", "</style>" },
        { "script-src 'sha256-", "<script>", "</script>" },
    };
    struct page p;
    whole_page(&p, "x");
    struct view all = buf_view(&p.out);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        unsigned char digest[SHA256_DIGEST_LENGTH];
        char base64[64];
        struct view text = between(all, rows[i].open, rows[i].close);
        assert_true(text.n > 1000);
        SHA256((const unsigned char *)text.p, text.n, digest);
        EVP_EncodeBlock((unsigned char *)base64, digest, sizeof digest);
        assert_true(view_eq_text(between(all, rows[i].directive, "'"), base64));
    }
    assert_true(has(&p, "default-src 'none'"));
    assert_int_equal(count(all, " style="), 0);
    assert_int_equal(count(all, "http://") + count(all, "https://") + count(all, "url("), 0);
    buf_free(&p.out);
}

static void test_the_page_says_what_was_found(void **state)
{
    (void)state;
    static const char *const wanted[] = {
        "<h2 id=\"summary-title\">1 of 1 bundle can&#39;t be acted on</h2>",
        "<a href=\"#b1\"><time datetime=\"2026-12-08\">2026-12-08</time></a><small>in 18 days, 1 bundle</small>",
        "<tr id=\"b1\" data-w=\"3\" data-v=\"rejected\"",
        "data-s=\"2026-12-08\" data-x=\"2026-12-20\"",
        "<span class=\"error\">1 error</span><span class=\"warning\">1 warning</span>",
        "and 2 more</small>",
        "accepted by whoever made the bundle",
        "<a href=\"#b1\">wrong</a></h3>",
        "<title>Bundle audit of 2026-11-20</title>",
        "As of <time datetime=\"2026-11-20T08:00:00Z\">Friday 2026-11-20, 08:00 UTC</time>",
        "certcase <span>1.2.3</span>",
        "<tr id=\"rule-key-short\"><th scope=\"row\">key-short</th><td><b class=\"tag warning\">Warning</b></td><td>4</td>",
        "<td><p>The RSA key is shorter than 2048 bits</p>",
        "<b>To become a full bundle it needs</b> wrong",
        "<section id=\"timeline\"",
    };
    struct page p;
    whole_page(&p, "wrong");
    for (size_t i = 0; i < COUNT_OF(wanted); i++)
        if (!has(&p, wanted[i]))
            fail_msg("not on the page: %s", wanted[i]);
    size_t often = 0, worst = 0;
    assert_true(view_find(buf_view(&p.out), VIEW("rule-key-short\"><th"), &often) &&
                view_find(buf_view(&p.out), VIEW("rule-expired\"><th"), &worst));
    assert_true(worst < often);
    buf_free(&p.out);
}

/* A browser decodes such a page at once, and holds it in half the memory: one other character, and all of it is wide. */
static void test_the_page_itself_is_ascii(void **state)
{
    (void)state;
    struct page p;
    whole_page(&p, "plain");
    for (size_t i = 0; i < p.out.n; i++)
        if ((unsigned char)p.out.p[i] >= 0x80)
            fail_msg("a byte of %02x behind '%.30s'", (unsigned char)p.out.p[i], p.out.p + (i < 30 ? 0 : i - 30));
    buf_free(&p.out);
}

static void test_little_is_known_of_some(void **state)
{
    (void)state;
    struct page p;
    struct finding why = { .rule = &late, .severity = SEV_ERROR, .message = VIEW("Permission denied") };
    page_begin(&p);
    audit_html.one.audited(
        &p.run, &(struct audited){
                    .path = VIEW("a/locked.zip"), .verdict = VERDICT_REJECTED, .unreadable = true, .findings = { .items = &why, .n = 1 } });
    audit_html.one.audited(&p.run, &(struct audited){ .path = VIEW("fine.zip"), .verdict = VERDICT_ACCEPTED, .complete = true });
    p.totals = (struct audit_totals){ .bundles = 1, .accepted = 1, .unreadable = 1 };
    page_end_checked(&p);
    assert_true(has(&p, "<span class=\"badge unreadable\">Unreadable</span>"));
    assert_true(has(&p, "<span class=\"dir\">a/</span>locked.zip"));
    assert_true(has(&p, "The bundle can be acted on; 1 file can&#39;t be read</h2>") && has(&p, "and 1 that can&#39;t be read"));
    assert_true(has(&p, "Nothing was found") && has(&p, "no bundle states one"));
    assert_false(has(&p, "id=\"timeline\"") || has(&p, "id=\"across\""));
    buf_free(&p.out);
    page_begin(&p);
    page_end_checked(&p);
    assert_true(has(&p, "There was no bundle to audit") && has(&p, "No bundle was found."));
    assert_false(has(&p, "id=\"rules\""));
    buf_free(&p.out);
}

/* What a bundle leaves behind is its place in a table and its counts; its row waits in the spool, in a file when there are many. */
static void test_memory_does_not_grow_with_the_bundles(void **state)
{
    (void)state;
    struct page p;
    struct sample s;
    size_t after_first = 0;
    page_begin(&p);
    fill(&s, "a name");
    for (size_t i = 0; i < 3000; i++) {
        audit_html.one.audited(&p.run, &s.audited);
        if (i == 0)
            after_first = p.run.page->run.total + p.run.page->item.total + p.run.page->gathered.arena.total;
    }
    assert_int_equal(p.run.page->run.total + p.run.page->item.total + p.run.page->gathered.arena.total, after_first);
    const struct spool *rows = &p.run.page->gathered.spools[RANK_REJECTED];
    assert_true(rows->file.handle && rows->memory.cap <= LIMIT_SPOOL_MEMORY + 1);
    assert_int_equal(p.out.n, 0);
    p.totals = (struct audit_totals){ .bundles = 3000, .rejected = 3000 };
    page_end_checked(&p);
    assert_true(has(&p, "3,000 of 3,000 bundles can"));
    assert_int_equal(count(buf_view(&p.out), "<tr id=\"b"), 3000);
    buf_free(&p.out);
}

/* A browser lays out a group at a time; an empty one would be a part of the table that says nothing. */
static void test_rows_come_in_groups_of_25_and_none_is_empty(void **state)
{
    (void)state;
    static const struct {
        size_t bundles, groups;
    } rows[] = { { 1, 1 }, { 25, 1 }, { 26, 2 }, { 50, 2 }, { 51, 3 } };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct page p;
        struct sample s;
        fill(&s, "a name");
        page_begin(&p);
        for (size_t k = 0; k < rows[i].bundles; k++)
            audit_html.one.audited(&p.run, &s.audited);
        p.totals = (struct audit_totals){ .bundles = rows[i].bundles };
        page_end_checked(&p);
        size_t rules = 1;
        assert_int_equal(count(buf_view(&p.out), "<tbody>"), rows[i].groups + rules);
        assert_int_equal(count(buf_view(&p.out), "<tbody>\n<tr id="), rows[i].groups + rules);
        buf_free(&p.out);
    }
}

static bool refuse(void *to, const void *bytes, size_t n, struct os_fault *why)
{
    (void)to, (void)bytes, (void)n, (void)why;
    return false;
}

static void test_an_output_that_fails_is_told(void **state)
{
    (void)state;
    struct sample s;
    struct sink broken = { .write = refuse };
    struct audit_totals totals = { 0 };
    struct report_run run = { .to = &broken, .version = VIEW("1"), .now = NOW, .totals = &totals };
    fill(&s, "x");
    audit_html.begin(&run);
    audit_html.one.audited(&run, &s.audited);
    audit_html.end(&run);
    assert_true(broken.failed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hostile_names_never_become_markup),
        cmocka_unit_test(test_policy_allows_this_style_and_script_alone),
        cmocka_unit_test(test_the_page_says_what_was_found),
        cmocka_unit_test(test_the_page_itself_is_ascii),
        cmocka_unit_test(test_little_is_known_of_some),
        cmocka_unit_test(test_memory_does_not_grow_with_the_bundles),
        cmocka_unit_test(test_an_output_that_fails_is_told),
        cmocka_unit_test(test_rows_come_in_groups_of_25_and_none_is_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
