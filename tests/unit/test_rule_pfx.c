#include "rule_facts.h"

#include "base/limits.h"

static const struct platform old_windows = { .id = VIEW_ROW("windows-2016"), .title = VIEW_ROW("Windows Server 2016") };
static const struct platform new_windows = { .id = VIEW_ROW("windows-2022"), .title = VIEW_ROW("Windows Server 2022"), .pfx_modern = true };

#define GOOD .state = PFX_OPEN, .keys = 1, .key_matches = true

static const struct row {
    const char *name, *rule;
    enum severity want;
    struct pfx pfx;
    unsigned file_oddities;
    size_t certs;              /* client, then its CA */
    enum role first;           /* of the first certificate */
    bool issuer_missing, issuer_public;
    const struct platform *platform;
    enum purpose asked;
    const char *message, *hint;
} rows[] = {
    { .name = "no password", .rule = "pfx-password-missing", .want = SEV_ERROR, .pfx = { .state = PFX_PASSWORD_MISSING },
      .hint = "--password-file" },
    { .name = "open", .rule = "pfx-password-missing", .want = SILENT, .pfx = { GOOD } },
    { .name = "wrong password", .rule = "pfx-password-wrong", .want = SEV_ERROR, .pfx = { .state = PFX_PASSWORD_WRONG } },
    { .name = "wrong for a space", .rule = "pfx-password-wrong", .want = SEV_ERROR,
      .pfx = { .state = PFX_PASSWORD_WRONG, .oddities = PFX_SPACED_GIVEN }, .message = "begins or ends with a space", .hint = "`echo" },
    { .name = "an old cipher is no wrong password", .rule = "pfx-password-wrong", .want = SILENT, .pfx = { .state = PFX_NEEDS_LEGACY } },
    { .name = "an old cipher", .rule = "pfx-legacy-provider-missing", .want = SEV_ERROR, .pfx = { .state = PFX_NEEDS_LEGACY } },
    { .name = "no key", .rule = "pfx-without-key", .want = SEV_ERROR, .pfx = { .state = PFX_OPEN }, .certs = 2, .first = ROLE_LEAF },
    { .name = "CAs alone", .rule = "pfx-without-key", .want = SEV_WARNING, .pfx = { .state = PFX_OPEN }, .certs = 1, .first = ROLE_ROOT },
    { .name = "no key, for a root", .rule = "pfx-without-key", .want = SEV_WARNING, .pfx = { .state = PFX_OPEN }, .certs = 2,
      .first = ROLE_LEAF, .asked = PURPOSE_TRUSTED_ROOT },
    { .name = "closed", .rule = "pfx-without-key", .want = SILENT, .pfx = { .state = PFX_PASSWORD_WRONG } },
    { .name = "another key", .rule = "pfx-key-mismatch", .want = SEV_ERROR, .pfx = { .state = PFX_OPEN, .keys = 1 }, .certs = 1 },
    { .name = "a key alone", .rule = "pfx-key-mismatch", .want = SILENT, .pfx = { .state = PFX_OPEN, .keys = 1 } },
    { .name = "the right key", .rule = "pfx-key-mismatch", .want = SILENT, .pfx = { GOOD }, .certs = 1 },
    { .name = "claimed twice", .rule = "pfx-key-claimed-twice", .want = SEV_WARNING, .pfx = { GOOD, .oddities = PFX_KEY_CLAIMED_TWICE },
      .certs = 1, .first = ROLE_CLIENT, .hint = "certcase convert a.pfx" },
    { .name = "claimed twice, not sent", .rule = "pfx-key-claimed-twice", .want = SILENT,
      .pfx = { GOOD, .oddities = PFX_KEY_CLAIMED_TWICE }, .certs = 1, .first = ROLE_CLIENT, .asked = PURPOSE_SERVER },
    { .name = "several keys are another rule", .rule = "pfx-key-mismatch", .want = SILENT, .pfx = { .state = PFX_OPEN, .keys = 2 },
      .certs = 1 },
    { .name = "several keys", .rule = "pfx-several-keys", .want = SEV_ERROR, .pfx = { .state = PFX_OPEN, .keys = 2 }, .certs = 1,
      .message = "2 private keys" },
    { .name = "the client alone", .rule = "pfx-chain-missing", .want = SEV_WARNING, .pfx = { GOOD }, .certs = 1, .first = ROLE_CLIENT,
      .issuer_missing = true, .hint = "\"Partner CA\"" },
    { .name = "under a public CA", .rule = "pfx-chain-missing", .want = SILENT, .pfx = { GOOD }, .certs = 1, .first = ROLE_CLIENT,
      .issuer_missing = true, .issuer_public = true },
    { .name = "with its CA", .rule = "pfx-chain-missing", .want = SILENT, .pfx = { GOOD }, .certs = 2, .first = ROLE_CLIENT },
    { .name = "self-signed", .rule = "pfx-chain-missing", .want = SILENT, .pfx = { GOOD }, .certs = 1, .first = ROLE_CLIENT },
    { .name = "empty", .rule = "pfx-empty-password", .want = SEV_ERROR, .pfx = { GOOD, .oddities = PFX_EMPTY_PASSWORD } },
    { .name = "empty, not sent", .rule = "pfx-empty-password", .want = SEV_WARNING, .pfx = { GOOD, .oddities = PFX_EMPTY_PASSWORD },
      .asked = PURPOSE_SERVER },
    { .name = "empty, without a key", .rule = "pfx-empty-password", .want = SEV_WARNING,
      .pfx = { .state = PFX_OPEN, .oddities = PFX_EMPTY_PASSWORD } },
    { .name = "AES on 2016", .rule = "pfx-unreadable-on-platform", .want = SEV_ERROR, .pfx = { GOOD, .oddities = PFX_MODERN },
      .platform = &old_windows, .message = "Windows Server 2016", .hint = "-o a-tripledes-sha1.pfx" },
    { .name = "AES on 2016, from a mail", .rule = "pfx-unreadable-on-platform", .want = SEV_ERROR,
      .pfx = { GOOD, .oddities = PFX_MODERN, .attached = VIEW_ROW("client.pfx") }, .platform = &old_windows,
      .hint = "-o client-tripledes-sha1.pfx" },
    { .name = "AES on 2016, closed", .rule = "pfx-unreadable-on-platform", .want = SEV_ERROR,
      .pfx = { .state = PFX_PASSWORD_MISSING, .oddities = PFX_MODERN }, .platform = &old_windows },
    { .name = "AES on 2022", .rule = "pfx-unreadable-on-platform", .want = SILENT, .pfx = { GOOD, .oddities = PFX_MODERN },
      .platform = &new_windows },
    { .name = "3DES on 2016", .rule = "pfx-unreadable-on-platform", .want = SILENT, .pfx = { GOOD }, .platform = &old_windows },
    { .name = "RC2", .rule = "pfx-weak-encryption", .want = SEV_WARNING, .pfx = { GOOD, .oddities = PFX_WEAK_ENCRYPTION }, .certs = 1,
      .first = ROLE_CLIENT, .hint = "certcase convert a.pfx" },
    { .name = "TripleDES with another MAC", .rule = "pfx-encryption-not-accepted", .want = SEV_NOTE,
      .pfx = { GOOD, .encryption = VIEW_ROW("TripleDES-SHA1, MAC SHA-256") },
      .message = "with TripleDES-SHA1, MAC SHA-256, and OutSystems Cloud takes a PFX only in TripleDES-SHA1 with MAC SHA-1" },
    { .name = "not encrypted", .rule = "pfx-encryption-not-accepted", .want = SEV_NOTE,
      .pfx = { GOOD, .encryption = VIEW_ROW("not encrypted, no MAC") }, .message = "is not encrypted, no MAC, and OutSystems Cloud takes" },
    { .name = "2^31", .rule = "pfx-iterations-excessive", .want = SEV_ERROR,
      .pfx = { .state = PFX_EXCESSIVE, .iterations = (size_t)1 << 31 }, .message = "2147483648 rounds", .hint = "usual settings" },
    { .name = "beside others", .rule = "pfx-iterations-excessive", .want = SEV_ERROR,
      .pfx = { .state = PFX_EXCESSIVE, .iterations = 7000, .before = LIMIT_PFX_ITERATIONS - 6000 },
      .message = "asks for 7000 rounds of key derivation, which with the 3994000 of other PFX beside it", .hint = "this one by itself" },
    { .name = "too much by itself, beside others", .rule = "pfx-iterations-excessive", .want = SEV_ERROR,
      .pfx = { .state = PFX_EXCESSIVE, .iterations = LIMIT_PFX_ITERATIONS + 1, .before = 6000 }, .message = "computes at most" },
    { .name = "memory", .rule = "pfx-iterations-excessive", .want = SEV_ERROR,
      .pfx = { .state = PFX_EXCESSIVE, .iterations = 524288 }, .message = "scrypt for more memory" },
    { .name = "few", .rule = "pfx-low-iterations", .want = SEV_NOTE, .pfx = { GOOD, .oddities = PFX_LOW_ITERATIONS } },
    { .name = "no MAC", .rule = "pfx-no-mac", .want = SEV_WARNING, .pfx = { GOOD, .oddities = PFX_NO_MAC } },
    { .name = "a plain key", .rule = "pfx-key-not-encrypted", .want = SEV_ERROR, .pfx = { GOOD, .oddities = PFX_KEY_NOT_ENCRYPTED } },
    { .name = "text", .rule = "pfx-is-base64", .want = SEV_ERROR, .pfx = { GOOD }, .file_oddities = FILE_PFX_BASE64 },
    { .name = "binary", .rule = "pfx-is-base64", .want = SILENT, .pfx = { GOOD } },
};

