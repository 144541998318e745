/* The record against certificates that are at hand: each field of each certificate, and what a record can't say of itself. */
#include "parts_kit.h"

#include "base/civil.h"
#include "steps/certs.h"
#include "steps/compare/compare.h"

#define FILE_NAME "certificates/a.cer"

static const struct zip_entry bundle[] = { { .name = VIEW_ROW(FILE_NAME), .bytes = VIEW_ROW("DER") } };
static const struct route support_case = { .channel = CHANNEL_SUPPORT_CASE }, nothing = { .channel = CHANNEL_NOTHING };
static const struct view usages[] = { VIEW_ROW("serverAuth") }, other_usages[] = { VIEW_ROW("clientAuth") };
static const struct alt_name names[] = { { .kind = NAME_DNS, .text = VIEW_ROW("a.example") } };
static const struct alt_name other_names[] = { { .kind = NAME_DNS, .text = VIEW_ROW("b.example") } };

static struct cert real(void)
{
    struct cert c = {
        .subject = VIEW("CN=a"), .subject_cn = VIEW("a"), .issuer = VIEW("CN=r"), .issuer_cn = VIEW("r"), .serial = VIEW("1f"),
        .not_before = 1, .not_after = 1900000000, .signature = VIEW("sha256WithRSAEncryption"), .has_san = true, .names = names,
        .n_names = 1, .n_names_in_all = 1, .has_eku = true, .eku_names = usages, .n_eku_names = 1, .role = ROLE_INTERMEDIATE,
        .store = STORE_CA, .ca = true, .key = { .type = KEY_EC, .bits = 256, .curve = VIEW("P-256") },
    };
    memset(c.sha256, 1, sizeof c.sha256);
    memset(c.sha1, 2, sizeof c.sha1);
    return c;
}

struct pair {
    struct cert recorded, is, *list[1];
    struct cert_file file, *files[1];
    struct evidence evidence;
    struct case_cert shipped;
    struct case_record record;
};

static void make(struct pair *p)
{
    *p = (struct pair){ .recorded = real(), .is = real() };
    p->list[0] = &p->is;
    p->file = (struct cert_file){ .path = VIEW(FILE_NAME), .certs = { .items = p->list, .n = 1 } };
    p->files[0] = &p->file;
    p->evidence = (struct evidence){ .files = p->files, .n_files = 1, .certs = { .items = p->list, .n = 1 }, .trust_known = true };
    p->shipped = (struct case_cert){ .cert = &p->recorded, .file = VIEW(FILE_NAME) };
    p->record = (struct case_record){
        .purpose = PURPOSE_CLIENT_SIDE, .route = &support_case, .certs = &p->shipped, .n_certs = 1, .hosting = HOST_CLOUD,
    };
}

static void compare(struct parts_kit *k, const struct pair *p)
{
    compare_record(parts_of(k, bundle, COUNT_OF(bundle)), &p->record, &p->evidence);
}

static void each_field_that_differs_is_one_problem(void **state)
{
    struct parts_kit *k = *state;
    struct pair p;
    make(&p);
    compare(k, &p);
    parts_print(k);
    assert_int_equal(k->problems.n, 0);
    struct cert *c = &p.recorded;
    for (int i = 0; i < 20; i++) {
        const char *says = NULL;
        make(&p);
        switch (i) {
        case 0: c->sha256[31]++, says = "the SHA-256"; break;
        case 1: c->sha1[0]++, says = "the thumbprint"; break;
        case 2: c->subject = VIEW("CN=b"), says = "the subject 'CN=b', the certificate 'CN=a'"; break;
        case 3: c->subject_cn = VIEW("b"), says = "the subject's short name"; break;
        case 4: c->issuer = VIEW(""), says = "the issuer ''"; break;
        case 5: c->issuer_cn = VIEW("b"), says = "the issuer's short name"; break;
        case 6: c->serial = VIEW("2f"), says = "the serial number"; break;
        case 7: c->not_before = TIME_NONE, says = "the first day of validity 'none'"; break;
        case 8: c->not_after++, says = "the last day of validity '2030-03-17T17:46:41Z'"; break;
        case 9: c->key.type = KEY_RSA, says = "the key type"; break;
        case 10: c->key.bits = 384, says = "the key size '384', the certificate '256'"; break;
        case 11: c->key.curve = VIEW("P-384"), says = "the curve"; break;
        case 12: c->signature = VIEW("md5"), says = "the signature algorithm"; break;
        case 13: c->ca = false, says = "the CA mark"; break;
        case 14: c->self_signed = true, says = "the self-signed mark"; break;
        case 15: c->role = ROLE_ROOT, says = "the role 'root'"; break;
        case 16: c->store = STORE_ROOT, says = "the store 'Root', the certificate 'CA'"; break;
        case 17: c->names = other_names, says = "the subject alternative name 'b.example'"; break;
        case 18: c->eku_names = other_usages, says = "the extended key usage 'clientAuth'"; break;
        default: c->has_key = true, says = "the mark for a private key"; break;
        }
        compare(k, &p);
        parts_one(k, BUNDLE_CASE_CONTRADICTS_CERTIFICATE, FILE_NAME, says);
    }
}

