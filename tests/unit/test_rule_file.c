#include "rule_facts.h"

static const struct row {
    const char *name, *rule;
    enum severity want;
    const char *path;
    enum container container;
    unsigned oddities;
    size_t certs, malformed;
    struct pfx pfx;
    struct view unread;
    enum purpose purpose;
    const char *message, *hint; /* words that must be in it; NULL: any */
} rows[] = {
    { .name = "a signing request", .rule = "not-a-certificate", .want = SEV_ERROR, .path = "a.cer", .container = CONTAINER_CSR,
      .message = "(CSR), not a certificate", .hint = "ask the CA" },
    { .name = "an empty file", .rule = "not-a-certificate", .want = SEV_ERROR, .path = "a.cer", .container = CONTAINER_EMPTY,
      .message = "is an empty file", .hint = "fetch it again" },
    { .name = "a Word file, which is a zip", .rule = "not-a-certificate", .want = SEV_ERROR, .path = "a.docx", .container = CONTAINER_ZIP,
      .hint = "of a Word or Excel document ask for the .cer file" },
    { .name = "standard input", .rule = "not-a-certificate", .want = SEV_ERROR, .path = "-", .container = CONTAINER_HTML,
      .message = "standard input is a web page" },
    { .name = "a PFX with a key alone", .rule = "not-a-certificate", .want = SEV_ERROR, .path = "a.pfx",
      .container = CONTAINER_PKCS12, .pfx = { .state = PFX_OPEN, .keys = 1 }, .message = "has no certificate in it" },
    { .name = "a closed PFX may hold one", .rule = "not-a-certificate", .want = SILENT, .path = "a.pfx",
      .container = CONTAINER_PKCS12, .pfx = { .state = PFX_PASSWORD_MISSING } },
    { .name = "a malformed one is another rule", .rule = "not-a-certificate", .want = SILENT, .path = "a.cer",
      .container = CONTAINER_DER, .malformed = 1 },
    { .name = "a certificate", .rule = "not-a-certificate", .want = SILENT, .path = "a.cer", .container = CONTAINER_DER, .certs = 1 },

    { .name = "upper case", .rule = "extension-not-cer", .want = SILENT, .path = "A.CER", .container = CONTAINER_PEM, .certs = 1 },
    { .name = ".crt", .rule = "extension-not-cer", .want = SEV_NOTE, .path = "a.crt", .container = CONTAINER_PEM, .certs = 1 },
    { .name = "no extension", .rule = "extension-not-cer", .want = SEV_NOTE, .path = "root", .container = CONTAINER_DER, .certs = 1,
      .message = "has no extension" },
    { .name = "a server's certificate may be .pem", .rule = "extension-not-cer", .want = SILENT, .path = "a.pem",
      .container = CONTAINER_PEM, .certs = 1, .purpose = PURPOSE_SERVER },
    { .name = "standard input has no name", .rule = "extension-not-cer", .want = SILENT, .path = "-", .container = CONTAINER_PEM,
      .certs = 1 },
    { .name = "a PFX called .cer", .rule = "extension-not-cer", .want = SEV_WARNING, .path = "a.cer", .container = CONTAINER_PKCS12,
      .pfx = { .state = PFX_PASSWORD_MISSING } },
    { .name = "a PFX called .p12", .rule = "extension-not-cer", .want = SILENT, .path = "a.p12", .container = CONTAINER_PKCS12,
      .pfx = { .state = PFX_OPEN } },
    { .name = "a certificate called .pfx", .rule = "extension-not-cer", .want = SEV_WARNING, .path = "a.pfx",
      .container = CONTAINER_DER, .certs = 1 },
    { .name = "a collection called .p7b", .rule = "extension-not-cer", .want = SILENT, .path = "a.p7b",
      .container = CONTAINER_PKCS7, .certs = 1 },

    { .name = "a certificate called .p7b", .rule = "extension-not-cer", .want = SEV_NOTE, .path = "a.p7b",
      .container = CONTAINER_DER, .certs = 1 },
    { .name = "a PFX called .bin", .rule = "extension-not-cer", .want = SEV_WARNING, .path = "a.bin",
      .container = CONTAINER_PKCS12, .pfx = { .state = PFX_OPEN } },

    { .name = "a mark", .rule = "byte-order-mark", .want = SEV_NOTE, .path = "a.cer", .container = CONTAINER_PEM,
      .oddities = FILE_BOM, .certs = 1 },
    { .name = "UTF-16 has its own rule", .rule = "byte-order-mark", .want = SILENT, .path = "a.cer",
      .container = CONTAINER_UTF16_PEM, .oddities = FILE_BOM | FILE_UTF16, .certs = 1 },
    { .name = "text without a certificate", .rule = "byte-order-mark", .want = SILENT, .path = "a.cer",
      .container = CONTAINER_TEXT, .oddities = FILE_BOM },
    { .name = "an attached zip", .rule = "attachment-not-read", .want = SEV_WARNING, .path = "a.eml", .container = CONTAINER_PEM,
      .unread = VIEW_ROW("certs.zip (a zip)"), .certs = 1, .message = "\"a.eml\" isn't all read: certs.zip", .hint = "save it" },
    { .name = "a mail with nothing else is no certificate", .rule = "attachment-not-read", .want = SILENT, .path = "a.eml",
      .container = CONTAINER_MAIL, .unread = VIEW_ROW("certs.zip (a zip)") },
    { .name = "Base64 alone", .rule = "base64-without-header", .want = SEV_NOTE, .path = "a.cer",
      .container = CONTAINER_BASE64, .oddities = FILE_BARE_BASE64, .certs = 1 },
    { .name = "Base64 of something else", .rule = "base64-without-header", .want = SILENT, .path = "a.cer",
      .container = CONTAINER_BASE64, .oddities = FILE_BARE_BASE64 },
    { .name = "a Base64 PFX has its own rule", .rule = "base64-without-header", .want = SILENT, .path = "a.pfx",
      .container = CONTAINER_PKCS12, .oddities = FILE_BARE_BASE64 | FILE_PFX_BASE64, .certs = 1, .pfx = { .state = PFX_OPEN } },

    { .name = "one", .rule = "several-certificates-in-file", .want = SILENT, .path = "a.cer", .container = CONTAINER_PEM, .certs = 1 },
    { .name = "two", .rule = "several-certificates-in-file", .want = SEV_NOTE, .path = "a.cer", .container = CONTAINER_PEM, .certs = 2 },
    { .name = "too many", .rule = "several-certificates-in-file", .want = SEV_WARNING, .path = "a.cer", .container = CONTAINER_PEM,
      .oddities = FILE_TOO_MANY, .certs = 2, .message = "more than 500" },
    { .name = "a PFX holds a chain", .rule = "several-certificates-in-file", .want = SILENT, .path = "a.pfx",
      .container = CONTAINER_PKCS12, .certs = 2, .pfx = { .state = PFX_OPEN } },
    { .name = "a collection has its own rule", .rule = "several-certificates-in-file", .want = SILENT, .path = "a.p7b",
      .container = CONTAINER_PKCS7, .oddities = FILE_PKCS7, .certs = 2 },
    { .name = "one of one", .rule = "certificate-in-pkcs7", .want = SEV_NOTE, .path = "a.p7b", .container = CONTAINER_PKCS7,
      .oddities = FILE_PKCS7, .certs = 1, .message = "of 1 certificate" },
    { .name = "a mail's signature", .rule = "certificate-of-signature", .want = SEV_WARNING, .path = "smime.p7s",
      .container = CONTAINER_PKCS7, .oddities = FILE_SIGNATURE, .certs = 1, .message = "\"smime.p7s\" is the signature" },

    { .name = "behind a PFX", .rule = "trailing-data", .want = SEV_WARNING, .path = "a.pfx", .container = CONTAINER_PKCS12,
      .pfx = { .state = PFX_OPEN, .oddities = PFX_TRAILING }, .certs = 1, .message = "end of the PFX" },
    { .name = "a broken PFX", .rule = "malformed-certificate", .want = SEV_ERROR, .path = "a.pfx", .container = CONTAINER_PKCS12,
      .pfx = { .state = PFX_BROKEN, .problem = VIEW_ROW("cut off") }, .message = "broken PFX: cut off", .hint = "fetch it again" },
    { .name = "a PFX beyond a ceiling", .rule = "malformed-certificate", .want = SEV_ERROR, .path = "a.pfx",
      .container = CONTAINER_PKCS12, .pfx = { .state = PFX_BROKEN, .problem = VIEW_ROW("more than 9"), .oddities = PFX_TOO_LARGE },
      .message = "doesn't read: more than 9", .hint = "export one certificate" },
    { .name = "a PFX of two passwords", .rule = "malformed-certificate", .want = SEV_ERROR, .path = "a.pfx",
      .container = CONTAINER_PKCS12, .pfx = { .state = PFX_BROKEN, .problem = VIEW_ROW("no"), .oddities = PFX_TWO_PASSWORDS },
      .hint = "one password for the file and for its key" },
    { .name = "several malformed", .rule = "malformed-certificate", .want = SEV_ERROR, .path = "a.cer", .container = CONTAINER_PEM,
      .malformed = 3, .message = "3 certificates" },
    { .name = "damaged Base64", .rule = "malformed-certificate", .want = SEV_ERROR, .path = "a.cer", .container = CONTAINER_PEM,
      .oddities = FILE_UNDECODABLE, .certs = 1, .message = "Base64 is damaged" },
    { .name = "a key for a client", .rule = "contains-private-key", .want = SEV_WARNING, .path = "a.pem", .container = CONTAINER_PEM,
      .oddities = FILE_PRIVATE_KEY, .certs = 1, .purpose = PURPOSE_CLIENT_SIDE, .hint = ".pfx" },
    { .name = "a key beside a root", .rule = "contains-private-key", .want = SEV_WARNING, .path = "a.pem", .container = CONTAINER_PEM,
      .oddities = FILE_PRIVATE_KEY, .certs = 1, .purpose = PURPOSE_TRUSTED_ROOT, .hint = "never send" },
    { .name = "a key in a certificate", .rule = "contains-private-key", .want = SEV_WARNING, .path = "a.cer", .container = CONTAINER_DER,
      .oddities = FILE_KEY_INSIDE, .malformed = 1, .message = "carries a private key in itself", .hint = "which must be replaced" },
};

