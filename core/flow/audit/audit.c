#include "flow/audit/audit_parts.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "flow/inspect.h"
#include "format/container/sniff.h"
#include "format/digest.h"
#include "format/zip/zip_map.h"
#include "steps/compare/compare.h"
#include "model/policy.h"
#include "model/words.h"

static bool is_locked_pfx(const struct finding *f)
{
    return f->rule->traits & (RULE_PASSWORD_MISSING | RULE_PASSWORD_WRONG);
}

/* Somebody else could have put another PFX there, with a record, digests and texts that fit. */
static bool policy_wants_it_open(const struct audit *a)
{
    const struct policy *policy = a->w->resources->policy;
    bool asks = policy && (policy->pfx_opened || policy->n_issuers); /* who issued what is in it no signature proves */
    return asks && evidence_wants_password(&a->evidence) && !audit_signer_answers(a);
}

/* A PFX is only opened when somebody gives its password: that it stays shut is no fault of the bundle. */
static void weigh_locked_pfx(const struct audit *a, struct findings *findings)
{
    bool wanted = policy_wants_it_open(a);
    for (size_t i = 0; i < findings->n; i++) {
        struct finding *f = &findings->items[i];
        if (!is_locked_pfx(f) || (!a->record && a->parts.ours))
            continue;
        if (f->rule->traits & RULE_PASSWORD_WRONG) {
            f->severity = a->record ? SEV_WARNING : f->severity;
            f->hint = VIEW("give its own password with --password-file, and audit it alone, to have it checked");
            continue;
        }
        f->severity = a->record ? SEV_WARNING : SEV_NOTE;
        f->message = a->record ? VIEW("nobody opened the PFX: what it holds is only this bundle's own word, which nothing confirms") :
                                 VIEW("the PFX was not opened: what is inside isn't known");
        if (wanted)
            f->message = view_fmt(a->keep, "%.*s; the policy %.*s wants it opened, or the bundle signed by a signer that is known",
                                  VIEW_ARG(f->message), VIEW_ARG(a->w->resources->policy->id));
        f->hint = VIEW("give its password with --password-file to have it checked");
        f->option = "--password-file";
    }
}

static bool is_accepted(const struct audit *a, const struct finding *finding)
{
    const struct findings *recorded = &a->record->findings;
    if (finding->severity == SEV_ERROR || finding->rule->group == GROUP_BUNDLE || is_locked_pfx(finding) ||
        !policy_may_accept(a->w->resources->policy, view_of(finding->rule->id)))
        return false;
    for (size_t i = 0; i < recorded->n; i++)
        if (recorded->items[i].accepted && recorded->items[i].rule == finding->rule)
            return true;
    return false;
}

static enum purpose asked(const struct audit *a)
{
    return a->record ? a->record->purpose : PURPOSE_NONE;
}

/* Some of it could not be checked, and nobody whom the user knows answers for it. */
static bool is_unverified(const struct audit *a, const struct findings *findings)
{
    for (size_t i = 0; i < findings->n; i++) {
        const struct finding *f = &findings->items[i];
        if (f->lowered || (f->severity != SEV_NOTE && (f->rule->traits & RULE_LEAVES_UNVERIFIED)))
            return true;
    }
    /* One password is given for all bundles: that it isn't this one's tells nothing of it. */
    return !a->record || policy_wants_it_open(a) || evidence_has_pfx(&a->evidence, PFX_PASSWORD_WRONG);
}

static void say_lowered(const struct audit *a, struct findings *findings)
{
    for (size_t i = 0; i < findings->n; i++)
        if (findings->items[i].lowered)
            findings->items[i].message = view_fmt(a->keep, "%.*s; the policy %.*s makes less of it, so nothing is verified",
                                                  VIEW_ARG(findings->items[i].message), VIEW_ARG(a->w->resources->policy->id));
}

static void run_rules(struct audit *a, struct audited *out)
{
    struct findings *findings = &out->findings;
    struct cert_list recorded = { 0 };
    audit_recorded(a, &recorded);
    const struct facts facts = inspect_facts(a->w->resources, a->w->x509, a->keep, &(struct facts){
        .evidence = &a->evidence,
        .asked = asked(a),
        .decided = a->decided,
        .record = a->record,
        .recorded = &recorded,
        .problems = &a->problems,
        .signature = a->parts.named[PART_SIGNATURE] ? &a->signature : NULL,
    });
    rules_run(&facts, a->keep, findings);
    weigh_locked_pfx(a, findings);
    policy_apply(a->w->resources->policy, findings);
    say_lowered(a, findings);
    for (size_t i = 0; i < findings->n; i++) {
        struct finding *f = &findings->items[i];
        f->accepted = a->record && is_accepted(a, f);
        if (f->entry.n == 0 && f->file < a->evidence.n_files)
            f->entry = a->evidence.files[f->file]->path;
    }
    findings_sort(findings);
    out->verdict = findings_count(findings, SEV_ERROR) ? VERDICT_REJECTED :
                   is_unverified(a, findings)          ? VERDICT_UNVERIFIED :
                                                         VERDICT_ACCEPTED;
}

