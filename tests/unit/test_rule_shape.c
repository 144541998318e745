#include "rule_check.h"

#include "base/civil.h"

#include <setjmp.h>

#include <cmocka.h>

#define ODD(bit) .cert.oddities = (bit)
#define VALID .cert.not_before = 0, .cert.not_after = 1
#define KEY_ID(letter) { .p = letter, .n = 1 }
#define NAMES(list) .cert.names = (list), .cert.n_names = COUNT_OF(list), .cert.n_names_in_all = COUNT_OF(list), .cert.has_san = true

static const struct cert issuer = { .role = ROLE_ROOT };
static const struct alt_name host[] = { { .kind = NAME_DNS, .text = VIEW_ROW("api.partner.example") } };
static const struct alt_name mail[] = { { .kind = NAME_EMAIL, .text = VIEW_ROW("pki@partner.example") } };
static const struct alt_name two_bad[] = {
    { .kind = NAME_DNS, .text = VIEW_ROW("api.partner.example") },
    { .kind = NAME_DNS, .text = VIEW_ROW("a b"), .invalid = true },
    { .kind = NAME_IP, .text = VIEW_ROW("010203"), .invalid = true },
};

static const struct rule_row oddities[] = {
    { "poisoned", "precertificate", SEV_ERROR, ODD(ODD_PRECERTIFICATE) },
    { "nothing odd", "precertificate", SILENT, ODD(0) },
    { "a version 1 root", "version-1-certificate", SEV_NOTE, ODD(ODD_VERSION_1), .cert.self_signed = true },
    { "a version 1 leaf", "version-1-certificate", SEV_WARNING, ODD(ODD_VERSION_1), .cert.role = ROLE_LEAF },
    { "version 3", "version-1-certificate", SILENT, ODD(0) },
    { "serial 0 of a root", "serial-not-positive", SEV_NOTE, ODD(ODD_SERIAL_NOT_POSITIVE), .cert.self_signed = true },
    { "a negative serial", "serial-not-positive", SEV_WARNING, ODD(ODD_SERIAL_NOT_POSITIVE), .cert.serial = VIEW_ROW("-80") },
    { "a positive serial", "serial-not-positive", SILENT, ODD(ODD_SERIAL_TOO_LONG) },
    { "a long serial", "serial-too-long", SEV_WARNING, ODD(ODD_SERIAL_TOO_LONG) },
    { "a serial of usual length", "serial-too-long", SILENT, ODD(ODD_SERIAL_NOT_POSITIVE) },
    { "a string that isn't its type", "invalid-string-encoding", SEV_WARNING, ODD(ODD_INVALID_STRING) },
    { "good strings", "invalid-string-encoding", SILENT, ODD(0) },
    { "zero-width characters", "invisible-characters-in-name", SEV_WARNING, ODD(ODD_INVISIBLE_IN_NAME) },
    { "control characters are another rule", "invisible-characters-in-name", SILENT, ODD(ODD_CONTROL_IN_NAME | ODD_BIDI_IN_NAME) },
};

static const struct rule_row times[] = {
    { "a start that can't be read", "invalid-time", SEV_ERROR, ODD(ODD_INVALID_TIME), .cert.not_before = TIME_NONE },
    { "an end that can't be read", "invalid-time", SEV_ERROR, ODD(ODD_INVALID_TIME), .cert.not_after = TIME_NONE },
    { "readable in a form that isn't allowed", "invalid-time", SEV_WARNING, ODD(ODD_INVALID_TIME), VALID },
    { "a root in a form that isn't allowed", "invalid-time", SEV_NOTE, ODD(ODD_INVALID_TIME), VALID, .cert.self_signed = true },
    { "one second of validity", "invalid-time", SILENT, .cert.not_before = 5, .cert.not_after = 5 },
    { "ends a second before it begins", "invalid-time", SEV_ERROR, .cert.not_before = 5, .cert.not_after = 4 },
    { "a usual validity", "invalid-time", SILENT, VALID },
};

static const struct rule_row issuers[] = {
    { "a self-signed root", "self-issued-not-self-signed", SILENT, .cert.self_issued = true, .cert.self_signature = CHECK_GOOD },
    { "a cross certificate", "self-issued-not-self-signed", SEV_WARNING, .cert.self_issued = true, .cert.self_signature = CHECK_BAD,
      .cert.authority_key_id = KEY_ID("b"), .cert.subject_key_id = KEY_ID("a") },
    { "the old key is in the same set", "self-issued-not-self-signed", SEV_WARNING, .cert.self_issued = true,
      .cert.self_signature = CHECK_BAD, .cert.issuer_cert = &issuer },
    { "a damaged root is another rule", "self-issued-not-self-signed", SILENT, .cert.self_issued = true, .cert.self_signature = CHECK_BAD,
      .cert.authority_key_id = KEY_ID("a"), .cert.subject_key_id = KEY_ID("a") },
    { "not computed", "self-issued-not-self-signed", SILENT, .cert.self_issued = true, .cert.self_signature = CHECK_REFUSED },
};

static const struct rule_row names[] = {
    { "a CA with a host name", "server-certificate-is-a-ca", SEV_WARNING, .cert.ca = true, NAMES(host) },
    { "a CA with a host name for servers", "server-certificate-is-a-ca", SEV_WARNING, .cert.ca = true, NAMES(host), .cert.has_eku = true,
      .cert.eku = EKU_SERVER },
    { "a CA with a host name for e-mail alone", "server-certificate-is-a-ca", SILENT, .cert.ca = true, NAMES(host), .cert.has_eku = true,
      .cert.eku = EKU_EMAIL },
    { "a CA with an e-mail address", "server-certificate-is-a-ca", SILENT, .cert.ca = true, NAMES(mail) },
    { "a CA without names", "server-certificate-is-a-ca", SILENT, .cert.ca = true },
    { "a CA that is to be the server's", "server-certificate-is-a-ca", SEV_WARNING, .cert.ca = true,
      .facts.decided.purpose = PURPOSE_SERVER, .is_main = true },
    { "a server that is no CA", "server-certificate-is-a-ca", SILENT, NAMES(host) },
    { "two bad names give one finding", "invalid-name-in-san", SEV_WARNING, NAMES(two_bad) },
    { "good names", "invalid-name-in-san", SILENT, NAMES(host) },
    { "100 names", "many-names", SILENT, .cert.n_names_in_all = 100 },
    { "101 names", "many-names", SEV_WARNING, .cert.n_names_in_all = 101 },
};

static void each_oddity_is_one_finding(void **state)
{
    (void)state;
    rule_check_rows(&rules_shape, oddities, COUNT_OF(oddities));
}

static void unreadable_times_are_errors_and_odd_forms_warnings(void **state)
{
    (void)state;
    rule_check_rows(&rules_shape, times, COUNT_OF(times));
}

static void equal_names_alone_make_no_root(void **state)
{
    (void)state;
    rule_check_rows(&rules_shape, issuers, COUNT_OF(issuers));
}

static void names_are_judged(void **state)
{
    (void)state;
    rule_check_rows(&rules_shape, names, COUNT_OF(names));
}

static void fixtures_fire_their_rule_and_no_near_miss_does(void **state)
{
    (void)state;
    rule_check_fixtures(&rules_shape, MADE_DIR "/rules");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_oddity_is_one_finding),
        cmocka_unit_test(unreadable_times_are_errors_and_odd_forms_warnings),
        cmocka_unit_test(equal_names_alone_make_no_root),
        cmocka_unit_test(names_are_judged),
        cmocka_unit_test(fixtures_fire_their_rule_and_no_near_miss_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
