#include "report/audit/audit_gather.h"

#include "base/civil.h"
#include "base/limits.h"
#include "report/audit/audit_words.h"
#include "report/html.h"

void gather_open(struct audit_gathered *g, int64_t now)
{
    *g = (struct audit_gathered){ .now = now, .earliest = DAY_NONE };
    for (size_t i = 0; i < RANK_COUNT; i++)
        spool_open(&g->spools[i]);
}

void gather_close(struct audit_gathered *g)
{
    for (size_t i = 0; i < RANK_COUNT; i++)
        spool_close(&g->spools[i]);
    arena_free(&g->arena);
}

void gather_tell(const struct audit_gathered *g, struct sink *to)
{
    for (size_t i = 0; i < RANK_COUNT; i++)
        spool_tell(&g->spools[i], to);
}

struct audit_rule *gather_rule(const struct audit_gathered *g, const struct rule_info *rule)
{
    for (size_t i = 0; i < g->rules.n; i++)
        if (g->rules.items[i].rule == rule)
            return &g->rules.items[i];
    return NULL;
}

static void add_rule(struct audit_gathered *g, const struct audited *item, const struct finding *finding)
{
    struct audit_rule *rule = gather_rule(g, finding->rule);
    if (!rule) {
        rule = LIST_ADD(&g->arena, &g->rules);
        *rule = (struct audit_rule){ .rule = finding->rule, .worst = finding->severity, .of_links = item->link };
        rule->path = view_dup(&g->arena, item->path);
        rule->message = view_dup(&g->arena, finding->message);
        rule->hint = view_dup(&g->arena, finding->hint);
    }
    rule->times++;
    rule->bundles += rule->last != g->items;
    rule->last = g->items;
    if (finding->severity > rule->worst)
        rule->worst = finding->severity;
}

static bool is_overdue(struct audit_gathered *g, const struct audited *item)
{
    if (!audit_is_overdue(item, g->now))
        return false;
    int32_t day = item->record->deadline.submit_by;
    g->overdue++;
    if (g->earliest == DAY_NONE || day < g->earliest) {
        g->earliest = day;
        g->earliest_path = view_dup(&g->arena, item->path);
    }
    return true;
}

enum audit_rank gather_add(struct audit_gathered *g, const struct audited *item)
{
    static const enum audit_rank of_worst[] = { [SEV_NOTE] = RANK_NOTE, [SEV_WARNING] = RANK_WARNING, [SEV_ERROR] = RANK_REJECTED,
                                                [SEV_COUNT] = RANK_GOOD };
    enum audit_rank rank = of_worst[findings_worst(&item->findings)];
    g->items++;
    for (size_t i = 0; i < item->findings.n; i++)
        add_rule(g, item, &item->findings.items[i]);
    bool overdue = is_overdue(g, item);
    if (item->unreadable || item->verdict == VERDICT_REJECTED)
        rank = RANK_REJECTED;
    else if (item->verdict == VERDICT_UNVERIFIED)
        rank = RANK_UNVERIFIED;
    else if (overdue)
        rank = RANK_OVERDUE;
    g->rows[rank]++;
    return rank;
}

static int worst_first(const void *a, const void *b)
{
    const struct audit_rule *x = a, *y = b;
    if (x->worst != y->worst)
        return x->worst < y->worst ? 1 : -1;
    if (x->times != y->times)
        return x->times < y->times ? 1 : -1;
    return strcmp(x->rule->id, y->rule->id);
}

void gather_sort(struct audit_gathered *g)
{
    LIST_SORT(&g->rules, worst_first);
}

static void put_more(struct buf *b, struct arena *arena, size_t n, const char *one, const char *many)
{
    if (n)
        buf_fmt(b, "%s%.*s %s", b->n ? "; " : "", VIEW_ARG(view_grouped(arena, n)), n == 1 ? one : many);
}

struct view audit_headline(struct arena *arena, const struct audit_totals *totals, size_t overdue)
{
    AUTO(buf_free) struct buf b = BUF_INIT(LIMIT_TICKET_BYTES);
    struct view bundles = view_counted(arena, totals->bundles, "bundle");
    size_t not_good = totals->rejected ? totals->rejected : totals->unverified;
    if (totals->bundles + totals->unreadable == 0)
        return VIEW("There was no bundle to audit");
    if (not_good)
        buf_fmt(&b, "%.*s of %.*s %s", VIEW_ARG(view_grouped(arena, not_good)), VIEW_ARG(bundles),
                totals->rejected ? "can't be acted on" : "could not be verified");
    else if (totals->bundles)
        buf_fmt(&b, totals->bundles == 1 ? "The bundle can be acted on" : "All %.*s can be acted on", VIEW_ARG(bundles));
    if (totals->rejected)
        put_more(&b, arena, totals->unverified, "could not be verified", "could not be verified");
    put_more(&b, arena, totals->unreadable, "file can't be read", "files can't be read");
    put_more(&b, arena, overdue, "is past the day to submit by", "are past the day to submit by");
    return view_dup(arena, buf_view(&b));
}
