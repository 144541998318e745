/* base.h - the few words that every file uses: attributes, array sizes, sanitizer hooks, banned calls.
 *
 * Include it first. It brings the C library headers that need no thought.
 */
#ifndef BASE_BASE_H
#define BASE_BASE_H

#include <assert.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* For the few that are called a thousand times a bundle, mostly with literals: their length is then known where they are written. */
#define INLINE __attribute__((always_inline)) static inline
#define MUST_USE __attribute__((warn_unused_result))
#ifndef PRINTF_KIND /* the build says another where the C library has two */
#define PRINTF_KIND printf
#endif
#define PRINTF_LIKE(format_at, args_at) __attribute__((format(PRINTF_KIND, format_at, args_at)))
/* Runs `drop(&variable)` when the variable leaves its scope. Set the variable to NULL to hand the object on. */
#define AUTO(drop) __attribute__((cleanup(drop)))
/* Makes a `drop` of what gives an object back: DROP(drop_bio, BIO *, BIO_free); */
#define DROP(name, type, give_back)       \
    static inline void name(type *object) \
    {                                     \
        give_back(*object);               \
    }                                     \
    static_assert(true, "")
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#ifndef __has_feature
#define __has_feature(x) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
#define POISON(p, n) ASAN_POISON_MEMORY_REGION((p), (n))
#define UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
#else
#define POISON(p, n) ((void)(p), (void)(n))
#define UNPOISON(p, n) ((void)(p), (void)(n))
#endif
#undef sprintf /* glibc makes macros of these two for clang, which warns of poisoning one */
#undef vsprintf /* and those that have a checked or thread-safe one in core/base: */
#pragma GCC poison strcpy strcat sprintf vsprintf strtok gets gmtime localtime asctime ctime atoi atol

#endif
