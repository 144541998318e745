#include "format/bundle/case_phrases.h"

#include "base/civil.h"

struct view day_phrase(struct arena *arena, int32_t day)
{
    char date[DATE_TEXT];
    if (day == DAY_NONE)
        return VIEW("");
    return VIEW_JOIN(arena, view_of(weekday_name(day_weekday(day))), VIEW(" "), view_of(day_text(day, date)));
}

struct view moment_phrase(struct arena *arena, int64_t time)
{
    char text[TIME_TEXT];
    if (time == TIME_NONE)
        return VIEW("unreadable");
    struct view day = day_phrase(arena, day_of_time(time));
    struct view clock = day.n ? (struct view){ .p = time_text(time, text) + 11, .n = 5 } : VIEW("00:00");
    return VIEW_JOIN(arena, day, VIEW(", "), clock, VIEW(" UTC"));
}
