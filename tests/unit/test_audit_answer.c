/* What a child says of a bundle: it comes back as it was, and nothing else that comes is more than an answer that is refused, or safe. */
#include "audit_kit.h"
#include "flow/audit/audit.h"

#include "base/utf8.h"
#include "report/report.h"
#include "steps/rules/rules.h"

#define ROOT SAMPLES "partner-root.cer"

static const struct err fine = { .status = ST_OK };

static void expect_safe(struct arena *arena, struct view text)
{
    assert_true(view_eq(text_safe(arena, text), text));
}

/* Everything that reports touch. */
static void walk(struct arena *arena, const struct audited *item)
{
    assert_in_range(item->verdict, 0, VERDICT_COUNT - 1);
    expect_safe(arena, item->needs);
    expect_safe(arena, item->case_id);
    for (size_t i = 0; i < item->findings.n; i++) {
        const struct finding *f = &item->findings.items[i];
        assert_in_range(f->severity, 0, SEV_COUNT - 1);
        assert_ptr_equal(rules_find(view_of(f->rule->id)), f->rule);
        expect_safe(arena, f->message);
        expect_safe(arena, f->hint);
        expect_safe(arena, f->entry);
    }
    for (size_t i = 0; i < item->evidence.certs.n; i++) {
        expect_safe(arena, item->evidence.certs.items[i]->subject);
        expect_safe(arena, item->evidence.certs.items[i]->issuer);
    }
    for (size_t i = 0; item->record && i < item->record->n_environments; i++)
        expect_safe(arena, item->record->environments[i].name);
}

static struct buf put_of(struct arena *arena, const struct audited *item)
{
    struct buf out = BUF_INIT(LIMIT_ANSWER_BYTES);
    audit_answer_put(arena, item, &fine, &out);
    assert_false(out.failed);
    return out;
}

/* In every format there is, one behind the other. */
static struct buf reports_of(struct audit_kit *k, const struct audited *item)
{
    static const struct rule_info *rules[1000];
    struct buf out = BUF_INIT(64 << 20);
    struct sink to = sink_buf(&out);
    const struct audit_totals totals = { .bundles = 1, .rejected = 1 };
    for (size_t i = 0; i < rules_count(); i++)
        rules[i] = rules_at(i);
    for (size_t i = 0; i < audit_reports.n; i++) {
        struct report_run run = {
            .to = &to, .version = VIEW("0.0.0"), .all = true, .now = k->t.wishes.now, .fail_on = SEV_NOTE,
            .rules = rules, .n_rules = rules_count(), .totals = &totals,
        };
        report_begin(audit_reports.rows[i], &run);
        audit_reports.rows[i]->one.audited(&run, item);
        report_end(audit_reports.rows[i], &run);
    }
    assert_false(to.failed);
    return out;
}

static void expect_same_reports(struct audit_kit *k, struct audited *back)
{
    back->path = k->seen.path;
    struct buf want = reports_of(k, &k->seen), got = reports_of(k, back);
    assert_true(want.n > 10000);
    for (size_t i = 0; i < want.n && i < got.n; i++)
        if (want.p[i] != got.p[i])
            fail_msg("another report: %.200s", got.p + i);
    assert_int_equal(want.n, got.n);
    buf_free(&want);
    buf_free(&got);
}

static struct view make_with_every_field(struct audit_kit *k)
{
    struct request request = test_request(&k->t.arena, PATHS(SAMPLES "partner-chain.pem"), PATHS("Datacentre"));
    request.needed_by = day_of(2026, 12, 15);
    request.reason = VIEW("Orders | *go* <b>to</b> the partner `now` & then");
    request.consumes = VIEW("https://api.partner.example/orders?x=1&y=2");
    request.contact = VIEW("Ana Silva <ana@example.com>");
    request.id = VIEW("REQ-7");
    k->t.inventory.followers = (const struct view[]){ VIEW("a@example.com"), VIEW("b@example.com") };
    k->t.inventory.n_followers = 2;
    struct view made = audit_make(k, &request);
    k->t.inventory.n_followers = 0;
    return made;
}

