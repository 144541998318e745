#include "base/file.h"
#include "base/utf8.h"
#include "flow/batch/batch_input.h"
#include "flow/load.h"
#include "many.h"
#include "report/report_batch.h"
#include "secret.h"
#include "setup.h"
#include "stop.h"

enum { ERRORS_SHOWN = 10, COMMIT_MS = 2000 };

/* One batch: what it works with, and what is shown while it runs. */
struct many {
    struct run *run;
    struct settings set; /* the run's own, with the time of the log when it goes on */
    struct setup setup;
    struct inventory inventory;
    struct batch_source source;
    struct shard shard;
    struct stop stop;
    struct batch_result result;
    size_t total;  /* rows of all shards; 0: not known */
    size_t errors; /* so far */
    struct progress progress;
    int64_t committed; /* milliseconds */
    struct err e;
};

static void show_progress(struct many *m, const struct batch_counts *c, double rate)
{
    FILE *err = m->progress.err;
    fprintf(err, "%zu", c->seen);
    if (m->total)
        fprintf(err, "/%zu", m->total);
    fprintf(err, " requests, %.0f/s, %zu rejected, %zu errors", rate, c->rejected, c->errors);
    if (m->total > c->seen && rate > 0) {
        unsigned long left = (unsigned long)((double)(m->total - c->seen) / rate);
        fprintf(err, ", %lu:%02lu:%02lu left", left / 3600, left / 60 % 60, left % 60);
    }
    progress_show(&m->progress);
}

/* Slow rows are made durable by the clock, many by their number. */
static bool on_row(void *from, const struct batch_counts *counts)
{
    struct many *m = from;
    int64_t now = many_clock();
    double rate;
    if (progress_due(&m->progress, counts->seen, &rate))
        show_progress(m, counts, rate);
    if (now - m->committed < COMMIT_MS)
        return false;
    m->committed = now;
    return true;
}

static void on_failure(void *from, struct view where, const struct err *e)
{
    struct many *m = from;
    struct err shown = *e;
    progress_wipe(&m->progress);
    if (m->errors++ >= ERRORS_SHOWN)
        return;
    if (!view_eq_text(where, e->where)) {
        snprintf(shown.where, sizeof shown.where, "%.*s", VIEW_ARG(where));
        snprintf(shown.what, sizeof shown.what, "%.*s: %.*s", 150, e->where, 240, e->what);
    }
    complain(m->run, &shown);
}

/* Nobody can be asked for the passwords of many files. Runs in any thread. */
static bool password(void *from, struct view pfx_path, const struct request *request, struct buf *secret, struct err *e)
{
    const struct many *m = from;
    if (!request || (request->password_file.n == 0 && request->password_env.n == 0))
        return secret_given(m->run, pfx_path, request, secret, e);
    if (view_eq(request->password_file, VIEW("-")))
        return err_set(e, ST_USAGE, "write it into a file, or into a variable", "a row can't read its password from standard input");
    return secret_find(m->run, request->password_file, request->password_env, pfx_path, secret, e);
}

static const char *log_of(const struct many *m)
{
    return m->set.log.n ? m->set.log.p : batch_log(m->run->arena, m->set.output.p, &m->shard);
}

/* A run that is resumed counts from the time of its beginning, so that it ends with the bundles of an undisturbed one. */
static void find_time(struct many *m)
{
    const char *epoch = session_variable(m->run->session, "SOURCE_DATE_EPOCH");
    if (m->set.resume && m->set.at == TIME_NONE && (!epoch || epoch[0] == '\0'))
        m->set.at = batch_log_time(log_of(m));
}

static bool check_words(struct many *m)
{
    if (m->set.retry_failed)
        m->set.resume = true;
    if (m->set.operands.n == 0)
        return err_set(&m->e, ST_USAGE, "give one, or - for standard input; `certcase batch --example csv` prints one to begin with",
                       "the file of requests is missing");
    if (m->set.output.n == 0)
        return err_set(&m->e, ST_USAGE, "give it with -o DIR", "the folder for the bundles is missing");
    if (m->set.environments.n == 0)
        return err_set(&m->e, ST_USAGE, "give --environments INVENTORY: LifeTime's JSON, or an inventory.xml",
                       "the list of environments is missing");
    return many_shard(m->run, &m->shard, &m->e);
}

