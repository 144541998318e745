#include "base/err.h"

#include "base/utf8.h"

static void set_text(char *out, size_t size, const char *fmt, va_list ap)
{
    char raw[1024];
    int n = vsnprintf(raw, sizeof raw, fmt, ap);
    size_t length = n < 0 ? 0 : (size_t)n < sizeof raw ? (size_t)n : sizeof raw - 1;
    text_safe_into(out, size, (struct view){ .p = raw, .n = length });
}

bool err_set(struct err *e, enum status status, const char *hint, const char *fmt, ...)
{
    va_list ap;
    e->status = status;
    e->where[0] = '\0';
    text_safe_into(e->hint, sizeof e->hint, view_of(hint));
    va_start(ap, fmt);
    set_text(e->what, sizeof e->what, fmt, ap);
    va_end(ap);
    return false;
}

bool err_at(struct err *e, const char *fmt, ...)
{
    va_list ap;
    if (e->where[0] != '\0')
        return false;
    va_start(ap, fmt);
    set_text(e->where, sizeof e->where, fmt, ap);
    va_end(ap);
    return false;
}
