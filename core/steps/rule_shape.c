#include "base/civil.h"
#include "steps/rules.h"

enum { MANY_NAMES = 100, SHOWN_NAME = 80 };

static void check_version(struct rule_run *run)
{
    const struct cert *cert = run->cert;
    bool extended = cert->has_basic_constraints || cert->has_key_usage || cert->has_eku || cert->has_san;
    if (!(run->cert->oddities & ODD_VERSION_1))
        return;
    rule_fire(run, "%s is a certificate of version 1 or 2%s", rule_cert_name(run, cert),
              extended ? ", and has extensions that only version 3 may have" : "");
    if (!cert->self_signed || extended)
        return;
    rule_hint(run, "nothing to do: as a root it is accepted");
    rule_severity(run, SEV_NOTE);
}

static void check_serial_sign(struct rule_run *run)
{
    const struct cert *cert = run->cert;
    if (!(run->cert->oddities & ODD_SERIAL_NOT_POSITIVE))
        return;
    rule_fire(run, "%s has %s", rule_cert_name(run, cert),
              view_starts(cert->serial, VIEW("-")) ? "a negative serial number" : "the serial number 0");
    if (cert->self_signed)
        rule_severity(run, SEV_NOTE);
}

static void check_time(struct rule_run *run)
{
    const struct cert *cert = run->cert;
    if (cert->not_before == TIME_NONE || cert->not_after == TIME_NONE) {
        rule_fire(run, "%s has a validity that can't be read", rule_cert_name(run, cert));
    } else if (run->cert->oddities & ODD_INVALID_TIME) {
        rule_fire(run, "%s writes its validity in a form that isn't allowed", rule_cert_name(run, cert));
        rule_severity(run, cert->self_signed ? SEV_NOTE : SEV_WARNING);
    } else if (cert->not_after < cert->not_before) {
        rule_fire(run, "%s ends before it begins", rule_cert_name(run, cert));
    }
}

static void check_string(struct rule_run *run)
{
    if (run->cert->oddities & ODD_INVALID_STRING)
        rule_fire(run, "%s has a name whose bytes don't fit its string type", rule_cert_name(run, run->cert));
    if ((run->cert->oddities & ODD_INVALID_STRING) || !(run->cert->oddities & ODD_LOOSE_STRING))
        return;
    rule_fire(run, "%s has characters in a name that its string type doesn't have, and that are read all the same",
              rule_cert_name(run, run->cert));
    rule_hint(run, "nothing to do, unless Windows shows other characters: then compare the thumbprint");
    rule_severity(run, SEV_NOTE);
}

/* The issuer is another key of the same name: a cross certificate, or the new key of a CA signed by its old one. */
static void check_self_issued(struct rule_run *run)
{
    const struct cert *cert = run->cert;
    if (!cert->self_issued || cert->self_signature != CHECK_BAD)
        return;
    if (cert->issuer_cert || (cert->authority_key_id.n && !view_eq(cert->authority_key_id, cert->subject_key_id)))
        rule_fire(run, "%s names itself as issuer, but another key of that name signed it", rule_cert_name(run, cert));
}

/* Who may only sign certificates can't be a server; what everybody knows as a CA isn't one. */
static bool may_serve(const struct cert *cert)
{
    const unsigned serves = KU_DIGITAL_SIGNATURE | KU_KEY_ENCIPHERMENT | KU_KEY_AGREEMENT;
    if (cert->publicly_trusted || cert->windows != WINDOWS_UNKNOWN)
        return false;
    return cert->has_eku ? (cert->eku & (EKU_SERVER | EKU_ANY)) != 0 : !cert->has_key_usage || (cert->key_usage & serves);
}

/* As "openssl req -x509" makes it: a host as its name, and nothing that says what for. */
static bool is_made_by_default(const struct cert *cert)
{
    return cert->self_signed && !cert->has_key_usage && x509_is_like_host(cert->subject_cn);
}

