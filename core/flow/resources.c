#include "flow/resources.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "flow/password.h"
#include "format/calendar/holidays.h"
#include "format/calendar/ical.h"
#include "format/catalog_read.h"
#include "format/digest.h"
#include "format/inventory_read.h"
#include "format/policy_read.h"
#include "model/assets.h"
#include "model/policy.h"
#include "os/os.h"
#include "steps/rules/rules.h"

bool password_ask(const struct password_source *source, struct view path, const struct request *request, struct buf *secret, bool *have,
                  struct err *e)
{
    e->status = ST_OK;
    *have = source->get && source->get(source->from, path, request, secret, e);
    return *have || e->status == ST_OK;
}

static bool open_catalog(struct arena *arena, struct view path, struct catalog *out, struct err *e)
{
    struct view bytes;
    xml_init();
    ical_init(); /* it knows whether the calendar's zone exists */
    if (path.n == 0)
        return catalog_read(arena, VIEW("built in"), asset_get("catalog.xml"), out, e);
    return file_read(arena, path.p, LIMIT_CATALOG_BYTES, &bytes, e) && catalog_read(arena, text_safe(arena, path), bytes, out, e);
}

/* A name near to it may be another Windows, so all of them are named. */
static bool check_platform(struct arena *arena, const struct catalog *catalog, struct view platform, struct err *e)
{
    struct view *names = NEW(arena, struct view, catalog->n_platforms);
    if (platform.n == 0 || catalog_platform(catalog, platform))
        return true;
    for (size_t i = 0; i < catalog->n_platforms; i++)
        names[i] = catalog->platforms[i].id;
    const struct view all = view_listed(arena, names, catalog->n_platforms, ", ");
    return err_set(e, ST_USAGE, view_fmt(arena, "it has %.*s: take the nearest", VIEW_ARG(all)).p, "the catalog has no platform '%.*s'",
                   VIEW_ARG(platform));
}

static bool open_holidays(struct resources *resources, struct arena *arena, struct holidays *out, struct err *e)
{
    const struct wishes *w = resources->wishes;
    struct view *bytes = &resources->holidays_bytes;
    if (w->holidays.n == 0)
        return true;
    ical_init();
    return file_read(arena, w->holidays.p, LIMIT_ICAL_BYTES, bytes, e) && holidays_read(arena, w->holidays, *bytes, w->now, out, e);
}

bool inventory_open(const struct resources *resources, struct arena *arena, struct view path, struct inventory *out, struct err *e)
{
    struct view bytes;
    xml_init();
    if (!file_read(arena, path.p, LIMIT_INVENTORY_BYTES, &bytes, e) || !inventory_read(arena, path, bytes, out, e))
        return false;
    digest_sha256(bytes, out->sha256);
    for (size_t i = 0; i < out->n_environments; i++)
        if (!check_platform(arena, resources->catalog, out->environments[i].platform, e))
            return err_at(e, "%.*s: %.*s", VIEW_ARG(out->path), VIEW_ARG(text_safe(arena, out->environments[i].name)));
    return true;
}

static bool open_trust(struct arena *arena, struct view path, const struct trust **out, struct view *used, struct err *e)
{
    struct trust *trust = NULL;
    struct os_facts facts;
    struct os_fault why;
    for (size_t i = 0; path.n == 0 && os_trust_paths[i]; i++) /* one that can't be looked at is not one that isn't there */
        if (os_look_at(OS_HERE, os_trust_paths[i], OS_NO_FOLLOW, &facts, &why) || why.kind != OS_MISSING)
            path = view_of(os_trust_paths[i]);
    if (path.n == 0) {
        *out = trust_load_system(arena, &trust) ? trust : NULL;
        return true;
    }
    *used = text_safe(arena, path);
    if (!trust_load(arena, path.p, &trust, e))
        return err_at(e, "%s", path.p);
    *out = trust;
    return true;
}

static bool open_windows_roots(struct arena *arena, struct view path, const struct windows_roots **out, struct err *e)
{
    struct windows_roots *roots;
    struct view bytes;
    *out = &windows_roots_built_in;
    if (path.n == 0)
        return true;
    if (!file_read(arena, path.p, LIMIT_WINDOWS_ROOTS_BYTES, &bytes, e))
        return false;
    *out = roots = NEW(arena, struct windows_roots, 1);
    return windows_roots_read(arena, text_safe(arena, path), bytes, roots, e) || err_at(e, "%s", path.p);
}

