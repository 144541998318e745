#include "net/tls.h"

#include <openssl/ec.h>
#include <openssl/ssl.h>

#include "base/buf.h"
#include "base/limits.h"
#include "os/os.h"

/* Everything that authenticates the server by a certificate. */
static const char everything[] = "ALL:COMPLEMENTOFALL:!aNULL:!PSK:!SRP:@SECLEVEL=0";
#define EVERY_GROUP "X25519:P-256:P-384:P-521:X448:brainpoolP256r1:brainpoolP384r1:brainpoolP512r1:ffdhe2048:ffdhe3072:ffdhe4096"
static const char *const every_13[] = { "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256",
                                        "TLS_AES_128_CCM_SHA256", "TLS_AES_128_CCM_8_SHA256" };

static const struct {
    const char *name;
    int number;
} versions[] = {
    { "TLSv1.3", TLS1_3_VERSION },
    { "TLSv1.2", TLS1_2_VERSION },
    { "TLSv1.1", TLS1_1_VERSION },
    { "TLSv1", TLS1_VERSION },
    { "TLSv1.0", TLS1_VERSION },
};

static int version_number(struct view name)
{
    for (size_t i = 0; i < COUNT_OF(versions); i++)
        if (view_eq_text(name, versions[i].name))
            return versions[i].number;
    return 0;
}

static void set_versions(SSL_CTX *ctx, const struct tls_question *q, int *least, int *most)
{
    *least = TLS1_VERSION;
    *most = TLS1_3_VERSION;
    if (q->version.n) {
        *least = *most = version_number(q->version);
    } else if (q->profile) {
        *least = *most = 0;
        for (size_t i = 0; i < q->profile->n_versions; i++) {
            int number = version_number(q->profile->versions[i]);
            *least = number && (*least == 0 || number < *least) ? number : *least;
            *most = number > *most ? number : *most;
        }
    }
    SSL_CTX_set_min_proto_version(ctx, *least);
    SSL_CTX_set_max_proto_version(ctx, *most);
}

/* The library's own name of a suite; NULL when it doesn't have it. */
static const char *own_name(const STACK_OF(SSL_CIPHER) * all, const char *name)
{
    for (int i = 0; i < sk_SSL_CIPHER_num(all); i++) {
        const SSL_CIPHER *suite = sk_SSL_CIPHER_value(all, i);
        if (strcmp(SSL_CIPHER_standard_name(suite), name) == 0)
            return SSL_CIPHER_get_name(suite);
    }
    return NULL;
}

static void put_name(struct buf *to, const char *name)
{
    if (to->n)
        buf_putc(to, ':');
    buf_text(to, name);
}

static bool is_13(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(every_13); i++)
        if (strcmp(name, every_13[i]) == 0)
            return true;
    return false;
}

/* Lists for the versions up to 1.2 and for 1.3, in the order of preference. */
static void list_suites(struct arena *arena, const STACK_OF(SSL_CIPHER) * all, const struct tls_question *q, struct buf *old,
                        struct buf *new)
{
    const struct platform *profile = q->profile;
    for (size_t i = 0; profile && i < profile->n_suites; i++) {
        const char *name = view_dup(arena, profile->suites[i]).p, *own = own_name(all, name);
        if (own)
            put_name(is_13(name) ? new : old, own);
    }
    if (profile)
        return;
    for (size_t i = 0; i < COUNT_OF(every_13); i++)
        if (!view_among(view_of(every_13[i]), q->without, q->n_without))
            put_name(new, every_13[i]);
    for (int i = 0; i < sk_SSL_CIPHER_num(all); i++) {
        const SSL_CIPHER *suite = sk_SSL_CIPHER_value(all, i);
        const char *name = SSL_CIPHER_standard_name(suite);
        if (!is_13(name) && !view_among(view_of(name), q->without, q->n_without))
            put_name(old, SSL_CIPHER_get_name(suite));
    }
}

static bool set_suites(struct arena *arena, SSL_CTX *ctx, const struct tls_question *q, int least, int most)
{
    AUTO(buf_free) struct buf old = BUF_INIT(1 << 16), new = BUF_INIT(1 << 12);
    bool ok = SSL_CTX_set_cipher_list(ctx, everything) == 1;
    if (ok)
        list_suites(arena, SSL_CTX_get_ciphers(ctx), q, &old, &new);
    bool any_old = least < TLS1_3_VERSION && old.n, any_new = most == TLS1_3_VERSION && new.n;
    if (any_old) /* else the list stays as it is: the versions leave no use for it */
        buf_text(&old, ":@SECLEVEL=0");
    ok = ok && (any_old || any_new) && (!any_old || SSL_CTX_set_cipher_list(ctx, buf_view(&old).p) == 1) &&
         SSL_CTX_set_ciphersuites(ctx, any_new ? buf_view(&new).p : "") == 1;
    if (ok && !any_old)
        SSL_CTX_set_min_proto_version(ctx, TLS1_3_VERSION);
    if (ok && !any_new && most == TLS1_3_VERSION)
        SSL_CTX_set_max_proto_version(ctx, TLS1_2_VERSION);
    return ok;
}

