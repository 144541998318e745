#include "report/audit/audit_words.h"

void audit_put_message(struct sink *to, const struct finding *finding)
{
    if (finding->entry.n && !view_starts(finding->message, finding->entry)) {
        put(to, finding->entry);
        put_text(to, ": ");
    }
    put(to, finding->message);
}

static bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr("-._~/", c));
}

void audit_put_uri(struct sink *to, struct view path)
{
    while (view_starts(path, VIEW("./")))
        path = view_from(path, 2);
    if (view_starts(path, VIEW("/")))
        put_text(to, "file://");
    for (size_t i = 0; i < path.n; i++)
        put_fmt(to, is_unreserved(path.p[i]) ? "%c" : "%%%02X", (unsigned char)path.p[i]);
}

bool audit_fails(const struct report_run *run, const struct finding *finding)
{
    return !finding->accepted && finding->severity >= run->fail_on;
}
