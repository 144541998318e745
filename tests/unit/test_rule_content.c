#include "rule_check.h"

#include <setjmp.h>

#include <cmocka.h>

#define ODD(bit) .cert.oddities = (bit)
#define NAMES(list) .cert.names = (list), .cert.n_names = COUNT_OF(list), .cert.n_names_in_all = COUNT_OF(list), .cert.has_san = true
#define USAGE(bits) .cert.has_key_usage = true, .cert.key_usage = (bits)
#define EKU(bits) .cert.has_eku = true, .cert.eku = (bits)
#define LEAF .cert.role = ROLE_LEAF
#define CN(text) .cert.subject_cn = VIEW_ROW(text)

static const struct alt_name host[] = { { .kind = NAME_DNS, .text = VIEW_ROW("api.partner.example") } };
static const struct alt_name wide[] = { { .kind = NAME_DNS, .text = VIEW_ROW("*.partner.example") } };
static const struct alt_name address[] = { { .kind = NAME_IP, .text = VIEW_ROW("192.0.2.7") } };
static const struct alt_name mail[] = { { .kind = NAME_EMAIL, .text = VIEW_ROW("ana@partner.example") } };

#define LIMIT(name_kind, words) (const struct alt_name[]){ { .kind = (name_kind), .text = VIEW_ROW(words) } }, 1
static const struct alt_name unreadable[] = { { .kind = NAME_IP, .text = VIEW_ROW("0a00"), .invalid = true } };

static const struct rule_row authorities[] = {
    { "signed another, says it is no CA", "ca-flag-missing", SEV_ERROR, .cert.has_basic_constraints = true, .signs_another = true },
    { "an intermediate that says nothing", "ca-flag-missing", SEV_ERROR, .signs_another = true },
    { "a version 3 root that says nothing", "ca-flag-missing", SEV_WARNING, .cert.self_signed = true, .signs_another = true },
    { "a root that says it is no CA", "ca-flag-missing", SEV_ERROR, .cert.self_signed = true, .cert.has_basic_constraints = true,
      .signs_another = true },
    { "a version 1 root", "ca-flag-missing", SILENT, .cert.self_signed = true, ODD(ODD_VERSION_1), .signs_another = true },
    { "a version 1 intermediate", "ca-flag-missing", SEV_ERROR, ODD(ODD_VERSION_1), .signs_another = true },
    { "only the key usage claims it", "ca-flag-missing", SEV_WARNING, USAGE(KU_KEY_CERT_SIGN) },
    { "an appliance's own", "ca-flag-missing", SILENT, .cert.self_signed = true, USAGE(KU_DIGITAL_SIGNATURE | KU_KEY_ENCIPHERMENT) },
    { "a CA that signed another", "ca-flag-missing", SILENT, .cert.has_basic_constraints = true, .cert.ca = true, .signs_another = true },

    { "a CA that can't sign", "key-usage-contradicts", SEV_WARNING, .cert.ca = true, USAGE(KU_DIGITAL_SIGNATURE | KU_CRL_SIGN) },
    { "a CA without key usage", "key-usage-contradicts", SILENT, .cert.ca = true },
    { "a CA that can", "key-usage-contradicts", SILENT, .cert.ca = true, USAGE(KU_KEY_CERT_SIGN) },
    { "a server without TLS", "key-usage-contradicts", SEV_WARNING, LEAF, NAMES(host), USAGE(KU_DATA_ENCIPHERMENT) },
    { "a server with RSA key exchange alone", "key-usage-contradicts", SILENT, LEAF, NAMES(host), USAGE(KU_KEY_ENCIPHERMENT) },
    { "a server with signatures", "key-usage-contradicts", SILENT, LEAF, NAMES(host), USAGE(KU_DIGITAL_SIGNATURE) },
    { "a client", "key-usage-contradicts", SILENT, .cert.role = ROLE_CLIENT, EKU(EKU_CLIENT), USAGE(KU_NON_REPUDIATION) },
};

