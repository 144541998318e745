#include "steps/successors.h"

/* How a successor is looked for. Everything is an exact match, so that many environments of one name cost no more than a few. */
enum heir_by {
    HEIR_BY_KEY, HEIR_BY_NAME,
    HEIR_BY_NAME_ALONE, /* its environment has no key */
    HEIR_ANYWHERE,      /* whatever its environments */
};

struct heir_ask {
    const unsigned char *replaced;
    enum heir_by by;
    bool claimed;
    bool in_any; /* whatever the infrastructure; else it is in the one named, which may be empty: it names none */
    struct view word, infrastructure;
};

struct heir {
    struct heir_ask ask;
    const struct successor *of;
};

static void add_heir(struct successors *all, const struct successor *s, enum heir_by by, struct view word)
{
    struct heir heir = { .of = s, .ask = { .replaced = s->replaced, .by = by, .claimed = s->claimed, .in_any = true, .word = word } };
    *LIST_ADD(&all->arena, &all->heirs) = heir;
    heir.ask.in_any = false;
    heir.ask.infrastructure = s->infrastructure;
    if (by == HEIR_BY_NAME || by == HEIR_BY_NAME_ALONE)
        *LIST_ADD(&all->arena, &all->heirs) = heir;
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
    add_heir(all, kept, HEIR_ANYWHERE, (struct view){ 0 });
    for (size_t i = 0; i < s->n_places; i++) {
        const struct renewal_place *place = &kept->places[i];
        add_heir(all, kept, place->key.n ? HEIR_BY_KEY : HEIR_BY_NAME_ALONE, renewal_place_word(place));
        add_heir(all, kept, HEIR_BY_NAME, place->name);
    }
    return true;
}

static int compare_ask(const struct heir_ask *a, const struct heir_ask *b)
{
    int order = memcmp(a->replaced, b->replaced, 32);
    if (order == 0)
        order = (int)a->by - (int)b->by;
    if (order == 0)
        order = (int)a->claimed - (int)b->claimed;
    if (order == 0)
        order = (int)a->in_any - (int)b->in_any;
    if (order == 0)
        order = view_cmp_nocase(a->word, b->word);
    return order ? order : view_cmp(a->infrastructure, b->infrastructure);
}

/* Those for the same thing stand together, what lasts longest first. */
static int by_ask(const void *a, const void *b)
{
    const struct heir *x = a, *y = b;
    int order = compare_ask(&x->ask, &y->ask);
    if (order == 0)
        order = (y->of->not_after > x->of->not_after) - (y->of->not_after < x->of->not_after);
    if (order == 0)
        order = view_cmp(x->of->case_id, y->of->case_id);
    return order ? order : view_cmp(x->of->file, y->of->file);
}

static void sort(struct successors *all)
{
    if (!all->sorted && all->heirs.n)
        qsort(all->heirs.items, all->heirs.n, sizeof *all->heirs.items, by_ask);
    all->sorted = true;
}

/* The one that lasts longest of those that are asked for; NULL when none lasts longer than that. */
static const struct successor *find_heir(const struct successors *all, const struct heir_ask *ask, int64_t longer_than)
{
    size_t from = 0, until = all->heirs.n;
    while (from < until) {
        size_t middle = from + (until - from) / 2;
        if (compare_ask(&all->heirs.items[middle].ask, ask) < 0)
            from = middle + 1;
        else
            until = middle;
    }
    const struct heir *heir = from < all->heirs.n ? &all->heirs.items[from] : NULL;
    return heir && compare_ask(&heir->ask, ask) == 0 && heir->of->not_after > longer_than ? heir->of : NULL;
}

/* An environment is known by its key; where one of the two inventories has no keys, by its name, and not in another infrastructure. */
static const struct successor *find_for_place(const struct successors *all, struct heir_ask ask, int64_t longer_than,
                                              struct view infrastructure, const struct renewal_place *place)
{
    ask.by = HEIR_BY_KEY;
    ask.word = place->key;
    const struct successor *s = place->key.n ? find_heir(all, &ask, longer_than) : NULL;
    if (s)
        return s;
    ask.by = place->key.n ? HEIR_BY_NAME_ALONE : HEIR_BY_NAME;
    ask.word = place->name;
    if (infrastructure.n == 0)
        return find_heir(all, &ask, longer_than);
    ask.in_any = false; /* it names none, or the same */
    s = find_heir(all, &ask, longer_than);
    ask.infrastructure = infrastructure;
    const struct successor *same = find_heir(all, &ask, longer_than);
    return same && (!s || same->not_after >= s->not_after) ? same : s;
}

/* What came along in a case goes with it: its successor brings all that is needed. An intermediate is renewed alone, too. */
static const struct successor *find_which(const struct successors *all, const struct renewal *row, const struct renewal_place *place,
                                          bool claimed)
{
    const struct {
        const unsigned char *replaced;
        int64_t longer_than;
        bool possible;
    } ways[] = {
        { row->sha256, row->not_after, true },
        { row->case_sha256, row->case_not_after, row->case_id.n != 0 },
        { row->names, row->not_after, row->role == ROLE_INTERMEDIATE },
    };
    const struct successor *s = NULL;
    for (size_t i = 0; i < COUNT_OF(ways) && !s; i++) {
        const struct heir_ask any = { .replaced = ways[i].replaced, .by = HEIR_ANYWHERE, .claimed = claimed, .in_any = true };
        if (ways[i].possible)
            s = place ? find_for_place(all, any, ways[i].longer_than, row->infrastructure, place)
                      : find_heir(all, &any, ways[i].longer_than);
    }
    return s;
}

static const struct successor *find_successor(const struct successors *all, const struct renewal *row,
                                              const struct renewal_place *place)
{
    const struct successor *seen = find_which(all, row, place, false);
    return seen ? seen : find_which(all, row, place, true);
}

void successors_mark(struct successors *all, struct renewal *row)
{
    bool everywhere = row->n_places > 0;
    const struct successor *last = NULL;
    if (row->status == RENEWAL_VENDORS)
        return;
    sort(all);
    if (row->n_places == 0)
        last = find_successor(all, row, NULL);
    for (size_t i = 0; i < row->n_places; i++) {
        const struct successor *s = find_successor(all, row, &row->places[i]);
        row->places[i].renewed = s != NULL;
        row->places[i].claimed = s && s->claimed;
        everywhere = everywhere && s;
        if (s && (s->claimed || !last || !last->claimed))
            last = s;
    }
    if (last) {
        row->renewed_by = last->case_id;
        row->renewed_in = last->file;
        row->claimed = last->claimed;
    }
    if (everywhere || (row->n_places == 0 && last))
        row->status = row->claimed ? RENEWAL_CLAIMED : RENEWAL_RENEWED;
}
