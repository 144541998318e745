#include "base/buf.h"
#include "base/limits.h"
#include "format/text/shell_word.h"
#include "format/x509/x509_chain.h"
#include "model/words.h"
#include "steps/certs.h"
#include "steps/rules.h"

static bool is_ca_role(enum role role)
{
    return role == ROLE_ROOT || role == ROLE_INTERMEDIATE;
}

static void check_leaf_not_root(struct rule_run *run)
{
    const struct cert *cert = run->cert;
    if (run->facts->decided.purpose != PURPOSE_TRUSTED_ROOT || cert != run->facts->decided.main || cert->role != ROLE_LEAF ||
        certs_names_itself(cert)) /* a wrong signature of its own, which self-signature-invalid says */
        return;
    rule_fire(run, "%s is one server's or client's own certificate, not the root that stands behind it", rule_cert_name(run, cert));
    if (cert->issuer_publicly_trusted)
        rule_hint(run, "it comes from %s, a public CA that is trusted already: probably no request is needed at all; for a certificate "
                       "of your own server say --purpose server",
                  rule_name(run, cert->issuer_cn));
    else
        rule_hint(run, "%s; the root is needed, with each CA in between. For a certificate of your own server say --purpose server",
                  rule_issuer_hint(run, cert));
}

static void check_intermediate_without_root(struct rule_run *run)
{
    const struct cert *cert = run->cert;
    const struct cert *top = certs_top(&run->facts->evidence->certs, cert);
    bool in_ring = top->issuer_cert && top->issuer_cert != top;
    if (run->facts->decided.purpose != PURPOSE_TRUSTED_ROOT || cert->role != ROLE_INTERMEDIATE || (cert->issuer_cert && !in_ring) ||
        cert->publicly_trusted || cert->issuer_publicly_trusted)
        return;
    if (in_ring) {
        rule_fire(run, "%s and its issuers have signed each other, and no root is among them", rule_cert_name(run, cert));
        rule_hint(run, "ask its owner for the self-signed root, and give it too");
        return;
    }
    rule_fire(run, "%s is an intermediate CA, and its issuer %s is missing", rule_cert_name(run, cert), rule_name(run, cert->issuer_cn));
    rule_hint(run, "%s, and give both", rule_issuer_hint(run, cert));
}

/* The whole command: convert takes certificates and key from the same files. */
static void hint_convert(struct rule_run *run)
{
    const struct evidence *evidence = run->facts->evidence;
    AUTO(buf_free) struct buf text = BUF_INIT(LIMIT_LINE_BYTES);
    buf_text(&text, "certcase convert");
    for (size_t i = 0; i < evidence->n_files; i++) {
        buf_text(&text, " ");
        shell_path(&text, view_eq_text(evidence->files[i]->path, "-") ? VIEW("") : evidence->files[i]->path, "FILE");
    }
    buf_text(&text, " -o client.pfx --new-password-file FILE");
    rule_hint(run, "make a PFX of them: %s", buf_view(&text).p);
}

static void check_client_needs_pfx(struct rule_run *run)
{
    const struct evidence *evidence = run->facts->evidence;
    bool key_outside = false;
    if (run->facts->decided.purpose != PURPOSE_CLIENT_SIDE || !run->facts->decided.main)
        return;
    for (size_t i = 0; i < evidence->n_files; i++) {
        if (evidence->files[i]->container == CONTAINER_PKCS12)
            return;
        key_outside |= (evidence->files[i]->oddities & FILE_PRIVATE_KEY) != 0;
    }
    rule_fire_at(run, rule_cert_index(run, run->facts->decided.main),
                 "%s comes without its private key, which a client certificate needs%s",
                 rule_cert_name(run, run->facts->decided.main), key_outside ? ", in a PFX: a key stands beside it" : "");
    if (key_outside)
        hint_convert(run);
}

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

static void check_vendor_owned(struct rule_run *run)
{
    if (run->facts->decided.vendor_owned && run->facts->decided.main)
        rule_fire_at(run, rule_cert_index(run, run->facts->decided.main), "%s is the vendor's own certificate for outsystemsenterprise.com",
                     rule_cert_name(run, run->facts->decided.main));
}

static void check_self_service(struct rule_run *run)
{
    const struct cert *main = run->facts->decided.main;
    if (rule_is_own_domain(run->facts))
        rule_fire_at(run, rule_cert_index(run, main), "%s is for your own domain, which needs no case in OutSystems Cloud",
                     rule_cert_name(run, main));
}

