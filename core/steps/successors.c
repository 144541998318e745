#include "steps/successors.h"

#include "base/search.h"
#include "base/utf8.h"

/* How a successor is looked for. Everything is an exact match, so that many environments of one name cost no more than a few. */
enum heir_by {
    HEIR_BY_KEY, HEIR_BY_NAME,
    HEIR_BY_NAME_ALONE, /* its environment has no key */
    HEIR_ANYWHERE,      /* whatever its environments */
};

/* What one side may leave open. */
struct heir_part {
    bool any;          /* whatever it is; else the one that is named */
    struct view named; /* empty: none is */
};

struct heir_ask {
    const unsigned char *replaced;
    enum heir_by by;
    struct view word;
    struct heir_part infrastructure, host;
};

/* What an ask names; all combinations are counted through. */
enum { NAMES_INFRASTRUCTURE = 1, NAMES_HOST = 2, NAMES_COUNT = 4 };

/* One that may be asked for so: what its ask is made of. */
struct heir {
    const struct successor *of;
    const struct renewal_place *place; /* NULL: anywhere */
    unsigned char by, named;           /* heir_by; NAMES_… */
};

/* What it has to have beside that. */
struct heir_want {
    int64_t longer_than;
    const struct renewal_kin *kin; /* of what is replaced */
    struct view host;              /* one of its environments is there; empty: wherever */
    bool by_names;                 /* the ask was for its names, so that its issuer's key is what tells it from another's */
};

/* Who was found; NULL: nobody. */
struct match {
    const struct successor *of;
    enum renewal_claim claim;
};

static struct heir_part part_of(bool is_named, struct view name)
{
    return (struct heir_part){ .any = !is_named, .named = is_named ? name : (struct view){ 0 } };
}

static struct heir_ask ask_of(const struct heir *heir)
{
    const struct renewal_place *place = heir->place;
    return (struct heir_ask){
        .replaced = heir->of->replaced,
        .by = heir->by,
        .word = !place ? (struct view){ 0 } : heir->by == HEIR_BY_KEY ? place->key : place->name,
        .infrastructure = part_of(heir->named & NAMES_INFRASTRUCTURE, heir->of->infrastructure),
        .host = part_of(heir->named & NAMES_HOST, place ? place->host : (struct view){ 0 }),
    };
}

static void add_heirs(struct successors *all, const struct successor *s, enum heir_by by, const struct renewal_place *place)
{
    bool by_name = by == HEIR_BY_NAME || by == HEIR_BY_NAME_ALONE;
    for (unsigned char named = 0; named < (by_name ? NAMES_COUNT : 1); named++)
        *LIST_ADD(&all->arena, &all->heirs) = (struct heir){ s, place, (unsigned char)by, named };
}

static int by_host(const void *a, const void *b)
{
    const struct renewal_place *x = *(const struct renewal_place *const *)a, *y = *(const struct renewal_place *const *)b;
    int order = view_cmp_nocase(x->host, y->host);
    return order ? order : (x > y) - (x < y);
}

bool successors_add(struct successors *all, const struct successor *s)
{
    struct arena *arena = &all->arena;
    if (arena->total > all->most)
        return false;
    struct successor *kept = NEW(arena, struct successor, 1);
    *kept = *s;
    all->sorted = false;
    kept->case_id = view_dup(arena, s->case_id);
    kept->file = view_dup(arena, s->file);
    kept->infrastructure = view_dup(arena, s->infrastructure);
    kept->places = renewal_places_dup(arena, s->places, s->n_places);
    kept->by_host = NEW(arena, const struct renewal_place *, s->n_places + 1);
    add_heirs(all, kept, HEIR_ANYWHERE, NULL);
    for (size_t i = 0; i < s->n_places; i++) {
        kept->by_host[i] = &kept->places[i];
        add_heirs(all, kept, kept->places[i].key.n ? HEIR_BY_KEY : HEIR_BY_NAME_ALONE, &kept->places[i]);
        add_heirs(all, kept, HEIR_BY_NAME, &kept->places[i]);
    }
    qsort(kept->by_host, s->n_places, sizeof *kept->by_host, by_host);
    return true;
}

