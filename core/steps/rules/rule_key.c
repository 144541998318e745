#include "base/limits.h"
#include "steps/certs.h"
#include "steps/rules/rules.h"

enum {
    EC_LEAST_BITS = 224,
    EXPONENT_MOST_BITS = 32, /* CryptoAPI keeps it in 32 */
    SELF_SERVICE_RSA_BITS = 4096, /* LifeTime's page for domain certificates */
};

static void check_key_too_short(struct rule_run *run)
{
    const struct key *key = &run->cert->key;
    bool short_rsa = certs_key_is_rsa(key) && key->bits < CERTS_RSA_BLOCKED_BITS;
    bool short_ec = key->type == KEY_EC && key->bits < EC_LEAST_BITS;
    if (key->bits && (short_rsa || short_ec))
        rule_fire(run, "%s has %s key of %u bits", rule_cert_name(run, run->cert), short_ec ? "an EC" : "an RSA", key->bits);
}

static void check_key_short(struct rule_run *run)
{
    const struct key *key = &run->cert->key;
    if (certs_key_is_rsa(key) && key->bits >= CERTS_RSA_BLOCKED_BITS && key->bits < CERTS_RSA_GOOD_BITS)
        rule_fire(run, "%s has an RSA key of %u bits", rule_cert_name(run, run->cert), key->bits);
}

/* Those over prime fields that it has a name for, whether or not they are on. */
static bool is_curve_of_windows(struct view curve)
{
    static const struct view starts[] = { VIEW_ROW("P-"), VIEW_ROW("secp"), VIEW_ROW("prime"), VIEW_ROW("brainpoolP") };
    for (size_t i = 0; i < COUNT_OF(starts); i++)
        if (view_starts(curve, starts[i]))
            return true;
    return false;
}

static void check_key_type(struct rule_run *run)
{
    static const char *const words[] = {
        [KEY_UNKNOWN] = "a key of an unknown type", [KEY_RSA] = NULL, [KEY_RSA_PSS] = NULL, [KEY_EC] = NULL, [KEY_DSA] = "a DSA key",
        [KEY_DH] = "a Diffie-Hellman key", [KEY_ED25519] = "an Ed25519 key", [KEY_ED448] = "an Ed448 key",
        [KEY_X25519] = "an X25519 key, which can't sign", [KEY_X448] = "an X448 key, which can't sign", [KEY_POST_QUANTUM] = NULL,
    };
    static_assert(COUNT_OF(words) == KEY_COUNT, "say what it is for every key type");
    const struct key *key = &run->cert->key;
    if (words[key->type])
        rule_fire(run, "%s has %s", rule_cert_name(run, run->cert), words[key->type]);
    else if (key->type == KEY_POST_QUANTUM)
        rule_fire(run, "%s has an %.*s key (post-quantum), which no Windows Server of today can use", rule_cert_name(run, run->cert),
                  VIEW_ARG(key->curve));
    else if (view_starts(run->cert->signature, VIEW("ML-DSA-")) || view_starts(run->cert->signature, VIEW("SLH-DSA-")))
        rule_fire(run, "%s is signed with %.*s (post-quantum), which no Windows Server of today can verify",
                  rule_cert_name(run, run->cert), VIEW_ARG(run->cert->signature));
    else if (key->type == KEY_EC && key->curve.n && !key->explicit_curve && !is_curve_of_windows(key->curve))
        rule_fire(run, "%s has an EC key on the curve %.*s, which Windows doesn't know", rule_cert_name(run, run->cert),
                  VIEW_ARG(view_first(key->curve, 80)));
}

static bool is_curve_on(const struct platform *platform, struct view curve)
{
    return view_eq_text(curve, "P-256") || view_eq_text(curve, "P-384") ||
           (platform && view_among(curve, platform->groups, platform->n_groups));
}

