#include "flow/case/make_case.h"

#include "base/limits.h"
#include "format/bundle/bundle_parts.h"
#include "format/digest.h"
#include "format/text/escape.h"
#include "model/words.h"
#include "steps/certs.h"
#include "steps/route.h"
#include "steps/rules/rules.h"

/* Of a default id, so that all of it stays within what an own id may have. */
enum { ID_SUBJECT_BYTES = 32, ID_ENVIRONMENTS_BYTES = 24, ID_DIGEST_BYTES = 4 };

/* The platform that is hardest to please: a PFX for several environments must open on all of them. */
struct platform pick_platform(const struct resources *resources, const struct environment_group *group)
{
    const struct platform *picked = resources_platform(resources);
    for (size_t i = 0; resources->wishes->platform.n == 0 && i < group->n; i++) {
        const struct platform *own = catalog_platform(resources->catalog, group->items[i].platform);
        if (own && (!picked || i == 0 || !own->pfx_modern))
            picked = own;
    }
    return picked ? *picked : (struct platform){ 0 };
}

static bool has_cert(const struct case_cert *certs, size_t n, const struct cert *cert)
{
    for (size_t i = 0; i < n; i++)
        if (cert_same(certs[i].cert, cert))
            return true;
    return false;
}

static bool is_in_pfx(const struct cert_file *file, const struct cert *cert)
{
    for (size_t i = 0; i < file->certs.n; i++)
        if (file->certs.items[i]->in_pfx && cert_same(file->certs.items[i], cert))
            return true;
    return false;
}

static void fill_certs(struct arena *keep, const struct evidence *evidence, const struct cert *main, int64_t now, struct case_record *c)
{
    struct case_cert *certs = NEW(keep, struct case_cert, evidence->certs.n + 1);
    size_t n = 0;
    for (size_t i = 0; i <= evidence->certs.n; i++) {
        const struct cert *cert = i == 0 ? main : evidence->certs.items[i - 1];
        if (!cert || has_cert(certs, n, cert) || !purpose_ships(c->purpose, cert))
            continue;
        /* In the PFX that is shipped; another one that was given stays behind, so what it holds is shipped apart. */
        bool in_pfx = c->pfx_file.n && is_in_pfx(evidence->files[main->file], cert);
        if (!in_pfx && cert != main && certs_is_outdated(cert, now))
            continue;
        struct view name = in_pfx ? c->pfx_file : bundle_cert_name(keep, certs, n, cert);
        certs[n++] = (struct case_cert){ .cert = in_pfx ? cert : certs_without_key(keep, cert), .inside_pfx = in_pfx, .file = name };
    }
    c->certs = certs;
    c->n_certs = n;
}

static void fill_pfx(struct arena *keep, const struct evidence *evidence, const struct cert *main, struct case_record *c)
{
    if (c->purpose != PURPOSE_CLIENT_SIDE || !main || !main->has_key)
        return;
    const struct cert_file *file = evidence->files[main->file];
    c->pfx_file = bundle_pfx_name(keep, main);
    c->pfx_bytes = file->pfx.der;
    c->pfx_encryption = file->pfx.encryption;
    c->pfx_came_as = file->came_as;
    memcpy(c->pfx_came_sha256, file->came_sha256, sizeof c->pfx_came_sha256);
    digest_sha256(c->pfx_bytes, c->pfx_sha256);
}

static void fill_people(struct arena *keep, const struct request *request, const struct inventory *inventory, struct case_record *c)
{
    request_record(keep, request, c);
    c->edition = request->edition;
    if (!inventory)
        return;
    if (c->infrastructure.n == 0)
        c->infrastructure = inventory->infrastructure;
    c->activation_code = inventory->activation_code;
    if (c->edition == EDITION_UNKNOWN)
        c->edition = inventory->edition;
    c->fedramp = inventory->fedramp;
    if (c->contact.n == 0)
        c->contact = inventory->contact;
    c->followers = inventory->followers;
    c->n_followers = inventory->n_followers;
}

static void fill_service(const struct resources *resources, struct case_record *c)
{
    const struct catalog *catalog = resources->catalog;
    const struct service *service = catalog_service(catalog, view_of(c->route->service));
    if (service)
        c->service = *service;
    c->calendar = catalog->calendar;
    c->catalog_id = catalog->id;
    /* Of files the names alone: where they lie on somebody's machine tells the receiver of that somebody, and changes no date. */
    c->catalog_origin = path_name(catalog->origin);
    memcpy(c->catalog_sha256, catalog->sha256, sizeof c->catalog_sha256);
    c->holidays_source = path_name(resources->holidays->source);
    c->holidays_from = resources->holidays->from;
    c->holidays_to = resources->holidays->to;
    memcpy(c->holidays_sha256, resources->holidays->sha256, sizeof c->holidays_sha256);
}