/* A bundle that comes out to the byte when it is made again has right sums and right texts; the others are searched for what is wrong. */
static void compare(struct audit *a)
{
    struct remade made;
    struct view pfx_file = a->record ? a->record->pfx_file : (struct view){ 0 };
    audit_remake(a, &made);
    bool same = made.state == REMADE_SAME;
    if (!same)
        compare_sums(&a->parts);
    audit_signature(a);
    /* Of what is made again the record's words alone can tell a password. `build` asks the same of them. */
    const struct password_said said = a->record ? password_said(&a->password, a->record, false) : (struct password_said){ 0 };
    compare_secrets(&a->parts, pfx_file, &a->evidence, same && said.how == SAID_NONE);
    audit_passwords(a, &said, same);
    if (!same && !a->is_other)
        compare_secrets_outside(&a->parts, a->bytes);
    if (a->record && !same)
        compare_markup(&a->parts);
    if (a->record) {
        compare_record(&a->parts, a->record, &a->evidence);
        compare_addresses(&a->parts, a->record);
        compare_file_names(&a->parts, a->record, made.state != REMADE_NOT);
        audit_dates(a);
        audit_compare_remade(a, &made);
    } else if (!a->parts.ours && !a->is_other) {
        compare_unaccounted(&a->parts, &a->evidence);
        compare_thumbprints(&a->parts, &a->evidence);
    }
    if (!same)
        zip_second_look(a->bytes, &a->archive, &a->problems);
}

static void give(struct audit *a, struct audited *out)
{
    out->record = a->record;
    out->case_id = a->record ? a->record->id : (struct view){ 0 };
    out->evidence = a->evidence;
    out->wants_password = evidence_wants_password(&a->evidence);
    out->needs = audit_needs(a);
    out->complete = a->archive.usable && !a->is_other && out->needs.n == 0;
}

/* That an archive has no end tells little to whoever gave another file. */
static void name_other_file(struct audit *a, struct view path)
{
    bool is_no_zip = !a->archive.usable && a->problems.n == 1 && a->problems.items[0].kind == BUNDLE_ZIP_MALFORMED &&
                     !view_starts(a->bytes, VIEW("PK"));
    enum container kind = is_no_zip ? sniff(view_first(a->bytes, LIMIT_INPUT_BYTES), path_name(path)) : CONTAINER_BINARY;
    a->is_other = kind != CONTAINER_BINARY;
    if (a->is_other)
        a->problems.items[0].detail = view_fmt(a->keep, "it is %s, not a bundle", container_phrase(kind));
    if (kind == CONTAINER_MAIL || kind == CONTAINER_OLE)
        a->problems.items[0].hint = VIEW("save the bundle (.zip) that is attached to it, and give that");
}

bool audit_bundle(struct worker *w, struct arena *keep, struct view path, struct view bytes, struct audited *out, struct err *e)
{
    struct audit a = { .w = w, .keep = keep, .bytes = bytes, .problems.arena = keep, .password = OPENED_PASSWORD };
    *out = (struct audited){ .path = text_safe(keep, path) };
    digest_sha256(bytes, out->sha256);
    bundle_open(keep, bytes, &a.archive, &a.problems, &a.parts);
    name_other_file(&a, path);
    audit_long_texts(&a);
    audit_read_record(&a);
    bool ok = audit_read_certificates(&a, e);
    if (ok) {
        a.decided = inspect_decide(w, keep, &a.evidence, asked(&a));
        if (a.record && a.record->n_certs)
            purpose_is_about(&a.evidence, a.record->certs[0].cert, &a.decided);
        compare(&a);
        give(&a, out);
        run_rules(&a, out);
    }
    opened_password_wipe(&a.password);
    return ok;
}

bool audit_file(struct worker *w, struct arena *keep, struct view path, struct audited *out, struct err *e)
{
    struct audit a = { .w = w, .keep = keep, .problems.arena = keep };
    struct view bytes;
    if (file_read(keep, view_dup(keep, path).p, LIMIT_BUNDLE_BYTES, &bytes, e))
        return audit_bundle(w, keep, path, bytes, out, e);
    if (e->status != ST_LIMIT)
        return false;
    *out = (struct audited){ .path = text_safe(keep, path), .needs = VIEW("a file that is small enough to be a bundle") };
    problem_add(&a.problems, BUNDLE_LIMIT_EXCEEDED, (struct view){ 0 }, "%s", e->what);
    a.decided = inspect_decide(w, keep, &a.evidence, PURPOSE_NONE);
    run_rules(&a, out);
    return true;
}
