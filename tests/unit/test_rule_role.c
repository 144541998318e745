#include "rule_facts.h"

#include "format/digest.h"

#define URL "http://pki.partner.example/root.cer"

static const struct view url[] = { VIEW_ROW(URL) };
static const struct cert root_of_it = { .role = ROLE_ROOT, .ca = true };
static const struct view code[] = { VIEW_ROW("codeSigning") };

/* One certificate, which is the main one. */
static const struct row {
    const char *name, *rule;
    enum severity want;
    enum purpose purpose, asked, by_content;
    struct cert cert;
    unsigned file_oddities;
    enum container container;
    const char *message, *hint;
} rows[] = {
    { .name = "a leaf", .rule = "leaf-not-root", .want = SEV_ERROR, .purpose = PURPOSE_TRUSTED_ROOT,
      .cert = { .role = ROLE_LEAF, .issuer_cn = VIEW_ROW("Partner CA"), .ca_issuers = url, .n_ca_issuers = 1 },
      .message = "not the root", .hint = URL },
    { .name = "its hint names the issuer", .rule = "leaf-not-root", .want = SEV_ERROR, .purpose = PURPOSE_TRUSTED_ROOT,
      .cert = { .role = ROLE_LEAF, .issuer_cn = VIEW_ROW("Partner CA") }, .hint = "\"Partner CA\"" },
    { .name = "one's own server", .rule = "leaf-not-root", .want = SEV_ERROR, .purpose = PURPOSE_TRUSTED_ROOT,
      .cert = { .role = ROLE_LEAF }, .hint = "--purpose server" },
    { .name = "under a public CA", .rule = "leaf-not-root", .want = SEV_ERROR, .purpose = PURPOSE_TRUSTED_ROOT,
      .cert = { .role = ROLE_LEAF, .issuer_publicly_trusted = true }, .hint = "probably no request is needed at all" },
    { .name = "a leaf as server", .rule = "leaf-not-root", .want = SILENT, .purpose = PURPOSE_SERVER, .cert = { .role = ROLE_LEAF } },
    { .name = "a root", .rule = "leaf-not-root", .want = SILENT, .purpose = PURPOSE_TRUSTED_ROOT, .cert = { .role = ROLE_ROOT } },

    { .name = "alone", .rule = "intermediate-without-root", .want = SEV_WARNING, .purpose = PURPOSE_TRUSTED_ROOT,
      .cert = { .role = ROLE_INTERMEDIATE, .ca = true, .ca_issuers = url, .n_ca_issuers = 1 }, .hint = URL },
    { .name = "with its root", .rule = "intermediate-without-root", .want = SILENT, .purpose = PURPOSE_TRUSTED_ROOT,
      .cert = { .role = ROLE_INTERMEDIATE, .ca = true, .issuer_cert = &root_of_it } },
    { .name = "its root is public", .rule = "intermediate-without-root", .want = SILENT, .purpose = PURPOSE_TRUSTED_ROOT,
      .cert = { .role = ROLE_INTERMEDIATE, .ca = true, .issuer_publicly_trusted = true } },
    { .name = "under a public root", .rule = "already-trusted", .want = SEV_WARNING, .purpose = PURPOSE_TRUSTED_ROOT,
      .cert = { .role = ROLE_INTERMEDIATE, .ca = true, .issuer_publicly_trusted = true } },
    { .name = "a public root", .rule = "already-trusted", .want = SEV_WARNING, .purpose = PURPOSE_TRUSTED_ROOT,
      .cert = { .role = ROLE_ROOT, .ca = true, .publicly_trusted = true, .public_name = true } },
    { .name = "a public root inside a PFX", .rule = "already-trusted", .want = SILENT, .purpose = PURPOSE_CLIENT_SIDE,
      .cert = { .role = ROLE_ROOT, .ca = true, .publicly_trusted = true } },

    { .name = "another key", .rule = "impersonates-public-root", .want = SEV_ERROR, .purpose = PURPOSE_TRUSTED_ROOT,
      .cert = { .role = ROLE_ROOT, .self_issued = true, .public_name = true }, .hint = "with --windows-roots" },
    { .name = "the true key", .rule = "impersonates-public-root", .want = SILENT, .purpose = PURPOSE_TRUSTED_ROOT,
      .cert = { .role = ROLE_ROOT, .self_issued = true, .public_name = true, .publicly_trusted = true } },
    { .name = "a cross certificate", .rule = "impersonates-public-root", .want = SILENT, .purpose = PURPOSE_TRUSTED_ROOT,
      .cert = { .role = ROLE_INTERMEDIATE, .public_name = true, .issuer_publicly_trusted = true } },
    { .name = "its name under a private CA", .rule = "impersonates-public-root", .want = SEV_ERROR, .purpose = PURPOSE_TRUSTED_ROOT,
      .cert = { .role = ROLE_INTERMEDIATE, .public_name = true }, .hint = "with --windows-roots" },
    { .name = "the true key under a private CA", .rule = "impersonates-public-root", .want = SILENT, .purpose = PURPOSE_TRUSTED_ROOT,
      .cert = { .role = ROLE_INTERMEDIATE, .public_name = true, .publicly_trusted = true } },

    { .name = "the public half", .rule = "client-needs-pfx", .want = SEV_ERROR, .purpose = PURPOSE_CLIENT_SIDE,
      .cert = { .role = ROLE_LEAF }, .hint = "ask for the .pfx" },
    { .name = "with its key as text", .rule = "client-needs-pfx", .want = SEV_ERROR, .purpose = PURPOSE_CLIENT_SIDE,
      .cert = { .role = ROLE_LEAF }, .file_oddities = FILE_PRIVATE_KEY, .hint = "certcase convert a.cer -o client.pfx" },
    { .name = "a PFX", .rule = "client-needs-pfx", .want = SILENT, .purpose = PURPOSE_CLIENT_SIDE, .container = CONTAINER_PKCS12,
      .cert = { .role = ROLE_CLIENT, .has_key = true } },

    { .name = "one's own domain", .rule = "server-certificate-self-service", .want = SEV_NOTE, .purpose = PURPOSE_SERVER,
      .cert = { .role = ROLE_LEAF }, .hint = "LifeTime" },
    { .name = "a CA", .rule = "server-certificate-self-service", .want = SILENT, .purpose = PURPOSE_SERVER,
      .cert = { .role = ROLE_ROOT, .ca = true } },

    { .name = "a PFX as root", .rule = "purpose-contradicts-certificate", .want = SEV_ERROR, .asked = PURPOSE_TRUSTED_ROOT,
      .by_content = PURPOSE_CLIENT_SIDE, .cert = { .role = ROLE_CLIENT, .has_key = true }, .message = "private key" },
    { .name = "the vendor's as root", .rule = "purpose-contradicts-certificate", .want = SEV_ERROR, .asked = PURPOSE_TRUSTED_ROOT,
      .by_content = PURPOSE_SERVER, .cert = { .role = ROLE_LEAF }, .message = "the vendor's" },
    { .name = "a client's as root", .rule = "purpose-contradicts-certificate", .want = SEV_WARNING, .asked = PURPOSE_TRUSTED_ROOT,
      .by_content = PURPOSE_CLIENT_SIDE, .cert = { .role = ROLE_LEAF, .has_eku = true, .eku = EKU_CLIENT } },
    { .name = "a root as client", .rule = "purpose-contradicts-certificate", .want = SEV_ERROR, .asked = PURPOSE_CLIENT_SIDE,
      .by_content = PURPOSE_TRUSTED_ROOT, .cert = { .role = ROLE_ROOT, .ca = true } },
    { .name = "a server's PFX as client", .rule = "purpose-contradicts-certificate", .want = SEV_WARNING, .asked = PURPOSE_CLIENT_SIDE,
      .by_content = PURPOSE_SERVER, .cert = { .role = ROLE_CLIENT, .has_key = true, .has_eku = true, .eku = EKU_SERVER } },
    { .name = "one for both as client", .rule = "purpose-contradicts-certificate", .want = SILENT, .asked = PURPOSE_CLIENT_SIDE,
      .by_content = PURPOSE_TRUSTED_ROOT, .cert = { .role = ROLE_LEAF, .has_eku = true, .eku = EKU_SERVER | EKU_CLIENT } },
    { .name = "one for anything as client", .rule = "purpose-contradicts-certificate", .want = SILENT, .asked = PURPOSE_CLIENT_SIDE,
      .by_content = PURPOSE_TRUSTED_ROOT, .cert = { .role = ROLE_LEAF } },
    { .name = "a root as server", .rule = "purpose-contradicts-certificate", .want = SEV_ERROR, .asked = PURPOSE_SERVER,
      .by_content = PURPOSE_TRUSTED_ROOT, .cert = { .role = ROLE_ROOT, .ca = true } },
    { .name = "a client's as server", .rule = "purpose-contradicts-certificate", .want = SEV_ERROR, .asked = PURPOSE_SERVER,
      .by_content = PURPOSE_CLIENT_SIDE, .cert = { .role = ROLE_LEAF, .has_eku = true, .eku = EKU_CLIENT } },
    { .name = "a leaf as server", .rule = "purpose-contradicts-certificate", .want = SILENT, .asked = PURPOSE_SERVER,
      .by_content = PURPOSE_TRUSTED_ROOT, .cert = { .role = ROLE_LEAF, .has_eku = true, .eku = EKU_SERVER | EKU_CLIENT } },
    { .name = "nobody said anything", .rule = "purpose-contradicts-certificate", .want = SILENT, .by_content = PURPOSE_CLIENT_SIDE,
      .cert = { .role = ROLE_ROOT, .ca = true } },
    { .name = "a root's own key", .rule = "purpose-contradicts-certificate", .want = SEV_ERROR, .purpose = PURPOSE_CLIENT_SIDE,
      .by_content = PURPOSE_CLIENT_SIDE, .message = "private key of a CA",
      .cert = { .role = ROLE_ROOT, .ca = true, .has_key = true, .has_key_usage = true, .key_usage = KU_KEY_CERT_SIGN } },
    { .name = "an intermediate's own key, and it was said", .rule = "purpose-contradicts-certificate", .want = SEV_ERROR,
      .asked = PURPOSE_CLIENT_SIDE, .by_content = PURPOSE_CLIENT_SIDE, .message = "private key of a CA",
      .cert = { .role = ROLE_INTERMEDIATE, .ca = true, .has_key = true } },
    { .name = "self-signed by openssl req -x509", .rule = "purpose-contradicts-certificate", .want = SEV_WARNING,
      .purpose = PURPOSE_CLIENT_SIDE, .by_content = PURPOSE_CLIENT_SIDE, .cert = { .role = ROLE_ROOT, .ca = true, .has_key = true } },
    { .name = "an ordinary client", .rule = "purpose-contradicts-certificate", .want = SILENT, .purpose = PURPOSE_CLIENT_SIDE,
      .by_content = PURPOSE_CLIENT_SIDE, .cert = { .role = ROLE_CLIENT, .has_key = true } },

    { .name = "code signing", .rule = "not-a-tls-certificate", .want = SEV_WARNING,
      .cert = { .has_eku = true, .eku = EKU_CODE, .eku_names = code, .n_eku_names = 1 }, .message = "codeSigning" },
    { .name = "an empty list", .rule = "not-a-tls-certificate", .want = SEV_WARNING, .cert = { .has_eku = true } },
    { .name = "code and servers", .rule = "not-a-tls-certificate", .want = SILENT,
      .cert = { .has_eku = true, .eku = EKU_CODE | EKU_SERVER } },
    { .name = "any use", .rule = "not-a-tls-certificate", .want = SILENT, .cert = { .has_eku = true, .eku = EKU_ANY } },
    { .name = "no list", .rule = "not-a-tls-certificate", .want = SILENT, .cert = { .role = ROLE_LEAF } },
    { .name = "a root of Windows", .rule = "already-trusted", .want = SEV_WARNING, .purpose = PURPOSE_TRUSTED_ROOT,
      .cert = { .role = ROLE_ROOT, .ca = true, .publicly_trusted = true, .windows = WINDOWS_TRUSTED },
      .message = "Windows trusts by itself" },
    { .name = "a root of the bundle alone", .rule = "already-trusted", .want = SEV_WARNING, .purpose = PURPOSE_TRUSTED_ROOT,
      .cert = { .role = ROLE_ROOT, .ca = true, .publicly_trusted = true }, .message = "this machine's CA bundle" },
    { .name = "a blocked root", .rule = "blocked-by-windows", .want = SEV_ERROR,
      .cert = { .role = ROLE_ROOT, .ca = true, .windows = WINDOWS_BLOCKED } },
    { .name = "a blocked root isn't trusted", .rule = "already-trusted", .want = SILENT, .purpose = PURPOSE_TRUSTED_ROOT,
      .cert = { .role = ROLE_ROOT, .ca = true, .windows = WINDOWS_BLOCKED } },
    { .name = "a root of Windows isn't blocked", .rule = "blocked-by-windows", .want = SILENT,
      .cert = { .role = ROLE_ROOT, .ca = true, .windows = WINDOWS_TRUSTED } },
    { .name = "a blocked root pretends nothing", .rule = "impersonates-public-root", .want = SILENT,
      .cert = { .role = ROLE_ROOT, .self_issued = true, .public_name = true, .windows = WINDOWS_BLOCKED } },
    { .name = "no bundle", .rule = "ca-bundle-missing", .want = SEV_NOTE, .cert = { .role = ROLE_ROOT } },
};

