#include "rule_check.h"

#include "base/limits.h"

#include <setjmp.h>

#include <cmocka.h>

#define RSA(n) .cert.key = { .type = KEY_RSA, .bits = (n), .exponent_bits = 17 }
#define EC(name, n) .cert.key = { .type = KEY_EC, .bits = (n), .curve = VIEW_ROW(name) }
#define TYPE(t) .cert.key.type = (t)
#define EXPONENT(n) .cert.key = { .type = KEY_RSA, .bits = 2048, .exponent_bits = (n) }
#define MODULUS(octets) .type = KEY_RSA, .bits = 2048, .exponent_bits = 17, .modulus = VIEW_ROW(octets)
#define HASH(h) .cert.signature_hash = (h)
#define KEY_ID(letter) { .p = letter, .n = 1 }
#define SERVER .facts.decided.purpose = PURPOSE_SERVER, .is_main = true

static const struct view groups[] = { VIEW_ROW("X25519"), VIEW_ROW("P-521") };
static const struct platform with_p521 = { .groups = groups, .n_groups = COUNT_OF(groups) };
static const struct case_record in_cloud = { .hosting = HOST_CLOUD }, at_home = { .hosting = HOST_SELF_MANAGED },
                                refused = { .hosting = HOST_CLOUD, .refusal = VIEW_ROW("too long a key") };
static const struct cert issuer = { .role = ROLE_ROOT };

static const struct rule_row lengths[] = {
    { "RSA one below 1024", "key-too-short", SEV_ERROR, RSA(1023), .message = "an RSA key of 1023 bits" },
    { "RSA 1024", "key-too-short", SILENT, RSA(1024) },
    { "RSA-PSS of 512", "key-too-short", SEV_ERROR, .cert.key = { .type = KEY_RSA_PSS, .bits = 512 } },
    { "EC one below 224", "key-too-short", SEV_ERROR, EC("P-192", 223), .message = "an EC key of 223 bits" },
    { "EC 224", "key-too-short", SILENT, EC("P-224", 224) },
    { "a length that can't be read", "key-too-short", SILENT, RSA(0) },
    { "an Ed25519 key has another rule", "key-too-short", SILENT, .cert.key = { .type = KEY_ED25519, .bits = 253 } },
    { "RSA one below 1024", "key-short", SILENT, RSA(1023) },
    { "RSA 1024", "key-short", SEV_WARNING, RSA(1024) },
    { "RSA 2047", "key-short", SEV_WARNING, RSA(2047) },
    { "RSA 2048", "key-short", SILENT, RSA(2048) },
    { "P-256 is not short", "key-short", SILENT, EC("P-256", 256) },

    { "RSA at the ceiling", "key-too-large", SILENT, RSA(LIMIT_RSA_BITS) },
    { "RSA one above the ceiling", "key-too-large", SEV_ERROR, RSA(LIMIT_RSA_BITS + 1) },
    { "4096 for a domain in the cloud", "key-too-large", SILENT, RSA(4096), SERVER, .facts.record = &in_cloud },
    { "4097 for a domain in the cloud", "key-too-large", SEV_ERROR, RSA(4097), SERVER, .facts.record = &in_cloud },
    { "4097 that LifeTime refuses and is submitted anyway", "key-too-large", SEV_WARNING, RSA(4097), SERVER, .facts.record = &refused },
    { "4097 for a server somewhere", "key-too-large", SEV_WARNING, RSA(4097), SERVER },
    { "4097 for IIS", "key-too-large", SILENT, RSA(4097), SERVER, .facts.record = &at_home },
    { "4097 of the server's root", "key-too-large", SILENT, RSA(4097), .facts.decided.purpose = PURPOSE_SERVER },
    { "4097 of a root", "key-too-large", SILENT, RSA(4097), .facts.decided.purpose = PURPOSE_TRUSTED_ROOT, .is_main = true },

    { "exponent 65537", "large-public-exponent", SILENT, EXPONENT(17) },
    { "exponent of 32 bits", "large-public-exponent", SILENT, EXPONENT(32) },
    { "exponent of 33 bits", "large-public-exponent", SEV_WARNING, EXPONENT(33), .message = "of 33 bits" },
    { "exponent beyond the ceiling", "large-public-exponent", SEV_WARNING, EXPONENT(LIMIT_RSA_EXPONENT_BITS + 1),
      .message = "so no signature was verified" },
};

