/* A PFX that is written: it opens, says what it was asked to be, is the same each time, and another one where anything differs. */
#include "format/container/pkcs12_write.h"

#include "folder.h"
#include "format/container/pkcs12.h"
#include "format/container/pkcs8.h"

#include <openssl/err.h>

struct parts {
    struct folder f;
    struct view key, certs[2];
};

static int set_up(void **state)
{
    struct parts *p = calloc(1, sizeof *p);
    folder_open(&p->f);
    folder_sh(&p->f, "openssl req -x509 -newkey rsa:2048 -nodes -keyout a.key -out a.pem -subj /CN=a -days 9;"
                     "openssl req -x509 -newkey rsa:2048 -nodes -keyout b.key -out b.pem -subj /CN=b -days 9;"
                     "openssl pkcs8 -topk8 -nocrypt -in a.key -outform DER -out a.p8;"
                     " for n in a b; do openssl x509 -in $n.pem -outform DER -out"
                     " $n.cer; done");
    p->key = folder_read(&p->f, "a.p8");
    p->certs[0] = folder_read(&p->f, "a.cer");
    p->certs[1] = folder_read(&p->f, "b.cer");
    *state = p;
    return 0;
}

static int tear_down(void **state)
{
    struct parts *p = *state;
    folder_close(&p->f);
    free(p);
    return 0;
}

static struct pfx_recipe recipe_of(const struct parts *p)
{
    return (struct pfx_recipe){
        .encryption = PFX_TRIPLEDES_SHA1, .key = p->key, .certs = p->certs, .n_certs = 2,
        .friendly_name = VIEW("Gr\xC3\xBC\xC3\x9F \xE4\xB8\xAD"),
        .key_provider = VIEW("Microsoft Software Key Storage Provider"), .password = VIEW("geh\xC3\xA9im"),
        .seed = { 1, 2, 3 },
    };
}

static struct view written(struct parts *p, const struct pfx_recipe *recipe)
{
    struct view out = { 0 };
    struct err e = { 0 };
    if (!pkcs12_write(&p->f.arena, recipe, &out, &e))
        fail_msg("%s", e.what);
    assert_int_equal(ERR_peek_error(), 0);
    return out;
}

static void what_went_in_comes_out(void **state)
{
    static const struct {
        enum pfx_encryption encryption;
        const char *title;
    } rows[] = {
        { PFX_TRIPLEDES_SHA1, "TripleDES-SHA1, MAC SHA-1" },
        { PFX_AES_256, "PBES2 AES-256-CBC, MAC SHA-256" },
    };
    struct parts *p = *state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        AUTO(buf_free) struct buf key = BUF_SECRET(16 << 10);
        struct pfx_recipe recipe = recipe_of(p);
        struct pfx_opened got;
        recipe.encryption = rows[i].encryption;
        pkcs12_read(&p->f.arena, written(p, &recipe), &recipe.password, 0, &key, &got);
        assert_int_equal(got.pfx.state, PFX_OPEN);
        assert_int_equal(got.pfx.kind, rows[i].encryption);
        assert_true(view_eq_text(got.pfx.encryption, rows[i].title));
        assert_true(view_eq(buf_view(&key), p->key));
        assert_int_equal(got.certs.n, 2);
        assert_int_equal(got.own, 0);
        assert_true(view_eq(got.certs.items[1], p->certs[1]));
        assert_true(view_eq(got.pfx.friendly_name, recipe.friendly_name));
        assert_true(view_eq(got.pfx.key_provider, recipe.key_provider));
        assert_int_equal(got.pfx.oddities & ~(unsigned)PFX_MODERN, 0);
    }
}

static void salts_follow_from_the_seed(void **state)
{
    struct parts *p = *state;
    for (int encryption = PFX_TRIPLEDES_SHA1; encryption < PFX_ENCRYPTION_COUNT; encryption++) {
        struct pfx_recipe recipe = recipe_of(p);
        recipe.encryption = (enum pfx_encryption)encryption;
        struct view first = written(p, &recipe);
        assert_true(view_eq(first, written(p, &recipe)));
        recipe.seed[31] ^= 1;
        assert_false(view_eq(first, written(p, &recipe)));
    }
}

static void names_are_left_out_where_there_are_none(void **state)
{
    struct parts *p = *state;
    AUTO(buf_free) struct buf key = BUF_SECRET(16 << 10);
    struct pfx_recipe recipe = recipe_of(p);
    struct pfx_opened got;
    recipe.friendly_name = recipe.key_provider = (struct view){ 0 };
    pkcs12_read(&p->f.arena, written(p, &recipe), &recipe.password, 0, &key, &got);
    assert_int_equal(got.pfx.state, PFX_OPEN);
    assert_int_equal(got.pfx.friendly_name.n + got.pfx.key_provider.n, 0);
}

/* A certificate that isn't the key's own is never written as if it were; nor is what is none. */
static void nothing_wrong_is_returned(void **state)
{
    struct parts *p = *state;
    struct view foreign[] = { p->certs[1] }, nonsense[] = { VIEW("nonsense") }, out;
    struct pfx_recipe recipe = recipe_of(p);
    struct err e = { 0 };
    recipe.certs = foreign;
    recipe.n_certs = 1;
    assert_false(pkcs12_write(&p->f.arena, &recipe, &out, &e));
    assert_int_equal(e.status, ST_FORMAT);
    recipe.certs = nonsense;
    assert_false(pkcs12_write(&p->f.arena, &recipe, &out, &e));
    recipe = recipe_of(p);
    recipe.key = VIEW("nonsense");
    assert_false(pkcs12_write(&p->f.arena, &recipe, &out, &e));
    assert_int_equal(ERR_peek_error(), 0);
}

static void what_other_pfx_have_taken_is_not_there_any_more(void **state)
{
    enum { ROUNDS = 3 * 10000 }; /* certificates, key, MAC */
    struct parts *p = *state;
    struct pfx_recipe recipe = recipe_of(p);
    const struct view pfx = written(p, &recipe);
    for (uint64_t over = 0; over < 2; over++) {
        struct pfx_opened got;
        pkcs12_read(&p->f.arena, pfx, &recipe.password, LIMIT_PFX_ITERATIONS - ROUNDS + over, NULL, &got);
        assert_int_equal(got.pfx.state, over ? PFX_EXCESSIVE : PFX_OPEN);
        assert_int_equal(got.pfx.iterations, ROUNDS);
        assert_int_equal(got.pfx.taken, over ? 0 : ROUNDS);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_went_in_comes_out),
        cmocka_unit_test(salts_follow_from_the_seed),
        cmocka_unit_test(names_are_left_out_where_there_are_none),
        cmocka_unit_test(nothing_wrong_is_returned),
        cmocka_unit_test(what_other_pfx_have_taken_is_not_there_any_more),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