static const struct rule_row oddities[] = {
    { "twice", "duplicate-extension", SEV_ERROR, ODD(ODD_DUPLICATE_EXTENSION), .cert.odd_detail = VIEW_ROW("2.5.29.19") },
    { "once", "duplicate-extension", SILENT, ODD(ODD_UNKNOWN_CRITICAL) },
    { "unknown and critical", "unknown-critical-extension", SEV_ERROR, ODD(ODD_UNKNOWN_CRITICAL) },
    { "the poison has its own rule", "unknown-critical-extension", SILENT, ODD(ODD_UNKNOWN_CRITICAL | ODD_PRECERTIFICATE) },
    { "all known", "unknown-critical-extension", SILENT, ODD(ODD_DUPLICATE_EXTENSION) },
    { "broken", "malformed-extension", SEV_ERROR, ODD(ODD_BAD_EXTENSION) },
    { "whole", "malformed-extension", SILENT, ODD(0) },
    { "two algorithms", "signature-algorithms-differ", SEV_ERROR, ODD(ODD_SIGNATURE_ALGORITHMS_DIFFER) },
    { "one algorithm", "signature-algorithms-differ", SILENT, ODD(0) },
    { "limited", "name-constraints", SEV_NOTE, ODD(ODD_NAME_CONSTRAINTS), .cert.permitted = { mail, 1 }, .cert.excluded = { host, 1 },
      .message = "for ana@partner.example alone, and not for api.partner.example" },
    { "to mailboxes", "name-constraints", SEV_NOTE, ODD(ODD_NAME_CONSTRAINTS), .cert.permitted = { LIMIT(NAME_EMAIL, "partner.example") },
      .message = "for e-mail addresses of partner.example alone; hosts aren't limited", .hint = "nothing to do" },
    { "to mailboxes of clients", "name-constraints", SEV_NOTE, ODD(ODD_NAME_CONSTRAINTS),
      .cert.permitted = { LIMIT(NAME_EMAIL, "partner.example") }, .facts.decided.purpose = PURPOSE_INBOUND_MTLS, .hint = "the clients'" },
    { "to a network", "name-constraints", SEV_NOTE, ODD(ODD_NAME_CONSTRAINTS), .cert.permitted = { LIMIT(NAME_IP, "10.1.0.0/16") },
      .message = "for 10.1.0.0/16 alone; hosts that have a name aren't limited" },
    { "to no network", "name-constraints", SEV_NOTE, ODD(ODD_NAME_CONSTRAINTS), .cert.permitted = { host, 1 },
      .cert.excluded = { LIMIT(NAME_IP, "::/0") }, .message = "alone, and not for every IPv6 address" },
    { "to no host at all", "name-constraints", SEV_NOTE, ODD(ODD_NAME_CONSTRAINTS), .cert.excluded = { LIMIT(NAME_DNS, "") },
      .message = "for all but every host" },
    { "to what can't be read", "name-constraints", SEV_NOTE, ODD(ODD_NAME_CONSTRAINTS), .cert.permitted = { unreadable, 1 },
      .message = "for an unreadable address alone" },
    { "limited to none that can be told", "name-constraints", SEV_NOTE, ODD(ODD_NAME_CONSTRAINTS),
      .message = "certain names, which can't be told", .hint = "ask its owner" },
    { "not limited", "name-constraints", SILENT, ODD(0) },
    { "an escape sequence", "control-characters-in-name", SEV_ERROR, ODD(ODD_CONTROL_IN_NAME) },
    { "plain", "control-characters-in-name", SILENT, ODD(ODD_INVISIBLE_IN_NAME | ODD_BIDI_IN_NAME) },
    { "an override", "bidirectional-override-in-name", SEV_ERROR, ODD(ODD_BIDI_IN_NAME) },
    { "plain", "bidirectional-override-in-name", SILENT, ODD(ODD_INVISIBLE_IN_NAME | ODD_CONTROL_IN_NAME) },
};

