/* byte_pairs.h - places in a text by their first two bytes, so that the few where something may begin are found in one quick pass.
 *
 * A pair is one whose bytes have a bit in common, the first in `first`, the second in `second`.
 * Memory:  none.
 * Threads: pure.
 */
#ifndef FORMAT_BYTE_PAIRS_H
#define FORMAT_BYTE_PAIRS_H

#include "base/view.h"

struct byte_pairs {
    unsigned char first[256], second[256];
};

/* The next place from `at` on; v.n when there is none. */
static inline size_t pair_next(const struct byte_pairs *pairs, struct view v, size_t at)
{
    const unsigned char *p = (const unsigned char *)v.p, *first = pairs->first, *second = pairs->second;
    /* Nearly all places are none, so four are asked at once. */
    while (at + 4 < v.n && !((first[p[at]] & second[p[at + 1]]) | (first[p[at + 1]] & second[p[at + 2]]) |
                             (first[p[at + 2]] & second[p[at + 3]]) | (first[p[at + 3]] & second[p[at + 4]])))
        at += 4;
    for (; at + 1 < v.n; at++)
        if (first[p[at]] & second[p[at + 1]])
            return at;
    return v.n;
}

#endif
