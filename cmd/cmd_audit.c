#include "base/limits.h"
#include "flow/audit/audit_run.h"
#include "flow/audit/load_audit.h"
#include "many.h"
#include "report/audit/report_audit.h"
#include "secret.h"
#include "setup.h"
#include "steps/rules.h"
#include "stop.h"
#include "term.h"

enum { THREADS_A_CORE = 2 };

/* One audit: what it works with, and where its report goes. */
struct checking {
    struct run *run;
    struct setup setup;
    struct audit_run audit;
    struct signer_trust *trust;
    const struct audit_report *report;
    struct report_run to;
    struct progress progress;
    struct stop stop;
    struct err e;
};

static bool open_measures(struct checking *c)
{
    const struct settings *set = c->run->set;
    struct arena *arena = c->run->arena;
    if (set->policy.n && !load_policy(arena, set->policy, &c->audit.options.policy, &c->e))
        return false;
    if (set->trust.n && !load_signers(arena, set->trust, &c->trust, &c->e))
        return false;
    c->audit.options.trust = c->trust;
    return true;
}

static bool list_is_possible(struct checking *c)
{
    const struct settings *set = c->run->set;
    for (size_t i = 0; i < set->operands.n; i++)
        if (view_eq_text(set->operands.items[i], "-") && view_eq_text(set->request.password_file, "-"))
            return err_set(&c->e, ST_USAGE, "give the password with --password-env, or in a file",
                           "standard input can't be both the list of bundles and the password");
    return true;
}

static bool open_all(struct checking *c)
{
    return many_shard(c->run, &c->audit.shard, &c->e) && list_is_possible(c) &&
           setup_open(&c->setup, c->run, SETUP_TRUST | SETUP_CATALOG | SETUP_HOLIDAYS | SETUP_CASES, &c->e) &&
           secret_read(c->run, &c->e) && open_measures(c);
}

static void fill_report(struct checking *c)
{
    const struct settings *set = c->run->set;
    c->setup.kit.password.get = secret_given;
    const struct rule_info **rules = NEW(c->run->arena, const struct rule_info *, rules_count());
    for (size_t i = 0; i < rules_count(); i++)
        rules[i] = rules_at(i);
    c->report = audit_report_find(set->format.n ? set->format : VIEW("text"));
    c->to = (struct report_run){
        .to = c->run->out,
        .version = c->setup.kit.version,
        .color = c->run->color,
        .quiet = set->quiet,
        .width = term_text_width(c->run->session),
        .now = c->setup.kit.now,
        .fail_on = c->setup.kit.fail_on,
        .rules = rules,
        .n_rules = rules_count(),
        .totals = &c->audit.totals,
    };
}

static bool on_bundle(void *to, const struct audited *item)
{
    struct checking *c = to;
    const struct audit_totals *t = &c->audit.totals;
    size_t n = t->bundles + t->unreadable;
    double rate;
    if (c->run->session->out_terminal)
        progress_wipe(&c->progress);
    c->report->one(&c->to, item);
    if (progress_due(&c->progress, n, &rate)) {
        fprintf(c->progress.err, "%zu bundles, %.0f/s, %zu rejected, %zu unreadable", n, rate, t->rejected, t->unreadable);
        progress_show(&c->progress);
    }
    return !c->run->out->failed;
}

/* A folder that is empty by mistake looks as if all were well; a shard may be empty. */
static void warn_of_nothing(const struct checking *c)
{
    struct err e;
    if (c->audit.totals.bundles || c->audit.totals.unreadable || c->audit.shard.count > 1)
        return;
    err_set(&e, ST_USAGE, "give bundles (.zip), or folders of them", "no bundle was found");
    complain(c->run, &e);
}

static enum exit_code run_audit(struct checking *c)
{
    enum exit_code code = EXIT_FINE;
    c->audit.kit = &c->setup.kit;
    c->audit.paths = &c->run->set->operands;
    c->audit.list = stdin;
    c->audit.threads = many_threads(c->run->set, THREADS_A_CORE);
    c->audit.stop = &c->stop.wanted;
    c->audit.to = c;
    c->audit.one = on_bundle;
    stop_begin(&c->stop, c->run->session->err);
    c->progress = progress_begin(c->run);
    c->report->begin(&c->to);
    bool ok = audit_run(&c->audit);
    progress_wipe(&c->progress);
    c->report->end(&c->to); /* also into a broken output: writers free here what they keep */
    (void)ok;               /* the sink remembers it */
    stop_end(&c->stop);
    if (!atomic_load(&c->stop.wanted))
        warn_of_nothing(c);
    if (c->audit.worst != SEV_COUNT && c->audit.worst >= c->setup.kit.fail_on)
        code = EXIT_FINDINGS;
    if (c->audit.totals.unreadable)
        code = EXIT_FILES;
    if (c->audit.trouble.status != ST_OK)
        code = complain(c->run, &c->audit.trouble);
    return atomic_load(&c->stop.wanted) ? EXIT_STOPPED : code;
}

enum exit_code cmd_audit(struct run *run)
{
    struct checking c = { .run = run };
    enum exit_code code;
    if (open_all(&c)) {
        fill_report(&c);
        code = run_audit(&c);
    } else {
        code = complain(run, &c.e);
    }
    load_signers_free(c.trust);
    setup_close(&c.setup);
    return code;
}
