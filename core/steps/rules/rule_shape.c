#include "base/civil.h"
#include "base/utf8.h"
#include "steps/rules/rules.h"

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

static bool look_alike(struct rule_run *run, const struct cert *cert, const char *what, struct view text)
{
    static const char says[] = "%s%s has a letter that only looks like a Latin one: U+%04X";
    const uint32_t twin = text_twin(text);
    if (twin && cert)
        rule_fire_at(run, cert, says, what, rule_cert_name(run, cert), twin);
    else if (twin)
        rule_fire(run, says, what, rule_name(run, text), twin);
    return twin != 0;
}

static void look_alike_each(struct rule_run *run, const char *what, const struct view *texts, size_t n)
{
    for (size_t i = 0; i < n; i++)
        look_alike(run, NULL, what, texts[i]);
}

static void check_look_alike(struct rule_run *run)
{
    const struct evidence *evidence = run->facts->evidence;
    const struct case_record *record = run->facts->record;
    for (size_t i = 0; evidence && i < evidence->certs.n; i++) {
        const struct cert *cert = evidence->certs.items[i];
        if (!look_alike(run, cert, "the name of ", cert->subject_cn) && !look_alike(run, cert, "the name of ", cert->subject))
            look_alike(run, cert, "the issuer of ", cert->issuer);
    }
    if (!record)
        return;
    look_alike(run, NULL, "the infrastructure ", record->infrastructure);
    look_alike(run, NULL, "the activation code ", record->activation_code);
    look_alike(run, NULL, "the severity ", record->severity);
    look_alike(run, NULL, "the contact ", record->contact);
    look_alike_each(run, "the follower ", record->followers, record->n_followers);
    look_alike(run, NULL, "the address ", record->consumes);
    look_alike(run, NULL, "the reason ", record->reason);
    look_alike(run, NULL, "the refusal ", record->refusal);
    for (size_t i = 0; i < record->n_environments; i++) {
        const struct environment *at = &record->environments[i];
        look_alike(run, NULL, "the environment ", at->name);
        look_alike(run, NULL, "the key ", at->key);
        look_alike_each(run, "the front-end ", at->front_end_names, at->n_front_end_names);
    }
}

static const struct rule rules[] = {
    { { "precertificate", GROUP_SHAPE, SEV_ERROR, .send = SEND_ISSUED }, SCOPE_CERT, .mark = ODD_PRECERTIFICATE,
      .says = "%s is a precertificate, made for a transparency log" },
    { { "version-1-certificate", GROUP_SHAPE, SEV_WARNING, .send = SEND_ISSUED_AGAIN }, SCOPE_CERT, .check = check_version },
    { { "version-unknown", GROUP_SHAPE, SEV_ERROR, .send = SEND_ISSUED_AGAIN }, SCOPE_CERT, .mark = ODD_VERSION_UNKNOWN,
      .says = "%s is of a version above 3, and there is none" },
    { { "serial-not-positive", GROUP_SHAPE, SEV_WARNING }, SCOPE_CERT, .check = check_serial_sign },
    { { "serial-too-long", GROUP_SHAPE, SEV_WARNING }, SCOPE_CERT, .mark = ODD_SERIAL_TOO_LONG,
      .says = "%s has a serial number of more than 20 bytes" },
    { { "invalid-time", GROUP_SHAPE, SEV_ERROR, .send = SEND_ISSUED_AGAIN }, SCOPE_CERT, .check = check_time },
    { { "invalid-string-encoding", GROUP_SHAPE, SEV_WARNING }, SCOPE_CERT, .check = check_string },
    { { "self-issued-not-self-signed", GROUP_SHAPE, SEV_WARNING, .send = SEND_CAS }, SCOPE_CERT, .check = check_self_issued },
    { { "server-certificate-is-a-ca", GROUP_SHAPE, SEV_WARNING, .send = SEND_ISSUED_AGAIN }, SCOPE_CERT, .check = check_server_ca },
    { { "invalid-name-in-san", GROUP_SHAPE, SEV_WARNING, .send = SEND_ISSUED_AGAIN }, SCOPE_CERT, .check = check_names },
    { { "invisible-characters-in-name", GROUP_SHAPE, SEV_WARNING, .send = SEND_WHOLE }, SCOPE_CERT, .mark = ODD_INVISIBLE_IN_NAME,
      .says = "%s has invisible characters in a name" },
    { { "look-alike-letters", GROUP_SHAPE, SEV_WARNING, .send = SEND_WHOLE, .traits = RULE_OF_NAMES }, SCOPE_SET,
      .check = check_look_alike },
    { { "many-names", GROUP_SHAPE, SEV_WARNING }, SCOPE_CERT, .check = check_many_names },
};
const struct rule_table rules_shape = { rules, COUNT_OF(rules) };
