#include "command.h"

#include "flow/audit/audit.h"
#include "secret.h"
#include "steps/rules/rules.h"
#include "watch.h"

static const struct option_row option_trust = { "trust", 0, OPT_FILE, "FILE", SHARED(wishes.signers), INFLUENCE_STRICT,
    .help = "the CAs that signers of bundles must chain to (PEM or DER)",
    .more = "No other CA is trusted for signatures. Without it a signature is only checked for what it signs." };
static const struct option_row option_format = { FORMAT_OF(audit_reports),
    .more = "sarif is SARIF 2.1.0, junit is JUnit XML with a suite for each bundle, html is one page to read, filter and print." };

enum { THREADS_A_CORE = 2 };

/* One audit: what it works with, and where its report goes. */
struct checking {
    struct run *run;
    struct audit_run audit;
    const struct report *report;
    struct report_run to;
    struct watch watch;
};

static void fill_report(struct checking *c)
{
    c->report = run_report(c->run, &audit_reports);
    c->to = run_report_to(c->run, c->run->resources.wishes->now);
    c->to.rules = rules_all(c->run->arena);
    c->to.n_rules = rules_count();
    c->to.totals = &c->audit.totals;
}

static bool on_bundle(void *to, const struct audited *item)
{
    struct checking *c = to;
    const struct audit_totals *t = &c->audit.totals;
    size_t n = t->bundles + t->unreadable;
    double rate;
    if (c->run->session->out_terminal)
        watch_wipe(&c->watch);
    c->report->one.audited(&c->to, item);
    if (watch_due(&c->watch, n, &rate)) {
        fprintf(c->watch.err, "%zu bundles, %.0f/s, %zu rejected, %zu unreadable", n, rate, t->rejected, t->unreadable);
        watch_show(&c->watch);
    }
    return !c->run->out->failed;
}

/* A gate that looked at nothing lets nothing through. A shard may be empty, and so may a list of what came in. */
static void complain_of_nothing(struct checking *c)
{
    const struct audit_totals *t = &c->audit.totals;
    struct err e;
    if (atomic_load(&c->watch.stopped) || t->bundles + t->unreadable || c->audit.shard.count > 1 || !t->searched)
        return;
    err_set(&e, ST_IO, "give bundles (.zip), or folders of them", "no bundle was found");
    complain(c->run, &e);
}

static void run_audit(struct checking *c)
{
    c->audit.resources = &c->run->resources;
    c->audit.files = watch_files(&c->watch, c->run);
    c->audit.threads = run_threads(c->run, THREADS_A_CORE);
    c->audit.reader = confine_reader(c->run);
    c->audit.stop = &c->watch.stopped;
    c->audit.to = c;
    c->audit.one = on_bundle;
    watch_begin(&c->watch, c->run);
    report_begin(c->report, &c->to);
    (void)!audit_run(&c->audit); /* the sink remembers it */
    watch_wipe(&c->watch);
    report_end(c->report, &c->to); /* also into a broken output: writers free here what they keep */
    watch_end(&c->watch);
    complain_of_nothing(c);
    c->run->working = true;
    run_finds(c->run, c->audit.worst);
    if (c->audit.totals.unverified) /* a gate lets through what was checked, not what could not be */
        run_comes_to(c->run, EXIT_FINDINGS);
    if (c->audit.totals.unreadable)
        run_comes_to(c->run, EXIT_FILES);
    if (c->audit.trouble.status != ST_OK)
        complain(c->run, &c->audit.trouble);
}

static bool command(struct run *run, struct err *e)
{
    struct checking c = { .run = run };
    const unsigned parts = RESOURCE_TRUST | RESOURCE_CATALOG | RESOURCE_HOLIDAYS | RESOURCE_CASES;
    if (!run_shard(run, &c.audit.shard, e) || !run_resources(run, parts, e) || !secret_read(run, e))
        return false;
    fill_report(&c);
    run_audit(&c);
    return true;
}

const struct command_row command_audit = {
    .name = "audit",
    .operands = "PATH...",
    .summary = "check bundles made by anyone, and trust none of them",
    .about = "PATH is a bundle, or a folder that is searched for .zip files; - is a list of paths on standard input.",
    .least = 1,
    .most = SIZE_MAX,
    .missing = "the bundle or folder to check",
    .examples = {
        "certcase audit case.zip\tcan it be acted on?",
        "certcase audit bundles/ --policy policy.xml --trust signers.pem\ta folder, by your own policy and signers",
        "certcase audit bundles/ --all\tevery bundle with all that was found, the worst first",
        "certcase audit bundles/ --format sarif -o audit.sarif\tfor code scanning; junit is for test reports",
        "find /srv -name '*.zip' -mtime -1 | certcase audit - --fail-on warning\twhat came in since yesterday",
    },
    .options = OPTIONS(OPTIONS_PASSWORD, &option_policy, &option_trust, &option_jobs, OPTIONS_SHARD, &option_catalog, &option_holidays,
        &option_templates, &option_platform, &option_ca_bundle, &option_windows_roots, &option_fail_on, &option_into, &option_format,
        &option_all, OPTIONS_ALL),
    .needs = NEEDS_LISTED | NEEDS_SPACE | NEEDS_CHILDREN,
    .run = command,
};
