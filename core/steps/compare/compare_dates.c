#include "steps/compare/compare.h"

#include "base/civil.h"
#include "base/utf8.h"

enum { SHOWN_BYTES = 120 };

static void differ(const struct bundle_parts *p, const char *field, struct view recorded, struct view real)
{
    if (!view_eq(recorded, real))
        problem_add(p->problems, BUNDLE_DEADLINE_CONTRADICTS_CATALOG, bundle_part_name(PART_RECORD),
                    "the record has %s '%s', the catalog it names '%s'", field, text_cut(p->arena, recorded, SHOWN_BYTES),
                    text_cut(p->arena, real, SHOWN_BYTES));
}

static void differ_number(const struct bundle_parts *p, const char *field, int64_t recorded, int64_t real)
{
    if (recorded != real)
        differ(p, field, view_fmt(p->arena, "%lld", (long long)recorded), view_fmt(p->arena, "%lld", (long long)real));
}

static const char *day_or_none(int32_t day, char out[DAY_PHRASE])
{
    return day == DAY_NONE ? "none" : day_phrase(day, out);
}

static void compare_service(const struct bundle_parts *p, const struct service *recorded, const struct service *real)
{
    char said[DAY_PHRASE], is[DAY_PHRASE];
    differ(p, "the service", recorded->name, real->name);
    differ(p, "the service's source", recorded->source, real->source);
    differ(p, "the service's note", recorded->note, real->note);
    differ(p, "the severity", recorded->severity, real->severity);
    differ_number(p, "the business days to delivery", recorded->days, real->days);
    differ_number(p, "the margin for renewals", recorded->margin, real->margin);
    differ(p, "the date of the service's source", view_of(day_or_none(recorded->effective, said)),
           view_of(day_or_none(real->effective, is)));
    bool same = recorded->inferred == real->inferred && recorded->margin_inferred == real->margin_inferred &&
                recorded->severity_inferred == real->severity_inferred && recorded->not_in_basic == real->not_in_basic &&
                recorded->effective_year == real->effective_year;
    differ(p, "the service's marks", view_of(same ? "" : "other than in the catalog"), view_of(""));
}

void compare_catalog(const struct bundle_parts *p, const struct case_record *c, const struct catalog *catalog)
{
    const struct service *service = catalog_service(catalog, c->service.id);
    const struct platform *platform = catalog_platform(catalog, c->platform.id);
    const struct calendar *said = &c->calendar, *is = &catalog->calendar;
    differ(p, "the catalog's id", c->catalog_id, catalog->id);
    if (view_eq_text(catalog->origin, "built in"))
        differ(p, "the catalog's origin", c->catalog_origin, catalog->origin);
    else if (view_eq_text(c->catalog_origin, "built in"))
        differ(p, "the catalog's origin", c->catalog_origin, VIEW("the name of a file"));
    if (service)
        compare_service(p, &c->service, service);
    else if (c->service.id.n)
        differ(p, "the service", c->service.id, VIEW("none of that id"));
    if (c->route && c->route->service[0] != '\0')
        differ(p, "the service's id", c->service.id, view_of(c->route->service));
    if (c->platform.id.n)
        differ(p, "the platform", c->platform.title, platform ? platform->title : VIEW("none of that id"));
    differ(p, "the time zone", said->zone, is->zone);
    differ(p, "the convention", said->convention, is->convention);
    differ_number(p, "the cut-off (minute of the day)", said->cutoff_minute, is->cutoff_minute);
    differ_number(p, "the mark for our judgement of the calendar", said->inferred, is->inferred);
    for (int i = 1; i <= 7; i++)
        if (said->weekend[i] != is->weekend[i])
            differ(p, "the weekend", view_fmt(p->arena, "%s %s", said->weekend[i] ? "with" : "without", weekday_name(i)),
                   view_fmt(p->arena, "%s it", is->weekend[i] ? "with" : "without"));
}

static void differ_bound(const struct bundle_parts *p, const char *which, int32_t recorded, int32_t real)
{
    static const struct bundle_problem like = { .kind = BUNDLE_DEADLINE_CONTRADICTS_CATALOG, .severity = -1, .option = "--holidays" };
    char said[DAY_PHRASE], is[DAY_PHRASE];
    if (recorded != real)
        problem_add_as(p->problems, like, bundle_part_name(PART_RECORD), "make the case again with that list (--holidays)",
                       "the record has %s as the %s day that its list of holidays covers; of that very list it is %s",
                       day_or_none(recorded, said), which, day_or_none(real, is));
}

void compare_holidays(const struct bundle_parts *p, const struct case_record *c, const struct holidays *holidays)
{
    differ_bound(p, "first", c->holidays_from, holidays->from);
    differ_bound(p, "last", c->holidays_to, holidays->to);
}

static bool differ_day(const struct bundle_parts *p, const char *field, int32_t recorded, int32_t real)
{
    char said[DAY_PHRASE], is[DAY_PHRASE];
    if (recorded != real)
        problem_add(p->problems, BUNDLE_DEADLINE_CONTRADICTS_CATALOG, bundle_part_name(PART_RECORD),
                    "the record has %s %s; counted again it is %s", field, day_or_none(recorded, said), day_or_none(real, is));
    return recorded != real;
}

static bool same_days(const struct deadline *a, const struct deadline *b)
{
    if (a->n_days != b->n_days)
        return false;
    for (size_t i = 0; i < a->n_days; i++) {
        const struct counted_day *x = &a->days[i], *y = &b->days[i];
        if (x->day != y->day || x->number != y->number || x->skipped != y->skipped || !view_eq(x->why, y->why))
            return false;
    }
    return true;
}

void compare_dates(const struct bundle_parts *p, const struct case_record *c, const struct deadline *counted)
{
    const struct deadline *d = &c->deadline;
    bool any = differ_day(p, "the day counted from", d->counted_from, counted->counted_from);
    any |= differ_day(p, "the expected delivery", d->expected_delivery, counted->expected_delivery);
    any |= differ_day(p, "the last day to submit", d->submit_by, counted->submit_by);
    any |= differ_day(p, "the day it is needed", d->needed_by, counted->needed_by);
    any |= differ_day(p, "the day to renew", d->renew_by, counted->renew_by);
    bool marks = d->after_cutoff == counted->after_cutoff && d->on_day_off == counted->on_day_off;
    if (!any && (!marks || !same_days(d, counted)))
        problem_add(p->problems, BUNDLE_DEADLINE_CONTRADICTS_CATALOG, bundle_part_name(PART_RECORD),
                    "the recorded days on the way to the delivery are not those that are counted again");
}
