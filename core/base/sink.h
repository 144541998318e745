/* sink.h - where output goes: a stdio stream, a buf, or a test's memory.
 *
 * Errors:  sticky: after a failed write later ones do nothing; check once at the end with sink_ok. So a full disk and a closed
 *          pipe are real errors with a message.
 * Threads: a sink belongs to one thread at a time.
 */
#ifndef BASE_SINK_H
#define BASE_SINK_H

#include "base/buf.h"
#include "base/err.h"
#include "os/os.h"

struct sink {
    struct buf *buf; /* where it goes; NULL: by write */
    bool (*write)(void *to, const void *p, size_t n, struct os_fault *why);
    void *to;
    bool failed;
    struct os_fault cause; /* of the first failed write; OS_FINE if it had none */
    const char *culprit; /* what failed instead of the output itself; NULL */
};

struct sink sink_stream(FILE *stream); /* borrowed */
struct sink sink_buf(struct buf *b);   /* borrowed */

void put_write(struct sink *s, struct view v); /* put without a buf */
void sink_fail(struct sink *s, struct os_fault cause); /* the first one stays */

INLINE void put(struct sink *s, struct view v)
{
    if (!s->buf) {
        put_write(s, v);
    } else if (!s->failed && v.n) {
        buf_put(s->buf, v);
        s->failed = s->buf->failed;
    }
}

static inline void put_text(struct sink *s, const char *text)
{
    put(s, view_of(text));
}

PRINTF_LIKE(2, 3) void put_fmt(struct sink *s, const char *fmt, ...);
/* True when every byte arrived; flushes a stream. `name` is what the message calls the output ("standard output"). */
MUST_USE bool sink_ok(struct sink *s, const char *name, struct err *e);

#endif
