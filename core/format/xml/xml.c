#include "format/xml/xml.h"

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <libxml/xmlschemastypes.h>

#include "base/limits.h"
#include "format/xml/xml_scan.h"
#include "format/xml/xml_tree.h"

enum { PARSE_OPTIONS = XML_PARSE_NONET | XML_PARSE_IGNORE_ENC | XML_PARSE_BIG_LINES | XML_PARSE_NOCDATA };
/* Names stay with a parser. Those of valid records are a few; the prefixes and namespaces that anyone may declare are not. */
enum { LIMIT_NAMES_KEPT = 64 << 10 };

struct xml_schema {
    xmlDocPtr doc; /* its text: the compiled form points into it */
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
    xmlSchemaSAXPlugPtr plug;
    xmlSAXHandlerPtr to_valid; /* what the validation wants to be told */
    struct xml_tree tree;
    bool at_start; /* the start tag of the innermost element is being validated */
    struct complaint malformed, invalid;
};

static void doc_drop(xmlDocPtr *doc) { xmlFreeDoc(*doc); }
static void parser_drop(xmlParserCtxtPtr *parser) { xmlFreeParserCtxt(*parser); }
static void schema_parser_drop(xmlSchemaParserCtxtPtr *parser) { xmlSchemaFreeParserCtxt(*parser); }

