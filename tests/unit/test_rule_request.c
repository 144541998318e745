#include "rule_facts.h"

#include "base/civil.h"

#define KEY_TEST "849515f2-b4ff-4aca-a9d6-9407bea655f4"

static const struct environment all[] = {
    { .name = VIEW_ROW("Test"), .key = VIEW_ROW(KEY_TEST), .hosting = HOST_CLOUD },
    { .name = VIEW_ROW("Production"), .hosting = HOST_CLOUD },
};
static const struct inventory inventory = { .path = VIEW_ROW("dir/inventory.xml"), .environments = all, .n_environments = COUNT_OF(all) };
static const struct route by_case = { .channel = CHANNEL_SUPPORT_CASE }, by_change = { .channel = CHANNEL_CHANGE };

struct given {
    struct evidence evidence;
    struct cert main;
    struct environment environments[2];
    struct view names[4], paths[4], unknown_names[4];
    struct view_list unknown;
    struct request request;
    struct case_record record;
    struct facts facts;
};

/* A request without a fault: Test, a contact, delivery in time, holidays known. */
static void set_up(struct given *g)
{
    *g = (struct given){
        .environments = { all[0], all[1] },
        .names = { VIEW("Test") },
        .paths = { VIEW("root.cer") },
    };
    g->unknown.items = g->unknown_names;
    g->request.environments = (struct view_list){ .items = g->names, .n = 1 };
    g->request.certificates = (struct view_list){ .items = g->paths, .n = 1 };
    g->record = (struct case_record){
        .service = { .id = VIEW("install-trusted-root"), .name = VIEW("Add a certificate"), .days = 5, .not_in_basic = true },
        .route = &by_case, .hosting = HOST_CLOUD, .environments = g->environments, .n_environments = 1,
        .contact = VIEW("Ana Silva <ana@example.com>"), .edition = EDITION_ENTERPRISE, .holidays_source = VIEW("dir/holidays.ics"),
        .holidays_from = day_of(2026, 1, 1), .holidays_to = day_of(2030, 12, 31),
        .deadline = { .submitted = NOW, .expected_delivery = day_of(2026, 11, 27), .needed_by = day_of(2026, 12, 15),
                      .submit_by = day_of(2026, 12, 8), .renew_by = day_of(2029, 12, 1), .counted_from = day_of(2026, 11, 20) },
    };
    g->facts = (struct facts){
        .now = NOW, .evidence = &g->evidence, .decided.main = &g->main, .decided.purpose = PURPOSE_TRUSTED_ROOT,
        .record = &g->record, .request = &g->request, .inventory = &inventory, .unknown_environments = &g->unknown,
        .expected_delivery = DAY_NONE,
    };
}

static void expect(struct given *g, const char *row, const char *rule, enum severity want, const char *message, const char *hint)
{
    struct arena arena = { 0 };
    struct facts facts = g->facts;
    struct inventory indexed = facts.inventory ? *facts.inventory : (struct inventory){ 0 };
    inventory_index(&arena, &indexed);
    facts.inventory = facts.inventory ? &indexed : NULL;
    check_first(&arena, &facts, row, rule, want, message, hint);
    arena_free(&arena);
}

/* The day that it counts from is what has to be in time. */
static void the_last_day_is_over_at_its_cut_off_hour(void **state)
{
    struct given g;
    (void)state;
    set_up(&g);
    g.record.deadline.submit_by = day_of(2026, 11, 20);
    expect(&g, "in time", "submit-by-passed", SEV_COUNT, "", "");
    g.record.deadline.after_cutoff = true;
    g.record.deadline.counted_from = day_of(2026, 11, 23);
    expect(&g, "after the cut-off", "submit-by-passed", SEV_WARNING, "Friday 2026-11-20", "submit today");
}

static void a_good_request_has_no_finding(void **state)
{
    struct arena arena = { 0 };
    struct findings out = { 0 };
    struct given g;
    (void)state;
    set_up(&g);
    rules_run(&g.facts, &arena, &out);
    for (size_t i = 0; i < out.n; i++)
        if (out.items[i].rule->group == GROUP_REQUEST)
            fail_msg("%s: %.*s", out.items[i].rule->id, VIEW_ARG(out.items[i].message));
    arena_free(&arena);
}

