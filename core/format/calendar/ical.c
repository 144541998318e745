#include "format/calendar/ical.h"

#include <libical/ical.h>

/* By default libical aborts the program on malformed data when it was built that way, and may print. */
void ical_init(void)
{
    icalerror_set_errors_are_fatal(false);
    icalerror_set_error_state(ICAL_MALFORMEDDATA_ERROR, ICAL_ERROR_NONFATAL);
    icalerror_set_error_state(ICAL_PARSE_ERROR, ICAL_ERROR_NONFATAL);
}

void ical_need_memory(void)
{
    if (icalerrno == ICAL_NEWFAILED_ERROR || icalerrno == ICAL_ALLOCATION_ERROR)
        die_oom(0);
}
