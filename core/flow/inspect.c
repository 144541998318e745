#include "flow/inspect.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "format/container/container.h"
#include "model/policy.h"
#include "steps/certs.h"
#include "steps/deadline.h"

/* A file of passwords that is not in UTF-8, or a PFX that was made with other bytes: both happen, and nobody sees it. */
static void read_with(struct worker *w, struct arena *keep, struct view bytes, struct cert_file *file, struct opened_password *opened)
{
    const struct password_forms forms = password_forms(keep, bytes);
    const struct cert_file before = *file;
    struct cert_file tries[COUNT_OF(forms.items)];
    for (size_t i = 0; i < forms.n && !pfx_is_open(&file->pfx); i++) {
        tries[i] = before;
        container_read(w->x509, keep, &forms.items[i], &tries[i]);
        if (i == 0 || pfx_is_open(&tries[i].pfx))
            *file = tries[i];
        if (opened && pfx_is_open(&file->pfx) && file->pfx.keys)
            opened_password_set(opened, forms.items[i], forms.items[0]);
    }
    if (!forms.was_utf8 && file->pfx.state == PFX_BROKEN)
        file->pfx.state = PFX_PASSWORD_WRONG; /* a MAC may fit bytes that nothing was encrypted with */
    if (bytes.n == 0 && file->pfx.state == PFX_PASSWORD_WRONG)
        file->pfx.oddities |= PFX_EMPTY_GIVEN;
    if (view_trim(bytes).n < bytes.n && file->pfx.state == PFX_PASSWORD_WRONG)
        file->pfx.oddities |= PFX_SPACED_GIVEN;
    password_forget(&forms, bytes);
}

struct cert_file *inspect_identify(struct arena *keep, struct view path, struct view bytes)
{
    struct cert_file *file = NEW(keep, struct cert_file, 1);
    file->path = text_safe(keep, path);
    file->name = path_name(file->path);
    file->bytes = bytes;
    container_identify(file);
    return file;
}

/* Some have no password though everybody thinks so: a key vault takes it away. The one that was given protects nothing then. */
static bool opens_without(struct worker *w, struct arena *keep, const struct cert_file *unread, struct cert_file *file)
{
    struct cert_file attempt = *unread;
    container_read(w->x509, keep, NULL, &attempt);
    if (pfx_is_open(&attempt.pfx))
        *file = attempt;
    return pfx_is_open(&attempt.pfx);
}

/* As the one of the same bytes was read; its certificates are others, as each says which file it is of. */
static void read_again(struct arena *keep, const struct cert_file *same, struct cert_file *file)
{
    struct cert_list *const lists[] = { &file->certs, &file->in_clear };
    const struct view path = file->path, name = file->name;
    *file = *same;
    file->path = path;
    file->name = name;
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        const struct cert_list from = *lists[i];
        *lists[i] = (struct cert_list){ 0 };
        for (size_t k = 0; k < from.n; k++) {
            struct cert *cert = NEW(keep, struct cert, 1);
            *cert = *from.items[k];
            *LIST_ADD(keep, lists[i]) = cert;
        }
    }
}

/* Whether it was read before; else it gets to know what those before it have taken. */
static bool was_read(struct arena *keep, const struct inspect_group *group, struct cert_file *file)
{
    file->pfx.before = group->before;
    for (size_t i = 0; i < group->pfx.n; i++) {
        const struct cert_file *same = group->pfx.items[i];
        if (view_eq(same->bytes, file->bytes)) {
            read_again(keep, same, file);
            return true;
        }
        file->pfx.before += same->pfx.taken;
    }
    return false;
}

