#include "report/audit/audit_page.h"

const char *page_month(int month)
{
    static const char *const names[] = { "January", "February", "March",     "April",   "May",      "June",
                                         "July",    "August",   "September", "October", "November", "December" };
    return names[month - 1];
}

const char *page_severity(enum severity severity)
{
    static const char *const labels[] = { [SEV_NOTE] = "Note", [SEV_WARNING] = "Warning", [SEV_ERROR] = "Error" };
    static_assert(COUNT_OF(labels) == SEV_COUNT, "a label for every severity");
    return labels[severity];
}

struct view page_number(struct arena *arena, size_t n)
{
    char digits[24], text[32];
    int length = snprintf(digits, sizeof digits, "%zu", n), at = 0;
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            text[at++] = ',';
        text[at++] = digits[i];
    }
    return view_dup(arena, (struct view){ .p = text, .n = (size_t)at });
}

struct view page_counted(struct arena *arena, size_t n, const char *thing)
{
    return view_fmt(arena, "%.*s %s%s", VIEW_ARG(page_number(arena, n)), thing, n == 1 ? "" : "s");
}

struct view page_away(struct arena *arena, int32_t today, int32_t day)
{
    int32_t days = days_left(today, day);
    size_t n = (size_t)(days < 0 ? -days : days);
    if (n == 0)
        return VIEW("today");
    if (n == 1)
        return days > 0 ? VIEW("tomorrow") : VIEW("yesterday");
    struct view span = n < 62    ? page_counted(arena, n, "day")
                       : n < 731 ? page_counted(arena, n * 12 / 365, "month")
                                 : page_counted(arena, n * 4 / 1461, "year");
    return days > 0 ? view_fmt(arena, "in %.*s", VIEW_ARG(span)) : view_fmt(arena, "%.*s ago", VIEW_ARG(span));
}