static void an_unknown_environment_brings_up_the_nearest(void **state)
{
    struct given g;
    (void)state;
    set_up(&g);
    g.unknown.n = 1;
    g.record.n_environments = 0;
    g.unknown_names[0] = VIEW("Prodution");
    expect(&g, "a typing error", "environment-unknown", SEV_ERROR, "\"inventory.xml\" has the name or key \"Prodution\"",
           "did you mean \"Production\"?");
    g.unknown_names[0] = VIEW("849515f2-b4ff-4aca-a9d6-9407bea655f5");
    expect(&g, "a key", "environment-unknown", SEV_ERROR, NULL, "did you mean \"" KEY_TEST "\"?");
    g.unknown_names[0] = VIEW("Staging area");
    expect(&g, "nothing near", "environment-unknown", SEV_ERROR, NULL, "it has \"Test\", \"Production\"");
    expect(&g, "not missing as well", "environment-missing", SILENT, NULL, NULL);
    g.unknown.n = 0;
    expect(&g, "none named", "environment-missing", SEV_ERROR, NULL, "\"Test\", \"Production\"");
    static const struct environment nine[9] = { [7] = { .name = VIEW_ROW("H") }, [8] = { .name = VIEW_ROW("I") } };
    const struct inventory large = { .environments = nine, .n_environments = COUNT_OF(nine) };
    g.facts.inventory = &large;
    expect(&g, "more than fit", "environment-missing", SEV_ERROR, NULL, "\"H\" and 1 more");
    static const struct environment named[] = { { .name = VIEW_ROW("Prod; EU"), .key = VIEW_ROW("K-7") }, { .name = VIEW_ROW("A|B") } };
    const struct inventory parted = { .environments = named, .n_environments = COUNT_OF(named) };
    g.facts.inventory = &parted;
    g.unknown.n = 1;
    g.unknown_names[0] = VIEW("eu");
    expect(&g, "a part of a name", "environment-unknown", SEV_ERROR, NULL, "for \"Prod; EU\" write its key, \"K-7\"");
    g.unknown_names[0] = VIEW("B");
    expect(&g, "of one without a key", "environment-unknown", SEV_ERROR, NULL, "give \"A|B\" a key in the inventory");
    g.unknown.n = 0;
    g.facts.inventory = NULL;
    expect(&g, "no inventory", "environment-missing", SEV_ERROR, NULL, "-e NAME");
}

/* Each is done once, so the one that was meant instead stays without the certificate. */
static void a_front_end_that_is_named_twice_is_noticed(void **state)
{
    static const struct { const char *name, *first, *second, *other, *says; size_t n; } rows[] = {
        { "each once", "FE-1", "FE-2", "FE-3", NULL, 0 },
        { "in one environment", "FE-1", "fe-1", "FE-3", "\"fe-1\" is named twice among the front-ends of \"Test\"", 1 },
        { "in two", "FE-1", "FE-2", "Fe-2", "\"Fe-2\" is named as a front-end of \"Test\" and of \"Production\"", 1 },
        { "three times in all", "FE-1", "fe-1", "FE-1", "\"fe-1\" is named twice among", 2 },
        { "a part of its name is another's", "FE-1", "FE-1.acme.example", "FE-10", NULL, 0 },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct view test[] = { view_of(rows[i].first), view_of(rows[i].second) }, production[] = { view_of(rows[i].other) };
        struct given g;
        set_up(&g);
        g.record.n_environments = 2;
        g.environments[0].front_end_names = test, g.environments[0].n_front_end_names = 2;
        g.environments[1].front_end_names = production, g.environments[1].n_front_end_names = 1;
        expect(&g, rows[i].name, "front-end-named-twice", rows[i].says ? SEV_WARNING : SILENT, rows[i].says, NULL);
        struct arena arena = { 0 };
        assert_int_equal(count_findings(&arena, &g.facts, "front-end-named-twice"), rows[i].n);
        arena_free(&arena);
    }
}

