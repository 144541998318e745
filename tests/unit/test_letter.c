/* What is asked of a certificate's owner: which section a rule has, what it names, and that a stranger's names can't break a line. */
#include "unit.h"

#include "base/wrap.h"
#include "format/text/lay_out.h"
#include "report/letter.h"
#include "steps/rules/rules.h"

enum { CERTS = 40 };

struct sample {
    struct arena arena;
    struct cert certs[CERTS];
    struct cert *items[CERTS];
    struct cert_file file;
    struct inspection item;
};

static int setup(void **state)
{
    struct sample *s = calloc(1, sizeof *s);
    if (!s)
        return -1;
    s->file = (struct cert_file){ .path = VIEW("in/partner.cer"), .name = VIEW("partner.cer"), .container = CONTAINER_DER };
    for (size_t i = 0; i < CERTS; i++) {
        s->items[i] = &s->certs[i];
        s->certs[i] = (struct cert){ .subject = VIEW("CN=leaf, O=Partner"), .subject_cn = VIEW("leaf"), .issuer = VIEW("CN=CA, O=Partner"),
                                     .not_after = TIME_NONE, .authority_key_id = VIEW("\x01\xAB"), .serial = VIEW("0a1b"),
                                     .sha1 = { 0x12, 0xEF }, .role = ROLE_LEAF };
    }
    s->item = (struct inspection){ .file = &s->file, .evidence.certs = { .items = s->items, .n = 1 } };
    *state = s;
    return 0;
}

static int teardown(void **state)
{
    struct sample *s = *state;
    arena_free(&s->arena);
    free(s);
    return 0;
}

static void fire(struct sample *s, const char *rule, enum severity severity, size_t cert)
{
    const struct rule_info *info = rules_find(view_of(rule));
    assert_non_null(info);
    *LIST_ADD(&s->arena, &s->item.findings) = (struct finding){
        .rule = info, .severity = severity, .message = view_fmt(&s->arena, "message of %s", rule), .cert = cert, .file = 0,
    };
}

static bool says(struct view text, const char *part)
{
    size_t at;
    return view_find(text, view_of(part), &at);
}

/* Because of one error alone. */
static struct letter letter_about(struct sample *s, const char *rule, size_t cert)
{
    struct letter letter;
    s->item.findings.n = 0;
    fire(s, rule, SEV_ERROR, cert);
    assert_true(letter_write(&s->arena, &s->item, &letter));
    return letter;
}

static void each_row_is_of_a_rule_and_says_what_to_send(void **state)
{
    struct sample *s = *state;
    size_t n = 0;
    for (size_t i = 0; i < rules_count(); i++) {
        const char *rule = rules_at(i)->id;
        struct letter letter;
        s->item.findings.n = 0;
        fire(s, rule, SEV_ERROR, NO_CERT);
        if (!letter_write(&s->arena, &s->item, &letter))
            continue;
        n++;
        bool named = view_ends(letter.subject, VIEW(": leaf")) || view_ends(letter.subject, VIEW(": partner.cer"));
        if (!says(letter.body, "Please send us:\n- ") || !view_starts(letter.subject, VIEW("Please send us ")) || !named ||
            view_eq_text(letter.subject, "Please send us : leaf"))
            fail_msg("%s asks for nothing: %.*s\n%.*s", rule, VIEW_ARG(letter.subject), VIEW_ARG(letter.body));
    }
    assert_int_equal(n, 68); /* each of the table is a rule's */
}

