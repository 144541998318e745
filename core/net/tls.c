#include "net/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "base/limits.h"
#include "net/starttls.h"

enum { AFTER_HANDSHAKE_MS = 700, RECORD_ALERT = 21, RECORD_HANDSHAKE = 22, HEAD = 4 };

/* What the callbacks of one handshake write into. */
struct handshake {
    struct arena *arena;
    struct stream *stream;
    struct tls_answer *answer;
};

DROP(drop_ctx, SSL_CTX *, SSL_CTX_free);
DROP(drop_ssl, SSL *, SSL_free);
DROP(drop_method, BIO_METHOD *, BIO_meth_free);

void tls_init(void)
{
    OPENSSL_init_ssl(OPENSSL_INIT_LOAD_SSL_STRINGS | OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
}

static int bio_read(BIO *bio, char *out, int n)
{
    struct handshake *h = BIO_get_data(bio);
    size_t got = n > 0 ? starttls_some(h->stream, out, (size_t)n) : 0;
    return got ? (int)got : -1;
}

static int bio_write(BIO *bio, const char *bytes, int n)
{
    struct handshake *h = BIO_get_data(bio);
    return n > 0 && starttls_put(h->stream, (struct view){ .p = bytes, .n = (size_t)n }) ? n : -1;
}

static long bio_control(BIO *bio, int command, long number, void *pointer)
{
    (void)bio, (void)number, (void)pointer;
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

/* Every handshake message passes by here whole, before the library judges it. */
static void on_message(int write, int version, int type, const void *bytes, size_t n, SSL *ssl, void *argument)
{
    struct handshake *h = argument;
    (void)version;
    if (write || type != SSL3_RT_HANDSHAKE || n < HEAD || *(const unsigned char *)bytes != SSL3_MT_CERTIFICATE)
        return;
    const struct view message = { .p = bytes, .n = n };
    h->answer->chain_message = view_dup(h->arena, view_from(message, HEAD));
    h->answer->chain_tls13 = SSL_version(ssl) == TLS1_3_VERSION;
}

static void on_info(const SSL *ssl, int where, int value)
{
    struct handshake *h = SSL_get_app_data(ssl);
    if (!(where & SSL_CB_ALERT) || !(where & SSL_CB_READ) || (value >> 8) != SSL3_AL_FATAL || h->answer->alert_name.n)
        return;
    h->answer->alert = (unsigned)value & 0xFF;
    h->answer->alert_name = view_dup(h->arena, view_of(SSL_alert_desc_string_long(value)));
}

/* Called when the server has asked for a client certificate; none is given. */
static int on_request(SSL *ssl, void *argument)
{
    struct handshake *h = argument;
    const STACK_OF(X509_NAME) *names = SSL_get0_peer_CA_list(ssl);
    int n = names ? sk_X509_NAME_num(names) : 0;
    struct view *items = NEW(h->arena, struct view, LIMIT_PROBE_CA_NAMES);
    h->answer->client_asked = true;
    h->answer->ca_names = items;
    h->answer->n_ca_names = 0;
    h->answer->n_ca_names_in_all = n > 0 ? (size_t)n : 0;
    for (int i = 0; i < n && h->answer->n_ca_names < LIMIT_PROBE_CA_NAMES; i++) {
        unsigned char *der = NULL;
        int size = i2d_X509_NAME(sk_X509_NAME_value(names, i), &der);
        if (size > 0)
            items[h->answer->n_ca_names++] = view_dup(h->arena, (struct view){ .p = (const char *)der, .n = (size_t)size });
        OPENSSL_free(der);
    }
    return 1;
}

static void note_agreed(struct arena *arena, SSL *ssl, struct probe_agreed *out)
{
    const SSL_CIPHER *suite = SSL_get_current_cipher(ssl);
    EVP_PKEY *key = NULL;
    out->version = view_dup(arena, view_of(SSL_get_version(ssl)));
    if (suite)
        out->suite = view_dup(arena, view_of(SSL_CIPHER_standard_name(suite)));
    if (SSL_get_peer_tmp_key(ssl, &key) != 1)
        return;
    out->group = tls_key_name(arena, key);
    EVP_PKEY_free(key);
}

static bool is_mismatch(int reason)
{
    return reason == SSL_R_UNSUPPORTED_PROTOCOL || reason == SSL_R_WRONG_SSL_VERSION || reason == SSL_R_WRONG_CIPHER_RETURNED ||
           reason == SSL_R_UNKNOWN_CIPHER_RETURNED || reason == SSL_R_WRONG_CURVE || reason == SSL_R_UNSUPPORTED_ELLIPTIC_CURVE ||
           reason == SSL_R_WRONG_SIGNATURE_TYPE || reason == SSL_R_INAPPROPRIATE_FALLBACK || reason == SSL_R_VERSION_TOO_LOW ||
           reason == SSL_R_DH_KEY_TOO_SMALL;
}

static void judge(struct arena *arena, const struct stream *s, struct tls_answer *a)
{
    unsigned long code = ERR_peek_error();
    int reason = ERR_GET_LIB(code) == ERR_LIB_SSL ? ERR_GET_REASON(code) : 0;
    const char *text = ERR_reason_error_string(code);
    bool ended = s->end != STREAM_OPEN;
    a->not_tls = s->n_first > 0 && s->first[0] != RECORD_ALERT && s->first[0] != RECORD_HANDSHAKE;
    a->too_large = reason == SSL_R_EXCESSIVE_MESSAGE_SIZE || s->end == STREAM_LIMIT;
    if (a->alert_name.n)
        a->end = HANDSHAKE_ALERT;
    else if (ended)
        a->end = HANDSHAKE_CLOSED;
    else
        a->end = is_mismatch(reason) ? HANDSHAKE_UNCOMMON : HANDSHAKE_BROKEN;
    if (text && !ended)
        a->detail = view_dup(arena, view_of(text));
}

/* In TLS 1.3 a server says only after the handshake that it wants a certificate. */
static void wait_for_refusal(SSL *ssl, struct handshake *h)
{
    struct stream *s = h->stream;
    char byte;
    int64_t soon = os_clock() + AFTER_HANDSHAKE_MS, until = s->until;
    if (SSL_version(ssl) != TLS1_3_VERSION)
        return;
    s->until = soon < until ? soon : until;
    SSL_read(ssl, &byte, 1);
    s->until = until;
    h->answer->client_refused = h->answer->alert_name.n > 0;
}

static void shake(struct handshake *h, SSL *ssl, const struct tls_question *q)
{
    struct tls_answer *a = h->answer;
    SSL_set_app_data(ssl, h);
    SSL_set_info_callback(ssl, on_info);
    SSL_set_msg_callback(ssl, on_message);
    SSL_set_msg_callback_arg(ssl, h);
    SSL_set_cert_cb(ssl, on_request, h);
    tls_set_name(ssl, q->name);
    ERR_clear_error();
    if (SSL_connect(ssl) != 1) {
        judge(h->arena, h->stream, a);
        a->client_refused = a->client_asked && a->end == HANDSHAKE_ALERT;
        ERR_clear_error();
        return;
    }
    a->end = HANDSHAKE_GOOD;
    note_agreed(h->arena, ssl, &a->agreed);
    if (a->client_asked)
        wait_for_refusal(ssl, h);
    if (!h->stream->packets && !h->answer->alert_name.n)
        SSL_shutdown(ssl);
    ERR_clear_error();
}

void tls_handshake(struct arena *arena, struct stream *s, const struct tls_question *q, struct tls_answer *out)
{
    struct handshake h = { .arena = arena, .stream = s, .answer = out };
    AUTO(drop_ctx) SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    AUTO(drop_method) BIO_METHOD *method = BIO_meth_new(BIO_TYPE_SOURCE_SINK, "stream");
    *out = (struct tls_answer){ 0 };
    if (!ctx || !method)
        die_oom(sizeof *out);
    if (!tls_options(arena, ctx, q)) {
        out->end = HANDSHAKE_UNCOMMON;
        ERR_clear_error();
        return;
    }
    BIO_meth_set_read(method, bio_read);
    BIO_meth_set_write(method, bio_write);
    BIO_meth_set_ctrl(method, bio_control);
    AUTO(drop_ssl) SSL *ssl = SSL_new(ctx);
    BIO *bio = BIO_new(method);
    if (!ssl || !bio)
        die_oom(sizeof *out);
    BIO_set_data(bio, &h);
    BIO_set_init(bio, 1);
    SSL_set_bio(ssl, bio, bio);
    stream_mark(s, LIMIT_PROBE_BYTES);
    shake(&h, ssl, q);
}
