#include "format/calendar/ical_zone_of.h"

icaltimezone *ical_zone_of(const char *name)
{
    icaltimezone *zone = icaltimezone_get_builtin_timezone(name);
    return zone && (zone == icaltimezone_get_utc_timezone() || icaltimezone_get_component(zone)) ? zone : NULL;
}