struct contradiction {
    const char *what, *hint;
    enum severity severity;
};

static struct contradiction against_root(const struct facts *facts)
{
    if (facts->decided.main->has_key)
        return (struct contradiction){ "a trusted root is asked for, and this PFX holds a private key",
                                       "give the root alone, in .cer; a private key must never be sent for it", SEV_ERROR };
    if (facts->decided.by_content == PURPOSE_SERVER)
        return (struct contradiction){ "a trusted root is asked for, and this is the vendor's own server certificate",
                                       "nothing has to be installed: every server trusts it already", SEV_ERROR };
    if (facts->decided.by_content == PURPOSE_CLIENT_SIDE && !is_ca_role(facts->decided.main->role))
        return (struct contradiction){ "a trusted root is asked for, and this certificate is for clients alone",
                                       "ask for the root behind the partner's server; for the client certificate say --purpose client-side",
                                       SEV_WARNING };
    return (struct contradiction){ 0 };
}

/* A client's certificate that "openssl req -x509" made calls itself a CA too; one that issues others is another matter. */
static struct contradiction key_of_ca(const struct cert *main)
{
    if (main->role == ROLE_INTERMEDIATE || (main->has_key_usage && (main->key_usage & KU_KEY_CERT_SIGN)))
        return (struct contradiction){ "this PFX holds the private key of a CA",
                                       "never hand it on: whoever has it can issue certificates for any name. Ask the CA for a client "
                                       "certificate; for the CA itself give its .cer",
                                       SEV_ERROR };
    return (struct contradiction){ "it may also issue certificates, and its private key goes along",
                                   "better make one that is no CA (openssl req -x509 -addext basicConstraints=CA:FALSE)", SEV_WARNING };
}

static struct contradiction against_client(const struct cert *main)
{
    if (is_ca_role(main->role) || (main->ca && !main->has_key))
        return (struct contradiction){ "a client-side certificate is asked for, and this is a CA",
                                       "for a CA say --purpose trusted-root; for a client-side request give the .pfx", SEV_ERROR };
    if ((main->eku & EKU_SERVER) && !(main->eku & (EKU_CLIENT | EKU_ANY)))
        return (struct contradiction){ "a client-side certificate is asked for, and this one is for servers alone",
                                       "ask the owner of the web service for a certificate with client authentication", SEV_WARNING };
    return (struct contradiction){ 0 };
}

static struct contradiction against_server(const struct cert *main)
{
    if (is_ca_role(main->role) || main->ca)
        return (struct contradiction){ "a server certificate is asked for, and this is a CA",
                                       "for a CA say --purpose trusted-root; for your own server give the certificate that the CA issued",
                                       SEV_ERROR };
    if ((main->eku & EKU_CLIENT) && !(main->eku & (EKU_SERVER | EKU_ANY)))
        return (struct contradiction){ "a server certificate is asked for, and this one is for clients alone",
                                       "ask the CA for a certificate with server authentication", SEV_ERROR };
    return (struct contradiction){ 0 };
}

static void check_purpose(struct rule_run *run)
{
    const struct facts *facts = run->facts;
    struct contradiction found = { 0 };
    if (!facts->decided.main)
        return;
    bool gives_ca_key = facts->decided.purpose == PURPOSE_CLIENT_SIDE && facts->decided.main->has_key && facts->decided.main->ca;
    switch (gives_ca_key || facts->asked == facts->decided.by_content ? PURPOSE_NONE : facts->asked) {
    case PURPOSE_TRUSTED_ROOT:
        found = against_root(facts);
        break;
    case PURPOSE_CLIENT_SIDE:
        found = against_client(facts->decided.main);
        break;
    case PURPOSE_SERVER:
        found = against_server(facts->decided.main);
        break;
    case PURPOSE_INBOUND_MTLS: /* rule_service.c says what is wrong with it */
    case PURPOSE_NONE:
    case PURPOSE_COUNT:
        break;
    }
    if (gives_ca_key)
        found = key_of_ca(facts->decided.main);
    if (!found.what)
        return;
    rule_fire_at(run, rule_cert_index(run, facts->decided.main), "%s: %s", rule_cert_name(run, facts->decided.main), found.what);
    rule_hint(run, "%s", found.hint);
    rule_severity(run, found.severity);
}

