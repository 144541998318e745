/* Who replaces whom: by certificate and environment, the one that lasts longest. How rows are told and merged is in test_renewals.c. */
#include "base/limits.h"
#include "model/words.h"
#include "steps/successors.h"
#include "unit.h"

enum { NOW = 1795161600 /* 2026-11-20T08:00:00Z */, DAY = 86400, OLD = 7 };

static const struct renewal_place test = { .name = VIEW_ROW("Test"), .key = VIEW_ROW("K-1") };
static const struct renewal_place live = { .name = VIEW_ROW("Production"), .key = VIEW_ROW("k-2") };
static const struct renewal_place keyless = { .name = VIEW_ROW("production") };
static const struct renewal_place composed = { .name = VIEW_ROW("Qualit\u00E0") }, apart = { .name = VIEW_ROW("Qualita\u0300") };
static const struct renewal_place here = { .name = VIEW_ROW("Production"), .host = VIEW_ROW("a.example.com") };
static const struct renewal_place also_here = { .name = VIEW_ROW("Production"), .host = VIEW_ROW("A.example.com") };
static const struct renewal_place there = { .name = VIEW_ROW("Production"), .host = VIEW_ROW("b.example.com") };
static const struct renewal_place moved = { .name = VIEW_ROW("Production"), .key = VIEW_ROW("K-2"), .host = VIEW_ROW("b.example.com") };
static const struct renewal_place renamed = { .name = VIEW_ROW("Live"), .host = VIEW_ROW("A.example.com") };
static const struct renewal_place other_keyless = { .name = VIEW_ROW("Live") };
static const struct renewal_kin kin = { .subject = "CN=the same one", .key = "its first key" };

struct ask {
    const char *case_id, *infrastructure;
    const struct renewal_place *place; /* NULL: none */
    int replaced, days;
};

static void add(struct successors *all, const struct ask *ask, bool claimed)
{
    struct successor s = {
        .case_id = view_of(ask->case_id),
        .infrastructure = view_of(ask->infrastructure),
        .places = ask->place,
        .n_places = ask->place != NULL,
        .not_after = NOW + (int64_t)DAY * ask->days,
        .unseen = claimed,
        .kin = kin,
    };
    memset(s.replaced, ask->replaced, sizeof s.replaced);
    assert_true(successors_add(all, &s));
}

