#include "base/search.h"

size_t first_row(const void *rows, size_t n, size_t size, const void *one, int (*order)(const void *, const void *))
{
    size_t low = 0;
    while (low < n) {
        size_t middle = low + (n - low) / 2;
        if (order((const char *)rows + middle * size, one) < 0)
            low = middle + 1;
        else
            n = middle;
    }
    return low;
}

/* A beginning of words; [0] is the empty one. Numbers of nodes and words fit into 32 bits, as memory ends before (LIMIT_ARENA_BYTES). */
struct node {
    uint32_t child, next; /* the first longer one; the next that is longer than the same; 0: none */
    uint32_t fail;        /* the longest end of it that is a beginning, too */
    uint32_t out;         /* itself or the longest end of it that is a word; 0: none. May lead to one that has been found */
    uint32_t words;       /* 1 + the last word that is this; 0: none, or found */
    unsigned char byte;   /* its last */
};

struct search {
    struct node *nodes;
    uint32_t n;
    uint32_t first[256]; /* children of [0] */
    uint32_t *same;      /* of each word: 1 + another that is the same; 0: none */
};

static uint32_t longer(const struct search *s, uint32_t at, unsigned char byte)
{
    if (at == 0)
        return s->first[byte];
    uint32_t i = s->nodes[at].child;
    while (i && s->nodes[i].byte != byte)
        i = s->nodes[i].next;
    return i;
}

static uint32_t add_node(struct search *s, uint32_t at, unsigned char byte)
{
    uint32_t new = s->n++;
    s->nodes[new] = (struct node){ .byte = byte, .next = s->nodes[at].child };
    s->nodes[at].child = new;
    if (at == 0)
        s->first[byte] = new;
    return new;
}

static void add_word(struct search *s, struct view word, uint32_t number)
{
    uint32_t at = 0;
    for (size_t i = 0; i < word.n; i++) {
        uint32_t next = longer(s, at, (unsigned char)word.p[i]);
        at = next ? next : add_node(s, at, (unsigned char)word.p[i]);
    }
    s->same[number] = s->nodes[at].words;
    s->nodes[at].words = number + 1;
}

static uint32_t step(const struct search *s, uint32_t at, unsigned char byte)
{
    uint32_t next;
    while ((next = longer(s, at, byte)) == 0 && at)
        at = s->nodes[at].fail;
    return next;
}

/* Shorter beginnings first: what one fails to is shorter than itself. */
static void link_ends(struct search *s, uint32_t *queue)
{
    uint32_t n = 1;
    queue[0] = 0;
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t parent = queue[i], at = s->nodes[parent].child; at; at = s->nodes[at].next) {
            struct node *node = &s->nodes[at];
            node->fail = parent ? step(s, s->nodes[parent].fail, node->byte) : 0;
            node->out = node->words ? at : s->nodes[node->fail].out;
            queue[n++] = at;
        }
}

/* The longest word that ends here and hasn't been found; what has been is passed over for good. */
static uint32_t wanted(struct search *s, uint32_t at)
{
    uint32_t out = s->nodes[at].out;
    while (out && s->nodes[out].words == 0)
        out = s->nodes[s->nodes[out].fail].out;
    return s->nodes[at].out = out;
}

static void take(struct search *s, uint32_t at, size_t end, const bool *edges, struct search_word *words)
{
    if (edges && !edges[end])
        return;
    for (uint32_t out = wanted(s, at); out; out = wanted(s, s->nodes[out].fail)) {
        size_t begin = end - words[s->nodes[out].words - 1].word.n;
        if (edges && !edges[begin])
            continue;
        for (uint32_t i = s->nodes[out].words; i; i = s->same[i - 1])
            words[i - 1].at = begin;
        s->nodes[out].words = 0;
    }
}

void search_words(struct arena *arena, struct view text, const bool *edges, struct search_word *words, size_t n)
{
    struct search s = { .n = 1, .same = NEW(arena, uint32_t, n) };
    size_t bytes = 1;
    for (size_t i = 0; i < n; i++)
        bytes += words[i].word.n;
    s.nodes = NEW(arena, struct node, bytes);
    for (size_t i = 0; i < n; i++) {
        words[i].at = words[i].word.n ? NOT_FOUND : 0;
        if (words[i].word.n)
            add_word(&s, words[i].word, (uint32_t)i);
    }
    link_ends(&s, NEW(arena, uint32_t, s.n));
    for (size_t i = 0, at = 0; i < text.n; i++) {
        at = step(&s, (uint32_t)at, (unsigned char)text.p[i]);
        take(&s, (uint32_t)at, i + 1, edges, words);
    }
}
