#include "config.h"

#include "base/file.h"
#include "flow/config_file.h"

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
        const char *value = session_variable(s, name);
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
    const char *near = option_nearest(all, key);
    char hint[160] = "keys are the long names of options; see `certcase help build`";
    if (near && !view_eq_text(key, near)) /* not --help, which is no default */
        snprintf(hint, sizeof hint, "did you mean \"%s\"?", near);
    err_set(e, ST_USAGE, hint, "no option is called so");
    return err_at(e, "%s: %.*s", path, VIEW_ARG(key));
}

static bool apply_entry(const struct defaults *d, const char *path, const struct config_entry *entry)
{
    struct option_values *v = d->v;
    struct err *e = d->e;
    size_t known = option_find(d->all, entry->key), row = option_find(v->options, entry->key);
    char where[360];
    snprintf(where, sizeof where, "%s: %.*s", path, VIEW_ARG(entry->key));
    if (known == SIZE_MAX || !can_be_default(d->all->rows[known]))
        return unknown_key(d->all, path, entry->key, e);
    if (d->all->rows[known]->kind != OPT_LIST && entry->values.n != 1) {
        err_set(e, ST_USAGE, "", "takes one value, not a list");
        return err_at(e, "%s", where);
    }
    if (row == SIZE_MAX)
        return true;
    enum option_kind kind = v->options->rows[row]->kind;
    bool is_path = kind == OPT_FILE || kind == OPT_WRITTEN || kind == OPT_FOLDER;
    const char *slash = strrchr(path, '/');
    for (size_t i = 0; i < entry->values.n; i++) {
        struct view text = entry->values.items[i];
        if (is_path && slash && text.n && !view_eq(text, VIEW("-")))
            text = path_join(v->arena, (struct view){ .p = path, .n = (size_t)(slash - path) + 1 }, text);
        if (!set_default(d, row, SOURCE_CONFIG, text, where))
            return false;
    }
    return true;
}

/* The file to read, "" when there is none. */
static const char *find_file(struct arena *arena, const struct session *s)
{
    const char *base = session_variable(s, "XDG_CONFIG_HOME"), *home = session_variable(s, "HOME");
    if (file_exists("certcase.json"))
        return "certcase.json";
    /* a relative path is to be ignored, says the XDG specification */
    if (base && base[0] == '/')
        base = view_fmt(arena, "%s/certcase/certcase.json", base).p;
    else if (home && home[0] == '/')
        base = view_fmt(arena, "%s/.config/certcase/certcase.json", home).p;
    else
        return "";
    return file_exists(base) ? base : "";
}

bool config_apply(struct option_values *v, const struct option_list *all, const struct session *s, struct err *e)
{
    const struct defaults d = { .v = v, .all = all, .e = e };
    struct config config;
    if (!apply_variables(&d, s))
        return false;
    const char *path = find_file(v->arena, s);
    if (path[0] == '\0')
        return true;
    if (!config_file_read(v->arena, path, &config, e)) {
        e->status = ST_USAGE;
        return false;
    }
    for (size_t i = 0; i < config.n; i++)
        if (!apply_entry(&d, path, &config.items[i]))
            return false;
    return true;
}
