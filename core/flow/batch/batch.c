#include "flow/batch/batch.h"

#include "base/file.h"
#include "base/seen.h"
#include "base/utf8.h"
#include "flow/batch/batch_parts.h"
#include "flow/pool.h"
#include "format/digest.h"
#include "steps/bundle.h"

struct batch {
    const struct batch_options *o;
    struct batch_shared shared;
    struct resources resources;
    struct group *group;
    const char *log; /* the journal's path */
    struct seen asked, names; /* by identity_key; by bundle */
    struct worker again;      /* for rows that must be made a second time; opened for the first */
    struct tally tally;
    bool failed; /* *e is set */
    struct err *e;
};

/* Requests without an id belong to the shard of their files, so that two of them for one certificate, whose bundles would have the same
 * name, meet in the same shard. */
static bool is_ours(const struct shard *shard, struct arena *arena, const struct request_row *row)
{
    const struct request *request = &row->request;
    struct view key = request->id;
    if (!shard_is_part(shard))
        return true;
    for (size_t i = 0; request->id.n == 0 && i < request->certificates.n; i++)
        key = view_fmt(arena, "%.*s%.*s;", VIEW_ARG(key), VIEW_ARG(path_name(request->certificates.items[i])));
    if (key.n == 0)
        key = view_fmt(arena, "%zu", row->number);
    return shard_has(shard, key);
}

static enum pool_step fill(void *context, struct pool_slot *slot)
{
    struct batch *b = context;
    struct batch_row *row = NEW(&slot->arena, struct batch_row, 1);
    enum request_result result = b->o->source.next(b->o->source.from, &slot->arena, &row->given, &row->error);
    slot->item = row;
    if (result == REQUEST_END)
        return POOL_END;
    if (result == REQUEST_FAILED) {
        *b->e = row->error;
        b->failed = true;
        return POOL_FAILED;
    }
    b->tally.counts.seen++;
    if (row->given.number == 0)
        row->given.number = b->tally.counts.seen;
    row->state = result == REQUEST_BAD_ROW ? ROW_ERROR : ROW_MADE;
    if (result == REQUEST_BAD_ROW)
        row->given.request.certificates.n = 0;
    request_complete(&row->given.request, &b->o->defaults, FIELD_DEFAULT);
    if (!is_ours(&b->o->shard, &slot->arena, &row->given))
        row->state = ROW_ELSEWHERE;
    return POOL_MORE;
}

static void work(void *context, struct worker *w, struct pool_slot *slot)
{
    const struct batch *b = context;
    batch_row_make(&b->shared, w, &slot->arena, slot->item, true);
}

static void make_again(struct batch *b, struct arena *arena, struct batch_row *row)
{
    if (!b->again.resources)
        worker_open(&b->again, &b->resources);
    commit_drop(b->shared.commit, row->staged, row->n_staged);
    row->state = ROW_MADE;
    batch_row_make(&b->shared, &b->again, arena, row, false);
}

/* Decided in the order of the rows, whatever order the workers had. For each key the row that came first with it, or 0; NULL: none did. */
static const size_t *find_repeated(struct batch *b, struct arena *arena, const struct batch_row *row)
{
    size_t *firsts = NEW(arena, size_t, row->keys.n + 1);
    bool found = false;
    for (size_t i = 0; i < row->keys.n; i++) {
        size_t first = seen_first(&b->asked, row->keys.items[i].hash, row->given.number);
        firsts[i] = first == row->given.number ? 0 : first;
        found = found || firsts[i];
    }
    return found ? firsts : NULL;
}

/* It is made each time, as it depends on other rows; when nothing else comes of it, it was done before. */
static void keep_repeated(const struct batch *b, struct arena *arena, struct batch_row *row)
{
    if (b->o->dry_run || row->state != ROW_MADE || (b->o->retry_failed && row->verdict == VERDICT_REJECTED))
        return;
    for (size_t i = 0; i < row->n_staged; i++)
        if (row->staged[i].temporary[0] != '\0')
            return;
    if (!journal_has(b->shared.journal, arena, row->given.number, row->lines, &row->at))
        return;
    row->lines.p = "";
    row->state = ROW_KEPT;
}

static void set_repeats(struct arena *arena, struct batch_row *row, const size_t *firsts)
{
    struct repeated *repeats = NEW(arena, struct repeated, row->keys.n);
    row->given.request.repeats = repeats;
    row->given.request.n_repeats = 0;
    for (size_t i = 0; i < row->keys.n; i++)
        if (firsts[i])
            repeats[row->given.request.n_repeats++] = (struct repeated){ firsts[i], row->keys.items[i].environment };
}

static void mark_repeated(struct batch *b, struct arena *arena, struct batch_row *row)
{
    const size_t *firsts = find_repeated(b, arena, row), n = row->keys.n;
    if (!firsts || row->state == ROW_ELSEWHERE)
        return;
    if (row->state == ROW_KEPT) { /* its environments have no names */
        make_again(b, arena, row);
        if (row->keys.n != n)
            return;
    }
    set_repeats(arena, row, firsts);
    if (row->state == ROW_ERROR && row->n_named == 0)
        return;
    make_again(b, arena, row);
    keep_repeated(b, arena, row);
}

static uint64_t name_key(struct view name)
{
    AUTO(arena_free) struct arena scratch = { 0 };
    return digest_number(view_lower(&scratch, name));
}

static bool is_asked_for(const void *from, struct view name)
{
    const struct batch *b = from;
    return seen_has(&b->names, name_key(name));
}

