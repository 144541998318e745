#include "report/items.h"
#include "base/wrap.h"
#include "report/text_rows.h"
#include "report/writers.h"

enum { COLUMN = 16 };

#define row(run, label, text) put_row_if(run, COLUMN, "  " label, text)
#define row_fmt(run, label, ...) put_row_fmt(run, COLUMN, "  " label, __VA_ARGS__)

static void put_pfx(struct report_run *run, const struct service *s)
{
    char text[ENCRYPTIONS_TEXT], date[DAY_PHRASE];
    if (!s->pfx_accepted)
        return;
    row_fmt(run, "PFX", "encrypted with %s", encryptions_text(s->pfx_accepted, ", ", text));
    row(run, "", s->pfx_source);
    if (s->pfx_effective != DAY_NONE)
        row_fmt(run, "", "dated %s", dated_phrase(s->pfx_effective, s->pfx_effective_year, date));
}

static const char *of_ours(bool inferred)
{
    return inferred ? " (our judgement)" : "";
}

static void put_service(struct report_run *run, const struct service *s)
{
    char date[DAY_PHRASE];
    put_fmt(run->to, "  %.*s (%.*s)\n", VIEW_ARG(s->name), VIEW_ARG(s->id));
    if (s->days)
        row_fmt(run, "delivery", "%u business days%s", s->days, of_ours(s->inferred));
    else
        row(run, "delivery", VIEW("no time is published"));
    if (s->margin)
        row_fmt(run, "renew", "%u business days before the last moment%s", s->margin, of_ours(s->margin_inferred));
    if (s->severity.n)
        row_fmt(run, "severity", "%.*s%s", VIEW_ARG(view_first(s->severity, 100)), of_ours(s->severity_inferred));
    row(run, "editions", s->not_in_basic ? VIEW("all but Basic") : VIEW(""));
    row(run, "source", s->source);
    if (s->effective != DAY_NONE)
        row_fmt(run, "dated", "%s", dated_phrase(s->effective, s->effective_year, date));
    put_pfx(run, s);
    row(run, "note", s->note);
}

/* `then`: what comes of the events that are left out. */
static void put_calendar(struct report_run *run, const struct calendar *c, const struct holidays *h, const char *then)
{
    char text[300], from[DAY_PHRASE], until[DAY_PHRASE];
    int n = 0;
    for (int day = 1; day <= 7; day++)
        if (c->weekend[day])
            n += snprintf(text + n, sizeof text - (size_t)n, "%s%s", n ? ", " : "", weekday_name(day));
    row(run, "days off", n ? view_of(text) : VIEW("none in the week"));
    row(run, "time zone", c->zone);
    if (c->cutoff_minute >= 0)
        row_fmt(run, "cut-off", "%02d:%02d; from then on it counts as the next business day", c->cutoff_minute / 60, c->cutoff_minute % 60);
    row(run, "convention", c->convention);
    if (h->source.n == 0) {
        row(run, "holidays", VIEW("none given; add them with --holidays FILE"));
        return;
    }
    put_fmt(run->to, "    %-*s", COLUMN - 4, "holidays");
    put(run->to, h->source);
    put_fmt(run->to, ": %zu, from %s to %s\n", h->n, day_phrase(h->from, from), day_phrase(h->to, until));
    if (h->n_left)
        row_fmt(run, "left out", "%zu of that file%s", h->n_left, then);
}

static void put_left_out(struct report_run *run, const struct holidays *h)
{
    enum { SHOWN = 50 };
    char date[DATE_TEXT];
    for (size_t i = 0; i < h->n_left && i < SHOWN; i++) {
        const struct holiday_left *l = &h->left[i];
        AUTO(buf_free) struct buf text = BUF_INIT(2000);
        buf_fmt(&text, "%s%.*s (line %u): %s", l->name.n ? "" : "an event", VIEW_ARG(l->name), l->line, l->why);
        put_fmt(run->to, "      %-10s  ", l->day == DAY_NONE ? "-" : day_text(l->day, date));
        put_wrapped(run->to, buf_view(&text), 18, 18, report_width(run));
    }
    if (h->n_left > SHOWN)
        put_fmt(run->to, "      and %zu more, which --format json lists\n", h->n_left - SHOWN);
}

