#include "format/xml.h"

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <libxml/xmlschemastypes.h>

#include "base/limits.h"
#include "format/xml_scan.h"

struct xml_schema {
    xmlDocPtr doc; /* its text: the compiled form points into it */
    xmlSchemaPtr compiled;
};

/* The first complaint of a parser or a validation; later ones mostly follow from it. */
struct complaint {
    bool is_set;
    int line;
    char text[400];
};

static void doc_drop(xmlDocPtr *doc) { xmlFreeDoc(*doc); }
static void parser_drop(xmlParserCtxtPtr *parser) { xmlFreeParserCtxt(*parser); }
static void schema_parser_drop(xmlSchemaParserCtxtPtr *parser) { xmlSchemaFreeParserCtxt(*parser); }
static void valid_drop(xmlSchemaValidCtxtPtr *valid) { xmlSchemaFreeValidCtxt(*valid); }

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

static void note_complaint(struct complaint *c, const xmlError *error)
{
    if (c->is_set)
        return;
    c->is_set = true;
    c->line = error->line;
    copy_message(c->text, sizeof c->text, error->message);
}

static void on_schema_error(void *to, xmlErrorPtr error)
{
    note_complaint(to, error);
}

/* The parser's own user data must stay the parser: its other callbacks need it. */
static void on_parser_error(void *to, xmlErrorPtr error)
{
    const xmlParserCtxt *parser = to;
    note_complaint(parser->_private, error);
}

static bool parse(struct view text, xmlDocPtr *doc, struct err *e)
{
    struct complaint c = { 0 };
    AUTO(parser_drop) xmlParserCtxtPtr parser = xmlNewParserCtxt();
    if (!parser)
        die_oom(sizeof *parser);
    parser->_private = &c;
    parser->sax->serror = on_parser_error;
    *doc = xmlCtxtReadMemory(parser, text.p, (int)text.n, NULL, "UTF-8",
                             XML_PARSE_NONET | XML_PARSE_IGNORE_ENC | XML_PARSE_BIG_LINES | XML_PARSE_NOCDATA);
    if (*doc && !c.is_set)
        return true;
    return err_set(e, ST_FORMAT, "correct it there", "line %d: not well-formed XML: %s", c.line, c.text);
}

bool xml_schema_load(struct view xsd, struct xml_schema **out, struct err *e)
{
    struct complaint c = { 0 };
    AUTO(doc_drop) xmlDocPtr doc = NULL;
    if (!parse(xsd, &doc, e)) {
        e->status = ST_INTERNAL;
        return false;
    }
    AUTO(schema_parser_drop) xmlSchemaParserCtxtPtr parser = xmlSchemaNewDocParserCtxt(doc);
    if (!parser)
        die_oom(xsd.n);
    xmlSchemaSetParserStructuredErrors(parser, on_schema_error, &c);
    xmlSchemaPtr compiled = xmlSchemaParse(parser);
    if (!compiled)
        return err_set(e, ST_INTERNAL, "report this", "a built-in schema is broken, line %d: %s", c.line, c.text);
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

static bool validate(xmlDocPtr doc, const struct xml_schema *s, struct err *e)
{
    struct complaint c = { 0 };
    AUTO(valid_drop) xmlSchemaValidCtxtPtr valid = xmlSchemaNewValidCtxt(s->compiled);
    if (!valid)
        die_oom(sizeof valid);
    xmlSchemaSetValidStructuredErrors(valid, on_schema_error, &c);
    int result = xmlSchemaValidateDoc(valid, doc);
    if (result == 0 && !c.is_set)
        return true;
    if (result < 0)
        return err_set(e, ST_INTERNAL, "report this", "the schema check failed: %s", c.text);
    return err_set(e, ST_FORMAT, "correct it there, or compare with the schema", "line %d: %s", c.line, c.text);
}

static struct view copy_name(struct arena *arena, const xmlChar *text)
{
    return view_dup(arena, view_of((const char *)text));
}

static struct view join_text(struct arena *arena, const xmlNode *first)
{
    size_t n = 0;
    bool only_text = true;
    for (const xmlNode *node = first; node; node = node->next) {
        if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE)
            n += strlen((const char *)node->content);
        only_text = only_text && node->type != XML_ELEMENT_NODE;
    }
    char *p = NEW(arena, char, n + 1), *at = p;
    for (const xmlNode *node = first; node; node = node->next)
        if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
            size_t length = strlen((const char *)node->content);
            memcpy(at, node->content, length);
            at += length;
        }
    struct view text = { .p = p, .n = n };
    return only_text ? text : view_trim(text);
}

static struct xml *convert(struct arena *arena, const xmlNode *node)
{
    struct xml *x = NEW(arena, struct xml, 1);
    struct xml_attr **last_attr = &x->attrs;
    struct xml **last = &x->first;
    x->name = copy_name(arena, node->name);
    x->line = (unsigned)xmlGetLineNo(node);
    x->text = join_text(arena, node->children);
    for (const xmlAttr *a = node->properties; a; a = a->next) {
        struct xml_attr *attr = *last_attr = NEW(arena, struct xml_attr, 1);
        attr->name = copy_name(arena, a->name);
        attr->value = join_text(arena, a->children);
        last_attr = &attr->next;
    }
    for (const xmlNode *child = node->children; child; child = child->next)
        if (child->type == XML_ELEMENT_NODE) {
            *last = convert(arena, child);
            last = &(*last)->next;
        }
    return x;
}

bool xml_read(struct arena *arena, struct view bytes, const struct xml_schema *schema, struct xml **root, struct err *e)
{
    AUTO(doc_drop) xmlDocPtr doc = NULL;
    struct view text;
    if (!xml_scan(arena, bytes, &text, e) || !parse(text, &doc, e) || (schema && !validate(doc, schema, e)))
        return false;
    *root = convert(arena, xmlDocGetRootElement(doc));
    return true;
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
