#include "command.h"

#include "ask.h"
#include "base/file.h"
#include "flow/case/make_case.h"
#include "os/os.h"
#include "report/text_rows.h"

static const struct option_row option_environment = { "environment", 'e', OPT_LIST, "NAME", SHARED(request.environments),
    .help = "an environment, by name or key; or Production=acme.outsystemsenterprise.com; repeatable",
    .more = "Without an inventory it says where the environment runs: NAME=HOST, with #2 behind it for two front-ends. The host name tells "
            "the hosting, or --hosting does. Asked for on a terminal when none is given." };
static const struct option_row option_refusal = { "refusal", 0, OPT_TEXT, "TEXT", SHARED(request.refusal),
    .help = "what LifeTime says when it refuses your own domain's certificate",
    .more = "Such a certificate, which LifeTime's self-service doesn't take, is submitted by support case." };
static const struct option_row option_front_end = { "front-end", 0, OPT_LIST, "[ENVIRONMENT=]NAME", SHARED(request.front_ends),
    .help = "name of a front-end server, for scripts that go to each; repeatable",
    .more = "With several environments as Production=SRV1,SRV2. They win over the inventory's." };
static const struct option_row option_output = { "output", 'o', OPT_FILLED, "DIR", SHARED(output),
    .help = "write the bundles into this folder (default: here)",
    .more = "It is made when it doesn't exist." };
static const struct option_row option_renews = { "renews", 0, OPT_FILE, "OLD", SHARED(request.renews),
    .help = "the bundle that this one replaces, or the bare certificate",
    .more = "Its certificate is named for removal, and `certcase renewals` knows that it is renewed. Of a bundle environments, contact and "
            "reason are taken over, and that it was for a server or for callers." };
static const struct option_row option_id = { "id", 0, OPT_TEXT, "ID", SHARED(request.id),
    .help = "name of the case and its bundle (default: made from the certificate)" };
static const struct option_row option_dry_run = { "dry-run", 'n', OPT_FLAG, NULL, SHARED(dry_run),
    .help = "write nothing; list what would be in the bundle" };
static const struct option_row option_format = { FORMAT_OF(case_reports) };

/* One build: what it works with, and what came of it. */
struct build {
    struct run *run;
    struct worker worker;
    struct inventory inventory;
    bool has_inventory;
    struct request request;
    struct view_list answers; /* to what was asked, as words of a command line */
    struct made made;
    struct err *e;
};

static void answered(struct build *b, const char *option, struct view value)
{
    *LIST_ADD(b->run->arena, &b->answers) = view_of(option);
    if (value.n)
        *LIST_ADD(b->run->arena, &b->answers) = value;
}

static bool find_inventory(struct build *b)
{
    struct run *run = b->run;
    struct view path = run->set->environments;
    if (path.n == 0 && (run->set->request.renews.n || environments_say_where(&run->set->request.environments)))
        return true; /* the old bundle knows them, or -e does */
    if (path.n == 0 && ask_possible(run)) {
        path = ask_line(run, "Which file lists the environments? (LifeTime's JSON or inventory.xml; or type Production=HOST)");
        if (environments_say_where(&(struct view_list){ .items = &path, .n = 1 })) {
            *LIST_ADD(run->arena, &run->set->request.environments) = path;
            answered(b, "-e", path);
            return true;
        }
        if (path.n)
            answered(b, "--environments", path);
    }
    if (path.n == 0)
        return environments_missing(b->e);
    b->has_inventory = true;
    return inventory_open(&run->resources, run->arena, path, &b->inventory, b->e);
}

static bool fill_request(struct build *b)
{
    b->request = run_request(b->run);
    if (b->request.renews.n || !ask_possible(b->run))
        return true;
    if (b->request.environments.n == 0) {
        if (!ask_environments(b->run, &b->inventory, &b->request.environments, b->e))
            return false;
        for (size_t i = 0; i < b->request.environments.n; i++)
            answered(b, "-e", b->request.environments.items[i]);
    }
    if (b->request.contact.n == 0 && b->inventory.contact.n == 0) {
        b->request.contact = ask_line(b->run, "Who answers questions? (Name <name@example.com>, or nothing)");
        if (b->request.contact.n)
            answered(b, "--contact", b->request.contact);
    }
    return true;
}

