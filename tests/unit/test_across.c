/* What only shows when bundles are seen together. */
#include "steps/across.h"

#include <signal.h>
#include <sys/resource.h>

#include "base/limits.h"
#include "unit.h"

static const struct cert replaced = { .sha256 = { 1 }, .sha1 = { 3 } };
static const struct cert one = { .sha256 = { 1 } }, two = { .sha256 = { 2 } };
static const struct environment test = { .name = VIEW_ROW("Test"), .key = VIEW_ROW("k1") };
static const struct environment test_without_key = { .name = VIEW_ROW("test") };
static const struct environment test_by_key = { .name = VIEW_ROW("Testing"), .key = VIEW_ROW("K1") };
static const struct environment test_at = { .name = VIEW_ROW("Test"), .host = VIEW_ROW("test.example") };
static const struct environment at_host = { .name = VIEW_ROW("Tst"), .host = VIEW_ROW("Test.example") };
static const struct environment elsewhere = { .name = VIEW_ROW("Test"), .host = VIEW_ROW("other.example") };
static const struct environment production = { .name = VIEW_ROW("Production") };

struct row {
    const char *id;
    const struct cert *cert;
    const struct environment *environment;
    enum purpose purpose;
    const char *infrastructure, *renews;
    unsigned char content;
    const char *says; /* a part of the first problem; NULL: none */
    size_t problems;
    const char *removes; /* SHA-256 */
};

/* The SHA-256 of the two certificates. */
#define ZEROS "000000000000000000000000000000"
#define ONE "01" ZEROS ZEROS "00"
#define TWO "02" ZEROS ZEROS "00"

struct sight {
    struct arena arena;
    struct across *across;
};

static void open_sight(struct sight *s)
{
    *s = (struct sight){ .across = across_new(1) };
}

static void close_sight(struct sight *s)
{
    across_free(s->across);
    arena_free(&s->arena);
}

static struct bundle_problems add(struct sight *s, const struct row *row, size_t number)
{
    const struct case_cert cert = { .cert = row->cert };
    const struct case_record record = {
        .id = view_of(row->id),
        .purpose = row->purpose,
        .environments = row->environment,
        .n_environments = 1,
        .certs = row->cert ? &cert : NULL,
        .n_certs = row->cert != NULL,
        .infrastructure = view_of(row->infrastructure),
        .replaced = { .case_id = view_of(row->renews), .sha256 = view_of(row->removes) },
    };
    const unsigned char sha256[32] = { row->content };
    struct bundle_problems out = { 0 };
    across_add(s->across, &s->arena, &(struct across_bundle){ view_fmt(&s->arena, "%zu.zip", number), &record, sha256 }, &out);
    return out;
}

static void check(const char *name, const struct row *rows, size_t n)
{
    struct sight s;
    open_sight(&s);
    for (size_t i = 0; i < n; i++) {
        size_t at;
        struct bundle_problems got = add(&s, &rows[i], i);
        if (got.n != rows[i].problems)
            fail_msg("%s: bundle %zu has %zu problems instead of %zu", name, i, got.n, rows[i].problems);
        if (rows[i].says && !view_find(got.items[0].detail, view_of(rows[i].says), &at))
            fail_msg("%s: '%s' is not in: %.*s", name, rows[i].says, VIEW_ARG(got.items[0].detail));
    }
    close_sight(&s);
}