static void it_asks_for_the_file_that_is_missing(void **state)
{
    static const struct { const char *rule; enum purpose purpose; const char *subject, *says; } rows[] = {
        { "list-of-public-cas", PURPOSE_TRUSTED_ROOT, "the root behind your certificate: partner.cer", "The root CA that your" },
        { "leaf-not-root", PURPOSE_TRUSTED_ROOT, "the certificates of its CAs",
          "    Subject: CN=CA, O=Partner\n    Subject key identifier: 01AB\n" },
        { "client-needs-pfx", PURPOSE_CLIENT_SIDE, "a new PFX file", "TripleDES-SHA1" },
        { "precertificate", PURPOSE_TRUSTED_ROOT, "the issued certificate: leaf", "the same serial number, 0a1b" },
        { "roots-of-one-name", PURPOSE_TRUSTED_ROOT, "which root is meant: leaf",
          "- Which of the roots \"leaf\" is meant, by its SHA-256" },
        { "unverified-origin", PURPOSE_TRUSTED_ROOT, "the certificate again: leaf", "so that we\n  can compare" },
        { "expired", PURPOSE_TRUSTED_ROOT, "the renewed certificate", "\"leaf\", as a .cer file" },
        { "expired", PURPOSE_CLIENT_SIDE, "the renewed certificate", "as a .pfx file\n  encrypted with TripleDES-SHA1" },
        { "key-too-short", PURPOSE_TRUSTED_ROOT, "a stronger certificate", "2048 to 4096 bits" },
        { "key-can-be-factored", PURPOSE_TRUSTED_ROOT, "a certificate with a new key", "with a new key: RSA of" },
        { "curve-off-by-default", PURPOSE_TRUSTED_ROOT, "a certificate that Windows can use", "P-256 or P-384" },
        { "pfx-chain-missing", PURPOSE_CLIENT_SIDE, "the certificates of its CAs", "without any private key" },
        { "pfx-password-wrong", PURPOSE_CLIENT_SIDE, "its password", "- The password of the PFX \"partner.cer\"" },
        { "pfx-password-missing", PURPOSE_CLIENT_SIDE, "its password: partner.cer", "open it, or\n  we have none" },
        { "malformed-certificate", PURPOSE_NONE, "the certificate again", "exported again as a .cer file" },
        { "leaf-not-root", PURPOSE_TRUSTED_ROOT, "CAs: leaf", "  SHA-1 thumbprint: 12EF000" },
    };
    struct sample *s = *state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        s->item.purpose = rows[i].purpose;
        const struct letter letter = letter_about(s, rows[i].rule, 0);
        if (!says(letter.subject, rows[i].subject) || !says(letter.body, rows[i].says))
            fail_msg("row %zu: %.*s\n%.*s", i, VIEW_ARG(letter.subject), VIEW_ARG(letter.body));
    }
}

static void a_new_key_is_asked_for_whatever_else_is_wrong_with_the_old_one(void **state)
{
    struct sample *s = *state;
    struct letter letter;
    fire(s, "key-too-short", SEV_ERROR, 0);
    fire(s, "key-can-be-factored", SEV_ERROR, 0);
    assert_true(letter_write(&s->arena, &s->item, &letter));
    assert_true(says(letter.body, "with a new key: RSA of"));
}

static void nothing_is_asked_for_notes_and_what_is_ours(void **state)
{
    struct sample *s = *state;
    struct letter letter;
    assert_false(letter_write(&s->arena, &s->item, &letter));
    fire(s, "signature-weak", SEV_NOTE, 0);
    fire(s, "already-trusted", SEV_WARNING, 0);
    fire(s, "expires-soon", SEV_WARNING, 0);
    s->item.findings.items[2].accepted = true;
    fire(s, "expired", SEV_WARNING, 0);
    s->certs[0].renewed_by = &s->certs[1];
    assert_false(letter_write(&s->arena, &s->item, &letter));
}

static void a_ca_is_asked_for_without_its_key_and_only_when_it_is_missing(void **state)
{
    struct sample *s = *state;
    struct letter letter;
    fire(s, "inbound-needs-cas", SEV_ERROR, 0);
    assert_true(letter_write(&s->arena, &s->item, &letter));
    s->certs[0].self_signed = true;
    assert_false(letter_write(&s->arena, &s->item, &letter));
    s->certs[0].role = ROLE_ROOT;
    s->certs[0].has_key = true;
    fire(s, "purpose-contradicts-certificate", SEV_ERROR, 0);
    assert_true(letter_write(&s->arena, &s->item, &letter));
    assert_true(says(letter.body, "- The certificate \"leaf\" alone, as a .cer file"));
}

static void a_client_is_asked_for_once_with_its_key(void **state)
{
    struct sample *s = *state;
    struct letter letter;
    s->item.purpose = PURPOSE_CLIENT_SIDE;
    fire(s, "client-needs-pfx", SEV_ERROR, 0);
    fire(s, "contains-private-key", SEV_WARNING, NO_CERT);
    assert_true(letter_write(&s->arena, &s->item, &letter));
    assert_true(says(letter.body, "- The certificate \"leaf\" with its own private key"));
    assert_false(says(letter.body, "alone, as a .cer file"));
}

