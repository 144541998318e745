/* markdown_html.h - Markdown to HTML: headings, paragraphs, pipe tables, lists (nested, numbered, with boxes to tick), fenced code, rules,
 * code spans, strong text, and links to https alone. Everything else, HTML above all, shows as it was typed.
 *
 * Linear in the text, whatever it holds. Memory: none. Threads: pure but for the sink. Errors: the sink's.
 * Source: the parts of CommonMark 0.31 and GFM 0.29 that our own templates use; a paragraph's lines are each read on their own.
 */
#ifndef FORMAT_MARKDOWN_HTML_H
#define FORMAT_MARKDOWN_HTML_H

#include "base/sink.h"

void markdown_html_put(struct sink *to, struct view text);
/* One line's inside: code spans, strong text, links, backslashes. */
void markdown_html_put_line(struct sink *to, struct view line);

#endif