static void repetitions_and_contradictions_name_the_earlier_bundle(void **state)
{
    static const struct row repeated[] = {
        { "a", &one, &test, PURPOSE_TRUSTED_ROOT, NULL, NULL, 1, NULL, 0, NULL },
        { "b", &one, &production, PURPOSE_TRUSTED_ROOT, NULL, NULL, 2, NULL, 0, NULL },
        { "c", &two, &test, PURPOSE_TRUSTED_ROOT, NULL, NULL, 3, NULL, 0, NULL },
        { "d", &one, &test, PURPOSE_TRUSTED_ROOT, NULL, NULL, 4, "the same certificate is requested for Test by 0.zip", 1, NULL },
        { "e", &one, &test_without_key, PURPOSE_TRUSTED_ROOT, NULL, NULL, 5, "by 0.zip", 1, NULL },
        { "f", &one, &test_by_key, PURPOSE_TRUSTED_ROOT, NULL, NULL, 6, "by 0.zip", 1, NULL },
        { "g", &one, &test, PURPOSE_SERVER, NULL, NULL, 7, "asks for trusted-root", 1, NULL },
        { "h", &one, &test_without_key, PURPOSE_TRUSTED_ROOT, "Other", NULL, 8, NULL, 0, NULL },
        { "h2", &one, &test_without_key, PURPOSE_TRUSTED_ROOT, "OTHER", NULL, 10, "by 7.zip", 1, NULL },
        { "i", NULL, &test, PURPOSE_TRUSTED_ROOT, NULL, NULL, 9, NULL, 0, NULL },
    };
    static const struct row same_id[] = {
        { "a", &one, &test, PURPOSE_TRUSTED_ROOT, NULL, NULL, 1, NULL, 0, NULL },
        { "a", &one, &test, PURPOSE_TRUSTED_ROOT, NULL, NULL, 1, "it is a copy of 0.zip", 1, NULL },
        { "a", &one, &test, PURPOSE_TRUSTED_ROOT, NULL, NULL, 2, "0.zip has the same case id a with other content", 1, NULL },
        { "a", &two, &production, PURPOSE_TRUSTED_ROOT, NULL, NULL, 3, "with other content", 1, NULL },
        { "a", &one, &test, PURPOSE_CLIENT_SIDE, NULL, NULL, 4, "with other content", 2, NULL },
    };
    (void)state;
    check("repeated", repeated, COUNT_OF(repeated));
    check("same id", same_id, COUNT_OF(same_id));
}

static void a_host_is_one_place_whatever_stands_beside_it(void **state)
{
    static const struct row rows[] = {
        { "a", &one, &test_at, PURPOSE_TRUSTED_ROOT, "Ours", NULL, 1, NULL, 0, NULL },
        { "b", &one, &at_host, PURPOSE_TRUSTED_ROOT, NULL, NULL, 2, "requested for Tst by 0.zip", 1, NULL },
        { "c", &one, &elsewhere, PURPOSE_TRUSTED_ROOT, "Ours", NULL, 3, NULL, 0, NULL },
    };
    (void)state;
    check("hosts", rows, COUNT_OF(rows));
}