static void each_file_gets_the_finding_that_fits(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct row *r = &rows[i];
        struct arena arena = { 0 };
        struct cert a = { .role = ROLE_ROOT, .sha256 = { 1 } }, b = { .role = ROLE_ROOT, .sha256 = { 2 } }, *certs[] = { &a, &b };
        a.issuer_cert = &a, b.issuer_cert = &b;
        struct cert_file file = {
            .path = view_of(r->path), .name = view_of(r->path), .container = r->container, .oddities = r->oddities,
            .certs = { .items = certs, .n = r->certs }, .malformed = r->malformed, .malformed_why = VIEW("why"), .pfx = r->pfx,
            .unread = r->unread,
        };
        struct cert_file *files[] = { &file };
        struct evidence evidence = { .files = files, .n_files = 1, .certs = { .items = certs, .n = r->certs } };
        struct facts facts = { .now = NOW, .evidence = &evidence, .decided.purpose = r->purpose, .decided.main = r->certs ? &a : NULL };
        check_first(&arena, &facts, r->name, r->rule, r->want, r->message, r->hint);
        assert_int_equal(count_findings(&arena, &facts, r->rule), r->want != SILENT);
        arena_free(&arena);
    }
}

static void a_duplicate_names_both_files(void **state)
{
    struct arena arena = { 0 };
    struct cert a = { .subject_cn = VIEW("Root"), .file = 0 }, b = { .subject_cn = VIEW("Root"), .file = 1 }, *certs[] = { &a, &b };
    struct cert_file one = { .path = VIEW("one.cer"), .name = VIEW("one.cer") }, two = { .path = VIEW("two.cer"), .name = VIEW("two.cer") };
    struct cert_file *files[] = { &one, &two };
    struct evidence evidence = { .files = files, .n_files = 2, .certs = { .items = certs, .n = 2 } };
    struct facts facts = { .now = NOW, .evidence = &evidence, .decided.main = &a };
    (void)state;
    check_first(&arena, &facts, "two files", "duplicate-certificate", SEV_NOTE, "both in \"one.cer\" and in \"two.cer\"", NULL);
    assert_int_equal(first_finding(&arena, &facts, "duplicate-certificate")->cert, 1);
    a.not_after = NOW;
    assert_int_equal(first_finding(&arena, &facts, "expired")->cert, 1);
    assert_int_equal(first_finding(&arena, &facts, "expired")->file, 1);
    b.file = 0;
    check_first(&arena, &facts, "one file", "duplicate-certificate", SEV_NOTE, "more than once", NULL);
    a.has_key = a.in_pfx = b.in_pfx = true;
    check_first(&arena, &facts, "one PFX", "duplicate-certificate", SEV_NOTE, "more than once", NULL);
    one.pfx.oddities = PFX_KEY_CLAIMED_TWICE;
    check_first(&arena, &facts, "that of its key, which a rule has an answer to", "duplicate-certificate", SILENT, NULL, NULL);
    b.in_pfx = false;
    check_first(&arena, &facts, "beside the PFX of a mail", "duplicate-certificate", SEV_NOTE, "more than once", NULL);
    b.sha256[31] = 1;
    check_first(&arena, &facts, "different", "duplicate-certificate", SILENT, NULL, NULL);
    arena_free(&arena);
}

static void every_kind_of_file_gets_advice(void **state)
{
    (void)state;
    for (int c = CONTAINER_CSR; c < CONTAINER_COUNT; c++) {
        struct arena arena = { 0 };
        struct cert_file file = { .path = VIEW("a.cer"), .name = VIEW("a.cer"), .container = (enum container)c }, *files[] = { &file };
        struct evidence evidence = { .files = files, .n_files = 1 };
        struct facts facts = { .now = NOW, .evidence = &evidence };
        const struct finding *found = first_finding(&arena, &facts, "not-a-certificate");
        assert_non_null(found);
        if (view_eq_text(found->hint, rule_explanation(found->rule)->hint))
            fail_msg("container %d has no hint of its own", c);
        arena_free(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_file_gets_the_finding_that_fits),
        cmocka_unit_test(a_duplicate_names_both_files),
        cmocka_unit_test(every_kind_of_file_gets_advice),
    };
    return cmocka_run_group_tests_name("rule_file", tests, NULL, NULL);
}