static void check_not_tls(struct rule_run *run)
{
    const struct cert *cert = run->cert;
    if (!cert->has_eku || (cert->eku & (EKU_SERVER | EKU_CLIENT | EKU_ANY)))
        return;
    if (cert->n_eku_names)
        rule_fire(run, "%s is for %.*s%s, not for TLS", rule_cert_name(run, cert), VIEW_ARG(view_first(cert->eku_names[0], 80)),
                  cert->n_eku_names > 1 ? " and the like" : "");
    else
        rule_fire(run, "%s is for no use at all, TLS included", rule_cert_name(run, cert));
}

static bool has_pfx_without_cas(const struct evidence *evidence)
{
    for (size_t i = 0; i < evidence->certs.n; i++)
        if (is_ca_role(evidence->certs.items[i]->role))
            return false;
    return true;
}

static void check_chain(struct rule_run *run)
{
    const struct facts *facts = run->facts;
    const struct cert *cert = run->cert, *main = facts->decided.main;
    if (!main || cert->issuer_cert || cert->self_issued || cert->issuer_publicly_trusted || cert->publicly_trusted)
        return;
    bool client = facts->decided.purpose == PURPOSE_CLIENT_SIDE && main->has_key && certs_top(&facts->evidence->certs, main) == cert &&
                  !has_pfx_without_cas(facts->evidence); /* pfx-chain-missing says that one */
    bool beside_ca = facts->decided.purpose == PURPOSE_TRUSTED_ROOT && cert->role == ROLE_LEAF && cert != main;
    if (!client && !beside_ca)
        return;
    rule_fire(run, "%s was issued by %s, which is missing", rule_cert_name(run, cert), rule_name(run, cert->issuer_cn));
    rule_hint(run, "%s, and give it too", rule_issuer_hint(run, cert));
}

static bool same_name(const struct cert *a, const struct cert *b)
{
    return x509_same_name(a->subject_der, a->subject_hash, b->subject_der, b->subject_hash);
}

static bool is_issued_under(const struct cert *cert, const struct cert *ca)
{
    return x509_same_name(cert->issuer_der, cert->issuer_hash, ca->subject_der, ca->subject_hash);
}

enum { PATH_MOST = 10 };

/* Its way up, as far as it is at hand; whether a CA on it says what may be below itself, which is worth asking about. */
static bool path_of(const struct cert *cert, const struct cert *items[PATH_MOST], size_t *n)
{
    bool limited = false;
    *n = 0;
    for (const struct cert *c = cert; c && *n < PATH_MOST; c = c->issuer_cert == c ? NULL : c->issuer_cert) {
        long below = (long)*n - (*n && !cert->ca);
        if (*n)
            limited = limited || c->has_eku || (c->oddities & ODD_NAME_CONSTRAINTS) || (c->path_length >= 0 && c->path_length < below);
        items[(*n)++] = c;
    }
    return limited && *n > 1;
}

static enum x509_use use_of(const struct cert *cert)
{
    if (cert->ca)
        return X509_FOR_ANYTHING;
    if (!cert->has_eku || (cert->eku & (EKU_SERVER | EKU_ANY)))
        return cert->has_key ? X509_FOR_CLIENTS : X509_FOR_SERVERS;
    return cert->eku & EKU_CLIENT ? X509_FOR_CLIENTS : X509_FOR_ANYTHING;
}

/* What only the certificates together show; a single one has its own rules. */
static void check_chain_refused(struct rule_run *run)
{
    const struct cert *items[PATH_MOST];
    struct x509_path path = { .items = items };
    struct x509_problem problem = { 0 };
    if (certs_has_issued(&run->facts->evidence->certs, run->cert) || !path_of(run->cert, items, &path.n))
        return;
    if (x509_chain_check(&path, use_of(run->cert), run->facts->now, &problem) || !problem.by_ca || (problem.at == 0 && run->cert->has_eku))
        return;
    rule_fire(run, "the chain of %s is not accepted: %s %s", rule_cert_name(run, run->cert), rule_cert_name(run, items[problem.at]),
              problem.what);
}

static bool have_one_issuer(const struct cert *a, const struct cert *b)
{
    return x509_same_name(a->issuer_der, a->issuer_hash, b->issuer_der, b->issuer_hash);
}