static void what_one_installs_and_another_removes_is_told_but_of_renewals(void **state)
{
    static const struct row removed_later[] = {
        { "a", &one, &test, PURPOSE_TRUSTED_ROOT, NULL, NULL, 1, NULL, 0, NULL },
        { "b", &two, &production, PURPOSE_TRUSTED_ROOT, NULL, NULL, 2, NULL, 0, ONE },
        { "c", &two, &test, PURPOSE_TRUSTED_ROOT, NULL, NULL, 3, "for Test it asks to remove the certificate that 0.zip asks to", 1, ONE },
        { "d", &two, &test, PURPOSE_TRUSTED_ROOT, NULL, "a", 4, "the same certificate is requested for Test by 2.zip", 1, ONE },
    };
    static const struct row root_stays[] = { /* a CA below it is renewed */
        { "a", &one, &test, PURPOSE_TRUSTED_ROOT, NULL, NULL, 1, NULL, 0, NULL },
        { "b", &one, &test, PURPOSE_TRUSTED_ROOT, NULL, "a", 2, NULL, 0, TWO },
    };
    static const struct row root_stayed[] = {
        { "b", &one, &test, PURPOSE_TRUSTED_ROOT, NULL, "a", 1, NULL, 0, TWO },
        { "a", &one, &test, PURPOSE_TRUSTED_ROOT, NULL, NULL, 2, NULL, 0, NULL },
        { "c", &one, &test, PURPOSE_TRUSTED_ROOT, NULL, NULL, 3, "the same certificate is requested for Test by 0.zip", 1, NULL },
    };
    static const struct row removed_before[] = {
        { "b", &two, &test, PURPOSE_TRUSTED_ROOT, NULL, "a", 1, NULL, 0, ONE },
        { "a", &one, &test, PURPOSE_TRUSTED_ROOT, NULL, NULL, 2, NULL, 0, NULL },
        { "x", &one, &test_by_key, PURPOSE_TRUSTED_ROOT, NULL, NULL, 3, "the same certificate", 2, NULL },
    };
    static const struct row removed_by_another[] = {
        { "b", &two, &test, PURPOSE_TRUSTED_ROOT, NULL, NULL, 1, NULL, 0, ONE },
        { "a", &one, &test, PURPOSE_TRUSTED_ROOT, NULL, NULL, 2, "for Test 0.zip asks to remove the certificate that this one", 1, NULL },
        { "c", &two, &test, PURPOSE_TRUSTED_ROOT, NULL, "a", 3, "the same certificate is requested for Test by 0.zip", 1, ONE },
    };
    (void)state;
    check("root stays", root_stays, COUNT_OF(root_stays));
    check("root stayed", root_stayed, COUNT_OF(root_stayed));
    check("removed later", removed_later, COUNT_OF(removed_later));
    check("removed before", removed_before, COUNT_OF(removed_before));
    check("removed by another", removed_by_another, COUNT_OF(removed_by_another));
}

static void a_bundle_named_twice_is_no_copy_of_itself(void **state)
{
    static const struct row row = { "a", &one, &test, PURPOSE_TRUSTED_ROOT, NULL, NULL, 1, NULL, 0, NULL };
    struct sight s;
    (void)state;
    open_sight(&s);
    assert_int_equal(add(&s, &row, 0).n, 0);
    assert_int_equal(add(&s, &row, 0).n, 0);
    assert_int_equal(add(&s, &row, 1).n, 1);
    close_sight(&s);
}

static void several_environments_are_one_problem(void **state)
{
    struct environment many[5] = {
        { .name = VIEW("A") }, { .name = VIEW("B") }, { .name = VIEW("C") }, { .name = VIEW("D") }, { .name = VIEW("E") }
    };
    const struct case_cert cert = { .cert = &one };
    struct case_record record = { .id = VIEW("a"), .environments = many, .n_environments = 4, .certs = &cert, .n_certs = 1 };
    const unsigned char first[32] = { 1 }, second[32] = { 2 };
    struct bundle_problems out = { 0 };
    struct sight s;
    size_t at;
    (void)state;
    open_sight(&s);
    across_add(s.across, &s.arena, &(struct across_bundle){ VIEW("a.zip"), &record, first }, &out);
    record.id = VIEW("b");
    record.environments = many + 1;
    across_add(s.across, &s.arena, &(struct across_bundle){ VIEW("b.zip"), &record, second }, &out);
    assert_int_equal(out.n, 1);
    assert_true(view_find(out.items[0].detail, VIEW("for B and 2 more environments by a.zip"), &at));
    close_sight(&s);
}

static void so_many_repetitions_are_told_and_no_more(void **state)
{
    struct environment many[LIMIT_ARCHIVE_PROBLEMS + 5] = { 0 };
    const struct case_cert cert = { .cert = &one };
    struct case_record record = { .n_environments = 1, .certs = &cert, .n_certs = 1 };
    struct bundle_problems out = { 0 };
    struct sight s;
    (void)state;
    open_sight(&s);
    for (size_t i = 0; i < COUNT_OF(many); i++) {
        const unsigned char sha256[32] = { (unsigned char)i };
        many[i].name = record.id = view_fmt(&s.arena, "%zu", i);
        record.environments = &many[i];
        across_add(s.across, &s.arena, &(struct across_bundle){ record.id, &record, sha256 }, &out);
    }
    assert_int_equal(out.n, 0);
    record.id = VIEW("all");
    record.environments = many;
    record.n_environments = COUNT_OF(many);
    across_add(s.across, &s.arena, &(struct across_bundle){ record.id, &record, (const unsigned char[32]){ 99 } }, &out);
    assert_int_equal(out.n, LIMIT_ARCHIVE_PROBLEMS);
    close_sight(&s);
}

