#include "report/items.h"

#include "base/limits.h"
#include "format/text/escape.h"
#include "model/words.h"
#include "report/text_rows.h"
#include "report/writers.h"

enum { COLUMN = 19 };

/* The texts with a separator between them, put where a row or a field of its own wants one. */
static void join(struct buf *b, const struct view *items, size_t n, const char *between)
{
    buf_clear(b);
    for (size_t i = 0; i < n; i++)
        buf_fmt(b, "%s%.*s", i ? between : "", VIEW_ARG(items[i]));
}

static void row_if(const struct report_run *run, const char *label, struct view text)
{
    if (text.n)
        put_row(run, COLUMN, label, text);
}

static void put_windows(const struct report_run *run, const struct environment_shown *item)
{
    const struct platform *p = item->platform;
    char pfx[200] = "";
    for (int i = 0, n = 0; i < PFX_ENCRYPTION_COUNT; i++)
        if (item->pfx_accepted & 1u << i)
            n += snprintf(pfx + n, sizeof pfx - (size_t)n, "%s%s", n ? " or " : "", pfx_encryption_phrase((enum pfx_encryption)i));
    put_row_fmt(run, COLUMN, "Windows", "%.*s%s", VIEW_ARG(view_first(p->title, 300)),
                !item->assumed ? "" : " (assumed: the inventory doesn't say)");
    put_row_fmt(run, COLUMN, "PFX", "encrypted with %s", pfx);
}

static void put_environment(const struct report_run *run, const struct environment_shown *item)
{
    const struct environment *env = item->environment;
    AUTO(buf_free) struct buf names = BUF_INIT(LIMIT_OUTPUT_BYTES);
    put_text(run->to, "\n");
    escape_put(run->to, ESCAPE_TEXT, env->name);
    put_text(run->to, "\n");
    put_row(run, COLUMN, "type", view_of(environment_type_word(env->type)));
    put_row(run, COLUMN, "hosting", view_of(hosting_phrase(env->hosting)));
    row_if(run, "host", env->host);
    row_if(run, "key", env->key);
    join(&names, env->front_end_names, env->n_front_end_names, ", ");
    if (env->front_ends)
        put_row_fmt(run, COLUMN, "front-ends", "%u%s%.*s", env->front_ends, names.n ? ": " : ", not named",
                    VIEW_ARG(view_first(buf_view(&names), 1000)));
    else
        put_row(run, COLUMN, "front-ends", names.n ? buf_view(&names) : VIEW("not known"));
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
    AUTO(buf_free) struct buf followers = BUF_INIT(LIMIT_OUTPUT_BYTES);
    bool fails = false;
    for (size_t i = 0; i < shown->n; i++)
        fails = fails || report_fails(run, &shown->items[i].findings);
    if (run->quiet && !fails)
        return;
    put_fmt(run->to, "%.*s: %zu environment%s\n", VIEW_ARG(inventory->path), shown->n, shown->n == 1 ? "" : "s");
    row_if(run, "infrastructure", inventory->infrastructure);
    row_if(run, "activation code", inventory->activation_code);
    row_if(run, "edition", inventory->edition ? view_of(edition_word(inventory->edition)) : VIEW(""));
    row_if(run, "contact", inventory->contact);
    join(&followers, inventory->followers, inventory->n_followers, ", ");
    row_if(run, "followers", buf_view(&followers));
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
    json_put_array(j, "pfxEncryptions");
    for (int i = 0; i < PFX_ENCRYPTION_COUNT; i++)
        if (item->pfx_accepted & 1u << i)
            json_view(j, view_of(pfx_encryption_word((enum pfx_encryption)i)));
    json_end_array(j);
    json_put_findings(j, &item->findings, false);
    json_end_object(j);
}

static void put_as_json(struct report_run *run, const struct inventory_shown *shown)
{
    const struct inventory *inventory = shown->inventory;
    struct json_out *j = &run->json;
    *j = json_out(run->to, false);
    json_begin_output(j, "certcase/environments/1", run->version);
    json_put_view(j, "path", inventory->path);
    json_put_view_or_null(j, "infrastructure", inventory->infrastructure);
    json_put_view_or_null(j, "activationCode", inventory->activation_code);
    json_put_text(j, "edition", edition_word(inventory->edition));
    json_put_view_or_null(j, "contact", inventory->contact);
    json_put_texts(j, "followers", inventory->followers, inventory->n_followers);
    json_put_array(j, "environments");
    for (size_t i = 0; i < shown->n; i++)
        json_environment(j, &shown->items[i]);
    json_end_items(run);
}

static void put_as_csv(struct report_run *run, const struct inventory_shown *shown)
{
    AUTO(buf_free) struct buf names = BUF_INIT(LIMIT_OUTPUT_BYTES);
    AUTO(buf_free) struct buf rules = BUF_INIT(LIMIT_OUTPUT_BYTES);
    put_csv_columns(run->to, "name,key,type,hosting,host,front_ends,front_end_names,platform_server,platform,findings");
    for (size_t i = 0; i < shown->n; i++) {
        const struct environment *env = shown->items[i].environment;
        const struct findings *f = &shown->items[i].findings;
        char number[24] = "";
        if (env->front_ends)
            snprintf(number, sizeof number, "%u", env->front_ends);
        join(&names, env->front_end_names, env->n_front_end_names, ";");
        buf_clear(&rules);
        for (size_t k = 0; k < f->n; k++)
            buf_fmt(&rules, "%s%s", k ? ";" : "", f->items[k].rule->id);
        const struct view fields[] = {
            env->name, env->key, view_of(environment_type_word(env->type)), view_of(hosting_word(env->hosting)), env->host,
            view_of(number), buf_view(&names), env->os_version, shown->items[i].platform->id, buf_view(&rules),
        };
        put_csv(run->to, fields, COUNT_OF(fields));
    }
}

const struct report environments_text = { "text", .one.environments = put_as_text };
const struct report environments_json = { "json", .one.environments = put_as_json };
const struct report environments_csv = { "csv", .one.environments = put_as_csv };
