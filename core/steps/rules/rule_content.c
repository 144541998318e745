#include "format/host_read.h"
#include "steps/certs.h"
#include "steps/rules/rules.h"

enum { SHOWN_NAME = 80 };

static void check_ca_flag(struct rule_run *run)
{
    const struct cert *cert = run->cert;
    bool signs = certs_has_issued(&run->facts->evidence->certs, cert);
    if (cert->ca || (cert->self_signed && (run->cert->oddities & ODD_VERSION_1)))
        return;
    if (!signs && !(cert->key_usage & KU_KEY_CERT_SIGN))
        return;
    rule_fire(run, "%s %s, but isn't marked as a CA", rule_cert_name(run, cert),
              signs ? "signed another certificate of this set" : "may sign certificates by its key usage");
    /* What is trusted itself needs no flag, unless it says the contrary: RFC 5280 6.1 judges the certificates below the anchor. */
    if (!signs || (cert->self_signed && !cert->has_basic_constraints))
        rule_severity(run, SEV_WARNING);
}

static bool is_mailbox_of(struct view mail, struct view name)
{
    struct view local;
    return view_cut(&mail, '@', &local) && view_eq_nocase(local, name);
}

/* A person's name can have a dot, too: "ana.silva", who has a mailbox or an account of that name, or a given name. */
static bool is_person(const struct cert *cert)
{
    for (size_t i = 0; i < cert->n_names; i++)
        if (cert->names[i].kind == NAME_UPN ||
            (cert->names[i].kind == NAME_EMAIL && is_mailbox_of(cert->names[i].text, cert->subject_cn)))
            return true;
    return cert->subject_person || is_mailbox_of(cert->subject_mail, cert->subject_cn);
}

/* Made for a TLS server: it says so, or doesn't say what for and has a host's name. A client's or CA's certificate is not one, but for
 * what "openssl req -x509" makes, which calls itself a CA. */
static bool is_servers(const struct cert *cert)
{
    bool like_host = x509_is_like_host(cert->subject_cn) && !is_person(cert);
    bool by_default = cert->role == ROLE_ROOT && !cert->has_key_usage && like_host && !cert->publicly_trusted;
    if (cert->role != ROLE_LEAF && cert->role != ROLE_SELF_SIGNED && !(cert->role == ROLE_ROOT && x509_has_host(cert)) && !by_default)
        return false;
    if (cert->has_eku)
        return (cert->eku & EKU_SERVER) || ((cert->eku & EKU_ANY) && x509_has_host(cert));
    return x509_has_host(cert) || like_host;
}

static void check_key_usage(struct rule_run *run)
{
    const struct cert *cert = run->cert;
    const unsigned serves = KU_DIGITAL_SIGNATURE | KU_KEY_ENCIPHERMENT | KU_KEY_AGREEMENT, signs = KU_DIGITAL_SIGNATURE | KU_KEY_AGREEMENT;
    bool as_client = run->facts->decided.purpose == PURPOSE_CLIENT_SIDE && cert == run->facts->decided.main;
    if (!cert->has_key_usage)
        return;
    if (cert->ca && !(cert->key_usage & KU_KEY_CERT_SIGN))
        rule_fire(run, "%s is marked as a CA, but its key usage doesn't allow it to sign certificates", rule_cert_name(run, cert));
    else if (!cert->ca && is_servers(cert) && !(cert->key_usage & serves))
        rule_fire(run, "%s is a server's certificate, but its key usage allows no TLS", rule_cert_name(run, cert));
    else if (!cert->ca && as_client && !(cert->key_usage & signs))
        rule_fire(run, "%s is a client's certificate, but its key usage doesn't let a client sign", rule_cert_name(run, cert));
}

static void check_unknown_critical(struct rule_run *run)
{
    /* The poison of a precertificate is critical by design and has its own rule. */
    if ((run->cert->oddities & ODD_UNKNOWN_CRITICAL) && !(run->cert->oddities & ODD_PRECERTIFICATE))
        rule_fire(run, "%s has a critical extension that programs don't know%s", rule_cert_name(run, run->cert), rule_detail(run));
}

