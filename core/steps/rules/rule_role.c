#include "base/buf.h"
#include "base/limits.h"
#include "format/text/shell_word.h"
#include "format/x509/x509.h"
#include "steps/certs.h"
#include "steps/rules/rules.h"

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
    rule_option(run, "--purpose");
}

/* The whole command: convert takes certificates and key from the same files, and asks for a password. */
static void hint_convert(struct rule_run *run)
{
    const struct evidence *evidence = run->facts->evidence;
    AUTO(buf_free) struct buf text = BUF_INIT(LIMIT_LINE_BYTES);
    buf_text(&text, "certcase convert");
    for (size_t i = 0; i < evidence->n_files; i++) {
        buf_text(&text, " ");
        shell_path(&text, evidence->files[i]->path, "FILE");
    }
    buf_text(&text, " -o client.pfx");
    rule_hint(run, "make a PFX of them: %s", buf_view(&text).p);
    rule_convert(run, view_dup(run->arena, buf_view(&text)));
}

/* Whoever gives a client's certificate beside its root may have meant either. */
static void check_left_out(struct rule_run *run)
{
    const struct cert_list *certs = &run->facts->evidence->certs;
    for (size_t i = 0; i < certs->n; i++) {
        if (certs->items[i]->role != ROLE_LEAF || !purpose_is_for_clients_alone(certs->items[i]))
            continue;
        rule_fire_at(run, certs->items[i], "%s, a client's certificate without its private key, is left out: the request is for the root",
                     rule_cert_name(run, certs->items[i]));
        rule_severity(run, SEV_WARNING);
        rule_hint(run, "for the client's certificate give its .pfx; if only the root is meant, give the root alone");
    }
}

static void check_client_needs_pfx(struct rule_run *run)
{
    const struct evidence *evidence = run->facts->evidence;
    const struct decided *decided = &run->facts->decided;
    bool key_outside = purpose_has_key_file(evidence);
    if (decided->main && decided->purpose == PURPOSE_TRUSTED_ROOT && role_is_ca(decided->main->role))
        check_left_out(run);
    if (!decided->main || decided->purpose != PURPOSE_CLIENT_SIDE)
        return;
    for (size_t i = 0; i < evidence->n_files; i++)
        if (evidence->files[i]->container == CONTAINER_PKCS12)
            return;
    rule_fire_at(run, decided->main,
                 key_outside ? "%s stands beside a private key, and a client certificate has to be in a PFX with its own"
                             : "%s comes without its private key, which a client certificate needs",
                 rule_cert_name(run, decided->main));
    if (key_outside)
        hint_convert(run);
}

static void check_vendor_owned(struct rule_run *run)
{
    const struct cert *main = run->facts->decided.main;
    if (!main)
        return;
    if (run->facts->decided.vendor_named) {
        rule_fire_at(run, main, "%s names outsystemsenterprise.com alone, the vendor's domain, and its chain leads to no public CA",
                     rule_cert_name(run, main));
        rule_hint(run, "don't install it: nobody but the vendor has a certificate for that domain, and the vendor's own comes from a "
                       "public CA; ask whoever gave it where it is from");
    }
    if (!run->facts->decided.vendor_owned)
        return;
    rule_fire_at(run, main, "%s %s the vendor's own certificate for outsystemsenterprise.com", rule_cert_name(run, main),
                 main->issuer_publicly_trusted ? "is" : "says that it is");
    rule_severity(run, SEV_NOTE);
    if (!main->issuer_publicly_trusted)
        rule_hint(run, "nothing to do if it is what its names say, which its chain would prove: give it too; don't pin it, it is "
                       "rotated at short notice");
}

static void check_self_service(struct rule_run *run)
{
    const struct cert *main = run->facts->decided.main;
    const struct case_record *record = run->facts->record;
    if (rule_is_own_domain(run->facts) && !(record && case_goes_to_support(record)))
        rule_fire_at(run, main, "%s is for your own domain, which needs no case in OutSystems Cloud",
                     rule_cert_name(run, main));
}

/* Between what is asked for and what is there; templates/contradictions.txt says it. */
struct contradiction {
    const char *id; /* NULL: there is none */
    enum severity severity;
};

