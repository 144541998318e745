/* The allocation with the number in FAIL_ALLOCATION fails; how many there were is written to the file in COUNT_ALLOCATIONS. Linked with
 * --wrap, so that it also works under sanitizers, whose allocator can't be replaced. */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);

static atomic_long own, *count = &own; /* shared with children */
static long failing;

static FILE *counted; /* opened before the program gives up its rights */

static void tell(void)
{
    (void)fprintf(counted, "%ld\n", atomic_load(count));
    (void)fclose(counted);
}

__attribute__((constructor)) static void begin(void)
{
    const char *n = getenv("FAIL_ALLOCATION");
    void *shared = mmap(NULL, sizeof *count, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared != MAP_FAILED)
        count = shared;
    failing = n ? atol(n) : 0;
    counted = getenv("COUNT_ALLOCATIONS") ? fopen(getenv("COUNT_ALLOCATIONS"), "w") : NULL;
    if (counted)
        (void)atexit(tell);
}

static int fails(void)
{
    return atomic_fetch_add(count, 1) + 1 == failing;
}

void *__wrap_malloc(size_t n)
{
    return fails() ? NULL : __real_malloc(n);
}

void *__wrap_calloc(size_t n, size_t size)
{
    return fails() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *p, size_t n)
{
    return fails() ? NULL : __real_realloc(p, n);
}
