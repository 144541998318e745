/* Handshakes with a real TLS server in a thread: what a profile reaches, what is taken down when it fails. */
#include "net/tls.h"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <pthread.h>
#include <signal.h>

#include "net.h"

struct server {
    SSL_CTX *ctx;
    int fd;
    pthread_t thread;
};

static const struct view v13_and_v12[] = { VIEW_ROW("TLSv1.3"), VIEW_ROW("TLSv1.2") };
static const struct view suites[] = { VIEW_ROW("TLS_AES_256_GCM_SHA384"), VIEW_ROW("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"),
                                      VIEW_ROW("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"), VIEW_ROW("TLS_RSA_WITH_3DES_EDE_CBC_SHA") };
static const struct view groups[] = { VIEW_ROW("X25519"), VIEW_ROW("P-256"), VIEW_ROW("P-384") };
static const struct platform modern = {
    .id = VIEW_ROW("modern"),
    .versions = v13_and_v12,
    .n_versions = 2,
    .suites = suites,
    .n_suites = 4,
    .groups = groups,
    .n_groups = 3,
};
static const struct platform older = {
    .id = VIEW_ROW("older"),
    .versions = v13_and_v12 + 1,
    .n_versions = 1,
    .suites = suites,
    .n_suites = 4,
    .groups = groups,
    .n_groups = 3,
};

static EVP_PKEY *rsa, *p521;
static size_t extra_names; /* of CAs that the server accepts, beside its own */

static X509 *certificate(EVP_PKEY *key)
{
    X509 *x = X509_new();
    X509_NAME *name = X509_get_subject_name(x);
    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
    X509_gmtime_adj(X509_getm_notBefore(x), 0);
    X509_gmtime_adj(X509_getm_notAfter(x), 3600);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const unsigned char *)"server.test", -1, -1, 0);
    X509_set_issuer_name(x, name);
    X509_set_pubkey(x, key);
    assert_true(X509_sign(x, key, EVP_sha256()) > 0);
    return x;
}

static void *serve(void *argument)
{
    struct server *s = argument;
    SSL *ssl = SSL_new(s->ctx);
    char byte;
    SSL_set_fd(ssl, s->fd);
    if (SSL_accept(ssl) == 1)
        SSL_read(ssl, &byte, 1);
    shutdown(s->fd, SHUT_RDWR);
    SSL_free(ssl);
    return NULL;
}

static const struct row {
    const char *name;
    const struct platform *profile; /* NULL: everything */
    int least, most;                /* of the server */
    const char *ciphers, *curves;
    bool ec, wants_client;
    enum handshake_end end;
    const char *version, *suite, *group;
    bool chain; /* the certificate was seen */
    bool refused;
} rows[] = {
    { "both modern", &modern, 0, 0, NULL, NULL, false, false, HANDSHAKE_GOOD, "TLSv1.3", "TLS_AES_256_GCM_SHA384", "X25519", true, false },
    { "an older client", &older, 0, 0, NULL, NULL, false, false, HANDSHAKE_GOOD, "TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
      "X25519", true, false },
    { "another curve", &modern, 0, 0, NULL, "P-384", false, false, HANDSHAKE_GOOD, "TLSv1.3", "TLS_AES_256_GCM_SHA384", "P-384", true,
      false },
    { "TLS 1.0 alone", &modern, TLS1_VERSION, TLS1_VERSION, NULL, NULL, false, false, HANDSHAKE_ALERT, "", "", "", false, false },
    { "TLS 1.0 alone, everything tried", NULL, TLS1_VERSION, TLS1_VERSION, NULL, NULL, false, false, HANDSHAKE_GOOD, "TLSv1", NULL, NULL,
      true, false },
    { "ChaCha20 alone", &modern, TLS1_2_VERSION, TLS1_2_VERSION, "ECDHE-RSA-CHACHA20-POLY1305", NULL, false, false, HANDSHAKE_ALERT, "", "",
      "", false, false },
    { "P-521 certificate", &modern, 0, 0, NULL, NULL, true, false, HANDSHAKE_ALERT, "", "", "", false, false },
    { "P-521 certificate, everything tried", NULL, 0, 0, NULL, NULL, true, false, HANDSHAKE_GOOD, "TLSv1.3", NULL, NULL, true, false },
    { "client wanted, 1.3", &modern, 0, 0, NULL, NULL, false, true, HANDSHAKE_GOOD, "TLSv1.3", NULL, NULL, true, true },
    { "client wanted, 1.2", &older, 0, 0, NULL, NULL, false, true, HANDSHAKE_ALERT, "", "", "", true, true },
};

