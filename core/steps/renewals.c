#include "steps/renewals.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "format/digest.h"

/* What is kept of each row: enough to tell it from others and to count it. */
struct renewal_key {
    unsigned char certificate[16], set[16]; /* starts of SHA-256: the certificate's; over purpose, hosting and environments */
    union {
        struct renewal *row;
        size_t at; /* of a row that is only counted: where it waits in the spool */
    };
    uint32_t file; /* start of the digest of its path */
    int32_t day;   /* to ask by, or of the expiry */
    unsigned char status;
    bool whole, placed, in_case, doubted;
};

static const struct {
    bool due;
    int behind; /* what needs no action, or nobody's */
} statuses[] = {
    [RENEWAL_EXPIRED] = { .due = true },
    [RENEWAL_OVERDUE] = { .due = true },
    [RENEWAL_DUE] = { .due = true },
    [RENEWAL_UNKNOWN] = { .due = true },
    [RENEWAL_FINE] = { 0 },
    [RENEWAL_CLAIMED] = { .behind = 1 },
    [RENEWAL_RENEWED] = { .behind = 2 },
    [RENEWAL_VENDORS] = { .behind = 2 },
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

/* What tells one environment of an infrastructure from another. */
static struct view word_of(const struct renewal_place *place)
{
    return place->key.n ? place->key : place->name;
}

static int by_word(const void *a, const void *b)
{
    const struct renewal_place *x = a, *y = b;
    int by_key = (int)(y->key.n != 0) - (int)(x->key.n != 0);
    int words = by_key ? by_key : text_cmp(word_of(x), word_of(y));
    return words ? words : view_cmp(x->name, y->name);
}

/* Whatever the order they are named in. */
static void fill_set(struct renewal_key *k, const struct renewal *row)
{
    unsigned char digest[32];
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
        digest_part(&text, text_folded(&scratch, word_of(&sorted[i])));
        if (sorted[i].key.n == 0) {
            digest_part(&text, text_folded(&scratch, row->infrastructure));
            digest_part(&text, view_lower(&scratch, sorted[i].host));
        }
    }
    digest_sha256(buf_view(&text), digest);
    memcpy(k->set, digest, sizeof k->set);
}

/* --- rows that are only counted wait in a spool, without what nobody asks of them --- */

static size_t spool_row(struct spool *spool, const struct renewal *row)
{
    size_t at = spool->n;
    struct renewal bare = *row;
    bare.subject = bare.contact = bare.file = (struct view){ 0 };
    put(&spool->sink, (struct view){ .p = (const char *)&bare, .n = sizeof bare });
    put(&spool->sink, row->name);
    put(&spool->sink, row->infrastructure);
    put(&spool->sink, row->case_id);
    put(&spool->sink, (struct view){ .p = (const char *)row->places, .n = row->n_places * sizeof *row->places });
    for (size_t i = 0; i < row->n_places; i++) {
        put(&spool->sink, row->places[i].name);
        put(&spool->sink, row->places[i].key);
        put(&spool->sink, row->places[i].host);
    }
    return at;
}

static bool load_row(struct spool *spool, size_t at, struct arena *arena, struct renewal *row)
{
    if (!spool_read(spool, at, row, sizeof *row))
        return false;
    at += sizeof *row;
    bool ok = spool_read_text(spool, &at, arena, &row->name) && spool_read_text(spool, &at, arena, &row->infrastructure) &&
              spool_read_text(spool, &at, arena, &row->case_id);
    row->places = NEW(arena, struct renewal_place, row->n_places);
    ok = ok && spool_read(spool, at, row->places, row->n_places * sizeof *row->places);
    at += row->n_places * sizeof *row->places;
    for (size_t i = 0; i < row->n_places && ok; i++)
        ok = spool_read_text(spool, &at, arena, &row->places[i].name) && spool_read_text(spool, &at, arena, &row->places[i].key) &&
             spool_read_text(spool, &at, arena, &row->places[i].host);
    return ok;
}

static struct renewal *keep_row(struct renewals *r, const struct renewal *row)
{
    struct arena *arena = &r->arena;
    struct renewal *kept = NEW(arena, struct renewal, 1);
    *kept = *row;
    kept->name = view_dup(arena, row->name);
    kept->subject = view_dup(arena, row->subject);
    kept->infrastructure = view_dup(arena, row->infrastructure);
    kept->contact = view_eq(row->contact, r->contact) ? r->contact : view_dup(arena, row->contact);
    r->contact = kept->contact; /* the same for many: kept once */
    kept->case_id = view_dup(arena, row->case_id);
    kept->file = view_dup(arena, row->file);
    kept->places = renewal_places_dup(arena, row->places, row->n_places);
    return kept;
}

void renewals_open(struct renewals *r, size_t most, bool only_due)
{
    *r = (struct renewals){ .most = most, .only_due = only_due };
    spool_open(&r->spool);
}

void renewals_close(struct renewals *r)
{
    arena_free(&r->arena);
    arena_free(&r->scratch);
    spool_close(&r->spool);
    free(r->keys);
}

