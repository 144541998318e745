#include "flow/count.h"
#include "flow/load.h"
#include "report/report_catalog.h"
#include "setup.h"

/* A catalog that could be loaded is a good one. */
static void put_verdict(const struct run *run, const struct catalog *catalog)
{
    if (!run->set->quiet)
        put_fmt(run->out, "%.*s: a good catalog, with %zu services and %zu platforms\n", VIEW_ARG(catalog->origin), catalog->n_services,
                catalog->n_platforms);
}

static bool look_up(struct run *run, struct setup *setup, struct err *e)
{
    const struct settings *set = run->set;
    struct catalog_look look = { .color = run->color, .width = run->session->width };
    struct counted_deadline *deadlines = NULL;
    bool count = set->explain_deadline || set->request.needed_by != DAY_NONE;
    if (!setup_open(setup, run, SETUP_CATALOG | SETUP_HOLIDAYS, e))
        return false;
    if (count && !count_days(run->arena, &setup->kit, set->request.needed_by, &deadlines, &look.n_deadlines, e))
        return false;
    look.deadlines = deadlines;
    if (view_eq(set->format, VIEW("json")))
        catalog_put_json(run->out, &setup->catalog, &setup->holidays, &look);
    else if (set->check.n && !count)
        put_verdict(run, &setup->catalog);
    else if (count)
        catalog_put_deadlines(run->out, &setup->catalog, &setup->holidays, &look);
    else
        catalog_put_text(run->out, &setup->catalog, &setup->holidays, &look);
    return true;
}

enum exit_code cmd_catalog(struct run *run)
{
    struct settings set = *run->set;
    struct run own = *run;
    struct setup setup = { 0 };
    struct err e;
    if (set.check.n)
        set.catalog = set.check;
    own.set = &set;
    bool ok = look_up(&own, &setup, &e);
    setup_close(&setup);
    return ok ? EXIT_FINE : complain(run, &e);
}