static bool open_file(struct worker *w, struct arena *keep, const struct inspect_group *group, struct cert_file *file, struct err *e)
{
    AUTO(buf_free) struct buf secret = BUF_SECRET(LIMIT_PASSWORD_BYTES);
    const struct cert_file unread = *file;
    const struct password_source *source = &w->resources->wishes->password;
    bool have = false, ok = true, asks_at_once = file->container == CONTAINER_PKCS12 && !source->is_typed;
    if (!asks_at_once)
        container_read(w->x509, keep, NULL, file); /* which may show a PFX: a mail's attachment */
    if (asks_at_once || (pfx_wants_password(&file->pfx) && !pfx_has_no_password(&file->pfx)))
        ok = password_ask(source, file->path, group->request, &secret, &have, e);
    if (ok && have) {
        *file = unread;
        read_with(w, keep, buf_view(&secret), file, group->opened);
        if (secret.n && file->pfx.state == PFX_PASSWORD_WRONG)
            have = !opens_without(w, keep, &unread, file);
    } else if (ok && asks_at_once) {
        container_read(w->x509, keep, NULL, file);
    }
    if (ok && !have && group->opened && file->pfx.keys) /* the empty one */
        opened_password_set(group->opened, (struct view){ 0 }, (struct view){ 0 });
    return ok;
}

bool inspect_open(struct worker *w, struct arena *keep, struct inspect_group *group, struct cert_file *file, struct err *e)
{
    if (was_read(keep, group, file))
        return true;
    if (!open_file(w, keep, group, file, e))
        return false;
    if (file->pfx.state != PFX_NONE)
        *LIST_ADD(keep, &group->pfx) = file;
    return true;
}

struct decided inspect_decide(struct worker *w, struct arena *keep, struct evidence *evidence, enum purpose asked)
{
    certs_arrange(w->x509, keep, &w->resources->roots, evidence);
    return purpose_decide(evidence, asked);
}

/* The one that is asked for, else the case's own where the catalog knows it. */
static const struct platform *find_platform(const struct resources *resources, const struct case_record *record)
{
    const struct platform *own = record ? catalog_platform(resources->catalog, record->platform.id) : NULL;
    if (own && resources->wishes->platform.n == 0)
        return own;
    return resources_platform(resources);
}

struct facts inspect_facts(const struct resources *resources, struct x509_ctx *x509, struct arena *scratch, const struct facts *known)
{
    const struct case_record *c = known->record;
    struct facts facts = *known;
    facts.now = resources->wishes->now;
    facts.x509 = x509;
    facts.policy = resources->policy;
    facts.windows_roots = resources->roots.windows;
    facts.converts = resources->wishes->convert;
    facts.platform = resources->catalog ? find_platform(resources, c) : NULL;
    facts.pfx_accepted = c && resources->catalog ? catalog_pfx_accepted(resources->catalog, c->service.id) : 0;
    facts.expected_delivery = c ? deadline_delivery(scratch, &c->service, &c->calendar, resources->holidays, facts.now) : DAY_NONE;
    return facts;
}

enum verdict inspect_judge(struct worker *w, struct arena *keep, const struct facts *facts, struct findings *out)
{
    const struct view_list *accept = &w->resources->wishes->accept;
    rules_run(facts, keep, out);
    policy_apply(w->resources->policy, out);
    rules_leave_lists(out);
    for (size_t i = 0; i < out->n; i++) {
        struct finding *f = &out->items[i];
        f->accepted = f->severity != SEV_ERROR && view_among(view_of(f->rule->id), accept->items, accept->n);
    }
    findings_sort(out);
    return findings_count(out, SEV_ERROR) ? VERDICT_REJECTED : VERDICT_ACCEPTED;
}

bool inspect_file(struct worker *w, struct view path, struct view bytes, enum purpose asked, struct inspection *out, struct err *e)
{
    struct cert_file **files = NEW(&w->arena, struct cert_file *, 1);
    struct inspect_group alone = { 0 };
    files[0] = inspect_identify(&w->arena, path, bytes);
    if (!inspect_open(w, &w->arena, &alone, files[0], e))
        return false;
    *out = (struct inspection){ .file = files[0], .evidence = { .files = files, .n_files = 1 }, .asked = asked };
    const struct decided decided = inspect_decide(w, &w->arena, &out->evidence, asked);
    const struct facts known = { .evidence = &out->evidence, .asked = asked, .decided = decided };
    const struct facts facts = inspect_facts(w->resources, w->x509, &w->arena, &known);
    out->purpose = decided.purpose;
    out->domain = purpose_domain(&decided, DOMAIN_OWN);
    out->main = decided.main;
    out->verdict = inspect_judge(w, &w->arena, &facts, &out->findings);
    return true;
}
