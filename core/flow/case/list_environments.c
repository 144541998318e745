#include "flow/case/make_case.h"

#include "flow/inspect.h"
#include "report/items.h"
#include "steps/route.h"
#include "steps/rules/rules.h"

static unsigned pfx_accepted(const struct resources *resources, enum hosting hosting, const struct platform *platform)
{
    const struct route *route = route_find(PURPOSE_CLIENT_SIDE, hosting, DOMAIN_OWN);
    if (hosting == HOST_ODC || hosting == HOST_PERSONAL)
        return 0;
    unsigned by_service = catalog_pfx_accepted(resources->catalog, view_of(route->service));
    return by_service ? by_service : platform_pfx_accepted(platform);
}

void list_environments(const struct resources *resources, struct arena *keep, const struct inventory *inventory,
                       struct inventory_shown *out)
{
    struct environment_shown *items = NEW(keep, struct environment_shown, inventory->n_environments);
    for (size_t i = 0; i < inventory->n_environments; i++) {
        struct environment *copy = NEW(keep, struct environment, 1);
        struct platform *platform = NEW(keep, struct platform, 1);
        *copy = inventory->environments[i];
        *platform = pick_platform(resources, &(struct environment_group){ .hosting = copy->hosting, .items = copy, .n = 1 });
        const struct case_record record = { .hosting = copy->hosting, .environments = copy, .n_environments = 1, .platform = *platform };
        const struct facts known = { .record = &record, .inventory = inventory }, facts = inspect_facts(resources, NULL, keep, &known);
        items[i] = (struct environment_shown){ .environment = copy, .platform = platform };
        items[i].assumed = copy->platform.n == 0 && resources->wishes->platform.n == 0;
        items[i].pfx_accepted = pfx_accepted(resources, copy->hosting, platform);
        rules_run_environment(&facts, keep, &items[i].findings);
    }
    *out = (struct inventory_shown){ .inventory = inventory, .items = items, .n = inventory->n_environments };
}