static void each_certificate_gets_the_finding_that_fits(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct row *r = &rows[i];
        struct arena arena = { 0 };
        struct cert cert = r->cert, *certs[] = { &cert };
        struct cert_file file = { .path = VIEW("a.cer"), .name = VIEW("a.cer"), .container = r->container, .oddities = r->file_oddities,
                                  .certs = { .items = certs, .n = 1 } };
        struct cert_file *files[] = { &file };
        struct evidence evidence = { .files = files, .n_files = 1, .certs = { .items = certs, .n = 1 } };
        struct facts facts = { .now = NOW, .evidence = &evidence, .decided.purpose = r->asked ? r->asked : r->purpose, .asked = r->asked,
                               .decided.by_content = r->by_content, .decided.main = &cert };
        cert.subject_cn = VIEW("Subject");
        check_first(&arena, &facts, r->name, r->rule, r->want, r->message, r->hint);
        arena_free(&arena);
    }
}

/* What happens around a chain: root, CA, leaf, another root. */
struct set {
    struct cert root, ca, leaf, other;
    struct cert *certs[4];
    struct cert_file file, *files[1];
    struct evidence evidence;
    struct facts facts;
};

/* Each word stands for a name. */
static void give_names(struct cert *cert, const char *subject, const char *issuer)
{
    cert->subject_der = view_of(subject);
    cert->issuer_der = view_of(issuer);
    digest_sha256(cert->subject_der, cert->subject_digest);
    digest_sha256(cert->issuer_der, cert->issuer_digest);
}

