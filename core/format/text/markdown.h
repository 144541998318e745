/* markdown.h - makes Markdown pleasant to read as plain text, which is how a support portal shows it.
 *
 * Memory:  the arena. Errors: none. Threads: pure but for the arena.
 */
#ifndef FORMAT_MARKDOWN_H
#define FORMAT_MARKDOWN_H

#include "base/arena.h"
#include "base/view.h"

/* Pads the cells of pipe tables so that their columns align, all but the last column, which would only grow trailing spaces. Cells
 * wider than 48 characters don't widen their column. Fenced code blocks and everything else stay as they are; what Markdown makes of
 * the text does not change. */
struct view markdown_align_tables(struct arena *arena, struct view text);

#endif
