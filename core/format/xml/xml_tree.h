/* xml_tree.h - makes a tree of elements out of what a parser meets, in its order; for xml.c alone.
 *
 * Text:    pieces are joined. White space around and between child elements is dropped as soon as there is a child.
 * Memory:  the arena.
 * Errors:  none. Threads: a tree belongs to one thread at a time.
 */
#ifndef FORMAT_XML_TREE_H
#define FORMAT_XML_TREE_H

#include "format/xml/xml.h"

/* An element whose end tag is still to come. */
struct xml_open {
    struct xml_open *up;
    struct xml *node;
    struct xml **last; /* where its next child goes */
    char *text;        /* so far, with a NUL behind it */
    size_t n, room;
    size_t told;    /* how much of the text xml_tree_news has given out */
    bool has_news;  /* text has come since; an empty CDATA section is text, too */
    bool has_words; /* not only white space */
};

struct xml_tree {
    struct arena *arena;
    struct xml *root;
    struct xml_open *open; /* the innermost; NULL before the root and behind it */
};

/* A new element inside the innermost one, for the caller to fill. */
struct xml *xml_tree_open(struct xml_tree *t);
void xml_tree_text(struct xml_tree *t, struct view piece);
/* The text of the innermost element since the last call; false when there was none at all. */
bool xml_tree_news(struct xml_tree *t, struct view *text);
void xml_tree_close(struct xml_tree *t);

#endif