static const struct rule_row kinds[] = {
    { "RSA", "key-type-unsupported", SILENT, TYPE(KEY_RSA) },
    { "RSA-PSS", "key-type-unsupported", SILENT, TYPE(KEY_RSA_PSS) },
    { "EC", "key-type-unsupported", SILENT, TYPE(KEY_EC) },
    { "DSA", "key-type-unsupported", SEV_ERROR, TYPE(KEY_DSA) },
    { "DH", "key-type-unsupported", SEV_ERROR, TYPE(KEY_DH) },
    { "Ed25519", "key-type-unsupported", SEV_ERROR, TYPE(KEY_ED25519) },
    { "Ed448", "key-type-unsupported", SEV_ERROR, TYPE(KEY_ED448) },
    { "X25519", "key-type-unsupported", SEV_ERROR, TYPE(KEY_X25519) },
    { "X448", "key-type-unsupported", SEV_ERROR, TYPE(KEY_X448) },
    { "unknown", "key-type-unsupported", SEV_ERROR, TYPE(KEY_UNKNOWN) },

    { "P-256", "curve-off-by-default", SILENT, EC("P-256", 256) },
    { "P-384", "curve-off-by-default", SILENT, EC("P-384", 384), .facts.platform = &with_p521 },
    { "P-521", "curve-off-by-default", SEV_WARNING, EC("P-521", 521) },
    { "P-521 where the platform has it on", "curve-off-by-default", SILENT, EC("P-521", 521), .facts.platform = &with_p521 },
    { "brainpool", "curve-off-by-default", SEV_WARNING, EC("brainpoolP256r1", 256) },
    { "secp256k1", "curve-off-by-default", SEV_WARNING, EC("secp256k1", 256) },
    { "a curve only known by number", "curve-off-by-default", SILENT, EC("1.3.132.0.99", 0) },
    { "a curve only known by number is unknown to Windows, too", "key-type-unsupported", SEV_ERROR, EC("1.3.132.0.99", 0) },
    { "a binary curve", "key-type-unsupported", SEV_ERROR, EC("sect163k1", 163), .message = "doesn't know" },
    { "brainpool is known", "key-type-unsupported", SILENT, EC("brainpoolP256r1", 256) },
    { "P-521 of a root of Windows", "curve-off-by-default", SILENT,
      .cert = { .key = { .type = KEY_EC, .bits = 521, .curve = VIEW_ROW("P-521") }, .windows = WINDOWS_TRUSTED } },
    { "no curve is named", "curve-off-by-default", SILENT, EC("", 256) },
    { "an RSA key has no curve", "curve-off-by-default", SILENT, RSA(2048) },
    { "parameters spelled out are another rule", "curve-off-by-default", SILENT,
      .cert.key = { .type = KEY_EC, .curve = VIEW_ROW("explicit"), .explicit_curve = true, .invalid = true } },

    { "a good key", "invalid-public-key", SILENT, RSA(2048) },
    { "an unreadable key", "invalid-public-key", SEV_ERROR, .cert.key = { .type = KEY_RSA, .invalid = true } },
    { "an unreadable Ed25519 key is refused for its type", "invalid-public-key", SILENT,
      .cert.key = { .type = KEY_ED25519, .invalid = true } },
    { "an even exponent", "invalid-public-key", SEV_ERROR, .cert.key = { .type = KEY_RSA, .bits = 2048, .exponent_even = true } },
    { "a curve spelled out", "invalid-public-key", SEV_ERROR, .cert.key = { .type = KEY_EC, .explicit_curve = true } },

    { "11 times 101", "key-can-be-factored", SEV_ERROR, .cert.key = { MODULUS("\x04\x57") }, .message = "divisible by 11" },
    { "101 times 211", "key-can-be-factored", SILENT, .cert.key = { MODULUS("\x53\x3F") } },
    { "11 times 101 of a public root", "key-can-be-factored", SILENT,
      .cert = { .key = { MODULUS("\x04\x57") }, .publicly_trusted = true } },
    { "11 times 101 of a key that can't be read", "key-can-be-factored", SILENT, .cert.key = { MODULUS("\x04\x57"), .invalid = true } },
};