/* All of a request's bundles or none: a name that is taken is found before the first is written. */
static bool check_names(struct build *b)
{
    for (size_t i = 0; i < b->made.n; i++) {
        const struct case_outcome *item = &b->made.items[i];
        if (item->packed.bytes.n == 0 || b->run->set->force || !file_exists(item->bundle.p))
            continue;
        return err_set_at(b->e, ST_IO, item->bundle.p, "give --force to replace it, another folder with -o, or another --id",
                          "exists already");
    }
    return true;
}

/* When the second bundle can't be written, the first goes again, unless it replaced one. */
static bool write_bundles(struct build *b)
{
    const struct view folder = b->run->set->output;
    struct os_fault ignored;
    bool ok = true, is_new[HOST_COUNT] = { false };
    for (size_t i = 0; ok && i < b->made.n; i++) {
        const struct case_outcome *item = &b->made.items[i];
        if (item->packed.bytes.n == 0)
            continue;
        is_new[i] = !file_exists(item->bundle.p);
        const struct file_options options = {
            .access = item->record->pfx_file.n ? OS_FOR_OWNER : OS_FOR_ALL, .overwrite = b->run->set->force, .durable = true,
        };
        ok = (folder.n == 0 || folder_make(folder.p, b->e)) && file_write(item->bundle.p, item->packed.bytes, &options, b->e);
        is_new[i] = is_new[i] && ok;
    }
    for (size_t i = 0; !ok && i < b->made.n; i++)
        if (is_new[i])
            (void)!os_remove(OS_HERE, b->made.items[i].bundle.p, &ignored);
    return ok;
}

/* Fails when a bundle can't be written. A rejected request writes none. */
static bool deliver(struct build *b)
{
    const struct settings *set = b->run->set;
    for (size_t i = 0; i < b->made.n; i++) {
        struct case_outcome *item = &b->made.items[i];
        if (item->packed.bytes.n)
            item->bundle = path_join(b->run->arena, set->output, item->bundle);
    }
    if (b->made.rejected || set->dry_run)
        return true;
    if (!check_names(b))
        return false;
    file_sweep(set->output.n ? set->output.p : "");
    os_hold();
    bool ok = write_bundles(b);
    os_release();
    return ok;
}

static void report(const struct build *b)
{
    const struct report *report = run_report(b->run, &case_reports);
    struct report_run to = run_report_to(b->run, b->run->resources.wishes->now);
    to.dry_run = b->run->set->dry_run;
    report_begin(report, &to);
    for (size_t i = 0; i < b->made.n; i++) {
        run_finds(b->run, findings_worst(&b->made.items[i].record->findings));
        report->one.outcome(&to, &b->made.items[i]);
    }
    report_end(report, &to);
}

static bool make(struct build *b)
{
    return make_case(&b->worker, &b->worker.arena, &b->request, b->has_inventory ? &b->inventory : NULL, &b->made, b->e);
}

static bool has_finding(const struct made *made, unsigned traits)
{
    for (size_t i = 0; i < made->n; i++)
        for (size_t k = 0; k < made->items[i].record->findings.n; k++)
            if (made->items[i].record->findings.items[k].rule->traits & traits)
                return true;
    return false;
}

enum { PASSWORD_TRIES = 3 };

/* A password that was typed may be typed again. */
static bool types_again(const struct build *b)
{
    const struct request *r = &b->request;
    bool wrong = r->password_file.n == 0 && r->password_env.n == 0 && has_finding(&b->made, RULE_PASSWORD_WRONG) && ask_possible(b->run);
    if (wrong)
        fprintf(b->run->session->err, "That is not its password.\n");
    return wrong;
}