static int compare_ask(const struct heir_ask *a, const struct heir_ask *b)
{
    int order = memcmp(a->replaced, b->replaced, 32);
    order = order ? order : (int)a->by - (int)b->by;
    order = order ? order : (int)a->infrastructure.any - (int)b->infrastructure.any;
    order = order ? order : (int)a->host.any - (int)b->host.any;
    order = order ? order : text_cmp(a->word, b->word);
    order = order ? order : view_cmp_nocase(a->host.named, b->host.named);
    return order ? order : text_cmp(a->infrastructure.named, b->infrastructure.named);
}

static int against_ask(const void *heir, const void *ask)
{
    const struct heir_ask of = ask_of(heir);
    return compare_ask(&of, ask);
}

/* Those for the same thing stand together, what lasts longest first. */
static int by_ask(const void *a, const void *b)
{
    const struct heir *x = a, *y = b;
    const struct heir_ask first = ask_of(x), second = ask_of(y);
    int order = compare_ask(&first, &second);
    order = order ? order : (y->of->not_after > x->of->not_after) - (y->of->not_after < x->of->not_after);
    order = order ? order : view_cmp(x->of->case_id, y->of->case_id);
    return order ? order : view_cmp(x->of->file, y->of->file);
}

static void sort(struct successors *all)
{
    if (!all->sorted)
        LIST_SORT(&all->heirs, by_ask);
    all->sorted = true;
}

static bool is_known(const unsigned char part[16])
{
    static const unsigned char unknown[16];
    return memcmp(part, unknown, sizeof unknown) != 0;
}

static bool same_part(const unsigned char a[16], const unsigned char b[16])
{
    return is_known(a) && memcmp(a, b, 16) == 0;
}

static int against_host(const void *place, const void *host)
{
    return view_cmp_nocase((*(const struct renewal_place *const *)place)->host, *(const struct view *)host);
}

/* The first; NULL: none of them is on that host. */
static const struct renewal_place *place_at(const struct successor *s, struct view host)
{
    size_t from = first_row(s->by_host, s->n_places, sizeof *s->by_host, &host, against_host);
    return from < s->n_places && view_eq_nocase(s->by_host[from]->host, host) ? s->by_host[from] : NULL;
}

static bool is_wanted(const struct successor *s, const struct heir_want *want)
{
    const unsigned char *a = s->kin.issuer_key, *b = want->kin->issuer_key;
    return (!want->by_names || !is_known(a) || !is_known(b) || same_part(a, b)) && (!want->host.n || place_at(s, want->host));
}

static enum renewal_claim claim_of(const struct successor *s, const struct heir_want *want)
{
    const struct renewal_kin *kin = want->kin;
    if (s->changed)
        return CLAIM_CHANGED;
    if (s->unseen)
        return CLAIM_SHUT;
    return want->by_names || same_part(s->kin.subject, kin->subject) || same_part(s->kin.key, kin->key) ? CLAIM_NONE : CLAIM_OF_ANOTHER;
}

/* Of two the one that is less in doubt, then the one that lasts; of equal ones the second, as the more exact match. */
static struct match better(struct match a, struct match b)
{
    if (!a.of || !b.of)
        return a.of ? a : b;
    if (a.claim != b.claim)
        return a.claim < b.claim ? a : b;
    return b.of->not_after >= a.of->not_after ? b : a;
}

/* The best of those that are asked for and last longer than that. After many of them no other is looked at: what is due then stays so. */
static struct match find_heir(const struct successors *all, const struct heir_ask *ask, const struct heir_want *want)
{
    enum { MANY = 100 };
    const size_t from = first_row(all->heirs.items, all->heirs.n, sizeof *all->heirs.items, ask, against_ask);
    struct match best = { 0 };
    for (size_t i = from; i < all->heirs.n && i < from + MANY && (!best.of || best.claim); i++) {
        const struct successor *s = all->heirs.items[i].of;
        if (against_ask(&all->heirs.items[i], ask) != 0 || s->not_after <= want->longer_than)
            break;
        if (is_wanted(s, want))
            best = better((struct match){ s, claim_of(s, want) }, best);
    }
    return best;
}

