#include "base/limits.h"
#include "base/utf8.h"
#include "format/request/request_parts.h"
#include "format/xml/xml.h"
#include "model/assets.h"

/* Each request is cut out, put between the document's own root tags and read as a document of its own: so it goes through every check
 * of xml_scan.c before libxml2 sees it, is validated, and has the namespaces of the root. */

enum { NAME_BYTES = 64 };

enum markup { MARKUP_START, MARKUP_EMPTY, MARKUP_END, MARKUP_COMMENT, MARKUP_CDATA, MARKUP_DECLARATION, MARKUP_REFUSED, MARKUP_CUT_OFF };

struct name {
    char p[NAME_BYTES]; /* longer ones are cut: they are none of ours */
    size_t n;
};

struct state {
    struct xml_schema *schema;
    struct buf document;
    struct view root; /* its start tag as it stands */
    struct name root_name;
    size_t root_lines; /* line breaks inside of it */
    bool too_long;     /* the current row */
    bool closed;       /* its end, or <requests/>, was there */
};

/* --- cutting --- */

static int take(struct request_reader *r)
{
    struct state *s = r->state;
    int c = request_take(&r->in);
    if (c >= 0 && !request_keep(r, c))
        s->too_long = true;
    return c;
}

static bool take_until(struct request_reader *r, const char *end)
{
    char last[3] = { 0 };
    size_t n = strlen(end);
    for (int c; (c = take(r)) >= 0;) {
        memmove(last, last + 1, 2);
        last[2] = (char)c;
        if (memcmp(last + 3 - n, end, n) == 0)
            return true;
    }
    return false;
}

static bool take_text(struct request_reader *r, const char *text)
{
    for (; *text && request_peek(&r->in) == *text; text++)
        take(r);
    return *text == '\0';
}

/* Behind "<!". What is no comment and no CDATA section is taken up to the first ">": enough to be refused by. */
static enum markup take_declared(struct request_reader *r)
{
    if (request_peek(&r->in) == '-')
        return !take_text(r, "--") ? MARKUP_REFUSED : take_until(r, "-->") ? MARKUP_COMMENT : MARKUP_CUT_OFF;
    if (request_peek(&r->in) == '[')
        return !take_text(r, "[CDATA[") ? MARKUP_REFUSED : take_until(r, "]]>") ? MARKUP_CDATA : MARKUP_CUT_OFF;
    take_until(r, ">");
    return MARKUP_REFUSED;
}

static bool ends_name(int c)
{
    return c < 0 || c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '/' || c == '>' || c == '<';
}

/* From "<" on. A tag in which another "<" comes ends there: it is broken, which the parser will say. */
static enum markup take_markup(struct request_reader *r, struct name *name)
{
    int before = 0, quote = 0;
    take(r);
    name->n = 0;
    if (request_peek(&r->in) == '?')
        return take_until(r, "?>") ? MARKUP_DECLARATION : MARKUP_CUT_OFF;
    if (request_peek(&r->in) == '!') {
        take(r);
        return take_declared(r);
    }
    bool is_end = request_peek(&r->in) == '/';
    if (is_end)
        take(r);
    while (!ends_name(request_peek(&r->in))) {
        int c = take(r);
        if (name->n < NAME_BYTES)
            name->p[name->n++] = (char)c;
    }
    for (int c; (c = request_peek(&r->in)) >= 0 && c != '<'; before = c) {
        take(r);
        if (quote)
            quote = c == quote ? 0 : quote;
        else if (c == '>')
            return is_end ? MARKUP_END : before == '/' ? MARKUP_EMPTY : MARKUP_START;
        else if (c == '"' || c == '\'')
            quote = c;
    }
    return request_peek(&r->in) < 0 ? MARKUP_CUT_OFF : is_end ? MARKUP_END : MARKUP_START;
}

static bool same_name(const struct name *a, const struct name *b)
{
    return a->n == b->n && memcmp(a->p, b->p, a->n) == 0;
}

/* The rest of an element, up to the first end tag of its name: requests hold no requests. */
static bool take_element(struct request_reader *r, const struct name *name)
{
    struct name inner;
    for (int c; (c = request_peek(&r->in)) >= 0;) {
        if (c != '<')
            take(r);
        else if (take_markup(r, &inner) == MARKUP_END && same_name(&inner, name))
            return true;
    }
    return false;
}

/* --- documents --- */