static void environments_without_the_service_are_refused(void **state)
{
    struct given g;
    (void)state;
    set_up(&g);
    g.environments[0].hosting = HOST_ODC;
    expect(&g, "ODC", "odc-environment", SEV_ERROR, "\"Test\"", "public CA");
    g.environments[0].hosting = HOST_PERSONAL;
    expect(&g, "personal", "personal-environment", SEV_ERROR, "\"Test\"", NULL);
    g.environments[0].hosting = HOST_UNKNOWN;
    expect(&g, "unknown", "hosting-unknown", SEV_ERROR, "\"Test\"", "--hosting");
    expect(&g, "unknown", "odc-environment", SILENT, NULL, NULL);
}

static void the_basic_edition_lacks_the_service(void **state)
{
    struct given g;
    (void)state;
    set_up(&g);
    g.record.edition = EDITION_BASIC;
    expect(&g, "basic", "service-not-in-edition", SEV_ERROR, "Basic edition", NULL);
    g.record.service.not_in_basic = false;
    expect(&g, "basic, another service", "service-not-in-edition", SILENT, NULL, NULL);
    g.record.service.not_in_basic = true;
    g.record.edition = EDITION_UNKNOWN;
    expect(&g, "nobody knows", "service-not-in-edition", SILENT, NULL, NULL);
    g.record.edition = EDITION_BASIC;
    g.record.service.id = VIEW("");
    expect(&g, "no service at all", "service-not-in-edition", SILENT, NULL, NULL);
}

static void a_case_needs_a_contact(void **state)
{
    struct given g;
    (void)state;
    set_up(&g);
    g.record.contact = VIEW("Ana Silva");
    expect(&g, "a name alone", "contact-missing", SEV_WARNING, "Ana Silva", "--contact");
    g.record.contact = VIEW("");
    expect(&g, "a case", "contact-missing", SEV_WARNING, NULL, "--contact");
    g.record.route = &by_change;
    expect(&g, "a change of one's own", "contact-missing", SILENT, NULL, NULL);
}

static void the_same_thing_twice_is_noticed(void **state)
{
    struct given g;
    (void)state;
    set_up(&g);
    g.request.environments.n = 2;
    g.names[1] = VIEW("tEST");
    expect(&g, "by name", "duplicate-request", SEV_WARNING, "\"tEST\" is named twice", NULL);
    g.names[1] = VIEW(KEY_TEST);
    expect(&g, "by name and by key", "duplicate-request", SEV_WARNING, NULL, NULL);
    g.names[1] = VIEW("Production");
    expect(&g, "two environments", "duplicate-request", SILENT, NULL, NULL);
    g.names[1] = VIEW("Elsewhere");
    expect(&g, "one that is unknown", "duplicate-request", SILENT, NULL, NULL);
    g.names[0] = VIEW("elsewhere");
    expect(&g, "an unknown one twice", "duplicate-request", SEV_WARNING, "\"Elsewhere\" is named twice", NULL);
    g.names[0] = VIEW("Qualit\u00E0");
    g.names[1] = VIEW("Qualita\u0300");
    expect(&g, "an unknown one with its accent apart", "duplicate-request", SEV_WARNING, "is named twice", NULL);
    g.names[0] = VIEW("elsewhere");
    g.names[1] = VIEW("Elsewhere");
    g.names[0] = VIEW("Nowhere");
    expect(&g, "two unknown ones", "duplicate-request", SILENT, NULL, NULL);
    static const struct repeated repeats[] = { { 1, VIEW_ROW("Elsewhere") }, { 3, VIEW_ROW("Test") }, { 4, VIEW_ROW("Production") } };
    g.request.repeats = repeats;
    g.request.n_repeats = 1;
    expect(&g, "of the other part", "duplicate-request", SILENT, NULL, NULL);
    g.request.n_repeats = 3;
    expect(&g, "another row", "duplicate-request", SEV_WARNING, "row 3 asks for the same certificate in \"Test\"",
           "counted without a sheet's header");
    g.record.n_environments = 2;
    expect(&g, "two rows", "duplicate-request", SEV_WARNING, "row 3 asks for the same certificate in \"Test\", row 4 in \"Production\"",
           NULL);
    g.record.n_environments = 1;
    g.request.n_repeats = 0;
    g.request.certificates.n = 2;
    g.paths[1] = VIEW("root.cer");
    expect(&g, "a file", "duplicate-request", SEV_WARNING, "the file \"root.cer\"", NULL);
}

