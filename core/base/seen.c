#include "base/seen.h"

#include "base/arena.h"

#include "os/os.h"

enum { CAP_LEAST = 340 };

/* Zero marks what is free. */
static uint64_t stored(uint64_t key)
{
    return key ? key : SEEN_PARTS;
}

/* Keys are hashes already: the lowest bits choose the part, the upper half the place in it. Any capacity will do. */
static size_t place(const struct seen_part *p, uint64_t key)
{
    size_t at = (size_t)(((key >> 32) * p->cap) >> 32);
    while (p->keys[at] != 0 && p->keys[at] != key)
        at = at + 1 == p->cap ? 0 : at + 1;
    return at;
}

static size_t bytes_of(size_t cap)
{
    return cap * (sizeof(uint64_t) + sizeof(uint32_t));
}

/* Straight from the system and back: in the heap, what was outgrown would stay as holes. */
static struct seen_part new_part(size_t cap)
{
    void *memory = os_pages(bytes_of(cap));
    if (!memory)
        die_oom(bytes_of(cap));
    uint64_t *keys = memory;
    return (struct seen_part){ .keys = keys, .rows = (uint32_t *)(keys + cap), .cap = cap };
}

static void free_part(struct seen_part *p)
{
    if (p->keys)
        os_pages_free(p->keys, bytes_of(p->cap));
    *p = (struct seen_part){ 0 };
}

static void grow(struct seen_part *p)
{
    struct seen_part wider = new_part(p->cap ? p->cap + p->cap / 5 : CAP_LEAST);
    wider.n = p->n;
    for (size_t i = 0; i < p->cap; i++) {
        if (p->keys[i] == 0)
            continue;
        size_t at = place(&wider, p->keys[i]);
        wider.keys[at] = p->keys[i];
        wider.rows[at] = p->rows[i];
    }
    free_part(p);
    *p = wider;
}

/* Where the key stands, or will stand. */
static uint32_t *take_place(struct seen *s, uint64_t key, bool *is_new)
{
    struct seen_part *p = &s->parts[key % SEEN_PARTS];
    key = stored(key);
    if (p->n >= p->cap - p->cap / 10)
        grow(p);
    size_t at = place(p, key);
    *is_new = p->keys[at] == 0;
    p->keys[at] = key;
    p->n += *is_new;
    return &p->rows[at];
}

static uint32_t short_row(size_t row)
{
    return row > UINT32_MAX ? UINT32_MAX : (uint32_t)row;
}

size_t seen_first(struct seen *s, uint64_t key, size_t row)
{
    bool is_new;
    uint32_t *first = take_place(s, key, &is_new);
    if (!is_new)
        return *first;
    *first = short_row(row);
    return row;
}

void seen_put(struct seen *s, uint64_t key, size_t row)
{
    bool is_new;
    *take_place(s, key, &is_new) = short_row(row);
}

bool seen_find(const struct seen *s, uint64_t key, size_t *row)
{
    const struct seen_part *p = &s->parts[key % SEEN_PARTS];
    size_t at = p->cap ? place(p, stored(key)) : 0;
    if (!p->cap || p->keys[at] == 0)
        return false;
    *row = p->rows[at];
    return true;
}

bool seen_has(const struct seen *s, uint64_t key)
{
    size_t row;
    return seen_find(s, key, &row);
}

void seen_free(struct seen *s)
{
    for (size_t i = 0; i < SEEN_PARTS; i++)
        free_part(&s->parts[i]);
}
