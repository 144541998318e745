#include "format/catalog_read.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "format/calendar/ical.h"
#include "format/container/sniff.h"
#include "format/digest.h"
#include "model/words.h"

struct reader {
    struct arena *arena;
    struct err *e;
};

static bool fail(struct reader *r, const struct xml *at, const char *hint, const char *what, struct view word)
{
    return err_set(r->e, ST_FORMAT, hint, "line %u: %s \"%.*s\"", at->line, what, VIEW_ARG(word));
}

/* --- by tables --- */

XML_ROWS(delivery_table, service,
    { "days", XML_NUMBER, XML_AT(service, days) },
    { "inferred", XML_FLAG, XML_AT(service, inferred) });

XML_ROWS(margin_table, service,
    { "days", XML_NUMBER, XML_AT(service, margin) },
    { "inferred", XML_FLAG, XML_AT(service, margin_inferred) });

XML_ROWS(severity_table, service,
    { NULL, XML_TEXT, XML_AT(service, severity), XML_CONTENT },
    { "inferred", XML_FLAG, XML_AT(service, severity_inferred) });

XML_ROWS(service_table, service,
    { "id", XML_TEXT, XML_AT(service, id) },
    { "notInBasic", XML_FLAG, XML_AT(service, not_in_basic) },
    { "name", XML_TEXT, XML_AT(service, name), XML_LEAF },
    { "delivery", XML_PART, .at = 0, .inner = &delivery_table },
    { "margin", XML_PART, .at = 0, .inner = &margin_table },
    { "severity", XML_PART, .at = 0, .inner = &severity_table },
    { "source", XML_TEXT, XML_AT(service, source), XML_LEAF },
    { "note", XML_TEXT, XML_AT(service, note), XML_LEAF });

static const struct xml_field calendar_rows[] = {
    { "zone", XML_TEXT, XML_AT(calendar, zone), XML_ALWAYS },
    { "cutoff", XML_MINUTE, XML_AT(calendar, cutoff_minute) },
    { "inferred", XML_FLAG, XML_AT(calendar, inferred) },
    { "weekend", XML_WEEKDAYS, XML_AT(calendar, weekend) },
    { "convention", XML_TEXT, XML_AT(calendar, convention), XML_LEAF },
};
const struct xml_table calendar_table = XML_TABLE(calendar, calendar_rows);

XML_ROWS(platform_table, platform,
    { "id", XML_TEXT, XML_AT(platform, id) },
    { "pfxModern", XML_FLAG, XML_AT(platform, pfx_modern) },
    { "needsServer", XML_TEXT, XML_AT(platform, needs_server) },
    { "title", XML_TEXT, XML_AT(platform, title), XML_LEAF },
    { "version", XML_TEXTS, XML_AT(platform, versions), XML_OTHER(platform, n_versions) },
    { "suite", XML_TEXTS, XML_AT(platform, suites), XML_OTHER(platform, n_suites) },
    { "group", XML_TEXTS, XML_AT(platform, groups), XML_OTHER(platform, n_groups) },
    { "source", XML_TEXT, XML_AT(platform, source), XML_LEAF });

/* --- and what needs more --- */

static bool read_effective(struct reader *r, const struct xml *source, int32_t *day, bool *year_only)
{
    struct view text = xml_attr(source, "effective");
    uint64_t year;
    *day = DAY_NONE;
    *year_only = text.n == 4;
    if (text.n == 0)
        return true;
    if (*year_only && view_number(text, 9999, &year))
        *day = day_of((int)year, 1, 1);
    else if (!day_parse(text, day))
        *day = DAY_NONE;
    return *day != DAY_NONE || fail(r, source, "write 2026 or 2026-11-20", "there is no such day as", text);
}

static bool read_pfx(struct reader *r, const struct xml *node, struct service *out)
{
    out->pfx_effective = DAY_NONE;
    for (const struct xml *word = xml_child(node, "encryption"); word; word = xml_next(word, "encryption")) {
        enum pfx_encryption encryption;
        if (pfx_encryption_from(word->text, &encryption))
            out->pfx_accepted |= 1u << encryption;
    }
    if (!node)
        return true;
    const struct xml *source = xml_child(node, "source");
    out->pfx_source = text_safe(r->arena, source->text);
    return read_effective(r, source, &out->pfx_effective, &out->pfx_effective_year);
}

static bool read_service(struct reader *r, const struct xml *node, struct service *out)
{
    return xml_take_fields(r->arena, node, &service_table, out, r->e) && read_pfx(r, xml_child(node, "pfx"), out) &&
           read_effective(r, xml_child(node, "source"), &out->effective, &out->effective_year);
}

