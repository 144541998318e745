#include "flow/renewals/renewals.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "flow/pool.h"

/* One path on its way through the pool. */
struct job {
    struct walk_item file;
    struct renewal_found found;
};

struct lister {
    struct renewals_run *run;
    struct walk *walk;
    size_t passed_over;
    bool full, clock_told;
};

/* What people name certificate files; in folders nothing else is opened. */
static const char *const endings[] = { ".cer", ".crt", ".der", ".pem", ".p7b", ".p7c", ".pfx", ".p12", NULL };

static enum pool_step next_job(void *context, struct pool_slot *slot)
{
    struct lister *l = context;
    struct job *job = NEW(&slot->arena, struct job, 1);
    if (!walk_next(l->walk, &slot->arena, &job->file))
        return POOL_END;
    slot->item = job;
    return POOL_MORE;
}

static void do_job(void *context, struct worker *w, struct pool_slot *slot)
{
    const struct lister *l = context;
    struct job *job = slot->item;
    if (job->file.trouble.status == ST_OK)
        renewal_read(w, &slot->arena, &(struct renewal_task){ job->file.path, job->file.is_found, l->run->within, &l->run->rounds },
                     &job->found);
}

static void say(struct lister *l, const struct err *e)
{
    l->run->totals.troubles++;
    l->run->trouble(l->run->to, e);
}

/* Once: what comes after it isn't listed either. */
static void no_room(struct lister *l, const struct job *job)
{
    struct err e;
    if (l->full)
        return;
    l->full = true;
    err_set_at(&e, ST_LIMIT, job->file.path.p, "list one folder at a time", "from here on there is no room for more certificates");
    say(l, &e);
}

/* Once: a clock that stands, in a container or after a dead battery, makes all of it look fine. */
static void doubt_clock(struct lister *l, const struct job *job)
{
    char now[MOMENT_PHRASE], prepared[MOMENT_PHRASE];
    struct err e;
    if (l->clock_told || job->found.prepared == TIME_NONE || job->found.prepared <= l->run->resources->wishes->now + CLOCKS_DIFFER)
        return;
    l->clock_told = true;
    err_set_at(&e, ST_FORMAT, job->file.path.p,
               "set the clock, or give the time with --at; if it is right, `certcase audit` looks at the bundle",
               "it says that it was prepared on %s, and it is %s here: what is listed as fine may be due",
               moment_phrase(job->found.prepared, prepared), moment_phrase(l->run->resources->wishes->now, now));
    say(l, &e);
}

static bool finish_job(void *context, struct pool_slot *slot)
{
    struct lister *l = context;
    struct job *job = slot->item;
    const struct renewal_found *found = &job->found;
    bool room = true;
    if (job->file.trouble.status != ST_OK)
        say(l, &job->file.trouble);
    for (size_t i = 0; i < found->troubles.n; i++)
        say(l, &found->troubles.items[i]);
    doubt_clock(l, job);
    for (size_t i = 0; i < found->rows.n && room && !l->full; i++)
        room = renewals_add(&l->run->all, &found->rows.items[i]);
    if ((job->file.trouble.status != ST_OK || found->troubles.n) && l->run->unreadable.n < LIMIT_RENEWAL_UNREADABLE)
        *LIST_ADD(&l->run->kept, &l->run->unreadable) = view_dup(&l->run->kept, text_safe(&l->run->kept, job->file.path));
    for (size_t i = 0; i < found->successors.n && room && !l->full; i++)
        room = successors_add(&l->run->successors, &found->successors.items[i]);
    if (!room)
        no_room(l, job);
    l->passed_over += found->passed_over;
    l->run->totals.unopened += found->unopened;
    l->run->totals.changed += found->changed;
    l->run->totals.files += !found->passed_over;
    if (l->run->looked)
        l->run->looked(l->run->to, l->run->totals.files);
    return true;
}

void renewals_run(struct renewals_run *run)
{
    struct walk_options files = run->files;
    files.endings = endings;
    struct lister l = { .run = run, .walk = walk_open(&files) };
    const struct pool pool = {
        .resources = run->resources,
        .threads = run->threads,
        .context = &l,
        .fill = next_job,
        .work = do_job,
        .take = finish_job,
        .stop = run->stop,
    };
    run->totals = (struct renewal_totals){ 0 };
    run->unreadable = (struct view_list){ 0 };
    renewals_open(&run->all, LIMIT_RENEWALS_BYTES, run->only_due);
    run->successors = (struct successors){ .most = LIMIT_RENEWALS_BYTES };
    (void)!pool_run(&pool); /* no callback fails */
    run->totals.searched = walk_seen(l.walk)->searched;
    run->totals.others = walk_seen(l.walk)->others + l.passed_over;
    struct renewal *row;
    for (size_t i = 0; run->successors.heirs.n && (row = renewals_row(&run->all, i)) != NULL; i++) {
        successors_mark(&run->successors, row);
        renewals_marked(&run->all, i, row);
    }
    run->rows = renewals_finish(&run->all, &run->totals, &run->n);
    struct err e;
    if (!spool_ok(&run->all.spool, &e))
        say(&l, &e);
    walk_close(l.walk);
}

void renewals_run_free(struct renewals_run *run)
{
    renewals_close(&run->all);
    arena_free(&run->successors.arena);
    arena_free(&run->kept);
}
