/* What the vendor's services ask for beyond the right certificate: callers' CAs (inbound mTLS), LifeTime's domain certificates, client
 * certificates that last, and what is no certificate request at all. */
#include "steps/certs.h"
#include "steps/rules/rules.h"

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
    if (run->file->container == CONTAINER_PKCS12 && (!pfx_is_open(&run->file->pfx) || run->file->pfx.keys)) {
        rule_fire(run, "%s is a PFX: callers keep their private keys, and only the CAs that issued their certificates are installed",
                  rule_file_name(run));
        rule_hint(run, "give the root and each intermediate CA in .cer (`certcase inspect FILE --extract FOLDER` writes them)");
        rule_option(run, "inspect");
        return;
    }
    if (!main || main->file != run->file_index || main->has_key || role_is_ca(main->role))
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
    if (!cert->issuer_cert && !cert->self_issued && !certs_lead_to_root(run->arena, &run->facts->evidence->certs, cert)) {
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
    if (is_inbound(run) && role_is_ca(cert->role) && (cert->publicly_trusted || cert->issuer_publicly_trusted))
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

static const struct rule rules[] = {
    { { "inbound-needs-cas", GROUP_ROLE, SEV_ERROR, .send = SEND_CAS }, SCOPE_FILE, .check = check_needs_cas },
    { { "inbound-chain-incomplete", GROUP_ROLE, SEV_ERROR, .send = SEND_CAS }, SCOPE_CERT, .check = check_inbound_chain },
    { { "inbound-public-ca", GROUP_ROLE, SEV_WARNING }, SCOPE_CERT, .check = check_inbound_public },
    { { "domain-issuer-not-public", GROUP_ROLE, SEV_WARNING }, SCOPE_SET, .check = check_domain_issuer },
    { { "domain-chain-incomplete", GROUP_ROLE, SEV_WARNING }, SCOPE_SET, .check = check_domain_chain },
    { { "client-from-public-ca", GROUP_ROLE, SEV_WARNING }, SCOPE_SET, .check = check_client_public },
    { { "saml-signing-certificate", GROUP_ROLE, SEV_WARNING }, SCOPE_CERT, .check = check_saml },
};
const struct rule_table rules_service = { rules, COUNT_OF(rules) };