static void the_cas_of_a_chain_come_with_the_pfx_that_is_asked_for(void **state)
{
    struct sample *s = *state;
    struct letter letter;
    s->item.purpose = PURPOSE_CLIENT_SIDE;
    s->item.evidence.certs.n = 2;
    s->certs[1].role = ROLE_INTERMEDIATE;
    fire(s, "intermediate-without-root", SEV_WARNING, 1);
    fire(s, "pfx-chain-missing", SEV_WARNING, 0);
    fire(s, "pfx-weak-encryption", SEV_WARNING, NO_CERT);
    assert_true(letter_write(&s->arena, &s->item, &letter));
    assert_true(view_eq_text(letter.subject, "Please send us a new PFX file: leaf"));
    assert_true(says(letter.body, "and the CAs"));
    assert_false(says(letter.body, "each as a .cer file"));
    assert_true(says(letter.body, "- message of intermediate-without-root\n- message of pfx-chain-missing\n"));
}

static void no_pfx_of_what_a_request_for_a_root_leaves_out_is_asked_for(void **state)
{
    struct sample *s = *state;
    struct letter letter;
    s->item.purpose = PURPOSE_TRUSTED_ROOT;
    fire(s, "client-needs-pfx", SEV_WARNING, 0);
    assert_false(letter_write(&s->arena, &s->item, &letter));
    fire(s, "leaf-not-root", SEV_ERROR, 0);
    assert_true(letter_write(&s->arena, &s->item, &letter));
    assert_false(says(letter.body, "PFX"));
    assert_true(says(letter_about(s, "pfx-without-key", NO_CERT).subject, "a new PFX file"));
}

static void a_mail_is_not_named_as_its_owners_file(void **state)
{
    struct sample *s = *state;
    s->file.oddities = FILE_MAIL;
    struct letter letter = letter_about(s, "pfx-password-missing", NO_CERT);
    assert_true(view_eq_text(letter.subject, "Please send us its password"));
    assert_true(says(letter.body, "a file that we have from you"));
    assert_true(says(letter.body, "- The password of the PFX:"));
    s->certs[0].attached = VIEW("leaf.cer");
    letter = letter_about(s, "leaf-not-root", 0);
    assert_true(says(letter.body, "the file \"leaf.cer\""));
}

/* A root beside a PFX in a mail has no password and no key that anybody gives away. */
static void a_letter_about_an_attached_pfx_asks_nothing_of_what_lies_beside_it(void **state)
{
    struct sample *s = *state;
    struct letter letter;
    s->file = (struct cert_file){ .path = VIEW("-"), .oddities = FILE_MAIL, .container = CONTAINER_PKCS12,
                                  .pfx = { .state = PFX_PASSWORD_MISSING, .attached = VIEW("ours.pfx") } };
    s->certs[0].role = ROLE_ROOT;
    fire(s, "pfx-password-missing", SEV_ERROR, NO_CERT);
    fire(s, "pfx-weak-encryption", SEV_ERROR, NO_CERT);
    assert_true(letter_write(&s->arena, &s->item, &letter));
    assert_true(view_eq_text(letter.subject, "Please send us its password: ours.pfx"));
    assert_true(says(letter.body, "The password of the PFX \"ours.pfx\""));
    assert_true(says(letter.body, "- The certificate with its own private key"));
    assert_false(says(letter.body, "leaf"));
}

static void a_key_alone_is_told_once(void **state)
{
    struct sample *s = *state;
    struct letter letter;
    s->item.evidence.certs.n = 0;
    s->file.oddities = FILE_PRIVATE_KEY;
    fire(s, "not-a-certificate", SEV_ERROR, NO_CERT);
    fire(s, "contains-private-key", SEV_ERROR, NO_CERT);
    assert_true(letter_write(&s->arena, &s->item, &letter));
    assert_false(says(letter.body, "message of not-a-certificate"));
    assert_true(says(letter.body, "message of contains-private-key"));
}

static void a_request_and_several_keys_are_named(void **state)
{
    struct sample *s = *state;
    s->file.container = CONTAINER_CSR;
    struct letter letter = letter_about(s, "not-a-certificate", NO_CERT);
    assert_true(says(letter.body, "- The certificate that your CA issued for this signing request"));
    assert_true(says(letter.subject, "Please send us the certificate for your signing request: "));
    s->file.container = CONTAINER_PUBLIC_KEY;
    assert_true(letter_write(&s->arena, &s->item, &letter));
    assert_true(says(letter.subject, "Please send us the certificate itself: "));
    assert_true(says(letter.body, " itself, as a .cer file"));
    s->file.container = CONTAINER_OLE; /* nobody but who has it opens it */
    assert_false(letter_write(&s->arena, &s->item, &letter));
    s->file.container = CONTAINER_PKCS12;
    s->file.pfx.keys = 2;
    fire(s, "pfx-several-keys", SEV_ERROR, NO_CERT);
    assert_true(letter_write(&s->arena, &s->item, &letter));
    assert_true(says(letter.body, "- The one of its certificates that is meant, with its own private key"));
    assert_true(says(letter.body, "and the CAs"));
    s->certs[0].self_signed = true;
    assert_true(letter_write(&s->arena, &s->item, &letter));
    assert_false(says(letter.body, "the CAs"));
}