static void check_server_ca(struct rule_run *run)
{
    const struct cert *cert = run->cert;
    bool used_as_server = run->facts->decided.purpose == PURPOSE_SERVER && run->facts->decided.main == cert;
    if (cert->ca && may_serve(cert) && (x509_has_host(cert) || used_as_server || is_made_by_default(cert)))
        rule_fire(run, "%s is a server's own certificate and a CA at once", rule_cert_name(run, cert));
}

static void check_names(struct rule_run *run)
{
    const struct cert *cert = run->cert;
    if (cert->has_san && cert->n_names_in_all == 0 && !(run->cert->oddities & ODD_BAD_EXTENSION)) {
        rule_fire(run, "%s has an empty list of alternative names", rule_cert_name(run, cert));
        rule_severity(run, SEV_NOTE);
    }
    for (size_t i = 0; i < cert->n_names; i++) {
        struct view text = cert->names[i].text;
        if (!cert->names[i].invalid)
            continue;
        rule_fire(run, "%s has an alternative name that isn't a valid one: \"%.*s\"%s", rule_cert_name(run, cert),
                  VIEW_ARG(view_first(text, SHOWN_NAME)), text.n > SHOWN_NAME ? "..." : "");
        return;
    }
}

static void check_many_names(struct rule_run *run)
{
    if (run->cert->n_names_in_all > MANY_NAMES)
        rule_fire(run, "%s has %zu alternative names", rule_cert_name(run, run->cert), run->cert->n_names_in_all);
}

