#include "format/text/mustache.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "format/text/mustache_nodes.h"

enum { DELIMITER_MAX = 16 };

/* An open section: where its next child is hung. */
struct level {
    struct view name;
    unsigned line;
    struct node **end;
};

struct compiler {
    struct arena *arena;
    struct mustache *made;
    struct view source;
    size_t at;          /* next byte to read */
    unsigned line;      /* of `at`, from 1 */
    bool at_line_start; /* nothing of this line has been turned into a node */
    struct view open, close;
    struct level levels[LIMIT_TEMPLATE_DEPTH + 1];
    size_t depth;
    struct err *e;
};

/* A tag as it stands in the source. */
struct tag {
    char sigil; /* # ^ / ! > = & { or 0 for a plain name */
    struct view name;
    unsigned line;
    size_t from, to; /* bytes, delimiters included */
};

PRINTF_LIKE(3, 4) static bool broken(struct compiler *c, unsigned line, const char *fmt, ...)
{
    char text[200];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    err_set(c->e, ST_FORMAT, "correct the template, or remove it to use the built-in one", "%s", text);
    return err_at(c->e, "%.*s:%u", VIEW_ARG(c->made->name), line);
}

static struct node *add_node(struct compiler *c, enum node_kind kind, unsigned line)
{
    struct node *node = NEW(c->arena, struct node, 1);
    struct level *level = &c->levels[c->depth];
    node->kind = kind;
    node->line = line;
    *level->end = node;
    level->end = &node->next;
    return node;
}

static void add_text(struct compiler *c, size_t from, size_t to)
{
    while (from < to) { /* a node a line, so that indentation knows where lines begin */
        const char *feed = memchr(c->source.p + from, '\n', to - from);
        size_t end = feed ? (size_t)(feed - c->source.p) + 1 : to;
        struct node *node = add_node(c, NODE_TEXT, c->line);
        node->text = (struct view){ .p = c->source.p + from, .n = end - from };
        node->line_start = c->at_line_start;
        c->at_line_start = feed != NULL;
        c->line += feed != NULL;
        from = end;
    }
}

static bool is_blank(char ch)
{
    return ch == ' ' || ch == '\t';
}

/* A tag alone on its line (of a kind that prints nothing itself) takes the whole line with it. Widens [*from, *to) and tells. */
static bool is_standalone(const struct compiler *c, const struct tag *tag, size_t *from, size_t *to)
{
    if (tag->sigil == 0 || tag->sigil == '&' || tag->sigil == '{')
        return false;
    size_t start = tag->from, end = tag->to;
    while (start > 0 && is_blank(c->source.p[start - 1]))
        start--;
    if (start > 0 && c->source.p[start - 1] != '\n')
        return false;
    while (end < c->source.n && is_blank(c->source.p[end]))
        end++;
    if (end < c->source.n && c->source.p[end] == '\r' && end + 1 < c->source.n && c->source.p[end + 1] == '\n')
        end++;
    if (end < c->source.n && c->source.p[end] != '\n')
        return false;
    *from = start;
    *to = end < c->source.n ? end + 1 : end;
    return true;
}

/* Reads the tag whose opening delimiter is at c->at. */
static bool read_tag(struct compiler *c, struct tag *tag)
{
    struct view rest = view_from(c->source, c->at + c->open.n);
    size_t n;
    *tag = (struct tag){ .line = c->line, .from = c->at };
    if (rest.n && memchr("#^/!>=&{", rest.p[0], 8)) {
        tag->sigil = rest.p[0];
        rest = view_from(rest, 1);
    }
    char closing[DELIMITER_MAX + 2];
    bool guarded = tag->sigil == '{' || tag->sigil == '=';
    snprintf(closing, sizeof closing, "%s%.*s", tag->sigil == '{' ? "}" : tag->sigil == '=' ? "=" : "", VIEW_ARG(c->close));
    if (!view_find(rest, view_of(closing), &n))
        return broken(c, tag->line, "the tag is not closed: \"%s\" is missing", closing);
    tag->name = view_trim(view_first(rest, n));
    tag->to = (size_t)(rest.p - c->source.p) + n + c->close.n + (guarded ? 1 : 0);
    return true;
}

static bool split_path(struct compiler *c, const struct tag *tag, struct node *node)
{
    struct view rest = tag->name, part;
    size_t n = 1 + view_count(rest, '.');
    if (view_eq_text(rest, "."))
        return true;
    struct view *parts = NEW(c->arena, struct view, n);
    for (size_t i = 0; i < n; i++) {
        if (!view_cut(&rest, '.', &part) || part.n == 0)
            return broken(c, tag->line, "\"%.*s\" is not a name: there is nothing before or after a dot", VIEW_ARG(tag->name));
        parts[i] = part;
    }
    node->path = parts;
    node->n_path = n;
    return true;
}

static bool set_delimiters(struct compiler *c, const struct tag *tag)
{
    struct view open = tag->name, close;
    size_t n = 0;
    while (n < open.n && !is_space(open.p[n]))
        n++;
    close = view_trim(view_from(open, n));
    open = view_first(open, n);
    for (size_t i = 0; i < close.n; i++)
        if (is_space(close.p[i]) || close.p[i] == '=')
            close.n = 0;
    if (open.n == 0 || close.n == 0 || open.n > DELIMITER_MAX || close.n > DELIMITER_MAX || view_has(open, '='))
        return broken(c, tag->line, "delimiters are two words of at most %d characters without \"=\", as in {{=<%% %%>=}}", DELIMITER_MAX);
    c->open = open;
    c->close = close;
    return true;
}

