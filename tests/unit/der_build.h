/* der_build.h - DER by hand, for tests: tlv(arena, tag, content) and joined contents. */
#ifndef TESTS_DER_BUILD_H
#define TESTS_DER_BUILD_H

#include "base/arena.h"
#include "format/x509/der.h"

static inline struct view tlv(struct arena *arena, unsigned tag, struct view content)
{
    char *p = NEW(arena, char, content.n + 6);
    size_t n = 0;
    p[n++] = (char)tag;
    if (content.n < 0x80) {
        p[n++] = (char)content.n;
    } else {
        size_t bytes = content.n < 0x100 ? 1 : content.n < 0x10000 ? 2 : 3;
        p[n++] = (char)(0x80 | bytes);
        for (size_t i = bytes; i > 0; i--)
            p[n++] = (char)(content.n >> 8 * (i - 1));
    }
    if (content.n)
        memcpy(p + n, content.p, content.n);
    return (struct view){ .p = p, .n = n + content.n };
}

static inline struct view join(struct arena *arena, struct view a, struct view b)
{
    char *p = NEW(arena, char, a.n + b.n + 1);
    if (a.n)
        memcpy(p, a.p, a.n);
    if (b.n)
        memcpy(p + a.n, b.p, b.n);
    return (struct view){ .p = p, .n = a.n + b.n };
}

#endif