void xml_init(void)
{
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

static bool fail_malformed(const struct complaint *c, struct err *e)
{
    return err_set(e, ST_FORMAT, "correct it there", "line %u: not well-formed XML: %s", c->line, c->text);
}

/* --- schemas --- */

static void on_schema_error(void *to, xmlErrorPtr error)
{
    note_complaint(to, error, (unsigned)error->line);
}

/* The parser's own user data must stay the parser: it needs that itself. */
static void on_malformed_schema(void *to, xmlErrorPtr error)
{
    const xmlParserCtxt *parser = to;
    note_complaint(parser->_private, error, (unsigned)error->line);
}

/* A schema is compiled from a tree, and stays a part of it. */
static bool parse_tree(struct view text, xmlDocPtr *doc, struct err *e)
{
    struct complaint c = { 0 };
    AUTO(parser_drop) xmlParserCtxtPtr parser = xmlNewParserCtxt();
    if (!parser)
        die_oom(sizeof *parser);
    parser->_private = &c;
    parser->sax->serror = on_malformed_schema;
    *doc = xmlCtxtReadMemory(parser, text.p, (int)text.n, NULL, "UTF-8", PARSE_OPTIONS);
    return (*doc && !c.is_set) || fail_malformed(&c, e);
}

bool xml_schema_load(struct view xsd, struct xml_schema **out, struct err *e)
{
    struct complaint c = { 0 };
    AUTO(doc_drop) xmlDocPtr doc = NULL;
    if (!parse_tree(xsd, &doc, e)) {
        e->status = ST_INTERNAL;
        return false;
    }
    AUTO(schema_parser_drop) xmlSchemaParserCtxtPtr parser = xmlSchemaNewDocParserCtxt(doc);
    if (!parser)
        die_oom(xsd.n);
    xmlSchemaSetParserStructuredErrors(parser, on_schema_error, &c);
    xmlSchemaPtr compiled = xmlSchemaParse(parser);
    if (!compiled)
        return err_set(e, ST_INTERNAL, "report this", "a built-in schema is broken, line %u: %s", c.line, c.text);
    *out = malloc(sizeof **out);
    if (!*out)
        die_oom(sizeof **out);
    **out = (struct xml_schema){ .doc = doc, .compiled = compiled };
    doc = NULL;
    return true;
}

void xml_schema_free(struct xml_schema *s)
{
    if (!s)
        return;
    xmlSchemaFree(s->compiled);
    xmlFreeDoc(s->doc);
    free(s);
}

/* --- what comes from the parser, into the arena --- */

static struct view copy_name(struct arena *arena, const xmlChar *name)
{
    return view_dup(arena, view_of((const char *)name));
}

/* The parser hands out an ampersand of an attribute as a reference. */
static struct view copy_value(struct arena *arena, struct view raw)
{
    size_t n = 0;
    if (raw.n == 0 || !memchr(raw.p, '&', raw.n))
        return view_dup(arena, raw);
    char *p = NEW(arena, char, raw.n + 1);
    for (; raw.n; n++) {
        p[n] = raw.p[0];
        raw = view_from(raw, view_starts(raw, VIEW("&#38;")) ? 5 : 1);
    }
    return (struct view){ .p = p, .n = n };
}

/* `fields` are five an attribute: name, prefix, namespace, start and end of the value. */
static struct xml_attr *copy_attrs(struct arena *arena, const xmlChar **fields, size_t n)
{
    struct xml_attr *attrs = n ? NEW(arena, struct xml_attr, n) : NULL;
    for (size_t i = 0; i < n; i++, fields += 5) {
        struct view raw = { .p = (const char *)fields[3], .n = (size_t)(fields[4] - fields[3]) };
        attrs[i].name = copy_name(arena, fields[0]);
        attrs[i].value = copy_value(arena, raw);
        attrs[i].next = i + 1 < n ? &attrs[i + 1] : NULL;
    }
    return attrs;
}

/* --- reading: one pass, the parser's events go into the tree and to the validation --- */

static struct xml_reader *reader_of(void *parser)
{
    return ((const xmlParserCtxt *)parser)->_private;
}

static void on_malformed(void *parser, xmlErrorPtr error)
{
    note_complaint(&reader_of(parser)->malformed, error, (unsigned)error->line);
}

static bool is_refused(const struct xml_reader *r)
{
    return r->malformed.is_set || r->invalid.is_set;
}

/* That there is a child at all is held against the element around it. */
static bool is_of_parent(int code)
{
    return code == XML_SCHEMAV_CVC_ELT_3_2_1 || code == XML_SCHEMAV_CVC_COMPLEX_TYPE_2_1 ||
           code == XML_SCHEMAV_CVC_COMPLEX_TYPE_2_2 || code == XML_SCHEMAV_CVC_TYPE_3_1_2;
}

/* The validation knows no lines: what it complains about is the innermost element, and for the start of one maybe the next outer. */
static void on_invalid(void *to, xmlErrorPtr error)
{
    struct xml_reader *r = to;
    const struct xml_open *at = r->tree.open;
    if (r->at_start && at->up && is_of_parent(error->code))
        at = at->up;
    note_complaint(&r->invalid, error, at ? at->node->line : 1);
}

/* The parser may cut a text into pieces; the validation gets them as one. */
static void tell_text(struct xml_reader *r)
{
    struct view text;
    if (!is_refused(r) && xml_tree_news(&r->tree, &text) && r->plug)
        r->to_valid->characters(r->valid, (const xmlChar *)text.p, (int)text.n);
}

static void on_text(void *parser, const xmlChar *text, int n)
{
    struct xml_reader *r = reader_of(parser);
    if (!is_refused(r))
        xml_tree_text(&r->tree, (struct view){ .p = (const char *)text, .n = (size_t)n });
}

static void on_start(void *parser, const xmlChar *name, const xmlChar *prefix, const xmlChar *space, int n_spaces,
                     const xmlChar **spaces, int n_attrs, int n_defaulted, const xmlChar **attrs)
{
    struct xml_reader *r = reader_of(parser);
    tell_text(r);
    if (is_refused(r))
        return;
    struct xml *node = xml_tree_open(&r->tree);
    node->name = copy_name(r->tree.arena, name);
    node->attrs = copy_attrs(r->tree.arena, attrs, (size_t)n_attrs);
    node->line = (unsigned)r->parser->input->line;
    r->at_start = true;
    if (r->plug)
        r->to_valid->startElementNs(r->valid, name, prefix, space, n_spaces, spaces, n_attrs, n_defaulted, attrs);
    r->at_start = false;
}

static void on_end(void *parser, const xmlChar *name, const xmlChar *prefix, const xmlChar *space)
{
    struct xml_reader *r = reader_of(parser);
    tell_text(r);
    if (r->plug && !is_refused(r))
        r->to_valid->endElementNs(r->valid, name, prefix, space);
    if (!is_refused(r))
        xml_tree_close(&r->tree);
}

static void drop_contexts(struct xml_reader *r)
{
    xmlFreeParserCtxt(r->parser);
    xmlSchemaFreeValidCtxt(r->valid);
    r->parser = NULL;
    r->valid = NULL;
}

static void make_contexts(struct xml_reader *r)
{
    r->parser = xmlNewParserCtxt();
    if (!r->parser)
        die_oom(sizeof *r->parser);
    r->parser->_private = r;
    *r->parser->sax = (xmlSAXHandler){
        .initialized = XML_SAX2_MAGIC,
        .startElementNs = on_start,
        .endElementNs = on_end,
        .characters = on_text,
        .ignorableWhitespace = on_text,
        .serror = on_malformed,
    };
    if (!r->schema)
        return;
    r->valid = xmlSchemaNewValidCtxt(r->schema->compiled);
    if (!r->valid)
        die_oom(sizeof r->valid);
    xmlSchemaSetValidStructuredErrors(r->valid, on_invalid, r);
}

/* With no handlers of ours to be told the same, "plugged in" means: handed over, to be called by us. */
static void plug_validation(struct xml_reader *r)
{
    void *same = NULL;
    r->to_valid = NULL;
    r->plug = xmlSchemaSAXPlug(r->valid, &r->to_valid, &same);
    if (!r->plug)
        die_oom(sizeof r->plug);
}

static bool conclude(const struct xml_reader *r, struct err *e)
{
    if (r->malformed.is_set || !r->parser->wellFormed || !r->tree.root)
        return fail_malformed(&r->malformed, e);
    if (r->invalid.is_internal || (!r->invalid.is_set && r->valid && xmlSchemaIsValid(r->valid) != 1))
        return err_set(e, ST_INTERNAL, "report this", "the schema check failed: %s", r->invalid.text);
    if (r->invalid.is_set)
        return err_set(e, ST_FORMAT, "correct it there, or compare with the schema", "line %u: %s", r->invalid.line, r->invalid.text);
    return true;
}

bool xml_reader_read(struct xml_reader *r, struct arena *arena, struct view bytes, struct xml **root, struct err *e)
{
    struct view text;
    if (!xml_scan(arena, bytes, &text, e))
        return false;
    if (!r->parser)
        make_contexts(r);
    r->tree = (struct xml_tree){ .arena = arena };
    r->malformed = r->invalid = (struct complaint){ 0 };
    if (r->valid)
        plug_validation(r);
    xmlCtxtReadMemory(r->parser, text.p, (int)text.n, NULL, NULL, PARSE_OPTIONS); /* no handler makes a tree: NULL, always */
    bool ok = conclude(r, e);
    xmlSchemaSAXUnplug(r->plug);
    r->plug = NULL;
    if (ok)
        *root = r->tree.root;
    /* A parser that stopped in the middle keeps the namespaces that were open there. */
    if (!ok || xmlDictGetUsage(r->parser->dict) > LIMIT_NAMES_KEPT)
        drop_contexts(r);
    return ok;
}

struct xml_reader *xml_reader_new(const struct xml_schema *schema)
{
    struct xml_reader *r = calloc(1, sizeof *r);
    if (!r)
        die_oom(sizeof *r);
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
