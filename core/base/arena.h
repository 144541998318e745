/* arena.h - memory that lives as long as one case, one file or one run.
 *
 * Memory:  NEW gives zeroed memory that is never freed alone; arena_reset takes all of it back (and keeps a block for the
 *          next round), arena_free gives it to the system. Under ASan what was taken back is poisoned, and each object
 *          has a block of its own, so that an overrun is seen.
 * Errors:  none: running out of memory, or past LIMIT_ARENA_BYTES, ends the program in die_oom. Hostile growth is stopped
 *          earlier, by the ceilings of limits.h.
 * Threads: an arena belongs to one thread at a time.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/base.h"

struct arena_block;

struct arena {
    struct arena_block *blocks; /* newest first */
    size_t total;               /* bytes held from the system */
};

#define NEW(arena, T, n) ((T *)arena_alloc((arena), sizeof(T), alignof(T), (n)))

void *arena_alloc(struct arena *arena, size_t size, size_t align, size_t n) __attribute__((returns_nonnull, malloc));
/* Room for n bytes of text and the NUL behind it. Only the NUL is set: for what is written over at once. */
char *arena_text(struct arena *arena, size_t n) __attribute__((returns_nonnull, malloc));
void arena_reset(struct arena *arena);
void arena_free(struct arena *arena);
/* Overwrites all of it first: keys or passwords were in it. */
void arena_wipe(struct arena *arena);
/* For arrays that grow: a new array of `want` items that starts with the `have` items of the old one. */
void *arena_grow(struct arena *arena, const void *items, size_t size, size_t align, size_t have, size_t want)
    __attribute__((returns_nonnull));

_Noreturn void die_oom(size_t bytes);

/* A typed array in an arena: DECLARE a struct with `items`, `n`, `cap`; LIST_ADD returns a pointer to a new zeroed item.
 * Pointers to items move when the list grows: keep indices, or lists of pointers. */
#define LIST_ADD(arena, list)                                                                                           \
    ((list)->n < (list)->cap                                                                                            \
         ? &(list)->items[(list)->n++]                                                                                  \
         : ((list)->items = arena_grow((arena), (list)->items, sizeof *(list)->items, alignof(max_align_t), (list)->n,  \
                                       (list)->cap = (list)->cap ? 2 * (list)->cap : 8),                                \
            &(list)->items[(list)->n++]))

/* Sorts such an array, which may have none. */
#define LIST_SORT(list, order) ((list)->n ? qsort((list)->items, (list)->n, sizeof *(list)->items, (order)) : (void)0)

/* The heap, for libraries that would take a missing block for a broken input: they get one, or the run ends as in die_oom. Any thread;
 * given back with free. */
void *heap_take(size_t n); /* NULL for 0 bytes alone */
void *heap_new(size_t n);  /* zeroed, for an object of our own */
void *heap_grow(void *p, size_t n); /* moves what stands at p, which may be NULL; 0 bytes give it back */
char *heap_text(const char *text); /* a copy */

#endif
