/* seen.h - who came first with this key: a set of 64-bit hashes, 12 bytes each, for as many rows as there are.
 *
 * Two different keys count as one when their hashes are equal: once in 10^9 runs of 100,000 rows.
 * Memory:  on the heap, owned (seen_free); at most about 20 bytes a key.
 * Threads: one.
 */
#ifndef FLOW_SEEN_H
#define FLOW_SEEN_H

#include "base/base.h"

struct seen {
    uint64_t *keys; /* 0: free */
    uint32_t *rows;
    size_t n, cap;
};

/* The row that came first with the key: `row` itself when nobody did before. */
size_t seen_first(struct seen *s, uint64_t key, size_t row);
void seen_free(struct seen *s);

#endif
