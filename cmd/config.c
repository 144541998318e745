#include "config.h"

#include "base/file.h"
#include "flow/load.h"

void config_variable(const char *option, char out[64])
{
    int n = snprintf(out, 64, "CERTCASE_%s", option);
    for (int i = 0; i < n && i < 63; i++)
        out[i] = out[i] == '-' ? '_' : out[i] >= 'a' && out[i] <= 'z' ? (char)(out[i] - 'a' + 'A') : out[i];
}

/* Being asked for help is no default. */
static bool can_be_default(const struct option_row *row)
{
    return strcmp(row->name, "help") != 0;
}

/* Whether this name is known with this value to some other command: then it isn't this command's business. */
static bool suits_another(const struct option_table *table, size_t row, struct view text)
{
    for (size_t i = 0; i < table->n; i++)
        if (i != row && strcmp(table->rows[i].name, table->rows[row].name) == 0 && option_valid(&table->rows[i], text))
            return true;
    return false;
}

static bool set_default(struct option_values *v, size_t row, enum option_source source, struct view text, const char *where, struct err *e)
{
    if (!option_valid(&v->table->rows[row], text) && suits_another(v->table, row, text))
        return true;
    return option_set(v, row, source, text, where, e);
}

static bool apply_variables(struct option_values *v, const struct session *s, struct err *e)
{
    for (size_t i = 0; i < v->table->n; i++) {
        const struct option_row *row = &v->table->rows[i];
        char name[64];
        if (!option_is_of(v->table, i) || !can_be_default(row))
            continue;
        config_variable(row->name, name);
        const char *value = session_variable(s, name);
        if (!value || value[0] == '\0')
            continue;
        struct view rest = view_of(value), one;
        if (row->kind != OPT_LIST && !set_default(v, i, SOURCE_VARIABLE, rest, name, e))
            return false;
        while (row->kind == OPT_LIST && view_cut(&rest, ';', &one))
            if (view_trim(one).n && !option_set(v, i, SOURCE_VARIABLE, view_dup(v->arena, view_trim(one)), name, e))
                return false;
    }
    return true;
}

static bool unknown_key(const struct option_table *all, const char *path, struct view key, struct err *e)
{
    const char *near = option_nearest(all, key);
    char hint[160] = "keys are the long names of options; see `certcase help build`";
    if (near && !view_eq_text(key, near)) /* not --help, which is no default */
        snprintf(hint, sizeof hint, "did you mean \"%s\"?", near);
    err_set(e, ST_USAGE, hint, "no option is called so");
    return err_at(e, "%s: %.*s", path, VIEW_ARG(key));
}

static bool apply_entry(struct option_values *v, const char *path, const struct config_entry *entry, struct err *e)
{
    const struct option_table all = { .rows = v->table->rows, .n = v->table->n };
    size_t known = option_find(&all, entry->key), row = option_find(v->table, entry->key);
    char where[360];
    snprintf(where, sizeof where, "%s: %.*s", path, VIEW_ARG(entry->key));
    if (known == SIZE_MAX || !can_be_default(&all.rows[known]))
        return unknown_key(&all, path, entry->key, e);
    if (all.rows[known].kind != OPT_LIST && entry->values.n != 1) {
        err_set(e, ST_USAGE, "", "takes one value, not a list");
        return err_at(e, "%s", where);
    }
    if (row == SIZE_MAX)
        return true;
    enum option_kind kind = v->table->rows[row].kind;
    bool is_path = kind == OPT_FILE || kind == OPT_WRITTEN || kind == OPT_FOLDER;
    const char *slash = strrchr(path, '/');
    for (size_t i = 0; i < entry->values.n; i++) {
        struct view text = entry->values.items[i];
        if (is_path && slash && text.n && !view_eq(text, VIEW("-")))
            text = path_join(v->arena, (struct view){ .p = path, .n = (size_t)(slash - path) + 1 }, text);
        if (!set_default(v, row, SOURCE_CONFIG, text, where, e))
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

bool config_apply(struct option_values *v, const struct session *s, struct err *e)
{
    struct config config;
    if (!apply_variables(v, s, e))
        return false;
    const char *path = find_file(v->arena, s);
    if (path[0] == '\0')
        return true;
    if (!load_config(v->arena, path, &config, e)) {
        e->status = ST_USAGE;
        return false;
    }
    for (size_t i = 0; i < config.n; i++)
        if (!apply_entry(v, path, &config.items[i], e))
            return false;
    return true;
}
