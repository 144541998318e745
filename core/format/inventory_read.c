#include "format/inventory_read.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "format/container/sniff.h"
#include "format/host_read.h"
#include "format/json/json.h"
#include "format/text/text_read.h"
#include "model/words.h"

enum { TEXT_CHARACTERS = 300, FRONT_ENDS = 1000, ORDER = 1000000 };

static const char expected[] = "expected the JSON array that GET https://<LifeTime>/lifetimeapi/rest/v2/environments/ answers, or an "
                               "inventory.xml";

static const char check_address[] = "check address and token; expected the JSON array of /lifetimeapi/rest/v2/environments/";

struct reader {
    struct arena *arena;
    struct environment *environments;
    size_t n;
    struct err *e;
};

enum hosting hosting_of_host(struct view host)
{
    static const struct {
        struct view end;
        enum hosting hosting;
    } rows[] = {
        { VIEW_ROW(".outsystemsenterprise.com"), HOST_CLOUD },
        { VIEW_ROW(".outsystems.app"), HOST_ODC },
        { VIEW_ROW(".outsystems.dev"), HOST_ODC },
        { VIEW_ROW(".outsystemscloud.com"), HOST_PERSONAL },
    };
    size_t at, n = 0;
    host = view_trim(host);
    if (view_find(host, VIEW("://"), &at))
        host = view_from(host, at + 3);
    while (n < host.n && host.p[n] && !strchr(":/,;()?# ", host.p[n]))
        n++;
    host = view_first(host, n);
    if (view_ends(host, VIEW("."))) /* an absolute name */
        host.n--;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (view_ends_nocase(host, rows[i].end))
            return rows[i].hosting;
    return HOST_UNKNOWN;
}

/* These hosts have no such service at all, whatever anybody says. */
enum hosting hosting_decide(enum hosting said, struct view host)
{
    enum hosting by_host = hosting_of_host(host);
    return by_host == HOST_ODC || by_host == HOST_PERSONAL || said == HOST_UNKNOWN ? by_host : said;
}

/* The host as it is read everywhere, and where that runs; `said` of its hosting. */
static bool settle_host(struct reader *r, enum hosting said, struct environment *env)
{
    struct err why;
    if (!host_read(env->host, &env->host, &why))
        return err_set(r->e, ST_FORMAT, why.hint, "environment %zu: %s", r->n + 1, why.what);
    env->hosting = hosting_decide(said, env->host);
    return true;
}

static bool make_room(struct reader *r, size_t n)
{
    if (n > LIMIT_ENVIRONMENTS)
        return err_set(r->e, ST_LIMIT, "split it", "%zu environments are too many (at most %d)", n, LIMIT_ENVIRONMENTS);
    r->environments = NEW(r->arena, struct environment, n);
    return true;
}

/* --- LifeTime JSON --- */

static bool wrong_kind(struct reader *r, size_t at, const char *key, const char *want)
{
    return err_set(r->e, ST_FORMAT, expected, "/%zu/%s is not %s", at, key, want);
}

static bool get_text(struct reader *r, const struct json *object, size_t at, const char *key, struct view *out)
{
    const struct json *j = json_get(object, key);
    size_t characters = 0;
    uint32_t code;
    *out = (struct view){ 0 };
    if (!j)
        return true;
    if (j->kind != JSON_STRING)
        return wrong_kind(r, at, key, "a text");
    *out = text_safe(r->arena, text_trim(j->text));
    for (struct view rest = *out; utf8_take(&rest, &code);)
        characters++;
    return characters <= TEXT_CHARACTERS ||
           err_set(r->e, ST_LIMIT, "shorten it", "/%zu/%s is longer than %d characters", at, key, TEXT_CHARACTERS);
}

/* LifeTime writes numbers; exports through a spreadsheet or a script write texts. */
static bool get_number(struct reader *r, const struct json *object, size_t at, const char *key, uint64_t max, uint64_t *out)
{
    const struct json *j = json_get(object, key);
    *out = 0;
    if (!j || (j->kind == JSON_STRING && j->text.n == 0))
        return true;
    return ((j->kind == JSON_NUMBER || j->kind == JSON_STRING) && view_number(view_trim(j->text), max, out)) ||
           err_set(r->e, ST_FORMAT, expected, "/%zu/%s is not a whole number from 0 to %ju", at, key, (uintmax_t)max);
}

