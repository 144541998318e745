#include "command.h"

#include "base/file.h"
#include "base/utf8.h"
#include "flow/batch/batch.h"
#include "flow/batch/journal.h"
#include "model/assets.h"
#include "os/os.h"
#include "report/writers.h"
#include "secret.h"
#include "watch.h"

struct batch_settings {
    struct settings shared;
    bool resume, retry_failed;
    struct view log, format_of_example;
};

#define OWN(name) offsetof(struct batch_settings, name)
static const struct option_row option_output = { "output", 'o', OPT_FILLED, "DIR", SHARED(output),
    .help = "write bundles and log into this folder",
    .more = "It is made when it doesn't exist." };
static const struct option_row option_resume = { "resume", 0, OPT_FLAG, NULL, OWN(resume),
    .help = "go on with an earlier run: skip what is done and unchanged",
    .more = "Done means that the log has it with the same inputs, and that the bundle is there. It counts from the time of the first "
            "run unless --at says otherwise. Rows that ended with an error are tried again." };
static const struct option_row option_retry_failed = { "retry-failed", 0, OPT_FLAG, NULL, OWN(retry_failed),
    .help = "like --resume, and try rejected rows again, too" };
static const struct option_row option_dry_run = { "dry-run", 0, OPT_FLAG, NULL, SHARED(dry_run),
    .help = "only look: neither bundles nor log are written, and -o isn't needed",
    .more = "With -o bundles and a log that stand there are told as a real run would." };
static const struct option_row option_log = { "log", 0, OPT_WRITTEN, "FILE", OWN(log),
    .help = "the log, a line a request (default: batch.ndjson beside the bundles)",
    .more = "A shard's is batch-2-of-3.ndjson. Logs of shards are joined with cat." };
static const struct option_row option_example = { "example", 0, OPT_CHOICE, "FORMAT", OWN(format_of_example), .choices = "csv|json|xml",
    .help = "print an example of a request file: csv, json or xml" };
static const struct option_row option_format = { "format", 0, OPT_CHOICE, "FORMAT", SHARED(format), INFLUENCE_SHOWN,
    .formats = &batch_reports,
    .help = "the summary at the end: {choices} on standard output",
    .more = "csv is no summary, but a line a case: what it is for, verdict, dates, bundle. What each request came to is in the log, too, "
            "as JSON, a line each." };

enum { ERRORS_SHOWN = 10, COMMIT_MS = 2000 };

/* One batch: what it works with, and what is shown while it runs. */
struct batch {
    struct run *run;
    struct batch_settings *set;
    struct inventory inventory;
    struct batch_source source;
    struct shard shard;
    struct watch watch;
    struct batch_result result;
    const struct report *report;
    struct report_run to;
    size_t total;  /* rows of all shards; 0: not known */
    size_t errors; /* so far */
    int64_t committed; /* milliseconds */
    struct err *e;
};

static void show_progress(struct batch *b, const struct batch_counts *c, double rate)
{
    FILE *err = b->watch.err;
    fprintf(err, "%zu", c->seen);
    if (b->total)
        fprintf(err, "/%zu", b->total);
    fprintf(err, " requests, %.0f/s, %zu rejected, %zu errors", rate, c->rejected, c->errors);
    if (b->total > c->seen && rate > 0) {
        unsigned long left = (unsigned long)((double)(b->total - c->seen) / rate);
        fprintf(err, ", %lu:%02lu:%02lu left", left / 3600, left / 60 % 60, left % 60);
    }
    watch_show(&b->watch);
}

/* Slow rows are made durable by the clock, many by their number. */
static bool on_row(void *from, const struct batch_counts *counts)
{
    struct batch *b = from;
    int64_t now = os_clock();
    double rate;
    if (watch_due(&b->watch, counts->seen, &rate))
        show_progress(b, counts, rate);
    if (now - b->committed < COMMIT_MS)
        return false;
    b->committed = now;
    return true;
}

static void on_failure(void *from, struct view where, const struct err *e)
{
    struct batch *b = from;
    struct err shown = *e;
    watch_wipe(&b->watch);
    if (b->errors++ >= ERRORS_SHOWN)
        return;
    if (!view_eq_text(where, e->where)) {
        snprintf(shown.where, sizeof shown.where, "%.*s", VIEW_ARG(where));
        snprintf(shown.what, sizeof shown.what, "%.*s: %.*s", 150, e->where, 240, e->what);
    }
    warn(b->run, &shown);
}

static void on_told(void *from, struct view lines)
{
    struct batch *b = from;
    b->report->one.logged(&b->to, lines);
}

