/* ical_zone_of.h - a time zone by its name, from the system (ical_zone_system.c) or from the program itself (ical_zone_table.c): which, the
 * build decides. NULL when there is none. One thread at a time; it lives as long as the program.
 */
#ifndef FORMAT_ICAL_ZONE_OF_H
#define FORMAT_ICAL_ZONE_OF_H

#include <libical/ical.h>

icaltimezone *ical_zone_of(const char *name);

#endif
