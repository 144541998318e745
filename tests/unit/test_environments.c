/* The environments of a request: names of a list, or where they run in its own words. */
#include "flow/case/environments.h"

#include "base/buf.h"
#include "base/limits.h"
#include "model/words.h"
#include "unit.h"

static const struct environment listed[] = {
    { .name = VIEW_ROW("Test"), .key = VIEW_ROW("k-1"), .hosting = HOST_CLOUD },
    { .name = VIEW_ROW("Production"), .hosting = HOST_SELF_MANAGED, .front_ends = 4 },
    { .name = VIEW_ROW("Lisbon, Porto"), .hosting = HOST_SELF_MANAGED },
};
static const struct inventory inventory = { .infrastructure = VIEW_ROW("ACME"),
                                            .environments = listed,
                                            .n_environments = COUNT_OF(listed) };

static struct view_list words(struct arena *arena, const char *joined)
{
    struct view_list list = { 0 };
    struct view rest = view_of(joined), part;
    while (view_cut(&rest, '|', &part))
        *LIST_ADD(arena, &list) = part;
    return list;
}

/* As read inventories are. */
static const struct inventory *indexed(struct arena *arena, const struct inventory *one)
{
    struct inventory *copy = one ? NEW(arena, struct inventory, 1) : NULL;
    if (!copy)
        return NULL;
    *copy = *one;
    inventory_index(arena, copy);
    return copy;
}

/* "NAME HOSTING HOST TYPE FRONT-ENDS[names]; ..." of all groups, and "?NAME" of what is unknown; or what is wrong with it. */
static const char *settle(struct arena *arena, const struct inventory *given, const struct inventory *old, const char *environments,
                          const char *front_ends)
{
    struct buf b = BUF_INIT(LIMIT_TICKET_BYTES);
    struct request request = REQUEST_INIT;
    struct environment_groups groups = { 0 };
    struct err e = { 0 };
    request.environments = words(arena, environments);
    request.front_ends = words(arena, front_ends);
    given = indexed(arena, given);
    if (!environments_settle(arena, &request, indexed(arena, old), &given, &e)) {
        assert_true(e.hint[0] && (e.status == ST_USAGE || e.status == ST_LIMIT));
        return view_fmt(arena, "%s", e.what).p;
    }
    group_environments(arena, &request, given, &groups);
    for (size_t i = 0; i < groups.n; i++)
        for (size_t k = 0; k < groups.items[i].n; k++) {
            const struct environment *env = &groups.items[i].items[k];
            buf_fmt(&b, "%.*s %s %.*s %s %u", VIEW_ARG(env->name), hosting_word(env->hosting), VIEW_ARG(env->host),
                    environment_type_word(env->type), env->front_ends);
            for (size_t n = 0; n < env->n_front_end_names; n++)
                buf_fmt(&b, "%s%.*s", n ? "," : " ", VIEW_ARG(env->front_end_names[n]));
            buf_text(&b, "; ");
        }
    for (size_t i = 0; i < groups.unknown.n; i++)
        buf_fmt(&b, "?%.*s; ", VIEW_ARG(groups.unknown.items[i]));
    const char *out = view_dup(arena, buf_view(&b)).p;
    buf_free(&b);
    return out;
}

struct row {
    const char *environments, *front_ends, *gives;
};

static void check(const struct inventory *given, const struct inventory *old, const struct row *rows, size_t n)
{
    struct arena arena = { 0 };
    for (size_t i = 0; i < n; i++) {
        const char *got = settle(&arena, given, old, rows[i].environments, rows[i].front_ends);
        if (strcmp(got, rows[i].gives) != 0)
            fail_msg("%s + %s gives '%s', not '%s'", rows[i].environments, rows[i].front_ends, got, rows[i].gives);
    }
    arena_free(&arena);
}

#define L70 "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggggggg"

