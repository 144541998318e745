/* xml_tree.h - a document of libxml2 as a tree of our own, which needs no library and is freed with its arena; for xml.c alone.
 *
 * Text:    of an element alone, its pieces joined; trimmed when it has child elements.
 * Memory:  the arena. Errors: none; the document is no deeper than LIMIT_XML_DEPTH.
 * Threads: any.
 */
#ifndef FORMAT_XML_TREE_H
#define FORMAT_XML_TREE_H

#include "format/xml/xml.h"

struct _xmlNode; /* of libxml2 */
struct xml *xml_tree_copy(struct arena *arena, struct _xmlNode *element);

#endif
