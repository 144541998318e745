#include "flow/case/make_case.h"

#include "base/limits.h"
#include "flow/inspect.h"
#include "format/bundle/bundle_parts.h"
#include "format/secrets/key_scan.h"
#include "format/secrets/password_scan.h"
#include "steps/bundle.h"
#include "steps/deadline.h"
#include "steps/ticket.h"

/* One request on its way to its bundles. */
struct making {
    struct worker *w;
    struct arena *keep;
    const struct case_input *input;
    const struct opened_password *opened;
    struct err *e;
};

static bool find_deadline(const struct making *m, struct case_record *c)
{
    const struct resources *resources = m->w->resources;
    const struct deadline_question q = deadline_of_case(c, resources->holidays, resources->wishes->now, m->input->request.needed_by);
    return deadline_find(m->keep, &q, &c->deadline, m->e);
}

/* Who signs is seen as an audit will see it: by a signature, here over some words. That it is theirs nobody else has to vouch for. */
static bool find_signer(const struct making *m, struct signature *out)
{
    const struct resources *resources = m->w->resources;
    const struct view content = VIEW("nothing yet");
    struct view made;
    if (!signer_sign(resources->signer, m->keep, content, &made, m->e))
        return false;
    signer_verify(NULL, m->w->x509, m->keep, content, made, resources->wishes->now, out);
    if (out->state == SIGNATURE_UNCHECKED)
        out->state = SIGNATURE_GOOD;
    return true;
}

static bool judge(const struct making *m, struct case_record *c)
{
    const struct resources *resources = m->w->resources;
    const struct case_input *input = m->input;
    const struct policy *policy = resources->policy;
    const struct bundle_problem lacks = { .kind = BUNDLE_UNSIGNED, .severity = SEV_ERROR, .option = "--sign" };
    struct bundle_problems problems = { .arena = m->keep };
    struct signature signature;
    bool is_signed = policy && resources->signer;
    if (is_signed && !find_signer(m, &signature))
        return false;
    if (policy && policy->signature_required && !is_signed)
        problem_add_as(&problems, lacks, (struct view){ 0 }, "give --sign CERT --key KEY", "the policy %.*s asks for a signature",
                       VIEW_ARG(policy->id));
    const struct facts facts = inspect_facts(resources, m->w->x509, m->keep, &(struct facts){
        .evidence = &input->evidence,
        .asked = input->request.purpose,
        .decided = input->decided,
        .record = c,
        .request = &input->request,
        .inventory = input->inventory,
        .unknown_environments = &input->groups.unknown,
        .problems = &problems,
        .signature = is_signed ? &signature : NULL,
    });
    c->verdict = inspect_judge(m->w, m->keep, &facts, &c->findings);
    return true;
}

/* A record has nothing as more than its rule says: what a policy makes of it is for those who have the policy. */
static struct findings recorded(struct arena *keep, const struct findings *weighed)
{
    struct findings out = { .items = NEW(keep, struct finding, weighed->n), .n = weighed->n, .cap = weighed->n };
    for (size_t i = 0; i < out.n; i++) {
        out.items[i] = weighed->items[i];
        if (out.items[i].severity > out.items[i].rule->severity)
            out.items[i].severity = out.items[i].rule->severity;
    }
    findings_sort(&out);
    return out;
}

/* What an audit would reject: everybody reads it in the ticket; whoever needs the password gets it apart. */
static bool tells_no_password(const struct making *m, const struct case_record *c)
{
    const struct password_said said = password_said(m->opened, c, m->w->resources->wishes->catalog.n == 0);
    const bool known = said.how == SAID_KNOWN;
    const char *hint = said.is_own_words ? "leave it out: everybody reads it in the ticket; send it apart from the PFX" :
                       known ? "name it otherwise, or give the PFX another password (certcase convert): everybody reads it in the ticket" :
                               "name it otherwise: everybody reads it in the ticket";
    return said.how < SAID_LIKELY ||
           err_set(m->e, ST_USAGE, hint, "the %s %s", said.called, known ? "has the password of the PFX in it" : "tells a password");
}

static bool templates_tell_no_password(const struct making *m)
{
    const struct view told = templates_tell(m->w->resources->templates, buf_view(&m->opened->utf8));
    return told.n == 0 || err_set_at(m->e, ST_USAGE, told.p, "leave it out: everybody reads it in the ticket; send it apart from the PFX",
                                     "the password of the PFX stands in it");
}

