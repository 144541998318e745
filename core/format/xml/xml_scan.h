/* xml_scan.h - what is asked of XML bytes before libxml2 sees them; for xml.c alone.
 *
 * Three things it can't be asked itself: a ceiling before it reads; UTF-16 without a mark, and an encoding that is declared but not
 * the one of the bytes (it would obey, or guess); and the number of attributes of one element, as it compares each with each before it
 * tells anyone of them: 40,000 take a second. Everything else libxml2 refuses as fast as it reads.
 * Memory:  the arena, when the text must be decoded.
 * Errors:  ST_FORMAT, ST_LIMIT, with the line.
 * Threads: pure.
 * Source:  XML 1.0 (fifth edition); measured with libxml2 2.9.14.
 */
#ifndef FORMAT_XML_SCAN_H
#define FORMAT_XML_SCAN_H

#include "base/arena.h"
#include "base/err.h"
#include "base/view.h"

/* UTF-8 or UTF-16 to UTF-8 without a byte order mark; size and attributes of an element within the limits. */
MUST_USE bool xml_scan(struct arena *arena, struct view bytes, struct view *text, struct err *e);

#endif
