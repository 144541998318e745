#include "flow/case/fill_case.h"

#include "base/utf8.h"
#include "format/digest.h"
#include "format/text/escape.h"
#include "model/words.h"
#include "steps/certs.h"

static const struct environment *find_environment(const struct inventory *inventory, struct view word)
{
    for (size_t i = 0; inventory && i < inventory->n_environments; i++) {
        const struct environment *env = &inventory->environments[i];
        if (view_eq_nocase(env->name, word) || (env->key.n && view_eq_nocase(env->key, word)))
            return env;
    }
    return NULL;
}

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

void group_environments(struct arena *arena, const struct request *request, const struct inventory *inventory,
                        struct environment_groups *out)
{
    for (size_t i = 0; i < request->environments.n; i++) {
        const struct environment *env = find_environment(inventory, request->environments.items[i]);
        if (!env) {
            *LIST_ADD(arena, &out->unknown) = request->environments.items[i];
            continue;
        }
        bool may_override = env->hosting != HOST_ODC && env->hosting != HOST_PERSONAL && request->hosting != HOST_UNKNOWN;
        struct environment copy = *env;
        copy.hosting = may_override ? request->hosting : env->hosting;
        struct environment_group *group = group_of(out, copy.hosting);
        if (!group->items)
            group->items = NEW(arena, struct environment, request->environments.n);
        if (!group_has(group, &copy))
            group->items[group->n++] = copy;
    }
    if (out->n == 0)
        group_of(out, request->hosting);
}

/* The platform that is hardest to please: a PFX for several environments must open on all of them. */
static struct platform pick_platform(const struct kit *kit, const struct environment_group *group)
{
    const struct platform *picked = catalog_platform(kit->catalog, kit->platform.n ? kit->platform : kit->catalog->default_platform);
    for (size_t i = 0; kit->platform.n == 0 && i < group->n; i++) {
        const struct platform *own = catalog_platform(kit->catalog, group->items[i].platform);
        if (own && (!picked || i == 0 || !own->pfx_modern))
            picked = own;
    }
    return picked ? *picked : (struct platform){ 0 };
}

static bool name_is_taken(const struct case_cert *certs, size_t n, struct view name)
{
    for (size_t i = 0; i < n; i++)
        if (view_eq(certs[i].file, name))
            return true;
    return false;
}

static struct view entry_name(struct arena *arena, const struct case_cert *certs, size_t n, const struct cert *cert)
{
    struct view stem = slug(arena, cert->subject_cn);
    struct view name = view_fmt(arena, "certificates/%.*s.cer", VIEW_ARG(stem));
    /* Four bytes of a digest can be made equal on purpose, all of them can't. */
    for (size_t bytes = 4; bytes <= sizeof cert->sha256 && name_is_taken(certs, n, name); bytes *= 2) {
        struct view hex = digest_hex(arena, cert->sha256, bytes);
        name = view_fmt(arena, "certificates/%.*s-%.*s.cer", VIEW_ARG(stem), VIEW_ARG(hex));
    }
    return name;
}

/* A leaf is shipped only where it is what goes onto the servers. */
static bool is_shipped(const struct case_record *c, const struct cert *cert)
{
    switch (c->purpose) {
    case PURPOSE_TRUSTED_ROOT:
        return cert->role == ROLE_ROOT || cert->role == ROLE_SELF_SIGNED || cert->role == ROLE_INTERMEDIATE;
    case PURPOSE_CLIENT_SIDE:
        return cert->has_key || cert->role != ROLE_LEAF;
    case PURPOSE_SERVER:
        return true;
    case PURPOSE_NONE:
    case PURPOSE_COUNT:
        break;
    }
    return false;
}

static bool has_cert(const struct case_cert *certs, size_t n, const struct cert *cert)
{
    for (size_t i = 0; i < n; i++)
        if (memcmp(certs[i].cert->sha256, cert->sha256, sizeof cert->sha256) == 0)
            return true;
    return false;
}

/* In the PFX that is shipped; another one that was given stays behind, so what it holds is shipped apart. */
static bool is_in_pfx(const struct evidence *evidence, const struct cert *main, const struct cert *cert)
{
    if (!main || !main->has_key)
        return false;
    const struct cert_list *inside = &evidence->files[main->file]->certs;
    for (size_t i = 0; i < inside->n; i++)
        if (memcmp(inside->items[i]->sha256, cert->sha256, sizeof cert->sha256) == 0)
            return true;
    return false;
}

