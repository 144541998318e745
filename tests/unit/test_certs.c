/* Roles, stores, who signed whom and the order of chains; trust is by key. */
#include "steps/certs.h"

#include "fixture.h"
#include "samples.h"

struct fixture {
    struct x509_ctx *x;
    struct arena arena;
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    f->x = x509_new();
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    x509_free(f->x);
    arena_free(&f->arena);
    free(f);
    return 0;
}

static struct evidence arrange(struct fixture *f, const struct trust *trust, const char *const *paths)
{
    struct evidence evidence = samples_read(f->x, &f->arena, paths);
    certs_arrange(f->x, &f->arena, &(struct public_roots){ .bundle = trust }, &evidence);
    return evidence;
}

static void a_chain_is_ordered_from_leaf_to_root(void **state)
{
    static const char *const paths[] = { SAMPLES "partner-root.cer", SAMPLES "partner-issuing-ca.cer", SAMPLES "partner-server.cer", NULL };
    static const struct { const char *cn; enum role role; enum store store; } want[] = {
        { "api.partner.example", ROLE_LEAF, STORE_NONE },
        { "Partner Issuing CA 1", ROLE_INTERMEDIATE, STORE_CA },
        { "Partner Root CA", ROLE_ROOT, STORE_ROOT },
    };
    struct evidence evidence = arrange(*state, NULL, paths);
    assert_int_equal(evidence.certs.n, COUNT_OF(want));
    for (size_t i = 0; i < COUNT_OF(want); i++) {
        const struct cert *cert = evidence.certs.items[i];
        assert_true(view_eq_text(cert->subject_cn, want[i].cn));
        assert_int_equal(cert->role, want[i].role);
        assert_int_equal(cert->store, want[i].store);
        assert_ptr_equal(cert->issuer_cert, evidence.certs.items[i < 2 ? i + 1 : 2]);
    }
    assert_int_equal(evidence.certs.items[0]->file, 2);
    assert_ptr_equal(cert_top(&evidence.certs, evidence.certs.items[0]), evidence.certs.items[2]);
    assert_true(certs_has_issued(&evidence.certs, evidence.certs.items[2]));
    assert_false(certs_has_issued(&evidence.certs, evidence.certs.items[0]));
}

static void a_key_in_a_pfx_makes_a_client_certificate(void **state)
{
    static const char *const paths[] = { SAMPLES "partner-root.cer", SAMPLES "partner-client.pfx", NULL };
    struct evidence evidence = arrange(*state, NULL, paths);
    const struct cert *client = NULL;
    for (size_t i = 0; i < evidence.certs.n; i++)
        client = evidence.certs.items[i]->has_key ? evidence.certs.items[i] : client;
    assert_non_null(client);
    assert_int_equal(client->role, ROLE_CLIENT);
    assert_int_equal(client->store, STORE_MY);
    assert_true(view_eq_text(client->subject_cn, "outsystems-client"));
    const struct cert *left = certs_without_key(&((struct fixture *)*state)->arena, client);
    assert_int_equal(left->role, ROLE_LEAF);
    assert_int_equal(left->store, STORE_NONE);
    assert_ptr_equal(certs_without_key(NULL, left), left);
}

static void the_same_name_with_another_key_is_not_the_issuer(void **state)
{
    static const char *const paths[] = { SAMPLES "old-root.cer", SAMPLES "partner-issuing-ca.cer", NULL };
    struct evidence evidence = arrange(*state, NULL, paths);
    for (size_t i = 0; i < evidence.certs.n; i++)
        if (evidence.certs.items[i]->role == ROLE_INTERMEDIATE)
            assert_null(evidence.certs.items[i]->issuer_cert);
}

static void self_signed_without_the_ca_flag_goes_to_root_all_the_same(void **state)
{
    static const char *const paths[] = { SAMPLES "appliance.cer", NULL };
    struct evidence evidence = arrange(*state, NULL, paths);
    assert_int_equal(evidence.certs.items[0]->role, ROLE_SELF_SIGNED);
    assert_int_equal(evidence.certs.items[0]->store, STORE_ROOT);
}

static void trust_goes_by_key_and_not_by_name(void **state)
{
    static const char *const paths[] = { SAMPLES "old-root.cer", SAMPLES "partner-root.cer", SAMPLES "partner-server.cer",
                                         SAMPLES "partner-issuing-ca.cer", NULL };
    struct fixture *f = *state;
    struct trust *trust;
    struct err e;
    assert_true(trust_load(&f->arena, SAMPLES "partner-root.pem", &trust, &e));
    struct evidence evidence = arrange(f, trust, paths);
    size_t trusted = 0, named = 0, issued = 0;
    for (size_t i = 0; i < evidence.certs.n; i++) {
        trusted += evidence.certs.items[i]->publicly_trusted;
        named += evidence.certs.items[i]->public_name;
        issued += evidence.certs.items[i]->issuer_publicly_trusted;
    }
    assert_int_equal(trusted, 1); /* the root that is in the bundle */
    assert_int_equal(named, 2);   /* and the older one of the same name */
    assert_int_equal(issued, 2);  /* the issuing CA and the server */
    assert_true(evidence.trust_known);
}

