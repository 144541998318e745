#include "format/xml/xml_parts.h"

#define said(...) ((struct xml_fault){ .what = view_fmt(__VA_ARGS__) })

/* The declaration of an element by its name, the first in the order of the schema. */
static const struct xml *find_element(const struct xml *at, struct view name)
{
    if (view_eq_text(at->name, "element") && view_eq(xml_attr(at, "name"), name))
        return at;
    for (const struct xml *child = at->first; child; child = child->next) {
        const struct xml *found = find_element(child, name);
        if (found)
            return found;
    }
    return NULL;
}

static const struct xml *find_type(const struct xml *xsd, struct view name)
{
    for (const struct xml *type = xsd->first; type; type = type->next)
        if (view_ends(type->name, VIEW("Type")) && view_eq(xml_attr(type, "name"), name))
            return type;
    return NULL;
}

/* The names of its parts of one kind ("element", "attribute"): its own, those of its type, and those of the type that extends. */
static void add_names(struct arena *arena, const struct xml *xsd, const struct xml *at, const char *kind, struct view_list *names)
{
    const char *const referring[] = { "type", "base" };
    for (size_t i = 0; i < COUNT_OF(referring); i++) {
        const struct xml *type = find_type(xsd, xml_attr(at, referring[i]));
        if (type)
            add_names(arena, xsd, type, kind, names);
    }
    for (const struct xml *child = at->first; child; child = child->next) {
        bool is_part = view_eq_text(child->name, "element") || view_eq_text(child->name, "attribute");
        if (is_part && view_eq_text(child->name, kind))
            *LIST_ADD(arena, names) = xml_attr(child, "name");
        else if (!is_part)
            add_names(arena, xsd, child, kind, names);
    }
}

static struct xml_fault unknown(struct arena *arena, const struct xml *xsd, struct view inside, const char *kind, struct view name)
{
    const struct xml *element = find_element(xsd, inside);
    struct view_list names = { 0 };
    if (element)
        add_names(arena, xsd, element, kind, &names);
    struct view near = view_nearest(name, names.items, names.n);
    return (struct xml_fault){
        view_fmt(arena, "<%.*s> has no %s %.*s%s%.*s", VIEW_ARG(inside), kind, VIEW_ARG(name), names.n ? "; it has " : ", and none at all",
                 VIEW_ARG(view_listed(arena, names.items, names.n, ", "))),
        near.n ? view_fmt(arena, "did you mean %.*s?", VIEW_ARG(near)) : near,
    };
}

/* What libxml2 lists: "Expected is one of ( a, b )." */
static struct view expected(struct view rest)
{
    size_t at;
    if (!view_find(rest, VIEW("( "), &at))
        return VIEW("nothing more");
    rest = view_from(rest, at + 2);
    return view_find(rest, VIEW(" )"), &at) ? view_first(rest, at) : rest;
}

static struct xml_fault misplaced(struct arena *arena, const struct xml *xsd, struct view inside, struct view name, struct view rest)
{
    const struct xml *element = find_element(xsd, inside);
    struct view_list names = { 0 };
    if (element)
        add_names(arena, xsd, element, "element", &names);
    if (view_among(name, names.items, names.n))
        return said(arena, "<%.*s> stands too late in <%.*s>, too often, or with an xmlns of its own; here may stand: %.*s",
                    VIEW_ARG(name), VIEW_ARG(inside), VIEW_ARG(expected(rest)));
    return unknown(arena, xsd, inside, "element", name);
}

static struct xml_fault wrong_root(struct arena *arena, const struct xml *xsd, struct view name)
{
    struct view root = xml_attr(xml_child(xsd, "element"), "name");
    return (struct xml_fault){
        view_fmt(arena, "the document is <%.*s>, and not a <%.*s> of %.*s", VIEW_ARG(name), VIEW_ARG(root),
                 VIEW_ARG(xml_attr(xsd, "targetNamespace"))),
        view_fmt(arena, "begin it with <%.*s xmlns=\"%.*s\" ...>", VIEW_ARG(root), VIEW_ARG(xml_attr(xsd, "targetNamespace"))),
    };
}

