#include "format/container/pkcs12_write.h"

#include "format/container/pkcs12.h"
#include "format/container/pkcs12_parts.h"
#include "format/digest.h"

#include <openssl/err.h>
#include <openssl/evp.h>

/* Windows itself writes 2,000 rounds; key stores of Java have 10,000, and Windows reads them. */
enum { ROUNDS = 10000, OLD_SALT = 8, SALT = 16, IV = 16, MAC_SALT = 20 };

struct writer {
    const struct pfx_recipe *recipe;
    struct pfx_crypto crypto;
    unsigned char key_id[20]; /* localKeyID: which certificate is the key's */
};

static void drop_bags(STACK_OF(PKCS12_SAFEBAG) **bags)
{
    sk_PKCS12_SAFEBAG_pop_free(*bags, PKCS12_SAFEBAG_free);
}

static void drop_safes(STACK_OF(PKCS7) **safes)
{
    sk_PKCS7_pop_free(*safes, PKCS7_free);
}

DROP(drop_pfx, PKCS12 *, PKCS12_free);
DROP(drop_cipher, EVP_CIPHER *, EVP_CIPHER_free);
DROP(drop_x509, X509 *, X509_free);

/* `out` gets 32 bytes; each use of them has its own label. */
static void derive(const struct writer *w, const char *label, unsigned char out[32])
{
    unsigned char text[64] = { 0 };
    memcpy(text, w->recipe->seed, 32);
    text[32] = (unsigned char)w->recipe->encryption;
    memcpy(text + 33, label, strlen(label));
    digest_sha256((struct view){ .p = (const char *)text, .n = 33 + strlen(label) }, out);
}

/* Encryption, salt and rounds of one part. */
static X509_ALGOR *scheme(const struct writer *w, const char *label)
{
    unsigned char random[32]; /* salt, then IV */
    static_assert(SALT + IV <= sizeof random && OLD_SALT <= sizeof random && MAC_SALT <= sizeof random, "one digest is enough");
    derive(w, label, random);
    if (w->recipe->encryption == PFX_TRIPLEDES_SHA1)
        return PKCS5_pbe_set(NID_pbe_WithSHA1And3_Key_TripleDES_CBC, ROUNDS, random, OLD_SALT);
    AUTO(drop_cipher) EVP_CIPHER *aes = EVP_CIPHER_fetch(w->crypto.ctx, "AES-256-CBC", NULL);
    return aes ? PKCS5_pbe2_set_iv_ex(aes, ROUNDS, random, SALT, random + SALT, NID_hmacWithSHA256, w->crypto.ctx) : NULL;
}

static bool add_names(const struct writer *w, PKCS12_SAFEBAG *bag)
{
    struct view name = w->recipe->friendly_name;
    unsigned char id[sizeof w->key_id];
    memcpy(id, w->key_id, sizeof id);
    return PKCS12_add_localkeyid(bag, id, (int)sizeof id) &&
           (name.n == 0 || PKCS12_add_friendlyname_utf8(bag, name.p, (int)name.n));
}

/* The bag becomes the list's; it is freed when it can't. */
static bool push(STACK_OF(PKCS12_SAFEBAG) *bags, PKCS12_SAFEBAG *bag)
{
    if (bag && sk_PKCS12_SAFEBAG_push(bags, bag))
        return true;
    PKCS12_SAFEBAG_free(bag);
    return false;
}

static PKCS12_SAFEBAG *cert_bag(const struct writer *w, struct view der)
{
    const unsigned char *p = (const unsigned char *)der.p;
    AUTO(drop_x509) X509 *cert = X509_new_ex(w->crypto.ctx, NULL);
    return cert && d2i_X509(&cert, &p, (long)der.n) ? PKCS12_SAFEBAG_create_cert(cert) : NULL;
}

static STACK_OF(PKCS12_SAFEBAG) *cert_bags(const struct writer *w)
{
    STACK_OF(PKCS12_SAFEBAG) *bags = sk_PKCS12_SAFEBAG_new_null();
    bool ok = bags != NULL;
    for (size_t i = 0; ok && i < w->recipe->n_certs; i++)
        ok = push(bags, cert_bag(w, w->recipe->certs[i])) && (i > 0 || add_names(w, sk_PKCS12_SAFEBAG_value(bags, 0)));
    if (ok)
        return bags;
    drop_bags(&bags);
    return NULL;
}

/* PKCS12_pack_p7encdata_ex takes a salt, but no IV. */
static PKCS7 *cert_safe(const struct writer *w)
{
    const struct view password = w->recipe->password;
    AUTO(drop_bags) STACK_OF(PKCS12_SAFEBAG) *bags = cert_bags(w);
    X509_ALGOR *algorithm = bags ? scheme(w, "certificates") : NULL;
    ASN1_OCTET_STRING *sealed = algorithm ? PKCS12_item_i2d_encrypt_ex(algorithm, ASN1_ITEM_rptr(PKCS12_SAFEBAGS), password.p,
                                                                       (int)password.n, bags, 1, w->crypto.ctx, NULL)
                                          : NULL;
    PKCS7 *safe = sealed ? PKCS7_new_ex(w->crypto.ctx, NULL) : NULL;
    if (!safe || !PKCS7_set_type(safe, NID_pkcs7_encrypted)) {
        PKCS7_free(safe);
        ASN1_OCTET_STRING_free(sealed);
        X509_ALGOR_free(algorithm);
        return NULL;
    }
    PKCS7_ENC_CONTENT *content = safe->d.encrypted->enc_data;
    X509_ALGOR_free(content->algorithm);
    ASN1_OCTET_STRING_free(content->enc_data);
    content->content_type = OBJ_nid2obj(NID_pkcs7_data);
    content->algorithm = algorithm;
    content->enc_data = sealed;
    return safe;
}

