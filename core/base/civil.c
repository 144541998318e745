#include "base/civil.h"

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in_month(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    return days[month - 1] + (month == 2 && is_leap(year));
}

int32_t day_of(int year, int month, int day)
{
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month))
        return DAY_NONE;
    /* Years that start in March put the leap day last; 719468 is 0000-03-01 counted back from 1970. */
    int y = month <= 2 ? year - 1 : year, m = month <= 2 ? month + 9 : month - 3;
    int century = y / 400, rest = y % 400;
    return century * 146097 + rest * 365 + rest / 4 - rest / 100 + (153 * m + 2) / 5 + day - 1 - 719468;
}

int64_t civil_to_time(const struct civil *c)
{
    int32_t day = day_of(c->year, c->month, c->day);
    if (day == DAY_NONE || c->hour < 0 || c->hour > 23 || c->minute < 0 || c->minute > 59 || c->second < 0 || c->second > 59)
        return TIME_NONE;
    return time_of_day(day) + c->hour * 3600 + c->minute * 60 + c->second;
}

int32_t day_of_time(int64_t time)
{
    int64_t day = time / SECONDS_A_DAY - (time % SECONDS_A_DAY < 0);
    return day < -719162 || day > 2932896 ? DAY_NONE : (int32_t)day; /* 0001-01-01 to 9999-12-31 */
}

int64_t time_of_day(int32_t day)
{
    return day == DAY_NONE ? TIME_NONE : (int64_t)day * SECONDS_A_DAY;
}

struct civil civil_from_time(int64_t time)
{
    int32_t day = day_of_time(time);
    if (day == DAY_NONE)
        return (struct civil){ 0 };
    int second = (int)(time - time_of_day(day));
    int z = day + 719468, century = z / 146097, d = z % 146097;
    int y = (d - d / 1460 + d / 36524 - d / 146096) / 365;
    int of_year = d - (365 * y + y / 4 - y / 100), m = (5 * of_year + 2) / 153;
    return (struct civil){
        .year = century * 400 + y + (m >= 10),
        .month = m < 10 ? m + 3 : m - 9,
        .day = of_year - (153 * m + 2) / 5 + 1,
        .hour = second / 3600,
        .minute = second / 60 % 60,
        .second = second % 60,
    };
}

int day_weekday(int32_t day)
{
    return ((int)(day % 7) + 7 + 3) % 7 + 1; /* 1970-01-01 was a Thursday */
}

