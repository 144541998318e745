/* Recorded service, calendar and dates against a catalog's and against dates counted again: each field on its own. */
#include "parts_kit.h"

#include "format/catalog_read.h"
#include "steps/compare/compare.h"

static const struct zip_entry some[] = { { .name = VIEW_ROW("case.xml"), .bytes = VIEW_ROW("x") } };

static const struct route other_service = { .service = "no-such" };

static void read_catalog(struct parts_kit *k, struct catalog *out)
{
    struct view bytes;
    struct err e;
    assert_true(asset_find(VIEW("catalog.xml"), &bytes));
    if (!catalog_read(&k->arena, VIEW("built in"), bytes, out, &e))
        fail_msg("%s", e.what);
}

static void every_field_of_the_catalog_is_compared(void **state)
{
    struct parts_kit *k = *state;
    struct catalog catalog;
    read_catalog(k, &catalog);
    const struct platform *platform = catalog_platform(&catalog, catalog.default_platform);
    const struct case_record good = { .catalog_id = catalog.id, .catalog_origin = catalog.origin, .service = catalog.services[0],
                                      .calendar = catalog.calendar, .platform = *platform };
    compare_catalog(parts_of(k, some, 1), &good, &catalog);
    parts_print(k);
    assert_int_equal(k->problems.n, 0);
    enum { FIELDS = 23 };
    for (int i = 0; i < FIELDS; i++) {
        struct case_record c = good;
        switch (i) {
        case 0: c.service.days++; break;
        case 1: c.service.margin++; break;
        case 2: c.service.name = VIEW("x"); break;
        case 3: c.service.source = VIEW("x"); break;
        case 4: c.service.severity = VIEW("URGENT"); break;
        case 5: c.service.inferred = !c.service.inferred; break;
        case 6: c.service.effective = day_of(1999, 1, 1); break;
        case 7: c.service.note = VIEW("x"); break;
        case 8: c.calendar.zone = VIEW("Asia/Tokyo"); break;
        case 9: c.calendar.cutoff_minute = 600; break;
        case 10: c.calendar.weekend[3] = !c.calendar.weekend[3]; break;
        case 11: c.calendar.convention = VIEW("x"); break;
        case 12: c.service.id = VIEW("no-such"); break;
        case 13: c.service.margin_inferred = !c.service.margin_inferred; break;
        case 14: c.service.severity_inferred = !c.service.severity_inferred; break;
        case 15: c.service.not_in_basic = !c.service.not_in_basic; break;
        case 16: c.service.effective_year = !c.service.effective_year; break;
        case 17: c.calendar.inferred = !c.calendar.inferred; break;
        case 18: c.catalog_id = VIEW("x"); break;
        case 19: c.platform.id = VIEW("no-such"); break;
        case 20: c.route = &other_service; break;
        case 21: c.catalog_origin = VIEW("the vendor"); break;
        default: c.platform.title = VIEW("x"); break;
        }
        compare_catalog(parts_of(k, some, 1), &c, &catalog);
        if (k->problems.n == 0 || k->problems.items[0].kind != BUNDLE_DEADLINE_CONTRADICTS_CATALOG)
            fail_msg("field %d", i);
    }
}

static void every_date_is_compared(void **state)
{
    struct parts_kit *k = *state;
    const struct counted_day days[] = { { .day = 20000, .number = 0 }, { .day = 20001, .skipped = true, .why = VIEW("Saturday") } };
    const struct deadline real = { .counted_from = 20000, .expected_delivery = 20007, .submit_by = 20010, .needed_by = 20017,
                                   .renew_by = 21000, .days = days, .n_days = COUNT_OF(days) };
    int32_t *fields[] = { NULL, NULL, NULL, NULL, NULL };
    struct case_record c = { .deadline = real };
    compare_dates(parts_of(k, some, 1), &c, &real);
    assert_int_equal(k->problems.n, 0);
    fields[0] = &c.deadline.counted_from, fields[1] = &c.deadline.expected_delivery, fields[2] = &c.deadline.submit_by;
    fields[3] = &c.deadline.needed_by, fields[4] = &c.deadline.renew_by;
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        int32_t was = *fields[i];
        *fields[i] = i % 2 ? DAY_NONE : was + 1;
        compare_dates(parts_of(k, some, 1), &c, &real);
        parts_one(k, BUNDLE_DEADLINE_CONTRADICTS_CATALOG, "case.xml", "counted again it is");
        *fields[i] = was;
    }
    c.deadline.n_days = 1;
    compare_dates(parts_of(k, some, 1), &c, &real);
    parts_one(k, BUNDLE_DEADLINE_CONTRADICTS_CATALOG, "case.xml", "recorded days");
    c.deadline.n_days = 2;
    for (int i = 0; i < 6; i++) {
        struct counted_day other[COUNT_OF(days)];
        memcpy(other, days, sizeof days);
        c.deadline = real;
        c.deadline.days = other;
        switch (i) {
        case 0: c.deadline.on_day_off = true; break;
        case 1: c.deadline.after_cutoff = true; break;
        case 2: other[1].day++; break;
        case 3: other[1].number++; break;
        case 4: other[1].skipped = false; break;
        default: other[1].why = VIEW("Sunday"); break;
        }
        compare_dates(parts_of(k, some, 1), &c, &real);
        parts_one(k, BUNDLE_DEADLINE_CONTRADICTS_CATALOG, "case.xml", "recorded days");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PARTS_TEST(every_field_of_the_catalog_is_compared),
        PARTS_TEST(every_date_is_compared),
    };
    return cmocka_run_group_tests_name("compare_dates", tests, NULL, NULL);
}