static bool get_truth(struct reader *r, const struct json *object, size_t at, const char *key, bool *present, bool *out)
{
    const struct json *j = json_get(object, key);
    *present = j != NULL;
    *out = false;
    if (!j)
        return true;
    bool yes = j->kind == JSON_BOOL ? j->truth : view_eq_nocase(j->text, VIEW("true"));
    bool no = j->kind == JSON_BOOL ? !j->truth : view_eq_nocase(j->text, VIEW("false"));
    *out = yes;
    return ((j->kind == JSON_BOOL || j->kind == JSON_STRING) && yes != no) || wrong_kind(r, at, key, "true or false");
}

static bool read_json_environment(struct reader *r, const struct json *from, size_t at, struct environment *to)
{
    struct view type, server;
    uint64_t front_ends, order;
    bool flag_given, is_cloud, unused;
    if (from->kind != JSON_OBJECT)
        return err_set(r->e, ST_FORMAT, expected, "/%zu is %s, not an environment", at, json_kind_phrase(from->kind));
    if (!get_text(r, from, at, "Key", &to->key) || !get_text(r, from, at, "Name", &to->name) ||
        !get_text(r, from, at, "HostName", &to->host) || !get_text(r, from, at, "OSVersion", &to->os_version) ||
        !get_text(r, from, at, "EnvironmentType", &type) || !get_text(r, from, at, "ApplicationServerType", &server) ||
        !get_number(r, from, at, "NumberOfFrontEnds", FRONT_ENDS, &front_ends) || !get_number(r, from, at, "Order", ORDER, &order) ||
        !get_truth(r, from, at, "IsCloudEnvironment", &flag_given, &is_cloud) ||
        !get_truth(r, from, at, "IsOffline", &unused, &to->offline) ||
        !settle_host(r, !flag_given ? HOST_UNKNOWN : is_cloud ? HOST_CLOUD : HOST_SELF_MANAGED, to))
        return false;
    if (to->name.n == 0)
        to->name = to->host.n ? to->host : to->key;
    if (to->name.n == 0)
        return err_set(r->e, ST_FORMAT, expected, "/%zu has neither Name nor HostName nor Key", at);
    to->type = environment_type_of(type);
    to->java = view_eq_nocase(server, VIEW("JAVA"));
    to->front_ends = (unsigned)front_ends;
    to->order = (unsigned)order;
    return true;
}

static const struct json *find_key(const struct json *object, struct view key)
{
    const struct json *j = object->kind == JSON_OBJECT ? object->first : NULL;
    while (j && !view_eq_nocase(j->key, key))
        j = j->next;
    return j;
}

/* What an error answer says of itself, in the words of its most telling member; empty when it is none. */
static struct view error_text(const struct json *root, int depth)
{
    static const struct view telling[] = {
        VIEW_ROW("error_description"), VIEW_ROW("message"), VIEW_ROW("errorMessage"), VIEW_ROW("detail"), VIEW_ROW("error"),
        VIEW_ROW("errors"), VIEW_ROW("fault"), VIEW_ROW("title"), VIEW_ROW("statusCode"), VIEW_ROW("status"),
    };
    struct view text = { 0 };
    if (root->kind == JSON_STRING || root->kind == JSON_NUMBER)
        return root->text;
    if (root->kind == JSON_ARRAY && root->first && depth > 0)
        return error_text(root->first, depth - 1);
    for (size_t i = 0; i < COUNT_OF(telling) && text.n == 0 && depth > 0; i++) {
        const struct json *j = find_key(root, telling[i]);
        text = j ? error_text(j, depth - 1) : text;
    }
    return text;
}

/* LifeTime has other lists, whose entries have names and keys, too. */
static bool check_entries(struct reader *r, const struct json *list)
{
    static const struct view own[] = { VIEW_ROW("HostName"), VIEW_ROW("EnvironmentType"), VIEW_ROW("IsCloudEnvironment"),
                                       VIEW_ROW("OSVersion"), VIEW_ROW("NumberOfFrontEnds"), VIEW_ROW("IsOffline") };
    static const struct {
        struct view key;
        const char *what;
    } others[] = {
        { VIEW_ROW("AppStatusInEnvs"), "applications" }, { VIEW_ROW("Team"), "applications" },
        { VIEW_ROW("ModuleStatusInEnvs"), "modules" }, { VIEW_ROW("Username"), "users" },
        { VIEW_ROW("TargetEnvironmentKey"), "deployments" }, { VIEW_ROW("RoleKey"), "roles" },
    };
    const struct json *first = list->first;
    const char *what = NULL;
    size_t n = 0;
    for (const struct json *j = first; j; j = j->next)
        for (size_t i = 0; i < COUNT_OF(own); i++)
            if (find_key(j, own[i]))
                return true;
    for (size_t i = 0; first && !what && i < COUNT_OF(others); i++)
        what = find_key(first, others[i].key) ? others[i].what : NULL;
    for (const struct json *j = first && first->kind == JSON_OBJECT ? first->first : NULL; j; j = j->next)
        n += !view_eq_text(j->key, "Key") && !view_eq_text(j->key, "Name") && !view_eq_text(j->key, "Order");
    if (what)
        return err_set(r->e, ST_FORMAT, expected, "it is a list of %s, not of environments", what);
    return n == 0 || err_set(r->e, ST_FORMAT, expected, "it is a list of something else: \"%.*s\" is no member of an environment",
                             VIEW_ARG(view_first(first->first->key, 40)));
}