static void check_no_san(struct rule_run *run)
{
    const struct cert *cert = run->cert;
    if (!(cert->oddities & ODD_BAD_EXTENSION) && is_servers(cert) && !x509_has_host(cert))
        rule_fire(run, "%s is a server's certificate without a host name in its alternative names", rule_cert_name(run, cert));
}

static void check_common_name(struct rule_run *run)
{
    const struct cert *cert = run->cert;
    if (!is_servers(cert) || !x509_has_host(cert) || cert->n_names_in_all > cert->n_names || !x509_is_like_host(cert->subject_cn) ||
        x509_covers(cert, cert->subject_cn))
        return;
    rule_fire(run, "%s is not among the alternative names of its certificate", rule_cert_name(run, cert));
}

static void check_path_length(struct rule_run *run)
{
    if (run->cert->path_length >= 0 && !run->cert->ca)
        rule_fire(run, "%s limits the CAs below itself, and isn't one", rule_cert_name(run, run->cert));
}

/* In a record anything can stand. */
static bool is_visible_ascii(struct view v)
{
    for (size_t i = 0; i < v.n; i++)
        if ((unsigned char)v.p[i] > 0x7E || (unsigned char)v.p[i] <= 0x20)
            return false;
    return true;
}

/* A host named by the common name alone is the business of no-subject-alternative-name. */
static bool is_for(const struct cert *cert, struct view host)
{
    return x509_covers(cert, host) || (!x509_has_host(cert) && x509_common_name_covers(cert, host));
}

/* A server's own certificate is shown by the environments it is for, under their names. */
static void check_own_hosts(struct rule_run *run)
{
    const struct case_record *record = run->facts->record;
    const struct cert *main = run->facts->decided.main;
    if (!record || !main || main->ca || main->n_names_in_all > main->n_names)
        return;
    for (size_t i = 0; i < record->n_environments; i++) {
        struct view host = record->environments[i].host;
        if (host.n == 0 || !is_visible_ascii(host) || is_for(main, host))
            continue;
        rule_fire_at(run, main, "%s doesn't cover %.*s, the host of the environment %s", rule_cert_name(run, main),
                     VIEW_ARG(view_first(host, SHOWN_NAME)), rule_name(run, record->environments[i].name));
        rule_hint(run, "if its users open another address, nothing; else ask the CA for a certificate that names the host");
    }
}

enum { SHOWN_LIMITS = 4 };

/* One name of a limit: "partner.example", "every IPv6 address", "e-mail addresses of partner.example". */
static const char *limit_phrase(struct rule_run *run, const struct alt_name *limit)
{
    static const struct {
        const char *some, *every;
    } words[] = {
        [NAME_DNS] = { "", "every host" },
        [NAME_IP] = { "", "" },
        [NAME_EMAIL] = { "e-mail addresses of ", "every e-mail address" },
        [NAME_URI] = { "URLs at ", "every URL" },
        [NAME_DIRECTORY] = { "subjects with ", "every subject" },
        [NAME_UPN] = { "Windows accounts of ", "every Windows account" },
        [NAME_OTHER] = { "names of the kind ", "names of another kind" },
        [NAME_RID] = { "the registered number ", "registered numbers" },
    };
    static_assert(COUNT_OF(words) == NAME_KIND_COUNT, "words for every kind of name");
    const struct view text = limit->text;
    if (limit->invalid)
        return "an unreadable address";
    if (limit->kind == NAME_IP && view_ends(text, VIEW("/0")))
        return view_has(text, ':') ? "every IPv6 address" : "every IPv4 address";
    if (text.n == 0)
        return words[limit->kind].every;
    bool mailbox = limit->kind == NAME_EMAIL && view_has(text, '@');
    return view_fmt(run->arena, "%s%.*s", mailbox ? "" : words[limit->kind].some, VIEW_ARG(view_first(text, SHOWN_NAME))).p;
}

