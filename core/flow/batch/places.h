/* places.h - where something stands, by a key: the last place put for a key counts.
 *
 * Units:   keys are hashes and never 0; what value and n say is the caller's.
 * Memory:  owned (places_free); 32 to 64 bytes a key.
 * Threads: places_find in any while nobody puts.
 */
#ifndef FLOW_PLACES_H
#define FLOW_PLACES_H

#include "base/base.h"

struct place {
    uint64_t key, value, n;
};

struct places {
    struct place *items; /* key 0: free */
    size_t n, cap;       /* cap: a power of two */
};

void places_put(struct places *all, struct place new);
/* NULL when there is none; until the next places_put. */
const struct place *places_find(const struct places *all, uint64_t key);
void places_free(struct places *all);

#endif