static void nobody_is_asked_because_of_a_list_or_note_of_our_own(void **state)
{
    static const struct { const char *name; enum container container; unsigned oddities; bool asks; } rows[] = {
        { "inventory.xml", CONTAINER_XML, 0, false }, { "environments.json", CONTAINER_JSON, 0, false },
        { "notes.txt", CONTAINER_TEXT, 0, false }, { "login.html", CONTAINER_HTML, 0, false }, { "x", CONTAINER_BINARY, 0, false },
        { "setup.exe", CONTAINER_EXECUTABLE, 0, false }, { "smime.p7s", CONTAINER_PKCS7, FILE_SIGNATURE, false },
        { "partner.cer", CONTAINER_XML, 0, true }, { "partner.crt", CONTAINER_TEXT, 0, true }, { "partner.pfx", CONTAINER_BINARY, 0, true },
        { "scan.pdf", CONTAINER_PDF, 0, true }, { "root.txt", CONTAINER_PRINTOUT, 0, true }, { "request.csr", CONTAINER_CSR, 0, true },
    };
    struct sample *s = *state;
    struct letter letter;
    fire(s, "not-a-certificate", SEV_ERROR, NO_CERT);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        s->file.name = view_of(rows[i].name);
        s->file.container = rows[i].container;
        s->file.oddities = rows[i].oddities;
        if (letter_write(&s->arena, &s->item, &letter) != rows[i].asks)
            fail_msg("%s", rows[i].name);
    }
}

/* A .cer of what may be in it has no key. */
static void a_new_pfx_is_asked_for_in_the_place_of_a_broken_one(void **state)
{
    static const struct { enum container container; enum pfx_state state; enum purpose purpose; size_t cert; const char *asks; } rows[] = {
        { CONTAINER_PKCS12, PFX_BROKEN, PURPOSE_NONE, NO_CERT, "a new PFX file" },
        { CONTAINER_PKCS12, PFX_BROKEN, PURPOSE_CLIENT_SIDE, NO_CERT, "a new PFX file" },
        { CONTAINER_PKCS12, PFX_OPEN, PURPOSE_CLIENT_SIDE, NO_CERT, "a new PFX file" },
        { CONTAINER_PKCS12, PFX_BROKEN, PURPOSE_TRUSTED_ROOT, NO_CERT, "the certificate again" },
        { CONTAINER_PKCS12, PFX_OPEN, PURPOSE_CLIENT_SIDE, 0, "the certificate again" }, /* one in it, to be compared */
        { CONTAINER_DER, PFX_NONE, PURPOSE_CLIENT_SIDE, NO_CERT, "the certificate again" },
    };
    struct sample *s = *state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        s->item.purpose = rows[i].purpose;
        s->file.container = rows[i].container;
        s->file.pfx.state = rows[i].state;
        const struct letter letter = letter_about(s, "malformed-certificate", rows[i].cert);
        if (!says(letter.subject, rows[i].asks))
            fail_msg("row %zu: %.*s", i, VIEW_ARG(letter.subject));
    }
}

/* As the finding does; what lies in a directory of its owner's is no address for anybody. */
static void where_the_next_ca_is_to_be_had_is_told(void **state)
{
    static const struct view urls[] = { VIEW_ROW("http://pki.partner.example/ca.cer") }, ldap[] = { VIEW_ROW("ldap:///CN=CA") };
    struct sample *s = *state;
    s->certs[0].ca_issuers = urls;
    s->certs[0].n_ca_issuers = 1;
    struct letter letter = letter_about(s, "leaf-not-root", 0);
    assert_true(says(letter.body, "\n    Address, as the certificate says: http://pki.partner.example/ca.cer\n"));
    s->certs[0].ca_issuers = ldap;
    assert_true(letter_write(&s->arena, &s->item, &letter));
    assert_false(says(letter.body, "Address"));
}