/* An environment is known by its key; where one of the two inventories has no keys, by its name, and not in another infrastructure nor at
 * another host. */
static struct match find_for_place(const struct successors *all, struct heir_ask ask, const struct heir_want *want,
                                   const struct renewal *row, const struct renewal_place *place)
{
    ask.by = HEIR_BY_KEY;
    ask.word = place->key;
    struct match best = place->key.n ? find_heir(all, &ask, want) : (struct match){ 0 };
    if (best.of)
        return best;
    ask.by = place->key.n ? HEIR_BY_NAME_ALONE : HEIR_BY_NAME;
    ask.word = place->name;
    for (unsigned named = 0; named < NAMES_COUNT; named++) { /* it names none, or the same */
        if ((row->infrastructure.n == 0 && (named & NAMES_INFRASTRUCTURE)) || (place->host.n == 0 && (named & NAMES_HOST)))
            continue;
        ask.infrastructure = part_of(row->infrastructure.n != 0, named & NAMES_INFRASTRUCTURE ? row->infrastructure : (struct view){ 0 });
        ask.host = part_of(place->host.n != 0, named & NAMES_HOST ? place->host : (struct view){ 0 });
        best = better(best, find_heir(all, &ask, want));
    }
    return best;
}

/* What came along in a case goes with it: its successor brings all that is needed. An intermediate is renewed alone, too. With `host`
 * whatever the environment there is called; then `place` is NULL. */
static struct match find_successor(const struct successors *all, const struct renewal *row, const struct renewal_place *place,
                                   struct view host)
{
    const struct {
        const unsigned char *replaced;
        bool possible;
        struct heir_want want;
    } ways[] = {
        { row->sha256, true, { row->not_after, &row->kin, host, false } },
        { row->case_sha256, row->case_id.n != 0, { row->case_not_after, &row->case_kin, host, false } },
        { row->names, row->role == ROLE_INTERMEDIATE, { row->not_after, &row->kin, host, true } },
    };
    struct match best = { 0 };
    for (size_t i = 0; i < COUNT_OF(ways) && (!best.of || best.claim); i++) {
        const struct heir_ask any = { ways[i].replaced, HEIR_ANYWHERE, .infrastructure.any = true, .host.any = true };
        if (ways[i].possible)
            best = better(place ? find_for_place(all, any, &ways[i].want, row, place) : find_heir(all, &any, &ways[i].want), best);
    }
    return best;
}

/* Of an environment that was called otherwise, or of another one: nobody can tell. */
static void find_other(const struct successors *all, struct renewal *row, struct view host)
{
    const struct match found = host.n && !row->other_place.n ? find_successor(all, row, NULL, host) : (struct match){ 0 };
    if (!found.of)
        return;
    row->other_place = place_at(found.of, host)->name;
    row->other_by = found.of->case_id;
    row->other_in = found.of->file;
}

void successors_mark(struct successors *all, struct renewal *row)
{
    bool everywhere = row->n_places > 0;
    struct match last = { 0 };
    if (row->status == RENEWAL_VENDORS)
        return;
    sort(all);
    if (row->n_places == 0)
        last = find_successor(all, row, NULL, VIEW(""));
    for (size_t i = 0; i < row->n_places; i++) {
        const struct match found = find_successor(all, row, &row->places[i], VIEW(""));
        row->places[i].renewed = found.of != NULL;
        row->places[i].claimed = found.claim != CLAIM_NONE;
        everywhere = everywhere && found.of;
        if (!found.of)
            find_other(all, row, row->places[i].host);
        if (found.of && found.claim >= last.claim)
            last = found;
    }
    if (last.of) {
        row->renewed_by = last.of->case_id;
        row->renewed_in = last.of->file;
        row->claim = last.claim;
    }
    if (everywhere || (row->n_places == 0 && last.of))
        row->status = row->claim ? RENEWAL_CLAIMED : RENEWAL_RENEWED;
}
