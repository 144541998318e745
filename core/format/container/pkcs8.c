#include "format/container/pkcs8.h"

#include "base/limits.h"
#include "format/container/pem.h"
#include "format/container/pkcs12_parts.h"
#include "format/container/sniff.h"
#include "format/container/unwrap.h"

#include <limits.h>
#include <openssl/err.h>
#include <openssl/pem.h>

enum { LARGEST_KEY_DER = 16 << 10 };

DROP(drop_info, PKCS8_PRIV_KEY_INFO *, PKCS8_PRIV_KEY_INFO_free);
DROP(drop_sealed, X509_SIG *, X509_SIG_free);

struct key_reader {
    struct arena *arena;
    const struct view *password;
    struct pfx_crypto crypto;
    struct buf *out;
    enum pkcs8_state state;
};

/* A second key is fine when it is the first one again. */
static enum pkcs8_state keep(struct key_reader *r, EVP_PKEY *key)
{
    AUTO(buf_free) struct buf der = BUF_SECRET(LARGEST_KEY_DER);
    bool ok = key && pkcs8_put(key, &der);
    EVP_PKEY_free(key);
    if (!ok)
        return PKCS8_BROKEN;
    if (r->state == PKCS8_READ)
        return view_eq(buf_view(r->out), buf_view(&der)) ? PKCS8_READ : PKCS8_SEVERAL;
    buf_put(r->out, buf_view(&der));
    return PKCS8_READ;
}

static enum pkcs8_state decrypt(struct key_reader *r, const X509_SIG *sealed)
{
    struct pbe pbe;
    struct view problem;
    const X509_ALGOR *algorithm;
    X509_SIG_get0(sealed, &algorithm, NULL);
    if (!pbe_read(r->arena, algorithm, &pbe, &problem))
        return PKCS8_BROKEN;
    if (pbe.too_much || pbe.iterations > LIMIT_PFX_ITERATIONS)
        return PKCS8_EXCESSIVE;
    if (!r->password)
        return PKCS8_PASSWORD_MISSING;
    if (pbe.outdated && !pfx_crypto_legacy(&r->crypto))
        return PKCS8_BROKEN;
    AUTO(drop_info) PKCS8_PRIV_KEY_INFO *info =
        PKCS8_decrypt_ex(sealed, r->password->n ? r->password->p : "", (int)r->password->n, r->crypto.ctx, NULL);
    return info ? keep(r, pfx_key(&r->crypto, info)) : PKCS8_PASSWORD_WRONG;
}

static enum pkcs8_state read_der(struct key_reader *r, struct view der)
{
    const unsigned char *p = (const unsigned char *)der.p;
    if (der.n == 0 || der.n > LARGEST_KEY_DER)
        return PKCS8_BROKEN;
    AUTO(drop_sealed) X509_SIG *sealed = d2i_X509_SIG(NULL, &p, (long)der.n);
    if (sealed)
        return decrypt(r, sealed);
    p = (const unsigned char *)der.p;
    AUTO(drop_info) PKCS8_PRIV_KEY_INFO *info = d2i_PKCS8_PRIV_KEY_INFO(NULL, &p, (long)der.n);
    if (info)
        return keep(r, pfx_key(&r->crypto, info));
    p = (const unsigned char *)der.p;
    return keep(r, d2i_AutoPrivateKey_ex(NULL, &p, (long)der.n, r->crypto.ctx, NULL));
}

static void add(struct key_reader *r, enum pkcs8_state state)
{
    if (r->state == PKCS8_NONE || r->state == PKCS8_READ)
        r->state = state;
}

/* DES alone is outdated by now: its key would never open, whatever password is given. */
static bool is_at_hand(const EVP_CIPHER *cipher)
{
    EVP_CIPHER *fetched = EVP_CIPHER_fetch(NULL, EVP_CIPHER_get0_name(cipher), NULL);
    EVP_CIPHER_free(fetched);
    return fetched != NULL;
}