static void put_platforms(struct report_run *run, const struct catalog *c)
{
    for (size_t i = 0; i < c->n_platforms; i++) {
        const struct platform *p = &c->platforms[i];
        AUTO(buf_free) struct buf text = BUF_INIT(2000);
        buf_fmt(&text, "%.*s%s:", VIEW_ARG(p->title), view_eq(p->id, c->default_platform) ? " (the default)" : "");
        for (size_t j = 0; j < p->n_versions; j++)
            buf_fmt(&text, "%s %.*s", j ? "," : "", VIEW_ARG(p->versions[j]));
        buf_fmt(&text, "; %zu cipher suites; curves", p->n_suites);
        for (size_t j = 0; j < p->n_groups; j++)
            buf_fmt(&text, "%s %.*s", j ? "," : "", VIEW_ARG(p->groups[j]));
        buf_fmt(&text, "; %s", p->pfx_modern ? "imports AES PFX files" : "imports only 3DES PFX files");
        if (p->needs_server.n)
            buf_fmt(&text, "; from Platform Server %.*s on", VIEW_ARG(p->needs_server));
        put_fmt(run->to, "  %-*.*s  ", 14, VIEW_ARG(p->id));
        put_wrapped(run->to, buf_view(&text), 18, 18, report_width(run));
    }
}

static void put_windows_roots(struct report_run *run, const struct windows_roots *roots)
{
    char date[DAY_PHRASE];
    row(run, "list", roots->origin);
    row_fmt(run, "roots", "%zu trusted, %zu blocked", roots->n - roots->n_blocked, roots->n_blocked);
    row(run, "source", roots->source);
    row(run, "dated", view_of(day_phrase(roots->dated, date)));
}

static void put_days(struct report_run *run, const struct deadline *counted)
{
    char date[DATE_TEXT];
    for (size_t i = 0; i < counted->n_days; i++) {
        const struct counted_day *d = &counted->days[i];
        put_fmt(run->to, "    %-9s %s", weekday_name(day_weekday(d->day)), day_text(d->day, date));
        bool weekend = view_eq_text(d->why, weekday_name(day_weekday(d->day)));
        if (d->skipped)
            put_fmt(run->to, "   -  %.*s\n", VIEW_ARG(weekend ? VIEW("weekend") : d->why));
        else
            put_fmt(run->to, "  %2u%s\n", d->number, d->number == 0 ? "  submitted" : i + 1 == counted->n_days ? "  delivered" : "");
    }
}

static void put_deadline(struct report_run *run, const struct counted_deadline *c)
{
    char a[DAY_PHRASE], b[DAY_PHRASE], time[MOMENT_PHRASE];
    AUTO(buf_free) struct buf names = BUF_INIT(1000);
    for (size_t i = 0; i < c->n_services; i++)
        buf_fmt(&names, "%s%.*s", i ? "; " : "", VIEW_ARG(c->services[i]->name));
    buf_fmt(&names, ": %u business days", c->services[0]->days);
    put_text(run->to, "  ");
    put_wrapped(run->to, buf_view(&names), 2, 2, report_width(run));
    put_fmt(run->to, "\n  Submitted %s", moment_phrase(c->deadline.submitted, time));
    if (c->deadline.after_cutoff || c->deadline.on_day_off)
        put_fmt(run->to, ", which is %s: counted from %s", c->deadline.after_cutoff ? "after the cut-off hour" : "a day off",
                day_phrase(c->deadline.counted_from, a));
    put_fmt(run->to, "\n  Expected delivery %s\n\n", day_phrase(c->deadline.expected_delivery, b));
    put_days(run, &c->deadline);
    if (c->backwards.n_days == 0)
        return;
    put_fmt(run->to, "\n  Needed by %s: submit by %s\n\n", day_phrase(c->deadline.needed_by, a), day_phrase(c->deadline.submit_by, b));
    put_days(run, &c->backwards);
}

