#include "base/lines.h"

#include "base/arena.h"

enum { PIECE = 64 << 10 };

struct lines lines_open(const struct os_file *file)
{
    return (struct lines){ .file = file };
}

/* Behind what waits; false at the end of the file. */
static bool more(struct lines *l)
{
    size_t waits = l->end - l->begin, got;
    if (l->begin) {
        memmove(l->p, l->p + l->begin, waits);
        l->begin = 0;
        l->end = waits;
    }
    if (l->cap - l->end < PIECE) {
        l->cap = 2 * l->cap + PIECE;
        l->p = heap_grow(l->p, l->cap);
    }
    l->failed = !os_read_some(l->file, l->at, l->p + l->end, l->cap - l->end, &got, &l->why);
    if (l->failed || got == 0)
        return false;
    l->end += got;
    l->at += got;
    return true;
}

bool lines_next(struct lines *l, struct view *line)
{
    size_t looked = 0;
    const char *feed = NULL;
    for (;;) {
        size_t waits = l->end - l->begin;
        feed = waits > looked ? memchr(l->p + l->begin + looked, '\n', waits - looked) : NULL;
        looked = waits;
        if (feed || !more(l))
            break;
    }
    if (l->failed || l->end == l->begin)
        return false;
    const char *from = l->p + l->begin;
    *line = (struct view){ .p = from, .n = feed ? (size_t)(feed - from) + 1 : l->end - l->begin };
    l->begin += line->n;
    return true;
}

void lines_close(struct lines *l)
{
    free(l->p);
    *l = (struct lines){ 0 };
}