static SSL_CTX *server_ctx(const struct row *row)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
    X509 *x = certificate(row->ec ? p521 : rsa);
    SSL_CTX_set_security_level(ctx, 0);
    SSL_CTX_set_min_proto_version(ctx, row->least);
    SSL_CTX_set_max_proto_version(ctx, row->most);
    assert_int_equal(SSL_CTX_set_cipher_list(ctx, row->ciphers ? row->ciphers : "ALL:@SECLEVEL=0"), 1);
    if (row->curves) {
        char curves[32];
        snprintf(curves, sizeof curves, "%s", row->curves);
        SSL_CTX_set1_groups_list(ctx, curves);
    }
    SSL_CTX_use_certificate(ctx, x);
    SSL_CTX_use_PrivateKey(ctx, row->ec ? p521 : rsa);
    if (row->wants_client) {
        SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
        SSL_CTX_add_client_CA(ctx, x);
        for (size_t i = 0; i < extra_names; i++)
            SSL_CTX_add_client_CA(ctx, x);
    }
    X509_free(x);
    return ctx;
}

static void run(struct arena *arena, const struct row *row, struct tls_answer *a)
{
    const struct tls_question q = { .profile = row->profile, .name = VIEW("server.test") };
    struct server server = { .ctx = server_ctx(row) };
    int ends[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    server.fd = ends[1];
    assert_int_equal(pthread_create(&server.thread, NULL, serve, &server), 0);
    struct stream s = stream_of((struct os_socket){ ends[0] + 1 }, os_clock() + 20000, LIMIT_DIALOG_BYTES);
    tls_handshake(arena, &s, &q, a);
    stream_close(&s);
    pthread_join(server.thread, NULL);
    close(ends[1]);
    SSL_CTX_free(server.ctx);
}

static void a_profile_reaches_what_it_has_in_common_and_nothing_else(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct row *row = &rows[i];
        struct arena arena = { 0 };
        struct tls_answer a;
        run(&arena, row, &a);
        if (a.end != row->end || !view_eq_text(a.agreed.version, row->version))
            fail_msg("%s: ends %d with %.*s (%.*s)", row->name, a.end, VIEW_ARG(a.agreed.version), VIEW_ARG(a.alert_name));
        if ((row->suite && !view_eq_text(a.agreed.suite, row->suite)) || (row->group && !view_eq_text(a.agreed.group, row->group)))
            fail_msg("%s: %.*s, %.*s", row->name, VIEW_ARG(a.agreed.suite), VIEW_ARG(a.agreed.group));
        if ((a.chain_message.n > 0) != row->chain || a.client_asked != row->wants_client || a.client_refused != row->refused)
            fail_msg("%s: chain %zu bytes, asked %d, refused %d", row->name, a.chain_message.n, a.client_asked, a.client_refused);
        assert_int_equal(a.n_ca_names, row->wants_client ? 1 : 0);
        if (row->chain) {
            struct tls_chain chain = tls_chain_read(&arena, a.chain_message, a.chain_tls13);
            assert_true(chain.n == 1 && !chain.broken && chain.items[0].p[0] == 0x30);
        }
        arena_free(&arena);
    }
}