static const char *names_in(struct rule_run *run, const struct name_limits *limits)
{
    const char *list = "";
    for (size_t i = 0; i < limits->n && i < SHOWN_LIMITS; i++)
        list = view_fmt(run->arena, "%s%s%s", list, i ? ", " : "", limit_phrase(run, &limits->items[i])).p;
    return limits->n > SHOWN_LIMITS ? view_fmt(run->arena, "%s and %zu more", list, limits->n - SHOWN_LIMITS).p : list;
}

/* "partner.example alone, and not for test.partner.example" */
static const char *limits_of(struct rule_run *run, const struct cert *ca)
{
    const char *permitted = names_in(run, &ca->permitted), *excluded = names_in(run, &ca->excluded);
    if (ca->permitted.n == 0)
        return view_fmt(run->arena, "all but %s", excluded).p;
    return view_fmt(run->arena, "%s alone%s%s", permitted, ca->excluded.n ? ", and not for " : "", excluded).p;
}

static bool has_kind(const struct name_limits *limits, enum name_kind kind)
{
    for (size_t i = 0; i < limits->n; i++)
        if (limits->items[i].kind == kind)
            return true;
    return false;
}

static bool limits_kind(const struct cert *ca, enum name_kind kind)
{
    return has_kind(&ca->permitted, kind) || has_kind(&ca->excluded, kind);
}

static void check_name_limits(struct rule_run *run)
{
    static const char *const hints[PURPOSE_COUNT] = {
        [PURPOSE_CLIENT_SIDE] = "check that the names in the client's certificate are among those that it may issue for",
        [PURPOSE_SERVER] = "check that the hosts of the environments are among the names that it may issue for",
        [PURPOSE_INBOUND_MTLS] = "check that the names in the clients' certificates are among those that it may issue for",
    };
    const struct cert *ca = run->cert;
    const char *hint = hints[run->facts->decided.purpose], *name;
    if (!(ca->oddities & ODD_NAME_CONSTRAINTS))
        return;
    name = rule_cert_name(run, ca);
    if (ca->permitted.n + ca->excluded.n == 0) {
        rule_fire(run, "%s is limited to certain names, which can't be told: none, too many or unreadable ones", name);
        rule_hint(run, "ask its owner which names it may issue for");
        return;
    }
    bool hosts = limits_kind(ca, NAME_DNS), addresses = limits_kind(ca, NAME_IP);
    rule_fire(run, "%s is limited to certain names: it may issue for %s%s", name, limits_of(run, ca),
              hosts       ? ""
              : addresses ? "; hosts that have a name aren't limited"
                          : "; hosts aren't limited");
    if (hint)
        rule_hint(run, "%s", hint);
    else if (!hosts && !addresses)
        rule_hint(run, "nothing to do: the hosts you connect to aren't limited");
}

/* On the way up from a certificate: the CA that may not speak for the host; NULL: none. */
static const struct cert *refuses(const struct cert_list *certs, const struct cert *from, struct view host)
{
    const struct cert *at = from;
    for (size_t i = 0; at && i < certs->n; i++, at = at->issuer_cert == at ? NULL : at->issuer_cert)
        if (!x509_may_speak_for(at, host))
            return at;
    return NULL;
}

/* Of the CAs that are asked for, no way up leads past a limit. */
static void check_limits(struct rule_run *run, struct view host)
{
    const struct cert_list *certs = &run->facts->evidence->certs;
    const struct cert *first = NULL;
    for (size_t i = 0; i < certs->n; i++) {
        const struct cert *ca = certs_has_issued(certs, certs->items[i]) ? NULL : refuses(certs, certs->items[i], host);
        if (!ca && !certs_has_issued(certs, certs->items[i]))
            return;
        first = first ? first : ca;
    }
    if (!first || run->facts->decided.purpose != PURPOSE_TRUSTED_ROOT)
        return;
    rule_fire_at(run, first, "%s may issue for %s, so nothing that it vouches for is accepted at %.*s", rule_cert_name(run, first),
                 limits_of(run, first), VIEW_ARG(view_first(host, SHOWN_NAME)));
    rule_hint(run, "check the URL; if it is right, ask the service's owner for the root of the server's own chain");
}

