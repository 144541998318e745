/* What libcrypto says against many chains at once: the same as of each alone, and no more names are compared than the ceiling. */
#include "unit.h"

#include "cert_build.h"
#include "format/x509/x509_path.h"
#include "x509_bench.h"

enum { NOW = 1798000000, FULL = 15, NAMES = 256, LIMITS = 4096 };

static struct view named(struct bench *b, const char *name)
{
    return tlv(&b->arena, DER_SEQUENCE, attribute(&b->arena, DER_UTF8, view_of(name)));
}

/* With a signature of nobody: who asks about a chain has verified each. */
static struct cert *made(struct bench *b, const char *subject, const char *issuer, struct view extensions)
{
    struct arena *a = &b->arena;
    const struct parts p = usual(a);
    const struct view pieces[] = { p.version, p.serial, p.algorithm, named(b, issuer), p.validity, named(b, subject), p.spki,
                                   tlv(a, DER_CONTEXT_CONSTRUCTED(3), tlv(a, DER_SEQUENCE, extensions)) };
    struct view tbs = tlv(a, DER_SEQUENCE, view_listed(a, pieces, COUNT_OF(pieces), ""));
    struct view der = tlv(a, DER_SEQUENCE, VIEW_JOIN(a, tbs, p.algorithm, VIEW("\x03\x05\x00sign")));
    struct cert *cert = NEW(a, struct cert, 1);
    struct err e;
    if (!x509_read(b->x, a, der, cert, &e))
        fail_msg("%s", e.what);
    return cert;
}

static struct view host(struct bench *b, const char *name)
{
    return tlv(&b->arena, 0x82, view_of(name));
}

static struct view repeated(struct bench *b, struct view one, size_t n, struct view last)
{
    struct view *all = NEW(&b->arena, struct view, n + 1);
    for (size_t i = 0; i < n; i++)
        all[i] = one;
    all[n] = last;
    return view_listed(&b->arena, all, n + 1, "");
}

static struct cert *ca(struct bench *b, const char *subject, const char *issuer, size_t n_limits)
{
    struct arena *a = &b->arena;
    struct view is_ca = extension(a, VIEW("\x55\x1D\x13"), true, VIEW("\x30\x03\x01\x01\xFF"));
    if (n_limits == 0)
        return made(b, subject, issuer, is_ca);
    struct view other = tlv(a, DER_SEQUENCE, host(b, "other.example")), last = tlv(a, DER_SEQUENCE, host(b, "partner.example"));
    struct view limits = tlv(a, DER_SEQUENCE, tlv(a, DER_CONTEXT_CONSTRUCTED(0), repeated(b, other, n_limits - 1, last)));
    return made(b, subject, issuer, join(a, is_ca, extension(a, VIEW("\x55\x1D\x1E"), true, limits)));
}

/* With so many names, its common name included. */
static struct cert *leaf(struct bench *b, const char *issuer, size_t n_names, const char *name)
{
    struct view names = tlv(&b->arena, DER_SEQUENCE, repeated(b, host(b, "partner.example"), n_names - 2, host(b, name)));
    return made(b, "leaf", issuer, extension(&b->arena, VIEW("\x55\x1D\x11"), false, names));
}

static struct x509_chain *chain(struct bench *b, const struct cert *one, const struct cert *other, const struct cert *top)
{
    const struct cert *all[] = { one, other, top };
    struct x509_chain *chain = NEW(&b->arena, struct x509_chain, 1);
    chain->path.items = NEW(&b->arena, const struct cert *, COUNT_OF(all));
    for (size_t i = 0; i < COUNT_OF(all) && all[i]; i++)
        chain->path.items[chain->path.n++] = all[i];
    chain->use = X509_FOR_ANYTHING;
    return chain;
}