/* A case that finds its service missing would have no dates, and nobody would miss them. */
static bool has_all_services(struct reader *r, const struct xml *list, const struct catalog *c)
{
    static const struct view all[] = {
        VIEW_ROW("install-trusted-root"), VIEW_ROW("install-client-certificate"), VIEW_ROW("install-inbound-mtls-ca"),
        VIEW_ROW("install-server-certificate"), VIEW_ROW("change-on-front-ends"),
    };
    for (size_t i = 0; i < COUNT_OF(all); i++)
        if (!catalog_service(c, all[i]))
            return fail(r, list, "add it: `certcase catalog` shows what the built-in one says of it", "there is no service", all[i]);
    return true;
}

static bool read_services(struct reader *r, const struct xml *list, struct catalog *out)
{
    size_t n = xml_count(list, "service");
    struct service *services = NEW(r->arena, struct service, n);
    out->services = services;
    for (const struct xml *node = xml_child(list, "service"); node; node = xml_next(node, "service")) {
        struct view id = xml_attr(node, "id");
        if (catalog_service(out, id))
            return fail(r, node, "remove one of them", "two services have the id", id);
        if (!read_service(r, node, &services[out->n_services++]))
            return false;
    }
    return has_all_services(r, list, out);
}

/* The sentence stands in the ticket; the attributes are what is counted by. */
static bool names_what_counts(struct reader *r, const struct xml *node, const struct calendar *out)
{
    size_t at;
    struct view cutoff = out->cutoff_minute < 0 ? VIEW("")
                         : view_fmt(r->arena, "%02d:%02d", out->cutoff_minute / 60, out->cutoff_minute % 60);
    const struct xml *convention = xml_child(node, "convention");
    if (!view_find(out->convention, out->zone, &at))
        return fail(r, convention, "people read it in the ticket: write it there", "the convention doesn't name the time zone", out->zone);
    return cutoff.n == 0 || view_find(out->convention, cutoff, &at) ||
           fail(r, convention, "people read it in the ticket: write it there", "the convention doesn't name the cut-off", cutoff);
}

static bool read_calendar(struct reader *r, const struct xml *node, struct calendar *out)
{
    if (!xml_take_fields(r->arena, node, &calendar_table, out, r->e))
        return false;
    int work_days = 0;
    for (int i = 1; i <= 7; i++)
        work_days += !out->weekend[i];
    if (work_days == 0)
        return err_set(r->e, ST_FORMAT, "leave one day out", "line %u: all seven days are weekend", node->line);
    if (!zone_known(out->zone))
        return fail(r, node, "use a name like UTC or Europe/Lisbon", "there is no time zone", out->zone);
    return names_what_counts(r, node, out);
}

static bool read_platforms(struct reader *r, const struct xml *list, struct catalog *out)
{
    struct platform *platforms = NEW(r->arena, struct platform, xml_count(list, "platform"));
    out->platforms = platforms;
    for (const struct xml *node = xml_child(list, "platform"); node; node = xml_next(node, "platform")) {
        struct view id = xml_attr(node, "id");
        if (catalog_platform(out, id))
            return fail(r, node, "remove one of them", "two platforms have the id", id);
        if (!xml_take_fields(r->arena, node, &platform_table, &platforms[out->n_platforms++], r->e))
            return false;
    }
    out->default_platform = text_safe(r->arena, xml_attr(list, "default"));
    return catalog_platform(out, out->default_platform) ||
           fail(r, list, "name one of the platforms below", "the default platform is not in the list:", out->default_platform);
}

static bool read_document(struct reader *r, const struct xml *root, struct catalog *out)
{
    out->id = text_safe(r->arena, xml_attr(root, "id"));
    return read_services(r, xml_child(root, "services"), out) && read_calendar(r, xml_child(root, "calendar"), &out->calendar) &&
           read_platforms(r, xml_child(root, "platforms"), out);
}

bool catalog_read(struct arena *arena, struct view origin, struct view bytes, struct catalog *out, struct err *e)
{
    struct reader r = { .arena = arena, .e = e };
    struct xml *root;
    *out = (struct catalog){ .origin = text_safe(arena, origin) };
    digest_sha256(bytes, out->sha256);
    if (sniff_check_wanted(bytes, LIMIT_CATALOG_BYTES, "a catalog", "give an XML file with services, calendar and platforms", e) &&
        xml_read_by(arena, bytes, "catalog.xsd", &root, e) && read_document(&r, root, out))
        return true;
    return err_at(e, "%.*s", VIEW_ARG(origin));
}
