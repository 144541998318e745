/* xml.h - XML in, validated; XML out, escaped. The one place that knows libxml2.
 *
 * Reading:  UTF-8 or UTF-16. Any DOCTYPE is refused, and every processing instruction; no network, no entity expansion, no
 *           XML_PARSE_HUGE. Depth and number of nodes have ceilings that end the parse; those of size and attributes hold before it
 *           begins (xml_scan.c). libxml2 parses and validates in one pass; what is kept is a tree of our own, which needs no library.
 * Writing:  text is made safe (base/utf8.h) and escaped, so that what is written reads back as the same safe text.
 * Memory:   the tree in the arena; a schema is owned (xml_schema_free) and may be shared by threads: validation state is made a call.
 * Errors:   ST_FORMAT, ST_LIMIT, with the line in `what`.
 * Threads:  xml_init once in main before the first thread.
 */
#ifndef FORMAT_XML_H
#define FORMAT_XML_H

#include "base/arena.h"
#include "base/err.h"
#include "base/sink.h"

struct xml_schema;
struct xml_reader;

struct xml_attr {
    struct view name, value;
    struct xml_attr *next;
};

struct xml {
    struct view name; /* local name */
    struct view text; /* of this element alone, trimmed when it has child elements */
    struct xml_attr *attrs;
    struct xml *first, *next;
    unsigned line;
};

void xml_init(void);
/* Schemas are our own, and outlive what is made of them: a broken one is a bug, ST_INTERNAL. */
MUST_USE bool xml_schema_load(struct view xsd, struct xml_schema **out, struct err *e);
void xml_schema_free(struct xml_schema *s);
/* Parses and, when schema is not NULL, validates. */
MUST_USE bool xml_read(struct arena *arena, struct view bytes, const struct xml_schema *schema, struct xml **root, struct err *e);
/* The same for many documents: what libxml2 needs to parse and validate is kept from one to the next. A reader belongs to one thread
 * at a time; the schema (may be NULL) must outlive it. The trees don't need it. */
struct xml_reader *xml_reader_new(const struct xml_schema *schema);
void xml_reader_free(struct xml_reader *r); /* NULL is fine */
MUST_USE bool xml_reader_read(struct xml_reader *r, struct arena *arena, struct view bytes, struct xml **root, struct err *e);
/* One document, validated by a schema that is built in: "catalog.xsd". */
MUST_USE bool xml_read_by(struct arena *arena, struct view bytes, const char *xsd, struct xml **root, struct err *e);
const struct xml *xml_child(const struct xml *parent, const char *name); /* the first; NULL when none or parent NULL */
const struct xml *xml_next(const struct xml *node, const char *name);    /* the next sibling of that name */
struct view xml_child_text(const struct xml *parent, const char *name);  /* "" when absent */
struct view xml_attr(const struct xml *node, const char *name);          /* "" when absent */
size_t xml_count(const struct xml *parent, const char *name);

/* Writer: one element a line, two spaces an indent. */
struct xml_out {
    struct sink *to;
    unsigned depth;
    bool open; /* a start tag still lacks its ">" */
    bool in_line; /* text was written in the open element */
};
struct xml_out xml_out(struct sink *to); /* writes the declaration */
void xml_begin(struct xml_out *x, const char *name);
void xml_put_attr(struct xml_out *x, const char *name, struct view value);
void xml_text(struct xml_out *x, struct view text);
void xml_end(struct xml_out *x, const char *name);
void xml_leaf(struct xml_out *x, const char *name, struct view text); /* <name>text</name> */

#endif