static void a_request_says_where_its_environments_run(void **state)
{
    static const struct row rows[] = {
        { "Production=acme.outsystemsenterprise.com", "", "Production cloud acme.outsystemsenterprise.com Production 0; " },
        { "P = https://acme.OutSystemsEnterprise.com/lifetime/ #2", "", "P cloud acme.OutSystemsEnterprise.com Unknown 2; " },
        { "Test=t.intra:443,production=p.intra", "", "Test unknown t.intra Test 0; production unknown p.intra Production 0; " },
        { "Test=https://t.intra:8443/x", "", "'t.intra:8443' has a port; an environment has none" },
        { "A=a.outsystems.app|B=b.outsystemscloud.com", "",
          "A odc a.outsystems.app Unknown 0; B personal b.outsystemscloud.com Unknown 0; " },
        { "P=p.intra#3", "SRV1, SRV2", "P unknown p.intra Unknown 3 SRV1,SRV2; " },
        { "P=p.intra#1|T=t.intra", "P=SRV1,SRV2|t=T1|P=SRV3",
          "P unknown p.intra Unknown 3 SRV1,SRV2,SRV3; T unknown t.intra Unknown 1 T1; " },
        { "P=p.intra|P=P.intra", "", "P unknown p.intra Unknown 0; " },
        { "", "", "" },
        { "P=p.intra|P=q.intra", "", "two environments are called P" },
        { "Production", "", "the list of environments is missing" },
        { "P=p.intra|Production", "", "the environment 'Production' has no host" },
        { "Lisbon, Porto=p.intra", "", "the environment 'Lisbon' has no host" },
        { "=p.intra", "", "the environment '=p.intra' has no name" },
        { "P=", "", "the environment 'P' has no host" },
        { "P=https:///x", "", "the environment 'P' has no host" },
        { "P=two words", "", "the host 'two words' has a character that no host has, ' '" },
        { "P=a@p.intra", "", "the host 'a@p.intra' has a character that no host has, '@'" },
        { "P=m\u00fcnchen.intra", "", "the host 'm\u00fcnchen.intra' has a character that no host has, '\u00fc'" },
        { "P=xn--mnchen-3ya.intra", "", "P unknown xn--mnchen-3ya.intra Unknown 0; " },
        { "P=acme.outsystemsenterprise.com.", "", "P cloud acme.outsystemsenterprise.com Unknown 0; " },
        { "P=https://p.intra.:443/x|P=p.intra", "", "P unknown p.intra Unknown 0; " },
        { "P=srv_01|T=10.0.0.1", "", "P unknown srv_01 Unknown 0; T unknown 10.0.0.1 Unknown 0; " },
        { "P=.host", "", "the host '.host' has nothing between two of its dots, or before the first" },
        { "P=..", "", "the host '..' has nothing between two of its dots, or before the first" },
        { "P=a..b", "", "the host 'a..b' has nothing between two of its dots, or before the first" },
        { "P=-x", "", "the host '-x' has a part that begins or ends with a hyphen, '-x'" },
        { "P=a.b-.c", "", "the host 'a.b-.c' has a part that begins or ends with a hyphen, 'b-'" },
        { "P=_", "", "the host '_' has a part without a letter or digit, '_'" },
        { "P=" L70, "", "the host '" L70 "' has a part of more than 63 characters, '" L70 "'" },
        { "P=ftp://p.intra", "", "'ftp://' is not how the address of an environment begins" },
        { "P=p.intra#", "", "'' is no number of front-ends" },
        { "P=p.intra#0", "", "'0' is no number of front-ends" },
        { "P=p.intra#1001", "", "'1001' is no number of front-ends" },
        { "P=p.intra|T=t.intra", "SRV1", "the front-end 'SRV1' is of no environment" },
        { "P=p.intra", "Q=SRV1", "the front-end 'Q=SRV1' is of no environment" },
        { "P=p.intra", "SRV1,srv_2.acme.example", "P unknown p.intra Unknown 2 SRV1,srv_2.acme.example; " },
        { "P=p.intra", "SRV1,*", "the front-end '*' is no name of a computer" },
        { "P=p.intra|T=t.intra", "P=SRV1|T=a b;x", "the front-end 'a b;x' is no name of a computer" },
        { "P=p.intra", "SRV1.", "the front-end 'SRV1.' is no name of a computer" },
        { "\u201CProduction\u201D=p.intra|\"Test\"=t.intra", "\u2018production\u2019=SRV1",
          "Production unknown p.intra Production 1 SRV1; Test unknown t.intra Test 0; " },
        { "\u201EP\u00A0=\u00A0p.intra\u201C, 'T=t.intra'", "", "P unknown p.intra Unknown 0; T unknown t.intra Unknown 0; " },
        { "P=\u201Cp.intra\u201D", "", "the host '\u201Cp.intra\u201D' has a character that no host has, '\u201C'" },
        { "\u201C\u201D=p.intra", "", "the environment '\u201C\u201D=p.intra' has no name" },
        { "P=p.intra|\u201CP\u201D=q.intra", "", "two environments are called P" },
    };
    (void)state;
    check(NULL, NULL, rows, COUNT_OF(rows));
}

