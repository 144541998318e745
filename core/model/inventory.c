#include "model/inventory.h"

#include "base/utf8.h"

bool environment_is_lifetime(const struct environment *env)
{
    return env->type == ENV_LIFETIME || view_eq_nocase(env->name, VIEW("LifeTime"));
}

static const struct environment *find(const struct inventory *inventory, struct view word, bool (*same)(struct view, struct view))
{
    for (size_t i = 0; inventory && i < inventory->n_environments; i++) {
        const struct environment *env = &inventory->environments[i];
        if (same(env->name, word) || (env->key.n && same(env->key, word)))
            return env;
    }
    return NULL;
}

const struct environment *inventory_find(const struct inventory *inventory, struct view word)
{
    const struct view bare = text_unquoted(word);
    const struct environment *found = find(inventory, word, view_eq_nocase);
    found = found ? found : find(inventory, bare, view_eq_nocase);
    return found || view_is_ascii(bare) ? found : find(inventory, bare, text_same);
}
