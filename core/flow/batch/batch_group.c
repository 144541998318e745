#include "flow/batch/batch_parts.h"

enum { GROUP_FILES = 1000, GROUP_ROWS = 4000, GROUP_BYTES = 4 << 20 };

/* What is left of a row: enough to log it, or to log that it failed. */
struct pending {
    struct staged *staged;
    size_t n_staged;
    struct view lines, told, where, id;
    size_t at, row, repeats_row;
    bool kept;
    struct journal_inputs inputs;
};

struct pending_list {
    struct pending *items;
    size_t n, cap;
};

struct group {
    struct group_options o;
    struct arena arena;
    struct pending_list rows;
    size_t files, bytes;
};

struct group *group_open(const struct group_options *o)
{
    struct group *g = heap_new(sizeof *g);
    g->o = *o;
    return g;
}

void group_close(struct group *g)
{
    for (size_t i = 0; i < g->rows.n; i++)
        commit_drop(g->o.shared->commit, g->rows.items[i].staged, g->rows.items[i].n_staged);
    arena_free(&g->arena);
    free(g);
}

static void log_failure(struct group *g, struct pending *p, const struct err *e)
{
    const struct repeated repeated = { .row = p->repeats_row };
    struct batch_row row = {
        .given = { .number = p->row, .where = p->where,
                   .request = { .id = p->id, .repeats = &repeated, .n_repeats = p->repeats_row != 0 } },
        .inputs = p->inputs,
        .error = *e,
    };
    commit_drop(g->o.shared->commit, p->staged, p->n_staged); /* those that were still to come */
    batch_row_fail(g->o.shared, &g->arena, &row);
    journal_add(g->o.shared->journal, row.lines);
    p->told = row.lines;
    g->o.lost(g->o.from, p->where, p->n_staged, e);
}

static void settle(struct group *g, struct pending *p)
{
    const struct batch_watcher *watcher = &g->o.shared->options->watcher;
    struct err e;
    bool ok = true;
    for (size_t i = 0; ok && i < p->n_staged; i++)
        ok = commit_rename(g->o.shared->commit, &p->staged[i], &e);
    if (!ok)
        log_failure(g, p, &e);
    else if (p->kept)
        journal_keep(g->o.shared->journal, p->at, p->lines.n);
    else
        journal_add(g->o.shared->journal, p->lines);
    if (watcher->told)
        watcher->told(watcher->from, p->told);
}

bool group_flush(struct group *g, struct err *e)
{
    if (g->files && !commit_sync(g->o.shared->commit, e))
        return false;
    for (size_t i = 0; i < g->rows.n; i++)
        settle(g, &g->rows.items[i]);
    arena_reset(&g->arena);
    g->rows = (struct pending_list){ 0 };
    g->files = g->bytes = 0;
    if (!journal_flush(g->o.shared->journal, e))
        return false;
    g->o.settled(g->o.from);
    return true;
}

bool group_add(struct group *g, const struct batch_row *row, bool now, struct err *e)
{
    struct pending *p = LIST_ADD(&g->arena, &g->rows);
    *p = (struct pending){
        .staged = NEW(&g->arena, struct staged, row->n_staged),
        .n_staged = row->n_staged,
        .lines = row->state == ROW_KEPT ? row->lines : view_dup(&g->arena, row->lines),
        .told = g->o.shared->options->watcher.told ? view_dup(&g->arena, row->told) : (struct view){ 0 },
        .where = view_dup(&g->arena, row->given.where),
        .id = view_dup(&g->arena, row->given.request.id),
        .at = row->at,
        .row = row->given.number,
        .repeats_row = batch_row_repeats(row),
        .kept = row->state == ROW_KEPT,
        .inputs = row->inputs,
    };
    for (size_t i = 0; i < row->n_staged; i++) {
        p->staged[i] = row->staged[i];
        p->staged[i].name = view_dup(&g->arena, row->staged[i].name);
        g->files += row->staged[i].temporary[0] != '\0';
    }
    g->bytes += row->state == ROW_KEPT ? 0 : row->lines.n;
    if (now || g->files >= GROUP_FILES || g->rows.n >= GROUP_ROWS || g->bytes >= GROUP_BYTES)
        return group_flush(g, e);
    return true;
}
