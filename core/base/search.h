/* search.h - one row looked for among sorted ones; many words looked for in one text, in one pass: the cost grows with the text and with
 * the words, not with their product.
 *
 * Memory:  the arena, some 24 bytes for each byte of the words. Errors: none. Threads: pure but for the arena.
 * Source:  Aho and Corasick, Efficient string matching (1975).
 */
#ifndef BASE_SEARCH_H
#define BASE_SEARCH_H

#include "base/arena.h"
#include "base/view.h"

/* The first of the sorted rows that isn't before `one`, which `order` gets second; n when all are. */
size_t first_row(const void *rows, size_t n, size_t size, const void *one, int (*order)(const void *, const void *));

#define NOT_FOUND SIZE_MAX

struct search_word {
    struct view word;
    size_t at; /* out: where it begins, of its first place to end; NOT_FOUND; 0 for an empty word */
};

/* `edges` (text.n + 1 of them, or NULL): a word only counts from one edge to another: edges[i] stands between the bytes i - 1 and i. */
void search_words(struct arena *arena, struct view text, const bool *edges, struct search_word *words, size_t n);

#endif
