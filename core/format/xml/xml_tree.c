#include "format/xml/xml_parts.h"

void xml_tree_begin(struct xml_tree *t, struct view name, unsigned line)
{
    struct xml *node = NEW(t->arena, struct xml, 1);
    *node = (struct xml){ .name = view_dup(t->arena, name), .line = line };
    if (t->depth) {
        *t->open[t->depth - 1].child = node;
        t->open[t->depth - 1].child = &node->next;
    }
    t->open[t->depth++] = (struct xml_open){ .node = node, .child = &node->first, .attr = &node->attrs, .text_at = t->text.n };
}

void xml_tree_attr(struct xml_tree *t, struct view name, struct view value)
{
    struct xml_open *open = &t->open[t->depth - 1];
    *open->attr = NEW(t->arena, struct xml_attr, 1);
    **open->attr = (struct xml_attr){ .name = view_dup(t->arena, name), .value = value };
    open->attr = &(*open->attr)->next;
}

struct xml *xml_tree_end(struct xml_tree *t)
{
    const struct xml_open *open = &t->open[--t->depth];
    struct view text = view_from(buf_view(&t->text), open->text_at);
    open->node->text = view_dup(t->arena, open->node->first ? view_trim(text) : text);
    t->text.n = open->text_at;
    return open->node;
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