static void check_curve(struct rule_run *run)
{
    const struct key *key = &run->cert->key;
    if (run->cert->windows == WINDOWS_TRUSTED)
        return; /* its programme holds the root: it checks what that signed */
    if (key->type == KEY_EC && is_curve_of_windows(key->curve) && !is_curve_on(run->facts->platform, key->curve))
        rule_fire(run, "%s has an EC key on the curve %.*s", rule_cert_name(run, run->cert), VIEW_ARG(view_first(key->curve, 80)));
}

static void check_exponent(struct rule_run *run)
{
    const struct key *key = &run->cert->key;
    if (!certs_key_is_rsa(key) || key->exponent_bits <= EXPONENT_MOST_BITS)
        return;
    rule_fire(run, "%s has an RSA public exponent of %u bits%s", rule_cert_name(run, run->cert), key->exponent_bits,
              key->exponent_bits > LIMIT_RSA_EXPONENT_BITS ? ", so no signature was verified with it" : "");
}

/* The limit of the self-service page holds for a server's own certificate in the cloud, not for IIS. */
static bool is_for_self_service(const struct rule_run *run)
{
    return rule_is_own_domain(run->facts) && run->cert == run->facts->decided.main;
}

static void check_key_too_large(struct rule_run *run)
{
    const struct key *key = &run->cert->key;
    if (!certs_key_is_rsa(key))
        return;
    if (key->bits > LIMIT_RSA_BITS) {
        rule_fire(run, "%s has an RSA key of %u bits, so no signature was verified with it", rule_cert_name(run, run->cert), key->bits);
    } else if (key->bits > SELF_SERVICE_RSA_BITS && is_for_self_service(run)) {
        rule_fire(run, "%s has an RSA key of %u bits, and LifeTime takes at most %d for a domain's certificate",
                  rule_cert_name(run, run->cert), key->bits, SELF_SERVICE_RSA_BITS);
        if (!run->facts->record || run->facts->record->refusal.n) /* it may be for IIS, or is submitted anyway */
            rule_severity(run, SEV_WARNING);
    }
}

static bool is_beyond_ceilings(const struct key *key)
{
    return certs_key_is_rsa(key) && (key->bits > LIMIT_RSA_BITS || key->exponent_bits > LIMIT_RSA_EXPONENT_BITS);
}

static void check_public_key(struct rule_run *run)
{
    const struct key *key = &run->cert->key;
    const char *why = NULL;
    if (!certs_key_is_rsa(key) && key->type != KEY_EC)
        return; /* key-type-unsupported refuses it, good or bad */
    if (key->explicit_curve)
        why = "spells out the parameters of its curve instead of naming it";
    else if (key->invalid)
        why = "has a public key that can't be read";
    else if (certs_key_is_rsa(key) && key->exponent_even)
        why = "has an RSA public exponent that is even or 1";
    else if (run->facts->x509 && !is_beyond_ceilings(key) && !x509_key_valid(run->facts->x509, run->cert))
        why = key->type == KEY_EC ? "has an EC public key that isn't a point of its curve" : "has RSA numbers that no key pair can have";
    if (why)
        rule_fire(run, "%s %s", rule_cert_name(run, run->cert), why);
}

/* The program that holds a public root looks at the keys below it. */
static void check_factors(struct rule_run *run)
{
    const struct cert *cert = run->cert;
    if (!certs_key_is_rsa(&cert->key) || cert->key.invalid || is_beyond_ceilings(&cert->key) || cert->publicly_trusted)
        return;
    unsigned factor = x509_small_factor(&cert->key);
    if (factor)
        rule_fire(run, "%s has an RSA modulus that is divisible by %u: anybody can compute its private key, or it is damaged",
                  rule_cert_name(run, cert), factor);
}

