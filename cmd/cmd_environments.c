#include "command.h"

#include "flow/case/environments.h"
#include "report/items.h"

static const struct option_row option_example = { "example", 0, OPT_FLAG, NULL, SHARED(example),
    .help = "print an inventory.xml to fill in" };
static const struct option_row option_format = { FORMAT_OF(environments_reports) };

static bool command(struct run *run, struct err *e)
{
    const struct resources *resources = &run->resources;
    struct inventory inventory;
    struct inventory_shown shown;
    if (run->set->example)
        return run_example(run, "inventory.example.xml", e);
    if (run->set->operands.n == 0)
        return environments_missing(e);
    if (!run_resources(run, RESOURCE_CATALOG, e) || !inventory_open(resources, run->arena, run->set->operands.items[0], &inventory, e))
        return false;
    list_environments(resources, run->arena, &inventory, &shown);
    for (size_t i = 0; i < shown.n; i++)
        run_finds(run, findings_worst(&shown.items[i].findings));
    struct report_run to = run_report_to(run, resources->wishes->now);
    run_report(run, &environments_reports)->one.environments(&to, &shown);
    return true;
}

const struct command_row command_environments = {
    .name = "environments",
    .operands = "INVENTORY",
    .summary = "what an inventory says about each environment, checked",
    .about = "INVENTORY is the answer of LifeTime's API, or an inventory.xml. build and batch need none: -e NAME=HOST says where an "
             "environment runs.",
    .most = 1,
    .examples = {
        "certcase environments environments.json\tas LifeTime's API answers it",
        "certcase environments --example -o inventory.xml\tbegin with an example",
        "certcase environments inventory.xml --format csv\tfor a spreadsheet",
    },
    .options = OPTIONS(&option_example, &option_catalog, &option_platform, &option_fail_on, &option_into, &option_format,
        &option_separator, OPTIONS_ALL),
    .run = command,
};