static const struct rule rules[] = {
    { { "precertificate", GROUP_SHAPE, SEV_ERROR, "It is a precertificate, not a certificate",
        "take the final certificate: from its owner, or from the server itself",
        "Before a public CA issues a certificate it sends a copy to transparency logs, marked with a critical extension so that nobody "
        "can use it. Search pages for such logs offer these copies for download next to the real ones. Every program refuses them.",
        "RFC 6962 section 3.1" },
      SCOPE_CERT, .mark = ODD_PRECERTIFICATE, .says = "%s is a precertificate, made for a transparency log" },
    { { "version-1-certificate", GROUP_SHAPE, SEV_WARNING, "It is a certificate of version 1 or 2",
        "ask its owner for a version 3 certificate with the extensions it needs",
        "Before version 3 there were no extensions: such a certificate can't say which names it is for, nor whether it is a CA. As a "
        "self-signed root it is still accepted, and only noted; as a server's certificate or an intermediate CA it isn't.",
        "RFC 5280 section 4.1.2.1" },
      SCOPE_CERT, .check = check_version },
    { { "version-unknown", GROUP_SHAPE, SEV_ERROR, "There is no such version of certificates",
        "get the file again from its source; if it is the same, ask its owner to issue it again",
        "Certificates are of version 1, 2 or 3. What a later one would mean nobody has defined, so programs refuse it.",
        "RFC 5280 section 4.1.2.1" },
      SCOPE_CERT, .mark = ODD_VERSION_UNKNOWN, .says = "%s is of a version above 3, and there is none" },
    { { "serial-not-positive", GROUP_SHAPE, SEV_WARNING, "The serial number isn't positive",
        "it usually works; tell its owner, and check the serial number against the file by hand",
        "Serial numbers must be positive, and programs disagree on how to show zero and negative ones. Two certificates can look like "
        "one, which matters when one of them is to be removed. Old self-signed roots with the number 0 are common and only noted.",
        "RFC 5280 section 4.1.2.2" },
      SCOPE_CERT, .check = check_serial_sign },
    { { "serial-too-long", GROUP_SHAPE, SEV_WARNING, "The serial number is longer than 20 bytes",
        "it usually works; tell its owner",
        "Serial numbers of more than 20 bytes are not allowed, and programs may cut or refuse them. Revocation lists then miss the "
        "certificate.",
        "RFC 5280 section 4.1.2.2" },
      SCOPE_CERT, .mark = ODD_SERIAL_TOO_LONG, .says = "%s has a serial number of more than 20 bytes" },
    { { "invalid-time", GROUP_SHAPE, SEV_ERROR, "The validity can't be read or isn't written as it must be",
        "ask its owner to issue the certificate again with a correct validity",
        "The two dates of a certificate have exactly one allowed form: UTC with seconds, two-digit years until 2049 and four-digit ones "
        "from 2050. If a date can't be read, no program can tell whether the certificate is valid. If it can be read but has another "
        "form, it is a warning, since some programs refuse it, and on a self-signed root a note.",
        "RFC 5280 section 4.1.2.5" },
      SCOPE_CERT, .check = check_time },
    { { "invalid-string-encoding", GROUP_SHAPE, SEV_WARNING, "A name's bytes contradict its string type",
        "it usually works; names may look different in Windows than in the ticket, so compare the thumbprint",
        "Each part of a name says how its bytes are to be read. Here they can't be read that way, so programs show different texts for "
        "the same name, or none. The thumbprint is the same everywhere.",
        "RFC 5280 section 4.1.2.4" },
      SCOPE_CERT, .check = check_string },
    { { "self-issued-not-self-signed", GROUP_SHAPE, SEV_WARNING, "Subject and issuer are the same name, but another key signed it",
        "ask for the self-signed root of that name; this one belongs to the intermediate store at most",
        "It is a cross certificate, or a CA's new key signed with its old one. Windows doesn't end a chain at it, so in the trusted root "
        "store it cures nothing. Equal names alone don't make a root; only the signature does.",
        "RFC 5280 section 3.2; Microsoft KB 2802568" },
      SCOPE_CERT, .check = check_self_issued },
    { { "server-certificate-is-a-ca", GROUP_SHAPE, SEV_WARNING, "A server's own certificate that may also issue certificates",
        "ask its owner for a server certificate without the CA flag, or for the root that should issue it",
        "The certificate carries host names and the CA flag. Once it is a trusted root, whoever gets hold of that server's key can make "
        "trusted certificates for any name. Appliances and \"openssl req -x509\" make such certificates by default.",
        "RFC 5280 section 4.2.1.9; our judgement" },
      SCOPE_CERT, .check = check_server_ca },
    { { "invalid-name-in-san", GROUP_SHAPE, SEV_WARNING, "An alternative name isn't valid for its kind",
        "ask its owner to correct the name; hosts meant by it won't match",
        "A DNS name can't hold spaces, a scheme, a path or a star inside a label, and an IP address has 4 or 16 bytes. Programs ignore "
        "such a name or refuse the whole certificate, so connections to the host fail with a name mismatch.",
        "RFC 5280 section 4.2.1.6, RFC 9525 section 6.3" },
      SCOPE_CERT, .check = check_names },
    { { "invisible-characters-in-name", GROUP_SHAPE, SEV_WARNING, "A name holds invisible characters",
        "compare the thumbprint with its owner, and ask for a certificate without them",
        "Zero-width and other invisible characters make two different names look the same on the screen. They get in by copying from web "
        "pages or documents, or on purpose. They are shown escaped here, such as \\u200B.",
        "Unicode Technical Report 36; our judgement" },
      SCOPE_CERT, .mark = ODD_INVISIBLE_IN_NAME, .says = "%s has invisible characters in a name" },
    { { "many-names", GROUP_SHAPE, SEV_WARNING, "The certificate has more than 100 alternative names",
        "check that it is the right certificate; whoever holds its key speaks for all of these hosts",
        "Certificates of content networks and shared appliances carry the names of many unrelated hosts. They change often, so trusting "
        "or pinning one breaks soon. Public CAs have limits of about a hundred names.",
        "our judgement" },
      SCOPE_CERT, .check = check_many_names },
};
const struct rule_table rules_shape = { rules, COUNT_OF(rules) };