static void the_same_certificate_twice_does_not_loop(void **state)
{
    static const char *const paths[] = { SAMPLES "partner-chain.pem", SAMPLES "partner-root.cer", SAMPLES "partner-chain.pem", NULL };
    struct evidence evidence = arrange(*state, NULL, paths);
    assert_int_equal(evidence.certs.n, 5);
}

/* Certificates of the issuer's name with another key stand before the right one: each costs a signature. */
static void somebody_with_many_issuers_of_one_name_does_not_cost_more_than_the_ceiling(void **state)
{
    struct fixture *f = *state;
    for (size_t n = LIMIT_VERIFICATIONS - 1; n <= LIMIT_VERIFICATIONS + 1; n++) {
        struct cert *leaf = sample_read(f->x, &f->arena, SAMPLES "partner-server.cer")->certs.items[0];
        struct cert *issuer = sample_read(f->x, &f->arena, SAMPLES "partner-issuing-ca.cer")->certs.items[0];
        const struct cert *other = sample_read(f->x, &f->arena, SAMPLES "old-root.cer")->certs.items[0];
        struct cert_file file = { 0 }, *files[] = { &file };
        *LIST_ADD(&f->arena, &file.certs) = leaf;
        for (size_t i = 0; i < n - 1; i++) {
            struct cert *decoy = NEW(&f->arena, struct cert, 1);
            *decoy = *other;
            decoy->subject_der = issuer->subject_der;
            memcpy(decoy->subject_digest, issuer->subject_digest, sizeof decoy->subject_digest);
            decoy->subject_key_id = (struct view){ 0 };
            *LIST_ADD(&f->arena, &file.certs) = decoy;
        }
        *LIST_ADD(&f->arena, &file.certs) = issuer;
        struct evidence evidence = { .files = files, .n_files = 1 };
        certs_arrange(f->x, &f->arena, &(struct public_roots){ 0 }, &evidence);
        assert_int_equal(evidence.certs.n, n + 1);
        assert_ptr_equal(leaf->issuer_cert, n <= LIMIT_VERIFICATIONS ? issuer : NULL);
    }
}

/* What stands in clear in locked PFX is arranged by itself, and each such file would have the ceiling again. */
static void several_files_do_not_cost_more_signatures_than_one(void **state)
{
    struct fixture *f = *state;
    struct cert *leaf = sample_read(f->x, &f->arena, SAMPLES "partner-server.cer")->certs.items[0];
    struct cert *issuer = sample_read(f->x, &f->arena, SAMPLES "partner-issuing-ca.cer")->certs.items[0];
    struct cert *in_clear = NEW(&f->arena, struct cert, 1), *decoy = NEW(&f->arena, struct cert, 1);
    struct cert_file open = { 0 }, locked = { 0 }, *files[] = { &open, &locked };
    *in_clear = *leaf;
    *decoy = *sample_read(f->x, &f->arena, SAMPLES "old-root.cer")->certs.items[0];
    decoy->subject_der = issuer->subject_der;
    memcpy(decoy->subject_digest, issuer->subject_digest, sizeof decoy->subject_digest);
    decoy->subject_key_id = (struct view){ 0 };
    *LIST_ADD(&f->arena, &open.certs) = leaf;
    for (size_t i = 0; i < LIMIT_VERIFICATIONS; i++)
        *LIST_ADD(&f->arena, &open.certs) = decoy;
    *LIST_ADD(&f->arena, &locked.in_clear) = in_clear;
    *LIST_ADD(&f->arena, &locked.in_clear) = issuer;
    struct evidence evidence = { .files = files, .n_files = 2 };
    certs_arrange(f->x, &f->arena, &(struct public_roots){ 0 }, &evidence);
    assert_null(in_clear->issuer_cert);
}

/* Root A, which B has signed, too, an issuing CA that both have signed, and a leaf: what stands for each in the table below. */
enum { LEAF, CA_BY_A, CA_BY_B, A, OLD_A, A_BY_B, OLD_A_BY_B, B, MADE };

static void make_family(struct fixtures *f, struct view *made)
{
    struct fx_spec ca = { .subject = "CN=CA", .issuer = "CN=A", .key = "p256-ca", .signer = "p256-a", .ca = true, .to = "2035-01-01" };
    struct fx_spec a = { .subject = "CN=A", .key = "p256-a", .ca = true, .to = "2040-01-01" };
    made[LEAF] = FX_CERT(f, .subject = "CN=leaf", .issuer = "CN=CA", .key = "p256-leaf", .signer = "p256-ca");
    made[CA_BY_A] = fx_cert(f, &ca);
    ca.issuer = "CN=B", ca.signer = "p256-b", ca.to = "2036-01-01";
    made[CA_BY_B] = fx_cert(f, &ca);
    made[A] = fx_cert(f, &a);
    a.to = "2026-01-01";
    made[OLD_A] = fx_cert(f, &a);
    a.issuer = "CN=B", a.signer = "p256-b";
    made[OLD_A_BY_B] = fx_cert(f, &a);
    a.to = "2041-01-01";
    made[A_BY_B] = fx_cert(f, &a);
    made[B] = FX_CERT(f, .subject = "CN=B", .key = "p256-b", .ca = true, .to = "2042-01-01");
}