static void test_the_successor_of_this_certificate_in_this_environment_that_lasts_longest(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const struct renewal_place *place;
        const char *infrastructure;
        struct ask asks[3];
        const char *by; /* NULL: nothing renews it */
    } rows[] = {
        { "nothing was asked for", &live, "", { { 0 } }, NULL },
        { "the same key", &live, "", { { "a", "", &live, OLD, 400 } }, "a" },
        { "another certificate", &live, "", { { "a", "", &live, OLD + 1, 400 } }, NULL },
        { "another environment", &live, "", { { "a", "", &test, OLD, 400 } }, NULL },
        { "it does not last longer", &live, "", { { "a", "", &live, OLD, 30 } }, NULL },
        { "the one that lasts",
          &live,
          "",
          { { "a", "", &live, OLD, 300 }, { "b", "", &live, OLD, 500 }, { "c", "", &live, OLD, 400 } },
          "b" },
        { "of two that last as long the first by name", &live, "", { { "b", "", &live, OLD, 400 }, { "a", "", &live, OLD, 400 } }, "a" },
        { "by name where one has no keys", &live, "", { { "a", "", &keyless, OLD, 400 } }, "a" },
        { "by a name with its accent apart", &composed, "", { { "b", "", &keyless, OLD, 500 }, { "a", "", &apart, OLD, 400 } }, "a" },
        { "by name where the other has none", &keyless, "", { { "a", "", &live, OLD, 400 } }, "a" },
        { "a name in another infrastructure", &keyless, "One", { { "a", "Two", &live, OLD, 400 } }, NULL },
        { "a name in the same one", &keyless, "One", { { "a", "Two", &live, OLD, 500 }, { "b", "One", &live, OLD, 400 } }, "b" },
        { "a name in the same one, written otherwise", &keyless, "Acme Qualit\u00E0",
          { { "a", "ACME Qualita\u0300", &live, OLD, 400 } }, "a" },
        { "a name in one that isn't named", &keyless, "One", { { "a", "", &live, OLD, 400 } }, "a" },
        { "a name at another host", &here, "", { { "a", "", &there, OLD, 500 }, { "b", "", &also_here, OLD, 400 } }, "b" },
        { "a name at another host alone", &here, "One", { { "a", "One", &there, OLD, 500 } }, NULL },
        { "a name that tells no host", &here, "One", { { "a", "", &keyless, OLD, 500 }, { "b", "One", &here, OLD, 400 } }, "a" },
        { "a key at another host", &live, "", { { "a", "", &moved, OLD, 400 } }, "a" },
        { "a host that a key's inventory tells", &here, "", { { "a", "", &moved, OLD, 400 } }, NULL },
        { "a file that tells no environments", NULL, "", { { "a", "", &test, OLD, 400 } }, "a" },
        { "it replaces nothing that is named", &live, "", { { "a", "", &live, 0, 400 } }, NULL },
        { "a case that names no environment", &live, "", { { "a", "", NULL, OLD, 400 } }, NULL },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct successors own_all = { .most = LIMIT_RENEWALS_BYTES }, *all = &own_all;
        struct renewal_place place = rows[i].place ? *rows[i].place : (struct renewal_place){ 0 };
        struct renewal row = { .places = &place, .n_places = rows[i].place != NULL, .not_after = NOW + 30 * DAY, .status = RENEWAL_DUE };
        row.kin = kin;
        row.infrastructure = view_of(rows[i].infrastructure);
        memset(row.sha256, OLD, sizeof row.sha256);
        for (size_t k = 0; k < COUNT_OF(rows[i].asks) && rows[i].asks[k].case_id; k++)
            add(all, &rows[i].asks[k], false);
        successors_mark(all, &row);
        if (!view_eq_text(row.renewed_by, rows[i].by ? rows[i].by : ""))
            fail_msg("%s: renewed by '%.*s'", rows[i].name, VIEW_ARG(row.renewed_by));
        if ((row.status == RENEWAL_RENEWED) != (rows[i].by != NULL) || (row.n_places && place.renewed != (rows[i].by != NULL)))
            fail_msg("%s: its status", rows[i].name);
        arena_free(&all->arena);
    }
}

