#include "setup.h"

#include "base/limits.h"
#include "flow/load.h"
#include "secret.h"
#include "steps/rules.h"

static const char *did_you_mean(struct arena *arena, const struct view *names, size_t near, const char *otherwise)
{
    return near == SIZE_MAX ? otherwise : view_fmt(arena, "did you mean %.*s?", VIEW_ARG(names[near])).p;
}

static bool check_platform(struct arena *arena, const struct catalog *catalog, struct view platform, struct err *e)
{
    struct view *names = NEW(arena, struct view, catalog->n_platforms);
    if (platform.n == 0 || catalog_platform(catalog, platform))
        return true;
    for (size_t i = 0; i < catalog->n_platforms; i++)
        names[i] = catalog->platforms[i].id;
    size_t near = view_nearest(platform, names, catalog->n_platforms);
    err_set(e, ST_USAGE, did_you_mean(arena, names, near, "`certcase catalog` lists the profiles"),
            "the catalog has no platform '%.*s'", VIEW_ARG(platform));
    return err_at(e, "--platform");
}

static bool check_accept(struct arena *arena, const struct view_list *accept, struct err *e)
{
    for (size_t i = 0; i < accept->n; i++) {
        const struct rule_info *rule = rules_find(accept->items[i]);
        if (rule && rule->severity != SEV_ERROR)
            continue;
        if (rule) {
            err_set(e, ST_USAGE, rule->hint, "%s is an error, and errors can't be accepted", rule->id);
            return err_at(e, "--accept");
        }
        struct view *names = NEW(arena, struct view, rules_count());
        for (size_t j = 0; j < rules_count(); j++)
            names[j] = view_of(rules_at(j)->id);
        size_t near = view_nearest(accept->items[i], names, rules_count());
        err_set(e, ST_USAGE, did_you_mean(arena, names, near, "`certcase explain` lists the rules"),
                "there is no rule '%.*s'", VIEW_ARG(accept->items[i]));
        return err_at(e, "--accept");
    }
    return true;
}

static bool open_signer(struct setup *s, const struct run *run, struct err *e)
{
    const struct settings *set = run->set;
    struct buf secret = BUF_SECRET(LIMIT_PASSWORD_BYTES);
    if (set->sign.n == 0 && set->key.n == 0)
        return true;
    if (set->sign.n == 0 || set->key.n == 0)
        return err_set(e, ST_USAGE, "signing takes both: --sign CERT --key KEY", "%s is missing", set->sign.n ? "--key" : "--sign");
    struct signing_key key;
    bool have = false, ok = load_key(run->arena, set->key, &key, e);
    if (ok && (set->key_password_file.n || set->key_password_env.n || key.encrypted)) {
        e->status = ST_OK;
        have = secret_find(run, set->key_password_file, set->key_password_env, set->key, &secret, e);
        ok = have || e->status == ST_OK;
    }
    struct view password = buf_view(&secret);
    ok = ok && load_signer(run->arena, set->sign, &key, have ? &password : NULL, &s->signer, e);
    load_key_wipe(&key);
    buf_wipe(&secret);
    return ok;
}

static bool open_cases(struct setup *s, const struct run *run, struct err *e)
{
    struct templates *templates;
    if (!check_accept(run->arena, &run->set->accept, e) || !templates_load(run->arena, run->set->templates, &templates, e) ||
        !load_case_schema(&s->schema, e) || !open_signer(s, run, e))
        return false;
    s->kit.templates = templates;
    s->kit.case_schema = s->schema;
    s->kit.signer = s->signer;
    s->kit.accept = &run->set->accept;
    return true;
}

/* A variable that isn't there is found before any work, whether or not a file turns out to need it. */
static bool check_variables(const struct run *run, struct err *e)
{
    const struct { const char *option; struct view name; } rows[] = {
        { "--password-env", run->set->request.password_env },
        { "--key-password-env", run->set->key_password_env },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (rows[i].name.n == 0 || session_variable(run->session, rows[i].name.p))
            continue;
        err_set(e, ST_USAGE, "set and export it first; give the variable's name, not the password", "there is no variable '%.*s'",
                VIEW_ARG(rows[i].name));
        return err_at(e, "%s", rows[i].option);
    }
    return true;
}

bool setup_open(struct setup *s, struct run *run, unsigned parts, struct err *e)
{
    const struct settings *set = run->set;
    load_init();
    *s = (struct setup){ .kit = { .version = VIEW(CERTCASE_VERSION), .platform = set->platform, .fail_on = run_fail_on(run) } };
    s->kit.password.get = secret_for_pfx;
    s->kit.password.from = run;
    s->kit.catalog = &s->catalog;
    s->kit.holidays = &s->holidays;
    s->holidays = (struct holidays){ .from = DAY_NONE, .to = DAY_NONE };
    return run_time(run, &s->kit.now, e) && check_variables(run, e) &&
           (!(parts & SETUP_CATALOG) || (load_catalog(run->arena, set->catalog, &s->catalog, e) &&
                                         check_platform(run->arena, &s->catalog, set->platform, e))) &&
           (!(parts & SETUP_HOLIDAYS) || load_holidays(run->arena, set->holidays, s->kit.now, &s->holidays, e)) &&
           (!(parts & SETUP_TRUST) || load_trust(run->arena, set->ca_bundle, &s->kit.trust, &s->kit.ca_bundle, e)) &&
           (!(parts & SETUP_CASES) || open_cases(s, run, e));
}

void setup_close(struct setup *s)
{
    load_schema_free(s->schema);
    load_signer_free(s->signer);
}
