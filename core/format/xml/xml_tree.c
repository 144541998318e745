#include "format/xml/xml_tree.h"

struct xml *xml_tree_open(struct xml_tree *t)
{
    struct xml *node = NEW(t->arena, struct xml, 1);
    struct xml_open *up = t->open;
    t->open = NEW(t->arena, struct xml_open, 1);
    *t->open = (struct xml_open){ .up = up, .node = node, .last = &node->first };
    if (!up)
        return t->root = node;
    *up->last = node;
    up->last = &node->next;
    if (!up->has_words) /* would be trimmed in the end */
        up->n = up->told = 0;
    return node;
}

void xml_tree_text(struct xml_tree *t, struct view piece)
{
    struct xml_open *o = t->open;
    if (!o)
        return;
    if (o->n + piece.n >= o->room) {
        o->room = o->n ? 2 * (o->n + piece.n) : piece.n + 1; /* most texts come as one piece */
        o->text = arena_grow(t->arena, o->text, 1, 1, o->n, o->room);
    }
    if (piece.n)
        memcpy(o->text + o->n, piece.p, piece.n);
    o->n += piece.n;
    o->text[o->n] = '\0';
    o->has_news = true;
    o->has_words = o->has_words || view_trim(piece).n;
}

bool xml_tree_news(struct xml_tree *t, struct view *text)
{
    struct xml_open *o = t->open;
    if (!o || !o->has_news)
        return false;
    *text = (struct view){ .p = o->text + o->told, .n = o->n - o->told };
    o->told = o->n;
    o->has_news = false;
    return true;
}

void xml_tree_close(struct xml_tree *t)
{
    struct xml_open *o = t->open;
    struct view text = { .p = o->text, .n = o->n };
    o->node->text = o->node->first ? view_trim(text) : text;
    t->open = o->up;
}

const struct xml *xml_next(const struct xml *node, const char *name)
{
    for (node = node ? node->next : NULL; node; node = node->next)
        if (view_eq_text(node->name, name))
            return node;
    return NULL;
}

const struct xml *xml_child(const struct xml *parent, const char *name)
{
    const struct xml *first = parent ? parent->first : NULL;
    return !first || view_eq_text(first->name, name) ? first : xml_next(first, name);
}

struct view xml_child_text(const struct xml *parent, const char *name)
{
    const struct xml *child = xml_child(parent, name);
    return child ? child->text : (struct view){ 0 };
}

struct view xml_attr(const struct xml *node, const char *name)
{
    for (const struct xml_attr *a = node ? node->attrs : NULL; a; a = a->next)
        if (view_eq_text(a->name, name))
            return a->value;
    return (struct view){ 0 };
}

size_t xml_count(const struct xml *parent, const char *name)
{
    size_t n = 0;
    for (const struct xml *child = xml_child(parent, name); child; child = xml_next(child, name))
        n++;
    return n;
}