static PKCS12_SAFEBAG *key_bag(const struct writer *w)
{
    const struct pfx_recipe *recipe = w->recipe;
    const unsigned char *p = (const unsigned char *)recipe->key.p;
    PKCS8_PRIV_KEY_INFO *info = d2i_PKCS8_PRIV_KEY_INFO(NULL, &p, (long)recipe->key.n);
    X509_ALGOR *algorithm = info ? scheme(w, "key") : NULL;
    X509_SIG *sealed =
        algorithm ? PKCS8_set0_pbe_ex(recipe->password.p, (int)recipe->password.n, info, algorithm, w->crypto.ctx, NULL) : NULL;
    PKCS8_PRIV_KEY_INFO_free(info);
    if (!sealed)
        X509_ALGOR_free(algorithm);
    PKCS12_SAFEBAG *bag = sealed ? PKCS12_SAFEBAG_create0_pkcs8(sealed) : NULL;
    const struct view provider = recipe->key_provider;
    if (!bag)
        X509_SIG_free(sealed);
    else if (add_names(w, bag) &&
             (provider.n == 0 || PKCS12_add1_attr_by_NID(bag, NID_ms_csp_name, MBSTRING_UTF8, (const unsigned char *)provider.p,
                                                         (int)provider.n)))
        return bag;
    PKCS12_SAFEBAG_free(bag);
    return NULL;
}

static PKCS7 *key_safe(const struct writer *w)
{
    AUTO(drop_bags) STACK_OF(PKCS12_SAFEBAG) *bags = sk_PKCS12_SAFEBAG_new_null();
    return bags && push(bags, key_bag(w)) ? PKCS12_pack_p7data(bags) : NULL;
}

static PKCS12 *make(const struct writer *w)
{
    const struct view password = w->recipe->password;
    AUTO(drop_safes) STACK_OF(PKCS7) *safes = sk_PKCS7_new_null();
    PKCS7 *parts[] = { cert_safe(w), key_safe(w) };
    bool ok = safes != NULL;
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        ok = ok && parts[i] && sk_PKCS7_push(safes, parts[i]);
        if (!ok)
            PKCS7_free(parts[i]);
    }
    PKCS12 *pfx = ok ? PKCS12_add_safes_ex(safes, 0, w->crypto.ctx, NULL) : NULL;
    EVP_MD *digest = EVP_MD_fetch(w->crypto.ctx, w->recipe->encryption == PFX_TRIPLEDES_SHA1 ? "SHA1" : "SHA256", NULL);
    unsigned char salt[32];
    derive(w, "mac", salt);
    ok = pfx && digest && PKCS12_set_mac(pfx, password.p, (int)password.n, salt, MAC_SALT, ROUNDS, digest);
    EVP_MD_free(digest);
    if (ok)
        return pfx;
    PKCS12_free(pfx);
    return NULL;
}

/* Opens what was made, as everybody who gets it will have to. */
static bool reads_back(struct arena *arena, const struct pfx_recipe *recipe, struct view der)
{
    AUTO(buf_free) struct buf key = BUF_SECRET(recipe->key.n + 1);
    struct pfx_opened got;
    pkcs12_read(arena, der, &recipe->password, 0, &key, &got);
    bool same = got.pfx.state == PFX_OPEN && got.pfx.kind == recipe->encryption && got.own == 0 && got.certs.n == recipe->n_certs &&
                view_eq(buf_view(&key), recipe->key);
    for (size_t i = 0; same && i < got.certs.n; i++)
        same = view_eq(got.certs.items[i], recipe->certs[i]);
    return same;
}

bool pkcs12_write(struct arena *arena, const struct pfx_recipe *recipe, struct view *out, struct err *e)
{
    struct writer w = { .recipe = recipe };
    unsigned char *der = NULL;
    pfx_crypto_open(&w.crypto);
    digest_sha1(recipe->certs[0], w.key_id);
    AUTO(drop_pfx) PKCS12 *pfx = make(&w);
    int n = pfx ? i2d_PKCS12(pfx, &der) : 0;
    ERR_clear_error();
    *out = x509_encoded(arena, der, n);
    pfx_crypto_close(&w.crypto);
    if (n <= 0)
        return err_set(e, ST_FORMAT, "", "a PFX can't be made of this key and these certificates");
    return reads_back(arena, recipe, *out) ||
           err_set(e, ST_FORMAT, "nothing was written; please report it, with what `certcase inspect` says about the files",
                   "the PFX that was made does not open with the same key and certificates in it");
}
