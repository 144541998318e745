#include "flow/audit/audit.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "flow/pool.h"
#include "os/os.h"
#include "steps/across.h"
#include "model/policy.h"
#include "steps/rules/rules.h"

/* One bundle on its way through the pool. */
struct job {
    struct walk_item file;
    struct audited audited;
};

struct auditor {
    struct audit_run *run;
    struct walk *walk;
    struct across *across;
    struct arena arena;
    struct view_list links; /* that were passed over; the first LIMIT_FOLDER_LINKS */
    size_t n_links;
};

static enum pool_step next_job(void *context, struct pool_slot *slot)
{
    struct auditor *a = context;
    struct job *job = NEW(&slot->arena, struct job, 1);
    do {
        if (!walk_next(a->walk, &slot->arena, &job->file))
            return POOL_END;
    } while (job->file.trouble.status == ST_OK && !shard_has(&a->run->shard, path_name(job->file.path)));
    slot->item = job;
    return POOL_MORE;
}

static void add_finding(struct arena *arena, struct audited *item, const struct finding *finding)
{
    size_t n = item->findings.n, at = 0;
    while (at < n && item->findings.items[at].severity >= finding->severity)
        at++;
    (void)LIST_ADD(arena, &item->findings);
    for (size_t i = n; i > at; i--)
        item->findings.items[i] = item->findings.items[i - 1];
    item->findings.items[at] = *finding;
    if (finding->severity == SEV_ERROR)
        item->verdict = VERDICT_REJECTED;
}

/* A problem that the audit of the bundle alone could not see. */
static void add_problem(const struct audit_run *run, struct arena *arena, struct audited *item, const struct bundle_problem *problem)
{
    const struct rule_info *rule = rules_of_problem(problem->kind);
    struct finding finding = {
        .rule = rule,
        .severity = rules_problem_severity(problem),
        .message = text_safe(arena, problem->detail),
        .hint = problem->hint.n ? text_safe(arena, problem->hint) : view_of(rule_explanation(rule)->hint),
        .option = problem->option,
        .cert = NO_CERT,
        .file = SIZE_MAX,
    };
    struct findings one = { .items = &finding, .n = 1, .cap = 1 };
    policy_apply(run->resources->policy, &one);
    if (one.n)
        add_finding(arena, item, &finding);
}

static void set_unreadable(const struct audit_run *run, struct arena *arena, struct job *job, const struct err *e)
{
    struct audited *item = &job->audited;
    const struct bundle_problem problem = {
        .kind = BUNDLE_UNREADABLE, .detail = view_dup(arena, view_of(e->what)), .hint = view_dup(arena, view_of(e->hint)), .severity = -1,
    };
    *item = (struct audited){ .path = text_safe(arena, job->file.path), .verdict = VERDICT_REJECTED, .unreadable = true };
    add_problem(run, arena, item, &problem);
}

static void do_job(void *context, struct worker *w, struct pool_slot *slot)
{
    const struct auditor *a = context;
    struct job *job = slot->item;
    struct arena *keep = &slot->arena;
    struct err e = job->file.trouble;
    if (e.status != ST_OK || !audit_file(w, keep, job->file.path, &job->audited, &e))
        set_unreadable(a->run, keep, job, &e);
}

static struct view job_question(void *context, const void *slot)
{
    const struct job *job = ((const struct pool_slot *)slot)->item;
    (void)context;
    return job->file.path;
}

/* In a child. */
static void answer_job(void *context, struct worker *w, struct view path, struct buf *out)
{
    struct audited audited = { 0 };
    struct err e = { 0 };
    const size_t before = out->n;
    (void)context;
    if (audit_file(w, &w->arena, path, &audited, &e))
        e.status = ST_OK;
    audit_answer_put(&w->arena, &audited, &e, out);
    if (out->failed) {
        out->n = before;
        out->failed = false;
        err_set(&e, ST_LIMIT, "look at it with other tools", "there is more to say of it than a report may hold");
        audit_answer_put(&w->arena, &audited, &e, out);
    }
    arena_reset(&w->arena);
}

static bool take_job(void *context, void *slot, struct view answer)
{
    const struct auditor *a = context;
    struct arena *keep = &((struct pool_slot *)slot)->arena;
    struct job *job = ((struct pool_slot *)slot)->item;
    struct err e;
    if (!audit_answer_read(keep, answer, &job->audited, &e))
        return false;
    job->audited.path = text_safe(keep, job->file.path);
    if (job->file.trouble.status != ST_OK)
        e = job->file.trouble;
    if (e.status != ST_OK)
        set_unreadable(a->run, keep, job, &e);
    return true;
}

static void lose_job(void *context, void *slot, const struct err *why)
{
    const struct auditor *a = context;
    struct job *job = ((struct pool_slot *)slot)->item;
    set_unreadable(a->run, &((struct pool_slot *)slot)->arena, job, why);
}