static void what_was_found_of_each_kind_of_bundle_comes_back_as_it_was(void **state)
{
    static const struct {
        const char *file, *environment;
    } rows[] = {
        { ROOT, "Test" }, { ROOT, "Datacentre" }, { SAMPLES "partner-chain.pem", "Production" },
        { SAMPLES "partner-client-3des.pfx", "Production" }, { SAMPLES "appliance.cer", "Test" }, { NULL, "" }, { NULL, NULL },
    };
    struct audit_kit *k = *state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct audited back;
        struct err e;
        (void)audit_of(k, rows[i].file        ? audit_make_of(k, PATHS(rows[i].file), rows[i].environment) :
                          rows[i].environment ? make_with_every_field(k) :
                                                VIEW("no zip"));
        struct case_record told = k->seen.record ? *k->seen.record : (struct case_record){ 0 };
        told.catalog_origin = VIEW("own.xml");
        told.replaced = (struct replaced){ .case_id = VIEW("OLD-1"), .subject = VIEW("CN=old"), .sha1 = VIEW("ab"), .sha256 = VIEW("cd"),
                                           .not_after = told.deadline.submitted + 86400 };
        k->seen.record = k->seen.record ? &told : NULL;
        struct buf once = put_of(&k->t.arena, &k->seen);
        assert_true(audit_answer_read(&k->t.arena, buf_view(&once), &back, &e));
        assert_int_equal(e.status, ST_OK);
        walk(&k->t.arena, &back);
        expect_same_reports(k, &back);
        struct buf again = put_of(&k->t.arena, &back);
        assert_true(view_eq(buf_view(&once), buf_view(&again)));
        assert_int_equal(back.findings.n, k->seen.findings.n);
        assert_int_equal(back.evidence.certs.n, k->seen.evidence.certs.n);
        assert_int_equal(back.verdict, k->seen.verdict);
        assert_int_equal(back.record != NULL, k->seen.record != NULL);
        assert_memory_equal(back.sha256, k->seen.sha256, sizeof back.sha256);
        buf_free(&once);
        buf_free(&again);
    }
}

static void a_reason_comes_back_and_nothing_of_a_bundle_with_it(void **state)
{
    struct arena arena = { 0 };
    struct buf out = BUF_INIT(LIMIT_ANSWER_BYTES);
    struct audited item = { .verdict = VERDICT_ACCEPTED };
    struct err e, why = { .status = ST_IO, .what = "bad\033[2J##vso[x]", .hint = "do\n" };
    (void)state;
    audit_answer_put(&arena, &item, &why, &out);
    assert_true(audit_answer_read(&arena, buf_view(&out), &item, &e));
    assert_int_equal(e.status, ST_IO);
    assert_string_equal(e.what, "bad\\u001B[2J\\u0023#vso[x]");
    assert_string_equal(e.hint, "do\\u000A");
    buf_free(&out);
    arena_free(&arena);
}

static void texts_are_made_safe_and_a_verdict_must_fit_its_findings(void **state)
{
    struct arena arena = { 0 };
    struct finding finding = { .rule = rules_at(0), .severity = SEV_WARNING, .message = VIEW("\xff\033[2J"), .cert = NO_CERT,
                               .file = SIZE_MAX };
    struct audited item = { .verdict = VERDICT_ACCEPTED, .findings = { &finding, 1, 1 } }, back;
    struct err e;
    (void)state;
    struct buf out = put_of(&arena, &item);
    assert_true(audit_answer_read(&arena, buf_view(&out), &back, &e));
    assert_true(view_eq_text(back.findings.items[0].message, "\\xFF\\u001B[2J"));
    assert_true(back.findings.items[0].cert == NO_CERT && back.findings.items[0].file == SIZE_MAX);
    buf_free(&out);
    finding.severity = SEV_ERROR;
    out = put_of(&arena, &item);
    assert_false(audit_answer_read(&arena, buf_view(&out), &back, &e));
    buf_free(&out);
    item.verdict = VERDICT_REJECTED;
    out = put_of(&arena, &item);
    assert_true(audit_answer_read(&arena, buf_view(&out), &back, &e));
    buf_free(&out);
    arena_free(&arena);
}

/* Each byte of an answer as each of some others, and each beginning of it. */
static void no_other_bytes_do_harm(void **state)
{
    static const unsigned char others[] = { 0x00, 0x01, 0x1b, 0x7f, 0x80, 0xff };
    struct audit_kit *k = *state;
    struct arena arena = { 0 };
    struct audited back;
    struct err e;
    (void)audit_of(k, audit_make_of(k, PATHS(SAMPLES "partner-client-3des.pfx"), "Production"));
    struct buf out = put_of(&k->t.arena, &k->seen);
    for (size_t n = 0; n < out.n; n++) {
        char *bytes = malloc(n + 1); /* at its size, so that a read past the end is seen */
        memcpy(bytes, out.p, n);
        assert_false(audit_answer_read(&arena, (struct view){ bytes, n }, &back, &e));
        free(bytes);
        arena_reset(&arena);
    }
    for (size_t i = 0; i < out.n; i++) {
        char was = out.p[i];
        for (size_t j = 0; j < sizeof others; j++) {
            out.p[i] = (char)others[j];
            if (audit_answer_read(&arena, buf_view(&out), &back, &e) && e.status == ST_OK)
                walk(&arena, &back);
            arena_reset(&arena);
        }
        out.p[i] = was;
    }
    buf_putc(&out, 'x');
    assert_false(audit_answer_read(&arena, buf_view(&out), &back, &e));
    buf_free(&out);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_was_found_of_each_kind_of_bundle_comes_back_as_it_was, audit_set_up, audit_tear_down),
        cmocka_unit_test(a_reason_comes_back_and_nothing_of_a_bundle_with_it),
        cmocka_unit_test(texts_are_made_safe_and_a_verdict_must_fit_its_findings),
        cmocka_unit_test_setup_teardown(no_other_bytes_do_harm, audit_set_up, audit_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