static void set_up(struct set *s, enum purpose purpose)
{
    *s = (struct set){
        .root = { .role = ROLE_ROOT, .ca = true, .self_issued = true, .subject_cn = VIEW("Root") },
        .ca = { .role = ROLE_INTERMEDIATE, .ca = true, .subject_cn = VIEW("CA"), .issuer_cn = VIEW("Root") },
        .leaf = { .role = ROLE_LEAF, .subject_cn = VIEW("Leaf"), .issuer_cn = VIEW("CA") },
        .other = { .role = ROLE_ROOT, .ca = true, .self_issued = true, .subject_cn = VIEW("Other") },
    };
    give_names(&s->root, "root", "root");
    give_names(&s->ca, "ca", "root");
    give_names(&s->leaf, "leaf", "ca");
    give_names(&s->other, "other", "other");
    s->root.issuer_cert = &s->root;
    s->other.issuer_cert = &s->other;
    s->file = (struct cert_file){ .path = VIEW("a.cer"), .name = VIEW("a.cer") };
    s->files[0] = &s->file;
    s->evidence = (struct evidence){ .files = s->files, .n_files = 1, .trust_known = true };
    s->facts = (struct facts){ .now = NOW, .evidence = &s->evidence, .decided.purpose = purpose };
}

static void have(struct set *s, size_t n, struct cert *a, struct cert *b, struct cert *c)
{
    struct cert *const certs[] = { a, b, c };
    memcpy(s->certs, certs, sizeof certs);
    s->evidence.certs = (struct cert_list){ .items = s->certs, .n = n };
}

