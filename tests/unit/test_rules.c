#include "rule_facts.h"

#include <ctype.h>

#include "base/civil.h"
#include "base/limits.h"
#include "model/words.h"
#include "steps/certs.h"

/* All of them. The ids are promises to users: scripts name them in --accept and policies. */
static const struct {
    enum rule_group group;
    enum severity severity; /* which says what is rejected */
    const char *ids;
} promised[] = {
    { GROUP_FILE, SEV_ERROR, "list-of-public-cas not-a-certificate malformed-certificate" },
    { GROUP_FILE, SEV_WARNING, "extension-not-cer several-certificates-in-file trailing-data contains-private-key unverified-origin "
      "attachment-not-read commented-certificate certificate-of-signature" },
    { GROUP_FILE, SEV_NOTE,
      "byte-order-mark utf16-text base64-without-header base64-of-pem escaped-certificate text-around-certificate certificate-in-pkcs7 "
      "duplicate-certificate hex-dump diff-of-certificate trust-settings-dropped" },
    { GROUP_ROLE, SEV_ERROR, "inbound-needs-cas inbound-chain-incomplete" },
    { GROUP_ROLE, SEV_WARNING,
      "inbound-public-ca domain-issuer-not-public domain-chain-incomplete client-from-public-ca saml-signing-certificate" },
    { GROUP_ROLE, SEV_ERROR,
      "leaf-not-root client-needs-pfx impersonates-public-root blocked-by-windows purpose-contradicts-certificate chain-refused" },
    { GROUP_ROLE, SEV_WARNING,
      "intermediate-without-root already-trusted not-a-tls-certificate chain-incomplete roots-of-one-name unrelated-certificates "
      "sql-server-fallback vendor-owned" },
    { GROUP_ROLE, SEV_NOTE, "server-certificate-self-service ca-bundle-missing" },
    { GROUP_TIME, SEV_ERROR, "expired not-yet-valid expires-before-delivery" },
    { GROUP_TIME, SEV_WARNING, "expires-soon" },
    { GROUP_TIME, SEV_NOTE, "long-validity" },
    { GROUP_KEY, SEV_ERROR, "key-too-short key-type-unsupported key-too-large invalid-public-key key-can-be-factored "
                            "self-signature-invalid" },
    { GROUP_KEY, SEV_WARNING, "key-short curve-off-by-default large-public-exponent signature-weak signature-pss" },
    { GROUP_SHAPE, SEV_ERROR, "precertificate invalid-time version-unknown" },
    { GROUP_SHAPE, SEV_WARNING,
      "version-1-certificate serial-not-positive serial-too-long invalid-string-encoding self-issued-not-self-signed "
      "server-certificate-is-a-ca invalid-name-in-san invisible-characters-in-name look-alike-letters many-names" },
    { GROUP_CONTENT, SEV_ERROR,
      "ca-flag-missing duplicate-extension unknown-critical-extension malformed-extension signature-algorithms-differ "
      "control-characters-in-name bidirectional-override-in-name" },
    { GROUP_CONTENT, SEV_WARNING,
      "key-usage-contradicts no-subject-alternative-name common-name-not-covered path-length-without-ca host-not-covered" },
    { GROUP_CONTENT, SEV_NOTE, "name-constraints" },
    { GROUP_PFX, SEV_ERROR,
      "pfx-password-missing pfx-password-wrong pfx-without-key pfx-key-mismatch pfx-several-keys pfx-empty-password "
      "pfx-encryption-not-accepted pfx-unreadable-on-platform pfx-legacy-provider-missing pfx-iterations-excessive pfx-key-not-encrypted "
      "pfx-is-base64 pfx-other-entries pfx-tells-secret pfx-for-accounts pfx-key-unsupported" },
    { GROUP_PFX, SEV_WARNING, "pfx-key-claimed-twice pfx-chain-missing pfx-weak-encryption pfx-no-mac" },
    { GROUP_PFX, SEV_NOTE, "pfx-low-iterations pfx-pbmac1" },
    { GROUP_REQUEST, SEV_ERROR,
      "java-application-server environment-unknown environment-missing odc-environment personal-environment hosting-unknown "
      "service-not-in-edition renews-itself renews-unrelated policy-issuer-not-allowed policy-environment-not-allowed "
      "policy-signer-not-allowed policy-key-too-short policy-validity-too-long "
      "policy-acceptance-not-allowed policy-delivery-too-long" },
    { GROUP_REQUEST, SEV_WARNING,
      "hosting-contradicts-host environments-on-one-host front-end-named-twice platform-contradicts-server "
      "contact-missing consumes-needs-none duplicate-request renewal-ends-sooner needed-after-old-expires renews-another-kind "
      "renews-changed-bundle "
      "delivery-after-needed-by submit-by-passed" },
    { GROUP_REQUEST, SEV_NOTE, "holidays-not-covered" },
    { GROUP_BUNDLE, SEV_ERROR,
      "zip-malformed zip-headers-disagree unsafe-entry-name duplicate-entry encrypted-entry entry-unlisted "
      "entry-missing digest-mismatch size-mismatch limit-exceeded data-outside-archive schema-violation "
      "case-contradicts-certificate ticket-contradicts-case deadline-contradicts-catalog secret-in-bundle "
      "password-in-bundle not-reproducible unsigned signature-invalid signer-untrusted format-version-unknown bundle-unreadable "
      "text-unconfirmed" },
    { GROUP_BUNDLE, SEV_WARNING, "duplicate-across-bundles link-not-followed dates-unconfirmed dates-unlikely" },
    { GROUP_BUNDLE, SEV_NOTE, "dates-past" },
};

