#include "model/probe.h"

const struct probe_scheme probe_schemes[] = {
    { VIEW_ROW("https"), 443, STARTTLS_NONE },
    { VIEW_ROW("wss"), 443, STARTTLS_NONE },
    { VIEW_ROW("ldaps"), 636, STARTTLS_NONE },
    { VIEW_ROW("smtps"), 465, STARTTLS_NONE },
    { VIEW_ROW("imaps"), 993, STARTTLS_NONE },
    { VIEW_ROW("ftps"), 990, STARTTLS_NONE },
    { VIEW_ROW("ldap"), 389, STARTTLS_LDAP },
    { VIEW_ROW("ldap"), 3268, STARTTLS_LDAP },
    { VIEW_ROW("postgres"), 5432, STARTTLS_POSTGRES },
    { VIEW_ROW("postgresql"), 5432, STARTTLS_POSTGRES },
    { VIEW_ROW("mysql"), 3306, STARTTLS_MYSQL },
    { VIEW_ROW("mariadb"), 3306, STARTTLS_MYSQL },
    { VIEW_ROW("smtp"), 25, STARTTLS_SMTP },
    { VIEW_ROW("smtp"), 587, STARTTLS_SMTP },
    { VIEW_ROW("imap"), 143, STARTTLS_IMAP },
    { VIEW_ROW("ftp"), 21, STARTTLS_FTP },
    { VIEW_ROW("tds"), 1433, STARTTLS_TDS },
    { VIEW_ROW("sqlserver"), 1433, STARTTLS_TDS },
};
const size_t n_probe_schemes = COUNT_OF(probe_schemes);

const struct probe_scheme *probe_scheme_by_name(struct view name)
{
    for (size_t i = 0; i < n_probe_schemes; i++)
        if (view_eq_nocase(probe_schemes[i].name, name))
            return &probe_schemes[i];
    return NULL;
}

const struct probe_scheme *probe_scheme_by_port(uint16_t port, bool dialog)
{
    for (size_t i = 0; i < n_probe_schemes; i++)
        if (probe_schemes[i].port == port && (probe_schemes[i].starttls != STARTTLS_NONE) == dialog)
            return &probe_schemes[i];
    return NULL;
}

const struct cause_info cause_rows[] = {
    [CAUSE_NAME_MISMATCH] = { "name-mismatch", 1, SEV_ERROR, PURPOSE_NONE, false },
    [CAUSE_EXPIRED] = { "expired", 2, SEV_ERROR, PURPOSE_NONE, false },
    [CAUSE_NOT_YET_VALID] = { "not-yet-valid", 2, SEV_ERROR, PURPOSE_NONE, false },
    [CAUSE_NOT_ACCEPTED] = { "not-accepted", 2, SEV_ERROR, PURPOSE_NONE, false },
    [CAUSE_UNKNOWN_ROOT] = { "unknown-root", 3, SEV_ERROR, PURPOSE_TRUSTED_ROOT, false },
    [CAUSE_SELF_SIGNED] = { "self-signed", 4, SEV_ERROR, PURPOSE_TRUSTED_ROOT, false },
    [CAUSE_IMPERSONATED] = { "impersonated-ca", 0, SEV_ERROR, PURPOSE_NONE, false },
    [CAUSE_PROTOCOL] = { "protocol-mismatch", 5, SEV_ERROR, PURPOSE_NONE, false },
    [CAUSE_CHAIN_INCOMPLETE] = { "chain-incomplete", 0, SEV_ERROR, PURPOSE_TRUSTED_ROOT, false },
    [CAUSE_CLIENT_CERTIFICATE] = { "client-certificate", 0, SEV_ERROR, PURPOSE_CLIENT_SIDE, false },
    [CAUSE_WEAK_KEY] = { "weak-key", 0, SEV_ERROR, PURPOSE_NONE, false },
    [CAUSE_WEAK_SIGNATURE] = { "weak-signature", 0, SEV_WARNING, PURPOSE_NONE, false },
    [CAUSE_EXPIRES_BEFORE_DELIVERY] = { "expires-before-delivery", 0, SEV_WARNING, PURPOSE_NONE, false },
    [CAUSE_HANDSHAKE] = { "handshake-failed", 0, SEV_ERROR, PURPOSE_NONE, false },
    [CAUSE_UNREADABLE] = { "certificate-unreadable", 0, SEV_ERROR, PURPOSE_NONE, false },
    [CAUSE_STARTTLS] = { "starttls-refused", 0, SEV_ERROR, PURPOSE_NONE, false },
    [CAUSE_NOT_TLS] = { "not-tls", 0, SEV_ERROR, PURPOSE_NONE, false },
    [CAUSE_CLOSED] = { "connection-closed", 0, SEV_ERROR, PURPOSE_NONE, true },
    [CAUSE_TIMEOUT] = { "timeout", 0, SEV_ERROR, PURPOSE_NONE, true },
    [CAUSE_UNREACHABLE] = { "unreachable", 0, SEV_ERROR, PURPOSE_NONE, true },
};
static_assert(COUNT_OF(cause_rows) == CAUSE_COUNT, "a row for every cause");

const struct explanation *cause_explanation(enum cause_kind kind)
{
    return explanation_of(&explanations_of_causes, cause_rows[kind].id);
}

enum severity causes_worst(const struct causes *c)
{
    enum severity worst = SEV_COUNT;
    for (size_t i = 0; i < c->n; i++)
        if (!c->items[i].cured)
            worst = severity_worse(worst, c->items[i].severity);
    return worst;
}

bool probe_is_cured(const struct probe_result *item)
{
    for (size_t i = 0; i < item->causes.n && item->works; i++)
        if (item->causes.items[i].cured)
            return true;
    return false;
}

bool causes_network(const struct causes *c)
{
    for (size_t i = 0; i < c->n; i++)
        if (cause_rows[c->items[i].kind].network)
            return true;
    return false;
}

const struct cause *causes_get(const struct causes *c, enum cause_kind kind)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->items[i].kind == kind)
            return &c->items[i];
    return NULL;
}

const struct cert *probe_unverified(const struct probe_result *item)
{
    return item->ask == ASK_ROOT || item->ask == ASK_SELF ? item->ask_cert : NULL;
}

const char *probe_verdict(const struct probe_result *item)
{
    return item->works ? "works" : causes_network(&item->causes) ? "unreachable" : "fails";
}