static void an_issuer_is_whichever_certificate_of_the_ca_leads_to_a_root(void **state)
{
    enum { NONE = MADE, NOW = 1795161600 };
    static const struct {
        const char *name;
        size_t n, given[5], top_of_leaf, spare; /* spare: expired, and another one is in its place */
    } rows[] = {
        { "the root was signed by another one, too", 4, { LEAF, CA_BY_A, A_BY_B, A }, A, NONE },
        { "both roots are there: what lasts longest", 5, { LEAF, CA_BY_A, A, A_BY_B, B }, A, NONE },
        { "the other root's certificate has expired", 4, { LEAF, CA_BY_A, OLD_A_BY_B, A }, A, OLD_A_BY_B },
        { "the root has expired, and the other root signed it", 5, { LEAF, CA_BY_A, OLD_A, A_BY_B, B }, B, OLD_A },
        { "the root has expired, and the other root is missing", 4, { LEAF, CA_BY_A, OLD_A, A_BY_B }, OLD_A, NONE },
        { "the CA has two issuers, one is there", 4, { LEAF, CA_BY_B, CA_BY_A, A }, A, NONE },
        { "the CA has two issuers, the other is there", 4, { LEAF, CA_BY_B, CA_BY_A, B }, B, NONE },
        { "no root is there: the newer one", 3, { LEAF, CA_BY_A, CA_BY_B }, CA_BY_B, NONE },
    };
    struct fixture *f = *state;
    struct fixtures *makers = fixtures_open(".");
    struct view made[MADE];
    make_family(makers, made);
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        for (size_t turn = 0; turn < 2 * rows[i].n; turn++) { /* each rotation, forwards and backwards */
            struct cert *read[MADE] = { 0 };
            struct err e;
            struct cert_file file = { 0 }, *files[] = { &file };
            struct evidence evidence = { .files = files, .n_files = 1 };
            for (size_t k = 0; k < rows[i].n; k++) {
                size_t at = (k + turn) % rows[i].n, which = rows[i].given[turn < rows[i].n ? at : rows[i].n - 1 - at];
                read[which] = NEW(&f->arena, struct cert, 1);
                assert_true(x509_read(f->x, &f->arena, made[which], read[which], &e));
                *LIST_ADD(&f->arena, &file.certs) = read[which];
            }
            certs_arrange(f->x, &f->arena, &(struct public_roots){ 0 }, &evidence);
            if (cert_top(&evidence.certs, read[LEAF]) != read[rows[i].top_of_leaf])
                fail_msg("%s, turn %zu: the chain ends elsewhere", rows[i].name, turn);
            for (size_t k = 0; k < MADE; k++)
                if (read[k] && certs_is_spare(read[k], NOW) != (k == rows[i].spare))
                    fail_msg("%s, turn %zu: certificate %zu is taken wrongly", rows[i].name, turn, k);
        }
    fixtures_close(makers);
}

static void a_ca_is_renewed_unless_what_outlives_it_needs_it(void **state)
{
    (void)state;
    for (int64_t child_ends = 99; child_ends <= 101; child_ends++) {
        const struct cert newer = { .not_after = 200 };
        struct cert ca = { .not_after = 100, .renewed_by = &newer }, child = { .issuer_cert = &ca, .not_after = child_ends };
        struct cert *items[] = { &child, &ca };
        const struct cert_list certs = { .items = items, .n = COUNT_OF(items) };
        assert_true(certs_is_renewed(&certs, &ca, 50) == (child_ends <= 100));
        assert_false(certs_is_renewed(&certs, &child, 50));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_chain_is_ordered_from_leaf_to_root, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_key_in_a_pfx_makes_a_client_certificate, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_same_name_with_another_key_is_not_the_issuer, set_up, tear_down),
        cmocka_unit_test_setup_teardown(self_signed_without_the_ca_flag_goes_to_root_all_the_same, set_up, tear_down),
        cmocka_unit_test_setup_teardown(trust_goes_by_key_and_not_by_name, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_same_certificate_twice_does_not_loop, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_issuer_is_whichever_certificate_of_the_ca_leads_to_a_root, set_up, tear_down),
        cmocka_unit_test(a_ca_is_renewed_unless_what_outlives_it_needs_it),
        cmocka_unit_test_setup_teardown(somebody_with_many_issuers_of_one_name_does_not_cost_more_than_the_ceiling, set_up, tear_down),
        cmocka_unit_test_setup_teardown(several_files_do_not_cost_more_signatures_than_one, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
