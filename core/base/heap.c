#include "base/heap.h"

#include "base/arena.h"

void *heap_take(size_t n)
{
    void *p = n ? malloc(n) : NULL;
    if (!p && n)
        die_oom(n);
    return p;
}

void *heap_grow(void *p, size_t n)
{
    if (n == 0) {
        free(p);
        return NULL;
    }
    void *grown = realloc(p, n);
    if (!grown)
        die_oom(n);
    return grown;
}

char *heap_text(const char *text)
{
    size_t n = strlen(text) + 1;
    return memcpy(heap_take(n), text, n);
}
