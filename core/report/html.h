/* html.h - what is made of the templates that are built in: pages (templates/report*.html) by sections, one after the other, so that a page
 * may have any number of rows; letters and scripts whole.
 *
 * Memory:  the arena. Errors: sticky in the sink; a template that is built in and can't be compiled ends the program.
 * Threads: pure but for arena and sink.
 */
#ifndef REPORT_HTML_H
#define REPORT_HTML_H

#include "base/sink.h"
#include "format/text/mustache.h"

const struct mustache *html_template(struct arena *arena, const char *name);
/* All of a template that is built in, into a sink that holds it: values that it can't be rendered with end the program. */
void template_put(struct arena *arena, const char *name, const struct value *root, enum escape_target target, struct sink *to);
/* One section of the template: its value is the only one there, so that the others give nothing. */
void html_section(const struct mustache *template, const char *section, struct value *value, struct sink *to);
/* What a content security policy calls a script or style. */
struct view html_hash(struct arena *arena, struct view bytes);

/* --- words of pages --- */

const char *page_month(int month); /* 1 to 12 */
/* "in 18 days", "today", "3 months ago" */
struct view page_away(struct arena *arena, int32_t today, int32_t day);

#endif
