#include "command.h"

#include "report/items.h"
#include "steps/deadline.h"

struct catalog_settings {
    struct settings shared;
    struct view check;
    bool explain_deadline;
};

#define OWN(name) offsetof(struct catalog_settings, name)
static const struct option_row option_check = { "check", 0, OPT_FILE, "FILE", OWN(check), .rival = "catalog",
    .help = "check a catalog of your own and say what is wrong with it",
    .more = "With --explain-deadline, --needed-by or --format json it is shown like the one of --catalog." };
static const struct option_row option_explain_deadline = { "explain-deadline", 0, OPT_FLAG, NULL, OWN(explain_deadline),
    .help = "show every counted and skipped day" };
static const struct option_row option_format = { FORMAT_OF(catalog_reports) };

static bool command(struct run *run, struct err *e)
{
    const struct resources *resources = &run->resources;
    const struct catalog_settings *set = (const struct catalog_settings *)run->set;
    struct counted_deadline *deadlines = NULL;
    bool count = set->explain_deadline || set->shared.request.needed_by != DAY_NONE;
    if (set->check.n)
        run->set->wishes.catalog = set->check;
    if (!run_resources(run, RESOURCE_CATALOG | RESOURCE_HOLIDAYS | RESOURCE_WINDOWS_ROOTS, e))
        return false;
    struct catalog_shown shown = {
        .catalog = resources->catalog, .holidays = resources->holidays, .windows_roots = resources->roots.windows,
    };
    struct deadline_question question = { .holidays = resources->holidays, .submitted = resources->wishes->now, DEADLINE_QUESTION };
    question.needed_by = set->shared.request.needed_by;
    if (count && !deadline_explain(run->arena, resources->catalog, question, &deadlines, &shown.n_deadlines, e))
        return false;
    shown.deadlines = deadlines;
    struct report_run to = run_report_to(run, resources->wishes->now);
    const struct report *report = run_report(run, &catalog_reports);
    to.width = run->session->width;
    if (!set->check.n || count || report != catalog_reports.rows[0]) {
        report_begin(report, &to);
        report->one.catalog(&to, &shown);
    } else if (!set->shared.quiet) { /* one that could be loaded is a good one */
        put_fmt(run->out, "%.*s: a good catalog, with %zu services and %zu platforms\n", VIEW_ARG(shown.catalog->origin),
                shown.catalog->n_services, shown.catalog->n_platforms);
    }
    return true;
}

const struct command_row command_catalog = {
    .name = "catalog",
    .operands = "",
    .summary = "the services, delivery times and calendar in force",
    .about = "Delivery times are targets of the vendor, not guarantees.",
    .examples = {
        "certcase catalog\twhat is delivered, and how fast",
        "certcase catalog --explain-deadline --needed-by 2026-12-15 --holidays holidays.ics\thow the dates are counted",
        "certcase catalog --check my-catalog.xml\tbefore using your own",
    },
    .options = OPTIONS(&option_needed_by, &option_check, &option_explain_deadline, &option_catalog, &option_holidays,
        &option_windows_roots, &option_into, &option_format, OPTIONS_ALL),
    .settings = sizeof(struct catalog_settings),
    .run = command,
};
