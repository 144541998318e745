#include "rule_facts.h"

struct world {
    struct cert root, ca, leaf, *certs[3];
    struct cert_file file, *files[1];
    struct evidence evidence;
    struct case_record record;
    struct facts facts;
};

static void set_up(struct world *w, enum purpose purpose, enum hosting hosting)
{
    *w = (struct world){
        .root = { .subject_cn = VIEW("Root"), .issuer_cn = VIEW("Root"), .role = ROLE_ROOT, .ca = true, .self_issued = true,
                  .self_signed = true },
        .ca = { .subject_cn = VIEW("CA"), .issuer_cn = VIEW("Root"), .role = ROLE_INTERMEDIATE, .ca = true },
        .leaf = { .subject_cn = VIEW("Leaf"), .issuer_cn = VIEW("CA"), .role = ROLE_LEAF },
        .file = { .path = VIEW("a.cer"), .name = VIEW("a.cer"), .container = CONTAINER_PEM },
        .record = { .hosting = hosting,
                    .deadline = { .expected_delivery = DAY_NONE, .needed_by = DAY_NONE, .submit_by = DAY_NONE, .renew_by = DAY_NONE } },
    };
    w->root.issuer_cert = &w->root;
    w->files[0] = &w->file;
    w->evidence = (struct evidence){ .files = w->files, .n_files = 1, .trust_known = true, .certs.items = w->certs };
    w->facts = (struct facts){ .now = NOW, .evidence = &w->evidence, .decided.purpose = purpose,
                               .record = hosting == HOST_UNKNOWN ? NULL : &w->record };
}

static void give(struct world *w, size_t n, struct cert *a, struct cert *b, struct cert *c)
{
    struct cert *const certs[] = { a, b, c };
    memcpy(w->certs, certs, sizeof certs);
    w->evidence.certs.n = n;
    w->facts.decided.main = n ? certs[n - 1] : NULL; /* the root comes last */
}

static void inbound_takes_the_callers_cas_alone(void **state)
{
    static const char rule[] = "inbound-needs-cas";
    struct arena arena = { 0 };
    struct world w;
    (void)state;
    set_up(&w, PURPOSE_INBOUND_MTLS, HOST_CLOUD);
    give(&w, 1, &w.leaf, NULL, NULL);
    check_first(&arena, &w.facts, "a caller's own", rule, SEV_ERROR, "one caller's own", "\"CA\", and every CA up to the root");
    check_first(&arena, &w.facts, "a caller's own", "inbound-chain-incomplete", SILENT, NULL, NULL);
    w.leaf.role = ROLE_SELF_SIGNED, w.leaf.self_issued = true;
    check_first(&arena, &w.facts, "self-signed", rule, SEV_ERROR, "no CA", NULL);
    w.record.hosting = HOST_SELF_MANAGED;
    check_first(&arena, &w.facts, "self-signed in IIS", rule, SEV_WARNING, "no CA", NULL);
    set_up(&w, PURPOSE_INBOUND_MTLS, HOST_CLOUD);
    w.leaf.role = ROLE_CLIENT, w.leaf.has_key = true, w.file.container = CONTAINER_PKCS12;
    w.file.pfx = (struct pfx){ .state = PFX_OPEN, .keys = 1, .key_matches = true };
    give(&w, 1, &w.leaf, NULL, NULL);
    check_first(&arena, &w.facts, "a PFX", rule, SEV_ERROR, "is a PFX", "--extract");
    w.file.pfx.state = PFX_PASSWORD_MISSING;
    give(&w, 0, NULL, NULL, NULL);
    check_first(&arena, &w.facts, "a closed PFX", rule, SEV_ERROR, "is a PFX", "--extract");
    w.file.pfx = (struct pfx){ .state = PFX_OPEN };
    give(&w, 1, &w.root, NULL, NULL);
    check_first(&arena, &w.facts, "CAs in a PFX", rule, SILENT, NULL, NULL);
    w.facts.decided.purpose = PURPOSE_TRUSTED_ROOT;
    w.leaf.role = ROLE_LEAF, w.leaf.has_key = false;
    give(&w, 1, &w.leaf, NULL, NULL);
    check_first(&arena, &w.facts, "not inbound", rule, SILENT, NULL, NULL);
    arena_free(&arena);
}