static void a_list_is_what_names_are_looked_up_in(void **state)
{
    static const struct row rows[] = {
        { "test,Production", "", "Test cloud  Unknown 0; Production self-managed  Unknown 4; " },
        { "K-1|Test", "", "Test cloud  Unknown 0; " },
        { "Lisbon, Porto", "", "Lisbon, Porto self-managed  Unknown 0; " },
        { "Test,Prodution", "", "Test cloud  Unknown 0; ?Prodution; " },
        { "Production=acme.outsystemsenterprise.com", "", "?Production=acme.outsystemsenterprise.com; " },
        { "Production", "SRV1|SRV2", "Production self-managed  Unknown 4 SRV1,SRV2; " },
        { "\u201CTest\u201D,'Production'", "", "Test cloud  Unknown 0; Production self-managed  Unknown 4; " },
        { "\u201CLisbon, Porto\u201D|\u201EK-1\u201C", "", "Lisbon, Porto self-managed  Unknown 0; Test cloud  Unknown 0; " },
        { "\u201CTest", "", "?\u201CTest; " },
        { "Test|Production", "\u201Cproduction\u201D=SRV1", "Test cloud  Unknown 0; Production self-managed  Unknown 4 SRV1; " },
        { "Test|Production", "production=SRV1", "Test cloud  Unknown 0; Production self-managed  Unknown 4 SRV1; " },
    };
    (void)state;
    check(&inventory, NULL, rows, COUNT_OF(rows));
}

static void a_renewal_knows_those_of_the_old_bundle(void **state)
{
    static const struct row rows[] = {
        { "Test", "", "Test cloud  Unknown 0; " },
        { "Test|New=n.outsystemsenterprise.com", "", "Test cloud  Unknown 0; New cloud n.outsystemsenterprise.com Unknown 0; " },
        { "Production=p.outsystemsenterprise.com", "", "Production cloud p.outsystemsenterprise.com Production 0; " },
        { "Prodution", "", "?Prodution; " },
    };
    (void)state;
    check(NULL, &inventory, rows, COUNT_OF(rows));
}

static void an_old_bundle_hands_on_no_front_end_that_is_none(void **state)
{
    static const struct view names[] = { VIEW_ROW("SRV1"), VIEW_ROW("*") };
    static const struct environment was = { .name = VIEW_ROW("Test"), .front_end_names = names, .n_front_end_names = COUNT_OF(names) };
    static const struct inventory old = { .environments = &was, .n_environments = 1 };
    static const struct row rows[] = {
        { "Test", "", "the front-end '*' is no name of a computer" },
        { "Test", "SRV1", "Test cloud  Unknown 1 SRV1; " },
    };
    (void)state;
    check(NULL, &old, rows, COUNT_OF(rows));
}

static void no_more_front_ends_are_named_than_the_record_takes(void **state)
{
    (void)state;
    for (size_t n = 99; n <= 101; n++) {
        struct arena arena = { 0 };
        struct buf b = BUF_INIT(LIMIT_TICKET_BYTES);
        for (size_t i = 0; i < n; i++)
            buf_fmt(&b, "%sS%zu", i ? "," : "", i);
        const char *got = settle(&arena, &inventory, NULL, "Test", view_dup(&arena, buf_view(&b)).p);
        assert_int_equal(strcmp(got, "more than 100 front-ends of Test") == 0, n > 100);
        buf_free(&b);
        arena_free(&arena);
    }
}

static void whether_a_list_is_needed_is_told_from_the_words(void **state)
{
    struct arena arena = { 0 };
    const struct view_list none = { 0 }, said = words(&arena, "A=a|B=b"), mixed = words(&arena, "A=a|B");
    (void)state;
    assert_true(environments_say_where(&said));
    assert_false(environments_say_where(&none) || !environments_say_where(&mixed));
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_says_where_its_environments_run),
        cmocka_unit_test(a_list_is_what_names_are_looked_up_in),
        cmocka_unit_test(a_renewal_knows_those_of_the_old_bundle),
        cmocka_unit_test(an_old_bundle_hands_on_no_front_end_that_is_none),
        cmocka_unit_test(no_more_front_ends_are_named_than_the_record_takes),
        cmocka_unit_test(whether_a_list_is_needed_is_told_from_the_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
