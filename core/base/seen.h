/* seen.h - which row stands for this key: a table of 64-bit hashes, 12 bytes each, for as many rows as there are.
 *
 * Two different keys count as one when their hashes are equal: once in 10^9 runs of 100,000 rows. Keys that strangers choose are
 * hashed with a salt, or they could choose them to fall into one place.
 * Memory:  owned (seen_free); some 15 bytes a key.
 * Threads: one; seen_find and seen_has in any while nobody puts.
 */
#ifndef BASE_SEEN_H
#define BASE_SEEN_H

#include "base/base.h"

enum { SEEN_PARTS = 8 };

/* In parts that grow one after the other, so that little is held twice. */
struct seen {
    struct seen_part {
        uint64_t *keys; /* 0: free */
        uint32_t *rows;
        size_t n, cap;
    } parts[SEEN_PARTS];
};

/* The row that came first with the key: `row` itself when nobody did before. */
size_t seen_first(struct seen *s, uint64_t key, size_t row);
/* The last row that is put for a key counts. Puts and finds don't mix with seen_first: there the first one does. */
void seen_put(struct seen *s, uint64_t key, size_t row);
MUST_USE bool seen_find(const struct seen *s, uint64_t key, size_t *row);
bool seen_has(const struct seen *s, uint64_t key);
void seen_free(struct seen *s);

#endif
