#include "base/limits.h"
#include "format/text/mustache_nodes.h"

/* The context stack grows with the recursion that walks the template, so it lives in the callers' frames. */
struct context {
    const struct value *value;
    const struct context *outer;
};

struct renderer {
    const struct mustache_partials *partials;
    enum escape_target target;
    struct sink *to;
    long depth;             /* sections and partials being rendered */
    long steps;             /* nodes visited */
    struct view indents[LIMIT_TEMPLATE_DEPTH]; /* of the partials being rendered; most are empty */
    size_t n_indents;
    const struct mustache *template; /* for messages */
    struct err *e;
};

static bool render_nodes(struct renderer *r, const struct node *node, const struct context *context);

static bool too_much(struct renderer *r, unsigned line, const char *hint, const char *what, long limit)
{
    err_set(r->e, ST_LIMIT, hint, "%s (at most %ld)", what, limit);
    return err_at(r->e, "%.*s:%u", VIEW_ARG(r->template->name), line);
}

/* Of a name that isn't empty. */
static size_t group_of(struct view key)
{
    return (key.n + 3 * (unsigned char)key.p[0] + 5 * (unsigned char)key.p[key.n - 1]) % VALUE_GROUPS;
}

static const struct value *member(const struct value *object, struct view key)
{
    if (object->kind != VALUE_OBJECT)
        return NULL;
    for (const struct value *at = object->groups[group_of(key)]; at; at = at->next_in_group)
        if (view_eq(at->key, key))
            return at;
    return NULL;
}

/* The first part of a dotted name is looked for up the stack, the others only inside what was found. */
static const struct value *look_up(const struct node *node, const struct context *context)
{
    const struct value *found = node->n_path == 0 ? context->value : NULL;
    for (; node->n_path && context && !found; context = context->outer)
        found = member(context->value, node->path[0]);
    for (size_t i = 1; i < node->n_path && found; i++)
        found = member(found, node->path[i]);
    return found;
}

static bool is_truthy(const struct value *value)
{
    if (!value || value->kind == VALUE_NULL || value->kind == VALUE_FALSE)
        return false;
    if (value->kind == VALUE_TEXT)
        return value->text.n > 0;
    return value->kind != VALUE_LIST || value->first;
}

static void put_value(struct renderer *r, const struct node *node, const struct context *context)
{
    const struct value *value = look_up(node, context);
    enum escape_target target = node->kind == NODE_RAW ? ESCAPE_NONE : r->target;
    if (!value)
        return;
    if (value->kind == VALUE_TEXT)
        escape_put(r->to, target, value->text);
    else if (value->kind == VALUE_TRUE || value->kind == VALUE_FALSE)
        put_text(r->to, value->kind == VALUE_TRUE ? "true" : "false");
}

static bool render_section(struct renderer *r, const struct node *node, const struct context *context)
{
    const struct value *value = look_up(node, context);
    if (node->kind == NODE_INVERTED)
        return is_truthy(value) || render_nodes(r, node->first, context);
    if (!is_truthy(value))
        return true;
    if (value->kind != VALUE_LIST)
        return render_nodes(r, node->first, &(struct context){ .value = value, .outer = context });
    for (const struct value *item = value->first; item; item = item->next)
        if (!render_nodes(r, node->first, &(struct context){ .value = item, .outer = context }))
            return false;
    return true;
}

static bool render_partial(struct renderer *r, const struct node *node, const struct context *context)
{
    const struct mustache *inner = r->partials ? r->partials->find(r->partials->from, node->text) : NULL;
    const struct mustache *outer = r->template;
    if (!inner)
        return true;
    r->indents[r->n_indents++] = node->indent; /* render_nodes has bounded the depth */
    r->template = inner;
    bool ok = render_nodes(r, inner->first, context);
    r->template = outer;
    r->n_indents--;
    return ok;
}

static bool render_node(struct renderer *r, const struct node *node, const struct context *context)
{
    switch (node->kind) {
    case NODE_TEXT:
        for (size_t i = 0; node->line_start && i < r->n_indents; i++)
            put(r->to, r->indents[i]);
        put(r->to, node->text);
        return true;
    case NODE_VALUE:
    case NODE_RAW:
        put_value(r, node, context);
        return true;
    case NODE_PARTIAL:
        return render_partial(r, node, context);
    case NODE_SECTION:
    case NODE_INVERTED:
        break;
    }
    return render_section(r, node, context);
}

static bool render_nodes(struct renderer *r, const struct node *node, const struct context *context)
{
    if (node && r->depth == LIMIT_TEMPLATE_DEPTH)
        return too_much(r, node->line, "look for a partial that includes itself without an end",
                        "sections and partials are nested too deep", LIMIT_TEMPLATE_DEPTH);
    r->depth++;
    for (; node; node = node->next) {
        if (++r->steps > LIMIT_TEMPLATE_STEPS)
            return too_much(r, node->line, "look for partials that include each other", "rendering takes too many steps",
                            LIMIT_TEMPLATE_STEPS);
        if (!render_node(r, node, context))
            return false;
        if (r->to->failed)
            return too_much(r, node->line, "look for a section that repeats too much", "the text grows too long", LIMIT_TICKET_BYTES);
    }
    r->depth--;
    return true;
}

bool mustache_render(const struct mustache *m, const struct value *root, const struct mustache_partials *partials,
                     enum escape_target target, struct sink *to, struct err *e)
{
    struct renderer r = { .partials = partials, .target = target, .to = to, .template = m, .e = e };
    return render_nodes(&r, m->first, &(struct context){ .value = root });
}

struct value *value_new(struct arena *arena, enum value_kind kind)
{
    struct value *value = NEW(arena, struct value, 1);
    value->kind = kind;
    value->groups = kind == VALUE_OBJECT ? NEW(arena, struct value *, VALUE_GROUPS) : NULL;
    return value;
}

struct value *value_add(struct arena *arena, struct value *parent, struct view key, enum value_kind kind, struct view text)
{
    struct value *value = value_new(arena, kind);
    value->key = key;
    value->text = text;
    if (parent->last)
        parent->last->next = value;
    else
        parent->first = value;
    parent->last = value;
    if (parent->kind == VALUE_OBJECT && value->key.n) { /* of two with one name the first is found */
        struct value **at = &parent->groups[group_of(value->key)];
        while (*at)
            at = &(*at)->next_in_group;
        *at = value;
    }
    return value;
}

struct value *value_same(struct arena *arena, struct value *parent, const char *key, const struct value *object)
{
    struct value *value = value_object(arena, parent, key);
    value->first = object->first;
    value->last = object->last;
    value->groups = object->groups;
    return value;
}
