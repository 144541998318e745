/* What the vendor's services ask for beyond the right certificate: callers' CAs (inbound mTLS), LifeTime's domain certificates, client
 * certificates that last, and what is no certificate request at all. */
#include "steps/certs.h"
#include "steps/rules.h"

static bool is_inbound(const struct rule_run *run)
{
    return run->facts->decided.purpose == PURPOSE_INBOUND_MTLS;
}

/* The vendor's service has its rules; on servers of one's own they are advice. Without a case the cloud is meant. */
static void advise_outside_cloud(struct rule_run *run)
{
    const struct case_record *record = run->facts->record;
    if (record && record->hosting == HOST_SELF_MANAGED)
        rule_severity(run, SEV_WARNING);
}

static void check_needs_cas(struct rule_run *run)
{
    const struct cert *main = run->facts->decided.main;
    if (!is_inbound(run))
        return;
    if (run->file->container == CONTAINER_PKCS12 && (run->file->pfx.state != PFX_OPEN || run->file->pfx.keys)) {
        rule_fire(run, "%s is a PFX: callers keep their private keys, and only the CAs that issued their certificates are installed",
                  rule_file_name(run));
        rule_hint(run, "give the root and each intermediate CA in .cer (`certcase inspect FILE --extract FOLDER` writes them)");
        rule_option(run, "inspect");
        return;
    }
    if (!main || main->file != run->file_index || main->has_key || certs_is_ca(main))
        return;
    if (main->role == ROLE_SELF_SIGNED) {
        rule_fire_at(run, main, "%s is self-signed and no CA, so it vouches for no caller but itself", rule_cert_name(run, main));
        advise_outside_cloud(run);
    } else {
        rule_fire_at(run, main, "%s is one caller's own certificate, and the CAs that issued it are needed", rule_cert_name(run, main));
        rule_hint(run, "%s, and every CA up to the root", rule_issuer_hint(run, main));
    }
}

static void check_inbound_chain(struct rule_run *run)
{
    const struct cert *cert = run->cert, *main = run->facts->decided.main;
    bool is_refused_leaf = cert == main && cert->role == ROLE_LEAF;
    if (!is_inbound(run) || !main || is_refused_leaf)
        return;
    if (!cert->issuer_cert && !cert->self_issued) {
        rule_fire(run, "%s was issued by %s, which is missing", rule_cert_name(run, cert), rule_name(run, cert->issuer_cn));
        rule_hint(run, "%s, and give all of them", rule_issuer_hint(run, cert));
        advise_outside_cloud(run);
    } else if (cert->role == ROLE_ROOT && run->facts->evidence->certs.n == 1) {
        rule_fire(run, "%s is the only CA given", rule_cert_name(run, cert));
        rule_hint(run, "if an intermediate CA of it issued the callers' certificates, give that too");
        rule_severity(run, SEV_NOTE);
    }
}

static void check_inbound_public(struct rule_run *run)
{
    const struct cert *cert = run->cert;
    if (is_inbound(run) && certs_is_ca(cert) && (cert->publicly_trusted || cert->issuer_publicly_trusted))
        rule_fire(run, "%s is a public CA, from which anybody can get a certificate", rule_cert_name(run, cert));
}

/* --- LifeTime's domain certificates --- */

static void fire_domain(struct rule_run *run, const struct cert *about, const char *issuer, const char *which)
{
    rule_fire_at(run, about, "%s was issued by %s, %s", rule_cert_name(run, about), issuer, which);
    if (!run->facts->record) /* it may be for IIS */
        rule_severity(run, SEV_NOTE);
}

static void check_domain_issuer(struct rule_run *run)
{
    const struct evidence *evidence = run->facts->evidence;
    if (!rule_is_own_domain(run->facts) || !evidence->trust_known)
        return;
    const struct cert *main = run->facts->decided.main, *top = cert_top(&evidence->certs, main);
    if (top->self_issued && !top->publicly_trusted && !main->issuer_publicly_trusted)
        fire_domain(run, main, top == main ? "itself" : rule_cert_name(run, top), "which is no public CA");
}

static void check_domain_chain(struct rule_run *run)
{
    if (!rule_is_own_domain(run->facts))
        return;
    const struct cert *top = cert_top(&run->facts->evidence->certs, run->facts->decided.main);
    if (top->issuer_cert || top->self_issued || top->issuer_publicly_trusted || top->publicly_trusted)
        return;
    fire_domain(run, top, rule_name(run, top->issuer_cn), "which is missing");
    rule_hint(run, "%s, and put it behind the certificate in the PEM, or into the PFX", rule_issuer_hint(run, top));
}

/* --- client certificates --- */

static void check_client_public(struct rule_run *run)
{
    const struct cert *main = run->facts->decided.main;
    if (run->facts->decided.purpose == PURPOSE_CLIENT_SIDE && main && main->has_key && main->issuer_publicly_trusted)
        rule_fire_at(run, main, "%s comes from a public CA, and those stop putting client authentication into their "
                     "certificates", rule_cert_name(run, main));
}