static void a_missing_ca_is_named_only_where_the_chain_matters(void **state)
{
    struct arena arena = { 0 };
    struct set s;
    (void)state;
    set_up(&s, PURPOSE_TRUSTED_ROOT);
    s.facts.decided.main = &s.root;
    have(&s, 2, &s.leaf, &s.root, NULL);
    check_first(&arena, &s.facts, "leaf and root", "chain-incomplete", SEV_WARNING, "\"Leaf\" was issued by \"CA\"", NULL);
    have(&s, 3, &s.leaf, &s.ca, &s.root);
    s.leaf.issuer_cert = &s.ca, s.ca.issuer_cert = &s.root;
    check_first(&arena, &s.facts, "whole chain", "chain-incomplete", SILENT, NULL, NULL);
    set_up(&s, PURPOSE_CLIENT_SIDE);
    s.leaf.role = ROLE_CLIENT, s.leaf.has_key = true, s.leaf.issuer_cert = &s.ca, s.facts.decided.main = &s.leaf;
    have(&s, 2, &s.leaf, &s.ca, NULL);
    check_first(&arena, &s.facts, "client and CA", "chain-incomplete", SEV_WARNING, "\"CA\" was issued by \"Root\"", NULL);
    s.facts.decided.purpose = PURPOSE_SERVER;
    check_first(&arena, &s.facts, "a server and its CA", "chain-incomplete", SILENT, NULL, NULL);
    s.facts.decided.purpose = PURPOSE_CLIENT_SIDE;
    s.ca.issuer_publicly_trusted = true;
    check_first(&arena, &s.facts, "under a public root", "chain-incomplete", SILENT, NULL, NULL);
    arena_free(&arena);
}