static void an_environment_named_twice_is_no_repetition(void **state)
{
    const struct environment twice[] = { test, test };
    const struct case_cert cert = { .cert = &one };
    const struct case_record record = { .id = VIEW("a"), .environments = twice, .n_environments = 2, .certs = &cert, .n_certs = 1 };
    const unsigned char sha256[32] = { 1 };
    struct bundle_problems out = { 0 };
    struct sight s;
    (void)state;
    open_sight(&s);
    across_add(s.across, &s.arena, &(struct across_bundle){ VIEW("a.zip"), &record, sha256 }, &out);
    assert_int_equal(out.n, 0);
    close_sight(&s);
}

static void predecessors_may_come_later_but_must_come(void **state)
{
    static const struct row rows[] = {
        { "new", &one, &test, PURPOSE_TRUSTED_ROOT, NULL, "old", 1, NULL, 0, NULL },
        { "old", &two, &test, PURPOSE_TRUSTED_ROOT, NULL, NULL, 2, NULL, 0, NULL },
        { "lost", &two, &production, PURPOSE_TRUSTED_ROOT, NULL, "gone", 3, NULL, 0, NULL },
    };
    struct across_orphan orphan;
    struct sight s;
    (void)state;
    open_sight(&s);
    add(&s, &rows[2], 0);
    assert_false(across_next_orphan(s.across, &s.arena, &orphan)); /* seen alone, nothing can be said */
    close_sight(&s);
    open_sight(&s);
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_int_equal(add(&s, &rows[i], i).n, 0);
    assert_true(across_next_orphan(s.across, &s.arena, &orphan));
    assert_true(view_eq(orphan.path, VIEW("2.zip")) && view_eq(orphan.case_id, VIEW("lost")));
    assert_int_equal(orphan.problem.severity, SEV_NOTE);
    assert_false(across_next_orphan(s.across, &s.arena, &orphan));
    close_sight(&s);
}

static void a_renewal_replaces_what_its_predecessor_has(void **state)
{
    static const char *const sha1[] = { "03" "00000000000000000000000000000000000000", "04" "00000000000000000000000000000000000000" };
    (void)state;
    for (int wrong = 0; wrong < 2; wrong++)
        for (int first = 0; first < 2; first++) {
            const struct case_cert certs[] = { { .cert = &two }, { .cert = &replaced } };
            const struct case_record records[] = {
                { .id = VIEW("old"), .certs = certs, .n_certs = 2 },
                { .id = VIEW("new"), .replaced = { .case_id = VIEW("old"), .sha256 = VIEW(ONE), .sha1 = view_of(sha1[wrong]) } },
            };
            struct bundle_problems out = { 0 };
            struct across_orphan orphan;
            struct sight s;
            size_t at;
            open_sight(&s);
            across_add(s.across, &s.arena, &(struct across_bundle){ VIEW("1"), &records[first], (const unsigned char[32]){ 1 } }, &out);
            across_add(s.across, &s.arena, &(struct across_bundle){ VIEW("2"), &records[!first], (const unsigned char[32]){ 2 } }, &out);
            assert_int_equal(across_next_orphan(s.across, &s.arena, &orphan), wrong);
            assert_true(!wrong || view_find(orphan.problem.detail, VIEW("a certificate that the case old, which it renews, doesn't"), &at));
            assert_false(across_next_orphan(s.across, &s.arena, &orphan));
            close_sight(&s);
        }
}

