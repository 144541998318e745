#include "steps/renewals.h"

#include "base/buf.h"
#include "base/limits.h"
#include "format/digest.h"

struct kept {
    struct renewal row;
    unsigned char set[32]; /* digest of purpose, hosting and environments */
};

static const struct {
    bool due, behind;
} statuses[] = {
    [RENEWAL_EXPIRED] = { .due = true },
    [RENEWAL_OVERDUE] = { .due = true },
    [RENEWAL_DUE] = { .due = true },
    [RENEWAL_UNKNOWN] = { .due = true },
    [RENEWAL_FINE] = { 0 },
    [RENEWAL_RENEWED] = { .behind = true },
    [RENEWAL_VENDORS] = { .behind = true },
};
static_assert(COUNT_OF(statuses) == RENEWAL_STATUS_COUNT, "a row for every status");

enum renewal_status renewal_status_of(const struct renewal_dates *d, int32_t within)
{
    int32_t from = d->counted_from == DAY_NONE ? d->today : d->counted_from;
    if (d->not_after == TIME_NONE)
        return RENEWAL_UNKNOWN;
    if (d->now > d->not_after)
        return RENEWAL_EXPIRED;
    if (d->ask_by != DAY_NONE && from > d->ask_by)
        return RENEWAL_OVERDUE;
    int32_t day = d->ask_by == DAY_NONE ? d->expires : d->ask_by;
    return (int64_t)day - d->today <= within ? RENEWAL_DUE : RENEWAL_FINE;
}

