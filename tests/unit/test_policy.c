/* What a policy does to findings, and what it finds itself. */
#include "rule_check.h"
#include "rule_facts.h"
#include "model/policy.h"

#include "unit.h"

static const struct rule_info rules[] = { { .id = "a", .severity = SEV_WARNING },
                                          { .id = "b", .severity = SEV_ERROR },
                                          { .id = "c", .severity = SEV_NOTE } };

static void severities_change_and_findings_keep_their_order(void **state)
{
    static const struct policy_rule words[] = { { .id = VIEW_ROW("a"), .severity = SEV_ERROR }, { .id = VIEW_ROW("b"), .off = true } };
    const struct policy policy = { .rules = words, .n_rules = COUNT_OF(words) };
    struct finding items[4];
    const size_t order[] = { 1, 0, 1, 2 };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(items); i++)
        items[i] = (struct finding){ .rule = &rules[order[i]], .severity = rules[order[i]].severity };
    struct findings findings = { .items = items, .n = COUNT_OF(items) };
    policy_apply(NULL, &findings);
    assert_int_equal(findings.n, 4);
    policy_apply(&policy, &findings);
    assert_int_equal(findings.n, 2);
    assert_ptr_equal(items[0].rule, &rules[0]);
    assert_int_equal(items[0].severity, SEV_ERROR);
    assert_int_equal(items[1].severity, SEV_NOTE);
    assert_ptr_equal(items[1].rule, &rules[2]);
}

static void an_error_about_the_bundle_itself_stays_a_warning(void **state)
{
    static const struct rule_info digest = { .id = "digest-mismatch", .group = GROUP_BUNDLE, .severity = SEV_ERROR };
    static const struct { struct policy_rule word; enum severity was, want; bool lowered; } rows[] = {
        { { .off = true }, SEV_ERROR, SEV_WARNING, true },
        { { .severity = SEV_NOTE }, SEV_ERROR, SEV_WARNING, true },
        { { .severity = SEV_WARNING }, SEV_ERROR, SEV_WARNING, true },
        { { .severity = SEV_ERROR }, SEV_ERROR, SEV_ERROR, false },
        { { .severity = SEV_NOTE }, SEV_WARNING, SEV_NOTE, false }, /* not what the rule is about at its worst */
        { { .severity = SEV_ERROR }, SEV_WARNING, SEV_ERROR, false },
    };
    static const struct rule_info dates = { .id = "dates-unconfirmed", .group = GROUP_BUNDLE, .severity = SEV_WARNING,
                                             .traits = RULE_LEAVES_UNVERIFIED };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct policy_rule word = rows[i].word;
        word.id = VIEW("digest-mismatch");
        const struct policy policy = { .rules = &word, .n_rules = 1 };
        struct finding item = { .rule = &digest, .severity = rows[i].was };
        struct findings findings = { .items = &item, .n = 1 };
        policy_apply(&policy, &findings);
        assert_int_equal(findings.n, 1);
        assert_true(item.severity == rows[i].want && item.lowered == rows[i].lowered);
        assert_int_equal(policy_lowers(&word, &digest), i < 3 || i == 4);
        word.id = VIEW("dates-unconfirmed");
        item = (struct finding){ .rule = &dates, .severity = SEV_WARNING };
        findings.n = 1;
        policy_apply(&policy, &findings);
        assert_true(findings.n == 1 && item.severity == (word.severity == SEV_ERROR && !word.off ? SEV_ERROR : SEV_WARNING));
        assert_int_equal(item.lowered, word.off || word.severity == SEV_NOTE);
    }
}

static void names_are_compared_by_their_attributes(void **state)
{
    static const struct { const char *said, *name; bool same; } rows[] = {
        { "CN=Root, O=Partner", "cn=root, O=Partner", true },
        { "O=Partner, CN=Root", "CN=Root, O=Partner", true },
        { "CN=Root, O=\"Partner, S.A.\", C=PT", "C=PT, O=\"Partner, S.A.\", CN=Root", true },
        { "CN=Root + OU=A", "CN=Root, OU=A", true },
        { "CN=Root", "CN=Root, O=Partner", false },
        { "CN=Root, CN=Root, O=A", "CN=Root, O=A, O=A", false },
        { "O=\"a, CN=Root\", C=PT", "O=a, CN=Root, C=PT", false },
        { "CN=a\\, O=b", "O=b, CN=a\\", true }, /* a backslash of the name itself */
        { "", "CN=Root", false },
    };
    struct arena arena = { 0 };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct view said = view_of(rows[i].said), name = view_of(rows[i].name);
        if (view_eq(policy_name_key(&arena, said), policy_name_key(&arena, name)) != rows[i].same)
            fail_msg("'%s' and '%s'", rows[i].said, rows[i].name);
    }
    arena_free(&arena);
}