static struct view shortened(struct view stem, size_t most)
{
    stem = view_first(stem, most);
    while (view_ends(stem, VIEW("-")) || view_ends(stem, VIEW("_")))
        stem = view_first(stem, stem.n - 1);
    return stem;
}

/* "test_production"; with digits of a digest of the names where letters alone don't tell them: too many, or other letters than a file
 * name has. */
static struct view environments_part(struct arena *keep, const struct case_record *c)
{
    AUTO(buf_free) struct buf words = BUF_INIT(LIMIT_TICKET_BYTES), names = BUF_INIT(LIMIT_TICKET_BYTES);
    bool told = true;
    for (size_t i = 0; i < c->n_environments; i++) {
        struct view name = c->environments[i].name, word = slug(keep, name);
        told = told && view_eq_nocase(name, word);
        buf_fmt(&words, "%s%.*s", i ? "_" : "", VIEW_ARG(word));
        buf_fmt(&names, "%.*s\n", VIEW_ARG(name));
    }
    struct view part = buf_view(&words);
    if (told && part.n <= ID_ENVIRONMENTS_BYTES) {
        part = view_dup(keep, part);
    } else {
        unsigned char sha256[32];
        digest_sha256(buf_view(&names), sha256);
        struct view hex = digest_hex(keep, sha256, ID_DIGEST_BYTES);
        struct view stem = shortened(part, ID_ENVIRONMENTS_BYTES - 2 * ID_DIGEST_BYTES - 1);
        part = view_fmt(keep, "%.*s-%.*s", VIEW_ARG(stem), VIEW_ARG(hex));
    }
    return part;
}

/* The request's own, with the hosting behind it when there are several; else <purpose>-<subject>-<first 8 of the SHA-256>-<environments>:
 * the same certificate for Test today and for Production tomorrow are two cases, and so are a root's with its intermediate and with the
 * next one. */
static void fill_id(struct arena *keep, const struct case_input *input, struct case_record *c)
{
    const struct cert *subject = input->subject;
    struct view id = input->request.id;
    if (id.n) {
        c->id = input->groups.n > 1 ? view_fmt(keep, "%.*s-%s", VIEW_ARG(id), hosting_word(c->hosting)) : view_dup(keep, id);
        return;
    }
    struct view stem = subject ? shortened(slug(keep, subject->subject_cn), ID_SUBJECT_BYTES) : VIEW("no-certificate");
    struct view hex = subject ? digest_hex(keep, subject->sha256, ID_DIGEST_BYTES) : (struct view){ 0 };
    c->id = view_fmt(keep, "%s-%.*s%s%.*s", purpose_word(c->purpose), VIEW_ARG(stem), hex.n ? "-" : "", VIEW_ARG(hex));
    if (c->n_environments) {
        struct view part = environments_part(keep, c);
        c->id = view_fmt(keep, "%.*s-%.*s", VIEW_ARG(c->id), VIEW_ARG(part));
    }
}

void fill_case(struct worker *w, struct arena *keep, const struct case_input *input, const struct environment_group *group,
               struct case_record *c)
{
    const struct resources *resources = w->resources;
    c->generator = resources_generator(resources, keep);
    c->purpose = input->decided.purpose;
    c->hosting = group->hosting;
    c->environments = group->items;
    c->n_environments = group->n;
    c->replaced = input->replaced;
    if (rule_replaces_another_kind(c)) /* which keeps its own: nobody is asked to remove it */
        c->replaced.subject = c->replaced.sha1 = c->replaced.sha256 = c->replaced.key_sha256 = VIEW("");
    fill_people(keep, &input->request, input->inventory, c);
    c->route = route_find(c->purpose, c->hosting, purpose_domain(&input->decided, case_domain(c)));
    fill_pfx(keep, &input->evidence, input->decided.main, c);
    fill_certs(keep, &input->evidence, input->decided.main, w->resources->wishes->now, c);
    fill_service(resources, c);
    c->platform = pick_platform(resources, group);
    if (resources->templates)
        templates_digest(resources->templates, c->templates_sha256);
    fill_id(keep, input, c);
}
