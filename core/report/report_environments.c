#include "report/items.h"

#include "format/text/escape.h"
#include "model/words.h"
#include "report/text_rows.h"
#include "report/writers.h"

enum { COLUMN = 19 };

#define row_if(run, label, text) put_row_if(run, COLUMN, label, text)

static void put_windows(const struct report_run *run, const struct environment_shown *item)
{
    const struct platform *p = item->platform;
    char pfx[ENCRYPTIONS_TEXT];
    put_row_fmt(run, COLUMN, "Windows", "%.*s%s", VIEW_ARG(view_first(p->title, 300)),
                !item->assumed ? "" : " (assumed: the inventory doesn't say)");
    put_row_fmt(run, COLUMN, "PFX", "encrypted with %s", encryptions_text(item->pfx_accepted, " or ", pfx));
}

static void put_environment(const struct report_run *run, const struct environment_shown *item)
{
    const struct environment *env = item->environment;
    AUTO(arena_free) struct arena arena = { 0 };
    struct view names = view_listed(&arena, env->front_end_names, env->n_front_end_names, ", ");
    put_text(run->to, "\n");
    escape_put(run->to, ESCAPE_TEXT, env->name);
    put_text(run->to, "\n");
    put_row(run, COLUMN, "type", view_of(environment_type_word(env->type)));
    put_row(run, COLUMN, "hosting", view_of(hosting_phrase(env->hosting)));
    row_if(run, "host", env->host);
    row_if(run, "key", env->key);
    if (env->front_ends)
        put_row_fmt(run, COLUMN, "front-ends", "%u%s%.*s", env->front_ends, names.n ? ": " : ", not named",
                    VIEW_ARG(view_first(names, 1000)));
    else
        put_row(run, COLUMN, "front-ends", names.n ? names : VIEW("not known"));
    row_if(run, "Platform Server", env->os_version);
    if (item->pfx_accepted)
        put_windows(run, item);
    row_if(run, "state", env->offline ? VIEW("offline") : VIEW(""));
    for (size_t i = 0; i < item->findings.n; i++)
        put_finding(run, &item->findings.items[i]);
}

static void put_as_text(struct report_run *run, const struct inventory_shown *shown)
{
    const struct inventory *inventory = shown->inventory;
    AUTO(arena_free) struct arena arena = { 0 };
    bool fails = false;
    for (size_t i = 0; i < shown->n; i++)
        fails = fails || report_fails(run, &shown->items[i].findings);
    if (run->quiet && !fails)
        return;
    put_fmt(run->to, "%.*s: %.*s\n", VIEW_ARG(inventory->path), VIEW_ARG(view_counted(&arena, shown->n, "environment")));
    row_if(run, "infrastructure", inventory->infrastructure);
    row_if(run, "activation code", inventory->activation_code);
    row_if(run, "edition", inventory->edition ? view_of(edition_word(inventory->edition)) : VIEW(""));
    row_if(run, "contact", inventory->contact);
    row_if(run, "followers", view_listed(&arena, inventory->followers, inventory->n_followers, ", "));
    for (size_t i = 0; i < shown->n; i++)
        put_environment(run, &shown->items[i]);
}

static void json_environment(struct json_out *j, const struct environment_shown *item)
{
    const struct environment *env = item->environment;
    json_begin_object(j);
    json_put_view(j, "name", env->name);
    json_put_view_or_null(j, "key", env->key);
    json_put_text(j, "type", environment_type_word(env->type));
    json_put_text(j, "hosting", hosting_word(env->hosting));
    json_put_view_or_null(j, "host", env->host);
    json_put_number_or_null(j, "frontEnds", env->front_ends > 0, env->front_ends);
    json_put_texts(j, "frontEndNames", env->front_end_names, env->n_front_end_names);
    json_put_view_or_null(j, "platformServer", env->os_version);
    json_put_truth(j, "offline", env->offline);
    json_put_view_or_null(j, "platform", item->platform->id);
    json_put_truth(j, "platformAssumed", item->assumed);
    json_put_encryptions(j, "pfxEncryptions", item->pfx_accepted);
    json_put_findings(j, &item->findings, false);
    json_end_object(j);
}

static void put_as_json(struct report_run *run, const struct inventory_shown *shown)
{
    const struct inventory *inventory = shown->inventory;
    struct json_out *j = json_begin_output(run, "certcase/environments/1");
    json_put_view(j, "path", inventory->path);
    json_put_view_or_null(j, "infrastructure", inventory->infrastructure);
    json_put_view_or_null(j, "activationCode", inventory->activation_code);
    json_put_text(j, "edition", edition_word(inventory->edition));
    json_put_view_or_null(j, "contact", inventory->contact);
    json_put_texts(j, "followers", inventory->followers, inventory->n_followers);
    json_put_array(j, "environments");
    for (size_t i = 0; i < shown->n; i++)
        json_environment(j, &shown->items[i]);
    json_end_array(j);
    json_end_output(run);
}

static void put_as_csv(struct report_run *run, const struct inventory_shown *shown)
{
    AUTO(arena_free) struct arena arena = { 0 };
    put_csv_columns(run, "name,key,type,hosting,host,front_ends,front_end_names,platform_server,platform,findings");
    for (size_t i = 0; i < shown->n; i++) {
        const struct environment *env = shown->items[i].environment;
        const struct findings *f = &shown->items[i].findings;
        struct view *rules = NEW(&arena, struct view, f->n);
        for (size_t k = 0; k < f->n; k++)
            rules[k] = view_of(f->items[k].rule->id);
        const struct view fields[] = {
            env->name, env->key, view_of(environment_type_word(env->type)), view_of(hosting_word(env->hosting)), env->host,
            env->front_ends ? view_digits(&arena, env->front_ends) : VIEW(""),
            view_listed(&arena, env->front_end_names, env->n_front_end_names, ";"), env->os_version, shown->items[i].platform->id,
            view_listed(&arena, rules, f->n, ";"),
        };
        put_csv(run, fields, COUNT_OF(fields));
        arena_reset(&arena);
    }
}

const struct report environments_text = { "text", .one.environments = put_as_text };
const struct report environments_json = { "json", .one.environments = put_as_json };
const struct report environments_csv = { "csv", .one.environments = put_as_csv };
