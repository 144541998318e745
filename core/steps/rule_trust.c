#include "steps/rules.h"

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
    if (cert->public_name && !cert->publicly_trusted && cert->windows == WINDOWS_UNKNOWN && cert->self_issued)
        rule_fire(run, "%s bears the name of a public CA, but has another key", rule_cert_name(run, cert));
}

static void check_bundle_missing(struct rule_run *run)
{
    const struct evidence *evidence = run->facts->evidence;
    if (!evidence->trust_known && evidence->certs.n)
        rule_fire(run, "no CA bundle was at hand, so public trust was checked by the list of Windows' roots alone");
}

static const struct rule rules[] = {
    { { "already-trusted", GROUP_ROLE, SEV_WARNING, "Probably unnecessary: it is publicly trusted already",
        "first try the connection without it: if that fails, the cause is another one (host name, expiry, missing intermediate, protocol)",
        "A certificate issued by a public CA needs no request: the connection works without configuration. It is recognised by the CA's "
        "key: first in the list of Microsoft's root programme, then in the CA bundle of this machine, which resembles it. The list doesn't "
        "tell for what a root is trusted, some are for code signing or mail alone: so this is a warning and no refusal.",
        "the vendor's certificate management article; Microsoft's root programme (`certcase catalog` shows the list's date)" },
      SCOPE_CERT, .check = check_already_trusted },
    { { "blocked-by-windows", GROUP_ROLE, SEV_ERROR, "Windows blocks this root",
        "don't ask for it: find out which CA the service's owner uses today, and ask for that one",
        "Microsoft takes roots out of its programme when their CAs fail or end, and Windows then refuses what they issued, whatever is "
        "installed. Lists of other systems may hold such a root for years.",
        "Microsoft's root programme (`certcase catalog` shows the list's date)" },
      SCOPE_CERT, .check = check_blocked },
    { { "impersonates-public-root", GROUP_ROLE, SEV_ERROR, "It has a public CA's name, but not its key",
        "don't install it: get the CA's certificate from the CA's own site, and ask who made this one",
        "Anybody can make a certificate with any name; only the key counts. A root that calls itself like a public CA and has another "
        "key comes from an intercepting proxy, a test, or an attacker: installed as trusted root, it could pretend to be any site.",
        "our judgement; RFC 5280 section 6.1.1" },
      SCOPE_CERT, .check = check_impersonates },
    { { "ca-bundle-missing", GROUP_ROLE, SEV_NOTE, "Public trust was checked by Windows' list alone",
        "install the package ca-certificates, or name a bundle with --ca-bundle",
        "Whether a certificate is publicly trusted already is looked up in the list of Windows' roots and in the system's CA bundle. The "
        "list has no names, so without a bundle nobody sees that a root pretends to be a public one, nor that an issuer not at hand is "
        "public.",
        "our judgement" },
      SCOPE_SET, .check = check_bundle_missing, .option = "--ca-bundle" },
};
const struct rule_table rules_trust = { rules, COUNT_OF(rules) };