/* LIMIT_PROBE_CA_NAMES are taken down, all are counted. */
static void accepted_cas_have_a_ceiling(void **state)
{
    (void)state;
    static const struct row row = { .name = "many CAs", .profile = &modern, .wants_client = true };
    for (size_t more = 0; more < 2; more++) {
        struct arena arena = { 0 };
        struct tls_answer a;
        extra_names = LIMIT_PROBE_CA_NAMES - 1 + more;
        run(&arena, &row, &a);
        extra_names = 0;
        assert_int_equal(a.n_ca_names, LIMIT_PROBE_CA_NAMES);
        assert_int_equal(a.n_ca_names_in_all, LIMIT_PROBE_CA_NAMES + more);
        arena_free(&arena);
    }
}

static void suites_that_the_library_lacks_are_named(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    const struct view *missing;
    assert_int_equal(tls_untried(&arena, &modern, &missing), 1);
    assert_true(view_eq_text(missing[0], "TLS_RSA_WITH_3DES_EDE_CBC_SHA"));
    arena_free(&arena);
}

static void a_question_that_leaves_nothing_is_not_sent(void **state)
{
    (void)state;
    static const struct view all[] = { VIEW_ROW("TLS_AES_256_GCM_SHA384"), VIEW_ROW("TLS_CHACHA20_POLY1305_SHA256"),
                                       VIEW_ROW("TLS_AES_128_GCM_SHA256"), VIEW_ROW("TLS_AES_128_CCM_SHA256"),
                                       VIEW_ROW("TLS_AES_128_CCM_8_SHA256") };
    const struct tls_question q = { .version = VIEW("TLSv1.3"), .without = all, .n_without = COUNT_OF(all) };
    struct arena arena = { 0 };
    struct tls_answer a;
    struct script s;
    script_open(&s, VIEW(""), false);
    tls_handshake(&arena, &s.stream, &q, &a);
    assert_true(a.end == HANDSHAKE_UNCOMMON);
    assert_int_equal(script_close(&s).n, 0);
    arena_free(&arena);
}

static void what_is_no_tls_is_told_from_what_is(void **state)
{
    (void)state;
    static const struct {
        struct view says;
        bool not_tls;
        enum handshake_end end;
    } answers[] = {
        { VIEW_ROW("HTTP/1.1 400 Bad Request\r\n"), true, HANDSHAKE_BROKEN },
        { VIEW_ROW("\x15\x03\x03\x00\x02\x02\x28"), false, HANDSHAKE_ALERT },
        { VIEW_ROW("\x16\x03\x03\x00\x04\x0e\x00\x00\x00"), false, HANDSHAKE_BROKEN },
        { VIEW_ROW(""), false, HANDSHAKE_CLOSED },
    };
    for (size_t i = 0; i < COUNT_OF(answers); i++) {
        const struct tls_question q = { .profile = &modern };
        struct arena arena = { 0 };
        struct tls_answer a;
        struct script s;
        script_open(&s, answers[i].says, true);
        tls_handshake(&arena, &s.stream, &q, &a);
        if (a.not_tls != answers[i].not_tls || (!a.not_tls && a.end != answers[i].end))
            fail_msg("answer %zu: not_tls %d, end %d", i, a.not_tls, a.end);
        script_close(&s);
        arena_free(&arena);
    }
}

static int set_up(void **state)
{
    (void)state;
    signal(SIGPIPE, SIG_IGN); /* of the server: the client hangs up when it knows enough */
    tls_init();
    rsa = EVP_RSA_gen(2048);
    p521 = EVP_EC_gen("P-521");
    return rsa && p521 ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    EVP_PKEY_free(rsa);
    EVP_PKEY_free(p521);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_profile_reaches_what_it_has_in_common_and_nothing_else),
        cmocka_unit_test(accepted_cas_have_a_ceiling),
        cmocka_unit_test(suites_that_the_library_lacks_are_named),
        cmocka_unit_test(a_question_that_leaves_nothing_is_not_sent),
        cmocka_unit_test(what_is_no_tls_is_told_from_what_is),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