static void every_rule_is_in_its_group_with_its_severity(void **state)
{
    size_t n = 0;
    (void)state;
    for (size_t g = 0; g < COUNT_OF(promised); g++) {
        struct view rest = view_of(promised[g].ids), id;
        while (view_cut(&rest, ' ', &id)) {
            const struct rule_info *rule = rules_find(id);
            if (!rule || rule->group != promised[g].group || rule->severity != promised[g].severity)
                fail_msg("no rule %.*s in the group %s with its severity", VIEW_ARG(id), group_word(promised[g].group));
            n++;
        }
    }
    assert_int_equal(n, rules_count());
    assert_null(rules_find(VIEW("no-such-rule")));
    assert_null(rules_find(VIEW("")));
    assert_null(rules_at(rules_count()));
}

static bool is_kebab(const char *id)
{
    size_t n = strlen(id);
    for (size_t i = 0; i < n; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-", id[i]) || (id[i] == '-' && (i == 0 || i + 1 == n || id[i + 1] == '-')))
            return false;
    return n > 0;
}

static void every_rule_has_a_unique_kebab_case_id(void **state)
{
    (void)state;
    assert_true(rules_count() > 80);
    for (size_t i = 0; i < rules_count(); i++) {
        const struct rule_info *rule = rules_at(i);
        if (!is_kebab(rule->id))
            fail_msg("%s is not kebab-case", rule->id);
        assert_ptr_equal(rules_find(view_of(rule->id)), rule);
        assert_true(rule->severity < SEV_COUNT);
        assert_true(i == 0 || rules_at(i - 1)->group <= rule->group);
    }
}

/* Scripts and lists go by the order of the tables, people who correct the texts by that of the file. */
static void each_rule_has_its_block_in_the_order_of_the_tables(void **state)
{
    const struct explanations *blocks = &explanations_of_rules;
    (void)state;
    for (size_t i = 0; i < blocks->n; i++)
        if (!rules_find(view_of(blocks->items[i].id)))
            fail_msg("templates/rules.txt has a block of %s, and there is no such rule", blocks->items[i].id);
    for (size_t i = 0; i < rules_count(); i++)
        if (i >= blocks->n || strcmp(blocks->items[i].id, rules_at(i)->id) != 0)
            fail_msg("templates/rules.txt has no block of %s at its place", rules_at(i)->id);
}

static void check_sentence(const struct explanation *told, const char *what, const char *text, size_t least, bool is_sentence)
{
    if (strlen(text) < least)
        fail_msg("%s: %s is too short", told->id, what);
    if ((text[strlen(text) - 1] == '.') != is_sentence)
        fail_msg("%s: %s ends %s a period", told->id, what, is_sentence ? "with" : "without");
}

static void texts_are_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < explanations_of_rules.n; i++) {
        const struct explanation *told = &explanations_of_rules.items[i];
        check_sentence(told, "title", told->title, 10, false);
        check_sentence(told, "do", told->hint, 10, false);
        check_sentence(told, "why", told->why, 100, true);
        check_sentence(told, "source", told->source, 8, false);
    }
}

