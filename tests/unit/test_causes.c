/* From what was captured to causes: one row a situation, with the severity and whether a case cures it. */
#include "steps/causes.h"

#include "base/limits.h"
#include "fixture.h"
#include "fixture_pki.h"
#include "steps/certs.h"
#include "unit.h"

#define NOW 1795161600 /* 2026-11-20T08:00:00Z */
#define HOST "api.partner.example"

static const struct view versions[] = { VIEW_ROW("TLSv1.2") };
static const struct view suites[] = { VIEW_ROW("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384") };
static const struct view groups[] = { VIEW_ROW("X25519"), VIEW_ROW("P-256"), VIEW_ROW("P-384") };
static const struct platform platform = {
    .title = VIEW_ROW("Windows Server 2016"),
    .versions = versions,
    .n_versions = 1,
    .suites = suites,
    .n_suites = 1,
    .groups = groups,
    .n_groups = 3,
};

struct world {
    struct fixtures *f;
    struct x509_ctx *x;
    struct arena arena;
};

static struct cert *read_cert(struct world *w, struct view der)
{
    struct cert *cert = NEW(&w->arena, struct cert, 1);
    struct err e;
    if (!x509_read(w->x, &w->arena, der, cert, &e))
        fail_msg("%s", e.what);
    return cert;
}

/* The ids in one line, each with '+' when a case cures it and '?' when it is only a warning. */
static struct view summary(struct world *w, const struct causes *causes)
{
    struct view out = VIEW("");
    for (size_t i = 0; i < causes->n; i++) {
        const struct cause *c = &causes->items[i];
        assert_true(c->evidence.n && c->fix.n);
        out = view_fmt(&w->arena, "%.*s%s%s%s%s", VIEW_ARG(out), i ? " " : "", cause_rows[c->kind].id,
                       cause_rows[c->kind].cure != PURPOSE_NONE ? "+" : "", c->severity == SEV_WARNING ? "?" : "");
    }
    return out;
}

/* `chain` ends with an empty view. */
static struct causes_answer judge_at(struct world *w, uint16_t port, const struct probe_capture *capture, const struct view *chain,
                                     struct view root)
{
    const struct probe_target target = { .host = VIEW(HOST), .name = VIEW(HOST), .port = port };
    struct cert_file *file = NEW(&w->arena, struct cert_file, 1);
    struct evidence evidence = { .files = &file, .n_files = 1 };
    struct cert_list links = { 0 }, roots = { 0 };
    struct causes_answer answer;
    for (; chain->n; chain++)
        *LIST_ADD(&w->arena, &file->certs) = read_cert(w, *chain);
    for (size_t i = 1; i < file->certs.n; i++)
        *LIST_ADD(&w->arena, &links) = file->certs.items[i];
    if (root.n)
        *LIST_ADD(&w->arena, &roots) = read_cert(w, root);
    certs_arrange(w->x, &w->arena, &(struct public_roots){ .windows = &windows_roots_built_in }, &evidence);
    const struct probe_result seen = {
        .platform = &platform, .target = &target, .capture = capture, .trust_known = true, .expected_delivery = day_of_time(NOW) + 7,
    };
    const struct causes_question q = {
        .now = NOW,
        .seen = &seen,
        .leaf = file->certs.n ? file->certs.items[0] : NULL,
        .links = &links,
        .roots = { { &roots, NULL } },
    };
    causes_of(w->x, &w->arena, &q, &answer);
    return answer;
}

static struct causes_answer judge(struct world *w, const struct probe_capture *capture, const struct view *chain, struct view root)
{
    return judge_at(w, 443, capture, chain, root);
}

static void expect(struct world *w, const char *name, const struct causes_answer *answer, const char *want)
{
    struct view got = summary(w, &answer->causes);
    if (!view_eq_text(got, want))
        fail_msg("%s: %.*s, expected %s", name, VIEW_ARG(got), want);
}

