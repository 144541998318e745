/* seeded.h - numbers that look random and are the same in every run: a test that fails fails again. */
#ifndef TESTS_SEEDED_H
#define TESTS_SEEDED_H

#include "base/base.h"

/* 0 and up, below n. */
static inline uint32_t below(uint64_t *seed, size_t n)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((*seed >> 33) % n);
}

#endif
