/* What is a certificate, and what is in it: held against OpenSSL's own getters on every certificate at hand. */
#include "vectors.h"

#include "base/buf.h"
#include "base/civil.h"
#include "format/x509/der.h"
#include "format/x509/x509.h"

#include <openssl/asn1.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/x509v3.h>

struct pair {
    const char *path;
    const struct cert *own;
    X509 *judge;
};

#define CHECK(pair, condition)                                                       \
    do {                                                                             \
        if (!(condition))                                                            \
            fail_msg("%s: line %d: %s", (pair)->path, __LINE__, #condition);         \
    } while (0)

static X509 *judge_read(struct view der)
{
    const unsigned char *at = (const unsigned char *)der.p;
    X509 *x = d2i_X509(NULL, &at, (long)der.n);
    if (x && ((const char *)at != der.p + der.n || !der_is_strict(der))) {
        X509_free(x);
        x = NULL;
    }
    ERR_clear_error();
    return x;
}

/* In quotes, and quotes twice, where Windows does so. */
static struct view judge_value(struct arena *arena, struct view raw)
{
    struct buf out = BUF_INIT(LIMIT_INPUT_BYTES);
    bool quoted = raw.n == 0 || raw.p[0] == ' ' || raw.p[raw.n - 1] == ' ';
    for (size_t i = 0; i < raw.n; i++)
        quoted = quoted || strchr(",+=\"\n<>#;", raw.p[i]);
    buf_text(&out, quoted ? "\"" : "");
    for (size_t i = 0; i < raw.n; i++) {
        buf_text(&out, raw.p[i] == '"' ? "\"" : "");
        buf_putc(&out, raw.p[i]);
    }
    buf_text(&out, quoted ? "\"" : "");
    struct view text = view_dup(arena, buf_view(&out));
    buf_free(&out);
    return text;
}

/* The values of a name, leaf first, put together from OpenSSL's parts; without the names of the attributes, which are not OpenSSL's. */
static struct view judge_name(struct arena *arena, const X509_NAME *name)
{
    struct view text = { 0 };
    const unsigned long flags = ASN1_STRFLGS_UTF8_CONVERT | ASN1_STRFLGS_DUMP_UNKNOWN | ASN1_STRFLGS_DUMP_DER;
    for (int i = X509_NAME_entry_count(name) - 1; i >= 0; i--) {
        int set = X509_NAME_ENTRY_set(X509_NAME_get_entry(name, i)), first = i;
        while (first > 0 && X509_NAME_ENTRY_set(X509_NAME_get_entry(name, first - 1)) == set)
            first--;
        for (int k = first; k <= i; k++) {
            X509_NAME_ENTRY *entry = X509_NAME_get_entry(name, k);
            BIO *bio = BIO_new(BIO_s_mem());
            char *p = NULL;
            ASN1_STRING_print_ex(bio, X509_NAME_ENTRY_get_data(entry), flags);
            long n = BIO_get_mem_data(bio, &p);
            struct view value = judge_value(arena, (struct view){ .p = p, .n = (size_t)n });
            text = view_fmt(arena, "%.*s%s=%.*s", VIEW_ARG(text), text.n == 0 ? "" : k == first ? ", " : " + ", VIEW_ARG(value));
            BIO_free(bio);
        }
        i = first;
    }
    return text;
}

/* The same text without the names of the attributes. */
static struct view without_keys(struct arena *arena, struct view name)
{
    struct buf out = BUF_INIT(LIMIT_INPUT_BYTES);
    bool in_key = true, in_quotes = false;
    for (size_t i = 0; i < name.n; i++) {
        bool ends = !in_quotes && (name.p[i] == ',' || name.p[i] == '+') && i + 1 < name.n && name.p[i + 1] == ' ';
        in_quotes = in_quotes != (name.p[i] == '"');
        in_key = in_key && name.p[i] != '=';
        if (!in_key)
            buf_putc(&out, name.p[i]);
        if (ends)
            buf_putc(&out, name.p[++i]);
        in_key = in_key || ends;
    }
    struct view text = view_dup(arena, buf_view(&out));
    buf_free(&out);
    return text;
}

static void compare_name(struct arena *arena, const struct pair *p, struct view own, const X509_NAME *name)
{
    struct view want = judge_name(arena, name), got = without_keys(arena, own);
    const unsigned odd = ODD_CONTROL_IN_NAME | ODD_BIDI_IN_NAME | ODD_INVISIBLE_IN_NAME | ODD_INVALID_STRING;
    if ((p->own->oddities & odd) || view_starts(want, VIEW("=#")))
        return; /* shown with our own escapes */
    if (!view_eq(got, want) && !view_find(own, VIEW("=#"), &(size_t){ 0 }))
        fail_msg("%s: \"%.*s\" instead of \"%.*s\"", p->path, VIEW_ARG(got), VIEW_ARG(want));
}

static void compare_time(const struct pair *p, int64_t own, const ASN1_TIME *time)
{
    struct tm tm;
    if (!ASN1_TIME_to_tm(time, &tm)) {
        CHECK(p, own == TIME_NONE && (p->own->oddities & ODD_INVALID_TIME));
        return;
    }
    const struct civil c = { tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec };
    CHECK(p, own == civil_to_time(&c));
}

static void compare_key(const struct pair *p)
{
    EVP_PKEY *key = X509_get0_pubkey(p->judge);
    char group[80];
    size_t n = 0;
    if (!key) {
        ERR_clear_error();
        return;
    }
    static const struct {
        int judge;
        enum key_type own;
    } types[] = {
        { EVP_PKEY_RSA, KEY_RSA },
        { EVP_PKEY_RSA_PSS, KEY_RSA_PSS },
        { EVP_PKEY_EC, KEY_EC },
        { EVP_PKEY_SM2, KEY_EC },
        { EVP_PKEY_DSA, KEY_DSA },
        { EVP_PKEY_DH, KEY_DH },
        { EVP_PKEY_DHX, KEY_DH },
        { EVP_PKEY_ED25519, KEY_ED25519 },
        { EVP_PKEY_ED448, KEY_ED448 },
        { EVP_PKEY_X25519, KEY_X25519 },
        { EVP_PKEY_X448, KEY_X448 },
    };
    size_t i = 0;
    while (i < COUNT_OF(types) && types[i].judge != EVP_PKEY_get_base_id(key))
        i++;
    CHECK(p, i < COUNT_OF(types) && p->own->key.type == types[i].own);
    if (EVP_PKEY_get_bits(key) > 0)
        CHECK(p, p->own->key.bits == (unsigned)EVP_PKEY_get_bits(key));
    if (p->own->key.type == KEY_EC && !p->own->key.explicit_curve && EVP_PKEY_get_group_name(key, group, sizeof group, &n)) {
        const char *nist = EC_curve_nid2nist(OBJ_sn2nid(group));
        CHECK(p, view_eq_text(p->own->key.curve, nist ? nist : group));
    }
    if (p->own->key.type == KEY_RSA) {
        BIGNUM *e = NULL;
        CHECK(p, EVP_PKEY_get_bn_param(key, "e", &e) && (unsigned)BN_num_bits(e) == p->own->key.exponent_bits);
        CHECK(p, p->own->key.exponent_even == (!BN_is_odd(e) || BN_is_one(e)));
        BN_free(e);
    }
    ERR_clear_error();
}

static void compare_serial(const struct pair *p)
{
    const ASN1_INTEGER *serial = X509_get0_serialNumber(p->judge);
    BIGNUM *number = ASN1_INTEGER_to_BN(serial, NULL);
    char *hex = BN_bn2hex(number);
    const char *want = BN_is_zero(number) ? "00" : hex; /* the only one that it writes with an odd number of digits */
    bool negative = *want == '-';
    want += negative;
    struct view own = negative ? view_from(p->own->serial, 1) : p->own->serial;
    CHECK(p, view_eq_nocase(own, view_of(want)));
    CHECK(p, !negative || p->own->serial.p[0] == '-');
    CHECK(p, ((p->own->oddities & ODD_SERIAL_NOT_POSITIVE) != 0) == (negative || BN_is_zero(number)));
    BN_free(number);
    OPENSSL_free(hex);
}

/* The decoded extension; NULL when it is absent, there twice, or broken. *absent tells the first. */
static void *judge_extension(const struct pair *p, int nid, bool *absent)
{
    int critical = 0;
    void *value = X509_get_ext_d2i(p->judge, nid, &critical, NULL);
    ERR_clear_error();
    *absent = !value && critical == -1;
    return value;
}

static void compare_constraints(const struct pair *p)
{
    bool absent;
    BASIC_CONSTRAINTS *basic = judge_extension(p, NID_basic_constraints, &absent);
    if (absent)
        CHECK(p, !p->own->has_basic_constraints && !p->own->ca && p->own->path_length == -1);
    if (basic && p->own->has_basic_constraints) {
        CHECK(p, p->own->ca == (basic->ca != 0));
        CHECK(p, p->own->path_length == (basic->pathlen ? ASN1_INTEGER_get(basic->pathlen) : -1));
    }
    CHECK(p, !basic || p->own->has_basic_constraints || (p->own->oddities & ODD_BAD_EXTENSION));
    BASIC_CONSTRAINTS_free(basic);
}

static void compare_usages(const struct pair *p)
{
    bool absent;
    ASN1_BIT_STRING *usage = judge_extension(p, NID_key_usage, &absent);
    CHECK(p, (usage != NULL) == p->own->has_key_usage || !absent);
    for (int i = 0; usage && i < 9; i++)
        CHECK(p, ASN1_BIT_STRING_get_bit(usage, i) == (int)(p->own->key_usage >> i & 1));
    ASN1_BIT_STRING_free(usage);
    EXTENDED_KEY_USAGE *purposes = judge_extension(p, NID_ext_key_usage, &absent);
    CHECK(p, (purposes != NULL) == p->own->has_eku || !absent);
    for (int i = 0; purposes && i < sk_ASN1_OBJECT_num(purposes); i++) {
        int nid = OBJ_obj2nid(sk_ASN1_OBJECT_value(purposes, i));
        struct view own = p->own->eku_names[i];
        char dotted[200];
        OBJ_obj2txt(dotted, sizeof dotted, sk_ASN1_OBJECT_value(purposes, i), 1);
        CHECK(p, view_eq_text(own, dotted) || view_eq_text(own, nid == NID_ms_smartcard_login ? "smartcardLogon" : OBJ_nid2sn(nid)));
    }
    CHECK(p, !purposes || (int)p->own->n_eku_names == sk_ASN1_OBJECT_num(purposes));
    EXTENDED_KEY_USAGE_free(purposes);
}

static bool same_octets(struct view own, const ASN1_STRING *s)
{
    return s && view_eq(own, (struct view){ .p = (const char *)ASN1_STRING_get0_data(s), .n = (size_t)ASN1_STRING_length(s) });
}

static void compare_alt_name(const struct pair *p, const struct alt_name *own, const GENERAL_NAME *name)
{
    static const enum name_kind kinds[] = {
        [GEN_OTHERNAME] = NAME_OTHER,
        [GEN_EMAIL] = NAME_EMAIL,
        [GEN_DNS] = NAME_DNS,
        [GEN_X400] = NAME_OTHER,
        [GEN_DIRNAME] = NAME_DIRECTORY,
        [GEN_EDIPARTY] = NAME_OTHER,
        [GEN_URI] = NAME_URI,
        [GEN_IPADD] = NAME_IP,
        [GEN_RID] = NAME_RID,
    };
    CHECK(p, own->kind == kinds[name->type] || (own->kind == NAME_UPN && name->type == GEN_OTHERNAME));
    if (!own->invalid && (own->kind == NAME_DNS || own->kind == NAME_EMAIL || own->kind == NAME_URI))
        CHECK(p, same_octets(own->text, name->d.ia5));
    if (own->kind == NAME_IP && !own->invalid) {
        ASN1_OCTET_STRING *address = a2i_IPADDRESS(own->text.p);
        CHECK(p, address && ASN1_OCTET_STRING_cmp(address, name->d.ip) == 0);
        ASN1_OCTET_STRING_free(address);
    }
}

static void compare_names_and_ids(const struct pair *p)
{
    bool absent;
    GENERAL_NAMES *names = judge_extension(p, NID_subject_alt_name, &absent);
    CHECK(p, !absent || (!p->own->has_san && p->own->n_names == 0));
    if (names) {
        CHECK(p, p->own->has_san && p->own->n_names_in_all == (size_t)sk_GENERAL_NAME_num(names));
        for (size_t i = 0; i < p->own->n_names; i++)
            compare_alt_name(p, &p->own->names[i], sk_GENERAL_NAME_value(names, (int)i));
    }
    GENERAL_NAMES_free(names);
    ASN1_OCTET_STRING *id = judge_extension(p, NID_subject_key_identifier, &absent);
    CHECK(p, id ? same_octets(p->own->subject_key_id, id) : p->own->subject_key_id.n == 0 || !absent);
    ASN1_OCTET_STRING_free(id);
    AUTHORITY_KEYID *authority = judge_extension(p, NID_authority_key_identifier, &absent);
    if (authority && authority->keyid)
        CHECK(p, same_octets(p->own->authority_key_id, authority->keyid));
    else
        CHECK(p, p->own->authority_key_id.n == 0 || !absent);
    AUTHORITY_KEYID_free(authority);
    AUTHORITY_INFO_ACCESS *access = judge_extension(p, NID_info_access, &absent);
    size_t n = 0;
    for (int i = 0; access && i < sk_ACCESS_DESCRIPTION_num(access); i++) {
        const ACCESS_DESCRIPTION *one = sk_ACCESS_DESCRIPTION_value(access, i);
        if (OBJ_obj2nid(one->method) == NID_ad_ca_issuers && one->location->type == GEN_URI) {
            CHECK(p, n < p->own->n_ca_issuers && same_octets(p->own->ca_issuers[n], one->location->d.uniformResourceIdentifier));
            n++;
        }
    }
    CHECK(p, !access || n == p->own->n_ca_issuers);
    AUTHORITY_INFO_ACCESS_free(access);
}

static void compare_signature(const struct pair *p)
{
    const ASN1_BIT_STRING *value;
    const X509_ALGOR *algorithm;
    char dotted[200];
    X509_get0_signature(&value, &algorithm, p->judge);
    int nid = OBJ_obj2nid(algorithm->algorithm);
    OBJ_obj2txt(dotted, sizeof dotted, algorithm->algorithm, 1);
    CHECK(p, (nid && view_eq_text(p->own->signature, OBJ_nid2ln(nid))) || view_eq_text(p->own->signature, dotted));
    CHECK(p, same_octets(p->own->signature_value, value) || p->own->signature_value.n == 0);
    unsigned char *tbs = NULL;
    int n = i2d_re_X509_tbs(p->judge, &tbs); /* writes anew: same length is enough for DER */
    CHECK(p, n < 0 || (p->own->tbs.p > p->own->der.p && p->own->tbs.n < p->own->der.n));
    OPENSSL_free(tbs);
    unsigned char sha256[32], sha1[20];
    unsigned size;
    CHECK(p, X509_digest(p->judge, EVP_sha256(), sha256, &size) && memcmp(sha256, p->own->sha256, 32) == 0);
    CHECK(p, X509_digest(p->judge, EVP_sha1(), sha1, &size) && memcmp(sha1, p->own->sha1, 20) == 0);
    unsigned char *spki = NULL;
    n = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(p->judge), &spki);
    CHECK(p, n > 0 && view_eq(p->own->spki, (struct view){ .p = (const char *)spki, .n = (size_t)n }));
    OPENSSL_free(spki);
}

