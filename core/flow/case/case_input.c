#include "flow/case/make_case.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "flow/inspect.h"
#include "flow/password.h"
#include "format/digest.h"
#include "format/host_read.h"
#include "format/secrets/key_scan.h"
#include "format/text/escape.h"
#include "steps/route.h"

/* --- files --- */

struct reading {
    struct worker *w;
    struct arena *keep;
    struct inspect_group *group;
    bool opens_pfx;
    struct err *e;
};

static bool read_file(const struct reading *r, struct view path, struct cert_file **out)
{
    struct view bytes;
    if (!file_read(r->keep, path.p, LIMIT_INPUT_BYTES, &bytes, r->e))
        return false;
    *out = inspect_identify(r->keep, path, bytes);
    if (r->opens_pfx || (*out)->container != CONTAINER_PKCS12)
        return inspect_open(r->w, r->keep, r->group, *out, r->e);
    digest_sha256(bytes, (*out)->sha256);
    return true;
}

static bool read_files(const struct reading *r, const struct request *request, struct evidence *evidence)
{
    const struct view_list *paths = &request->certificates;
    size_t certs = 0, bytes = 0;
    if (paths->n > LIMIT_FILES)
        return err_set(r->e, ST_LIMIT, "make several requests of it", "%zu certificate files in one request (at most %d)", paths->n,
                       LIMIT_FILES);
    evidence->files = NEW(r->keep, struct cert_file *, paths->n);
    for (size_t i = 0; i < paths->n; i++) {
        if (!read_file(r, paths->items[i], &evidence->files[evidence->n_files++]))
            return false;
        certs += evidence->files[i]->certs.n;
        bytes += evidence->files[i]->bytes.n;
        if (bytes > LIMIT_BUNDLE_BYTES)
            return err_set_at(r->e, ST_LIMIT, paths->items[i].p, "leave out what is no certificate",
                              "the files of the request are too large together (at most %d bytes)", LIMIT_BUNDLE_BYTES);
    }
    if (certs > LIMIT_CERTS)
        return err_set(r->e, ST_LIMIT, "make several requests of it", "%zu certificates in one request (at most %d)", certs, LIMIT_CERTS);
    return true;
}

/* --- the request --- */

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

static bool check_keys(const struct request_field *f, struct view text, struct err *e)
{
    struct key_found key;
    return !key_scan(text, &key) ||
           err_set(e, ST_USAGE, "leave it out: everybody reads it in the ticket", "the %s holds %s", f->called, key.what);
}

/* What is longer would not fit the record. */
static bool check_texts(struct arena *scratch, const struct request *request, struct err *e)
{
    if (!url_of_service(request->consumes, e))
        return false;
    for (const struct request_field *f = request_fields; f < request_fields + REQUEST_FIELDS; f++) {
        if (!(f->uses & FIELD_WORDS))
            continue;
        if (request_words(scratch, request, f).n > f->most)
            return err_set(e, ST_USAGE, "say it shorter, or attach a document to the case", "the %s is longer than %zu bytes", f->called,
                           f->most);
        if (!check_keys(f, request_text(request, f), e))
            return false;
    }
    return true;
}

static bool check_id(struct view id, struct err *e)
{
    return case_id_valid(id) ||
           err_set(e, ST_USAGE,
                   "use up to 80 letters, digits, '.', '-' and '_', beginning with a letter or digit; con, nul and the like are "
                   "devices in Windows",
                   "the id '%.*s' can't be a file name", VIEW_ARG(id));
}

/* What LifeTime refuses it would otherwise take. */
static bool check_refusal(const struct case_input *input, struct err *e)
{
    const enum domain domain = purpose_domain(&input->decided, DOMAIN_OWN);
    bool fits = true;
    for (size_t i = 0; i < input->groups.n; i++)
        fits = fits && route_find(input->decided.purpose, input->groups.items[i].hosting, domain)->channel == CHANNEL_SELF_SERVICE;
    return fits || input->request.refusal.n == 0 ||
           err_set(e, ST_USAGE, "leave it out, or say --purpose server and environments in the cloud alone",
                   "a refusal is of the server certificate of your own domain in OutSystems Cloud, and this is for something else");
}

bool case_input_read(struct worker *w, struct arena *keep, const struct request *request, const struct inventory *inventory,
                     struct opened_password *opened, struct case_input *out, struct err *e)
{
    struct inspect_group group = { .request = &out->request, .opened = opened };
    const struct reading r = { .w = w, .keep = keep, .group = &group, .opens_pfx = opened != NULL, .e = e };
    *out = (struct case_input){ .request = *request, .inventory = inventory };
    struct request *own = &out->request;
    own->infrastructure = text_unquoted(own->infrastructure); /* as around an environment's name */
    struct inventory *old = NEW(keep, struct inventory, 1);
    struct renewed renewed = { 0 };
    if (own->renews.n && !renew_read(w, keep, own, &renewed, old, e))
        return false;
    if (!environments_settle(keep, own, old->path.n ? old : NULL, &out->inventory, e) || !check_id(own->id, e) ||
        !check_texts(keep, own, e) || !read_files(&r, own, &out->evidence))
        return false;
    out->decided = inspect_decide(w, keep, &out->evidence, own->purpose);
    out->subject = out->decided.main;
    if (renewed.n_certs)
        out->replaced = renew_choose(keep, own, &renewed, &out->evidence, &out->subject);
    if (out->replaced.purpose != PURPOSE_NONE && out->replaced.purpose != out->decided.purpose)
        out->subject = out->decided.main; /* it follows nothing of that */
    group_environments(keep, own, out->inventory, &out->groups);
    if (!check_refusal(out, e))
        return false;
    return !opened || !w->resources->wishes->convert || convert_input(w, keep, out, opened, e);
}