/* Whether a text names an option, or the command that makes files anew; another program's options don't count. */
static bool names_option(const char *text)
{
    const char *at = strstr(text, "--");
    bool is_long = at && (at == text || strchr(" (", at[-1])) && islower((unsigned char)at[2]);
    return is_long || strstr(text, "certcase convert") || strstr(text, "with -e ");
}

static void a_row_says_which_option_its_hint_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < rules_count(); i++) {
        const struct rule *rule = (const struct rule *)rules_at(i); /* its info comes first */
        const char *hint = rule_explanation(&rule->info)->hint;
        if (names_option(hint) && !(rule->option && strstr(hint, rule->option)))
            fail_msg("%s: the option is %s, the hint: %s", rule->info.id, rule->option ? rule->option : "not said", hint);
    }
}

static const struct rule_info test_rule = { .id = "expired", .severity = SEV_ERROR };

static void a_finding_past_the_ceiling_is_dropped_with_its_hint(void **state)
{
    struct arena arena = { 0 };
    struct evidence evidence = { 0 };
    struct facts facts = { .evidence = &evidence };
    struct findings out = { 0 };
    struct rule_run run = { .facts = &facts, .arena = &arena, .out = &out, .rule = &test_rule, .cert_index = NO_CERT };
    (void)state;
    for (size_t i = 0; i < LIMIT_FINDINGS; i++)
        rule_fire(&run, "finding %zu", i);
    rule_hint(&run, "the last that fits");
    assert_int_equal(out.n, LIMIT_FINDINGS);
    rule_fire(&run, "one too many");
    rule_hint(&run, "must not replace the hint before");
    rule_severity(&run, SEV_NOTE);
    assert_int_equal(out.n, LIMIT_FINDINGS);
    assert_true(view_eq_text(out.items[out.n - 1].hint, "the last that fits"));
    assert_int_equal(out.items[out.n - 1].severity, SEV_ERROR);
    assert_true(view_eq_text(out.items[0].hint, rule_explanation(&test_rule)->hint));
    arena_free(&arena);
}

static void a_message_is_made_safe_and_a_severity_only_goes_down(void **state)
{
    struct arena arena = { 0 };
    struct evidence evidence = { 0 };
    struct facts facts = { .evidence = &evidence };
    struct findings out = { 0 };
    struct rule_run run = { .facts = &facts, .arena = &arena, .out = &out, .rule = &test_rule, .option = "--row",
                            .cert_index = NO_CERT };
    (void)state;
    rule_hint(&run, "nothing has fired yet");
    rule_severity(&run, SEV_NOTE);
    rule_fire(&run, "name %s", "\x1b[31m\xff");
    assert_true(view_eq_text(out.items[0].message, "name \\u001B[31m\\xFF"));
    assert_string_equal(out.items[0].option, "--row");
    rule_hint(&run, "%s", "line\nline");
    assert_null(out.items[0].option);
    rule_option(&run, "--other");
    assert_string_equal(out.items[0].option, "--other");
    assert_true(view_eq_text(out.items[0].hint, "line\\u000Aline"));
    rule_severity(&run, SEV_NOTE);
    rule_severity(&run, SEV_WARNING);
    assert_int_equal(out.items[0].severity, SEV_NOTE);
    assert_int_equal(out.items[0].cert, NO_CERT);
    arena_free(&arena);
}