/* Whoever sits there is asked, where --convert would help, and the PFX could be opened. */
static bool offers_convert(const struct build *b)
{
    bool helps = has_finding(&b->made, RULE_NOT_TAKEN), locked = has_finding(&b->made, RULE_PASSWORD_MISSING | RULE_PASSWORD_WRONG);
    if (b->run->set->wishes.convert || !helps || locked || !ask_possible(b->run))
        return false;
    struct view answer = ask_line(b->run, "The receiver doesn't take the PFX in its encryption. Encrypt it anew on the way? (y/n)");
    return view_eq_nocase(answer, VIEW("y")) || view_eq_nocase(answer, VIEW("yes"));
}

static bool was_asked_for_password(const struct build *b)
{
    const struct evidence *evidence = &b->made.input.evidence;
    for (size_t i = 0; i < evidence->n_files; i++)
        if (evidence->files[i]->container == CONTAINER_PKCS12 && !pfx_has_no_password(&evidence->files[i]->pfx))
            return b->request.password_file.n == 0 && b->request.password_env.n == 0 && ask_possible(b->run);
    return false;
}

/* The one command that does the same without questions; a password has no place in it. */
static void tell_command(struct build *b)
{
    struct run *run = b->run;
    if (was_asked_for_password(b))
        answered(b, "--password-file", VIEW("PASSWORD"));
    if (b->answers.n == 0 || run->set->quiet)
        return;
    struct view_list words = run->typed;
    for (size_t i = 0; i < b->answers.n; i++)
        *LIST_ADD(run->arena, &words) = b->answers.items[i];
    struct sink to = sink_stream(run->session->err);
    put_text(&to, "The same without questions:\n  ");
    put_command(&to, &words);
    put_text(&to, "\n");
}

static bool command(struct run *run, struct err *e)
{
    struct build b = { .run = run, .e = e };
    const unsigned parts = RESOURCE_TRUST | RESOURCE_CATALOG | RESOURCE_HOLIDAYS | RESOURCE_CASES;
    if (!run_resources(run, parts, e) || !find_inventory(&b) || !fill_request(&b))
        return false;
    worker_open(&b.worker, &run->resources);
    bool ok = make(&b);
    for (int i = 1; ok && i < PASSWORD_TRIES && types_again(&b); i++)
        ok = make(&b);
    if (ok && offers_convert(&b)) {
        run->set->wishes.convert = true;
        answered(&b, "--convert", (struct view){ 0 });
        ok = make(&b);
    }
    ok = ok && deliver(&b);
    if (ok) {
        report(&b);
        tell_command(&b);
    }
    worker_close(&b.worker);
    return ok;
}

const struct command_row command_build = {
    .name = "build",
    .operands = "FILE... -e NAME=HOST | FILE... --environments INVENTORY -e NAME",
    .summary = "make the bundle to hand over: a support case, or a change with its runbook",
    .about = "Writes nothing when the files are rejected. On a terminal it asks for the environments that weren't named.",
    .least = 1,
    .most = SIZE_MAX,
    .missing = "the certificate file",
    .examples = {
        "certcase build partner-root.cer -e Production=acme.outsystemsenterprise.com\tthe partner's root, without an inventory",
        "certcase build partner-root.cer --environments environments.json -e Test -e Production\tthe partner's root, for two environments",
        "certcase build client.pfx partner-root.cer --password-file password.txt --environments inventory.xml -e Production\ta client "
            "certificate and the root that is not inside the PFX",
        "certcase build new-root.cer --renews old-case.zip --environments environments.json --needed-by 2026-12-15\tthe successor of an "
            "earlier bundle, and by when to submit it",
        "certcase build partner-root.cer --environments environments.json -e Test --dry-run\tonly look",
    },
    .options = OPTIONS(&option_environments, &option_environment, &option_output, &option_purpose, &option_hosting,
        &option_infrastructure, &option_edition, &option_front_end, &option_needed_by, &option_severity, &option_renews, &option_consumes,
        &option_refusal, &option_reason, &option_contact, &option_id, OPTIONS_PASSWORD, OPTIONS_SIGNING, &option_convert, &option_policy,
        &option_accept, &option_dry_run, &option_force, &option_catalog, &option_holidays, &option_templates, &option_platform,
        &option_ca_bundle, &option_windows_roots, &option_fail_on, &option_into_long, &option_format, OPTIONS_ALL),
    .needs = NEEDS_HERE,
    .run = command,
};
