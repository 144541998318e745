#include "format/catalog_read.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "format/calendar/ical.h"
#include "format/digest.h"
#include "format/xml/xml.h"
#include "model/assets.h"
#include "model/words.h"

struct reader {
    struct arena *arena;
    struct err *e;
};

static bool fail(struct reader *r, const struct xml *at, const char *hint, const char *what, struct view word)
{
    return err_set(r->e, ST_FORMAT, hint, "line %u: %s \"%.*s\"", at->line, what, VIEW_ARG(word));
}

static struct view safe(struct reader *r, struct view text)
{
    return text_safe(r->arena, text);
}

static bool flag(const struct xml *node, const char *name)
{
    return view_eq_text(xml_attr(node, name), "true");
}

static unsigned number(const struct xml *node, const char *name)
{
    uint64_t value = 0;
    return view_number(xml_attr(node, name), UINT16_MAX, &value) ? (unsigned)value : 0;
}

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
    out->pfx_source = safe(r, source->text);
    return read_effective(r, source, &out->pfx_effective, &out->pfx_effective_year);
}

static bool read_service(struct reader *r, const struct xml *node, struct service *out)
{
    const struct xml *delivery = xml_child(node, "delivery"), *margin = xml_child(node, "margin");
    const struct xml *severity = xml_child(node, "severity"), *source = xml_child(node, "source");
    *out = (struct service){
        .id = safe(r, xml_attr(node, "id")),
        .name = safe(r, xml_child_text(node, "name")),
        .days = number(delivery, "days"),
        .inferred = flag(delivery, "inferred"),
        .margin = number(margin, "days"),
        .margin_inferred = flag(margin, "inferred"),
        .severity = severity ? safe(r, severity->text) : (struct view){ 0 },
        .severity_inferred = flag(severity, "inferred"),
        .source = safe(r, source->text),
        .note = safe(r, xml_child_text(node, "note")),
        .not_in_basic = flag(node, "notInBasic"),
    };
    return read_pfx(r, xml_child(node, "pfx"), out) && read_effective(r, source, &out->effective, &out->effective_year);
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
    return true;
}

static bool read_calendar(struct reader *r, const struct xml *node, struct calendar *out)
{
    struct view cutoff = xml_attr(node, "cutoff"), hours;
    uint64_t hour = 0, minute = 0;
    *out = (struct calendar){
        .zone = safe(r, xml_attr(node, "zone")),
        .cutoff_minute = -1,
        .convention = safe(r, xml_child_text(node, "convention")),
        .inferred = flag(node, "inferred"),
    };
    for (const struct xml *day = xml_child(node, "weekend"); day; day = xml_next(day, "weekend"))
        for (int i = 1; i <= 7; i++)
            out->weekend[i] = out->weekend[i] || view_eq_text(day->text, weekday_name(i));
    if (view_cut(&cutoff, ':', &hours) && view_number(hours, 23, &hour) && view_number(cutoff, 59, &minute))
        out->cutoff_minute = (int)(hour * 60 + minute);
    int work_days = 0;
    for (int i = 1; i <= 7; i++)
        work_days += !out->weekend[i];
    if (work_days == 0)
        return err_set(r->e, ST_FORMAT, "leave one day out", "line %u: all seven days are weekend", node->line);
    return zone_known(out->zone) || fail(r, node, "use a name like UTC or Europe/Lisbon", "there is no time zone", out->zone);
}

static const struct view *read_list(struct reader *r, const struct xml *node, const char *name, size_t *n)
{
    struct view *items = NEW(r->arena, struct view, xml_count(node, name));
    *n = 0;
    for (const struct xml *child = xml_child(node, name); child; child = xml_next(child, name))
        items[(*n)++] = safe(r, child->text);
    return items;
}

static bool read_platforms(struct reader *r, const struct xml *list, struct catalog *out)
{
    struct platform *platforms = NEW(r->arena, struct platform, xml_count(list, "platform"));
    out->platforms = platforms;
    for (const struct xml *node = xml_child(list, "platform"); node; node = xml_next(node, "platform")) {
        struct view id = xml_attr(node, "id");
        if (catalog_platform(out, id))
            return fail(r, node, "remove one of them", "two platforms have the id", id);
        struct platform *p = &platforms[out->n_platforms++];
        p->id = safe(r, id);
        p->title = safe(r, xml_child_text(node, "title"));
        p->pfx_modern = flag(node, "pfxModern");
        p->needs_server = safe(r, xml_attr(node, "needsServer"));
        p->versions = read_list(r, node, "version", &p->n_versions);
        p->suites = read_list(r, node, "suite", &p->n_suites);
        p->groups = read_list(r, node, "group", &p->n_groups);
        p->source = safe(r, xml_child_text(node, "source"));
    }
    out->default_platform = safe(r, xml_attr(list, "default"));
    return catalog_platform(out, out->default_platform) ||
           fail(r, list, "name one of the platforms below", "the default platform is not in the list:", out->default_platform);
}

static bool read_document(struct reader *r, const struct xml *root, struct catalog *out)
{
    out->id = safe(r, xml_attr(root, "id"));
    return read_services(r, xml_child(root, "services"), out) && read_calendar(r, xml_child(root, "calendar"), &out->calendar) &&
           read_platforms(r, xml_child(root, "platforms"), out);
}

bool catalog_read(struct arena *arena, struct view origin, struct view bytes, struct catalog *out, struct err *e)
{
    struct reader r = { .arena = arena, .e = e };
    struct xml_schema *schema = NULL;
    struct xml *root = NULL;
    struct view xsd;
    *out = (struct catalog){ .origin = text_safe(arena, origin) };
    digest_sha256(bytes, out->sha256);
    if (bytes.n > LIMIT_CATALOG_BYTES)
        err_set(e, ST_LIMIT, "check that this is a catalog", "%zu bytes are too many (at most %d are read)", bytes.n, LIMIT_CATALOG_BYTES);
    else if (!asset_find(VIEW("catalog.xsd"), &xsd))
        err_set(e, ST_INTERNAL, "report this", "catalog.xsd is not built in");
    else if (xml_schema_load(xsd, &schema, e) && xml_read(arena, bytes, schema, &root, e) && read_document(&r, root, out)) {
        xml_schema_free(schema);
        return true;
    }
    xml_schema_free(schema);
    return err_at(e, "%.*s", VIEW_ARG(origin));
}
