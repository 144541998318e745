/* Fixtures of the group `role`. The CA bundle of all rule tests, public-cas.pem, holds the public test root and nothing else. */
#include "fixture_pki.h"

static struct view pem(struct fixtures *f, struct view der)
{
    return fx_pem(f, "CERTIFICATE", der);
}

static struct view under_public_root(struct fixtures *f, const char *subject, const char *names, bool ca)
{
    return FX_CERT(f, .subject = subject, .issuer = PUBLIC_ROOT, .key = "p256-customer", .signer = "p256-public-root",
                   .names = names, .ca = ca, .from = "2026-06-01", .to = "2027-06-01");
}

static struct view second_ca(struct fixtures *f)
{
    return FX_CERT(f, .subject = "CN=Partner Issuing CA 2, O=Partner, C=PT", .issuer = PARTNER_ROOT, .key = "rsa-partner-ca-2",
                   .signer = "rsa-partner-root", .ca = true, .to = "2035-01-01");
}

static struct view ca_below(struct fixtures *f)
{
    return FX_CERT(f, .subject = "CN=Partner Team CA, O=Partner, C=PT", .issuer = PARTNER_CA, .key = "rsa-partner-ca-2",
                   .signer = "rsa-partner-ca", .ca = true, .to = "2034-01-01");
}

static struct view root_with_path(struct fixtures *f, long length)
{
    struct view truth = VIEW("\x01\x01\xFF");
    return FX_CERT(f, .subject = PARTNER_ROOT, .key = "rsa-partner-root", .drop = FX_NO_BASIC, .to = "2040-01-01",
                   FX_EXTENSIONS(fx_extension(f, "2.5.29.19", true, FX_SEQ(f, truth, fx_int(f, length)))));
}

static struct view ca_for(struct fixtures *f, const char *eku)
{
    return FX_CERT(f, .subject = PARTNER_CA, .issuer = PARTNER_ROOT, .key = "rsa-partner-ca", .signer = "rsa-partner-root", .ca = true,
                   .eku = eku, .to = "2035-01-01");
}

/* One of two CAs that have signed each other. */
static struct view crossed(struct fixtures *f, const char *one, const char *other)
{
    struct arena *arena = fx_arena(f);
    return FX_CERT(f, .subject = view_fmt(arena, "CN=Ring %s", one).p, .issuer = view_fmt(arena, "CN=Ring %s", other).p,
                   .key = view_fmt(arena, "p256-ring-%s", one).p, .signer = view_fmt(arena, "p256-ring-%s", other).p, .ca = true);
}

static struct view namesake(struct fixtures *f, const char *to)
{
    return FX_CERT(f, .subject = PARTNER_ROOT, .key = "rsa-old-root", .ca = true, .to = to);
}

/* The partner's root, which the other root has signed, too: beside it nothing is missing, and nothing is a stranger's. */
static void cross_signed(struct fixtures *f)
{
    struct view root = pki_root(f), other = pki_other_root(f);
    struct view cross = FX_CERT(f, .subject = PARTNER_ROOT, .issuer = OTHER_ROOT, .key = "rsa-partner-root", .signer = "p256-other-root",
                                .ca = true, .to = "2041-01-01");
    pki_write(f, "intermediate-without-root", "good-cross-signed.cer", FX_JOIN(f, pem(f, cross), pem(f, root)));
    pki_write(f, "chain-incomplete", "good-cross-signed.pfx",
              FX_PFX(f, .key = "rsa-partner-client", .cert = pki_client(f), FX_CHAIN(pki_ca(f), cross, root)));
    pki_write(f, "unrelated-certificates", "good-cross-signed.cer",
              FX_JOIN(f, pem(f, pki_ca(f)), pem(f, cross), pem(f, root), pem(f, other)));
    struct view ca = pki_ca(f), ca_twin = FX_CERT(f, .subject = PARTNER_CA, .issuer = OTHER_ROOT, .key = "rsa-partner-ca",
                                                  .signer = "p256-other-root", .ca = true, .to = "2036-01-01");
    pki_write(f, "intermediate-without-root", "good-twin.cer", FX_JOIN(f, pem(f, ca_twin), pem(f, ca), pem(f, root)));
    pki_write(f, "unrelated-certificates", "good-twin.cer", FX_JOIN(f, pem(f, ca_twin), pem(f, ca), pem(f, root)));
    pki_write(f, "unrelated-certificates", "good-twin-of-two-roots.cer",
              FX_JOIN(f, pem(f, pki_server(f)), pem(f, ca), pem(f, ca_twin), pem(f, root), pem(f, other)));
}

