#include "format/bundle/case_parts.h"

static void put_service(struct xml_out *x, const struct service *s)
{
    if (s->id.n == 0)
        return;
    xml_begin(x, "service");
    xml_put_attr(x, "id", s->id);
    case_put_number(x, "days", s->days);
    case_put_number(x, "margin", s->margin);
    case_put_attr_if(x, "severity", s->severity);
    case_put_day(x, "effective", s->effective);
    case_put_flag(x, "effectiveYear", s->effective_year);
    case_put_flag(x, "inferred", s->inferred);
    case_put_flag(x, "marginInferred", s->margin_inferred);
    case_put_flag(x, "severityInferred", s->severity_inferred);
    case_put_flag(x, "notInBasic", s->not_in_basic);
    xml_leaf(x, "name", s->name);
    xml_leaf_if(x, "source", s->source);
    xml_leaf_if(x, "note", s->note);
    xml_end(x, "service");
}

static void put_calendar(struct xml_out *x, const struct calendar *calendar)
{
    char cutoff[8];
    xml_begin(x, "calendar");
    xml_put_attr(x, "zone", calendar->zone);
    if (calendar->cutoff_minute >= 0) {
        unsigned minute = (unsigned)calendar->cutoff_minute % 1440;
        snprintf(cutoff, sizeof cutoff, "%02u:%02u", minute / 60, minute % 60);
        xml_put_attr(x, "cutoff", view_of(cutoff));
    }
    case_put_flag(x, "inferred", calendar->inferred);
    for (int i = 1; i <= 7; i++)
        if (calendar->weekend[i])
            xml_leaf(x, "weekend", view_of(weekday_name(i)));
    xml_leaf_if(x, "convention", calendar->convention);
    xml_end(x, "calendar");
}

static void put_sources(struct xml_out *x, const struct case_record *c)
{
    xml_begin(x, "catalog");
    case_put_attr_if(x, "id", c->catalog_id);
    case_put_digest(x, "sha256", c->catalog_sha256, sizeof c->catalog_sha256);
    xml_leaf_if(x, "origin", c->catalog_origin);
    xml_end(x, "catalog");
    if (c->holidays_source.n) {
        xml_begin(x, "holidays");
        case_put_digest(x, "sha256", c->holidays_sha256, sizeof c->holidays_sha256);
        case_put_day(x, "from", c->holidays_from);
        case_put_day(x, "to", c->holidays_to);
        xml_leaf(x, "source", c->holidays_source);
        xml_end(x, "holidays");
    }
    if (c->platform.id.n) {
        xml_begin(x, "platform");
        xml_put_attr(x, "id", c->platform.id);
        xml_leaf_if(x, "title", c->platform.title);
        xml_end(x, "platform");
    }
}

static void put_deadline(struct xml_out *x, const struct case_record *c)
{
    const struct deadline *d = &c->deadline;
    xml_begin(x, "deadline");
    case_put_time(x, "submitted", d->submitted);
    case_put_day(x, "countedFrom", d->counted_from);
    case_put_day(x, "expectedDelivery", d->expected_delivery);
    case_put_day(x, "submitBy", d->submit_by);
    case_put_day(x, "neededBy", d->needed_by);
    case_put_day(x, "renewBy", d->renew_by);
    case_put_flag(x, "afterCutoff", d->after_cutoff);
    case_put_flag(x, "onDayOff", d->on_day_off);
    xml_end(x, "deadline");
    xml_begin(x, "days");
    for (size_t i = 0; i < c->n_days; i++) {
        xml_begin(x, "day");
        case_put_day(x, "date", c->days[i].day);
        case_put_number(x, "number", c->days[i].number);
        case_put_flag(x, "skipped", c->days[i].skipped);
        if (c->days[i].why.n)
            xml_text(x, c->days[i].why);
        xml_end(x, "day");
    }
    xml_end(x, "days");
}

void case_put_plan(struct xml_out *x, const struct case_record *c)
{
    put_service(x, &c->service);
    put_calendar(x, &c->calendar);
    put_sources(x, c);
    put_deadline(x, c);
}