/* The array as LifeTime gives it; PowerShell's ConvertTo-Json wraps it as {"value": [...]}, and a single one loses its array. */
static const struct json *find_list(struct reader *r, const struct json *root, struct json *wrap)
{
    const struct json *value = json_get(root, "value");
    if (root->kind == JSON_ARRAY)
        return root;
    if (value && value->kind == JSON_ARRAY)
        return value;
    if (json_get(root, "Name") || json_get(root, "HostName") || json_get(root, "Key")) {
        *wrap = (struct json){ .kind = JSON_ARRAY, .first = NEW(r->arena, struct json, 1), .n = 1 };
        *wrap->first = *root;
        return wrap;
    }
    struct view error = root->kind == JSON_OBJECT ? error_text(root, 3) : (struct view){ 0 };
    if (error.n)
        err_set(r->e, ST_FORMAT, check_address, "LifeTime answered an error: %.*s", VIEW_ARG(view_first(error, 100)));
    else
        err_set(r->e, ST_FORMAT, expected, "it holds %s, not a list of environments", json_kind_phrase(root->kind));
    return NULL;
}

static bool read_json(struct reader *r, struct view bytes)
{
    struct json *root, wrap;
    if (view_trim(bytes).n == 0)
        return err_set(r->e, ST_FORMAT, expected, "it is empty (LifeTime answers 204 and no text when it has no environments)");
    if (!json_read(r->arena, bytes, &root, r->e))
        return !strchr("{[", view_trim(bytes).p[0]) &&
               err_set(r->e, ST_FORMAT, check_address, "it is neither JSON nor XML");
    const struct json *list = find_list(r, root, &wrap);
    if (!list || !check_entries(r, list) || !make_room(r, list->n))
        return false;
    for (const struct json *j = list->first; j; j = j->next, r->n++)
        if (!read_json_environment(r, j, r->n, &r->environments[r->n]))
            return false;
    return true;
}

/* --- inventory.xml --- */

static const struct xml_field environment_rows[] = {
    { "key", XML_TEXT, XML_AT(environment, key) },
    { "type", XML_WORD, XML_AT(environment, type), .words = WORDS_ENVIRONMENT_TYPE },
    { "hosting", XML_WORD, XML_AT(environment, hosting), .words = WORDS_HOSTING },
    { "platform", XML_TEXT, XML_AT(environment, platform) },
    { "osVersion", XML_TEXT, XML_AT(environment, os_version) },
    { "frontEnds", XML_NUMBER, XML_AT(environment, front_ends) },
    { "order", XML_NUMBER, XML_AT(environment, order) },
    { "offline", XML_FLAG, XML_AT(environment, offline) },
    { "java", XML_FLAG, XML_AT(environment, java), XML_IF_SET },
    { "name", XML_TEXT, XML_AT(environment, name), XML_LEAF | XML_ALWAYS },
    { "host", XML_TEXT, XML_AT(environment, host), XML_LEAF },
    { "frontEnd", XML_TEXTS, XML_AT(environment, front_end_names), XML_OTHER(environment, n_front_end_names) },
};
const struct xml_table environment_table = XML_TABLE(environment, environment_rows);

XML_ROWS(infrastructure_table, inventory,
    { "edition", XML_WORD, XML_AT(inventory, edition), .words = WORDS_EDITION },
    { "fedramp", XML_FLAG, XML_AT(inventory, fedramp), XML_IF_SET },
    { "name", XML_TEXT, XML_AT(inventory, infrastructure), XML_LEAF },
    { "activationCode", XML_TEXT, XML_AT(inventory, activation_code), XML_LEAF },
    { "contact", XML_TEXT, XML_AT(inventory, contact), XML_LEAF },
    { "follower", XML_TEXTS, XML_AT(inventory, followers), XML_OTHER(inventory, n_followers) });