/* A second line inside of a libxml2 message ("certificates line 2 and id") counts like the first; it says nothing new. */
static void drop_inner_line(char *text)
{
    char *at = strstr(text, " line "), *end = at ? at + 6 : NULL;
    while (end && *end >= '0' && *end <= '9')
        end++;
    if (at && end > at + 6)
        memmove(at, end, strlen(end) + 1);
}

/* xml_read counts the lines of the document it is given; `before` of them are not in the file. */
static bool place_error(const struct request_reader *r, size_t before, const char *row, struct err *e)
{
    struct err inner = *e;
    size_t line;
    int at = 0;
    if (sscanf(inner.what, "line %zu: %n", &line, &at) < 1 || at == 0)
        return false;
    line = line > before ? line - before : 1;
    drop_inner_line(inner.what + at);
    err_set(e, inner.status, inner.hint, "%s%s%s", row, row[0] ? ": " : "", inner.what + at);
    return err_at(e, "%.*s:%zu", VIEW_ARG(r->path), r->line + line - 1);
}

static void make_document(struct state *s, struct view start, struct view inner, bool is_open)
{
    buf_clear(&s->document);
    buf_put(&s->document, start);
    buf_put(&s->document, inner);
    if (!is_open)
        return;
    buf_text(&s->document, "</");
    buf_put(&s->document, (struct view){ .p = s->root_name.p, .n = s->root_name.n });
    buf_text(&s->document, ">");
}

static void set_hint(struct err *e, const char *hint)
{
    text_safe_into(e->hint, sizeof e->hint, view_of(hint));
}

static enum markup take_prolog(struct request_reader *r, size_t *root_at)
{
    struct state *s = r->state;
    enum markup markup = MARKUP_COMMENT;
    request_begin(r);
    while (markup == MARKUP_COMMENT || markup == MARKUP_DECLARATION) {
        for (int c = request_peek(&r->in); c == ' ' || c == '\t' || c == '\r' || c == '\n'; c = request_peek(&r->in))
            take(r);
        if (request_peek(&r->in) != '<')
            return MARKUP_REFUSED;
        *root_at = r->row.n;
        markup = take_markup(r, &s->root_name);
    }
    return markup;
}

static bool open_xml(struct request_reader *r, struct err *e)
{
    struct state *s = r->state = NEW(&r->arena, struct state, 1);
    struct xml *tree;
    size_t root_at = 0;
    s->document = BUF_INIT(2 * (size_t)LIMIT_REQUEST_BYTES + NAME_BYTES + 8);
    if (!xml_schema_load(asset_get("requests.xsd"), &s->schema, e))
        return false;
    enum markup markup = take_prolog(r, &root_at);
    if (!request_input_ok(&r->in, e))
        return false;
    if (s->too_long)
        return err_set(e, ST_LIMIT, "remove comments", "more than %d bytes stand before the first request", LIMIT_REQUEST_BYTES);
    make_document(s, buf_view(&r->row), (struct view){ 0 }, markup == MARKUP_START);
    if (!xml_read(&r->arena, buf_view(&s->document), s->schema, &tree, e)) {
        struct err other;
        if (xml_read(&r->arena, buf_view(&s->document), NULL, &tree, &other))
            set_hint(e, "begin with <requests xmlns=\"urn:certcase:requests:1\" version=\"1\">");
        return place_error(r, 0, "", e);
    }
    s->closed = markup == MARKUP_EMPTY;
    s->root = view_dup(&r->arena, view_from(buf_view(&r->row), root_at));
    s->root_lines = view_count(s->root, '\n');
    return true;
}

/* --- rows --- */

/* True when the fields are right as far as they can be told without the schema. */
static bool put_fields(const struct request_reader *r, struct request_fill *fill, const struct xml *request, struct err *e)
{
    const struct state *s = r->state;
    char place[60];
    unsigned seen = 0;
    (void)snprintf(place, sizeof place, "%s: ", fill->row);
    for (const struct xml *x = request->first; x; x = x->next) {
        const struct request_field *f = request_field_named(x->name, place, e);
        bool ok = f != NULL;
        if (ok && !request_field_is_list(f) && seen & 1u << (f - request_fields))
            ok = request_bad(fill, f, "keep one of the two", "it stands there twice", e);
        if (!ok || !request_put(fill, f, x->text, e))
            return err_at(e, "%.*s:%zu", VIEW_ARG(r->path), r->line + (x->line > s->root_lines ? x->line - s->root_lines - 1 : 0));
        seen |= 1u << (f - request_fields);
    }
    return true;
}