static struct contradiction against_root(const struct facts *facts)
{
    if (facts->decided.main->has_key)
        return (struct contradiction){ "key-for-root", SEV_ERROR };
    if (facts->decided.by_content == PURPOSE_SERVER)
        return (struct contradiction){ "vendors-for-root", SEV_ERROR };
    if (facts->decided.by_content == PURPOSE_CLIENT_SIDE && !role_is_ca(facts->decided.main->role))
        return (struct contradiction){ "clients-for-root", SEV_WARNING };
    return (struct contradiction){ 0 };
}

static struct contradiction key_of_ca(const struct cert *main)
{
    if (purpose_is_issuer(main))
        return (struct contradiction){ "key-of-ca", SEV_ERROR };
    return (struct contradiction){ "key-of-own-ca", SEV_WARNING };
}

static struct contradiction against_client(const struct cert *main)
{
    if (role_is_ca(main->role) || (main->ca && !main->has_key))
        return (struct contradiction){ "ca-for-client", SEV_ERROR };
    if (purpose_is_for_servers_alone(main))
        return (struct contradiction){ "servers-for-client", SEV_WARNING };
    return (struct contradiction){ 0 };
}

static struct contradiction against_server(const struct cert *main)
{
    if (role_is_ca(main->role) || main->ca)
        return (struct contradiction){ "ca-for-server", SEV_ERROR };
    if (purpose_is_for_clients_alone(main))
        return (struct contradiction){ "clients-for-server", SEV_ERROR };
    return (struct contradiction){ 0 };
}

/* What a CA's own extended key usage leaves out holds for everything below it. */
static void check_limits_of_cas(struct rule_run *run)
{
    const struct cert_list *certs = &run->facts->evidence->certs;
    bool for_servers = run->facts->decided.purpose == PURPOSE_TRUSTED_ROOT;
    unsigned wanted = for_servers ? EKU_SERVER : EKU_CLIENT;
    if (!for_servers && run->facts->decided.purpose != PURPOSE_INBOUND_MTLS)
        return;
    for (size_t i = 0; i < certs->n; i++) {
        const struct cert *cert = certs->items[i];
        if (!role_is_ca(cert->role) || (cert->eku & (wanted | EKU_ANY)) || !(cert->eku & (EKU_SERVER | EKU_CLIENT)))
            continue;
        rule_fire_at(run, cert, "%s may issue certificates for %s alone", rule_cert_name(run, cert), for_servers ? "clients" : "servers");
        rule_hint(run, for_servers ? "ask for the CA behind the partner's server; for callers of your own API say --purpose inbound-mtls"
                                   : "ask for the CA behind the callers; for the CA behind a partner's server say --purpose trusted-root");
        rule_option(run, "--purpose");
        rule_severity(run, SEV_WARNING);
    }
}

/* The environment of the case whose host a certificate names; NULL: there is none. */
static const struct environment *environment_of(const struct case_record *record, const struct cert *cert)
{
    for (size_t i = 0; record && i < record->n_environments; i++)
        if (x509_covers(cert, record->environments[i].host))
            return &record->environments[i];
    return NULL;
}

/* What a CA sends for one's own domain is a chain, too, and looks like that of a partner's server. */
static void check_own_chain(struct rule_run *run)
{
    const struct cert_list *certs = &run->facts->evidence->certs;
    if (run->facts->asked != PURPOSE_NONE || run->facts->decided.purpose != PURPOSE_TRUSTED_ROOT)
        return;
    for (size_t i = 0; i < certs->n; i++) {
        const struct cert *cert = certs->items[i];
        const struct environment *at = environment_of(run->facts->record, cert);
        if (!at || cert == run->facts->decided.main || cert->role != ROLE_LEAF || !purpose_may_serve(cert))
            continue;
        rule_fire_at(run, cert, "%s names the host of the environment %s, and is left out: the request is for the CAs above it",
                     rule_cert_name(run, cert), rule_name(run, at->name));
        rule_severity(run, SEV_WARNING);
        rule_hint(run, "for the certificate of your own domain say --purpose server; if servers call it themselves and need its root, "
                       "give the CAs alone");
        rule_option(run, "--purpose");
        return;
    }
}

