#include "command.h"

#include "base/file.h"
#include "base/limits.h"
#include "flow/renewals/renewals.h"
#include "report/writers.h"
#include "secret.h"
#include "watch.h"

struct renewals_settings {
    struct settings shared;
    int32_t within; /* days */
    struct view prepare;
};

#define OWN(name) offsetof(struct renewals_settings, name)
static const struct option_row option_prepare = { "prepare", 0, OPT_WRITTEN, "FILE", OWN(prepare),
    .help = "write a list for `certcase batch` of all that is due (CSV)",
    .more = "Its column of certificates is empty: fill in the new files. The command to run then is told. The list lies in the current "
            "folder, as it names bundles from there. When nothing is to be asked for it is not written." };
static const struct option_row option_within = { "within", 0, OPT_SPAN, "SPAN", OWN(within), INFLUENCE_SHOWN,
    .help = "due is what to ask for in this time from today: 90d, 8w (default: 60d)",
    .more = "Counts towards the day to ask by; where no service says how long it takes, towards the expiry." };
static const struct option_row option_format = { FORMAT_OF(renewal_reports),
    .more = "ics is a calendar with a reminder for each certificate, prometheus the text format for node_exporter's textfile "
            "collector, html one page to read, filter and print, csv a sheet." };

enum { THREADS_A_CORE = 2, WITHIN_DAYS = 60 };

/* One list: what it works with, and what is said on the way. */
struct listing {
    struct run *run;
    const struct renewals_settings *set;
    struct renewals_run renewals;
    struct watch watch;
};

static void on_trouble(void *to, const struct err *e)
{
    struct listing *l = to;
    watch_wipe(&l->watch);
    complain(l->run, e);
}

static void on_file(void *to, size_t files)
{
    struct listing *l = to;
    double rate;
    if (watch_due(&l->watch, files, &rate)) {
        fprintf(l->watch.err, "%zu files, %.0f/s", files, rate);
        watch_show(&l->watch);
    }
}

static void find_all(struct listing *l)
{
    l->renewals = (struct renewals_run){
        .resources = &l->run->resources,
        .files = watch_files(&l->watch, l->run),
        .within = l->set->within,
        .only_due = run_report(l->run, &renewal_reports) == &renewals_text && !l->run->set->all,
        .threads = run_threads(l->run, THREADS_A_CORE),
        .stop = &l->watch.stopped,
        .to = l,
        .trouble = on_trouble,
        .looked = on_file,
    };
    watch_begin(&l->watch, l->run);
    renewals_run(&l->renewals);
    watch_end(&l->watch);
}

/* Bundles are named as they were given: from another folder such a path leads elsewhere. */
static bool list_is_beside(const struct listing *l, struct err *e)
{
    if (path_name(l->set->prepare).n == l->set->prepare.n)
        return true;
    for (size_t i = 0; i < l->renewals.n; i++)
        if (l->renewals.rows[i]->due &&
            path_join(l->run->arena, VIEW("."), l->renewals.rows[i]->file).n != l->renewals.rows[i]->file.n)
            return err_set(e, ST_USAGE, "name a file in the current folder, or give bundles by absolute paths",
                           "it names bundles from the current folder");
    return true;
}

static bool prepare(const struct listing *l, const struct renewal_list *list, struct err *e)
{
    AUTO(buf_free) struct buf text = BUF_INIT(LIMIT_RENEWALS_BYTES);
    struct sink to = sink_buf(&text);
    struct report_run run = run_report_to(l->run, l->run->resources.wishes->now);
    const struct file_options options = { .access = OS_FOR_ALL };
    const char *path = l->set->prepare.p;
    run.to = &to;
    renewals_requests.one.renewals(&run, list);
    if (run.n == 0) {
        if (!run.quiet)
            fprintf(l->run->session->err, "certcase: %s is not written: %s\n", path,
                    list->totals->due ? "nothing that is due can be asked for by a request" : "nothing is due");
        return true;
    }
    if (file_exists(path))
        return err_set_at(e, ST_IO, path, "name another file: somebody may have filled it in", "it exists already");
    if (!list_is_beside(l, e) || !sink_ok(&to, path, e) || !file_write(path, buf_view(&text), &options, e))
        return err_at(e, "--prepare %s", path);
    if (!run.quiet)
        fprintf(l->run->session->err,
                "wrote %s: %zu request%s; fill in the column of certificates, password_file for each PFX, and environments as NAME=HOST "
                "where no bundle is renewed; then\n"
                "  certcase batch %s -o renewed\n",
                path, run.n, run.n == 1 ? "" : "s", path);
    return true;
}