static void put_counting(struct report_run *run, const struct catalog_shown *shown)
{
    put_colored(run, TEXT_BOLD, "How the dates are counted");
    put_text(run->to, "\n");
    for (size_t i = 0; i < shown->n_deadlines; i++) {
        put_text(run->to, i ? "\n" : "");
        put_deadline(run, &shown->deadlines[i]);
    }
    put_heading(run, "Calendar");
    put_calendar(run, &shown->catalog->calendar, shown->holidays, ":");
    put_left_out(run, shown->holidays);
}

static void put_all(struct report_run *run, const struct catalog_shown *shown)
{
    const struct catalog *catalog = shown->catalog;
    put_fmt(run->to, "Catalog %.*s (%.*s)\n", VIEW_ARG(catalog->id), VIEW_ARG(catalog->origin));
    put_heading(run, "Services");
    for (size_t i = 0; i < catalog->n_services; i++) {
        put_text(run->to, i ? "\n" : "");
        put_service(run, &catalog->services[i]);
    }
    put_heading(run, "Calendar");
    put_calendar(run, &catalog->calendar, shown->holidays, "; --explain-deadline says why");
    put_heading(run, "Platforms");
    put_platforms(run, catalog);
    put_heading(run, "Roots of Windows");
    put_windows_roots(run, shown->windows_roots);
    put_text(run->to, "\nDelivery times are targets of the vendor, not guarantees.\n");
}

static void put_as_text(struct report_run *run, const struct catalog_shown *shown)
{
    if (shown->deadlines)
        put_counting(run, shown);
    else
        put_all(run, shown);
}

static void json_effective(struct json_out *j, int32_t day, bool year_only)
{
    char date[DATE_TEXT];
    if (year_only) /* no more is known */
        json_put_view(j, "effective", view_first(view_of(day_text(day, date)), 4));
    else
        json_put_day(j, "effective", day);
}

static void json_pfx(struct json_out *j, const struct service *s)
{
    if (!s->pfx_accepted)
        return;
    json_put_object(j, "pfx");
    json_put_encryptions(j, "encryptions", s->pfx_accepted);
    json_put_view(j, "source", s->pfx_source);
    json_effective(j, s->pfx_effective, s->pfx_effective_year);
    json_end_object(j);
}

static void json_services(struct json_out *j, const struct catalog *c)
{
    json_put_array(j, "services");
    for (size_t i = 0; i < c->n_services; i++) {
        const struct service *s = &c->services[i];
        json_begin_object(j);
        json_put_view(j, "id", s->id);
        json_put_view(j, "name", s->name);
        json_put_number_or_null(j, "businessDays", s->days, s->days);
        json_put_number(j, "marginDays", s->margin);
        json_put_truth(j, "marginInferred", s->margin_inferred);
        json_put_view(j, "severity", s->severity);
        json_put_truth(j, "inferred", s->inferred);
        json_put_truth(j, "notInBasicEdition", s->not_in_basic);
        json_put_view(j, "source", s->source);
        json_effective(j, s->effective, s->effective_year);
        json_pfx(j, s);
        json_put_view(j, "note", s->note);
        json_end_object(j);
    }
    json_end_array(j);
}

static void json_calendar(struct json_out *j, const struct calendar *c, const struct holidays *h)
{
    json_put_object(j, "calendar");
    json_put_array(j, "weekend");
    for (int day = 1; day <= 7; day++)
        if (c->weekend[day])
            json_view(j, view_of(weekday_name(day)));
    json_end_array(j);
    json_put_view(j, "zone", c->zone);
    json_put_number_or_null(j, "cutoffMinute", c->cutoff_minute >= 0, c->cutoff_minute);
    json_put_view(j, "convention", c->convention);
    json_put_truth(j, "inferred", c->inferred);
    json_end_object(j);
    json_put_object(j, "holidays");
    json_put_view_or_null(j, "source", h->source);
    json_put_number(j, "days", (int64_t)h->n);
    json_put_day(j, "from", h->from);
    json_put_day(j, "to", h->to);
    json_put_array(j, "leftOut");
    for (size_t i = 0; i < h->n_left; i++) {
        json_begin_object(j);
        json_put_day(j, "date", h->left[i].day);
        json_put_number(j, "line", h->left[i].line);
        json_put_view(j, "name", h->left[i].name);
        json_put_text(j, "reason", h->left[i].why);
        json_end_object(j);
    }
    json_end_array(j);
    json_end_object(j);
}