/* A CA limited to certain hosts, and what it may issue and may not. */
static void limited_names(struct fixtures *f)
{
    struct view host = fx_der(f, 0x30, fx_text(f, 0x82, "partner.example"));
    struct view limits = fx_extension(f, "2.5.29.30", true, FX_SEQ(f, fx_der(f, 0xA0, host)));
    struct view ca = FX_CERT(f, .subject = PARTNER_CA, .issuer = PARTNER_ROOT, .key = "rsa-partner-ca", .signer = "rsa-partner-root",
                             .ca = true, .to = "2035-01-01", FX_EXTENSIONS(limits));
    struct view outside = FX_CERT(f, .subject = "CN=api.bank.example", .issuer = PARTNER_CA, .key = "p256-partner-server",
                                  .signer = "rsa-partner-ca", .names = "api.bank.example", .eku = "server", .to = "2027-01-01");
    pki_write(f, "chain-refused", "bad-names.cer", FX_JOIN(f, pem(f, outside), pem(f, ca), pem(f, pki_root(f))));
    pki_write(f, "chain-refused", "good-names.cer", FX_JOIN(f, pem(f, pki_server(f)), pem(f, ca), pem(f, pki_root(f))));
}

static struct view repeated(struct fixtures *f, struct view one, size_t n)
{
    struct view *all = NEW(fx_arena(f), struct view, n);
    for (size_t i = 0; i < n; i++)
        all[i] = one;
    return view_listed(fx_arena(f), all, n, "");
}

/* So many names, of which each is compared with so many that its CA may issue. */
static struct view with_many_names(struct fixtures *f, size_t n)
{
    struct view host = fx_text(f, 0x82, "partner.example");
    struct view limits = fx_extension(f, "2.5.29.30", true, FX_SEQ(f, fx_der(f, 0xA0, repeated(f, FX_SEQ(f, host), n))));
    struct view names = fx_san_raw(f, repeated(f, host, n));
    struct view ca = FX_CERT(f, .subject = PARTNER_CA, .issuer = PARTNER_ROOT, .key = "rsa-partner-ca", .signer = "rsa-partner-root",
                             .ca = true, .to = "2035-01-01", FX_EXTENSIONS(limits));
    struct view leaf = FX_CERT(f, .subject = "CN=partner.example", .issuer = PARTNER_CA, .key = "p256-partner-server",
                               .signer = "rsa-partner-ca", .eku = "server", .to = "2027-01-01", FX_EXTENSIONS(names));
    return FX_JOIN(f, pem(f, leaf), pem(f, ca), pem(f, pki_root(f)));
}

