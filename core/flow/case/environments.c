#include "flow/case/environments.h"

#include "base/utf8.h"
#include "format/host_read.h"
#include "format/inventory_read.h"
#include "model/words.h"

enum { FRONT_ENDS_MOST = 1000, FRONT_ENDS_NAMED = 100, NAME_BYTES = 300 }; /* as in the schemas */

/* --- in the request's own words --- */

/* What stands before the first `c`, or all of it; trimmed. */
static struct view take(struct view *rest, char c)
{
    struct view first;
    return view_cut(rest, c, &first) ? text_trim(first) : (struct view){ 0 };
}

bool environments_missing(struct err *e)
{
    return err_set(e, ST_USAGE,
                   "say where it runs: -e Production=acme.outsystemsenterprise.com (LifeTime shows it under Infrastructure); or give "
                   "--environments FILE: `certcase environments --example` writes one, as does GET https://LIFETIME/lifetimeapi/rest/v2/"
                   "environments/ with a token from LifeTime, User Management, Service Accounts",
                   "the list of environments is missing");
}

bool environments_say_where(const struct view_list *words)
{
    for (size_t i = 0; i < words->n; i++)
        if (view_has(words->items[i], '='))
            return true;
    return false;
}

static bool without_host(struct view name, struct err *e)
{
    return err_set(e, ST_USAGE,
                   "write NAME=HOST for each: -e Production=acme.outsystemsenterprise.com; no name has "
                   "a comma, which parts them (in CSV a ';')",
                   "the environment '%.*s' has no host", VIEW_ARG(view_first(name, 120)));
}

/* "Production=acme.outsystemsenterprise.com#2" */
static bool read_word(struct arena *keep, struct view word, struct environment *out, struct err *e)
{
    struct view number = word, name = text_safe(keep, text_unquoted(take(&number, '='))), host;
    bool counted = view_has(number, '#');
    uint64_t front_ends = 0;
    if (name.n == 0 || name.n > NAME_BYTES)
        return err_set(e, ST_USAGE, "write NAME=HOST: -e Production=acme.outsystemsenterprise.com", "the environment '%.*s' has %s",
                       VIEW_ARG(view_first(word, 120)), name.n ? "too long a name" : "no name");
    if (!host_read(take(&number, '#'), &host, e))
        return false;
    if (host.n == 0)
        return without_host(name, e);
    if (view_eq_text(name, "NAME") && view_eq_nocase(host, VIEW("HOST"))) /* as the next command of a report has them */
        return err_set(e, ST_USAGE, "put in its name and its host: -e Production=acme.outsystemsenterprise.com",
                       "NAME=HOST stands for an environment");
    if (counted && (!view_number(number, FRONT_ENDS_MOST, &front_ends) || front_ends == 0))
        return err_set(e, ST_USAGE, "write their number: -e Production=acme.outsystemsenterprise.com#2; their names go to --front-end",
                       "'%.*s' is no number of front-ends", VIEW_ARG(view_first(number, 100)));
    *out = (struct environment){ .name = name, .host = view_dup(keep, host), .front_ends = (unsigned)front_ends };
    out->hosting = hosting_of_host(out->host);
    out->type = environment_type_of(name);
    return true;
}

static void split_words(struct arena *keep, const struct inventory *inventory, struct view_list *words)
{
    struct view_list single = { 0 };
    for (size_t i = 0; i < words->n; i++) {
        struct view rest = words->items[i];
        if (inventory_find(inventory, rest)) {
            *LIST_ADD(keep, &single) = rest;
            continue;
        }
        rest = text_unquoted(rest);
        while (rest.n) {
            struct view part = take(&rest, ',');
            if (part.n)
                *LIST_ADD(keep, &single) = view_has(part, '=') ? text_unquoted(part) : part;
        }
    }
    *words = single;
}

/* Of the first n the one that is called like the one behind them. */
static const struct environment *find_folded(const struct environment *all, const struct view *folded, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (view_eq(folded[i], folded[n]))
            return &all[i];
    return NULL;
}

/* What stands in the words comes first: it wins over the old bundle's of the same name. */
static bool read_words(struct arena *keep, struct view_list *words, struct inventory *said, struct err *e)
{
    const struct inventory old = *said;
    struct environment *all = NEW(keep, struct environment, words->n + old.n_environments);
    struct view *folded = NEW(keep, struct view, words->n);
    size_t n = 0;
    const bool any = environments_say_where(words);
    for (size_t i = 0; i < words->n; i++) {
        struct view *word = &words->items[i];
        if (inventory_find(&old, *word) || (old.n_environments && !view_has(*word, '=')))
            continue;
        if (!view_has(*word, '='))
            return any ? without_host(*word, e) : environments_missing(e);
        if (!read_word(keep, *word, &all[n], e))
            return false;
        folded[n] = text_folded(keep, all[n].name);
        const struct environment *twin = find_folded(all, folded, n);
        if (twin && !view_eq_nocase(twin->host, all[n].host))
            return err_set(e, ST_USAGE, "give each its own name", "two environments are called %.*s",
                           VIEW_ARG(view_first(twin->name, 100)));
        *word = all[n].name;
        all[n].order = (unsigned)n + 1;
        n += !twin;
    }
    for (size_t i = 0; i < old.n_environments; i++)
        all[n + i] = old.environments[i];
    said->environments = all;
    said->n_environments = n + old.n_environments;
    inventory_index(keep, said);
    return true;
}

