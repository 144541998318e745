#include "base/spool.h"

#include "base/arena.h"
#include "base/limits.h"

static bool to_file(struct spool *s, struct view bytes, struct os_fault *why)
{
    size_t written;
    bool ok = os_write_at(&s->file, s->in_file, bytes.p, bytes.n, &written, why);
    s->in_file += written;
    return ok;
}

/* The newest bytes are in memory, those before them in the file. */
static bool spool_write(void *to, const void *p, size_t n, struct os_fault *why)
{
    struct spool *s = to;
    s->n += n;
    if (n > s->memory.max - s->memory.n) {
        if (!s->file.handle && !os_create_temporary(&s->file, why))
            return false;
        if (!to_file(s, buf_view(&s->memory), why))
            return false;
        buf_clear(&s->memory);
    }
    if (n > s->memory.max)
        return to_file(s, (struct view){ .p = p, .n = n }, why);
    buf_put(&s->memory, (struct view){ .p = p, .n = n });
    return true;
}

void spool_open(struct spool *s)
{
    *s = (struct spool){ .memory = BUF_INIT(LIMIT_SPOOL_MEMORY), .sink = { .write = spool_write, .to = s } };
}

void spool_tell(const struct spool *s, struct sink *to)
{
    if (!s->sink.failed || to->failed)
        return;
    sink_fail(to, s->sink.cause);
    to->culprit = os_temporary_words();
}

bool spool_ok(struct spool *s, struct err *e)
{
    return sink_ok(&s->sink, os_temporary_words(), e);
}

bool spool_read(struct spool *s, size_t at, void *out, size_t n)
{
    char *to = out;
    struct os_fault why;
    size_t filed = at >= s->in_file ? 0 : n < s->in_file - at ? n : s->in_file - at;
    if (s->sink.failed)
        return false;
    if (filed && !os_read_at(&s->file, at, to, filed, &why)) {
        sink_fail(&s->sink, why);
        return false;
    }
    if (n > filed)
        memcpy(to + filed, s->memory.p + (at + filed - s->in_file), n - filed);
    return true;
}

bool spool_read_text(struct spool *s, size_t *at, struct arena *arena, struct view *text)
{
    char *copy = arena_text(arena, text->n);
    bool ok = spool_read(s, *at, copy, text->n);
    *at += text->n;
    text->p = copy;
    return ok;
}

void spool_copy(struct spool *s, struct sink *to)
{
    char part[16384];
    for (size_t at = 0; at < s->n && !to->failed;) {
        size_t n = s->n - at < sizeof part ? s->n - at : sizeof part;
        if (!spool_read(s, at, part, n))
            break;
        put(to, (struct view){ .p = part, .n = n });
        at += n;
    }
    spool_tell(s, to);
}

void spool_close(struct spool *s)
{
    os_drop(&s->file);
    buf_free(&s->memory);
    *s = (struct spool){ .sink = { .failed = true } };
}