/* What an earlier run left in the folder is handed in with the rest, if nobody says so. An error hides what its row is about. */
static void find_others(const struct batch *b, struct arena *arena, struct batch_result *out)
{
    const struct batch_options *o = b->o;
    struct view first;
    if (!(o->resume || o->force) || o->dry_run || shard_is_part(&o->shard) || b->tally.counts.errors)
        return;
    out->n_others = commit_others(b->shared.commit, arena, is_asked_for, b, &first);
    out->other = text_safe(arena, first);
}

/* Also of bundles that could not be staged: whether one of an earlier row stands there already depends on when a run was killed.
 * Windows and macOS make one file of names that differ in case alone. */
static void check_names(struct batch *b, struct arena *arena, struct batch_row *row)
{
    for (size_t i = 0; i < row->n_named; i++) {
        size_t first = seen_first(&b->names, name_key(row->staged[i].name), row->given.number);
        if (first == row->given.number)
            continue;
        err_set(&row->error, ST_USAGE,
                "give each row an id of its own, which differs in more than case; rows count without a sheet's header and empty lines",
                "row %zu has a bundle of the same name, %.*s", first, VIEW_ARG(row->staged[i].name));
        commit_drop(b->shared.commit, row->staged, row->n_staged);
        row->n_staged = row->n_named = 0;
        batch_row_fail(&b->shared, arena, row);
    }
}

static void lost(void *from, struct view where, size_t bundles, const struct err *e)
{
    struct batch *b = from;
    tally_lose(&b->tally, bundles);
    if (b->o->watcher.failed)
        b->o->watcher.failed(b->o->watcher.from, where, e);
}

static void settled(void *from)
{
    struct batch *b = from;
    tally_settle(&b->tally);
}

static bool take(void *context, struct pool_slot *slot)
{
    struct batch *b = context;
    struct batch_row *row = slot->item;
    const struct batch_watcher *watcher = &b->o->watcher;
    mark_repeated(b, &slot->arena, row);
    if (row->state == ROW_ELSEWHERE)
        return true;
    check_names(b, &slot->arena, row);
    tally_add(&b->tally, row);
    if (row->state == ROW_ERROR && watcher->failed)
        watcher->failed(watcher->from, row->given.where, &row->error);
    bool now = watcher->row && watcher->row(watcher->from, &b->tally.counts);
    if (b->o->dry_run) {
        tally_settle(&b->tally);
        if (watcher->told)
            watcher->told(watcher->from, row->told);
        return true;
    }
    if (group_add(b->group, row, now, b->e))
        return true;
    b->failed = true;
    return false;
}

static bool made(const void *from, struct view name, struct view bytes)
{
    AUTO(arena_free) struct arena scratch = { 0 };
    const struct batch *b = from;
    unsigned char seal[32];
    return bundle_seal_of(&scratch, bytes, seal) && journal_made(b->shared.journal, name, seal);
}

/* The folder's lock first: whoever holds it may write. */
static bool open_all(struct batch *b, struct arena *arena, struct err *e)
{
    const struct batch_options *o = b->o;
    enum journal_mode mode = o->resume ? JOURNAL_RESUME : o->force ? JOURNAL_ANEW : JOURNAL_NEW;
    const char *log = b->log = o->log || !o->folder ? o->log : batch_log(arena, o->folder, &o->shard);
    struct commit_options options = batch_in_folder(arena, o->folder, &o->shard);
    options.time = o->resources->wishes->now;
    options.only_look = o->dry_run;
    options.overwrite = o->force;
    options.made = o->resume ? made : NULL;
    options.from = b;
    identity_run(o, b->shared.run_sha256);
    if (o->dry_run)
        return !o->folder || (commit_open(&options, &b->shared.commit, e) && (o->force || journal_is_free(log, e)));
    return folder_make(o->folder, e) && commit_open(&options, &b->shared.commit, e) && journal_open(log, mode, &b->shared.journal, e);
}

static void close_all(struct batch *b)
{
    if (b->group)
        group_close(b->group);
    if (b->again.resources)
        worker_close(&b->again);
    if (b->shared.journal)
        journal_close(b->shared.journal);
    struct os_fault why;
    if (b->shared.journal && b->tally.counts.seen == 0 && !b->o->resume && !b->o->log) /* a list without requests is mended and run again */
        (void)!os_remove(OS_HERE, b->log, &why);
    if (b->shared.commit)
        commit_close(b->shared.commit);
    seen_free(&b->asked);
    seen_free(&b->names);
}

/* What was begun is brought to its end even after a failure; the first one is told. */
static bool run(struct batch *b, bool *stopped)
{
    const struct pool pool = {
        .resources = &b->resources, .threads = b->o->threads, .context = b, .fill = fill, .work = work, .take = take, .stop = b->o->stop,
    };
    struct err later;
    bool ok = pool_run(&pool) && !b->failed;
    *stopped = b->o->stop && atomic_load(b->o->stop);
    struct err *e = ok ? b->e : &later;
    if (b->o->dry_run)
        return ok;
    bool flushed = group_flush(b->group, e);
    bool finished = flushed && commit_finish(b->shared.commit, e) && journal_finish(b->shared.journal, ok && !*stopped, e);
    return ok && finished;
}

bool batch_run(const struct batch_options *o, struct arena *arena, struct batch_result *out, struct err *e)
{
    struct batch b = { .o = o, .shared.options = o, .resources = *o->resources, .e = e };
    bool stopped = false;
    tally_open(&b.tally, arena, out, o->resources->wishes->now);
    bool ok = open_all(&b, arena, e);
    const struct group_options group = { .shared = &b.shared, .lost = lost, .settled = settled, .from = &b };
    if (ok && !o->dry_run)
        b.group = group_open(&group);
    if (ok)
        ok = run(&b, &stopped);
    if (ok && !stopped)
        find_others(&b, arena, out);
    out->stopped = stopped;
    tally_put(&b.tally);
    close_all(&b);
    return ok;
}