/* --- names of front-ends --- */

/* What --front-end says, each entry looked up once: a request may name as many environments. */
struct front_ends {
    struct front_ends_entry {
        struct view names;
        bool bare; /* of all environments of the request */
        const struct environment *of;
    } *items;
    size_t n;
};

static struct front_ends read_front_ends(struct arena *keep, const struct request *request, const struct inventory *inventory)
{
    const struct view_list *said = &request->front_ends;
    struct front_ends out = { .items = NEW(keep, struct front_ends_entry, said->n), .n = said->n };
    for (size_t i = 0; i < said->n; i++) {
        struct front_ends_entry *entry = &out.items[i];
        entry->names = said->items[i];
        entry->bare = !view_has(said->items[i], '=');
        entry->of = entry->bare ? NULL : inventory_find(inventory, take(&entry->names, '='));
    }
    return out;
}

static struct view_list front_ends_of(struct arena *keep, const struct front_ends *said, const struct environment *env)
{
    struct view_list out = { 0 };
    for (size_t i = 0; i < said->n; i++) {
        struct view names = said->items[i].names;
        while (names.n && (said->items[i].bare || said->items[i].of == env)) {
            struct view name = take(&names, ',');
            if (name.n)
                *LIST_ADD(keep, &out) = text_safe(keep, name);
        }
    }
    return out;
}

/* Those that the request names; else those of the list or of the old bundle, which nobody has looked at yet. */
static bool check_front_ends_of(const struct environment *env, struct view_list named, struct err *e)
{
    const struct view *names = named.n ? named.items : env->front_end_names;
    size_t n = named.n ? named.n : env->n_front_end_names;
    if (named.n > FRONT_ENDS_NAMED)
        return err_set(e, ST_LIMIT, "name those that the change is for", "more than %d front-ends of %.*s", FRONT_ENDS_NAMED,
                       VIEW_ARG(view_first(env->name, 100)));
    for (size_t i = 0; i < n; i++)
        if (!front_end_check(names[i], e))
            return false;
    return true;
}

static bool check_front_ends(struct arena *keep, const struct request *request, const struct inventory *inventory, struct err *e)
{
    const size_t n = request->environments.n;
    const struct front_ends said = read_front_ends(keep, request, inventory);
    const struct environment **asked = NEW(keep, const struct environment *, n);
    for (size_t i = 0; i < n; i++) {
        asked[i] = inventory_find(inventory, request->environments.items[i]);
        if (asked[i] && !check_front_ends_of(asked[i], front_ends_of(keep, &said, asked[i]), e))
            return false;
    }
    for (size_t i = 0; i < said.n; i++) {
        bool found = said.items[i].bare && n == 1;
        for (size_t k = 0; k < n && said.items[i].of && !found; k++)
            found = asked[k] == said.items[i].of;
        if (!found)
            return err_set(e, ST_USAGE, "write --front-end Production=SRV1, with the name of an environment of this request",
                           "the front-end '%.*s' is of no environment", VIEW_ARG(view_first(request->front_ends.items[i], 100)));
    }
    return true;
}

bool environments_settle(struct arena *keep, struct request *request, const struct inventory *old, const struct inventory **inventory,
                         struct err *e)
{
    split_words(keep, *inventory ? *inventory : old, &request->environments);
    if (!*inventory && (request->environments.n || old)) {
        struct inventory *said = NEW(keep, struct inventory, 1);
        if (old)
            *said = *old;
        if (!read_words(keep, &request->environments, said, e))
            return false;
        *inventory = said;
    }
    return check_front_ends(keep, request, *inventory, e);
}

/* --- by hosting --- */

static struct environment_group *group_of(struct environment_groups *groups, enum hosting hosting)
{
    for (size_t i = 0; i < groups->n; i++)
        if (groups->items[i].hosting == hosting)
            return &groups->items[i];
    groups->items[groups->n] = (struct environment_group){ .hosting = hosting };
    return &groups->items[groups->n++];
}

static bool group_has(const struct environment_group *group, const struct environment *env)
{
    for (size_t i = 0; i < group->n; i++)
        if (view_eq(group->items[i].name, env->name) && view_eq(group->items[i].key, env->key))
            return true;
    return false;
}

void group_environments(struct arena *keep, const struct request *request, const struct inventory *inventory,
                        struct environment_groups *out)
{
    const struct front_ends said = read_front_ends(keep, request, inventory);
    for (size_t i = 0; i < request->environments.n; i++) {
        const struct environment *env = inventory_find(inventory, request->environments.items[i]);
        if (!env) {
            *LIST_ADD(keep, &out->unknown) = request->environments.items[i];
            continue;
        }
        bool may_override = env->hosting != HOST_ODC && env->hosting != HOST_PERSONAL && request->hosting != HOST_UNKNOWN;
        struct environment copy = *env;
        struct view_list named = front_ends_of(keep, &said, env);
        copy.hosting = may_override ? request->hosting : env->hosting;
        if (named.n) {
            copy.front_end_names = named.items;
            copy.n_front_end_names = named.n;
            copy.front_ends = copy.front_ends > named.n ? copy.front_ends : (unsigned)named.n;
        }
        struct environment_group *group = group_of(out, copy.hosting);
        if (!group->items)
            group->items = NEW(keep, struct environment, request->environments.n);
        if (!group_has(group, &copy))
            group->items[group->n++] = copy;
    }
    if (out->n == 0)
        group_of(out, request->hosting);
}