/* There is such a rule. */
static bool check_rule(struct view id, enum status status, struct err *e)
{
    return rules_find(id) || rules_unknown(id, status, "`certcase explain` lists the rules", e);
}

static bool check_acceptable(struct view id, enum status status, struct err *e)
{
    const struct rule_info *rule = rules_find(id);
    if (!rule || rule->severity != SEV_ERROR)
        return check_rule(id, status, e);
    return err_set(e, status, rule_explanation(rule)->hint, "%s is an error, and errors can't be accepted", rule->id);
}

static bool check_accept(const struct view_list *accept, struct err *e)
{
    for (size_t i = 0; i < accept->n; i++)
        if (!check_acceptable(accept->items[i], ST_USAGE, e))
            return err_at(e, "--accept");
    return true;
}

/* The key is read once, for it may come from standard input. */
static bool open_signer(struct resources *resources, struct arena *arena, struct err *e)
{
    const struct wishes *w = resources->wishes;
    struct view bytes = { 0 }, cert;
    struct buf secret = BUF_SECRET(LIMIT_PASSWORD_BYTES);
    size_t at;
    if (w->sign.n == 0 && w->key.n == 0)
        return true;
    if (w->sign.n == 0 || w->key.n == 0)
        return err_set(e, ST_USAGE, "signing takes both: --sign CERT --key KEY", "%s is missing", w->sign.n ? "--key" : "--sign");
    bool have = false, ok = file_read(arena, w->key.p, LIMIT_INPUT_BYTES, &bytes, e);
    /* "BEGIN ENCRYPTED PRIVATE KEY", "Proc-Type: 4,ENCRYPTED" */
    if (ok && (w->key_has_password || view_find(bytes, VIEW("ENCRYPTED"), &at)))
        ok = password_ask(&w->key_password, w->key, NULL, &secret, &have, e);
    ok = ok && file_read(arena, w->sign.p, LIMIT_INPUT_BYTES, &cert, e);
    const struct password_forms forms = password_forms(arena, buf_view(&secret));
    for (size_t i = 0; ok && !resources->signer && i < forms.n; i++)
        (void)!signer_open(cert, bytes, have ? &forms.items[i] : NULL, &resources->signer, e);
    if (ok && !resources->signer)
        ok = err_at(e, "%s", signer_has_cert(cert) ? w->key.p : w->sign.p);
    if (ok && !signer_check(resources->signer, w->now, e))
        ok = err_at(e, "%s", w->sign.p);
    if (bytes.n)
        os_wipe((void *)(uintptr_t)bytes.p, bytes.n); /* the arena's own copy */
    password_forget(&forms, buf_view(&secret));
    buf_free(&secret);
    return ok;
}

static bool open_cases(struct resources *resources, struct arena *arena, struct err *e)
{
    const struct wishes *w = resources->wishes;
    struct templates *templates;
    xml_init();
    if (!check_accept(&w->accept, e) || !templates_load(arena, w->templates, w->guard, &templates, e) ||
        !xml_schema_load(asset_get("case.xsd"), &resources->case_schema, e) || !open_signer(resources, arena, e))
        return false;
    resources->templates = templates;
    return true;
}

/* What audit would find in each bundle is said before there is one. */
static bool check_policy_accepts(const struct policy *policy, const struct view_list *accept, struct err *e)
{
    for (size_t i = 0; i < accept->n; i++) {
        if (policy_may_accept(policy, accept->items[i]))
            continue;
        return err_set_at(e, ST_USAGE, "--accept", "mend what the warning is about, or have the policy changed",
                          "the policy %.*s lets nobody accept %.*s", VIEW_ARG(policy->id), VIEW_ARG(accept->items[i]));
    }
    return true;
}

static bool check_policy_rules(const struct policy *policy, struct view path, struct err *e)
{
    for (size_t i = 0; i < policy->n_rules; i++)
        if (!check_rule(policy->rules[i].id, ST_FORMAT, e))
            return err_at(e, "%s: line %u", path.p, policy->rules[i].line);
    for (size_t i = 0; i < policy->n_acceptable; i++)
        if (!check_acceptable(policy->acceptable[i].id, ST_FORMAT, e))
            return err_at(e, "%s: line %u", path.p, policy->acceptable[i].line);
    return true;
}