static const struct rule_row no_names[] = {
    { "for servers", "no-subject-alternative-name", SEV_WARNING, LEAF, EKU(EKU_SERVER), CN("web01") },
    { "for anything, named like a host", "no-subject-alternative-name", SEV_WARNING, LEAF, CN("api.partner.example") },
    { "an appliance named like a host", "no-subject-alternative-name", SEV_WARNING, .cert.role = ROLE_SELF_SIGNED,
      CN("fw.partner.example") },
    { "with an e-mail address alone", "no-subject-alternative-name", SEV_WARNING, LEAF, EKU(EKU_SERVER), NAMES(mail) },
    { "with a host", "no-subject-alternative-name", SILENT, LEAF, EKU(EKU_SERVER), NAMES(host) },
    { "with an address", "no-subject-alternative-name", SILENT, LEAF, EKU(EKU_SERVER), NAMES(address) },
    { "names that can't be read are another rule", "no-subject-alternative-name", SILENT, LEAF, EKU(EKU_SERVER), ODD(ODD_BAD_EXTENSION) },
    { "named like a doctor", "no-subject-alternative-name", SILENT, LEAF, CN("Dr. Ana Silva") },
    { "named like a person", "no-subject-alternative-name", SILENT, LEAF, CN("Ana Silva") },
    { "a root", "no-subject-alternative-name", SILENT, .cert.role = ROLE_ROOT, .cert.ca = true, .cert.has_key_usage = true,
      CN("ca.partner.example") },
    { "as openssl req -x509 makes it", "no-subject-alternative-name", SEV_WARNING, .cert.role = ROLE_ROOT, .cert.ca = true,
      CN("api.partner.example") },
    { "a person with a mailbox of that name", "no-subject-alternative-name", SILENT, LEAF,
      .cert.subject_mail = VIEW_ROW("ana.silva@partner.example"), CN("ana.silva") },
    { "a person with a given name", "no-subject-alternative-name", SILENT, LEAF, .cert.subject_person = true, CN("ana.silva") },
    { "a host with its owner's mailbox", "no-subject-alternative-name", SEV_WARNING, LEAF,
      .cert.subject_mail = VIEW_ROW("ana.silva@partner.example"), CN("api.partner.example") },
    { "a version 1 root", "no-subject-alternative-name", SILENT, .cert.role = ROLE_ROOT, ODD(ODD_VERSION_1), CN("Partner Root") },
    { "for clients alone", "no-subject-alternative-name", SILENT, LEAF, EKU(EKU_CLIENT), CN("api.partner.example") },
    { "a client with its key", "no-subject-alternative-name", SILENT, .cert.role = ROLE_CLIENT, EKU(EKU_CLIENT | EKU_SERVER) },
};

static const struct case_record plain = { .consumes = VIEW_ROW("https://api.partner.example/orders?x=@y") };
static const struct case_record port = { .consumes = VIEW_ROW("https://user:pw@API.partner.example:8443") };
static const struct case_record bare = { .consumes = VIEW_ROW("api.partner.example/orders") };
static const struct case_record absolute = { .consumes = VIEW_ROW("https://api.partner.example./") };
static const struct case_record other = { .consumes = VIEW_ROW("https://deep.api.partner.example/") };
static const struct case_record trick = { .consumes = VIEW_ROW("https://api.partner.example@evil.example/") };
static const struct case_record number = { .consumes = VIEW_ROW("https://192.0.2.7/") };
static const struct case_record umlaut = { .consumes = VIEW_ROW("https://m\xC3\xBCller.example/") };
static const struct case_record space = { .consumes = VIEW_ROW("https://two words.example/") };
static const struct case_record none = { .consumes = VIEW_ROW("") };

#define AT(where) .environments = &(const struct environment){ .name = VIEW_ROW("Test"), .host = VIEW_ROW(where) }, .n_environments = 1
static const struct case_record own = { AT("API.partner.example") }, elsewhere = { AT("apps.internal.example") }, nowhere = { AT("") };
#define SERVES .facts.decided.purpose = PURPOSE_SERVER, .is_main = true