static void check_unrelated(struct rule_run *run)
{
    const struct facts *facts = run->facts;
    const struct cert_list *certs = &facts->evidence->certs;
    size_t n = 0, first = NO_CERT;
    if (!facts->decided.main)
        return;
    const struct cert *top = certs_top(certs, facts->decided.main);
    bool open_top = !top->issuer_cert && !top->self_issued && !is_ca_role(top->role);
    for (size_t i = 0; i < certs->n; i++) {
        const struct cert *other = certs_top(certs, certs->items[i]);
        bool same_family = other == top || same_name(other, top) || is_issued_under(other, top) || is_issued_under(top, other) ||
                           (!other->issuer_cert && !top->issuer_cert && have_one_issuer(other, top));
        /* Where a CA is missing, nobody can say whether it would have led to the same root. */
        bool open_end = (!other->issuer_cert && other->role == ROLE_LEAF) || (open_top && is_ca_role(other->role));
        if (same_family || open_end)
            continue;
        first = n++ ? first : i;
    }
    if (n)
        rule_fire_at(run, first, "%zu of %zu certificates, %s to begin with, %s to the chain of %s", n, certs->n,
                     rule_cert_name(run, certs->items[first]), n == 1 ? "doesn't belong" : "don't belong",
                     rule_cert_name(run, facts->decided.main));
}

static void check_fallback(struct rule_run *run)
{
    if (run->cert->self_issued && view_eq_text(run->cert->subject_cn, "SSL_Self_Signed_Fallback"))
        rule_fire(run, "%s is what SQL Server makes for itself at each start", rule_cert_name(run, run->cert));
}

static void check_bundle_missing(struct rule_run *run)
{
    const struct evidence *evidence = run->facts->evidence;
    if (!evidence->trust_known && evidence->certs.n)
        rule_fire(run, "no CA bundle was at hand, so public trust was checked by the list of Windows' roots alone");
}

