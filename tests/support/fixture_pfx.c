#include "fixture_internal.h"

#include <openssl/pkcs12.h>
#include <openssl/provider.h>

static struct view take_value(struct view *in)
{
    const unsigned char *start = (const unsigned char *)in->p, *p = start;
    long length;
    int tag, class;
    struct view out;
    if (ASN1_get_object(&p, &length, &tag, &class, (long)in->n) & 0x80 || !view_take(in, (size_t)(p - start + length), &out))
        fx_die("broken DER", "PFX");
    return out;
}

static struct view content_of(struct view value)
{
    const unsigned char *start = (const unsigned char *)value.p, *p = start;
    long length;
    int tag, class;
    (void)ASN1_get_object(&p, &length, &tag, &class, (long)value.n);
    return view_from(value, (size_t)(p - start));
}

/* A MAC of a billion rounds can be claimed without being computed. */
static struct view claim_iterations(struct fixtures *f, struct view der, const char *hex)
{
    struct view in = content_of(der);
    struct view version = take_value(&in), safe = take_value(&in), mac = content_of(take_value(&in));
    struct view digest = take_value(&mac), salt = take_value(&mac);
    return FX_SEQ(f, version, safe, FX_SEQ(f, digest, salt, fx_der(f, 0x02, fx_hex(f, hex))));
}

struct mode {
    const char *word;
    int certs, key;
};

static struct mode mode_find(const char *cipher)
{
    static const struct mode modes[] = {
        { "aes", NID_aes_256_cbc, NID_aes_256_cbc },
        { "3des", NID_pbe_WithSHA1And3_Key_TripleDES_CBC, NID_pbe_WithSHA1And3_Key_TripleDES_CBC },
        { "rc2", NID_pbe_WithSHA1And40BitRC2_CBC, NID_pbe_WithSHA1And3_Key_TripleDES_CBC },
    };
    for (size_t i = 0; i < COUNT_OF(modes); i++)
        if (strcmp(modes[i].word, cipher ? cipher : "aes") == 0)
            return modes[i];
    fx_die("cipher unknown", cipher);
}

static void add_cert(STACK_OF(PKCS12_SAFEBAG) **bags, struct view der)
{
    if (der.n == 0)
        return;
    const unsigned char *p = (const unsigned char *)der.p;
    X509 *x = d2i_X509(NULL, &p, (long)der.n);
    if (!x || !PKCS12_add_cert(bags, x))
        fx_die("certificate can't be added", "PFX");
    X509_free(x);
}

static void add_key(struct fixtures *f, STACK_OF(PKCS7) **safes, const struct fx_pfx *s, const char *key, int iterations)
{
    STACK_OF(PKCS12_SAFEBAG) *bags = NULL;
    const char *password = s->password ? s->password : "certcase";
    if (!key)
        return;
    if (!PKCS12_add_key(&bags, fx_pkey(f, key), 0, iterations, s->plain_key ? -1 : mode_find(s->cipher).key, password) ||
        !PKCS12_add_safe(safes, bags, -1, 0, NULL))
        fx_die("key can't be added", key);
    sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
}

struct view fx_pfx(struct fixtures *f, const struct fx_pfx *s)
{
    const char *password = s->password ? s->password : "certcase";
    int iterations = s->iterations ? s->iterations : 2048;
    STACK_OF(PKCS7) *safes = NULL;
    STACK_OF(PKCS12_SAFEBAG) *bags = NULL;
    OSSL_PROVIDER *standard = OSSL_PROVIDER_load(NULL, "default"), *legacy = OSSL_PROVIDER_load(NULL, "legacy");
    fx_random(view_fmt(&f->arena, "pfx %s %s %d", s->key ? s->key : "", password, iterations).p);
    add_cert(&bags, s->cert);
    for (size_t i = 0; i < s->n_chain; i++)
        add_cert(&bags, s->chain[i]);
    if (bags && !PKCS12_add_safe(&safes, bags, mode_find(s->cipher).certs, iterations, password))
        fx_die("certificates can't be encrypted", "PFX");
    sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
    add_key(f, &safes, s, s->key, iterations);
    add_key(f, &safes, s, s->second_key, iterations);
    PKCS12 *pfx = PKCS12_add_safes(safes, 0);
    sk_PKCS7_pop_free(safes, PKCS7_free);
    if (!pfx || (!s->no_mac && !PKCS12_set_mac(pfx, password, -1, NULL, 0, iterations, s->sha1_mac ? EVP_sha1() : EVP_sha256())))
        fx_die("MAC can't be set", "PFX");
    unsigned char *der = NULL;
    int n = i2d_PKCS12(pfx, &der);
    struct view out = view_dup(&f->arena, (struct view){ .p = (const char *)der, .n = (size_t)n });
    OPENSSL_free(der);
    PKCS12_free(pfx);
    OSSL_PROVIDER_unload(legacy);
    OSSL_PROVIDER_unload(standard);
    return s->claimed_iterations ? claim_iterations(f, out, s->claimed_iterations) : out;
}