static const struct policy_name by_name[] = { { .subject = VIEW_ROW("cn=Partner Root, O=Partner") } };
static const struct policy_name by_digest[] = { { .has_sha256 = true, .sha256 = { 1, 2, 3 } } };

#define ISSUERS_BY(names)                                                                                                                  \
    &(const struct policy)                                                                                                                 \
    {                                                                                                                                      \
        .id = VIEW_ROW("p"), .issuers = (names), .n_issuers = 1                                                                            \
    }
#define ROOT "CN=Partner Root, O=Partner"

static void issuers_are_found_anywhere_in_a_proved_chain(void **state)
{
    static const struct cert root = { .subject = VIEW_ROW(ROOT), .issuer = VIEW_ROW(ROOT), .self_signed = true, .sha256 = { 1, 2, 3 } };
    static const struct cert sub = { .subject = VIEW_ROW("CN=Sub"), .issuer = VIEW_ROW(ROOT), .issuer_cert = &root };
    static const struct cert leaf = { .subject = VIEW_ROW("CN=Leaf"), .issuer = VIEW_ROW("CN=Sub"), .issuer_cert = &sub };
    static const struct cert alone = { .subject = VIEW_ROW("CN=Leaf"), .issuer = VIEW_ROW("CN=Partner Root, O=Partner") };
    static const struct cert other = { .subject = VIEW_ROW(ROOT), .issuer = VIEW_ROW(ROOT), .self_signed = true };
    static const struct cert stranger = { .subject = VIEW_ROW(ROOT), .issuer = VIEW_ROW("CN=Else") };
    static const char id[] = "policy-issuer-not-allowed";
    const struct rule_row rows[] = {
        { .rule = id, .name = "a root by its name", .cert = root, .facts.policy = ISSUERS_BY(by_name), .is_main = true, .want = SILENT },
        { .rule = id,
          .name = "a root by its digest",
          .cert = root,
          .facts.policy = ISSUERS_BY(by_digest),
          .is_main = true,
          .want = SILENT },
        { .rule = id, .name = "a leaf below it", .cert = leaf, .facts.policy = ISSUERS_BY(by_digest), .is_main = true, .want = SILENT },
        { .rule = id, .name = "only named", .cert = alone, .facts.policy = ISSUERS_BY(by_name), .is_main = true, .want = SILENT },
        { .rule = id,
          .name = "only named, where a digest is asked",
          .cert = alone,
          .facts.policy = ISSUERS_BY(by_digest),
          .is_main = true,
          .want = SEV_ERROR },
        { .rule = id,
          .name = "the same name, another certificate",
          .cert = other,
          .facts.policy = ISSUERS_BY(by_digest),
          .is_main = true,
          .want = SEV_ERROR },
        { .rule = id,
          .name = "the name as subject proves nothing",
          .cert = stranger,
          .facts.policy = ISSUERS_BY(by_name),
          .is_main = true,
          .want = SEV_ERROR },
        { .rule = id, .name = "no policy", .cert = stranger, .is_main = true, .want = SILENT },
    };
    (void)state;
    rule_check_rows(&rules_policy, rows, COUNT_OF(rows));
}

