/* xml_scan.h - what is checked in XML bytes before libxml2 sees them; for xml.c alone.
 *
 * libxml2 goes on after an error, and some errors cost it quadratic time: 512 KiB of "--" inside a comment, closed or not, take
 * half a minute. So everything is refused here in which a broken document could hide markup: comments that are not closed or hold "--",
 * "<" inside a tag, processing instructions, any "<!" that is no comment and no CDATA section.
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

/* UTF-8 or UTF-16 to UTF-8 without a byte order mark; size, depth, number of nodes and attributes within the limits. */
MUST_USE bool xml_scan(struct arena *arena, struct view bytes, struct view *text, struct err *e);

#endif
