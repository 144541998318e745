/* Fixtures of what the vendor's services ask for (core/steps/rules/rule_service.c). */
#include "fixture_pki.h"

#define AS(purpose) "inspect\n{file}\n--purpose\n" purpose "\n"
#define WITH_PASSWORD "--password-file\n{rules}/password.txt\n"

static struct view pem(struct fixtures *f, struct view der)
{
    return fx_pem(f, "CERTIFICATE", der);
}

static void inbound(struct fixtures *f)
{
    struct view root = pki_root(f), ca = pki_ca(f), client = pki_client(f);
    struct view chain = FX_JOIN(f, pem(f, ca), pem(f, root));
    pki_args(f, "inbound-needs-cas", "", AS("inbound-mtls") WITH_PASSWORD);
    pki_write(f, "inbound-needs-cas", "bad.cer", client);
    pki_write(f, "inbound-needs-cas", "bad-pfx.pfx", FX_PFX(f, .key = "rsa-partner-client", .cert = client, FX_CHAIN(ca, root)));
    pki_write(f, "inbound-needs-cas", "bad-self-signed.cer",
              FX_CERT(f, .subject = "CN=caller", .key = "rsa-caller", .eku = "client", .to = "2027-06-01"));
    pki_write(f, "inbound-needs-cas", "good.cer", chain);
    pki_write(f, "inbound-needs-cas", "good-with-caller.cer", FX_JOIN(f, pem(f, client), chain));
    pki_write(f, "inbound-needs-cas", "good-cas.pfx", FX_PFX(f, .cert = ca, FX_CHAIN(root)));
    pki_args(f, "inbound-chain-incomplete", "", AS("inbound-mtls"));
    pki_write(f, "inbound-chain-incomplete", "bad.cer", ca);
    pki_write(f, "inbound-chain-incomplete", "bad-caller-and-root.cer", FX_JOIN(f, pem(f, client), pem(f, root)));
    pki_write(f, "inbound-chain-incomplete", "bad-root-alone.cer", root);
    struct view cross = FX_CERT(f, .subject = PARTNER_ROOT, .issuer = OTHER_ROOT, .key = "rsa-partner-root", .signer = "p256-other-root",
                                .ca = true, .to = "2041-01-01");
    pki_write(f, "inbound-chain-incomplete", "bad-cross-signed.cer", cross);
    pki_write(f, "inbound-chain-incomplete", "good-cross-signed.cer", FX_JOIN(f, pem(f, cross), pem(f, root)));
    pki_write(f, "inbound-chain-incomplete", "good.cer", chain);
    pki_args(f, "inbound-public-ca", "", AS("inbound-mtls"));
    pki_write(f, "inbound-public-ca", "bad.cer", pki_public_root(f));
    pki_write(f, "inbound-public-ca", "good.cer", root);
}

static struct view public_one(struct fixtures *f, const char *eku, const char *name)
{
    return FX_CERT(f, .subject = view_fmt(fx_arena(f), "CN=%s", name).p, .issuer = PUBLIC_ROOT, .key = "rsa-partner-client",
                   .signer = "p256-public-root", .names = name, .eku = eku, .from = "2026-10-01", .to = "2027-03-01");
}

static void others(struct fixtures *f)
{
    struct view own = pki_server(f), whole = FX_JOIN(f, pem(f, own), pem(f, pki_ca(f)), pem(f, pki_root(f)));
    struct view public = public_one(f, "server", "apps.customer.example"), root = pki_public_root(f);
    pki_args(f, "domain-issuer-not-public", "", AS("server"));
    pki_write(f, "domain-issuer-not-public", "bad.cer", whole);
    pki_write(f, "domain-issuer-not-public", "good.cer", FX_JOIN(f, pem(f, public), pem(f, root)));
    pki_args(f, "domain-chain-incomplete", "", AS("server"));
    pki_write(f, "domain-chain-incomplete", "bad.cer", own);
    pki_write(f, "domain-chain-incomplete", "good.cer", whole);
    pki_write(f, "domain-chain-incomplete", "good-public.cer", public);
    pki_args(f, "client-from-public-ca", "", AS("client-side") WITH_PASSWORD);
    pki_write(f, "client-from-public-ca", "bad.pfx",
              FX_PFX(f, .key = "rsa-partner-client", .cert = public_one(f, "server,client", "caller.customer.example"), FX_CHAIN(root)));
    pki_write(f, "client-from-public-ca", "good.pfx",
              FX_PFX(f, .key = "rsa-partner-client", .cert = pki_client(f), FX_CHAIN(pki_ca(f), pki_root(f))));
    pki_write(f, "saml-signing-certificate", "bad.cer",
              FX_CERT(f, .subject = "CN=ADFS Signing - login.partner.example", .key = "rsa-saml", .to = "2027-06-01"));
    pki_write(f, "saml-signing-certificate", "bad-azure.cer",
              FX_CERT(f, .subject = "CN=Microsoft Azure Federated SSO Certificate", .key = "rsa-saml", .to = "2027-06-01"));
    pki_write(f, "saml-signing-certificate", "bad-okta.cer",
              FX_CERT(f, .subject = "CN=dev-1234, OU=SSOProvider, O=Okta", .key = "rsa-saml", .to = "2027-06-01"));
    pki_write(f, "saml-signing-certificate", "good.cer", own);
}

void fixtures_service(struct fixtures *f)
{
    inbound(f);
    others(f);
}