const char *weekday_name(int weekday)
{
    static const char *const names[] = { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday" };
    return weekday >= 1 && weekday <= 7 ? names[weekday - 1] : "invalid";
}

/* Into the first n digits of a text. */
static void put_digits(char *text, size_t n, int number)
{
    for (; n > 0; n--, number /= 10)
        text[n - 1] = (char)('0' + number % 10);
}

const char *day_text(int32_t day, char out[DATE_TEXT])
{
    struct civil c = civil_from_time(time_of_day(day)); /* tells the days outside the range, too */
    if (c.year == 0)
        return memcpy(out, "invalid", sizeof "invalid");
    memcpy(out, "0000-00-00", DATE_TEXT);
    put_digits(out, 4, c.year);
    put_digits(out + 5, 2, c.month);
    put_digits(out + 8, 2, c.day);
    return out;
}

const char *time_text(int64_t time, char out[TIME_TEXT])
{
    struct civil c = civil_from_time(time);
    if (c.year == 0)
        return memcpy(out, "invalid", sizeof "invalid");
    day_text(day_of_time(time), out);
    memcpy(out + DATE_TEXT - 1, "T00:00:00Z", TIME_TEXT - DATE_TEXT + 1);
    put_digits(out + 11, 2, c.hour);
    put_digits(out + 14, 2, c.minute);
    put_digits(out + 17, 2, c.second);
    return out;
}

int32_t days_left(int32_t today, int32_t end)
{
    return today == DAY_NONE || end == DAY_NONE ? 0 : end - today;
}

const char *day_phrase(int32_t day, char out[DAY_PHRASE])
{
    out[0] = '\0';
    if (day != DAY_NONE)
        day_text(day, view_copy(view_copy(out, view_of(weekday_name(day_weekday(day)))), VIEW(" ")));
    return out;
}

const char *dated_phrase(int32_t day, bool year_only, char out[DAY_PHRASE])
{
    if (!year_only)
        return day_phrase(day, out);
    snprintf(out, DAY_PHRASE, "%d", civil_from_time(time_of_day(day)).year);
    return out;
}

const char *moment_phrase(int64_t time, char out[MOMENT_PHRASE])
{
    char day[DAY_PHRASE], text[TIME_TEXT];
    if (civil_from_time(time).year == 0)
        return memcpy(out, "unreadable", sizeof "unreadable");
    char *end = view_copy(out, view_of(day_phrase(day_of_time(time), day)));
    end = view_copy(view_copy(end, VIEW(", ")), view_first(view_of(time_text(time, text) + DATE_TEXT), 5));
    view_copy(end, VIEW(" UTC\0"));
    return out;
}

const char *days_left_text(int64_t now, int64_t end, char out[LEFT_TEXT])
{
    int days = days_left(day_of_time(now), day_of_time(end)), n = days < 0 ? -days : days;
    const char *unit = n == 1 ? "day" : "days";
    if (end == TIME_NEVER)
        (void)snprintf(out, LEFT_TEXT, "never expires");
    else if (n == 0)
        (void)snprintf(out, LEFT_TEXT, "%s today", now > end ? "expired" : "expires");
    else if (days > 0)
        (void)snprintf(out, LEFT_TEXT, "%d %s left", n, unit);
    else
        (void)snprintf(out, LEFT_TEXT, "expired %d %s ago", n, unit);
    return out;
}

static bool take_number(struct view *in, size_t digits, int *out)
{
    struct view part;
    uint64_t value;
    if (!view_take(in, digits, &part) || !view_number(part, 9999, &value))
        return false;
    *out = (int)value;
    return true;
}

static bool take_char(struct view *in, char c)
{
    if (in->n == 0 || in->p[0] != c)
        return false;
    *in = view_from(*in, 1);
    return true;
}

static bool take_date(struct view *in, struct civil *c)
{
    return take_number(in, 4, &c->year) && take_char(in, '-') && take_number(in, 2, &c->month) && take_char(in, '-') &&
           take_number(in, 2, &c->day);
}

bool day_parse(struct view v, int32_t *out)
{
    struct civil c = { 0 };
    if (!take_date(&v, &c) || v.n != 0)
        return false;
    int32_t day = day_of(c.year, c.month, c.day);
    if (day == DAY_NONE)
        return false;
    *out = day;
    return true;
}

static bool take_offset(struct view *in, int64_t *seconds)
{
    int hours, minutes;
    *seconds = 0;
    if (take_char(in, 'Z') || take_char(in, 'z'))
        return true;
    int sign = take_char(in, '+') ? 1 : take_char(in, '-') ? -1 : 0;
    if (sign == 0 || !take_number(in, 2, &hours) || !take_char(in, ':') || !take_number(in, 2, &minutes) || hours > 23 || minutes > 59)
        return false;
    *seconds = sign * (hours * 3600 + minutes * 60);
    return true;
}

bool time_parse(struct view v, int64_t *out)
{
    struct civil c = { 0 };
    int64_t offset = 0;
    uint64_t since;
    if (take_char(&v, '@')) {
        if (!view_number(v, TIME_NEVER, &since))
            return false;
        *out = (int64_t)since;
        return true;
    }
    if (!take_date(&v, &c))
        return false;
    if (v.n != 0) {
        if (!take_char(&v, 'T') && !take_char(&v, 't') && !take_char(&v, ' '))
            return false;
        if (!take_number(&v, 2, &c.hour) || !take_char(&v, ':') || !take_number(&v, 2, &c.minute) || !take_char(&v, ':') ||
            !take_number(&v, 2, &c.second))
            return false;
        if (take_char(&v, '.')) /* a fraction is dropped */
            do {
                if (v.n == 0 || !is_digit(v.p[0]))
                    return false;
                v = view_from(v, 1);
            } while (v.n && is_digit(v.p[0]));
        if (!take_offset(&v, &offset) || v.n != 0)
            return false;
    }
    int64_t time = civil_to_time(&c);
    if (time == TIME_NONE || day_of_time(time - offset) == DAY_NONE) /* an offset can lead out of the years 1 to 9999 */
        return false;
    *out = time - offset;
    return true;
}

bool is_midnight(struct view time)
{
    static const struct view noon_less_twelve[] = { VIEW_ROW("12:00 AM"), VIEW_ROW("12:00:00 AM") };
    for (size_t i = 0; i < COUNT_OF(noon_less_twelve); i++)
        if (view_eq_nocase(time, noon_less_twelve[i]))
            return true;
    if (time.n && time.p[time.n - 1] == 'Z')
        time.n--;
    for (size_t i = 0; i < time.n; i++)
        if (time.p[i] != '0' && time.p[i] != ':' && time.p[i] != '.')
            return false;
    return time.n >= 4;
}

bool day_readings(struct view text, int32_t *day_first, int32_t *month_first)
{
    struct view parts[3], date = text;
    uint64_t value[3];
    char separator = '-';
    *day_first = *month_first = DAY_NONE;
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] == ' ' || text.p[i] == 'T') {
            date = view_first(text, i);
            if (!is_midnight(view_trim(view_from(text, i + 1))))
                return false;
            break;
        }
    for (size_t i = 0; i < date.n; i++)
        if (date.p[i] == '/' || date.p[i] == '.')
            separator = date.p[i];
    for (size_t i = 0; i < 3; i++)
        if (!view_cut(&date, separator, &parts[i]) || !view_number(parts[i], 9999, &value[i]))
            return false;
    if (date.n || parts[1].n > 2)
        return false;
    if (parts[0].n == 4 && parts[2].n <= 2) {
        *day_first = *month_first = day_of((int)value[0], (int)value[1], (int)value[2]);
    } else if (parts[2].n == 4 && parts[0].n <= 2) {
        *day_first = day_of((int)value[2], (int)value[1], (int)value[0]);
        *month_first = day_of((int)value[2], (int)value[0], (int)value[1]);
    }
    return *day_first != DAY_NONE || *month_first != DAY_NONE;
}

bool day_of_serial(struct view text, int32_t *day)
{
    enum { SERIAL_OF_1970 = 25569, SERIAL_MOST = 99999 };
    uint64_t serial;
    if (!view_number(text, SERIAL_MOST, &serial) || serial <= SERIAL_OF_1970)
        return false;
    *day = (int32_t)serial - SERIAL_OF_1970;
    return true;
}