/* What the library says of a value, without its words for what a schema is made of. */
static struct view value_words(struct arena *arena, const struct xml *xsd, struct view rest)
{
    static const struct { struct view has, says; } rows[] = {
        { VIEW_ROW(" is not an element of the set "), VIEW_ROW(" is not one of ") },
        { VIEW_ROW(" is not accepted by the pattern "), VIEW_ROW(" doesn't look like ") },
        { VIEW_ROW(" is less than the minimum value allowed "), VIEW_ROW(" is less than ") },
        { VIEW_ROW(" is greater than the maximum value allowed "), VIEW_ROW(" is more than ") },
    };
    struct view bracket = VIEW("] The value "), kind = VIEW(" is not a valid value of the ");
    size_t at;
    if (view_find(rest, bracket, &at))
        rest = view_from(rest, at + bracket.n);
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (view_find(rest, rows[i].has, &at))
            return VIEW_JOIN(arena, view_first(rest, at), rows[i].says, view_from(rest, at + rows[i].has.n));
    if (!view_find(rest, kind, &at))
        return rest;
    struct view value = view_first(rest, at), name = view_from(rest, at + kind.n);
    name = view_find(name, VIEW("'"), &at) ? view_from(name, at + 1) : name;
    const struct xml *type = find_type(xsd, view_first(name, name.n ? name.n - 1 : 0)), *within = xml_child(type, "restriction");
    struct view least = xml_attr(xml_child(within, "minInclusive"), "value"), most = xml_attr(xml_child(within, "maxInclusive"), "value");
    return least.n && most.n ? view_fmt(arena, "%.*s is no number from %.*s to %.*s", VIEW_ARG(value), VIEW_ARG(least), VIEW_ARG(most))
                             : VIEW_JOIN(arena, value, VIEW(" is no value that it can have"));
}

/* "Element 'a', attribute 'b': rest" */
static bool take_quoted(struct view *message, struct view before, struct view *out)
{
    size_t end;
    if (!view_starts(*message, before) || !view_find(view_from(*message, before.n), VIEW("'"), &end))
        return false;
    *out = view_first(view_from(*message, before.n), end);
    *message = view_from(*message, before.n + end + 1);
    return true;
}

struct xml_fault xml_invalid_words(struct arena *arena, const struct xml *xsd, struct view inside, struct view message)
{
    struct view rest = message, name, attribute = { 0 }, of = VIEW("");
    if (!take_quoted(&rest, VIEW("Element '"), &name))
        return (struct xml_fault){ .what = message };
    if (take_quoted(&rest, VIEW(", attribute '"), &attribute))
        of = VIEW_JOIN(arena, attribute, VIEW(" of "));
    rest = view_from(rest, 2);
    if (view_starts(rest, VIEW("This element is not expected")))
        return misplaced(arena, xsd, inside, name, rest);
    if (view_starts(rest, VIEW("No matching global declaration")))
        return wrong_root(arena, xsd, name);
    if (attribute.n && view_ends(rest, VIEW("is not allowed")))
        return unknown(arena, xsd, name, "attribute", attribute);
    if (view_starts(rest, VIEW("Missing child element")))
        return said(arena, "<%.*s> lacks %.*s", VIEW_ARG(name), VIEW_ARG(expected(rest)));
    if (take_quoted(&rest, VIEW("The attribute '"), &attribute))
        return said(arena, "<%.*s> lacks %.*s", VIEW_ARG(name), VIEW_ARG(attribute));
    if (view_starts(rest, VIEW("Character content")))
        return said(arena, "<%.*s> has text in it, where none may be", VIEW_ARG(name));
    if (view_starts(rest, VIEW("Element content")))
        return said(arena, "<%.*s> has an element in it, where none may be", VIEW_ARG(name));
    return said(arena, "%.*s<%.*s>: %.*s", VIEW_ARG(of), VIEW_ARG(name), VIEW_ARG(value_words(arena, xsd, rest)));
}

const char *xml_malformed_words(const char *message)
{
    static const struct { const char *begins, *says; } rows[] = {
        { "Start tag expected", "it doesn't begin with <" },
        { "Opening and ending tag mismatch", "a tag is closed that is not the last one opened" },
        { "Premature end of data", "it ends before its last tag is closed" },
        { "AttValue: \" or '", "the value of an attribute lacks its quotes" },
        { "attributes construct error", "no space stands between two attributes, or a quote is missing" },
        { "Unescaped '<' not allowed", "a quote is missing, or a < stands in a value: write &lt;" },
        { "xmlParseEntityRef: no name", "an & stands alone: write &amp;" },
        { "EntityRef: expecting ';'", "an & stands alone: write &amp;" },
        { "Extra content at the end", "something follows behind its end" },
        { "Couldn't find end of Start Tag", "a tag lacks its >" },
        { "Specification mandates value", "an attribute lacks its value" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (strncmp(message, rows[i].begins, strlen(rows[i].begins)) == 0)
            return rows[i].says;
    return message;
}