static void test_many_names_cost_no_more_than_the_ceiling(void **state)
{
    struct bench b;
    (void)state;
    setup(&b);
    const struct cert *root = ca(&b, "Root", "Root", 0), *many = ca(&b, "Many", "Root", LIMITS), *few = ca(&b, "Few", "Root", 1);
    assert_int_equal(LIMIT_CHAIN_NAMES, (FULL + 1) * NAMES * LIMITS);
    for (size_t n = LIMITS - 1; n <= LIMITS + 1; n++) {
        struct x509_chain *chains[FULL + 2];
        size_t n_left = 0;
        for (size_t i = 0; i < FULL + 1; i++)
            chains[i] = chain(&b, leaf(&b, "Many", NAMES - (i == FULL), "partner.example"), many, root);
        chains[FULL + 1] = chain(&b, leaf(&b, "Few", n, "partner.example"), few, root);
        x509_chains_check(&b.arena, chains, COUNT_OF(chains), NOW);
        for (size_t i = 0; i < COUNT_OF(chains); i++) {
            n_left += chains[i]->problem.too_many;
            if (chains[i]->problem.what && !chains[i]->problem.too_many)
                fail_msg("%zu: %s", i, chains[i]->problem.what);
        }
        assert_int_equal(n_left, n > LIMITS);
    }
    teardown(&b);
}

struct row {
    const struct cert *way[3];
    const char *what; /* NULL: nothing */
    size_t at;
    bool by_ca;
};

static void check_row(const struct x509_chain *chain, const struct row *row, size_t first)
{
    const struct x509_problem *got = &chain->problem;
    if (!row->what != !got->what || (row->what && !strstr(got->what, row->what)) || got->at != row->at || got->by_ca != row->by_ca)
        fail_msg("from %zu, %s: %s at %zu", first, row->what ? row->what : "nothing", got->what ? got->what : "nothing", got->at);
}

/* In whatever order, beside whichever others: what stays decoded is that of the way that is looked at. */
static void test_a_chain_among_others_is_judged_as_it_is_alone(void **state)
{
    struct bench b;
    (void)state;
    setup(&b);
    const struct cert *root = ca(&b, "Root", "Root", 0), *good = ca(&b, "Good", "Root", 1), *other = ca(&b, "Other", "Other", 0);
    const struct cert *outside = leaf(&b, "Good", 3, "bank.example");
    const struct cert *no_ca = made(&b, "None", "Other", extension(&b.arena, VIEW("\x55\x1D\x13"), true, VIEW("\x30\x00")));
    const struct row rows[] = {
        { .way = { leaf(&b, "Good", 2, "partner.example"), good, root } },
        { .way = { leaf(&b, "None", 2, "partner.example"), no_ca, other }, .what = "it is no CA", .at = 1 },
        { .way = { outside, good, root }, .what = "a name that its CA may not issue", .by_ca = true },
        { .way = { root } },
        { .way = { leaf(&b, "Good", 3, "partner.example"), good } },
        { .way = { outside, good }, .what = "a name that its CA may not issue", .by_ca = true },
        { .way = { good, root } },
        { .way = { leaf(&b, "Good", 4, "partner.example"), good, root } },
    };
    for (size_t first = 0; first < COUNT_OF(rows); first++) {
        struct x509_chain *chains[COUNT_OF(rows)];
        for (size_t i = 0; i < COUNT_OF(rows); i++) {
            const struct row *row = &rows[(i + first) % COUNT_OF(rows)];
            chains[i] = chain(&b, row->way[0], row->way[1], row->way[2]);
        }
        x509_chains_check(&b.arena, chains, COUNT_OF(chains), NOW);
        x509_chains_check(&b.arena, chains, 1, NOW); /* the first again, by itself */
        for (size_t i = 0; i < COUNT_OF(rows); i++)
            check_row(chains[i], &rows[(i + first) % COUNT_OF(rows)], first);
    }
    teardown(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_many_names_cost_no_more_than_the_ceiling),
        cmocka_unit_test(test_a_chain_among_others_is_judged_as_it_is_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