static void keys_and_validity_are_measured(void **state)
{
    static const struct policy policy = {
        .id = VIEW_ROW("p"), .min_rsa_bits = 3072, .min_ec_bits = 384, .max_validity_days = 398, .max_ca_validity_days = 3650
    };
    static const struct cert root = { .store = STORE_ROOT };
    static const char key[] = "policy-key-too-short", validity[] = "policy-validity-too-long";
    const struct rule_row rows[] = {
        { .rule = key,
          .name = "RSA at the limit",
          .cert = { .key = { KEY_RSA, .bits = 3072 } },
          .facts.policy = &policy,
          .is_main = true,
          .want = SILENT },
        { .rule = key,
          .name = "RSA below",
          .cert = { .key = { KEY_RSA, .bits = 3071 } },
          .facts.policy = &policy,
          .is_main = true,
          .want = SEV_ERROR },
        { .rule = key,
          .name = "EC at the limit",
          .cert = { .key = { KEY_EC, .bits = 384 } },
          .facts.policy = &policy,
          .is_main = true,
          .want = SILENT },
        { .rule = key,
          .name = "EC below",
          .cert = { .key = { KEY_EC, .bits = 256 } },
          .facts.policy = &policy,
          .is_main = true,
          .want = SEV_ERROR },
        { .rule = key,
          .name = "Ed25519 has no limit",
          .cert = { .key = { KEY_ED25519, .bits = 256 } },
          .facts.policy = &policy,
          .is_main = true,
          .want = SILENT },
        { .rule = key,
          .name = "not installed",
          .cert = { .key = { KEY_RSA, .bits = 1024 } },
          .facts = { .policy = &policy, .decided.main = &root },
          .want = SILENT },
        { .rule = key, .name = "no policy", .cert = { .key = { KEY_RSA, .bits = 1024 } }, .is_main = true, .want = SILENT },
        { .rule = validity,
          .name = "398 days",
          .cert = { .not_before = 0, .not_after = 398 * 86400 - 1 },
          .facts.policy = &policy,
          .is_main = true,
          .want = SILENT },
        { .rule = validity,
          .name = "a second more",
          .cert = { .not_before = 0, .not_after = 398 * 86400 },
          .facts.policy = &policy,
          .is_main = true,
          .want = SEV_ERROR },
        { .rule = validity,
          .name = "a CA may",
          .cert = { .ca = true, .not_before = 0, .not_after = 398 * 86400 },
          .facts.policy = &policy,
          .is_main = true,
          .want = SILENT },
        { .rule = validity,
          .name = "a CA that exceeds its own",
          .cert = { .ca = true, .not_before = 0, .not_after = 3650LL * 86400 },
          .facts.policy = &policy,
          .is_main = true,
          .want = SEV_ERROR },
        { .rule = validity,
          .name = "times that can't be read",
          .cert = { .not_before = TIME_NONE, .not_after = TIME_NONE },
          .facts.policy = &policy,
          .is_main = true,
          .want = SILENT },
    };
    const struct rule_row more[] = {
        { "RSA-PSS below", key, SEV_ERROR, { .key = { KEY_RSA_PSS, .bits = 3071 } }, .facts.policy = &policy, .is_main = true },
        { "no end", validity, SILENT, { .not_before = NOW, .not_after = TIME_NONE }, .facts.policy = &policy, .is_main = true },
    };
    (void)state;
    rule_check_rows(&rules_policy, rows, COUNT_OF(rows));
    rule_check_rows(&rules_policy, more, COUNT_OF(more));
}

static const struct rule *rule_of(const char *id)
{
    for (size_t i = 0; i < rules_policy.n; i++)
        if (strcmp(rules_policy.rules[i].info.id, id) == 0)
            return &rules_policy.rules[i];
    fail_msg("no rule %s", id);
    return NULL;
}

static size_t fired(const char *id, const struct facts *facts)
{
    struct arena arena = { 0 };
    struct findings findings = { 0 };
    const struct rule *rule = rule_of(id);
    struct rule_run run = {
        .facts = facts, .arena = &arena, .out = &findings, .rule = &rule->info, .file_index = SIZE_MAX, .cert_index = NO_CERT
    };
    rule_look(&run, rule);
    size_t n = findings.n;
    arena_free(&arena);
    return n;
}

static void all_that_is_given_of_an_environment_is_of_one_row(void **state)
{
    static const struct policy_environment allowed[] = {
        { .name = VIEW_ROW("production") },
        { .name = VIEW_ROW("Test"), .key = VIEW_ROW("849515f2") },
        { .name = VIEW_ROW("Development"), .host = VIEW_ROW("dev.example.com") },
        { .name = VIEW_ROW("Qualit\u00E0") },
    };
    static const struct policy policy = { .id = VIEW_ROW("p"), .environments = allowed, .n_environments = COUNT_OF(allowed) };
    static const struct {
        struct environment asked;
        size_t want;
    } rows[] = {
        { { .name = VIEW_ROW("Production") }, 0 },
        { { .name = VIEW_ROW("Production"), .key = VIEW_ROW("0"), .host = VIEW_ROW("any.example.com") }, 0 },
        { { .name = VIEW_ROW("Test"), .key = VIEW_ROW("849515F2") }, 0 },
        { { .name = VIEW_ROW("Test"), .key = VIEW_ROW("1") }, 1 },
        { { .name = VIEW_ROW("Test") }, 1 },
        { { .name = VIEW_ROW("Qualita\u0300") }, 0 },
        { { .name = VIEW_ROW("Sandbox"), .key = VIEW_ROW("849515f2") }, 1 },
        { { .name = VIEW_ROW("Sandbox"), .key = VIEW_ROW("production"), .host = VIEW_ROW("production") }, 1 },
        { { .name = VIEW_ROW("Development"), .host = VIEW_ROW("dev.example.com") }, 0 },
        { { .name = VIEW_ROW("Development"), .host = VIEW_ROW("live.example.com"), .key = VIEW_ROW("849515f2") }, 1 },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct case_record record = { .environments = &rows[i].asked, .n_environments = 1 };
        const struct facts facts = { .policy = &policy, .record = &record }, free = { .record = &record };
        if (fired("policy-environment-not-allowed", &facts) != rows[i].want)
            fail_msg("row %zu: not %zu findings", i, rows[i].want);
        assert_int_equal(fired("policy-environment-not-allowed", &free), 0);
    }
}

