/* escape.h - one function a target: what makes any text harmless there.
 *
 * All of them first make the text safe (base/utf8.h: control, bidirectional and invisible characters as \u202E); line breaks are
 * kept only where said.
 * Threads: pure. Memory: the sink's.
 */
#ifndef FORMAT_ESCAPE_H
#define FORMAT_ESCAPE_H

#include "base/sink.h"

enum escape_target {
    ESCAPE_NONE,       /* Mustache {{{x}}}: only safe text */
    ESCAPE_TEXT,       /* .txt and terminals: control characters */
    ESCAPE_MARKDOWN,   /* .md: CommonMark and GFM punctuation, so that it shows as typed and can't open a link, table cell, heading or HTML */
    ESCAPE_HTML,       /* .html: & < > " ' */
    ESCAPE_XML,        /* .xml */
    ESCAPE_POWERSHELL, /* .ps1, inside single quotes: ' and the typographic quotes that PowerShell takes for it are doubled */
    ESCAPE_CSV,        /* RFC 4180 field, with ' in front of = + - @ TAB CR */
    ESCAPE_COUNT
};

void escape_put(struct sink *to, enum escape_target target, struct view text);
/* By the file name that is produced or the template's name: "ticket.md" gives ESCAPE_MARKDOWN. ESCAPE_TEXT when unknown. */
enum escape_target escape_for(struct view name);
/* A name for files made from any text: lower-case ASCII letters, digits and single hyphens, at most LIMIT_SLUG_BYTES, never empty
 * ("certificate"), never a reserved Windows name. */
struct view slug(struct arena *arena, struct view text);

#endif
