#include "base/arena.h"

#include "base/limits.h"
#include "os/os.h"

struct arena_block {
    struct arena_block *next;
    size_t used, size;
    alignas(max_align_t) char data[];
};

/* The first block is of a size that malloc keeps at hand: many an arena lives for a few words. */
enum { FIRST_BYTES = 960, BLOCK_BYTES = 64 << 10, KEPT_BYTES = 512 << 10 };

#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
enum { GAP_BYTES = 16 }; /* stays poisoned between objects */
#else
enum { GAP_BYTES = 0 };
#endif

_Noreturn void die_oom(size_t bytes)
{
    fprintf(stderr, "certcase: out of memory (%zu bytes more were needed)\n", bytes);
    _Exit(70); /* it may be a library's call in any thread: nothing else is run, half an output isn't flushed */
}

static struct arena_block *add_block(struct arena *arena, size_t want)
{
    const size_t usual = arena->blocks ? BLOCK_BYTES : FIRST_BYTES, size = want > usual ? want : usual;
    if (size > LIMIT_ARENA_BYTES - arena->total)
        die_oom(want);
    struct arena_block *block = malloc(sizeof *block + size);
    if (!block)
        die_oom(size);
    *block = (struct arena_block){ .next = arena->blocks, .size = size };
    arena->blocks = block;
    arena->total += size;
    POISON(block->data, size);
    return block;
}

/* Memory as it comes: what was there before may show through. */
static void *take(struct arena *arena, size_t total, size_t align)
{
    struct arena_block *block = arena->blocks;
    size_t at = block ? (block->used + align - 1) & ~(align - 1) : 0;
    if (!block || at > block->size || total + GAP_BYTES > block->size - at) {
        block = add_block(arena, total + GAP_BYTES);
        at = 0;
    }
    block->used = at + total + GAP_BYTES;
    UNPOISON(block->data + at, total);
    return block->data + at;
}

void *arena_alloc(struct arena *arena, size_t size, size_t align, size_t n)
{
    size_t total;
    if (__builtin_mul_overflow(size, n, &total) || total > LIMIT_ARENA_BYTES)
        die_oom(n);
    return memset(take(arena, total, align), 0, total);
}

char *arena_text(struct arena *arena, size_t n)
{
    if (n >= LIMIT_ARENA_BYTES)
        die_oom(n);
    char *p = take(arena, n + 1, 1);
    p[n] = '\0';
    return p;
}

void *arena_grow(struct arena *arena, const void *items, size_t size, size_t align, size_t have, size_t want)
{
    void *grown = arena_alloc(arena, size, align, want);
    if (have)
        memcpy(grown, items, size * have);
    return grown;
}

/* What needed several blocks gets one of their size: the next round is likely to need as much. */
void arena_reset(struct arena *arena)
{
    if (arena->blocks && (arena->blocks->next || arena->total > KEPT_BYTES)) {
        size_t want = arena->total < KEPT_BYTES ? arena->total : KEPT_BYTES;
        arena_free(arena);
        add_block(arena, want);
    }
    if (arena->blocks) {
        arena->blocks->used = 0;
        POISON(arena->blocks->data, arena->blocks->size);
    }
}

void arena_free(struct arena *arena)
{
    while (arena->blocks) {
        struct arena_block *block = arena->blocks;
        arena->blocks = block->next;
        arena->total -= block->size;
        UNPOISON(block->data, block->size);
        free(block);
    }
}

void arena_wipe(struct arena *arena)
{
    for (struct arena_block *block = arena->blocks; block; block = block->next) {
        UNPOISON(block->data, block->size);
        os_wipe(block->data, block->used);
    }
    arena_free(arena);
}

void *heap_take(size_t n)
{
    void *p = n ? malloc(n) : NULL;
    if (!p && n)
        die_oom(n);
    return p;
}

void *heap_new(size_t n)
{
    void *p = calloc(1, n);
    if (!p)
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
