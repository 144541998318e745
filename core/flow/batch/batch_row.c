#include "flow/batch/batch_parts.h"

#include "base/limits.h"
#include "flow/case/make_case.h"
#include "format/secrets/password_scan.h"
#include "steps/bundle.h"

size_t batch_row_repeats(const struct batch_row *row)
{
    return row->given.request.n_repeats ? row->given.request.repeats[0].row : 0;
}

static void put_line(struct sink *to, const struct batch_shared *shared, const struct batch_row *row, const struct journal_line *special)
{
    struct journal_line line = *special;
    line.row = row->given.number;
    line.where = row->given.where;
    line.repeats_row = batch_row_repeats(row);
    line.inputs = row->inputs;
    memcpy(line.inputs.run, shared->run_sha256, sizeof line.inputs.run);
    line.keys = &row->keys;
    journal_put(to, &line);
}

/* Where it asked for, as far as that can be told: who looks for a row by its host finds it. A name that tells a password is left out. */
static void find_places(const struct batch_shared *shared, struct arena *arena, const struct request *request,
                        struct environment_groups *out)
{
    const struct inventory *inventory = shared->options->inventory;
    struct request copy = *request;
    struct password_found password;
    struct err e;
    copy.environments = (struct view_list){ 0 };
    for (size_t i = 0; i < request->environments.n; i++)
        if (!password_scan(request->environments.items[i], &password))
            *LIST_ADD(arena, &copy.environments) = request->environments.items[i];
    if (environments_settle(arena, &copy, NULL, &inventory, &e) && inventory)
        group_environments(arena, &copy, inventory, out);
}

void batch_row_fail(const struct batch_shared *shared, struct arena *arena, struct batch_row *row)
{
    struct environment_groups places = { 0 };
    find_places(shared, arena, &row->given.request, &places);
    AUTO(buf_free) struct buf text = BUF_INIT(LIMIT_OUTPUT_BYTES);
    struct sink to = sink_buf(&text);
    err_at(&row->error, "%.*s", VIEW_ARG(row->given.where));
    put_line(&to, shared, row, &(struct journal_line){ .part = 1, .parts = 1, .error = &row->error, .id = row->given.request.id,
                                                       .places = &places });
    row->state = ROW_ERROR;
    row->lines = row->told = view_dup(arena, buf_view(&text));
    row->verdict = VERDICT_REJECTED;
    row->worst = SEV_COUNT;
    row->errors.n = 0;
    row->submit_by = DAY_NONE;
}

static void add_error(struct arena *arena, struct batch_row *row, struct batch_error error)
{
    *LIST_ADD(arena, &row->errors) =
        (struct batch_error){ view_dup(arena, error.rule), view_dup(arena, error.message), view_dup(arena, error.hint) };
}

static void note_findings(struct arena *arena, const struct findings *findings, struct batch_row *row)
{
    row->worst = severity_worse(row->worst, findings_worst(findings));
    for (size_t i = 0; i < findings->n; i++) {
        const struct finding *f = &findings->items[i];
        if (f->severity == SEV_ERROR && !f->accepted)
            add_error(arena, row, (struct batch_error){ view_of(f->rule->id), f->message, f->hint });
    }
}

static void note_date(struct batch_row *row, int32_t submit_by)
{
    if (submit_by != DAY_NONE && (row->submit_by == DAY_NONE || submit_by < row->submit_by))
        row->submit_by = submit_by;
}

static void clear(struct batch_row *row)
{
    row->keys = (struct identity_keys){ 0 };
    row->n_staged = row->n_named = 0;
    row->verdict = VERDICT_ACCEPTED;
    row->worst = SEV_COUNT;
    row->errors.n = 0;
    row->id = (struct view){ 0 };
    row->submit_by = DAY_NONE;
}

/* All bundles of the row, or none. */
static bool stage(const struct batch_shared *shared, struct arena *arena, struct batch_row *row, const struct made *made)
{
    row->staged = NEW(arena, struct staged, made->n);
    for (size_t i = 0; i < made->n; i++) {
        const struct case_outcome *item = &made->items[i];
        if (item->packed.bytes.n == 0)
            continue;
        struct staged *s = &row->staged[row->n_staged];
        s->name = view_dup(arena, item->bundle);
        row->n_named++;
        if (shared->commit &&
            !commit_stage(shared->commit, s, item->packed.bytes, item->record->pfx_file.n ? OS_FOR_OWNER : OS_FOR_ALL, &row->error)) {
            commit_drop(shared->commit, row->staged, row->n_staged);
            row->n_staged = 0;
            return false;
        }
        row->n_staged++;
    }
    return true;
}

static void put_lines(const struct batch_shared *shared, struct arena *arena, struct batch_row *row, const struct made *made)
{
    AUTO(buf_free) struct buf text = BUF_INIT(LIMIT_OUTPUT_BYTES);
    struct sink to = sink_buf(&text);
    for (size_t i = 0; i < made->n; i++) {
        struct journal_line line = { .part = (unsigned)i + 1, .parts = (unsigned)made->n, .outcome = &made->items[i] };
        if (made->items[i].packed.bytes.n)
            bundle_seal(arena, &made->items[i].packed, line.seal);
        put_line(&to, shared, row, &line);
    }
    row->lines = row->told = view_dup(arena, buf_view(&text));
}