/* As many as an inventory may have, each asked for, and as many that aren't there; it would take minutes to compare all with all. */
static void a_thousand_environments_are_soon_compared(void **state)
{
    enum { MANY = 1000 };
    struct given g;
    struct arena arena = { 0 };
    struct environment *list = NEW(&arena, struct environment, MANY);
    const struct inventory large = { .path = VIEW("inventory.xml"), .environments = list, .n_environments = MANY };
    struct view *known = NEW(&arena, struct view, MANY), *unknown = NEW(&arena, struct view, MANY);
    (void)state;
    set_up(&g);
    for (size_t i = 0; i < MANY; i++) {
        known[i] = view_fmt(&arena, "environment-of-the-partners-%05zu", i);
        unknown[i] = view_fmt(&arena, "environment-of-the-partners-%05zu", MANY + i);
        list[i] = (struct environment){ .name = known[i], .key = view_fmt(&arena, "key-of-the-environment-number-%05zu", i) };
    }
    g.facts.inventory = &large;
    g.request.environments = (struct view_list){ .items = known, .n = MANY };
    clock_t start = clock();
    expect(&g, "a thousand", "duplicate-request", SILENT, NULL, NULL);
    g.unknown = (struct view_list){ .items = unknown, .n = MANY };
    expect(&g, "a thousand unknown ones", "environment-unknown", SEV_ERROR, "\"environment-of-the-partners-01000\"", "did you mean");
    if ((clock() - start) / CLOCKS_PER_SEC > 20) /* under sanitizers */
        fail_msg("took %ld s", (long)((clock() - start) / CLOCKS_PER_SEC));
    arena_free(&arena);
}

static void a_renewal_is_another_certificate_that_lasts(void **state)
{
    struct given g;
    struct replaced *old = &g.record.replaced;
    (void)state;
    set_up(&g);
    memset(g.main.sha256, 0xab, sizeof g.main.sha256);
    g.main.not_after = NOW + 30 * INT64_C(86400);
    expect(&g, "it replaces nothing", "renews-itself", SILENT, NULL, NULL);
    expect(&g, "it replaces nothing", "renewal-ends-sooner", SILENT, NULL, NULL);
    *old = (struct replaced){ .case_id = VIEW("old"), .not_after = NOW + 31 * INT64_C(86400),
                              .sha256 = VIEW("cdababababababababababababababababababababababababababababababab") };
    expect(&g, "another one", "renews-itself", SILENT, NULL, NULL);
    expect(&g, "that lasts a day longer", "renewal-ends-sooner", SEV_WARNING, "before the one it replaces (Monday 2026-12-21)",
           NULL);
    old->sha256 = VIEW("abababababababababababababababababababababababababababababababab");
    old->not_after = g.main.not_after;
    expect(&g, "itself", "renews-itself", SEV_ERROR, "the very certificate that \"old\" asked for", "the renewed certificate");
    expect(&g, "as long", "renewal-ends-sooner", SILENT, NULL, NULL);
    old->case_id = (struct view){ 0 };
    expect(&g, "itself, without a bundle", "renews-itself", SEV_ERROR, "the very certificate that it would replace", "the renewed");
    old->not_after = TIME_NONE;
    expect(&g, "nobody knows how long", "renewal-ends-sooner", SILENT, NULL, NULL);
    g.facts.decided.main = NULL;
    expect(&g, "no certificate", "renews-itself", SILENT, NULL, NULL);
}