static void only_other_families_are_unrelated(void **state)
{
    struct arena arena = { 0 };
    struct set s;
    (void)state;
    set_up(&s, PURPOSE_TRUSTED_ROOT);
    s.facts.decided.main = &s.root;
    have(&s, 3, &s.ca, &s.root, &s.other);
    s.ca.issuer_cert = &s.root;
    check_first(&arena, &s.facts, "another root", "unrelated-certificates", SEV_WARNING,
                "1 of 3 certificates, \"Other\", doesn't belong to the chain of ", NULL);
    have(&s, 2, &s.ca, &s.root, NULL);
    check_first(&arena, &s.facts, "one chain", "unrelated-certificates", SILENT, NULL, NULL);
    have(&s, 2, &s.leaf, &s.root, NULL);
    check_first(&arena, &s.facts, "a CA is missing in between", "unrelated-certificates", SEV_WARNING,
                "\"Leaf\", belongs to the chain of \"Root\" can't be told before \"CA\"", NULL);
    s.facts.decided.main = &s.ca, s.ca.issuer_cert = NULL;
    have(&s, 2, &s.ca, &s.other, NULL);
    check_first(&arena, &s.facts, "a CA beside another root than its own", "unrelated-certificates", SEV_WARNING,
                "whether 1 of 2 certificates, \"Other\", belongs to the chain of \"CA\" can't be told before \"Root\"",
                "the certificate of \"Root\"");
    s.facts.decided.main = &s.other;
    check_first(&arena, &s.facts, "a root beside a CA of another", "unrelated-certificates", SEV_WARNING,
                "\"CA\", belongs to the chain of \"Other\" can't be told before \"Root\"", NULL);
    s.ca.issuer_publicly_trusted = true;
    check_first(&arena, &s.facts, "a root beside a public CA", "unrelated-certificates", SEV_WARNING,
                "\"CA\", doesn't belong", NULL);
    s.ca.issuer_publicly_trusted = false;
    s.facts.decided.main = &s.leaf;
    s.other.issuer_cert = &s.other, s.root.issuer_cert = &s.root;
    have(&s, 2, &s.leaf, &s.other, NULL);
    check_first(&arena, &s.facts, "a root behind the CA that is missing", "unrelated-certificates", SEV_WARNING,
                "\"Other\", belongs to the chain of \"Leaf\" can't be told before \"CA\"", NULL);
    s.facts.decided.main = &s.root, s.other.issuer_cert = s.root.issuer_cert = NULL;
    give_names(&s.other, "root", "root");
    have(&s, 2, &s.root, &s.other, NULL);
    check_first(&arena, &s.facts, "the renewed root of the same name", "unrelated-certificates", SILENT, NULL, NULL);
    arena_free(&arena);
}

