#include "base/spool.h"

#include <errno.h>
#include <unistd.h>

#include "base/limits.h"

#define CULPRIT "a temporary file in " P_tmpdir

static bool spool_write(void *to, const void *p, size_t n)
{
    struct spool *s = to;
    s->n += n;
    if (!s->file && n <= s->memory.max - s->memory.n) {
        buf_put(&s->memory, (struct view){ .p = p, .n = n });
        return true;
    }
    if (!s->file) {
        s->file = tmpfile();
        if (!s->file || fwrite(s->memory.p, 1, s->memory.n, s->file) != s->memory.n)
            return false;
        buf_clear(&s->memory);
    }
    return fwrite(p, 1, n, s->file) == n;
}

void spool_open(struct spool *s)
{
    *s = (struct spool){ .memory = BUF_INIT(LIMIT_SPOOL_MEMORY), .sink = { .write = spool_write, .to = s } };
}

static void copy_file(struct spool *s, struct sink *to)
{
    char part[16384];
    size_t n;
    errno = 0;
    if (fflush(s->file) != 0 || fseek(s->file, 0, SEEK_SET) != 0) {
        sink_fail(&s->sink, errno);
        return;
    }
    while (!to->failed && (n = fread(part, 1, sizeof part, s->file)) > 0)
        put(to, (struct view){ .p = part, .n = n });
    if (ferror(s->file))
        sink_fail(&s->sink, errno);
}

void spool_tell(const struct spool *s, struct sink *to)
{
    if (!s->sink.failed || to->failed)
        return;
    sink_fail(to, s->sink.cause);
    to->culprit = CULPRIT;
}

bool spool_ok(struct spool *s, struct err *e)
{
    return sink_ok(&s->sink, CULPRIT, e);
}

bool spool_read(struct spool *s, size_t at, void *out, size_t n)
{
    char *to = out;
    if (s->sink.failed)
        return false;
    if (!s->file) {
        memcpy(to, s->memory.p + at, n);
        return true;
    }
    errno = 0;
    bool ok = fflush(s->file) == 0;
    while (ok && n > 0) {
        ssize_t got = pread(fileno(s->file), to, n, (off_t)at);
        ok = got > 0;
        if (!ok)
            break;
        to += got;
        at += (size_t)got;
        n -= (size_t)got;
    }
    if (!ok)
        sink_fail(&s->sink, errno ? errno : EIO);
    return ok;
}

void spool_copy(struct spool *s, struct sink *to)
{
    if (!s->sink.failed && s->file)
        copy_file(s, to);
    else if (!s->sink.failed)
        put(to, buf_view(&s->memory));
    spool_tell(s, to);
}

void spool_close(struct spool *s)
{
    if (s->file)
        fclose(s->file);
    buf_free(&s->memory);
    *s = (struct spool){ .sink = { .failed = true } };
}
