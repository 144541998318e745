#include "model/catalog.h"

const struct service *catalog_service(const struct catalog *c, struct view id)
{
    for (size_t i = 0; i < c->n_services; i++)
        if (view_eq(c->services[i].id, id))
            return &c->services[i];
    return NULL;
}

const struct platform *catalog_platform(const struct catalog *c, struct view id)
{
    for (size_t i = 0; i < c->n_platforms; i++)
        if (view_eq(c->platforms[i].id, id))
            return &c->platforms[i];
    return NULL;
}

unsigned catalog_pfx_accepted(const struct catalog *c, struct view service)
{
    const struct service *found = catalog_service(c, service);
    return found ? found->pfx_accepted : 0;
}