/* A list of all that differs between two certificates would bury that they are two. */
static void another_certificate_in_its_place_is_one_problem(void **state)
{
    struct parts_kit *k = *state;
    struct pair p;
    make(&p);
    p.recorded.sha256[0] = 0xab;
    p.recorded.sha1[0]++;
    p.recorded.subject = VIEW("CN=b");
    p.recorded.serial = VIEW("2f");
    p.recorded.not_after++;
    compare(k, &p);
    parts_one(k, BUNDLE_CASE_CONTRADICTS_CERTIFICATE, FILE_NAME, "the subject 'CN=a', the record ab");
}

static void another_list_of_public_cas_is_only_a_note(void **state)
{
    struct parts_kit *k = *state;
    struct pair p;
    make(&p);
    p.recorded.publicly_trusted = true;
    compare(k, &p);
    parts_one(k, BUNDLE_CASE_CONTRADICTS_CERTIFICATE, FILE_NAME, "that it is publicly trusted; by the CA bundle here it is not");
    assert_int_equal(k->problems.items[0].severity, SEV_NOTE);
    p.evidence.trust_known = false;
    compare(k, &p);
    assert_int_equal(k->problems.n, 0);
    make(&p);
    p.is.publicly_trusted = true;
    compare(k, &p);
    parts_one(k, BUNDLE_CASE_CONTRADICTS_CERTIFICATE, FILE_NAME, "that it is not publicly trusted; by the CA bundle here it is");
}