static const struct rule_row signatures[] = {
    { "MD2 by a CA", "signature-weak", SEV_WARNING, HASH(HASH_MD2) },
    { "MD5 by a CA", "signature-weak", SEV_WARNING, HASH(HASH_MD5) },
    { "SHA-1 by a CA", "signature-weak", SEV_WARNING, HASH(HASH_SHA1) },
    { "SHA-1 of a root", "signature-weak", SEV_NOTE, HASH(HASH_SHA1), .cert.self_issued = true, .cert.self_signed = true },
    { "MD5 of a root", "signature-weak", SEV_NOTE, HASH(HASH_MD5), .cert.self_issued = true, .cert.self_signed = true },
    { "MD2 of a root, which nobody computes any more", "signature-weak", SEV_NOTE, HASH(HASH_MD2), .cert.self_issued = true,
      .cert.self_signature = CHECK_REFUSED },
    { "SHA-1 of a root in name only", "signature-weak", SEV_WARNING, HASH(HASH_SHA1), .cert.self_issued = true },
    { "SHA-256", "signature-weak", SILENT, HASH(HASH_SHA256) },
    { "no hash, Ed25519", "signature-weak", SILENT, HASH(HASH_NONE) },

    { "PSS by a CA", "signature-pss", SEV_WARNING, RSA(2048), .cert.signature_pss = true },
    { "PSS of a root", "signature-pss", SEV_NOTE, RSA(2048), .cert.signature_pss = true, .cert.self_signed = true },
    { "a key for PSS alone", "signature-pss", SEV_WARNING, TYPE(KEY_RSA_PSS), .cert.signature_pss = true, .cert.self_signed = true },
    { "PKCS #1", "signature-pss", SILENT, RSA(2048) },

    { "a good root", "self-signature-invalid", SILENT, .cert.self_issued = true, .cert.self_signature = CHECK_GOOD },
    { "a damaged root", "self-signature-invalid", SEV_ERROR, .cert.self_issued = true, .cert.self_signature = CHECK_BAD },
    { "a damaged root that names its own key", "self-signature-invalid", SEV_ERROR, .cert.self_issued = true,
      .cert.self_signature = CHECK_BAD, .cert.authority_key_id = KEY_ID("a"), .cert.subject_key_id = KEY_ID("a") },
    { "a cross certificate", "self-signature-invalid", SILENT, .cert.self_issued = true, .cert.self_signature = CHECK_BAD,
      .cert.authority_key_id = KEY_ID("b"), .cert.subject_key_id = KEY_ID("a") },
    { "a new key signed by the old one beside it", "self-signature-invalid", SILENT, .cert.self_issued = true,
      .cert.self_signature = CHECK_BAD, .cert.issuer_cert = &issuer },
    { "a key beyond the ceilings", "self-signature-invalid", SILENT, .cert.self_issued = true, .cert.self_signature = CHECK_REFUSED },
    { "an algorithm that nobody knows", "self-signature-invalid", SEV_ERROR, RSA(2048), .cert.self_issued = true,
      .cert.self_signature = CHECK_REFUSED, .cert.signature = VIEW_ROW("1.2.3.4"), .message = "can't be verified (1.2.3.4)" },
    { "an algorithm that nobody knows, on a key that is too large", "self-signature-invalid", SILENT, RSA(20000),
      .cert.self_issued = true, .cert.self_signature = CHECK_REFUSED },
    { "an algorithm that nobody computes any more", "self-signature-invalid", SILENT, RSA(2048), .cert.self_issued = true,
      .cert.self_signature = CHECK_REFUSED, .cert.signature_hash = HASH_MD2 },
    { "issued by somebody else", "self-signature-invalid", SILENT, .cert.self_signature = CHECK_NOT_DONE },
};

static void key_lengths_have_exact_boundaries(void **state)
{
    (void)state;
    rule_check_rows(&rules_key, lengths, COUNT_OF(lengths));
}

static void every_kind_of_key_is_judged(void **state)
{
    (void)state;
    rule_check_rows(&rules_key, kinds, COUNT_OF(kinds));
}

static void weak_signatures_of_roots_are_only_noted(void **state)
{
    (void)state;
    rule_check_rows(&rules_key, signatures, COUNT_OF(signatures));
}

static void fixtures_fire_their_rule_and_no_near_miss_does(void **state)
{
    (void)state;
    rule_check_fixtures(&rules_key, MADE_DIR "/rules");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(key_lengths_have_exact_boundaries),
        cmocka_unit_test(every_kind_of_key_is_judged),
        cmocka_unit_test(weak_signatures_of_roots_are_only_noted),
        cmocka_unit_test(fixtures_fire_their_rule_and_no_near_miss_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
