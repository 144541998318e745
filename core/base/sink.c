#include "base/sink.h"

struct sink sink_stream(FILE *stream)
{
    return (struct sink){ .write = os_stream_write, .to = stream };
}

struct sink sink_buf(struct buf *b)
{
    return (struct sink){ .buf = b };
}

void put_write(struct sink *s, struct view v)
{
    if (s->failed || v.n == 0)
        return;
    struct os_fault why = { .kind = OS_FINE };
    if (!s->write(s->to, v.p, v.n, &why))
        sink_fail(s, why);
}

void sink_fail(struct sink *s, struct os_fault cause)
{
    if (s->failed)
        return;
    s->failed = true;
    s->cause = cause;
}

void put_fmt(struct sink *s, const char *fmt, ...)
{
    char small[512], *large;
    va_list ap;
    va_start(ap, fmt);
    put(s, view_fmt_into(small, sizeof small, &large, fmt, ap));
    va_end(ap);
    free(large);
}

bool sink_ok(struct sink *s, const char *name, struct err *e)
{
    struct os_fault why;
    if (!s->failed && s->write == os_stream_write && !os_stream_flush(s->to, &why))
        sink_fail(s, why);
    if (!s->failed)
        return true;
    return err_set_at(e, ST_IO, s->culprit ? s->culprit : name, s->cause.kind == OS_FULL ? "free some space and run it again" : "",
                      "can't write: %s", s->cause.kind != OS_FINE ? os_fault_text(&s->cause).text : "output too large");
}
