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

#include "base/arena.h"
#include "base/err.h"
#include "base/view.h"

/* UTF-8 or UTF-16 to a C string of UTF-8 without a byte order mark; size and attributes of an element within the limits. */
MUST_USE bool xml_scan(struct arena *arena, struct view bytes, const char **text, struct err *e);

#endif
