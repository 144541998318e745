/* mustache.h - Mustache: interpolation, sections, inverted sections, comments, partials, set delimiters; the core modules of the
 * public specification, all of their cases (lambdas are not core).
 *
 * A template is compiled once and rendered often. {{x}} escapes for the target given; {{{x}}} and {{&x}} don't. A value is text and
 * never read as a template. A name that is not there gives nothing, as the specification wants.
 * Memory:  compiled templates and values in the arena they were made in; the source must live as long as what was compiled from it.
 * Errors:  ST_FORMAT with template, line and tag (unclosed section, wrong end tag); ST_LIMIT (nesting, size, steps, a sink that is
 *          full: partials that include themselves end here).
 * Threads: compiled templates and values are read-only.
 * Source:  the Mustache specification, mustache(5).
 */
#ifndef FORMAT_MUSTACHE_H
#define FORMAT_MUSTACHE_H

#include "base/arena.h"
#include "base/err.h"
#include "format/text/escape.h"

enum value_kind { VALUE_NULL, VALUE_FALSE, VALUE_TRUE, VALUE_TEXT, VALUE_LIST, VALUE_OBJECT };

struct value {
    enum value_kind kind;
    struct view key;  /* in an object */
    struct view text; /* empty text is falsy */
    struct value *first, *last, *next;
    struct value **groups, *next_in_group; /* an object's members by what their names are like, so that few are compared */
};
enum { VALUE_GROUPS = 32 };

struct value *value_new(struct arena *arena, enum value_kind kind);
/* Adds a member to an object (or, with an empty key, an item to a list) and returns it. The text is borrowed, the key too. */
struct value *value_add(struct arena *arena, struct value *parent, struct view key, enum value_kind kind, struct view text);
/* With keys that are mostly literals: their length is known here. NULL is for an item of a list. */
INLINE struct value *value_text(struct arena *arena, struct value *parent, const char *key, struct view text)
{
    return value_add(arena, parent, view_of(key), VALUE_TEXT, text);
}
INLINE struct value *value_truth(struct arena *arena, struct value *parent, const char *key, bool truth)
{
    return value_add(arena, parent, view_of(key), truth ? VALUE_TRUE : VALUE_FALSE, VIEW(""));
}
INLINE struct value *value_list(struct arena *arena, struct value *parent, const char *key)
{
    return value_add(arena, parent, view_of(key), VALUE_LIST, VIEW(""));
}
INLINE struct value *value_object(struct arena *arena, struct value *parent, const char *key)
{
    return value_add(arena, parent, view_of(key), VALUE_OBJECT, VIEW(""));
}
/* An object with the members of another one, which gets no more of them afterwards. */
struct value *value_same(struct arena *arena, struct value *parent, const char *key, const struct value *object);

struct mustache;
/* Finds a partial by name; NULL when there is none (then the tag gives nothing). */
struct mustache_partials {
    const struct mustache *(*find)(const void *from, struct view name);
    const void *from;
};

/* `name` is the template's file name, for messages. */
MUST_USE bool mustache_compile(struct arena *arena, struct view name, struct view source, struct mustache **out, struct err *e);
/* `partials` may be NULL. Nothing is allocated. */
MUST_USE bool mustache_render(const struct mustache *m, const struct value *root,
                              const struct mustache_partials *partials, enum escape_target target, struct sink *to, struct err *e);

/* The partials that a template names, in order, each as often as it stands there; to find missing ones before any work. */
struct mustache_reference {
    struct view name;
    unsigned line;
};
size_t mustache_references(const struct mustache *m, const struct mustache_reference **out);

#endif