/* A folder in which nothing is to be looked at may be one that isn't mounted; a list of what came in may be empty. */
static bool found_something(const struct listing *l, struct err *e)
{
    const struct renewal_totals *t = &l->renewals.totals;
    return t->files + t->troubles || !t->searched ||
           err_set(e, ST_IO, "give bundles, certificate files, or folders of them", "nothing to look at was found");
}

static void tell(const struct listing *l)
{
    struct run *run = l->run;
    const struct renewal_list list = {
        .catalog = run->resources.catalog,
        .holidays = run->resources.holidays,
        .within = l->set->within,
        .rows = l->renewals.rows,
        .n = l->renewals.n,
        .totals = &l->renewals.totals,
        .unreadable = &l->renewals.unreadable,
        .prepared = l->set->prepare.n != 0,
    };
    struct report_run to = run_report_to(run, run->resources.wishes->now);
    struct err trouble;
    run_comes_to(run, list.totals->due ? EXIT_FINDINGS : EXIT_FINE);
    if (list.prepared && !prepare(l, &list, &trouble))
        complain(run, &trouble);
    const struct report *report = run_report(run, &renewal_reports);
    report_begin(report, &to);
    report->one.renewals(&to, &list);
}

static bool command(struct run *run, struct err *e)
{
    struct listing l = { .run = run, .set = (const struct renewals_settings *)run->set };
    if (!run_resources(run, RESOURCE_CATALOG | RESOURCE_HOLIDAYS | RESOURCE_CASES, e) || !secret_read(run, e))
        return false;
    find_all(&l);
    bool stopped = atomic_load(&l.watch.stopped), ok = stopped || found_something(&l, e);
    if (ok && !stopped) /* half a list would look like a whole one */
        tell(&l);
    renewals_run_free(&l.renewals);
    return ok;
}

const struct command_row command_renewals = {
    .name = "renewals",
    .operands = "PATH...",
    .summary = "what expires, and by when to ask for its successor",
    .about = "PATH is a bundle, a certificate file, or a folder that is searched for both; - is a list of paths on standard input. "
            "Nobody else watches expiry. Exits with 1 when something is due.",
    .least = 1,
    .most = SIZE_MAX,
    .missing = "the bundle, certificate or folder to look at",
    .examples = {
        "certcase renewals bundles/\twhat to ask for within 60 days, most urgent first",
        "certcase renewals bundles/ --all --within 26w --holidays holidays.ics\thalf a year ahead, and what is fine, too",
        "certcase renewals bundles/ --prepare requests.csv\ta list of all that is due, for `certcase batch`",
        "certcase renewals bundles/ --format prometheus -o certcase.prom\tfor node_exporter's textfile collector",
        "certcase renewals bundles/ --format html -o renewals.html\ta page to read and print",
    },
    .options = OPTIONS(OPTIONS_PASSWORD, &option_into, &option_prepare, &option_within, &option_jobs, &option_catalog, &option_holidays,
        &option_format, &option_separator, &option_all, OPTIONS_ALL),
    .settings = sizeof(struct renewals_settings),
    .defaults = &(const struct renewals_settings){ .within = WITHIN_DAYS },
    .needs = NEEDS_LISTED | NEEDS_SPACE,
    .run = command,
};