static const struct rule rules[] = {
    { { "leaf-not-root", GROUP_ROLE, SEV_ERROR, "This is a leaf, and its root is needed", "ask for the root that stands behind it",
        "The trusted root store takes the CA that issued a server's certificate, not that certificate: a leaf there cures nothing, and "
        "is outdated with the next renewal. Windows builds the chain from the leaf, which the server sends, up to the root, which must "
        "be there. Under a public CA no request is needed at all.",
        "the vendor's certificate management article; RFC 5280 section 6.1; Microsoft KB 2802568" },
      SCOPE_CERT, check_leaf_not_root },
    { { "intermediate-without-root", GROUP_ROLE, SEV_WARNING, "An intermediate CA without its root", "ask for the root too, and give both",
        "Trust begins at a self-signed root; an intermediate alone gives Windows no anchor, and put into the root store it makes "
        "connections fail. Each CA of the chain must be on the servers. Only if the root is there already can this request stand alone.",
        "the vendor's certificate management article; Microsoft KB 2802568" },
      SCOPE_CERT, check_intermediate_without_root },
    { { "client-needs-pfx", GROUP_ROLE, SEV_ERROR, "A client-side certificate needs its private key",
        "ask for the .pfx with its password: it holds certificate, private key and chain",
        "In client authentication the servers prove who they are with the private key. A .cer holds only the public half, so nothing "
        "could be proved with it. The vendor asks for .PFX with its password.",
        "the vendor's client-side certificate article" },
      SCOPE_SET, check_client_needs_pfx },
    { { "already-trusted", GROUP_ROLE, SEV_WARNING, "Probably unnecessary: it is publicly trusted already",
        "first try the connection without it: if that fails, the cause is another one (host name, expiry, missing intermediate, protocol)",
        "A certificate issued by a public CA needs no request: the connection works without configuration. It is recognised by the CA's "
        "key: first in the list of Microsoft's root programme, then in the CA bundle of this machine, which resembles it. The list doesn't "
        "tell for what a root is trusted, some are for code signing or mail alone: so this is a warning and no refusal.",
        "the vendor's certificate management article; Microsoft's root programme (`certcase catalog` shows the list's date)" },
      SCOPE_CERT, check_already_trusted },
    { { "blocked-by-windows", GROUP_ROLE, SEV_ERROR, "Windows blocks this root",
        "don't ask for it: find out which CA the service's owner uses today, and ask for that one",
        "Microsoft takes roots out of its programme when their CAs fail or end, and Windows then refuses what they issued, whatever is "
        "installed. Lists of other systems may hold such a root for years.",
        "Microsoft's root programme (`certcase catalog` shows the list's date)" },
      SCOPE_CERT, check_blocked },
    { { "impersonates-public-root", GROUP_ROLE, SEV_ERROR, "It has a public CA's name, but not its key",
        "don't install it: get the CA's certificate from the CA's own site, and ask who made this one",
        "Anybody can make a certificate with any name; only the key counts. A root that calls itself like a public CA and has another "
        "key comes from an intercepting proxy, a test, or an attacker: installed as trusted root, it could pretend to be any site.",
        "our judgement; RFC 5280 section 6.1.1" },
      SCOPE_CERT, check_impersonates },
    { { "vendor-owned", GROUP_ROLE, SEV_NOTE, "It belongs to the vendor", "nothing to do; don't pin it, it is rotated at short notice",
        "The default wildcard certificate of OutSystems Cloud is owned, installed and renewed by the vendor. Nobody else may use it, and "
        "it comes from a public CA, so partners trust it without doing anything.",
        "the vendor's certificate management article" },
      SCOPE_SET, check_vendor_owned },
    { { "server-certificate-self-service", GROUP_ROLE, SEV_NOTE, "Certificates of your own domain are self-service",
        "upload it in LifeTime: Environments, the environment, Secure endpoint, Add a new Domain Certificate",
        "In OutSystems Cloud a certificate for your own domain is uploaded in LifeTime, as PEM or PFX from a public CA. Two exceptions "
        "go by case: the domain of the LifeTime environment itself, and a certificate that LifeTime's validation refuses but that is "
        "submitted anyway. On self-managed servers it is installed in IIS.",
        "the vendor's certificate management article" },
      SCOPE_SET, check_self_service },
    { { "purpose-contradicts-certificate", GROUP_ROLE, SEV_ERROR, "The purpose doesn't fit the certificate",
        "leave out --purpose to see what the certificate is for",
        "The purpose can be stated, but the certificate says itself what it can be used for: a CA can't be a client, a client's "
        "certificate is no root. Where both disagree, the request would be delivered and not work.",
        "RFC 5280 sections 4.2.1.9 and 4.2.1.12; our judgement" },
      SCOPE_SET, check_purpose },
    { { "not-a-tls-certificate", GROUP_ROLE, SEV_WARNING, "Its extended key usage has no TLS in it",
        "ask for the certificate of the TLS connection; this one is for something else",
        "A certificate whose extended key usage names neither servers nor clients is for signing code, mail, time stamps and the like. "
        "TLS refuses it, and a CA with such a limit can't issue certificates for TLS.",
        "RFC 5280 section 4.2.1.12" },
      SCOPE_CERT, check_not_tls },
    { { "chain-incomplete", GROUP_ROLE, SEV_WARNING, "A CA of the chain is missing", "ask for the missing CA, and give it too",
        "Each CA between a certificate and its root must be on the servers. Windows may fetch a missing one from the address in the "
        "certificate, but not from behind a firewall, and not when there is no address.",
        "the vendor's certificate management article" },
      SCOPE_CERT, check_chain },
    { { "chain-refused", GROUP_ROLE, SEV_ERROR, "A CA of the chain doesn't allow what is below it",
        "ask its owner for a chain in which each CA may issue the one below",
        "A CA can be limited: how many CAs may stand below it (path length), for which names they may speak (name constraints), and what "
        "they may be used for (extended key usage). Windows follows these limits, so such a chain fails though every signature is right.",
        "RFC 5280 sections 4.2.1.9, 4.2.1.10 and 4.2.1.12" },
      SCOPE_CERT, check_chain_refused },
    { { "unrelated-certificates", GROUP_ROLE, SEV_WARNING, "Some certificates don't belong together",
        "make one request for each chain, unless they are all needed for the same connection",
        "The certificates lead to different roots. That can be meant, for two partners in one request, but often a folder was sent "
        "whole, and every root more is one more that can vouch for any site.",
        "our judgement" },
      SCOPE_SET, check_unrelated },
    { { "sql-server-fallback", GROUP_ROLE, SEV_WARNING, "SQL Server makes this certificate anew at each start",
        "have a real certificate assigned to the instance, and ask for the root that stands behind that one",
        "Without a certificate of its own SQL Server signs one for itself whenever it starts, always under the same name. What is "
        "installed today is worth nothing after the next restart.",
        "Microsoft, Configure SQL Server Database Engine for encrypting connections" },
      SCOPE_CERT, check_fallback },
    { { "ca-bundle-missing", GROUP_ROLE, SEV_NOTE, "Public trust was checked by Windows' list alone",
        "install the package ca-certificates, or name a bundle with --ca-bundle",
        "Whether a certificate is publicly trusted already is looked up in the list of Windows' roots and in the system's CA bundle. The "
        "list has no names, so without a bundle nobody sees that a root pretends to be a public one, nor that an issuer not at hand is "
        "public.",
        "our judgement" },
      SCOPE_SET, check_bundle_missing },
};
const struct rule_table rules_role = { rules, COUNT_OF(rules) };