static void test_another_name_on_the_same_host_is_named_and_renews_nothing(void **state)
{
    static const struct {
        const char *name;
        const struct renewal_place *place;
        struct ask asks[2];
        const char *by;
    } rows[] = {
        { "alone", &here, { { "a", "", &renamed, OLD, 400 }, { "b", "", &there, OLD, 500 } }, "a" },
        { "beside what renews it", &here, { { "a", "", &renamed, OLD, 500 }, { "b", "", &here, OLD, 400 } }, "" },
        { "for another certificate", &here, { { "a", "", &renamed, OLD + 1, 400 } }, "" },
        { "that does not last longer", &here, { { "a", "", &renamed, OLD, 30 } }, "" },
        { "where no host is told", &keyless, { { "a", "", &other_keyless, OLD, 400 } }, "" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct successors all = { .most = LIMIT_RENEWALS_BYTES };
        struct renewal_place place = *rows[i].place;
        struct renewal row = { .places = &place, .n_places = 1, .not_after = NOW + 30 * DAY, .status = RENEWAL_DUE, .kin = kin };
        memset(row.sha256, OLD, sizeof row.sha256);
        for (size_t k = 0; k < COUNT_OF(rows[i].asks) && rows[i].asks[k].case_id; k++)
            add(&all, &rows[i].asks[k], false);
        successors_mark(&all, &row);
        if (!view_eq_text(row.other_by, rows[i].by) || !view_eq_text(row.other_place, rows[i].by[0] ? "Live" : ""))
            fail_msg("%s: by '%.*s'", rows[i].name, VIEW_ARG(row.other_by));
        assert_true(!rows[i].by[0] || row.status == RENEWAL_DUE);
        arena_free(&all.arena);
    }
}

/* What nobody saw doesn't count for as much: its record may say any day, and whom it replaces. */
static void test_what_a_record_alone_says_is_claimed_and_goes_behind_what_was_seen(void **state)
{
    static const struct ask a = { "a", "", &live, OLD, 9000 }, b = { "b", "", &live, OLD, 400 }, c = { "c", "", &test, OLD, 400 },
                            d = { "d", "", &live, OLD, 30 };
    static const struct {
        const char *name;
        const struct ask *seen[2], *claimed[2];
        enum renewal_status status;
        const char *by;
    } rows[] = {
        { "a shut PFX alone", { 0 }, { &a, &c }, RENEWAL_CLAIMED, "c" },
        { "one of two environments", { &c }, { &a }, RENEWAL_CLAIMED, "a" },
        { "the other one of them", { &b }, { &c }, RENEWAL_CLAIMED, "c" },
        { "it is not for all of them", { 0 }, { &a }, RENEWAL_DUE, "a" },
        { "what was seen goes before", { &b, &c }, { &a }, RENEWAL_RENEWED, "c" },
        { "what was seen, but doesn't last", { &d, &c }, { &a }, RENEWAL_CLAIMED, "a" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct successors own_all = { .most = LIMIT_RENEWALS_BYTES }, *all = &own_all;
        struct renewal_place places[] = { live, test };
        struct renewal row = { .places = places, .n_places = COUNT_OF(places), .not_after = NOW + 30 * DAY, .status = RENEWAL_DUE };
        row.kin = kin;
        memset(row.sha256, OLD, sizeof row.sha256);
        for (size_t k = 0; k < 2 && rows[i].seen[k]; k++)
            add(all, rows[i].seen[k], false);
        for (size_t k = 0; k < 2 && rows[i].claimed[k]; k++)
            add(all, rows[i].claimed[k], true);
        successors_mark(all, &row);
        bool claimed = row.status != RENEWAL_RENEWED;
        if (row.status != rows[i].status || !view_eq_text(row.renewed_by, rows[i].by) || (row.claim == CLAIM_SHUT) != claimed ||
            claimed != (places[0].claimed || places[1].claimed))
            fail_msg("%s: %s by '%.*s'", rows[i].name, renewal_status_word(row.status), VIEW_ARG(row.renewed_by));
        arena_free(&all->arena);
    }
}

/* Whoever makes a bundle can name any certificate as the one that it replaces. */
static void test_what_has_neither_name_nor_key_is_claimed_and_goes_behind_what_has(void **state)
{
    static const struct renewal_kin other = { .subject = "CN=another one", .key = "its own key" };
    static const struct {
        const char *name;
        struct renewal_kin kin;
        bool came_along, second, changed;
        enum renewal_claim claim;
    } rows[] = {
        { "another's", { .subject = "CN=another one", .key = "its own key" }, false, false, false, CLAIM_OF_ANOTHER },
        { "another's, whose names are not known", { .subject = { 0 }, .key = { 0 } }, false, false, false, CLAIM_OF_ANOTHER },
        { "another name, the same key", { .subject = "CN=renamed", .key = "its first key" }, false, false, false, CLAIM_NONE },
        { "the same name, another key", { .subject = "CN=the same one", .key = "its second key" }, false, false, false, CLAIM_NONE },
        { "of what it came along with", { .subject = "CN=the same one", .key = "its second key" }, true, false, false, CLAIM_NONE },
        { "another's, beside its own", { .subject = "CN=another one", .key = "its own key" }, false, true, false, CLAIM_NONE },
        { "its own, in a changed bundle", { .subject = "CN=the same one", .key = "its first key" }, false, false, true, CLAIM_CHANGED },
        { "that one, beside its own", { .subject = "CN=the same one", .key = "its first key" }, false, true, true, CLAIM_NONE },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct successors own_all = { .most = LIMIT_RENEWALS_BYTES }, *all = &own_all;
        struct renewal_place place = live;
        struct renewal row = { .places = &place, .n_places = 1, .not_after = NOW, .status = RENEWAL_DUE, .case_id = VIEW("old") };
        struct successor s = { .case_id = VIEW("new"), .places = &live, .n_places = 1, .not_after = NOW + 9000LL * DAY };
        s.kin = rows[i].kin;
        s.changed = rows[i].changed;
        row.kin = rows[i].came_along ? other : kin;
        row.case_kin = kin;
        memset(rows[i].came_along ? row.case_sha256 : row.sha256, OLD, sizeof row.sha256);
        memset(s.replaced, OLD, sizeof s.replaced);
        assert_true(successors_add(all, &s));
        if (rows[i].second)
            add(all, &(struct ask){ "b", "", &live, OLD, 400 }, false);
        successors_mark(all, &row);
        if (row.claim != rows[i].claim || row.status != (row.claim ? RENEWAL_CLAIMED : RENEWAL_RENEWED))
            fail_msg("%s: %s", rows[i].name, renewal_claim_word(row.claim));
        arena_free(&all->arena);
    }
}

static void test_the_vendors_own_is_never_renewed_by_a_case(void **state)
{
    (void)state;
    struct successors own_all = { .most = LIMIT_RENEWALS_BYTES }, *all = &own_all;
    struct renewal_place place = live;
    struct renewal row = { .places = &place, .n_places = 1, .not_after = NOW, .status = RENEWAL_VENDORS };
    memset(row.sha256, OLD, sizeof row.sha256);
    add(all, &(struct ask){ "a", "", &live, OLD, 400 }, false);
    successors_mark(all, &row);
    assert_int_equal(row.status, RENEWAL_VENDORS);
    assert_false(place.renewed);
    arena_free(&all->arena);
}

/* Each environment of one name with a key of its own, and none of them renewed: by pairs these would be minutes. */
static void test_many_environments_of_one_name_are_no_burden(void **state)
{
    enum { N = 40000 };
    struct successors own_all = { .most = LIMIT_RENEWALS_BYTES }, *all = &own_all;
    char key[20];
    struct renewal_place place = { .name = VIEW("P") };
    (void)state;
    for (int i = 0; i < N; i++) {
        snprintf(key, sizeof key, "new-%d", i);
        place.key = view_of(key);
        const struct successor s = { .not_after = NOW, .case_id = VIEW("y"), .places = &place, .n_places = 1 };
        assert_true(successors_add(all, &s));
    }
    for (int i = 0; i < N; i++) {
        snprintf(key, sizeof key, "old-%d", i);
        place.key = view_of(key);
        struct renewal row = { .places = &place, .n_places = 1 };
        successors_mark(all, &row);
        assert_int_not_equal(row.status, RENEWAL_RENEWED);
    }
    arena_free(&all->arena);
}

static void test_they_grow_to_their_ceiling_and_not_beyond(void **state)
{
    (void)state;
    struct successors own_all = { .most = 200000 }, *all = &own_all;
    size_t n = 0;
    while (n < 100000 && successors_add(all, &(struct successor){ .case_id = VIEW("y"), .places = &live, .n_places = 1 }))
        n++;
    assert_in_range(n, 100, 2000);
    arena_free(&all->arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_successor_of_this_certificate_in_this_environment_that_lasts_longest),
        cmocka_unit_test(test_another_name_on_the_same_host_is_named_and_renews_nothing),
        cmocka_unit_test(test_what_a_record_alone_says_is_claimed_and_goes_behind_what_was_seen),
        cmocka_unit_test(test_what_has_neither_name_nor_key_is_claimed_and_goes_behind_what_has),
        cmocka_unit_test(test_the_vendors_own_is_never_renewed_by_a_case),
        cmocka_unit_test(test_many_environments_of_one_name_are_no_burden),
        cmocka_unit_test(test_they_grow_to_their_ceiling_and_not_beyond),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
