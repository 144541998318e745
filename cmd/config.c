#include "config.h"

#include "base/file.h"
#include "flow/config_file.h"
#include "os/os.h"

void config_variable(const char *option, char out[64])
{
    int n = snprintf(out, 64, "CERTCASE_%s", option);
    for (int i = 0; i < n && i < 63; i++)
        out[i] = out[i] == '-' ? '_' : out[i] >= 'a' && out[i] <= 'z' ? (char)(out[i] - 'a' + 'A') : out[i];
}

/* Where defaults go. */
struct defaults {
    struct option_values *v;
    const struct option_list *all; /* of all commands */
    struct err *e;
};

/* Being asked for help is no default. */
static bool can_be_default(const struct option_row *row)
{
    return strcmp(row->name, "help") != 0;
}

/* Whether this name is known with this value to some other command: then it isn't this command's business. */
static bool suits_another(const struct option_list *all, const struct option_row *row, struct view text)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->rows[i] != row && strcmp(all->rows[i]->name, row->name) == 0 && option_valid(all->rows[i], text))
            return true;
    return false;
}

static bool set_default(const struct defaults *d, size_t row, enum option_source source, struct view text, const char *where)
{
    if (!option_valid(d->v->options->rows[row], text) && suits_another(d->all, d->v->options->rows[row], text))
        return true;
    return option_set(d->v, row, source, text, where, d->e);
}

static bool apply_variables(const struct defaults *d, const struct session *s)
{
    struct option_values *v = d->v;
    for (size_t i = 0; i < v->options->n; i++) {
        const struct option_row *row = v->options->rows[i];
        char name[64];
        if (!can_be_default(row))
            continue;
        config_variable(row->name, name);
        const char *value = variable_of(s->environment, name);
        if (!value || value[0] == '\0')
            continue;
        struct view rest = view_of(value), one;
        if (row->kind != OPT_LIST && !set_default(d, i, SOURCE_VARIABLE, rest, name))
            return false;
        while (row->kind == OPT_LIST && view_cut(&rest, ';', &one))
            if (view_trim(one).n && !option_set(v, i, SOURCE_VARIABLE, view_dup(v->arena, view_trim(one)), name, d->e))
                return false;
    }
    return true;
}

static bool unknown_key(const struct option_list *all, const char *path, struct view key, struct err *e)
{
    struct view near = option_nearest(all, key);
    err_set(e, ST_USAGE, "keys are the long names of options; see `certcase help build`", "no option is called so");
    if (!view_eq(key, near)) /* not --help, which is no default */
        err_meant(e, "\"", near, "\"?");
    return err_at(e, "%s: %.*s", path, VIEW_ARG(key));
}

/* Whoever counts on a policy that isn't applied would be told that all is well. */
static bool stops_here(const char *where, const struct option_row *row, struct err *e)
{
    char hint[160], variable[64];
    config_variable(row->name, variable);
    snprintf(hint, sizeof hint, "give --%s or %s, or put it into %s", row->name, variable, os_config_shown);
    return err_set_at(e, ST_USAGE, where, hint, "not taken from the current folder, whose files may be a stranger's");
}

static bool set_values(const struct defaults *d, size_t row, struct config_use *from, const struct config_entry *entry, const char *where)
{
    struct arena *arena = d->v->arena;
    const struct option_row *o = d->v->options->rows[row];
    struct view path = view_of(from->path), folder = view_first(path, path.n - path_name(path).n);
    bool is_path = option_is_file(o) || option_is_folder(o);
    for (size_t i = 0; i < entry->values.n; i++) {
        struct view text = entry->values.items[i];
        if (is_path && text.n && !view_eq(text, VIEW("-")))
            text = path_join(arena, folder, text);
        if (!set_default(d, row, from->kind, text, where))
            return false;
    }
    if (d->v->given[row] == from->kind && o->influence != INFLUENCE_NONE)
        *LIST_ADD(arena, &from->taken) = view_of(o->name);
    return true;
}

static bool apply_entry(const struct defaults *d, struct config_use *from, const struct config_entry *entry)
{
    const char *path = from->path;
    struct option_values *v = d->v;
    struct err *e = d->e;
    size_t known = option_find(d->all, entry->key), row = option_find(v->options, entry->key);
    char where[360];
    snprintf(where, sizeof where, "%s: %.*s", path, VIEW_ARG(entry->key));
    if (known == SIZE_MAX || !can_be_default(d->all->rows[known]))
        return unknown_key(d->all, path, entry->key, e);
    if (d->all->rows[known]->kind != OPT_LIST && entry->values.n != 1)
        return err_set_at(e, ST_USAGE, where, "", "takes one value, not a list");
    if (row == SIZE_MAX)
        return true;
    enum influence influence = v->options->rows[row]->influence;
    if (from->kind != SOURCE_HERE || influence == INFLUENCE_SHOWN || influence == INFLUENCE_NONE)
        return set_values(d, row, from, entry, where);
    if (!option_open(v, row, SOURCE_HERE))
        return true; /* somebody else has said it */
    if (influence == INFLUENCE_STRICT)
        return stops_here(where, v->options->rows[row], e);
    *LIST_ADD(v->arena, &from->left) = view_of(v->options->rows[row]->name);
    return true;
}

void config_find(struct arena *arena, const struct session *s, struct config_files *out)
{
    const char *own = NULL;
    *out = (struct config_files){ .here = { .kind = SOURCE_HERE }, .own = { .kind = SOURCE_CONFIG } };
    if (file_exists("certcase.json"))
        out->here.path = "certcase.json";
    /* a relative path is to be ignored, says the XDG specification */
    for (const struct os_config_place *place = os_config_places; place->variable && !own; place++) {
        const char *base = variable_of(s->environment, place->variable);
        if (base && os_root_length(base, strlen(base)))
            own = view_fmt(arena, "%s%s", base, place->below).p;
    }
    if (!own || !file_exists(own))
        return;
    out->own.path = own;
    if (out->here.path && file_same(own, out->here.path))
        out->here.path = NULL;
}

static bool apply_file(const struct defaults *d, struct config_use *from)
{
    struct config config;
    if (!from->path)
        return true;
    if (!config_file_read(d->v->arena, from->path, from->kind == SOURCE_HERE, &config, d->e)) {
        d->e->status = ST_USAGE;
        return false;
    }
    for (size_t i = 0; i < config.n; i++)
        if (!apply_entry(d, from, &config.items[i]))
            return false;
    return true;
}

bool config_apply(struct option_values *v, const struct option_list *all, const struct session *s, struct config_files *used, struct err *e)
{
    const struct defaults d = { .v = v, .all = all, .e = e };
    config_find(v->arena, s, used);
    return apply_variables(&d, s) && apply_file(&d, &used->here) && apply_file(&d, &used->own);
}