static bool open_section(struct compiler *c, const struct tag *tag)
{
    struct node *node = add_node(c, tag->sigil == '#' ? NODE_SECTION : NODE_INVERTED, tag->line);
    if (c->depth == LIMIT_TEMPLATE_DEPTH) {
        err_set(c->e, ST_LIMIT, "nest less deeply", "sections are nested more than %d deep", LIMIT_TEMPLATE_DEPTH);
        return err_at(c->e, "%.*s:%u", VIEW_ARG(c->made->name), tag->line);
    }
    c->levels[++c->depth] = (struct level){ .name = tag->name, .line = tag->line, .end = &node->first };
    return split_path(c, tag, node);
}

static bool close_section(struct compiler *c, const struct tag *tag)
{
    const struct level *level = &c->levels[c->depth];
    if (c->depth == 0)
        return broken(c, tag->line, "{{/%.*s}} closes a section that was not opened", VIEW_ARG(tag->name));
    if (!view_eq(level->name, tag->name))
        return broken(c, tag->line, "{{/%.*s}} stands where {{/%.*s}} is due (opened in line %u)", VIEW_ARG(view_first(tag->name, 60)),
                      VIEW_ARG(view_first(level->name, 60)), level->line);
    c->depth--;
    return true;
}

static void add_partial(struct compiler *c, const struct tag *tag, struct view indent)
{
    struct node *node = add_node(c, NODE_PARTIAL, tag->line);
    node->text = tag->name;
    node->indent = indent;
    *LIST_ADD(c->arena, &c->made->partials) = (struct mustache_reference){ .name = tag->name, .line = tag->line };
}

static bool add_tag(struct compiler *c, const struct tag *tag, struct view indent)
{
    bool needs_name = tag->sigil != '!' && tag->sigil != '=';
    if (needs_name && tag->name.n == 0)
        return broken(c, tag->line, "the tag is empty");
    if (needs_name && view_count(tag->name, '\n') > 0)
        return broken(c, tag->line, "the tag is not closed in its line");
    switch (tag->sigil) {
    case '#':
    case '^':
        return open_section(c, tag);
    case '/':
        return close_section(c, tag);
    case '=':
        return set_delimiters(c, tag);
    case '>':
        add_partial(c, tag, indent);
        return true;
    case '!':
        return true;
    default:
        return split_path(c, tag, add_node(c, tag->sigil == 0 ? NODE_VALUE : NODE_RAW, tag->line));
    }
}

/* One tag and the text before it; or, when no tag is left, the text to the end. */
static bool compile_next(struct compiler *c)
{
    struct tag tag;
    size_t n, text_from = c->at, from, to;
    if (!view_find(view_from(c->source, c->at), c->open, &n)) {
        add_text(c, c->at, c->source.n);
        c->at = c->source.n;
        return true;
    }
    struct view text = { .p = c->source.p + c->at, .n = n };
    unsigned line = c->line;
    c->line += (unsigned)view_count(text, '\n');
    c->at += n;
    if (!read_tag(c, &tag))
        return false;
    c->line = line;
    from = tag.from, to = tag.to;
    bool alone = is_standalone(c, &tag, &from, &to);
    add_text(c, text_from, from > text_from ? from : text_from);
    if (!alone && c->at_line_start) {
        add_node(c, NODE_TEXT, tag.line)->line_start = true;
        c->at_line_start = false;
    }
    struct view indent = alone ? (struct view){ .p = c->source.p + from, .n = tag.from - from } : (struct view){ 0 };
    c->line = tag.line + (unsigned)view_count((struct view){ .p = c->source.p + tag.from, .n = to - tag.from }, '\n');
    c->at = to;
    if (alone)
        c->at_line_start = true;
    return add_tag(c, &tag, indent);
}

bool mustache_compile(struct arena *arena, struct view name, struct view source, struct mustache **out, struct err *e)
{
    struct mustache *made = NEW(arena, struct mustache, 1);
    struct compiler c = { .arena = arena, .made = made, .source = source, .line = 1, .at_line_start = true, .e = e };
    made->name = text_safe(arena, name);
    c.open = VIEW("{{");
    c.close = VIEW("}}");
    c.levels[0].end = &made->first;
    if (source.n > LIMIT_TEMPLATE_BYTES) {
        err_set(e, ST_LIMIT, "make it smaller, or move parts into partials", "a template may have at most %d bytes", LIMIT_TEMPLATE_BYTES);
        return err_at(e, "%.*s", VIEW_ARG(made->name));
    }
    while (c.at < source.n)
        if (!compile_next(&c))
            return false;
    if (c.depth > 0)
        return broken(&c, c.levels[c.depth].line, "the section {{#%.*s}} is not closed", VIEW_ARG(view_first(c.levels[c.depth].name, 60)));
    *out = made;
    return true;
}

size_t mustache_references(const struct mustache *m, const struct mustache_reference **out)
{
    *out = m->partials.items;
    return m->partials.n;
}