static void check_host(struct rule_run *run)
{
    const struct facts *facts = run->facts;
    if (facts->decided.purpose == PURPOSE_SERVER && purpose_domain(&facts->decided, DOMAIN_OWN) == DOMAIN_OWN) {
        check_own_hosts(run);
        return;
    }
    const struct cert_list *certs = &facts->evidence->certs;
    struct view host = facts->record ? url_host(facts->record->consumes) : (struct view){ 0 };
    const struct cert *other = NULL;
    if (host.n == 0 || !is_visible_ascii(host) || facts->decided.purpose == PURPOSE_SERVER ||
        facts->decided.purpose == PURPOSE_INBOUND_MTLS)
        return;
    check_limits(run, host);
    for (size_t i = 0; i < certs->n; i++) {
        if (!is_servers(certs->items[i]) || certs->items[i]->n_names_in_all > certs->items[i]->n_names)
            continue;
        if (is_for(certs->items[i], host))
            return;
        other = other ? other : certs->items[i];
    }
    if (other)
        rule_fire_at(run, other, "%s doesn't cover the host %.*s%s", rule_cert_name(run, other),
                     VIEW_ARG(view_first(host, SHOWN_NAME)), host.n > SHOWN_NAME ? "..." : "");
}

static const struct rule rules[] = {
    { { "ca-flag-missing", GROUP_CONTENT, SEV_ERROR, .send = SEND_ISSUED_AGAIN }, SCOPE_CERT, .check = check_ca_flag },
    { { "key-usage-contradicts", GROUP_CONTENT, SEV_WARNING, .send = SEND_ISSUED_AGAIN }, SCOPE_CERT, .check = check_key_usage },
    { { "duplicate-extension", GROUP_CONTENT, SEV_ERROR, .send = SEND_ISSUED_AGAIN }, SCOPE_CERT, .mark = ODD_DUPLICATE_EXTENSION,
      .says = "%s has the same extension twice%s" },
    { { "unknown-critical-extension", GROUP_CONTENT, SEV_ERROR, .send = SEND_ISSUED_AGAIN }, SCOPE_CERT, .check = check_unknown_critical },
    { { "malformed-extension", GROUP_CONTENT, SEV_ERROR, .send = SEND_ISSUED_AGAIN }, SCOPE_CERT, .mark = ODD_BAD_EXTENSION,
      .says = "%s has an extension that can't be read%s" },
    { { "signature-algorithms-differ", GROUP_CONTENT, SEV_ERROR, .send = SEND_ISSUED_AGAIN }, SCOPE_CERT,
      .mark = ODD_SIGNATURE_ALGORITHMS_DIFFER, .says = "%s names two different signature algorithms" },
    { { "name-constraints", GROUP_CONTENT, SEV_NOTE }, SCOPE_CERT, .check = check_name_limits },
    { { "control-characters-in-name", GROUP_CONTENT, SEV_ERROR, .send = SEND_WHOLE }, SCOPE_CERT, .mark = ODD_CONTROL_IN_NAME,
      .says = "%s has control characters in a name" },
    { { "bidirectional-override-in-name", GROUP_CONTENT, SEV_ERROR, .send = SEND_WHOLE }, SCOPE_CERT, .mark = ODD_BIDI_IN_NAME,
      .says = "%s has characters in a name that turn the direction of writing" },
    { { "no-subject-alternative-name", GROUP_CONTENT, SEV_WARNING, .send = SEND_ISSUED_AGAIN }, SCOPE_CERT, .check = check_no_san },
    { { "common-name-not-covered", GROUP_CONTENT, SEV_WARNING }, SCOPE_CERT, .check = check_common_name },
    { { "path-length-without-ca", GROUP_CONTENT, SEV_WARNING }, SCOPE_CERT, .check = check_path_length },
    { { "host-not-covered", GROUP_CONTENT, SEV_WARNING }, SCOPE_SET, .check = check_host },
};
const struct rule_table rules_content = { rules, COUNT_OF(rules) };
