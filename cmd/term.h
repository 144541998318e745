/* term.h - the terminal: colour and width.
 *
 * Threads: main thread.
 */
#ifndef CMD_TERM_H
#define CMD_TERM_H

#include "base/view.h"
#include "session.h"

/* Fills the terminal's part of the session. */
void term_look(struct session *s);
/* Columns for the text of reports: those of the terminal, 0 when the output is none. */
size_t term_text_width(const struct session *s);
/* Whether a stream gets colour: `wish` is auto, always, never or empty; NO_COLOR and TERM=dumb speak for auto. */
bool term_color(const struct session *s, struct view wish, bool is_terminal);

#endif