static void what_a_record_can_not_say_of_itself_is_found(void **state)
{
    struct parts_kit *k = *state;
    static const struct rule_info rule = { .id = "a-rule", .severity = SEV_ERROR };
    struct finding error = { .rule = &rule, .severity = SEV_ERROR };
    const struct environment elsewhere = { .name = VIEW("x"), .hosting = HOST_SELF_MANAGED };
    const struct view front_ends[] = { VIEW("FE-1"), VIEW("FE-2") };
    const struct environment miscounted = { .name = VIEW("x"), .front_ends = 1, .front_end_names = front_ends, .n_front_end_names = 2 };
    struct pair p;
    make(&p);
    p.record.verdict = VERDICT_REJECTED;
    compare(k, &p);
    parts_one(k, BUNDLE_CASE_CONTRADICTS_CERTIFICATE, "case.xml", "rejected");
    make(&p);
    p.record.route = &nothing;
    compare(k, &p);
    parts_one(k, BUNDLE_CASE_CONTRADICTS_CERTIFICATE, "case.xml", "no request at all");
    make(&p);
    p.record.findings = (struct findings){ .items = &error, .n = 1 };
    compare(k, &p);
    parts_one(k, BUNDLE_CASE_CONTRADICTS_CERTIFICATE, "case.xml", "although it records an error");
    make(&p);
    error.accepted = true;
    p.record.findings = (struct findings){ .items = &error, .n = 1 };
    compare(k, &p);
    parts_one(k, BUNDLE_CASE_CONTRADICTS_CERTIFICATE, "case.xml", "accepts a-rule, which is an error");
    make(&p);
    static const struct rule_info quiet = { .id = "quiet", .severity = SEV_NOTE };
    struct finding loud = { .rule = &quiet, .severity = SEV_WARNING };
    p.record.findings = (struct findings){ .items = &loud, .n = 1 };
    compare(k, &p);
    parts_one(k, BUNDLE_CASE_CONTRADICTS_CERTIFICATE, "case.xml", "quiet as warning, which is never more than note");
    make(&p);
    static const struct rule_info never = { .id = "never", .severity = SEV_ERROR };
    struct finding lowered = { .rule = &never, .severity = SEV_WARNING, .accepted = true };
    p.record.findings = (struct findings){ .items = &lowered, .n = 1 };
    compare(k, &p);
    parts_one(k, BUNDLE_CASE_CONTRADICTS_CERTIFICATE, "case.xml", "accepts never, which is an error");
    make(&p);
    p.record.n_certs = 0;
    p.record.pfx_file = VIEW(FILE_NAME); /* so that nothing but the missing certificate is wrong */
    compare(k, &p);
    parts_one(k, BUNDLE_CASE_CONTRADICTS_CERTIFICATE, "case.xml", "names no certificate");
    make(&p);
    p.record.environments = &elsewhere;
    p.record.n_environments = 1;
    compare(k, &p);
    parts_one(k, BUNDLE_CASE_CONTRADICTS_CERTIFICATE, "case.xml", "hosted in another way");
    make(&p);
    p.record.environments = &miscounted;
    p.record.n_environments = 1;
    p.record.hosting = miscounted.hosting;
    compare(k, &p);
    parts_one(k, BUNDLE_CASE_CONTRADICTS_CERTIFICATE, "case.xml", "more front-ends by their names than by their number");
}

static void an_id_may_not_be_another_certificates(void **state)
{
    static const struct {
        const char *id;
        bool noted;
    } rows[] = {
        { "client-side-a-01010101-production", false }, { "client-side-a-0101010a-production", true },
        { "client-side-a-0101010a", true },             { "client-side-a-20261127", false },
        { "client-side-0101010a-01010101-x", false },   { "case-0101010a", false },
        { "client-side-a-0101010ag", false },           { "client-side", false },
    };
    struct parts_kit *k = *state;
    struct pair p;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        make(&p);
        p.record.id = view_of(rows[i].id);
        compare(k, &p);
        if (!rows[i].noted)
            assert_int_equal(k->problems.n, 0);
        else
            parts_one(k, BUNDLE_CASE_CONTRADICTS_CERTIFICATE, "case.xml", "begins with 0101010a");
        assert_true(k->problems.n == 0 || k->problems.items[0].severity == SEV_NOTE);
    }
}

static void record_and_manifest_name_the_same_case_and_maker(void **state)
{
    static const struct { const char *id, *generator; bool same; } rows[] = {
        { "x", "certcase 1", true }, { "y", "certcase 1", false }, { "x", "certcase 2", false }
    };
    struct parts_kit *k = *state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct bundle_parts *parts = parts_of(k, bundle, COUNT_OF(bundle));
        struct pair p;
        make(&p);
        p.record.id = view_of(rows[i].id);
        p.record.generator = view_of(rows[i].generator);
        parts->has_manifest = true;
        parts->manifest = (struct manifest){ .generator_name = VIEW("certcase"), .generator_version = VIEW("1"), .case_id = VIEW("x") };
        compare_record(parts, &p.record, &p.evidence);
        if (rows[i].same)
            assert_int_equal(k->problems.n, 0);
        else
            parts_one(k, BUNDLE_CASE_CONTRADICTS_CERTIFICATE, "case.xml", "another case or another generator");
    }
}

