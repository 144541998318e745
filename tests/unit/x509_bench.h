/* x509_bench.h - what tests of format/x509/ work on: a context, and an arena for all that is read. */
#ifndef TESTS_X509_BENCH_H
#define TESTS_X509_BENCH_H

#include "format/x509/x509.h"

struct bench {
    struct x509_ctx *x;
    struct arena arena;
};

static inline void setup(struct bench *b)
{
    *b = (struct bench){ .x = x509_new() };
}

static inline void teardown(struct bench *b)
{
    x509_free(b->x);
    arena_free(&b->arena);
}

#endif