static void inbound_needs_every_ca(void **state)
{
    static const char rule[] = "inbound-chain-incomplete";
    struct arena arena = { 0 };
    struct world w;
    (void)state;
    set_up(&w, PURPOSE_INBOUND_MTLS, HOST_CLOUD);
    give(&w, 1, &w.ca, NULL, NULL);
    check_first(&arena, &w.facts, "an intermediate", rule, SEV_ERROR, "\"CA\" was issued by \"Root\"", "give all of them");
    w.ca.issuer_publicly_trusted = true;
    check_first(&arena, &w.facts, "its root is public", rule, SEV_ERROR, NULL, NULL);
    check_first(&arena, &w.facts, "its root is public", "inbound-public-ca", SEV_WARNING, "anybody", "OnAuthentication");
    w.record.hosting = HOST_SELF_MANAGED;
    check_first(&arena, &w.facts, "in IIS", rule, SEV_WARNING, NULL, NULL);
    set_up(&w, PURPOSE_INBOUND_MTLS, HOST_CLOUD);
    give(&w, 2, &w.leaf, &w.root, NULL);
    w.facts.decided.main = &w.root;
    check_first(&arena, &w.facts, "caller and root", rule, SEV_ERROR, "\"Leaf\" was issued by \"CA\"", NULL);
    give(&w, 1, &w.root, NULL, NULL);
    check_first(&arena, &w.facts, "a root", rule, SEV_NOTE, "the only CA", "give that too");
    check_first(&arena, &w.facts, "a root", "already-trusted", SILENT, NULL, NULL);
    w.ca.issuer_cert = &w.root;
    give(&w, 2, &w.ca, &w.root, NULL);
    check_first(&arena, &w.facts, "both", rule, SILENT, NULL, NULL);
    check_first(&arena, &w.facts, "both", "inbound-public-ca", SILENT, NULL, NULL);
    arena_free(&arena);
}

static void a_domain_needs_a_public_ca_and_its_chain(void **state)
{
    static const char chain[] = "domain-chain-incomplete", issuer[] = "domain-issuer-not-public";
    struct arena arena = { 0 };
    struct world w;
    (void)state;
    set_up(&w, PURPOSE_SERVER, HOST_CLOUD);
    give(&w, 1, &w.leaf, NULL, NULL);
    check_first(&arena, &w.facts, "alone", chain, SEV_WARNING, "\"Leaf\" was issued by \"CA\"", "behind the certificate");
    check_first(&arena, &w.facts, "alone", issuer, SILENT, NULL, NULL);
    w.leaf.issuer_publicly_trusted = true;
    check_first(&arena, &w.facts, "right under a public root", chain, SILENT, NULL, NULL);
    set_up(&w, PURPOSE_SERVER, HOST_CLOUD);
    w.leaf.issuer_cert = &w.ca, w.ca.issuer_cert = &w.root;
    give(&w, 3, &w.leaf, &w.ca, &w.root);
    w.facts.decided.main = &w.leaf;
    check_first(&arena, &w.facts, "private", chain, SILENT, NULL, NULL);
    check_first(&arena, &w.facts, "private", issuer, SEV_WARNING, "\"Root\", which is no public CA", NULL);
    w.record.hosting = HOST_SELF_MANAGED;
    check_first(&arena, &w.facts, "in IIS", issuer, SILENT, NULL, NULL);
    w.facts.record = NULL;
    check_first(&arena, &w.facts, "nobody says where", issuer, SEV_NOTE, NULL, NULL);
    w.evidence.trust_known = false;
    check_first(&arena, &w.facts, "no list of public CAs", issuer, SILENT, NULL, NULL);
    w.evidence.trust_known = w.root.publicly_trusted = w.leaf.issuer_publicly_trusted = true;
    check_first(&arena, &w.facts, "public", issuer, SILENT, NULL, NULL);
    set_up(&w, PURPOSE_SERVER, HOST_CLOUD);
    w.leaf.self_issued = true, w.leaf.role = ROLE_SELF_SIGNED;
    give(&w, 1, &w.leaf, NULL, NULL);
    check_first(&arena, &w.facts, "self-signed", issuer, SEV_WARNING, "itself", NULL);
    arena_free(&arena);
}

static void what_will_not_last_and_what_is_no_request(void **state)
{
    struct arena arena = { 0 };
    struct world w;
    (void)state;
    set_up(&w, PURPOSE_CLIENT_SIDE, HOST_CLOUD);
    w.leaf.role = ROLE_CLIENT, w.leaf.has_key = w.leaf.issuer_publicly_trusted = true;
    give(&w, 1, &w.leaf, NULL, NULL);
    check_first(&arena, &w.facts, "public client", "client-from-public-ca", SEV_WARNING, "stop putting client authentication",
                "private CA");
    w.leaf.issuer_publicly_trusted = false;
    check_first(&arena, &w.facts, "private client", "client-from-public-ca", SILENT, NULL, NULL);
    set_up(&w, PURPOSE_TRUSTED_ROOT, HOST_CLOUD);
    w.leaf.role = ROLE_SELF_SIGNED, w.leaf.self_issued = true, w.leaf.subject = VIEW("CN=ADFS Signing - sts.example.com");
    give(&w, 1, &w.leaf, NULL, NULL);
    check_first(&arena, &w.facts, "SAML", "saml-signing-certificate", SEV_WARNING, "no TLS certificate", "metadata");
    w.leaf.self_issued = false;
    check_first(&arena, &w.facts, "issued by a CA", "saml-signing-certificate", SILENT, NULL, NULL);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(inbound_takes_the_callers_cas_alone),
        cmocka_unit_test(inbound_needs_every_ca),
        cmocka_unit_test(a_domain_needs_a_public_ca_and_its_chain),
        cmocka_unit_test(what_will_not_last_and_what_is_no_request),
    };
    return cmocka_run_group_tests_name("rule_service", tests, NULL, NULL);
}