static void a_pfx_is_compared_as_far_as_it_was_read(void **state)
{
    static const struct { enum pfx_state state; unsigned char digest; const char *says; } rows[] = {
        { PFX_OPEN, 0, "the encryption of the PFX 'RC2'" },
        { PFX_PASSWORD_MISSING, 0, "the encryption of the PFX 'RC2'" },
        { PFX_BROKEN, 0, NULL },
        { PFX_BROKEN, 1, "the digest of the PFX" },
    };
    struct parts_kit *k = *state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct pair p;
        make(&p);
        p.record.pfx_file = VIEW(FILE_NAME);
        p.record.pfx_encryption = VIEW("RC2");
        p.record.pfx_sha256[0] = rows[i].digest;
        p.shipped.inside_pfx = rows[i].state == PFX_OPEN;
        p.file.pfx = (struct pfx){ .state = rows[i].state, .encryption = VIEW("AES") };
        compare(k, &p);
        if (rows[i].says)
            parts_one(k, BUNDLE_CASE_CONTRADICTS_CERTIFICATE, FILE_NAME, rows[i].says);
        else
            assert_int_equal(k->problems.n, 0);
    }
}

/* Whoever adds a root to it has it installed on every server. */
static void an_open_pfx_holds_no_more_than_the_record_names(void **state)
{
    static const struct { enum role role; bool has_key; enum pfx_state state; bool named; } rows[] = {
        { ROLE_ROOT, false, PFX_OPEN, false },
        { ROLE_INTERMEDIATE, false, PFX_OPEN, false },
        { ROLE_CLIENT, true, PFX_OPEN, false },
        { ROLE_LEAF, false, PFX_OPEN, true }, /* which no store takes, and no record names */
        { ROLE_ROOT, false, PFX_PASSWORD_MISSING, true },
    };
    struct parts_kit *k = *state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct pair p;
        make(&p);
        struct cert more = { .role = rows[i].role, .has_key = rows[i].has_key, .subject = VIEW("CN=More"), .sha256 = { 9 } };
        struct cert *both[] = { p.file.certs.items[0], &more };
        p.file.certs = (struct cert_list){ .items = both, .n = 2 };
        p.file.pfx.state = rows[i].state;
        p.file.container = CONTAINER_PKCS12;
        p.record.pfx_file = VIEW(FILE_NAME);
        p.shipped.inside_pfx = true;
        compare(k, &p);
        bool told = false;
        for (size_t n = 0; n < k->problems.n; n++)
            told = told || view_find(k->problems.items[n].detail, VIEW("it holds 1 certificate that the record doesn't name, 'CN=More'"),
                                     &(size_t){ 0 });
        if (told == rows[i].named)
            fail_msg("row %zu", i);
    }
}

static void a_pfx_that_was_encrypted_anew_is_not_the_one_given(void **state)
{
    struct parts_kit *k = *state;
    for (unsigned char other = 0; other < 2; other++) {
        struct pair p;
        make(&p);
        p.record.pfx_file = VIEW(FILE_NAME);
        p.record.pfx_encryption = p.file.pfx.encryption = VIEW("TripleDES-SHA1");
        p.record.pfx_came_as = VIEW("AES");
        p.record.pfx_came_sha256[31] = other;
        p.shipped.inside_pfx = true;
        p.file.pfx.state = PFX_OPEN;
        compare(k, &p);
        if (other)
            assert_int_equal(k->problems.n, 0);
        else
            parts_one(k, BUNDLE_CASE_CONTRADICTS_CERTIFICATE, FILE_NAME, "encrypted anew");
    }
}

static void files_and_record_must_name_each_other(void **state)
{
    struct parts_kit *k = *state;
    struct pair p;
    make(&p);
    p.file.certs.n = 0;
    compare(k, &p);
    parts_one(k, BUNDLE_CASE_CONTRADICTS_CERTIFICATE, FILE_NAME, "'CN=a', of which the record speaks, is not among its 0 certificates");
    make(&p);
    p.shipped.file = VIEW("certificates/b.cer");
    compare(k, &p);
    assert_int_equal(k->problems.n, 2);
    assert_int_equal(k->problems.items[0].kind, BUNDLE_ENTRY_MISSING);
    assert_int_equal(k->problems.items[1].kind, BUNDLE_CASE_CONTRADICTS_CERTIFICATE);
}