/* Public CAs made nearly every server's certificate for clients as well, until 2026; so one's own domain's looks like a client's. */
static void check_own_domain(struct rule_run *run)
{
    const struct case_record *record = run->facts->record;
    const struct cert *main = run->facts->decided.main;
    if (run->facts->asked != PURPOSE_NONE || run->facts->decided.purpose != PURPOSE_CLIENT_SIDE || !main || !main->has_key ||
        !purpose_may_serve(main) || !x509_has_host(main))
        return;
    const struct environment *at = environment_of(record, main);
    if (record && !at)
        return;
    if (record)
        rule_fire_at(run, main, "%s may be a server's, too, and names the host of the environment %s", rule_cert_name(run, main),
                     rule_name(run, at->name));
    else
        rule_fire_at(run, main, "%s may be a server's, too", rule_cert_name(run, main));
    rule_severity(run, record ? SEV_WARNING : SEV_NOTE);
    rule_hint(run, "for the certificate of your own domain say --purpose server: its private key goes to nobody; if partners ask for it "
                   "from their clients, say --purpose client-side");
    rule_option(run, "--purpose");
}

static void check_purpose(struct rule_run *run)
{
    const struct facts *facts = run->facts;
    struct contradiction found = { 0 };
    check_limits_of_cas(run);
    check_own_domain(run);
    check_own_chain(run);
    const struct cert *main = rule_main(facts);
    if (!main)
        return;
    bool gives_ca_key = facts->decided.purpose == PURPOSE_CLIENT_SIDE && main->has_key && main->ca;
    bool is_recorded = rule_is_recorded(facts, main); /* which is all that the content says */
    switch (gives_ca_key || is_recorded || facts->asked == facts->decided.by_content ? PURPOSE_NONE : facts->asked) {
    case PURPOSE_TRUSTED_ROOT:
        found = against_root(facts);
        break;
    case PURPOSE_CLIENT_SIDE:
        found = against_client(main);
        break;
    case PURPOSE_SERVER:
        found = against_server(main);
        break;
    case PURPOSE_INBOUND_MTLS: /* rule_service.c says what is wrong with it */
    case PURPOSE_NONE:
    case PURPOSE_COUNT:
        break;
    }
    if (gives_ca_key)
        found = key_of_ca(main);
    else if (is_recorded && facts->decided.purpose == PURPOSE_CLIENT_SIDE)
        found = against_client(main);
    if (!found.id)
        return;
    const struct explanation *told = explanation_of(&explanations_of_contradictions, found.id);
    rule_fire_at(run, main, "%s: %s", rule_cert_name(run, main), told->title);
    rule_hint(run, "%s", told->hint);
    rule_option(run, strstr(told->hint, "--purpose") ? "--purpose" : NULL);
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
    if (cert->eku & EKU_IPSEC)
        rule_hint(run, "for a VPN no request is needed: it works with a key agreed upon (pre-shared), not with a certificate");
    else if (cert->eku & EKU_CODE)
        rule_hint(run, "to sign a mobile app no request is needed: that happens where the app is built; else ask for the certificate of "
                       "the TLS connection");
}

static void check_fallback(struct rule_run *run)
{
    if (run->cert->self_issued && view_eq_text(run->cert->subject_cn, "SSL_Self_Signed_Fallback"))
        rule_fire(run, "%s is what SQL Server makes for itself at each start", rule_cert_name(run, run->cert));
}

static const struct rule rules[] = {
    { { "leaf-not-root", GROUP_ROLE, SEV_ERROR, .send = SEND_CAS }, SCOPE_CERT, .check = check_leaf_not_root },
    { { "client-needs-pfx", GROUP_ROLE, SEV_ERROR, .send = SEND_PFX }, SCOPE_SET, .check = check_client_needs_pfx, .option = "convert" },
    { { "vendor-owned", GROUP_ROLE, SEV_WARNING }, SCOPE_SET, .check = check_vendor_owned },
    { { "server-certificate-self-service", GROUP_ROLE, SEV_NOTE }, SCOPE_SET, .check = check_self_service },
    { { "purpose-contradicts-certificate", GROUP_ROLE, SEV_ERROR }, SCOPE_SET, .check = check_purpose,
      .option = "--purpose" },
    { { "not-a-tls-certificate", GROUP_ROLE, SEV_WARNING }, SCOPE_CERT, .check = check_not_tls },
    { { "sql-server-fallback", GROUP_ROLE, SEV_WARNING, .send = SEND_ISSUED_AGAIN }, SCOPE_CERT, .check = check_fallback },
};
const struct rule_table rules_role = { rules, COUNT_OF(rules) };
