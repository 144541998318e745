#include "model/inventory.h"

#include "base/utf8.h"

bool environment_is_lifetime(const struct environment *env)
{
    return env->type == ENV_LIFETIME || view_eq_nocase(env->name, VIEW("LifeTime"));
}

static const struct environment *find_exactly(const struct inventory *inventory, struct view word)
{
    for (size_t i = 0; inventory && i < inventory->n_environments; i++) {
        const struct environment *env = &inventory->environments[i];
        if (view_eq_nocase(env->name, word) || (env->key.n && view_eq_nocase(env->key, word)))
            return env;
    }
    return NULL;
}

const struct environment *inventory_find(const struct inventory *inventory, struct view word)
{
    const struct environment *found = find_exactly(inventory, word);
    return found ? found : find_exactly(inventory, text_unquoted(word));
}