/* Parses with both; true when both call it a certificate. */
static bool compare(struct x509_ctx *x, struct arena *arena, const char *path, struct view der)
{
    struct cert own;
    struct err e = { 0 };
    X509 *judge = judge_read(der);
    bool good = x509_read(x, arena, der, &own, &e);
    if (good != (judge != NULL))
        fail_msg("%s: %s, OpenSSL says otherwise", path, good ? "a certificate" : e.what);
    if (!good) {
        assert_int_equal(e.status, ST_FORMAT);
        assert_true(e.what[0] && e.hint[0]);
        return false;
    }
    const struct pair p = { .path = path, .own = &own, .judge = judge };
    compare_name(arena, &p, own.subject, X509_get_subject_name(judge));
    compare_name(arena, &p, own.issuer, X509_get_issuer_name(judge));
    CHECK(&p, own.subject_cn.n > 0 || own.subject.n == 0);
    compare_time(&p, own.not_before, X509_get0_notBefore(judge));
    compare_time(&p, own.not_after, X509_get0_notAfter(judge));
    CHECK(&p, ((own.oddities & ODD_VERSION_1) != 0) == (X509_get_version(judge) < 2));
    compare_key(&p);
    compare_serial(&p);
    compare_constraints(&p);
    compare_usages(&p);
    compare_names_and_ids(&p);
    compare_signature(&p);
    X509_free(judge);
    return true;
}

static void compare_folder(const char *folder, const char *package, size_t least)
{
    struct arena files = { 0 }, arena = { 0 };
    struct vectors v = vectors_of(&files, folder);
    struct x509_ctx *x = x509_new();
    size_t good = 0;
    if (!vectors_missing(&v, folder, package)) {
        for (size_t i = 0; i < v.n; i++) {
            if (v.items[i].der.n)
                good += compare(x, &arena, v.items[i].path, v.items[i].der);
            arena_reset(&arena);
        }
        print_message("%zu certificates in %zu values\n", good, v.n);
        assert_in_range(good, least, v.n);
    }
    x509_free(x);
    arena_free(&arena);
    arena_free(&files);
}

static void test_system_roots_read_as_openssl_reads_them(void **state)
{
    (void)state;
    compare_folder(SYSTEM_CERTS, "ca-certificates", 100);
}

static void test_vectors_read_as_openssl_reads_them(void **state)
{
    (void)state;
    compare_folder(VECTORS, "python3-cryptography-vectors", 400);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_system_roots_read_as_openssl_reads_them),
        cmocka_unit_test(test_vectors_read_as_openssl_reads_them),
    };
    return cmocka_run_group_tests_name("x509_read", tests, NULL, NULL);
}