static void a_name_and_a_digest_must_be_of_one_certificate(void **state)
{
    static const struct cert signer = { .subject = VIEW_ROW(ROOT), .sha256 = { 1, 2, 3 } };
    static const struct { struct policy_name name; size_t want; } rows[] = {
        { { .subject = VIEW_ROW(ROOT), .has_sha256 = true, .sha256 = { 1, 2, 3 } }, 0 },
        { { .subject = VIEW_ROW("CN=Else"), .has_sha256 = true, .sha256 = { 1, 2, 3 } }, 1 },
        { { .subject = VIEW_ROW(ROOT), .has_sha256 = true, .sha256 = { 1, 2, 4 } }, 1 },
    };
    const struct signature signature = { .state = SIGNATURE_GOOD, .signer = &signer };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct policy policy = { .id = VIEW_ROW("p"), .signers = &rows[i].name, .n_signers = 1 };
        const struct facts facts = { .policy = &policy, .signature = &signature };
        assert_int_equal(fired("policy-signer-not-allowed", &facts), rows[i].want);
    }
}

static void a_delivery_and_what_is_accepted_can_be_capped(void **state)
{
    static const struct rule_info key_short = { .id = "key-short" };
    static const struct policy_rule none[1];
    static const struct policy policy = { .id = VIEW_ROW("p"), .max_delivery_days = 5, .acceptances_listed = true, .acceptable = none };
    struct finding recorded = { .rule = &key_short };
    struct case_record record = { .service.days = 5, .findings = { .items = &recorded, .n = 1 } };
    const struct facts facts = { .policy = &policy, .record = &record };
    (void)state;
    assert_int_equal(fired("policy-delivery-too-long", &facts), 0);
    assert_int_equal(fired("policy-acceptance-not-allowed", &facts), 0);
    record.service.days = 6, recorded.accepted = true;
    assert_int_equal(fired("policy-delivery-too-long", &facts), 1);
    assert_int_equal(fired("policy-acceptance-not-allowed", &facts), 1);
}

static void a_signers_name_counts_only_with_a_ca_behind_it(void **state)
{
    static const struct cert signer = { .subject = VIEW_ROW(ROOT), .sha256 = { 1, 2, 3 } };
    static const struct policy name = { .id = VIEW_ROW("p"), .signers = by_name, .n_signers = 1 };
    static const struct policy digest = { .id = VIEW_ROW("p"), .signers = by_digest, .n_signers = 1 };
    static const struct {
        const struct policy *policy;
        enum signature_state state;
        size_t want;
    } rows[] = {
        { &name, SIGNATURE_GOOD, 0 },      { &name, SIGNATURE_UNCHECKED, 1 },   { &name, SIGNATURE_UNTRUSTED, 1 },
        { &digest, SIGNATURE_GOOD, 0 },    { &digest, SIGNATURE_UNCHECKED, 0 }, { &digest, SIGNATURE_UNTRUSTED, 0 },
        { &digest, SIGNATURE_INVALID, 0 }, { NULL, SIGNATURE_UNCHECKED, 0 },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct signature signature = { .state = rows[i].state, .signer = &signer };
        struct facts facts = { .policy = rows[i].policy, .signature = &signature };
        if (fired("policy-signer-not-allowed", &facts) != rows[i].want)
            fail_msg("row %zu: not %zu findings", i, rows[i].want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(severities_change_and_findings_keep_their_order),
        cmocka_unit_test(an_error_about_the_bundle_itself_stays_a_warning),
        cmocka_unit_test(names_are_compared_by_their_attributes),
        cmocka_unit_test(issuers_are_found_anywhere_in_a_proved_chain),
        cmocka_unit_test(keys_and_validity_are_measured),
        cmocka_unit_test(all_that_is_given_of_an_environment_is_of_one_row),
        cmocka_unit_test(a_signers_name_counts_only_with_a_ca_behind_it),
        cmocka_unit_test(a_name_and_a_digest_must_be_of_one_certificate),
        cmocka_unit_test(a_delivery_and_what_is_accepted_can_be_capped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
