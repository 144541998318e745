#include "base/file.h"
#include "base/limits.h"
#include "flow/renewals/renewals.h"
#include "many.h"
#include "report/renewals/report_renewals.h"
#include "secret.h"
#include "setup.h"
#include "stop.h"

enum { THREADS_A_CORE = 2, TEXT_WIDTH = 100 };

/* One list: what it works with, and what is said on the way. */
struct listing {
    struct run *run;
    struct setup setup;
    struct renewals_run renewals;
    struct progress progress;
    struct stop stop;
    enum exit_code code; /* of what could not be read */
};

static void on_trouble(void *to, const struct err *e)
{
    struct listing *l = to;
    progress_wipe(&l->progress);
    l->code = worse(l->code, complain(l->run, e));
}

static void on_file(void *to, size_t files)
{
    struct listing *l = to;
    double rate;
    if (progress_due(&l->progress, files, &rate)) {
        fprintf(l->progress.err, "%zu files, %.0f/s", files, rate);
        progress_show(&l->progress);
    }
}

static void find_all(struct listing *l)
{
    l->renewals = (struct renewals_run){
        .kit = &l->setup.kit,
        .paths = &l->run->set->operands,
        .list = stdin,
        .within = l->run->set->within,
        .threads = many_threads(l->run->set, THREADS_A_CORE),
        .stop = &l->stop.wanted,
        .to = l,
        .trouble = on_trouble,
        .looked = on_file,
    };
    stop_begin(&l->stop, l->run->session->err);
    l->progress = progress_begin(l->run);
    renewals_run(&l->renewals);
    progress_wipe(&l->progress);
    stop_end(&l->stop);
}

static void put_report(const struct listing *l, struct sink *to)
{
    const struct settings *set = l->run->set;
    const struct session *session = l->run->session;
    bool shown = session->out_terminal && set->into.n == 0;
    const struct renewal_report *report = renewal_report_find(set->format.n ? set->format : VIEW("text"));
    const struct renewals_look look = {
        .version = l->setup.kit.version,
        .catalog = &l->setup.catalog,
        .holidays = &l->setup.holidays,
        .color = l->run->color && set->into.n == 0,
        .quiet = set->quiet,
        .width = shown ? session->width : TEXT_WIDTH,
        .now = l->setup.kit.now,
        .within = set->within,
        .rows = l->renewals.rows,
        .n = l->renewals.totals.certificates,
        .totals = &l->renewals.totals,
        .unreadable = &l->renewals.unreadable,
    };
    report->put(to, &look);
}

static bool write_report(const struct listing *l, struct err *e)
{
    const struct file_options options = { .access = OS_FOR_ALL, .overwrite = true };
    struct buf text = BUF_INIT(LIMIT_RENEWALS_BYTES);
    struct sink to = sink_buf(&text);
    const char *path = l->run->set->into.p;
    put_report(l, &to);
    bool ok = sink_ok(&to, path, e) && file_write(path, buf_view(&text), &options, e);
    buf_free(&text);
    return ok;
}

/* A folder that is empty by mistake looks as if all were well. */
static void warn_of_nothing(const struct listing *l)
{
    struct err e;
    if (l->renewals.totals.files || l->renewals.totals.troubles)
        return;
    err_set(&e, ST_USAGE, "give bundles, certificate files, or folders of them", "nothing to look at was found");
    complain(l->run, &e);
}

enum exit_code cmd_renewals(struct run *run)
{
    struct listing l = { .run = run };
    struct err e;
    if (!setup_open(&l.setup, run, SETUP_CATALOG | SETUP_HOLIDAYS | SETUP_CASES, &e) || !secret_read(run, &e)) {
        setup_close(&l.setup);
        return complain(run, &e);
    }
    l.setup.kit.password.get = secret_given;
    find_all(&l);
    if (atomic_load(&l.stop.wanted)) {
        l.code = EXIT_STOPPED; /* half a list would look like a whole one */
    } else {
        warn_of_nothing(&l);
        l.code = worse(l.code, l.renewals.totals.due ? EXIT_FINDINGS : EXIT_FINE);
        if (run->set->into.n == 0)
            put_report(&l, run->out);
        else if (!write_report(&l, &e))
            l.code = worse(l.code, complain(run, &e));
    }
    renewals_run_free(&l.renewals);
    setup_close(&l.setup);
    return l.code;
}