static void each_pfx_gets_the_finding_that_fits(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct row *r = &rows[i];
        struct arena arena = { 0 };
        struct cert ca = { .role = ROLE_ROOT, .ca = true, .sha256 = { 1 } };
        struct cert client = { .role = r->first, .has_key = r->first == ROLE_CLIENT, .issuer_cn = VIEW("Partner CA") };
        struct cert *certs[] = { &client, &ca };
        ca.issuer_cert = &ca;
        client.issuer_cert = r->issuer_missing ? NULL : &ca;
        client.issuer_publicly_trusted = r->issuer_public;
        struct cert_file file = { .path = VIEW("a.pfx"), .name = VIEW("a.pfx"), .container = CONTAINER_PKCS12,
                                  .oddities = r->file_oddities, .pfx = r->pfx, .certs = { .items = certs, .n = r->certs } };
        struct cert_file *files[] = { &file };
        struct evidence evidence = { .files = files, .n_files = 1, .certs = { .items = certs, .n = r->certs } };
        struct facts facts = { .now = NOW, .evidence = &evidence, .decided.purpose = r->asked ? r->asked : PURPOSE_CLIENT_SIDE,
                               .asked = r->asked, .platform = r->platform, .decided.main = r->certs ? &client : NULL };
        check_first(&arena, &facts, r->name, r->rule, r->want, r->message, r->hint);
        arena_free(&arena);
    }
}

