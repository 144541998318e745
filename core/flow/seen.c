#include "flow/seen.h"

#include "base/arena.h"

enum { CAP_LEAST = 1024 };

/* Keys are hashes already, so their upper half picks the place; any capacity will do. */
static size_t place(const struct seen *s, uint64_t key)
{
    size_t at = (size_t)(((key >> 32) * s->cap) >> 32);
    while (s->keys[at] != 0 && s->keys[at] != key)
        at = at + 1 == s->cap ? 0 : at + 1;
    return at;
}

static void grow(struct seen *s)
{
    struct seen wider = { .n = s->n, .cap = s->cap ? s->cap + s->cap / 2 : CAP_LEAST };
    wider.keys = calloc(wider.cap, sizeof *wider.keys);
    wider.rows = calloc(wider.cap, sizeof *wider.rows);
    if (!wider.keys || !wider.rows)
        die_oom(wider.cap * (sizeof *wider.keys + sizeof *wider.rows));
    for (size_t i = 0; i < s->cap; i++) {
        if (s->keys[i] == 0)
            continue;
        size_t at = place(&wider, s->keys[i]);
        wider.keys[at] = s->keys[i];
        wider.rows[at] = s->rows[i];
    }
    seen_free(s);
    *s = wider;
}

size_t seen_first(struct seen *s, uint64_t key, size_t row)
{
    if (key == 0)
        key = 1;
    if (s->n >= s->cap - s->cap / 6)
        grow(s);
    size_t at = place(s, key);
    if (s->keys[at] == 0) {
        s->keys[at] = key;
        s->rows[at] = row > UINT32_MAX ? UINT32_MAX : (uint32_t)row;
        s->n++;
    }
    return s->rows[at];
}

void seen_free(struct seen *s)
{
    free(s->keys);
    free(s->rows);
    *s = (struct seen){ 0 };
}
