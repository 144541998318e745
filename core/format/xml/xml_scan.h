/* xml_scan.h - what is asked of XML bytes before libxml2 sees them; for xml.c alone.
 *
 * Three things it can't be asked itself: a ceiling before it reads; the encoding, as it obeys what a document declares, or guesses, and
 * tells bytes that are not UTF-8 in words for programmers; and the number of attributes of one element, as it compares each with each
 * before it tells anyone of them: 40,000 take a second. Everything else libxml2 refuses as fast as it reads.
 * Memory:  the arena.
 * Errors:  ST_FORMAT, ST_LIMIT, with the line.
 * Threads: pure.
 * Source:  XML 1.0 (fifth edition); measured with libxml2 2.9.14.
 */
#ifndef FORMAT_XML_SCAN_H
#define FORMAT_XML_SCAN_H

#include "format/xml/xml.h"

/* UTF-8 or UTF-16 to a C string of UTF-8 without a byte order mark; size and attributes of an element within the limits. */
MUST_USE bool xml_scan(struct arena *arena, struct view bytes, const char **text, struct err *e);

/* xml_tree.c: a document of libxml2, no deeper than LIMIT_XML_DEPTH, as a tree of our own, which needs no library. Text is that of an
 * element alone, its pieces joined; trimmed when it has child elements. */
struct _xmlNode; /* of libxml2 */
struct xml *xml_tree_copy(struct arena *arena, struct _xmlNode *element);

#endif