static void a_renewal_is_of_the_same_kind(void **state)
{
    static const struct {
        const char *name;
        enum purpose purpose;
        enum hosting old, new;
        const char *message; /* NULL: silent */
    } rows[] = {
        { "the same", PURPOSE_TRUSTED_ROOT, HOST_CLOUD, HOST_CLOUD, NULL },
        { "a client's", PURPOSE_CLIENT_SIDE, HOST_CLOUD, HOST_CLOUD, "\"old\" asked for client-side, this is trusted-root" },
        { "elsewhere", PURPOSE_TRUSTED_ROOT, HOST_CLOUD, HOST_SELF_MANAGED, "was for OutSystems Cloud, this is for" },
        { "nobody knows where", PURPOSE_TRUSTED_ROOT, HOST_CLOUD, HOST_UNKNOWN, NULL },
        { "only the record is at hand", PURPOSE_NONE, HOST_CLOUD, HOST_SELF_MANAGED, NULL },
    };
    struct given g;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        set_up(&g);
        g.record.purpose = PURPOSE_TRUSTED_ROOT;
        g.record.hosting = rows[i].new;
        g.record.replaced = (struct replaced){ .case_id = VIEW("old"), .purpose = rows[i].purpose, .hosting = rows[i].old };
        expect(&g, rows[i].name, "renews-another-kind", rows[i].message ? SEV_WARNING : SILENT, rows[i].message, NULL);
    }
}

/* A finding for each would fill the record of the bundle. */
static void many_places_where_it_never_was_are_one_finding(void **state)
{
    enum { MANY = 1000 };
    static const struct environment old[] = { { .name = VIEW_ROW("Test"), .host = VIEW_ROW("a.example") }, { .name = VIEW_ROW("QA") } };
    struct environment new[MANY] = { { .name = VIEW_ROW("Test"), .host = VIEW_ROW("b.example") }, { .name = VIEW_ROW("QA") } };
    static const char *const says[] = {
        "\"old\" was for \"Test\" at a.example, this is for b.example",
        "\"old\" was for \"Test\" and others, not for \"E2\", \"E3\", \"E4\" and 995 more",
    };
    struct arena arena = { 0 };
    struct findings out = { 0 };
    struct given g;
    (void)state;
    set_up(&g);
    for (size_t i = 2; i < MANY; i++)
        new[i].name = view_fmt(&arena, "E%zu", i);
    g.record.environments = new;
    g.record.n_environments = MANY;
    g.record.replaced = (struct replaced){ .case_id = VIEW("old"), .purpose = g.record.purpose, .hosting = g.record.hosting,
                                           .environments = old, .n_environments = COUNT_OF(old) };
    rules_run(&g.facts, &arena, &out);
    size_t n = 0;
    for (size_t i = 0; i < out.n; i++)
        if (strcmp(out.items[i].rule->id, "renews-another-kind") == 0 && n++ < COUNT_OF(says) &&
            !view_eq(out.items[i].message, view_of(says[n - 1])))
            fail_msg("%.*s", VIEW_ARG(out.items[i].message));
    assert_int_equal(n, COUNT_OF(says));
    arena_free(&arena);
}

static void late_is_said_to_the_day(void **state)
{
    struct given g;
    struct deadline *d = &g.record.deadline;
    (void)state;
    set_up(&g);
    d->needed_by = day_of(2026, 11, 27);
    expect(&g, "on the day", "delivery-after-needed-by", SILENT, NULL, NULL);
    d->needed_by = day_of(2026, 11, 26);
    expect(&g, "a day late", "delivery-after-needed-by", SEV_WARNING, "2026-11-27, but it is needed by Thursday 2026-11-26",
           "and move the date if that can be done");
    g.record.replaced.sha256 = VIEW("0a1b");
    g.record.replaced.not_after = time_of_day(day_of(2026, 11, 27)); /* nobody moves that */
    expect(&g, "a renewal", "delivery-after-needed-by", SEV_WARNING, "2026-11-27, but it is needed by Thursday 2026-11-26",
           "what needs the old certificate fails from Friday 2026-11-27, 00:00 UTC on, until the new one is installed");
    g.record.replaced.not_after = time_of_day(day_of(2026, 11, 19));
    expect(&g, "a renewal of what has expired", "delivery-after-needed-by", SEV_WARNING, "2026-11-27",
           "the old certificate has expired: what needs it fails until the new one is installed");
    g.record.replaced.not_after = time_of_day(day_of(2026, 12, 1));
    expect(&g, "a renewal by a day that was chosen", "delivery-after-needed-by", SEV_WARNING, "2026-11-27",
           "and move the date if that can be done");
    d->needed_by = DAY_NONE;
    expect(&g, "no day", "delivery-after-needed-by", SILENT, NULL, NULL);
    d->submit_by = day_of(2026, 11, 20);
    expect(&g, "the last day is today", "submit-by-passed", SILENT, NULL, NULL);
    d->submit_by = day_of(2026, 11, 19);
    expect(&g, "the last day was yesterday", "submit-by-passed", SEV_WARNING, "2026-11-19", NULL);
    d->submit_by = DAY_NONE;
    expect(&g, "no last day", "submit-by-passed", SILENT, NULL, NULL);
    g.record.route = &by_change;
    d->needed_by = day_of(2026, 11, 20);
    expect(&g, "a change needed today", "submit-by-passed", SILENT, NULL, NULL);
    d->needed_by = day_of(2026, 11, 19);
    expect(&g, "a change needed yesterday", "submit-by-passed", SEV_WARNING, "Thursday 2026-11-19, has passed",
           "do it at once, and tell those who depend on it");
    d->submit_by = day_of(2026, 11, 18);
    expect(&g, "a change to start before", "submit-by-passed", SEV_WARNING, "the last day to start it was Wednesday 2026-11-18",
           "do it at once");
}

