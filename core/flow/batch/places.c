#include "flow/batch/places.h"

#include "base/arena.h"

enum { CAP_LEAST = 1024 };

static struct place *place_of(const struct places *all, uint64_t key)
{
    size_t at = (size_t)(key >> 7) & (all->cap - 1);
    while (all->items[at].key != 0 && all->items[at].key != key)
        at = (at + 1) & (all->cap - 1);
    return &all->items[at];
}

const struct place *places_find(const struct places *all, uint64_t key)
{
    const struct place *p = all->n ? place_of(all, key) : NULL;
    return p && p->key ? p : NULL;
}

static void widen(struct places *all)
{
    struct places wider = { .n = all->n, .cap = all->cap ? 2 * all->cap : CAP_LEAST };
    wider.items = calloc(wider.cap, sizeof *wider.items);
    if (!wider.items)
        die_oom(wider.cap * sizeof *wider.items);
    for (size_t i = 0; i < all->cap; i++)
        if (all->items[i].key)
            *place_of(&wider, all->items[i].key) = all->items[i];
    free(all->items);
    *all = wider;
}

void places_put(struct places *all, struct place new)
{
    if (all->n >= all->cap / 4 * 3)
        widen(all);
    struct place *p = place_of(all, new.key);
    all->n += p->key == 0;
    *p = new;
}

void places_free(struct places *all)
{
    free(all->items);
    *all = (struct places){ 0 };
}
