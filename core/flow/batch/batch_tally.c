#include "base/utf8.h"
#include "flow/batch/batch_parts.h"
#include "steps/rules/rules.h"

void tally_open(struct tally *out, struct arena *arena, struct batch_result *result, int64_t now)
{
    *result = (struct batch_result){ .worst = SEV_COUNT };
    *out = (struct tally){ .arena = arena, .result = result, .today = day_of_time(now) };
    out->counts.submit_by = out->settled.submit_by = DAY_NONE;
    out->rules = NEW(arena, struct batch_rule, rules_count());
    out->settled_rule_rows = NEW(arena, size_t, rules_count());
}

static struct batch_rejected keep_rejected(const struct tally *t, const struct batch_row *row, size_t i)
{
    const struct view id = row->given.request.id.n ? row->given.request.id : row->id;
    const struct batch_error none = { 0 }, *error = i < row->errors.n ? &row->errors.items[i] : &none;
    return (struct batch_rejected){
        .row = row->given.number,
        .where = view_dup(t->arena, row->given.where),
        .id = view_dup(t->arena, text_safe(t->arena, id)),
        .error = { view_dup(t->arena, error->rule), view_dup(t->arena, error->message), view_dup(t->arena, error->hint) },
    };
}

/* Each rule once, however often the row has it. */
static void count_rule(const struct tally *t, const struct batch_row *row, size_t i)
{
    const struct view rule = row->errors.items[i].rule;
    for (size_t k = 0; k < i; k++)
        if (view_eq(row->errors.items[k].rule, rule))
            return;
    for (size_t k = 0; k < rules_count(); k++) {
        struct batch_rule *of = &t->rules[k];
        if (!view_eq_text(rule, rules_at(k)->id))
            continue;
        if (of->rows < BATCH_ROWS_OF_RULE)
            of->first[of->rows] = keep_rejected(t, row, i);
        of->rows++;
    }
}

void tally_add(struct tally *t, const struct batch_row *row)
{
    struct batch_counts *c = &t->counts;
    c->rows++;
    c->kept += row->state == ROW_KEPT;
    c->errors += row->state == ROW_ERROR;
    c->accepted += row->state != ROW_ERROR && row->verdict == VERDICT_ACCEPTED;
    c->warned += row->state != ROW_ERROR && row->verdict == VERDICT_ACCEPTED && row->worst != SEV_COUNT && row->worst >= SEV_WARNING;
    c->rejected += row->state != ROW_ERROR && row->verdict == VERDICT_REJECTED;
    if (row->state != ROW_ERROR && row->verdict == VERDICT_REJECTED && t->result->n_rejected < BATCH_REJECTED_SHOWN)
        t->result->rejected[t->result->n_rejected++] = keep_rejected(t, row, 0);
    c->overdue += row->verdict == VERDICT_ACCEPTED && row->submit_by != DAY_NONE && row->submit_by < t->today;
    c->bundles += row->n_staged;
    if (row->verdict == VERDICT_ACCEPTED && row->submit_by != DAY_NONE && (c->submit_by == DAY_NONE || row->submit_by < c->submit_by))
        c->submit_by = row->submit_by;
    t->result->worst = severity_worse(t->result->worst, row->worst);
    for (size_t i = 0; i < row->errors.n; i++)
        count_rule(t, row, i);
}

void tally_lose(struct tally *t, size_t bundles)
{
    t->counts.accepted--;
    t->counts.bundles -= bundles;
    t->counts.errors++;
}

void tally_settle(struct tally *t)
{
    t->settled = t->counts;
    for (size_t i = 0; i < rules_count(); i++)
        t->settled_rule_rows[i] = t->rules[i].rows;
}

static int more_rows(const void *a, const void *b)
{
    const struct batch_rule *x = a, *y = b;
    return x->rows != y->rows ? (x->rows < y->rows ? 1 : -1) : view_cmp(x->id, y->id);
}

void tally_put(const struct tally *t)
{
    struct batch_result *out = t->result;
    out->counts = t->settled;
    out->logged = t->settled.rows == t->counts.rows;
    out->counts.seen = t->counts.seen;
    out->rules = NEW(t->arena, struct batch_rule, rules_count() + 1);
    for (size_t i = 0; i < rules_count(); i++) {
        struct batch_rule *rule = &out->rules[out->n_rules];
        *rule = t->rules[i];
        rule->id = view_of(rules_at(i)->id);
        rule->rows = t->settled_rule_rows[i];
        out->n_rules += rule->rows > 0;
    }
    qsort(out->rules, out->n_rules, sizeof *out->rules, more_rows);
}
