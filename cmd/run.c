#include "run.h"

#include "model/assets.h"
#include "model/words.h"
#include "os/os.h"
#include "secret.h"

enum { THREADS_MOST = 256 };

/* What the user gets back for an error that stopped something. */
static const enum exit_code exit_of[] = {
    [ST_OK] = EXIT_FINE,      [ST_USAGE] = EXIT_USAGE,  [ST_IO] = EXIT_FILES,        [ST_FORMAT] = EXIT_FILES,
    [ST_LIMIT] = EXIT_FILES,  [ST_NETWORK] = EXIT_NETWORK, [ST_STOPPED] = EXIT_STOPPED, [ST_INTERNAL] = EXIT_BUG,
};
static_assert(COUNT_OF(exit_of) == ST_COUNT, "an exit code for every status");

void run_comes_to(struct run *run, enum exit_code code)
{
    if (code == EXIT_USAGE && run->working)
        code = EXIT_FILES;
    if (code > run->code)
        run->code = code;
}

/* Checked when it was given. */
static enum severity fail_on(const struct run *run)
{
    enum severity level;
    return severity_from(run->set->fail_on, &level) ? level : SEV_ERROR;
}

void run_finds(struct run *run, enum severity worst)
{
    if (worst != SEV_COUNT && worst >= fail_on(run))
        run_comes_to(run, EXIT_FINDINGS);
}

void warn(const struct run *run, const struct err *e)
{
    FILE *err = run->session->err;
    bool color = session_color(run->session, run->set->color, run->session->err_terminal);
    fprintf(err, "certcase: %s%s%s%s%s\n", color ? "\033[1;31m" : "", e->where, e->where[0] ? ": " : "", e->what, color ? "\033[0m" : "");
    if (e->hint[0] != '\0')
        fprintf(err, "  %s\n", e->hint);
    fflush(err);
}

void complain(struct run *run, const struct err *e)
{
    warn(run, e);
    run_comes_to(run, exit_of[e->status]);
}

const char *run_epoch(const struct run *run)
{
    const char *epoch = variable_of(run->session->environment, "SOURCE_DATE_EPOCH");
    return run->set->at == TIME_NONE && epoch && epoch[0] != '\0' ? epoch : NULL;
}

/* --at, else SOURCE_DATE_EPOCH, else the clock. */
static bool run_time(const struct run *run, int64_t *out, struct err *e)
{
    const char *epoch = run_epoch(run);
    uint64_t seconds;
    *out = run->set->at == TIME_NONE ? run->session->clock : run->set->at;
    if (!epoch)
        return true;
    if (!view_number(view_of(epoch), TIME_NEVER, &seconds))
        return err_set_at(e, ST_USAGE, "SOURCE_DATE_EPOCH", "unset it, or give --at TIME", "'%s' is not a number of seconds", epoch);
    *out = (int64_t)seconds;
    return true;
}

unsigned run_threads(const struct run *run, unsigned a_core)
{
    uint64_t wanted = run->set->jobs ? run->set->jobs : (uint64_t)os_cores() * a_core;
    return wanted > THREADS_MOST ? THREADS_MOST : (unsigned)wanted;
}

bool run_shard(const struct run *run, struct shard *out, struct err *e)
{
    return shard_find(run->set->shard, run->set->shards, run->session->environment, out, e);
}

struct request run_request(const struct run *run)
{
    struct request request = run->set->request;
    request.certificates = run->set->operands;
    (void)purpose_from(run->set->purpose, &request.purpose);
    (void)hosting_from(run->set->hosting, &request.hosting);
    (void)edition_from(run->set->edition, &request.edition);
    return request;
}

bool run_resources(struct run *run, unsigned which, struct err *e)
{
    struct settings *set = run->set;
    struct wishes *wishes = &set->wishes;
    wishes->version = VIEW(CERTCASE_VERSION);
    wishes->password = (struct password_source){ .get = secret_for_pfx, .from = run };
    wishes->password.is_typed = set->request.password_file.n == 0 && set->request.password_env.n == 0;
    wishes->key_password = (struct password_source){ .get = secret_for_key, .from = run };
    wishes->guard = run->guard;
    wishes->key_has_password = set->key_password_file.n || set->key_password_env.n;
    return run_time(run, &wishes->now, e) && secret_check(run, e) && resources_open(&run->resources, run->arena, wishes, which, e);
}

const struct report *run_report(const struct run *run, const struct report_table *reports)
{
    return report_find(reports, run->set->format);
}

struct report_run run_report_to(const struct run *run, int64_t now)
{
    return (struct report_run){
        .to = run->out,
        .version = VIEW(CERTCASE_VERSION),
        .color = run->color,
        .quiet = run->set->quiet,
        .all = run->set->all,
        .width = session_text_width(run->session),
        .now = now,
        .now_is_epoch = run_epoch(run),
        .fail_on = fail_on(run),
        .separator = report_separator(run->set->separator),
    };
}

bool run_reads_nothing(const struct run *run, struct err *e)
{
    return run->set->operands.n == 0 || err_set(e, ST_USAGE, "leave the file out, or --example",
                                                "%.*s: --example prints one and reads none", VIEW_ARG(run->set->operands.items[0]));
}

bool run_example(const struct run *run, const char *asset, struct err *e)
{
    if (!run_reads_nothing(run, e))
        return false;
    put(run->out, asset_get(asset));
    return true;
}
