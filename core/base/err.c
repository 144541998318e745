#include "base/err.h"

#include "base/utf8.h"

/* The password of a URL, wherever somebody wrote one: https://user:*@host */
static void hide_password(char *text)
{
    for (char *at = strstr(text, "://"); at; at = strstr(at, "://")) {
        at += 3;
        char *end = at + strcspn(at, "/?# "), *host = NULL, *colon = memchr(at, ':', (size_t)(end - at));
        for (char *p = at; p < end; p++)
            host = *p == '@' ? p : host;
        if (!host || !colon || colon + 1 >= host)
            continue;
        colon[1] = '*';
        memmove(colon + 2, host, strlen(host) + 1);
    }
}

static void set_text(char *out, size_t size, const char *fmt, va_list ap)
{
    char raw[1024];
    int n = vsnprintf(raw, sizeof raw, fmt, ap);
    if (n > 0)
        hide_password(raw);
    size_t length = n < 0 ? 0 : strlen(raw);
    text_safe_into(out, size, (struct view){ .p = raw, .n = length });
}

static void set(struct err *e, enum status status, const char *hint, const char *fmt, va_list ap)
{
    e->status = status;
    e->where[0] = '\0';
    text_safe_into(e->hint, sizeof e->hint, view_of(hint));
    set_text(e->what, sizeof e->what, fmt, ap);
}

bool err_set(struct err *e, enum status status, const char *hint, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    set(e, status, hint, fmt, ap);
    va_end(ap);
    return false;
}

bool err_set_at(struct err *e, enum status status, const char *where, const char *hint, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    set(e, status, hint, fmt, ap);
    va_end(ap);
    return err_at(e, "%s", where);
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

bool err_meant(struct err *e, const char *before, struct view near, const char *after)
{
    char hint[1024];
    if (near.n == 0)
        return false;
    (void)snprintf(hint, sizeof hint, "did you mean %s%.*s%s", before, VIEW_ARG(near), after);
    text_safe_into(e->hint, sizeof e->hint, view_of(hint));
    return false;
}