static void what_is_found_does_not_depend_on_the_salt(void **state)
{
    static const uint64_t salts[] = { 0, 1, UINT64_MAX };
    static const struct row row = { "a", &one, &test, PURPOSE_TRUSTED_ROOT, NULL, NULL, 1, NULL, 0, NULL };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(salts); i++) {
        struct sight s = { .across = across_new(salts[i]) };
        size_t at;
        assert_int_equal(add(&s, &row, 0).n, 0);
        struct bundle_problems got = add(&s, &row, 1);
        assert_int_equal(got.n, 1);
        assert_true(view_find(got.items[0].detail, VIEW("it is a copy of 0.zip"), &at));
        close_sight(&s);
    }
}

/* More than stays in memory; each renews the one before it. */
enum { MANY = 30000 };

static void add_many(struct sight *s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct cert cert = { .sha256 = { (unsigned char)i, (unsigned char)(i >> 8) } };
        char id[32], old[32];
        snprintf(id, sizeof id, "case-%zu", i);
        snprintf(old, sizeof old, "case-%zu", i - 1);
        const struct row row = { id, &cert, &test, PURPOSE_TRUSTED_ROOT, NULL, i ? old : "lost", 1, NULL, 0, NULL };
        assert_int_equal(add(s, &row, i).n, 0);
        arena_reset(&s->arena);
    }
}

static void many_bundles_are_told_apart(void **state)
{
    struct sight s;
    struct err e;
    (void)state;
    open_sight(&s);
    add_many(&s, MANY);
    assert_true(across_ok(s.across, &e));
    const struct cert seventh = { .sha256 = { 7 } };
    const struct row again = { "again", &seventh, &test, PURPOSE_TRUSTED_ROOT, NULL, NULL, 1, NULL, 0, NULL };
    struct bundle_problems got = add(&s, &again, MANY);
    size_t at;
    assert_int_equal(got.n, 1);
    assert_true(view_find(got.items[0].detail, VIEW("by 7.zip"), &at));
    struct across_orphan orphan;
    assert_true(across_next_orphan(s.across, &s.arena, &orphan));
    assert_true(view_eq(orphan.path, VIEW("0.zip")) && view_eq(orphan.case_id, VIEW("case-0")));
    assert_false(across_next_orphan(s.across, &s.arena, &orphan));
    assert_true(across_ok(s.across, &e));
    close_sight(&s);
}

static void a_temporary_file_that_fails_is_told(void **state)
{
    struct sight s;
    struct rlimit was;
    struct err e;
    (void)state;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
    const struct rlimit little = { .rlim_cur = LIMIT_SPOOL_MEMORY / 2, .rlim_max = was.rlim_max };
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &little), 0);
    open_sight(&s);
    add_many(&s, MANY);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
    assert_false(across_ok(s.across, &e));
    assert_string_equal(e.where, "a temporary file in /tmp");
    close_sight(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(repetitions_and_contradictions_name_the_earlier_bundle),
        cmocka_unit_test(a_host_is_one_place_whatever_stands_beside_it),
        cmocka_unit_test(what_one_installs_and_another_removes_is_told_but_of_renewals),
        cmocka_unit_test(a_bundle_named_twice_is_no_copy_of_itself),
        cmocka_unit_test(several_environments_are_one_problem),
        cmocka_unit_test(so_many_repetitions_are_told_and_no_more),
        cmocka_unit_test(an_environment_named_twice_is_no_repetition),
        cmocka_unit_test(predecessors_may_come_later_but_must_come),
        cmocka_unit_test(a_renewal_replaces_what_its_predecessor_has),
        cmocka_unit_test(what_is_found_does_not_depend_on_the_salt),
        cmocka_unit_test(many_bundles_are_told_apart),
        cmocka_unit_test(a_temporary_file_that_fails_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