static void other_files_get_no_finding_about_a_pfx(void **state)
{
    struct arena arena = { 0 };
    struct cert root = { .role = ROLE_ROOT }, *certs[] = { &root };
    struct cert_file file = { .path = VIEW("a.cer"), .name = VIEW("a.cer"), .certs = { .items = certs, .n = 1 } }, *files[] = { &file };
    struct evidence evidence = { .files = files, .n_files = 1, .certs = { .items = certs, .n = 1 } };
    struct facts facts = { .now = NOW, .evidence = &evidence, .platform = &old_windows, .decided.main = &root };
    struct findings out = { 0 };
    (void)state;
    rules_run(&facts, &arena, &out);
    for (size_t i = 0; i < out.n; i++)
        assert_int_not_equal(out.items[i].rule->group, GROUP_PFX);
    arena_free(&arena);
}

static void two_pfx_for_two_clients_are_two_requests(void **state)
{
    struct arena arena = { 0 };
    struct cert one = { .role = ROLE_CLIENT, .has_key = true, .sha256 = { 1 } }, two = one, *first[] = { &one }, *second[] = { &two },
                *all[] = { &one, &two };
    struct cert_file a = { .path = VIEW("a.pfx"), .name = VIEW("a.pfx"), .pfx = { GOOD }, .certs = { .items = first, .n = 1 } }, b = a,
                     *files[] = { &a, &b };
    struct evidence evidence = { .files = files, .n_files = 2, .certs = { .items = all, .n = 2 } };
    struct facts facts = { .now = NOW, .evidence = &evidence, .decided.purpose = PURPOSE_CLIENT_SIDE, .decided.main = &one };
    (void)state;
    b.name = b.path = VIEW("b.pfx");
    b.certs.items = second;
    check_first(&arena, &facts, "the same one twice", "pfx-several-keys", SILENT, NULL, NULL);
    two.sha256[0] = 2;
    two.subject_cn = VIEW("Two");
    check_first(&arena, &facts, "two clients", "pfx-several-keys", SEV_ERROR, "\"b.pfx\" holds the private key of \"Two\"", "for each PFX");
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_pfx_gets_the_finding_that_fits),
        cmocka_unit_test(other_files_get_no_finding_about_a_pfx),
        cmocka_unit_test(two_pfx_for_two_clients_are_two_requests),
    };
    return cmocka_run_group_tests_name("rule_pfx", tests, NULL, NULL);
}