/* The worker's scratch holds what is thrown away after this. */
static bool make(const struct batch_shared *shared, struct worker *w, struct arena *arena, struct batch_row *row)
{
    const struct request *request = &row->given.request;
    struct made made;
    identity_request(request, row->inputs.request);
    row->inputs.has_files = false;
    if (!make_case(w, &w->scratch, request, shared->options->inventory, &made, &row->error))
        return false;
    row->inputs.has_files = identity_evidence(&w->scratch, request, &made.input.evidence, row->inputs.files, &row->error);
    if (!row->inputs.has_files)
        return false;
    identity_keys(arena, &made.input, &row->keys);
    for (size_t i = 0; i < made.n; i++) {
        const struct case_record *c = made.items[i].record;
        row->id = view_dup(arena, c->id);
        note_findings(arena, &c->findings, row);
        note_date(row, c->deadline.submit_by);
    }
    if (made.rejected)
        row->verdict = VERDICT_REJECTED;
    if (!stage(shared, arena, row, &made))
        return false;
    put_lines(shared, arena, row, &made);
    row->state = ROW_MADE;
    return true;
}

static bool stands(const struct batch_shared *shared, struct arena *scratch, const struct journal_said *done)
{
    struct view bytes;
    unsigned char seal[32];
    return commit_read(shared->commit, scratch, done->bundle, &bytes) && bundle_seal_of(scratch, bytes, seal) &&
           memcmp(seal, done->seal, sizeof seal) == 0;
}

static bool bundles_stand(const struct batch_shared *shared, struct arena *scratch, const struct journal_row *done)
{
    for (size_t i = 0; i < done->n_cases; i++)
        if (done->cases[i].bundle.n && !stands(shared, scratch, &done->cases[i]))
            return false;
    return true;
}

/* What the log says about the row that is done: the same inputs, and bundles that are still there. */
static bool find_done(const struct batch_shared *shared, struct arena *scratch, struct batch_row *row, struct journal_row *done, size_t *at,
                      struct view *lines)
{
    struct journal_inputs now = { .has_files = true };
    struct err ignored;
    identity_request(&row->given.request, now.request);
    if (!identity_files(scratch, &row->given.request, now.files, &ignored) ||
        !journal_find(shared->journal, scratch, now.request, now.files, lines, at) || !journal_read(scratch, *lines, done))
        return false;
    const struct journal_inputs *then = &done->cases[0].inputs;
    return memcmp(then->run, shared->run_sha256, 32) == 0 && memcmp(then->request, now.request, 32) == 0 &&
           memcmp(then->files, now.files, 32) == 0 && bundles_stand(shared, scratch, done);
}

static bool keep_done(const struct batch_shared *shared, struct arena *scratch, struct arena *arena, struct batch_row *row)
{
    struct journal_row done;
    struct view lines;
    if (!find_done(shared, scratch, row, &done, &row->at, &lines))
        return false;
    row->staged = NEW(arena, struct staged, done.n_cases);
    for (size_t i = 0; i < done.n_cases; i++) {
        const struct journal_said *c = &done.cases[i];
        if (c->verdict == VERDICT_REJECTED)
            row->verdict = VERDICT_REJECTED;
        row->worst = severity_worse(row->worst, c->worst);
        note_date(row, c->submit_by);
        for (size_t k = 0; k < c->errors.n; k++)
            add_error(arena, row, c->errors.items[k]);
        row->id = view_dup(arena, c->id);
        if (c->bundle.n)
            row->staged[row->n_staged++].name = view_dup(arena, c->bundle);
    }
    row->n_named = row->n_staged;
    if (row->verdict == VERDICT_REJECTED && shared->options->retry_failed)
        return false;
    for (size_t i = 0; i < done.cases[0].keys.n; i++)
        *LIST_ADD(arena, &row->keys) = done.cases[0].keys.items[i];
    row->lines = (struct view){ .p = "", .n = lines.n };
    row->told = shared->options->watcher.told ? view_dup(arena, lines) : (struct view){ 0 };
    row->state = ROW_KEPT;
    return true;
}

static void look(const struct batch_shared *shared, struct worker *w, struct arena *arena, struct batch_row *row)
{
    struct case_input input;
    struct err ignored; /* the shard that it belongs to tells */
    if (case_input_read(w, &w->scratch, &row->given.request, shared->options->inventory, NULL, &input, &ignored))
        identity_keys(arena, &input, &row->keys);
}

/* No word of the command names them. */
static void guard_files(struct file_guard *guard, const struct request *request)
{
    for (const struct request_field *f = request_fields; f < request_fields + REQUEST_FIELDS; f++) {
        if (f->kind == FIELD_PATH)
            file_guard_read(guard, request_text(request, f).p);
        for (size_t i = 0; f->kind == FIELD_PATHS && i < request_list(request, f)->n; i++)
            file_guard_read(guard, request_list(request, f)->items[i].p);
    }
}

void batch_row_make(const struct batch_shared *shared, struct worker *w, struct arena *stays, struct batch_row *row, bool keep)
{
    clear(row);
    guard_files(shared->options->resources->wishes->guard, &row->given.request);
    if (row->state == ROW_ELSEWHERE) {
        look(shared, w, stays, row);
    } else if (row->state == ROW_ERROR) {
        batch_row_fail(shared, stays, row);
    } else if (!keep || !shared->options->resume || !keep_done(shared, &w->scratch, stays, row)) {
        clear(row);
        if (!make(shared, w, stays, row))
            batch_row_fail(shared, stays, row);
    }
    arena_reset(&w->scratch);
}