static bool read_front_ends(struct reader *r, struct environment *to)
{
    struct view *names = NEW(r->arena, struct view, to->n_front_end_names);
    struct err why;
    for (size_t i = 0; i < to->n_front_end_names; i++) {
        names[i] = text_trim(to->front_end_names[i]);
        if (!front_end_check(names[i], &why))
            return err_set(r->e, ST_FORMAT, why.hint, "environment %zu: %s", r->n + 1, why.what);
    }
    to->front_end_names = names;
    return true;
}

static bool read_xml_environment(struct reader *r, const struct xml *node, struct environment *to)
{
    to->hosting = HOST_UNKNOWN;
    if (!xml_take_fields(r->arena, node, &environment_table, to, r->e))
        return false;
    struct view name = text_trim(to->name);
    to->name = name.n ? name : to->name;
    to->java = view_eq_text(xml_attr(node, "applicationServer"), "java");
    if (to->front_ends < to->n_front_end_names) /* the number may be left out, or of before one was added */
        to->front_ends = (unsigned)to->n_front_end_names;
    return settle_host(r, to->hosting, to) && read_front_ends(r, to);
}

static bool read_xml(struct reader *r, struct view bytes, struct inventory *out)
{
    struct xml *root;
    if (!xml_read_by(r->arena, bytes, "inventory.xsd", &root, r->e))
        return false;
    const struct xml *list = xml_child(root, "environments");
    if (!make_room(r, xml_count(list, "environment")) ||
        !xml_take_fields(r->arena, xml_child(root, "infrastructure"), &infrastructure_table, out, r->e))
        return false;
    for (const struct xml *node = xml_child(list, "environment"); node; node = xml_next(node, "environment"), r->n++)
        if (!read_xml_environment(r, node, &r->environments[r->n]))
            return false;
    return true;
}

/* --- both --- */

/* The first two whose text at this place in the struct is taken for the same; false when there are none. */
static bool find_twins(struct reader *r, size_t member, size_t *first, size_t *second)
{
    struct view_at *list = NEW(r->arena, struct view_at, r->n);
    size_t n = 0;
    for (size_t i = 0; i < r->n; i++) {
        const struct view *word = (const void *)((const char *)&r->environments[i] + member);
        if (word->n)
            list[n++] = (struct view_at){ .word = text_folded(r->arena, *word), .at = i };
    }
    qsort(list, n, sizeof *list, view_at_order);
    for (size_t i = 1; i < n; i++)
        if (view_eq(list[i - 1].word, list[i].word)) {
            *first = list[i - 1].at;
            *second = list[i].at;
            return true;
        }
    return false;
}

static bool check_unique(struct reader *r)
{
    const struct environment *all = r->environments;
    size_t a, b;
    if (find_twins(r, offsetof(struct environment, name), &a, &b))
        return err_set(r->e, ST_FORMAT, "give each its own name", "environments %zu and %zu have the same name: \"%.*s\" and \"%.*s\"",
                       a + 1, b + 1, VIEW_ARG(all[a].name), VIEW_ARG(all[b].name));
    if (find_twins(r, offsetof(struct environment, key), &a, &b))
        return err_set(r->e, ST_FORMAT, "give each its own key", "\"%.*s\" and \"%.*s\" have the same key %.*s", VIEW_ARG(all[a].name),
                       VIEW_ARG(all[b].name), VIEW_ARG(all[b].key));
    return true;
}

static bool read_text(struct reader *r, struct view bytes, struct inventory *out)
{
    struct view text;
    if (!sniff_check_wanted(bytes, LIMIT_INVENTORY_BYTES, "an inventory", expected, r->e) || !text_read(r->arena, bytes, &text, r->e))
        return false;
    if (sniff(text, (struct view){ 0 }) == CONTAINER_HTML)
        return err_set(r->e, ST_FORMAT, check_address, "it is a web page, probably LifeTime's log-in or an error");
    return (view_starts(view_trim(text), VIEW("<")) ? read_xml(r, text, out) : read_json(r, text)) && check_unique(r);
}

bool inventory_read(struct arena *arena, struct view path, struct view bytes, struct inventory *out, struct err *e)
{
    struct reader r = { .arena = arena, .e = e };
    *out = (struct inventory){ .path = text_safe(arena, path) };
    bool ok = read_text(&r, bytes, out);
    out->environments = r.environments;
    out->n_environments = r.n;
    if (ok)
        inventory_index(arena, out);
    return ok ? true : err_at(e, "%.*s", VIEW_ARG(path));
}
