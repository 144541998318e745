#include "format/xml/xml.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlschemas.h>
#include <libxml/xmlschemastypes.h>

#include "base/arena.h"
#include "base/limits.h"
#include "format/xml/xml_parts.h"
#include "model/assets.h"

enum { PARSE_OPTIONS = XML_PARSE_NONET | XML_PARSE_IGNORE_ENC | XML_PARSE_BIG_LINES | XML_PARSE_NOCDATA | XML_PARSE_COMPACT };
/* Names stay with a parser. Those of valid records are a few; the prefixes and namespaces that anyone may declare are not. */
enum { LIMIT_NAMES_KEPT = 64 << 10 };

struct xml_schema {
    struct view xsd;
    xmlSchemaPtr compiled;
};

/* The first complaint of a parser or a validation; later ones mostly follow from it. */
struct complaint {
    bool is_set, is_internal;
    unsigned line;
    char text[400];
};

struct xml_reader {
    const struct xml_schema *schema;
    xmlParserCtxtPtr parser; /* both made for the first document, and again after one that was refused */
    xmlSchemaValidCtxtPtr valid;
    /* Of the document that is being read: */
    xmlSAXHandlerPtr check; /* what validates; NULL without a schema */
    void *checking;
    struct xml_tree tree;
    struct xml *root;
    struct view inside; /* of what is invalid: the element around */
    struct err *e;
    size_t nodes;
    bool refused;
    struct complaint malformed, invalid;
};

DROP(schema_parser_drop, xmlSchemaParserCtxtPtr, xmlSchemaFreeParserCtxt);

void xml_init(void)
{
    (void)xmlMemSetup(free, heap_take, heap_grow, heap_text);
    xmlInitParser();
    xmlSchemaInitTypes(); /* else made by the first schema, unguarded */
}

/* libxml2 writes names as {urn:certcase:case:1}case and ends its lines. */
static void copy_message(char *out, size_t size, const char *message)
{
    size_t n = 0;
    bool in_space = false;
    for (const char *p = message ? message : ""; *p && n + 1 < size; p++) {
        if (p[0] == '{' && p[1] == 'u' && p[2] == 'r' && p[3] == 'n')
            in_space = true;
        if (!in_space && *p != '\n')
            out[n++] = *p;
        if (*p == '}')
            in_space = false;
    }
    while (n > 0 && (out[n - 1] == ' ' || out[n - 1] == '.'))
        n--;
    out[n] = '\0';
}

static void note_complaint(struct complaint *c, const xmlError *error, unsigned line)
{
    if (c->is_set)
        return;
    c->is_set = true;
    c->is_internal = error->code == XML_SCHEMAV_INTERNAL;
    c->line = line;
    copy_message(c->text, sizeof c->text, error->message);
}

/* --- schemas --- */

static void on_schema_error(void *to, xmlErrorPtr error)
{
    note_complaint(to, error, (unsigned)error->line);
}

bool xml_schema_load(struct view xsd, struct xml_schema **out, struct err *e)
{
    struct complaint c = { 0 };
    AUTO(schema_parser_drop) xmlSchemaParserCtxtPtr parser = xmlSchemaNewMemParserCtxt(xsd.p, (int)xsd.n);
    if (!parser)
        die_oom(xsd.n);
    xmlSchemaSetParserStructuredErrors(parser, on_schema_error, &c);
    xmlSchemaPtr compiled = xmlSchemaParse(parser);
    if (!compiled)
        return err_set(e, ST_INTERNAL, "report this", "a built-in schema is broken, line %u: %s", c.line, c.text);
    *out = heap_new(sizeof **out);
    **out = (struct xml_schema){ .xsd = xsd, .compiled = compiled };
    return true;
}

void xml_schema_free(struct xml_schema *s)
{
    if (!s)
        return;
    xmlSchemaFree(s->compiled);
    free(s);
}

/* --- what the parser meets: each piece is checked, goes into the tree, and is validated there --- */

static struct xml_reader *reader_of(void *parser)
{
    return ((const xmlParserCtxt *)parser)->_private;
}

/* The parser would go on, and copy what it has of a comment or a value for each further error: minutes for one document. It is stopped
 * in the middle of its work and may look at its bytes once more: they stay (see parse). */
static void on_malformed(void *parser, xmlErrorPtr error)
{
    note_complaint(&reader_of(parser)->malformed, error, (unsigned)error->line);
    xmlStopParser(parser);
}

