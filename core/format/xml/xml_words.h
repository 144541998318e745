/* xml_words.h - what a schema or a parser complains of, in words of ours: what is not known there, and what is.
 *
 * libxml2's message (without namespaces) is the one thing it tells; what may stand in an element the schema itself tells.
 * Memory: the arena. Threads: any.
 */
#ifndef FORMAT_XML_WORDS_H
#define FORMAT_XML_WORDS_H

#include "format/xml/xml.h"

struct xml_fault {
    struct view what, hint; /* the hint is empty when the words are enough */
};

/* `xsd`: the schema as a document. `inside`: the element around the one complained of; empty: none. */
struct xml_fault xml_invalid_words(struct arena *arena, const struct xml *xsd, struct view inside, struct view message);
/* Of a document that isn't well-formed: the message itself where there are no better words. */
const char *xml_malformed_words(const char *message);

#endif