static void a_ring_of_issuers_has_an_end(void **state)
{
    struct sample *s = *state;
    struct letter letter;
    s->item.evidence.certs.n = 2;
    s->certs[0].issuer_cert = &s->certs[1];
    s->certs[1].issuer_cert = &s->certs[0];
    fire(s, "intermediate-without-root", SEV_WARNING, 0);
    assert_true(letter_write(&s->arena, &s->item, &letter));
}

static size_t count(struct view text, const char *part)
{
    size_t n = 0, at;
    while (view_find(text, view_of(part), &at)) {
        text = view_from(text, at + strlen(part));
        n++;
    }
    return n;
}

static void the_same_is_asked_once_and_many_are_counted(void **state)
{
    struct sample *s = *state;
    struct letter letter;
    s->item.evidence.certs.n = CERTS;
    fire(s, "key-short", SEV_WARNING, 0);
    fire(s, "signature-weak", SEV_WARNING, 0);
    assert_true(letter_write(&s->arena, &s->item, &letter));
    assert_int_equal(count(letter.body, "A certificate in the place of"), 1);
    assert_int_equal(count(letter.body, "- message of"), 2);
    for (size_t i = 0; i < CERTS; i++)
        fire(s, "expired", SEV_ERROR, i);
    assert_true(letter_write(&s->arena, &s->item, &letter));
    assert_int_equal(count(letter.body, "The certificate that renews"), 11);
    assert_int_equal(count(letter.body, "- Likewise for 29 more"), 1);
    assert_int_equal(count(letter.body, "- message of"), 24);
}

/* Names are safe text when they are read; long ones are what is left to a stranger. */
static void no_name_breaks_the_lines(void **state)
{
    struct sample *s = *state;
    struct letter letter;
    char *words = arena_text(&s->arena, 4096);
    for (size_t i = 0; i < 4096; i++)
        words[i] = i % 9 ? 'W' : ' ';
    s->certs[0].subject = s->certs[0].subject_cn = s->certs[0].issuer = (struct view){ .p = words + 1, .n = 4095 };
    fire(s, "leaf-not-root", SEV_ERROR, 0);
    assert_true(letter_write(&s->arena, &s->item, &letter));
    assert_true(text_columns(letter.subject) <= TEXT_COLUMNS);
    for (struct view rest = letter.body, line; view_line(&rest, &line);)
        assert_true(text_columns(line) <= TEXT_COLUMNS);
    assert_int_equal(count(letter.body, "\r"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_row_is_of_a_rule_and_says_what_to_send, setup, teardown),
        cmocka_unit_test_setup_teardown(it_asks_for_the_file_that_is_missing, setup, teardown),
        cmocka_unit_test_setup_teardown(a_new_key_is_asked_for_whatever_else_is_wrong_with_the_old_one, setup, teardown),
        cmocka_unit_test_setup_teardown(nothing_is_asked_for_notes_and_what_is_ours, setup, teardown),
        cmocka_unit_test_setup_teardown(the_same_is_asked_once_and_many_are_counted, setup, teardown),
        cmocka_unit_test_setup_teardown(a_ca_is_asked_for_without_its_key_and_only_when_it_is_missing, setup, teardown),
        cmocka_unit_test_setup_teardown(a_client_is_asked_for_once_with_its_key, setup, teardown),
        cmocka_unit_test_setup_teardown(the_cas_of_a_chain_come_with_the_pfx_that_is_asked_for, setup, teardown),
        cmocka_unit_test_setup_teardown(no_pfx_of_what_a_request_for_a_root_leaves_out_is_asked_for, setup, teardown),
        cmocka_unit_test_setup_teardown(a_mail_is_not_named_as_its_owners_file, setup, teardown),
        cmocka_unit_test_setup_teardown(a_letter_about_an_attached_pfx_asks_nothing_of_what_lies_beside_it, setup, teardown),
        cmocka_unit_test_setup_teardown(a_key_alone_is_told_once, setup, teardown),
        cmocka_unit_test_setup_teardown(a_request_and_several_keys_are_named, setup, teardown),
        cmocka_unit_test_setup_teardown(nobody_is_asked_because_of_a_list_or_note_of_our_own, setup, teardown),
        cmocka_unit_test_setup_teardown(a_new_pfx_is_asked_for_in_the_place_of_a_broken_one, setup, teardown),
        cmocka_unit_test_setup_teardown(where_the_next_ca_is_to_be_had_is_told, setup, teardown),
        cmocka_unit_test_setup_teardown(a_ring_of_issuers_has_an_end, setup, teardown),
        cmocka_unit_test_setup_teardown(no_name_breaks_the_lines, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
