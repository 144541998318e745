/* buf.h - bytes that grow up to a ceiling.
 *
 * Units:   bytes. There is always one NUL behind the data.
 * Memory:  owned, on the heap; buf_free ends it, buf_clear keeps the memory for the next use.
 * Errors:  sticky: past the ceiling `failed` is set, later puts do nothing, and the one check at the end tells.
 * Threads: a buf belongs to one thread at a time.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/view.h"

struct buf {
    char *p;
    size_t n, cap, max; /* max: the ceiling */
    bool failed;        /* the ceiling was hit */
    bool secret;        /* memory is wiped before it is given back, also when the buf moves to grow */
};

#define BUF_INIT(ceiling) ((struct buf){ .max = (ceiling) })
#define BUF_SECRET(ceiling) ((struct buf){ .max = (ceiling), .secret = true }) /* for passwords */

void buf_put_grow(struct buf *b, struct view v); /* buf_put when there may be no room */

/* cap never goes past max + 1, so that one comparison tells whether there is room. */
INLINE void buf_put(struct buf *b, struct view v)
{
    if (v.n >= b->cap - b->n || v.n == 0 || b->failed) {
        buf_put_grow(b, v);
    } else {
        memcpy(b->p + b->n, v.p, v.n);
        b->n += v.n;
        b->p[b->n] = '\0';
    }
}

static inline void buf_putc(struct buf *b, char c)
{
    buf_put(b, (struct view){ .p = &c, .n = 1 });
}

static inline void buf_text(struct buf *b, const char *text)
{
    buf_put(b, view_of(text));
}

PRINTF_LIKE(2, 3) void buf_fmt(struct buf *b, const char *fmt, ...);
struct view buf_view(const struct buf *b); /* borrowed until the next put */
void buf_clear(struct buf *b);
void buf_free(struct buf *b); /* a secret one is overwritten first */

#endif
