/* Each kind of problem is fired by the one rule of its kind, as it was found, and by no other. */
#include "unit.h"

#include "base/limits.h"
#include "format/zip/zip_map.h"
#include "steps/rules/rules.h"

static void run(struct arena *arena, const struct bundle_problems *problems, struct findings *out)
{
    struct evidence evidence = { .trust_known = true };
    const struct facts facts = { .evidence = &evidence, .problems = problems, .expected_delivery = DAY_NONE };
    *out = (struct findings){ 0 };
    rules_run(&facts, arena, out);
}

static size_t count(const struct findings *f)
{
    size_t n = 0;
    for (size_t i = 0; i < f->n; i++)
        n += f->items[i].rule->group == GROUP_BUNDLE;
    return n;
}

static const struct finding *first(const struct findings *f)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->items[i].rule->group == GROUP_BUNDLE)
            return &f->items[i];
    fail_msg("nothing was fired");
    return NULL;
}

static void each_kind_has_a_rule_of_its_own(void **state)
{
    struct arena arena = { 0 };
    const struct rule_info *seen[BUNDLE_PROBLEM_COUNT];
    (void)state;
    assert_int_equal(rules_bundle.n, BUNDLE_PROBLEM_COUNT);
    for (size_t kind = 0; kind < BUNDLE_PROBLEM_COUNT; kind++) {
        struct bundle_problems problems = { .arena = &arena };
        struct findings f;
        problem_add(&problems, (enum bundle_problem_kind)kind, VIEW("TICKET.txt"), "odd");
        run(&arena, &problems, &f);
        assert_int_equal(count(&f), 1);
        seen[kind] = first(&f)->rule;
        for (size_t i = 0; i < kind; i++)
            assert_ptr_not_equal(seen[i], seen[kind]);
        assert_true(view_eq_text(first(&f)->message, "TICKET.txt: odd"));
        assert_true(view_eq_text(first(&f)->entry, "TICKET.txt"));
        assert_true(view_eq_text(first(&f)->hint, rule_explanation(seen[kind])->hint));
        assert_int_equal(first(&f)->severity, seen[kind]->severity);
    }
    arena_free(&arena);
}

static void a_problem_can_bring_its_own_severity_and_hint(void **state)
{
    const struct bundle_problem note = { .kind = BUNDLE_SECRET, .severity = SEV_NOTE };
    struct arena arena = { 0 };
    struct bundle_problems problems = { .arena = &arena };
    struct findings f;
    (void)state;
    problem_add_as(&problems, note, VIEW(""), "do this", "a %d", 1);
    run(&arena, &problems, &f);
    assert_true(view_eq_text(first(&f)->message, "a 1"));
    assert_true(view_eq_text(first(&f)->hint, "do this"));
    assert_int_equal(first(&f)->severity, SEV_NOTE);
    assert_int_equal(first(&f)->entry.n, 0);
    arena_free(&arena);
}

static void without_a_bundle_they_are_silent(void **state)
{
    struct arena arena = { 0 };
    struct findings f;
    (void)state;
    run(&arena, NULL, &f);
    assert_int_equal(count(&f), 0);
    arena_free(&arena);
}

static void problems_past_the_ceiling_are_dropped_whole(void **state)
{
    struct arena arena = { 0 };
    struct bundle_problems problems = { .arena = &arena };
    struct findings f;
    (void)state;
    for (size_t kind = 0; kind < BUNDLE_PROBLEM_COUNT; kind++)
        for (size_t i = 0; i < 2 * LIMIT_FINDINGS / BUNDLE_PROBLEM_COUNT; i++)
            *LIST_ADD(&arena, &problems) = (struct bundle_problem){
                .kind = (enum bundle_problem_kind)kind, .severity = -1, .hint = view_of(kind + 1 < BUNDLE_PROBLEM_COUNT ? "" : "the last"),
            };
    run(&arena, &problems, &f);
    assert_int_equal(f.n, LIMIT_FINDINGS);
    assert_false(view_eq_text(f.items[f.n - 1].hint, "the last"));
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_has_a_rule_of_its_own),
        cmocka_unit_test(a_problem_can_bring_its_own_severity_and_hint),
        cmocka_unit_test(without_a_bundle_they_are_silent),
        cmocka_unit_test(problems_past_the_ceiling_are_dropped_whole),
    };
    return cmocka_run_group_tests_name("rule_bundle", tests, NULL, NULL);
}
