/* holidays.h - days off: an iCalendar feed, Outlook's .hol, or plain lines "YYYY-MM-DD name" ("#" starts a comment); told by content.
 *
 * Lists may have other dates, in the order that some line of the list proves; one that stays open is refused with both readings.
 *
 * Coverage: from the first day of the year in which a day is listed first to the end of the last such year, or to its last day where that
 *           year was only begun; an endless repetition covers the ten years after `now`.
 * Memory:  in the arena. Errors: ST_FORMAT, ST_LIMIT with path and line.
 */
#ifndef FORMAT_HOLIDAYS_H
#define FORMAT_HOLIDAYS_H

#include "base/arena.h"
#include "base/err.h"
#include "model/catalog.h"

MUST_USE bool holidays_read(struct arena *arena, struct view path, struct view bytes, int64_t now, struct holidays *out, struct err *e);
bool holidays_has(const struct holidays *h, int32_t day, struct view *name);

#endif