static bool open_policy(struct resources *resources, struct arena *arena, struct view path, struct err *e)
{
    struct policy *policy = NEW(arena, struct policy, 1);
    struct view bytes;
    if (path.n == 0)
        return true;
    xml_init();
    if (!file_read(arena, path.p, LIMIT_POLICY_BYTES, &bytes, e) || !policy_read(arena, path, bytes, policy, e))
        return false;
    resources->policy = policy;
    return check_policy_rules(policy, path, e) && check_policy_accepts(policy, &resources->wishes->accept, e);
}

static bool open_signers(struct resources *resources, struct arena *arena, struct view path, struct err *e)
{
    struct view bytes;
    if (path.n == 0)
        return true;
    return (file_read(arena, path.p, LIMIT_INPUT_BYTES, &bytes, e) && signer_trust_load(bytes, &resources->signers, e)) ||
           err_at(e, "%s", path.p);
}

bool resources_open(struct resources *resources, struct arena *arena, const struct wishes *w, unsigned which, struct err *e)
{
    struct catalog *catalog = NEW(arena, struct catalog, 1);
    struct holidays *holidays = NEW(arena, struct holidays, 1);
    digest_init();
    *holidays = (struct holidays){ .from = DAY_NONE, .to = DAY_NONE };
    *resources = (struct resources){ .wishes = w, .catalog = catalog, .holidays = holidays };
    return (!(which & RESOURCE_CATALOG) ||
            (open_catalog(arena, w->catalog, catalog, e) &&
             (check_platform(arena, catalog, w->platform, e) || err_at(e, "--platform")))) &&
           (!(which & RESOURCE_HOLIDAYS) || open_holidays(resources, arena, holidays, e)) &&
           (!(which & (RESOURCE_TRUST | RESOURCE_WINDOWS_ROOTS)) ||
            open_windows_roots(arena, w->windows_roots, &resources->roots.windows, e)) &&
           (!(which & RESOURCE_TRUST) || open_trust(arena, w->ca_bundle, &resources->roots.bundle, &resources->ca_bundle, e)) &&
           (!(which & RESOURCE_CASES) || open_cases(resources, arena, e)) && open_policy(resources, arena, w->policy, e) &&
           open_signers(resources, arena, w->signers, e);
}

struct view resources_generator(const struct resources *resources, struct arena *arena)
{
    return view_fmt(arena, "certcase %.*s", VIEW_ARG(resources->wishes->version));
}

const struct platform *resources_platform(const struct resources *resources)
{
    const struct view asked = resources->wishes->platform;
    return catalog_platform(resources->catalog, asked.n ? asked : resources->catalog->default_platform);
}

void resources_close(struct resources *resources)
{
    if (resources->case_schema)
        xml_schema_free(resources->case_schema);
    if (resources->signer)
        signer_close(resources->signer);
    signer_trust_free(resources->signers);
    *resources = (struct resources){ 0 };
}

void worker_open(struct worker *w, const struct resources *resources)
{
    *w = (struct worker){ .resources = resources, .x509 = x509_new(), .reader = xml_reader_new(resources->case_schema) };
}

void worker_open_in_thread(struct worker *w, const struct resources *resources)
{
    *w = (struct worker){ .resources = resources, .x509 = x509_new_for_thread(), .reader = xml_reader_new(resources->case_schema) };
}

void worker_close(struct worker *w)
{
    x509_free(w->x509);
    xml_reader_free(w->reader);
    arena_free(&w->arena);
    arena_free(&w->scratch);
    arena_free(&w->then.arena);
    *w = (struct worker){ 0 };
}

bool worker_holidays(struct worker *w, int64_t time, const struct holidays **out, struct err *e)
{
    const struct wishes *wishes = w->resources->wishes;
    const int32_t day = day_of_time(time);
    *out = w->resources->holidays;
    if ((*out)->source.n == 0 || day == day_of_time(wishes->now))
        return true;
    if (!w->then.holidays || w->then.day != day) {
        arena_reset(&w->then.arena);
        w->then.holidays = NULL;
        struct holidays *read = NEW(&w->then.arena, struct holidays, 1);
        if (!holidays_read(&w->then.arena, wishes->holidays, w->resources->holidays_bytes, time, read, e))
            return false;
        w->then.day = day;
        w->then.holidays = read;
    }
    *out = w->then.holidays;
    return true;
}