static void count(struct audit_run *run, const struct audited *item)
{
    for (size_t i = 0; i < item->findings.n; i++)
        if (!item->findings.items[i].accepted)
            run->totals.findings[item->findings.items[i].severity]++;
    run->worst = severity_worse(run->worst, findings_worst(&item->findings));
    if (item->across)
        return;
    run->totals.unreadable += item->unreadable;
    run->totals.bundles += !item->unreadable;
    size_t *const totals[VERDICT_COUNT] = { [VERDICT_ACCEPTED] = &run->totals.accepted, [VERDICT_REJECTED] = &run->totals.rejected,
                                            [VERDICT_UNVERIFIED] = &run->totals.unverified };
    if (!item->unreadable)
        (*totals[item->verdict])++;
}

static bool finish_job(void *context, struct pool_slot *slot)
{
    struct auditor *a = context;
    struct job *job = slot->item;
    struct bundle_problems problems = { .arena = &slot->arena };
    across_add(a->across, &slot->arena, &(struct across_bundle){ job->audited.path, job->audited.record, job->audited.sha256 }, &problems);
    for (size_t i = 0; i < problems.n; i++)
        add_problem(a->run, &slot->arena, &job->audited, &problems.items[i]);
    count(a->run, &job->audited);
    return a->run->one(a->run->to, &job->audited);
}

static void on_link(void *to, struct view path)
{
    struct auditor *a = to;
    if (!shard_has(&a->run->shard, path_name(path)))
        return;
    if (a->n_links++ < LIMIT_FOLDER_LINKS)
        *LIST_ADD(&a->arena, &a->links) = view_dup(&a->arena, text_safe(&a->arena, path));
    if (a->run->files.link)
        a->run->files.link(a->run->files.to, path);
}

/* What comes after the last bundle; without findings there is nothing to say. */
static bool close_item(struct auditor *a, struct audited *item)
{
    if (item->findings.n == 0)
        return true;
    count(a->run, item);
    return a->run->one(a->run->to, item);
}

static bool close_link(struct auditor *a, struct arena *arena, size_t i)
{
    struct audited item = { .path = a->links.items[i], .verdict = VERDICT_UNVERIFIED, .across = true, .link = true };
    struct bundle_problem problem = {
        .kind = BUNDLE_LINK_NOT_FOLLOWED, .detail = VIEW("a link in a folder is not followed"), .severity = -1,
    };
    if (i + 1 == LIMIT_FOLDER_LINKS && a->n_links > LIMIT_FOLDER_LINKS)
        problem.detail = view_fmt(arena, "%.*s, like %zu more", VIEW_ARG(problem.detail), a->n_links - LIMIT_FOLDER_LINKS);
    add_problem(a->run, arena, &item, &problem);
    return close_item(a, &item);
}

static bool close_run(struct auditor *a)
{
    AUTO(arena_free) struct arena arena = { 0 };
    struct across_orphan orphan;
    bool ok = true;
    while (ok && across_next_orphan(a->across, &arena, &orphan)) {
        struct audited item = { .path = orphan.path, .case_id = orphan.case_id, .across = true };
        add_problem(a->run, &arena, &item, &orphan.problem);
        ok = close_item(a, &item);
        arena_reset(&arena);
    }
    for (size_t i = 0; ok && i < a->links.n; i++) {
        ok = close_link(a, &arena, i);
        arena_reset(&arena);
    }
    return ok;
}

/* Never told to anybody, so no bundle can be made to fit it. */
static uint64_t salt(void)
{
    uint64_t out = 0;
    if (!os_random(&out, sizeof out))
        out ^= (uint64_t)(uintptr_t)&out; /* a guess is only slower */
    return out;
}

static void tell_across(struct across *across, struct err *out)
{
    struct err e;
    out->status = ST_OK;
    if (across_ok(across, &e))
        return;
    err_set(out, e.status, e.hint, "not all bundles were compared with each other: %s", e.what);
    err_at(out, "%s", e.where);
}

bool audit_run(struct audit_run *run)
{
    struct auditor a = { .run = run, .across = across_new(salt()) };
    struct walk_options files = run->files;
    files.link = on_link;
    files.to = &a;
    a.walk = walk_open(&files);
    const struct crew_task apart = {
        .resources = run->resources,
        .needs = run->reader,
        .context = &a,
        .question = job_question,
        .answer = answer_job,
        .take = take_job,
        .lose = lose_job,
        .ahead = 16,
    };
    const struct pool pool = {
        .resources = run->resources,
        .threads = run->threads,
        .context = &a,
        .fill = next_job,
        .work = do_job,
        .take = finish_job,
        .apart = os_has_children ? &apart : NULL,
        .stop = run->stop,
    };
    run->totals = (struct audit_totals){ 0 };
    run->worst = SEV_COUNT;
    bool ok = pool_run(&pool);
    bool stopped = run->stop && atomic_load(run->stop);
    if (ok && !stopped)
        ok = close_run(&a);
    tell_across(a.across, &run->trouble);
    run->totals.others = walk_seen(a.walk)->others;
    run->totals.searched = walk_seen(a.walk)->searched;
    walk_close(a.walk);
    across_free(a.across);
    arena_free(&a.arena);
    return ok;
}