static void json_platforms(struct json_out *j, const struct catalog *c)
{
    json_put_view(j, "defaultPlatform", c->default_platform);
    json_put_array(j, "platforms");
    for (size_t i = 0; i < c->n_platforms; i++) {
        const struct platform *p = &c->platforms[i];
        json_begin_object(j);
        json_put_view(j, "id", p->id);
        json_put_view(j, "title", p->title);
        json_put_truth(j, "pfxModern", p->pfx_modern);
        if (p->needs_server.n)
            json_put_view(j, "needsServer", p->needs_server);
        json_put_texts(j, "versions", p->versions, p->n_versions);
        json_put_texts(j, "suites", p->suites, p->n_suites);
        json_put_texts(j, "groups", p->groups, p->n_groups);
        json_put_view(j, "source", p->source);
        json_end_object(j);
    }
    json_end_array(j);
}

static void json_windows_roots(struct json_out *j, const struct windows_roots *roots)
{
    json_put_object(j, "windowsRoots");
    json_put_view(j, "origin", roots->origin);
    json_put_view_or_null(j, "source", roots->source);
    json_put_day(j, "dated", roots->dated);
    json_put_number(j, "trusted", (int64_t)(roots->n - roots->n_blocked));
    json_put_number(j, "blocked", (int64_t)roots->n_blocked);
    json_put_hex(j, "sha256", roots->sha256, sizeof roots->sha256);
    json_end_object(j);
}

static void json_days(struct json_out *j, const char *key, const struct deadline *counted)
{
    json_put_array(j, key);
    for (size_t i = 0; i < counted->n_days; i++) {
        json_begin_object(j);
        json_put_day(j, "date", counted->days[i].day);
        json_put_number(j, "number", counted->days[i].number);
        json_put_view_or_null(j, "skipped", counted->days[i].why);
        json_end_object(j);
    }
    json_end_array(j);
}

static void json_deadlines(struct json_out *j, const struct catalog_shown *shown)
{
    json_put_array(j, "deadlines");
    for (size_t i = 0; i < shown->n_deadlines; i++) {
        const struct counted_deadline *c = &shown->deadlines[i];
        json_begin_object(j);
        json_put_array(j, "services");
        for (size_t k = 0; k < c->n_services; k++)
            json_view(j, c->services[k]->id);
        json_end_array(j);
        json_put_number(j, "businessDays", c->services[0]->days);
        json_put_time(j, "submitted", c->deadline.submitted);
        json_put_day(j, "countedFrom", c->deadline.counted_from);
        json_put_day(j, "expectedDelivery", c->deadline.expected_delivery);
        json_put_day(j, "neededBy", c->deadline.needed_by);
        json_put_day(j, "submitBy", c->deadline.submit_by);
        json_days(j, "days", &c->deadline);
        json_days(j, "backwards", &c->backwards);
        json_end_object(j);
    }
    json_end_array(j);
}

static void put_as_json(struct report_run *run, const struct catalog_shown *shown)
{
    const struct catalog *catalog = shown->catalog;
    struct json_out j = json_out(run->to, false);
    json_begin_object(&j);
    json_put_text(&j, "schema", "certcase/catalog/1");
    json_put_view(&j, "id", catalog->id);
    json_put_view(&j, "origin", catalog->origin);
    json_put_hex(&j, "sha256", catalog->sha256, sizeof catalog->sha256);
    json_services(&j, catalog);
    json_calendar(&j, &catalog->calendar, shown->holidays);
    json_platforms(&j, catalog);
    json_windows_roots(&j, shown->windows_roots);
    json_deadlines(&j, shown);
    json_end_object(&j);
    put_text(run->to, "\n");
}

const struct report catalog_text = { "text", .one.catalog = put_as_text };
const struct report catalog_json = { "json", .one.catalog = put_as_json };
