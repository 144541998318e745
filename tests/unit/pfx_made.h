/* pfx_made.h - PFX made for tests, by libcrypto or byte by byte, and how they are read. */
#ifndef TESTS_PFX_MADE_H
#define TESTS_PFX_MADE_H

#include "der_build.h"
#include "folder.h"
#include "format/container/pkcs12.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>

#define PKCS "\x2A\x86\x48\x86\xF7\x0D\x01"

static const struct view test_password = VIEW_ROW("secret");

static inline struct pfx_opened open_pfx(struct folder *f, struct view bytes, const struct view *password)
{
    struct pfx_opened o;
    pkcs12_read(&f->arena, bytes, password, 0, NULL, &o);
    assert_int_equal(ERR_peek_error(), 0);
    return o;
}

/* With two certificates of their own and their keys: a.pem, a.key, b.pem, b.key. */
static inline struct folder *pfx_folder(void)
{
    struct folder *f = calloc(1, sizeof *f);
    folder_open(f);
    folder_sh(f, "for n in a b; do openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout $n.key -out $n.pem"
                 " -subj /CN=$n -days 9; done");
    return f;
}

static inline int tear_down(void **state)
{
    folder_close(*state);
    free(*state);
    return 0;
}

static inline struct view seq2(struct arena *a, struct view one, struct view two)
{
    return tlv(a, DER_SEQUENCE, join(a, one, two));
}

/* ContentInfo of type data. */
static inline struct view data_info(struct arena *a, struct view octets)
{
    return seq2(a, tlv(a, DER_OID, VIEW(PKCS "\x07\x01")), tlv(a, DER_CONTEXT_CONSTRUCTED(0), tlv(a, DER_OCTET_STRING, octets)));
}

static inline X509 *load_cert(struct folder *f, const char *name)
{
    struct view pem = folder_read(f, name);
    BIO *bio = BIO_new_mem_buf(pem.p, (int)pem.n);
    X509 *cert = PEM_read_bio_X509(bio, NULL, NULL, NULL);
    BIO_free(bio);
    return cert;
}

static inline void add_cert(struct folder *f, STACK_OF(PKCS12_SAFEBAG) **bags, const char *name)
{
    X509 *cert = load_cert(f, name);
    assert_non_null(PKCS12_add_cert(bags, cert));
    X509_free(cert);
}

/* A PFX with these bags in one encrypted part, and a MAC. Takes the bags. */
static inline struct view encrypted_bags(struct folder *f, STACK_OF(PKCS12_SAFEBAG) *bags)
{
    unsigned char *der = NULL;
    STACK_OF(PKCS7) *safes = sk_PKCS7_new_null();
    assert_true(sk_PKCS7_push(safes, PKCS12_pack_p7encdata(NID_pbe_WithSHA1And3_Key_TripleDES_CBC, "secret", 6, NULL, 0, 2048, bags)) == 1);
    PKCS12 *p12 = PKCS12_init(NID_pkcs7_data);
    assert_int_equal(PKCS12_pack_authsafes(p12, safes), 1);
    assert_int_equal(PKCS12_set_mac(p12, "secret", 6, NULL, 0, 2048, EVP_sha1()), 1);
    int n = i2d_PKCS12(p12, &der);
    assert_true(n > 0);
    struct view out = view_dup(&f->arena, (struct view){ .p = (const char *)der, .n = (size_t)n });
    OPENSSL_free(der);
    PKCS12_free(p12);
    sk_PKCS7_pop_free(safes, PKCS7_free);
    sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
    return out;
}

#endif
