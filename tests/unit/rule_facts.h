/* rule_facts.h - all rules against facts made by hand; which severity one of them gave. */
#ifndef TESTS_RULE_FACTS_H
#define TESTS_RULE_FACTS_H

#include "rule_check.h"

#include <setjmp.h>

#include <cmocka.h>

/* Runs every rule; the first finding of this rule, or NULL, and how many there are. Findings live in the arena. */
static inline const struct finding *find_findings(struct arena *arena, const struct facts *facts, const char *id, size_t *n)
{
    struct findings *findings = NEW(arena, struct findings, 1);
    const struct finding *first = NULL;
    *n = 0;
    rules_run(facts, arena, findings);
    for (size_t i = 0; i < findings->n; i++)
        if (strcmp(findings->items[i].rule->id, id) == 0) {
            first = first ? first : &findings->items[i];
            ++*n;
        }
    return first;
}

static inline const struct finding *first_finding(struct arena *arena, const struct facts *facts, const char *id)
{
    size_t n;
    return find_findings(arena, facts, id, &n);
}

static inline size_t count_findings(struct arena *arena, const struct facts *facts, const char *id)
{
    size_t n;
    (void)find_findings(arena, facts, id, &n);
    return n;
}

/* Fails the test, saying which row, unless the rule fired with this severity (SILENT: not at all) and its texts hold these words. */
static inline void check_first(struct arena *arena, const struct facts *facts, const char *row, const char *id, enum severity want,
                               const char *in_message, const char *in_hint)
{
    size_t at;
    const struct finding *found = first_finding(arena, facts, id);
    enum severity got = found ? found->severity : SILENT;
    if (got != want)
        fail_msg("%s: %s has severity %d instead of %d", row, id, (int)got, (int)want);
    if (found && in_message && !view_find(found->message, view_of(in_message), &at))
        fail_msg("%s: '%s' is not in: %.*s", row, in_message, VIEW_ARG(found->message));
    if (found && in_hint && !view_find(found->hint, view_of(in_hint), &at))
        fail_msg("%s: '%s' is not in: %.*s", row, in_hint, VIEW_ARG(found->hint));
}

#endif