static void dates_without_known_holidays_are_said(void **state)
{
    struct given g;
    (void)state;
    set_up(&g);
    g.record.holidays_to = day_of(2026, 11, 26);
    expect(&g, "ends before the delivery", "holidays-not-covered", SEV_NOTE, "day it is needed by (Tuesday 2026-12-15)", "build it with");
    g.record.holidays_to = day_of(2026, 12, 14); /* which the last day to submit is counted back over */
    expect(&g, "ends before the day it is needed", "holidays-not-covered", SEV_NOTE, "day it is needed by (Tuesday 2026-12-15)", NULL);
    g.record.holidays_to = day_of(2026, 12, 15);
    expect(&g, "ends on the last date", "holidays-not-covered", SILENT, NULL, NULL);
    g.record.deadline.needed_by = g.record.deadline.submit_by = DAY_NONE;
    g.record.holidays_to = day_of(2026, 11, 26);
    expect(&g, "needed on no day", "holidays-not-covered", SEV_NOTE, "expected delivery (Friday 2026-11-27)", NULL);
    g.record.holidays_to = day_of(2026, 11, 27);
    expect(&g, "needed on no day, covered", "holidays-not-covered", SILENT, NULL, NULL);
    g.record.holidays_from = day_of(2026, 11, 21);
    expect(&g, "begins too late", "holidays-not-covered", SEV_NOTE, "2026-11-20", NULL);
    g.record.holidays_source = VIEW("");
    expect(&g, "none", "holidays-not-covered", SEV_NOTE, "no holidays were given", "build it with the public holidays: --holidays");
    g.record.deadline.expected_delivery = DAY_NONE;
    expect(&g, "nothing is counted", "holidays-not-covered", SILENT, NULL, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_day_is_over_at_its_cut_off_hour),
        cmocka_unit_test(a_good_request_has_no_finding),
        cmocka_unit_test(an_unknown_environment_brings_up_the_nearest),
        cmocka_unit_test(a_front_end_that_is_named_twice_is_noticed),
        cmocka_unit_test(environments_without_the_service_are_refused),
        cmocka_unit_test(the_basic_edition_lacks_the_service),
        cmocka_unit_test(a_case_needs_a_contact),
        cmocka_unit_test(the_same_thing_twice_is_noticed),
        cmocka_unit_test(a_thousand_environments_are_soon_compared),
        cmocka_unit_test(a_renewal_is_another_certificate_that_lasts),
        cmocka_unit_test(a_renewal_is_of_the_same_kind),
        cmocka_unit_test(many_places_where_it_never_was_are_one_finding),
        cmocka_unit_test(late_is_said_to_the_day),
        cmocka_unit_test(dates_without_known_holidays_are_said),
    };
    return cmocka_run_group_tests_name("rule_request", tests, NULL, NULL);
}
