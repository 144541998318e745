#include "steps/renewals.h"

#include "base/buf.h"
#include "base/limits.h"
#include "format/digest.h"

struct kept {
    struct renewal row;
    unsigned char set[32]; /* digest of purpose, hosting and environments */
};

/* How a successor is looked for. Everything is an exact match, so that many environments of one name cost no more than a few. */
enum heir_by {
    HEIR_BY_KEY, HEIR_BY_NAME,
    HEIR_BY_NAME_ALONE, /* its environment has no key */
    HEIR_ANYWHERE,      /* whatever its environments */
};

struct heir_ask {
    const unsigned char *replaced;
    enum heir_by by;
    bool in_any; /* whatever the infrastructure; else it is in the one named, which may be empty: it names none */
    struct view word, infrastructure;
};

struct heir {
    struct heir_ask ask;
    const struct renewal_successor *of;
};

struct renewals {
    struct arena arena;
    size_t most;
    struct {
        struct kept **items;
        size_t n, cap;
    } rows;
    struct {
        struct heir *items;
        size_t n, cap;
    } heirs;
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

struct renewals *renewals_new(size_t most)
{
    struct renewals *r = calloc(1, sizeof *r);
    if (!r)
        die_oom(sizeof *r);
    r->most = most;
    return r;
}

void renewals_free(struct renewals *r)
{
    arena_free(&r->arena);
    free(r);
}

/* Bytes, but letters of ASCII in either case. */
static int compare_nocase(struct view a, struct view b)
{
    for (size_t i = 0; i < a.n && i < b.n; i++) {
        int x = (unsigned char)a.p[i], y = (unsigned char)b.p[i];
        x += x >= 'A' && x <= 'Z' ? 'a' - 'A' : 0;
        y += y >= 'A' && y <= 'Z' ? 'a' - 'A' : 0;
        if (x != y)
            return x - y;
    }
    return (a.n > b.n) - (a.n < b.n);
}

static int compare_number(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

/* What tells one environment of an infrastructure from another. */
static struct view word_of(const struct renewal_place *place)
{
    return place->key.n ? place->key : place->name;
}

static int by_word(const void *a, const void *b)
{
    const struct renewal_place *x = a, *y = b;
    int by_key = (int)(y->key.n != 0) - (int)(x->key.n != 0);
    int words = by_key ? by_key : compare_nocase(word_of(x), word_of(y));
    return words ? words : view_cmp(x->name, y->name);
}

/* Parts are told apart by their lengths. */
static void put_part(struct arena *arena, struct buf *to, struct view part)
{
    struct view lower = view_lower(arena, part);
    buf_fmt(to, "%zu:", lower.n);
    buf_put(to, lower);
}

/* Whatever the order they are named in. */
static void fill_set(struct kept *k)
{
    const struct renewal *row = &k->row;
    struct arena scratch = { 0 };
    struct buf text = BUF_INIT(LIMIT_OUTPUT_BYTES);
    struct renewal_place *sorted = NEW(&scratch, struct renewal_place, row->n_places + 1);
    buf_fmt(&text, "%d %d ", (int)row->purpose, (int)row->hosting);
    if (row->n_places) {
        memcpy(sorted, row->places, row->n_places * sizeof *sorted);
        qsort(sorted, row->n_places, sizeof *sorted, by_word);
    }
    for (size_t i = 0; i < row->n_places; i++) {
        buf_text(&text, sorted[i].key.n ? "key " : "name ");
        put_part(&scratch, &text, word_of(&sorted[i]));
        if (sorted[i].key.n == 0)
            put_part(&scratch, &text, row->infrastructure);
    }
    digest_sha256(buf_view(&text), k->set);
    buf_free(&text);
    arena_free(&scratch);
}

static struct renewal_place *copy_places(struct arena *arena, const struct renewal_place *places, size_t n)
{
    struct renewal_place *copy = NEW(arena, struct renewal_place, n);
    for (size_t i = 0; i < n; i++)
        copy[i] = (struct renewal_place){ view_dup(arena, places[i].name), view_dup(arena, places[i].key), .cut = places[i].cut };
    return copy;
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
    k->row.case_id = view_dup(arena, row->case_id);
    k->row.file = view_dup(arena, row->file);
    k->row.places = copy_places(arena, row->places, row->n_places);
    fill_set(k);
    *LIST_ADD(arena, &r->rows) = k;
    return true;
}

static void add_heir(struct renewals *r, const struct renewal_successor *s, enum heir_by by, struct view word)
{
    struct heir heir = { .of = s, .ask = { .replaced = s->replaced, .by = by, .in_any = true, .word = word } };
    *LIST_ADD(&r->arena, &r->heirs) = heir;
    heir.ask.in_any = false;
    heir.ask.infrastructure = s->infrastructure;
    if (by == HEIR_BY_NAME || by == HEIR_BY_NAME_ALONE)
        *LIST_ADD(&r->arena, &r->heirs) = heir;
}

bool renewals_add_successor(struct renewals *r, const struct renewal_successor *s)
{
    struct arena *arena = &r->arena;
    if (arena->total > r->most)
        return false;
    struct renewal_successor *kept = NEW(arena, struct renewal_successor, 1);
    *kept = *s;
    kept->case_id = view_dup(arena, s->case_id);
    kept->file = view_dup(arena, s->file);
    kept->infrastructure = view_dup(arena, s->infrastructure);
    kept->places = copy_places(arena, s->places, s->n_places);
    add_heir(r, kept, HEIR_ANYWHERE, (struct view){ 0 });
    for (size_t i = 0; i < s->n_places; i++) {
        const struct renewal_place *place = &kept->places[i];
        add_heir(r, kept, place->key.n ? HEIR_BY_KEY : HEIR_BY_NAME_ALONE, word_of(place));
        add_heir(r, kept, HEIR_BY_NAME, place->name);
    }
    return true;
}

/* --- who is renewed --- */

static int compare_ask(const struct heir_ask *a, const struct heir_ask *b)
{
    int order = memcmp(a->replaced, b->replaced, 32);
    if (order == 0)
        order = (int)a->by - (int)b->by;
    if (order == 0)
        order = (int)a->in_any - (int)b->in_any;
    if (order == 0)
        order = compare_nocase(a->word, b->word);
    return order ? order : view_cmp(a->infrastructure, b->infrastructure);
}

/* Those for the same thing stand together, what lasts longest first. */
static int by_ask(const void *a, const void *b)
{
    const struct heir *x = a, *y = b;
    int order = compare_ask(&x->ask, &y->ask);
    if (order == 0)
        order = compare_number(y->of->not_after, x->of->not_after);
    if (order == 0)
        order = view_cmp(x->of->case_id, y->of->case_id);
    return order ? order : view_cmp(x->of->file, y->of->file);
}

/* The one that lasts longest of those that are asked for; NULL when none lasts longer than that. */
static const struct renewal_successor *find_heir(const struct renewals *r, const struct heir_ask *ask, int64_t longer_than)
{
    size_t from = 0, until = r->heirs.n;
    while (from < until) {
        size_t middle = from + (until - from) / 2;
        if (compare_ask(&r->heirs.items[middle].ask, ask) < 0)
            from = middle + 1;
        else
            until = middle;
    }
    const struct heir *heir = from < r->heirs.n ? &r->heirs.items[from] : NULL;
    return heir && compare_ask(&heir->ask, ask) == 0 && heir->of->not_after > longer_than ? heir->of : NULL;
}

/* An environment is known by its key; where one of the two inventories has no keys, by its name, and not in another infrastructure. */
static const struct renewal_successor *find_for_place(const struct renewals *r, const unsigned char *replaced, int64_t longer_than,
                                                      struct view infrastructure, const struct renewal_place *place)
{
    struct heir_ask ask = { .replaced = replaced, .by = HEIR_BY_KEY, .in_any = true, .word = place->key };
    const struct renewal_successor *s = place->key.n ? find_heir(r, &ask, longer_than) : NULL;
    if (s)
        return s;
    ask.by = place->key.n ? HEIR_BY_NAME_ALONE : HEIR_BY_NAME;
    ask.word = place->name;
    if (infrastructure.n == 0)
        return find_heir(r, &ask, longer_than);
    ask.in_any = false; /* it names none, or the same */
    s = find_heir(r, &ask, longer_than);
    ask.infrastructure = infrastructure;
    const struct renewal_successor *same = find_heir(r, &ask, longer_than);
    return same && (!s || same->not_after >= s->not_after) ? same : s;
}

/* What came along in a case goes with it: its successor brings all that is needed. */
static const struct renewal_successor *find_successor(const struct renewals *r, const struct renewal *row,
                                                      const struct renewal_place *place)
{
    const struct renewal_successor *s = NULL;
    for (int own = 1; own >= 0 && !s; own--) {
        const unsigned char *replaced = own ? row->sha256 : row->case_sha256;
        int64_t longer_than = own ? row->not_after : row->case_not_after;
        const struct heir_ask any = { .replaced = replaced, .by = HEIR_ANYWHERE, .in_any = true };
        if (own || row->case_id.n)
            s = place ? find_for_place(r, replaced, longer_than, row->infrastructure, place) : find_heir(r, &any, longer_than);
    }
    return s;
}

static void mark_renewed(const struct renewals *r, struct renewal *row)
{
    bool all = row->n_places > 0;
    const struct renewal_successor *last = row->n_places ? NULL : find_successor(r, row, NULL);
    if (row->status == RENEWAL_VENDORS)
        return;
    for (size_t i = 0; i < row->n_places; i++) {
        const struct renewal_successor *s = find_successor(r, row, &row->places[i]);
        row->places[i].renewed = s != NULL;
        all = all && s;
        last = s ? s : last;
    }
    if (last) {
        row->renewed_by = last->case_id;
        row->renewed_in = last->file;
    }
    if (all || (row->n_places == 0 && last))
        row->status = RENEWAL_RENEWED;
}

/* --- what is one row --- */

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

const struct renewal *const *renewals_finish(struct renewals *r, struct renewal_totals *totals)
{
    if (r->heirs.n)
        qsort(r->heirs.items, r->heirs.n, sizeof *r->heirs.items, by_ask);
    for (size_t i = 0; i < r->rows.n; i++)
        mark_renewed(r, &r->rows.items[i]->row);
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