static void check_signature_weak(struct rule_run *run)
{
    const struct cert *cert = run->cert;
    const char *hash = certs_weak_hash(cert);
    if (!hash)
        return;
    rule_fire(run, "%s is signed with %s", rule_cert_name(run, cert), hash);
    if (!cert->self_signed && !(cert->self_issued && cert->self_signature == CHECK_REFUSED))
        return;
    rule_hint(run, "nothing to do: nobody relies on the signature of a self-signed certificate");
    rule_severity(run, SEV_NOTE);
}

static void check_signature_pss(struct rule_run *run)
{
    const struct cert *cert = run->cert;
    bool key_pss = cert->key.type == KEY_RSA_PSS;
    if (!key_pss && !cert->signature_pss)
        return;
    rule_fire(run, "%s %s RSA-PSS", rule_cert_name(run, cert), key_pss ? "has a key for" : "is signed with");
    if (cert->self_signed && !key_pss)
        rule_severity(run, SEV_NOTE);
}

/* Whether nothing but the algorithm of the signature stands against computing it: what is wrong with a key is said by its own rule, and
 * MD2, which nobody computes any more, by that of weak signatures. */
static bool is_computable(const struct cert *cert)
{
    const struct key *key = &cert->key;
    bool has_rule = (!certs_key_is_rsa(key) && key->type != KEY_EC) || key->invalid || key->explicit_curve || is_beyond_ceilings(key);
    return !has_rule && cert->signature_hash != HASH_MD2;
}

/* With another key named as the issuer's it is a cross certificate, which is rule self-issued-not-self-signed. */
static void check_self_signature(struct rule_run *run)
{
    const struct cert *cert = run->cert;
    if (!certs_names_itself(cert))
        return;
    if (cert->self_signature == CHECK_BAD)
        rule_fire(run, "%s names itself as issuer, but its signature doesn't come from its own key", rule_cert_name(run, cert));
    else if (cert->self_signature == CHECK_REFUSED && is_computable(cert))
        rule_fire(run, "%s names itself as issuer, but its signature can't be verified (%.*s)", rule_cert_name(run, cert),
                  VIEW_ARG(view_first(cert->signature, 80)));
}

static const struct rule rules[] = {
    { { "key-too-short", GROUP_KEY, SEV_ERROR, .send = SEND_STRONGER }, SCOPE_CERT, .check = check_key_too_short, .by_record = true },
    { { "key-short", GROUP_KEY, SEV_WARNING, .send = SEND_STRONGER }, SCOPE_CERT, .check = check_key_short, .by_record = true },
    { { "key-type-unsupported", GROUP_KEY, SEV_ERROR, .send = SEND_USABLE }, SCOPE_CERT, .check = check_key_type, .by_record = true },
    { { "curve-off-by-default", GROUP_KEY, SEV_WARNING, .send = SEND_USABLE }, SCOPE_CERT, .check = check_curve, .by_record = true },
    { { "large-public-exponent", GROUP_KEY, SEV_WARNING, .send = SEND_USABLE }, SCOPE_CERT, .check = check_exponent },
    { { "key-too-large", GROUP_KEY, SEV_ERROR, .send = SEND_USABLE }, SCOPE_CERT, .check = check_key_too_large, .by_record = true },
    { { "invalid-public-key", GROUP_KEY, SEV_ERROR, .send = SEND_USABLE }, SCOPE_CERT, .check = check_public_key },
    { { "key-can-be-factored", GROUP_KEY, SEV_ERROR, .send = SEND_NEW_KEY }, SCOPE_CERT, .check = check_factors },
    { { "signature-weak", GROUP_KEY, SEV_WARNING, .send = SEND_STRONGER }, SCOPE_CERT, .check = check_signature_weak, .by_record = true },
    { { "signature-pss", GROUP_KEY, SEV_WARNING, .send = SEND_USABLE }, SCOPE_CERT, .check = check_signature_pss },
    { { "self-signature-invalid", GROUP_KEY, SEV_ERROR, .send = SEND_WHOLE }, SCOPE_CERT, .check = check_self_signature },
};
const struct rule_table rules_key = { rules, COUNT_OF(rules) };