bool renewals_add(struct renewals *r, const struct renewal *row)
{
    if (r->arena.total + r->cap * sizeof *r->keys > r->most)
        return false;
    if (r->n == r->cap) {
        r->cap = r->cap ? 2 * r->cap : 64;
        r->keys = heap_grow(r->keys, r->cap * sizeof *r->keys);
    }
    struct renewal_key *k = &r->keys[r->n++];
    *k = (struct renewal_key){
        .file = (uint32_t)digest_number(row->file),
        .day = renewal_day(row),
        .status = (unsigned char)row->status,
        .whole = !r->only_due || statuses[row->status].due || row->doubt,
        .placed = row->n_places > 0,
        .in_case = row->case_id.n > 0,
        .doubted = row->doubt != CLAIM_NONE,
    };
    memcpy(k->certificate, row->sha256, sizeof k->certificate);
    fill_set(k, row);
    if (k->whole)
        k->row = keep_row(r, row);
    else
        k->at = spool_row(&r->spool, row);
    return true;
}

/* Of one certificate those with environments first; the same set stands together, the most urgent first, then what isn't in doubt, then by
 * path: what a record says of a certificate nobody can see must not hide what another file says. */
static int by_certificate(const void *a, const void *b)
{
    const struct renewal_key *x = a, *y = b;
    int order = memcmp(x->certificate, y->certificate, sizeof x->certificate);
    order = order ? order : (int)y->placed - (int)x->placed;
    order = order ? order : memcmp(x->set, y->set, sizeof x->set);
    order = order ? order : (int)x->status - (int)y->status;
    order = order ? order : compare_number(x->day, y->day);
    order = order ? order : (int)x->doubted - (int)y->doubted;
    if (order == 0 && x->whole && y->whole)
        order = view_cmp(x->row->file, y->row->file);
    return order ? order : compare_number(x->file, y->file);
}

static bool same_certificate(const struct renewal_key *a, const struct renewal_key *b)
{
    return memcmp(a->certificate, b->certificate, sizeof a->certificate) == 0;
}

/* Keeps the first of each set, which is the most urgent, and counts the other files. */
static void merge(struct renewals *r)
{
    struct renewal_key *same = NULL, first = { 0 };
    uint32_t file = 0;
    size_t n = 0;
    for (size_t i = 0; i < r->n; i++) {
        const struct renewal_key k = r->keys[i];
        if (i == 0 || !same_certificate(&first, &k))
            first = k;
        if (!k.placed && !k.in_case && first.placed)
            continue; /* a loose file of a certificate that cases know */
        if (same && same_certificate(same, &k) && memcmp(same->set, k.set, sizeof k.set) == 0) {
            if (same->whole)
                same->row->copies += file != k.file;
        } else {
            r->keys[n] = k;
            same = &r->keys[n++];
        }
        file = k.file;
    }
    r->n = n;
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

static int compare_urgency(const struct renewal *x, const struct renewal *y)
{
    int order = statuses[x->status].behind - statuses[y->status].behind;
    order = order ? order : compare_number(renewal_day(x), renewal_day(y));
    order = order ? order : compare_number(x->not_after, y->not_after);
    order = order ? order : view_cmp(x->name, y->name);
    order = order ? order : compare_places(x, y);
    return order ? order : memcmp(x->sha256, y->sha256, sizeof x->sha256);
}

static int by_urgency(const void *a, const void *b)
{
    const struct renewal_key *x = a, *y = b;
    int order = compare_urgency(x->row, y->row);
    return order ? order : memcmp(x->set, y->set, sizeof x->set);
}

struct renewal *renewals_row(struct renewals *r, size_t i)
{
    arena_reset(&r->scratch);
    if (i >= r->n)
        return NULL;
    if (r->keys[i].whole)
        return r->keys[i].row;
    return load_row(&r->spool, r->keys[i].at, &r->scratch, &r->loaded) ? &r->loaded : NULL;
}

void renewals_marked(struct renewals *r, size_t i, const struct renewal *row)
{
    r->keys[i].status = (unsigned char)row->status;
}

/* Of those that are only counted the first that will be due is kept whole. */
static void keep_coming(struct renewals *r)
{
    struct arena arenas[2] = { 0 };
    struct renewal rows[2];
    struct renewal_key *best = NULL;
    size_t at = 0; /* of the two the one that is free */
    for (size_t i = 0; i < r->n; i++) {
        struct renewal_key *k = &r->keys[i];
        if (k->whole || k->status != RENEWAL_FINE || (best && k->day > best->day))
            continue;
        arena_reset(&arenas[at]);
        if (!load_row(&r->spool, k->at, &arenas[at], &rows[at]))
            break;
        if (best && compare_urgency(&rows[at], &rows[!at]) >= 0)
            continue;
        best = k;
        at = !at;
    }
    if (best) {
        best->row = keep_row(r, &rows[!at]);
        best->whole = true;
    }
    arena_free(&arenas[0]);
    arena_free(&arenas[1]);
}

const struct renewal *const *renewals_finish(struct renewals *r, struct renewal_totals *totals, size_t *n)
{
    size_t whole = 0;
    if (r->n) {
        qsort(r->keys, r->n, sizeof *r->keys, by_certificate);
        merge(r);
    }
    keep_coming(r);
    totals->certificates = r->n;
    for (size_t i = 0; i < r->n; i++) {
        totals->status[r->keys[i].status]++;
        totals->due += statuses[r->keys[i].status].due;
        if (r->keys[i].whole && !(r->only_due && r->keys[i].status == RENEWAL_RENEWED && !r->keys[i].doubted))
            r->keys[whole++] = r->keys[i];
    }
    if (whole)
        qsort(r->keys, whole, sizeof *r->keys, by_urgency);
    const struct renewal **out = NEW(&r->arena, const struct renewal *, whole);
    for (size_t i = 0; i < whole; i++) {
        r->keys[i].row->due = statuses[r->keys[i].status].due;
        out[i] = r->keys[i].row;
    }
    *n = whole;
    return out;
}
