#include "steps/certs.h"
#include "steps/rules/rules.h"

static void check_already_trusted(struct rule_run *run)
{
    const struct cert *cert = run->cert;
    if (run->facts->decided.purpose != PURPOSE_TRUSTED_ROOT || cert->role == ROLE_LEAF || cert->role == ROLE_CLIENT)
        return;
    if (cert->windows == WINDOWS_TRUSTED)
        rule_fire(run, "%s is among the roots that Windows trusts by itself", rule_cert_name(run, cert));
    else if (cert->publicly_trusted)
        rule_fire(run, "%s is a public CA by this machine's CA bundle, and the servers most likely trust it already; in the list of "
                       "Windows' roots it is not", rule_cert_name(run, cert));
    else if (cert->role == ROLE_INTERMEDIATE && cert->issuer_publicly_trusted)
        rule_fire(run, "%s was issued under a public CA, which the servers most likely trust already", rule_cert_name(run, cert));
}

static void check_blocked(struct rule_run *run)
{
    if (run->cert->windows == WINDOWS_BLOCKED)
        rule_fire(run, "%s is a root that Windows blocks", rule_cert_name(run, run->cert));
}

static void check_impersonates(struct rule_run *run)
{
    const struct cert *cert = run->cert;
    if (certs_play_public_root(cert)) {
        rule_fire(run, "%s bears the name of a public CA, but has another key", rule_cert_name(run, cert));
        rule_hint(run, "don't install it, unless the CA's own site shows this very SHA-256: then it is newer than the lists that were "
                       "asked, so give a newer one of Windows' roots with --windows-roots (`certcase catalog` dates the one in use), or "
                       "of public CAs with --ca-bundle; else ask who made it");
        rule_option(run, "--windows-roots");
    } else if (cert->public_issuer_denied)
        rule_fire(run, "%s names the public CA %s and its key as the issuer, but that key didn't sign it", rule_cert_name(run, cert),
                  rule_name(run, cert->issuer_cn));
}

static void check_bundle_missing(struct rule_run *run)
{
    const struct evidence *evidence = run->facts->evidence;
    if (!evidence->trust_known && evidence->certs.n)
        rule_fire(run, "no CA bundle was at hand, so public trust was checked by the list of Windows' roots alone");
}

static const struct rule rules[] = {
    { { "already-trusted", GROUP_ROLE, SEV_WARNING }, SCOPE_CERT, .check = check_already_trusted },
    { { "blocked-by-windows", GROUP_ROLE, SEV_ERROR }, SCOPE_CERT, .check = check_blocked },
    { { "impersonates-public-root", GROUP_ROLE, SEV_ERROR, .send = SEND_WHOLE }, SCOPE_CERT, .check = check_impersonates },
    { { "ca-bundle-missing", GROUP_ROLE, SEV_NOTE }, SCOPE_SET, .check = check_bundle_missing,
      .option = "--ca-bundle" },
};
const struct rule_table rules_trust = { rules, COUNT_OF(rules) };