/* `limit`: 0 where none is passed. */
static void refuse(struct xml_reader *r, const char *hint, const char *what, int limit)
{
    unsigned line = (unsigned)r->parser->input->line;
    if (!r->refused && limit)
        err_set(r->e, ST_LIMIT, hint, "line %u: %s (at most %d)", line, what, limit);
    else if (!r->refused)
        err_set(r->e, ST_FORMAT, hint, "line %u: %s", line, what);
    r->refused = true;
    xmlStopParser(r->parser);
}

static void count_nodes(struct xml_reader *r, size_t more)
{
    r->nodes += more;
    if (r->nodes > LIMIT_XML_NODES)
        refuse(r, "make the document smaller", "too many elements, attributes and comments", LIMIT_XML_NODES);
}

static void on_doctype(void *parser, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id)
{
    (void)name, (void)public_id, (void)system_id;
    refuse(reader_of(parser), "remove it and everything that it declares", "a DOCTYPE; documents with one are refused", 0);
}

static void on_instruction(void *parser, const xmlChar *target, const xmlChar *data)
{
    (void)target, (void)data;
    refuse(reader_of(parser), "remove it", "a processing instruction (<? ... ?>); none is read", 0);
}

/* Comments are left out of the document: the text around one is one text. */
static void on_comment(void *parser, const xmlChar *text)
{
    (void)text;
    count_nodes(reader_of(parser), 1);
}

/* What else a validation finds mostly follows from its first complaint. */
static bool is_checked(const struct xml_reader *r)
{
    return r->check && !r->invalid.is_set;
}

/* A value still has each & as a reference. */
static struct view attribute_value(struct arena *arena, struct view raw)
{
    char *p = arena_text(arena, raw.n), *end = p;
    for (size_t at; view_find(raw, VIEW("&#38;"), &at); raw = view_from(raw, at + 5))
        end = view_copy(end, view_first(raw, at + 1));
    *(end = view_copy(end, raw)) = '\0';
    return (struct view){ .p = p, .n = (size_t)(end - p) };
}

static void on_start(void *parser, const xmlChar *name, const xmlChar *prefix, const xmlChar *space, int n_spaces,
                     const xmlChar **spaces, int n_attrs, int n_defaulted, const xmlChar **attrs)
{
    enum { LOCAL_NAME, PREFIX, SPACE, VALUE, VALUE_END, ATTR_PARTS };
    struct xml_reader *r = reader_of(parser);
    count_nodes(r, 1 + (size_t)n_attrs);
    if (r->tree.depth == LIMIT_XML_DEPTH)
        refuse(r, "make the document smaller", "elements are nested too deeply", LIMIT_XML_DEPTH);
    if (r->refused)
        return;
    xml_tree_begin(&r->tree, view_of((const char *)name), (unsigned)r->parser->input->line);
    for (const xmlChar **attr = attrs; attr < attrs + (ptrdiff_t)n_attrs * ATTR_PARTS; attr += ATTR_PARTS) {
        struct view raw = { .p = (const char *)attr[VALUE], .n = (size_t)(attr[VALUE_END] - attr[VALUE]) };
        xml_tree_attr(&r->tree, view_of((const char *)attr[LOCAL_NAME]), attribute_value(r->tree.arena, raw));
    }
    if (is_checked(r))
        r->check->startElementNs(r->checking, name, prefix, space, n_spaces, spaces, n_attrs, n_defaulted, attrs);
}

static void on_text(void *parser, const xmlChar *text, int n)
{
    struct xml_reader *r = reader_of(parser);
    buf_put(&r->tree.text, (struct view){ .p = (const char *)text, .n = (size_t)n });
    if (is_checked(r))
        r->check->characters(r->checking, text, n);
}

static void on_end(void *parser, const xmlChar *name, const xmlChar *prefix, const xmlChar *space)
{
    struct xml_reader *r = reader_of(parser);
    if (is_checked(r))
        r->check->endElementNs(r->checking, name, prefix, space);
    r->root = xml_tree_end(&r->tree);
}

/* Of the innermost element that is open, or of the one around it, which may have no element in it. */
static void on_invalid(void *to, xmlErrorPtr error)
{
    struct xml_reader *r = to;
    size_t depth = r->tree.depth;
    if (depth > 1 && error->message && strstr(error->message, "': Element content"))
        depth--;
    if (!r->invalid.is_set)
        r->inside = depth > 1 ? r->tree.open[depth - 2].node->name : (struct view){ 0 };
    note_complaint(&r->invalid, error, depth ? r->tree.open[depth - 1].node->line : 0);
}

static void drop_contexts(struct xml_reader *r)
{
    buf_free(&r->tree.text);
    xmlFreeParserCtxt(r->parser);
    xmlSchemaFreeValidCtxt(r->valid);
    r->parser = NULL;
    r->valid = NULL;
}

