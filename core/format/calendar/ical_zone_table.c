#include "format/calendar/ical_zone_of.h"

#include <stdlib.h>
#include <string.h>

static int compare_name(const void *name, const void *zone)
{
    return strcmp(name, ((const struct zone_text *)zone)->name);
}

static icaltimezone *parse(const char *text)
{
    icalcomponent *component = icalparser_parse_string(text);
    icaltimezone *zone = component ? icaltimezone_new() : NULL;
    if (!zone)
        return NULL;
    icalcomponent_add_property(component, icalproperty_new_tzid("zone")); /* libical takes no zone without one */
    if (icaltimezone_set_component(zone, component))
        return zone;
    icaltimezone_free(zone, 1);
    return NULL;
}

icaltimezone *ical_zone_of(const char *name)
{
    enum { KEPT = 8 }; /* a run meets one zone, or a few */
    static struct {
        const char *component;
        icaltimezone *zone;
    } kept[KEPT];
    static size_t next;
    const struct zone_text *found = bsearch(name, zones_table, n_zones, sizeof *zones_table, compare_name);
    if (!found)
        return NULL;
    for (size_t i = 0; i < KEPT; i++)
        if (kept[i].component == found->component)
            return kept[i].zone;
    icaltimezone *zone = parse(found->component);
    if (zone) {
        size_t at = next++ % KEPT;
        if (kept[at].zone)
            icaltimezone_free(kept[at].zone, 1);
        kept[at].component = found->component;
        kept[at].zone = zone;
    }
    return zone;
}