static void chains(struct fixtures *f)
{
    struct view root = pki_root(f), ca = pki_ca(f), server = pki_server(f), other = pki_other_root(f);
    pki_write(f, "leaf-not-root", "bad.cer", server);
    pki_write(f, "leaf-not-root", "bad-public.cer", under_public_root(f, "CN=www.public.example", "www.public.example", false));
    pki_write(f, "leaf-not-root", "good.cer", root);
    pki_write(f, "leaf-not-root", "good-whole-chain.cer", FX_JOIN(f, pem(f, server), pem(f, ca), pem(f, root)));
    pki_write(f, "intermediate-without-root", "bad.cer", ca);
    pki_write(f, "intermediate-without-root", "bad-other-key.cer",
              FX_JOIN(f, pem(f, ca), pem(f, namesake(f, "2040-01-01"))));
    pki_write(f, "intermediate-without-root", "good.cer", FX_JOIN(f, pem(f, ca), pem(f, root)));
    pki_write(f, "chain-incomplete", "bad.cer", FX_JOIN(f, pem(f, server), pem(f, root)));
    pki_write(f, "chain-incomplete", "bad-client.pfx", FX_PFX(f, .key = "rsa-partner-client", .cert = pki_client(f), FX_CHAIN(ca)));
    pki_write(f, "chain-incomplete", "good.cer", FX_JOIN(f, pem(f, server), pem(f, ca), pem(f, root)));
    pki_write(f, "chain-incomplete", "good-client.pfx", FX_PFX(f, .key = "rsa-partner-client", .cert = pki_client(f), FX_CHAIN(ca, root)));
    pki_args(f, "chain-incomplete", "", "inspect\n{file}\n--password-file\n{rules}/password.txt\n");
    pki_write(f, "unrelated-certificates", "bad.cer", FX_JOIN(f, pem(f, root), pem(f, other)));
    struct view pretends = FX_CERT(f, .subject = PARTNER_CA, .key = "rsa-old-root", .ca = true, .to = "2040-01-01");
    pki_write(f, "unrelated-certificates", "bad-name-of-ca.cer", FX_JOIN(f, pem(f, ca), pem(f, root), pem(f, pretends)));
    pki_write(f, "unrelated-certificates", "bad-beside-leaf.cer", FX_JOIN(f, pem(f, server), pem(f, other)));
    pki_write(f, "chain-refused", "bad-path-length.cer",
              FX_JOIN(f, pem(f, server), pem(f, ca), pem(f, root_with_path(f, 0))));
    pki_write(f, "chain-refused", "bad-ca-below.cer", FX_JOIN(f, pem(f, root_with_path(f, 1)), pem(f, ca), pem(f, ca_below(f))));
    pki_write(f, "chain-refused", "good-ca-below.cer", FX_JOIN(f, pem(f, root_with_path(f, 2)), pem(f, ca), pem(f, ca_below(f))));
    pki_write(f, "chain-refused", "bad-purpose.cer", FX_JOIN(f, pem(f, server), pem(f, ca_for(f, "email")), pem(f, root)));
    pki_write(f, "chain-refused", "good.cer", FX_JOIN(f, pem(f, server), pem(f, ca_for(f, "server")), pem(f, root)));
    pki_write(f, "chain-refused", "good-path-length.cer", FX_JOIN(f, pem(f, server), pem(f, ca), pem(f, root_with_path(f, 1))));
    pki_write(f, "unrelated-certificates", "good-one-missing-root.cer", FX_JOIN(f, pem(f, ca), pem(f, second_ca(f))));
    pki_write(f, "intermediate-without-root", "bad-ring.cer", FX_JOIN(f, pem(f, crossed(f, "A", "B")), pem(f, crossed(f, "B", "A"))));
    pki_write(f, "unrelated-certificates", "good.cer", FX_JOIN(f, pem(f, root), pem(f, ca)));
    pki_write(f, "unrelated-certificates", "good-one-name.cer", FX_JOIN(f, pem(f, root), pem(f, namesake(f, "2040-01-01"))));
    pki_write(f, "roots-of-one-name", "bad.cer", FX_JOIN(f, pem(f, root), pem(f, namesake(f, "2040-01-01"))));
    pki_write(f, "roots-of-one-name", "good.cer", FX_JOIN(f, pem(f, root), pem(f, other)));
    pki_write(f, "roots-of-one-name", "good-expired.cer", FX_JOIN(f, pem(f, root), pem(f, namesake(f, "2026-01-01"))));
    pki_write(f, "chain-refused", "bad-many-names.cer", with_many_names(f, 4097));
    pki_write(f, "chain-refused", "good-many-names.cer", with_many_names(f, 4095));
    cross_signed(f);
    limited_names(f);
}

/* The list of Windows' roots that these are tried with: the other root is blocked, the partner's key too, but not in the root at hand. */
static void blocked_roots(struct fixtures *f)
{
    struct view other = pki_other_root(f), root = pki_root(f);
    struct view key = fx_sha256(f, fx_spki(f, "rsa-partner-root")), none = fx_sha256(f, (struct view){ 0 });
    struct view list = view_fmt(fx_arena(f),
                                "# dated: 2026-01-31\n# source: made for tests\nstatus\tcertificate_sha256\tspki_sha256\n"
                                "blocked\t%.*s\t%.*s\nblocked\t%.*s\t%.*s\ntrusted\t%.*s\t%.*s\n",
                                VIEW_ARG(fx_sha256(f, other)), VIEW_ARG(fx_sha256(f, fx_spki(f, "p256-other-root"))), VIEW_ARG(none),
                                VIEW_ARG(key), VIEW_ARG(fx_sha256(f, root)), VIEW_ARG(key));
    fx_write(f, "windows-roots.tsv", list);
    pki_args(f, "blocked-by-windows", "", "inspect\n{file}\n--windows-roots\n{rules}/windows-roots.tsv\n");
    pki_write(f, "blocked-by-windows", "bad.cer", other);
    pki_write(f, "blocked-by-windows", "good.cer", root);
}