static void a_long_name_is_cut_and_a_missing_one_is_said(void **state)
{
    struct arena arena = { 0 };
    struct findings out = { 0 };
    struct rule_run run = { .arena = &arena, .out = &out, .rule = &test_rule };
    char longest[5000];
    (void)state;
    memset(longest, 'x', sizeof longest);
    struct cert named = { .subject_cn = { .p = longest, .n = sizeof longest } }, nameless = { 0 };
    assert_in_range(strlen(rule_cert_name(&run, &named)), 50, 110);
    assert_string_equal(rule_cert_name(&run, &nameless), "a certificate without a name");
    arena_free(&arena);
}

static void a_ring_of_issuers_ends(void **state)
{
    struct cert a = { 0 }, b = { .issuer_cert = &a }, *certs[] = { &a, &b };
    struct evidence evidence = { .certs = { .items = certs, .n = 2 } };
    (void)state;
    a.issuer_cert = &b;
    assert_non_null(cert_top(&evidence.certs, &a));
}

static void a_finding_knows_its_certificate(void **state)
{
    struct arena arena = { 0 };
    struct cert a = { .file = 3 }, b = { .file = 4 }, *certs[] = { &a, &b };
    struct evidence evidence = { .certs = { .items = certs, .n = 2 } };
    struct facts facts = { .evidence = &evidence };
    struct findings out = { 0 };
    struct rule_run run = { .facts = &facts, .arena = &arena, .out = &out, .rule = &test_rule, .file_index = 9 };
    (void)state;
    rule_fire_at(&run, &b, "about b");
    rule_fire_at(&run, &(struct cert){ 0 }, "about another one");
    assert_int_equal(out.items[0].cert, 1);
    assert_int_equal(out.items[0].file, 4);
    assert_int_equal(out.items[1].cert, NO_CERT);
    assert_int_equal(out.items[1].file, 9);
    arena_free(&arena);
}

static void each_rule_has_a_check_or_a_mark(void **state)
{
    static const struct rule_table *const tables[] = { &rules_file, &rules_pfx, &rules_shape, &rules_content, &rules_key, &rules_role };
    (void)state;
    for (size_t t = 0; t < COUNT_OF(tables); t++)
        for (size_t i = 0; i < tables[t]->n; i++) {
            const struct rule *rule = &tables[t]->rules[i];
            assert_true(rule->check ? !rule->mark && !rule->says : rule->mark && rule->says);
        }
}

static void request_rules_are_silent_without_a_record(void **state)
{
    struct arena arena = { 0 };
    struct evidence evidence = { 0 };
    struct cert main = { 0 };
    struct facts facts = { .evidence = &evidence, .decided.main = &main, .expected_delivery = DAY_NONE };
    struct findings out = { 0 };
    (void)state;
    rules_run(&facts, &arena, &out);
    for (size_t i = 0; i < out.n; i++)
        assert_int_not_equal(out.items[i].rule->group, GROUP_REQUEST);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule_is_in_its_group_with_its_severity),
        cmocka_unit_test(every_rule_has_a_unique_kebab_case_id),
        cmocka_unit_test(each_rule_has_its_block_in_the_order_of_the_tables),
        cmocka_unit_test(texts_are_whole),
        cmocka_unit_test(a_row_says_which_option_its_hint_names),
        cmocka_unit_test(a_finding_past_the_ceiling_is_dropped_with_its_hint),
        cmocka_unit_test(a_message_is_made_safe_and_a_severity_only_goes_down),
        cmocka_unit_test(a_long_name_is_cut_and_a_missing_one_is_said),
        cmocka_unit_test(a_ring_of_issuers_ends),
        cmocka_unit_test(a_finding_knows_its_certificate),
        cmocka_unit_test(each_rule_has_a_check_or_a_mark),
        cmocka_unit_test(request_rules_are_silent_without_a_record),
    };
    return cmocka_run_group_tests_name("rules", tests, NULL, NULL);
}
