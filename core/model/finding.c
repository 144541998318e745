#include "model/finding.h"

const struct explanation *rule_explanation(const struct rule_info *rule)
{
    return explanation_of(&explanations_of_rules, rule->id);
}

enum severity findings_worst(const struct findings *f)
{
    enum severity worst = SEV_COUNT;
    for (size_t i = 0; i < f->n; i++)
        if (!f->items[i].accepted)
            worst = severity_worse(worst, f->items[i].severity);
    return worst;
}

size_t findings_count(const struct findings *f, enum severity severity)
{
    size_t n = 0;
    for (size_t i = 0; i < f->n; i++)
        n += !f->items[i].accepted && f->items[i].severity == severity;
    return n;
}

/* Insertion sort: stable, and the lists are short (LIMIT_FINDINGS). */
void findings_sort(struct findings *f)
{
    for (size_t i = 1; i < f->n; i++) {
        struct finding moved = f->items[i];
        size_t at = i;
        for (; at > 0 && f->items[at - 1].severity < moved.severity; at--)
            f->items[at] = f->items[at - 1];
        f->items[at] = moved;
    }
}
