/* xml_parts.h - what xml.c asks before libxml2 reads and after it has read; for core/format/xml alone.
 *
 * Memory:  the arena.
 * Errors:  ST_FORMAT, ST_LIMIT, with the line.
 * Threads: pure.
 * Source:  XML 1.0 (fifth edition); measured with libxml2 2.9.14.
 */
#ifndef FORMAT_XML_PARTS_H
#define FORMAT_XML_PARTS_H

#include "base/buf.h"
#include "base/limits.h"
#include "format/xml/xml.h"

/* --- xml_scan.c: three things that libxml2 can't be asked itself: a ceiling before it reads; the encoding, as it obeys what a document
 * declares, or guesses, and tells bytes that are not UTF-8 in words for programmers; and the number of attributes of one element, as it
 * compares each with each before it tells anyone of them: 40,000 take a second. Everything else it refuses as fast as it reads --- */

/* UTF-8 or UTF-16 to a C string of UTF-8 without a byte order mark; size and attributes of an element within the limits. */
MUST_USE bool xml_scan(struct arena *arena, struct view bytes, const char **text, struct err *e);

/* --- xml_tree.c: a document, from its tags and pieces of text to a tree that needs no library. Text is that of an element alone, its
 * pieces joined; trimmed when it has child elements --- */

struct xml_open {
    struct xml *node, **child; /* child, attr: where the next one goes */
    struct xml_attr **attr;
    size_t text_at;            /* in the text of all elements that are open: where its own begins */
};
struct xml_tree {
    struct arena *arena;
    struct xml_open open[LIMIT_XML_DEPTH];
    size_t depth;
    struct buf text; /* pieces are put here */
};
void xml_tree_begin(struct xml_tree *t, struct view name, unsigned line); /* up to LIMIT_XML_DEPTH at once */
void xml_tree_attr(struct xml_tree *t, struct view name, struct view value); /* value: in the arena */
struct xml *xml_tree_end(struct xml_tree *t);

/* --- xml_words.c: what a schema or a parser complains of, in words of ours: what is not known there, and what is. libxml2's message
 * (without namespaces) is the one thing it tells; what may stand in an element the schema itself tells --- */

struct xml_fault {
    struct view what, hint; /* the hint is empty when the words are enough */
};

/* `xsd`: the schema as a document. `inside`: the element around the one complained of; empty: none. */
struct xml_fault xml_invalid_words(struct arena *arena, const struct xml *xsd, struct view inside, struct view message);
/* Of a document that isn't well-formed: the message itself where there are no better words. */
const char *xml_malformed_words(const char *message);

#endif
