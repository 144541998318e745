#include "model/inventory.h"

#include "base/search.h"
#include "base/utf8.h"

bool environment_is_lifetime(const struct environment *env)
{
    return env->type == ENV_LIFETIME || view_eq_nocase(env->name, VIEW("LifeTime"));
}

void inventory_index(struct arena *arena, struct inventory *inventory)
{
    struct view_at *index = NEW(arena, struct view_at, 2 * inventory->n_environments + 1);
    size_t n = 0;
    for (size_t i = 0; i < inventory->n_environments; i++) {
        const struct environment *env = &inventory->environments[i];
        index[n++] = (struct view_at){ .word = text_folded(arena, env->name), .at = i };
        if (env->key.n)
            index[n++] = (struct view_at){ .word = text_folded(arena, env->key), .at = i };
    }
    qsort(index, n, sizeof *index, view_at_order);
    inventory->index = index;
    inventory->n_index = n;
}

/* Whatever is the same is so when it is folded. */
static const struct environment *find(const struct inventory *inventory, struct view word, bool (*same)(struct view, struct view))
{
    AUTO(arena_free) struct arena scratch = { 0 };
    const struct environment *found = NULL;
    const struct view folded = text_folded(&scratch, word);
    size_t i = first_row(inventory->index, inventory->n_index, sizeof *inventory->index, &folded, view_order);
    for (; i < inventory->n_index && view_eq(inventory->index[i].word, folded) && !found; i++) {
        const struct environment *env = &inventory->environments[inventory->index[i].at];
        found = same(env->name, word) || (env->key.n && same(env->key, word)) ? env : NULL;
    }
    return found;
}

const struct environment *inventory_find(const struct inventory *inventory, struct view word)
{
    const struct view bare = text_unquoted(word);
    if (!inventory)
        return NULL;
    const struct environment *found = find(inventory, word, view_eq_nocase);
    found = found ? found : find(inventory, bare, view_eq_nocase);
    return found || view_is_ascii(bare) ? found : find(inventory, bare, text_same);
}