/* --- what is no certificate request --- */

static void check_saml(struct rule_run *run)
{
    static const struct view parts[] = { VIEW_ROW("CN=ADFS Signing - "), VIEW_ROW("CN=ADFS Encryption - "), VIEW_ROW("OU=SSOProvider"),
                                         VIEW_ROW("CN=Microsoft Azure Federated SSO Certificate"), VIEW_ROW("OU=Google For Work") };
    size_t at;
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        if (run->cert->self_issued && view_find(run->cert->subject, parts[i], &at))
            rule_fire(run, "%s signs SAML messages of an identity provider; it is no TLS certificate", rule_cert_name(run, run->cert));
}

#define MTLS_SOURCE "the vendor's documentation of inbound mTLS (mid-2026)"

static const struct rule rules[] = {
    { { "inbound-needs-cas", GROUP_ROLE, SEV_ERROR, "Inbound mTLS needs the callers' CAs, nothing else",
        "give the root and every intermediate CA that issued the callers' certificates, each in .cer",
        "Callers present certificates to an exposed REST API, and the platform checks them against the CAs that are installed. A "
        "caller's own certificate there would have to be replaced with each of its renewals, and a PFX would hand out the caller's "
        "private key. A certificate with which your own application calls others is a client-side request.",
        MTLS_SOURCE },
      SCOPE_FILE, .check = check_needs_cas },
    { { "inbound-chain-incomplete", GROUP_ROLE, SEV_ERROR, "Inbound mTLS needs every CA of the chain",
        "ask for the missing CA, and give all",
        "The vendor asks for the root and every intermediate CA that issued the callers' certificates. Many callers send their own "
        "certificate alone, so with one CA missing no chain can be built and every call is turned away. A root given alone is a note: it "
        "may have issued them itself. On self-managed servers a missing CA is a warning, as Windows may have it already.",
        MTLS_SOURCE "; what callers send is our judgement" },
      SCOPE_CERT, .check = check_inbound_chain },
    { { "inbound-public-ca", GROUP_ROLE, SEV_WARNING, "A public CA vouches for far more than your callers",
        "check in OnAuthentication that it is a caller you expect (subject or thumbprint); better use a private CA",
        "Whoever buys a certificate from a public CA has one whose chain is good, so the chain alone says nothing about who calls. "
        "Public CAs also stop issuing certificates for client authentication, so your callers' next renewals may not do any more.",
        "our judgement; Chrome's root programme: certificates for servers alone from 2027-03-15" },
      SCOPE_CERT, .check = check_inbound_public },
    { { "domain-issuer-not-public", GROUP_ROLE, SEV_WARNING, "LifeTime asks for a certificate from a public CA",
        "get the certificate of your domain from a public CA",
        "For your own domain in OutSystems Cloud the vendor asks for a certificate from a public CA. With one from a private CA every "
        "browser warns that doesn't know this CA. It is recognised by the CA's key, in the list of this machine.",
        "the vendor's article on your own domain in OutSystems Cloud" },
      SCOPE_SET, .check = check_domain_issuer },
    { { "domain-chain-incomplete", GROUP_ROLE, SEV_WARNING, "LifeTime asks for the complete chain",
        "put the intermediate CAs behind the certificate in the PEM, or into the PFX",
        "LifeTime builds the chain of a domain's certificate when it is uploaded and refuses one with a gap: the intermediate CAs must "
        "be in the same file. The root of a public CA need not be there.",
        "the vendor's article on your own domain in OutSystems Cloud; LifeTime's own validation" },
      SCOPE_SET, .check = check_domain_chain },
    { { "client-from-public-ca", GROUP_ROLE, SEV_WARNING, "A client certificate from a public CA will not be renewed as such",
        "agree with the owner of the web service on a certificate from a private CA before the next renewal",
        "Public CAs stop putting clientAuth into their certificates: Chrome accepts roots for servers alone from 2027-03-15. The next "
        "renewal of this certificate will probably lack it, and the web service then refuses it. Public certificates also live ever "
        "shorter: 100 days from 2027-03-15, 47 from 2029-03-15, and each renewal is a case of its own.",
        "Chrome's root programme; CA/Browser Forum, ballot SC-081" },
      SCOPE_SET, .check = check_client_public },
    { { "saml-signing-certificate", GROUP_ROLE, SEV_WARNING, "It signs SAML messages: no certificate has to be installed",
        "no request is needed: import the identity provider's metadata in the application (Users), where this certificate stands in",
        "Identity providers sign with a certificate of their own, which the application reads from their metadata. It is part of no "
        "TLS connection, and no store of Windows needs it. Only if the identity provider's web address has a certificate from a private "
        "CA, that CA's root is a trusted-root request.",
        "the vendor's documentation of SAML 2.0; that the name tells is our judgement" },
      SCOPE_CERT, .check = check_saml },
};
const struct rule_table rules_service = { rules, COUNT_OF(rules) };