static void trust(struct fixtures *f)
{
    fx_write(f, "public-cas.pem", pem(f, pki_public_root(f)));
    struct view list = VIEW("");
    for (int i = 1; i <= 20; i++) {
        const char *serial = view_fmt(fx_arena(f), "%02x", i).p;
        list = FX_JOIN(f, list, pem(f, FX_CERT(f, .subject = PUBLIC_ROOT, .key = "p256-public-root", .ca = true, .serial = serial)));
        if (i >= 19)
            pki_write(f, "list-of-public-cas", i == 19 ? "good.pem" : "bad.pem", list);
    }
    pki_write(f, "already-trusted", "bad.cer", pki_public_root(f));
    pki_write(f, "already-trusted", "bad-intermediate.cer", under_public_root(f, "CN=Public Test CA 1", NULL, true));
    pki_write(f, "already-trusted", "good.cer", pki_root(f));
    blocked_roots(f);
    pki_write(f, "impersonates-public-root", "bad.cer", FX_CERT(f, .subject = PUBLIC_ROOT, .key = "p256-impostor", .ca = true));
    pki_write(f, "impersonates-public-root", "bad-common-name.cer",
              FX_CERT(f, .subject = "C=US, O=Digi Cert Inc., CN=DigiCert Global Root G2", .key = "p256-impostor", .ca = true));
    pki_write(f, "impersonates-public-root", "bad-drawn-alike.cer",
              FX_CERT(f, .subject = "CN=DigiCert GIoba1 R00t G2", .key = "p256-impostor", .ca = true));
    pki_write(f, "impersonates-public-root", "bad-first-name.cer",
              FX_CERT(f, .subject = "CN=Partner Root CA, CN=DigiCert Global Root G2", .key = "p256-impostor", .ca = true));
    pki_write(f, "impersonates-public-root", "bad-intermediate.cer",
              FX_CERT(f, .subject = PUBLIC_ROOT, .issuer = PARTNER_ROOT, .key = "p256-impostor", .signer = "rsa-partner-root", .ca = true));
    pki_write(f, "impersonates-public-root", "bad-issuer.cer",
              FX_CERT(f, .subject = "CN=Public Test CA 9", .issuer = PUBLIC_ROOT, .key = "p256-customer", .signer = "p256-public-root",
                      .ca = true, .wrong_signature = true));
    pki_write(f, "impersonates-public-root", "good.cer", pki_public_root(f));
    pki_write(f, "impersonates-public-root", "good-issuer.cer", under_public_root(f, "CN=Public Test CA 1", NULL, true));
    pki_write(f, "ca-bundle-missing", "good.cer", pki_root(f)); /* bad: only where no bundle is, so the unit test shows it */
    pki_write(f, "ca-bundle-missing", "bad.cer", pki_root(f));
}

static struct view root_for(struct fixtures *f, const char *eku)
{
    return FX_CERT(f, .subject = PARTNER_ROOT, .key = "rsa-partner-root", .ca = true, .eku = eku, .to = "2040-01-01");
}

/* What a certificate is good for, and what is asked for with it. */
static void contradictions(struct fixtures *f, struct view own)
{
    static const char id[] = "purpose-contradicts-certificate";
    const char *as_callers = "inspect\n{file}\n--purpose\ninbound-mtls\n";
    struct view both = FX_CERT(f, .subject = "CN=apps.customer.example", .issuer = PARTNER_ROOT, .key = "p256-customer",
                               .signer = "rsa-partner-root", .eku = "server,client", .names = "apps.customer.example");
    pki_write(f, id, "bad.cer", pki_root(f));
    pki_write(f, id, "good.cer", own);
    pki_args(f, id, "", "inspect\n{file}\n--purpose\nserver\n");
    pki_write(f, id, "bad-root-for-clients.cer", root_for(f, "client"));
    pki_args(f, id, "bad-root-for-clients", "inspect\n{file}\n");
    pki_write(f, id, "good-root-for-clients.cer", root_for(f, "client"));
    pki_args(f, id, "good-root-for-clients", as_callers);
    pki_write(f, id, "bad-root-for-servers.cer", root_for(f, "server"));
    pki_args(f, id, "bad-root-for-servers", as_callers);
    pki_write(f, id, "bad-own-domain.pfx", FX_PFX(f, .key = "p256-customer", .cert = both, FX_CHAIN(pki_root(f))));
    pki_args(f, id, "bad-own-domain",
             "build\n--dry-run\n{file}\n--password-file\n{rules}/password.txt\n-e\nProduction=apps.customer.example\n--hosting\ncloud\n");
    pki_write(f, id, "bad-own-chain.pem", FX_JOIN(f, pem(f, both), pem(f, pki_root(f))));
    pki_args(f, id, "bad-own-chain", "build\n--dry-run\n{file}\n-e\nProduction=apps.customer.example\n--hosting\ncloud\n");
    pki_args(f, id, "good-own-chain-elsewhere",
             "build\n--dry-run\n{dir}/bad-own-chain.pem\n-e\nProduction=acme.outsystemsenterprise.com\n");
    pki_args(f, id, "good-own-chain-said",
             "build\n--dry-run\n{dir}/bad-own-chain.pem\n-e\nProduction=apps.customer.example\n--hosting\ncloud\n--purpose\nserver\n");
    pki_args(f, id, "good-own-domain-elsewhere",
             "build\n--dry-run\n{dir}/bad-own-domain.pfx\n--password-file\n{rules}/password.txt\n-e\n"
             "Production=acme.outsystemsenterprise.com\n");
    pki_args(f, id, "good-own-domain-said",
             "build\n--dry-run\n{dir}/bad-own-domain.pfx\n--password-file\n{rules}/password.txt\n-e\n"
             "Production=apps.customer.example\n--hosting\ncloud\n--purpose\nclient-side\n");
}

