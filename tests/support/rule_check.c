#include "rule_check.h"

#include "base/civil.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "format/container/container.h"
#include "format/digest.h"
#include "steps/certs.h"

#include <setjmp.h>

#include <cmocka.h>

static const struct rule *rule_of(const struct rule_table *table, const char *id)
{
    for (size_t i = 0; i < table->n; i++)
        if (strcmp(table->rules[i].info.id, id) == 0)
            return &table->rules[i];
    fail_msg("no rule %s in this table", id);
    return NULL;
}

static void check_finding(const struct rule_row *row, const struct findings *findings)
{
    enum severity got = findings->n ? findings->items[0].severity : SILENT;
    if (got != row->want || findings->n > 1)
        fail_msg("%s: %s gave %zu findings, severity %d instead of %d", row->rule, row->name, findings->n, (int)got, (int)row->want);
    for (size_t i = 0; i < findings->n; i++) {
        struct view message = findings->items[i].message;
        size_t at;
        assert_true(message.n > 0 && utf8_valid(message));
        if (row->message && !view_find(message, view_of(row->message), &at))
            fail_msg("%s: %s: '%s' is not in: %.*s", row->rule, row->name, row->message, VIEW_ARG(message));
        if (row->hint && !view_find(findings->items[i].hint, view_of(row->hint), &at))
            fail_msg("%s: %s: '%s' is not in: %.*s", row->rule, row->name, row->hint, VIEW_ARG(findings->items[i].hint));
        assert_int_equal(findings->items[i].cert, 0);
    }
}

static void check_row(struct arena *arena, const struct rule *rule, const struct rule_row *row)
{
    struct cert cert = row->cert, other = { .issuer_cert = &cert };
    struct cert *certs[] = { &cert, &other };
    struct cert_file file = { .path = VIEW("test.cer"), .name = VIEW("test.cer") }, *files[] = { &file };
    struct evidence evidence = { .files = files, .n_files = 1, .certs = { .items = certs, .n = row->signs_another ? 2 : 1 } };
    struct facts facts = row->facts;
    struct findings findings = { 0 };
    facts.now = facts.now ? facts.now : NOW;
    facts.evidence = &evidence;
    facts.decided.main = row->is_main ? &cert : facts.decided.main;
    struct rule_run run = { .facts = &facts, .arena = arena, .out = &findings, .rule = &rule->info, .file = &file, .cert = &cert };
    rule_look(&run, rule);
    check_finding(row, &findings);
}

void rule_check_rows(const struct rule_table *table, const struct rule_row *rows, size_t n)
{
    struct arena arena = { 0 };
    for (size_t i = 0; i < n; i++)
        check_row(&arena, rule_of(table, rows[i].rule), &rows[i]);
    arena_free(&arena);
}

static void judge(struct x509_ctx *x, struct arena *arena, const char *consumes, struct examined *out)
{
    digest_sha256(out->file.bytes, out->file.sha256);
    container_identify(&out->file);
    container_read(x, arena, NULL, &out->file);
    out->evidence.files = NEW(arena, struct cert_file *, 1);
    out->evidence.files[0] = &out->file;
    out->evidence.n_files = 1;
    certs_arrange(x, arena, &(struct public_roots){ 0 }, &out->evidence);
    out->decided = purpose_decide(&out->evidence, PURPOSE_NONE);
    /* A request without a fault, so that only files and certificates have findings. */
    static const struct route by_change = { .channel = CHANNEL_CHANGE, .service = "" };
    static const struct environment environment = { .name = VIEW_ROW("Test"), .hosting = HOST_SELF_MANAGED };
    const struct case_record record = {
        .route = &by_change, .hosting = HOST_SELF_MANAGED, .environments = &environment, .n_environments = 1, .consumes = view_of(consumes),
        .deadline = { .counted_from = DAY_NONE, .expected_delivery = DAY_NONE, .submit_by = DAY_NONE, .needed_by = DAY_NONE,
                      .renew_by = DAY_NONE },
    };
    struct facts facts = {
        .now = NOW, .evidence = &out->evidence, .x509 = x, .decided = out->decided,
        .expected_delivery = day_of(2026, 11, 27),
        .record = &record,
    };
    rules_run(&facts, arena, &out->findings);
}

void rule_check_bytes(struct x509_ctx *x, struct arena *arena, struct view bytes, const char *consumes, struct examined *out)
{
    *out = (struct examined){ .file = { .path = VIEW("test.cer"), .name = VIEW("test.cer"), .bytes = bytes } };
    judge(x, arena, consumes, out);
}

void rule_check_file(struct x509_ctx *x, struct arena *arena, const char *path, const char *consumes, struct examined *out)
{
    struct err e = { 0 };
    *out = (struct examined){ .file = { .path = view_of(path), .name = path_name(view_of(path)) } };
    if (!file_read(arena, path, LIMIT_INPUT_BYTES, &out->file.bytes, &e))
        fail_msg("%s: %s", e.where, e.what);
    judge(x, arena, consumes, out);
}

bool rule_check_has(const struct findings *findings, struct view rule)
{
    for (size_t i = 0; i < findings->n; i++)
        if (view_eq_text(rule, findings->items[i].rule->id))
            return true;
    return false;
}

void rule_check_fixtures(const struct rule_table *table, const char *folder)
{
    static const char *const files[] = { "good", "bad" };
    struct arena arena = { 0 };
    struct x509_ctx *x = x509_new();
    size_t bad = 0;
    for (size_t i = 0; i < 2 * table->n; i++) {
        const char *id = table->rules[i / 2].info.id;
        struct examined seen;
        char path[512];
        snprintf(path, sizeof path, "%s/%s/%s.cer", folder, id, files[i % 2]);
        rule_check_file(x, &arena, path, "https://api.partner.example/orders", &seen);
        if (rule_check_has(&seen.findings, view_of(id)) == (i % 2 == 1))
            continue;
        print_error("%s %s\n", path, i % 2 ? "doesn't fire its rule" : "fires the rule");
        bad++;
    }
    x509_free(x);
    arena_free(&arena);
    assert_int_equal(bad, 0);
}
