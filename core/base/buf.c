#include "base/buf.h"

#include "base/arena.h"
#include "os/os.h"

static void give_back(struct buf *b)
{
    if (!b->secret) {
        free(b->p);
    } else if (b->p) {
        os_wipe(b->p, b->cap);
        os_pages_free(b->p, b->cap);
    }
}

static char *grow(struct buf *b, size_t cap)
{
    if (!b->secret)
        return realloc(b->p, cap);
    char *p = os_secret_pages(cap);
    if (p && b->p) {
        memcpy(p, b->p, b->n + 1);
        give_back(b);
    }
    return p;
}

void buf_put_grow(struct buf *b, struct view v)
{
    if (b->failed || v.n > b->max || b->n > b->max - v.n) {
        b->failed = true;
        return;
    }
    size_t need = b->n + v.n + 1, cap = b->cap ? b->cap : 4096;
    while (cap < need)
        cap *= 2;
    if (cap - 1 > b->max)
        cap = b->max + 1;
    if (cap > b->cap) {
        char *p = grow(b, cap);
        if (!p)
            die_oom(cap);
        b->p = p;
        b->cap = cap;
    }
    view_copy(b->p + b->n, v);
    b->n += v.n;
    b->p[b->n] = '\0';
}

void buf_fmt(struct buf *b, const char *fmt, ...)
{
    char small[256], *large;
    va_list ap;
    va_start(ap, fmt);
    struct view text = view_fmt_into(small, sizeof small, &large, fmt, ap);
    va_end(ap);
    buf_put(b, text);
    if (b->secret)
        os_wipe((char *)(uintptr_t)text.p, text.n);
    free(large);
}

struct view buf_view(const struct buf *b)
{
    return (struct view){ .p = b->n ? b->p : "", .n = b->n };
}

void buf_clear(struct buf *b)
{
    if (b->secret && b->p)
        os_wipe(b->p, b->cap);
    b->n = 0;
    b->failed = false;
    if (b->p)
        b->p[0] = '\0';
}

void buf_free(struct buf *b)
{
    give_back(b);
    *b = (struct buf){ .max = b->max, .secret = b->secret };
}