static void what_is_in_a_pfx_that_stays_shut_is_left_as_recorded(void **state)
{
    struct parts_kit *k = *state;
    struct pair p;
    make(&p);
    p.shipped.inside_pfx = true;
    p.recorded.has_key = true;
    certs_give_role(&p.recorded);
    p.file.container = CONTAINER_PKCS12;
    p.file.pfx.state = PFX_PASSWORD_MISSING;
    p.file.certs.n = 0;
    compare(k, &p);
    parts_print(k);
    assert_int_equal(k->problems.n, 0);
}

/* Without the password, too, everybody can see that it is another certificate, or one more. */
static void what_stands_in_a_locked_pfx_in_clear_is_compared(void **state)
{
    enum { SAME, OTHER, NO, FIELD, CA_MORE };
    static const struct { int what; bool all; enum pfx_state state; const char *says; } rows[] = {
        { SAME, true, PFX_PASSWORD_MISSING, NULL },
        { SAME, false, PFX_PASSWORD_WRONG, NULL },
        { OTHER, true, PFX_PASSWORD_MISSING, "it is another certificate than the one in the record" },
        { OTHER, true, PFX_PASSWORD_WRONG, "it is another certificate than the one in the record" },
        { OTHER, false, PFX_PASSWORD_MISSING, NULL }, /* the recorded one may be in what is encrypted */
        { NO, true, PFX_PASSWORD_MISSING, "'CN=a', of which the record speaks, is not among its 0 certificates" },
        { NO, false, PFX_PASSWORD_MISSING, NULL },
        { FIELD, false, PFX_PASSWORD_MISSING, "the record has the serial number '2f', the certificate '1f'" },
        { CA_MORE, false, PFX_PASSWORD_MISSING, "it holds 1 certificate that the record doesn't name, 'CN=a'" },
    };
    struct parts_kit *k = *state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct pair p;
        make(&p);
        p.record.pfx_file = VIEW(FILE_NAME);
        p.shipped.inside_pfx = p.recorded.has_key = true;
        p.file.container = CONTAINER_PKCS12;
        p.file.pfx = (struct pfx){ .state = rows[i].state, .all_in_clear = rows[i].all };
        p.file.certs.n = 0;
        p.file.in_clear = (struct cert_list){ .items = p.list, .n = rows[i].what == NO ? 0 : 1 };
        p.recorded.ca = p.is.ca = rows[i].what == CA_MORE;
        if (rows[i].what == FIELD)
            p.recorded.serial = VIEW("2f");
        p.is.sha256[0] = rows[i].what == OTHER || rows[i].what == CA_MORE ? 7 : 1;
        certs_give_role(&p.is);
        certs_give_role(&p.recorded);
        compare(k, &p);
        if (rows[i].says)
            parts_one(k, BUNDLE_CASE_CONTRADICTS_CERTIFICATE, FILE_NAME, rows[i].says);
        else if (k->problems.n)
            fail_msg("row %zu: %.*s", i, VIEW_ARG(k->problems.items[0].detail));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PARTS_TEST(each_field_that_differs_is_one_problem),
        PARTS_TEST(another_certificate_in_its_place_is_one_problem),
        PARTS_TEST(another_list_of_public_cas_is_only_a_note),
        PARTS_TEST(what_a_record_can_not_say_of_itself_is_found),
        PARTS_TEST(an_id_may_not_be_another_certificates),
        PARTS_TEST(record_and_manifest_name_the_same_case_and_maker),
        PARTS_TEST(a_pfx_is_compared_as_far_as_it_was_read),
        PARTS_TEST(an_open_pfx_holds_no_more_than_the_record_names),
        PARTS_TEST(a_pfx_that_was_encrypted_anew_is_not_the_one_given),
        PARTS_TEST(files_and_record_must_name_each_other),
        PARTS_TEST(what_is_in_a_pfx_that_stays_shut_is_left_as_recorded),
        PARTS_TEST(what_stands_in_a_locked_pfx_in_clear_is_compared),
    };
    return cmocka_run_group_tests_name("compare_record", tests, NULL, NULL);
}