static enum pkcs8_state read_headed(struct key_reader *r, char *header, unsigned char *der, long n)
{
    EVP_CIPHER_INFO cipher;
    struct pem_password given = { .password = r->password };
    if (!PEM_get_EVP_CIPHER_INFO(header, &cipher) || (cipher.cipher && !is_at_hand(cipher.cipher)))
        return PKCS8_BROKEN;
    if (cipher.cipher && !r->password)
        return PKCS8_PASSWORD_MISSING;
    if (!PEM_do_header(&cipher, der, &n, pem_password_give, &given))
        return PKCS8_PASSWORD_WRONG;
    enum pkcs8_state state = read_der(r, (struct view){ .p = (const char *)der, .n = (size_t)n });
    return state == PKCS8_BROKEN && cipher.cipher ? PKCS8_PASSWORD_WRONG : state; /* padding fits by chance, one time in 256 */
}

/* Traditional keys that are encrypted have headers, which libcrypto reads. */
static void read_with_headers(struct key_reader *r, struct view text)
{
    BIO *bio = BIO_new_mem_buf(text.p, (int)text.n);
    char *name, *header;
    unsigned char *der;
    long n;
    while (bio && PEM_read_bio_ex(bio, &name, &header, &der, &n, PEM_FLAG_SECURE)) {
        if (view_ends(view_of(name), VIEW("PRIVATE KEY")))
            add(r, read_headed(r, header, der, n));
        OPENSSL_secure_free(name);
        OPENSSL_secure_free(header);
        OPENSSL_secure_clear_free(der, (size_t)n);
    }
    BIO_free(bio);
}

static void read_text(struct key_reader *r, struct view text)
{
    size_t at;
    if (text.n <= INT_MAX && view_find(text, VIEW("Proc-Type:"), &at)) {
        read_with_headers(r, text);
        return;
    }
    struct pem_text pem = pem_read(r->arena, text, LIMIT_CERTS);
    for (size_t i = 0; i < pem.blocks.n; i++) {
        const struct pem_block *block = &pem.blocks.items[i];
        bool labelled = view_ends(block->label, VIEW("PRIVATE KEY")) && !view_eq(block->label, VIEW("OPENSSH PRIVATE KEY"));
        if (labelled || (block->label.n == 0 && sniff_der(block->der) == CONTAINER_PRIVATE_KEY))
            add(r, read_der(r, block->der));
    }
}

enum pkcs8_state pkcs8_read(struct arena *arena, struct view bytes, const struct view *password, struct buf *out)
{
    struct key_reader r = { .arena = arena, .password = password, .out = out };
    unsigned wrapping = 0;
    struct view text = sniff_der(bytes) == CONTAINER_BINARY ? unwrap(arena, bytes, &wrapping) : bytes;
    enum container container = sniff_der(text);
    buf_clear(out);
    pfx_crypto_open(&r.crypto);
    if (container == CONTAINER_PRIVATE_KEY)
        add(&r, read_der(&r, text));
    else if (container == CONTAINER_BINARY && text.n)
        read_text(&r, text);
    pfx_crypto_close(&r.crypto);
    ERR_clear_error();
    if (r.state != PKCS8_READ)
        buf_clear(out);
    return r.state;
}

bool pkcs8_fits(struct view pkcs8, struct view cert_der)
{
    const unsigned char *p = (const unsigned char *)pkcs8.p;
    struct pfx_crypto crypto;
    bool fits = false;
    int64_t end;
    pfx_crypto_open(&crypto);
    AUTO(drop_info) PKCS8_PRIV_KEY_INFO *info = d2i_PKCS8_PRIV_KEY_INFO(NULL, &p, (long)pkcs8.n);
    EVP_PKEY *key = pfx_key(&crypto, info);
    if (key && !pfx_cert_fits(&crypto, cert_der, key, &fits, &end))
        fits = false;
    EVP_PKEY_free(key);
    pfx_crypto_close(&crypto);
    ERR_clear_error();
    return fits;
}
