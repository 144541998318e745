/* Who does what: every cell is filled, the eight situations are the published ones, and a template is named where a bundle is made. */
#include "steps/route.h"
#include "unit.h"

static const struct {
    enum purpose purpose;
    enum hosting hosting;
    enum domain domain;
    unsigned situation;
    enum channel channel;
} rows[] = {
    { PURPOSE_SERVER, HOST_CLOUD, DOMAIN_VENDORS, 1, CHANNEL_NOTHING },
    { PURPOSE_SERVER, HOST_CLOUD, DOMAIN_OWN, 2, CHANNEL_SELF_SERVICE },
    { PURPOSE_SERVER, HOST_CLOUD, DOMAIN_BY_CASE, 2, CHANNEL_SUPPORT_CASE },
    { PURPOSE_SERVER, HOST_SELF_MANAGED, DOMAIN_BY_CASE, 3, CHANNEL_CHANGE },
    { PURPOSE_CLIENT_SIDE, HOST_CLOUD, DOMAIN_BY_CASE, 6, CHANNEL_SUPPORT_CASE },
    { PURPOSE_SERVER, HOST_SELF_MANAGED, DOMAIN_OWN, 3, CHANNEL_CHANGE },
    { PURPOSE_TRUSTED_ROOT, HOST_CLOUD, DOMAIN_OWN, 4, CHANNEL_SUPPORT_CASE },
    { PURPOSE_TRUSTED_ROOT, HOST_SELF_MANAGED, DOMAIN_OWN, 5, CHANNEL_CHANGE },
    { PURPOSE_CLIENT_SIDE, HOST_CLOUD, DOMAIN_OWN, 6, CHANNEL_SUPPORT_CASE },
    { PURPOSE_CLIENT_SIDE, HOST_SELF_MANAGED, DOMAIN_OWN, 7, CHANNEL_CHANGE },
    { PURPOSE_INBOUND_MTLS, HOST_CLOUD, DOMAIN_OWN, 8, CHANNEL_SUPPORT_CASE },
    { PURPOSE_INBOUND_MTLS, HOST_SELF_MANAGED, DOMAIN_OWN, 8, CHANNEL_CHANGE },
    { PURPOSE_INBOUND_MTLS, HOST_ODC, DOMAIN_OWN, 0, CHANNEL_REFUSED },
    { PURPOSE_TRUSTED_ROOT, HOST_ODC, DOMAIN_OWN, 0, CHANNEL_REFUSED },
    { PURPOSE_CLIENT_SIDE, HOST_PERSONAL, DOMAIN_OWN, 0, CHANNEL_REFUSED },
    { PURPOSE_SERVER, HOST_CLOUD, DOMAIN_VENDORS_BY_NAME, 1, CHANNEL_NOTHING },
    { PURPOSE_SERVER, HOST_SELF_MANAGED, DOMAIN_VENDORS_BY_NAME, 1, CHANNEL_NOTHING },
    { PURPOSE_TRUSTED_ROOT, HOST_CLOUD, DOMAIN_VENDORS_BY_NAME, 4, CHANNEL_SUPPORT_CASE },
    { PURPOSE_SERVER, HOST_ODC, DOMAIN_VENDORS, 0, CHANNEL_REFUSED },
    { PURPOSE_SERVER, HOST_ODC, DOMAIN_VENDORS_BY_NAME, 0, CHANNEL_REFUSED },
    { PURPOSE_SERVER, HOST_PERSONAL, DOMAIN_VENDORS, 0, CHANNEL_REFUSED },
    { PURPOSE_TRUSTED_ROOT, HOST_CLOUD, DOMAIN_VENDORS, 4, CHANNEL_SUPPORT_CASE },
    { PURPOSE_NONE, HOST_CLOUD, DOMAIN_OWN, 0, CHANNEL_REFUSED },
};

static void situations_are_the_published_ones(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct route *route = route_find(rows[i].purpose, rows[i].hosting, rows[i].domain);
        assert_int_equal(route->situation, rows[i].situation);
        assert_int_equal(route->channel, rows[i].channel);
    }
}

static void check_cell(const struct route *route)
{
    bool makes_bundle = route->channel == CHANNEL_SUPPORT_CASE || route->channel == CHANNEL_CHANGE;
    const struct explanation *told = route_explanation(route);
    assert_true(told->title[0] && told->hint[0] && strncmp(told->source, "https://", 8) == 0);
    assert_int_equal(told->why != NULL, !makes_bundle && route->channel != CHANNEL_REFUSED);
    for (enum bundle_part part = 0; part < PART_NAMED_COUNT; part++) {
        bool always = part == PART_TICKET || part == PART_SUBMIT, made = bundle_part_is_text(part) && part != PART_REMINDERS;
        assert_int_equal(route->templates[part] != NULL, made && (always ? makes_bundle : route->channel == CHANNEL_CHANGE));
    }
    assert_int_equal(route->service[0] != '\0', makes_bundle);
}

static void no_cell_is_empty(void **state)
{
    (void)state;
    for (int p = 0; p < PURPOSE_COUNT; p++)
        for (int h = 0; h < HOST_COUNT; h++)
            for (int d = DOMAIN_OWN; d <= DOMAIN_BY_CASE; d++)
                check_cell(route_find((enum purpose)p, (enum hosting)h, (enum domain)d));
}

static void templates_and_services_exist(void **state)
{
    struct view bytes, catalog;
    (void)state;
    assert_true(asset_find(VIEW("catalog.xml"), &catalog));
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct route *route = route_find(rows[i].purpose, rows[i].hosting, rows[i].domain);
        for (size_t n = 0; n < PART_NAMED_COUNT; n++)
            assert_true(!route->templates[n] || asset_find(view_of(route->templates[n]), &bytes));
        size_t at;
        assert_true(route->service[0] == '\0' || view_find(catalog, view_of(route->service), &at));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(situations_are_the_published_ones),
        cmocka_unit_test(no_cell_is_empty),
        cmocka_unit_test(templates_and_services_exist),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
