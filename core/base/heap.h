/* heap.h - the heap for libraries that would take a missing block for a broken input: they get one, or the run ends as in die_oom.
 *
 * Memory:  given back with free.
 * Errors:  none.
 * Threads: any.
 */
#ifndef BASE_HEAP_H
#define BASE_HEAP_H

#include <stddef.h>

/* NULL for 0 bytes alone. */
void *heap_take(size_t n);
/* Moves what stands at p, which may be NULL; 0 bytes give it back. */
void *heap_grow(void *p, size_t n);
char *heap_text(const char *text); /* a copy */

#endif