/* Beside a PFX that nobody opened, whose chain the record tells by names. */
static void a_root_beside_a_shut_pfx_is_told_by_name(void **state)
{
    struct arena arena = { 0 };
    struct set s;
    (void)state;
    set_up(&s, PURPOSE_CLIENT_SIDE);
    struct cert client = { .role = ROLE_CLIENT, .has_key = true, .subject_cn = VIEW("client"), .subject = VIEW("CN=client"),
                           .issuer = VIEW("CN=Root"), .sha256 = { 1 } };
    struct cert *said[] = { &client };
    struct cert_list recorded = { .items = said, .n = 1 };
    const struct case_cert shipped = { .cert = &client, .inside_pfx = true };
    const struct case_record record = { .certs = &shipped, .n_certs = 1 };
    s.root.subject = VIEW("CN=Root"), s.other.subject = VIEW("CN=Other");
    s.facts.recorded = &recorded;
    s.facts.record = &record;
    client.issuer_cert = &s.root;
    have(&s, 2, &s.root, &s.other, NULL);
    check_first(&arena, &s.facts, "another root", "unrelated-certificates", SEV_WARNING,
                "1 of 3 certificates, \"Other\", doesn't belong to the chain of ", NULL);
    have(&s, 1, &s.root, NULL, NULL);
    check_first(&arena, &s.facts, "its own", "unrelated-certificates", SILENT, NULL, NULL);
    client.issuer_cert = NULL, client.issuer = VIEW("CN=Middle");
    check_first(&arena, &s.facts, "a CA is missing in between", "unrelated-certificates", SEV_WARNING,
                "\"Root\", belongs to the chain of \"client\"", NULL);
    struct cert middle = { .role = ROLE_INTERMEDIATE, .ca = true, .subject = VIEW("CN=Middle"), .issuer = VIEW("CN=Root"), .sha256 = { 2 },
                           .issuer_cert = &s.root };
    struct cert *both[] = { &client, &middle };
    recorded = (struct cert_list){ .items = both, .n = 2 };
    client.issuer_cert = &middle;
    s.other.subject = VIEW("CN=Middle"), s.other.self_signed = true, s.other.spki_sha256[0] = 1;
    have(&s, 2, &s.root, &s.other, NULL);
    check_first(&arena, &s.facts, "a root that has the name of a CA in it", "unrelated-certificates", SEV_WARNING,
                "1 of 4 certificates, \"Other\", doesn't belong", "give the password");
    arena_free(&arena);
}

static void a_root_with_the_name_of_somebodys_ca_is_told(void **state)
{
    struct arena arena = { 0 };
    struct set s;
    (void)state;
    set_up(&s, PURPOSE_TRUSTED_ROOT);
    s.facts.decided.main = &s.root;
    s.root.self_signed = s.other.self_signed = true;
    s.ca.issuer_cert = &s.root;
    give_names(&s.ca, "the ca", "root");
    give_names(&s.other, "the ca", "the ca");
    s.other.subject_cn = VIEW("CA");
    s.other.spki_sha256[0] = 1, s.other.sha256[0] = 1;
    have(&s, 3, &s.ca, &s.root, &s.other);
    check_first(&arena, &s.facts, "beside the whole chain", "unrelated-certificates", SEV_WARNING,
                "1 of 3 certificates, \"CA\" (thumbprint", "another key");
    s.facts.decided.main = &s.ca, s.ca.issuer_cert = NULL;
    have(&s, 2, &s.ca, &s.other, NULL);
    check_first(&arena, &s.facts, "beside the CA alone", "unrelated-certificates", SEV_WARNING, "can't be told before \"Root\"", NULL);
    s.other.spki_sha256[0] = 0;
    check_first(&arena, &s.facts, "the same CA as a root", "unrelated-certificates", SILENT, NULL, NULL);
    arena_free(&arena);
}