static int compare_number(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int by_word(const void *a, const void *b)
{
    const struct renewal_place *x = a, *y = b;
    int by_key = (int)(y->key.n != 0) - (int)(x->key.n != 0);
    int words = by_key ? by_key : view_cmp_nocase(renewal_place_word(x), renewal_place_word(y));
    return words ? words : view_cmp(x->name, y->name);
}

/* Whatever the order they are named in. */
static void fill_set(struct kept *k)
{
    const struct renewal *row = &k->row;
    AUTO(arena_free) struct arena scratch = { 0 };
    AUTO(buf_free) struct buf text = BUF_INIT(LIMIT_OUTPUT_BYTES);
    struct renewal_place *sorted = NEW(&scratch, struct renewal_place, row->n_places + 1);
    buf_fmt(&text, "%d %d ", (int)row->purpose, (int)row->hosting);
    if (row->n_places) {
        memcpy(sorted, row->places, row->n_places * sizeof *sorted);
        qsort(sorted, row->n_places, sizeof *sorted, by_word);
    }
    for (size_t i = 0; i < row->n_places; i++) {
        buf_text(&text, sorted[i].key.n ? "key " : "name ");
        digest_part(&text, view_lower(&scratch, renewal_place_word(&sorted[i])));
        if (sorted[i].key.n == 0)
            digest_part(&text, view_lower(&scratch, row->infrastructure));
    }
    digest_sha256(buf_view(&text), k->set);
}

bool renewals_add(struct renewals *r, const struct renewal *row)
{
    struct arena *arena = &r->arena;
    if (arena->total > r->most)
        return false;
    struct kept *k = NEW(arena, struct kept, 1);
    k->row = *row;
    k->row.name = view_dup(arena, row->name);
    k->row.subject = view_dup(arena, row->subject);
    k->row.infrastructure = view_dup(arena, row->infrastructure);
    k->row.contact = view_eq(row->contact, r->contact) ? r->contact : view_dup(arena, row->contact);
    r->contact = k->row.contact; /* the same for many: kept once */
    k->row.case_id = view_dup(arena, row->case_id);
    k->row.file = view_dup(arena, row->file);
    k->row.places = renewal_places_dup(arena, row->places, row->n_places);
    fill_set(k);
    *LIST_ADD(arena, &r->rows) = k;
    return true;
}

static int32_t urgent_day(const struct renewal *row)
{
    return row->ask_by == DAY_NONE ? row->expires : row->ask_by;
}

/* Of one certificate those with environments first; the same set stands together, the most urgent first, then by path: what a record says
 * of a certificate nobody can see must not hide what another file says. */
static int by_certificate(const void *a, const void *b)
{
    const struct kept *x = *(struct kept *const *)a, *y = *(struct kept *const *)b;
    int order = memcmp(x->row.sha256, y->row.sha256, sizeof x->row.sha256);
    if (order == 0)
        order = (int)(x->row.n_places == 0) - (int)(y->row.n_places == 0);
    if (order == 0)
        order = memcmp(x->set, y->set, sizeof x->set);
    if (order == 0)
        order = (int)x->row.status - (int)y->row.status;
    if (order == 0)
        order = compare_number(urgent_day(&x->row), urgent_day(&y->row));
    return order ? order : view_cmp(x->row.file, y->row.file);
}

static bool same_certificate(const struct kept *a, const struct kept *b)
{
    return memcmp(a->row.sha256, b->row.sha256, sizeof a->row.sha256) == 0;
}

/* Keeps the first of each set, which is the most urgent, and counts the other files. */
static void merge(struct renewals *r)
{
    struct kept **items = r->rows.items, *same = NULL, *first = NULL;
    struct view file = { 0 };
    size_t n = 0;
    for (size_t i = 0; i < r->rows.n; i++) {
        struct kept *k = items[i];
        if (!first || !same_certificate(first, k))
            first = k;
        if (k->row.n_places == 0 && k->row.case_id.n == 0 && first->row.n_places)
            continue; /* a loose file of a certificate that cases know */
        if (same && same_certificate(same, k) && memcmp(same->set, k->set, sizeof k->set) == 0) {
            same->row.copies += !view_eq(file, k->row.file);
        } else {
            same = k;
            items[n++] = k;
        }
        file = k->row.file;
    }
    r->rows.n = n;
}

static int compare_places(const struct renewal *a, const struct renewal *b)
{
    for (size_t i = 0; i < a->n_places && i < b->n_places; i++) {
        int order = view_cmp(a->places[i].name, b->places[i].name);
        if (order)
            return order;
    }
    return compare_number((int64_t)a->n_places, (int64_t)b->n_places);
}

static int by_urgency(const void *a, const void *b)
{
    const struct kept *s = *(struct kept *const *)a, *t = *(struct kept *const *)b;
    const struct renewal *x = &s->row, *y = &t->row;
    int order = (int)statuses[x->status].behind - (int)statuses[y->status].behind;
    if (order == 0)
        order = compare_number(urgent_day(x), urgent_day(y));
    if (order == 0)
        order = compare_number(x->not_after, y->not_after);
    if (order == 0)
        order = view_cmp(x->name, y->name);
    if (order == 0)
        order = compare_places(x, y);
    if (order == 0)
        order = memcmp(x->sha256, y->sha256, sizeof x->sha256);
    return order ? order : memcmp(s->set, t->set, sizeof s->set);
}

struct renewal *renewals_row(struct renewals *r, size_t i)
{
    return i < r->rows.n ? &r->rows.items[i]->row : NULL;
}

const struct renewal *const *renewals_finish(struct renewals *r, struct renewal_totals *totals)
{
    if (r->rows.n) {
        qsort(r->rows.items, r->rows.n, sizeof *r->rows.items, by_certificate);
        merge(r);
        qsort(r->rows.items, r->rows.n, sizeof *r->rows.items, by_urgency);
    }
    const struct renewal **out = NEW(&r->arena, const struct renewal *, r->rows.n);
    totals->certificates = r->rows.n;
    for (size_t i = 0; i < r->rows.n; i++) {
        struct renewal *row = &r->rows.items[i]->row;
        row->due = statuses[row->status].due;
        totals->status[row->status]++;
        totals->due += row->due;
        out[i] = row;
    }
    return out;
}