/* Nobody can be asked for the passwords of many files. Runs in any thread. */
static bool password(void *from, struct view pfx_path, const struct request *request, struct buf *secret, struct err *e)
{
    const struct batch *b = from;
    if (!request || (request->password_file.n == 0 && request->password_env.n == 0))
        return secret_given(b->run, pfx_path, request, secret, e);
    if (view_eq(request->password_file, VIEW("-")))
        return err_set(e, ST_USAGE, "write it into a file, or into a variable", "a row can't read its password from standard input");
    const struct secret_place place = { "password_file", "password_env", request->password_file, request->password_env };
    return secret_find(b->run, &place, pfx_path, secret, e);
}

static const char *log_of(const struct batch *b)
{
    return b->set->log.n ? b->set->log.p : batch_log(b->run->arena, b->set->shared.output.p, &b->shard);
}

/* A run that is resumed counts from the time of its beginning, so that it ends with the bundles of an undisturbed one. */
static void find_time(struct batch *b)
{
    if (b->set->resume && b->set->shared.at == TIME_NONE && !run_epoch(b->run))
        b->set->shared.at = batch_time(log_of(b), b->set->shared.output.p, &b->shard);
}

static bool check_words(struct batch *b)
{
    if (b->set->retry_failed)
        b->set->resume = true;
    if (b->set->resume && b->set->shared.dry_run)
        return err_set(b->e, ST_USAGE, "leave one of them out", "--dry-run looks at every row, --resume at those that are left");
    if (b->set->shared.operands.n == 0)
        return err_set(b->e, ST_USAGE, "give one, or - for standard input; `certcase batch --example csv` prints one to begin with",
                       "the file of requests is missing");
    if (b->set->shared.output.n == 0 && !b->set->shared.dry_run)
        return err_set(b->e, ST_USAGE, "give it with -o DIR", "the folder for the bundles is missing");
    return run_shard(b->run, &b->shard, b->e);
}

static bool open_all(struct batch *b)
{
    if (!check_words(b))
        return false;
    find_time(b);
    if (!run_resources(b->run, RESOURCE_TRUST | RESOURCE_CATALOG | RESOURCE_HOLIDAYS | RESOURCE_CASES, b->e) ||
        !secret_read(b->run, b->e) ||
        (b->set->shared.environments.n &&
         !inventory_open(&b->run->resources, b->run->arena, b->set->shared.environments, &b->inventory, b->e)))
        return false;
    b->run->set->wishes.password = (struct password_source){ .get = password, .from = b };
    return batch_input_open(b->set->shared.operands.items[0].p, &b->source, b->e);
}

static bool run_batch(struct batch *b)
{
    const struct batch_options options = {
        .resources = &b->run->resources,
        .inventory = b->set->shared.environments.n ? &b->inventory : NULL,
        .source = b->source,
        .folder = b->set->shared.output.n ? b->set->shared.output.p : NULL,
        .log = b->set->log.n ? b->set->log.p : NULL,
        .shard = b->shard,
        .threads = run_threads(b->run, 1),
        .resume = b->set->resume,
        .retry_failed = b->set->retry_failed,
        .force = b->set->shared.force,
        .dry_run = b->set->shared.dry_run,
        .defaults = run_request(b->run),
        .watcher = { .row = on_row, .failed = on_failure, .told = b->report == &batch_csv ? on_told : NULL, .from = b },
        .stop = &b->watch.stopped,
    };
    watch_begin(&b->watch, b->run);
    if (b->watch.wanted)
        b->total = batch_input_count(b->set->shared.operands.items[0].p, &b->watch.stopped);
    b->watch.began = b->watch.last = b->committed = os_clock();
    bool ok = batch_run(&options, b->run->arena, &b->result, b->e);
    watch_end(&b->watch);
    return ok;
}

/* Rows that were repaired are made by --resume; a folder that is whole is looked at by an audit. */
static struct view_list next_command(const struct batch *b)
{
    const struct run *run = b->run;
    const struct batch_counts *c = &b->result.counts;
    struct view_list words = { 0 };
    if (!b->set->shared.dry_run && c->rejected + c->errors == 0) {
        *LIST_ADD(run->arena, &words) = VIEW("audit");
        *LIST_ADD(run->arena, &words) = b->set->shared.output;
        return words;
    }
    if (view_eq_text(b->set->shared.operands.items[0], "-"))
        return words;
    bool resumes = b->set->resume || b->set->shared.dry_run;
    for (size_t i = 0; i < run->typed.n; i++)
        if (!view_eq_text(run->typed.items[i], "--dry-run") && !view_eq_text(run->typed.items[i], "--force"))
            *LIST_ADD(run->arena, &words) = run->typed.items[i];
    if (b->set->shared.dry_run && b->set->shared.output.n == 0) {
        *LIST_ADD(run->arena, &words) = VIEW("-o");
        *LIST_ADD(run->arena, &words) = VIEW("bundles");
    }
    if (!resumes)
        *LIST_ADD(run->arena, &words) = VIEW("--resume");
    return words;
}

