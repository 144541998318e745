/* ical_zone_of.h - a time zone by its name, from the system (ical_zone_system.c) or, where libical finds none there, from the program
 * itself (ical_zone_table.c): which, the build decides. NULL when there is none. One thread at a time; it lives as long as the program.
 */
#ifndef FORMAT_ICAL_ZONE_OF_H
#define FORMAT_ICAL_ZONE_OF_H

#include <libical/ical.h>

icaltimezone *ical_zone_of(const char *name);

/* tzdata of the machine that built the program, as libical writes it (ical_zones_make.c). */
struct zone_text {
    const char *name, *component; /* VTIMEZONE without TZID */
};
extern const struct zone_text zones_table[]; /* sorted by name */
extern const size_t n_zones;

#endif
