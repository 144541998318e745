#include "flow/case/make_case.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "flow/case/render.h"
#include "flow/case/renew.h"
#include "flow/examine.h"
#include "format/container/sniff.h"
#include "format/digest.h"
#include "steps/bundle.h"
#include "steps/deadline.h"
#include "steps/route.h"

/* What all cases of one request share. */
struct job {
    struct worker *w;
    const struct inventory *inventory;
    struct inventory old; /* of the bundle that it renews, when no other was given */
    struct looked *looked;
    struct facts facts;
    struct err *e;
};

/* A PFX that is only looked at is left closed. */
static bool read_file(struct job *job, struct view path, bool only_look, struct cert_file **out)
{
    struct arena *arena = &job->w->arena;
    struct view bytes;
    if (!file_read(arena, path.p, LIMIT_INPUT_BYTES, &bytes, job->e))
        return false;
    if (!only_look || sniff(bytes, path_name(path)) != CONTAINER_PKCS12)
        return examine_file(job->w, path, bytes, &job->looked->request, out, job->e);
    *out = NEW(arena, struct cert_file, 1);
    **out = (struct cert_file){ .path = text_safe(arena, path), .bytes = bytes, .container = CONTAINER_PKCS12 };
    digest_sha256(bytes, (*out)->sha256);
    return true;
}

static bool read_files(struct job *job, bool only_look)
{
    const struct view_list *paths = &job->looked->request.certificates;
    struct evidence *evidence = &job->looked->evidence;
    size_t certs = 0, bytes = 0;
    if (paths->n > LIMIT_FILES)
        return err_set(job->e, ST_LIMIT, "make several requests of it", "%zu certificate files in one request (at most %d)", paths->n,
                       LIMIT_FILES);
    evidence->files = NEW(&job->w->arena, struct cert_file *, paths->n);
    for (size_t i = 0; i < paths->n; i++) {
        if (!read_file(job, paths->items[i], only_look, &evidence->files[evidence->n_files++]))
            return false;
        certs += evidence->files[i]->certs.n;
        bytes += evidence->files[i]->bytes.n;
        if (bytes > LIMIT_BUNDLE_BYTES) {
            err_set(job->e, ST_LIMIT, "leave out what is no certificate",
                    "the files of the request are too large together (at most %d bytes)", LIMIT_BUNDLE_BYTES);
            return err_at(job->e, "%s", paths->items[i].p);
        }
    }
    if (certs > LIMIT_CERTS)
        return err_set(job->e, ST_LIMIT, "make several requests of it", "%zu certificates in one request (at most %d)", certs, LIMIT_CERTS);
    return true;
}

static bool find_deadline(struct job *job, struct case_record *c, struct deadline *deadline)
{
    const struct kit *kit = job->w->kit;
    const struct deadline_question question = {
        .submitted = kit->now,
        .needed_by = job->looked->request.needed_by,
        .replaces_expiry = c->replaced.sha256.n ? c->replaced.not_after : TIME_NONE,
        .own_expiry = first_expiry(c),
    };
    return deadline_find(&job->w->arena, &c->service, &kit->catalog->calendar, kit->holidays, &question, deadline, &c->days, &c->n_days,
                         job->e);
}

static bool pack(struct job *job, const struct case_record *c, struct case_outcome *out)
{
    struct case_texts texts = { 0 };
    struct zip_entry *entries;
    size_t n;
    if (!render_texts(job->w, c, &texts, job->e) ||
        !bundle_write(&job->w->arena, c, &texts, job->w->kit->signer, &out->archive, &entries, &n, job->e))
        return false;
    struct case_entry *list = NEW(&job->w->arena, struct case_entry, n);
    for (size_t i = 0; i < n; i++)
        list[i] = (struct case_entry){ .name = entries[i].name, .size = entries[i].bytes.n };
    out->entries = list;
    out->n_entries = n;
    out->bundle = view_fmt(&job->w->arena, "%.*s.zip", VIEW_ARG(c->id));
    return true;
}

static bool make_one(struct job *job, const struct environment_group *group, struct case_outcome *out)
{
    struct case_record *c = NEW(&job->w->arena, struct case_record, 1);
    struct facts facts = job->facts;
    out->record = c;
    c->route = route_find(facts.purpose, group->hosting, facts.vendor_owned);
    c->replaced = job->looked->replaced;
    fill_case(job->w, &job->looked->request, job->inventory, &job->looked->evidence, &facts, group, c);
    if (!find_deadline(job, c, &c->deadline))
        return false;
    facts.record = c;
    facts.request = &job->looked->request;
    facts.inventory = job->inventory;
    facts.unknown_environments = &job->looked->groups.unknown;
    facts.holidays = job->w->kit->holidays;
    facts.service = c->service.id.n ? &c->service : NULL;
    facts.expected_delivery = c->deadline.expected_delivery;
    if (c->platform.id.n)
        facts.platform = &c->platform;
    c->verdict = examine_findings(job->w, &facts, &c->findings);
    fill_case_id(job->w, &job->looked->request, facts.main, job->looked->groups.n > 1, c);
    bool has_bundle = c->route->channel == CHANNEL_SUPPORT_CASE || c->route->channel == CHANNEL_CHANGE;
    return c->verdict == VERDICT_ACCEPTED && has_bundle ? pack(job, c, out) : true;
}

/* What is longer would not fit the record. */
static bool check_texts(struct arena *arena, const struct request *request, struct err *e)
{
    for (const struct request_field *f = request_fields; f < request_fields + REQUEST_FIELDS; f++)
        if (f->uses & FIELD_WORDS && text_safe(arena, request_text(request, f)).n > f->most)
            return err_set(e, ST_USAGE, "say it shorter, or attach a document to the case", "the %s is longer than %zu bytes", f->called,
                           f->most);
    return true;
}

static bool look(struct job *job, const struct request *given, bool only_look)
{
    struct looked *looked = job->looked;
    *looked = (struct looked){ .request = *given };
    struct request *request = &looked->request;
    if (request->renews.n && !renew_read(job->w, request, &looked->replaced, &job->old, job->e))
        return false;
    if (!job->inventory && request->renews.n)
        job->inventory = &job->old;
    if (!case_id_valid(request->id))
        return err_set(job->e, ST_USAGE,
                       "use up to 80 letters, digits, '.', '-' and '_', beginning with a letter or digit; con, nul and the like are "
                       "devices in Windows",
                       "the id '%.*s' can't be a file name", VIEW_ARG(request->id));
    if (!check_texts(&job->w->arena, request, job->e) || !read_files(job, only_look))
        return false;
    examine_evidence(job->w, &looked->evidence, request->purpose, &job->facts);
    looked->purpose = job->facts.purpose;
    looked->main = job->facts.main;
    group_environments(&job->w->arena, request, job->inventory, &looked->groups);
    return true;
}

bool look_at_case(struct worker *w, const struct request *request, const struct inventory *inventory, struct looked *out, struct err *e)
{
    struct job job = { .w = w, .inventory = inventory, .looked = out, .e = e };
    return look(&job, request, true);
}

bool make_case(struct worker *w, const struct request *request, const struct inventory *inventory, struct made *out, struct err *e)
{
    struct job job = { .w = w, .inventory = inventory, .looked = &out->looked, .e = e };
    *out = (struct made){ 0 };
    if (!look(&job, request, false))
        return false;
    for (size_t i = 0; i < out->looked.groups.n; i++)
        if (!make_one(&job, &out->looked.groups.items[i], &out->items[out->n++]))
            return false;
    return true;
}