static void say_order(struct err *e)
{
    char hint[240], names[200];
    (void)snprintf(hint, sizeof hint, "the order is %s", request_field_names(" or ", ", ", names, sizeof names));
    set_hint(e, hint);
}

static enum request_result read_row(const struct request_reader *r, struct request_fill *fill, struct err *e)
{
    struct state *s = r->state;
    struct xml *tree = NULL;
    struct err other;
    make_document(s, s->root, buf_view(&r->row), true);
    if (xml_read(fill->arena, buf_view(&s->document), s->schema, &tree, e))
        return put_fields(r, fill, tree->first, e) ? REQUEST_ROW : REQUEST_BAD_ROW;
    place_error(r, s->root_lines, fill->row, e);
    if (!xml_read(fill->arena, buf_view(&s->document), NULL, &tree, &other) || !tree->first)
        return REQUEST_BAD_ROW;
    if (!view_eq_text(tree->first->name, "request"))
        set_hint(e, "only request elements stand in requests");
    else if (!put_fields(r, fill, tree->first, &other) || !request_check(fill, &other))
        *e = other; /* the schema says what it expects, this says what was probably meant */
    else
        say_order(e);
    return REQUEST_BAD_ROW;
}

static enum request_result failed(const char *hint, const char *what, struct err *e)
{
    err_set(e, ST_FORMAT, hint, "%s", what);
    return REQUEST_FAILED;
}

/* One thing between the requests, or a request. REQUEST_ROW also stands for what is stepped over: then r->row is empty. */
static enum request_result take_item(struct request_reader *r, struct request_fill *fill, struct err *e)
{
    struct state *s = r->state;
    struct name name;
    bool is_markup = request_peek(&r->in) == '<';
    s->too_long = false;
    request_begin(r);
    if (!is_markup)
        return failed("remove it", "text that is in no request", e);
    enum markup markup = take_markup(r, &name);
    if (markup == MARKUP_COMMENT) {
        buf_clear(&r->row);
        return REQUEST_ROW;
    }
    if (s->closed)
        return failed("remove it", "something stands behind the end of the requests", e);
    s->closed = markup == MARKUP_END && same_name(&name, &s->root_name);
    if (markup == MARKUP_END)
        return s->closed ? REQUEST_END : failed("correct it there", "an end tag without its start tag", e);
    if (markup != MARKUP_START && markup != MARKUP_EMPTY && markup != MARKUP_CUT_OFF)
        return failed("remove it", "something that is neither a request nor a comment", e);
    if (view_starts(buf_view(&r->row), VIEW("<!")))
        return failed("close it with -->", "a comment begins here and is never closed", e);
    (void)snprintf(fill->row, sizeof fill->row, "request %zu", ++r->number);
    if (markup == MARKUP_EMPTY || (markup == MARKUP_START && take_element(r, &name)))
        return s->too_long ? request_too_long(fill->row, e) : REQUEST_ROW;
    return failed("close it with </request>", "a request begins here and is never closed", e);
}

static enum request_result next_xml(struct request_reader *r, struct request_fill *fill, struct err *e)
{
    struct state *s = r->state;
    enum request_result result = REQUEST_ROW;
    fill->joint = ", ";
    while (result == REQUEST_ROW || result == REQUEST_END) {
        request_skip_space(&r->in);
        if (request_peek(&r->in) < 0)
            break;
        result = take_item(r, fill, e);
        if (request_peek(&r->in) < 0 && !request_input_ok(&r->in, e))
            return REQUEST_FAILED;
        if (result == REQUEST_ROW && r->row.n)
            return read_row(r, fill, e);
    }
    if (result == REQUEST_BAD_ROW || result == REQUEST_FAILED)
        return result;
    request_begin(r);
    if (!request_input_ok(&r->in, e))
        return REQUEST_FAILED;
    return s->closed ? REQUEST_END : failed("check that the file was written completely", "the requests are not closed", e);
}

static void close_xml(struct request_reader *r)
{
    struct state *s = r->state;
    if (!s)
        return;
    xml_schema_free(s->schema);
    buf_free(&s->document);
}

const struct request_format request_xml = { "xml", '<', .open = open_xml, .next = next_xml, .close = close_xml };
