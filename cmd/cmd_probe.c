#include "command.h"

#include "base/limits.h"
#include "flow/probe/probe.h"
#include "watch.h"
#include "model/words.h"

struct probe_settings {
    struct settings shared;
    struct view connect, servername, proxy, save, starttls, targets;
    struct view_list with;
    uint64_t timeout;
    bool save_chain;
};

#define OWN(name) offsetof(struct probe_settings, name)
static const struct option_row option_environment = { "environment", 'e', OPT_LIST, "NAME", SHARED(request.environments),
    .help = "an environment of the inventory, by name or key; repeatable",
    .more = "Its Windows is taken unless --platform says another, and the next command names it." };
static const struct option_row option_starttls = { "starttls", 0, OPT_CHOICE, "PROTOCOL", OWN(starttls),
    .words = WORDS_STARTTLS,
    .help = "TLS begins after a dialog: {choices}",
    .more = "tds is SQL Server, whose TLS travels inside its own packets." };
static const struct option_row option_with = { "with", 0, OPT_LIST, "FILE", OWN(with),
    .help = "would it work with the certificates of this file installed? repeatable",
    .more = "Compares with the CA bundle and these alone. The exit code is by what remains." };
static const struct option_row option_save = { "save", 0, OPT_FILLED, "DIR", OWN(save),
    .help = "write the certificate to ask for into this folder",
    .more = "The root when the server sends it, or its self-signed certificate; never another one." };
static const struct option_row option_save_chain = { "save-chain", 0, OPT_FLAG, NULL, OWN(save_chain), .needs = "save",
    .help = "with --save: write all that the server sends, too",
    .more = "File names say which place each has in the chain." };
static const struct option_row option_targets = { "targets", 0, OPT_FILE, "FILE", OWN(targets),
    .help = "servers, one a line; # begins a comment",
    .more = "- is standard input." };
static const struct option_row option_connect = { "connect", 0, OPT_TEXT, "HOST:PORT", OWN(connect),
    .help = "connect there, and ask for HOST's name" };
static const struct option_row option_servername = { "servername", 0, OPT_TEXT, "NAME", OWN(servername),
    .help = "the name to ask for and to find in the certificate (default: HOST)" };
static const struct option_row option_proxy = { "proxy", 0, OPT_TEXT, "URL", OWN(proxy),
    .help = "an HTTP proxy to go through (default: HTTPS_PROXY, unless NO_PROXY says otherwise)",
    .more = "http://HOST:PORT; an empty one in the variable is none." };
static const struct option_row option_timeout = { "timeout", 0, OPT_NUMBER, "SECONDS", OWN(timeout),
    .help = "give up on a server after this time (default: 10)" };
static const struct option_row option_format = { FORMAT_OF(probe_reports) };

enum { THREADS_A_CORE = 8, TIMEOUT_USUAL = 10 }; /* they mostly wait */

/* One probe: what it works with, and where its report goes. */
struct probing {
    struct run *run;
    const struct probe_settings *set;
    struct probe_plan plan;
    struct target_list targets;
    const struct report *report;
    struct report_run to;
    struct watch watch;
    size_t n, failed;
    struct err *e;
};

/* The small name is what curl and others read; an empty variable is none. */
static struct view variable(const struct session *s, const char *small, const char *large)
{
    const char *value = variable_of(s->environment, small);
    return view_of(value ? value : variable_of(s->environment, large));
}

static bool read_targets(struct probing *p)
{
    const struct probe_settings *set = p->set;
    struct target_options o = { .connect = set->connect, .name = set->servername };
    if (set->timeout > LIMIT_PROBE_SECONDS)
        return err_set(p->e, ST_USAGE, "", "--timeout takes %d seconds at most", LIMIT_PROBE_SECONDS);
    if (set->starttls.n)
        (void)starttls_from(set->starttls, &o.starttls);
    for (size_t i = 0; i < set->shared.operands.n; i++) {
        struct probe_target target;
        if (!target_parse(p->run->arena, set->shared.operands.items[i], &o, &target, p->e))
            return false;
        *LIST_ADD(p->run->arena, &p->targets) = target;
    }
    if (set->targets.n && !target_read(p->run->arena, set->targets.p, &o, &p->targets, p->e))
        return false;
    if (p->targets.n == 0 && set->targets.n == 0)
        return err_set(p->e, ST_USAGE, "certcase probe HOST[:PORT]...; `certcase probe -h` shows examples",
                       "the server to probe is missing");
    if (p->targets.n > 1 && (set->connect.n || set->servername.n))
        return err_set(p->e, ST_USAGE, "probe one after the other", "--connect and --servername are for one server alone");
    return true;
}