static bool open_all(struct many *m)
{
    if (!check_words(m))
        return false;
    find_time(m);
    m->run->set = &m->set;
    if (!setup_open(&m->setup, m->run, SETUP_TRUST | SETUP_CATALOG | SETUP_HOLIDAYS | SETUP_CASES, &m->e) ||
        !secret_read(m->run, &m->e) || !load_inventory(m->run->arena, m->set.environments, &m->inventory, &m->e))
        return false;
    m->setup.kit.password.get = password;
    m->setup.kit.password.from = m;
    return batch_input_open(m->set.operands.items[0].p, &m->source, &m->e);
}

static bool run_batch(struct many *m)
{
    const struct batch_options options = {
        .kit = &m->setup.kit,
        .inventory = &m->inventory,
        .source = m->source,
        .folder = m->set.output.p,
        .log = m->set.log.n ? m->set.log.p : NULL,
        .shard = m->shard,
        .threads = many_threads(&m->set, 1),
        .resume = m->set.resume,
        .retry_failed = m->set.retry_failed,
        .force = m->set.force,
        .defaults = setup_request(&m->set),
        .signer = m->set.sign,
        .watcher = { .row = on_row, .failed = on_failure, .from = m },
        .stop = &m->stop.wanted,
    };
    stop_begin(&m->stop, m->run->session->err);
    m->progress = progress_begin(m->run);
    if (m->progress.wanted)
        m->total = batch_input_count(m->set.operands.items[0].p, &m->stop.wanted);
    m->progress = progress_begin(m->run);
    m->committed = many_clock();
    bool ok = batch_run(&options, m->run->arena, &m->result, &m->e);
    stop_end(&m->stop);
    progress_wipe(&m->progress);
    return ok;
}

static void summarize(const struct many *m, enum exit_code code)
{
    FILE *err = m->run->session->err;
    struct batch_summary summary = {
        .result = &m->result, .version = m->setup.kit.version, .folder = m->set.output, .log = view_of(log_of(m)),
    };
    if (view_eq(m->set.format, VIEW("json"))) {
        batch_summary_json(m->run->out, &summary);
    } else if (!m->set.quiet || code != EXIT_FINE) {
        struct sink to = sink_stream(err);
        if (m->errors > ERRORS_SHOWN)
            put_fmt(&to, "certcase: %zu more errors are in the log\n", m->errors - ERRORS_SHOWN);
        summary.folder = text_safe(m->run->arena, summary.folder);
        summary.log = text_safe(m->run->arena, summary.log);
        batch_summary_text(&to, &summary);
        fflush(err);
    }
}

static enum exit_code print_example(const struct run *run)
{
    struct view example;
    struct err e;
    if (batch_example(run->set->example, &example)) {
        put(run->out, example);
        return EXIT_FINE;
    }
    err_set(&e, ST_INTERNAL, "report this", "no example of %.*s is built in", VIEW_ARG(run->set->example));
    return complain(run, &e);
}

enum exit_code cmd_batch(struct run *run)
{
    struct run own = *run; /* its settings change */
    struct many m = { .run = &own, .set = *run->set };
    enum exit_code code = EXIT_FINE;
    if (run->set->example.n)
        return print_example(run);
    if (!open_all(&m)) {
        code = complain(run, &m.e);
    } else {
        bool ok = run_batch(&m);
        if (m.result.worst != SEV_COUNT && m.result.worst >= m.setup.kit.fail_on)
            code = EXIT_FINDINGS;
        if (m.result.counts.errors)
            code = EXIT_FILES;
        if (!ok)
            code = worse(code, complain(run, &m.e));
        if (ok || m.result.counts.rows)
            summarize(&m, code);
        if (m.result.stopped)
            code = EXIT_STOPPED;
    }
    batch_input_close(&m.source);
    setup_close(&m.setup);
    return code;
}
