#include "model/words.h"

#include "model/explanation.h"

/* The words of an enum, one for each member, and the function that gives one of them. */
#define WORDS(type, name, count, ...)                                                                                                  \
    static const char *const name##s[] = { __VA_ARGS__ };                                                                              \
    static_assert(COUNT_OF(name##s) == (count), "a word for every member");                                                            \
    const char *name(enum type member) { return name##s[member]; }                                                                     \
    static_assert(true, "")

WORDS(container, container_word, CONTAINER_COUNT, [CONTAINER_DER] = "der", [CONTAINER_PEM] = "pem", [CONTAINER_BASE64] = "base64",
      [CONTAINER_UTF16_PEM] = "utf16-pem", [CONTAINER_PKCS7] = "pkcs7", [CONTAINER_PKCS12] = "pkcs12",
      [CONTAINER_WINDOWS_STORE] = "windows-store", [CONTAINER_CSR] = "csr",
      [CONTAINER_CRL] = "crl", [CONTAINER_PRIVATE_KEY] = "private-key", [CONTAINER_PUBLIC_KEY] = "public-key",
      [CONTAINER_SSH_KEY] = "ssh-key", [CONTAINER_PGP] = "pgp", [CONTAINER_JKS] = "jks", [CONTAINER_CMS] = "cms",
      [CONTAINER_HTML] = "html", [CONTAINER_XML] = "xml", [CONTAINER_JSON] = "json", [CONTAINER_ZIP] = "zip", [CONTAINER_PDF] = "pdf",
      [CONTAINER_IMAGE] = "image", [CONTAINER_EXECUTABLE] = "executable", [CONTAINER_ARCHIVE] = "archive",
      [CONTAINER_SHORTCUT] = "shortcut", [CONTAINER_MAIL] = "mail", [CONTAINER_OLE] = "ole", [CONTAINER_DUMP] = "dump",
      [CONTAINER_DIFF] = "diff", [CONTAINER_PRINTOUT] = "printout", [CONTAINER_TEXT] = "text", [CONTAINER_BINARY] = "binary",
      [CONTAINER_EMPTY] = "empty");

WORDS(role, role_word, ROLE_COUNT, [ROLE_ROOT] = "root", [ROLE_SELF_SIGNED] = "self-signed", [ROLE_INTERMEDIATE] = "intermediate",
      [ROLE_LEAF] = "leaf", [ROLE_CLIENT] = "client");
WORDS(role, role_phrase, ROLE_COUNT, [ROLE_ROOT] = "root (self-signed CA)", [ROLE_SELF_SIGNED] = "self-signed certificate (not a CA)",
      [ROLE_INTERMEDIATE] = "intermediate CA", [ROLE_LEAF] = "leaf (a server's or client's own certificate)",
      [ROLE_CLIENT] = "client certificate with its private key");
WORDS(store, store_word, STORE_COUNT, [STORE_NONE] = "none", [STORE_ROOT] = "Root", [STORE_CA] = "CA", [STORE_MY] = "My");
WORDS(store, store_phrase, STORE_COUNT, [STORE_NONE] = "none", [STORE_ROOT] = "Trusted Root Certification Authorities",
      [STORE_CA] = "Intermediate Certification Authorities", [STORE_MY] = "Personal");
WORDS(key_type, key_type_word, KEY_COUNT, [KEY_UNKNOWN] = "unknown", [KEY_RSA] = "rsa", [KEY_RSA_PSS] = "rsa-pss", [KEY_EC] = "ec",
      [KEY_DSA] = "dsa", [KEY_DH] = "dh", [KEY_ED25519] = "ed25519", [KEY_ED448] = "ed448", [KEY_X25519] = "x25519",
      [KEY_X448] = "x448", [KEY_POST_QUANTUM] = "post-quantum");
WORDS(key_type, key_type_title, KEY_COUNT, [KEY_UNKNOWN] = "unknown", [KEY_RSA] = "RSA", [KEY_RSA_PSS] = "RSA-PSS", [KEY_EC] = "EC",
      [KEY_DSA] = "DSA", [KEY_DH] = "DH", [KEY_ED25519] = "Ed25519", [KEY_ED448] = "Ed448", [KEY_X25519] = "X25519",
      [KEY_X448] = "X448", [KEY_POST_QUANTUM] = "post-quantum");
WORDS(name_kind, name_kind_word, NAME_KIND_COUNT, [NAME_DNS] = "dns", [NAME_IP] = "ip", [NAME_EMAIL] = "email", [NAME_URI] = "uri",
      [NAME_DIRECTORY] = "dirname", [NAME_UPN] = "upn", [NAME_OTHER] = "other", [NAME_RID] = "rid");
WORDS(severity, severity_word, SEV_COUNT, [SEV_NOTE] = "note", [SEV_WARNING] = "warning", [SEV_ERROR] = "error");
WORDS(severity, severity_title, SEV_COUNT, [SEV_NOTE] = "Note", [SEV_WARNING] = "Warning", [SEV_ERROR] = "Error");
WORDS(rule_group, group_word, GROUP_COUNT, [GROUP_FILE] = "file", [GROUP_ROLE] = "role", [GROUP_TIME] = "time",
      [GROUP_KEY] = "key and signature",
      [GROUP_SHAPE] = "shape", [GROUP_CONTENT] = "content", [GROUP_PFX] = "PFX", [GROUP_REQUEST] = "request", [GROUP_BUNDLE] = "bundle");
WORDS(hosting, hosting_word, HOST_COUNT, [HOST_CLOUD] = "cloud", [HOST_SELF_MANAGED] = "self-managed", [HOST_ODC] = "odc",
      [HOST_PERSONAL] = "personal", [HOST_UNKNOWN] = "unknown");
WORDS(hosting, hosting_phrase, HOST_COUNT, [HOST_CLOUD] = "OutSystems Cloud", [HOST_SELF_MANAGED] = "self-managed",
      [HOST_ODC] = "OutSystems Developer Cloud (ODC)", [HOST_PERSONAL] = "Personal Environment", [HOST_UNKNOWN] = "unknown");
WORDS(environment_type, environment_type_word, ENV_TYPE_COUNT, [ENV_UNKNOWN] = "Unknown", [ENV_DEVELOPMENT] = "Development",
      [ENV_TEST] = "Test",
      [ENV_PRODUCTION] = "Production", [ENV_LIFETIME] = "LifeTime");
WORDS(edition, edition_word, EDITION_COUNT, [EDITION_UNKNOWN] = "unknown", [EDITION_BASIC] = "basic", [EDITION_STANDARD] = "standard",
      [EDITION_ENTERPRISE] = "enterprise");
WORDS(purpose, purpose_word, PURPOSE_COUNT, [PURPOSE_NONE] = "none", [PURPOSE_TRUSTED_ROOT] = "trusted-root",
      [PURPOSE_CLIENT_SIDE] = "client-side", [PURPOSE_SERVER] = "server", [PURPOSE_INBOUND_MTLS] = "inbound-mtls");
WORDS(purpose, purpose_noun, PURPOSE_COUNT, [PURPOSE_NONE] = "no certificate", [PURPOSE_TRUSTED_ROOT] = "trusted root certificate",
      [PURPOSE_CLIENT_SIDE] = "client-side certificate", [PURPOSE_SERVER] = "server certificate",
      [PURPOSE_INBOUND_MTLS] = "callers' CA certificate");
WORDS(channel, channel_word, CHANNEL_COUNT, [CHANNEL_NOTHING] = "nothing", [CHANNEL_SUPPORT_CASE] = "support-case",
      [CHANNEL_CHANGE] = "change",
      [CHANNEL_SELF_SERVICE] = "self-service", [CHANNEL_REFUSED] = "refused");
WORDS(verdict, verdict_word, VERDICT_COUNT, [VERDICT_ACCEPTED] = "accepted", [VERDICT_REJECTED] = "rejected",
      [VERDICT_UNVERIFIED] = "unverified");
WORDS(renewal_status, renewal_status_word, RENEWAL_STATUS_COUNT, [RENEWAL_EXPIRED] = "expired", [RENEWAL_OVERDUE] = "overdue",
      [RENEWAL_DUE] = "due",
      [RENEWAL_UNKNOWN] = "unknown", [RENEWAL_FINE] = "fine", [RENEWAL_CLAIMED] = "claimed", [RENEWAL_RENEWED] = "renewed",
      [RENEWAL_VENDORS] = "vendor");
WORDS(renewal_claim, renewal_claim_word, CLAIM_COUNT, [CLAIM_NONE] = "none", [CLAIM_OF_ANOTHER] = "another-name-and-key",
      [CLAIM_SHUT] = "pfx-shut", [CLAIM_CHANGED] = "bundle-changed");
WORDS(renewal_claim, renewal_claim_phrase, CLAIM_COUNT, [CLAIM_NONE] = "nothing is in doubt",
      [CLAIM_OF_ANOTHER] = "it has another name and another key",
      [CLAIM_SHUT] = "its PFX is shut",
      [CLAIM_CHANGED] = "its bundle was changed after it was made");
WORDS(pfx_encryption, pfx_encryption_word, PFX_ENCRYPTION_COUNT, [PFX_OTHER_ENCRYPTION] = "other", [PFX_TRIPLEDES_SHA1] = "tripledes-sha1",
      [PFX_AES_256] = "aes-256");
WORDS(pfx_encryption, pfx_encryption_phrase, PFX_ENCRYPTION_COUNT, [PFX_OTHER_ENCRYPTION] = "another encryption",
      [PFX_TRIPLEDES_SHA1] = "TripleDES-SHA1", [PFX_AES_256] = "AES256-SHA256");
WORDS(policy_known_kind, policy_known_kind_word, KNOWN_COUNT, [KNOWN_TEMPLATES] = "templates", [KNOWN_GENERATOR] = "generator",
      [KNOWN_CATALOG] = "catalog", [KNOWN_HOLIDAYS] = "holidays");
WORDS(holiday_format, holiday_format_phrase, HOLIDAY_FORMAT_COUNT, [HOLIDAYS_CALENDAR] = "iCalendar", [HOLIDAYS_OUTLOOK] = "Outlook's .hol",
      [HOLIDAYS_LINES] = "lines of 2026-12-25 NAME");

WORDS(starttls, starttls_word, STARTTLS_COUNT, [STARTTLS_NONE] = "none", [STARTTLS_LDAP] = "ldap", [STARTTLS_POSTGRES] = "postgres",
      [STARTTLS_MYSQL] = "mysql", [STARTTLS_SMTP] = "smtp", [STARTTLS_IMAP] = "imap", [STARTTLS_FTP] = "ftp", [STARTTLS_TDS] = "tds");
WORDS(ask_kind, ask_word, ASK_COUNT, [ASK_NOTHING] = "nothing", [ASK_ROOT] = "root", [ASK_SELF] = "self-signed", [ASK_ISSUER] = "issuer",
      [ASK_CLIENT] = "client");

#define TABLE(enum_name, name) { enum_name, name, COUNT_OF(name) }
const struct word_table word_tables[] = {
    [WORDS_NONE] = { "no enum", NULL, 0 },
    [WORDS_ROLE] = TABLE("role", role_words),
    [WORDS_STORE] = TABLE("store", store_words),
    [WORDS_KEY_TYPE] = TABLE("key_type", key_type_words),
    [WORDS_NAME_KIND] = TABLE("name_kind", name_kind_words),
    [WORDS_SEVERITY] = TABLE("severity", severity_words),
    [WORDS_HOSTING] = TABLE("hosting", hosting_words),
    [WORDS_ENVIRONMENT_TYPE] = TABLE("environment_type", environment_type_words),
    [WORDS_EDITION] = TABLE("edition", edition_words),
    [WORDS_PURPOSE] = TABLE("purpose", purpose_words),
    [WORDS_CHANNEL] = TABLE("channel", channel_words),
    [WORDS_VERDICT] = TABLE("verdict", verdict_words),
    [WORDS_PFX_ENCRYPTION] = TABLE("pfx_encryption", pfx_encryption_words),
    [WORDS_STARTTLS] = TABLE("starttls", starttls_words),
    TABLE("container", container_words), TABLE("role (phrase)", role_phrases), TABLE("store (phrase)", store_phrases),
    TABLE("key_type (title)", key_type_titles), TABLE("severity (title)", severity_titles), TABLE("rule_group", group_words),
    TABLE("hosting (phrase)", hosting_phrases), TABLE("purpose (noun)", purpose_nouns),
    TABLE("renewal_status", renewal_status_words), TABLE("renewal_claim", renewal_claim_words),
    TABLE("renewal_claim (phrase)", renewal_claim_phrases), TABLE("pfx_encryption (phrase)", pfx_encryption_phrases),
    TABLE("policy_known_kind", policy_known_kind_words), TABLE("holiday_format (phrase)", holiday_format_phrases),
    TABLE("ask_kind", ask_words),
};
const size_t n_word_tables = COUNT_OF(word_tables);

bool container_is_certificate(enum container c) { return c < CONTAINER_CSR; }
const char *container_phrase(enum container c) { return explanation_of(&explanations_of_containers, container_word(c))->title; }
const char *container_hint(enum container c) { return explanation_of(&explanations_of_containers, container_word(c))->hint; }

bool word_table_from(const struct word_table *table, struct view word, unsigned *out)
{
    for (unsigned i = 0; i < table->n; i++)
        if (view_eq_nocase(view_of(table->words[i]), word)) {
            *out = i;
            return true;
        }
    return false;
}

#define FROM(name, set)                                                                                                  \
    bool name##_from(struct view word, enum name *out)                                                                   \
    {                                                                                                                    \
        unsigned at;                                                                                                     \
        if (!word_table_from(&word_tables[set], word, &at))                                                              \
            return false;                                                                                                \
        *out = (enum name)at;                                                                                            \
        return true;                                                                                                     \
    }

FROM(hosting, WORDS_HOSTING)
FROM(purpose, WORDS_PURPOSE)
FROM(severity, WORDS_SEVERITY)
FROM(edition, WORDS_EDITION)
FROM(verdict, WORDS_VERDICT)
FROM(pfx_encryption, WORDS_PFX_ENCRYPTION)
FROM(starttls, WORDS_STARTTLS)

enum environment_type environment_type_of(struct view word)
{
    unsigned at;
    if (view_eq_nocase(word, VIEW("Non-Production")))
        return ENV_TEST;
    return word_table_from(&word_tables[WORDS_ENVIRONMENT_TYPE], word, &at) ? (enum environment_type)at : ENV_UNKNOWN;
}
