/* prometheus: the text exposition format, for the textfile collector of node_exporter. Renewed certificates have no series of their own, so
 * that an alert on a date ends when the successor is asked for. */
#include "format/calendar/ical.h"
#include "model/words.h"
#include "report/items.h"
#include "report/writers.h"

/* A certificate in one environment. */
struct series {
    const struct renewal *row;
    struct view place; /* empty: none is known */
};

/* `name` with what stands between the labels in front. */
static void put_label(struct sink *to, const char *name, struct view value)
{
    put_fmt(to, "%s=\"", name);
    for (size_t i = 0; i < value.n; i++) {
        char c = value.p[i];
        put_text(to, c == '\\' || c == '"' || c == '\n' ? "\\" : "");
        put(to, c == '\n' ? VIEW("n") : (struct view){ .p = &c, .n = 1 });
    }
    put_text(to, "\"");
}

static void put_family(struct sink *to, const char *name, const char *help)
{
    put_fmt(to, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name);
}

static void put_sample(struct sink *to, const char *name, const struct series *s, int64_t value)
{
    char thumbprint[2 * sizeof s->row->sha1 + 1];
    hex_text(s->row->sha1, sizeof s->row->sha1, thumbprint);
    put_fmt(to, "%s{", name);
    put_label(to, "thumbprint", view_of(thumbprint));
    put_label(to, ",subject", s->row->subject);
    put_label(to, ",environment", s->place);
    put_label(to, ",purpose", view_of(purpose_word(s->row->purpose)));
    put_label(to, ",bundle", s->row->file);
    put_fmt(to, "} %lld\n", (long long)value);
}

static int compare_labels(const struct series *x, const struct series *y)
{
    int order = memcmp(x->row->sha1, y->row->sha1, sizeof x->row->sha1);
    order = order ? order : view_cmp(x->row->subject, y->row->subject);
    order = order ? order : (int)x->row->purpose - (int)y->row->purpose;
    order = order ? order : view_cmp(x->row->file, y->row->file);
    return order ? order : view_cmp(x->place, y->place);
}

static int by_labels(const void *a, const void *b)
{
    const struct series *x = a, *y = b;
    int order = compare_labels(x, y);
    order = order ? order : (x->row->not_after > y->row->not_after) - (x->row->not_after < y->row->not_after);
    return order ? order : (x->row->ask_by > y->row->ask_by) - (x->row->ask_by < y->row->ask_by);
}

/* Of what has no successor, or has a claimed one. The same labels twice would make the whole file void, and they are what records say: of
 * two such series the first to expire stays. */
static size_t list_series(struct arena *arena, const struct renewal_list *list, bool claimed, struct series **out)
{
    struct {
        struct series *items;
        size_t n, cap;
    } all = { 0 };
    for (size_t i = 0; i < list->n; i++) {
        const struct renewal *row = list->rows[i];
        if (row->status == RENEWAL_RENEWED || row->status == RENEWAL_VENDORS || row->not_after == TIME_NONE)
            continue;
        for (size_t j = 0; j < row->n_places; j++)
            if (claimed ? row->places[j].claimed : !row->places[j].renewed)
                *LIST_ADD(arena, &all) = (struct series){ .row = row, .place = row->places[j].name };
        if (row->n_places == 0 && (row->claim != CLAIM_NONE) == claimed)
            *LIST_ADD(arena, &all) = (struct series){ .row = row };
    }
    LIST_SORT(&all, by_labels);
    size_t n = 0;
    for (size_t i = 0; i < all.n; i++)
        if (n == 0 || compare_labels(&all.items[n - 1], &all.items[i]) != 0)
            all.items[n++] = all.items[i];
    *out = all.items;
    return n;
}

/* When that day begins in its zone. */
static int64_t day_begins(int32_t day, struct view zone)
{
    int64_t time = time_of_day(day), offset = 0;
    return zone_offset(zone, time, &offset) ? time - offset : time;
}

static void put_unreadable(struct sink *to, struct arena *arena, const struct view_list *paths)
{
    struct view *sorted = NEW(arena, struct view, paths->n + 1);
    put_family(to, "certcase_renewals_unreadable", "What could not be read, or not all of it: its certificates may be missing here.");
    for (size_t i = 0; i < paths->n; i++)
        sorted[i] = paths->items[i];
    qsort(sorted, paths->n, sizeof *sorted, view_order);
    for (size_t i = 0; i < paths->n; i++) {
        if (i > 0 && view_eq(sorted[i - 1], sorted[i]))
            continue;
        put_text(to, "certcase_renewals_unreadable{");
        put_label(to, "bundle", sorted[i]);
        put_text(to, "} 1\n");
    }
}

static void put_totals(const struct report_run *run, const struct renewal_list *list)
{
    struct sink *to = run->to;
    const struct renewal_totals *t = list->totals;
    put_family(to, "certcase_renewals", "Certificates by status.");
    for (size_t i = 0; i < RENEWAL_STATUS_COUNT; i++)
        put_fmt(to, "certcase_renewals{status=\"%s\"} %zu\n", renewal_status_word((enum renewal_status)i), t->status[i]);
    put_family(to, "certcase_renewals_due", "Certificates whose successor should be asked for now, and those expired.");
    put_fmt(to, "certcase_renewals_due %zu\n", t->due);
    put_family(to, "certcase_renewals_problems", "Problems in what was read, as they were told on standard error.");
    put_fmt(to, "certcase_renewals_problems %zu\n", t->troubles);
    put_family(to, "certcase_renewals_unopened", "Bundles with a PFX that nobody opened: its dates are the bundle's own word.");
    put_fmt(to, "certcase_renewals_unopened %zu\n", t->unopened);
    put_family(to, "certcase_renewals_changed", "Bundles that were changed after they were made: what they say is in doubt.");
    put_fmt(to, "certcase_renewals_changed %zu\n", t->changed);
    put_family(to, "certcase_renewals_timestamp_seconds", "The time that this list is as of.");
    put_fmt(to, "certcase_renewals_timestamp_seconds %lld\n", (long long)run->now);
}

static void put_metrics(struct report_run *run, const struct renewal_list *list)
{
    struct sink *to = run->to;
    static const char *const not_after = "certcase_certificate_not_after_timestamp_seconds";
    static const char *const ask_by = "certcase_certificate_ask_by_timestamp_seconds";
    static const char *const claimed = "certcase_certificate_claimed_not_after_timestamp_seconds";
    AUTO(arena_free) struct arena arena = { 0 };
    struct series *all;
    size_t n = list_series(&arena, list, false, &all);
    put_family(to, not_after, "When the certificate expires, where no successor has been asked for.");
    for (size_t i = 0; i < n; i++)
        put_sample(to, not_after, &all[i], all[i].row->not_after);
    put_family(to, ask_by, "When the last day to ask for its successor begins.");
    for (size_t i = 0; i < n; i++)
        if (all[i].row->ask_by != DAY_NONE)
            put_sample(to, ask_by, &all[i], day_begins(all[i].row->ask_by, list->catalog->calendar.zone));
    put_family(to, claimed, "When the certificate expires, where a bundle says that it renews it, and nothing else does.");
    n = list_series(&arena, list, true, &all);
    for (size_t i = 0; i < n; i++)
        put_sample(to, claimed, &all[i], all[i].row->not_after);
    put_unreadable(to, &arena, list->unreadable);
    put_totals(run, list);
}

const struct report renewals_prometheus = { "prometheus", .one.renewals = put_metrics };
