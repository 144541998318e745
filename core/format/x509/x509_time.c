#include "base/civil.h"
#include "format/x509/der.h"
#include "format/x509/x509_parts.h"

/* Two digits from the front. */
static bool take_pair(struct view *in, int *out)
{
    struct view two;
    uint64_t value;
    struct view rest = *in;
    if (!view_take(&rest, 2, &two) || !view_number(two, 99, &value))
        return false;
    *in = rest;
    *out = (int)value;
    return true;
}

static bool take_year(struct view *in, bool long_form, int *year)
{
    int century, two;
    if (!take_pair(in, &two))
        return false;
    if (!long_form) {
        *year = two >= 50 ? 1900 + two : 2000 + two; /* RFC 5280 4.1.2.5.1 */
        return true;
    }
    century = two;
    if (!take_pair(in, &two))
        return false;
    *year = 100 * century + two;
    return true;
}

/* "+0100" at the end: seconds that local time is ahead. */
static bool read_offset(struct view v, int64_t *seconds)
{
    int hours, minutes;
    bool behind = v.n && v.p[0] == '-';
    if (v.n != 5 || (v.p[0] != '+' && !behind))
        return false;
    v = view_from(v, 1);
    if (!take_pair(&v, &hours) || !take_pair(&v, &minutes) || hours > 23 || minutes > 59)
        return false;
    *seconds = (behind ? -60 : 60) * (int64_t)(60 * hours + minutes);
    return true;
}

int64_t x509_time(struct view value, bool *der)
{
    struct view text, digits;
    unsigned tag;
    struct civil c = { 0 };
    int64_t ahead = 0;
    *der = false;
    if (!der_any(&value, &tag, &text, NULL) || (tag != DER_UTC_TIME && tag != DER_TIME))
        return TIME_NONE;
    bool long_form = tag == DER_TIME;
    if (!take_year(&text, long_form, &c.year) || !take_pair(&text, &c.month) || !take_pair(&text, &c.day) || !take_pair(&text, &c.hour) ||
        !take_pair(&text, &c.minute))
        return TIME_NONE;
    bool seconds = take_pair(&text, &c.second);
    bool fraction = seconds && long_form && view_starts(text, VIEW("."));
    if (fraction) {
        digits = text = view_from(text, 1);
        while (text.n && text.p[0] >= '0' && text.p[0] <= '9')
            text = view_from(text, 1);
        if (text.n == digits.n)
            return TIME_NONE;
    }
    bool zulu = view_eq(text, VIEW("Z"));
    if (!zulu && !read_offset(text, &ahead))
        return TIME_NONE;
    int64_t time = civil_to_time(&c);
    /* RFC 5280 4.1.2.5: UTCTime through 2049, GeneralizedTime from 2050 on. */
    *der = time != TIME_NONE && seconds && !fraction && zulu && long_form == (c.year >= 2050);
    return time == TIME_NONE ? TIME_NONE : time - ahead;
}
