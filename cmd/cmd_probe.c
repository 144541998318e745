#include "base/limits.h"
#include "flow/load.h"
#include "flow/probe/probe.h"
#include "many.h"
#include "report/probe/report_probe.h"
#include "setup.h"
#include "stop.h"
#include "term.h"

enum { THREADS_A_CORE = 8, TIMEOUT_USUAL = 10 }; /* they mostly wait */

/* One probe: what it works with, and where its report goes. */
struct probing {
    struct run *run;
    struct setup setup;
    struct probe_plan plan;
    struct target_list targets;
    const struct probe_report *report;
    struct report_run to;
    struct progress progress;
    struct stop stop;
    size_t n, failed;
    enum exit_code code;
    struct err e;
};

/* The small name is what curl and others read; an empty variable is none. */
static struct view variable(const struct session *s, const char *small, const char *large)
{
    const char *value = session_variable(s, small);
    return view_of(value ? value : session_variable(s, large));
}

static bool read_targets(struct probing *p)
{
    const struct settings *set = p->run->set;
    struct target_options o = { .connect = set->connect, .name = set->servername };
    if (set->starttls.n)
        (void)starttls_from(set->starttls, &o.starttls);
    for (size_t i = 0; i < set->operands.n; i++) {
        struct probe_target target;
        if (!target_parse(p->run->arena, set->operands.items[i], &o, &target, &p->e))
            return false;
        *LIST_ADD(p->run->arena, &p->targets) = target;
    }
    if (set->targets.n && !target_read(p->run->arena, set->targets.p, &o, &p->targets, &p->e))
        return false;
    if (p->targets.n == 0 && set->targets.n == 0)
        return err_set(&p->e, ST_USAGE, "certcase probe HOST[:PORT]...; `certcase probe -h` shows examples",
                       "the server to probe is missing");
    if (p->targets.n > 1 && (set->connect.n || set->servername.n))
        return err_set(&p->e, ST_USAGE, "probe one after the other", "--connect and --servername are for one server alone");
    return true;
}

static bool check_words(struct probing *p)
{
    const struct settings *set = p->run->set;
    if (set->timeout > LIMIT_PROBE_SECONDS)
        return err_set(&p->e, ST_USAGE, "", "--timeout takes %d seconds at most", LIMIT_PROBE_SECONDS);
    return true;
}

static bool fill_plan(struct probing *p)
{
    const struct run *run = p->run;
    const struct settings *set = run->set;
    struct inventory inventory, *given = NULL;
    p->plan = (struct probe_plan){
        .kit = &p->setup.kit,
        .timeout = (int64_t)(set->timeout ? set->timeout : TIMEOUT_USUAL) * 1000,
        .proxy = set->proxy.n ? set->proxy : variable(run->session, "https_proxy", "HTTPS_PROXY"),
        .no_proxy = set->proxy.n ? (struct view){ 0 } : variable(run->session, "no_proxy", "NO_PROXY"),
        .save = set->save,
        .save_chain = set->save_chain,
        .force = set->force,
        .with = &set->with,
        .environments = set->environments,
        .environment = &set->request.environments,
        .said = { .proxy = set->proxy.n > 0, .ca_bundle = set->ca_bundle, .catalog = set->catalog, .holidays = set->holidays,
                  .timeout = set->timeout },
        .threads = many_threads(set, THREADS_A_CORE),
        .stop = &p->stop.wanted,
        .context = p,
    };
    if (set->environments.n) {
        if (!load_inventory(run->arena, set->environments, &inventory, &p->e))
            return false;
        given = &inventory;
    }
    return probe_platform(&p->setup.kit, given, &set->request.environments, &p->plan.platform, &p->e) &&
           probe_prepare(run->arena, &p->plan, &p->e);
}

static bool on_result(void *context, struct probe_result *result)
{
    struct probing *p = context;
    struct arena arena = { 0 };
    double rate;
    enum severity worst = causes_worst(&result->causes);
    if (!probe_save(&arena, &p->plan, result, &p->e)) {
        progress_wipe(&p->progress);
        p->code = worse(p->code, complain(p->run, &p->e));
    }
    if (p->run->session->out_terminal)
        progress_wipe(&p->progress);
    p->report->one(&p->to, result);
    p->n++;
    p->failed += !result->works;
    if (causes_network(&result->causes))
        p->code = worse(p->code, EXIT_NETWORK);
    else if (worst != SEV_COUNT && worst >= p->setup.kit.fail_on)
        p->code = worse(p->code, EXIT_FINDINGS);
    if (p->targets.n > 1 && progress_due(&p->progress, p->n, &rate)) {
        fprintf(p->progress.err, "%zu of %zu servers, %zu of them don't work", p->n, p->targets.n, p->failed);
        progress_show(&p->progress);
    }
    arena_free(&arena);
    return !p->run->out->failed;
}

/* A list that is empty by mistake looks as if all were well. */
static void warn_of_nothing(const struct probing *p)
{
    struct err e;
    if (p->targets.n)
        return;
    err_set(&e, ST_USAGE, "write one HOST or HOST:PORT a line", "no server was found");
    err_at(&e, "%s", p->run->set->targets.p);
    complain(p->run, &e);
}

static enum exit_code run_probe(struct probing *p)
{
    const struct settings *set = p->run->set;
    p->plan.one = on_result;
    p->report = probe_report_find(set->format.n ? set->format : VIEW("text"));
    p->to = (struct report_run){
        .to = p->run->out,
        .version = p->setup.kit.version,
        .color = p->run->color,
        .quiet = set->quiet,
        .width = term_text_width(p->run->session),
        .now = p->setup.kit.now,
        .fail_on = p->setup.kit.fail_on,
    };
    stop_begin(&p->stop, p->run->session->err);
    p->progress = progress_begin(p->run);
    p->report->begin(&p->to);
    bool ok = probe_run(&p->plan, &p->targets);
    progress_wipe(&p->progress);
    if (ok)
        p->report->end(&p->to);
    stop_end(&p->stop);
    warn_of_nothing(p);
    return atomic_load(&p->stop.wanted) ? EXIT_STOPPED : p->code;
}

enum exit_code cmd_probe(struct run *run)
{
    struct probing p = { .run = run };
    unsigned parts = SETUP_TRUST | SETUP_CATALOG | SETUP_HOLIDAYS;
    bool ok = check_words(&p) && read_targets(&p) && setup_open(&p.setup, run, parts, &p.e) && fill_plan(&p);
    enum exit_code code = ok ? run_probe(&p) : complain(run, &p.e);
    setup_close(&p.setup);
    return code;
}
