#include "ask.h"
#include "base/file.h"
#include "flow/case/make_case.h"
#include "flow/load.h"
#include "report/report.h"
#include "setup.h"
#include "term.h"

#include <unistd.h>

/* One build: what it works with, and what came of it. */
struct build {
    struct run *run;
    struct setup setup;
    struct worker worker;
    struct inventory inventory;
    bool has_inventory;
    struct request request;
    struct made made;
    struct err e;
};

static bool find_inventory(struct build *b)
{
    struct run *run = b->run;
    struct view path = run->set->environments;
    if (path.n == 0 && run->set->request.renews.n)
        return true; /* the old bundle knows them */
    if (path.n == 0 && ask_possible(run))
        path = ask_line(run, "Which file lists the environments? (LifeTime's JSON, or inventory.xml)");
    if (path.n == 0)
        return err_set(&b->e, ST_USAGE,
                       "give --environments INVENTORY: the answer of https://LIFETIME/lifetimeapi/rest/v2/environments/, "
                       "or an inventory.xml",
                       "the list of environments is missing");
    b->has_inventory = true;
    return load_inventory(run->arena, path, &b->inventory, &b->e);
}

static bool fill_request(struct build *b)
{
    b->request = setup_request(b->run->set);
    if (b->request.environments.n || b->request.renews.n || !ask_possible(b->run))
        return true;
    return ask_environments(b->run, &b->inventory, &b->request.environments, &b->e);
}

static bool any_rejected(const struct made *made)
{
    for (size_t i = 0; i < made->n; i++)
        if (made->items[i].record->verdict == VERDICT_REJECTED)
            return true;
    return false;
}

/* All of a request's bundles or none: a name that is taken is found before the first is written. */
static bool check_names(struct build *b)
{
    for (size_t i = 0; i < b->made.n; i++) {
        const struct case_outcome *item = &b->made.items[i];
        if (item->archive.n == 0 || b->run->set->force || !file_exists(item->bundle.p))
            continue;
        err_set(&b->e, ST_IO, "give --force to replace it, another folder with -o, or another --id", "exists already");
        return err_at(&b->e, "%s", item->bundle.p);
    }
    return true;
}

/* When the second bundle can't be written, the first goes again, unless it replaced one. */
static bool write_bundles(struct build *b)
{
    const struct view folder = b->run->set->output;
    bool ok = true, is_new[HOST_COUNT] = { false };
    for (size_t i = 0; ok && i < b->made.n; i++) {
        const struct case_outcome *item = &b->made.items[i];
        if (item->archive.n == 0)
            continue;
        is_new[i] = !file_exists(item->bundle.p);
        const struct file_options options = {
            .access = item->record->pfx_file.n ? OS_FOR_OWNER : OS_FOR_ALL, .overwrite = b->run->set->force, .durable = true,
        };
        ok = (folder.n == 0 || folder_make(folder.p, &b->e)) && file_write(item->bundle.p, item->archive, &options, &b->e);
        is_new[i] = is_new[i] && ok;
    }
    for (size_t i = 0; !ok && i < b->made.n; i++)
        if (is_new[i])
            unlink(b->made.items[i].bundle.p);
    return ok;
}

/* Fails when a bundle can't be written. A rejected request writes none. */
static bool deliver(struct build *b)
{
    const struct settings *set = b->run->set;
    bool rejected = any_rejected(&b->made);
    for (size_t i = 0; i < b->made.n; i++) {
        struct case_outcome *item = &b->made.items[i];
        if (rejected) {
            item->archive = item->bundle = (struct view){ 0 };
            item->n_entries = 0;
        }
        if (item->archive.n)
            item->bundle = path_join(b->run->arena, set->output, item->bundle);
    }
    if (rejected || set->dry_run)
        return true;
    if (!check_names(b))
        return false;
    term_hold();
    bool ok = write_bundles(b);
    term_release();
    return ok;
}

static enum exit_code report(const struct build *b)
{
    const struct settings *set = b->run->set;
    const struct case_report *report = case_report_find(set->format.n ? set->format : VIEW("text"));
    struct report_run to = { .to = b->run->out, .version = b->setup.kit.version, .color = b->run->color, .quiet = set->quiet,
                             .width = term_text_width(b->run->session), .now = b->setup.kit.now, .dry_run = set->dry_run };
    enum exit_code code = EXIT_FINE;
    report->begin(&to);
    for (size_t i = 0; i < b->made.n; i++) {
        enum severity worst = findings_worst(&b->made.items[i].record->findings);
        if (worst != SEV_COUNT && worst >= b->setup.kit.fail_on)
            code = EXIT_FINDINGS;
        report->one(&to, &b->made.items[i]);
    }
    report->end(&to);
    return code;
}

enum exit_code cmd_build(struct run *run)
{
    struct build b = { .run = run };
    enum exit_code code = EXIT_FINE;
    if (!setup_open(&b.setup, run, SETUP_TRUST | SETUP_CATALOG | SETUP_HOLIDAYS | SETUP_CASES, &b.e) || !find_inventory(&b) ||
        !fill_request(&b)) {
        setup_close(&b.setup);
        return complain(run, &b.e);
    }
    worker_open(&b.worker, &b.setup.kit);
    if (make_case(&b.worker, &b.request, b.has_inventory ? &b.inventory : NULL, &b.made, &b.e) && deliver(&b))
        code = report(&b);
    else
        code = complain(run, &b.e);
    worker_close(&b.worker);
    setup_close(&b.setup);
    return code;
}