static const struct rule_row hosts[] = {
    { "a server's own name", "host-not-covered", SILENT, LEAF, NAMES(host), SERVES, .facts.record = &own },
    { "another name than the server's", "host-not-covered", SEV_WARNING, LEAF, NAMES(host), SERVES, .facts.record = &elsewhere,
      .message = "apps.internal.example, the host of the environment \"Test\"" },
    { "an environment without a host", "host-not-covered", SILENT, LEAF, NAMES(host), SERVES, .facts.record = &nowhere },
    { "for another server, but not for a server", "host-not-covered", SILENT, LEAF, NAMES(host), .facts.record = &elsewhere },
    { "the very host", "host-not-covered", SILENT, LEAF, NAMES(host), .facts.record = &plain },
    { "with user, port and capitals", "host-not-covered", SILENT, LEAF, NAMES(host), .facts.record = &port },
    { "without a scheme", "host-not-covered", SILENT, LEAF, NAMES(host), .facts.record = &bare },
    { "an absolute name in a CA's domain", "host-not-covered", SILENT, .cert.role = ROLE_ROOT, .cert.ca = true,
      .cert.permitted = { host, 1 }, .facts.record = &absolute, .facts.decided.purpose = PURPOSE_TRUSTED_ROOT },
    { "a star for one label", "host-not-covered", SILENT, LEAF, NAMES(wide), .facts.record = &plain },
    { "a star for two labels", "host-not-covered", SEV_WARNING, LEAF, NAMES(wide), .facts.record = &other },
    { "another host behind an at sign", "host-not-covered", SEV_WARNING, LEAF, NAMES(host), .facts.record = &trick },
    { "an address", "host-not-covered", SILENT, LEAF, NAMES(address), .facts.record = &number },
    { "an address that isn't named", "host-not-covered", SEV_WARNING, LEAF, NAMES(host), .facts.record = &number },
    { "self-signed for another host", "host-not-covered", SEV_WARNING, .cert.role = ROLE_SELF_SIGNED, NAMES(host),
      .facts.record = &other },
    { "the common name alone is another rule", "host-not-covered", SILENT, LEAF, CN("api.partner.example"), .facts.record = &plain },
    { "so is a wildcard there", "host-not-covered", SILENT, LEAF, CN("*.partner.example"), .facts.record = &plain },
    { "the common name is another one", "host-not-covered", SEV_WARNING, LEAF, CN("www.partner.example"), .facts.record = &plain },
    { "another script", "host-not-covered", SILENT, LEAF, NAMES(host), .facts.record = &umlaut },
    { "a space", "host-not-covered", SILENT, LEAF, NAMES(host), .facts.record = &space },
    { "no URL", "host-not-covered", SILENT, LEAF, NAMES(host), .facts.record = &none },
    { "no request", "host-not-covered", SILENT, LEAF, NAMES(host) },
    { "a root", "host-not-covered", SILENT, .cert.role = ROLE_ROOT, .cert.ca = true, .facts.record = &other },
    { "a root for another host", "host-not-covered", SEV_WARNING, .cert.role = ROLE_ROOT, .cert.ca = true, .cert.excluded = { host, 1 },
      .facts.record = &other, .facts.decided.purpose = PURPOSE_TRUSTED_ROOT, .message = "for all but api.partner.example" },
    { "a client with its key", "host-not-covered", SILENT, .cert.role = ROLE_CLIENT, NAMES(mail), .facts.record = &other },
    { "the environment's own certificate", "host-not-covered", SILENT, LEAF, NAMES(host), .facts.record = &other,
      .facts.decided.purpose = PURPOSE_SERVER },
    { "more names than are kept", "host-not-covered", SILENT, LEAF, .cert.names = host, .cert.n_names = 1, .cert.n_names_in_all = 2,
      .facts.record = &other },
};

static void only_those_who_sign_must_be_marked(void **state)
{
    (void)state;
    rule_check_rows(&rules_content, authorities, COUNT_OF(authorities));
}

static void each_oddity_is_one_finding(void **state)
{
    (void)state;
    rule_check_rows(&rules_content, oddities, COUNT_OF(oddities));
}

static void only_servers_need_alternative_names(void **state)
{
    (void)state;
    rule_check_rows(&rules_content, no_names, COUNT_OF(no_names));
}

static void the_consumed_host_is_looked_for(void **state)
{
    (void)state;
    rule_check_rows(&rules_content, hosts, COUNT_OF(hosts));
}

static void fixtures_fire_their_rule_and_no_near_miss_does(void **state)
{
    (void)state;
    rule_check_fixtures(&rules_content, MADE_DIR "/rules");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_those_who_sign_must_be_marked),
        cmocka_unit_test(each_oddity_is_one_finding),
        cmocka_unit_test(only_servers_need_alternative_names),
        cmocka_unit_test(the_consumed_host_is_looked_for),
        cmocka_unit_test(fixtures_fire_their_rule_and_no_near_miss_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
