/* mustache_nodes.h - a compiled template, for mustache.c (which makes it) and mustache_render.c (which walks it). Nobody else's. */
#ifndef FORMAT_MUSTACHE_NODES_H
#define FORMAT_MUSTACHE_NODES_H

#include "format/text/mustache.h"

enum node_kind { NODE_TEXT, NODE_VALUE, NODE_RAW, NODE_SECTION, NODE_INVERTED, NODE_PARTIAL };

struct node {
    enum node_kind kind;
    unsigned line;
    bool line_start;         /* NODE_TEXT: begins a line of the source, so a partial's indentation goes before it (even if it is empty) */
    struct view text;        /* NODE_TEXT: the text; NODE_PARTIAL: its name */
    const struct view *path; /* the name cut at its dots; n_path 0 is the implicit iterator "." */
    size_t n_path;
    struct view indent;      /* NODE_PARTIAL: white space before a standalone tag */
    struct node *first, *next; /* children of a section; sibling */
};

struct mustache {
    struct view name;
    struct node *first;
    struct { struct mustache_reference *items; size_t n, cap; } partials;
};

#endif
