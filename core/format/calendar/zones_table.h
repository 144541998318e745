/* zones_table.h - the time zones in the program itself, for systems where libical finds none: tzdata of the machine that built it, as
 * libical writes it (ical_zones_make.c). Pure data; any thread.
 */
#ifndef FORMAT_ZONES_TABLE_H
#define FORMAT_ZONES_TABLE_H

#include <stddef.h>

struct zone_text {
    const char *name, *component; /* VTIMEZONE without TZID */
};
extern const struct zone_text zones_table[]; /* sorted by name */
extern const size_t n_zones;

#endif
