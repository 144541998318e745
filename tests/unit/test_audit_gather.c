#include "report/audit/audit_gather.h"
#include "base/civil.h"
#include "unit.h"

enum { NOW = 1795161600 /* 2026-11-20T08:00:00Z */ };

static const struct rule_info weak = { .id = "key-short", .group = GROUP_KEY, .severity = SEV_WARNING },
                              free_days = { .id = "holidays-not-covered", .group = GROUP_REQUEST, .severity = SEV_NOTE };

static void test_the_headline_says_the_worst_first(void **state)
{
    (void)state;
    static const struct {
        struct audit_totals totals;
        size_t overdue;
        const char *headline;
    } rows[] = {
        { { 0 }, 0, "There was no bundle to audit" },
        { { .bundles = 1, .accepted = 1 }, 0, "The bundle can be acted on" },
        { { .bundles = 1200, .accepted = 1200 }, 0, "All 1,200 bundles can be acted on" },
        { { .bundles = 1200, .accepted = 1200 }, 216, "All 1,200 bundles can be acted on; 216 are past the day to submit by" },
        { { .bundles = 1200, .accepted = 1199, .rejected = 1 }, 1,
          "1 of 1,200 bundles can't be acted on; 1 is past the day to submit by" },
        { { .bundles = 9, .accepted = 5, .rejected = 1, .unverified = 3, .unreadable = 2 }, 0,
          "1 of 9 bundles can't be acted on; 3 could not be verified; 2 files can't be read" },
        { { .bundles = 9, .accepted = 6, .unverified = 3 }, 0, "3 of 9 bundles could not be verified" },
        { { .unreadable = 1 }, 0, "1 file can't be read" },
    };
    struct arena arena = { 0 };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct view got = audit_headline(&arena, &rows[i].totals, rows[i].overdue);
        if (!view_eq_text(got, rows[i].headline))
            fail_msg("%.*s, wanted %s", VIEW_ARG(got), rows[i].headline);
    }
    arena_free(&arena);
}

static void test_bundles_have_their_rank_and_rules_their_count(void **state)
{
    (void)state;
    static const struct {
        enum verdict verdict;
        int submit_by; /* days from now; 0: none */
        const struct rule_info *rules[2];
        bool unreadable;
        enum audit_rank rank;
    } rows[] = {
        { VERDICT_ACCEPTED, 0, { NULL, NULL }, false, RANK_GOOD },
        { VERDICT_ACCEPTED, 1, { &free_days, NULL }, false, RANK_NOTE },
        { VERDICT_ACCEPTED, 1, { &weak, &free_days }, false, RANK_WARNING },
        { VERDICT_ACCEPTED, -1, { &weak, &weak }, false, RANK_OVERDUE },
        { VERDICT_UNVERIFIED, -3, { NULL, NULL }, false, RANK_UNVERIFIED },
        { VERDICT_REJECTED, -2, { NULL, NULL }, false, RANK_REJECTED },
        { VERDICT_REJECTED, 0, { NULL, NULL }, true, RANK_REJECTED },
    };
    struct audit_gathered g;
    gather_open(&g, NOW);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct finding findings[2];
        struct case_record record = { .deadline.submit_by = rows[i].submit_by ? day_of_time(NOW) + rows[i].submit_by : DAY_NONE };
        struct audited item = { .path = VIEW("a.zip"), .record = &record, .verdict = rows[i].verdict, .unreadable = rows[i].unreadable,
                                .findings.items = findings };
        for (; item.findings.n < 2 && rows[i].rules[item.findings.n]; item.findings.n++)
            findings[item.findings.n] = (struct finding){ .rule = rows[i].rules[item.findings.n],
                                                          .severity = rows[i].rules[item.findings.n]->severity };
        assert_int_equal(gather_add(&g, &item), rows[i].rank);
    }
    gather_sort(&g);
    assert_int_equal(g.overdue, 3);
    assert_int_equal(g.earliest, day_of_time(NOW) - 3);
    assert_int_equal(g.rules.n, 2);
    assert_ptr_equal(g.rules.items[0].rule, &weak);
    assert_int_equal(g.rules.items[0].times, 3);
    assert_int_equal(g.rules.items[0].bundles, 2);
    gather_close(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_headline_says_the_worst_first),
        cmocka_unit_test(test_bundles_have_their_rank_and_rules_their_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