static void the_vendors_certificate_is_nobody_elses(void **state)
{
    struct arena arena = { 0 };
    struct set s;
    (void)state;
    set_up(&s, PURPOSE_SERVER);
    s.facts.decided.main = &s.leaf;
    s.facts.decided.vendor_owned = true;
    have(&s, 1, &s.leaf, NULL, NULL);
    check_first(&arena, &s.facts, "vendor", "vendor-owned", SEV_NOTE, "says that it is the vendor's", "don't pin it");
    s.leaf.issuer_publicly_trusted = true;
    check_first(&arena, &s.facts, "with its chain", "vendor-owned", SEV_NOTE, "is the vendor's own certificate", "don't pin it");
    s.leaf.issuer_publicly_trusted = false;
    check_first(&arena, &s.facts, "vendor", "server-certificate-self-service", SILENT, NULL, NULL);
    struct case_record record = { .hosting = HOST_SELF_MANAGED, .deadline = { .expected_delivery = INT32_MIN } };
    s.facts.decided.vendor_owned = false;
    s.facts.record = &record;
    check_first(&arena, &s.facts, "self-managed", "server-certificate-self-service", SILENT, NULL, NULL);
    arena_free(&arena);
}

static void what_only_names_the_vendors_domain_is_nobodys_own(void **state)
{
    struct arena arena = { 0 };
    struct set s;
    (void)state;
    set_up(&s, PURPOSE_SERVER);
    s.facts.decided.main = &s.leaf;
    s.facts.decided.vendor_named = true;
    have(&s, 2, &s.leaf, &s.root, NULL);
    check_first(&arena, &s.facts, "a private CA", "vendor-owned", SEV_WARNING, "its chain leads to no public CA", "don't install it");
    check_first(&arena, &s.facts, "a private CA", "server-certificate-self-service", SILENT, NULL, NULL);
    s.leaf.issuer_cert = &s.root, s.root.self_issued = true;
    check_first(&arena, &s.facts, "a private CA", "domain-issuer-not-public", SILENT, NULL, NULL); /* which asks for a public CA's */
    arena_free(&arena);
}

static void what_is_in_a_list_of_public_cas_is_not_told(void **state)
{
    struct arena arena = { 0 };
    struct cert all[20], *items[20];
    struct cert_file file = { .path = VIEW("ca-bundle.crt"), .name = VIEW("ca-bundle.crt"), .certs = { .items = items, .n = 20 } };
    struct cert_file *files[] = { &file };
    struct evidence evidence = { .files = files, .n_files = 1, .certs = { .items = items, .n = 20 }, .trust_known = true };
    struct facts facts = { .now = NOW, .evidence = &evidence, .decided.purpose = PURPOSE_TRUSTED_ROOT, .decided.main = &all[0] };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        all[i] = (struct cert){ .role = ROLE_ROOT, .ca = true, .publicly_trusted = true, .sha256 = { (unsigned char)(i + 1) } };
        items[i] = &all[i];
    }
    check_first(&arena, &facts, "all of 20", "list-of-public-cas", SEV_ERROR, "20 of its 20 certificates", "no partner's root");
    struct findings found = { 0 };
    rules_run(&facts, &arena, &found);
    const size_t told = found.n;
    found.items[0].severity = SEV_WARNING; /* as a policy may have it */
    rules_leave_lists(&found);
    assert_int_equal(found.n, told);
    found.items[0].severity = SEV_ERROR;
    rules_leave_lists(&found);
    assert_string_equal(found.items[0].rule->id, "list-of-public-cas");
    for (size_t i = 0; i < found.n; i++)
        assert_int_equal(found.items[i].cert, NO_CERT);
    all[0].publicly_trusted = false;
    check_first(&arena, &facts, "19 of 20", "list-of-public-cas", SILENT, NULL, NULL);
    assert_int_equal(count_findings(&arena, &facts, "already-trusted"), 19);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_certificate_gets_the_finding_that_fits),
        cmocka_unit_test(a_missing_ca_is_named_only_where_the_chain_matters),
        cmocka_unit_test(only_other_families_are_unrelated),
        cmocka_unit_test(a_root_beside_a_shut_pfx_is_told_by_name),
        cmocka_unit_test(a_root_with_the_name_of_somebodys_ca_is_told),
        cmocka_unit_test(the_vendors_certificate_is_nobody_elses),
        cmocka_unit_test(what_only_names_the_vendors_domain_is_nobodys_own),
        cmocka_unit_test(what_is_in_a_list_of_public_cas_is_not_told),
    };
    return cmocka_run_group_tests_name("rule_role", tests, NULL, NULL);
}
