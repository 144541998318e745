#include "format/xml/xml_parts.h"

#include <libxml/tree.h>

static struct view copy(struct arena *arena, const xmlChar *text)
{
    return view_dup(arena, view_of((const char *)text));
}

/* Of an element or an attribute: the pieces of its text joined. */
static struct view copy_text(struct arena *arena, const xmlNode *pieces)
{
    size_t n = 0;
    for (const xmlNode *piece = pieces; piece; piece = piece->next)
        n += piece->type == XML_TEXT_NODE ? strlen((const char *)piece->content) : 0;
    char *p = arena_text(arena, n), *at = p;
    for (const xmlNode *piece = pieces; piece; piece = piece->next)
        if (piece->type == XML_TEXT_NODE)
            at = view_copy(at, view_of((const char *)piece->content));
    return (struct view){ .p = p, .n = n };
}

struct xml *xml_tree_copy(struct arena *arena, xmlNodePtr element)
{
    struct xml *node = NEW(arena, struct xml, 1), **last = &node->first;
    struct xml_attr **last_attr = &node->attrs;
    node->name = copy(arena, element->name);
    node->line = (unsigned)xmlGetLineNo(element);
    for (const xmlAttr *attr = element->properties; attr; attr = attr->next, last_attr = &(*last_attr)->next) {
        *last_attr = NEW(arena, struct xml_attr, 1);
        (*last_attr)->name = copy(arena, attr->name);
        (*last_attr)->value = copy_text(arena, attr->children);
    }
    for (xmlNodePtr child = element->children; child; child = child->next)
        if (child->type == XML_ELEMENT_NODE) {
            *last = xml_tree_copy(arena, child);
            last = &(*last)->next;
        }
    node->text = copy_text(arena, element->children);
    if (node->first)
        node->text = view_trim(node->text);
    return node;
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
