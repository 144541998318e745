#include "report/html.h"

#include "base/civil.h"
#include "format/digest.h"
#include "format/text/base64.h"
#include "model/assets.h"

const struct mustache *html_template(struct arena *arena, const char *name)
{
    struct mustache *template;
    struct err e;
    if (!mustache_compile(arena, view_of(name), asset_get(name), &template, &e))
        abort();
    return template;
}

void template_put(struct arena *arena, const char *name, const struct value *root, enum escape_target target, struct sink *to)
{
    struct err e;
    if (!mustache_render(html_template(arena, name), root, NULL, target, to, &e) && !to->failed)
        abort();
}

void html_section(const struct mustache *template, const char *section, struct value *value, struct sink *to)
{
    struct value *groups[VALUE_GROUPS], root = { .kind = VALUE_OBJECT, .first = value, .last = value, .groups = groups };
    struct err e;
    for (size_t i = 0; i < VALUE_GROUPS; i++)
        groups[i] = value; /* its only member, whatever the name */
    value->key = view_of(section);
    if (!mustache_render(template, &root, NULL, ESCAPE_HTML, to, &e))
        sink_fail(to, (struct os_fault){ .kind = OS_FINE });
}

struct view html_hash(struct arena *arena, struct view bytes)
{
    unsigned char sha256[32];
    digest_sha256(bytes, sha256);
    return base64_encode(arena, (struct view){ .p = (const char *)sha256, .n = sizeof sha256 });
}

const char *page_month(int month)
{
    static const char *const names[] = { "January", "February", "March",     "April",   "May",      "June",
                                         "July",    "August",   "September", "October", "November", "December" };
    return names[month - 1];
}

struct view page_away(struct arena *arena, int32_t today, int32_t day)
{
    int32_t days = days_left(today, day);
    size_t n = (size_t)(days < 0 ? -days : days);
    if (n == 0)
        return VIEW("today");
    if (n == 1)
        return days > 0 ? VIEW("tomorrow") : VIEW("yesterday");
    struct view span = n < 62    ? view_counted(arena, n, "day")
                       : n < 731 ? view_counted(arena, n * 12 / 365, "month")
                                 : view_counted(arena, n * 4 / 1461, "year");
    return days > 0 ? view_fmt(arena, "in %.*s", VIEW_ARG(span)) : view_fmt(arena, "%.*s ago", VIEW_ARG(span));
}