static bool set_groups(SSL_CTX *ctx, const struct tls_question *q)
{
    AUTO(buf_free) struct buf groups = BUF_INIT(1024), signatures = BUF_INIT(1024);
    const struct platform *p = q->profile;
    if (!p) {
        char every_group[] = EVERY_GROUP;
        return SSL_CTX_set1_groups_list(ctx, every_group) == 1;
    }
    for (size_t i = 0; i < p->n_groups; i++)
        buf_fmt(&groups, "%s%.*s", i ? ":" : "", VIEW_ARG(p->groups[i]));
    /* A curve that is off can't sign either; Ed25519 isn't supported at all. */
    buf_text(&signatures, "rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:rsa_pss_rsae_sha512:RSA+SHA256:RSA+SHA384:RSA+SHA512");
    if (view_among(VIEW("P-256"), p->groups, p->n_groups))
        buf_text(&signatures, ":ecdsa_secp256r1_sha256");
    if (view_among(VIEW("P-384"), p->groups, p->n_groups))
        buf_text(&signatures, ":ecdsa_secp384r1_sha384");
    if (view_among(VIEW("P-521"), p->groups, p->n_groups))
        buf_text(&signatures, ":ecdsa_secp521r1_sha512");
    buf_text(&signatures, ":DSA+SHA256:RSA+SHA1:ECDSA+SHA1:DSA+SHA1");
    return groups.n && SSL_CTX_set1_groups_list(ctx, groups.p) == 1 && SSL_CTX_set1_sigalgs_list(ctx, signatures.p) == 1;
}

bool tls_options(struct arena *arena, SSL_CTX *ctx, const struct tls_question *q)
{
    int least, most;
    SSL_CTX_set_security_level(ctx, 0);
    SSL_CTX_set_verify(ctx, SSL_VERIFY_NONE, NULL);
    SSL_CTX_set_options(ctx, SSL_OP_LEGACY_SERVER_CONNECT | SSL_OP_NO_TICKET | SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_mode(ctx, SSL_MODE_AUTO_RETRY);
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_max_cert_list(ctx, LIMIT_PROBE_CHAIN_BYTES);
    set_versions(ctx, q, &least, &most);
    return most != 0 && set_suites(arena, ctx, q, least, most) && set_groups(ctx, q);
}

void tls_set_name(SSL *ssl, struct view name)
{
    char text[256];
    unsigned char address[OS_IP_MOST];
    if (name.n > 1 && name.p[name.n - 1] == '.')
        name.n--; /* RFC 6066 3: without a trailing dot */
    if (name.n == 0 || name.n >= sizeof text)
        return;
    snprintf(text, sizeof text, "%.*s", VIEW_ARG(name));
    if (os_ip_read(text, name.n, address) == 0)
        SSL_set_tlsext_host_name(ssl, text);
}

struct view tls_key_name(struct arena *arena, const EVP_PKEY *key)
{
    char group[64] = "";
    if (EVP_PKEY_is_a(key, "DH"))
        return view_fmt(arena, "DH %d bits", EVP_PKEY_get_bits(key));
    if (EVP_PKEY_get_group_name(key, group, sizeof group, NULL) != 1)
        return view_of(EVP_PKEY_get0_type_name(key));
    const char *nist = EC_curve_nid2nist(OBJ_sn2nid(group));
    return view_dup(arena, view_of(nist ? nist : group));
}

size_t tls_untried(struct arena *arena, const struct platform *profile, const struct view **out)
{
    struct view *missing = NEW(arena, struct view, profile->n_suites);
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    size_t n = 0;
    if (!ctx)
        die_oom(sizeof *missing);
    SSL_CTX_set_security_level(ctx, 0);
    if (SSL_CTX_set_cipher_list(ctx, everything) == 1)
        for (size_t i = 0; i < profile->n_suites; i++)
            if (!own_name(SSL_CTX_get_ciphers(ctx), view_dup(arena, profile->suites[i]).p))
                missing[n++] = profile->suites[i];
    SSL_CTX_free(ctx);
    *out = missing;
    return n;
}