#define LEAF(...)                                                                                                                          \
    FX_CERT(f, .subject = "CN=server", .issuer = PARTNER_CA, .key = "rsa-server", .signer = "rsa-partner-ca", .eku = "server", __VA_ARGS__)

static void each_chain_gives_its_causes(void **state)
{
    struct world *w = *state;
    struct fixtures *f = w->f;
    const struct probe_capture good = { .end = END_TLS, .handshake = HANDSHAKE_GOOD, .address = VIEW("192.0.2.1") };
    const struct view root = FX_CERT(f, .subject = PARTNER_ROOT, .key = "rsa-partner-root", .ca = true);
    const struct view ca =
        FX_CERT(f, .subject = PARTNER_CA, .issuer = PARTNER_ROOT, .key = "rsa-partner-ca", .signer = "rsa-partner-root", .ca = true);
    const struct view old_ca = FX_CERT(f, .subject = PARTNER_CA, .issuer = PARTNER_ROOT, .key = "rsa-partner-ca",
                                       .signer = "rsa-partner-root", .ca = true, .to = "2026-01-01T00:00:00Z");
    const struct view twin = FX_CERT(f, .subject = PARTNER_ROOT, .key = "rsa-impostor", .ca = true);
    const struct view leaf = LEAF(.names = HOST), other = LEAF(.names = "other.example");
    const struct view named = FX_CERT(f, .subject = "CN=" HOST, .issuer = PARTNER_CA, .key = "rsa-server", .signer = "rsa-partner-ca",
                                      .eku = "server");
    const struct view beside = FX_CERT(f, .subject = "CN=" HOST, .issuer = PARTNER_CA, .key = "rsa-server", .signer = "rsa-partner-ca",
                                       .eku = "server", FX_EXTENSIONS(fx_san_raw(f, fx_text(f, 0x87, "\xC0\xA8\x01\x02"))));
    const struct view wild = FX_CERT(f, .subject = "CN=*.partner.example", .issuer = PARTNER_CA, .key = "rsa-server",
                                     .signer = "rsa-partner-ca", .eku = "server");
    const struct view self = FX_CERT(f, .subject = "CN=server", .key = "rsa-server", .names = HOST, .eku = "server");
    const struct view public = FX_CERT(f, .subject = "CN=ISRG Root X1, O=Nobody", .key = "rsa-impostor", .ca = true);
    const struct view under_public = FX_CERT(f, .subject = "CN=server", .issuer = "CN=ISRG Root X1, O=Nobody", .key = "rsa-server",
                                             .signer = "rsa-impostor", .eku = "server", .names = HOST);
    const struct view itself = FX_CERT(f, .subject = "CN=ISRG Root X1", .key = "rsa-server", .names = HOST, .eku = "server");
    const struct {
        const char *name;
        struct view chain[4], root;
        const char *want;
    } rows[] = {
        { "all is well", { leaf, ca }, root, "" },
        { "in the wrong order, with a stranger", { leaf, twin, ca }, root, "" },
        { "another name", { other, ca }, root, "name-mismatch" },
        { "the common name alone", { named, ca }, root, "name-mismatch?" },
        { "the common name beside an address", { beside, ca }, root, "name-mismatch?" },
        { "a wildcard as common name", { wild, ca }, root, "name-mismatch?" },
        { "another common name", { LEAF(.names = NULL), ca }, root, "name-mismatch" },
        { "expired", { LEAF(.names = HOST, .to = "2026-11-20T07:59:59Z"), ca }, root, "expired" },
        { "the last second still counts", { LEAF(.names = HOST, .to = "2026-11-20T08:00:00Z"), ca }, root, "expires-before-delivery?" },
        { "an intermediate expired", { leaf, old_ca }, root, "expired" },
        { "not yet valid", { LEAF(.names = HOST, .from = "2026-11-20T08:00:01Z"), ca }, root, "not-yet-valid" },
        { "unknown root, sent", { leaf, ca, root }, { 0 }, "unknown-root+" },
        { "unknown root, not sent", { leaf, ca }, { 0 }, "unknown-root+" },
        { "a root of the same name with another key", { leaf, ca }, twin, "unknown-root+" },
        { "only its own", { leaf }, root, "unknown-root+ chain-incomplete+" },
        { "self-signed", { self }, root, "self-signed+" },
        { "self-signed, installed", { self }, self, "" },
        { "a root that is called like a public one", { under_public, public }, { 0 }, "impersonated-ca" },
        { "self-signed, and called so", { itself }, { 0 }, "impersonated-ca" },
        { "expires before delivery", { LEAF(.names = HOST, .to = "2026-11-27T12:00:00Z"), ca }, root, "expires-before-delivery?" },
        { "expires the day after delivery", { LEAF(.names = HOST, .to = "2026-11-28T00:00:00Z"), ca }, root, "" },
        { "for clients",
          { FX_CERT(f, .subject = "CN=c", .issuer = PARTNER_CA, .key = "rsa-server", .signer = "rsa-partner-ca", .eku = "client",
                    .names = HOST),
            ca },
          root,
          "not-accepted" },
        { "RSA 1024",
          { FX_CERT(f, .subject = "CN=c", .issuer = PARTNER_CA, .key = "rsa1024-s", .signer = "rsa-partner-ca", .names = HOST), ca },
          root,
          "weak-key?" },
        { "RSA 512",
          { FX_CERT(f, .subject = "CN=c", .issuer = PARTNER_CA, .key = "rsa512-s", .signer = "rsa-partner-ca", .names = HOST), ca },
          root,
          "weak-key" },
        { "P-521",
          { FX_CERT(f, .subject = "CN=c", .issuer = PARTNER_CA, .key = "p521-s", .signer = "rsa-partner-ca", .names = HOST), ca },
          root,
          "weak-key?" },
        { "Ed25519",
          { FX_CERT(f, .subject = "CN=c", .issuer = PARTNER_CA, .key = "ed25519-s", .signer = "rsa-partner-ca", .names = HOST), ca },
          root,
          "weak-key" },
        { "SHA-1", { LEAF(.names = HOST, .hash = "sha1"), ca }, root, "weak-signature?" },
        { "name, dates and root at once",
          { LEAF(.names = "other.example", .to = "2026-01-01T00:00:00Z"), ca },
          { 0 },
          "name-mismatch expired unknown-root+" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct causes_answer answer = judge(w, &good, rows[i].chain, rows[i].root);
        expect(w, rows[i].name, &answer, rows[i].want);
    }
}

/* A root sent without the intermediate is more than nothing, and no help. */
static void a_chain_with_a_gap_is_not_called_empty(void **state)
{
    struct world *w = *state;
    struct fixtures *f = w->f;
    const struct view leaf = LEAF(.names = HOST);
    const struct view root = FX_CERT(f, .subject = PARTNER_ROOT, .key = "rsa-partner-root", .ca = true);
    static const char *const says[] = { "sends only its own certificate: if", "sends nothing that issued its own certificate: if" };
    for (size_t i = 0; i < COUNT_OF(says); i++) {
        const struct view chain[] = { leaf, i ? root : (struct view){ 0 }, { 0 } };
        const struct probe_capture capture = { .end = END_TLS, .handshake = HANDSHAKE_GOOD, .n_chain = i + 1 };
        struct causes_answer answer = judge(w, &capture, chain, root);
        expect(w, says[i], &answer, "unknown-root+ chain-incomplete+");
        assert_true(view_find(answer.causes.items[1].evidence, view_of(says[i]), &(size_t){ 0 }));
    }
}

static void each_end_of_a_connection_gives_its_cause(void **state)
{
    struct world *w = *state;
    static const struct probe_agreed offers[] = { { VIEW_ROW("TLSv1"), VIEW_ROW("TLS_RSA_WITH_AES_128_CBC_SHA"), VIEW_ROW("") } };
    const struct view none = { 0 };
#define SEEN .address = VIEW_ROW("192.0.2.1"), .detail = VIEW_ROW("x")
    const struct {
        const char *name;
        struct probe_capture capture;
        const char *want;
        bool network;
    } rows[] = {
        { "no address", { .end = END_NO_ADDRESS, .detail = VIEW("x") }, "unreachable", true },
        { "refused", { .end = END_UNREACHABLE, SEEN }, "unreachable", true },
        { "proxy", { .end = END_PROXY, SEEN }, "unreachable", true },
        { "silent", { .end = END_TIMEOUT, SEEN }, "timeout", true },
        { "closed", { .end = END_CLOSED, SEEN }, "connection-closed", true },
        { "no TLS", { .end = END_NOT_TLS, SEEN }, "not-tls", false },
        { "no STARTTLS", { .end = END_STARTTLS, SEEN }, "starttls-refused", false },
        { "too much", { .end = END_LIMIT, SEEN }, "handshake-failed", false },
        { "nothing common",
          { .handshake = HANDSHAKE_ALERT, .alert = 70, .alert_name = VIEW("protocol version"), .offers = offers, .n_offers = 1 },
          "protocol-mismatch",
          false },
        { "nothing common, nothing else",
          { .handshake = HANDSHAKE_ALERT, .alert = 40, .alert_name = VIEW("handshake failure") },
          "protocol-mismatch",
          false },
        { "an older answer", { .handshake = HANDSHAKE_UNCOMMON }, "protocol-mismatch", false },
        { "hung up, but takes old TLS", { .handshake = HANDSHAKE_CLOSED, .offers = offers, .n_offers = 1 }, "protocol-mismatch", false },
        { "hung up", { .handshake = HANDSHAKE_CLOSED }, "handshake-failed", false },
        { "another alert", { .handshake = HANDSHAKE_ALERT, .alert = 80, .alert_name = VIEW("internal error") }, "handshake-failed", false },
        { "no such name", { .handshake = HANDSHAKE_ALERT, .alert = 112, .alert_name = VIEW("unrecognized name") }, "name-mismatch", false },
        { "wrong messages", { .handshake = HANDSHAKE_BROKEN, .detail = VIEW("x") }, "handshake-failed", false },
        { "client, refused",
          { .handshake = HANDSHAKE_ALERT, .alert = 116, .client_asked = true, .client_required = true },
          "client-certificate+",
          false },
        { "client, asked", { .handshake = HANDSHAKE_GOOD, .client_asked = true }, "client-certificate+?", false },
        { "client, asked of CAs",
          { .handshake = HANDSHAKE_GOOD, .client_asked = true, .n_ca_names_in_all = 2 },
          "client-certificate+",
          false },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct causes_answer answer = judge(w, &rows[i].capture, &none, none);
        expect(w, rows[i].name, &answer, rows[i].want);
        assert_int_equal(causes_network(&answer.causes), rows[i].network);
    }
}

/* Version and suite are there: another suite would not help. */
static void a_curve_that_is_off_is_mended_by_another_curve(void **state)
{
    struct world *w = *state;
    const struct view none = { 0 };
    static const struct probe_agreed offers[][1] = {
        { { VIEW_ROW("TLSv1.2"), VIEW_ROW("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"), VIEW_ROW("P-521") } },
        { { VIEW_ROW("TLSv1.2"), VIEW_ROW("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"), VIEW_ROW("P-256") } },
    };
    static const char *const says[] = { "P-256 or P-384", "TLS 1.2 with a suite" };
    for (size_t i = 0; i < COUNT_OF(says); i++) {
        const struct probe_capture capture = { .handshake = HANDSHAKE_ALERT, .alert = 40, .offers = offers[i], .n_offers = 1 };
        struct causes_answer answer = judge(w, &capture, &none, none);
        expect(w, says[i], &answer, "protocol-mismatch");
        assert_true(view_find(answer.causes.items[0].fix, view_of(says[i]), &(size_t){ 0 }));
    }
}

/* Who connects to the port of a protocol that begins with a dialog is told of its option; each dialog has such a port. */
static void silence_at_a_known_port_names_its_dialog(void **state)
{
    struct world *w = *state;
    const struct view none = { 0 };
    const struct probe_capture silent = { .end = END_TIMEOUT, .address = VIEW("192.0.2.1"), .detail = VIEW("x") };
    unsigned dialogs = 0;
    for (size_t i = 0; i < n_probe_schemes; i++) {
        struct causes_answer answer = judge_at(w, probe_schemes[i].port, &silent, &none, none);
        assert_int_equal(causes_get(&answer.causes, CAUSE_TIMEOUT)->dialog, probe_schemes[i].starttls);
        dialogs |= 1u << probe_schemes[i].starttls;
    }
    assert_int_equal(dialogs, (1u << STARTTLS_COUNT) - 1);
}

static void hundreds_of_issuers_of_one_name_cost_a_bounded_time(void **state)
{
    struct world *w = *state;
    struct fixtures *f = w->f;
    const struct probe_capture good = { .end = END_TLS, .handshake = HANDSHAKE_GOOD };
    struct view *chain = NEW(&w->arena, struct view, LIMIT_PROBE_CERTS + 1);
    chain[0] = LEAF(.names = HOST);
    const struct view twin =
        FX_CERT(f, .subject = PARTNER_CA, .issuer = PARTNER_CA, .key = "rsa-impostor", .ca = true, .drop = FX_NO_SKI | FX_NO_AKI);
    for (size_t i = 1; i < LIMIT_PROBE_CERTS; i++)
        chain[i] = twin;
    struct causes_answer answer = judge(w, &good, chain, twin);
    assert_non_null(causes_get(&answer.causes, CAUSE_UNKNOWN_ROOT));
    /* LIMIT_PATH_SIGNATURES: the right root is found behind so many wrong ones, and not behind one more. */
    for (size_t wrong = LIMIT_PATH_SIGNATURES - 1; wrong <= LIMIT_PATH_SIGNATURES; wrong++) {
        const struct cert_list links = { 0 };
        struct cert_list roots = { 0 };
        const struct x509_roots both = { { &roots, NULL } };
        const struct view good_ca = FX_CERT(f, .subject = PARTNER_CA, .key = "rsa-partner-ca", .ca = true, .drop = FX_NO_SKI | FX_NO_AKI);
        struct cert *right = read_cert(w, good_ca);
        struct cert *impostor = read_cert(w, twin);
        for (size_t i = 0; i < wrong; i++)
            *LIST_ADD(&w->arena, &roots) = impostor;
        *LIST_ADD(&w->arena, &roots) = right;
        struct x509_path path = x509_path_find(w->x, &w->arena, read_cert(w, chain[0]), &links, &both, NOW);
        assert_int_equal(path.anchored, wrong < LIMIT_PATH_SIGNATURES);
    }
}

static int set_up(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    w->f = fixtures_open("/nonexistent");
    w->x = x509_new();
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    struct world *w = *state;
    fixtures_close(w->f);
    x509_free(w->x);
    arena_free(&w->arena);
    free(w);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_chain_gives_its_causes),
        cmocka_unit_test(a_chain_with_a_gap_is_not_called_empty),
        cmocka_unit_test(each_end_of_a_connection_gives_its_cause),
        cmocka_unit_test(a_curve_that_is_off_is_mended_by_another_curve),
        cmocka_unit_test(silence_at_a_known_port_names_its_dialog),
        cmocka_unit_test(hundreds_of_issuers_of_one_name_cost_a_bounded_time),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