static void purposes(struct fixtures *f)
{
    struct view own = under_public_root(f, "CN=apps.customer.example", "apps.customer.example", false);
    struct view vendor = under_public_root(f, "CN=*.outsystemsenterprise.com", "*.outsystemsenterprise.com", false);
    struct view pfx = FX_PFX(f, .key = "rsa-partner-client", .cert = pki_client(f), FX_CHAIN(pki_ca(f), pki_root(f)));
    pki_write(f, "client-needs-pfx", "bad.cer", pki_client(f));
    pki_write(f, "client-needs-pfx", "bad-beside-its-root.cer",
              FX_JOIN(f, pem(f, FX_CERT(f, .subject = "CN=client", .issuer = PARTNER_ROOT, .key = "rsa-partner-client",
                                        .signer = "rsa-partner-root", .eku = "client")),
                      pem(f, pki_root(f))));
    pki_write(f, "client-needs-pfx", "good.pfx", pfx);
    pki_args(f, "client-needs-pfx", "good", "inspect\n{dir}/good.pfx\n--password-file\n{rules}/password.txt\n");
    pki_write(f, "vendor-owned", "bad.cer", vendor);
    pki_write(f, "vendor-owned", "good.cer", own);
    pki_write(f, "vendor-owned", "bad-private-ca.cer",
              FX_JOIN(f, pem(f, FX_CERT(f, .subject = "CN=acme.outsystemsenterprise.com", .issuer = PARTNER_ROOT, .key = "p256-customer",
                                        .signer = "rsa-partner-root", .eku = "server", .names = "acme.outsystemsenterprise.com")),
                      pem(f, pki_root(f))));
    pki_args(f, "vendor-owned", "", "inspect\n{file}\n--purpose\nserver\n");
    pki_write(f, "server-certificate-self-service", "bad.cer", own);
    pki_args(f, "server-certificate-self-service", "", "inspect\n{file}\n--purpose\nserver\n");
    pki_write(f, "server-certificate-self-service", "good.cer", vendor);
    pki_write(f, "server-certificate-self-service", "good-fedramp.cer", own);
    pki_args(f, "server-certificate-self-service", "good-fedramp",
             "build\n--dry-run\n{file}\n--purpose\nserver\n--environments\n{tests}/support/inventory-fedramp.xml\n-e\nProduction\n");
    pki_write(f, "server-certificate-self-service", "good-lifetime.cer", own);
    pki_args(f, "server-certificate-self-service", "good-lifetime",
             "build\n--dry-run\n{file}\n--purpose\nserver\n-e\nLifeTime=lifetime.outsystemsenterprise.com\n");
    pki_write(f, "server-certificate-self-service", "good-refused.cer", own);
    pki_args(f, "server-certificate-self-service", "good-refused",
             "build\n--dry-run\n{file}\n--purpose\nserver\n-e\nTest=t.outsystemsenterprise.com\n--refusal\nThe chain is wrong.\n");
    contradictions(f, own);
    pki_write(f, "sql-server-fallback", "bad.cer", FX_CERT(f, .subject = "CN=SSL_Self_Signed_Fallback", .key = "rsa-sql", .drop = FX_BARE));
    pki_write(f, "sql-server-fallback", "good.cer",
              FX_CERT(f, .subject = "CN=sql.partner.example", .key = "rsa-sql", .names = "sql.partner.example", .to = "2027-06-01"));
    pki_write(f, "not-a-tls-certificate", "bad.cer",
              FX_CERT(f, .subject = "CN=Partner Code Signing", .key = "rsa-code", .eku = "code", .to = "2027-06-01"));
    pki_write(f, "not-a-tls-certificate", "good.cer",
              FX_CERT(f, .subject = "CN=appliance.partner.example", .key = "rsa-appliance", .eku = "server",
                      .names = "appliance.partner.example", .to = "2027-06-01"));
}

void fixtures_role(struct fixtures *f)
{
    chains(f);
    trust(f);
    purposes(f);
}