static void fill_certs(struct arena *arena, const struct evidence *evidence, const struct cert *main, struct case_record *c)
{
    struct case_cert *certs = NEW(arena, struct case_cert, evidence->certs.n + 1);
    size_t n = 0;
    for (size_t i = 0; i <= evidence->certs.n; i++) {
        const struct cert *cert = i == 0 ? main : evidence->certs.items[i - 1];
        if (!cert || has_cert(certs, n, cert) || !is_shipped(c, cert))
            continue;
        bool in_pfx = c->purpose == PURPOSE_CLIENT_SIDE && is_in_pfx(evidence, main, cert);
        struct view name = in_pfx ? (struct view){ 0 } : entry_name(arena, certs, n, cert);
        certs[n++] = (struct case_cert){ .cert = in_pfx ? cert : certs_without_key(arena, cert), .inside_pfx = in_pfx, .file = name };
    }
    c->certs = certs;
    c->n_certs = n;
}

static void fill_pfx(struct arena *arena, const struct evidence *evidence, const struct cert *main, struct case_record *c)
{
    if (c->purpose != PURPOSE_CLIENT_SIDE || !main || !main->has_key)
        return;
    const struct cert_file *file = evidence->files[main->file];
    struct view stem = slug(arena, main->subject_cn);
    c->pfx_file = view_fmt(arena, "certificates/%.*s.pfx", VIEW_ARG(stem));
    c->pfx_bytes = file->bytes;
    c->pfx_encryption = file->pfx.encryption;
    memcpy(c->pfx_sha256, file->sha256, sizeof c->pfx_sha256);
    struct case_cert *certs = NEW(arena, struct case_cert, c->n_certs);
    memcpy(certs, c->certs, c->n_certs * sizeof *certs);
    for (size_t i = 0; i < c->n_certs; i++)
        if (certs[i].inside_pfx)
            certs[i].file = c->pfx_file;
    c->certs = certs;
}

static void fill_people(struct arena *arena, const struct request *request, const struct inventory *inventory, struct case_record *c)
{
    request_record(arena, request, c);
    if (!inventory)
        return;
    c->infrastructure = inventory->infrastructure;
    c->activation_code = inventory->activation_code;
    c->edition = inventory->edition;
    if (c->contact.n == 0)
        c->contact = inventory->contact;
    c->cc = inventory->cc;
    c->n_cc = inventory->n_cc;
}

static void fill_service(const struct kit *kit, struct case_record *c)
{
    const struct catalog *catalog = kit->catalog;
    const struct service *service = catalog_service(catalog, view_of(c->route->service));
    if (service)
        c->service = *service;
    c->calendar = catalog->calendar;
    c->catalog_id = catalog->id;
    c->catalog_origin = catalog->origin;
    memcpy(c->catalog_sha256, catalog->sha256, sizeof c->catalog_sha256);
    c->holidays_source = kit->holidays->source;
    c->holidays_from = kit->holidays->from;
    c->holidays_to = kit->holidays->to;
    memcpy(c->holidays_sha256, kit->holidays->sha256, sizeof c->holidays_sha256);
}

void fill_case(struct worker *w, const struct request *request, const struct inventory *inventory, const struct evidence *evidence,
               const struct facts *facts, const struct environment_group *group, struct case_record *c)
{
    const struct kit *kit = w->kit;
    c->generator = view_fmt(&w->arena, "certcase %.*s", VIEW_ARG(kit->version));
    c->purpose = facts->purpose;
    c->hosting = group->hosting;
    c->environments = group->items;
    c->n_environments = group->n;
    fill_people(&w->arena, request, inventory, c);
    fill_certs(&w->arena, evidence, facts->main, c);
    fill_pfx(&w->arena, evidence, facts->main, c);
    fill_service(kit, c);
    c->platform = pick_platform(kit, group);
    if (kit->templates)
        templates_digest(kit->templates, c->templates_sha256);
}

bool case_id_valid(struct view id)
{
    static const char rest[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
    if (id.n == 0)
        return true;
    if (id.n > 80 || strchr(".-_", id.p[0]) || id.p[id.n - 1] == '.' || name_is_reserved(id))
        return false;
    for (size_t i = 0; i < id.n; i++)
        if (id.p[i] == '\0' || !strchr(rest, id.p[i]))
            return false;
    return true;
}

void fill_case_id(struct worker *w, const struct request *request, const struct cert *main, bool several, struct case_record *c)
{
    struct view id = request->id;
    if (id.n == 0 && main) {
        struct view stem = slug(&w->arena, main->subject_cn), hex = digest_hex(&w->arena, main->sha256, 4);
        id = view_fmt(&w->arena, "%s-%.*s-%.*s", purpose_word(c->purpose), VIEW_ARG(stem), VIEW_ARG(hex));
    } else if (id.n == 0) {
        id = view_fmt(&w->arena, "%s-no-certificate", purpose_word(c->purpose));
    }
    c->id = several ? view_fmt(&w->arena, "%.*s-%s", VIEW_ARG(id), hosting_word(c->hosting)) : view_dup(&w->arena, id);
}