/* What is found in a file is recorded with its name. */
static bool names_tell_no_password(const struct opened_password *opened, const struct evidence *evidence, struct err *e)
{
    for (size_t i = 0; i < evidence->n_files; i++)
        if (password_in_name(evidence->files[i]->name, buf_view(&opened->utf8)) ||
            password_in_name(evidence->files[i]->pfx.attached, buf_view(&opened->utf8)))
            return err_set(e, ST_USAGE, "rename the file, which is recorded, or give the PFX another password (certcase convert)",
                           "the name of the %s has the password of the PFX in it",
                           name_is_pfx(evidence->files[i]->name) ? "PFX" : "certificate's file");
    return true;
}

/* From wherever it came: an inventory, a certificate's subject. All of it stands in the record. */
static bool holds_no_key(const struct case_outcome *out, struct err *e)
{
    const struct view name = bundle_part_name(PART_RECORD);
    const struct zip_entry *record = zip_find(out->packed.entries, out->packed.n_entries, name);
    struct key_found key;
    return !record || !key_scan(record->bytes, &key) ||
           err_set(e, ST_USAGE, "leave it out of the inventory and what else is said: everybody reads it there", "%.*s would hold %s",
                   VIEW_ARG(name), key.what);
}

/* What an audit of it wouldn't read. */
static bool is_within_audit(const struct case_record *c, struct err *e)
{
    size_t files = c->pfx_file.n > 0, bytes = c->pfx_bytes.n;
    for (size_t i = 0; i < c->n_certs; i++) {
        files += !c->certs[i].inside_pfx;
        bytes += c->certs[i].inside_pfx ? 0 : c->certs[i].cert->der.n;
    }
    return (files <= LIMIT_FILES && bytes <= LIMIT_AUDIT_CERT_BYTES) ||
           err_set(e, ST_LIMIT, "make several requests of it",
                   "%zu certificate files of %zu bytes in one bundle (at most %d files of %d bytes: audit reads no more)", files, bytes,
                   LIMIT_FILES, LIMIT_AUDIT_CERT_BYTES);
}

static bool pack(const struct making *m, const struct case_record *made, struct case_outcome *out)
{
    const struct resources *resources = m->w->resources;
    struct case_record c = *made;
    struct case_texts texts = { 0 };
    c.findings = recorded(m->keep, &made->findings);
    if (!is_within_audit(&c, m->e) || !ticket_texts(m->keep, resources->templates, &c, &texts, m->e) ||
        !bundle_write(m->keep, &c, &texts, resources->signer, &out->packed, m->e))
        return false;
    out->bundle = VIEW_JOIN(m->keep, c.id, VIEW(".zip"));
    return holds_no_key(out, m->e);
}

static bool make_one(const struct making *m, const struct environment_group *group, struct case_outcome *out)
{
    struct case_record *c = NEW(m->keep, struct case_record, 1);
    out->record = c;
    fill_case(m->w, m->keep, m->input, group, c);
    if (!find_deadline(m, c) || !tells_no_password(m, c) || !templates_tell_no_password(m) || !judge(m, c))
        return false;
    return c->verdict != VERDICT_ACCEPTED || !route_has_bundle(c->route) || pack(m, c, out);
}

bool make_case(struct worker *w, struct arena *keep, const struct request *request, const struct inventory *inventory, struct made *out,
               struct err *e)
{
    struct opened_password opened = OPENED_PASSWORD;
    const struct making m = { w, keep, &out->input, &opened, e };
    *out = (struct made){ 0 };
    bool ok = case_input_read(w, keep, request, inventory, &opened, &out->input, e) &&
              names_tell_no_password(&opened, &out->input.evidence, e);
    for (size_t i = 0; ok && i < out->input.groups.n; i++)
        ok = make_one(&m, &out->input.groups.items[i], &out->items[out->n++]);
    for (size_t i = 0; i < out->n; i++)
        out->rejected = out->rejected || out->items[i].record->verdict == VERDICT_REJECTED;
    for (size_t i = 0; out->rejected && i < out->n; i++)
        out->items[i] = (struct case_outcome){ .record = out->items[i].record };
    opened_password_wipe(&opened);
    return ok;
}