static bool read_service(struct case_reader *r, const struct xml *node, struct service *out)
{
    *out = (struct service){
        .id = case_safe(r, xml_attr(node, "id")),
        .name = case_safe(r, xml_child_text(node, "name")),
        .days = case_number(node, "days"),
        .margin = case_number(node, "margin"),
        .severity = case_safe(r, xml_attr(node, "severity")),
        .inferred = case_flag(node, "inferred"),
        .margin_inferred = case_flag(node, "marginInferred"),
        .severity_inferred = case_flag(node, "severityInferred"),
        .source = case_safe(r, xml_child_text(node, "source")),
        .effective_year = case_flag(node, "effectiveYear"),
        .note = case_safe(r, xml_child_text(node, "note")),
        .not_in_basic = case_flag(node, "notInBasic"),
    };
    return case_day(r, node, "effective", &out->effective);
}

static void read_calendar(struct case_reader *r, const struct xml *node, struct calendar *out)
{
    struct view cutoff = xml_attr(node, "cutoff"), hours;
    uint64_t hour = 0, minute = 0;
    out->zone = case_safe(r, xml_attr(node, "zone"));
    out->convention = case_safe(r, xml_child_text(node, "convention"));
    out->inferred = case_flag(node, "inferred");
    out->cutoff_minute = -1;
    if (view_cut(&cutoff, ':', &hours) && view_number(hours, 23, &hour) && view_number(cutoff, 59, &minute))
        out->cutoff_minute = (int)(hour * 60 + minute);
    for (const struct xml *day = xml_child(node, "weekend"); day; day = xml_next(day, "weekend"))
        for (int i = 1; i <= 7; i++)
            out->weekend[i] = out->weekend[i] || view_eq_text(day->text, weekday_name(i));
}

static bool read_sources(struct case_reader *r, const struct xml *root, struct case_record *out)
{
    const struct xml *catalog = xml_child(root, "catalog"), *holidays = xml_child(root, "holidays");
    const struct xml *platform = xml_child(root, "platform");
    out->catalog_id = case_safe(r, xml_attr(catalog, "id"));
    out->catalog_origin = case_safe(r, xml_child_text(catalog, "origin"));
    out->holidays_source = case_safe(r, xml_child_text(holidays, "source"));
    out->platform.id = case_safe(r, xml_attr(platform, "id"));
    out->platform.title = case_safe(r, xml_child_text(platform, "title"));
    return case_digest(r, catalog, "sha256", out->catalog_sha256, sizeof out->catalog_sha256) &&
           case_digest(r, holidays, "sha256", out->holidays_sha256, sizeof out->holidays_sha256) &&
           case_day(r, holidays, "from", &out->holidays_from) && case_day(r, holidays, "to", &out->holidays_to);
}

static bool read_deadline(struct case_reader *r, const struct xml *node, struct deadline *out)
{
    out->after_cutoff = case_flag(node, "afterCutoff");
    out->on_day_off = case_flag(node, "onDayOff");
    return case_time(r, node, "submitted", &out->submitted) && case_day(r, node, "countedFrom", &out->counted_from) &&
           case_day(r, node, "expectedDelivery", &out->expected_delivery) && case_day(r, node, "submitBy", &out->submit_by) &&
           case_day(r, node, "neededBy", &out->needed_by) && case_day(r, node, "renewBy", &out->renew_by);
}

static bool read_days(struct case_reader *r, const struct xml *list, struct case_record *out)
{
    struct counted_day *days = NEW(r->arena, struct counted_day, xml_count(list, "day"));
    out->days = days;
    for (const struct xml *node = xml_child(list, "day"); node; node = xml_next(node, "day")) {
        struct counted_day *day = &days[out->n_days++];
        day->number = case_number(node, "number");
        day->skipped = case_flag(node, "skipped");
        day->why = case_safe(r, node->text);
        if (!case_day(r, node, "date", &day->day))
            return false;
    }
    return true;
}

bool case_read_plan(struct case_reader *r, const struct xml *root, struct case_record *out)
{
    const struct xml *service = xml_child(root, "service");
    read_calendar(r, xml_child(root, "calendar"), &out->calendar);
    return (!service || read_service(r, service, &out->service)) && read_sources(r, root, out) &&
           read_deadline(r, xml_child(root, "deadline"), &out->deadline) && read_days(r, xml_child(root, "days"), out);
}