static bool fill_plan(struct probing *p)
{
    const struct run *run = p->run;
    const struct probe_settings *set = p->set;
    struct inventory inventory;
    p->plan = (struct probe_plan){
        .resources = &p->run->resources,
        .timeout = (int64_t)(set->timeout ? set->timeout : TIMEOUT_USUAL) * 1000,
        .proxy = set->proxy.n ? set->proxy : variable(run->session, "https_proxy", "HTTPS_PROXY"),
        .no_proxy = set->proxy.n ? (struct view){ 0 } : variable(run->session, "no_proxy", "NO_PROXY"),
        .save = set->save,
        .save_chain = set->save_chain,
        .force = set->shared.force,
        .with = &set->with,
        .environments = set->shared.environments,
        .environment = &set->shared.request.environments,
        .proxy_said = set->proxy.n > 0,
        .timeout_said = set->timeout,
        .threads = run_threads(run, THREADS_A_CORE),
        .stop = &p->watch.stopped,
        .context = p,
    };
    bool given = set->shared.environments.n > 0;
    return (!given || inventory_open(&p->run->resources, run->arena, set->shared.environments, &inventory, p->e)) &&
           probe_platform(&p->run->resources, given ? &inventory : NULL, &set->shared.request.environments, &p->plan.platform, p->e) &&
           probe_prepare(run->arena, &p->plan, p->e);
}

static bool on_result(void *context, struct probe_result *result)
{
    struct probing *p = context;
    AUTO(arena_free) struct arena arena = { 0 };
    double rate;
    if (!probe_save(&arena, &p->plan, result, p->e)) {
        watch_wipe(&p->watch);
        complain(p->run, p->e);
    }
    if (p->run->session->out_terminal)
        watch_wipe(&p->watch);
    p->report->one.probed(&p->to, result);
    p->run->working = true;
    p->n++;
    p->failed += !result->works;
    if (causes_network(&result->causes))
        run_comes_to(p->run, EXIT_NETWORK);
    else
        run_finds(p->run, causes_worst(&result->causes));
    if (p->targets.n > 1 && watch_due(&p->watch, p->n, &rate)) {
        fprintf(p->watch.err, "%zu of %zu servers, %zu of them don't work", p->n, p->targets.n, p->failed);
        watch_show(&p->watch);
    }
    return !p->run->out->failed;
}

static void run_probe(struct probing *p)
{
    p->plan.one = on_result;
    p->report = run_report(p->run, &probe_reports);
    p->to = run_report_to(p->run, p->run->resources.wishes->now);
    watch_begin(&p->watch, p->run);
    report_begin(p->report, &p->to);
    bool ok = probe_run(&p->plan, &p->targets);
    watch_wipe(&p->watch);
    if (ok)
        report_end(p->report, &p->to);
    watch_end(&p->watch);
    if (p->targets.n == 0) {
        err_set_at(p->e, ST_USAGE, p->set->targets.p, "write one HOST or HOST:PORT a line", "no server was found");
        warn(p->run, p->e);
    }
}

static bool command(struct run *run, struct err *e)
{
    struct probing p = { .run = run, .set = (const struct probe_settings *)run->set, .e = e };
    const unsigned parts = RESOURCE_TRUST | RESOURCE_CATALOG | RESOURCE_HOLIDAYS;
    bool ok = read_targets(&p) && run_resources(run, parts, e) && fill_plan(&p);
    if (ok)
        run_probe(&p);
    return ok;
}

const struct command_row command_probe = {
    .name = "probe",
    .operands = "HOST[:PORT]...",
    .summary = "why a connection to a server fails, and what to ask for",
    .about = "Takes the view of the front-end servers. HOST may be a URL. Contacts nobody but the server; sends nothing but handshakes.",
    .most = SIZE_MAX,
    .words = "",
    .examples = {
        "certcase probe partner.example.com\twhich cause is it, and does a case cure it?",
        "certcase probe partner.example.com --save saved\tsave the certificate to ask for",
        "certcase probe partner.example.com --with partner-root.cer\twould it work with this one installed?",
        "certcase probe sql.example.com --starttls tds\ta SQL Server",
        "certcase probe --targets servers.txt --format junit\tmany, for a pipeline",
    },
    .options = OPTIONS(&option_environments, &option_environment, &option_starttls, &option_with, &option_save, &option_save_chain,
        &option_targets, &option_connect, &option_servername, &option_proxy, &option_timeout, &option_jobs, &option_force,
        &option_catalog, &option_holidays, &option_platform, &option_ca_bundle, &option_windows_roots, &option_fail_on, &option_into,
        &option_format, OPTIONS_ALL),
    .settings = sizeof(struct probe_settings),
    .needs = NEEDS_MORE_FILES | NEEDS_NETWORK,
    .run = command,
};