static void summarize(const struct batch *b)
{
    FILE *err = b->run->session->err;
    struct arena *arena = b->run->arena;
    const struct report *report = b->report == &batch_csv ? &batch_text : b->report;
    struct report_run to = b->to;
    struct batch_summary summary = { .result = &b->result, .folder = b->set->shared.output, .next = next_command(b) };
    if (!b->set->shared.dry_run)
        summary.log = view_of(log_of(b));
    if (report != &batch_text) {
        report->one.batch(&to, &summary);
    } else if (!to.quiet || b->run->code != EXIT_FINE) {
        struct sink out = sink_stream(err);
        if (b->errors > ERRORS_SHOWN)
            put_fmt(&out, "certcase: %.*s%s\n", VIEW_ARG(view_counted(arena, b->errors - ERRORS_SHOWN, "more error")),
                    b->set->shared.dry_run ? "" : b->result.logged ? ", which the log names" : ", and the log doesn't name all of them");
        to.to = &out;
        to.width = b->run->session->width;
        summary.folder = text_safe(arena, summary.folder);
        summary.log = text_safe(arena, summary.log);
        report_begin(report, &to);
        report->one.batch(&to, &summary);
        fflush(err);
    }
}

static bool print_example(const struct run *run, const struct batch_settings *set, struct err *e)
{
    const struct view format = set->format_of_example;
    if (!run_reads_nothing(run, e))
        return false;
    const struct view example = asset_get(view_fmt(run->arena, "requests.example.%.*s", VIEW_ARG(format)).p);
    const char separator = report_separator(run->set->separator);
    if (separator != ',' && view_eq_text(format, "csv"))
        batch_put_csv(run->out, example, separator);
    else
        put(run->out, example);
    return true;
}

static void finish(struct batch *b, bool ok)
{
    struct run *run = b->run;
    run->working = b->result.counts.rows > 0;
    run_finds(run, b->result.worst);
    if (b->result.counts.errors)
        run_comes_to(run, EXIT_FILES);
    if (!ok)
        complain(run, b->e);
    if (ok || b->result.counts.seen)
        summarize(b);
}

static bool command(struct run *run, struct err *e)
{
    struct batch b = { .run = run, .set = (struct batch_settings *)run->set, .e = e };
    if (b.set->format_of_example.n)
        return print_example(run, b.set, e);
    bool ok = open_all(&b);
    if (ok) {
        b.report = run_report(run, &batch_reports);
        b.to = run_report_to(run, run->resources.wishes->now);
        b.to.dry_run = b.set->shared.dry_run;
        if (b.report != &batch_text) /* which goes elsewhere */
            report_begin(b.report, &b.to);
        finish(&b, run_batch(&b));
    }
    batch_input_close(&b.source);
    return ok;
}

const struct command_row command_batch = {
    .name = "batch",
    .operands = "REQUESTS --environments INVENTORY -o DIR",
    .summary = "many requests at once: a bundle each, in parallel, resumable",
    .about = "REQUESTS is CSV, JSON or XML; its content tells, and - is standard input. Each row ends as a line of the log, and none "
            "stops another.",
    .most = 1,
    .examples = {
        "certcase batch --example csv --into requests.csv\tbegin with an example",
        "certcase batch requests.csv --environments environments.json --dry-run --format csv --into cases.csv\tonly "
            "look: a sheet of what comes of it",
        "certcase batch requests.csv --environments environments.json -o bundles\ta bundle for each row",
        "certcase batch requests.csv --environments environments.json -o bundles --resume\tgo on after a stop, or after changes",
        "certcase batch requests.csv --environments environments.json -o bundles --shard 2/3\tthe second third of it",
    },
    .options = OPTIONS(&option_environments, &option_output, &option_purpose, &option_hosting, &option_infrastructure, &option_edition,
        &option_needed_by, &option_severity, &option_consumes, &option_reason, &option_contact, OPTIONS_PASSWORD, OPTIONS_SIGNING,
        &option_convert, &option_policy, &option_accept, &option_jobs, OPTIONS_SHARD, &option_resume, &option_retry_failed,
        &option_dry_run, &option_log, &option_example, &option_force, &option_catalog, &option_holidays,
        &option_templates, &option_platform, &option_ca_bundle, &option_windows_roots, &option_fail_on, &option_into_long, &option_format,
        &option_separator, OPTIONS_ALL),
    .settings = sizeof(struct batch_settings),
    .needs = NEEDS_MORE_FILES,
    .run = command,
};