static void make_contexts(struct xml_reader *r)
{
    r->tree.text = BUF_INIT(2 * LIMIT_XML_BYTES); /* of UTF-16 it is more than the document */
    r->parser = xmlNewParserCtxt();
    if (!r->parser)
        die_oom(sizeof *r->parser);
    r->parser->_private = r;
    *r->parser->sax = (xmlSAXHandler){
        .initialized = XML_SAX2_MAGIC,
        .internalSubset = on_doctype,
        .processingInstruction = on_instruction,
        .comment = on_comment,
        .startElementNs = on_start,
        .characters = on_text,
        .ignorableWhitespace = on_text,
        .endElementNs = on_end,
        .serror = on_malformed,
    };
    if (!r->schema)
        return;
    r->valid = xmlSchemaNewValidCtxt(r->schema->compiled);
    if (!r->valid)
        die_oom(sizeof r->valid);
    xmlSchemaSetValidStructuredErrors(r->valid, on_invalid, r);
}

/* As xmlCtxtReadMemory, but from the bytes themselves. Of its copy a parser that is stopped frees what it still points to. */
static void parse(struct xml_reader *r, const char *text)
{
    xmlSchemaSAXPlugPtr plug = NULL;
    r->check = NULL;
    if (r->valid && !(plug = xmlSchemaSAXPlug(r->valid, &r->check, &r->checking)))
        die_oom(sizeof *r->check);
    xmlCtxtReset(r->parser);
    xmlCtxtUseOptions(r->parser, PARSE_OPTIONS);
    xmlParserInputPtr input = xmlNewStringInputStream(r->parser, (const xmlChar *)text);
    if (!input || inputPush(r->parser, input) < 0)
        die_oom(sizeof *input);
    xmlParseDocument(r->parser);
    if (plug)
        (void)xmlSchemaSAXUnplug(plug);
}

static bool tell_invalid(const struct xml_reader *r)
{
    AUTO(arena_free) struct arena arena = { 0 };
    struct xml *xsd;
    if (r->invalid.is_internal || !xml_read(&arena, r->schema->xsd, NULL, &xsd, r->e))
        return err_set(r->e, ST_INTERNAL, "report this", "the schema check failed: %s", r->invalid.text);
    const struct xml_fault fault = xml_invalid_words(&arena, xsd, r->inside, view_of(r->invalid.text));
    return err_set(r->e, ST_FORMAT, fault.hint.n ? fault.hint.p : "correct it there, or compare with the schema", "line %u: %.*s",
                   r->invalid.line, VIEW_ARG(fault.what));
}

static bool read_text(struct xml_reader *r, const char *text)
{
    parse(r, text);
    if (r->refused)
        return false;
    if (r->malformed.is_set || !r->parser->wellFormed)
        return err_set(r->e, ST_FORMAT, "correct it there", "line %u: not well-formed XML: %s", r->malformed.line,
                       xml_malformed_words(r->malformed.text));
    return !r->invalid.is_set || tell_invalid(r);
}

bool xml_reader_read(struct xml_reader *r, struct arena *arena, struct view bytes, struct xml **root, struct err *e)
{
    const char *text;
    if (!xml_scan(arena, bytes, &text, e))
        return false;
    if (!r->parser)
        make_contexts(r);
    r->tree.arena = arena;
    r->tree.depth = 0;
    buf_clear(&r->tree.text);
    r->e = e;
    r->nodes = 0;
    r->refused = false;
    r->malformed = r->invalid = (struct complaint){ 0 };
    bool ok = read_text(r, text);
    if (ok)
        *root = r->root;
    /* A parser that stopped in the middle keeps the namespaces that were open there. */
    if (!ok || xmlDictGetUsage(r->parser->dict) > LIMIT_NAMES_KEPT)
        drop_contexts(r);
    return ok;
}

struct xml_reader *xml_reader_new(const struct xml_schema *schema)
{
    struct xml_reader *r = heap_new(sizeof *r);
    r->schema = schema;
    return r;
}

void xml_reader_free(struct xml_reader *r)
{
    if (r)
        drop_contexts(r);
    free(r);
}

bool xml_read(struct arena *arena, struct view bytes, const struct xml_schema *schema, struct xml **root, struct err *e)
{
    struct xml_reader once = { .schema = schema };
    bool ok = xml_reader_read(&once, arena, bytes, root, e);
    drop_contexts(&once);
    return ok;
}

bool xml_read_by(struct arena *arena, struct view bytes, const char *xsd, struct xml **root, struct err *e)
{
    struct xml_schema *schema = NULL;
    bool ok = xml_schema_load(asset_get(xsd), &schema, e) && xml_read(arena, bytes, schema, root, e);
    xml_schema_free(schema);
    return ok;
}
