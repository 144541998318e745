#include "format/ical.h"

#include <libical/ical.h>

#include "base/civil.h"
#include "base/utf8.h"

/* Valid UTF-8 without controls; line ends stay, libical writes them as \n. */
static const char *clean(struct arena *arena, struct view text)
{
    struct buf out = BUF_INIT(SIZE_MAX / 2);
    struct view line;
    while (view_line(&text, &line)) {
        buf_put(&out, text_safe(arena, line));
        if (text.n)
            buf_putc(&out, '\n');
    }
    const char *copy = view_dup(arena, buf_view(&out)).p;
    buf_free(&out);
    return copy;
}

static struct icaltimetype date(int32_t day)
{
    struct civil c = civil_from_time(time_of_day(day));
    return (struct icaltimetype){ .year = c.year, .month = c.month, .day = c.day, .is_date = 1 };
}

static struct icaltimetype moment(int64_t time)
{
    struct civil c = civil_from_time(time);
    return (struct icaltimetype){
        .year = c.year, .month = c.month, .day = c.day, .hour = c.hour, .minute = c.minute, .second = c.second,
        .zone = icaltimezone_get_utc_timezone(),
    };
}

static icalcomponent *alarm_of(const char *summary, unsigned days_ahead)
{
    struct icaltriggertype before = {
        .time = icaltime_null_time(),
        .duration = { .is_neg = days_ahead != 0, .days = days_ahead },
    };
    icalcomponent *alarm = icalcomponent_new(ICAL_VALARM_COMPONENT);
    icalcomponent_add_property(alarm, icalproperty_new_action(ICAL_ACTION_DISPLAY));
    icalcomponent_add_property(alarm, icalproperty_new_description(summary));
    icalcomponent_add_property(alarm, icalproperty_new_trigger(before));
    return alarm;
}

static icalcomponent *event_of(struct arena *arena, const struct reminder *item, int64_t stamp)
{
    const char *summary = clean(arena, item->summary);
    icalcomponent *event = icalcomponent_new(ICAL_VEVENT_COMPONENT);
    icalcomponent_add_property(event, icalproperty_new_uid(clean(arena, item->uid)));
    icalcomponent_add_property(event, icalproperty_new_dtstamp(moment(stamp)));
    icalcomponent_add_property(event, icalproperty_new_dtstart(date(item->day)));
    icalcomponent_add_property(event, icalproperty_new_dtend(date(item->day + 1)));
    icalcomponent_add_property(event, icalproperty_new_summary(summary));
    if (item->description.n)
        icalcomponent_add_property(event, icalproperty_new_description(clean(arena, item->description)));
    icalcomponent_add_property(event, icalproperty_new_transp(ICAL_TRANSP_TRANSPARENT));
    icalcomponent_add_component(event, alarm_of(summary, item->days_ahead));
    return event;
}

void ical_write(struct sink *to, const struct reminder *items, size_t n, int64_t stamp, struct view product)
{
    struct arena scratch = { 0 };
    icalcomponent *calendar = icalcomponent_new(ICAL_VCALENDAR_COMPONENT);
    icalcomponent_add_property(calendar, icalproperty_new_version("2.0"));
    icalcomponent_add_property(calendar, icalproperty_new_prodid(clean(&scratch, product)));
    for (size_t i = 0; i < n; i++)
        if (day_of_time(time_of_day(items[i].day)) != DAY_NONE)
            icalcomponent_add_component(calendar, event_of(&scratch, &items[i], stamp));
    char *text = icalcomponent_as_ical_string_r(calendar);
    put_text(to, text);
    free(text);
    icalcomponent_free(calendar);
    arena_free(&scratch);
}
