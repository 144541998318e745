#include "flow/count.h"

#include "steps/deadline.h"

/* From submit_by to its delivery. Only days matter here, so the calendar's clock is left out. */
static bool count_back(struct arena *arena, const struct kit *kit, struct counted_deadline *c, struct err *e)
{
    struct calendar days_only = kit->catalog->calendar;
    struct deadline unused;
    days_only.zone = VIEW("UTC");
    days_only.cutoff_minute = -1;
    const struct deadline_question question = {
        .submitted = time_of_day(c->deadline.submit_by),
        .needed_by = DAY_NONE,
        .replaces_expiry = TIME_NONE,
        .own_expiry = TIME_NONE,
    };
    return deadline_find(arena, c->services[0], &days_only, kit->holidays, &question, &unused, &c->backwards, &c->n_backwards, e);
}

static void gather(struct arena *arena, const struct catalog *catalog, unsigned days, struct counted_deadline *c)
{
    const struct service **services = NEW(arena, const struct service *, catalog->n_services);
    for (size_t i = 0; i < catalog->n_services; i++)
        if (catalog->services[i].days == days)
            services[c->n_services++] = &catalog->services[i];
    c->services = services;
}

bool count_days(struct arena *arena, const struct kit *kit, int32_t needed_by, struct counted_deadline **out, size_t *n, struct err *e)
{
    const struct catalog *catalog = kit->catalog;
    const struct deadline_question question = {
        .submitted = kit->now, .needed_by = needed_by, .replaces_expiry = TIME_NONE, .own_expiry = TIME_NONE,
    };
    *out = NEW(arena, struct counted_deadline, catalog->n_services);
    *n = 0;
    for (size_t i = 0; i < catalog->n_services; i++) {
        const struct service *service = &catalog->services[i];
        bool seen = service->days == 0;
        for (size_t j = 0; j < *n; j++)
            seen = seen || (*out)[j].services[0]->days == service->days;
        if (seen)
            continue;
        struct counted_deadline *c = &(*out)[(*n)++];
        gather(arena, catalog, service->days, c);
        if (!deadline_find(arena, service, &catalog->calendar, kit->holidays, &question, &c->deadline, &c->days, &c->n_days, e))
            return false;
        if (c->deadline.submit_by != DAY_NONE && needed_by != DAY_NONE && !count_back(arena, kit, c, e))
            return false;
    }
    return true;
}
